"""A slip of paper for who has no address: printed by the team, its code opens the personal page."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts import erasure
from events import links, memory, registration
from events.models import Move, Registration, RegistrationLink, Session, Slip
from events.models.slip import SIGNS, tidy
from tests.factories import PersonFactory, SessionFactory, UserFactory

FIND = "/inscriptions/"


@pytest.fixture
def seat(alice):
    """Registered by phone."""
    session = SessionFactory(event__lead=alice.organisation, event__title="Dire non")
    person = PersonFactory(email=None, phone="06 00 00 00 01", first_name="Rosa")
    return registration.register(session, person, source="staff", by=alice)


@pytest.fixture
def desk(client, alice):
    """The back office, as Alice."""
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    return client


def slip(seat):
    return reverse("agenda_registrations:slip", args=[seat.pk])


def printed(answer):
    return re.search(r"[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}(?=\s*</p>)", answer.content.decode())[0]


def find(code, browser=None):
    return (browser or Client()).post(FIND, {"code": code})


def text(answer):
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def test_the_code_of_a_slip_opens_the_personal_page(desk, seat):
    code = printed(desk.post(slip(seat)))

    answer = find(code)

    assert (answer.status_code, RegistrationLink.open(answer.url.split("/")[2])) == (302, seat)
    page = text(Client().get(answer.url))
    assert "Votre place est réservée." in page
    assert "Rosa" in page


def test_the_slip_says_what_one_needs_to_come(desk, seat):
    page = text(desk.post(slip(seat)))

    assert "<h1>Dire non</h1>" in page
    assert f"{seat.full_name} : place réservée" in page
    assert seat.session.venue.address in page
    assert "localhost:8000/inscriptions/" in page


def test_a_code_is_read_whatever_the_hyphens_capitals_and_spaces(seat, alice):
    code = links.print_slip(seat, alice)

    for typed in (code.lower(), code.replace("-", " "), f" {code.replace('-', '')} "):
        assert find(typed).status_code == 302


@given(st.text(SIGNS, min_size=9, max_size=9))
def test_signs_mistaken_for_one_another_are_the_same(code):
    misread = code.replace("0", "O").replace("1", "l")

    assert tidy(misread) == code


def test_a_new_slip_shuts_the_one_before(desk, seat):
    first = printed(desk.post(slip(seat)))
    assert find(first).status_code == 302

    second = printed(desk.post(slip(seat)))

    assert (find(first).status_code, find(second).status_code) == (422, 302)
    assert Slip.objects.count() == 1


def test_closing_the_links_shuts_the_slip_and_what_it_opened(seat, alice):
    code = links.print_slip(seat, alice)
    opened = find(code).url

    links.revoke(seat, alice)

    assert find(code).status_code == 422
    assert Client().get(opened).status_code == 404


def test_every_wrong_code_gets_the_same_answer(seat, alice):
    code = links.print_slip(seat, alice)
    last = SIGNS[SIGNS.index(code[-1]) - 1]
    links.print_slip(seat, alice)
    wrong = [code, code[:-1] + last, "AAA-AAA-AAA", "bonjour", "?", "é" * 9, "1" * 30]

    answers = [find(typed) for typed in wrong]

    said = {re.sub(r'value="[^"]*"', "", text(answer)) for answer in answers}
    assert {answer.status_code for answer in answers} == {422}
    assert len(said) == 1
    assert "Ce code n’ouvre rien." in said.pop()


def test_nothing_typed_is_a_sentence_and_not_a_try(seat):
    for _ in range(30):
        answer = find("")

    assert answer.status_code == 422
    assert "Écrivez les neuf lettres et chiffres du billet." in text(answer)


def test_a_network_cannot_try_for_ever_and_reads_so(seat, alice):
    code = links.print_slip(seat, alice)
    for _ in range(20):
        assert find("AAA-AAA-AAA").status_code == 422

    answer = find(code)

    assert answer.status_code == 429
    assert "Trop d’envois en peu de temps" in text(answer)
    assert f'value="{code}"' in text(answer)


def test_only_a_keyed_hash_of_the_code_is_kept(seat, alice, settings):
    code = links.print_slip(seat, alice)
    assert Slip.open(code) == seat
    assert code.replace("-", "") not in Slip.objects.get().code_hash

    settings.SECRET_KEY = "another"  # noqa: S105 (a test’s)

    assert Slip.open(code) is None


def test_the_page_is_found_by_no_robot_and_kept_by_nobody(client):
    answer = client.get(FIND)

    assert answer.status_code == 200
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]
    assert "/inscriptions/" not in client.get("/sitemap.xml").content.decode()


def test_the_log_says_who_printed_it_and_never_the_code(desk, alice, seat):
    code = printed(desk.post(slip(seat)))

    last = seat.moves.last()
    assert (last.act, last.status, last.by) == (Move.Act.SLIP, "seated", alice)
    screen = text(desk.get(reverse("agenda_registrations:person", args=[seat.pk])))
    assert "Son billet, imprimé le " in screen
    assert code not in screen


@pytest.mark.parametrize(("who", "status"), [("bob", 404), ("charlie", 302)])
def test_only_who_may_read_the_name_prints(client, request, seat, who, status):
    client.force_login(request.getfixturevalue(who), "django.contrib.auth.backends.ModelBackend")

    assert client.post(slip(seat)).status_code == status
    assert not Slip.objects.exists()


def test_opening_an_address_prints_nothing(desk, seat):
    assert desk.get(slip(seat)).status_code == 405
    assert not Slip.objects.exists()


def test_who_cancelled_gets_no_slip(desk, seat):
    registration.cancel(seat, by=UserFactory())

    assert desk.post(slip(seat)).status_code == 302
    assert (Slip.objects.count(), Registration.objects.live().count()) == (0, 0)


@pytest.mark.parametrize("path", ["/inscriptions/inconnu/", "/mon-espace/connexion/"])
def test_where_people_look_the_way_is_shown(client, path):
    assert f'<a href="{FIND}">Entrez son code</a>' in text(client.get(path))


def test_the_slip_of_who_is_forgotten_opens_nothing(seat, alice):
    code = links.print_slip(seat, alice)

    erasure.erase(seat.person)

    assert find(code).status_code == 422


def test_the_slip_of_a_session_long_past_is_forgotten_with_its_links(seat, alice):
    links.print_slip(seat, alice)
    long_ago = timezone.now() - timedelta(days=800)
    Session.objects.update(starts_at=long_ago, ends_at=long_ago + timedelta(hours=1))

    memory.purge()

    assert not Slip.objects.exists()
