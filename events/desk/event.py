"""Rendez-vous in the back office: their list, their form, what keeps them."""

from django import forms
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.admin.panels import (
    FieldPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.admin.ui.tables import Column, StatusTagColumn, UpdatedAtColumn
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views import snippets
from wagtail.snippets.views.snippets import SnippetViewSet

from events.desk.theirs import WrittenByItsTeam
from events.forms.desk import EventForm, QuestionForm, QuestionFormSet
from events.forms.listings import EventFilters
from events.models import Event, Registration
from events.views import cloning, importing
from events.wording import full_day


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

    @cached_property
    def header_buttons(self):
        buttons = super().header_buttons
        if self.request.user.has_perm("events.add_event"):
            url = reverse("wagtailsnippets_events_event:from_template")
            buttons.append(HeaderButton("D’après un modèle", url=url, icon_name="copy"))
        if self.request.user.has_perms(importing.PERMISSIONS):
            url = reverse("agenda_sessions:import")
            buttons.append(HeaderButton("Importer un agenda", url=url, icon_name="download"))
        return buttons

    # To no form that would be refused.

    def get_edit_url(self, instance):
        return super().get_edit_url(instance) if instance.pk in self._theirs else None

    def get_delete_url(self, instance):
        return super().get_delete_url(instance) if instance.pk in self._theirs else None

    @cached_property
    def _theirs(self):
        return set(Event.objects.writable_by(self.request.user).values_list("pk", flat=True))


class EventEditView(WrittenByItsTeam, snippets.EditView):
    @cached_property
    def header_more_buttons(self):
        buttons = [*super().header_more_buttons, *self._clone_button()]
        if not self.request.user.has_perm("events.view_session"):
            return buttons
        event = f"?event={self.object.pk}"
        return [
            *buttons,
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

    def _clone_button(self):
        if self.request.user.has_perm("events.add_event"):
            url = reverse("wagtailsnippets_events_event:clone", args=[self.object.pk])
            yield Button("Cloner", url, icon_name="copy", priority=3)


class EventDeleteView(WrittenByItsTeam, snippets.DeleteView):
    pass


class EventUnpublishView(WrittenByItsTeam, snippets.UnpublishView):
    pass


class EventUnscheduleView(WrittenByItsTeam, snippets.RevisionsUnscheduleView):
    pass


class QuestionsPanel(InlinePanel):
    def get_form_options(self):
        options = super().get_form_options()
        options["formsets"]["questions"] |= {"form": QuestionForm, "formset": QuestionFormSet}
        return options


class EventViewSet(SnippetViewSet):
    model = Event
    icon = "calendar-alt"
    menu_label = "Rendez-vous"
    url_prefix = "agenda/rendez-vous"
    index_view_class = EventIndexView
    edit_view_class = EventEditView
    delete_view_class = EventDeleteView
    unpublish_view_class = EventUnpublishView
    revisions_unschedule_view_class = EventUnscheduleView
    copy_view_enabled = False
    list_display = [
        "title",
        Column("kind", label="Type", sort_key="kind__label", classname="desk-wide"),
        Column("lead", label="Mené par", sort_key="lead__label", classname="desk-wide"),
        Column(
            "next_session", label="Prochaine séance", accessor=next_day, sort_key="next_session"
        ),
        StatusTagColumn(
            "publication", label="État", accessor=publication, primary=lambda event: event.live
        ),
        UpdatedAtColumn(label="Modifié", classname="desk-wide"),
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
                            FieldPanel("price"),
                            FieldPanel("offer_hours"),
                            FieldPanel("cancel_hours"),
                            FieldPanel("approval"),
                        ],
                        heading="Inscription",
                    ),
                    MultiFieldPanel(
                        [
                            HelpPanel(
                                "<p>Ces conditions valent pour les inscriptions faites sur le "
                                "site. L’équipe en est prévenue et peut passer outre.</p>"
                            ),
                            FieldPanel("audience_only"),
                            FieldPanel("once_a_year"),
                            FieldPanel("no_overlap"),
                            FieldPanel("members_first"),
                        ],
                        heading="Qui peut s’inscrire",
                    ),
                    QuestionsPanel(
                        "questions",
                        heading="Questions posées à l’inscription",
                        label="question",
                        help_text="Le moins possible : chaque question décourage quelqu’un. Ne "
                        "demandez jamais le nom d’un enfant ni un détail de santé. Les réponses "
                        "déjà données sont gardées, avec la question telle qu’elle a été posée.",
                        max_num=10,
                    ),
                    MultiFieldPanel(
                        [
                            FieldPanel("cycle"),
                            FieldPanel("circle"),
                            FieldPanel("closed_group"),
                            FieldPanel("training"),
                        ],
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

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("cloner/<int:pk>/", cloning.clone, name="clone"),
            path("modele/", cloning.from_template, name="from_template"),
        ]


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
