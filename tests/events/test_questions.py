"""Questions of a rendez-vous: written by the team, answered by visitors, kept as they were."""

import importlib

import pytest
from django.apps import apps
from django.urls import reverse
from wagtail.models import Revision
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from accounts import humans
from events import registration
from events.models import Event, Question, RegistrationLink
from tests.factories import (
    AudienceFactory,
    EventFactory,
    EventKindFactory,
    OrganisationFactory,
    PersonFactory,
    QuestionFactory,
    RegistrationFactory,
    SessionFactory,
    ThemeFactory,
)

ADD = "wagtailsnippets_events_event:add"
EDIT = "wagtailsnippets_events_event:edit"


@pytest.fixture(autouse=True)
def _no_hurry(monkeypatch):
    monkeypatch.setattr(humans, "MIN_SECONDS", 0)


@pytest.fixture
def session():
    """Coming by car? If so, how many seats, and which way?"""
    event = EventFactory(title="Atelier")
    QuestionFactory(event=event, key="car", label="En voiture ?", kind="yes_no", required=True)
    QuestionFactory(
        event=event, key="seats", label="Places ?", kind="number", required=True, shown_if="Oui"
    )
    QuestionFactory(event=event, key="way", label="D’où ?", kind="text", shown_if="Oui")
    return SessionFactory(event=event)


def send(client, session, **answers):
    form = {
        "first_name": "Nina",
        "last_name": "Simone",
        "email": "nina@example.org",
        "profession": AudienceFactory(key="assmat").pk,
        "stamp": humans.new_stamp(),
        **{f"question_{key}": answer for key, answer in answers.items()},
    }
    return client.post(session.get_registration_url(), form)


def given(session):
    answers = session.registrations.get().answers
    return [(answer["question"], answer["answer"]) for answer in answers]


def text(answer):
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


# Answered by a visitor


def test_answers_are_kept_in_order_with_the_questions_as_asked(client, session):
    send(client, session, way="Menton", seats="3", car="Oui")

    assert given(session) == [("En voiture ?", "Oui"), ("Places ?", "3"), ("D’où ?", "Menton")]


def test_a_question_that_was_not_asked_is_neither_required_nor_kept(client, session):
    answer = send(client, session, car="Non", seats="x", way="Menton")

    assert answer.status_code == 302
    assert given(session) == [("En voiture ?", "Non")]


def test_a_question_that_was_asked_is_required_in_a_sentence_and_nothing_is_lost(client, session):
    answer = send(client, session, car="Oui", way="Menton")

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"question_seats": ["Répondez à cette question."]}
    assert "Menton</textarea>" in text(answer)


@pytest.mark.parametrize("wrong", ["-1", "10000", "trois", "1.5"])
def test_a_number_is_a_reasonable_one(client, session, wrong):
    answer = send(client, session, car="Oui", seats=wrong)

    assert answer.context["form"].errors == {
        "question_seats": ["Écrivez un nombre entier, de 0 à 9999."]
    }


def test_an_answer_that_was_not_proposed_is_refused(client, session):
    answer = send(client, session, car="Peut-être")

    assert answer.context["form"].errors == {"question_car": ["Choisissez une réponse."]}


def test_without_a_script_a_question_says_when_to_answer_it(client, session):
    page = text(client.get(session.get_registration_url()))

    assert "Si vous répondez « Oui » à : En voiture ?" in page
    assert page.count('data-shown-by="question_car" data-shown-if="Oui"') == 2


def test_free_text_reminds_what_never_to_write(client, session):
    page = text(client.get(session.get_registration_url()))

    assert page.count("N’écrivez ni nom d’enfant ni information de santé.") == 1


def test_no_answer_to_a_number_is_not_zero_and_zero_is_an_answer(client):
    question = QuestionFactory(kind="number", label="Combien ?")
    without, zero = SessionFactory.create_batch(2, event=question.event)

    send(client, without)
    send(client, zero, **{question.key: "0"})

    assert (given(without), given(zero)) == ([], [("Combien ?", "0")])


def test_many_choices_are_a_list_to_open(client):
    choices = "\n".join(f"Choix {n}" for n in range(7))
    question = QuestionFactory(kind="choice", choices=choices)
    session = SessionFactory(event=question.event)

    page = text(client.get(session.get_registration_url()))
    send(client, session, **{question.key: "Choix 6"})

    assert f'<select name="question_{question.key}"' in page
    assert given(session) == [(question.label, "Choix 6")]


@pytest.mark.parametrize("count", [1, 3])
def test_the_questions_cost_one_query(client, count, django_assert_num_queries):
    event = EventFactory()
    QuestionFactory.create_batch(count, event=event)
    session = SessionFactory(event=event)
    client.get(session.get_registration_url())

    with django_assert_num_queries(9):
        client.get(session.get_registration_url())


def test_the_personal_page_shows_what_was_answered(client):
    answers = [{"key": "a", "question": "Comment venez-vous ?", "answer": "À <vélo>"}]
    seat = registration.register(SessionFactory(), PersonFactory(), answers=answers)

    link = reverse("registrations:registration", args=[RegistrationLink.issue(seat)])
    page = text(client.get(link))

    assert "<dt>Comment venez-vous ?</dt> <dd> À &lt;vélo&gt; </dd>" in page


# Written by the team


@pytest.fixture
def desk(client, alice):
    client.force_login(alice)
    return client


def filled(*questions, initial=0):
    rows = [
        {"id": "", "key": "", "choices": "", "help_text": "", "shown_if": "", **question}
        for question in questions
    ]
    return {
        "title": "Dire non",
        "slug": "dire-non",
        "kind": EventKindFactory().pk,
        "summary": "Une heure.",
        "body": rich_text("<p>Des jeux.</p>"),
        "themes": [ThemeFactory(key="limites").pk],
        "audiences": [AudienceFactory(key="assmat").pk],
        "tags": "",
        "lead": OrganisationFactory(key="hetis").pk,
        "registration": "required",
        "offer_hours": "24",
        "price": "0",
        **nested_form_data({"questions": inline_formset(rows, initial=initial)}),
    }


CAR = {"label": "En voiture ?", "kind": "yes_no"}
SEATS = {"label": "Places ?", "kind": "number", "shown_if": "Oui"}


def drafts(event):
    return Event.objects.get(pk=event.pk).get_latest_revision_as_object().questions.all()


def errors(page):
    return [form.errors for form in page.context["form"].formsets["questions"].forms]


def test_the_team_writes_questions_with_their_event(desk):
    desk.post(reverse(ADD), {**filled(CAR, SEATS), "action-publish": "1"})

    asked = Event.objects.get().questions.all()
    assert [(row.label, row.kind, row.shown_if) for row in asked] == [
        ("En voiture ?", "yes_no", ""),
        ("Places ?", "number", "Oui"),
    ]
    assert len({row.key for row in asked if len(row.key) == 8}) == 2


def test_a_question_of_a_draft_waits_for_its_publication_and_keeps_its_key(desk):
    desk.post(reverse(ADD), {**filled(CAR), "action-publish": "1"})
    event = Event.objects.get()
    car = event.questions.get()
    kept = {**CAR, "id": car.pk, "key": car.key}
    edit = reverse(EDIT, args=[event.pk])

    desk.post(edit, filled(kept, SEATS, initial=1))
    drafted = [question.key for question in drafts(event)]
    form = desk.get(edit).context["form"].formsets["questions"]
    again = [
        {**row, "id": child.instance.pk or "", "key": child["key"].value()}
        for row, child in zip([CAR, SEATS], form.forms, strict=True)
    ]

    assert [question.key for question in Event.objects.get().questions.all()] == [car.key]
    desk.post(edit, {**filled(*again, initial=2), "action-publish": "1"})
    assert [question.key for question in Event.objects.get().questions.all()] == drafted
    assert drafted[0] == car.key


@pytest.mark.parametrize(
    ("above", "shown_if", "sentence"),
    [
        (
            {"label": "Comment ?", "kind": "text"},
            "Oui",
            "La question posée à tout le monde au-dessus de celle-ci doit proposer des réponses : "
            "un choix, ou oui et non.",
        ),
        (CAR, "oui", "Écrivez l’une des réponses proposées : « Oui », « Non »."),
    ],
)
def test_a_condition_names_an_answer_that_can_be_given(desk, above, shown_if, sentence):
    page = desk.post(reverse(ADD), filled(above, {**SEATS, "shown_if": shown_if}))

    assert [error.get("shown_if") for error in errors(page)] == [
        None,
        [sentence.replace("« ", "«\xa0").replace(" »", "\xa0»")],
    ]
    assert not Event.objects.exists()


def test_the_first_question_depends_on_nothing(desk):
    page = desk.post(reverse(ADD), filled(SEATS))

    assert list(errors(page)[0]) == ["shown_if"]


def test_a_choice_proposes_two_answers_at_least(desk):
    page = desk.post(reverse(ADD), filled({"label": "Où ?", "kind": "choice", "choices": "Là\nLà"}))

    assert errors(page) == [{"choices": ["Proposez deux réponses au moins, une par ligne."]}]


def test_the_team_reads_answers_beside_names_and_in_a_column_of_the_export(desk):
    event = EventFactory(lead=OrganisationFactory(key="hetis"))
    question = QuestionFactory(event=event, label="Comment venez-vous ?")
    session = SessionFactory(event=event)
    before = {"key": question.key, "question": "Comment viendrez-vous ?", "answer": "=vélo"}
    gone = {"key": "gone", "question": "Mangez-vous ?", "answer": "Oui"}
    RegistrationFactory(session=session, answers=[before, gone])

    page = text(desk.get(reverse("agenda_sessions:people", args=[session.pk])))
    export = desk.get(reverse("agenda_sessions:export_csv", args=[session.pk]))

    assert "Comment viendrez-vous ? <strong>=vélo</strong>" in page
    heading, row = export.content.decode("utf-8-sig").splitlines()
    assert heading.split(";")[-2:] == ["Comment viendrez-vous ?", "Mangez-vous ?"]
    assert row.split(";")[-2:] == ["'=vélo", "Oui"]


def test_the_team_writes_down_what_it_was_told_and_may_skip_questions(desk, session):
    Event.objects.update(lead=OrganisationFactory(key="hetis"))
    add = reverse("agenda_sessions:add_person", args=[session.pk])

    answer = desk.post(
        add,
        {
            "first_name": "Rosa",
            "last_name": "Bonheur",
            "phone": "04 00 00 00 00",
            "question_way": "Menton",
        },
    )

    assert answer.status_code == 302
    assert given(session) == []


# The single question of before


def test_the_single_question_of_before_becomes_the_first_one_drafts_and_answers_included():
    """The rows as they were: only what the migration reads of them."""
    bring = importlib.import_module("events.migrations.0007_questions")._bring_drafts
    event = EventFactory()
    row = QuestionFactory(event=event, label="Ancienne ?", key="0000002a")
    revision = event.save_revision()
    Revision.objects.update(content={**revision.content, "question": "Nouvelle ?", "questions": 0})

    bring(apps, event, row)

    draft = drafts(event).get()
    assert (draft.pk, draft.key, draft.label) == (row.pk, row.key, "Nouvelle ?")
    assert Question.objects.get().label == "Ancienne ?"
