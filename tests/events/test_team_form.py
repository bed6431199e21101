"""A team in one form: rows are added without a script, and nothing typed is lost."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts import humans
from events import registration
from events.models import Session
from letters.models import Letter
from tests.factories import AudienceFactory, PersonFactory, QuestionFactory, SessionFactory


@pytest.fixture(autouse=True)
def _no_hurry(monkeypatch):
    monkeypatch.setattr(humans, "MIN_SECONDS", 0)


@pytest.fixture
def session():
    return SessionFactory(capacity=3)


def typed(**changes):
    return {
        "first_name": "Nina",
        "last_name": "Simone",
        "email": "nina@example.org",
        "profession": AudienceFactory(key="assmat", label="Assistants maternels").pk,
        "structure": "MAM des Oliviers",
        "website": "",
        "stamp": humans.new_stamp(),
        **changes,
    }


def colleague(number, first_name="", last_name="", email="", profession=""):
    row = {"first_name": first_name, "last_name": last_name, "email": email}
    return {
        f"collegue-{number}-{name}": value
        for name, value in {**row, "profession": profession}.items()
    }


def text(answer):
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def test_a_row_is_added_without_sending_anything_and_nothing_typed_is_lost(client, session):
    question = QuestionFactory(event=session.event, kind="yes_no")
    form = typed(email="nina@", **{f"question_{question.key}": "Oui"})

    answer = client.post(session.get_registration_url(), {**form, "ajouter": "1"})
    again = client.post(
        session.get_registration_url(),
        {**form, **colleague(1, "Rosa", profession=form["profession"]), "ajouter": "1"},
    )

    assert (answer.status_code, again.status_code) == (200, 200)
    assert [row.title for row in answer.context["form"].colleagues] == ["Collègue 1"]
    assert [row.title for row in again.context["form"].colleagues] == ["Collègue 1", "Collègue 2"]
    for kept in ('value="nina@"', 'value="MAM des Oliviers"', 'value="Oui"', 'value="Rosa"'):
        assert kept in text(again)
    assert text(again).count("selected>Assistants maternels") == 2
    assert 'role="alert"' not in text(again)
    assert not session.registrations.exists()


def test_the_sender_and_the_colleagues_are_registered_and_empty_rows_are_nobody(client, session):
    director = AudienceFactory(key="direction")
    form = typed() | colleague(1, "Rosa", "Bonheur", "rosa@example.org") | colleague(2)
    form |= colleague(3, "Ida", "Pink", "ida@example.org", director.pk)

    answer = client.post(session.get_registration_url(), form, follow=True)

    rows = session.registrations.order_by("pk")
    assert [(row.full_name, row.profession.key, row.structure) for row in rows] == [
        ("Nina Simone", "assmat", "MAM des Oliviers"),
        ("Rosa Bonheur", "assmat", "MAM des Oliviers"),
        ("Ida Pink", "direction", "MAM des Oliviers"),
    ]
    assert "Vos 3 places sont réservées." in text(answer)
    assert "à chacune des 3 adresses" in text(answer)


def test_the_confirmation_says_how_many_wait(client):
    session = SessionFactory(capacity=1)
    form = typed() | colleague(1, "Rosa", "Bonheur", "rosa@example.org")

    answer = client.post(session.get_registration_url(), form, follow=True)

    assert (
        "<strong>1 place est réservée</strong>, et "
        "<strong>1 personne entre dans la liste d’attente</strong>"
    ) in text(answer)


def test_a_half_filled_row_is_said_in_a_sentence(client, session):
    answer = client.post(session.get_registration_url(), typed() | colleague(1, "Rosa"))

    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == [
        "Collègue 1, nom : Écrivez son nom.",
        "Collègue 1, adresse électronique : Écrivez une adresse électronique complète, comme "
        "prenom.nom@exemple.fr.",
    ]
    assert 'value="Rosa"' in text(answer)
    assert not session.registrations.exists()


def test_one_address_is_one_person(client, session):
    form = typed() | colleague(1, "Rosa", "Bonheur", "NINA@example.org")

    answer = client.post(session.get_registration_url(), form)

    assert answer.context["form"].non_field_errors() == [
        "Collègue 1, adresse électronique : Cette adresse est déjà dans ce formulaire : chaque "
        "personne a la sienne."
    ]


def test_a_team_is_eight_people_at_most(client, session):
    rows = {}
    for number in range(1, 10):
        rows |= colleague(number, "Rosa", "Bonheur", f"{number}@example.org")
    session.capacity = None
    session.save()

    full = client.post(session.get_registration_url(), {**typed(), **rows, "ajouter": "1"})
    client.post(session.get_registration_url(), typed() | rows)

    assert len(full.context["form"].colleagues) == 7
    assert 'name="ajouter"' not in text(full)
    assert session.registrations.count() == 8


def test_the_limit_of_an_address_holds_for_a_colleague_and_loses_nothing(client, session):
    form = typed() | colleague(1, "Rosa", "Bonheur", "rosa@example.org")
    for n in range(10):
        form |= {"email": f"{n}@example.org", "stamp": humans.new_stamp()}
        assert client.post(session.get_registration_url(), form).status_code == 302

    answer = client.post(session.get_registration_url(), {**form, "email": "new@example.org"})

    assert answer.status_code == 429
    assert 'value="Rosa"' in text(answer)
    assert session.registrations.count() == 11


def test_each_person_counts_for_the_limit_of_a_connection(client):
    session, form = SessionFactory(capacity=None), typed()
    for n in range(1, 8):
        form |= colleague(n, "Rosa", "Bonheur", f"{n}@example.org")

    statuses = [
        client.post(session.get_registration_url(), {**form, "stamp": humans.new_stamp()})
        for _ in range(8)
    ]

    assert [answer.status_code for answer in statuses] == [302] * 7 + [429]


anything = st.text(st.characters(exclude_categories=[]), max_size=60)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    rows=st.dictionaries(
        st.sampled_from([*colleague(1), *colleague(2), "collegue-9-email", "ajouter", "stamp"]),
        st.one_of(anything, st.emails(), st.integers().map(str)),
    )
)
@example(rows={"collegue-1-email": "\ud800", "collegue-1-profession": "9" * 400, "ajouter": ""})
@example(rows={"collegue-1-email": "a@example.org", "collegue-1-profession": "\x00"})
def test_whatever_is_typed_is_answered(client, rows):
    humans.cache.clear()
    session = Session.objects.first() or SessionFactory()
    fields = {k: str(v).encode("utf-8", "replace").decode() for k, v in (typed() | rows).items()}

    answer = client.post(session.get_registration_url(), fields)

    assert answer.status_code in (200, 302, 422, 429)


@pytest.mark.parametrize("name", ["first_name", "stamp", "collegue-1-email"])
def test_half_a_character_is_drawn_again(client, session, name):
    fields = typed() | {name: "+2AA-", "collegue-1-first_name": "", "ajouter": "1"}
    body = "".join(
        f'--limite\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in fields.items()
    )

    answer = client.generic(
        "POST",
        session.get_registration_url(),
        f"{body}--limite--\r\n",
        content_type="multipart/form-data; boundary=limite; charset=utf-7",
    )

    assert answer.status_code == 200


def letter_to(address, mailoutbox):
    (letter,) = [letter for letter in mailoutbox if f"<{address}>" in letter.to[0]]
    return letter.body


def test_a_colleague_reads_who_asked_and_the_sender_does_not(
    client, session, mailoutbox, django_capture_on_commit_callbacks
):
    form = typed() | colleague(1, "Rosa", "Bonheur", "rosa@example.org")

    with django_capture_on_commit_callbacks(execute=True):
        client.post(session.get_registration_url(), form)

    assert "La demande vient de Nina Simone." in letter_to("rosa@example.org", mailoutbox)
    assert "La demande vient" not in letter_to("nina@example.org", mailoutbox)
    assert set(map(str, Letter.objects.values_list("details", flat=True))) == {"{}"}


def test_a_colleague_registered_before_reads_who_asked_again_in_the_words_typed(
    client, session, mailoutbox, django_capture_on_commit_callbacks
):
    """Not under the name that the sender's address is known by: it may be somebody else's."""
    registration.register(session, PersonFactory(email="nina@example.org", last_name="Secret"))
    registration.register(session, PersonFactory(email="rosa@example.org"))
    form = typed() | colleague(1, "Rosa", "Bonheur", "rosa@example.org")

    with django_capture_on_commit_callbacks(execute=True):
        client.post(session.get_registration_url(), form)

    body = letter_to("rosa@example.org", mailoutbox)
    assert "Vous aviez déjà la vôtre" in body
    assert "La demande vient de Nina Simone." in body
    assert "Secret" not in body
