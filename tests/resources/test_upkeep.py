"""« À faire »: what the catalogue needs somebody's hand for."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from resources import upkeep
from resources.models import FileText, Resource, ResourceFile
from tests.factories import (
    CharterPrincipleFactory,
    CopyFactory,
    DocumentFactory,
    LoanFactory,
    ResourceFactory,
    ThemeFactory,
    UserFactory,
)

PAGE = reverse("resources_upkeep:index")
DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


def test_what_is_to_be_read_again_waits_in_order_with_who_should(today):
    ResourceFactory(title="Demain", review_on=today)
    ResourceFactory(title="Hier", review_on=today - DAY)
    alice = UserFactory(first_name="Alice", last_name="Test")
    ResourceFactory(title="Avant", review_on=today - 2 * DAY, owner=alice)
    ResourceFactory(title="Brouillon", review_on=today - DAY, live=False)

    [chore] = [each for each in upkeep.chores() if each.title == "À relire"]

    assert [row.title for row, _ in chore.rows] == ["Avant", "Hier"]
    assert chore.rows[0][1].endswith(", Alice Test")


def test_a_text_out_of_force_waits_for_its_successor(today):
    text = ResourceFactory(in_force_to=today - DAY)
    ResourceFactory(in_force_to=today)
    assert list(upkeep.out_of_force()) == [text]

    text.replaced_by = ResourceFactory()
    text.save()

    assert not upkeep.out_of_force().exists()


def test_what_nobody_can_read_is_said():
    resources = {}
    for state in FileText.State:
        document = DocumentFactory()
        resources[state] = ResourceFactory(title=state)
        ResourceFile.objects.create(resource=resources[state], document=document)
        FileText.objects.create(
            document=document, name=document.file.name, state=state, read_at=timezone.now()
        )

    assert [row.title for row in upkeep.unreadable()] == ["failed", "image"]


def test_what_nobody_borrowed_in_two_years_is_said(today):
    def lendable(title, **details):
        old = timezone.now() - timedelta(days=800)
        usual = {"loan_days": 21, "created_at": old}
        resource = ResourceFactory(title=title, **(usual | details))
        return CopyFactory(resource=resource)

    lendable("Jamais")
    lendable("Neuve", created_at=timezone.now())
    lendable("Sur place", loan_days=None)
    LoanFactory(copy=lendable("Récemment"))
    long_ago = today - timedelta(days=790)
    LoanFactory(
        copy=lendable("Autrefois"), lent_on=long_ago, due_on=today, returned_on=long_ago + DAY
    )

    assert [row.title for row in upkeep.never_borrowed()] == ["Autrefois", "Jamais"]


def test_themes_and_principles_short_of_public_resources_are_said():
    rich, poor, retired = ThemeFactory(), ThemeFactory(label="Pauvre"), ThemeFactory(retired=True)
    rule = CharterPrincipleFactory()
    for _ in range(3):
        ResourceFactory(terms={"themes": [rich, poor], "principles": [rule]})
    assert not upkeep.short_of_resources(type(poor)).exclude(pk=retired.pk).exists()
    hidden = poor.resources.first()
    Resource.objects.filter(pk=hidden.pk).update(visibility=Resource.Visibility.STAFF)
    ResourceFactory.create_batch(1, terms={"themes": [rich], "principles": [rule]})

    [chore] = [each for each in upkeep.chores() if each.title.startswith("Thèmes")]

    assert [(row.label, said) for row, said in chore.rows] == [("Pauvre", "2 ressources")]
    assert not upkeep.short_of_resources(type(rule)).exists()


def test_only_who_publishes_resources_reads_it(client, today):
    ResourceFactory(title="Hier", review_on=today - DAY)
    client.force_login(UserFactory(role="documentation"))
    assert "Hier" in client.get(PAGE).text

    for role in ("rédaction", "agenda", "accueil"):
        client.force_login(UserFactory(role=role))
        assert client.get(PAGE).status_code in (302, 403)


@pytest.mark.parametrize("number", [1, 3])
def test_it_costs_the_same_whatever_waits(django_assert_num_queries, today, number):
    owner = UserFactory()
    for _ in range(number):
        ResourceFactory(
            review_on=today - DAY, owner=owner, in_force_to=today - DAY, terms={"themes": []}
        )
        ThemeFactory()

    with django_assert_num_queries(12):
        assert upkeep.chores()[0].total == number
