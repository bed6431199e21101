"""What the team writes to those who registered: the words, then how many they go to."""

import hashlib
import secrets
from typing import ClassVar

from django import forms

from events import mailing
from events.models import Message
from events.texts import VARIABLES
from letters.forms import known, on_one_line


class MessageForm(forms.ModelForm):
    """Shown again with its preview, then confirmed with the number that was read."""

    to = forms.ChoiceField(
        label="à",
        choices=Message.To.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites à qui vous écrivez."},
    )
    form_key = forms.CharField(widget=forms.HiddenInput, max_length=32)

    class Meta:
        model = Message
        fields = ["to", "subject", "body"]
        widgets: ClassVar = {"body": forms.Textarea({"rows": 10})}
        help_texts: ClassVar = {
            "body": "Du texte simple ; une ligne vide sépare deux paragraphes. {prénom}, {date}, "
            "{lieu} et {lien} sont remplis pour chaque personne.",
        }
        error_messages: ClassVar = {
            "subject": {"required": "Un courriel a besoin d’un objet."},
            "body": {"required": "Le message est vide."},
        }

    def __init__(self, *args, session, **kwargs):
        super().__init__(*args, **kwargs)
        self.session = session
        self.initial.setdefault("form_key", secrets.token_hex(16))
        self.initial.setdefault("body", "Bonjour {prénom},\n\n")
        self.initial.setdefault("to", Message.To.EVERYONE)

    def clean_subject(self):
        return known(on_one_line(self.cleaned_data["subject"]), VARIABLES)

    def clean_body(self):
        return known(self.cleaned_data["body"].replace("\r\n", "\n").strip(), VARIABLES)

    @property
    def recipients(self):
        return mailing.recipients(self.session, self.cleaned_data["to"])

    def seal(self, count):
        """What was shown: these words to that many people. Nothing else is sent."""
        shown = [self.cleaned_data[name] for name in ("to", "subject", "body")]
        return hashlib.sha256(repr([*shown, count]).encode()).hexdigest()

    def send(self, author):
        return mailing.send(self.session, author, **self.cleaned_data)
