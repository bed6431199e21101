"""What was written to whom, and whether it left: never what it said."""

import uuid
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from letters import matters
from letters.texts import Text

LEASE = timedelta(minutes=10)  # longer than a mail server can keep us waiting, step by step


def new_message_id():
    """RFC 5322 §3.6.4. Random, and not from the clock and a seed, which can both come again."""
    return f"<{uuid.uuid4()}@{urlsplit(settings.SITE_URL).hostname}>"


def in_a_while():
    return timezone.now() + LEASE


class LetterQuerySet(models.QuerySet):
    def readable_by(self, user):
        """Those whose recipients this member of staff may know."""
        return self.filter(matters.readable_by(user))

    def for_listing(self):
        return self.select_related("person")


class Letter(models.Model):
    """The row is the letter: posted with what it tells, in one transaction, and written only when
    it leaves. Only letters.outbox writes its state."""

    class State(models.TextChoices):
        QUEUED = "queued", "en attente d’envoi"
        SENDING = "sending", "en cours d’envoi"
        SENT = "sent", "envoyée"
        FAILED = "failed", "échec"
        DROPPED = "dropped", "devenue inutile"

    matter = models.CharField(max_length=20)  # who writes it: a name that outbox.register knows
    kind = models.CharField("sorte", max_length=40)
    # The row it is about, in the matter's own table: this app stands below all of them.
    about = models.PositiveBigIntegerField()
    person = models.ForeignKey(
        "accounts.Person",
        on_delete=models.SET_NULL,
        null=True,
        related_name="letters",
        verbose_name="personne",
    )
    address = models.EmailField("adresse électronique")
    # What the rows will not say any more, a former date; forgotten once the letter has left.
    details = models.JSONField(default=dict)
    key = models.CharField(max_length=100, null=True, unique=True)  # noqa: DJ001 (empty is not unique)
    message_id = models.CharField(max_length=255, unique=True, default=new_message_id)
    state = models.CharField("état", max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    error = models.CharField("pourquoi", max_length=200, blank=True)
    queued_at = models.DateTimeField("demandée le", default=timezone.now)
    due_at = models.DateTimeField(default=in_a_while)  # not sent by then, it is enqueued again
    sent_at = models.DateTimeField("envoyée le", null=True)

    subject: matters.About | None  # from matters.describe()
    kind_label: str

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = "lettre"
        ordering = ["-queued_at", "-pk"]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="letter_not_yet_sent",
                condition=Q(state__in=["queued", "sending"]),
            ),
            models.Index(fields=["matter", "about"], name="letter_by_matter"),
        ]

    def __str__(self):
        return f"{self.matter}/{self.kind} n° {self.pk}"

    @property
    def recipient(self):
        return str(self.person) if self.person else self.address


class LetterText(models.Model):
    """The team's own words for a letter. Without a row, those of the code."""

    matter = models.CharField(max_length=20)
    key = models.CharField(max_length=40)
    subject = models.CharField("objet", max_length=150)
    body = models.TextField("texte", max_length=5000)

    class Meta:
        verbose_name = "texte de lettre"
        verbose_name_plural = "textes des lettres"
        constraints = [
            models.UniqueConstraint(fields=["matter", "key"], name="one_text_per_kind_of_letter")
        ]

    def __str__(self):
        return matters.get(self.matter).texts[self.key].label

    @classmethod
    def words(cls, matter, key):
        """What a letter says today."""
        original = matters.get(matter).texts[key]
        row = cls.objects.filter(matter=matter, key=key).first()
        return Text(original.label, row.subject, row.body) if row else original
