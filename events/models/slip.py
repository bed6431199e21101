"""A code on paper, for who has no address: short enough to be read aloud over the phone."""

import re
import secrets

from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from events.models.registration import Registration

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford’s base 32: no I, L, O or U
LENGTH = 9  # 45 bits: for one slip out of a hundred, ten thousand networks try for two centuries
MISREAD = str.maketrans("OIL", "011")


def tidy(typed):
    """A code as it is kept: capitals, and what Crockford reads for what is mistaken for it.

    >>> tidy(" 7k3-m9q o1L "), tidy("é?")
    ('7K3M9Q011', '')
    """
    return re.sub(r"[^0-9A-Z]", "", typed.upper()).translate(MISREAD)


class Slip(models.Model):
    """The code of one registration; another slip takes its place. A code this short could be
    guessed from a stolen table, so what is here is keyed with SECRET_KEY."""

    registration = models.OneToOneField(Registration, on_delete=models.CASCADE)
    code_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField("imprimé le", default=timezone.now)

    class Meta:
        verbose_name = "billet"

    def __str__(self):
        return f"billet de {self.registration}"

    @classmethod
    def issue(cls, registration):
        """A new code in groups of three signs, to be printed and never stored."""
        code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
        columns = {"code_hash": cls.hash(code), "created_at": timezone.now()}
        cls.objects.update_or_create(registration=registration, defaults=columns)
        return "-".join(re.findall("...", code))

    @classmethod
    def open(cls, typed):
        """The registration that a code opens, or None."""
        slips = cls.objects.filter(code_hash=cls.hash(tidy(typed)))
        slip = slips.select_related("registration").first()
        return slip and slip.registration

    @staticmethod
    def hash(code):
        return salted_hmac(__name__, code, algorithm="sha256").hexdigest()
