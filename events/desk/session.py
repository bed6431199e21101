"""Sessions in the back office: their list, their form, the way to their people."""

from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from events import exports
from events.desk.theirs import WrittenByItsTeam
from events.forms.desk import SessionForm
from events.forms.listings import SessionFilters
from events.models import Event, EventTemplate, Session
from events.views import checking_in, desk, door, importing, mailing, moving, reserve, sharing, year
from events.wording import plural, seats, when


class SessionIndexView(generic.IndexView):
    """The date leads to the people: that is what one comes for on the day."""

    page_title = "Séances"
    add_item_label = "Ajouter une séance"

    def get_base_queryset(self):
        return Session.objects.for_desk()

    @cached_property
    def header_buttons(self):
        buttons = super().header_buttons
        event = self.request.GET.get("event", "")
        query = f"?event={event}" if event.isdecimal() else ""
        overview = reverse("agenda_sessions:year")
        buttons.append(HeaderButton("L’année", url=overview, icon_name="table"))
        share = reverse("agenda_sessions:share")
        buttons.append(HeaderButton("Affiche et message", url=share, icon_name="mail"))
        if self.request.user.has_perm("events.change_session"):
            move = reverse("agenda_sessions:move") + query
            buttons.append(HeaderButton("Déplacer des séances", url=move, icon_name="resubmit"))
        if self.add_url:
            series = reverse("agenda_sessions:series") + query
            buttons.append(HeaderButton("Créer une série", url=series, icon_name="copy"))
        return buttons


class SessionCreateView(generic.CreateView):
    def get_initial(self):
        event = Event.objects.filter(pk=desk.number(self.request.GET.get("event"))).first()
        initial = {**super().get_initial(), **({"event": event.pk} if event else {})}
        template = EventTemplate.objects.of(event)
        return {**initial, "capacity": template.capacity} if template else initial

    def get_success_url(self):
        return reverse("agenda_sessions:people", args=[self.object.pk])


class SessionEditView(WrittenByItsTeam, generic.EditView):
    def save_instance(self):
        session = super().save_instance()
        desk.announce(self.request, session, session.offered_now)
        desk.warn_of_people_over(self.request, session)
        return session

    def get_success_url(self):
        return reverse("agenda_sessions:people", args=[self.object.pk])


class SessionDeleteView(WrittenByItsTeam, generic.DeleteView):
    """For a mistake of a minute ago; once somebody has registered or come, it is cancelled."""

    def dispatch(self, request, *args, **kwargs):
        people = self.object.registrations.exists() or self.object.presences.exists()
        if people and self.user_has_permission("delete"):
            messages.warning(
                request,
                "Des personnes se sont inscrites : la séance ne peut pas être supprimée, mais "
                "elle peut être annulée ou reportée.",
            )
            return redirect("agenda_sessions:cancel", self.object.pk)
        return super().dispatch(request, *args, **kwargs)


class DespitePanel(FieldPanel):
    """Shows up when there is something to say."""

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self):
            return super().is_shown() and not self.bound_field.is_hidden


def places(session):
    taken = ", ".join(_taken(session, mode) for mode in session.modes)
    more = f" (+ {session.waiting} en attente)" if session.waiting else ""
    if session.requested:
        more += f" – {session.requested} {plural(session.requested, 'demande', 'demandes')}"
    return taken + more


def _taken(session, mode):
    capacity = session.seats_for(mode)
    taken = f"{session.taken(mode)} / {'∞' if capacity is None else capacity}"
    return f"{taken} {mode.label}" if session.is_hybrid else taken


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
        Column(
            "place", label="Lieu", accessor=place, sort_key="venue__name", classname="desk-wide"
        ),
        Column("places", label="Places", accessor=places, classname="desk-wide"),
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
            DespitePanel("despite"),
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
                    FieldPanel("online_capacity"),
                    FieldPanel("waiting_line"),
                    FieldRowPanel(
                        [
                            FieldPanel("reserved_seats"),
                            FieldPanel("reserved_for"),
                            FieldPanel("reserved_days"),
                        ]
                    ),
                    FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                ],
                heading="Inscriptions",
            ),
            MultiFieldPanel(
                [
                    FieldPanel("children_welcome"),
                    FieldPanel(
                        "children_capacity",
                        help_text="Vide : sans limite. Les enfants des personnes en liste "
                        "d’attente comptent aussi.",
                    ),
                ],
                heading="Enfants",
            ),
            FieldPanel("time_slot"),
        ],
        base_form_class=SessionForm,
    )

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),  # the menu leads to the first
            path("serie/", desk.series, name="series"),
            path("annee/", year.year, name="year"),
            path("diffuser/", sharing.share, name="share"),
            path("diffuser/affiche.pdf", sharing.poster, name="poster"),
            path("deplacer/", moving.move, name="move"),
            path("importer/", importing.start, name="import"),
            path("importer/exemple.ics", importing.example, name="import_example"),
            path("importer/<int:pk>/", importing.review, name="import_review"),
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
            path("<int:pk>/porte/", door.door, name="door"),
            path("<int:pk>/ecran/", checking_in.room, name="room"),
            path("<int:pk>/emargement.pdf", door.sheet, name="sheet"),
            path("<int:pk>/attestations.pdf", door.statements, name="attestations"),
            path("porte.js", door.worker, name="door_worker"),
            path("<int:pk>/places-reservees/", reserve.reserve, name="reserve"),
            path("<int:pk>/ecrire/", mailing.write, name="write"),
            path("<int:pk>/annuler/", desk.cancel_session, name="cancel"),
            path("<int:pk>/reporter/", desk.postpone_session, name="postpone"),
        ]
