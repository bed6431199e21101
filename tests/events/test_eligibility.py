"""Who a rendez-vous is for: each condition, what the screen says, what only a letter says."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts import humans
from accounts.models import Person
from events import asking, eligibility, refusal_letters, registration
from events.models import CircleMember, Registration
from events.wording import moment
from letters.models import Letter
from letters.texts import Text
from tests.factories import (
    AudienceFactory,
    CircleFactory,
    EventFactory,
    OrganisationFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    UserFactory,
)


@pytest.fixture(autouse=True)
def _no_hurry(monkeypatch):
    monkeypatch.setattr(humans, "MIN_SECONDS", 0)


def send(client, session, **changes):
    form = {
        "first_name": "Nina",
        "last_name": "Simone",
        "email": "nina@example.org",
        "profession": AudienceFactory(key="assmat", label="Assistants maternels").pk,
        "stamp": humans.new_stamp(),
        **changes,
    }
    return client.post(session.get_registration_url(), form, follow=True)


def text(answer):
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def nina():
    return PersonFactory(email="nina@example.org")


def in_days(event, days, **fields):
    start = timezone.now() + timedelta(days=days)
    return SessionFactory(event=event, starts_at=start, **fields)


# What the form says


def test_a_trade_it_is_not_for_is_refused_on_the_screen(client):
    crews = AudienceFactory(key="creche", label="Équipes de crèche")
    event = EventFactory(audience_only=True, terms={"audiences": [crews]})
    session = SessionFactory(event=event)

    page = client.get(session.get_registration_url())
    answer = send(client, session)

    assert "Ce rendez-vous est réservé à ces publics :" in text(page)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "profession": ["Ce rendez-vous est réservé à ces publics : Équipes de crèche."]
    }
    assert send(client, session, profession=crews.pk).status_code == 200
    assert session.registrations.count() == 1


def test_an_audience_of_everybody_excludes_nobody():
    anybody = AudienceFactory(key="tous", everyone=True)
    event = EventFactory(audience_only=True, terms={"audiences": [anybody]})

    assert eligibility.audience_refusal(event, AudienceFactory()) == ""


# What an address has done


@pytest.mark.parametrize(("days", "refused"), [(-300, True), (300, True), (400, False)])
def test_once_a_year_is_counted_before_and_after(days, refused):
    event = EventFactory(once_a_year=True)
    RegistrationFactory(session=in_days(event, days), person=nina())
    session = in_days(event, 10)

    broken = eligibility.broken(session, Person.objects.get())

    assert broken == (["once_a_year"] if refused else [])


def test_what_was_cancelled_counts_for_nothing():
    event, person = EventFactory(once_a_year=True, no_overlap=True), nina()
    session = in_days(event, 10)
    cancelled = Registration.Status.CANCELLED
    RegistrationFactory(session=in_days(event, 10), person=person, status=cancelled)
    RegistrationFactory(session=in_days(event, 10, status="cancelled"), person=person)

    assert eligibility.broken(session, person) == []


@pytest.mark.parametrize(("hours", "refused"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_sessions_overlap_when_they_share_a_moment(hours, refused):
    session = SessionFactory(event__no_overlap=True)
    other = SessionFactory(starts_at=session.starts_at + timedelta(hours=hours))
    person = nina()
    RegistrationFactory(session=other, person=person)

    assert eligibility.broken(session, person) == (["no_overlap"] if refused else [])


@pytest.mark.parametrize(("hours", "refused"), [(1, True), (47, True), (49, False)])
def test_the_circle_comes_first_for_48_hours(hours, refused):
    session = SessionFactory(
        event__circle=CircleFactory(),
        event__members_first=True,
        opens_at=timezone.now() - timedelta(hours=hours),
    )
    stranger, member = PersonFactory(), PersonFactory()
    CircleMember.objects.create(circle=session.event.circle, person=member)

    assert eligibility.broken(session, stranger) == (["members_first"] if refused else [])
    assert eligibility.broken(session, member) == []


def test_the_form_says_until_when_the_circle_comes_first_and_the_page_that_it_does(client):
    opens_at = timezone.now().replace(second=0, microsecond=0) - timedelta(hours=1)
    session = SessionFactory(
        event__circle=CircleFactory(), event__members_first=True, opens_at=opens_at
    )
    until = moment(opens_at + timedelta(hours=48)).replace("\xa0", " ")
    always = "Les membres du cercle s’inscrivent d’abord, pendant les 48 heures"

    page, form = (
        client.get(session.event.get_absolute_url()),
        client.get(session.get_registration_url()),
    )
    with time_machine.travel(opens_at + timedelta(hours=48, minutes=1), tick=False):
        later = client.get(session.get_registration_url())
    session.event.members_first = False
    session.event.save()
    without = client.get(session.event.get_absolute_url())

    assert f"Pour les autres, les inscriptions ouvrent le {until} :" in text(form)
    assert "membres du cercle" not in text(later)
    assert always in text(page)
    assert always not in text(without)


def test_the_screen_is_the_same_for_who_is_refused_and_a_letter_says_why(
    client, mailoutbox, django_capture_on_commit_callbacks
):
    event = EventFactory(title="Atelier", once_a_year=True)
    RegistrationFactory(session=in_days(event, -20), person=nina())
    session = in_days(event, 10)

    with django_capture_on_commit_callbacks(execute=True):
        refused = send(client, session)
        welcome = send(client, session, email="rosa@example.org")

    assert text(refused) == text(welcome)
    assert "Votre place est réservée" not in text(refused)
    assert [row.person.email for row in session.registrations.all()] == ["rosa@example.org"]
    letter = next(letter for letter in mailoutbox if "nina@example.org" in letter.to[0])
    assert letter.subject == "Votre inscription n’a pas pu être enregistrée – Atelier"
    assert "Ce rendez-vous se suit une fois par an" in letter.body
    assert "Nina" not in letter.body


def test_a_refused_address_is_not_made_known():
    session = SessionFactory(
        event__circle=CircleFactory(), event__members_first=True, opens_at=timezone.now()
    )
    who = {"email": "new@example.org", "first_name": "Nina", "last_name": "Simone"}

    asking.ask([session], [who], form_key="a")

    assert not Person.objects.exists()
    assert Letter.objects.get().address == "new@example.org"


# The team


@pytest.fixture
def desk(client, alice):
    client.force_login(alice)
    return client


def test_the_team_is_warned_and_may_overrule(desk):
    event = EventFactory(once_a_year=True, lead=OrganisationFactory(key="hetis"))
    RegistrationFactory(session=in_days(event, -20), person=nina())
    session = in_days(event, 10)
    add = reverse("agenda_sessions:add_person", args=[session.pk])
    met = {"first_name": "Nina", "last_name": "Simone", "email": "nina@example.org"}

    warned = desk.post(add, met)
    overruled = desk.post(add, {**met, "overrule": "on"})

    assert (warned.status_code, overruled.status_code) == (422, 302)
    assert "Ce rendez-vous se suit une fois par an" in text(warned)
    assert 'type="checkbox" name="overrule"' in text(warned)
    assert session.registrations.count() == 1


def test_the_leading_team_keeps_the_members_of_a_circle_and_no_other_does(desk):
    hetis, galice = OrganisationFactory(key="hetis"), OrganisationFactory(key="galice")
    ours, theirs = CircleFactory(lead=hetis), CircleFactory(lead=galice)
    CircleMember.objects.create(circle=theirs, person=PersonFactory(last_name="Secret"))
    members = reverse("agenda_circles:members", args=[ours.pk])

    nina = {"first_name": "Nina", "last_name": "Simone", "email": "Nina@example.org"}
    desk.post(members, {**nina, "role": "member"})
    page = text(desk.get(members))
    row = ours.memberships.get()
    refused = desk.get(reverse("agenda_circles:members", args=[theirs.pk]))
    desk.post(reverse("agenda_circles:remove_member", args=[ours.pk, row.pk]))

    assert "Nina Simone" in page
    assert row.person.email == "nina@example.org"
    assert refused.status_code == 302
    assert not ours.memberships.standing().exists()
    assert theirs.memberships.count() == 1


def test_the_rules_of_history_do_not_hold_the_team():
    event = EventFactory(once_a_year=True)
    person = nina()
    RegistrationFactory(session=in_days(event, -20), person=person)

    with pytest.raises(eligibility.NotEligible):
        registration.register(in_days(event, 10), person)
    seat = registration.register(in_days(event, 10), person, source=Registration.Source.STAFF)

    assert seat.is_live


def test_the_team_puts_the_refusal_in_its_own_words_and_sees_it_first(client):
    dora = UserFactory(role="coordination")
    client.force_login(dora, "django.contrib.auth.backends.ModelBackend")
    url = reverse("letter_texts:text", args=["refusal", "refusal"])
    said = {"subject": "Dommage – {rendez-vous}", "body": "Pas cette fois : {motif}"}

    page = client.post(url, {**said, "preview": "1"})
    kept = client.post(url, said)

    assert "Pas cette fois : Une inscription existe déjà" in page.context["preview"]["text"]
    assert (page.status_code, kept.status_code) == (200, 302)
    session = SessionFactory(event__title="Dire non")
    letter = Letter(matter="refusal", kind="once_a_year", about=session.pk, address="a@example.org")
    email = refusal_letters.write(letter)
    assert email.subject == "Dommage – Dire non"
    assert "Pas cette fois : Ce rendez-vous se suit une fois par an" in email.body
    assert email.to == ["a@example.org"]


def test_every_variable_of_the_refusal_is_filled():
    body = " ".join(f"{{{name}}}" for name in refusal_letters.VARIABLES)

    assert "{" not in refusal_letters.preview("refusal", Text("", "", body)).body
