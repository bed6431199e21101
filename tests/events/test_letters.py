"""Letters are read as mail programs read them: parsed from their bytes."""

import re
import smtplib
from email import message_from_bytes, policy

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.test import Client

from events import asking, letters, planning, registration
from events.models import Event, Registration, RegistrationLink
from identity.models import Identity
from tests.factories import EventFactory, PersonFactory, RegistrationFactory, SessionFactory

SITE = "https://lieu.example.org"


@pytest.fixture(autouse=True)
def _place(settings):
    settings.SITE_URL = SITE
    settings.DEFAULT_FROM_EMAIL = "lettres@lieu.example.org"
    place = Identity.load()
    place.name, place.email = "Le Nid", "bonjour@lieu.example.org"
    place.save()


@pytest.fixture
def posted(mailoutbox, django_capture_on_commit_callbacks):
    """posted(act, …): the letters that this act sends, parsed."""

    def parsed(act, *args, **kwargs):
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act(*args, **kwargs)
        return [parse(letter.message().as_bytes()) for letter in mailoutbox]

    return parsed


def parse(raw):
    return message_from_bytes(raw, policy=policy.default)


def text(letter):
    return letter.get_body(("plain",)).get_content().replace("\xa0", " ")


def html(letter):
    return letter.get_body(("html",)).get_content().replace("\xa0", " ")


def subject(letter):
    return " ".join(letter["Subject"].split())  # where it was folded is no matter


def links(letter):
    return re.findall(rf"{SITE}/inscriptions/\S+", text(letter))


def nina(**fields):
    return PersonFactory(
        **{"first_name": "Nina", "last_name": "Simone", "email": "nina@example.org", **fields}
    )


def test_who_gets_a_seat_is_told_where_and_when_and_how_to_cancel(posted):
    session = SessionFactory(
        event__title="Dire non sans crier", venue__name="Maison des Oliviers", room="Salle bleue"
    )

    (letter,) = posted(registration.register, session, nina())

    assert subject(letter) == "Votre place est réservée – Dire non sans crier"
    assert letter["To"] == "Nina Simone <nina@example.org>"
    assert letter["From"] == "Le Nid <lettres@lieu.example.org>"
    assert letter["Reply-To"] == "bonjour@lieu.example.org"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert re.fullmatch(r"<[^@\s]+@lieu\.example\.org>", letter["Message-ID"])
    for body in (text(letter), html(letter)):
        assert "Votre place est réservée." in body
        assert "Maison des Oliviers, Salle bleue" in " ".join(body.split())
        assert letters.when(session).replace("\xa0", " ") in body
        assert f"{SITE}/agenda/seances/{session.uid}.ics" in body
    assert "Voir ou annuler mon inscription" in text(letter)


def test_the_link_of_a_letter_opens_its_registration_and_only_its_hash_is_kept(posted):
    (letter,) = posted(registration.register, SessionFactory(), nina())

    (url,) = links(letter)
    token = url.split("/")[-2]
    assert f'href="{url}"' in html(letter)
    assert RegistrationLink.open(token) == Registration.objects.get()
    assert RegistrationLink.objects.get().token_hash == RegistrationLink.hash(token)
    assert Client().get(url.removeprefix(SITE)).status_code == 200


def test_who_waits_is_told_their_place_in_the_line(posted):
    session = SessionFactory(capacity=0)
    registration.register(session, PersonFactory())

    (letter,) = posted(registration.register, session, nina())

    assert subject(letter).startswith("Vous êtes en liste d’attente – ")
    assert "vous êtes en liste d’attente, à la 2e place" in text(letter)


def test_cancelling_writes_to_who_leaves_and_to_who_is_offered_the_seat(posted):
    session = SessionFactory(capacity=1, event__title="Dire non")
    seat = registration.register(session, nina())
    registration.register(session, PersonFactory(email="ella@example.org"))

    leaving, taking = posted(registration.cancel, seat)

    assert leaving["To"].addresses[0].addr_spec == "nina@example.org"
    assert subject(leaving) == "Votre inscription est annulée – Dire non"
    assert links(leaving) == []
    assert taking["To"].addresses[0].addr_spec == "ella@example.org"
    assert subject(taking) == "Une place vous est gardée : répondez – Dire non"
    assert len(links(taking)) == 1


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("seated", "Votre inscription est annulée – Dire non"),
        ("waiting", "Vous avez quitté la liste d’attente – Dire non"),
        ("offered", "Vous avez quitté la liste d’attente – Dire non"),
        ("requested", "Votre demande est retirée – Dire non"),
    ],
)
def test_who_leaves_reads_what_they_leave(posted, status, said):
    session = SessionFactory(event__title="Dire non")
    row = RegistrationFactory(session=session, person=nina(), status=status)

    (letter,) = posted(registration.cancel, row)

    assert subject(letter) == said


def test_added_seats_are_announced_to_each_person_who_gets_one(posted):
    session = SessionFactory(capacity=0)
    for n in range(3):
        registration.register(session, PersonFactory(email=f"{n}@example.org"))

    announced = posted(planning.change, session, capacity=2)

    assert [letter["To"].addresses[0].addr_spec for letter in announced] == [
        "0@example.org",
        "1@example.org",
    ]


def test_who_registers_again_is_reminded_with_a_new_link(posted):
    session = SessionFactory()
    form = {"email": "nina@example.org", "first_name": "Nina", "last_name": "Simone"}
    (first,) = posted(asking.ask, [session], [form], form_key="a")

    (again,) = posted(asking.ask, [session], [form], form_key="b")

    assert subject(again).startswith("Vous étiez déjà sur la liste – ")
    assert "elle n’a pas changé : votre place est réservée." in text(again)
    assert links(again) != links(first)
    assert RegistrationLink.objects.count() == 2


def test_a_reminder_uses_the_name_of_the_registration_and_not_the_one_just_typed(posted):
    session = SessionFactory()
    registration.register(session, nina())
    intruder = {"email": "nina@example.org", "first_name": "Insulte", "last_name": "Insulte"}

    (letter,) = posted(asking.ask, [session], [intruder], form_key="b")

    assert "Bonjour Nina," in text(letter)
    assert "Insulte" not in letter.as_string()


def test_a_full_session_without_a_line_reminds_who_is_registered(posted):
    session = SessionFactory(capacity=1, waiting_line=False)
    registration.register(session, nina())
    form = {"email": "nina@example.org", "first_name": "", "last_name": ""}

    def ask():
        with pytest.raises(registration.Full):
            asking.ask([session], [form], form_key="b")

    (letter,) = posted(ask)

    assert subject(letter).startswith("Vous étiez déjà sur la liste – ")


def test_the_link_to_connect_is_only_written_to_who_has_a_seat(posted):
    session = SessionFactory(capacity=1, online=True)

    (seated,) = posted(registration.register, session, PersonFactory())
    (waiting,) = posted(registration.register, session, PersonFactory())

    assert "https://visio.example.org/salle" in text(seated)
    assert "visio.example.org" not in waiting.as_string()


def test_a_closed_groups_letter_leads_to_no_public_address(posted):
    session = SessionFactory(event__closed_group=True)

    (letter,) = posted(registration.register, session, nina(), source=Registration.Source.STAFF)

    assert len(links(letter)) == 1
    assert session.uid not in letter.as_string()


@pytest.mark.parametrize(
    "hostile", ["Atelier\r\nBcc: tous@example.org", "Atelier\nBcc: x\x00\x0b\x85\u2028\x1b"]
)
def test_nothing_in_a_title_or_a_name_makes_a_header(posted, hostile):
    event = EventFactory()
    Event.objects.filter(pk=event.pk).update(title=hostile.replace("\x00", ""))
    place = Identity.load()
    place.name = hostile.replace("\x00", "")
    place.save()
    session = SessionFactory(event=event)

    (letter,) = posted(
        registration.register, session, nina(), first_name=hostile.replace("\x00", "")
    )

    assert letter["Bcc"] is None
    assert [box.addr_spec for box in letter["To"].addresses] == ["nina@example.org"]
    assert [box.addr_spec for box in letter["From"].addresses] == ["lettres@lieu.example.org"]
    assert subject(letter).startswith("Votre place est réservée – Atelier Bcc: ")
    assert not letter.defects


def test_html_in_a_title_or_a_name_stays_text(posted):
    session = SessionFactory(event__title="<img src=x> & Cie")

    (letter,) = posted(registration.register, session, nina(first_name="<b>Nina</b>"))

    assert "&lt;img src=x&gt; &amp; Cie" in html(letter)
    assert "<b>Nina" not in html(letter)
    assert "<img src=x> & Cie" in text(letter)


@pytest.mark.parametrize("name", ["É" * 20, "Anne, dite “Nana” <x@example.org>", "李", "a" * 100])
def test_long_and_foreign_names_arrive_whole(posted, name):
    (letter,) = posted(registration.register, SessionFactory(), nina(first_name=name))

    (box,) = letter["To"].addresses
    assert box.display_name == f"{name} Simone"
    assert box.addr_spec == "nina@example.org"


class Down(BaseEmailBackend):
    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")


class Broken(BaseEmailBackend):
    def send_messages(self, messages):
        raise RuntimeError("a fault of ours")


@pytest.mark.parametrize("backend", ["Down", "Broken"])
@pytest.mark.django_db(transaction=True)
def test_a_letter_that_cannot_leave_loses_no_registration(settings, caplog, backend):
    settings.EMAIL_BACKEND = f"{__name__}.{backend}"

    seat = registration.register(SessionFactory(), nina())

    assert Registration.objects.get() == seat
    (record,) = caplog.records
    assert record.levelname == "ERROR"
    assert "nina@example.org" not in caplog.text


def test_a_registration_that_is_undone_writes_nothing(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as letters_to_send, transaction.atomic():
        registration.register(SessionFactory(), nina())
        transaction.set_rollback(True)

    assert not Registration.objects.exists()
    assert letters_to_send == []
