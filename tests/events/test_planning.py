"""What planning writes, and what calendars then say: revisions, titles, dates of change."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from events import planning
from events.models import Event, Registration, Session, Watermark
from events.wording import when
from tests.factories import (
    EventFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    VenueFactory,
)

MONDAY = datetime(2026, 9, 7, 8, tzinfo=UTC)
LATER = MONDAY + timedelta(days=1)


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def says(session, line):
    session.refresh_from_db()
    return line in session.vevent.replace("\r\n ", "").split("\r\n")


def test_a_session_is_created_ready_to_be_read():
    template = SessionFactory()

    session = planning.create(
        template.event,
        starts_at=template.starts_at,
        ends_at=template.ends_at,
        format=template.format,
    )

    assert says(session, f"UID:{session.uid}")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("starts_at", MONDAY + timedelta(days=3)),
        ("ends_at", MONDAY + timedelta(days=30)),
        ("whole_days", True),
        ("room", "Salle bleue"),
        ("status", Session.Status.CANCELLED),
    ],
)
def test_a_change_of_date_place_or_status_is_a_new_revision(clock, field, value):
    session = SessionFactory()
    clock.move_to(LATER)

    changed = planning.change(session, **{field: value})

    assert (changed.sequence, changed.changed_at) == (1, LATER)
    assert says(session, "SEQUENCE:1")
    assert says(session, "DTSTAMP:20260908T080000Z")


def test_another_venue_is_a_new_revision():
    session, elsewhere = SessionFactory(), VenueFactory(name="Ailleurs")

    assert planning.change(session, venue=elsewhere).sequence == 1


@pytest.mark.parametrize(
    ("field", "value"), [("capacity", 30), ("status_note", "Apportez un tapis.")]
)
def test_other_changes_are_not(field, value):
    session = SessionFactory()

    assert planning.change(session, **{field: value}).sequence == 0


def test_what_calendars_do_not_show_does_not_date_the_session(clock):
    session = SessionFactory()
    clock.move_to(LATER)

    changed = planning.change(session, capacity=30)

    assert (changed.capacity, changed.changed_at) == (30, MONDAY)


def test_the_same_values_again_are_no_revision():
    session = SessionFactory()

    assert planning.change(session, starts_at=session.starts_at).sequence == 0


def test_a_form_that_already_changed_the_object_in_hand_hides_nothing():
    session = SessionFactory(room="Salle bleue")
    session.room = "Salle verte"

    assert planning.change(session, room="Salle verte").sequence == 1


def test_a_change_leaves_what_others_wrote_meanwhile():
    session = SessionFactory(capacity=10)
    Session.objects.filter(pk=session.pk).update(capacity=25)

    assert planning.change(session, room="Salle verte").capacity == 25


def test_a_cancelled_session_says_so_in_every_way():
    session = SessionFactory(event__title="Éveil musical")

    planning.cancel(session, note="L’intervenante est souffrante.")

    assert says(session, "SUMMARY:ANNULÉ – Éveil musical")
    assert says(session, "STATUS:CANCELLED")
    assert says(session, "TRANSP:TRANSPARENT")
    assert says(session, "SEQUENCE:1")
    assert "L’intervenante est souffrante." in session.vevent.replace("\r\n ", "")


def test_a_session_planned_again_is_confirmed_with_a_higher_number():
    session = SessionFactory()
    planning.cancel(session)

    planning.change(session, status=Session.Status.PLANNED, status_note="")

    assert says(session, "STATUS:CONFIRMED")
    assert says(session, "SEQUENCE:2")


def test_a_postponed_session_says_it_in_its_title_for_a_week(clock):
    session = SessionFactory(event__title="Éveil musical")
    starts_at = MONDAY + timedelta(days=40)

    planning.postpone(session, starts_at, starts_at + timedelta(hours=2), note="Salle prise.")

    assert said(MONDAY) == ["SUMMARY:REPORTÉ – Éveil musical", "LAST-MODIFIED:20260907T080000Z"]
    assert said(MONDAY + timedelta(days=6, hours=23))[0] == "SUMMARY:REPORTÉ – Éveil musical"
    # The week has passed: nobody wrote, the text is another and it says since when.
    after = MONDAY + timedelta(days=8)
    assert said(after) == ["SUMMARY:Éveil musical", "LAST-MODIFIED:20260914T080000Z"]
    assert Session.objects.last_change(after) == MONDAY + timedelta(days=7)


def said(now):
    [text] = Session.objects.texts(now)
    return [
        row for row in text.decode().split("\r\n") if row.startswith(("SUMMARY", "LAST-MODIFIED"))
    ]


@pytest.mark.parametrize(
    ("closes", "put_off_to", "expected"),
    [
        (None, 31, None),
        (24, 31, 29),  # the clocks change in between
        (24, 22, None),  # or they would close on the day when they open
    ],
)
def test_registrations_of_a_postponed_session_close_as_long_before(closes, put_off_to, expected):
    def march(day):
        return day and timezone.make_aware(datetime(2027, 3, day, 18))

    session = SessionFactory(starts_at=march(26), opens_at=march(20), closes_at=march(closes))

    planning.postpone(session, march(put_off_to), march(put_off_to) + timedelta(hours=2))

    session.refresh_from_db()
    assert session.closes_at == march(expected)


def test_a_postponed_session_keeps_its_old_date_in_words(clock):
    session = SessionFactory(starts_at=datetime(2026, 10, 13, 17, 45, tzinfo=UTC))
    starts_at = MONDAY + timedelta(days=40)

    planning.postpone(session, starts_at, starts_at + timedelta(hours=2))

    session.refresh_from_db()
    words = session.vevent.replace("\r\n ", "").replace("\xa0", " ")
    assert "d’abord prévue le mardi 13 octobre 2026\\, est reportée." in words
    assert session.sequence == 1


def test_a_session_postponed_twice_says_it_for_a_week_again(clock):
    session = SessionFactory()
    starts_at = MONDAY + timedelta(days=40)
    planning.postpone(session, starts_at, starts_at + timedelta(hours=2))
    clock.move_to(MONDAY + timedelta(days=10))

    planning.postpone(session, starts_at + timedelta(days=1), starts_at + timedelta(days=2))

    session.refresh_from_db()
    assert session.postponed_at == MONDAY + timedelta(days=10)


def test_a_better_title_is_another_text_and_the_same_number(clock):
    session = SessionFactory(event__title="Évail musical")
    clock.move_to(LATER)

    session.event.title = "Éveil musical"
    session.event.save()

    assert says(session, "SUMMARY:Éveil musical")
    assert (session.sequence, session.changed_at) == (0, LATER)


def test_a_draft_title_is_in_no_text():
    event = EventFactory(title="Éveil musical")
    session = SessionFactory(event=event)

    event.title = "Brouillon"
    event.save_revision()

    assert says(session, "SUMMARY:Éveil musical")

    event.latest_revision.publish()

    assert says(session, "SUMMARY:Brouillon")


def test_a_venue_that_moves_is_said_by_its_sessions():
    venue = VenueFactory(name="Maison", address="1 rue A")
    session = SessionFactory(venue=venue)

    venue.address = "2 rue B"
    venue.save()

    assert says(session, "LOCATION:Maison\\, 2 rue B")


def test_rows_made_in_bulk_are_put_into_words_with_their_progress():
    template = SessionFactory()
    Session.objects.bulk_create(
        Session(
            event=template.event,
            starts_at=template.starts_at,
            ends_at=template.ends_at,
            format=template.format,
            changed_at=MONDAY,
        )
        for _ in range(3)
    )
    seen = []

    assert planning.refresh(Session.objects.all(), after_batch=seen.append) == 3
    assert seen == [4]
    assert Session.objects.filter(vevent="").count() == 0
    assert Session.objects.filter(changed_at=MONDAY).count() == 3
    assert planning.refresh(Session.objects.all()) == 0


def test_writes_elsewhere_can_be_told():
    session = SessionFactory(event__title="Avant", venue__name="Avant")
    Event.objects.update(title="Après")
    assert not says(session, "SUMMARY:Après")

    assert planning.event_changed(session.event) == 1
    assert planning.venue_changed(session.venue) == 0

    assert says(session, "SUMMARY:Après")


@pytest.mark.parametrize(
    "act",
    [
        lambda session: session.delete(),
        lambda session: Session.objects.filter(pk=session.pk).delete(),
        lambda session: session.event.delete(),
        lambda session: Event.objects.filter(pk=session.event_id).delete(),
        lambda session: session.event.unpublish(),
        lambda session: session.event.save(),
        lambda session: planning.cancel(session),
        lambda session: planning.refresh(Session.objects.none()),
    ],
)
def test_whatever_changes_a_calendar_raises_the_watermark(act):
    session = SessionFactory()
    before = Watermark.objects.get().moved_at

    act(session)

    assert Watermark.objects.get().moved_at > before


def test_the_watermark_rises_even_when_the_clock_went_back(clock):
    Watermark.move()
    clock.move_to(MONDAY - timedelta(minutes=1))

    Watermark.move()

    assert Watermark.objects.get().moved_at > MONDAY


def test_the_last_change_never_goes_back_while_rows_expire_and_leave(clock):
    """Nine months, day after day, with a cancelled session and a deleted one."""
    old, recent, cancelled, deleted = (
        SessionFactory(starts_at=MONDAY + timedelta(days=days)) for days in (-170, -100, 20, 40)
    )
    planning.cancel(cancelled)
    dates = []
    for day in range(270):
        clock.move_to(MONDAY + timedelta(days=day, hours=12))
        if day == 30:
            deleted.delete()
        dates.append(Session.objects.last_change(timezone.now()))

    assert dates == sorted(dates)
    expired = [old.ends_at + timedelta(days=180), recent.ends_at + timedelta(days=180)]
    dropped = [cancelled.ends_at + timedelta(days=n) for n in (7, 180)]
    gone = MONDAY + timedelta(days=30, hours=12)
    assert sorted(set(dates))[1:] == sorted([*expired, *dropped, gone])


# Who is told


@pytest.fixture
def told(mailoutbox, django_capture_on_commit_callbacks):
    """told(act, …): the addresses, the subject and the text of the letters that this act sends."""

    def letters(act, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            act(*args, **kwargs)
        return [(mail.recipients()[0], mail.subject, mail.body) for mail in mailoutbox]

    return letters


def registered(session, first_name, **fields):
    person = PersonFactory(first_name=first_name, last_name="A", email=f"{first_name}@example.org")
    RegistrationFactory(session=session, person=person, **fields)


@pytest.fixture
def session():
    """Alice has a seat, Bob waits for one, Chloé has given hers back."""
    session = SessionFactory(
        event__title="Éveil", online_url="https://visio.example.org/x", capacity=1
    )
    registered(session, "alice")
    registered(session, "bob", status=Registration.Status.WAITING)
    registered(session, "chloe", status=Registration.Status.CANCELLED)
    return session


def test_a_cancelled_session_is_told_to_all_who_are_registered(session, told):
    sent = told(planning.cancel, session, note="L’intervenante est souffrante.")

    assert [(to, subject) for to, subject, _ in sent] == [
        ("alice A <alice@example.org>", "Votre séance est annulée – Éveil"),
        ("bob A <bob@example.org>", "Votre séance est annulée – Éveil"),
    ]
    for _, _, body in sent:
        assert "L’intervenante est souffrante." in body
        assert "visio.example.org" not in body


def test_a_change_of_date_or_place_is_told_with_what_to_note(session, told):
    sent = told(planning.change, session, room="Salle bleue")

    assert [subject for _, subject, _ in sent] == ["Votre séance a changé – Éveil"] * 2
    assert all("Salle bleue" in body for _, _, body in sent)


def test_a_postponed_session_is_told_with_its_new_date(session, told):
    starts_at = timezone.now() + timedelta(days=40)

    sent = told(planning.postpone, session, starts_at, starts_at + timedelta(hours=2))

    assert [subject for _, subject, _ in sent] == ["Votre séance est reportée – Éveil"] * 2
    session.refresh_from_db()
    assert all("reportée" in body and when(session) in body for _, _, body in sent)


def test_what_changes_neither_date_nor_place_disturbs_nobody(session, told):
    assert told(planning.change, session, children_capacity=30) == []


def test_the_past_disturbs_nobody(told):
    session = SessionFactory(starts_at=timezone.now() - timedelta(days=2))
    registered(session, "alice")

    assert told(planning.cancel, session) == []


def test_a_command_rewrites_what_no_save_announced(capsys, settings):
    settings.SITE_URL = "https://avant.example.org"
    session = SessionFactory(event__slug="eveil")
    uid = session.uid
    settings.SITE_URL = "https://apres.example.org"

    call_command("rewrite_calendars")

    assert capsys.readouterr().out == "\rséances relues : 1 ; réécrites : 1\n"
    assert says(session, f"URL:https://apres.example.org/agenda/eveil/#seance-{session.pk}")
    assert says(session, f"UID:{uid}")
