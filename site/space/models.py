"""What the space keeps: the secret address of one's own calendar."""

import hashlib
import secrets

from django.db import models
from django.utils import timezone

from accounts.models import Person


class PersonalFeed(models.Model):
    """The address by which calendar programs read somebody's registrations: one at a time. It hangs
    on the account that asked for it: when the team corrects a person's address, the calendar of
    whoever had proven the other one closes."""

    account = models.OneToOneField("accounts.User", on_delete=models.CASCADE, related_name="feed")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField("créée le", default=timezone.now)

    class Meta:
        verbose_name = "calendrier personnel"
        verbose_name_plural = "calendriers personnels"

    def __str__(self):
        return f"calendrier de {self.account}"

    @classmethod
    def issue(cls, account):
        """A new token (256 random bits, URL-safe), shown once; the one before opens nothing."""
        token = secrets.token_urlsafe(32)
        columns = {"token_hash": cls.hash(token), "created_at": timezone.now()}
        cls.objects.update_or_create(account=account, defaults=columns)
        return token

    @classmethod
    def open(cls, token):
        """Whose registrations a token shows, or None."""
        feed = cls.objects.filter(token_hash=cls.hash(token)).select_related("account").first()
        return feed and Person.objects.of_account(feed.account)

    @staticmethod
    def hash(token):
        return hashlib.sha256(token.encode()).hexdigest()
