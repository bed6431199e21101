"""Registrations in the back office: one looks for somebody."""

from django.urls import path
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from events import exports
from events.forms.listings import RegistrationFilters
from events.models import Registration
from events.views import desk, person
from events.wording import when


class RegistrationIndexView(generic.IndexView):
    page_title = "Inscriptions"
    no_results_message = (
        "Aucune inscription. Vous voyez ici celles des rendez-vous que votre organisme mène."
    )
    is_searchable = True
    list_export = exports.COLUMNS

    def get_base_queryset(self):
        return Registration.objects.visible_to(self.request.user).for_listing()

    def search_queryset(self, queryset):
        return queryset.matching(self.search_query) if self.is_searching else queryset

    def get_filterset_kwargs(self):
        return {**super().get_filterset_kwargs(), "queryset": self.get_base_queryset()}

    def as_spreadsheet(self, queryset, spreadsheet_format):
        return exports.FORMATS[spreadsheet_format](queryset, "inscriptions")


class RegistrationViewSet(ModelViewSet):
    """People are added and cancelled from their session; here one looks for somebody."""

    model = Registration
    name = "agenda_registrations"
    url_prefix = "agenda/inscriptions"
    icon = "group"
    menu_label = "Inscriptions"
    index_view_class = RegistrationIndexView
    inspect_view_enabled = True  # the permission to read is given apart
    add_to_reference_index = False  # nobody's name in a second table
    list_display = [
        TitleColumn("full_name", label="Nom", sort_key="last_name", get_url=desk.place_of),
        Column(
            "contact",
            label="Pour la joindre",
            accessor=lambda row: row.person.contact,
            classname="desk-wide",
        ),
        Column("session", label="Rendez-vous", accessor="session.event"),
        Column(
            "when",
            label="Séance",
            accessor=lambda row: when(row.session),
            sort_key="session__starts_at",
        ),
        StatusTagColumn(
            "status",
            label="État",
            accessor="get_status_display",
            primary=lambda row: row.status == Registration.Status.SEATED,
        ),
        DateColumn("created_at", label="Demandée", sort_key="created_at", classname="desk-wide"),
    ]
    filterset_class = RegistrationFilters
    ordering = ["-created_at", "-pk"]

    def get_common_view_kwargs(self, **kwargs):
        nowhere = dict.fromkeys(["add_url_name", "delete_url_name", "inspect_url_name"])
        return super().get_common_view_kwargs(**{**kwargs, **nowhere})

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("resultats/", self.index_results_view, name="index_results"),
            path("<int:pk>/", person.person, name="person"),
            path("<int:pk>/accepter/", person.accept, name="accept"),
            path("<int:pk>/decliner/", person.decline, name="decline"),
            path("<int:pk>/garder/", person.keep, name="keep"),
            path("<int:pk>/liberer/", person.release, name="release"),
            path("<int:pk>/participation/", person.change_mode, name="change_mode"),
            path("<int:pk>/annuler/", person.cancel, name="cancel"),
            path("<int:pk>/lien/", person.send_link, name="send_link"),
            path("<int:pk>/billet/", person.slip, name="slip"),
            path("<int:pk>/fermer-les-liens/", person.revoke_links, name="revoke_links"),
        ]

    def register_admin_url_finder(self):
        """A registration has no page of its own."""
