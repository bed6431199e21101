"""Lists of the library as files, for the public and for the team."""

import csv
from io import BytesIO, StringIO

import bibtexparser
import pytest
import rispy
from django.urls import reverse
from openpyxl import load_workbook

from resources import notices
from resources.models import Resource
from resources.views import exporting
from tests.factories import (
    CopyFactory,
    LoanFactory,
    OrganisationFactory,
    PersonFactory,
    ResourceFactory,
    ThemeFactory,
    UserFactory,
)


def catalogue(client, kind, **query):
    return client.get(reverse("resources:export", args=[kind]), query)


def lines(response):
    text = response.content.decode("utf-8-sig")
    return list(csv.reader(StringIO(text), delimiter=";"))


@pytest.fixture
def resource():
    resource = ResourceFactory(
        title="=HYPERLINK(A1)",
        author="Test, Ana ; Collectif",
        year=2024,
        age_min_months=6,
        terms={"themes": [ThemeFactory(key="jeu", label="Jeu"), ThemeFactory(key="repas")]},
    )
    resource.tags.add("doux")
    resource.save()
    return resource


def test_the_public_takes_the_catalogue_away_and_no_formula_runs(client, resource):
    headings, line = lines(catalogue(client, "csv"))

    assert headings == [*notices.HEADINGS, "page"]
    said = dict(zip(headings, line, strict=True))
    assert said["titre"] == "'=HYPERLINK(A1)"
    assert said["auteur"] == "Test, Ana ; Collectif"
    assert said["thèmes"] in ("Jeu ; Repas", "Repas ; Jeu")
    assert (said["année"], said["de (mois)"], said["étiquettes"]) == ("2024", "6", "doux")
    assert said["page"] == f"http://localhost:8000/ressources/{resource.slug}/"


def test_the_same_list_in_every_format(client, resource):
    other = ResourceFactory(title="Autre", terms={"themes": [ThemeFactory(key="sommeil")]})

    sheet = load_workbook(BytesIO(catalogue(client, "xlsx").content)).active
    assert [cell.value for cell in sheet["A"]][1:] == [other.title, "'=HYPERLINK(A1)"]
    assert {cell.data_type for cell in sheet["A"]} == {"s"}
    assert [each["id"] for each in rispy.loads(catalogue(client, "ris").content.decode())] == [
        other.slug,
        resource.slug,
    ]
    library = bibtexparser.parse_string(catalogue(client, "bib").content.decode())
    assert [entry.key for entry in library.entries] == [other.slug, resource.slug]


def test_the_filters_of_the_page_hold(client, resource):
    ResourceFactory(title="Autre", terms={"themes": [ThemeFactory(key="sommeil")]})
    page = client.get("/ressources/?theme=jeu").content.decode()
    assert 'href="/ressources/export/catalogue.csv?theme=jeu"' in page

    assert len(lines(catalogue(client, "csv"))) == 3
    assert len(lines(catalogue(client, "csv", theme="jeu"))) == 2


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ris", "bib"])
def test_a_bad_filter_is_said(client, resource, kind):
    response = catalogue(client, kind, theme="inconnu")

    assert response.status_code == 400
    assert response.content.decode() == "Ce thème n’existe pas dans le catalogue.\n"


def test_a_list_that_is_too_long_asks_for_a_filter(client, resource, monkeypatch):
    monkeypatch.setattr(exporting, "MOST", 0)

    response = catalogue(client, "csv")

    assert response.status_code == 400
    assert response.content.decode().startswith("Cette liste a plus de 0 ressources")


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ris", "bib"])
@pytest.mark.parametrize("number", [1, 3])
def test_an_export_costs_the_same_whatever_it_holds(
    client, django_assert_num_queries, number, kind
):
    theme = ThemeFactory()
    for _ in range(number):
        ResourceFactory(terms={"themes": [theme]})

    with django_assert_num_queries(7):
        catalogue(client, kind)


def desk(client, name, kind, **query):
    return client.get(reverse(name), {"export": kind, **query})


def test_the_team_exports_what_its_lists_show(client):
    client.force_login(UserFactory(role="documentation", organisation=OrganisationFactory()))
    copy = CopyFactory(code="EX-1", resource=ResourceFactory(title="Siestes"))
    ResourceFactory(title="Brouillon", live=False)
    resources = "wagtailsnippets_resources_resource:list"

    assert [line[0] for line in lines(desk(client, resources, "csv"))] == [
        "titre",
        "Brouillon",
        "Siestes",
    ]
    assert len(lines(desk(client, resources, "csv", live="1"))) == 2
    titles = [
        each["title"] for each in rispy.loads(desk(client, resources, "ris").content.decode())
    ]
    assert titles == ["Brouillon", "Siestes"]
    sheet = load_workbook(BytesIO(desk(client, "resources_copies:index", "xlsx").content)).active
    assert [cell.value for cell in sheet[2]][:2] == [copy.code, "Siestes"]
    assert "export=ris" in client.get(reverse(resources)).content.decode()


def test_the_names_of_borrowers_are_exported_to_whoever_may_read_them(client):
    holder = OrganisationFactory()
    LoanFactory(
        copy=CopyFactory(holder=holder), borrower=PersonFactory(first_name="Zoé", last_name="A")
    )

    for organisation, name in ((holder, "Zoé A"), (OrganisationFactory(), "")):
        client.force_login(UserFactory(role="documentation", organisation=organisation))
        _, line = lines(desk(client, "resources_loans:index", "csv"))
        assert line[2] == name


@pytest.mark.parametrize("kind", ["csv", "ris"])
def test_what_is_hidden_is_not_exported(client, resource, kind):
    assert resource.slug in catalogue(client, kind).content.decode()

    Resource.objects.filter(pk=resource.pk).update(visibility=Resource.Visibility.STAFF)

    assert resource.slug not in catalogue(client, kind).content.decode()
