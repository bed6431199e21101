"""Somebody else's calendar becomes drafts to review: once, never public, never in silence."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from events import imports, planning, registration
from events.forms import importing as forms
from events.models import CalendarImport, Event, ImportedSession, Session
from events.unpacking import Unreadable
from tests import factories
from tests.events.test_importing import PROGRAMS, calendar, exported

PARIS = ZoneInfo("Europe/Paris")
START = reverse("agenda_sessions:import")
QUERIES = 16


@pytest.fixture(autouse=True)
def _september():
    with time_machine.travel(datetime(2026, 9, 1, 8, tzinfo=PARIS), tick=False):
        yield


@pytest.fixture
def sign_in(client):
    def sign_in(role, organisation=None):
        user = factories.UserFactory(
            role=role,
            organisation=organisation or factories.OrganisationFactory(key="galice"),
            is_superuser=role is None,
        )
        client.force_login(user)
        return user

    return sign_in


@pytest.fixture
def choices():
    return {
        "lead": factories.OrganisationFactory(key="galice"),
        "kind": factories.EventKindFactory(key="atelier"),
        "format": factories.EventFormatFactory(key="presentiel"),
        "venue": None,
    }


def file(data, name="agenda.ics"):
    return SimpleUploadedFile(name, data, content_type="text/calendar")


def send(client, data, **fields):
    """Give a file; the page that shows what it holds."""
    period = {"since": "2026-09-01", "until": "2027-08-31"}
    return client.post(START, {"file": file(data), **period, **fields}, follow=True)


def keep(client, made, choices, kept=None):
    """Tick these dates, or those that are ticked beforehand."""
    form = forms.ChoiceForm(calendar_import=made, user=factories.UserFactory())
    kept = form.kept if kept is None else kept
    chosen = {name: row.pk for name, row in choices.items() if row is not None}
    return client.post(
        made.get_absolute_url(), {**chosen, "kept": sorted(map(str, kept))}, follow=True
    )


def made():
    return CalendarImport.objects.first()


def event(title="Atelier", start="20261006T100000", uid="a", **more):
    lines = {"UID": uid, "SUMMARY": title, "DTSTART;TZID=Europe/Paris": start, "DURATION": "PT2H"}
    body = [f"{name}:{value}" for name, value in {**lines, **more}.items()]
    return "\r\n".join(["BEGIN:VEVENT", *body, "END:VEVENT"])


def of(*events):
    return "\r\n".join(["BEGIN:VCALENDAR", *events, "END:VCALENDAR", ""]).encode()


def test_a_calendar_becomes_drafts_with_their_sessions_that_nobody_sees(client, sign_in, choices):
    sign_in("agenda")
    house = factories.VenueFactory(name="La Maison")

    shown = send(client, exported("google"))
    assertContains(shown, "RPE des Deux Vallons")
    assertContains(shown, "Marqué privé dans cet agenda.")
    assert Event.objects.count() == 0
    response = keep(client, made(), choices)

    assertContains(response, "5 séances importées dans 2 brouillons")
    morning, salon = Event.objects.order_by("title")
    assert (morning.title, salon.title) == ("Matinée d’éveil", "Salon de la petite enfance")
    assert (morning.live, morning.lead, morning.kind) == (False, choices["lead"], choices["kind"])
    assert morning.summary == "Un temps pour jouer et se poser."
    assert morning.body == ("<p>Un temps pour jouer et se poser.</p><p>Avec Léa, éducatrice.</p>")
    first = morning.sessions.first()
    assert (first.venue, first.online_url) == (house, "https://meet.google.com/abc-defg-hij")
    assert [
        f"{timezone.localtime(session.starts_at):%d/%m %H:%M}" for session in morning.sessions.all()
    ] == ["06/10 09:30", "21/10 14:00", "27/10 09:30", "03/11 09:30"]
    assert salon.sessions.get().whole_days
    for address in ("/agenda/", "/agenda/agenda.ics", "/agenda/agenda.xml", "/agenda/encart/"):
        assertNotContains(client.get(address), "Matinée d’éveil")
    assert client.get(morning.get_absolute_url()).status_code == 404


def test_published_it_is_seen(client, sign_in, choices):
    sign_in("agenda")
    send(client, of(event("Café")))
    keep(client, made(), choices)
    [draft] = Event.objects.all()

    draft.save_revision().publish()

    assertContains(client.get("/agenda/"), "Café")


def test_the_same_calendar_read_again_proposes_nothing(client, sign_in, choices):
    sign_in("agenda")
    send(client, exported("apple"))
    keep(client, made(), choices)
    assert Session.objects.count() == 3  # the fourth is cancelled

    again = send(client, exported("apple"))

    assertContains(again, "Rien de nouveau à proposer")
    assertContains(again, "3\xa0dates déjà là")
    assert Session.objects.count() == 3


def test_our_own_feed_read_again_proposes_nothing(client, sign_in):
    sign_in("agenda")
    factories.SessionFactory(starts_at=timezone.now() + timedelta(days=40))

    assertContains(send(client, client.get("/agenda/agenda.ics").content), "Rien de nouveau")


def test_what_is_not_ticked_stays_proposed(client, sign_in, choices):
    sign_in("agenda")
    send(client, of(event("Oui", uid="a"), event("Non", uid="b")))

    response = keep(client, made(), choices, kept={0})

    assert [draft.title for draft in Event.objects.all()] == ["Oui"]
    assertContains(response, "Non")
    assert [one.entry.title for one in imports.proposals(made())] == ["Non"]


def test_a_double_click_imports_once(client, sign_in, choices):
    sign_in("agenda")
    send(client, of(event()))
    kept = {0}

    keep(client, made(), choices, kept)
    response = keep(client, made(), choices, kept)

    assert response.status_code == 200
    assert (Event.objects.count(), Session.objects.count()) == (1, 1)


def test_two_readings_of_the_same_calendar_import_once(choices):
    user = factories.UserFactory()
    reading = imports_of(of(event()))
    first, second = (imports.propose(reading, "a.ics", user) for _ in range(2))

    imports.bring_in(first, {0}, user, **choices)
    result = imports.bring_in(second, {0}, user, **choices)

    assert (result.sessions, result.too_late) == (0, 1)
    assert (Event.objects.count(), Session.objects.count()) == (1, 1)


def imports_of(data):
    return forms.read(data, datetime(2026, 9, 1).date(), datetime(2027, 8, 31).date(), PARIS)


def test_the_table_itself_refuses_a_date_twice():
    fields = {"uid": "a", "recurrence": ""}
    ImportedSession.objects.create(session=factories.SessionFactory(), **fields)

    with pytest.raises(IntegrityError), transaction.atomic():
        ImportedSession.objects.create(session=factories.SessionFactory(), **fields)


def test_a_session_deleted_here_can_be_proposed_again(client, sign_in, choices):
    sign_in("agenda")
    send(client, of(event()))
    keep(client, made(), choices)
    Session.objects.get().delete()

    send(client, of(event()))

    assert [one.state for one in imports.proposals(made())] == ["nouveau"]


def test_a_change_is_proposed_and_followed_only_when_ticked(client, sign_in, choices):
    sign_in("agenda")
    house = factories.VenueFactory(name="La Maison")
    send(client, of(event("Café")))
    keep(client, made(), choices)
    before = Session.objects.get()
    Event.objects.get().save_revision().publish()

    moved = of(event("Café gourmand", start="20261013T140000", LOCATION="La Maison"))
    shown = send(client, moved)

    assertContains(
        shown, "Date\xa0: mardi 6\xa0octobre, 10\xa0h\xa0– 12\xa0h → mardi 13\xa0octobre, 14\xa0h"
    )
    assertContains(shown, "Titre\xa0: «\xa0Café\xa0» → «\xa0Café gourmand\xa0».")
    assert shown.context["form"].kept == set()  # nothing is ticked beforehand
    assert Session.objects.get().starts_at == before.starts_at

    response = keep(client, made(), choices, kept={0})

    assertContains(response, "1 changement suivi.")
    after = Session.objects.get()
    assert timezone.localtime(after.starts_at) == datetime(2026, 10, 13, 14, tzinfo=PARIS)
    assert (after.venue, after.sequence) == (house, before.sequence + 1)
    published = Event.objects.get()
    assert published.title == "Café"  # what people read waits for somebody to publish
    assert published.get_latest_revision_as_object().title == "Café gourmand"
    assertContains(send(client, moved), "Rien de nouveau")


def test_a_date_cancelled_there_is_proposed_to_be_cancelled_here(client, sign_in, choices):
    sign_in("agenda")
    send(client, of(event()))
    keep(client, made(), choices)

    send(client, of(event(STATUS="CANCELLED")))
    keep(client, made(), choices, kept={0})

    assert Session.objects.get().status == Session.Status.CANCELLED


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_date_that_is_planned_again_there_is_brought_back_here(choices, program):
    user = factories.UserFactory()
    planned = exported(program).replace(b"STATUS:CANCELLED", b"X-STATUS:CANCELLED")
    cancelled = planned.replace(b"STATUS:CONFIRMED", b"X-STATUS:CONFIRMED").replace(
        b"BEGIN:VEVENT\r\n", b"BEGIN:VEVENT\r\nSTATUS:CANCELLED\r\n"
    )

    def follow(data):
        reading = imports.propose(imports_of(data), "a.ics", user)
        found = imports.proposals(reading)
        imports.bring_in(reading, {one.number for one in found}, user, **choices)
        states = [(row.status, row.sequence) for row in Session.objects.all()]
        return {change for one in found for change in one.changes}, set(states)

    follow(planned)
    count = Session.objects.count()
    assert count > 2

    assert follow(cancelled) == ({"Annulée dans l’agenda."}, {("cancelled", 1)})
    assert follow(planned) == ({"De nouveau prévue dans l’agenda."}, {("planned", 2)})
    assert follow(planned) == (set(), {("planned", 2)})
    assert Session.objects.count() == count


def test_who_was_registered_is_told_that_it_takes_place_after_all_and_the_line_moves(
    choices, mailoutbox, django_capture_on_commit_callbacks
):
    user = factories.UserFactory()

    def follow(data):
        reading = imports.propose(imports_of(data), "a.ics", user)
        with django_capture_on_commit_callbacks(execute=True):
            imports.bring_in(reading, {0}, user, **choices)

    follow(of(event()))
    Event.objects.get().save_revision().publish()
    session = Session.objects.get()
    session.capacity = 2
    session.save()
    stays, leaves, waits = (
        registration.register(session, factories.PersonFactory()) for _ in range(3)
    )
    follow(of(event(STATUS="CANCELLED")))
    registration.cancel(leaves)
    assert list(session.registrations.waiting()) == [waits]  # of what does not take place
    mailoutbox.clear()

    follow(of(event(start="20261013T100000")))

    assert list(session.registrations.offered()) == [waits]
    subjects = [(letter.subject.partition(" – ")[0], letter.to[0]) for letter in mailoutbox]
    first, second = (f"{row.full_name} <{row.person.email}>" for row in (stays, waits))
    assert subjects == [
        ("Votre séance a changé", first),
        ("Votre séance a changé", second),
        ("Une place vous est gardée : répondez", second),
    ]
    words = mailoutbox[0].body.replace("\xa0", " ")
    assert "Séance : annulée → prévue" in words
    assert "Date : mardi 6 octobre, 10 h – 12 h → mardi 13 octobre, 10 h – 12 h" in words
    [invitation] = [part for part, kind in mailoutbox[0].alternatives if "calendar" in kind]
    assert ("METHOD:REQUEST" in invitation, "SEQUENCE:2" in invitation) == (True, True)


def test_what_the_team_cancelled_itself_is_not_brought_back_by_a_calendar(choices):
    user = factories.UserFactory()
    imports.bring_in(imports.propose(imports_of(of(event())), "a", user), {0}, user, **choices)
    planning.cancel(Session.objects.get())

    reading = imports.propose(imports_of(of(event("Autre titre"))), "a", user)
    imports.bring_in(reading, {0}, user, **choices)

    assert Session.objects.get().status == Session.Status.CANCELLED


def test_a_new_date_of_what_is_published_makes_a_draft_of_its_own(client, sign_in, choices):
    """Otherwise it would be public at once."""
    sign_in("agenda")
    weekly = {"RRULE": "FREQ=WEEKLY;COUNT=1"}
    send(client, of(event(**weekly)))
    keep(client, made(), choices)
    Event.objects.get().save_revision().publish()

    send(client, of(event(RRULE="FREQ=WEEKLY;COUNT=2")))
    keep(client, made(), choices)

    assert sorted(row.live for row in Event.objects.all()) == [False, True]
    assert Session.objects.public().count() == 1


def test_a_new_date_of_a_draft_joins_it(client, sign_in, choices):
    sign_in("agenda")
    send(client, of(event(RRULE="FREQ=WEEKLY;COUNT=1")))
    keep(client, made(), choices)

    send(client, of(event(RRULE="FREQ=WEEKLY;COUNT=2")))
    keep(client, made(), choices)

    assert Event.objects.get().sessions.count() == 2


def test_a_place_that_is_not_ours_is_kept_in_words_and_ours_is_the_default(
    client, sign_in, choices
):
    sign_in("agenda")
    ours = factories.VenueFactory(name="Chez nous")
    send(client, of(event(LOCATION="Gymnase municipal")))

    keep(client, made(), {**choices, "venue": ours})

    assert Session.objects.get().venue == ours
    assert "Lieu indiqué\xa0: Gymnase municipal" in Event.objects.get().body


def test_a_text_with_markup_is_text(client, sign_in, choices):
    sign_in("agenda")
    hostile = "<script>alert(1)</script>1 < 2 &amp; <img src=x onerror=alert(1)>"
    send(client, of(event("<b>Jeux</b>", DESCRIPTION=hostile)))

    keep(client, made(), choices)

    draft = Event.objects.get()
    assert draft.title == "<b>Jeux</b>"
    assert "<script" not in draft.body
    assert "<img" not in draft.body


def test_what_cannot_be_read_is_listed_with_its_reason(client, sign_in):
    sign_in("agenda")

    shown = send(client, calendar(["SUMMARY:Sortie", "DTSTART:demain"]))

    assertContains(shown, "<strong>Sortie</strong>")
    assertContains(shown, "sa date est illisible (demain).")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choisissez un fichier, ou donnez une adresse."),
        ({"address": "ftp://example.org/"}, "Cette adresse n’en est pas une"),
        ({"address": "http://127.0.0.1/a.ics"}, "Cette adresse mène à un réseau privé"),
        ({"address": "http://[::ffff:10.0.0.1]/"}, "Cette adresse mène à un réseau privé"),
        ({"until": "2026-01-01"}, "La fin de la période précède son début."),
        ({"until": "2036-01-01"}, "Trois ans au plus à la fois."),
    ],
)
def test_a_refusal_is_a_sentence_and_nothing_typed_is_lost(client, sign_in, fields, sentence):
    sign_in("agenda")

    response = client.post(START, {"since": "2026-09-02", "until": "2026-12-31", **fields})

    assertContains(response, sentence, status_code=422)
    assertContains(response, 'value="2026-09-02"', status_code=422)
    assertContains(response, fields.get("address", "https://"), status_code=422)
    assert CalendarImport.objects.count() == 0


def test_a_file_and_an_address_are_one_too_many(client, sign_in):
    sign_in("agenda")

    response = send(client, of(event()), address="https://example.org/a.ics")

    assertContains(response, "Un seul à la fois", status_code=422)


def test_a_file_too_big_is_refused(client, sign_in, monkeypatch):
    monkeypatch.setattr(forms, "LIMIT", 100)
    sign_in("agenda")

    assertContains(send(client, of(event())), "trop gros", status_code=422)


def test_an_address_is_read_like_a_file(client, sign_in, monkeypatch):
    sign_in("agenda")
    monkeypatch.setattr(forms, "fetch", lambda address: of(event("Café")))

    response = client.post(
        START,
        {
            "address": "webcal://example.org/secret/a.ics",
            "since": "2026-09-01",
            "until": "2027-08-31",
        },
        follow=True,
    )

    assertContains(response, "Café")
    assert made().source == "example.org"  # what follows may be a secret
    assertNotContains(response, "secret")


def test_without_a_choice_the_dates_ticked_stay_ticked(client, sign_in, choices):
    sign_in("agenda")
    send(client, of(event("A", uid="a"), event("B", uid="b")))

    response = keep(client, made(), {"lead": choices["lead"]}, kept={1})

    assert response.status_code == 422
    assertContains(response, 'value="1" checked', status_code=422)
    assertNotContains(response, 'value="0" checked', status_code=422)


def test_nothing_ticked_is_said(client, sign_in, choices):
    sign_in("agenda")
    send(client, of(event()))

    response = keep(client, made(), choices, kept=set())

    assertContains(response, "Cochez au moins une date.", status_code=422)


@pytest.mark.parametrize(
    ("role", "status"),
    [(None, 200), ("coordination", 200), ("agenda", 200), ("rédaction", 302), ("accueil", 302)],
)
def test_who_may_add_to_the_agenda_may_import(client, sign_in, role, status):
    sign_in(role)
    reading = imports.propose(imports_of(of(event("Secret"))), "a.ics", factories.UserFactory())
    addresses = [START, reading.get_absolute_url(), reverse("agenda_sessions:import_example")]

    assert [client.get(address).status_code for address in addresses] == [status] * 3
    assert ("Secret" in client.get(addresses[1]).content.decode()) == (status == 200)


def test_a_stranger_is_sent_to_the_door(client):
    assertRedirects(
        client.get(START),
        f"{reverse('wagtailadmin_login')}?next={START}",
        fetch_redirect_response=False,
    )


def test_the_list_of_events_leads_to_the_import(client, sign_in):
    sign_in("agenda")

    response = client.get(reverse("wagtailsnippets_events_event:list"))

    assertContains(response, f'href="{START}"')


def test_the_example_is_a_calendar_of_dates_to_come_with_one_mistake(client, sign_in):
    sign_in("agenda")
    example = client.get(reverse("agenda_sessions:import_example"))

    reading = imports_of(example.content)

    assert [entry.title for entry in reading.entries] == [
        "Semaine de la petite enfance",
        "Café des parents et des professionnels",
        "Conférence : le sommeil du tout-petit",
        *["Café des parents et des professionnels"] * 3,
    ]
    assert all(entry.starts_at > timezone.now() for entry in reading.entries)
    assert [problem.what for problem in reading.problems] == ["Sortie dont la date est illisible"]


def test_thousands_of_dates_are_proposed_by_portions(client, sign_in, choices, monkeypatch):
    monkeypatch.setattr(imports, "MOST", 3)
    sign_in("agenda")
    data = of(*(event(f"N {n}", start=f"202610{n + 10}T100000", uid=str(n)) for n in range(5)))

    assertContains(send(client, data), "Il en reste 2")
    keep(client, made(), choices)
    send(client, data)

    assert [one.entry.title for one in imports.proposals(made())] == ["N 3", "N 4"]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_was_read_can_be_kept(data):
    """PostgreSQL keeps no text with a zero in it."""
    whole = bytearray(exported(data.draw(st.sampled_from(PROGRAMS))))
    for _ in range(data.draw(st.integers(1, 12))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.sampled_from(b"\0\x1b\r:;"))
    try:
        reading = imports_of(bytes(whole))
    except Unreadable:
        return

    kept = imports.propose(reading, "a.ics", None)

    kept.refresh_from_db()
    assert "\\u0000" not in json.dumps([kept.proposals, kept.problems, kept.name])
    assert [one.entry for one in imports.proposals(kept)] == [
        entry for entry in reading.entries if not entry.cancelled
    ]


def test_old_readings_are_forgotten_but_not_what_they_brought(choices, monkeypatch):
    monkeypatch.setattr(imports, "KEPT", 1)
    user = factories.UserFactory()
    imports.bring_in(imports.propose(imports_of(of(event())), "a", user), {0}, user, **choices)

    imports.propose(imports_of(of(event())), "b", user)

    assert [one.source for one in CalendarImport.objects.all()] == ["b"]
    assert ImportedSession.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_what_is_shown(
    client, sign_in, choices, django_assert_num_queries, count
):
    user = sign_in("agenda")
    data = of(*(event(uid=str(n)) for n in range(count)))
    reading = imports.propose(imports_of(data), "a.ics", user)
    client.get(reading.get_absolute_url())

    with django_assert_num_queries(QUERIES):
        client.get(reading.get_absolute_url())
