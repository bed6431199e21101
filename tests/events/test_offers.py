"""A freed seat is offered for a time: kept, let go, or lost for want of an answer."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from events import planning, registration
from events.models import Move, Registration, RegistrationLink, Session
from tests.factories import PersonFactory, RegistrationFactory, SessionFactory, UserFactory

SEATED, OFFERED, WAITING, CANCELLED, *_ = Registration.Status.values
NOW = timezone.make_aware(timezone.datetime(2026, 10, 1, 12, 0))


@pytest.fixture(autouse=True)
def _a_thursday_noon():
    with time_machine.travel(NOW, tick=False):
        yield


def later(**delta):
    """The world goes on until then."""
    return time_machine.travel(timezone.now() + timedelta(**delta), tick=False)


def waiting(session, **person):
    """Somebody who stands at the end of the line."""
    source = Registration.Source.SITE if person.get("email", "") is not None else "staff"
    return registration.register(session, PersonFactory(**person), source=source)


def statuses(*rows):
    for row in rows:
        row.refresh_from_db()
    return [row.status for row in rows]


@pytest.fixture
def session():
    """One seat, taken."""
    return SessionFactory(capacity=1, starts_at=NOW + timedelta(days=30))


@pytest.fixture
def seat(session):
    return RegistrationFactory(session=session)


@pytest.fixture
def line(session, seat):
    return [waiting(session) for _ in range(3)]


# The offer


def test_an_offered_seat_is_kept_for_its_person_and_free_for_nobody_else(session, seat, line):
    registration.cancel(seat)

    newcomer = waiting(session)

    assert statuses(*line, newcomer) == [OFFERED, WAITING, WAITING, WAITING]
    assert registration.places_left(session) == 0
    assert Session.objects.for_listing().get().seats_taken == 1


def test_who_keeps_the_offered_seat_has_it(session, seat, line):
    registration.cancel(seat)

    registration.keep(line[0])

    assert statuses(*line) == [SEATED, WAITING, WAITING]
    assert line[0].offer_expires_at is None


def test_keeping_twice_changes_nothing(session, seat, line):
    registration.cancel(seat)
    registration.keep(line[0])

    registration.keep(line[0])

    assert line[0].moves.filter(act=Move.Act.KEPT).count() == 1


def test_a_released_seat_goes_to_the_next_one_and_its_owner_to_the_end(session, seat, line):
    first, second, third = line
    registration.cancel(seat)

    offered = registration.release(first)

    assert offered == [second]
    assert list(session.registrations.waiting()) == [third, first]


def test_who_leaves_the_line_instead_of_answering_gives_the_seat_to_the_next_one(seat, line):
    first, second, _ = line
    registration.cancel(seat)

    assert registration.cancel(first) == [second]
    assert statuses(*line) == [CANCELLED, OFFERED, WAITING]


@pytest.mark.parametrize("act", [registration.keep, registration.release])
def test_there_is_nothing_to_answer_for_who_is_offered_nothing(line, act):
    with pytest.raises(registration.NothingOffered) as refusal:
        act(line[0])

    assert str(refusal.value) == "Aucune place ne vous est gardée pour le moment."


# The time to answer


@pytest.mark.parametrize(
    ("fields", "hours"),
    [
        ({}, 24),
        ({"event__offer_hours": 6}, 6),
        ({"starts_at": NOW + timedelta(hours=48)}, 4),
        ({"starts_at": NOW + timedelta(hours=48), "event__offer_hours": 2}, 2),
        ({"starts_at": NOW + timedelta(hours=49)}, 24),
        ({"starts_at": NOW + timedelta(hours=3)}, 3),
        ({"closes_at": NOW + timedelta(hours=5)}, 5),
    ],
)
def test_the_time_to_answer_is_the_teams_less_in_the_last_days_and_never_beyond_the_closing(
    fields, hours
):
    session = SessionFactory(capacity=1, **{"starts_at": NOW + timedelta(days=30), **fields})
    seat, first = RegistrationFactory(session=session), waiting(session)

    registration.cancel(seat)

    first.refresh_from_db()
    assert first.offer_expires_at == NOW + timedelta(hours=hours)


def test_whom_only_a_call_can_reach_has_three_days(session, seat):
    by_phone = waiting(session, email=None, phone="06 00 00 00 05")

    registration.cancel(seat)

    by_phone.refresh_from_db()
    assert by_phone.offer_expires_at == NOW + timedelta(days=3)


# Without an answer


def test_an_offer_without_an_answer_goes_to_the_next_one(session, seat, line):
    first, second, third = line
    registration.cancel(seat)

    with later(hours=24):
        registration.lapse_offers()

        assert statuses(*line) == [WAITING, OFFERED, WAITING]
        assert list(session.registrations.waiting()) == [third, first]
        assert second.offer_expires_at == timezone.now() + timedelta(hours=24)


def test_an_offer_stands_until_its_last_second(seat, line):
    registration.cancel(seat)

    with later(hours=24, seconds=-1):
        assert registration.lapse_offers() == 0
        registration.keep(line[0])

    assert statuses(line[0]) == [SEATED]


def test_lapsing_is_done_once_however_often_it_is_asked(seat, line):
    registration.cancel(seat)

    with later(hours=25):
        assert [registration.lapse_offers() for _ in range(3)] == [1, 0, 0]

    assert Move.objects.filter(act=Move.Act.LAPSED).count() == 1


def test_an_expired_offer_cannot_be_kept_even_before_it_was_taken_back(seat, line):
    registration.cancel(seat)

    with later(hours=25), pytest.raises(registration.OfferLapsed):
        registration.keep(line[0])

    with later(hours=25):
        registration.lapse_offers()
        with pytest.raises(registration.OfferLapsed) as refusal:
            registration.keep(line[0])

    assert str(refusal.value) == (
        "Le délai pour garder cette place est passé : elle est allée à la personne suivante."
    )


def test_a_newcomer_cannot_slip_in_before_the_line_when_an_offer_has_expired(session, seat, line):
    registration.cancel(seat)

    with later(hours=25):
        newcomer = waiting(session)

    assert statuses(*line, newcomer) == [WAITING, OFFERED, WAITING, WAITING]
    assert list(session.registrations.waiting()) == [line[2], line[0], newcomer]


def test_the_seat_that_everybody_let_go_is_asked_of_nobody_again_and_free_for_all(session, seat):
    """Otherwise somebody alone in the line would be written to every day."""
    only = waiting(session)
    registration.cancel(seat)

    assert registration.release(only) == []
    assert registration.lapse_offers() == 0
    newcomer = waiting(session)

    assert statuses(only, newcomer) == [WAITING, SEATED]


def test_who_let_a_seat_go_may_still_take_it_while_nobody_wants_it(session, seat):
    only = waiting(session)
    registration.cancel(seat)
    registration.release(only)

    assert registration.may_keep(only)
    registration.keep(only)

    assert statuses(only) == [SEATED]


def test_a_seat_freed_later_is_offered_again_to_who_let_one_go(session, seat):
    session.capacity = 2
    session.save()
    other, only = RegistrationFactory(session=session), waiting(session)
    registration.cancel(seat)
    registration.release(only)

    assert registration.cancel(other) == [only]


def test_who_left_an_offer_unanswered_does_not_wake_up_those_who_had_let_it_go(session, seat):
    """The same seat goes down the line once: leaving instead of answering frees no other one."""
    first, second = waiting(session), waiting(session)
    registration.cancel(seat)
    registration.release(first)

    assert registration.cancel(second) == []
    assert statuses(first) == [WAITING]


# After the closing


def test_after_the_closing_an_unanswered_seat_is_offered_to_nobody(session, seat, line):
    Session.objects.update(closes_at=NOW + timedelta(hours=2))
    registration.cancel(seat)

    with later(hours=2):
        registration.lapse_offers()

        assert statuses(*line) == [WAITING, WAITING, WAITING]
        with pytest.raises(registration.Closed):
            registration.keep(line[1])


def test_after_the_closing_the_team_may_seat_the_head_of_the_line_and_nobody_else(
    session, seat, line
):
    team = UserFactory()
    Session.objects.update(closes_at=NOW)
    registration.cancel(seat)

    with pytest.raises(registration.NothingOffered):
        registration.keep(line[1], by=team)
    registration.keep(line[0], by=team)

    assert statuses(*line) == [SEATED, WAITING, WAITING]


def test_what_was_freed_after_the_closing_is_offered_as_soon_as_it_is_put_off(session, seat, line):
    planning.change(session, closes_at=NOW)
    assert registration.cancel(seat) == []

    changed = planning.change(session, closes_at=NOW + timedelta(days=2))

    assert changed.offered_now == [line[0]]
    assert statuses(*line) == [OFFERED, WAITING, WAITING]
    assert line[0].moves.last().reason == "reopened"


def test_a_session_put_off_closes_as_long_before_and_its_line_is_offered_what_is_free(
    session, seat, line
):
    planning.change(session, closes_at=session.starts_at - timedelta(days=3))

    with later(days=28):
        assert registration.cancel(seat) == []
        starts_at = NOW + timedelta(days=60)
        put_off = planning.postpone(session, starts_at, starts_at + timedelta(hours=2))

        assert put_off.closes_at == starts_at - timedelta(days=3)
        assert put_off.offered_now == [line[0]]


def test_who_let_a_seat_go_is_not_asked_about_it_again_because_the_hour_changes(session, seat):
    first = waiting(session)
    registration.cancel(seat)
    registration.release(first)

    changed = planning.change(session, starts_at=session.starts_at - timedelta(hours=1))

    assert changed.offered_now == []
    assert statuses(first) == [WAITING]


def test_a_session_that_takes_place_after_all_offers_what_was_freed_meanwhile(session, seat, line):
    planning.cancel(session)
    assert registration.cancel(seat) == []

    assert planning.restore(session).offered_now == [line[0]]


def test_in_a_cancelled_session_there_is_nothing_left_to_keep(seat, line):
    registration.cancel(seat)
    Session.objects.update(status=Session.Status.CANCELLED)

    with pytest.raises(registration.SessionCancelled):
        registration.keep(line[0])


# The log


def test_each_move_is_written_with_its_reason_and_the_place_in_the_line(session, seat, line):
    team = UserFactory()
    registration.cancel(seat, by=team)
    registration.release(line[0])

    def log(row):
        return list(row.moves.values_list("act", "status", "place", "reason", "by"))

    assert log(seat) == [("cancelled", "cancelled", None, "", team.pk)]
    assert log(line[0]) == [
        ("registered", "waiting", 1, "", None),
        ("offered", "offered", None, "cancelled", None),
        ("released", "waiting", 3, "", None),
    ]
    assert log(line[1]) == [
        ("registered", "waiting", 2, "", None),
        ("offered", "offered", None, "released", None),
    ]


def test_what_is_refused_leaves_no_line_in_the_log(session, seat, line):
    before = Move.objects.count()

    with pytest.raises(registration.AlreadyRegistered):
        registration.register(session, line[0].person)
    with pytest.raises(registration.NothingOffered):
        registration.release(line[0])

    assert Move.objects.count() == before


# The personal page


def link(row):
    return reverse("registrations:registration", args=[RegistrationLink.issue(row)])


def text(answer):
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def test_the_page_says_until_when_the_seat_is_kept_and_gives_three_answers(client, seat, line):
    registration.cancel(seat)

    page = text(client.get(link(line[0])))

    assert "Une place vous est gardée jusqu’au vendredi 2 octobre, 12 h" in page
    answers = ("Je garde ma place", "Je la libère", "Je quitte la liste")
    assert [words for words in answers if words not in page] == []
    assert "Je garde ma place" not in text(client.get(link(line[1])))


def test_the_kept_seat_is_said_on_the_page(client, seat, line):
    registration.cancel(seat)
    url = link(line[0])

    answer = client.post(f"{url}garder/", follow=True)

    assert answer.redirect_chain == [(url, 302)]
    assert "Votre place est réservée." in text(answer)


def test_the_released_seat_leaves_the_end_of_the_line(client, seat, line):
    registration.cancel(seat)
    url = link(line[0])

    answer = client.post(f"{url}liberer/", follow=True)

    assert answer.redirect_chain == [(url, 302)]
    assert "Vous êtes en liste d’attente, à la 2e place." in text(answer)
    assert "Vous avez laissé passer une place" in text(answer)


def test_opening_the_addresses_of_the_answers_answers_nothing(client, seat, line):
    registration.cancel(seat)
    url = link(line[0])

    for path in (url, f"{url}garder/", f"{url}liberer/"):
        client.get(path)
        client.head(path)

    assert statuses(line[0]) == [OFFERED]


def test_an_answer_that_comes_too_late_is_told_so(client, seat, line):
    registration.cancel(seat)
    url = link(line[0])

    with later(hours=25):
        page, answer = client.get(url), client.post(f"{url}garder/")

    assert "Le délai pour garder la place est passé" in text(page)
    assert "Je garde ma place" not in text(page)
    assert answer.status_code == 409
    assert "elle est allée à la personne suivante" in text(answer)


def test_a_seat_that_nobody_asks_for_is_shown_to_the_line(client, session, seat):
    only = waiting(session)
    registration.cancel(seat)
    registration.release(only)
    url = link(only)

    assert "Une place est libre, et personne avant vous ne la demande." in text(client.get(url))
    answer = client.post(f"{url}garder/", follow=True)
    assert "Votre place est réservée." in text(answer)


# The letters


def test_the_offer_and_the_lapse_are_written_to_their_person_alone(
    seat, line, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        registration.cancel(seat)
    with later(hours=24), django_capture_on_commit_callbacks(execute=True):
        registration.lapse_offers()

    letters = [(letter.subject.partition(" – ")[0], letter.to[0]) for letter in mailoutbox]
    first, second, _ = (f"{row.full_name} <{row.person.email}>" for row in line)
    assert letters[1:] == [
        ("Une place vous est gardée : répondez", first),
        ("La place est passée au suivant", first),
        ("Une place vous est gardée : répondez", second),
    ]
    offer, lapse = mailoutbox[1].body.replace("\xa0", " "), mailoutbox[2].body
    assert "Elle vous est gardée jusqu’au vendredi 2 octobre, 12 h." in offer
    assert "/inscriptions/" in offer
    assert "Vous restez en liste d’attente, à la 2e place" in lapse


def test_who_keeps_the_seat_is_told_that_it_is_theirs(
    seat, line, mailoutbox, django_capture_on_commit_callbacks
):
    registration.cancel(seat)

    with django_capture_on_commit_callbacks(execute=True):
        registration.keep(line[0])

    assert [letter.subject.partition(" – ")[0] for letter in mailoutbox] == [
        "Votre place est réservée"
    ]
