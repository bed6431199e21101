"""One dated occurrence of an event: the thing people register for."""

import uuid
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models, transaction
from django.db.models import (
    Case,
    Count,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from events import ical, indexing, slots
from events.models.mode import Mode
from events.models.watermark import WatchedQuerySet, Watermark

PAST_STAYS = timedelta(days=180)  # in calendars people subscribe to
CANCELLED_STAYS = timedelta(days=7)  # after its date: long enough for the slowest client to say so
POSTPONED_SAID = timedelta(days=7)  # how long the title itself says it
BATCH = 200  # rows rewritten at once: about 200 kB of text in memory


def new_uid():
    """The UID of RFC 5545, whole, host included: a place that moves to another address must not
    double every event in the calendars that already hold it."""
    return f"{uuid.uuid4()}@{urlsplit(settings.SITE_URL).hostname}"


def left(seats, taken):
    """How many seats are free; None without limit. A lowered capacity removes nobody: there may be
    more people than seats."""
    return None if seats is None else max(0, seats - taken)


class Utf8(Func):
    """A text as the bytes it is stored as: Python neither decodes nor encodes it again."""

    output_field = models.BinaryField()
    template = "CAST(%(expressions)s AS BLOB)"

    def as_postgresql(self, compiler, connection, **context):
        template = "convert_to(%(expressions)s, 'UTF8')"
        return self.as_sql(compiler, connection, template=template, **context)


ON_A_CARD = [
    *("starts_at", "ends_at", "whole_days", "status", "opens_at", "closes_at"),
    *("capacity", "online_capacity", "waiting_line", "children_welcome"),
    *("reserved_seats", "reserved_days", "reserve_released_at"),
    *("event__title", "event__slug", "event__registration"),
    *("event__kind__label", "event__lead__label"),
    *("venue__name", "venue__commune__label"),
    *("format__label", "format__on_site", "format__remote"),
]


class SessionQuerySet(WatchedQuerySet):
    def public(self):
        """The sessions of events that anybody may see."""
        return self.filter(event__live=True, event__closed_group=False)

    def upcoming(self):
        return self.filter(ends_at__gte=timezone.now()).order_by("starts_at", "pk")

    def in_calendars(self, now):
        """What a subscribed calendar shows: what comes, and a past that does not go on for ever."""
        gone = Q(status=Session.Status.CANCELLED, ends_at__lt=now - CANCELLED_STAYS)
        return self.filter(ends_at__gte=now - PAST_STAYS).exclude(gone)

    def last_change(self, now):
        """When what calendars show last changed, by somebody or because time passed; None when
        nothing ever happened. It never goes back: whoever deletes a row raises the watermark."""

        def latest(name, after, **conditions):
            conditions[f"{name}__lt"] = now - after
            rows = Session.objects.filter(**conditions).order_by(f"-{name}")
            return Subquery(rows.values(name)[:1]), after

        lapses = [
            latest("ends_at", PAST_STAYS),
            latest("ends_at", CANCELLED_STAYS, status=Session.Status.CANCELLED),
            latest("postponed_at", POSTPONED_SAID),
        ]
        row = Watermark.objects.values_list("moved_at", *(lapse for lapse, _ in lapses)).first()
        if row is None:
            return None
        moved_at, *starts = row
        ends = (start + after for start, (_, after) in zip(starts, lapses, strict=True) if start)
        return max([moved_at, *ends])

    def texts(self, now):
        """The VEVENTs, in order and in UTF-8, from one query that joins nothing for them."""
        said = When(postponed_at__lt=now - POSTPONED_SAID, then="vevent_later")
        text = Utf8(Case(said, default="vevent"))
        return self.order_by("starts_at", "pk").values_list(text, flat=True)

    def fingerprint(self):
        """Which rows these are, from one query that reads no text. Of what they say, it tells
        nothing: that is the watermark's."""
        square = ExpressionWrapper(F("pk") * F("pk"), models.BigIntegerField())
        sums = self.order_by().aggregate(Count("pk"), Sum("pk"), squares=Sum(square))
        return tuple(int(value or 0) for value in sums.values())

    def rewrite(self, after_batch=None):
        """Make the stored VEVENTs say what the rows say today; returns how many changed.

        `after_batch` is called with the number of rows seen so far.
        """
        changed = seen = 0
        pks = list(self.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(pks), BATCH):
            changed += Session.objects.filter(pk__in=pks[start : start + BATCH])._rewrite_batch()
            seen = min(start + BATCH, len(pks))
            if after_batch:
                after_batch(seen)
        Watermark.move()
        return changed

    rewrite.alters_data = True  # type: ignore[attr-defined]

    @transaction.atomic
    def _rewrite_batch(self):
        # Two queries: a row waited for comes back with the event and the venue of before the wait.
        locked = list(self.order_by("pk").select_for_update().values_list("pk", flat=True))
        offered = slots.on_offer()
        rows = Session.objects.filter(pk__in=locked).for_writing()
        stale = [row for row in rows if row._write() | row._settle(offered)]
        return Session.objects.bulk_update(stale, WRITTEN)

    def for_writing(self):
        """Everything a VEVENT says, in three queries."""
        first = Session.objects.filter(event=OuterRef("event")).order_by("pk").values("uid")[:1]
        return (
            self.select_related("event__kind", "event__picture", "venue", "format")
            .prefetch_related("event__themes", "event__picture__renditions")
            .annotate(first_uid=Subquery(first))
        )

    def with_seats_taken(self):
        """`seats_taken` in all, `online_taken` of them from afar, `reserved_taken` of those that
        are kept for an organisation."""
        return self.annotate(
            seats_taken=self._people("seated", "offered"),
            online_taken=self._people("seated", "offered", mode=Mode.ONLINE),
            reserved_taken=self._people("seated", "offered", reserved=True),
        ).select_related("reserved_for")

    def for_cards(self):
        """What a card shows and nothing more, in one query: half of a list's time is columns."""
        joins = ("event__kind", "event__lead", "venue__commune", "format")
        counted = self.with_seats_taken().select_related(None)
        return counted.select_related(*joins).only(*ON_A_CARD)

    def for_listing(self):
        """Everything that a page says of a session, in one query."""
        return self.with_seats_taken().select_related(
            "event__kind", "event__lead", "event__picture", "venue__commune", "format", "time_slot"
        )

    def for_desk(self):
        """What the team's list shows: the line too, and the requests."""
        return self.for_listing().annotate(
            waiting=self._people("waiting"), requested=self._people("requested")
        )

    def _people(self, *statuses, **conditions):
        from events.models.registration import Registration  # noqa: PLC0415 (it imports this module)

        people = (
            Registration.objects.filter(session=OuterRef("pk"), status__in=statuses, **conditions)
            .order_by()
            .values("session")
            .annotate(n=Count("pk"))
            .values("n")
        )
        return Coalesce(Subquery(people), 0)


class Session(models.Model):
    class Status(models.TextChoices):
        PLANNED = "planned", "prévue"
        POSTPONED = "postponed", "reportée"
        CANCELLED = "cancelled", "annulée"

    uid = models.CharField(max_length=300, default=new_uid, unique=True, editable=False)
    event = models.ForeignKey(
        "Event", on_delete=models.CASCADE, related_name="sessions", verbose_name="rendez-vous"
    )
    starts_at = models.DateTimeField("début", db_index=True)
    ends_at = models.DateTimeField("fin", db_index=True)
    whole_days = models.BooleanField(
        "journées entières", default=False, help_text="Une exposition, par exemple : sans heures."
    )
    venue = models.ForeignKey(
        "Venue",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name="lieu",
    )
    room = models.CharField("salle", max_length=100, blank=True)
    format = models.ForeignKey(
        "vocabulary.EventFormat", on_delete=models.PROTECT, related_name="+", verbose_name="format"
    )
    online_url = models.URLField(
        "lien de connexion",
        max_length=500,
        blank=True,
        help_text="Jamais public : il n’est donné qu’aux inscrits.",
    )
    time_slot = models.ForeignKey(
        "vocabulary.TimeSlot",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="créneau",
        help_text="Vide : déduit de l’horaire.",
    )
    slot = models.ForeignKey(
        "vocabulary.TimeSlot",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="créneau retenu",
        help_text="Celui qu’on a choisi, ou celui qui se déduit de l’horaire.",
    )
    capacity = models.PositiveSmallIntegerField(
        "places", null=True, blank=True, help_text="Vide : sans limite."
    )
    online_capacity = models.PositiveSmallIntegerField(
        "places à distance",
        null=True,
        blank=True,
        help_text="Pour une séance hybride ; les places ci-dessus sont alors celles sur place. "
        "Vide : sans limite.",
    )
    reserved_seats = models.PositiveSmallIntegerField(
        "dont réservées à un organisme",
        default=0,
        help_text="Parmi les places (sur place, si la séance est hybride). Elles ne sont proposées "
        "qu’à cet organisme, par un lien à lui transmettre.",
    )
    reserved_for = models.ForeignKey(
        "vocabulary.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="réservées à",
    )
    reserved_days = models.PositiveSmallIntegerField(
        "rendues à tous, en jours avant la séance",
        default=7,
        help_text="Ce jour-là, celles qui restent vont à la liste d’attente, puis à tout le monde.",
    )
    reserve_released_at = models.DateTimeField("rendues le", null=True, editable=False)
    waiting_line = models.BooleanField("liste d’attente", default=True)
    children_welcome = models.BooleanField("avec des enfants", default=False)
    children_capacity = models.PositiveSmallIntegerField(
        "places pour les enfants", null=True, blank=True, help_text="Vide : sans limite."
    )
    status = models.CharField("état", max_length=10, choices=Status, default=Status.PLANNED)
    status_note = models.CharField(
        "précision", max_length=200, blank=True, help_text="Dite avec l’état, par exemple le motif."
    )
    opens_at = models.DateTimeField("ouverture des inscriptions", null=True, blank=True)
    closes_at = models.DateTimeField("clôture des inscriptions", null=True, blank=True)
    previous_starts_at = models.DateTimeField("date d’avant le report", null=True, editable=False)

    postponed_at = models.DateTimeField("reportée le", null=True, editable=False, db_index=True)

    # The calendar feed: RFC 5545 SEQUENCE, LAST-MODIFIED and the VEVENT itself, ready to join.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    vevent = models.TextField(editable=False, default="")
    vevent_later = models.TextField(
        editable=False,
        default="",
        help_text="Le même, une fois que le titre a assez dit que la séance est reportée.",
    )

    first_uid: str  # of the event's first session, from for_writing()
    seats_taken: int  # from with_seats_taken()
    online_taken: int
    reserved_taken: int
    offered_now: list  # from events.planning: whom the change that was written offered a seat

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = "séance"
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["status", "ends_at"], name="session_by_status_and_end")]
        constraints = [
            models.CheckConstraint(
                name="session_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="La séance doit finir après avoir commencé.",
            ),
            models.CheckConstraint(
                name="session_registration_opens_before_it_closes",
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                violation_error_message="Les inscriptions doivent fermer après avoir ouvert.",
            ),
            models.CheckConstraint(
                name="session_reserves_some_of_its_seats_for_somebody",
                condition=Q(reserved_seats=0)
                | Q(capacity__isnull=False, reserved_for__isnull=False),
                violation_error_message="Pour réserver des places, dites combien il y en a en tout "
                "et à quel organisme elles sont réservées.",
            ),
        ]

    def __str__(self):
        return f"{self.event} – {timezone.localtime(self.starts_at):%d/%m/%Y %H:%M}"

    @transaction.atomic
    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        Session.objects.filter(pk=self.pk).rewrite()
        self.refresh_from_db(fields=WRITTEN)
        self._refresh_index()

    def get_absolute_url(self):
        return f"{self.event.get_absolute_url()}#seance-{self.pk}"

    @transaction.atomic
    def delete(self, *args, **kwargs):
        deleted = super().delete(*args, **kwargs)
        Session.objects.filter(event=self.event_id).rewrite()  # they may name the one that left
        self._refresh_index()
        return deleted

    @property
    def closing(self):
        """When registrations close; no seat is offered afterwards."""
        return self.closes_at or self.starts_at

    @property
    def modes(self):
        """The ways to attend it: both when it is hybrid, each with its seats and its line."""
        offered = {Mode.ON_SITE: self.format.on_site, Mode.ONLINE: self.format.remote}
        return [mode for mode, is_offered in offered.items() if is_offered] or [Mode.ON_SITE]

    @property
    def is_hybrid(self):
        return len(self.modes) > 1

    def mode_for(self, wish):
        """How somebody who wished for this attends: as they wish, or in the only way."""
        modes = self.modes
        return Mode(wish) if wish in modes else modes[0]

    def seats_for(self, mode):
        """How many there are; None without limit."""
        return self.online_capacity if self.is_hybrid and mode == Mode.ONLINE else self.capacity

    def free_seats(self):
        """{mode: how many are free for anybody, None without limit}, on rows of
        with_seats_taken()."""
        return {
            mode: left(
                self.seats_for(mode), self.taken(mode) + self.kept(mode, self.reserved_taken)
            )
            for mode in self.modes
        }

    @property
    def reserve_ends_at(self):
        return self.starts_at - timedelta(days=self.reserved_days)

    @property
    def has_reserve(self):
        """Whether seats are kept for an organisation now."""
        released = self.reserve_released_at is not None or timezone.now() >= self.reserve_ends_at
        return self.reserved_seats > 0 and not released

    def kept(self, mode, reserved_taken):
        """How many free seats of this mode are kept for an organisation, whose people hold
        `reserved_taken`."""
        if not self.has_reserve or mode != self.modes[0]:
            return 0
        return max(0, self.reserved_seats - reserved_taken)

    def taken(self, mode):
        """How many seats are held in this mode, on rows of with_seats_taken()."""
        if not self.is_hybrid:
            return self.seats_taken
        return self.online_taken if mode == Mode.ONLINE else self.seats_taken - self.online_taken

    @property
    def cancel_until(self):
        """When one's own page stops giving one's seat back."""
        return self.starts_at - timedelta(hours=self.event.cancel_hours or 0)

    def text(self, now):
        """Of one session what `SessionQuerySet.texts` says of all."""
        said = self.postponed_at is not None and self.postponed_at < now - POSTPONED_SAID
        return self.vevent_later if said else self.vevent

    def get_registration_url(self):
        return reverse("events:register", args=[self.event.slug, self.pk])

    def _refresh_index(self):
        indexing.refresh_events(type(self.event).objects.filter(pk=self.event_id))

    def _settle(self, offered):
        """Put the row in its time slot; whether it was in another."""
        before, self.slot_id = self.slot_id, slots.slot_id(self, offered)
        return self.slot_id != before

    def _write(self):
        """Put the row into words; whether it needed them."""
        postponed = self.status == self.Status.POSTPONED
        self.postponed_at = (self.postponed_at or self.changed_at) if postponed else None
        words = self._words()
        if words == (self.vevent, self.vevent_later):
            return False
        if self.vevent:  # a row that never had words was not revised by getting them
            self.changed_at = timezone.now()
            words = self._words()
        self.vevent, self.vevent_later = words
        return True

    def _words(self):
        """Now, and from the day when « REPORTÉ » has been said enough: nobody writes on that day,
        so what will be read is written beforehand, dated of that day."""
        if self.postponed_at is None:
            cancelled = self.status == self.Status.CANCELLED
            return self._vevent(self.changed_at, ical.CANCELLED if cancelled else ""), ""
        later = max(self.changed_at, self.postponed_at + POSTPONED_SAID)
        return self._vevent(self.changed_at, ical.POSTPONED), self._vevent(later)

    def _vevent(self, revised, prefix=""):
        return ical.vevent(self, revised, prefix, self.first_uid)


WRITTEN = ["vevent", "vevent_later", "changed_at", "postponed_at", "slot"]
