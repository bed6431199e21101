"""The ways in to a registration, as the team gives them and takes them back."""

import pytest
from django.urls import reverse

from events import links, registration
from events.models import Move, Registration, RegistrationLink
from letters.models import Letter
from tests.factories import PersonFactory, SessionFactory


@pytest.fixture
def seat(alice):
    session = SessionFactory(event__lead=alice.organisation)
    return registration.register(session, PersonFactory(email="nina@example.org"))


@pytest.fixture
def desk(client, alice):
    """The back office, as Alice."""
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    return client


def page(token):
    return reverse("registrations:registration", args=[token])


def at(name, seat):
    return reverse(f"agenda_registrations:{name}", args=[seat.pk])


def text(answer):
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def answers(browser, token):
    """What is said behind a link, the address itself aside."""
    said = browser.get(page(token)), browser.post(f"{page(token)}annuler/")
    return [(a.status_code, text(a).replace(token, "…"), a.headers) for a in said]


def test_a_closed_link_answers_exactly_as_a_wrong_one(desk, seat):
    tokens = [RegistrationLink.issue(seat) for _ in range(2)]
    assert [desk.get(page(token)).status_code for token in tokens] == [200, 200]

    desk.post(at("revoke_links", seat))

    wrong = answers(desk, "x" * 43)
    assert [answers(desk, token) for token in tokens] == [wrong, wrong]
    assert Registration.objects.get().is_live


def test_the_log_says_who_closed_and_who_sent(desk, alice, seat):
    desk.post(at("revoke_links", seat))
    desk.post(at("send_link", seat))

    log = seat.moves.values_list("act", "status", "by")
    assert list(log)[1:] == [
        (Move.Act.REVOKED, "seated", alice.pk),
        (Move.Act.LINK_SENT, "seated", alice.pk),
    ]
    screen = text(desk.get(at("person", seat)))
    assert "liens personnels fermés</td>" in screen
    assert f'<td data-label="Par">{alice}</td>' in screen


def test_a_new_link_comes_by_letter_and_opens_the_page(
    desk, seat, mailoutbox, django_capture_on_commit_callbacks
):
    desk.post(at("revoke_links", seat))
    mailoutbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        desk.post(at("send_link", seat))

    (letter,) = mailoutbox
    token = letter.body.split("/inscriptions/")[1].split("/")[0]
    assert letter.to == ["Dominique " + seat.last_name + " <nina@example.org>"]
    assert RegistrationLink.open(token) == seat
    assert "Votre inscription n’a pas changé : votre place est réservée." in (
        letter.body.replace("\xa0", " ")
    )


def test_the_links_of_others_stay_open(desk, seat):
    other = RegistrationLink.issue(registration.register(seat.session, PersonFactory()))

    desk.post(at("revoke_links", seat))

    assert desk.get(page(other)).status_code == 200


def test_who_has_no_address_gets_no_letter_and_the_screen_offers_none(desk, seat):
    seat.person.email = None
    seat.person.save()
    before = Letter.objects.count()
    assert at("send_link", seat) not in text(desk.get(at("person", seat)))

    answer = desk.post(at("send_link", seat), follow=True)

    assert str(links.NoAddress()) in text(answer)
    assert (Letter.objects.count(), seat.moves.count()) == (before, 1)


@pytest.mark.parametrize("act", ["send_link", "revoke_links"])
@pytest.mark.parametrize(("who", "status"), [("bob", 404), ("charlie", 302)])
def test_only_who_may_read_the_name_has_a_hand_on_the_links(
    client, request, seat, act, who, status
):
    token = RegistrationLink.issue(seat)
    staff = request.getfixturevalue(who)
    client.force_login(staff, "django.contrib.auth.backends.ModelBackend")

    answer = client.post(at(act, seat))

    assert answer.status_code == status
    assert client.get(page(token)).status_code == 200
    assert seat.moves.count() == 1


def test_opening_an_address_closes_nothing(desk, seat):
    assert desk.get(at("revoke_links", seat)).status_code == 405
    assert desk.get(at("send_link", seat)).status_code == 405
