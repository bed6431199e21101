"""What somebody shows at the door: a QR on their page, the number below it, or a printed slip.

Both are read by the team, who may note anybody present anyway: the QR saves typing, and proves
nothing more than a name would. It opens no page.
"""

import re

from django.core import signing

from events.models import Registration, Slip

SALT = "events.door_codes"


def shown(registration: Registration) -> str:
    """The text of the QR."""
    return signing.Signer(salt=SALT).sign(str(registration.pk))


def read(text: str) -> Registration | None:
    """Whose QR, slip or number this is."""
    text = re.sub(r"\s", "", text)
    try:
        number = signing.Signer(salt=SALT).unsign(text)
    except signing.BadSignature:
        number = text
    if slip := Slip.open(text):
        return slip if slip.is_live else None
    if not re.fullmatch(r"[0-9]{1,18}", number):
        return None
    rows = Registration.objects.live().select_related("person")
    return rows.filter(pk=number).first()
