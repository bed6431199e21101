"""What members would like to speak of, and how many would."""

from django.db import models
from django.db.models import Count, Exists, OuterRef
from django.utils import timezone


class TopicQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at=None)

    def for_page(self, person):
        """With their votes, the most wanted first, and whether this person's is one of them."""
        mine = TopicVote.objects.filter(topic=OuterRef("pk"), person=person)
        rows = self.annotate(count=Count("votes"), voted=Exists(mine))
        return rows.order_by("-count", "created_at", "pk")


class Topic(models.Model):
    circle = models.ForeignKey(
        "Circle", on_delete=models.CASCADE, related_name="topics", verbose_name="cercle"
    )
    title = models.CharField("sujet", max_length=150)
    proposed_by = models.ForeignKey(
        "accounts.Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="proposé par",
    )
    created_at = models.DateTimeField("proposé le", default=timezone.now)
    closed_at = models.DateTimeField("clos le", null=True, blank=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = "sujet"
        ordering = ["created_at", "pk"]

    def __str__(self):
        return self.title


class TopicVote(models.Model):
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="votes")
    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "voix"
        verbose_name_plural = "voix"
        constraints = [
            models.UniqueConstraint(
                name="one_vote_each",
                fields=["topic", "person"],
                violation_error_message="Votre voix compte déjà pour ce sujet.",
            ),
        ]

    def __str__(self):
        return f"voix pour {self.topic}"
