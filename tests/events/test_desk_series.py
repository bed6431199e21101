"""Sessions made from a rule: nothing is created before it was seen, nothing typed is lost."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.utils import timezone

from events.models import Session
from identity.models import Closure, Identity
from tests.factories import (
    EventFactory,
    EventFormatFactory,
    SessionFactory,
    VenueFactory,
)

ADDRESS = "/gestion/agenda/seances/serie/"


@pytest.fixture(autouse=True)
def _september():
    with time_machine.travel(datetime(2026, 9, 1, 8, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def desk(client, alice):
    client.force_login(alice)
    return client


@pytest.fixture
def rule(alice):
    """Every Tuesday evening, across the autumn holidays and the end of summer time."""
    return {
        "event": EventFactory(title="Atelier pleurs", lead=alice.organisation).pk,
        "rhythm": "w1",
        "weekday": "2",
        "start": "2026-10-06",
        "until": "2026-11-17",
        "start_time": "19:45",
        "end_time": "21:45",
        "skip_public_holidays": "on",
        "skip_school_holidays": "on",
        "skip_closures": "on",
        "format": EventFormatFactory().pk,
        "venue": VenueFactory().pk,
        "room": "Salle bleue",
        "capacity": "12",
        "waiting_line": "on",
    }


def lines(page):
    return [(line.value, line.reason, line.ticked) for line in page.context["form"].lines]


def asked_for(page, rule, **changes):
    """What the browser sends back when « Créer » is pressed."""
    form = page.context["form"]
    kept = [line.value for line in form.lines if line.ticked and not line.taken]
    seen = {"shown": form.shown, "said": form.said}
    return {**rule, **seen, "kept": kept, "create": "1", **changes}


def test_the_dates_are_proposed_with_what_is_left_out_and_why(desk, rule):
    page = desk.post(ADDRESS, rule)

    assert page.status_code == 200
    assert lines(page) == [
        ("2026-10-06", "", True),
        ("2026-10-13", "", True),
        ("2026-10-20", "Vacances de la Toussaint", False),
        ("2026-10-27", "Vacances de la Toussaint", False),
        ("2026-11-03", "", True),
        ("2026-11-10", "", True),
        ("2026-11-17", "", True),
    ]
    assert Session.objects.count() == 0


def test_what_was_ticked_is_created_by_the_clock_on_the_wall(desk, rule):
    page = desk.post(ADDRESS, rule)

    response = desk.post(ADDRESS, asked_for(page, rule))

    assert response.url == f"/gestion/agenda/seances/?event={rule['event']}"
    sessions = Session.objects.order_by("starts_at")
    assert [f"{timezone.localtime(s.starts_at):%d/%m %H:%M}" for s in sessions] == [
        "06/10 19:45",
        "13/10 19:45",
        "03/11 19:45",  # after the clocks have changed
        "10/11 19:45",
        "17/11 19:45",
    ]
    assert {(s.room, s.capacity, s.waiting_line) for s in sessions} == {("Salle bleue", 12, True)}
    assert "" not in {s.vevent for s in sessions}


def test_a_date_left_out_can_be_kept_and_a_proposed_one_unticked(desk, rule):
    page = desk.post(ADDRESS, rule)

    desk.post(ADDRESS, asked_for(page, rule, kept=["2026-10-20"]))

    assert [s.starts_at.date() for s in Session.objects.all()] == [date(2026, 10, 20)]


def test_a_public_holiday_is_left_out_by_its_name(desk, rule):
    page = desk.post(ADDRESS, {**rule, "weekday": "3", "start": "2026-11-11", "count": "1"})

    assert lines(page)[0] == ("2026-11-11", "Armistice", False)


def test_holidays_are_those_of_the_place_s_zone(desk, rule):
    identity = Identity.load()
    identity.school_zone = "C"
    identity.save()
    rule |= {"start": "2027-02-09", "until": "2027-02-23"}  # zone C is off first, zone B last

    page = desk.post(ADDRESS, rule)

    assert [reason for _, reason, _ in lines(page)] == ["Vacances d’hiver"] * 2 + [""]


def test_holidays_can_be_ignored(desk, rule):
    del rule["skip_school_holidays"]

    page = desk.post(ADDRESS, rule)

    assert [ticked for _, _, ticked in lines(page)] == [True] * 7


@pytest.mark.parametrize(
    ("rhythm", "expected"),
    [
        ("w2", ["2026-10-06", "2026-10-20", "2026-11-03"]),
        ("m1", ["2026-10-06", "2026-11-03", "2026-12-01"]),
        ("m-1", ["2026-10-27", "2026-11-24", "2026-12-29"]),
    ],
)
def test_rhythms(desk, rule, rhythm, expected):
    del rule["until"], rule["skip_school_holidays"]

    page = desk.post(ADDRESS, {**rule, "rhythm": rhythm, "count": "3"})

    assert [value for value, _, _ in lines(page)] == expected


def test_the_team_is_told_when_school_holidays_are_not_known_yet(desk, rule):
    known = desk.post(ADDRESS, {**rule, "start": "2028-05-02", "until": "2028-05-30"})
    assert known.context["form"].unknown_school_dates == ""

    page = desk.post(ADDRESS, {**rule, "start": "2028-09-05", "until": "2028-09-26"})

    sentence = page.context["form"].unknown_school_dates
    assert sentence.startswith(
        "Les vacances scolaires ne sont connues que jusqu’au 31\xa0août 2028"
    )
    assert sentence in page.content.decode()


def test_a_session_that_exists_is_not_made_twice(desk, rule):
    page = desk.post(ADDRESS, rule)
    desk.post(ADDRESS, asked_for(page, rule))

    again = desk.post(ADDRESS, asked_for(page, rule))

    assert again.status_code == 422
    assert Session.objects.count() == 5
    assert lines(again)[0] == ("2026-10-06", "cette séance existe déjà", False)


def test_a_past_date_is_left_out(desk, rule):
    page = desk.post(ADDRESS, {**rule, "start": "2026-08-25", "until": "2026-09-08"})

    assert [reason for _, reason, _ in lines(page)] == ["date passée", "", ""]


def test_a_rule_that_changed_since_the_preview_is_shown_again(desk, rule):
    page = desk.post(ADDRESS, rule)

    changed = desk.post(ADDRESS, asked_for(page, rule, start_time="18:00", end_time="20:00"))

    assert changed.status_code == 422
    assert changed.context["form"].non_field_errors() == [
        "La règle a changé depuis l’aperçu : vérifiez les dates."
    ]
    assert Session.objects.count() == 0


def test_at_least_one_date_is_kept(desk, rule):
    page = desk.post(ADDRESS, rule)

    nothing = desk.post(ADDRESS, asked_for(page, rule, kept=[]))

    assert nothing.status_code == 422
    assert nothing.context["form"].non_field_errors() == ["Gardez au moins une date."]


def test_looking_again_keeps_the_ticks(desk, rule):
    page = desk.post(ADDRESS, rule)
    sent = asked_for(page, rule, kept=["2026-10-20"])
    del sent["create"]

    again = desk.post(ADDRESS, sent)

    assert [value for value, _, ticked in lines(again) if ticked] == ["2026-10-20"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"until": ""}, "until"),
        ({"until": "2026-10-05"}, "until"),
        ({"until": "2029-10-05", "rhythm": "w1"}, "until"),
        ({"end_time": "19:00"}, "end_time"),
        ({"count": "0"}, "count"),
        ({"start": "le 6"}, "start"),
        ({"rhythm": "w0"}, "rhythm"),
        ({"event": ""}, "event"),
        ({"capacity": "-1"}, "capacity"),
    ],
)
def test_a_rule_that_makes_no_sense_is_said_and_nothing_typed_is_lost(desk, rule, changes, field):
    page = desk.post(ADDRESS, {**rule, **changes, "create": "1"})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert 'value="Salle bleue"' in page.content.decode()
    assert Session.objects.count() == 0


def test_registrations_close_some_days_before_each_session(desk, rule):
    rule |= {"closes_days": "2", "count": "1"}
    page = desk.post(ADDRESS, rule)

    desk.post(ADDRESS, asked_for(page, rule))

    closes_at = timezone.localtime(Session.objects.get().closes_at)
    assert closes_at.replace(tzinfo=None) == datetime(2026, 10, 4, 19, 45)


def test_the_event_of_the_link_is_chosen_already(desk, rule):
    page = desk.get(ADDRESS, {"event": rule["event"]})

    assert page.context["form"]["event"].value() == rule["event"]


def test_a_link_to_no_event_is_no_error(desk):
    assert desk.get(ADDRESS, {"event": "9" * 30}).status_code == 200


@pytest.mark.parametrize("weeks", [1, 3])
def test_a_preview_costs_the_same_whatever_its_length(desk, rule, django_assert_num_queries, weeks):
    rule["count"] = str(weeks)
    SessionFactory.create_batch(weeks, event_id=rule["event"])
    desk.post(ADDRESS, rule)

    with django_assert_num_queries(25):
        desk.post(ADDRESS, rule)


def test_the_days_when_the_place_is_closed_are_left_out_unless_one_likes(desk, rule):
    Closure.objects.create(
        first_day=date(2026, 10, 10), last_day=date(2026, 10, 13), reason="travaux"
    )

    page = desk.post(ADDRESS, rule)
    open_anyway = desk.post(ADDRESS, {**rule, "skip_closures": ""})

    assert lines(page)[1] == ("2026-10-13", "lieu fermé", False)
    assert lines(open_anyway)[1] == ("2026-10-13", "", True)
    assert open_anyway.context["form"].lines[1].clashes == ("Le lieu est fermé : travaux.",)


def test_a_date_says_what_it_meets_before_it_is_created(desk, rule):
    other = SessionFactory(
        event__title="Comptines",
        venue_id=rule["venue"],
        room="salle bleue",
        starts_at=timezone.make_aware(datetime(2026, 10, 13, 20)),
    )

    page = desk.post(ADDRESS, rule)

    said = {line.value: line.clashes for line in page.context["form"].lines if line.clashes}
    sentence = (
        "Même salle : «\xa0Comptines\xa0», mardi 13\xa0octobre, 20\xa0h\xa0– 22\xa0h (salle bleue)."
    )
    assert said == {"2026-10-13": (sentence,)}
    assert sentence in page.content.decode()
    desk.post(ADDRESS, asked_for(page, rule))
    assert Session.objects.exclude(pk=other.pk).count() == 5  # said, not forbidden


def test_what_a_colleague_planned_meanwhile_is_read_before_anything_is_created(desk, rule):
    page = desk.post(ADDRESS, rule)
    SessionFactory(
        venue_id=rule["venue"], starts_at=timezone.make_aware(datetime(2026, 10, 13, 20))
    )

    again = desk.post(ADDRESS, asked_for(page, rule, kept=["2026-10-20"]))

    assert again.status_code == 422
    assert again.context["form"].non_field_errors() == [
        "L’agenda a changé depuis l’aperçu : vérifiez les dates."
    ]
    assert Session.objects.count() == 1
    assert [value for value, _, ticked in lines(again) if ticked] == ["2026-10-20"]
