"""What the space keeps: the secret addresses of calendars that are somebody's own."""

import hashlib
import secrets

from django.db import models
from django.utils import timezone

from accounts.models import Person


class SecretFeed(models.Model):
    """An address whose token is shown once; only its hash is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField("créée le", default=timezone.now)

    class Meta:
        abstract = True

    @classmethod
    def _issue(cls, **whose):
        """A new token (256 random bits, URL-safe); the one before opens nothing."""
        token = secrets.token_urlsafe(32)
        columns = {"token_hash": cls.hash(token), "created_at": timezone.now()}
        cls._default_manager.update_or_create(**whose, defaults=columns)
        return token

    @classmethod
    def _of(cls, token):
        return cls._default_manager.filter(token_hash=cls.hash(token))

    @staticmethod
    def hash(token):
        return hashlib.sha256(token.encode()).hexdigest()


class PersonalFeed(SecretFeed):
    """The address by which calendar programs read somebody's registrations: one at a time. It hangs
    on the account that asked for it: when the team corrects a person's address, the calendar of
    whoever had proven the other one closes."""

    account = models.OneToOneField("accounts.User", on_delete=models.CASCADE, related_name="feed")

    class Meta:
        verbose_name = "calendrier personnel"
        verbose_name_plural = "calendriers personnels"

    def __str__(self):
        return f"calendrier de {self.account}"

    @classmethod
    def issue(cls, account):
        return cls._issue(account=account)

    @classmethod
    def open(cls, token):
        """Whose registrations a token shows, or None."""
        feed = cls._of(token).select_related("account").first()
        return feed and Person.objects.of_account(feed.account)


class CircleFeed(SecretFeed):
    """The address by which a member's calendar reads the meetings of one circle: their own, so that
    it closes with their membership and nobody else's."""

    account = models.ForeignKey(
        "accounts.User", on_delete=models.CASCADE, related_name="circle_feeds"
    )
    circle = models.ForeignKey("events.Circle", on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "calendrier d’un cercle"
        verbose_name_plural = "calendriers des cercles"
        constraints = [
            models.UniqueConstraint(
                name="one_calendar_per_member",
                fields=["account", "circle"],
                violation_error_message="Ce calendrier a déjà une adresse.",
            ),
        ]

    def __str__(self):
        return f"calendrier de {self.account} pour {self.circle}"

    @classmethod
    def issue(cls, account, circle):
        return cls._issue(account=account, circle=circle)

    @classmethod
    def open(cls, token):
        """The circle whose meetings a token shows, or None: to a member, as long as they are."""
        feed = cls._of(token).select_related("account", "circle").first()
        person = feed and Person.objects.of_account(feed.account)
        if person and feed.circle.memberships.members().filter(person=person).exists():
            return feed.circle
        return None
