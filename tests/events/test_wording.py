"""What the agenda says of a session: its state in one honest line."""

from datetime import UTC, datetime, timedelta

import pytest

from events import wording
from events.models import Event, Session
from vocabulary.models import EventFormat

NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)


def a_session(policy="required", **fields):
    state = {
        "status": "planned",
        "starts_at": NOW + timedelta(days=7),
        "ends_at": NOW + timedelta(days=7, hours=2),
        "capacity": 10,
        "seats_taken": 4,
        "waiting_line": True,
        "opens_at": None,
        "closes_at": None,
        "event": Event(registration=policy),
        "format": EventFormat(),
        **fields,
    }
    taken = {"seats_taken": state.pop("seats_taken"), "online_taken": state.pop("online_taken", 0)}
    taken["reserved_taken"] = 0
    session = Session(**state)
    vars(session).update(taken)  # what with_seats_taken() annotates
    return session


YESTERDAY = NOW - timedelta(days=1)

STATES = [
    ({}, "6 places restantes", "ok", "S’inscrire"),
    ({"seats_taken": 9}, "1 place restante", "ok", "S’inscrire"),
    ({"seats_taken": 10}, "complet – liste d’attente", "wait", "Rejoindre la liste d’attente"),
    ({"seats_taken": 12, "waiting_line": False}, "complet", "stop", ""),
    ({"capacity": None}, "sur inscription", "ok", "S’inscrire"),
    ({"capacity": None, "policy": "advised"}, "inscription conseillée", "ok", "S’inscrire"),
    ({"policy": "none"}, "entrée libre", "ok", ""),
    ({"status": "cancelled"}, "annulée", "stop", ""),
    ({"status": "postponed"}, "reportée, 6 places restantes", "wait", "S’inscrire"),
    ({"closes_at": YESTERDAY}, "inscriptions closes", "stop", ""),
    (
        {"opens_at": NOW + timedelta(days=2)},
        "inscriptions dès le 3 septembre, 10 h",
        "wait",
        "",
    ),
    *(
        ({"format": EventFormat(remote=True), "online_capacity": 5, **taken}, *said)
        for taken, said in [
            ({}, ("6 places sur place, 5 places à distance", "ok", "S’inscrire")),
            (
                {"seats_taken": 10, "online_taken": 5},
                ("5 places sur place, complet à distance", "ok", "S’inscrire"),
            ),
            (
                {"seats_taken": 12, "online_taken": 2, "online_capacity": None},
                ("complet sur place, à distance sans limite", "ok", "S’inscrire"),
            ),
            (
                {"seats_taken": 15, "online_taken": 5},
                ("complet – liste d’attente", "wait", "Rejoindre la liste d’attente"),
            ),
            (
                {"capacity": None, "online_capacity": None},
                ("sur inscription", "ok", "S’inscrire"),
            ),
        ]
    ),
    ({"starts_at": NOW - timedelta(hours=1)}, "en ce moment", "accent", ""),
    ({"starts_at": YESTERDAY, "ends_at": YESTERDAY + timedelta(hours=2)}, "passée", "plain", ""),
]


@pytest.mark.parametrize(("fields", "label", "tone", "link"), STATES)
def test_the_state_of_a_session_is_said_honestly(fields, label, tone, link):
    session = a_session(**fields)

    said, said_tone = wording.seats(session, now=NOW)

    assert (said.replace("\xa0", " "), said_tone) == (label, tone)
    assert wording.invitation(session, now=NOW) == link


def test_dates_keep_their_parts_together_on_a_line():
    session = a_session(
        starts_at=datetime(2026, 10, 13, 17, 45, tzinfo=UTC),
        ends_at=datetime(2026, 10, 13, 19, 45, tzinfo=UTC),
        whole_days=False,
    )

    said = wording.when(session, now=NOW)

    assert said == "mardi 13\xa0octobre, 19\xa0h\xa045\xa0– 21\xa0h\xa045"


def test_hours_are_those_of_the_clock_on_the_wall_on_both_sides_of_a_clock_change():
    def hours(day):
        start = datetime(2026, 10, day, 8, tzinfo=UTC)
        session = a_session(starts_at=start, ends_at=start + timedelta(hours=1), whole_days=False)
        return wording.when(session, now=NOW).replace("\xa0", " ")

    assert hours(24) == "samedi 24 octobre, 10 h – 11 h"
    assert hours(25) == "dimanche 25 octobre, 9 h – 10 h"
