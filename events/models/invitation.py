"""What the calendar of somebody was last told of a session."""

from django.db import models


class Invitation(models.Model):
    """One per person and session, whatever becomes of their registrations: calendars ignore a
    number that does not rise, and a seat cancelled then taken again is another registration."""

    session = models.ForeignKey("Session", on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(
        "accounts.Person", on_delete=models.CASCADE, related_name="invitations"
    )
    sequence = models.PositiveIntegerField()
    standing = models.BooleanField(default=True)  # False: it was called off

    class Meta:
        verbose_name = "invitation"
        constraints = [
            models.UniqueConstraint(name="one_invitation_per_person", fields=["session", "person"])
        ]

    def __str__(self):
        return f"{self.session} ({self.sequence})"
