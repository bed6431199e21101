"""Everything hidden is hidden everywhere, whatever was done to a resource and in which order."""

from contextlib import suppress
from datetime import UTC, datetime

from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from files.models import Document
from resources import indexing
from resources.models import Record, Resource, ResourceFile
from tests.factories import (
    CopyFactory,
    DocumentFactory,
    PictureFactory,
    ResourceFactory,
    ThemeFactory,
)

WORD = "Zorglumine"  # of this resource alone
DRAFTED = "Brulinard"  # of a draft of it that waits
TAG = "quenouillette"

STAFF, PROFESSIONALS = Resource.Visibility.STAFF, Resource.Visibility.PROFESSIONALS


class Subject:
    """A resource of which everything can be found, one of its theme beside it."""

    def __init__(self):
        theme = ThemeFactory()
        self.domain = theme.domain.key
        picture = PictureFactory(title="Couverture")
        document = DocumentFactory(title=f"Fiche {WORD}")
        self.beside = ResourceFactory(title="Voisine", terms={"themes": [theme]})
        resource = ResourceFactory(
            title=f"{WORD} un",
            slug="zorglumine-un",
            summary=f"Résumé {WORD}.",
            body=f"<p>Corps {WORD}.</p>",
            author=f"{WORD}, Ana",
            cover=picture,
            terms={"themes": [theme]},
        )
        resource.tags.add(TAG)
        resource.files = [ResourceFile(document=document, label=f"Fichier {WORD}")]
        resource.save()
        CopyFactory(resource=resource)
        self.pk, self.slug = resource.pk, resource.slug
        self.document = Document.objects.get(pk=document.pk)
        self.thumbnail = picture.get_rendition("fill-20x20")

    @property
    def row(self):
        return Resource.objects.get(pk=self.pk)

    @property
    def is_public(self):
        return Resource.objects.public().filter(pk=self.pk).exists()

    # What somebody does to it

    def publish(self):
        self.row.save_revision().publish()

    def unpublish(self):
        self.row.unpublish()

    def show(self, visibility=Resource.Visibility.PUBLIC):
        resource = self.row
        resource.visibility = visibility
        resource.save()

    def hide_for_the_team(self):
        self.show(STAFF)

    def hide_for_professionals(self):
        self.show(PROFESSIONALS)

    def draft(self):
        resource = self.row
        resource.title = resource.summary = resource.author = DRAFTED
        resource.save_revision()

    def delete(self):
        resource = self.row
        resource.copies.all().delete()
        resource.delete()

    def rename_it_all(self):
        """A word of it changes: what is written again must not show more than before."""
        theme = self.row.themes.get()
        theme.label += "s"
        theme.save()
        indexing.follow_term(theme)
        Record.objects.follow_term(theme)


ACTS = [
    "publish",
    "unpublish",
    "show",
    "hide_for_the_team",
    "hide_for_professionals",
    "draft",
    "delete",
    "rename_it_all",
]


def surfaces(client, subject):
    """(name, status, text) of every place where the public could meet it."""
    harvest = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
    one = {**harvest, "verb": "GetRecord", "identifier": f"oai:localhost:{subject.pk}"}
    asked = [
        ("page", f"/ressources/{subject.slug}/", {}),
        ("neighbour", f"/ressources/{subject.beside.slug}/", {}),
        ("catalogue and facets", "/ressources/", {}),
        ("catalogue by tag", "/ressources/", {"tag": TAG}),
        ("catalogue search", "/ressources/", {"q": WORD}),
        ("search", "/recherche/", {"q": WORD}),
        ("suggestions", reverse("search:suggestions"), {"q": WORD[:5]}),
        ("news", "/ressources/nouveautes.xml", {}),
        ("harvest", "/ressources/oai", harvest),
        ("record", "/ressources/oai", one),
        ("sitemap", "/sitemap.xml", {}),
        ("domain", f"/ressources/domaines/{subject.domain}/", {}),
        ("kept list", "/ressources/ma-liste/", {"r": subject.slug}),
        ("RIS", f"/ressources/{subject.slug}.ris", {}),
        ("BibTeX", f"/ressources/{subject.slug}.bib", {}),
        ("unAPI", "/ressources/unapi", {"id": subject.slug, "format": "ris"}),
        ("CSV", "/ressources/export/catalogue.csv", {}),
        ("RIS of the list", "/ressources/export/catalogue.ris", {}),
        ("BibTeX of the list", "/ressources/export/catalogue.bib", {}),
        ("file", subject.document.url, {}),
        ("thumbnail", subject.thumbnail.url, {}),
    ]
    for name, address, query in asked:
        response = client.get(address, query)
        content = b"".join(response) if response.streaming else response.content
        yield name, response.status_code, content.decode("utf-8", "replace").lower()


OF_ITS_OWN = {"page", "RIS", "BibTeX", "unAPI", "file", "thumbnail"}  # the address names it
ECHOES = {"catalogue search", "search", "catalogue by tag"}  # print what they were asked for


def found(client, subject):
    """The names of the places that show it."""
    shown = set()
    for name, status, text in surfaces(client, subject):
        assert status < 500, name
        if name in OF_ITS_OWN:
            seen = status == 200
        elif name in ECHOES:
            seen = subject.slug in text
        else:
            seen = any(word in text for word in (WORD.lower(), subject.slug, TAG))
        assert DRAFTED.lower() not in text, name
        assert seen or name in ECHOES or WORD.lower() not in text.replace(subject.slug, ""), name
        if seen:
            shown.add(name)
    return shown


EVERYWHERE = {
    *("page", "neighbour", "catalogue and facets", "catalogue by tag", "catalogue search"),
    *("search", "suggestions", "news", "harvest", "record", "sitemap", "RIS", "BibTeX", "unAPI"),
    *("domain", "kept list"),
    *("CSV", "RIS of the list", "BibTeX of the list", "file", "thumbnail"),
}


@given(acts=st.lists(st.sampled_from(ACTS), max_size=4))
@example(acts=[])
@example(acts=["unpublish"])
@example(acts=["hide_for_the_team"])
@example(acts=["hide_for_professionals"])
@example(acts=["draft"])
@example(acts=["draft", "unpublish", "rename_it_all"])
@example(acts=["hide_for_the_team", "show"])
@example(acts=["delete"])
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_hidden_is_hidden_everywhere(client, django_capture_on_commit_callbacks, acts):
    cache.clear()  # Wagtail keeps renditions there, by the key of a picture that is rolled back
    with transaction.atomic():
        subject = Subject()
        with django_capture_on_commit_callbacks(execute=True):
            for act in acts:
                with suppress(Resource.DoesNotExist):  # deleted already
                    getattr(subject, act)()
        Record.objects.follow([subject.pk, subject.beside.pk])
        Record.objects.update(datestamp=datetime(2026, 1, 1, tzinfo=UTC))  # seconds have passed

        assert found(client, subject) == (EVERYWHERE if subject.is_public else set())

        transaction.set_rollback(True)
