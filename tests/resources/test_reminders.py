"""Reminders before, on the day and after; letters of the queue and of bookings; each once."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command

from letters import matters
from letters.models import Letter
from resources import bookings, holds, loans, reminders
from resources.models import LendingRules
from tests.factories import CopyFactory, KitFactory, LoanFactory, PersonFactory, ResourceFactory

NOON = datetime(2027, 3, 2, 12, tzinfo=ZoneInfo("Europe/Paris"))  # a Tuesday
TODAY = date(2027, 3, 2)
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def posted(django_capture_on_commit_callbacks, mailoutbox):
    """posted(act): the subjects of the letters that left for it."""

    def posted(act, *args, **kwargs):
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act(*args, **kwargs)
        return [letter.subject for letter in mailoutbox]

    return posted


def due(days, **fields):
    loan = {"lent_on": TODAY - 60 * DAY, "due_on": TODAY + days * DAY, **fields}
    return LoanFactory(copy__resource__title="Le doudou", **loan)


@pytest.mark.parametrize(
    ("days", "subject"),
    [
        (4, []),
        (3, ["À rendre bientôt – Le doudou"]),
        (2, ["À rendre bientôt – Le doudou"]),  # the clock had stopped yesterday
        (1, []),
        (0, ["À rendre aujourd’hui – Le doudou"]),
        (-1, []),
        (-7, ["Nous attendons votre retour – Le doudou"]),
        (-8, ["Nous attendons votre retour – Le doudou"]),
        (-9, []),
        (-28, ["Nous attendons votre retour – Le doudou"]),
        (-35, []),  # four letters, then somebody calls
    ],
)
def test_each_reminder_has_its_day_and_leaves_once(posted, days, subject):
    due(days)

    assert posted(reminders.post_due) == subject
    assert posted(reminders.post_due) == []


def test_what_is_back_or_nobody_s_is_not_asked_for(posted):
    due(0, returned_on=TODAY)
    due(0, borrower=PersonFactory(email=None))

    assert posted(reminders.post_due) == []


def test_who_has_just_borrowed_for_two_days_is_not_reminded_at_once(posted):
    due(2, lent_on=TODAY)

    assert posted(reminders.post_due) == []


def test_at_night_nobody_is_written_to(posted, clock):
    due(0)
    clock.move_to(NOON.replace(hour=22))

    assert posted(reminders.post_due) == []


def test_a_loan_that_is_prolonged_is_reminded_of_its_new_date(posted, clock):
    loan = loans.lend(CopyFactory(resource__loan_days=21), PersonFactory())
    clock.shift(18 * DAY)
    assert len(posted(reminders.post_due)) == 1

    loans.renew(loan)
    assert posted(reminders.post_due) == []
    clock.shift(21 * DAY)
    assert len(posted(reminders.post_due)) == 1


def test_the_place_decides_when(posted):
    rules = LendingRules.load()
    rules.remind_before, rules.remind_late = 0, 0
    rules.save()
    for days in (3, -7):
        due(days)

    assert posted(reminders.post_due) == []


def test_a_letter_that_waited_while_the_book_came_back_is_not_sent(posted, mailoutbox):
    loan = due(0)

    def remind_then_take_back():
        reminders.post_due()
        loans.take_back(loan)

    assert posted(remind_then_take_back) == []
    assert Letter.objects.get().state == "dropped"


def test_the_queue_and_bookings_write_too(posted):
    book = ResourceFactory(title="Le doudou", loan_days=21)
    CopyFactory(resource=book)
    person = PersonFactory(first_name="Ana")

    assert posted(holds.place, book, person) == ["Votre réservation vous attend – Le doudou"]
    assert posted(holds.expire, TODAY + 30 * DAY) == ["Votre réservation est terminée – Le doudou"]
    kit = KitFactory(resource__title="Malle")
    booked = []
    dates = (TODAY, TODAY + 7 * DAY)
    assert posted(lambda: booked.append(bookings.ask(kit, person, *dates))) == [
        "Votre demande est reçue – Malle"
    ]
    assert posted(bookings.confirm, booked[0], None) == ["Votre malle est réservée – Malle"]
    assert posted(bookings.cancel, booked[0]) == ["Votre réservation est annulée – Malle"]
    again = bookings.ask(kit, person, *dates)
    assert posted(bookings.decline, again, None, "Elle est en réparation.") == [
        "Votre demande de malle – Malle"
    ]


def test_a_letter_says_what_in_text_and_in_html(posted, mailoutbox):
    LendingRules.load()
    LendingRules.objects.update(hours="samedi 9 h – 12 h")
    due(3, borrower=PersonFactory(first_name="Ana", email="ana@example.org"))

    posted(reminders.post_due)

    [letter] = mailoutbox
    html = letter.alternatives[0].content
    for text in (letter.body, html):
        assert "Bonjour Ana," in text
        assert "vendredi 5" in text
        assert "samedi 9 h – 12 h" in text
    assert "/mon-espace/" in letter.body


@pytest.mark.parametrize("name", ["loan", "hold", "booking"])
def test_the_team_can_see_each_text_before_it_changes_it(name):
    matter = matters.get(name)

    for key, text in matter.texts.items():
        email = matter.preview(key, text)
        assert "Malle Éveil musical" in email.subject
        assert "{" not in email.body


def test_tick_expires_and_reminds(capsys):
    due(0)
    CopyFactory(resource=(book := ResourceFactory(loan_days=21)))
    hold = holds.place(book, PersonFactory())
    hold.pick_up_until = TODAY - DAY
    hold.save()

    call_command("tick")

    said = capsys.readouterr().out
    assert "réservations non retirées : 1" in said
    assert "rappels de retour : 1" in said
