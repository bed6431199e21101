"""« Lettres » in the back office: what was sent to whom, and in which words."""

from django.urls import path
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import ModelPermissionPolicy

from letters import matters, views
from letters.forms import LetterFilters
from letters.models import Letter


class NobodyWrites(ModelPermissionPolicy):
    """Letters come from what happens; one that failed is sent again from its own screen."""

    def user_has_permission(self, user, action):
        return action == "view" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return self.user_has_permission(user, "view")


class LetterIndexView(generic.IndexView):
    page_title = "Lettres envoyées"
    any_permission_required = ["view"]
    no_results_message = (
        "Aucune lettre. Vous voyez ici celles des rendez-vous que votre organisme mène."
    )

    def get_base_queryset(self):
        return Letter.objects.readable_by(self.request.user).for_listing()

    def get_filterset_kwargs(self):
        return {**super().get_filterset_kwargs(), "queryset": self.get_base_queryset()}

    def paginate_queryset(self, queryset, page_size):
        paginator, page, rows, several = super().paginate_queryset(queryset, page_size)
        matters.describe(list(rows))
        return paginator, page, rows, several


class AboutColumn(Column):
    cell_template_name = "letters/about_cell.html"


class LetterViewSet(ModelViewSet):
    model = Letter
    name = "letters"
    url_prefix = "lettres/envoyees"
    icon = "mail"
    menu_label = "Envoyées"
    menu_order = 100
    index_view_class = LetterIndexView
    inspect_view_enabled = True  # the permission to read is given apart
    add_to_reference_index = False  # nobody's name in a second table
    list_display = [
        TitleColumn("recipient", label="À", url_name="letters:letter"),
        Column("kind_label", label="Lettre", classname="desk-wide"),
        AboutColumn("subject", label="À propos de"),
        StatusTagColumn(
            "state",
            label="État",
            accessor="get_state_display",
            primary=lambda letter: letter.state == Letter.State.SENT,
        ),
        DateColumn("queued_at", label="Demandée", sort_key="queued_at", classname="desk-wide"),
    ]
    filterset_class = LetterFilters
    search_fields = ["address", "person__first_name", "person__last_name"]
    search_backend_name = None
    ordering = ["-queued_at", "-pk"]

    @property
    def permission_policy(self):
        return NobodyWrites(self.model)

    def get_common_view_kwargs(self, **kwargs):
        names = ("add", "edit", "delete", "inspect", "copy", "history", "usage")
        nowhere = dict.fromkeys(f"{name}_url_name" for name in names)
        return super().get_common_view_kwargs(**{**kwargs, **nowhere})

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("resultats/", self.index_results_view, name="index_results"),
            path("<int:pk>/", views.letter, name="letter"),
            path("<int:pk>/renvoyer/", views.resend, name="resend"),
        ]

    def register_admin_url_finder(self):
        """A letter is found from what it is about."""


class TextsMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("letters.change_lettertext")


class TextViewSet(ViewSet):
    name = "letter_texts"
    url_prefix = "lettres/textes"
    icon = "edit"
    menu_label = "Textes"
    menu_order = 200
    menu_item_class = TextsMenuItem

    def get_urlpatterns(self):
        return [
            path("", views.texts, name="index"),
            path("<slug:matter>/<slug:key>/", views.text, name="text"),
            path("<slug:matter>/<slug:key>/origine/", views.forget_text, name="forget"),
        ]


class LetterGroup(ViewSetGroup):
    menu_label = "Lettres"
    menu_icon = "mail"
    menu_order = 160  # just after the agenda
    items = (LetterViewSet, TextViewSet)


@hooks.register("register_admin_viewset")
def letters_in_the_back_office():
    return LetterGroup()
