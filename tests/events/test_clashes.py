"""What a planned session meets is said in full, and nothing else is."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from events import clashes
from events.models import Session
from identity.models import Closure
from tests.factories import (
    AudienceFactory,
    EventFactory,
    EventFormatFactory,
    OrganisationFactory,
    SessionFactory,
    VenueFactory,
)

EVENING = timezone.make_aware(datetime(2027, 10, 12, 19, 45))  # a Tuesday
SAID = "mardi 12\xa0octobre 2027, 19\xa0h\xa045\xa0– 21\xa0h\xa045"


@pytest.fixture(autouse=True)
def _clock():
    """Days of this year are said without it."""
    with time_machine.travel(datetime(2026, 9, 1, 8, tzinfo=UTC), tick=False):
        yield


def planned(starts_at=EVENING, hours=2, audiences=(), **fields):
    """A session that nobody has written yet."""
    lead = OrganisationFactory(key="hetis")
    event = EventFactory(title="Atelier pleurs", lead=lead, terms={"audiences": list(audiences)})
    ends_at = starts_at + timedelta(hours=hours)
    return Session(event=event, starts_at=starts_at, ends_at=ends_at, **fields)


def existing(starts_at=EVENING, audiences=(), **fields):
    lead = OrganisationFactory(key="hetis")
    event = EventFactory(title="Comptines", lead=lead, terms={"audiences": list(audiences)})
    return SessionFactory(event=event, starts_at=starts_at, **fields)


def said(session):
    return clashes.find([session])[0]


def test_nothing_to_meet_is_nothing_to_say():
    assert said(planned(venue=VenueFactory())) == []
    assert clashes.find([]) == []


def test_the_same_room_whatever_its_capitals():
    venue = VenueFactory()
    existing(venue=venue, room="Salle Mimosa")

    assert said(planned(venue=venue, room="salle mimosa ")) == [
        f"Même salle : «\xa0Comptines\xa0», {SAID} (Salle Mimosa)."
    ]


def test_the_same_place_when_a_room_is_not_said():
    venue = VenueFactory()
    existing(venue=venue, room="Salle Mimosa")

    assert said(planned(venue=venue)) == [
        f"Même lieu : «\xa0Comptines\xa0», {SAID} (Salle Mimosa)."
    ]


def test_a_house_has_several_rooms():
    venue = VenueFactory()
    existing(venue=venue, room="Salle Mimosa")

    assert said(planned(venue=venue, room="Salle Olivier")) == []


@pytest.mark.parametrize("minutes", [-120, 120])
def test_one_after_the_other_is_no_conflict(minutes):
    venue = VenueFactory()
    existing(venue=venue, starts_at=EVENING + timedelta(minutes=minutes))
    assert len(said(planned(venue=venue, starts_at=EVENING + timedelta(minutes=minutes - 1)))) == 1

    assert said(planned(venue=venue)) == []


def test_a_cancelled_session_takes_no_room():
    venue = VenueFactory()
    other = existing(venue=venue)
    assert len(said(planned(venue=venue))) == 1

    Session.objects.filter(pk=other.pk).update(status=Session.Status.CANCELLED)

    assert said(planned(venue=venue)) == []


def test_an_exhibition_leaves_the_place_to_others_but_not_its_room():
    venue, eje = VenueFactory(), AudienceFactory(label="Éducateurs de jeunes enfants")
    existing(venue=venue, room="Hall", whole_days=True, audiences=[eje])

    assert said(planned(venue=venue, audiences=[eje])) == []
    assert said(planned(venue=venue, room="Hall")) == [
        "Même salle : «\xa0Comptines\xa0», mardi 12\xa0octobre 2027 (Hall)."
    ]


def test_the_same_audience_is_named():
    eje, rpe = AudienceFactory(label="Éducateurs de jeunes enfants"), AudienceFactory(label="RPE")
    existing(audiences=[eje, rpe])

    assert said(planned(audiences=[rpe])) == [f"Même public (RPE) : «\xa0Comptines\xa0», {SAID}."]
    assert said(planned(audiences=[AudienceFactory()])) == []


def test_what_is_for_everybody_is_for_each():
    eje = AudienceFactory(label="Éducateurs de jeunes enfants")
    existing(audiences=[AudienceFactory(everyone=True, label="Tous publics")])

    sentence = f"Même public (éducateurs de jeunes enfants) : «\xa0Comptines\xa0», {SAID}."
    assert said(planned(audiences=[eje])) == [sentence]


def test_room_and_audience_are_one_sentence():
    venue, eje = VenueFactory(), AudienceFactory(label="EJE")
    existing(venue=venue, room="Bleue", audiences=[eje])

    assert said(planned(venue=venue, room="Bleue", audiences=[eje])) == [
        f"Même salle et même public (EJE) : «\xa0Comptines\xa0», {SAID} (Bleue)."
    ]


def test_four_are_named_and_the_rest_counted():
    venue = VenueFactory()
    for _ in range(6):
        existing(venue=venue)

    sentences = said(planned(venue=venue))

    assert (len(sentences), sentences[-1]) == (5, "Et 2 de plus aux mêmes heures.")


def test_sessions_that_move_together_meet_each_other_and_not_where_they_were():
    venue = VenueFactory()
    first, second = existing(), existing(starts_at=EVENING + timedelta(hours=3))
    for session in (first, second):
        session.venue = venue
    second.starts_at, second.ends_at = first.starts_at, first.ends_at

    assert [len(sentences) for sentences in clashes.find([first, second])] == [1, 1]
    assert clashes.find([first]) == [[]]


# Closed days


def test_a_closed_day_is_said_with_its_reason():
    Closure.objects.create(first_day=date(2027, 10, 11), last_day=EVENING.date(), reason="travaux")

    assert said(planned()) == ["Le lieu est fermé : travaux."]
    assert said(planned(starts_at=EVENING + timedelta(days=1))) == []


def test_a_closure_ends_after_it_starts():
    backwards = Closure(first_day=date(2027, 8, 2), last_day=date(2027, 8, 1), reason="congés")

    with pytest.raises(ValidationError, match="La fermeture doit finir"):
        backwards.full_clean()


# Hours of work


@pytest.fixture
def busy():
    return AudienceFactory(label="Assistants maternels", busy_by_day=True)


AT_WORK = ["En semaine entre 8 h et 18 h, au travail auprès des enfants : assistants maternels."]


@pytest.mark.parametrize(
    ("day", "hour", "expected"),
    [
        (12, 10, AT_WORK),
        (12, 17, AT_WORK),
        (12, 18, []),
        (12, 6, []),
        (16, 10, []),  # a Saturday
    ],
)
def test_a_weekday_between_8_and_18_is_said(busy, day, hour, expected):
    starts_at = timezone.make_aware(datetime(2027, 10, day, hour))

    assert said(planned(starts_at=starts_at, audiences=[busy])) == expected


def test_other_audiences_children_and_holidays_are_let_be(busy):
    morning = EVENING.replace(hour=10)
    assert said(planned(starts_at=morning, audiences=[busy])) == AT_WORK

    assert said(planned(starts_at=morning, audiences=[AudienceFactory()])) == []
    assert said(planned(starts_at=morning, audiences=[busy], children_welcome=True)) == []
    armistice = timezone.make_aware(datetime(2027, 11, 11, 10))
    assert said(planned(starts_at=armistice, audiences=[busy])) == []


@pytest.mark.parametrize("count", [1, 3])
def test_looking_costs_the_same_whatever_there_is(django_assert_num_queries, count):
    eje = AudienceFactory()
    Closure.objects.create(first_day=EVENING.date(), last_day=EVENING.date(), reason="travaux")
    sessions = [planned(audiences=[eje]) for _ in range(count)]
    for _ in range(count):
        existing(audiences=[eje])
    for session in sessions:
        session.event = type(session.event).objects.get(pk=session.event.pk)

    with django_assert_num_queries(4):
        clashes.find(sessions)


# On the team's screens


@pytest.fixture
def desk(client, alice):
    client.force_login(alice)
    return client


def form_data(session, **changes):
    return {
        "event": session.event.pk,
        "starts_at": f"{timezone.localtime(session.starts_at):%Y-%m-%d %H:%M}",
        "ends_at": f"{timezone.localtime(session.ends_at):%Y-%m-%d %H:%M}",
        "format": EventFormatFactory().pk,
        "venue": session.venue.pk,
        "reserved_seats": session.reserved_seats,
        "reserved_days": session.reserved_days,
        **changes,
    }


def despite(page):
    return page.context["form"].fields["despite"].widget.choices[0][0]


def test_a_session_that_meets_another_is_planned_once_that_was_read(desk):
    venue = VenueFactory()
    existing(venue=venue)
    data = form_data(planned(venue=venue))

    page = desk.post(reverse("agenda_sessions:add"), data)

    assert page.context["form"].errors["despite"] == [f"Même lieu : «\xa0Comptines\xa0», {SAID}."]
    assert "Enregistrer quand même" in page.content.decode()
    assert Session.objects.count() == 1
    desk.post(reverse("agenda_sessions:add"), {**data, "despite": despite(page)})
    assert Session.objects.count() == 2


def test_a_box_ticked_for_one_conflict_says_nothing_of_the_next(desk):
    venue = VenueFactory()
    existing(venue=venue)
    data = form_data(planned(venue=venue))
    page = desk.post(reverse("agenda_sessions:add"), data)
    existing(venue=venue)

    again = desk.post(reverse("agenda_sessions:add"), {**data, "despite": despite(page)})

    assert len(again.context["form"].errors["despite"]) == 2
    assert "checked" not in str(again.context["form"]["despite"])


def test_a_session_without_conflict_is_asked_nothing_more(desk):
    page = desk.get(reverse("agenda_sessions:add")).content.decode()
    assert "despite" not in page

    desk.post(reverse("agenda_sessions:add"), form_data(planned(venue=VenueFactory())))

    assert Session.objects.count() == 1


def test_an_old_conflict_does_not_hold_back_a_change_of_seats(desk):
    venue = VenueFactory()
    existing(venue=venue)
    session = existing(venue=venue)
    edit = reverse("agenda_sessions:edit", args=[session.pk])

    desk.post(edit, form_data(session, capacity=4))
    moved = desk.post(edit, form_data(session, room="Bleue"))

    session.refresh_from_db()
    assert (session.capacity, session.room) == (4, "")
    assert list(moved.context["form"].errors) == ["despite"]


def test_a_postponed_session_says_what_it_meets_before_people_are_told(desk):
    existing(starts_at=EVENING + timedelta(days=7), venue=(venue := VenueFactory()))
    session = existing(venue=venue)
    data = {"starts_at": "2027-10-19 19:45", "ends_at": "2027-10-19 21:45"}
    address = reverse("agenda_sessions:postpone", args=[session.pk])

    page = desk.post(address, data)

    session.refresh_from_db()
    assert (page.status_code, session.status) == (422, "planned")
    desk.post(address, {**data, "despite": despite(page)})
    session.refresh_from_db()
    assert session.status == "postponed"
