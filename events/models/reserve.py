"""The way in to the seats that a session keeps for an organisation."""

import hashlib
import secrets

from django.db import models
from django.utils import timezone


class ReserveLink(models.Model):
    """An address to pass on. The token is shown once, to the team; only its hash is here."""

    session = models.ForeignKey("Session", on_delete=models.CASCADE, related_name="reserve_links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField("créé le", default=timezone.now)
    revoked_at = models.DateTimeField("fermé le", null=True)

    class Meta:
        verbose_name = "lien vers des places réservées"
        verbose_name_plural = "liens vers des places réservées"

    def __str__(self):
        return f"lien vers les places réservées de {self.session}"

    @classmethod
    def issue(cls, session):
        """A new token (256 random bits, URL-safe); the one before opens nothing any more."""
        cls.revoke(session)
        token = secrets.token_urlsafe(32)
        cls.objects.create(session=session, token_hash=cls.hash(token))
        return token

    @classmethod
    def revoke(cls, session):
        cls.objects.filter(session=session, revoked_at=None).update(revoked_at=timezone.now())

    @classmethod
    def open(cls, token):
        """The key of the session that a token opens, or None."""
        links = cls.objects.filter(token_hash=cls.hash(token), revoked_at=None)
        return links.values_list("session", flat=True).first()

    @staticmethod
    def hash(token):
        return hashlib.sha256(token.encode()).hexdigest()
