"""A kit kept for somebody, from a day to another."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone


class BookingQuerySet(models.QuerySet):
    def holding(self):
        """Those during which nobody else can have the kit."""
        return self.filter(status__in=Booking.HOLDING)

    def ahead(self):
        """Those whose kit has not left yet."""
        return self.filter(status__in=Booking.AHEAD)

    def meeting(self, copy, first, last):
        """Those of this copy that need it on one of these days, cleaning included."""
        near = self.holding().filter(copy=copy, starts_on__lte=last, busy_until__gte=first)
        return near.order_by("starts_on", "pk")

    def visible_to(self, user):
        if user.has_perm("accounts.see_every_name"):
            return self
        return self.filter(copy__holder=user.organisation_id or 0)

    def for_desk(self, user):
        """What the lists of the team show; `named` says whether this user may read the name."""
        named = Booking.objects.visible_to(user).filter(pk=OuterRef("pk"))
        rows = self.select_related("copy__resource", "person", "structure")
        return rows.annotate(named=Exists(named))


class Booking(models.Model):
    """Only resources.bookings and resources.loans write its status and its days."""

    class Status(models.TextChoices):
        REQUESTED = "requested", "à confirmer"
        CONFIRMED = "confirmed", "confirmée"
        PREPARED = "prepared", "prête à partir"
        LENT = "lent", "empruntée"
        RETURNED = "returned", "revenue"
        CANCELLED = "cancelled", "annulée"
        DECLINED = "declined", "non retenue"

    AHEAD = (Status.REQUESTED, Status.CONFIRMED, Status.PREPARED)
    HOLDING = (*AHEAD, Status.LENT)
    OVER = (Status.RETURNED, Status.CANCELLED, Status.DECLINED)

    copy = models.ForeignKey(
        "Copy", on_delete=models.PROTECT, related_name="bookings", verbose_name="malle"
    )
    person = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        null=True,
        related_name="bookings",
        verbose_name="personne",
    )  # nobody any more, once it has long been over
    structure = models.ForeignKey(
        "Structure",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bookings",
        verbose_name="structure",
    )
    # As they were typed: whoever types somebody's address can neither rename them nor read them.
    first_name = models.CharField("prénom", max_length=100, blank=True)
    last_name = models.CharField("nom", max_length=100, blank=True)
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")
    busy_until = models.DateField("indisponible jusqu’au", editable=False)  # cleaning included
    status = models.CharField("état", max_length=10, choices=Status, editable=False)
    collect_at = models.CharField(
        "retrait", max_length=200, blank=True, help_text="Vide : au prêt."
    )
    return_at = models.CharField("retour", max_length=200, blank=True, help_text="Vide : au prêt.")
    message = models.CharField("message", max_length=500, blank=True)
    reply = models.CharField("réponse de l’équipe", max_length=500, blank=True)
    form_key = models.CharField(max_length=40, null=True, unique=True, editable=False)  # noqa: DJ001 (empty is not unique)
    created_at = models.DateTimeField("demandée le", default=timezone.now, editable=False)
    over_on = models.DateField("finie le", null=True, blank=True, editable=False)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = "réservation de malle"
        verbose_name_plural = "réservations de malles"
        ordering = ["starts_on", "pk"]
        # On PostgreSQL, two that hold one copy never overlap: see the migration `bookings_apart`.
        constraints = [
            models.CheckConstraint(
                name="booking_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on"), busy_until__gte=F("starts_on")),
                violation_error_message="La réservation doit finir après avoir commencé.",
            ),
            models.CheckConstraint(
                name="live_booking_has_a_person",
                condition=Q(person__isnull=False)
                | Q(status__in=["returned", "cancelled", "declined"]),
                violation_error_message="Une réservation en cours est au nom de quelqu’un.",
            ),
            models.CheckConstraint(
                name="booking_over_has_its_day",
                condition=Q(over_on__isnull=False, status__in=["returned", "cancelled", "declined"])
                | (Q(over_on=None) & ~Q(status__in=["returned", "cancelled", "declined"])),
                violation_error_message="Une réservation finie l’est depuis un jour.",
            ),
        ]
        indexes = [models.Index(fields=["copy", "starts_on"], name="booking_by_copy")]

    def __str__(self):
        # Without the name: logs and messages quote it to people who may not read names.
        return f"{self.copy}, du {self.starts_on:%d/%m/%Y} au {self.ends_on:%d/%m/%Y}"

    @property
    def full_name(self):
        return f"{self.first_name} {self.last_name}".strip() or str(self.person or "")

    @property
    def state(self):
        """(words, tone)"""
        tones: dict[str, str] = {
            Booking.Status.REQUESTED: "wait",
            Booking.Status.CONFIRMED: "ok",
            Booking.Status.PREPARED: "ok",
            Booking.Status.LENT: "wait",
        }
        return self.get_status_display(), tones.get(self.status, "plain")
