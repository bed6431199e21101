"""OAI-PMH 2.0, asked by the tests of a validator and by hostile clients."""

import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import signing
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from identity.models import Identity
from resources import oai
from resources.models import Record, Resource
from tests.factories import DomainFactory, ResourceFactory, ResourceTypeFactory, ThemeFactory

URL = "/ressources/oai"
OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
OAI_DC = "{http://www.openarchives.org/OAI/2.0/oai_dc/}dc"
SCHEMA = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
DAY = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
LIST = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}


def told(day=DAY, **fields):
    """A resource whose record is dated of that moment."""
    resource = ResourceFactory(**fields)
    Record.objects.follow([resource.pk])
    Record.objects.filter(number=resource.pk).update(datestamp=day)
    return resource


def checked(response):
    """The document; that it is one that the schema of the protocol would accept."""
    assert response.status_code == 200
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    root = ET.fromstring(response.content)
    assert root.tag == f"{OAI}OAI-PMH"
    assert root.attrib == {SCHEMA: f"{OAI[1:-1]} {OAI[1:-1]}OAI-PMH.xsd"}
    assert [child.tag for child in root[:2]] == [f"{OAI}responseDate", f"{OAI}request"]
    assert len(root) == 3
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", root[0].text)
    assert root[1].text == "http://localhost:8000/ressources/oai"
    for record in root.iter(f"{OAI}record"):
        deleted = record[0].get("status") == "deleted"
        parts = ["header"] if deleted else ["header", "metadata"]
        assert [child.tag for child in record] == [f"{OAI}{part}" for part in parts]
        assert deleted or [child.tag for child in record[1]] == [OAI_DC]
    for header in root.iter(f"{OAI}header"):
        assert [child.tag.removeprefix(OAI) for child in header][:2] == ["identifier", "datestamp"]
    return root


def ask(client, query, method="get"):
    return checked(getattr(client, method)(URL, query))


def error(root):
    assert root[2].tag == f"{OAI}error"
    assert root[2].text
    return root[2].get("code")


def identifiers(root):
    return [header[0].text for header in root.iter(f"{OAI}header")]


def numbers(root):
    return [int(identifier.rpartition(":")[2]) for identifier in identifiers(root)]


def test_it_identifies_itself(client):
    told(DAY + timedelta(days=1))
    told(DAY)
    Identity.objects.update_or_create(defaults={"name": "Les & <Tests>", "email": "a@example.org"})

    root = ask(client, {"verb": "Identify"})

    assert root[1].attrib == {"verb": "Identify"}
    assert [(child.tag.removeprefix(OAI), child.text) for child in root[2]] == [
        ("repositoryName", "Les & <Tests>"),
        ("baseURL", "http://localhost:8000/ressources/oai"),
        ("protocolVersion", "2.0"),
        ("adminEmail", "a@example.org"),
        ("earliestDatestamp", "2026-03-01T08:00:00Z"),
        ("deletedRecord", "persistent"),
        ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
        ("compression", "gzip"),
    ]


def test_it_disseminates_dublin_core(client):
    resource = told(
        title="Siestes & <doudous>",
        author="Test, Ana ; Collectif",
        publisher="Éditions Test",
        year=2024,
        isbn="9782070368228",
        licence="CC BY 4.0",
        type=ResourceTypeFactory(key="ouvrage", label="Ouvrage"),
        terms={"themes": [ThemeFactory(key="sommeil", label="Sommeil")]},
    )

    query = {"verb": "GetRecord", "metadataPrefix": "oai_dc"}
    root = ask(client, {**query, "identifier": f"oai:localhost:{resource.pk}"})

    [dc] = root.iter(OAI_DC)
    assert dc.get(SCHEMA).split() == [
        "http://www.openarchives.org/OAI/2.0/oai_dc/",
        "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
    ]
    assert [(child.tag.removeprefix(DC), child.text) for child in dc] == [
        ("title", "Siestes & <doudous>"),
        ("creator", "Test, Ana"),
        ("creator", "Collectif"),
        ("subject", "Sommeil"),
        ("description", resource.summary),
        ("publisher", "Éditions Test"),
        ("date", "2024"),
        ("type", "Text"),
        ("type", "Ouvrage"),
        ("identifier", f"http://localhost:8000/ressources/{resource.slug}/"),
        ("identifier", "urn:isbn:9782070368228"),
        ("language", "fr"),
        ("rights", "CC BY 4.0"),
    ]


def test_a_tombstone_says_nothing_but_that_it_is_one(client):
    resource = told(title="Siestes", terms={"themes": [ThemeFactory(key="sommeil")]})
    assert "Siestes" in client.get(URL, LIST).content.decode()

    Resource.objects.filter(pk=resource.pk).update(live=False)

    for query in (
        LIST,
        {**LIST, "verb": "GetRecord", "identifier": f"oai:localhost:{resource.pk}"},
    ):
        response = client.get(URL, query)
        [header] = checked(response).iter(f"{OAI}header")
        assert header.get("status") == "deleted"
        assert "Siestes" not in response.content.decode()
    formats = {"verb": "ListMetadataFormats", "identifier": f"oai:localhost:{resource.pk}"}
    assert "oai_dc" in client.get(URL, formats).content.decode()


def test_characters_that_xml_forbids_are_dropped(client):
    told(title="a\x0bb\x1fc\ufffed", summary="\x08")

    [dc] = ask(client, LIST).iter(OAI_DC)

    assert dc.findtext(f"{DC}title") == "abcd"


BATTERY = [
    ({}, "badVerb"),
    ({"verb": ""}, "badVerb"),
    ({"verb": "Nastyverb"}, "badVerb"),
    ({"verb": "identify"}, "badVerb"),
    ({"verb": ["Identify", "Identify"]}, "badVerb"),
    ({"verb": ["Identify", "ListSets"]}, "badVerb"),
    ({"verb": "Identify", "test": "test"}, "badArgument"),
    ({"verb": "Identify", "metadataPrefix": "oai_dc"}, "badArgument"),
    ({"verb": "ListSets", "until": "2026-01-01"}, "badArgument"),
    ({"verb": "ListSets", "resumptionToken": "faux"}, "badResumptionToken"),
    ({"verb": "ListMetadataFormats", "identifier": "oai:localhost:0"}, "idDoesNotExist"),
    ({"verb": "ListMetadataFormats", "identifier": "\0<invalide>"}, "idDoesNotExist"),
    ({"verb": "ListMetadataFormats", "metadataPrefix": "oai_dc"}, "badArgument"),
    ({"verb": "ListIdentifiers"}, "badArgument"),
    ({"verb": "ListRecords"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": ["oai_dc", "oai_dc"]}, "badArgument"),
    ({**LIST, "from": ["2026-01-01", "2026-01-01"]}, "badArgument"),
    ({**LIST, "inconnu": "1"}, "badArgument"),
    ({**LIST, "identifier": "oai:localhost:1"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": ""}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "oai dc"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "mods"}, "cannotDisseminateFormat"),
    ({"verb": "ListIdentifiers", "metadataPrefix": "OAI_DC"}, "cannotDisseminateFormat"),
    ({**LIST, "resumptionToken": "faux"}, "badArgument"),
    ({"verb": "ListRecords", "resumptionToken": "faux"}, "badResumptionToken"),
    ({"verb": "ListRecords", "resumptionToken": ""}, "badResumptionToken"),
    ({"verb": "ListIdentifiers", "resumptionToken": "\0"}, "badResumptionToken"),
    ({"verb": "ListRecords", "resumptionToken": ["a", "b"]}, "badArgument"),
    ({**LIST, "from": "2026-01-01", "until": "2026-06-01T00:00:00Z"}, "badArgument"),
    ({**LIST, "from": "2026-06-01", "until": "2026-01-01"}, "badArgument"),
    ({**LIST, "from": "2026-02-30"}, "badArgument"),
    ({**LIST, "from": "2026-1-1"}, "badArgument"),
    ({**LIST, "from": "2026-01-01T00:00Z"}, "badArgument"),
    ({**LIST, "from": "2026-01-01T00:00:00"}, "badArgument"),
    ({**LIST, "until": "2026-01-01T00:00:00+01:00"}, "badArgument"),
    ({**LIST, "until": "2026-01-01T00:00:00.0Z"}, "badArgument"),
    ({**LIST, "until": "junk"}, "badArgument"),
    ({**LIST, "from": ""}, "badArgument"),
    ({**LIST, "until": "0000-01-01"}, "badArgument"),
    ({**LIST, "from": "\u0662\u0660\u0662\u0666-01-01"}, "badArgument"),
    ({**LIST, "until": "2000-01-01"}, "noRecordsMatch"),
    ({**LIST, "until": "2000-01-01T00:00:00Z"}, "noRecordsMatch"),
    ({**LIST, "from": "2999-01-01"}, "noRecordsMatch"),
    ({**LIST, "from": "9999-12-31", "until": "9999-12-31"}, "noRecordsMatch"),
    ({**LIST, "set": "theme:inconnu"}, "noRecordsMatch"),
    ({**LIST, "set": "typ"}, "noRecordsMatch"),
    ({**LIST, "set": ""}, "badArgument"),
    ({**LIST, "set": "a::b"}, "badArgument"),
    ({**LIST, "set": "thème"}, "badArgument"),
    ({"verb": "GetRecord"}, "badArgument"),
    ({"verb": "GetRecord", "identifier": "oai:localhost:1"}, "badArgument"),
    ({**LIST, "verb": "GetRecord"}, "badArgument"),
    ({**LIST, "verb": "GetRecord", "identifier": 'invalid"id'}, "idDoesNotExist"),
    ({**LIST, "verb": "GetRecord", "identifier": ""}, "idDoesNotExist"),
    ({**LIST, "verb": "GetRecord", "identifier": "oai:localhost:0"}, "idDoesNotExist"),
]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(("query", "code"), BATTERY)
def test_each_mistake_has_its_error(client, query, code, method):
    told()
    assert numbers(ask(client, LIST, method))

    root = ask(client, query, method)

    assert error(root) == code
    if code in ("badVerb", "badArgument"):
        assert root[1].attrib == {}
    else:
        assert root[1].get("verb") == query["verb"]


def test_a_format_is_refused_for_a_record_that_exists(client):
    resource = told()
    query = {"verb": "GetRecord", "identifier": f"oai:localhost:{resource.pk}"}

    assert error(ask(client, {**query, "metadataPrefix": "mods"})) == "cannotDisseminateFormat"
    assert numbers(ask(client, {**query, "metadataPrefix": "oai_dc"})) == [resource.pk]


def test_a_place_without_a_resource_has_no_sets_yet(client):
    assert error(ask(client, {"verb": "ListSets"})) == "noSetHierarchy"
    assert error(ask(client, {**LIST, "set": "type"})) == "noSetHierarchy"
    assert error(ask(client, LIST)) == "noRecordsMatch"


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client, method):
    assert getattr(client, method)(URL).status_code == 405


def test_a_harvester_posts_without_a_cookie_and_is_never_redirected():
    strict = Client(enforce_csrf_checks=True)

    response = strict.post(URL, {"verb": "Identify"})

    assert checked(response)[2].tag == f"{OAI}Identify"
    assert not response.cookies


def test_sets_are_named_and_hold_those_below(client):
    sleep = ThemeFactory(
        key="sommeil", label="Sommeil", domain=DomainFactory(key="sante", label="Santé")
    )
    one = told(type=ResourceTypeFactory(key="video", label="Vidéo"), terms={"themes": [sleep]})
    two = told(type=ResourceTypeFactory(key="ouvrage", label="Ouvrage"))

    root = ask(client, {"verb": "ListSets"})

    assert [(each[0].text, each[1].text) for each in root.iter(f"{OAI}set")] == [
        ("theme", "Thèmes"),
        ("theme:sante", "Santé"),
        ("theme:sante:sommeil", "Sommeil"),
        ("type", "Types de ressource"),
        ("type:ouvrage", "Ouvrage"),
        ("type:video", "Vidéo"),
    ]
    for spec, found in [
        ("theme", [one.pk]),
        ("theme:sante", [one.pk]),
        ("theme:sante:sommeil", [one.pk]),
        ("type", [one.pk, two.pk]),
        ("type:video", [one.pk]),
    ]:
        assert numbers(ask(client, {**LIST, "set": spec})) == found


def test_a_tombstone_stays_in_the_sets_where_it_was_known(client):
    resource = told(terms={"themes": [ThemeFactory(key="sommeil", domain__key="sante")]})
    Resource.objects.filter(pk=resource.pk).delete()
    Record.objects.catch_up()
    Record.objects.update(datestamp=DAY)

    root = ask(client, {**LIST, "set": "theme:sante"})

    [header] = root.iter(f"{OAI}header")
    assert header.get("status") == "deleted"
    assert numbers(root) == [resource.pk]


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("2026-03-01", None, [1, 2, 3]),
        ("2026-03-02", None, [2, 3]),
        (None, "2026-03-02", [1, 2]),
        ("2026-03-02", "2026-03-02", [2]),
        ("2026-03-02T08:00:00Z", "2026-03-02T08:00:00Z", [2]),
        ("2026-03-01T08:00:01Z", "2026-03-03T07:59:59Z", [2]),
        (None, "2026-03-03T08:00:00Z", [1, 2, 3]),
    ],
)
@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
def test_from_and_until_are_inclusive(client, verb, start, end, found):
    pks = [told(DAY + timedelta(days=n)).pk for n in range(3)]
    bounds = {name: value for name, value in (("from", start), ("until", end)) if value}

    root = ask(client, {**LIST, **bounds, "verb": verb})

    assert numbers(root) == [pks[number - 1] for number in found]
    assert root[1].attrib == {**LIST, **bounds, "verb": verb}


def test_the_last_second_of_a_day_is_of_that_day(client):
    resource = told(datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC))

    assert numbers(ask(client, {**LIST, "until": "2026-03-01"})) == [resource.pk]
    assert error(ask(client, {**LIST, "from": "2026-03-02"})) == "noRecordsMatch"


def test_what_is_a_few_seconds_old_waits(client):
    old = told(DAY)
    with time_machine.travel(DAY + timedelta(hours=1), tick=False) as clock:
        young = told(DAY + timedelta(hours=1))
        root = ask(client, LIST)
        assert (numbers(root), root[0].text) == ([old.pk], "2026-03-01T08:59:55Z")

        clock.shift(5)
        after = ask(client, {**LIST, "from": root[0].text})
        assert (numbers(after), after[0].text) == ([young.pk], "2026-03-01T09:00:00Z")


def walk(client, monkeypatch, size, query=LIST):
    """Every page, from the first to the one whose token is empty."""
    monkeypatch.setattr(oai, "PAGE", size)
    pages = [ask(client, query)]
    while token := pages[-1].findtext(f".//{OAI}resumptionToken"):
        pages.append(ask(client, {"verb": query["verb"], "resumptionToken": token}))
    return pages


@given(
    size=st.integers(1, 12),
    stamps=st.lists(st.integers(0, 3), min_size=1, max_size=10),
    verb=st.sampled_from(["ListRecords", "ListIdentifiers"]),
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_walk_gives_each_identifier_once_whatever_the_page(
    client, monkeypatch, size, stamps, verb
):
    Record.objects.all().delete()
    Record.objects.bulk_create(
        Record(number=n, identifier=f"oai:localhost:{n}", datestamp=DAY + timedelta(seconds=stamp))
        for n, stamp in enumerate(stamps)
    )

    pages = walk(client, monkeypatch, size, {**LIST, "verb": verb})

    found = [number for page in pages for number in numbers(page)]
    assert sorted(found) == list(range(len(stamps)))
    assert [len(numbers(page)) for page in pages[:-1]] == [size] * (len(pages) - 1)
    tokens = [page.find(f".//{OAI}resumptionToken") for page in pages]
    if len(pages) == 1:
        assert tokens == [None]
    else:
        assert all(token.text for token in tokens[:-1])
        assert tokens[-1].text is None
        assert [int(token.get("cursor")) for token in tokens] == list(
            range(0, size * len(pages), size)
        )
        assert {token.get("completeListSize") for token in tokens} == {str(len(stamps))}


def test_a_token_holds_its_selection_and_its_end(client, monkeypatch):
    pks = [told(DAY, type=ResourceTypeFactory(key="video")).pk for _ in range(3)]
    told(DAY, type=ResourceTypeFactory(key="ouvrage"))
    told(DAY + timedelta(days=1), type=ResourceTypeFactory(key="video"))

    pages = walk(client, monkeypatch, 2, {**LIST, "set": "type:video", "until": "2026-03-01"})

    assert [number for page in pages for number in numbers(page)] == pks
    assert set(pages[1][1].attrib) == {"verb", "resumptionToken"}


def test_a_token_can_be_asked_again(client, monkeypatch):
    for _ in range(3):
        told(DAY)
    token = walk(client, monkeypatch, 2)[0].findtext(f".//{OAI}resumptionToken")
    query = {"verb": "ListRecords", "resumptionToken": token}

    assert identifiers(ask(client, query)) == identifiers(ask(client, query))


def test_what_changes_during_a_walk_leaves_it_and_comes_with_the_next(client, monkeypatch):
    first, second, third = (told(DAY + timedelta(seconds=n)) for n in range(3))
    monkeypatch.setattr(oai, "PAGE", 1)
    start = ask(client, LIST)
    token = start.findtext(f".//{OAI}resumptionToken")

    for resource in (first, second):
        resource.title = "Entre-temps"
        resource.save()
        Record.objects.follow([resource.pk])
    left = ask(client, {"verb": "ListRecords", "resumptionToken": token})

    assert numbers(left) == [third.pk]
    assert left.find(f".//{OAI}resumptionToken").text is None
    monkeypatch.setattr("resources.models.record.SETTLED", timedelta(0))
    monkeypatch.setattr(oai, "PAGE", 10)
    again = ask(client, {**LIST, "from": start[0].text})
    assert numbers(again) == [first.pk, second.pk]


def test_a_walk_whose_rest_has_changed_ends(client, monkeypatch):
    _, second = told(DAY), told(DAY)
    monkeypatch.setattr(oai, "PAGE", 1)
    token = ask(client, LIST).findtext(f".//{OAI}resumptionToken")

    second.title = "Entre-temps"
    second.save()
    Record.objects.follow([second.pk])

    root = ask(client, {"verb": "ListRecords", "resumptionToken": token})
    assert numbers(root) == []
    assert root.find(f".//{OAI}resumptionToken").text is None


def forged(token):
    yield token[:-1] + ("A" if token[-1] != "A" else "B")
    yield token.partition(":")[0]
    yield token + "x"
    yield signing.dumps({"verb": "ListRecords"}, salt=oai.SALT)
    yield signing.dumps(signing.loads(token, salt=oai.SALT), salt="autre")
    yield signing.dumps(["ListRecords"], salt=oai.SALT)
    yield "é:à:ç"


def test_a_forged_token_is_refused(client, monkeypatch):
    for _ in range(2):
        told(DAY)
    token = walk(client, monkeypatch, 1)[0].findtext(f".//{OAI}resumptionToken")
    assert numbers(ask(client, {"verb": "ListRecords", "resumptionToken": token}))

    for false in forged(token):
        asked = {"verb": "ListRecords", "resumptionToken": false}
        assert error(ask(client, asked)) == "badResumptionToken", false
    other = {"verb": "ListIdentifiers", "resumptionToken": token}
    assert error(ask(client, other)) == "badResumptionToken"


TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=30)


@given(
    st.dictionaries(
        st.sampled_from(
            ["verb", "metadataPrefix", "from", "until", "set", "identifier", "resumptionToken"]
        )
        | TEXT,
        st.lists(TEXT | st.sampled_from([*oai.VERBS, "oai_dc", "2026-01-01"]), max_size=2),
        max_size=5,
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_asked_the_answer_is_xml(client, query):
    for method in ("get", "post"):
        checked(getattr(client, method)(URL, query))


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
def test_a_list_costs_the_same_whatever_it_holds(client, django_assert_num_queries, number, verb):
    for _ in range(number):
        told(DAY)

    with django_assert_num_queries(2):
        assert len(numbers(ask(client, {**LIST, "verb": verb}))) == number
