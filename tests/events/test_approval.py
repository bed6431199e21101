"""Places that the team gives: what is asked, what is answered, and what each side reads."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import humans
from events import approval, line, registration
from events.models import Registration, Session
from tests.events.test_invitations import part
from tests.events.test_registration_pages import link, text, typed
from tests.factories import OrganisationFactory, PersonFactory, SessionFactory

Source = Registration.Source


@pytest.fixture(autouse=True)
def _no_hurry(monkeypatch):
    monkeypatch.setattr(humans, "MIN_SECONDS", 0)


@pytest.fixture
def session():
    return SessionFactory(
        capacity=1, event__approval=True, event__lead=OrganisationFactory(key="hetis")
    )


@pytest.fixture
def sent(mailbox, django_capture_on_commit_callbacks):
    def sent(act, *args, **kwargs):
        mailbox.received.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act(*args, **kwargs)
        return [letter["Subject"].strip() for letter in mailbox.received], list(mailbox.received)

    return sent


def ask(session, **person):
    return registration.register(session, PersonFactory(**person))


def standing(*rows):
    for row in rows:
        row.refresh_from_db()
    return [row.status for row in rows]


# The rule


def test_a_request_holds_no_seat_and_no_place_in_the_line(session):
    request = ask(session)

    assert (standing(request), request.place_in_line()) == (["requested"], None)
    assert line.places_left(session) == 1
    assert Session.objects.for_listing().get().seats_taken == 0


def test_whom_the_team_or_an_organisation_registers_is_not_asked_about(session):
    by_phone = registration.register(session, PersonFactory(), source=Source.STAFF)
    session.reserved_seats, session.reserved_for, session.capacity = 1, session.event.lead, 2
    session.reserved_days = 1
    session.save()
    sent_by_them = registration.register(session, PersonFactory(), reserved=True)

    assert standing(by_phone, sent_by_them) == ["seated", "seated"]


def test_accepted_a_request_takes_a_free_seat_or_the_line_at_its_own_rank(session, alice):
    first, second, third = (ask(session) for _ in range(3))

    for request in (second, third, first):
        approval.accept(request, alice)

    assert standing(first, second, third) == ["waiting", "seated", "waiting"]
    assert list(session.registrations.waiting()) == [first, third]
    assert registration.cancel(second) == [first]


def test_a_seat_that_somebody_waits_for_goes_to_the_earlier_ticket(session, alice):
    """After the closing nobody is promoted: the team seats by hand, in order."""
    seat, waiting, request = (ask(session) for _ in range(3))
    approval.accept(seat, alice)
    approval.accept(waiting, alice)
    session.closes_at = session.starts_at - timedelta(days=30)
    session.save()
    registration.cancel(seat)
    assert line.places_left(session) == 1

    approval.accept(request, alice)

    assert standing(waiting, request) == ["waiting", "waiting"]


def test_each_answer_is_given_once_and_written_in_the_log(session, alice):
    accepted, declined = ask(session), ask(session)
    for _ in range(2):
        approval.accept(accepted, alice)
        approval.decline(declined, alice)

    assert [(move.act, move.by) for move in accepted.moves.all()] == [
        ("registered", None),
        ("accepted", alice),
    ]
    assert [move.act for move in declined.moves.all()] == ["registered", "declined"]
    with pytest.raises(approval.AlreadyAnswered):
        approval.decline(accepted, alice)
    with pytest.raises(approval.AlreadyAnswered):
        approval.accept(declined, alice)


def test_a_request_that_was_withdrawn_is_not_answered(session, alice):
    request = ask(session)
    registration.cancel(request)

    with pytest.raises(approval.AlreadyAnswered):
        approval.accept(request, alice)


def test_without_a_line_nobody_is_accepted_beyond_the_seats(session, alice):
    session.waiting_line = False
    session.save()
    requests = [ask(session), ask(session)]
    approval.accept(requests[0], alice)

    with pytest.raises(registration.Full):
        approval.accept(requests[1], alice)

    assert standing(*requests) == ["seated", "requested"]


def test_who_was_declined_may_ask_again(session, alice):
    nina = PersonFactory()
    approval.decline(registration.register(session, nina), alice)

    assert registration.register(session, nina).status == "requested"


# Letters


def test_the_letters_say_received_accepted_and_declined_with_its_sentence(sent, session, alice):
    subjects, (received,) = sent(ask, session)
    assert subjects[0].startswith("Votre demande est reçue – ")
    assert "text/calendar" not in [part.get_content_type() for part in received.walk()]
    other = ask(session)
    first = session.registrations.order_by("pk")[0]

    subjects, (accepted,) = sent(approval.accept, first, alice)
    assert subjects[0].startswith("Votre place est réservée – ")
    assert "text/calendar" in [part.get_content_type() for part in accepted.walk()]

    subjects, (declined,) = sent(approval.decline, other, alice, "Le groupe est complet.")
    assert subjects[0].startswith("Votre demande n’a pas pu être retenue – ")
    assert "Le groupe est complet." in part(declined, "text/plain").get_content()


# What the person reads


def test_a_visitor_asks_and_reads_that_the_team_answers(client, session):
    page = text(client.get(session.event.get_absolute_url()))
    assert "Demander une place" in page

    answer = client.post(session.get_registration_url(), typed(), follow=True)

    assert "<strong>Votre demande est reçue.</strong>" in text(answer)
    assert "Votre place est réservée" not in text(answer)
    assert session.registrations.get().status == "requested"


def test_the_personal_page_says_where_the_request_is(client, session, alice):
    request = ask(session)
    url = link(request)
    assert "Votre demande attend la réponse de l’équipe." in text(client.get(url))
    assert "Retirer ma demande" in text(client.get(url))

    approval.decline(request, alice)

    page = text(client.get(url))
    assert "Votre demande n’a pas pu être retenue." in page
    assert "Retirer ma demande" not in page


def test_a_request_cannot_be_kept_as_a_seat(client, session):
    request = ask(session)

    answer = client.post(link(request) + "garder/")

    assert answer.status_code == 409
    assert standing(request) == ["requested"]


# The team


def test_requests_come_first_on_the_teams_screen_and_their_number_in_the_list(
    client, alice, session
):
    ask(session, last_name="Durand")
    client.force_login(alice)

    page = text(client.get(reverse("agenda_sessions:people", args=[session.pk])))

    assert page.index("Demandes à étudier, dans l’ordre") < page.index('id="seated"')
    assert "0 / 1 – 1 demande" in text(client.get(reverse("agenda_sessions:index")))


def test_the_team_answers_from_the_persons_page_and_only_theirs(client, alice, bob, session):
    accepted, declined = ask(session), ask(session)
    accept = reverse("agenda_registrations:accept", args=[accepted.pk])
    decline = reverse("agenda_registrations:decline", args=[declined.pk])
    client.force_login(bob)
    assert [client.post(url).status_code for url in (accept, decline)] == [404, 404]
    assert standing(accepted, declined) == ["requested", "requested"]
    client.force_login(alice)

    client.post(accept)
    client.post(decline, {"note": "Une autre fois."})

    assert standing(accepted, declined) == ["seated", "declined"]


def test_a_sentence_that_is_too_long_is_refused_and_not_lost(client, alice, session):
    request = ask(session)
    client.force_login(alice)
    note = "Désolés. " * 100

    answer = client.post(reverse("agenda_registrations:decline", args=[request.pk]), {"note": note})

    assert answer.status_code == 422
    assert note.strip() in answer.content.decode()
    assert standing(request) == ["requested"]
