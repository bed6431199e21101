"""Resources with their copies, files and a few loans' worth of titles."""

from datetime import timedelta

from django.utils import timezone
from django.utils.text import slugify

from colibris.demo.files import leaflet, picture, tune
from resources.models import Copy, Resource, ResourceFile, Selection, SelectionItem
from vocabulary.models import (
    AgeRange,
    Audience,
    CharterPrinciple,
    Organisation,
    QualityPart,
    ResourceAccess,
    ResourceType,
    Theme,
)

MINUTES = {"fiche": 5, "guide": 25, "video": 12, "podcast": 15, "synthese": 10, "album": 5}
PERIODICALLY_REVIEWED = {"synthese", "fiche"}


class Words:
    """Every vocabulary row the demo resources name, by key."""

    def __init__(self):
        self.types = {term.key: term for term in ResourceType.objects.all()}
        self.themes = {term.key: term for term in Theme.objects.all()}
        self.audiences = {term.key: term for term in Audience.objects.all()}
        self.principles = {term.number: term for term in CharterPrinciple.objects.all()}
        self.parts = {term.key: term for term in QualityPart.objects.all()}
        self.access = {term.key: term for term in ResourceAccess.objects.all()}
        self.ages = {term.key: term for term in AgeRange.objects.all()}
        self.organisations = {term.key: term for term in Organisation.objects.all()}


def resources(content):
    words = Words()
    for number, row in enumerate(content["resources"]):
        slug = slugify(row["title"])[:100]
        if not Resource.objects.filter(slug=slug).exists():
            _resource(row, slug, number, words)
        yield row["id"]


SELECTIONS = [
    (
        "La sieste et les rythmes",
        "De quoi relire ses habitudes de sommeil en équipe, sans y passer la semaine.",
        "sommeil-rythmes",
    ),
    (
        "Bouger librement",
        "Pour aménager, observer et laisser faire, à la maison comme en crèche.",
        "motricite-libre",
    ),
]


def selections():
    """A selection for each of a few themes, made of what the catalogue has on it."""
    for title, summary, theme in SELECTIONS:
        slug = slugify(title)
        if not Selection.objects.filter(slug=slug).exists():
            rows = Resource.objects.public().filter(themes__key=theme).order_by("title", "pk")[:6]
            selection = Selection(title=title, slug=slug, summary=summary, live=False)
            selection.items = [
                SelectionItem(resource=row, sort_order=order) for order, row in enumerate(rows)
            ]
            selection.save()
            selection.save_revision().publish()
        yield slug


def _resource(row, slug, number, words):
    bands = [words.ages[key] for key in row["ages"] if words.ages[key].max_months]
    today = timezone.localdate()
    resource = Resource(
        title=row["title"],
        slug=slug,
        type=words.types[row["type"]],
        summary=row["summary"],
        author=row["author"],
        publisher=row["publisher"],
        year=row["year"],
        licence=row["licence"],
        url=f"https://ressources.example.org/{slug}" if "en-ligne" in row["access"] else "",
        minutes=MINUTES.get(row["type"]),
        age_min_months=min((band.min_months for band in bands), default=None),
        age_max_months=max((band.max_months for band in bands), default=None),
        for_adults="adulte" in row["ages"],
        loan_days=row.get("loan_days"),
        review_on=today + timedelta(days=30 * (number % 12 - 1))
        if row["type"] in PERIODICALLY_REVIEWED
        else None,
        cover=picture(row["id"], row["title"]),
        live=False,
    )
    resource.themes = [words.themes[key] for key in row["themes"]]
    resource.audiences = [words.audiences[key] for key in row["audiences"]]
    resource.principles = [words.principles[key] for key in row["charter"]]
    resource.quality_parts = [words.parts[key] for key in row["quality_parts"]]
    resource.access = [words.access[key] for key in row["access"]]
    resource.files = list(_files(row))
    resource.save()
    resource.save_revision().publish()
    for copy in range(row.get("copies", 0)):
        Copy.objects.create(
            resource=resource,
            code=f"{row['id'][4:]}-{copy + 1}",
            holder=words.organisations["galice" if number % 3 else "hetis"],
            place="Espace documentaire",
        )


def _files(row):
    if "telechargement" in row["access"]:
        yield ResourceFile(document=leaflet(row), label="Version imprimable", sort_order=0)
    if row["type"] == "podcast":
        yield ResourceFile(document=tune(row), label="Extrait sonore", sort_order=1)
