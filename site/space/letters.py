"""The letter that brings the code."""

from django.conf import settings
from django.template.loader import render_to_string

from identity.models import Identity
from letters.envelope import from_the_place


def send_code(address, code):
    """At once, and never kept: it is worth ten minutes."""
    identity = Identity.load()
    context = {
        "identity": identity,
        "site_url": settings.SITE_URL,
        "code": code,
        "minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60,
    }
    letter = from_the_place(
        f"{code} est votre code – {identity.name}",
        render_to_string("emails/code.txt", context),
        address,
    )
    letter.attach_alternative(render_to_string("emails/code.html", context), "text/html")
    letter.send()
