"""What is proposed: the text, with drafts and workflow. It happens in sessions."""

from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Exists, Min, OuterRef, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from taggit.models import ItemBase
from wagtail.fields import RichTextField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    WorkflowMixin,
    WorkflowState,
)

from events import event_page, indexing
from events.models.session import Session
from events.models.watermark import WatchedQuerySet, Watermark

# What a visitor should know before the form, or a letter, says it.
CONDITIONS = {
    "approval": "sur demande",
    "audience_only": "réservée à ces publics",
    "once_a_year": "une fois par an",
    "no_overlap": "pas en même temps qu’un autre de vos rendez-vous",
}


class TaggedEvent(ItemBase):
    tag = models.ForeignKey("taggit.Tag", on_delete=models.CASCADE, related_name="tagged_events")
    content_object = ParentalKey("Event", on_delete=models.CASCADE, related_name="tagged_items")


class EventQuerySet(WatchedQuerySet):
    def public(self):
        """What anybody may see: published, and not a closed group's."""
        return self.filter(live=True, closed_group=False)

    def for_page(self):
        return self.select_related("kind", "lead", "picture", "circle")

    def for_index(self):
        return self.select_related("kind", "lead").prefetch_related(
            "themes", "audiences", "co_leads", "tagged_items__tag", "sessions__venue__commune"
        )

    def for_desk(self):
        """What the team's list shows: the next session, and how far the text has gone."""
        return self.select_related("kind", "lead").annotate(
            next_session=Min("sessions__starts_at", filter=Q(sessions__ends_at__gt=timezone.now())),
            scheduled=self._is_named_in(Revision.objects.filter(approved_go_live_at__isnull=False)),
            in_workflow=self._is_named_in(WorkflowState.objects.active()),
        )

    def _is_named_in(self, rows):
        """Wagtail keeps keys as text, which PostgreSQL does not compare to a number."""
        key = Cast(OuterRef("pk"), models.CharField())
        content_type = ContentType.objects.get_for_model(Event)
        return Exists(rows.filter(base_content_type=content_type, object_id=key))

    def names_visible_to(self, user):
        """The events whose registered people this member of staff may read by name: those that
        their organisation leads or co-leads; administrators see all, but those of a confidential
        circle."""
        return self.writable_by(user).filter(confidential=False)

    def writable_by(self, user):
        """The events whose text and sessions this member of staff may change: for whoever writes
        who co-leads decides who reads the names."""
        if user.has_perm("accounts.see_every_name"):
            return self
        if user.organisation_id is None:
            return self.none()
        co_led = Event.co_leads.through.objects.filter(organisation=user.organisation_id)
        return self.filter(Q(lead=user.organisation_id) | Q(pk__in=co_led.values("event")))


class Event(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    ClusterableModel,
):
    """A workshop, a talk, a morning of play."""

    class RegistrationPolicy(models.TextChoices):
        REQUIRED = "required", "inscription obligatoire"
        ADVISED = "advised", "inscription conseillée"
        NONE = "none", "entrée libre"

    title = models.CharField("titre", max_length=200)
    slug = models.SlugField("adresse", max_length=100, unique=True)
    kind = models.ForeignKey(
        "vocabulary.EventKind", on_delete=models.PROTECT, related_name="+", verbose_name="type"
    )
    summary = models.TextField("en une phrase", max_length=400)
    body = RichTextField("présentation", blank=True)
    themes = ParentalManyToManyField(
        "vocabulary.Theme", related_name="events", verbose_name="thèmes"
    )
    audiences = ParentalManyToManyField(
        "vocabulary.Audience", related_name="events", verbose_name="publics"
    )
    principles = ParentalManyToManyField(
        "vocabulary.CharterPrinciple",
        blank=True,
        related_name="events",
        verbose_name="principes de la charte",
    )
    lead = models.ForeignKey(
        "vocabulary.Organisation",
        on_delete=models.PROTECT,
        related_name="led_events",
        verbose_name="mené par",
    )
    co_leads = ParentalManyToManyField(
        "vocabulary.Organisation",
        blank=True,
        related_name="co_led_events",
        verbose_name="avec",
        help_text="Les équipes de ces organismes voient aussi les inscrits.",
    )
    circle = models.ForeignKey(
        "Circle",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="events",
        verbose_name="cercle",
        help_text="Si c’est la rencontre d’un cercle, elle paraît aussi sur sa page.",
    )
    picture = models.ForeignKey(
        "files.Picture",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="image",
    )
    tags = ClusterTaggableManager(through=TaggedEvent, blank=True, verbose_name="étiquettes")
    price = models.DecimalField(
        "prix (€)", max_digits=6, decimal_places=2, default=0, help_text="0 : gratuit."
    )
    training = models.BooleanField("action de formation", default=False)
    closed_group = models.BooleanField(
        "groupe fermé", default=False, help_text="Ne paraît nulle part sur le site public."
    )
    confidential = models.BooleanField(
        "confidentiel",
        default=False,
        editable=False,
        help_text="Celui d’un groupe d’analyse des pratiques : même l’équipe n’en lit pas les "
        "inscrits, et les calendriers y lisent « Occupé ».",
    )
    registration = models.CharField(
        "inscription",
        max_length=10,
        choices=RegistrationPolicy,
        default=RegistrationPolicy.REQUIRED,
    )
    approval = models.BooleanField(
        "sur demande",
        default=False,
        help_text="Sur le site, on demande une place : l’équipe accepte ou non chaque demande.",
    )
    cycle = models.BooleanField(
        "en cycle",
        default=False,
        help_text="Se suit en entier : on peut s’inscrire à toutes les séances d’un coup.",
    )
    audience_only = models.BooleanField(
        "réservé à ses publics",
        default=False,
        help_text="À ceux qui sont cochés sous « Publics et thèmes ».",
    )
    once_a_year = models.BooleanField(
        "une fois par an",
        default=False,
        help_text="Une personne ne s’y inscrit pas deux fois à moins d’un an d’intervalle.",
    )
    no_overlap = models.BooleanField(
        "pas en même temps qu’un autre",
        default=False,
        help_text="Une personne déjà inscrite ailleurs aux mêmes heures ne s’y inscrit pas.",
    )
    members_first = models.BooleanField(
        "membres du cercle d’abord",
        default=False,
        help_text="Pendant les 48 heures qui suivent l’ouverture des inscriptions de chaque "
        "séance.",
    )
    offer_hours = models.PositiveSmallIntegerField(
        "heures pour répondre",
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(168)],
        help_text="Le temps donné à qui reçoit l’offre d’une place libérée. Les deux derniers "
        "jours : quatre heures au plus.",
    )

    cancel_hours = models.PositiveSmallIntegerField(
        "heures pour annuler",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(720)],
        help_text="Avant le début de la séance. Jusque-là, qui a une place l’annule depuis sa "
        "page ; ensuite, sa page dit comment vous prévenir. Vide, ce qui convient presque "
        "toujours : jusqu’au début, car mieux vaut une place libérée tard que jamais.",
    )

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="event")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="event",
        for_concrete_model=False,
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "rendez-vous"
        verbose_name_plural = "rendez-vous"
        ordering = ["title", "pk"]

    def __str__(self):
        return self.title

    @property
    def revisions(self):
        return self._revisions

    @property
    def conditions(self):
        """Under which one registers, in words that follow « Inscription »."""
        if self.registration == self.RegistrationPolicy.NONE:
            return []
        return [words for name, words in CONDITIONS.items() if getattr(self, name)]

    @property
    def is_public(self):
        """Of one event what `EventQuerySet.public` says of all."""
        return self.live and not self.closed_group

    @transaction.atomic
    def save(self, *args, **kwargs):
        self._close_if_confidential()
        super().save(*args, **kwargs)
        # From the table: in memory, this may be a draft.
        Session.objects.filter(event=self.pk).rewrite()
        indexing.refresh_events(Event.objects.filter(pk=self.pk))

    @transaction.atomic
    def delete(self, *args, **kwargs):
        indexing.forget("event", self.pk)
        deleted = super().delete(*args, **kwargs)
        Watermark.move()
        return deleted

    def get_absolute_url(self):
        return reverse("events:event", args=[self.slug])

    def _close_if_confidential(self):
        """For ever: names stay unread when the rendez-vous leaves its circle, or when an older text
        of it is published."""
        circle = self.circle is not None and self.circle.confidential
        self.confidential = circle or Event.objects.filter(pk=self.pk, confidential=True).exists()
        self.closed_group = self.closed_group or self.confidential

    def get_preview_template(self, request, mode_name):
        return "events/event.html"

    def get_preview_context(self, request, mode_name):
        return event_page.context(self)

    def is_led_by(self, organisation):
        """Whether this organisation leads or co-leads, and so may see who registered."""
        return organisation is not None and (
            self.lead_id == organisation.pk or self.co_leads.filter(pk=organisation.pk).exists()
        )
