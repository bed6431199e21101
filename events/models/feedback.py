"""What people say of a session once they have been there, under nobody’s name."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

MOST = 5  # of the scale, from 1
ITEMS = [f"item_{number}" for number in range(1, 6)]


class Moment(models.TextChoices):
    HOT = "hot", "à chaud"
    COLD = "cold", "à froid"


def score(number):
    return models.PositiveSmallIntegerField(
        f"réponse {number}", validators=[MinValueValidator(1), MaxValueValidator(MOST)]
    )


class Feedback(models.Model):
    """One filled questionnaire. Nothing leads from here to who filled it: no column names them or
    says when, and the key is drawn at random, so that no order tells either."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(
        "Session", on_delete=models.PROTECT, related_name="feedback", verbose_name="séance"
    )
    moment = models.CharField("moment", max_length=4, choices=Moment)
    item_1 = score(1)
    item_2 = score(2)
    item_3 = score(3)
    item_4 = score(4)
    item_5 = score(5)
    comment = models.TextField("commentaire", max_length=2000, blank=True)

    class Meta:
        verbose_name = "avis"
        verbose_name_plural = "avis"
        ordering = ["session", "moment", "pk"]
        constraints = [
            models.CheckConstraint(
                name="feedback_is_on_the_scale",
                condition=Q(**{f"{item}__range": (1, MOST) for item in ITEMS}),
                violation_error_message=f"Une réponse va de 1 à {MOST}.",
            ),
        ]

    def __str__(self):
        return f"avis {self.get_moment_display()}, séance {self.session_id}"


class FeedbackGiven(models.Model):
    """That somebody has answered, so that each is counted once; not what."""

    registration = models.ForeignKey(
        "Registration", on_delete=models.CASCADE, related_name="feedback_given"
    )
    moment = models.CharField(max_length=4, choices=Moment)

    class Meta:
        verbose_name = "avis donné"
        constraints = [
            models.UniqueConstraint(
                name="one_feedback_per_registration_and_moment",
                fields=["registration", "moment"],
                violation_error_message="Vous avez déjà donné votre avis.",
            ),
        ]

    def __str__(self):
        return f"avis {self.get_moment_display()} donné, inscription {self.registration_id}"
