"""The rules of a group of analyse des pratiques, whoever asks them."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from events import circles, minutes
from events.models import Circle, CircleMember, Event, Registration
from tests.factories import (
    CircleFactory,
    EventFactory,
    MemberFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    UserFactory,
)

SEALED = {"public": False, "join": Circle.Join.CLOSED, "confidential": True}


@pytest.fixture
def group():
    return CircleFactory(**SEALED)


def test_fifteen_members_and_no_more_whoever_facilitates_apart(group):
    MemberFactory.create_batch(14, circle=group)
    circles.appoint(group, "anime@example.org", first_name="A", last_name="B")
    circles.invite(group, "quinze@example.org", first_name="Q", last_name="Z")

    with pytest.raises(circles.GroupFull, match="15 personnes au plus"):
        circles.invite(group, "seize@example.org", first_name="S", last_name="Z")

    assert group.memberships.counted().count() == 15


def test_a_smaller_group_keeps_its_own_size_and_no_size_passes_fifteen():
    sizes = [None, 8, 40]

    limits = [Circle(confidential=True, max_size=size).limit for size in sizes]

    assert limits == [15, 8, 15]
    assert [Circle(max_size=size).limit for size in sizes] == sizes


SAME = ["Crèche Les Lutins", "crèches les LUTINS", " creche, les lutins. "]


@pytest.mark.parametrize("written", SAME)
def test_who_facilitates_is_not_of_the_house_of_a_member(group, written):
    circles.appoint(group, "anime@example.org", "Crèche Les Lutins")
    person = PersonFactory()
    circles.invite(group, person.email)

    with pytest.raises(circles.NotIndependent, match="hiérarchie"), transaction.atomic():
        circles.join(group, person, structure=written)

    assert group.memberships.get(person=person).state == CircleMember.State.INVITED
    assert circles.join(group, person, structure="Crèche des Pins").belongs


def test_nobody_of_the_house_of_a_member_is_named_to_facilitate(group):
    MemberFactory(circle=group, structure="Crèche Les Lutins")

    with pytest.raises(circles.NotIndependent), transaction.atomic():
        circles.appoint(group, "anime@example.org", "Creche les Lutins")

    assert not group.memberships.facilitators().exists()
    circles.appoint(group, "anime@example.org", "Cabinet Mésange")


def test_two_people_who_work_on_their_own_are_nobodys_hierarchy(group):
    circles.appoint(group, "anime@example.org", "")
    person = PersonFactory()
    circles.invite(group, person.email)

    assert circles.join(group, person, structure="").belongs


def test_in_an_ordinary_circle_colleagues_facilitate_each_other():
    circle = CircleFactory()
    circles.appoint(circle, "anime@example.org", "Crèche Les Lutins")

    assert circles.join(circle, PersonFactory(), structure="Crèche Les Lutins").belongs


def test_a_confidential_group_has_no_minutes(group):
    said = {"title": "x", "met_on": "2026-11-03", "body": "x", "publish": True}
    minutes.write(CircleFactory(), PersonFactory(), **said)

    with pytest.raises(minutes.NoMinutes):
        minutes.write(group, PersonFactory(), **said)

    assert not group.minutes.exists()


def test_the_database_itself_refuses_a_confidential_group_that_is_public():
    circle = CircleFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Circle.objects.filter(pk=circle.pk).update(confidential=True)


def names_read_by(user):
    return Registration.objects.visible_to(user).count()


def test_its_rendez_vous_are_closed_and_stay_so_whatever_becomes_of_them(group):
    """Not even an administrator opens the names by moving the rendez-vous elsewhere."""
    admin = UserFactory(role="administration")
    event = EventFactory()
    RegistrationFactory(session__event=event)
    assert names_read_by(admin) == 1
    older = event.save_revision()

    event.circle = group
    event.save()
    assert (event.closed_group, event.confidential, names_read_by(admin)) == (True, True, 0)

    event.circle = None
    event.closed_group = False
    event.save()
    older.publish()
    stored = Event.objects.get()
    assert (stored.circle, stored.closed_group, stored.confidential) == (None, True, True)
    assert names_read_by(admin) == 0


def test_a_circle_that_becomes_confidential_closes_the_rendez_vous_it_has():
    circle = CircleFactory()
    event = EventFactory(circle=circle)
    assert event.is_public

    for name, value in SEALED.items():
        setattr(circle, name, value)
    circle.save()

    event.refresh_from_db()
    assert (event.closed_group, event.confidential) == (True, True)


def test_the_screens_of_the_team_undo_nothing_of_it(group, client):
    client.force_login(UserFactory(role="administration"))

    def disabled(screen, row, name):
        page = client.get(reverse(f"{screen}:edit", args=[row.pk]))
        return page.context["form"].fields[name].disabled

    sealed, free = SessionFactory(event__circle=group), SessionFactory()
    assert disabled("agenda_sessions", sealed, "event")
    assert not disabled("agenda_sessions", free, "event")
    assert disabled("agenda_circles", group, "confidential")
    assert not disabled("agenda_circles", CircleFactory(), "confidential")


def test_the_team_counts_its_members_and_names_who_facilitates(group, client, alice):
    group.lead = alice.organisation
    group.save()
    MemberFactory(circle=group, person__last_name="Mirliton")
    client.force_login(alice)
    url = reverse("agenda_circles:members", args=[group.pk])
    named = {"first_name": "Anouk", "last_name": "Sauge", "email": "anouk@example.org"}

    client.post(url, named | {"role": "member", "structure": "Cabinet Mésange"})

    page = client.get(url).text
    assert "compte 1 personne," in page
    assert ("Anouk Sauge" in page, "Mirliton" in page) == (True, False)
    assert group.memberships.facilitators().get().structure == "Cabinet Mésange"
    hidden = group.memberships.exclude(role="facilitator").get()
    removal = reverse("agenda_circles:remove_member", args=[group.pk, hidden.pk])
    assert client.post(removal).status_code == 404
