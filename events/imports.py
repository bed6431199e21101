"""Dates of somebody else's calendar become drafts, once each; what changed there is proposed here.

Nothing is public before it is published; what stands here changes only if somebody ticks it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.utils.html import format_html_join
from django.utils.text import slugify
from wagtail.log_actions import log

from events import planning
from events.importing import Entry, Reading
from events.models import CalendarImport, Event, ImportedSession, Session, Venue
from events.wording import quoted, when

MOST = 300  # dates proposed at once: more than anybody reads
KEPT = 50  # imports remembered
NEW, CHANGED = "nouveau", "changé"
SUMMARY = 400  # characters


@dataclass
class Proposal:
    """A date to bring in, or a change to follow."""

    number: int
    state: str
    entry: Entry
    changes: list[str] = field(default_factory=list)

    @property
    def ticked(self) -> bool:
        return self.state == NEW and not self.entry.private


@dataclass
class Result:
    events: list[Event] = field(default_factory=list)
    sessions: int = 0
    followed: int = 0
    too_late: int = 0  # somebody else brought them in meanwhile


@transaction.atomic
def propose(reading: Reading, source: str, user) -> CalendarImport:
    """Keep what this calendar holds that is not here yet, or no longer says the same."""
    known = {(row.uid, row.recurrence): row for row in ImportedSession.objects.all()}
    ours = set(Session.objects.values_list("uid", flat=True))
    found: list[Proposal] = []
    already = 0
    for entry in reading.entries:
        row = known.get(_key(entry))
        changes = _changes(row.facts, entry) if row else []
        if entry.uid in ours or (row and not changes):
            already += 1
        elif changes or not entry.cancelled:
            state = CHANGED if row else NEW
            found.append(Proposal(len(found), state, entry, changes))
    made = CalendarImport.objects.create(
        made_by=user,
        source=source[:500],
        name=reading.name,
        proposals=[_packed(proposal) for proposal in found[:MOST]],
        problems=[list(problem) for problem in reading.problems[:MOST]],
        known=already,
        outside=reading.outside,
        left=max(0, len(found) - MOST),
    )
    old = CalendarImport.objects.values_list("pk", flat=True)[KEPT:]
    CalendarImport.objects.filter(pk__in=list(old)).delete()
    return made


def proposals(calendar_import: CalendarImport) -> list[Proposal]:
    return [_unpacked(row) for row in calendar_import.proposals]


@transaction.atomic
def bring_in(calendar_import: CalendarImport, numbers: set[int], user, **choices) -> Result:
    """Make drafts of the chosen dates, follow the chosen changes. `choices`: lead, kind, format and
    venue, for what the calendar does not say. The same click twice does it once."""
    row = _alone(calendar_import)
    chosen = [one for one in proposals(row) if one.number in numbers]
    here = _brought({one.entry.uid for one in chosen})
    result = Result()
    venues = Venues()
    ordered = sorted(chosen, key=lambda one: (one.entry.uid, one.number))
    for _, dates in groupby(ordered, key=lambda one: one.entry.uid):
        group = list(dates)
        late = [one for one in group if one.state == NEW and _key(one.entry) in here]
        result.too_late += len(late)
        _bring_in_one(row, [one for one in group if one not in late], user, venues, choices, result)
    done = {one.number for one in chosen}
    row.proposals = [one for one in row.proposals if one["number"] not in done]
    row.save(update_fields=["proposals"])
    return result


def _alone(calendar_import: CalendarImport) -> CalendarImport:
    """One import at a time: with the same date in two, each would hold what the other waits for.
    All are locked, in one order, before anything is written."""
    list(CalendarImport.objects.select_for_update().order_by("pk").values_list("pk"))
    return CalendarImport.objects.get(pk=calendar_import.pk)


def _brought(uids: set[str]) -> set[tuple[str, str]]:
    rows = ImportedSession.objects.filter(uid__in=uids)
    return {(row.uid, row.recurrence) for row in rows}


def _key(entry: Entry) -> tuple[str, str]:
    return entry.uid, entry.recurrence


class Venues:
    """Our places, by the names that calendars give them."""

    def __init__(self) -> None:
        self._by_name = {_bare(venue.name): venue for venue in Venue.objects.all()}

    def named(self, place: str) -> Venue | None:
        """« La Maison », or « La Maison, 1 rue du Port, Nice » as Google writes it."""
        whole, first = _bare(place), _bare(place.partition(",")[0])
        return self._by_name.get(whole) or self._by_name.get(first)


def _bring_in_one(row, group, user, venues, choices, result) -> None:
    """All the dates of one event of theirs: one rendez-vous of ours."""
    made, followed = [one for one in group if one.state == NEW], 0
    for one in group:
        if one.state == CHANGED:
            followed += _follow(one.entry, venues, user)
    if made:
        event = _draft_of(made[0].entry.uid) or _draft(made[0].entry, venues, choices, user)
        for one in made:
            session = planning.create(event, **_session_fields(one.entry, venues, choices))
            ImportedSession.objects.create(
                calendar_import=row,
                uid=one.entry.uid,
                recurrence=one.entry.recurrence,
                session=session,
                facts=_facts(one.entry),
            )
        result.events.append(event)
    result.sessions += len(made)
    result.followed += followed


def _draft_of(uid: str) -> Event | None:
    """New dates join the draft that their first ones made; of what is published already, never:
    they would be public at once."""
    return Event.objects.filter(sessions__imported__uid=uid, live=False).distinct().first()


def _draft(entry: Entry, venues: Venues, choices, user) -> Event:
    paragraphs = [part.strip() for part in entry.text.split("\n\n") if part.strip()]
    if entry.place and not venues.named(entry.place):
        paragraphs.append(f"Lieu indiqué : {entry.place}")
    event = Event(
        title=entry.title,
        slug=_slug(entry.title),
        kind=choices["kind"],
        lead=choices["lead"],
        summary=_summary(paragraphs[0] if entry.text else entry.title),
        body=format_html_join("", "<p>{}</p>", ((part,) for part in paragraphs)),
        live=False,
    )
    event.save()
    event.save_revision(user=user)
    log(instance=event, action="wagtail.create", user=user)
    return event


def _slug(title: str) -> str:
    base = slugify(title)[:80] or "rendez-vous"
    taken = set(Event.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug


def _summary(text: str) -> str:
    text = text.replace("\n", " ")
    return text if len(text) <= SUMMARY else f"{text[: SUMMARY - 1].rstrip()}…"


def _session_fields(entry: Entry, venues: Venues, choices) -> dict:
    return {
        "starts_at": entry.starts_at,
        "ends_at": entry.ends_at,
        "whole_days": entry.whole_days,
        "venue": venues.named(entry.place) or choices["venue"],
        "format": choices["format"],
        "online_url": entry.online_url,
    }


def _follow(entry: Entry, venues: Venues, user) -> int:
    """Take over what the calendar changed; people registered are told as for any change. A new
    title waits in the draft."""
    imported = ImportedSession.objects.select_related("session__event").filter(
        uid=entry.uid, recurrence=entry.recurrence
    )
    row = imported.first()
    if row is None:
        return 0
    before, now = row.facts, _facts(entry)
    if entry.cancelled:
        planning.cancel(row.session)
    else:
        names = ("starts_at", "ends_at", "whole_days")
        moved = {name: getattr(entry, name) for name in names if before.get(name) != now[name]}
        venue = venues.named(entry.place)
        if venue and before.get("place") != entry.place:
            moved["venue"] = venue
        if before["cancelled"] and row.session.status == Session.Status.CANCELLED:
            planning.restore(row.session, **moved)
        elif moved:
            planning.change(row.session, **moved)
    if before.get("title") != entry.title:
        draft = row.session.event.get_latest_revision_as_object()
        draft.title = entry.title
        draft.save_revision(user=user)
    row.facts = now
    row.save(update_fields=["facts"])
    return 1


def _facts(entry: Entry) -> dict:
    return {
        "title": entry.title,
        "starts_at": entry.starts_at.isoformat(),
        "ends_at": entry.ends_at.isoformat(),
        "whole_days": entry.whole_days,
        "place": entry.place,
        "cancelled": entry.cancelled,
    }


def _changes(before: dict, entry: Entry) -> list[str]:
    """What the calendar says otherwise than last time, in sentences."""
    now = _facts(entry)
    if now["cancelled"] and not before["cancelled"]:
        return ["Annulée dans l’agenda."]
    changes = []
    if any(before[name] != now[name] for name in ("starts_at", "ends_at", "whole_days")):
        was = entry._replace(
            starts_at=datetime.fromisoformat(before["starts_at"]),
            ends_at=datetime.fromisoformat(before["ends_at"]),
            whole_days=before["whole_days"],
        )
        changes.append(f"Date : {when(was)} → {when(entry)}.")
    for name, label in (("title", "Titre"), ("place", "Lieu")):
        if before[name] != now[name]:
            changes.append(f"{label} : {quoted(before[name])} → {quoted(now[name])}.")
    if before["cancelled"] and not now["cancelled"]:
        changes.append("De nouveau prévue dans l’agenda.")
    return changes


def _bare(name: str) -> str:
    return " ".join(name.casefold().split())


def _packed(proposal: Proposal) -> dict:
    return {
        "number": proposal.number,
        "state": proposal.state,
        "changes": proposal.changes,
        "entry": proposal.entry._asdict(),
    }


def _unpacked(row: dict) -> Proposal:
    entry = Entry(**row["entry"])
    entry = entry._replace(
        starts_at=datetime.fromisoformat(str(entry.starts_at)),
        ends_at=datetime.fromisoformat(str(entry.ends_at)),
    )
    return Proposal(row["number"], row["state"], entry, row["changes"])
