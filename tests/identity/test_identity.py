"""Who the place is: content, read once, on every page."""

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from identity.models import Identity
from tests.factories import OrganisationFactory, UserFactory


def test_a_request_reads_the_identity_once(django_assert_num_queries):
    Identity.load()
    request = RequestFactory().get("/")

    with django_assert_num_queries(1):
        Identity.load(request)
        Identity.load(request)


@pytest.mark.parametrize("colour", ["red", "#FFF", "#12345", "#1F6F5C", "#1f6f5c\n", "#gggggg"])
def test_a_colour_is_written_one_way(colour):
    with pytest.raises(ValidationError, match="Une couleur s’écrit comme"):
        Identity(name="La Maison", accent=colour).full_clean()


def test_every_page_says_who_carries_the_place(client):
    identity = Identity.load()
    identity.name, identity.address = "La Maison", "1 rue de l’Exemple"
    identity.carriers = [
        OrganisationFactory(label="L’École"),
        OrganisationFactory(label="La Ronde"),
    ]
    identity.save()

    text = " ".join(client.get("/mentions-legales/").text.split())

    assert "La Maison" in text
    assert "L’École et La Ronde" in text or "La Ronde et L’École" in text
    assert "1 rue de l’Exemple" in text


def test_a_place_in_preparation_says_so_until_it_opens(client):
    identity = Identity.load()
    assert "ce lieu se prépare" in client.get("/").text

    identity.status = Identity.Status.OPEN
    identity.save()

    assert "ce lieu se prépare" not in client.get("/").text


def test_demo_data_are_said_to_be_invented(client):
    identity = Identity.load()
    assert "Données de démonstration" not in client.get("/").text

    identity.demo = True
    identity.save()

    assert "Données de démonstration" in client.get("/").text


def test_staff_change_the_identity(client):
    client.force_login(UserFactory(is_superuser=True))
    pk = Identity.load().pk
    assert client.get(f"/gestion/settings/identity/identity/{pk}/").status_code == 200

    response = client.post(
        f"/gestion/settings/identity/identity/{pk}/",
        {
            "name": "La Maison",
            "status": "ouvert",
            "school_zone": "A",
            "accent": "#1f6f5c",
            "conformity": "non",
            "feedback_days": "30",
            "practice_hours_a_year": "8",
            "practice_hours_a_period": "2",
        },
    )

    assert response.status_code == 302
    assert (Identity.load().name, Identity.load().accent) == ("La Maison", "#1f6f5c")
    assert (Identity.load().feedback_days, Identity.load().practice_hours_a_year) == (30, 8)
