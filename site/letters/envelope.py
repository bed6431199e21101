"""What is written on a letter: nothing that anybody typed can make a header of it."""

from email.headerregistry import Address
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from identity.models import Identity


def one_line(text: str) -> str:
    """A header's text: whatever it holds, it can neither end the header nor start another.

    >>> one_line("Atelier\\r\\nBcc: tous@example.org\\x0b")
    'Atelier Bcc: tous@example.org'
    """
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def mailbox(name: str, address: str) -> str:
    """« Prénom Nom <adresse> », for a header.

    >>> mailbox("Anne, dite \\"Nana\\"", "anne@example.org")
    '"Anne, dite \\\\"Nana\\\\"" <anne@example.org>'
    """
    return str(Address(one_line(name), addr_spec=address))


def from_the_place(subject: str, body: str, to: str) -> EmailMultiAlternatives:
    """A letter of the place to a mailbox; answers go to the address that people read."""
    identity = Identity.load()
    return EmailMultiAlternatives(
        subject=one_line(subject),
        body=body,
        from_email=mailbox(identity.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]),
        to=[to],
        reply_to=[identity.email] if identity.email else [],
        headers={"Auto-Submitted": "auto-generated"},
    )
