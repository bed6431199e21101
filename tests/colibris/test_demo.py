"""The demonstration: whole, dated from today, loaded once, never mixed with a real place."""

import io
import re
from datetime import datetime

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Person, User
from colibris.demo import people, pictures
from events import directors, feedback, hours
from events.eligibility import members_first_until
from events.holidays import public_holiday
from events.models import (
    Circle,
    CircleMember,
    DatePoll,
    Event,
    Mode,
    Presence,
    Registration,
    Session,
    Venue,
)
from events.models.circle import ANALYSIS_GROUP
from identity.models import Closure, Identity
from letters.models import Letter
from resources.models import Copy, Loan, Resource
from tests.factories import EventFactory
from vocabulary.models import Commune, Organisation, Theme

MODELS = (
    Circle,
    Commune,
    Copy,
    Event,
    Loan,
    Person,
    Presence,
    Registration,
    Resource,
    Session,
    User,
    Venue,
)


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def load(**options):
    output = io.StringIO()
    call_command("demo", stdout=output, **options)
    return output.getvalue()


def counts():
    return {model.__name__: model.objects.count() for model in MODELS}


def test_the_demo_is_whole_and_loads_once(media):
    said = load()

    assert "rendez-vous : 40" in said
    first = counts()
    assert {name: first[name] for name in ("Circle", "Commune", "Event", "Resource", "Venue")} == {
        "Circle": 13,  # twelve that anybody may see
        "Commune": 23,
        "Event": 40,
        "Resource": 80,
        "Venue": 12,
    }
    assert first["User"] == 12
    assert Event.objects.filter(live=False).count() == 0
    assert Theme.objects.filter(events=None, resources=None).count() < 10
    assert Identity.load().demo
    assert Circle.objects.public().count() == 12
    whole = Circle.objects.get(cycle=True)
    assert Session.objects.public().upcoming().filter(event__circle=whole).count() > 1
    assert whole.events.count() == 3
    reserved = Session.objects.upcoming().filter(event__members_first=True)
    assert {members_first_until(session) is not None for session in reserved} == {True}

    load()

    assert counts() == first


SUNDAY_NIGHT_OF_THE_WINTER_HOLIDAYS = "2026-12-27T21:30+01:00"
EVE_OF_SUMMER_TIME = "2027-03-28T01:59+01:00"


@pytest.fixture(params=[SUNDAY_NIGHT_OF_THE_WINTER_HOLIDAYS, EVE_OF_SUMMER_TIME])
def any_day(request, media):
    """Loaded then, and read then."""
    with time_machine.travel(datetime.fromisoformat(request.param)):
        load()
        yield


def test_whatever_the_day_the_demo_is_on_days_that_suit_and_the_same_sessions_are_full(any_day):
    check_days_and_seats()
    check_what_is_full()


def check_days_and_seats():
    closures = list(Closure.objects.all())
    assert len(closures) == 2
    for session in Session.objects.select_related("time_slot"):
        day = timezone.localdate(session.starts_at)
        assert (day.isoweekday() == 6) == session.time_slot.key.startswith("samedi"), session
        assert not public_holiday(day), session
        assert not any(closure.holds(day, day) for closure in closures), session
        for mode in session.modes:
            rows = session.registrations.attending(session, mode)
            taken, seats = rows.holding().count(), session.seats_for(mode)
            assert taken <= seats
            if taken < seats:
                assert not rows.waiting().filter(passed=False).exists()
    hybrid = Session.objects.filter(format__key="hybride", registrations__status="waiting")
    rows = hybrid.order_by("starts_at").first().registrations
    assert set(rows.seated().values_list("mode", flat=True)) == set(Mode)
    assert set(rows.waiting().values_list("mode", flat=True)) == {Mode.ON_SITE}
    assert Session.objects.filter(vevent="").count() == 0
    assert {session.status for session in Session.objects.all()} == set(Session.Status)


def check_what_is_full():
    coming = Session.objects.filter(starts_at__gt=timezone.now()).with_seats_taken()
    following = {session.event.slug: session for session in coming.order_by("-starts_at")}
    left = {slug: session.capacity - session.seats_taken for slug, session in following.items()}
    assert {slug: left[slug] for slug in people.FULL} == dict.fromkeys(people.FULL, 0)
    assert {left[slug] for slug in people.ONE_SEAT_LEFT} == {1}
    nearly = [session for session in coming if session.seats_taken > session.capacity * 3 / 4]
    one_way = {session.event.slug for session in nearly if not session.is_hybrid}
    assert one_way == people.FULL | people.ONE_SEAT_LEFT
    planned = Session.objects.exclude(status=Session.Status.CANCELLED)
    assert min(session.registrations.live().count() for session in planned) >= people.FEW
    for lead in Organisation.objects.filter(carrier=True):
        theirs = Registration.objects.filter(session__event__lead=lead).values("pk")
        assert Letter.objects.filter(state="failed", about__in=theirs).count() > 1, lead
    assert following[people.SEATS_KEPT].has_reserve
    assert Registration.objects.offered().count() == 3
    assert Registration.objects.waiting().filter(passed=True).count() == 1
    assert Registration.objects.requested().count() == 2


def test_who_came_to_past_sessions_is_in_the_ledger_and_nobody_else(media):
    load()

    held = Session.objects.filter(ends_at__lt=timezone.now()).exclude(registrations=None)
    held = held.exclude(status=Session.Status.CANCELLED)
    assert held.exists()
    assert {row.session for row in Presence.objects.select_related("session")} == set(held)
    assert set(Presence.objects.live().values_list("status", flat=True)) == {
        *Presence.ATTENDED,
        "excused",
        "absent",
    }
    assert Presence.objects.attended().filter(registration=None).exists()


def test_circles_live_and_the_analysis_group_is_seen_by_its_own(media):
    load()

    for circle in Circle.objects.public():
        assert circle.memberships.facilitators().count() == 1
        assert circle.memberships.members().count() > 5
        assert circle.minutes.exclude(published_at=None).count() == 1
        assert circle.topics.open().count() == 2
    assert CircleMember.objects.asking().exists()
    poll = DatePoll.objects.get(closed_at=None)
    assert poll.slots.with_answers().filter(yes__gt=0).exists()
    group = Circle.objects.get(confidential=True)
    assert 1 < group.memberships.counted().count() <= ANALYSIS_GROUP
    assert not group.minutes.exists()
    assert set(group.events.values_list("confidential", "closed_group")) == {(True, True)}


def test_what_comes_after_a_session_can_be_seen(media):
    """Questionnaires, a year of hours, hours shown to a director."""
    load()

    held = Session.objects.filter(ends_at__lt=timezone.now())
    assert {found.moment for found in feedback.results(held)} == {"hot", "cold"}
    visitor = Person.objects.get(email=people.VISITOR)
    assert hours.booklets(visitor)
    assert visitor.hours_shares.count() == 1
    shown = directors.readable_by(visitor)
    assert len(shown) == 3
    year = timezone.localdate().year
    spent = [hours.practice(shown, each) for each in (year, year - 1)]
    assert any(one.year.minutes for each in spent for one in each.values())


def test_scale_multiplies_sessions_registrations_and_resources(media):
    load()
    one = counts()

    load(scale=3)

    three = counts()
    for name in ("Session", "Registration", "Resource"):
        assert three[name] == 3 * one[name], name
    assert three["Event"] == one["Event"]
    assert Session.objects.filter(vevent="").count() == 0
    uids = set(re.findall(r"^UID:(\S+)", "".join(s.vevent for s in Session.objects.all()), re.M))
    assert len(uids) == three["Session"]


def test_a_real_place_is_refused():
    EventFactory()

    with pytest.raises(CommandError, match="Cette base contient déjà de vrais contenus"):
        load()

    assert Event.objects.count() == 1


def test_make_run_leaves_a_real_place_alone():
    EventFactory()

    assert load(if_empty=True) == ""
    assert Event.objects.count() == 1


@pytest.mark.parametrize("scene", pictures.SCENES, ids=lambda scene: scene.__name__)
def test_a_name_always_gives_the_same_picture(scene, monkeypatch):
    monkeypatch.setattr(pictures, "SCENES", [scene])

    assert pictures.draw("RES-01") == pictures.draw("RES-01") != pictures.draw("RES-02")
