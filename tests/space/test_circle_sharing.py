"""Minutes, documents, resources and the calendar of a circle: for its members, and no further."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from events.models import CircleDocument, CircleResource, Minutes
from identity.models import Identity
from space.models import CircleFeed
from tests.factories import (
    CircleFactory,
    EventFactory,
    MemberFactory,
    PersonFactory,
    ResourceFactory,
    SessionFactory,
)


@pytest.fixture
def circle():
    return CircleFactory(title="Les mardis", slug="mardis")


@pytest.fixture
def lea(circle):
    lea = PersonFactory(email="lea@example.org")
    MemberFactory(circle=circle, person=lea)
    return lea


@pytest.fixture
def browser(lea, sign_in):
    return sign_in("lea@example.org")


@pytest.fixture
def stranger(sign_in):
    return sign_in("personne@example.org")


@pytest.fixture
def desk(circle, sign_in):
    person = PersonFactory(email="anouk@example.org", first_name="Anouk")
    MemberFactory(circle=circle, person=person, facilitator=True)
    return sign_in("anouk@example.org")


def at(rest=""):
    return f"/mon-espace/cercles/mardis/{rest}"


WRITTEN = {"title": "Mardi 3", "met_on": "2026-11-03", "body": "Nous avons <b>ri</b>.\n\nPuis lu."}


# Minutes


def test_minutes_are_a_draft_that_only_facilitators_read_until_published(desk, browser, stranger):
    answer = desk.post(at("comptes-rendus/nouveau/"), WRITTEN)

    row = Minutes.objects.get()
    page = at(f"comptes-rendus/{row.pk}/")
    assert (answer.url, row.published_at, row.met_on) == (page, None, date(2026, 11, 3))
    assert "Mardi 3" in desk.get(at()).text
    assert "Mardi 3" not in browser.get(at()).text
    assert [one.get(page).status_code for one in (desk, browser)] == [200, 404]
    desk.post(at(f"comptes-rendus/{row.pk}/modifier/"), WRITTEN | {"publish": "1"})

    assert "Mardi 3" in browser.get(at()).text
    shown = browser.get(page).text
    assert "Nous avons &lt;b&gt;ri&lt;/b&gt;." in shown
    assert stranger.get(page).status_code == 404
    assert browser.post(at(f"comptes-rendus/{row.pk}/modifier/"), WRITTEN).status_code == 404


def test_minutes_that_are_published_stay_so_when_they_are_corrected(desk):
    desk.post(at("comptes-rendus/nouveau/"), WRITTEN | {"publish": "1"})
    row = Minutes.objects.get()

    desk.post(at(f"comptes-rendus/{row.pk}/modifier/"), WRITTEN | {"title": "Corrigé"})

    corrected = Minutes.objects.get()
    assert (corrected.title, corrected.published_at) == ("Corrigé", row.published_at)


@pytest.mark.parametrize("missing", ["title", "met_on", "body"])
def test_minutes_want_a_title_a_date_and_words(desk, missing):
    answer = desk.post(at("comptes-rendus/nouveau/"), {**WRITTEN, missing: ""})

    assert answer.status_code == 422
    assert not Minutes.objects.exists()


# Documents


def pdf(name="Guide.pdf", data=b"%PDF-1.4"):
    return {"what": "document", "title": "Guide", "file": SimpleUploadedFile(name, data)}


def test_a_document_is_for_members_only_and_has_no_other_address(desk, browser, stranger, client):
    desk.post(at("partager/"), pdf())

    row = CircleDocument.objects.get()
    address = at(f"documents/{row.pk}/")
    answer = browser.get(address)
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, b"%PDF-1.4")
    assert answer["Content-Disposition"] == 'attachment; filename="guide.pdf"'
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert stranger.get(address).status_code == 404
    assert client.get(address).status_code == 302
    assert client.get(f"/media/{row.file.name}").status_code == 404
    assert client.get(f"/media/images/../{row.file.name}").status_code == 404


def test_a_document_is_taken_back_with_its_file(desk):
    desk.post(at("partager/"), pdf())
    row = CircleDocument.objects.get()
    storage, name = row.file.storage, row.file.name
    assert storage.exists(name)

    desk.post(at(f"partager/document/{row.pk}/retirer/"))

    assert not CircleDocument.objects.exists()
    assert not storage.exists(name)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"what": "document", "title": "Guide"}, "Choisissez un fichier qui n’est pas vide."),
        (pdf(data=b""), "Choisissez un fichier qui n’est pas vide."),
        (pdf("virus.html"), "Ce type de fichier n’est pas accepté."),
        (pdf() | {"title": ""}, "Donnez un titre au document."),
        ({"what": "resource", "url": ""}, "Collez l’adresse d’une ressource."),
        ({"what": "resource", "url": "https://["}, "Cette adresse n’est pas celle"),
        ({"what": "resource", "url": "/agenda/"}, "Cette adresse n’est pas celle"),
        ({"what": "autre"}, "Partager"),
    ],
)
def test_what_cannot_be_shared_gets_a_sentence(desk, sent, sentence):
    answer = desk.post(at("partager/"), sent)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert not CircleDocument.objects.exists()
    assert not CircleResource.objects.exists()


# Resources


def test_a_resource_is_shared_by_its_address_and_leaves_with_it(desk, browser):
    resource = ResourceFactory(title="Le doudou", slug="le-doudou")
    address = f"http://localhost:8000{resource.get_absolute_url()}"

    for _ in range(2):
        desk.post(at("partager/"), {"what": "resource", "url": address})

    assert CircleResource.objects.count() == 1
    assert "Le doudou" in browser.get(at()).text
    resource.live = False
    resource.save()
    assert "Le doudou" not in browser.get(at()).text
    desk.post(at(f"partager/ressource/{CircleResource.objects.get().pk}/retirer/"))
    assert not CircleResource.objects.exists()


# The calendar


def given(browser):
    page = browser.post(at("agenda/nouvelle-adresse/")).text
    return re.search(r'value="http://localhost:8000(/mon-espace/cercles/agenda/\S+\.ics)"', page)[1]


def test_a_members_calendar_tells_the_meetings_of_the_circle_and_no_other(browser, client, circle):
    for title, columns in {
        "Publique": {},
        "Fermée": {"closed_group": True},
        "Brouillon": {"live": False},
    }.items():
        SessionFactory(event=EventFactory(title=title, circle=circle, **columns))
    SessionFactory(event__title="Ailleurs")

    answer = client.get(given(browser))

    body = answer.text.replace("\r\n ", "")
    assert sorted(re.findall(r"^SUMMARY:(.*)\r$", body, re.MULTILINE)) == ["Fermée", "Publique"]
    assert set(re.findall(r"^URL.*:(http\S+/mon-espace/cercles/mardis/)\r$", body, re.MULTILINE))
    assert f"X-WR-CALNAME:{Identity.load().name} – Les mardis" in body
    assert answer["Cache-Control"] == "private, no-store"
    assert client.get(given(browser), headers={"if-none-match": "x"}).status_code == 200


def test_a_calendar_read_twice_is_the_same_and_not_sent_again(browser, client, circle):
    SessionFactory(event__circle=circle)
    address = given(browser)
    first = client.get(address)

    again = client.get(address, headers={"if-none-match": first["ETag"]})

    assert (again.status_code, client.get(address).content) == (304, first.content)


def test_a_new_address_or_none_closes_the_one_before(browser, client):
    first = given(browser)
    assert client.get(first).status_code == 200
    second = given(browser)

    assert [client.get(address).status_code for address in (first, second)] == [404, 200]
    browser.post(at("agenda/fermer/"))
    assert client.get(second).status_code == 404


def test_the_calendar_of_who_leaves_closes_and_nobody_elses(browser, desk, client):
    theirs, other = given(browser), given(desk)

    browser.post(at("quitter/"))

    assert [client.get(address).status_code for address in (theirs, other)] == [404, 200]


def test_only_a_hash_of_the_token_is_kept(browser):
    token = given(browser).rpartition("/")[2].removesuffix(".ics")

    assert CircleFeed.objects.get().token_hash == CircleFeed.hash(token) != token


@pytest.mark.parametrize("token", ["x", "a" * 300, "é", "%00"])
def test_a_made_up_address_opens_nothing(client, token):
    answer = client.get(f"/mon-espace/cercles/agenda/{token}.ics")

    assert (answer.status_code, "Cette adresse n’ouvre rien" in answer.text) == (404, True)
