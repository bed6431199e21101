"""When members could meet: dates, and what each answers to each."""

from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone


class DatePoll(models.Model):
    """Open until its dates are planned or given up."""

    circle = models.ForeignKey(
        "Circle", on_delete=models.CASCADE, related_name="polls", verbose_name="cercle"
    )
    topic = models.ForeignKey(
        "Topic",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="polls",
        verbose_name="sujet",
    )
    title = models.CharField("titre", max_length=150)
    opened_at = models.DateTimeField("ouvert le", default=timezone.now)
    closed_at = models.DateTimeField("clos le", null=True, blank=True)

    class Meta:
        verbose_name = "sondage de dates"
        verbose_name_plural = "sondages de dates"
        ordering = ["opened_at", "pk"]

    def __str__(self):
        return self.title


class SlotQuerySet(models.QuerySet):
    def with_answers(self):
        """yes, maybe, no: how many of each."""
        return self.annotate(
            **{
                name: Count("answers", filter=Q(answers__answer=answer))
                for name, answer in {
                    "yes": PollAnswer.Answer.YES,
                    "maybe": PollAnswer.Answer.MAYBE,
                    "no": PollAnswer.Answer.NO,
                }.items()
            }
        )


class PollSlot(models.Model):
    poll = models.ForeignKey(DatePoll, on_delete=models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    session = models.ForeignKey(
        "Session",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="séance",
    )

    whole_days = False  # a slot is said as a session is: events.wording.when

    yes: int  # from with_answers()
    maybe: int
    no: int

    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = "date proposée"
        verbose_name_plural = "dates proposées"
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="slot_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="La rencontre doit finir après avoir commencé.",
            ),
            models.UniqueConstraint(
                name="one_slot_per_start",
                fields=["poll", "starts_at"],
                violation_error_message="Cette date est déjà proposée.",
            ),
        ]

    def __str__(self):
        return f"{self.poll}, {timezone.localtime(self.starts_at):%d/%m/%Y %H:%M}"


class AnswerQuerySet(models.QuerySet):
    def of(self, person, slots):
        """{key of the date: what this person said}"""
        rows = self.filter(person=person, slot__in=slots)
        return dict(rows.values_list("slot", "answer"))


class PollAnswer(models.Model):
    class Answer(models.TextChoices):
        YES = "yes", "oui"
        MAYBE = "maybe", "si besoin"
        NO = "no", "non"

    slot = models.ForeignKey(PollSlot, on_delete=models.CASCADE, related_name="answers")
    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="+")
    answer = models.CharField("réponse", max_length=5, choices=Answer)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "réponse"
        constraints = [
            models.UniqueConstraint(
                name="one_answer_per_slot",
                fields=["slot", "person"],
                violation_error_message="Vous avez déjà répondu pour cette date.",
            ),
        ]

    def __str__(self):
        return f"{self.get_answer_display()} pour {self.slot}"
