"""Other people's calendars: what Google, Outlook and Apple write, whole and damaged."""

import gzip
import io
import time
import zipfile
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events import importing
from events.importing import Problem, Reading
from events.unpacking import LIMIT, Unreadable

PARIS = ZoneInfo("Europe/Paris")
CALENDARS = Path(__file__).parent / "calendars"
PROGRAMS = ("google", "outlook", "apple")


def exported(program):
    return (CALENDARS / f"{program}.ics").read_bytes()


def read(data, since=date(2026, 9, 1), until=date(2027, 8, 31)):
    return importing.read(data, since, until, PARIS)


def calendar(*events):
    rows = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//FR"]
    for number, event in enumerate(events):
        rows += ["BEGIN:VEVENT", f"UID:{number}@example.org", *event, "END:VEVENT"]
    return "\r\n".join([*rows, "END:VCALENDAR", ""]).encode()


def dates(reading):
    """(start, end, title) by the clocks of Paris."""
    return [
        (
            f"{entry.starts_at.astimezone(PARIS):%d/%m %H:%M}",
            f"{entry.ends_at.astimezone(PARIS):%d/%m %H:%M}",
            entry.title,
        )
        for entry in reading.entries
    ]


def one(*lines):
    [entry] = read(calendar(lines)).entries
    return entry


def test_google_with_a_date_left_out_one_moved_whole_days_and_utc():
    reading = read(exported("google"))

    assert reading.name == "RPE des Deux Vallons"
    assert dates(reading) == [
        ("06/10 09:30", "06/10 11:30", "Matinée d’éveil"),
        ("21/10 14:00", "21/10 16:00", "Matinée d’éveil (déplacée l’après-midi)"),
        ("27/10 09:30", "27/10 11:30", "Matinée d’éveil"),  # winter time
        ("03/11 09:30", "03/11 11:30", "Matinée d’éveil"),
        ("14/11 00:00", "16/11 00:00", "Salon de la petite enfance"),
        ("18/11 18:30", "18/11 20:30", "Réunion d’équipe"),
    ]
    first, moved, *_, salon, private = reading.entries
    assert first.text == "Un temps pour jouer et se poser.\n\nAvec Léa, éducatrice."
    assert first.place == "La Maison, 1 rue du Port, 06000 Nice, France"
    assert first.online_url == "https://meet.google.com/abc-defg-hij"
    assert (first.recurrence, moved.recurrence) == ("20261006T073000Z", "20261020T073000Z")
    assert (salon.whole_days, private.private) == (True, True)
    assert reading.problems == []
    assert "nour@" not in repr(reading)


def test_outlook_with_windows_zones_a_made_up_one_and_html():
    reading = read(exported("outlook"))

    assert dates(reading) == [
        ("05/10 18:00", "05/10 20:00", "Analyse des pratiques"),
        ("02/11 18:00", "02/11 20:00", "Analyse des pratiques"),
        ("05/12 09:30", "05/12 12:00", "Portes ouvertes"),
        ("07/12 18:00", "07/12 20:00", "Analyse des pratiques"),
    ]
    first, _, opened, _ = reading.entries
    assert first.text.startswith("Ordre du jour :\n- accueil\n- les temps du repas\n\n")
    assert first.online_url == "https://teams.microsoft.com/l/meetup-join/19%3ameeting"
    assert opened.text == "Venez voir\xa0!\n\nle jardin\nla salle"
    assert [entry.note for entry in reading.entries] == [""] * 4
    assert reading.problems == []


def test_apple_with_dates_added_by_hand_a_duration_and_an_hour_of_nowhere():
    reading = read(exported("apple"))

    assert dates(reading) == [
        ("13/10 19:45", "13/10 21:45", "Rencontre du cercle 👶"),
        ("27/10 19:45", "27/10 21:45", "Rencontre du cercle 👶"),
        ("20/11 09:00", "20/11 10:30", "Goûter (heure flottante)"),
        ("24/11 19:45", "24/11 21:45", "Rencontre du cercle 👶"),
    ]
    assert [entry.cancelled for entry in reading.entries] == [False, False, True, False]
    assert reading.entries[0].place == "La Maison 1 rue du Port, 06000 Nice, France"


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize(
    "written",
    [
        lambda data: data.replace(b"\r\n", b"\n"),
        lambda data: data.replace(b"\r\n", b"\r"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: b"\xff\xfe" + data.decode().encode("utf-16-le"),
        lambda data: gzip.compress(data),
    ],
    ids=["LF", "CR", "BOM", "UTF-16", "gzip"],
)
def test_the_same_calendar_written_otherwise_is_read_the_same(program, written):
    assert read(written(exported(program))) == read(exported(program))


def test_accents_of_an_old_program_are_read():
    data = calendar(["DTSTART:20261006T080000Z", "SUMMARY:Éveil à l’été"])

    assert dates(read(data.decode().encode("cp1252")))[0][2] == "Éveil à l’été"


def test_a_line_folded_in_the_middle_of_a_character_is_mended():
    data = calendar(["DTSTART:20261006T080000Z", "SUMMARY:Éveil"])

    folded = data.replace("É".encode(), b"\xc3\r\n \x89")

    assert dates(read(folded))[0][2] == "Éveil"


def test_a_zip_of_calendars_as_google_gives_it():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.ics", exported("google"))
        archive.writestr("b.ics", exported("apple"))
        archive.writestr("lisez-moi.txt", "rien")

    assert len(read(packed.getvalue()).entries) == 10


def bomb(pack):
    data = b"BEGIN:VCALENDAR\r\n" + b"X" * (LIMIT * 4)
    if pack == "gzip":
        return gzip.compress(data)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.ics", data)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Ce n’est pas un agenda"),
        (b"<html><body>Connexion</body></html>", "Ce n’est pas un agenda"),
        (b"PK\x03\x04rien", "abîmé"),
        (b"\x1f\x8brien", "abîmé"),
        (b"BEGIN:VCALENDAR\r\n" + b"X" * LIMIT, "trop gros"),
        (bomb("gzip"), "trop gros"),
        (bomb("zip"), "trop gros"),
    ],
    ids=["nothing", "page", "zip", "gzip", "big", "gzip bomb", "zip bomb"],
)
def test_what_is_no_calendar_is_refused_in_a_sentence(data, sentence):
    with pytest.raises(Unreadable, match=sentence):
        read(data)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (["SUMMARY:A"], "il n’a pas de date."),
        (["SUMMARY:A", "DTSTART:demain"], "sa date est illisible (demain)."),
        (["SUMMARY:A", "DTSTART:20260231"], "sa date n’existe pas (20260231)."),
        (["SUMMARY:A", "DTSTART:00010101"], "sa date est illisible (00010101)."),
        (
            ["SUMMARY:A", "DTSTART:20261006T080000Z", "RRULE:FREQ=SECONDLY"],
            "il se répète plusieurs fois par jour.",
        ),
        (
            ["SUMMARY:A", "DTSTART:20261006T080000Z", "RRULE:FREQ=DAILY;BYHOUR=1,2,3"],
            "il se répète plusieurs fois par jour.",
        ),
        (
            ["SUMMARY:A", "DTSTART:20261006T080000Z", "RRULE:FREQ=JAMAIS"],
            "ses dates ou ses répétitions sont illisibles.",
        ),
    ],
)
def test_what_cannot_be_read_is_named_and_the_rest_is_read(lines, why):
    reading = read(calendar(lines, ["SUMMARY:B", "DTSTART:20261006T080000Z"]))

    assert reading.problems == [Problem("A", why)]
    assert [entry.title for entry in reading.entries] == ["B"]


def test_an_event_without_a_name_in_the_file_is_said():
    data = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:A\nDTSTART:20261006\nEND:VEVENT\nEND:VCALENDAR"

    assert read(data).problems == [Problem("A", "il n’a pas d’identifiant (UID).")]


def test_a_file_cut_in_the_middle_gives_what_it_holds_and_says_so():
    whole = calendar(
        ["SUMMARY:A", "DTSTART:20261006T080000Z"], ["SUMMARY:B", "DTSTART:20261007T080000Z"]
    )

    reading = read(whole[: whole.index(b"END:VEVENT", whole.index(b"SUMMARY:B"))])

    assert [entry.title for entry in reading.entries] == ["A"]
    assert reading.problems == [Problem("B", "le fichier s’arrête au milieu de cet événement.")]


def test_of_two_events_of_the_same_name_the_latest_is_kept():
    event = ["UID:double", "DTSTART:20261006T080000Z"]
    rows = [*event, "SUMMARY:Ancien", "SEQUENCE:1"], [*event, "SUMMARY:Nouveau", "SEQUENCE:2"]
    data = (
        calendar(*rows)
        .replace(b"UID:0@example.org\r\n", b"")
        .replace(b"UID:1@example.org\r\n", b"")
    )

    reading = read(data)

    assert [entry.title for entry in reading.entries] == ["Nouveau"]
    assert reading.problems == [
        Problem("Nouveau", "il est deux fois dans le fichier : une fois suffit.")
    ]


@pytest.mark.parametrize(
    ("lines", "start", "end", "note"),
    [
        (["DTSTART:20261006T080000Z"], (10, 0), 60, "Durée inconnue : une heure."),
        (["DTSTART:20261006T100000", "DURATION:PT90M"], (10, 0), 90, ""),
        (["DTSTART;TZID=Europe/London:20261006T090000", "DURATION:PT1H"], (10, 0), 60, ""),
        (
            ["DTSTART;TZID=/x.org/2020/Europe/London:20261006T090000", "DURATION:PT1H"],
            (10, 0),
            60,
            "",
        ),
        (["DTSTART;TZID=GMT Standard Time:20261006T090000", "DURATION:PT1H"], (10, 0), 60, ""),
        (
            ["DTSTART;TZID=Mars/Olympus:20261006T100000", "DURATION:PT1H"],
            (10, 0),
            60,
            "Fuseau horaire inconnu (Mars/Olympus) : heures prises pour celles d’ici.",
        ),
        (
            ["DTSTART:20261006T080000Z", "DTEND:20261006T070000Z"],
            (10, 0),
            60,
            "Durée inconnue : une heure.",
        ),
        (["DTSTART:20261006", "DTEND:20261006"], (0, 0), 1440, ""),
    ],
)
def test_hours_and_lengths_however_they_are_written(lines, start, end, note):
    entry = one(*lines)

    local = entry.starts_at.astimezone(PARIS)
    assert (local.hour, local.minute) == start
    assert entry.ends_at - entry.starts_at == timedelta(minutes=end)
    assert entry.note == note


def test_only_what_happens_in_the_period_is_kept_and_the_rest_is_counted():
    data = calendar(
        ["DTSTART:20260101T080000Z"], ["DTSTART:20261006T080000Z"], ["DTSTART:20290101T080000Z"]
    )

    reading = read(data)

    assert (len(reading.entries), reading.outside) == (1, 2)


def test_a_rule_without_end_stops_with_the_period():
    data = calendar(["DTSTART;TZID=Europe/Paris:20200107T100000", "RRULE:FREQ=WEEKLY"])

    reading = read(data, date(2026, 10, 1), date(2026, 10, 31))

    assert [start for start, *_ in dates(reading)] == [
        f"{day:02}/10 10:00" for day in (6, 13, 20, 27)
    ]


def test_a_file_that_takes_too_long_is_left_and_says_so(monkeypatch):
    monkeypatch.setattr(importing, "PATIENCE", -1)
    data = calendar(
        ["SUMMARY:A", "DTSTART:20261006T080000Z", "RRULE:FREQ=DAILY"],
        ["SUMMARY:B", "DTSTART:20261006T080000Z"],
    )

    reading = read(data)

    assert reading.entries == []
    assert reading.problems == [
        Problem("A", "l’agenda est trop long à lire."),
        Problem("B", "l’agenda est trop long à lire."),
    ]


@pytest.mark.parametrize("step", ["0", "-0", "00", " 0", "-1", "", "99999999999"])
def test_a_rule_that_does_not_move_on_is_not_followed_for_ever(step):
    data = calendar(["SUMMARY:A", "DTSTART:20261006T080000Z", f"RRULE:FREQ=WEEKLY;INTERVAL={step}"])

    assert read(data).problems == [Problem("A", "sa règle de répétition n’avance pas.")]


def test_thousands_of_events_are_read():
    data = calendar(
        *(
            [f"SUMMARY:{n}", f"DTSTART:2026{n % 3 + 10}{n % 28 + 1:02}T100000", "DURATION:PT1H"]
            for n in range(10_000)
        )
    )

    reading = read(data)

    assert (len(reading.entries), reading.problems) == (10_000, [])


HOSTILE = 400_000  # characters: enough for what takes its time to take minutes


@pytest.mark.parametrize(
    "lines",
    [
        ["DTSTART;TZID=" + "A" * HOSTILE + ":20261006T100000"],
        ["DTSTART:20261006T080000Z", "RRULE:" + "BYHOUR=" * (HOSTILE // 7)],
        ["DTSTART:20261006T080000Z", "DESCRIPTION:" + "<a " * (HOSTILE // 3)],
        ["DTSTART:20261006T080000Z", "DESCRIPTION:<b>" + "<!--" * (HOSTILE // 4)],
        ["DTSTART:20261006T080000Z", "SUMMARY" + ';A="b"' * (HOSTILE // 6)],
        ["DTSTART:20261006T080000Z", "SUMMARY:" + " " * HOSTILE + "x"],
        ["DTSTART:20261006T080000Z", "DURATION:P" + "1" * HOSTILE],
        ["BEGIN:X"] * (HOSTILE // 8),
    ],
    ids=["zone", "rule", "tags", "comments", "parameters", "spaces", "duration", "parts"],
)
def test_a_file_made_to_be_slow_is_not(lines):
    start = time.monotonic()

    read(calendar(lines))

    assert time.monotonic() - start < 10


def test_controls_and_lines_are_cleaned_and_long_texts_cut():
    entry = one(
        "DTSTART:20261006", f"SUMMARY:a\x00\x1b[31m\\nb{'c' * 300}", "DESCRIPTION:x\x0b\\n\\ny"
    )

    assert entry.title == ("a[31m b" + "c" * 300)[:200]
    assert entry.text == "x\n\ny"


@pytest.mark.parametrize("program", PROGRAMS)
@settings(max_examples=60)
@given(data=st.data())
def test_a_damaged_export_gives_a_report_and_never_an_error(program, data):
    whole = bytearray(exported(program))
    for _ in range(data.draw(st.integers(0, 12))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    start = data.draw(st.integers(0, 40))

    try:
        reading = read(bytes(whole[start:cut]))
    except Unreadable:
        return
    assert isinstance(reading, Reading)
    assert all(entry.ends_at > entry.starts_at for entry in reading.entries)


@given(st.lists(st.text(max_size=40), max_size=12))
def test_anything_between_begin_and_end_gives_a_report(lines):
    read(calendar(["DTSTART:20261006T080000Z", *lines]))


@given(
    st.from_regex(
        r"FREQ=(YEARLY|MONTHLY|WEEKLY)(;(COUNT|INTERVAL|BYMONTH|BYMONTHDAY|BYDAY|BYSETPOS|UNTIL)=[-0-9A-Z,]{0,8}){0,3}",
        fullmatch=True,
    )
)
@settings(max_examples=60)
def test_any_rule_gives_a_report(rule):
    read(calendar(["DTSTART:20261006T080000Z", "DURATION:PT1H", f"RRULE:{rule}"]))
