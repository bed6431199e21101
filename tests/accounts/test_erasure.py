"""People are forgotten when they ask for it, and when their time has come; the line moves."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session as Visit
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts import erasure, signing_in
from accounts.models import Person, User
from events import registration
from events.models import (
    CircleMember,
    Invitation,
    Message,
    Move,
    Registration,
    RegistrationLink,
    SentForm,
)
from letters.models import Letter
from pages.models import ContactMessage
from resources import loans
from resources.models import Loan
from tests.factories import (
    CircleFactory,
    CopyFactory,
    LoanFactory,
    PersonFactory,
    PresenceFactory,
    RegistrationFactory,
    SessionFactory,
    UserFactory,
)

NOW = timezone.make_aware(timezone.datetime(2027, 3, 1, 12))
MONTH = timedelta(days=30)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def seat(person, starts_at, **fields):
    session = SessionFactory(starts_at=starts_at, capacity=1)
    details = {"structure": "Les Lutins", "answers": [{"key": "a", "question": "?", "answer": "!"}]}
    return RegistrationFactory(session=session, person=person, **details | fields)


def member(role, organisation=None):
    user = UserFactory(organisation=organisation)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def nina():
    """Somebody known everywhere."""
    person = PersonFactory(
        first_name="Nina", last_name="Simone", email="nina@example.org", phone="06 00 00 00 01"
    )
    person.user = signing_in.account_of("nina@example.org")
    past, coming = seat(person, NOW - 7 * DAY), seat(person, NOW + 7 * DAY)
    RegistrationLink.issue(past)
    Invitation.objects.create(session=coming.session, person=person, sequence=1)
    CircleMember.objects.create(circle=CircleFactory(), person=person)
    loan = loans.lend(CopyFactory(resource__loan_days=21), person, despite=True)
    loans.take_back(loan)
    Letter.objects.create(matter="registration", kind="offer", about=1, person=person, address="n")
    Letter.objects.create(matter="refusal", kind="offer", about=1, address="nina@example.org")
    ContactMessage.objects.create(
        name="Nina S.", email="Nina@example.org", subject="Bonjour", message="Nina Simone"
    )
    return person


def words_of_every_table():
    """All that is stored, in one text."""
    rows = [Person, User, Registration, RegistrationLink, Invitation, CircleMember, Letter]
    rows += [ContactMessage, Loan]
    return "\n".join(str(list(model.objects.order_by("pk").values())) for model in rows)


def test_nothing_that_names_somebody_outlives_them(nina):
    before = words_of_every_table().lower()
    assert before.count("nina") > 5

    erasure.erase(nina)

    after = words_of_every_table().lower()
    left = [word for word in ("nina", "simone", "06 00", "lutins", "'?'") if word in after]
    assert left == []
    counts = [model.objects.count() for model in (User, RegistrationLink, Invitation, CircleMember)]
    assert counts == [0, 0, 0, 0]


def test_what_figures_count_stays(nina):
    before = Registration.objects.filter(session__ends_at__lt=NOW).counts()
    loans = Loan.objects.count()

    erasure.erase(nina)

    assert Registration.objects.filter(session__ends_at__lt=NOW).counts() == before
    assert Loan.objects.count() == loans
    shell = Person.objects.get()
    assert (str(shell), shell.erased_at) == ("personne effacée", NOW)
    assert {row.full_name for row in Registration.objects.all()} == {"personne effacée"}


def test_of_who_never_came_no_row_is_left():
    person = PersonFactory()

    erasure.erase(person)

    assert Person.objects.count() == 0


def test_the_seat_of_who_is_erased_is_offered_to_the_head_of_the_line(
    mailoutbox, django_capture_on_commit_callbacks
):
    session = SessionFactory(capacity=1, starts_at=NOW + 7 * DAY)
    seat, first, second = (registration.register(session, PersonFactory()) for _ in range(3))
    mailoutbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase(seat.person)

    assert list(session.registrations.offered()) == [first]
    assert list(session.registrations.waiting()) == [second]
    assert [letter.to for letter in mailoutbox] == [[f"{first.full_name} <{first.person.email}>"]]


def test_a_letter_that_has_not_left_leaves_no_more(mailoutbox, django_capture_on_commit_callbacks):
    session = SessionFactory(capacity=1)

    with django_capture_on_commit_callbacks(execute=True):
        row = registration.register(session, PersonFactory())
        assert Letter.objects.count() == 1
        erasure.erase(row.person)

    assert (Letter.objects.count(), mailoutbox) == (0, [])


def test_who_has_something_of_ours_at_home_is_not_erased(nina):
    copy = CopyFactory(resource__title="Petit ours", code="EX-7")
    LoanFactory(copy=copy, borrower=nina)

    with pytest.raises(erasure.CannotErase) as refusal:
        erasure.erase(nina)

    assert str(refusal.value) == (
        "Cette personne a encore un prêt en cours : « Petit ours » (EX-7). "
        "Notez d’abord son retour."
    )
    assert Registration.objects.live().count() == 2


def test_whoever_comes_back_with_the_same_address_is_somebody_new(nina):
    erasure.erase(nina)

    again = Person.objects.for_address("nina@example.org", first_name="Nina", last_name="S.")

    assert again.pk != nina.pk
    assert not again.registrations.exists()


def test_a_member_of_the_team_who_also_came_keeps_their_account():
    staff = UserFactory(email="alice@example.org", password="x")
    person = PersonFactory(email="alice@example.org", user=staff)

    erasure.erase(person)

    assert list(User.objects.all()) == [staff]


# The screen


@pytest.fixture
def cast(client):
    """cast("administration"): the client of a member of the house that leads Nina’s sessions."""

    def enter(role, organisation=None):
        client.force_login(member(role, organisation))
        return client

    return enter


def text(answer):
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def test_an_administrator_finds_somebody_reads_what_would_happen_and_erases_them(cast, nina):
    client = cast("administration")
    PersonFactory(first_name="Zoé", last_name="Autre")
    url = reverse("people:erase", args=[nina.pk])

    found = text(client.get(reverse("people:index"), {"q": "simone"}))
    page = text(client.get(url))

    assert ("Nina Simone" in found, "Zoé Autre" in found, url in found) == (True, False, True)
    assert "lundi 8 mars, 12 h – 14 h : son inscription est annulée" in page
    assert "1 autre inscription reste dans les chiffres, sans son nom ni ses réponses." in page
    assert Person.objects.known().filter(pk=nina.pk).exists()
    answer = client.post(url)
    assert answer.url == reverse("people:index")
    assert not Person.objects.known().filter(pk=nina.pk).exists()
    assert client.get(url).status_code == 404
    assert "Nina" not in text(client.get(reverse("people:index")))


@pytest.mark.parametrize(
    "role", ["rédaction", "agenda", "documentation", "accueil", "coordination"]
)
def test_nobody_else_finds_or_erases_anybody(cast, nina, role):
    lead = Registration.objects.order_by("pk")[0].session.event.lead
    client = cast(role, lead)
    url = reverse("people:erase", args=[nina.pk])

    answers = [client.get(reverse("people:index")), client.get(url), client.post(url)]

    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert "Nina" not in "".join(text(answer) for answer in answers)
    assert Person.objects.known().filter(pk=nina.pk).exists()


def test_the_screen_of_a_registration_leads_an_administrator_there(cast, nina):
    row = nina.registrations.order_by("pk")[0]
    screen = reverse("agenda_registrations:person", args=[row.pk])
    link = f'href="{reverse("people:erase", args=[nina.pk])}"'

    assert link in text(cast("administration").get(screen))
    assert link not in text(cast("agenda", row.session.event.lead).get(screen))


def test_a_refusal_is_said_instead_of_the_button(cast, nina):
    LoanFactory(borrower=nina)
    client = cast("administration")
    url = reverse("people:erase", args=[nina.pk])

    page, answer = client.get(url), client.post(url)

    assert (page.status_code, answer.status_code) == (200, 409)
    for answered in (page, answer):
        assert "Cette personne a encore un prêt en cours" in text(answered)
        assert "Effacer cette personne</button>" not in text(answered)


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_of_people_costs_the_same_however_long(cast, people, django_assert_num_queries):
    PersonFactory.create_batch(people)
    client = cast("administration")
    client.get(reverse("people:index"))

    with django_assert_num_queries(12):
        client.get(reverse("people:index"))


# Time


def tick(capsys):
    call_command("tick")
    return capsys.readouterr().out.splitlines()


def test_somebody_unheard_of_for_three_years_is_erased_once(capsys):
    born = NOW - 50 * MONTH
    long_gone = PersonFactory(created_at=born)
    seat(long_gone, NOW - 36 * MONTH - DAY, created_at=born, structure="", answers=[])

    assert tick(capsys) == ["personnes effacées : 1"]
    assert tick(capsys) == []

    assert [row.full_name for row in Registration.objects.all()] == ["personne effacée"]
    assert Registration.objects.seated().count() == 1


@pytest.mark.parametrize(
    "contact", ["registered", "came", "is coming", "walked in", "borrows", "visited", "is a member"]
)
def test_any_contact_of_the_last_three_years_keeps_somebody_known(contact):
    born, recent = NOW - 50 * MONTH, NOW - 36 * MONTH + 2 * DAY
    person = PersonFactory(created_at=born)
    if contact == "registered":
        seat(person, NOW - 40 * MONTH, created_at=recent)
    elif contact == "came":
        seat(person, recent, created_at=born)
    elif contact == "is coming":
        seat(person, NOW + DAY, created_at=born)
    elif contact == "walked in":
        PresenceFactory(person=person, session=SessionFactory(starts_at=recent), registration=None)
    elif contact == "borrows":
        LoanFactory(borrower=person, lent_on=born.date())
    elif contact == "visited":
        signing_in.account_of(person.email)
        User.objects.update(last_login=recent)
    else:
        CircleMember.objects.create(circle=CircleFactory(), person=person)
    other = PersonFactory(created_at=born)

    assert erasure.purge() == 1

    assert list(Person.objects.all()) == [person]
    assert not Person.objects.filter(pk=other.pk).exists()


def test_answers_links_and_who_of_the_team_acted_are_forgotten_a_year_after_the_session(capsys):
    team = UserFactory()
    rows = [seat(PersonFactory(), NOW - age) for age in (12 * MONTH + DAY, 12 * MONTH - DAY)]
    for row in rows:
        RegistrationLink.issue(row)
        Move.objects.create(registration=row, act="kept", status="seated", by=team)
        Message.objects.create(
            session=row.session, to="line", subject="a", body="b", form_key=str(row.pk)
        )

    assert tick(capsys) == ["inscriptions allégées : 1"]
    assert tick(capsys) == []

    old, recent = (Registration.objects.get(pk=row.pk) for row in rows)
    assert (old.structure, old.answers, old.links.count()) == ("", [], 0)
    assert (old.full_name, old.moves.get().by) == (rows[0].full_name, None)
    assert (recent.structure, len(recent.answers), recent.links.count()) == ("Les Lutins", 1, 1)
    assert recent.moves.get().by == team
    assert list(Message.objects.values_list("session", flat=True)) == [recent.session_id]


def test_letters_messages_and_borrowers_are_forgotten_each_in_its_time(capsys):
    for months in (4, 6, 12):
        for days in (1, -1):
            at = NOW - months * MONTH - days * DAY
            Letter.objects.create(
                matter="x", kind="x", about=1, address="a@example.org", state="sent", queued_at=at
            )
            ContactMessage.objects.create(
                name="N", email="n@example.org", subject="s", message="m", created_at=at
            )
            loan = LoanFactory(lent_on=at.date(), due_on=at.date())
            Loan.objects.filter(pk=loan.pk).update(returned_on=at.date())

    assert tick(capsys) == [
        "notices moissonnées rattrapées : 6",
        "lettres oubliées : 3",
        "messages oubliés : 1",
        "prêts rendus anonymes : 5",
    ]
    assert tick(capsys) == []

    assert (Letter.objects.count(), ContactMessage.objects.count()) == (3, 5)
    assert Loan.objects.exclude(borrower=None).get().returned_on == (NOW - 4 * MONTH + DAY).date()


def test_a_letter_that_has_not_left_is_kept(capsys):
    Letter.objects.create(
        matter="x", kind="x", about=1, address="a", queued_at=NOW - 24 * MONTH, due_at=NOW + DAY
    )

    assert tick(capsys) == []

    assert Letter.objects.count() == 1


def test_forms_and_visits_that_are_over_leave_the_tables(client, capsys):
    SentForm.objects.create(key="old", sent_at=NOW - 3 * DAY)
    SentForm.objects.create(key="new", sent_at=NOW - DAY)
    client.force_login(UserFactory())

    assert Visit.objects.count() == 1

    with time_machine.travel(NOW + 20 * DAY, tick=False):
        tick(capsys)

    assert (SentForm.objects.count(), Visit.objects.count()) == (0, 0)


def test_the_page_says_how_long_in_the_words_of_the_settings(client, settings):
    settings.KEPT_MONTHS = {**settings.KEPT_MONTHS, "people": 29}

    page = text(client.get("/confidentialite/"))

    assert "29 mois après le dernier contact" in page
    assert "12 mois après la séance" in page
