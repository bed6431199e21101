"""Answering again from one's own page: the last answer is the one that stands."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import signing_in
from events import answering, registration
from events.models import Registration, RegistrationLink, Session
from events.planning import cancel as call_off
from tests.factories import (
    AgeRangeFactory,
    EventFactory,
    PersonFactory,
    QuestionFactory,
    SessionFactory,
    UserFactory,
)
from vocabulary.models import AgeRange

BEFORE = [
    {"key": "car", "question": "En voiture ?", "answer": "Oui"},
    {"key": "way", "question": "D’où ?", "answer": "Menton"},
]
BABY = [{"age": "bebes", "label": "0 à 12 mois", "count": 1}]


@pytest.fixture(autouse=True)
def _ages():
    AgeRangeFactory(key="bebes", label="0 à 12 mois", min_months=0, max_months=12)
    AgeRangeFactory(key="grands", label="1 à 3 ans", min_months=12, max_months=36, position=1)


@pytest.fixture
def session():
    """Coming by car? If so, which way? Children are welcome, three of them."""
    event = EventFactory(title="Atelier")
    QuestionFactory(event=event, key="car", label="En voiture ?", kind="yes_no", required=True)
    QuestionFactory(event=event, key="way", label="D’où ?", kind="text", shown_if="Oui")
    return SessionFactory(event=event, children_welcome=True, children_capacity=3)


@pytest.fixture
def seat(session):
    return registration.register(
        session, PersonFactory(), answers=BEFORE, children=BABY, children_count=1
    )


@pytest.fixture
def address(seat):
    return reverse("registrations:answer", args=[RegistrationLink.issue(seat)])


def said(seat):
    seat.refresh_from_db()
    return [answer["answer"] for answer in seat.answers], seat.children_count


def text(answer):
    return plain(answer.content.decode())


def plain(words):
    return " ".join(str(words).replace("\xa0", " ").split())


def test_the_page_shows_what_was_answered_and_the_last_answer_stands(client, seat, address):
    page = client.get(address)
    assert (page.status_code, 'value="1"' in text(page), "Menton</textarea>" in text(page)) == (
        200,
        True,
        True,
    )

    answer = client.post(
        address, {"question_car": "Non", "question_way": "x", "enfants_grands": "2"}
    )

    assert (answer.status_code, answer.url) == (302, address.removesuffix("reponses/"))
    assert said(seat) == (["Non"], 2)
    assert seat.children == [{"age": "grands", "label": "1 à 3 ans", "count": 2}]


def test_the_page_of_the_registration_leads_to_it_until_the_closing(client, seat, address, session):
    page = address.removesuffix("reponses/")
    link = f'<a href="{address}">Changer mes réponses</a>'
    assert link in text(client.get(page))

    Session.objects.update(closes_at=timezone.now())

    assert link not in text(client.get(page))
    assert client.get(address).url == page


def test_opening_the_page_changes_nothing(client, seat, address):
    client.get(address)

    assert said(seat) == (["Oui", "Menton"], 1)
    assert seat.answered_at is None


def test_after_the_closing_the_answers_stand_and_the_sentence_says_why(client, seat, address):
    Session.objects.update(closes_at=timezone.now())

    answer = client.post(address, {"question_car": "Non"})

    assert answer.status_code == 409
    assert plain(answering.TooLate()) in text(answer)
    assert said(seat) == (["Oui", "Menton"], 1)


@pytest.mark.parametrize(
    ("ends", "refusal"),
    [
        (lambda seat: registration.cancel(seat), answering.NotRegistered),
        (lambda seat: call_off(seat.session, ""), registration.SessionCancelled),
    ],
)
def test_what_is_cancelled_has_nothing_to_answer(client, seat, address, ends, refusal):
    ends(seat)

    assert client.get(address).status_code == 302
    answer = client.post(address, {"question_car": "Non"})

    assert answer.status_code == 409
    assert plain(refusal()) in text(answer)
    assert said(seat) == (["Oui", "Menton"], 1)


def test_a_wrong_answer_gets_a_sentence_and_nothing_is_lost(client, seat, address):
    answer = client.post(address, {"question_way": "Breil-sur-Roya", "enfants_bebes": "x"})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "enfants_bebes": ["Écrivez un nombre entier, de 0 à 12."],
        "question_car": ["Choisissez une réponse."],
    }
    assert said(seat) == (["Oui", "Menton"], 1)


def test_more_children_than_places_are_refused_ones_own_counted(client, session, seat, address):
    registration.register(session, PersonFactory(), children=BABY, children_count=1)
    page = client.get(address)
    assert "Il reste 2 places pour les enfants." in text(page)

    answer = client.post(address, {"question_car": "Non", "enfants_bebes": "3"})
    assert answer.status_code == 409
    assert "Il ne reste que 2 places pour les enfants." in text(answer)
    assert 'value="3"' in text(answer)
    assert said(seat) == (["Oui", "Menton"], 1)

    assert client.post(address, {"question_car": "Non", "enfants_bebes": "2"}).status_code == 302
    assert said(seat) == (["Non"], 2)


def test_fewer_children_are_always_welcome_even_where_places_were_taken_away(
    client, session, seat, address
):
    registration.register(session, PersonFactory(), children=BABY, children_count=1)
    seat.children_count = 2
    seat.save()
    Session.objects.update(children_capacity=0)

    assert client.post(address, {"question_car": "Non", "enfants_bebes": "2"}).status_code == 302
    assert client.post(address, {"question_car": "Non", "enfants_bebes": "1"}).status_code == 302

    assert said(seat) == (["Non"], 1)


def test_where_no_child_is_awaited_any_more_none_is_added(client, address, seat):
    Session.objects.update(children_welcome=False)

    refused = client.post(address, {"question_car": "Non", "enfants_bebes": "2"})
    assert "Cette séance n’est pas prévue pour venir avec des enfants." in text(refused)
    assert client.post(address, {"question_car": "Non"}).status_code == 302

    assert said(seat) == (["Non"], 0)


def test_an_age_that_is_offered_no_more_is_still_ones_own(client, address, seat):
    AgeRange.objects.filter(key="bebes").update(retired=True)

    assert client.post(address, {"question_car": "Non", "enfants_bebes": "1"}).status_code == 302

    assert said(seat) == (["Non"], 1)


def test_what_was_said_to_a_question_asked_no_more_stays(client, session, seat, address):
    session.event.questions.filter(key="way").delete()

    client.post(address, {"question_car": "Non"})

    assert [row["answer"] for row in Registration.objects.get().answers] == ["Menton", "Non"]


def test_who_was_registered_by_somebody_else_answers_for_the_first_time(client, session):
    seat = registration.register(session, PersonFactory())
    page = reverse("registrations:registration", args=[RegistrationLink.issue(seat)])
    assert "Vous n’avez rien répondu pour le moment." in text(client.get(page))

    client.post(f"{page}reponses/", {"question_car": "Oui", "question_way": "Sospel"})

    assert said(seat) == (["Oui", "Sospel"], 0)


def test_where_nothing_is_asked_there_is_nothing_to_change(client):
    seat = registration.register(SessionFactory(), PersonFactory())
    page = reverse("registrations:registration", args=[RegistrationLink.issue(seat)])

    assert "Vos réponses" not in text(client.get(page))
    assert client.get(f"{page}reponses/").url == page


def test_under_ones_own_space_one_answers_for_oneself_alone(session):
    seat = registration.register(session, PersonFactory(email="lea@example.org"), answers=BEFORE)
    other = registration.register(session, PersonFactory())
    browser = Client()
    browser.force_login(signing_in.account_of("lea@example.org"), signing_in.BY_CODE)
    mine, theirs = (f"/mon-espace/inscriptions/{row.pk}/reponses/" for row in (seat, other))
    assert "csrfmiddlewaretoken" in text(browser.get(mine))

    assert browser.post(mine, {"question_car": "Non"}).status_code == 302
    assert browser.post(theirs, {"question_car": "Non"}).status_code == 404

    assert (said(seat), said(other)) == ((["Non"], 0), ([], 0))


def test_the_team_reads_in_the_list_that_somebody_changed_their_answers(client, session, seat):
    staff = UserFactory(organisation=session.event.lead)
    staff.groups.add(Group.objects.get(name="agenda"))
    client.force_login(staff, "django.contrib.auth.backends.ModelBackend")
    people = reverse("agenda_sessions:people", args=[session.pk])
    assert "a changé ses réponses" not in text(client.get(people))

    answering.answer_again(seat, answers=[], asked=["car", "way"])

    assert "a changé ses réponses le " in text(client.get(people))


def test_sending_the_same_answers_is_no_change(seat):
    answering.answer_again(
        seat, answers=BEFORE, asked=["car", "way"], children=BABY, children_count=1
    )

    seat.refresh_from_db()
    assert seat.answered_at is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_form_costs_the_same_however_many_questions(client, count, django_assert_num_queries):
    event = EventFactory()
    QuestionFactory.create_batch(count, event=event)
    seat = registration.register(
        SessionFactory(event=event, starts_at=timezone.now() + timedelta(days=3)), PersonFactory()
    )
    address = reverse("registrations:answer", args=[RegistrationLink.issue(seat)])
    client.get(address)

    with django_assert_num_queries(7):
        client.get(address)
