"""The code by which anybody can check what an attestation of presence says."""

import secrets

from django.db import models
from django.utils import timezone

from events.models.slip import SIGNS

CODE_LENGTH = 12  # 60 bits: nobody finds one by trying


def new_code():
    return "".join(secrets.choice(SIGNS) for _ in range(CODE_LENGTH))


class Attestation(models.Model):
    """It is born with somebody's first presence at a session and holds nothing of it: what is shown
    is read from the ledger, so that a correction is seen by whoever checks."""

    session = models.ForeignKey("Session", on_delete=models.PROTECT, related_name="attestations")
    person = models.ForeignKey(
        "accounts.Person", on_delete=models.CASCADE, related_name="attestations"
    )
    code = models.CharField(max_length=CODE_LENGTH, default=new_code, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "attestation"
        constraints = [
            models.UniqueConstraint(
                name="one_attestation_per_person_and_session",
                fields=["session", "person"],
                violation_error_message="Cette personne a déjà un code pour cette séance.",
            ),
        ]

    def __str__(self):
        return f"attestation {self.pk}"
