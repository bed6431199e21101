"""The letter that brings a visitor's message to the place."""

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from identity.models import Identity


def forward(message):
    """Send the message to the place's own address; the answer will go to its author."""
    identity = Identity.load()
    if not identity.email:
        return
    EmailMessage(
        subject=f"[{identity.name}] {message.subject}",
        body=render_to_string("emails/contact.txt", {"message": message}),
        to=[identity.email],
        reply_to=[message.email],
    ).send()
