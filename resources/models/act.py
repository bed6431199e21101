"""What was done at the desk, by whom and when; never to whom."""

from django.db import models
from django.utils import timezone


class Act(models.Model):
    """A line of the log; only resources.acts writes one, and nothing changes it afterwards."""

    class What(models.TextChoices):
        LENT = "lent", "prêté"
        RETURNED = "returned", "rendu"
        RENEWED = "renewed", "prolongé"
        BACKDATED = "backdated", "antidaté"
        DESPITE = "despite", "prêté malgré une règle"
        HELD = "held", "entré dans la file"
        MOVED = "moved", "déplacé dans la file"
        SET_ASIDE = "set_aside", "mis de côté"
        EXPIRED = "expired", "non retiré"
        CANCELLED = "cancelled", "annulé"
        BOOKED = "booked", "réservé"
        CONFIRMED = "confirmed", "confirmé"
        DECLINED = "declined", "non retenu"
        PREPARED = "prepared", "préparé"
        COUNTED = "counted", "compté"
        SETTLED = "settled", "constat clos"
        CLEANED = "cleaned", "nettoyé"
        STATUS = "status", "a changé d’état"
        SEEN = "seen", "vu à l’inventaire"

    what = models.CharField("acte", max_length=10, choices=What)
    words = models.CharField("précision", max_length=300, blank=True)  # about things, never names
    at = models.DateTimeField("le", default=timezone.now)
    by = models.ForeignKey(
        "accounts.User",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="par",
    )  # nobody: the site itself, or the borrower
    resource = models.ForeignKey("Resource", on_delete=models.CASCADE, related_name="acts")
    copy = models.ForeignKey("Copy", on_delete=models.CASCADE, null=True, related_name="acts")
    loan = models.ForeignKey("Loan", on_delete=models.CASCADE, null=True, related_name="acts")
    hold = models.ForeignKey("Hold", on_delete=models.CASCADE, null=True, related_name="acts")
    booking = models.ForeignKey("Booking", on_delete=models.CASCADE, null=True, related_name="acts")

    class Meta:
        verbose_name = "acte du prêt"
        verbose_name_plural = "actes du prêt"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.get_what_display()} {self.words}".strip()
