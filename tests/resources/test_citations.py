"""Citations that independent readers understand, whatever the notice holds."""

import json
import re
import xml.etree.ElementTree as ET
from types import SimpleNamespace

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import SeparateCoAuthors
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from resources import citations
from resources.models import Resource, ResourceFile
from tests.factories import (
    DocumentFactory,
    ResourceFactory,
    ResourceTypeFactory,
    ThemeFactory,
)
from vocabulary.models import ResourceType

HIDDEN = [
    {"live": False},
    {"visibility": Resource.Visibility.STAFF},
    {"visibility": Resource.Visibility.PROFESSIONALS},
]


@pytest.fixture
def book():
    book = ResourceFactory(
        title="Se mouvoir en liberté : dès le premier âge",
        slug="se-mouvoir",
        author="Pikler, Emmi ; Ministère des Solidarités et de la Santé",
        publisher="Éditions du Test",
        year=1979,
        isbn="9782070368228",
        summary="Sur le dos,\nsans hâte.",
        terms={"themes": [ThemeFactory(key="motricite", label="Motricité libre")]},
    )
    book.tags.add("Lóczy")
    book.save()
    return book


def cited(client, resource, name="ris"):
    return client.get(reverse(f"resources:{name}", args=[resource.slug]))


def test_ris_is_what_bibliographies_read(client, book):
    response = cited(client, book)

    text = response.content.decode()
    assert response["Content-Type"] == "application/x-research-info-systems; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="se-mouvoir.ris"'
    assert not response.content.startswith(b"\xef\xbb\xbf")
    assert text.startswith("TY  - BOOK\r\n")
    assert text.endswith("\r\nER  - \r\n")
    assert text.count("TY  - ") == text.count("ER  - ") == 1
    assert "\n" not in text.replace("\r\n", "")
    [entry] = rispy.loads(text)
    assert entry == {
        "type_of_reference": "BOOK",
        "id": "se-mouvoir",
        "title": "Se mouvoir en liberté : dès le premier âge",
        "authors": ["Pikler, Emmi", "Ministère des Solidarités et de la Santé"],
        "year": "1979",
        "publisher": "Éditions du Test",
        "issn": "9782070368228",  # rispy's word for SN, which RIS uses for ISBN too
        "language": "fr",
        "abstract": "Sur le dos, sans hâte.",
        "keywords": ["Motricité libre", "Lóczy"],
        "type_of_work": "Ouvrage",
        "urls": ["http://localhost:8000/ressources/se-mouvoir/"],
    }


def test_bibtex_keeps_whole_names_together(client, book):
    response = cited(client, book, "bibtex")

    library = bibtexparser.parse_string(
        response.content.decode(), append_middleware=[SeparateCoAuthors()]
    )
    assert library.failed_blocks == []
    [entry] = library.entries
    assert (entry.entry_type, entry.key) == ("book", "se-mouvoir")
    assert entry["author"] == ["{Pikler}, {Emmi}", "{Ministère des Solidarités et de la Santé}"]
    assert entry["title"] == "{Se mouvoir en liberté : dès le premier âge}"
    assert (entry["publisher"], entry["year"]) == ("Éditions du Test", "1979")
    assert entry["url"] == "http://localhost:8000/ressources/se-mouvoir/"


@pytest.mark.parametrize("kind", ResourceType.Citation)
def test_each_kind_of_resource_is_cited_as_what_it_is(client, kind):
    resource = ResourceFactory(
        publisher="Test", type=ResourceTypeFactory(key=f"type-{kind}", cited_as=kind)
    )

    form = citations.FORMS[kind]
    assert rispy.loads(cited(client, resource).content.decode())[0]["type_of_reference"] == form.ris
    [entry] = bibtexparser.parse_string(cited(client, resource, "bibtex").content.decode()).entries
    assert entry.entry_type == form.bibtex
    assert form.schema in client.get(resource.get_absolute_url()).content.decode()


def notice(**fields):
    """What a citation reads, without a database."""
    empty = SimpleNamespace(all=list)
    known = {
        "slug": "une-notice",
        "title": "Titre",
        "author": "",
        "publisher": "",
        "year": None,
        "isbn": "",
        "language": "fr",
        "summary": "",
        "type": SimpleNamespace(cited_as="livre", label="Ouvrage"),
        "themes": empty,
        "tags": empty,
        "get_absolute_url": lambda: "/ressources/une-notice/",
    }
    return SimpleNamespace(**known | fields)


TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=80)


@given(title=TEXT, author=TEXT, publisher=TEXT, summary=TEXT)
@example(title="}{", author="{ and }", publisher="\\", summary="@book{x,")
@example(title="ER  - ", author="TY  - BOOK\r\nER  - ", publisher="\u2028TY  - X", summary="\x0b")
def test_no_text_breaks_out_of_its_field(title, author, publisher, summary):
    hostile = notice(title=title, author=author, publisher=publisher, summary=summary)

    text = citations.ris([hostile, notice(slug="la-suivante")])
    entries = rispy.loads(text)
    assert [entry["id"] for entry in entries] == ["une-notice", "la-suivante"]
    assert entries[0].get("title", "") == citations.one_line(title)
    assert entries[0].get("authors", []) == citations.authors(author)
    assert all(re.match("[A-Z][A-Z0-9]  - ", line) for line in text.split("\r\n")[:-1])

    library = bibtexparser.parse_string(citations.bibtex([hostile, notice(slug="la-suivante")]))
    assert library.failed_blocks == []
    assert [entry.key for entry in library.entries] == ["une-notice", "la-suivante"]


def test_keys_of_bibtex_are_ascii_as_addresses_are():
    slug = Resource._meta.get_field("slug")
    assert slug.clean("l-ete", None) == "l-ete"
    with pytest.raises(ValidationError):
        slug.clean("l-été", None)


@pytest.mark.parametrize("name", ["ris", "bibtex"])
@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_is_hidden_is_cited_by_nobody(client, book, name, hidden):
    assert cited(client, book, name).status_code == 200
    assert client.get(reverse("resources:unapi"), {"id": book.slug}).status_code == 300

    Resource.objects.filter(pk=book.pk).update(**hidden)

    assert cited(client, book, name).status_code == 404
    for query in ({"id": book.slug}, {"id": book.slug, "format": "ris"}):
        assert client.get(reverse("resources:unapi"), query).status_code == 404


def test_zotero_finds_the_notice_from_the_page(client, book):
    page = client.get(book.get_absolute_url()).content.decode()

    [server] = re.findall(r'<link rel="unapi-server"[^>]*href="([^"]+)"', page)
    [identifier] = re.findall(r'<abbr class="unapi-id" title="([^"]+)"', page)
    every = ET.fromstring(client.get(server).content)
    formats = client.get(server, {"id": identifier})
    notice = client.get(server, {"id": identifier, "format": "ris"})

    described = {"name": "ris", "type": "application/x-research-info-systems"}
    assert [each.attrib for each in every] == [described]
    assert formats.status_code == 300
    assert ET.fromstring(formats.content).attrib == {"id": "se-mouvoir"}
    assert [each.attrib for each in ET.fromstring(formats.content)] == [described]
    assert notice.content == cited(client, book).content


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ({"format": "ris"}, 400, "Il manque l’identifiant (id) de la ressource."),
        ({"id": "", "format": "ris"}, 400, "Il manque l’identifiant (id) de la ressource."),
        (
            {"id": "inconnue", "format": "ris"},
            404,
            "Cet identifiant n’est celui d’aucune ressource publique.",
        ),
        ({"id": "\0<&>"}, 404, "Cet identifiant n’est celui d’aucune ressource publique."),
        (
            {"id": "se-mouvoir", "format": "bibtex"},
            406,
            "unAPI n’offre ici que le format « ris ».",
        ),
    ],
)
def test_unapi_says_what_is_wrong(client, book, query, status, said):
    response = client.get(reverse("resources:unapi"), query)

    assert (response.status_code, response.content.decode().strip()) == (status, said)


def test_a_page_bears_the_tags_that_search_engines_of_research_read(client, book):
    book.files = [ResourceFile(document=DocumentFactory(), label="Extrait")]
    book.save()
    file = book.files.get()

    page = client.get(book.get_absolute_url()).content.decode()

    tags = re.findall(r'<meta name="(citation_\w+)" content="([^"]*)">', page)
    assert tags == [
        ("citation_title", book.title),
        ("citation_author", "Pikler, Emmi"),
        ("citation_author", "Ministère des Solidarités et de la Santé"),
        ("citation_publication_date", "1979"),
        ("citation_publisher", "Éditions du Test"),
        ("citation_isbn", "9782070368228"),
        ("citation_language", "fr"),
        ("citation_keywords", "Motricité libre"),
        ("citation_keywords", "Lóczy"),
        ("citation_abstract_html_url", "http://localhost:8000/ressources/se-mouvoir/"),
        ("citation_pdf_url", f"http://localhost:8000{file.document.url}"),
    ]


def test_json_ld_says_who_wrote_it_and_what_can_be_downloaded(client, book):
    book.files = [ResourceFile(document=DocumentFactory(), label="Extrait")]
    book.save()

    page = client.get(book.get_absolute_url()).content.decode()

    [script] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, flags=re.S)
    described = json.loads(script)
    assert described["@type"] == ["Book", "LearningResource"]
    assert described["author"] == [
        {"@type": "Person", "name": "Emmi Pikler"},
        {"name": "Ministère des Solidarités et de la Santé"},
    ]
    assert described["keywords"] == ["Motricité libre", "Lóczy"]
    [file] = described["encoding"]
    assert (file["name"], file["encodingFormat"]) == ("Extrait", "application/pdf")


def test_it_can_be_copied_by_hand(client, book):
    page = client.get(book.get_absolute_url()).content.decode()

    assert (
        "Pikler, Emmi ; Ministère des Solidarités et de la Santé. "
        "Se mouvoir en liberté : dès le premier âge. Éditions du Test, 1979."
    ) in page
