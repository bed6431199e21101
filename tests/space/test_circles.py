"""Belonging to a circle: joining, being accepted, leaving, and who reads whose name."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from events import polls, topics
from events.models import Circle, CircleMember, Presence
from letters.models import Letter
from tests.budgets import FRAME
from tests.factories import (
    CircleFactory,
    EventFactory,
    MemberFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
)

State = CircleMember.State
HOUR = timedelta(hours=1)
QUERIES = {"circles": FRAME + 4, "circle": FRAME + 13, "members": FRAME + 5}


@pytest.fixture
def lea():
    return PersonFactory(email="lea@example.org", first_name="Léa", last_name="Iris")


@pytest.fixture
def browser(lea, sign_in):
    return sign_in("lea@example.org")


@pytest.fixture
def facilitator(sign_in):
    """facilitator(circle): the browser of who facilitates it."""

    def running(circle):
        person = PersonFactory(email=f"anime-{circle.pk}@example.org", first_name="Anouk")
        MemberFactory(circle=circle, person=person, facilitator=True)
        return sign_in(person.email)

    return running


def text(answer):
    return " ".join(answer.text.replace("\xa0", " ").split())


def of(circle, rest=""):
    return f"/mon-espace/cercles/{circle.slug}/{rest}"


def state(circle, person):
    row = circle.memberships.filter(person=person).first()
    return row and str(row.state)


def told(mailoutbox):
    return [(letter.to[0], letter.subject) for letter in mailoutbox]


# Joining


def test_the_public_page_leads_to_the_door_of_the_circle(client, browser):
    circle = CircleFactory(title="Les mardis")

    assert f'href="{of(circle)}"' in client.get(circle.get_absolute_url()).text
    assert client.get(of(circle)).url.startswith("/mon-espace/connexion/?suite=")
    page = browser.get(of(circle))
    assert page.status_code == 200
    assert "Rejoindre le cercle</button>" in text(page)


def test_a_free_circle_is_joined_at_once(browser, lea):
    circle = CircleFactory()

    answer = browser.post(of(circle), {"visible": "on"})

    assert (answer.status_code, answer.url) == (302, of(circle))
    row = circle.memberships.get()
    assert (row.person, row.state, row.role, row.visible) == (lea, "member", "member", True)
    assert "Quitter le cercle" in text(browser.get(of(circle)))


def test_joining_twice_is_joining_once(browser, lea):
    circle = CircleFactory()

    browser.post(of(circle), {"visible": "on"})
    browser.post(of(circle), {})

    assert circle.memberships.get().visible


def test_who_has_no_name_yet_is_asked_for_it(sign_in):
    circle = CircleFactory()
    browser = sign_in("sans-nom@example.org")

    refused = browser.post(of(circle), {})
    assert refused.status_code == 422
    assert "Écrivez le prénom." in refused.text
    assert not circle.memberships.exists()
    browser.post(of(circle), {"first_name": "Lou", "last_name": "Genêt"})

    assert str(circle.memberships.get().person) == "Lou Genêt"


def test_a_request_waits_for_the_facilitator_who_reads_it_by_letter(
    browser, lea, facilitator, mailoutbox, django_capture_on_commit_callbacks
):
    circle = CircleFactory(title="Les mardis", join=Circle.Join.REQUEST)
    desk = facilitator(circle)
    mailoutbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        browser.post(of(circle), {})

    assert state(circle, lea) == State.ASKED
    assert [subject for _, subject in told(mailoutbox)] == [
        "Une demande pour votre cercle – Les mardis"
    ]
    assert "Léa Iris demande à rejoindre" in mailoutbox[0].body
    assert "Votre demande attend une réponse." in text(browser.get(of(circle)))
    assert "(1 demande à étudier)" in text(desk.get(of(circle)))


@pytest.mark.parametrize(
    ("act", "stands", "subject"),
    [
        ("accepter", State.MEMBER, "Bienvenue dans le cercle – Les mardis"),
        ("refuser", None, "Votre demande n’a pas pu être retenue – Les mardis"),
    ],
)
def test_the_facilitator_answers_and_a_letter_says_so(
    act, stands, subject, lea, facilitator, mailoutbox, django_capture_on_commit_callbacks
):
    circle = CircleFactory(title="Les mardis", join=Circle.Join.REQUEST)
    row = MemberFactory(circle=circle, person=lea, state=State.ASKED)
    desk = facilitator(circle)

    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post(of(circle, f"membres/{row.pk}/{act}/"))

    assert answer.url == of(circle, "membres/")
    assert state(circle, lea) == stands
    assert told(mailoutbox) == [("Léa Iris <lea@example.org>", subject)]
    again = desk.post(of(circle, f"membres/{row.pk}/{act}/"))
    assert again.status_code == (409 if stands else 404)


def test_who_was_refused_may_ask_again(browser, lea):
    circle = CircleFactory(join=Circle.Join.REQUEST)
    browser.post(of(circle), {})
    browser.post(of(circle, "quitter/"))
    assert not circle.memberships.exists()

    browser.post(of(circle), {})

    assert state(circle, lea) == State.ASKED


CLOSED = [{"join": Circle.Join.CLOSED}, {"public": False}]


@pytest.mark.parametrize("columns", CLOSED)
def test_a_closed_circle_exists_for_nobody_but_who_is_invited(browser, lea, columns):
    circle = CircleFactory(title="Entre nous", **columns)
    assert browser.get(of(CircleFactory())).status_code == 200

    answers = [browser.get(of(circle)), browser.post(of(circle), {})]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert not circle.memberships.exists()


def test_a_facilitator_invites_and_the_person_says_yes(
    browser, lea, facilitator, mailoutbox, django_capture_on_commit_callbacks
):
    circle = CircleFactory(title="Entre nous", join=Circle.Join.CLOSED)
    desk = facilitator(circle)
    invited = {"first_name": "Pirate", "last_name": "Autre", "email": "Lea@example.org"}

    with django_capture_on_commit_callbacks(execute=True):
        desk.post(of(circle, "membres/"), invited)

    assert state(circle, lea) == State.INVITED
    assert told(mailoutbox) == [
        ("Léa Iris <lea@example.org>", "Une invitation à rejoindre un cercle – Entre nous")
    ]
    page = text(browser.get(of(circle)))
    assert "une place vous y est gardée" in page
    browser.post(of(circle), {"visible": "on"})
    assert state(circle, lea) == State.MEMBER


def test_an_invitation_can_be_declined_and_leaves_no_trace(browser, lea):
    circle = CircleFactory(join=Circle.Join.CLOSED)
    MemberFactory(circle=circle, person=lea, state=State.INVITED)

    assert browser.get(of(circle, "quitter/")).status_code == 200
    browser.post(of(circle, "quitter/"))

    assert not circle.memberships.exists()


def test_a_full_group_says_so_and_keeps_nobody(browser, lea):
    circle = CircleFactory(max_size=2)
    MemberFactory(circle=circle)
    MemberFactory(circle=circle, state=State.INVITED)
    MemberFactory(circle=circle, facilitator=True)

    answer = browser.post(of(circle), {})

    assert answer.status_code == 409
    assert "Le groupe est complet : 2 personnes au plus." in text(answer)
    assert state(circle, lea) is None


def test_who_left_finds_nothing_and_may_come_back(browser, lea):
    circle = CircleFactory()
    MemberFactory(circle=circle, person=lea, visible=True)
    assert "Quitter" in browser.get(of(circle)).text

    assert browser.post(of(circle, "quitter/")).url == "/mon-espace/cercles/"

    row = circle.memberships.get()
    assert (row.state, row.visible) == (State.LEFT, False)
    assert "Rejoindre le cercle</button>" in text(browser.get(of(circle)))
    browser.post(of(circle), {})
    assert state(circle, lea) == State.MEMBER


# Names


def test_members_read_the_names_of_those_who_let_themselves_be_seen(browser, lea, facilitator):
    circle = CircleFactory()
    MemberFactory(circle=circle, person=lea)
    for name, visible in [("Visible", True), ("Discrète", False)]:
        person = PersonFactory(first_name="Zoé", last_name=name)
        MemberFactory(circle=circle, person=person, visible=visible)
    MemberFactory(
        circle=circle, person=PersonFactory(last_name="Partie"), visible=True, state=State.LEFT
    )
    desk = facilitator(circle)

    page, running = browser.get(of(circle)).text, desk.get(of(circle, "membres/")).text

    names = ("Zoé Visible", "Zoé Discrète", "Partie")
    assert [name in page for name in names] == [True, False, False]
    assert [name in running for name in names] == [True, True, False]


def test_somebody_shows_their_name_then_hides_it(browser, lea):
    circle = CircleFactory()
    MemberFactory(circle=circle, person=lea)

    browser.post(of(circle, "visible/"), {"visible": "on"})
    assert circle.memberships.get().visible
    browser.post(of(circle, "visible/"))

    assert not circle.memberships.get().visible


FACILITATORS_ONLY = [
    "membres/",
    "dates/proposer/",
    "comptes-rendus/nouveau/",
    "partager/",
]


@pytest.mark.parametrize("rest", FACILITATORS_ONLY)
def test_what_runs_a_circle_is_not_there_for_its_members(browser, lea, facilitator, rest):
    circle = CircleFactory()
    MemberFactory(circle=circle, person=lea)
    assert facilitator(circle).get(of(circle, rest)).status_code == 200

    answers = [browser.get(of(circle, rest)), browser.post(of(circle, rest), {})]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_a_facilitator_runs_their_circle_and_no_other(facilitator, lea):
    ours, other = CircleFactory(), CircleFactory()
    desk = facilitator(ours)
    row = MemberFactory(circle=other, person=lea, state=State.ASKED)

    answers = [
        desk.get(of(other, "membres/")),
        desk.post(of(other, f"membres/{row.pk}/accepter/")),
        desk.post(of(ours, f"membres/{row.pk}/accepter/")),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert state(other, lea) == State.ASKED
    assert desk.get("/gestion/").status_code == 302


def test_a_password_opens_no_circle_of_the_space(client, alice):
    circle = CircleFactory()
    MemberFactory(circle=circle, person=PersonFactory(email=alice.email, user=alice))
    client.force_login(alice)

    assert client.get(of(circle)).status_code == 302
    assert client.get("/mon-espace/cercles/").status_code == 302


# Meetings


def test_the_meetings_of_a_closed_circle_are_joined_from_its_page(browser, lea, facilitator):
    circle = CircleFactory(join=Circle.Join.CLOSED)
    MemberFactory(circle=circle, person=lea)
    session = SessionFactory(event__circle=circle, event__closed_group=True)
    draft = SessionFactory(event__circle=circle, event__live=False)
    assert browser.get(session.get_registration_url()).status_code == 404

    assert "Je viens" in text(browser.get(of(circle)))
    browser.post(of(circle, f"rencontres/{session.pk}/venir/"))

    seat = session.registrations.get()
    assert (seat.person, seat.status, seat.source) == (lea, "seated", "circle")
    assert f"Viennent : {lea}" in text(facilitator(circle).get(of(circle)))
    assert "Viennent" not in text(browser.get(of(circle)))
    browser.post(of(circle, f"rencontres/{session.pk}/ne-plus-venir/"))
    assert not session.registrations.live().exists()
    assert browser.post(of(circle, f"rencontres/{draft.pk}/venir/")).status_code == 404


def test_nobody_comes_to_what_has_begun(browser, lea):
    circle = CircleFactory(join=Circle.Join.CLOSED)
    MemberFactory(circle=circle, person=lea)
    session = SessionFactory(
        event__circle=circle, starts_at=timezone.now() - HOUR, ends_at=timezone.now() + HOUR
    )

    answer = browser.post(of(circle, f"rencontres/{session.pk}/venir/"))

    assert answer.status_code == 409
    assert "Les inscriptions sont closes." in answer.text
    assert not session.registrations.exists()


def test_the_facilitator_notes_who_was_there_and_nobody_else_does(browser, lea, facilitator):
    circle = CircleFactory(public=False, join=Circle.Join.CLOSED, confidential=True)
    MemberFactory(circle=circle, person=lea)
    starts_at = timezone.now() - 2 * HOUR
    session = SessionFactory(event__circle=circle, starts_at=starts_at, ends_at=starts_at + HOUR)
    seat = RegistrationFactory(session=session, person=lea)
    other = RegistrationFactory(session=session)
    desk, page = facilitator(circle), of(circle, f"rencontres/{session.pk}/presences/")
    assert page in desk.get(of(circle)).text
    assert list(desk.get(page).context["form"].fields) == [f"seat_{seat.pk}_1"]

    for _ in range(2):
        desk.post(page, {f"seat_{seat.pk}_1": "present", f"seat_{other.pk}_1": "present"})

    noted = Presence.objects.get()
    assert (noted.person, noted.minutes) == (lea, 60)
    assert noted.recorded_by.email == f"anime-{circle.pk}@example.org"
    assert browser.get(page).status_code == 404
    assert desk.post(page, {f"seat_{seat.pk}_1": "venue"}).status_code == 422


def test_presences_are_not_noted_beforehand(facilitator):
    circle = CircleFactory()
    session = SessionFactory(event__circle=circle)
    page = of(circle, f"rencontres/{session.pk}/presences/")

    assert facilitator(circle).get(page).status_code == 404


# The back office


@pytest.fixture
def desk(alice):
    browser = Client()
    browser.force_login(alice)
    return browser


def at_the_desk(circle, rest=""):
    return f"/gestion/agenda/cercles/{circle.pk}/membres/{rest}"


def test_the_team_that_leads_counts_members_appoints_and_answers(desk, alice, lea):
    circle = CircleFactory(lead=alice.organisation, join=Circle.Join.REQUEST)
    row = MemberFactory(circle=circle, person=lea, state=State.ASKED)
    MemberFactory.create_batch(2, circle=circle)
    names = {"first_name": "Anouk", "last_name": "Sauge", "email": "anouk@example.org"}

    desk.post(at_the_desk(circle), names | {"role": "facilitator"})
    desk.post(at_the_desk(circle, f"{row.pk}/accepter/"))

    assert str(circle.memberships.facilitators().get().person) == "Anouk Sauge"
    assert state(circle, lea) == State.MEMBER
    assert Circle.objects.for_desk().get().members == 4
    assert Letter.objects.filter(kind="appointed", address="anouk@example.org").exists()


def test_the_team_elsewhere_reads_no_name(client, bob, alice, lea):
    circle = CircleFactory(lead=alice.organisation)
    MemberFactory(circle=circle, person=lea)
    client.force_login(alice)
    assert "Léa Iris" in client.get(at_the_desk(circle)).text

    client.force_login(bob)
    answer = client.get(at_the_desk(circle), follow=True)

    assert "Léa Iris" not in answer.text
    assert client.post(at_the_desk(circle), {}).status_code == 302


# Bounds


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(browser, lea, count, django_assert_num_queries, facilitator):
    circles = CircleFactory.create_batch(count)
    for circle in circles:
        MemberFactory(circle=circle, person=lea, visible=True)
    circle = circles[0]
    MemberFactory.create_batch(count, circle=circle, visible=True)
    SessionFactory.create_batch(count, event=EventFactory(circle=circle))
    for number in range(count):
        topics.propose(circle, f"Sujet {number}", lea)
        circle.minutes.create(title=f"CR {number}", body="…", published_at=timezone.now())
        circle.documents.create(title=f"Document {number}", file="cercles/a.pdf")
        start = timezone.now() + (number + 1) * HOUR
        polls.open_poll(circle, f"Sondage {number}", [(start, start + HOUR)])
    desk = facilitator(circle)
    browser.get("/mon-espace/cercles/")

    with django_assert_num_queries(QUERIES["circles"]):
        browser.get("/mon-espace/cercles/")
    with django_assert_num_queries(QUERIES["circle"]):
        browser.get(of(circle))
    with django_assert_num_queries(QUERIES["members"]):
        desk.get(of(circle, "membres/"))
