"""« Agenda » in the back office: rendez-vous, sessions, registrations, venues, circles."""

from django import forms
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.admin.ui.tables import (
    Column,
    DateColumn,
    StatusTagColumn,
    TitleColumn,
    UpdatedAtColumn,
)
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views import snippets
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from events import exports
from events.forms.desk import CircleForm, EventForm, SessionForm
from events.forms.listings import EventFilters, RegistrationFilters, SessionFilters
from events.models import Circle, Event, Registration, Session, Venue
from events.views import desk
from events.wording import full_day, seats, when

# Rendez-vous


def publication(event):
    """What Wagtail's own status says, without a query for each row."""
    if event.scheduled:
        return "programmé"
    if event.in_workflow:
        return "en relecture"
    if not event.live:
        return "brouillon"
    return "publié, modifié depuis" if event.has_unpublished_changes else "publié"


def next_day(event):
    if event.next_session is None:
        return "–"
    return full_day(timezone.localdate(event.next_session), timezone.localdate().year)


class EventIndexView(snippets.IndexView):
    add_item_label = "Ajouter un rendez-vous"


class EventEditView(snippets.EditView):
    @cached_property
    def header_more_buttons(self):
        if not self.request.user.has_perm("events.view_session"):
            return super().header_more_buttons
        event = f"?event={self.object.pk}"
        return [
            *super().header_more_buttons,
            Button(
                "Ses séances",
                reverse("agenda_sessions:index") + event,
                icon_name="date",
                priority=1,
            ),
            Button(
                "Créer une série de séances",
                reverse("agenda_sessions:series") + event,
                icon_name="plus",
                priority=2,
            ),
        ]


class EventViewSet(SnippetViewSet):
    model = Event
    icon = "calendar-alt"
    menu_label = "Rendez-vous"
    url_prefix = "agenda/rendez-vous"
    index_view_class = EventIndexView
    edit_view_class = EventEditView
    copy_view_enabled = False
    list_display = [
        "title",
        Column("kind", label="Type", sort_key="kind__label"),
        Column("lead", label="Mené par", sort_key="lead__label"),
        Column(
            "next_session", label="Prochaine séance", accessor=next_day, sort_key="next_session"
        ),
        StatusTagColumn(
            "publication", label="État", accessor=publication, primary=lambda event: event.live
        ),
        UpdatedAtColumn(label="Modifié"),
    ]
    filterset_class = EventFilters
    search_fields = ["title", "summary"]
    ordering = ["title", "pk"]
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    HelpPanel(
                        "<p>Un rendez-vous est ce que vous proposez : un texte. Ses dates sont des "
                        "<strong>séances</strong>, à créer ensuite, une à une ou en série. "
                        "Tant qu’il est en brouillon, ni lui ni ses séances ne paraissent sur le "
                        "site.</p>"
                    ),
                    TitleFieldPanel("title", placeholder="Titre"),
                    FieldPanel("kind"),
                    FieldPanel(
                        "summary",
                        help_text="Ce qu’on lit dans la liste de l’agenda et dans les recherches.",
                    ),
                    FieldPanel("body"),
                    FieldPanel("picture", help_text="Sans image, un dessin la remplace."),
                    FieldPanel("slug", help_text="La fin de l’adresse de la page, sans accent."),
                    PublishingPanel(),
                ],
                heading="Présentation",
            ),
            ObjectList(
                [
                    FieldPanel(
                        "audiences", widget=forms.CheckboxSelectMultiple, classname="desk-columns"
                    ),
                    FieldPanel(
                        "themes",
                        widget=forms.CheckboxSelectMultiple,
                        classname="desk-columns",
                        help_text="Deux ou trois suffisent : on s’en sert pour filtrer l’agenda.",
                    ),
                    FieldPanel(
                        "principles", widget=forms.CheckboxSelectMultiple, classname="collapsed"
                    ),
                    FieldPanel(
                        "tags",
                        help_text="Des mots libres, séparés par des virgules. Facultatif.",
                    ),
                ],
                heading="Publics et thèmes",
            ),
            ObjectList(
                [
                    MultiFieldPanel(
                        [
                            HelpPanel(
                                "<p>Les équipes de ces organismes, et elles seules, lisent le nom "
                                "des personnes inscrites.</p>"
                            ),
                            FieldPanel("lead"),
                            FieldPanel(
                                "co_leads", widget=forms.CheckboxSelectMultiple, help_text=" "
                            ),
                        ],
                        heading="Qui le mène",
                    ),
                    MultiFieldPanel(
                        [
                            FieldPanel("registration"),
                            FieldPanel("question"),
                            FieldPanel("price"),
                        ],
                        heading="Inscription",
                    ),
                    MultiFieldPanel(
                        [FieldPanel("circle"), FieldPanel("closed_group"), FieldPanel("training")],
                        heading="Cas particuliers",
                    ),
                ],
                heading="Organisation",
            ),
        ],
        base_form_class=EventForm,
    )

    def get_queryset(self, request):
        return Event.objects.for_desk()


@hooks.register("before_delete_snippet")
def events_with_people_stay(request, instances):
    """People registered for its sessions: an event that is over is unpublished."""
    events = [instance.pk for instance in instances if isinstance(instance, Event)]
    if not Registration.objects.filter(session__event__in=events).exists():
        return None
    messages.error(
        request,
        "Des personnes se sont inscrites à ce rendez-vous : il ne peut pas être supprimé. "
        "Dépubliez-le, et annulez ses séances à venir.",
    )
    return redirect(EventViewSet().get_url_name("list"))


# Sessions


class SessionIndexView(generic.IndexView):
    """The date leads to the people: that is what one comes for on the day."""

    page_title = "Séances"
    add_item_label = "Ajouter une séance"

    def get_base_queryset(self):
        return Session.objects.for_desk()

    @cached_property
    def header_buttons(self):
        buttons = super().header_buttons
        if self.add_url:
            event = self.request.GET.get("event", "")
            query = f"?event={event}" if event.isdecimal() else ""
            series = reverse("agenda_sessions:series") + query
            buttons.append(HeaderButton("Créer une série", url=series, icon_name="copy"))
        return buttons


class SessionCreateView(generic.CreateView):
    def get_initial(self):
        event = desk.number(self.request.GET.get("event"))
        return {**super().get_initial(), **({"event": event} if event else {})}

    def get_success_url(self):
        return reverse("agenda_sessions:people", args=[self.object.pk])


class SessionEditView(generic.EditView):
    def save_instance(self):
        session = super().save_instance()
        desk.announce(self.request, session, self.form.seated)
        return session

    def get_success_url(self):
        return reverse("agenda_sessions:people", args=[self.object.pk])


class SessionDeleteView(generic.DeleteView):
    """For a mistake of a minute ago; once somebody has registered, a session is cancelled."""

    def dispatch(self, request, *args, **kwargs):
        if self.object.registrations.exists() and self.user_has_permission("delete"):
            messages.warning(
                request,
                "Des personnes se sont inscrites : la séance ne peut pas être supprimée, mais "
                "elle peut être annulée ou reportée.",
            )
            return redirect("agenda_sessions:cancel", self.object.pk)
        return super().dispatch(request, *args, **kwargs)


def places(session):
    taken = f"{session.seats_taken} / {session.capacity or '∞'}"
    return f"{taken} (+ {session.waiting} en attente)" if session.waiting else taken


def place(session):
    if session.venue is None:
        return session.format
    return f"{session.venue}, {session.room}" if session.room else session.venue


class SessionViewSet(ModelViewSet):
    model = Session
    name = "agenda_sessions"
    url_prefix = "agenda/seances"
    icon = "date"
    menu_label = "Séances"
    index_view_class = SessionIndexView
    add_view_class = SessionCreateView
    edit_view_class = SessionEditView
    delete_view_class = SessionDeleteView
    copy_view_enabled = False
    add_to_reference_index = False  # its references are plain foreign keys
    inspect_view_enabled = False
    list_display = [
        TitleColumn(
            "when",
            label="Date",
            accessor=when,
            sort_key="starts_at",
            url_name="agenda_sessions:people",
        ),
        Column("event", label="Rendez-vous", sort_key="event__title"),
        Column("place", label="Lieu", accessor=place, sort_key="venue__name"),
        Column("places", label="Places", accessor=places),
        StatusTagColumn(
            "state",
            label="État",
            accessor=lambda session: seats(session)[0],
            primary=lambda session: seats(session)[1] == "ok",
        ),
    ]
    filterset_class = SessionFilters
    search_fields = ["event__title", "venue__name", "room"]
    ordering = ["starts_at", "pk"]
    edit_handler = ObjectList(
        [
            HelpPanel(
                "<p>Si la date, l’heure ou le lieu change, les personnes inscrites en sont "
                "prévenues par courriel. Pour une autre date, préférez « Reporter » : le site "
                "le dit. Pour renoncer à la séance, « Annuler ».</p>"
            ),
            FieldPanel("event"),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                    FieldPanel("whole_days"),
                ],
                heading="Quand",
            ),
            MultiFieldPanel(
                [
                    FieldPanel("format"),
                    FieldRowPanel([FieldPanel("venue"), FieldPanel("room")]),
                    FieldPanel("online_url"),
                ],
                heading="Où",
            ),
            MultiFieldPanel(
                [
                    FieldPanel(
                        "capacity",
                        help_text="Vide : sans limite. Les places ajoutées vont d’abord à la "
                        "liste d’attente, dans l’ordre.",
                    ),
                    FieldPanel("waiting_line"),
                    FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                ],
                heading="Inscriptions",
            ),
            FieldPanel("children_welcome"),
            FieldPanel("time_slot"),
        ],
        base_form_class=SessionForm,
    )

    def get_urlpatterns(self):
        return [
            path("serie/", desk.series, name="series"),
            path("<int:pk>/inscrits/", desk.people, name="people"),
            path("<int:pk>/inscrits/ajouter/", desk.add_person, name="add_person"),
            *(
                path(
                    f"<int:pk>/inscrits.{kind}",
                    desk.export,
                    {"spreadsheet": kind},
                    f"export_{kind}",
                )
                for kind in exports.FORMATS
            ),
            path("<int:pk>/annuler/", desk.cancel_session, name="cancel"),
            path("<int:pk>/reporter/", desk.postpone_session, name="postpone"),
            *super().get_urlpatterns(),
        ]


# Registrations


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
        Column("contact", label="Pour la joindre", accessor=lambda row: row.person.contact),
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
        DateColumn("created_at", label="Demandée", sort_key="created_at"),
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
            path("<int:pk>/annuler/", desk.cancel_registration, name="cancel"),
        ]

    def register_admin_url_finder(self):
        """A registration has no page of its own."""


# Venues and circles


class VenueIndexView(generic.IndexView):
    add_item_label = "Ajouter un lieu"

    def get_base_queryset(self):
        return Venue.objects.select_related("commune", "structure_type")


class VenueViewSet(ModelViewSet):
    model = Venue
    name = "agenda_venues"
    url_prefix = "agenda/lieux"
    icon = "home"
    menu_label = "Lieux"
    index_view_class = VenueIndexView
    copy_view_enabled = False
    list_display = [
        "name",
        Column("commune", label="Commune", sort_key="commune__label"),
        Column("structure_type", label="Type", sort_key="structure_type__label"),
        "capacity",
    ]
    list_filter = ["commune", "structure_type"]
    search_fields = ["name", "address", "commune__label"]
    ordering = ["name", "pk"]
    edit_handler = ObjectList(
        [
            TitleFieldPanel("name", placeholder="Nom"),
            FieldPanel("slug"),
            FieldPanel("structure_type"),
            MultiFieldPanel(
                [
                    FieldPanel("address"),
                    FieldPanel("commune"),
                    FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
                    FieldPanel("access"),
                ],
                heading="Où et comment y venir",
            ),
            MultiFieldPanel([FieldPanel("rooms"), FieldPanel("capacity")], heading="Salles"),
            FieldPanel("summary"),
            FieldRowPanel([FieldPanel("phone"), FieldPanel("email")], heading="Contact"),
        ]
    )


class CircleIndexView(generic.IndexView):
    add_item_label = "Ajouter un cercle"

    def get_base_queryset(self):
        return Circle.objects.for_listing()


class CircleViewSet(ModelViewSet):
    model = Circle
    name = "agenda_circles"
    url_prefix = "agenda/cercles"
    icon = "comment"
    menu_label = "Cercles"
    index_view_class = CircleIndexView
    copy_view_enabled = False
    list_display = [
        "title",
        Column("kind", label="Type", sort_key="kind__label"),
        Column("lead", label="Mené par", sort_key="lead__label"),
        "rhythm",
        "join",
        StatusTagColumn(
            "public",
            label="Visible",
            accessor=lambda circle: "sur le site" if circle.public else "caché",
            primary=lambda circle: circle.public,
        ),
    ]
    list_filter = ["kind", "lead", "join", "public"]
    search_fields = ["title", "summary"]
    ordering = ["title", "pk"]
    edit_handler = ObjectList(
        [
            HelpPanel(
                "<p>Un cercle est un groupe de professionnels qui se retrouve. Un groupe fermé, "
                "ou dont « public » est décoché, ne paraît nulle part sur le site.</p>"
            ),
            TitleFieldPanel("title", placeholder="Titre"),
            FieldPanel("slug"),
            FieldPanel("kind"),
            FieldPanel("summary"),
            MultiFieldPanel(
                [
                    FieldPanel("lead"),
                    FieldRowPanel([FieldPanel("rhythm"), FieldPanel("time_slot")]),
                    FieldRowPanel([FieldPanel("venue"), FieldPanel("format")]),
                ],
                heading="Les rencontres",
            ),
            MultiFieldPanel(
                [FieldPanel("join"), FieldPanel("max_size"), FieldPanel("public")],
                heading="Pour venir",
            ),
            FieldPanel("audiences", widget=forms.CheckboxSelectMultiple),
            FieldPanel("themes", widget=forms.CheckboxSelectMultiple, classname="desk-columns"),
            FieldPanel("principles", widget=forms.CheckboxSelectMultiple, classname="collapsed"),
        ],
        base_form_class=CircleForm,
    )


class AgendaGroup(SnippetViewSetGroup):
    menu_label = "Agenda"
    menu_icon = "calendar-alt"
    menu_order = 150  # just after the pages
    items = (EventViewSet, SessionViewSet, RegistrationViewSet, VenueViewSet, CircleViewSet)


register_snippet(AgendaGroup)


@hooks.register("insert_global_admin_css")
def desk_style():
    return format_html('<link rel="stylesheet" href="{}">', static("css/desk.css"))
