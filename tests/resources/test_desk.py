"""The documentation desk, with a cast: who lends, who reads a borrower's name, who edits."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Person
from resources.models import Copy, Loan, Resource
from tests.factories import (
    CopyFactory,
    DocumentFactory,
    LoanFactory,
    OrganisationFactory,
    PersonFactory,
    ResourceFactory,
    ResourceTypeFactory,
    ThemeFactory,
    UserFactory,
)

LOANS = reverse("resources_loans:index")
LEND = reverse("resources_loans:add")
COPIES = reverse("resources_copies:index")
RESOURCES = reverse("wagtailsnippets_resources_resource:list")
ADD = reverse("wagtailsnippets_resources_resource:add")


@pytest.fixture
def house():
    """Alice keeps the copies of her organisation; Bob those of the other; Charlie edits pages."""
    holder, other = OrganisationFactory(), OrganisationFactory()
    return {
        "holder": holder,
        "alice": UserFactory(role="documentation", organisation=holder),
        "bob": UserFactory(role="documentation", organisation=other),
        "charlie": UserFactory(role="rédaction", organisation=holder),
        "admin": UserFactory(role="administration"),
    }


def answer(client, user, address, data=None):
    client.force_login(user)
    return client.post(address, data) if data is not None else client.get(address)


def refused(response):
    """Wagtail sends whoever may not back to its first page, or to the door."""
    doors = (reverse("wagtailadmin_home"), reverse("wagtailadmin_login"))
    return response.status_code == 403 or (
        response.status_code == 302 and response.url.partition("?")[0] in doors
    )


@pytest.mark.parametrize("address", [LOANS, LEND, COPIES])
def test_only_the_desk_sees_copies_and_loans(client, house, address):
    assert answer(client, house["alice"], address).status_code == 200
    assert answer(client, house["bob"], address).status_code == 200
    assert refused(answer(client, house["charlie"], address))
    assert refused(answer(client, UserFactory(), address))
    client.logout()
    assert refused(client.get(address))


def test_a_borrower_is_named_to_those_who_hold_the_copy(client, house):
    loan = LoanFactory(
        copy=CopyFactory(holder=house["holder"], code="MALLE-1"),
        borrower=PersonFactory(last_name="Tréfin"),
    )
    screen = reverse("resources_loans:edit", args=[loan.pk])

    for name, named in [("alice", True), ("admin", True), ("bob", False)]:
        listed = answer(client, house[name], LOANS).content.decode()
        assert "MALLE-1" in listed
        assert ("Tréfin" in listed) == named, name
        assert ("Tréfin" in answer(client, house[name], screen).content.decode()) == named, name
        found = answer(client, house[name], f"{LOANS}?q=tréfin").content.decode()
        assert ("MALLE-1" in found) == named, name


def test_the_list_of_loans_says_what_is_out_unless_asked_otherwise(client, house):
    out = LoanFactory()
    back = LoanFactory(returned_on=out.lent_on)

    def listed(query=""):
        shown = answer(client, house["admin"], LOANS + query).context["object_list"]
        return [loan.pk for loan in shown]

    assert listed() == [out.pk]
    assert listed("?state=rendus") == [back.pk]
    assert sorted(listed("?state=tous")) == [out.pk, back.pk]
    assert listed("?state=retard") == []


def test_the_list_says_when_a_loan_is_due(client, house):
    LoanFactory(lent_on=date(2030, 3, 1), due_on=date(2030, 3, 12))

    assert "12 mars 2030" in answer(client, house["admin"], LOANS).content.decode()


def test_lending_at_the_desk(client, house):
    copy = CopyFactory(code="MALLE-1", resource=ResourceFactory(loan_days=21))
    known = PersonFactory(email="ana@example.org", first_name="Ana", last_name="Test")

    response = answer(
        client,
        house["alice"],
        LEND,
        {"code": "malle-1", "email": "ANA@example.org", "first_name": "X", "last_name": "Y"},
    )

    assert response.url == LOANS
    loan = Loan.objects.get()
    assert (loan.copy, loan.borrower) == (copy, known)
    known.refresh_from_db()
    assert str(known) == "Ana Test"


def test_somebody_without_an_address_can_borrow(client, house):
    CopyFactory(code="MALLE-1", resource=ResourceFactory(loan_days=21))

    answer(
        client,
        house["alice"],
        LEND,
        {"code": "MALLE-1", "first_name": "Zoé", "last_name": "Sans-Adresse", "days": "3"},
    )

    assert str(Loan.objects.get().borrower) == "Zoé Sans-Adresse"


def test_a_refusal_is_said_and_nothing_typed_is_lost(client, house):
    loan = LoanFactory(copy=CopyFactory(code="MALLE-1", resource=ResourceFactory(loan_days=21)))
    typed = {"code": "MALLE-1", "first_name": "Zoé", "last_name": "Sans-Adresse"}

    response = answer(client, house["alice"], LEND, typed)

    assert response.status_code == 422
    [sentence] = response.context["form"].non_field_errors()
    assert sentence.startswith("Cet exemplaire est déjà prêté, depuis le ")
    assert 'value="Sans-Adresse"' in response.content.decode()
    assert list(Loan.objects.all()) == [loan]
    assert not Person.objects.filter(last_name="Sans-Adresse").exists()


def test_an_unknown_code_is_said(client, house):
    response = answer(
        client, house["alice"], LEND, {"code": "ZZZ", "first_name": "A", "last_name": "B"}
    )

    assert response.status_code == 422
    assert response.context["form"].errors["code"] == ["Aucun exemplaire ne porte ce code."]


def test_a_copy_is_taken_back_by_a_button_and_never_by_a_link(client, house):
    loan = LoanFactory()
    screen = reverse("resources_loans:edit", args=[loan.pk])

    assert answer(client, house["bob"], screen).status_code == 200
    loan.refresh_from_db()
    assert loan.returned_on is None

    assert refused(answer(client, house["charlie"], screen, {}))
    assert answer(client, house["bob"], screen, {}).url == LOANS
    loan.refresh_from_db()
    assert loan.returned_on is not None
    assert answer(client, house["bob"], screen, {}).url == LOANS


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("address", "queries"), [(LOANS, 12), (COPIES, 12), (RESOURCES, 14)])
def test_lists_cost_the_same_whatever_they_hold(
    client, house, django_assert_num_queries, number, address, queries
):
    for _ in range(number):
        LoanFactory(copy=CopyFactory(holder=house["holder"]))
    answer(client, house["alice"], address)

    with django_assert_num_queries(queries):
        response = client.get(address)

    assert len(response.context["object_list"]) == number


def filled(**fields):
    """What the form of a resource sends."""
    return {
        "title": "Siestes",
        "slug": "siestes",
        "type": ResourceTypeFactory().pk,
        "summary": "Dormir.",
        "body": "null",
        "language": "fr",
        "visibility": "public",
        "tags": "",
        "files-TOTAL_FORMS": 0,
        "files-INITIAL_FORMS": 0,
        **fields,
    }


def test_a_resource_is_written_with_its_files_and_published(client, house):
    document, theme = DocumentFactory(), ThemeFactory()
    data = filled(
        themes=[theme.pk],
        **{
            "files-TOTAL_FORMS": 1,
            "files-0-document": document.pk,
            "files-0-label": "À imprimer",
            "files-0-licence": "",
            "files-0-ORDER": 1,
            "action-publish": "1",
        },
    )

    answer(client, house["alice"], ADD, data)

    resource = Resource.objects.get()
    assert (resource.live, list(resource.themes.all())) == (True, [theme])
    assert [str(file) for file in resource.files.all()] == ["À imprimer"]
    client.logout()
    assert client.get(resource.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (0, "Choisissez de un à trois thèmes."),
        (4, "Trois thèmes au plus : vous en avez coché 4. Gardez les principaux."),
    ],
)
def test_a_published_resource_has_from_one_to_three_themes(client, house, number, sentence):
    pks = [theme.pk for theme in ThemeFactory.create_batch(number)]

    response = answer(client, house["alice"], ADD, filled(themes=pks, **{"action-publish": "1"}))

    assert response.context["form"].errors["themes"] == [sentence]
    assert Resource.objects.count() == 0


def test_a_draft_may_wait_for_its_themes_and_no_one_sees_it(client, house):
    answer(client, house["charlie"], ADD, filled())

    resource = Resource.objects.get()
    assert not resource.live
    client.logout()
    assert client.get(resource.get_absolute_url()).status_code == 404


def test_an_editor_writes_drafts_and_may_not_publish(client, house):
    data = filled(themes=[ThemeFactory().pk], **{"action-publish": "1"})

    answer(client, house["charlie"], ADD, data)

    assert not Resource.objects.filter(live=True).exists()


def test_an_editor_may_not_change_the_themes_of_what_is_published(client, house):
    theme, other = ThemeFactory(), ThemeFactory()
    resource = ResourceFactory(terms={"themes": [theme]})
    resource.save_revision().publish()
    address = reverse("wagtail_bulk_action", args=["resources", "resource", "themes"])
    data = {"act": "remplacer", "themes": [other.pk], "confirmed": "1"}

    answer(client, house["charlie"], f"{address}?id={resource.pk}", data)
    assert list(Resource.objects.get().themes.all()) == [theme]

    answer(client, house["alice"], f"{address}?id={resource.pk}", data)
    assert list(Resource.objects.get().themes.all()) == [other]


def test_two_copies_cannot_bear_one_code(client, house):
    copy = CopyFactory(code="MALLE-1")

    response = answer(
        client,
        house["alice"],
        reverse("resources_copies:add"),
        {
            "resource": copy.resource.pk,
            "code": "MALLE-1",
            "holder": copy.holder.pk,
            "status": "in_service",
        },
    )

    assert response.context["form"].errors["code"] == ["Un autre exemplaire porte déjà ce code."]
    assert Copy.objects.count() == 1


def test_only_the_team_is_offered_to_read_again(client, house):
    client.force_login(house["admin"])
    public = UserFactory(first_name="Zénobie", last_name="Publique")
    public.set_unusable_password()
    public.save()

    body = client.get(ADD).content.decode()

    assert str(house["alice"]) in body
    assert "Zénobie" not in body
