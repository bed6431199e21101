"""Registering without an account, as a visitor meets it."""

from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts import humans
from accounts.models import Person
from events import registration
from events.models import Event, Question, Registration, RegistrationLink, Session
from tests.factories import (
    AudienceFactory,
    CommuneFactory,
    EventFactory,
    PersonFactory,
    QuestionFactory,
    SessionFactory,
)

LINE = Registration.Status.WAITING


def soon(**delta):
    return timezone.now() + timedelta(**delta)


@pytest.fixture(autouse=True)
def _no_hurry(monkeypatch):
    """These visitors have read the form before they send it."""
    monkeypatch.setattr(humans, "MIN_SECONDS", 0)


@pytest.fixture
def session():
    return SessionFactory(event__title="Dire non sans crier", event__slug="dire-non", capacity=2)


def typed(**changes):
    return {
        "first_name": "Nina",
        "last_name": "Simone",
        "email": "nina@example.org",
        "profession": AudienceFactory(key="assmat", label="Assistants maternels").pk,
        "commune": CommuneFactory(key="saorge", label="Saorge").pk,
        "structure": "MAM des Oliviers",
        "website": "",
        "stamp": humans.new_stamp(),
        **changes,
    }


def send(client, session, **changes):
    return client.post(session.get_registration_url(), typed(**changes))


def link(seat):
    return reverse("registrations:registration", args=[RegistrationLink.issue(seat)])


def text(answer):
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


# The form


def test_a_visitor_registers_and_reads_that_the_seat_is_theirs(client, session):
    answer = client.post(session.get_registration_url(), typed(), follow=True)

    seat = session.registrations.get()
    assert (seat.full_name, seat.person.email) == ("Nina Simone", "nina@example.org")
    assert (str(seat.profession), str(seat.commune)) == ("Assistants maternels", "Saorge")
    assert (seat.structure, seat.status, seat.source) == ("MAM des Oliviers", "seated", "site")
    assert "<strong>Votre place est réservée.</strong>" in text(answer)


def test_the_confirmation_has_its_own_address_and_needs_no_cookie(client, session):
    answer = send(client, session)

    assert answer.status_code == 302
    elsewhere = Client().get(answer.url)
    assert elsewhere.status_code == 200
    assert not elsewhere.cookies
    assert "nina" not in answer.url


def test_somebody_who_comes_too_late_for_a_seat_reads_their_place_in_the_line(client, session):
    for n in range(2):
        send(client, session, email=f"{n}@example.org")

    answer = client.post(session.get_registration_url(), typed(), follow=True)

    assert "à la <strong>1re place</strong>" in text(answer)


def test_a_forged_or_old_confirmation_leads_to_the_rendez_vous(client, session):
    url = reverse("events:registered", args=["dire-non", session.pk])
    other = SessionFactory()
    for_another = send(client, other).url.partition("?")[2]

    assert client.get(f"{url}?{for_another}").url == session.get_absolute_url()
    assert client.get(f"{url}?reponse=forged").url == session.get_absolute_url()
    assert client.get(url).url == session.get_absolute_url()


def test_an_address_already_registered_gets_the_same_screen_as_a_new_one(client, session):
    send(client, session)

    again = client.post(session.get_registration_url(), typed(), follow=True)
    new = client.post(session.get_registration_url(), typed(email="x@example.org"), follow=True)

    assert session.registrations.count() == 2
    assert text(again) == text(new)
    assert (
        "Déjà inscrit avec cette adresse ? Votre première inscription reste valable : "
        "le message que nous venons d’envoyer vous le rappelle."
    ) in text(again)


def test_a_double_click_registers_once_and_writes_once(
    client, session, mailoutbox, django_capture_on_commit_callbacks
):
    form = typed()

    with django_capture_on_commit_callbacks(execute=True):
        answers = [client.post(session.get_registration_url(), form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert session.registrations.count() == 1
    assert len(mailoutbox) == 1


def test_the_form_asks_the_questions_of_the_rendez_vous_only_when_there_are_some(client, session):
    question = QuestionFactory(label="Comment venez-vous ?")
    asking = SessionFactory(event=question.event)

    without, with_one = (client.get(s.get_registration_url()) for s in (session, asking))
    send(client, asking, **{f"question_{question.key}": "À vélo"})

    assert list(without.context["form"].fields) == [
        *["website", "stamp", "first_name", "last_name", "email"],
        *["profession", "commune", "structure"],
    ]
    assert [asked.field.label for asked in with_one.context["form"].questions] == [
        "Comment venez-vous ?"
    ]
    assert asking.registrations.get().answers == [
        {"key": question.key, "question": "Comment venez-vous ?", "answer": "À vélo"}
    ]


def test_the_form_offers_the_words_in_use_and_no_word_for_everybody(client, session):
    AudienceFactory(key="assmat", label="Assistants maternels")
    AudienceFactory(key="tous", label="Tous publics", everyone=True)
    AudienceFactory(key="vieux", label="Ancien mot", retired=True)

    form = client.get(session.get_registration_url()).context["form"]

    assert [label for _, label in form["profession"].field.choices] == [
        "Choisissez…",
        "Assistants maternels",
    ]


def test_a_form_with_errors_says_them_and_loses_nothing(client, session):
    answer = send(client, session, email="nina@", profession="", structure="MAM des Oliviers")

    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "email": ["Écrivez une adresse électronique complète, comme prenom.nom@exemple.fr."],
        "profession": ["Choisissez dans la liste ce qui vous va le mieux."],
    }
    assert "<title>Erreur – S’inscrire" in text(answer)
    assert 'value="MAM des Oliviers"' in text(answer)
    assert 'value="nina@"' in text(answer)
    assert not session.registrations.exists()


@pytest.mark.parametrize(
    "name", ["Gagnez sur www.exemple.fr", "a@example.org", "https://exemple", "Tél 0612345678"]
)
def test_a_name_cannot_carry_a_message_to_somebody_else(client, session, name):
    assert send(client, session, first_name=name).status_code == 422


@pytest.mark.parametrize("name", ["Marie-Thérèse", "O’Connor", "d'Arc", "J. P.", "Nguyễn", "李"])
def test_people_have_all_kinds_of_names(client, session, name):
    assert send(client, session, first_name=name, last_name=name).status_code == 302


def test_a_robot_is_asked_to_send_again(client, session):
    answer = send(client, session, website="https://example.org")

    assert answer.status_code == 422
    assert humans.FILLED_TRAP.replace("\xa0", " ") in text(answer)
    assert not session.registrations.exists()


def test_too_many_forms_for_one_address_are_refused_and_lose_nothing(client, session):
    for _ in range(10):
        assert send(client, session).status_code == 302

    answer = send(client, session)

    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
    assert "Trop d’envois en peu de temps" in text(answer)
    assert 'value="MAM des Oliviers"' in text(answer)


def test_a_session_filled_meanwhile_is_refused_with_a_sentence_and_loses_nothing(client):
    session = SessionFactory(capacity=1, waiting_line=False)
    registration.register(session, PersonFactory())

    answer = send(client, session)

    assert answer.status_code == 409
    assert "Cette séance est complète, sans liste d’attente." in text(answer)
    assert "Déjà inscrit avec cette adresse ?" in text(answer)
    assert 'value="MAM des Oliviers"' in text(answer)
    assert not Person.objects.filter(email="nina@example.org").exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"status": Session.Status.CANCELLED}, "Cette séance est annulée."),
        ({"opens_at": soon(days=1)}, "Les inscriptions ne sont pas encore ouvertes."),
        ({"closes_at": soon(days=-1)}, "Les inscriptions sont closes."),
        ({"starts_at": soon(minutes=-1)}, "Les inscriptions sont closes."),
        (
            {"capacity": 0, "waiting_line": False},
            "Cette séance est complète, sans liste d’attente.",
        ),
        (
            {"event__registration": Event.RegistrationPolicy.NONE},
            "L’entrée est libre : venez sans vous inscrire.",
        ),
    ],
)
def test_a_session_that_takes_nobody_says_why_and_shows_no_form(client, fields, sentence):
    session = SessionFactory(**fields)

    answer = client.get(session.get_registration_url())

    assert (answer.status_code, sentence in text(answer)) == (200, True)
    assert "<form method" not in text(answer)
    assert not answer.cookies
    assert send(client, session).status_code == 409


def test_a_full_session_with_a_line_says_what_the_line_is(client):
    session = SessionFactory(capacity=0)

    answer = client.get(session.get_registration_url())

    assert "Une nouvelle inscription entre en liste d’attente." in text(answer)
    assert "Rejoindre la liste d’attente" in text(answer)


@pytest.mark.parametrize("hidden", [{"live": False}, {"closed_group": True}])
def test_what_is_not_public_has_neither_form_nor_confirmation(client, session, hidden):
    sent = send(client, session).url
    assert client.get(session.get_registration_url()).status_code == 200
    Event.objects.filter(pk=session.event_id).update(**hidden)

    answers = [
        client.get(session.get_registration_url()),
        send(client, session, email="x@example.org"),
        client.get(sent),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_a_session_of_another_rendez_vous_or_of_none_has_no_form(client, session):
    other = EventFactory(slug="autre")

    urls = [
        reverse("events:register", args=[other.slug, session.pk]),
        reverse("events:register", args=["dire-non", 10**30]),
    ]

    assert [client.get(url).status_code for url in urls] == [404, 404]


def test_the_form_is_kept_by_no_shared_cache(client, session):
    answer = client.get(session.get_registration_url())

    assert answer["Cache-Control"] == "private, no-cache"
    assert list(answer.cookies) == ["csrftoken"]


def test_the_form_is_protected_against_other_sites(session):
    client = Client(enforce_csrf_checks=True)

    assert send(client, session).status_code == 403


@pytest.mark.parametrize("people", [1, 3])
def test_the_form_costs_the_same_whoever_is_registered(
    client, session, people, django_assert_num_queries
):
    for person in PersonFactory.create_batch(people):
        registration.register(session, person)
    client.get(session.get_registration_url())

    with django_assert_num_queries(9):
        client.get(session.get_registration_url())


# Whatever is typed


def asking_session():
    session = SessionFactory()
    for kind in Question.Kind:
        QuestionFactory(event=session.event, key=kind, kind=kind, choices="Un\nDeux")
    return session


anything = st.text(st.characters(exclude_categories=[]), max_size=300)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    fields=st.dictionaries(
        st.sampled_from(
            [
                *["first_name", "last_name", "email", "profession", "website", "stamp"],
                *(f"question_{kind}" for kind in Question.Kind),
            ]
        ),
        st.one_of(anything, st.emails(), st.integers().map(str)),
    )
)
@example(fields={"first_name": "Ma\x00rie", "question_text": "\x00"})
@example(fields={"email": "nina@\ud800.fr"})
@example(fields={"email": "é@example.org"})
@example(fields={"email": f"{'n' * 300}@example.org"})
@example(fields={"last_name": "\ud800", "structure": "\udfff"})
@example(fields=dict.fromkeys(["first_name", "email", "profession", "question_text"], "a" * 10_000))
@example(fields={"profession": "9" * 400, "commune": "-1"})
@example(fields={"profession": "\x00", "commune": "٣"})
@example(fields={"question_number": "9" * 5000, "question_choice": "\x00"})
@example(fields={"question_number": "٣", "question_yes_no": "oui"})
@example(fields={"stamp": "\ud800:\x00:é"})
def test_whatever_is_typed_is_answered(client, fields):
    cache.clear()
    session = Session.objects.first() or asking_session()
    boundary = "limite"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        + str(value).encode("utf-8", "surrogatepass")
        for name, value in typed(**fields).items()
    ]
    body = b"\r\n".join([*parts, f"--{boundary}--\r\n".encode()])

    answer = client.generic(
        "POST",
        session.get_registration_url(),
        body,
        content_type=f"multipart/form-data; boundary={boundary}",
    )

    assert answer.status_code in (302, 422, 429)


@pytest.mark.parametrize("name", ["first_name", "email", "stamp", "profession", "question_text"])
def test_half_a_character_smuggled_by_an_exotic_encoding_is_answered(client, name):
    session = asking_session()
    part = 'Content-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    body = "--limite\r\n" + "--limite\r\n".join(
        part.format(key, "nina@+2AA-.fr" if key == name else value)
        for key, value in typed(question_text="").items()
    )

    answer = client.generic(
        "POST",
        session.get_registration_url(),
        body + "--limite--\r\n",
        content_type="multipart/form-data; boundary=limite; charset=utf-7",
    )

    assert answer.status_code in (302, 422)


# The page behind the personal link


def test_the_page_behind_the_link_says_that_the_seat_is_reserved(client, session):
    seat = registration.register(session, PersonFactory(first_name="Nina", last_name="Simone"))

    answer = client.get(link(seat))

    assert "Inscription de Nina Simone" in text(answer)
    assert "Votre place est réservée." in text(answer)


def test_the_page_behind_the_link_says_the_place_in_the_line(client, session):
    waiting = [registration.register(session, PersonFactory()) for _ in range(4)][-1]

    answer = client.get(link(waiting))

    assert "Vous êtes en liste d’attente, à la 2e place." in text(answer)


def test_the_link_to_connect_is_given_to_who_has_a_seat_and_not_to_the_line(client):
    session = SessionFactory(capacity=1, online=True)
    seated, waiting = (registration.register(session, PersonFactory()) for _ in range(2))

    with time_machine.travel(session.starts_at - timedelta(minutes=15)):
        assert "https://visio.example.org/salle" in text(client.get(link(seated)))
        assert "visio.example.org" not in text(client.get(link(waiting)))


def test_the_link_to_connect_shows_from_a_quarter_of_an_hour_before_until_the_end(client):
    session = SessionFactory(online=True)
    url = link(registration.register(session, PersonFactory()))
    later = "Le lien apparaîtra ici 15 minutes avant le début."

    def shown(instant):
        with time_machine.travel(instant):
            page = text(client.get(url))
        return later in page, session.online_url in page

    assert shown(session.starts_at - timedelta(minutes=16)) == (True, False)
    assert shown(session.starts_at - timedelta(minutes=14)) == (False, True)
    assert shown(session.ends_at - timedelta(minutes=1)) == (False, True)
    assert shown(session.ends_at + timedelta(minutes=1)) == (False, False)


def test_a_cancelled_session_says_so_and_offers_nothing_to_cancel(client, session):
    seat = registration.register(session, PersonFactory())
    url = link(seat)
    assert "Annuler mon inscription" in text(client.get(url))
    Session.objects.update(status=Session.Status.CANCELLED, status_note="La salle est inondée.")

    answer = client.get(url)

    assert "Cette séance est annulée." in text(answer)
    assert "La salle est inondée." in text(answer)
    assert "Annuler mon inscription" not in text(answer)


def test_a_postponed_session_says_from_which_day(client, session):
    seat = registration.register(session, PersonFactory())
    eve = timezone.make_aware(datetime(2026, 10, 13, 0, 30))
    Session.objects.update(status=Session.Status.POSTPONED, previous_starts_at=eve)

    with time_machine.travel("2026-10-01"):
        answer = client.get(link(seat))

    assert "Prévue le mardi 13 octobre, 0 h 30, elle aura lieu à la date ci-dessous." in text(
        answer
    )


def test_a_past_session_can_no_longer_be_cancelled(client, session):
    seat = registration.register(session, PersonFactory())
    url = link(seat)
    Session.objects.update(starts_at=soon(hours=-3), ends_at=soon(hours=-1))

    page, answer = client.get(url), client.post(f"{url}annuler/")

    assert "Cette séance est passée." in text(page)
    assert (answer.status_code, "il n’y a plus rien à annuler" in text(answer)) == (409, True)
    seat.refresh_from_db()
    assert seat.is_live


def test_cancelling_asks_first_and_then_gives_the_seat_to_the_head_of_the_line(client):
    session = SessionFactory(capacity=1)
    seated, waiting = (registration.register(session, PersonFactory()) for _ in range(2))
    url = link(seated)

    confirm = client.get(f"{url}annuler/")
    assert "Oui, annuler mon inscription" in text(confirm)
    answer = client.post(f"{url}annuler/", follow=True)

    waiting.refresh_from_db()
    assert answer.redirect_chain == [(url, 302)]
    assert "Votre inscription est annulée." in text(answer)
    assert f'href="{session.get_registration_url()}">S’inscrire de nouveau' in text(answer)
    assert waiting.status == Registration.Status.OFFERED
    assert client.get(f"{url}annuler/").url == url
    assert client.post(f"{url}annuler/").url == url


def test_opening_links_changes_nothing(client, session):
    seat = registration.register(session, PersonFactory())
    url = link(seat)
    before = list(Registration.objects.values())

    for path in (url, f"{url}annuler/"):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    assert client.post(url).status_code == 405

    assert list(Registration.objects.values()) == before
    assert RegistrationLink.objects.count() == 1


def test_the_link_works_without_any_cookie_even_where_origins_are_hidden(session):
    """`Referrer-Policy: no-referrer` makes browsers send `Origin: null` with the form."""
    seat = registration.register(session, PersonFactory())
    client = Client(enforce_csrf_checks=True, headers={"Origin": "null"})
    url = link(seat)

    assert not client.get(f"{url}annuler/").cookies
    assert client.post(f"{url}annuler/").status_code == 302
    seat.refresh_from_db()
    assert not seat.is_live


@pytest.mark.parametrize("action", ["", "annuler/"])
def test_personal_pages_are_kept_by_nobody_and_told_to_nobody(client, session, action):
    url = link(registration.register(session, PersonFactory()))

    for answer in (client.get(f"{url}{action}"), client.get(f"/inscriptions/wrong/{action}")):
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert not answer.cookies


def test_a_wrong_and_a_revoked_link_get_the_same_page_that_names_nobody(client, session):
    seat = registration.register(session, PersonFactory(last_name="Simone"))
    url = link(seat)
    assert "Simone" in text(client.get(url))
    RegistrationLink.objects.update(revoked_at=timezone.now())

    wrong = client.get(f"/inscriptions/{'x' * 43}/")
    revoked = client.get(url)
    posted = client.post(f"{url}annuler/")

    assert [answer.status_code for answer in (wrong, revoked, posted)] == [404, 404, 404]
    assert "Ce lien n’ouvre rien" in text(revoked)
    assert "Simone" not in text(revoked)
    assert "Dire non" not in text(revoked)
    seat.refresh_from_db()
    assert seat.is_live


@pytest.mark.parametrize("token", ["é", "a" * 5000, "a b", "\x00", "%F0%28"])
def test_any_nonsense_for_a_token_is_an_unknown_link(client, token):
    assert client.get(f"/inscriptions/{quote(token)}/").status_code == 404


def test_a_person_without_an_address_has_a_page_too(client):
    session = SessionFactory(capacity=0)
    seat = registration.register(
        session, PersonFactory(email=None), source=Registration.Source.STAFF
    )

    answer = client.get(link(seat))

    assert "à votre tour : l’équipe vous appelle" in text(answer)


def test_a_closed_groups_page_leads_to_no_public_address(client):
    session = SessionFactory(event__closed_group=True, event__slug="entre-nous")
    seat = registration.register(session, PersonFactory(), source=Registration.Source.STAFF)

    answer = client.get(link(seat))

    assert "Votre place est réservée." in text(answer)
    assert "/agenda/entre-nous/" not in text(answer)
    assert session.uid not in text(answer)


def test_logs_never_hold_a_token(client, session, caplog):
    url = link(registration.register(session, PersonFactory()))
    assert client.get(url).status_code == 200
    RegistrationLink.objects.update(revoked_at=timezone.now())

    client.get(url)

    assert caplog.messages == ["Not Found: /inscriptions/…/"]
