"""The letter that brings a visitor's message to the place's own mailbox."""

from django.apps import apps
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from identity.models import Identity
from letters import outbox
from letters.matters import About, Matter
from letters.models import Letter

MATTER = "contact"


def forward(message):
    """Send the message to the place's own address; the answer will go to its author."""
    if address := Identity.load().email:
        outbox.post(MATTER, "message", about=message.pk, address=address)


def write(letter: Letter) -> EmailMessage | None:
    message = _messages().filter(pk=letter.about).first()
    if message is None:
        return None
    return EmailMessage(
        subject=f"[{Identity.load().name}] {message.subject}",
        body=render_to_string("emails/contact.txt", {"message": message}),
        to=[letter.address],
        reply_to=[message.email],
    )


def readable_by(user):
    may_read = user.has_perm("pages.view_contactmessage")
    return (_messages().all() if may_read else _messages().none()).values("pk")


def describe(pks):
    return {
        message.pk: About(message.subject, reverse("messages:edit", args=[message.pk]))
        for message in _messages().filter(pk__in=pks)
    }


def matter():
    return Matter(
        "Messages", {"message": "message de la page de contact"}, write, readable_by, describe
    )


def _messages():
    return apps.get_model("pages.ContactMessage").objects
