"""What somebody would like to borrow one day: a list of their own, which keeps nothing for them."""

from django.db import models
from django.utils import timezone


class Wish(models.Model):
    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="wishes")
    resource = models.ForeignKey("Resource", on_delete=models.CASCADE, related_name="wishes")
    created_at = models.DateTimeField("notée le", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "envie"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "resource"],
                name="one_wish_per_resource",
                violation_error_message="Cette ressource est déjà dans la liste.",
            )
        ]

    def __str__(self):
        return str(self.resource)
