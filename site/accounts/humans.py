"""Keeping robots out of public forms without asking anything of people: no puzzle, no third party.

A field that must stay empty, the time it took to fill the form, and a limit to the number of tries.
Whoever is wrongly suspected is told so in a sentence, keeps what they typed and sends again.
"""

import ipaddress
import secrets
import time
from http import HTTPStatus

from django import forms
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils.crypto import salted_hmac

MIN_SECONDS = 2  # nobody fills a form faster, even helped by their browser
MAX_SECONDS = 24 * 3600  # a stamp is no use to a robot that keeps it
HOUR = 3600  # seconds

FILLED_TRAP = (
    "Un champ caché, qui doit rester vide, a été rempli, sans doute par votre navigateur. "
    "Il est vidé : envoyez de nouveau."
)
TOO_FAST = (
    "Le formulaire est parti plus vite que l’on n’écrit. Relisez, puis envoyez-le de nouveau."
)
TOO_OLD = (
    "Cette page était ouverte depuis longtemps. "
    "Rien n’est perdu : relisez, puis envoyez de nouveau."
)


class Line(forms.CharField):
    """One line of text; what cannot be printed (NUL, line feeds, half characters) is a space."""

    def to_python(self, value):
        text = super().to_python(value) or ""
        return " ".join("".join(c if c.isprintable() else " " for c in text).split())


class Trap(forms.TextInput):
    """A text field for robots. `hidden`, it exists neither on the screen nor for screen readers,
    with or without a style sheet; forms list it among their hidden fields."""

    is_hidden = True

    def __init__(self):
        super().__init__({"hidden": True, "tabindex": "-1", "autocomplete": "off"})


class HumanForm(forms.Form):
    """A form that strangers send. The stamp says when the page was made and which page it was."""

    website = Line(required=False, widget=Trap)
    stamp = Line(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["stamp"] = new_stamp()

    @property
    def key(self):
        """What tells this filled form from any other: a form sent twice has one key."""
        return self.cleaned_data["stamp"]

    def clean_website(self):
        if self.cleaned_data["website"]:
            self._put("website", "")
            raise ValidationError(FILLED_TRAP)
        return ""

    def clean_stamp(self):
        try:
            key, seconds = read_stamp(self.cleaned_data["stamp"])
        except signing.BadSignature:
            seconds = MAX_SECONDS
        if seconds >= MAX_SECONDS:
            self._put("stamp", new_stamp())
            raise ValidationError(TOO_OLD)
        self.seconds = seconds
        return key

    def clean(self):
        """Too fast is only worth saying of a form that could go."""
        if not self.errors and self.seconds < MIN_SECONDS:
            raise ValidationError(TOO_FAST)
        return super().clean()

    def add_error(self, field, error):
        """Nobody can go and mend a hidden field: its errors are the form's."""
        if field in ("website", "stamp"):
            self.cleaned_data.pop(field, None)
            field = None
        super().add_error(field, error)

    def _put(self, name, value):
        data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict is not to be changed
        data[self.add_prefix(name)] = value
        self.data = data


def new_stamp():
    return signing.dumps([secrets.token_hex(16), time.time()], salt=__name__)


def read_stamp(stamp):
    """The stamp's key and its age in seconds; BadSignature when it is not ours."""
    key, made_at = signing.loads(stamp, salt=__name__)
    return key, time.time() - made_at


class TooManyTries(Exception):
    """Raised by `limit`; a view may show it in its form, or let the middleware answer."""

    def __str__(self):
        return (
            "Trop d’envois en peu de temps depuis votre connexion ou pour cette adresse. "
            "Patientez une heure, ou appelez-nous."
        )


def limit(request, action, key="", per_ip=60, per_key=10, seconds=HOUR):
    """Count one try at this action; TooManyTries when there were too many in the period.

    `per_ip` leaves room for a class or a team behind one connection; `key` is what else must not
    be hammered, such as the address that gets a letter.
    """
    period = int(time.time() // seconds)
    for kind, who, most in (("ip", network(request), per_ip), ("key", key, per_key)):
        if who and _count(f"tries:{action}:{kind}:{_digest(who)}:{period}", seconds) > most:
            raise TooManyTries


def network(request):
    """The address the request comes from; of an IPv6 address the /64, which is one household's.

    Behind n proxies the n-th address from the end is the one that the outermost of ours saw;
    what stands before it was written by the visitor.
    """
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    behind = settings.PROXIES
    address = hops[-behind] if 0 < behind <= len(hops) else ""
    try:
        ip = ipaddress.ip_address(address or request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return ""
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if ip.version == 6:
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)


class TooManyTriesMiddleware:
    """When to come back, on every such answer, and a page for the views that say nothing
    themselves."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            response.setdefault("Retry-After", str(HOUR))
        return response

    def process_exception(self, request, exception):
        if not isinstance(exception, TooManyTries):
            return None
        response = render(request, "429.html", {"message": str(exception)}, status=429)
        response.headers["Cache-Control"] = "no-store"
        return response


def _count(name, seconds):
    # The period is in the name: should the key expire between the two calls and be born again
    # without an end, nobody is shut out for longer than the period.
    cache.add(name, 0, timeout=seconds)
    try:
        return cache.incr(name)
    except ValueError:  # evicted in between
        cache.set(name, 1, timeout=seconds)
        return 1


def _digest(who):
    """Neither an address nor a network is to be read in the cache."""
    return salted_hmac(__name__, who).hexdigest()
