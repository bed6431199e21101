"""A filled form that was answered: sent twice, it is one request, with the same answer."""

import hashlib
from datetime import timedelta

from django.db import models
from django.utils import timezone

KEPT = timedelta(days=2)  # a form older than a day is refused anyway


class SentForm(models.Model):
    """Neither a name nor an address: the key is a digest."""

    key = models.CharField(max_length=64, unique=True)
    answer = models.JSONField(default=list)
    sent_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "formulaire envoyé"
        verbose_name_plural = "formulaires envoyés"

    def __str__(self):
        return f"formulaire du {self.sent_at:%d/%m/%Y}"

    @classmethod
    def once(cls, *parts):
        """The row of this form, and whether it is the first time; to be called under a lock."""
        cls.forget_old()
        key = hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()
        return cls.objects.get_or_create(key=key)

    @classmethod
    def forget_old(cls):
        cls.objects.filter(sent_at__lt=timezone.now() - KEPT).delete()
