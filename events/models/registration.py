"""A person's seat, or place in the line, at a session."""

import hashlib
import secrets
import unicodedata
from collections import defaultdict
from itertools import count

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from events.models.event import Event
from events.models.mode import Mode
from events.models.presence import Presence
from events.models.session import Session


def plain(text):
    """
    >>> plain("Éléonore ŒUVRARD")
    'eleonore œuvrard'
    """
    return "".join(
        c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c)
    )


def structure_mark(name):
    """What is kept of the name of a structure once it is forgotten: two people of one house are
    still counted as one house. Keyed with SECRET_KEY, as names are few and could be tried.

    >>> structure_mark(" les  Lutins") == structure_mark("Les lutins"), structure_mark(" ")
    (True, '')
    """
    words = " ".join(plain(name).split())
    return salted_hmac(__name__, words, algorithm="sha256").hexdigest()[:16] if words else ""


class RegistrationQuerySet(models.QuerySet):
    def live(self):
        return self.exclude(status__in=Registration.OVER)

    def requested(self):
        """Those that the team is to answer, first come first."""
        return self.filter(status=Registration.Status.REQUESTED).order_by("ticket", "pk")

    def seated(self):
        return self.filter(status=Registration.Status.SEATED)

    def there(self):
        """Where presences were noted, those who were there; elsewhere, nobody is known to have
        missed it."""
        noted = Presence.objects.live().filter(session=OuterRef("session"))
        theirs = {"session": OuterRef("session"), "person": OuterRef("person")}
        return self.filter(~Exists(noted) | Exists(Presence.objects.attended().filter(**theirs)))

    def offered(self):
        return self.filter(status=Registration.Status.OFFERED)

    def holding(self):
        """Those whose seat nobody else may have: theirs, or kept for their answer."""
        return self.filter(status__in=Registration.HOLDING)

    def waiting(self):
        """The line, first come first: tickets are drawn one at a time, under the session's lock,
        and unlike the clocks of two machines they never disagree."""
        return self.filter(status=Registration.Status.WAITING).order_by("ticket", "pk")

    def for_listing(self):
        """Everything a staff list or an export shows, in one query."""
        return self.select_related(
            *("person", "profession", "commune"),
            *("session__event", "session__venue", "session__format", "session__reserved_for"),
        )

    def attending(self, session, mode):
        """Those of this session in this way; all of them when it has only one."""
        return self.filter(mode=mode) if session.is_hybrid else self

    def for_page(self):
        """Everything one's own pages show, in one query."""
        return self.select_related(
            "person", "session__event", "session__venue__commune", "session__format"
        )

    def places_in_line(self):
        """{key: place, from 1} of who waits where one of these waits, in one query."""
        theirs = self.filter(status=Registration.Status.WAITING).order_by().values("session")
        line = Registration.objects.waiting().filter(session__in=theirs)
        places: defaultdict[tuple[int, Mode], count[int]] = defaultdict(lambda: count(1))
        rows = line.select_related("session__format")
        return {row.pk: next(places[row.session_id, row.attends]) for row in rows}

    def visible_to(self, user):
        """The registrations whose names this member of staff may read."""
        return self.filter(session__event__in=Event.objects.names_visible_to(user))

    def counts(self):
        """How many are in each state, by its name: {"seated": 8, "waiting": 2, "cancelled": 1}."""
        return self.aggregate(
            **{
                status: Count("pk", filter=Q(status=status))
                for status in Registration.Status.values
            }
        )

    def matching(self, text):
        """Whose name, address or phone holds each of these words; accents and capitals aside,
        which SQLite alone cannot do."""
        words = plain(text).split()
        columns = ("first_name", "last_name", "person__email", "person__phone", "pk")
        found = [
            pk
            for *known, pk in self.order_by().values_list(*columns)
            if all(word in plain(" ".join(filter(None, known))) for word in words)
        ]
        return self.filter(pk__in=found)


class Registration(models.Model):
    """What somebody said for this session. Only events.registration writes its status."""

    class Status(models.TextChoices):
        SEATED = "seated", "place réservée"
        OFFERED = "offered", "place proposée"
        WAITING = "waiting", "en liste d’attente"
        CANCELLED = "cancelled", "annulée"
        REQUESTED = "requested", "demande à étudier"
        DECLINED = "declined", "demande non retenue"

    class Source(models.TextChoices):
        SITE = "site", "sur le site"
        STAFF = "staff", "par l’équipe"
        CIRCLE = "circle", "depuis la page du cercle"

    HOLDING = (Status.SEATED, Status.OFFERED)
    IN_LINE = (*HOLDING, Status.WAITING)
    OVER = (Status.CANCELLED, Status.DECLINED)

    session = models.ForeignKey(
        "Session", on_delete=models.PROTECT, related_name="registrations", verbose_name="séance"
    )
    person = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        related_name="registrations",
        verbose_name="personne",
    )
    status = models.CharField("état", max_length=10, choices=Status, editable=False)
    mode = models.CharField(
        "participation", max_length=10, choices=Mode, default=Mode.ON_SITE
    )  # what was wished for: see `attends`
    reserved = models.BooleanField(
        "sur une place réservée", default=False, editable=False
    )  # to an organisation
    ticket = models.PositiveBigIntegerField(
        "numéro dans la file", default=0, editable=False
    )  # who goes to the end of the line draws another
    passed = models.BooleanField(
        "a laissé passer", default=False, editable=False
    )  # the seats that are free now; those freed later are offered again
    offer_expires_at = models.DateTimeField("répondre avant", null=True, editable=False)
    first_name = models.CharField("prénom", max_length=100)
    last_name = models.CharField("nom", max_length=100)
    profession = models.ForeignKey(
        "vocabulary.Audience",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="métier",
    )
    commune = models.ForeignKey(
        "vocabulary.Commune",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="commune",
    )
    structure = models.CharField("structure", max_length=200, blank=True)
    structure_mark = models.CharField(
        max_length=16, blank=True, editable=False
    )  # of a name that was forgotten: see `structure_mark()`
    answers = models.JSONField(
        "réponses", default=list, blank=True
    )  # [{"key", "question", "answer"}], in order, with each question as it was asked
    children = models.JSONField(
        "enfants", default=list, blank=True
    )  # [{"age", "label", "count"}]: ages and numbers, never who
    children_count = models.PositiveSmallIntegerField("nombre d’enfants", default=0)
    answered_at = models.DateTimeField("réponses changées le", null=True, editable=False)
    source = models.CharField("origine", max_length=10, choices=Source, default=Source.SITE)
    form_key = models.CharField(
        max_length=32, blank=True, editable=False
    )  # the filled form it came from: sent twice, it is one request
    created_at = models.DateTimeField("demandée le", default=timezone.now, editable=False)
    cancelled_at = models.DateTimeField("annulée le", null=True, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = "inscription"
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_live_registration_per_person",
                fields=["session", "person"],
                condition=~Q(status__in=["cancelled", "declined"]),
                violation_error_message="Cette personne est déjà inscrite.",
            ),
        ]
        indexes = [models.Index(fields=["session", "status"], name="registration_by_status")]

    def __str__(self):
        return f"{self.full_name} → {self.session} ({self.get_status_display()})"

    @property
    def is_live(self):
        return self.status not in self.OVER

    @property
    def full_name(self):
        return f"{self.first_name} {self.last_name}".strip() or "personne effacée"

    @property
    def attends(self):
        """How, in the ways that the session offers today: it may have become hybrid since."""
        return self.session.mode_for(self.mode)

    def others_of_the_form(self):
        """What the same person asked for with the same form: the other sessions of a cycle."""
        if not self.form_key:
            return Registration.objects.none()
        rows = Registration.objects.filter(form_key=self.form_key, person=self.person_id)
        return (
            rows.exclude(pk=self.pk)
            .select_related("session__event", "session__venue")
            .order_by("session__starts_at", "pk")
        )

    def place_in_line(self):
        """From 1; None for who is not waiting."""
        if self.status != self.Status.WAITING:
            return None
        before = Q(ticket__lt=self.ticket) | Q(ticket=self.ticket, pk__lte=self.pk)
        line = self.session.registrations.attending(self.session, self.attends).waiting()
        return line.filter(before).count()

    def seat_is_final(self):
        """Whether their own page gives their seat back no more; one leaves the line whenever one
        wants."""
        seated = self.status == self.Status.SEATED
        return seated and self.session.cancel_until <= timezone.now()

    def offer_stands(self):
        """Whether a seat is kept for their answer now."""
        offered = self.status == self.Status.OFFERED and not self.offer_is_over()
        return offered and self.session.status != Session.Status.CANCELLED

    def offer_is_over(self):
        return self.offer_expires_at is not None and self.offer_expires_at <= timezone.now()


class Move(models.Model):
    """One line of the log: what happened to a registration, and where it left it. Names nobody but
    the member of staff who did it."""

    class Act(models.TextChoices):
        REGISTERED = "registered", "inscription"
        OFFERED = "offered", "place proposée"
        KEPT = "kept", "place gardée"
        RELEASED = "released", "place laissée au suivant"
        LAPSED = "lapsed", "offre restée sans réponse"
        MOVED = "moved", "autre façon de participer"
        ACCEPTED = "accepted", "demande acceptée"
        DECLINED = "declined", "demande non retenue"
        CANCELLED = "cancelled", "annulation"
        LINK_SENT = "link_sent", "nouveau lien personnel envoyé"
        REVOKED = "revoked", "liens personnels fermés"
        SLIP = "slip", "billet imprimé"

    class Reason(models.TextChoices):
        """Why a seat was free to offer."""

        CANCELLED = "cancelled", "une place s’est libérée"
        ADDED = "added", "des places ont été ajoutées"
        MOVED = "moved", "quelqu’un participe autrement"
        SHARED = "shared", "des places réservées sont rendues à tous"
        REOPENED = "reopened", "on peut de nouveau s’inscrire"
        RELEASED = "released", "la personne précédente l’a laissée"
        LAPSED = "lapsed", "la personne précédente n’a pas répondu"

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="moves")
    at = models.DateTimeField("quand", default=timezone.now)
    act = models.CharField("quoi", max_length=12, choices=Act)
    status = models.CharField("état d’après", max_length=10, choices=Registration.Status)
    place = models.PositiveIntegerField("rang dans la liste d’attente", null=True)
    reason = models.CharField("motif", max_length=12, choices=Reason, blank=True)
    by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="par"
    )

    class Meta:
        verbose_name = "mouvement"
        ordering = ["pk"]

    def __str__(self):
        return f"{self.get_act_display()} – {self.registration_id}"


class RegistrationLink(models.Model):
    """A way in to one registration. The token is in the letter; only its hash is here."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "lien personnel"
        verbose_name_plural = "liens personnels"

    def __str__(self):
        return f"lien de {self.registration}"

    @classmethod
    def issue(cls, registration):
        """A new token (256 random bits, URL-safe), to be put in a letter and never stored."""
        token = secrets.token_urlsafe(32)
        cls.objects.create(registration=registration, token_hash=cls.hash(token))
        return token

    @classmethod
    def open(cls, token):
        """The registration that a token opens, or None."""
        link = (
            cls.objects.filter(token_hash=cls.hash(token), revoked_at=None)
            .select_related(
                "registration__person",
                "registration__session__event",
                "registration__session__venue__commune",
                "registration__session__format",
            )
            .first()
        )
        return link and link.registration

    @staticmethod
    def hash(token):
        return hashlib.sha256(token.encode()).hexdigest()
