"""A file of notices to read."""

from django import forms
from django.core.exceptions import ValidationError

from resources import importing
from tables import reading


class NoticesForm(forms.Form):
    file = forms.FileField(
        label="un fichier CSV ou XLSX",
        help_text=f"Une ligne par notice, {importing.MOST} au plus ; 10 Mo au plus.",
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
    )
    published = forms.BooleanField(
        label="publier aussitôt ce qui est juste",
        required=False,
        help_text="Sans cela, chaque notice attend en brouillon que vous la relisiez.",
    )

    table: reading.Table

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if not user.has_perm("resources.publish_resource"):
            del self.fields["published"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            content = file.read(reading.LIMIT + 1)
            self.table = reading.read(content, file.name, importing.MOST)
        except reading.Unreadable as refusal:
            raise ValidationError(str(refusal)) from None
        return file
