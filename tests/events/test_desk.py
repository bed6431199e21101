"""The team's screens: what each shows, to whom, and what it changes."""

import re
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person
from events import registration
from events.models import Event, Registration, Session
from tests.factories import (
    CircleFactory,
    ClosureFactory,
    EventFactory,
    OrganisationFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    UserFactory,
    VenueFactory,
)

SEATED, OFFERED, WAITING, CANCELLED, *_ = Registration.Status.values
NEXT_YEAR = timezone.localdate().year + 1


@pytest.fixture
def admin():
    return UserFactory(role="administration")


@pytest.fixture
def session():
    return SessionFactory(
        event__title="Atelier pleurs",
        event__slug="atelier-pleurs",
        event__lead=OrganisationFactory(key="hetis"),
        starts_at=timezone.now().replace(second=0, microsecond=0) + timedelta(days=7),
        capacity=2,
    )


@pytest.fixture
def marie(session):
    return seat(session, "Marie", "Durand", email="marie@example.org")


def seat(session, first_name, last_name, status=SEATED, **person):
    person = PersonFactory(first_name=first_name, last_name=last_name, **person)
    return RegistrationFactory(session=session, person=person, status=status)


def url(name, *args):
    return reverse(name, args=args)


def sign_in(client, user):
    client.force_login(user)
    return client


# The session's screen


def test_the_lead_team_reads_the_names(client, alice, session, marie):
    page = sign_in(client, alice).get(url("agenda_sessions:people", session.pk))

    assert page.status_code == 200
    assert list(page.context["seated"]) == [marie]
    assert "marie@example.org" in page.content.decode()


def test_the_other_team_reads_counts_and_no_name(client, alice, bob, session, marie):
    address = url("agenda_sessions:people", session.pk)
    assert "Durand" in sign_in(client, alice).get(address).content.decode()

    page = sign_in(client, bob).get(address)

    assert page.status_code == 200
    nobody = dict.fromkeys(Registration.Status.values, 0)
    assert page.context["counts"] == {**nobody, SEATED: 1}
    assert "Durand" not in page.content.decode()
    assert "marie@" not in page.content.decode()


def test_a_co_leading_team_reads_the_names(client, bob, session, marie):
    session.event.co_leads = [bob.organisation]
    session.event.save()

    page = sign_in(client, bob).get(url("agenda_sessions:people", session.pk))

    assert list(page.context["seated"]) == [marie]


def test_administrators_read_every_name(client, admin, session, marie):
    page = sign_in(client, admin).get(url("agenda_sessions:people", session.pk))

    assert list(page.context["seated"]) == [marie]


SCREENS = [
    "wagtailsnippets_events_event:list",
    "wagtailsnippets_events_event:add",
    "agenda_sessions:index",
    "agenda_sessions:add",
    "agenda_sessions:series",
    "agenda_registrations:index",
    "agenda_venues:index",
    "agenda_venues:add",
    "agenda_circles:index",
    "agenda_circles:add",
    "agenda_closures:index",
    "agenda_closures:add",
]
SESSION_SCREENS = [
    "agenda_sessions:people",
    "agenda_sessions:add_person",
    "agenda_sessions:export_csv",
    "agenda_sessions:export_xlsx",
    "agenda_sessions:edit",
    "agenda_sessions:cancel",
    "agenda_sessions:postpone",
]


@pytest.mark.parametrize("name", SCREENS)
def test_each_screen_opens_for_the_agenda_team_alone(client, alice, charlie, name):
    assert sign_in(client, alice).get(url(name)).status_code == 200

    refused = sign_in(client, charlie).get(url(name))

    assert (refused.status_code, refused.url) == (302, url("wagtailadmin_home"))


@pytest.mark.parametrize("name", SESSION_SCREENS)
def test_each_screen_of_a_session_opens_for_its_team_alone(client, alice, charlie, session, name):
    assert sign_in(client, alice).get(url(name, session.pk)).status_code == 200

    refused = sign_in(client, charlie).get(url(name, session.pk))

    assert (refused.status_code, refused.url) == (302, url("wagtailadmin_home"))


@pytest.mark.parametrize("name", SESSION_SCREENS)
def test_a_stranger_is_asked_to_sign_in(client, session, name):
    refused = client.get(url(name, session.pk))

    assert refused.url == f"{url('wagtailadmin_login')}?next={url(name, session.pk)}"


@pytest.mark.parametrize("name", ["add_person", "export_csv", "export_xlsx"])
def test_what_holds_names_is_closed_to_the_other_team(client, alice, bob, session, marie, name):
    address = url(f"agenda_sessions:{name}", session.pk)
    assert sign_in(client, alice).get(address).status_code == 200

    refused = sign_in(client, bob).get(address)

    assert (refused.status_code, refused.url) == (302, url("wagtailadmin_home"))


def test_the_other_team_cannot_cancel_somebody(client, bob, marie):
    response = sign_in(client, bob).post(url("agenda_registrations:cancel", marie.pk))

    assert response.status_code == 404
    marie.refresh_from_db()
    assert marie.status == SEATED


def test_reception_adds_people_but_changes_no_session(client, session):
    client = sign_in(
        client, UserFactory(role="accueil", organisation=OrganisationFactory(key="hetis"))
    )

    assert client.get(url("agenda_sessions:add_person", session.pk)).status_code == 200
    assert client.get(url("agenda_sessions:cancel", session.pk)).status_code == 302


# Somebody met by phone

PHONE = {"first_name": "Marie", "last_name": "Durand", "phone": "06 12  34 56 78"}


def test_a_person_without_an_address_is_seated(client, alice, session):
    response = sign_in(client, alice).post(url("agenda_sessions:add_person", session.pk), PHONE)

    assert response.url == url("agenda_sessions:people", session.pk)
    added = session.registrations.get()
    assert (added.status, added.source, added.full_name) == (SEATED, "staff", "Marie Durand")
    assert (added.person.email, added.person.phone) == (None, "06 12 34 56 78")


def test_the_same_name_at_the_same_phone_is_the_same_person(client, alice, session):
    sign_in(client, alice).post(url("agenda_sessions:add_person", session.pk), PHONE)

    again = client.post(
        url("agenda_sessions:add_person", session.pk), {**PHONE, "last_name": "DURAND"}
    )

    assert again.status_code == 422
    assert again.context["form"].non_field_errors() == [
        "Cette personne est déjà inscrite à cette séance."
    ]
    assert Person.objects.count() == 1


def test_a_way_to_warn_the_person_is_asked_and_nothing_is_lost(client, alice, session):
    data = {"first_name": "Marie", "last_name": "Durand", "structure": "Crèche des Lilas"}

    page = sign_in(client, alice).post(url("agenda_sessions:add_person", session.pk), data)

    assert page.status_code == 422
    assert 'value="Crèche des Lilas"' in page.content.decode()
    assert Person.objects.count() == 0


def test_somebody_who_is_refused_leaves_no_trace(client, alice, session):
    session.capacity, session.waiting_line = 0, False
    session.save()

    page = sign_in(client, alice).post(url("agenda_sessions:add_person", session.pk), PHONE)

    assert page.context["form"].non_field_errors() == [
        "Cette séance est complète, sans liste d’attente."
    ]
    assert Person.objects.count() == 0


def test_adding_by_phone_joins_the_line_when_seats_are_taken(client, alice, session):
    RegistrationFactory.create_batch(2, session=session)

    sign_in(client, alice).post(url("agenda_sessions:add_person", session.pk), PHONE)

    assert session.registrations.get(person__phone="06 12 34 56 78").status == WAITING


# Seats and the line


def test_cancelling_offers_the_seat_to_the_head_of_the_line_and_says_who(
    client, alice, session, marie
):
    seat(session, "Karim", "Haddad")
    paul = seat(session, "Paul", "Girard", status=WAITING, email=None, phone="06 00 00 00 05")

    sign_in(client, alice).post(url("agenda_registrations:cancel", marie.pk))

    assert [r.status for r in (refreshed(marie), refreshed(paul))] == [CANCELLED, OFFERED]
    page = client.get(url("agenda_sessions:people", session.pk)).content.decode()
    assert "Une place est proposée à Paul Girard, à appeler (06 00 00 00 05) : elle a" in page


# One person's registration


@pytest.fixture
def by_phone(session, marie):
    """Somebody whom nobody but the team can reach, and to whom a seat is offered."""
    seat(session, "Karim", "Haddad")
    paul = seat(session, "Paul", "Girard", status=WAITING, email=None, phone="06 00 00 00 05")
    registration.cancel(marie)
    return paul


def test_the_team_sees_whom_to_call_and_until_when(client, alice, session, by_phone):
    page = sign_in(client, alice).get(url("agenda_sessions:people", session.pk))

    assert list(page.context["offered"]) == [by_phone]
    assert "à appeler avant le" in page.content.decode()


def test_the_team_answers_for_somebody_on_the_phone(client, alice, by_phone):
    response = sign_in(client, alice).post(url("agenda_registrations:keep", by_phone.pk))

    assert response.url == url("agenda_registrations:person", by_phone.pk)
    assert refreshed(by_phone).status == SEATED
    assert by_phone.moves.last().by == alice


def test_the_team_lets_the_seat_go_for_somebody_on_the_phone(client, alice, by_phone):
    sign_in(client, alice).post(url("agenda_registrations:release", by_phone.pk))

    assert refreshed(by_phone).status == WAITING
    page = client.get(url("agenda_registrations:person", by_phone.pk)).content.decode()
    assert "place laissée au suivant" in page


def test_an_answer_that_is_not_awaited_is_told_so(client, alice, marie):
    sign_in(client, alice).post(url("agenda_registrations:release", marie.pk))

    page = client.get(url("agenda_registrations:person", marie.pk)).content.decode()
    assert "Aucune place ne vous est gardée pour le moment." in page


def test_one_persons_screen_tells_what_happened_and_by_whom(client, alice, by_phone):
    registration.keep(by_phone, by=alice)

    page = sign_in(client, alice).get(url("agenda_registrations:person", by_phone.pk))

    assert [move.act for move in page.context["moves"]] == ["offered", "kept"]
    assert str(alice) in page.content.decode()


@pytest.mark.parametrize("act", ["keep", "release", "cancel"])
def test_the_other_team_neither_sees_nor_does_anything_there(client, alice, bob, by_phone, act):
    screen = url("agenda_registrations:person", by_phone.pk)
    assert sign_in(client, alice).get(screen).status_code == 200

    sign_in(client, bob)

    assert client.get(screen).status_code == 404
    assert client.post(url(f"agenda_registrations:{act}", by_phone.pk)).status_code == 404
    assert refreshed(by_phone).status == OFFERED


def test_the_documents_team_has_no_such_screen(client, charlie, by_phone):
    response = sign_in(client, charlie).get(url("agenda_registrations:person", by_phone.pk))

    assert (response.status_code, response.url) == (302, url("wagtailadmin_home"))


@pytest.mark.parametrize("act", ["keep", "release"])
def test_looking_answers_nothing(client, alice, by_phone, act):
    response = sign_in(client, alice).get(url(f"agenda_registrations:{act}", by_phone.pk))

    assert response.status_code == 405
    assert refreshed(by_phone).status == OFFERED


def test_asking_whether_to_cancel_changes_nothing(client, alice, session, marie):
    page = sign_in(client, alice).get(url("agenda_registrations:cancel", marie.pk))

    assert page.status_code == 200
    assert refreshed(marie).status == SEATED


def session_data(session, **changes):
    data = {
        "event": session.event.pk,
        "starts_at": f"{timezone.localtime(session.starts_at):%Y-%m-%d %H:%M}",
        "ends_at": f"{timezone.localtime(session.ends_at):%Y-%m-%d %H:%M}",
        "format": session.format.pk,
        "venue": session.venue.pk,
        "capacity": session.capacity,
        "reserved_seats": session.reserved_seats,
        "reserved_days": session.reserved_days,
        "waiting_line": "on",
    }
    return {**data, **changes}


def test_added_seats_go_to_the_line(client, alice, session, marie):
    seat(session, "Karim", "Haddad")
    paul = seat(session, "Paul", "Girard", status=WAITING)

    response = sign_in(client, alice).post(
        url("agenda_sessions:edit", session.pk), session_data(session, capacity=3)
    )

    assert response.url == url("agenda_sessions:people", session.pk)
    assert refreshed(paul).status == OFFERED
    assert refreshed(session).sequence == 0  # the same day, the same place


@pytest.mark.parametrize(
    ("capacity", "said"),
    [
        (2, None),
        (1, "1 personne a une place de plus qu’il n’y en a"),
        (0, "2 personnes ont une place de plus qu’il n’y en a"),
    ],
)
def test_fewer_seats_than_people_removes_nobody_and_says_how_many(
    client, alice, session, marie, capacity, said
):
    karim = seat(session, "Karim", "Haddad")

    page = sign_in(client, alice).post(
        url("agenda_sessions:edit", session.pk),
        session_data(session, capacity=capacity),
        follow=True,
    )

    warnings = [str(message).strip() for message in page.context["messages"]]
    assert [said in warning for warning in warnings if "de plus" in warning] == [True] * bool(said)
    assert refreshed(session).capacity == capacity
    assert [refreshed(row).status for row in (marie, karim)] == [SEATED, SEATED]


def test_a_seat_given_back_by_one_of_too_many_is_offered_to_nobody(client, alice, session, marie):
    seat(session, "Karim", "Haddad")
    paul = seat(session, "Paul", "Girard", status=WAITING)
    sign_in(client, alice).post(
        url("agenda_sessions:edit", session.pk), session_data(session, capacity=1)
    )

    client.post(url("agenda_registrations:cancel", marie.pk))

    assert refreshed(paul).status == WAITING


def test_another_room_is_a_new_edition_for_calendars(client, alice, session):
    sign_in(client, alice).post(
        url("agenda_sessions:edit", session.pk), session_data(session, room="Salle bleue")
    )

    session = refreshed(session)
    assert (session.room, session.sequence) == ("Salle bleue", 1)


def test_a_session_is_added_one_by_one(client, alice):
    event, venue = EventFactory(lead=alice.organisation), VenueFactory()
    model = SessionFactory.build(event=event, venue=venue, format=SessionFactory().format)

    response = sign_in(client, alice).post(url("agenda_sessions:add"), session_data(model))

    made = event.sessions.get()
    assert response.url == url("agenda_sessions:people", made.pk)
    assert made.vevent != ""


# Cancelled, postponed, never deleted


def test_the_page_that_cancels_says_whom_it_touches(client, alice, session, marie):
    seat(session, "Paul", "Girard", email=None, phone="06 00 00 00 05")

    page = sign_in(client, alice).get(url("agenda_sessions:cancel", session.pk)).content.decode()

    assert "2 personnes inscrites" in page
    assert "Paul Girard" in page
    assert "Marie Durand" not in page  # she has an address
    assert refreshed(session).status == Session.Status.PLANNED


def test_a_session_is_cancelled_with_its_reason_and_people_are_told(
    client, alice, session, marie, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(client, alice).post(
            url("agenda_sessions:cancel", session.pk), {"note": "intervenante malade"}
        )

    session = refreshed(session)
    assert (session.status, session.status_note) == ("cancelled", "intervenante malade")
    assert refreshed(marie).status == SEATED
    assert [letter.to for letter in mailoutbox] == [["Marie Durand <marie@example.org>"]]


def test_a_postponed_session_keeps_its_people_and_its_old_date(client, alice, session, marie):
    before = session.starts_at
    data = {"starts_at": f"{NEXT_YEAR}-03-02 19:45", "ends_at": f"{NEXT_YEAR}-03-02 21:45"}

    sign_in(client, alice).post(url("agenda_sessions:postpone", session.pk), data)

    session = refreshed(session)
    assert (session.status, session.previous_starts_at) == ("postponed", before)
    assert timezone.localtime(session.starts_at).replace(tzinfo=None) == datetime(
        NEXT_YEAR, 3, 2, 19, 45
    )
    assert session.registrations.seated().count() == 1


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "field"),
    [
        ("2020-03-02 19:45", "2020-03-02 21:45", "starts_at"),
        (f"{NEXT_YEAR}-03-02 19:45", f"{NEXT_YEAR}-03-02 19:00", "ends_at"),
        ("demain", f"{NEXT_YEAR}-03-02 19:00", "starts_at"),
    ],
)
def test_a_date_that_makes_no_sense_is_refused(client, alice, session, starts_at, ends_at, field):
    page = sign_in(client, alice).post(
        url("agenda_sessions:postpone", session.pk), {"starts_at": starts_at, "ends_at": ends_at}
    )

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert f'value="{starts_at}"' in page.content.decode()


def test_a_session_with_people_is_not_deleted(client, alice, session, marie):
    response = sign_in(client, alice).post(url("agenda_sessions:delete", session.pk))

    assert response.url == url("agenda_sessions:cancel", session.pk)
    assert Session.objects.filter(pk=session.pk).exists()


def test_a_session_made_by_mistake_is_deleted(client, alice, session):
    sign_in(client, alice).post(url("agenda_sessions:delete", session.pk))

    assert not Session.objects.filter(pk=session.pk).exists()


def test_an_event_with_people_is_not_deleted(client, alice, session, marie):
    delete = url("wagtailsnippets_events_event:delete", session.event.pk)

    response = sign_in(client, alice).post(delete)

    assert response.url == url("wagtailsnippets_events_event:list")
    assert Event.objects.filter(pk=session.event.pk).exists()


# Lists


def test_sessions_to_come_are_shown_first_and_the_past_on_demand(client, alice, session):
    past = SessionFactory(starts_at=timezone.now() - timedelta(days=3))
    client = sign_in(client, alice)

    def listed(query):
        return list(client.get(url("agenda_sessions:index") + query).context["object_list"])

    assert listed("") == [session]
    assert listed("?period=passees") == [past]
    assert set(listed("?period=toutes")) == {past, session}
    assert listed(f"?lead={past.event.lead.pk}&period=toutes") == [past]
    assert listed("?status=cancelled") == []
    assert listed("?q=pleurs") == [session]


@pytest.mark.parametrize("query", ["durand", "DURAND marie", "Márie", "marie@exam", "0612"])
def test_somebody_is_found_whatever_the_capitals_and_accents(client, alice, session, query):
    found = seat(session, "Marie", "Durand", email="marie@example.org", phone="0612")
    seat(session, "Marion", "Dupont", email="autre@example.org", phone="0699")

    page = sign_in(client, alice).get(url("agenda_registrations:index"), {"q": query})

    assert list(page.context["object_list"]) == [found]


def test_the_list_of_registrations_holds_what_one_may_see(client, alice, bob, admin, marie):
    def listed(user):
        page = sign_in(client, user).get(url("agenda_registrations:index"))
        return list(page.context["object_list"])

    assert [listed(user) for user in (alice, admin, bob)] == [[marie], [marie], []]


def test_registrations_are_narrowed_by_session_and_state(client, alice, session, marie):
    other = RegistrationFactory(session__event=session.event, status=WAITING)
    client = sign_in(client, alice)

    def listed(query):
        return list(client.get(url("agenda_registrations:index") + query).context["object_list"])

    assert listed(f"?session={session.pk}") == [marie]
    assert listed("?status=waiting") == [other]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("wagtailsnippets_events_event:list", 16),
        ("agenda_sessions:index", 14),
        ("agenda_registrations:index", 12),
        ("agenda_venues:index", 13),
        ("agenda_circles:index", 13),
        ("agenda_closures:index", 11),
    ],
)
def test_lists_cost_the_same_whatever_their_length(
    client, alice, django_assert_num_queries, name, queries, count
):
    for _ in range(count):
        RegistrationFactory(session__event__lead=alice.organisation)
        CircleFactory(venue=VenueFactory())
        ClosureFactory()
    sign_in(client, alice).get(url(name))  # permissions and content types are known from here

    with django_assert_num_queries(queries):
        page = client.get(url(name))

    assert page.status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_a_session_costs_the_same_whoever_comes(
    client, alice, session, django_assert_num_queries, count
):
    for status in (SEATED, WAITING, CANCELLED):
        RegistrationFactory.create_batch(count, session=session, status=status)
    sign_in(client, alice).get(url("agenda_sessions:people", session.pk))

    with django_assert_num_queries(18):
        client.get(url("agenda_sessions:people", session.pk))


# Exports


def test_an_export_holds_what_one_may_see_and_what_was_asked(client, alice, session, marie):
    seat(session, "Paul", "Girard", status=WAITING)
    secret = RegistrationFactory(person__last_name="Ailleurs")
    client = sign_in(client, alice)

    whole = client.get(url("agenda_registrations:index"), {"export": "csv"})
    narrowed = client.get(
        url("agenda_registrations:index"), {"export": "csv", "status": SEATED, "q": "durand"}
    )

    assert secret.full_name not in whole.content.decode()
    names = [line.split(";")[5:7] for line in whole.content.decode("utf-8-sig").splitlines()]
    assert sorted(names) == [["Marie", "Durand"], ["Paul", "Girard"], ["prénom", "nom"]]
    assert len(narrowed.content.decode().splitlines()) == 2


def test_a_session_s_export_is_named_after_it(client, alice, session, marie):
    response = sign_in(client, alice).get(url("agenda_sessions:export_xlsx", session.pk))

    day = f"{timezone.localtime(session.starts_at):%Y-%m-%d}"
    assert response["Content-Disposition"] == (
        f'attachment; filename="inscrits-atelier-pleurs-{day}.xlsx"'
    )


def test_the_other_team_exports_an_empty_list(client, bob, marie):
    response = sign_in(client, bob).get(url("agenda_registrations:index"), {"export": "csv"})

    assert len(response.content.decode().splitlines()) == 1


# Rendez-vous


def test_a_new_event_is_led_by_the_organisation_of_who_writes_it(client, alice):
    page = sign_in(client, alice).get(url("wagtailsnippets_events_event:add"))

    assert page.context["form"]["lead"].value() == alice.organisation_id


def refreshed(row):
    return type(row).objects.get(pk=row.pk)


# The menu


def test_each_entry_of_the_menu_opens_a_list(client, alice):
    page = sign_in(client, alice).get(url("wagtailadmin_home")).content.decode()

    found = sorted(set(re.findall(r'"url": "/gestion/agenda/(.*?)"', page)))

    assert found == [
        "cercles/",
        "fermetures/",
        "inscriptions/",
        "lieux/",
        "modeles/",
        "rendez-vous/",
        "seances/",
    ]
