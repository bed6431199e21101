"""Strangers' forms: several people at once, each is one request, and tells no secret."""

import pytest

from accounts.models import Person
from events import asking, registration
from events.models import Registration
from tests.factories import AudienceFactory, PersonFactory, RegistrationFactory, SessionFactory

SEATED, WAITING = Registration.Status.SEATED, Registration.Status.WAITING


def somebody(email, **changes):
    return {"email": email, "first_name": "Nina", "last_name": "Simone", **changes}


def team(*names):
    return [somebody(f"{name}@example.org", first_name=name) for name in names]


def ask(session, *names, key):
    (answer,) = asking.ask([session], team(*names), form_key=key)
    return answer.places


def who(session, status):
    rows = session.registrations.filter(status=status).order_by("pk")
    return [row.first_name for row in rows]


def test_each_of_a_team_has_a_registration_and_a_letter(
    mailoutbox, django_capture_on_commit_callbacks
):
    session = SessionFactory(capacity=2)

    with django_capture_on_commit_callbacks(execute=True):
        places = ask(session, "ana", "bob", "cleo", "dan", key="a")

    assert places == [None, None, 1, 2]
    assert (who(session, SEATED), who(session, WAITING)) == (["ana", "bob"], ["cleo", "dan"])
    assert {row.form_key for row in session.registrations.all()} == {"a"}
    assert sorted(letter.to[0].split("<")[1] for letter in mailoutbox) == [
        *["ana@example.org>", "bob@example.org>", "cleo@example.org>", "dan@example.org>"]
    ]


def test_a_team_goes_behind_the_line():
    session = SessionFactory(capacity=0)
    RegistrationFactory.create_batch(2, session=session, status=WAITING)

    assert ask(session, "ana", "bob", key="a") == [3, 4]


def test_without_a_limit_everybody_has_a_seat():
    assert ask(SessionFactory(capacity=None), "ana", "bob", key="a") == [None, None]


def test_a_team_too_large_for_a_session_without_a_line_is_refused_whole():
    session = SessionFactory(capacity=2, waiting_line=False)

    with pytest.raises(asking.TooManyTogether) as refusal:
        ask(session, "ana", "bob", "cleo", key="a")

    assert str(refusal.value) == (
        "Il ne reste que 2 places, et cette séance n’a pas de liste d’attente. "
        "Inscrivez moins de personnes."
    )
    assert not session.registrations.exists()
    assert not Person.objects.exists()
    assert ask(session, "ana", "bob", key="a") == [None, None]


def test_a_team_form_sent_twice_is_one_request_with_the_same_answer():
    session = SessionFactory(capacity=1)

    answers = [ask(session, "ana", "bob", key="same") for _ in range(2)]

    assert answers == [[None, 1], [None, 1]]
    assert session.registrations.count() == 2


def test_a_form_sent_again_with_one_more_colleague_registers_that_one_alone(
    mailoutbox, django_capture_on_commit_callbacks
):
    session = SessionFactory(capacity=5)
    ask(session, "ana", key="same")

    with django_capture_on_commit_callbacks(execute=True):
        ask(session, "ana", "bob", key="same")

    assert who(session, SEATED) == ["ana", "bob"]
    assert [letter.to for letter in mailoutbox] == [["bob Simone <bob@example.org>"]]


def test_one_form_can_be_sent_for_two_sessions():
    sessions = SessionFactory.create_batch(2)

    for session in sessions:
        ask(session, "ana", key="same")

    assert [who(session, SEATED) for session in sessions] == [["ana"], ["ana"]]


def test_a_colleague_who_was_registered_keeps_one_seat_and_is_told_by_letter(
    mailoutbox, django_capture_on_commit_callbacks
):
    session = SessionFactory(capacity=3)
    known = PersonFactory(email="ana@example.org", first_name="ana")
    registration.register(session, known)

    with django_capture_on_commit_callbacks(execute=True):
        places = ask(session, "ana", "bob", key="a")

    assert places == [None, None]
    assert who(session, SEATED) == ["ana", "bob"]
    assert [letter.subject.partition(" – ")[0] for letter in mailoutbox] == [
        "Vous étiez déjà sur la liste",
        "Votre place est réservée",
    ]


def test_a_stranger_reads_the_same_answer_whether_the_address_is_registered_or_not():
    """One seat taken out of two, then the line: the answers are those a newcomer would get."""
    session = SessionFactory(capacity=2)

    assert ask(session, "nina", key="a") == [None]
    assert ask(session, "nina", key="b") == [None]
    assert ask(session, "autre", key="c") == [None]
    assert ask(session, "nina", key="d") == [1]
    assert ask(session, "encore", key="e") == [1]
    assert session.registrations.count() == 3


def test_a_form_sent_twice_is_one_request_even_for_the_last_seat():
    session = SessionFactory(capacity=1, waiting_line=False)

    answers = [ask(session, "nina", key="same") for _ in range(2)]

    assert answers == [[None], [None]]
    assert session.registrations.count() == 1


def test_a_full_session_refuses_a_registered_address_in_the_same_words_as_any_other():
    session = SessionFactory(capacity=1, waiting_line=False)
    ask(session, "nina", key="a")

    for name in ("nina", "autre"):
        with pytest.raises(registration.Full):
            ask(session, name, key="b")


def test_colleagues_may_have_a_trade_of_their_own():
    session, trade = SessionFactory(), AudienceFactory()

    asking.ask([session], [somebody("ana@example.org", profession=trade)], form_key="a")

    assert session.registrations.get().profession == trade
