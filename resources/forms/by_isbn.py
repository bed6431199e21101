"""An ISBN, typed or scanned."""

from django import forms
from django.core.exceptions import ValidationError

from resources import isbn
from resources.models import Resource


class IsbnForm(forms.Form):
    isbn = forms.CharField(
        label="ISBN",
        max_length=30,
        help_text="Au dos du livre ; une douchette le lit aussi.",
        error_messages={"required": "Tapez ou scannez un ISBN."},
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
    )

    def clean_isbn(self):
        try:
            number = isbn.normalised(self.cleaned_data["isbn"])
        except isbn.Wrong as wrong:
            raise ValidationError(str(wrong)) from None
        if known := Resource.objects.filter(isbn=number).first():
            raise ValidationError(f"Déjà au catalogue : « {known} ». Cherchez-la dans la liste.")
        return number
