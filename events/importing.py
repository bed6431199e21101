"""Somebody else's calendar: bytes in, dated entries out, and a sentence for what cannot be read.

Plain Python. Whatever the file holds, reading it gives a report and never an exception: calendars
come from Google, Outlook, Apple, from programs nobody knows, and sometimes cut in the middle.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

import recurring_ical_events
from icalendar import Calendar
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from events import markup, unpacking
from events.unpacking import CONTROLS

PATIENCE = 10  # seconds: some rules of repetition take one or two each
MOST_DATES = 400  # of one repeated event within the period
FIRST_YEAR, LAST_YEAR = 1970, 2099
TITLE, TEXT, PLACE, UID = 200, 5000, 300, 255  # characters kept
LONGEST = 500  # characters of a rule, of a zone's name: expressions take their time over more
UNKNOWN_LENGTH = timedelta(hours=1)

PROPERTY = re.compile(r'([A-Za-z0-9-]+)((?:;(?:[^":;]|"[^"]*")*)*):(.*)', re.DOTALL)
PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^;]*)')
MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z?))?", re.IGNORECASE)
DURATION = re.compile(
    r"\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?"
)
OLSON = re.compile(r"[A-Z][A-Za-z_]+/[A-Z][A-Za-z_/+-]+$")
SPACES = re.compile(r"[ \t\n]+")  # the no-break ones of printed French stay
ESCAPED = re.compile(r"\\([\\;,nN])")
TOO_OFTEN = ("SECONDLY", "MINUTELY", "HOURLY")
ZONES = frozenset(available_timezones())


class Skipped(Exception):
    """An event that is left out; its text is the end of a sentence about it."""


class Problem(NamedTuple):
    """What was left out, and why."""

    what: str
    why: str


class Entry(NamedTuple):
    """One date of one event of the file. `recurrence`: which date of a repeated event."""

    uid: str
    recurrence: str
    title: str
    text: str
    place: str
    online_url: str
    starts_at: datetime
    ends_at: datetime
    whole_days: bool
    cancelled: bool
    private: bool
    note: str


@dataclass
class Reading:
    name: str = ""
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    outside: int = 0  # events with no date in the period


class Value(NamedTuple):
    text: str
    parameters: dict[str, str]


class Block(dict[str, list[Value]]):
    """The properties of a VEVENT by name, each as often as it stands there."""

    def first(self, name: str) -> str:
        return self[name][0].text.strip() if name in self else ""


def read(data: bytes, since: date, until: date, home: tzinfo) -> Reading:
    """What happens from `since` to `until`, days included, by the clocks of `home`.

    Raises Unreadable when it is no calendar at all.
    """
    lines = list(unpacking.lines(data))
    if not any(line.upper().startswith(("BEGIN:VCALENDAR", "BEGIN:VEVENT")) for line in lines):
        raise unpacking.Unreadable("Ce n’est pas un agenda au format iCalendar (.ics).")
    reader = Reader(_midnight(since, home), _midnight(until + timedelta(days=1), home), home)
    reader.read(lines)
    reader.reading.entries.sort(key=lambda entry: (entry.starts_at, entry.uid, entry.recurrence))
    return reader.reading


class Reader:
    def __init__(self, start: datetime, end: datetime, home: tzinfo) -> None:
        self.start, self.end, self.home = start, end, home
        self.reading = Reading()
        self.inside: list[str] = []  # the parts that have begun, the innermost last
        self.block = Block()
        self.zone: list[str] = []  # the lines of the VTIMEZONE being read
        self.zones: dict[str, list[str]] = {}  # those of each one, by name
        self.series: dict[str, dict[str, Block]] = {}  # by UID, then by RECURRENCE-ID

    def read(self, lines: list[str]) -> None:
        for block in self._blocks(lines):
            self._sort(block)
        deadline = time.monotonic() + PATIENCE
        for uid, blocks in self.series.items():
            if time.monotonic() > deadline:
                self._refuse(next(iter(blocks.values())), "l’agenda est trop long à lire.")
                continue
            repeated = "" in blocks and (blocks[""].keys() & {"RRULE", "RDATE"})
            try:
                found = self._repeated(uid, blocks) if repeated else self._single(uid, blocks)
            except Skipped as why:
                self._refuse(next(iter(blocks.values())), str(why))
                continue
            except Exception:  # what the library makes of anybody's rules: the others are read
                sentence = "ses dates ou ses répétitions sont illisibles."
                self._refuse(next(iter(blocks.values())), sentence)
                continue
            self.reading.entries += found
            self.reading.outside += not found

    def _blocks(self, lines: list[str]) -> Iterator[Block]:
        """The VEVENTs. A part inside them (an alarm) is none of ours."""
        for name, parameters, text in _properties(lines):
            part = text.strip().upper()
            if name == "BEGIN":
                self._begin(part)
            elif name == "END":
                if self.inside[-1:] == [part] == ["VEVENT"]:
                    yield self.block
                self.inside = _without(self.inside, part)
            elif self.inside[-1:] == ["VEVENT"]:
                self.block.setdefault(name, []).append(Value(text, parameters))
            elif "VEVENT" not in self.inside:
                self._keep(name, text)
        if "VEVENT" in self.inside:
            self._refuse(self.block, "le fichier s’arrête au milieu de cet événement.")

    def _begin(self, part: str) -> None:
        if part != "VEVENT":
            self.inside.append(part)
            return
        if "VEVENT" in self.inside:
            self._refuse(self.block, "l’événement est coupé.")
        self.inside, self.block = ["VEVENT"], Block()

    def _keep(self, name: str, text: str) -> None:
        """What the calendar says outside its events: its name, its zones."""
        if name == "X-WR-CALNAME" and not self.reading.name:
            self.reading.name = _one_line(text)[:TITLE]
        elif "VTIMEZONE" in self.inside and name == "TZID":
            self.zone = self.zones.setdefault(text.strip(), [])
        elif "VTIMEZONE" in self.inside:
            self.zone.append(f"{name}:{text.strip()}")

    def _sort(self, block: Block) -> None:
        uid = _clean(block.first("UID"))[:UID]
        if not uid:
            self._refuse(block, "il n’a pas d’identifiant (UID).")
            return
        try:
            recurrence = self._recurrence(block)
        except Skipped as why:
            self._refuse(block, str(why))
            return
        known = self.series.setdefault(uid, {})
        if recurrence in known:
            if _revision(known[recurrence]) > _revision(block):
                block = known[recurrence]
            self.reading.problems.append(
                Problem(_title(block), "il est deux fois dans le fichier : une fois suffit.")
            )
        known[recurrence] = block

    def _single(self, uid: str, blocks: dict[str, Block]) -> list[Entry]:
        entries = [
            self._entry(uid, key, block, *self._span(block)) for key, block in blocks.items()
        ]
        return [entry for entry in entries if self._is_within(entry)]

    def _repeated(self, uid: str, blocks: dict[str, Block]) -> list[Entry]:
        for rule in blocks[""].get("RRULE", []):
            _check(rule.text.upper())
        keys = list(blocks)
        rows = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-"]
        for number, key in enumerate(keys):
            rows += self._bare(number, blocks[key])
        calendar = Calendar.from_ical("\r\n".join([*rows, "END:VCALENDAR", ""]))
        entries = []
        for found in recurring_ical_events.of(calendar).between(self.start, self.end):
            block = blocks[keys[int(found["X-NUMBER"])]]
            start, end = found["DTSTART"].dt, found["DTEND"].dt
            recurrence = self._identity(found["RECURRENCE-ID"].dt)
            entries.append(self._entry(uid, recurrence, block, start, end, ""))
        entries = [entry for entry in entries if self._is_within(entry)]
        if len(entries) > MOST_DATES:
            raise Skipped(f"il a plus de {MOST_DATES} dates dans cette période.")
        return entries

    def _bare(self, number: int, block: Block) -> list[str]:
        """Its dates alone, in zones that the library knows."""
        start, end, _ = self._span(block)
        rows = ["BEGIN:VEVENT", "UID:1", f"X-NUMBER:{number}"]
        rows += [_written("DTSTART", start), _written("DTEND", end)]
        for name in ("RDATE", "EXDATE", "RECURRENCE-ID"):
            for value in block.get(name, []):
                for text in value.text.split(","):
                    moment = self._moment(text.partition("/")[0], value.parameters)
                    rows.append(_written(name, moment, value.parameters.get("RANGE", "")))
        rows += [f"RRULE:{value.text.strip()}" for value in block.get("RRULE", [])]
        return [*rows, "END:VEVENT"]

    def _recurrence(self, block: Block) -> str:
        if "RECURRENCE-ID" not in block:
            return ""
        value = block["RECURRENCE-ID"][0]
        return self._identity(self._moment(value.text, value.parameters))

    def _identity(self, moment: date) -> str:
        if not isinstance(moment, datetime):
            return f"{moment:%Y%m%d}"
        moment = moment if moment.tzinfo else moment.replace(tzinfo=self.home)
        return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"

    def _span(self, block: Block) -> tuple[date, date, str]:
        """Start, end (excluded), and what had to be guessed."""
        if "DTSTART" not in block:
            raise Skipped("il n’a pas de date.")
        value = block["DTSTART"][0]
        start = self._moment(value.text, value.parameters)
        whole_days = not isinstance(start, datetime)
        end: date | None = None
        if "DTEND" in block:
            end = self._moment(block["DTEND"][0].text, block["DTEND"][0].parameters)
        elif "DURATION" in block:
            end = start + _duration(block.first("DURATION"))
        if whole_days:
            if isinstance(end, datetime):
                end = end.date()
            return start, max(end or start, start + timedelta(days=1)), self._doubt(block)
        if isinstance(end, date) and not isinstance(end, datetime):
            end = _midnight(end, self.home)
        if end is None or end <= start:
            doubts = [self._doubt(block), "Durée inconnue : une heure."]
            return start, start + UNKNOWN_LENGTH, " ".join(filter(None, doubts))
        return start, end, self._doubt(block)

    def _doubt(self, block: Block) -> str:
        tzid = block["DTSTART"][0].parameters.get("TZID", "")
        if not tzid or self._zone(tzid):
            return ""
        return f"Fuseau horaire inconnu ({tzid[:60]}) : heures prises pour celles d’ici."

    def _moment(self, text: str, parameters: dict[str, str]) -> date:
        found = MOMENT.fullmatch(text.strip())
        if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
            raise Skipped(f"sa date est illisible ({text.strip()[:40]}).")
        try:
            day = date(int(found[1]), int(found[2]), int(found[3]))
            if found[4] is None:
                return day
            clock = int(found[4]), int(found[5]), int(found[6] or 0)
            hour = datetime(*day.timetuple()[:3], *clock)  # noqa: DTZ001 (its zone comes after)
        except ValueError:
            raise Skipped(f"sa date n’existe pas ({text.strip()[:40]}).") from None
        if found[7]:
            return hour.replace(tzinfo=UTC)
        return hour.replace(tzinfo=self._zone(parameters.get("TZID", "")) or self.home)

    def _zone(self, tzid: str) -> tzinfo | None:
        """The zone of this name, a Windows or a made-up one included; None when nobody knows."""
        tzid = tzid[:LONGEST].strip().strip('"')
        lines = self.zones.get(tzid, [])
        location = next((line[15:] for line in lines if line.startswith("X-LIC-LOCATION:")), "")
        ends = OLSON.search(tzid)
        for name in (tzid, WINDOWS_TO_OLSON.get(tzid, ""), location, ends[0] if ends else ""):
            if name in ZONES:
                return ZoneInfo(name)
        return self._zone_by_offsets(lines)

    def _zone_by_offsets(self, lines: list[str]) -> tzinfo | None:
        offsets = {line[11:16] for line in lines if line.startswith("TZOFFSETTO:")}
        here = {
            f"{datetime(2026, month, 1, tzinfo=self.home):%z}"  # winter and summer
            for month in (1, 7)
        }
        if offsets == here:
            return self.home
        if offsets == {"+0000", "+0100"}:
            return ZoneInfo("Europe/London")
        whole = [offset for offset in offsets if re.fullmatch(r"[+-](0\d|1[0-2])00", offset)]
        if len(offsets) == len(whole) == 1:
            sign = "-" if whole[0][0] == "+" else "+"  # Etc/GMT counts the other way
            return ZoneInfo(f"Etc/GMT{sign}{int(whole[0][1:3])}")
        return None

    def _entry(
        self, uid: str, recurrence: str, block: Block, start: date, end: date, note: str
    ) -> Entry:
        whole_days = not isinstance(start, datetime)
        starts_at = start if isinstance(start, datetime) else _midnight(start, self.home)
        ends_at = end if isinstance(end, datetime) else _midnight(end, self.home)
        return Entry(
            uid=uid,
            recurrence=recurrence,
            title=_title(block),
            text=_text(block),
            place=_one_line(block.first("LOCATION"))[:PLACE],
            online_url=_online_url(block),
            starts_at=starts_at.astimezone(UTC),
            ends_at=ends_at.astimezone(UTC),
            whole_days=whole_days,
            cancelled=block.first("STATUS").upper() == "CANCELLED",
            private=block.first("CLASS").upper() in ("PRIVATE", "CONFIDENTIAL"),
            note=note or self._doubt(block),
        )

    def _is_within(self, entry: Entry) -> bool:
        return entry.ends_at > self.start and entry.starts_at < self.end

    def _refuse(self, block: Block, why: str) -> None:
        self.reading.problems.append(Problem(_title(block), why))


def _check(rule: str) -> None:
    """Rules that the library would follow for hours, or for ever."""
    if len(rule) > LONGEST:
        raise Skipped("sa règle de répétition est trop longue.")
    if any(f"FREQ={often}" in rule for often in TOO_OFTEN) or re.search(
        r"BY(HOUR|MINUTE|SECOND)=[^;]*,", rule
    ):
        raise Skipped("il se répète plusieurs fois par jour.")
    steps = re.findall(r"INTERVAL=([^;]*)", rule)
    if not all(re.fullmatch("[1-9][0-9]{0,3}", step) for step in steps):
        raise Skipped("sa règle de répétition n’avance pas.")


def _properties(lines: list[str]) -> Iterator[tuple[str, dict[str, str], str]]:
    for line in lines:
        if found := PROPERTY.fullmatch(line):
            yield found[1].upper(), _parameters(found[2]), found[3]


def _without(inside: list[str], part: str) -> list[str]:
    """The parts that still stand open once this one ends, with whatever it held."""
    if part not in inside:
        return inside
    return inside[: len(inside) - 1 - inside[::-1].index(part)]


def _parameters(text: str) -> dict[str, str]:
    return {name.upper(): value.strip('"') for name, value in PARAMETER.findall(text)}


def _written(name: str, moment: date, scope: str = "") -> str:
    scope = ";RANGE=THISANDFUTURE" if scope.upper() == "THISANDFUTURE" else ""
    if not isinstance(moment, datetime):
        return f"{name}{scope};VALUE=DATE:{moment:%Y%m%d}"
    if moment.tzinfo is UTC:
        return f"{name}{scope}:{moment:%Y%m%dT%H%M%SZ}"
    return f"{name}{scope};TZID={moment.tzinfo}:{moment:%Y%m%dT%H%M%S}"


def _midnight(day: date, home: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=home)


def _duration(text: str) -> timedelta:
    found = DURATION.fullmatch(text.strip().upper())
    if not found:
        return timedelta(0)
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(days=weeks * 7 + days, hours=hours, minutes=minutes, seconds=seconds)


def _revision(block: Block) -> tuple[int, str]:
    sequence = block.first("SEQUENCE")
    number = int(sequence) if sequence.isdecimal() and len(sequence) < 10 else 0
    return number, block.first("LAST-MODIFIED") or block.first("DTSTAMP")


def _title(block: Block) -> str:
    return _one_line(block.first("SUMMARY"))[:TITLE] or "Sans titre"


def _text(block: Block) -> str:
    text = _unescaped(block.first("DESCRIPTION"))
    if not text.strip():
        text = _unescaped(block.first("X-ALT-DESC"))
    text = text[: TEXT * 4]  # before anything that takes its time over a text
    if markup.MARKUP.search(text):
        text = markup.plain(text)
    rows = (SPACES.sub(" ", row).strip() for row in _clean(text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(rows)).strip()[:TEXT]


def _online_url(block: Block) -> str:
    """The link to join, where Google, Outlook and the standard put it; never public here."""
    for name in ("CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL"):
        address = _clean(block.first(name))
        if re.fullmatch(r"https://[^\s<>\"]{3,490}", address):
            return address
    return ""


def _one_line(text: str) -> str:
    return SPACES.sub(" ", _clean(_unescaped(text))).strip()


def _unescaped(text: str) -> str:
    return ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)


def _clean(text: str) -> str:
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
