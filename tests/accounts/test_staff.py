"""Staff accounts: the e-mail is the login, passwords are Argon2, an organisation goes with each."""

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError
from django.urls import reverse

from accounts.models import Person, User
from tests.factories import OrganisationFactory, UserFactory


@pytest.fixture
def administrator(client):
    user = UserFactory(role="administration")
    client.force_login(user)
    return user


def test_a_password_is_kept_with_argon2():
    user = User.objects.create_user("Chef@Example.org", "un-long-secret")

    assert (user.email, user.password.split("$")[0]) == ("chef@example.org", "argon2")


def test_an_address_in_another_case_is_the_same_account():
    UserFactory(email="chef@example.org")

    with pytest.raises(IntegrityError):
        UserFactory(email="CHEF@example.org")


def test_staff_sign_in_with_their_address_whatever_its_case(client):
    User.objects.create_superuser("chef@example.org", "un-long-secret")
    form = {"username": "Chef@example.org", "password": "un-long-secret"}

    answer = client.post(reverse("wagtailadmin_login"), form)

    assert answer.status_code == 302
    assert client.get("/gestion/").status_code == 200


def test_an_administrator_makes_an_account_with_its_organisation(client, administrator):
    organisation = OrganisationFactory()
    role = Group.objects.get(name="agenda")

    answer = client.post(
        reverse("wagtailusers_users:add"),
        {
            "email": "nouvelle@example.org",
            "first_name": "Nouvelle",
            "last_name": "Collègue",
            "organisation": organisation.pk,
            "password1": "un-long-secret",
            "password2": "un-long-secret",
            "groups": [role.pk],
        },
    )

    assert answer.status_code == 302
    made = User.objects.get(email="nouvelle@example.org")
    assert (made.organisation, list(made.groups.all())) == (organisation, [role])


def test_whoever_types_an_address_cannot_rename_its_person():
    first = Person.objects.for_address("lea@example.org", first_name="Léa", last_name="Iris")

    again = Person.objects.for_address("LEA@example.org", first_name="X", last_name="Y")

    assert (again.pk, again.first_name) == (first.pk, "Léa")


def test_two_people_may_have_no_address():
    Person.objects.create(first_name="A", last_name="B", email="")
    Person.objects.create(first_name="C", last_name="D", email=None)

    assert Person.objects.filter(email=None).count() == 2
