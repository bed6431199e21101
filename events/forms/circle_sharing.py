"""What a circle shares: a topic, minutes, a document, a title of the catalogue."""

from pathlib import PurePath
from urllib.parse import urlsplit

from django import forms

from accounts.humans import Line
from events.models import CircleResource
from search.models import IndexEntry

MAX_BYTES = 10_000_000
KINDS = {".pdf", ".odt", ".docx", ".ods", ".xlsx", ".odp", ".pptx", ".txt", ".jpg", ".png"}


class TopicForm(forms.Form):
    title = Line(
        label="De quoi aimeriez-vous parler ?",
        max_length=150,
        min_length=3,
        error_messages=dict.fromkeys(
            ["required", "min_length"], "Écrivez le sujet en quelques mots."
        ),
    )


class MinutesForm(forms.Form):
    title = Line(label="Titre", max_length=200, error_messages={"required": "Donnez un titre."})
    met_on = forms.DateField(
        label="Rencontre du",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages=dict.fromkeys(["required", "invalid"], "Donnez la date de la rencontre."),
    )
    body = forms.CharField(
        label="Compte rendu",
        max_length=50_000,
        widget=forms.Textarea({"rows": 14}),
        help_text="Sans nom d’enfant ni de parent. Une ligne vide sépare les paragraphes.",
        error_messages={"required": "Écrivez le compte rendu."},
    )

    @staticmethod
    def of(minutes):
        return {name: getattr(minutes, name) for name in ("title", "met_on", "body")}


class DocumentForm(forms.Form):
    title = Line(
        label="Titre du document",
        max_length=150,
        error_messages={"required": "Donnez un titre au document."},
    )
    file = forms.FileField(
        label="Fichier",
        help_text="PDF, texte, tableur, présentation ou image : 10 Mo au plus.",
        error_messages=dict.fromkeys(
            ["required", "empty", "missing"], "Choisissez un fichier qui n’est pas vide."
        ),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if PurePath(file.name).suffix.lower() not in KINDS:
            raise forms.ValidationError("Ce type de fichier n’est pas accepté.")
        if file.size > MAX_BYTES:
            raise forms.ValidationError("Ce fichier dépasse 10 Mo.")
        return file

    def add(self, circle):
        return circle.documents.create(**self.cleaned_data)


class ResourceForm(forms.Form):
    """The bridge to the catalogue is what anybody has: the address of its page."""

    url = Line(
        label="Adresse de la ressource",
        max_length=600,
        help_text="Copiez l’adresse de sa page dans le catalogue.",
        error_messages={"required": "Collez l’adresse d’une ressource."},
    )

    def clean_url(self):
        try:
            path = urlsplit(self.cleaned_data["url"]).path
        except ValueError:
            path = ""
        if not resources([path]):
            raise forms.ValidationError(
                "Cette adresse n’est pas celle d’une ressource du catalogue."
            )
        return path

    def add(self, circle):
        """The same one twice is there once."""
        return CircleResource.objects.get_or_create(circle=circle, url=self.cleaned_data["url"])[0]


def resources(urls):
    """What the search shows of the resources that anybody may see at these addresses."""
    entries = IndexEntry.objects.alive().filter(kind="resource", line__url__in=urls)
    rows = entries.select_related("line").order_by("line__title", "pk")
    return [entry.line for entry in rows]
