"""A place in the queue for the next copy of a book or a game."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone


class HoldQuerySet(models.QuerySet):
    def live(self):
        return self.filter(status__in=Hold.LIVE)

    def waiting(self):
        """The queue, in its order."""
        return self.filter(status=Hold.Status.WAITING).order_by("ticket", "pk")

    def ready(self):
        """Those whose copy is set aside."""
        return self.filter(status=Hold.Status.READY)

    def visible_to(self, user):
        """Those whose names this member of staff may read: their organisation holds a copy."""
        if user.has_perm("accounts.see_every_name"):
            return self
        return self.filter(resource__copies__holder=user.organisation_id or 0).distinct()

    def for_desk(self, user):
        """What the lists of the team show; `named` says whether this user may read the name."""
        named = Hold.objects.visible_to(user).filter(pk=OuterRef("pk"))
        rows = self.select_related("resource", "copy", "person", "structure")
        return rows.annotate(named=Exists(named))


class Hold(models.Model):
    """Only resources.holds writes its status and its ticket."""

    class Status(models.TextChoices):
        WAITING = "waiting", "dans la file"
        READY = "ready", "mise de côté"
        COLLECTED = "collected", "retirée"
        EXPIRED = "expired", "non retirée"
        CANCELLED = "cancelled", "annulée"

    LIVE = (Status.WAITING, Status.READY)

    resource = models.ForeignKey(
        "Resource", on_delete=models.PROTECT, related_name="holds", verbose_name="ressource"
    )
    person = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        null=True,
        related_name="holds",
        verbose_name="personne",
    )  # nobody any more, once it has long been over
    structure = models.ForeignKey(
        "Structure",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="holds",
        verbose_name="structure",
    )
    status = models.CharField(
        "état", max_length=10, choices=Status, default=Status.WAITING, editable=False
    )
    ticket = models.PositiveBigIntegerField("numéro dans la file", editable=False)
    copy = models.ForeignKey(
        "Copy",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="holds",
        verbose_name="exemplaire mis de côté",
    )
    ready_on = models.DateField("mise de côté le", null=True, blank=True)
    pick_up_until = models.DateField("à retirer jusqu’au", null=True, blank=True)
    created_at = models.DateTimeField("demandée le", default=timezone.now, editable=False)
    over_on = models.DateField("finie le", null=True, blank=True, editable=False)

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = "réservation en file"
        verbose_name_plural = "réservations en file"
        ordering = ["resource", "ticket", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_live_hold_per_person",
                fields=["resource", "person"],
                condition=Q(status__in=["waiting", "ready"]),
                violation_error_message="Cette personne est déjà dans la file.",
            ),
            models.UniqueConstraint(
                name="one_ready_hold_per_copy",
                fields=["copy"],
                condition=Q(status="ready"),
                violation_error_message="Cet exemplaire est déjà mis de côté.",
            ),
            models.CheckConstraint(
                name="live_hold_has_a_person",
                condition=Q(person__isnull=False) | ~Q(status__in=["waiting", "ready"]),
                violation_error_message="Une réservation en cours est au nom de quelqu’un.",
            ),
            models.CheckConstraint(
                name="ready_hold_has_a_copy_and_an_end",
                condition=~Q(status="ready")
                | Q(copy__isnull=False, ready_on__isnull=False, pick_up_until__isnull=False),
                violation_error_message="Ce qui est mis de côté l’est jusqu’à un jour.",
            ),
            models.CheckConstraint(
                name="hold_over_has_its_day",
                condition=Q(status__in=["waiting", "ready"], over_on=None)
                | (~Q(status__in=["waiting", "ready"]) & Q(over_on__isnull=False)),
                violation_error_message="Une réservation finie l’est depuis un jour.",
            ),
        ]

    def __str__(self):
        # Without the name: logs and messages quote it to people who may not read names.
        return f"{self.resource}, demandée le {timezone.localtime(self.created_at):%d/%m/%Y}"

    @property
    def state(self):
        """(words, tone)"""
        tones: dict[str, str] = {Hold.Status.WAITING: "wait", Hold.Status.READY: "ok"}
        return self.get_status_display(), tones.get(self.status, "plain")
