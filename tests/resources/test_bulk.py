"""Many resources change at once, once what would happen has been read."""

import pytest
from django.urls import reverse

from resources.models import Resource
from tests.factories import AudienceFactory, ResourceAccessFactory, ResourceFactory, UserFactory


@pytest.fixture
def documentalist(client):
    client.force_login(UserFactory(role="documentation"))


def screen(*resources):
    address = reverse("wagtail_bulk_action", args=["resources", "resource", "fields"])
    return address + "?" + "&".join(f"id={resource.pk}" for resource in resources)


def published(**fields):
    resource = ResourceFactory(**fields)
    resource.save_revision().publish()
    return Resource.objects.get(pk=resource.pk)


def plain(response):
    return " ".join(response.content.decode().split())


def test_what_would_happen_is_read_then_done(client, documentalist):
    one, two = published(title="Un", language="en"), published(title="Deux", language="fr")
    team, parents = AudienceFactory(label="Équipes"), AudienceFactory(label="Parents")
    one.audiences = [parents]
    one.save()
    typed = {
        "language": "fr",
        "visibility": "equipe",
        "review_on": "2027-01-31",
        "act": "ajouter",
        "audiences": [team.pk],
    }

    seen = client.post(screen(one, two), typed)

    said = plain(seen)
    assert "2 ressources changeront" in said
    for sentence in (
        "langue : en → fr",
        "visible par : tout le monde → équipe",
        "à relire le : rien → 31 janvier 2027",
        "publics : Parents → Parents, Équipes",
        "publics : rien → Équipes",
    ):
        assert sentence in said
    assert said.count("langue :") == 1
    assert set(Resource.objects.values_list("visibility", flat=True)) == {"public"}

    done = client.post(screen(one, two), {**dict(seen.context["answers"]), **typed, "confirmed": 1})

    assert done.status_code == 302
    for resource in Resource.objects.all():
        assert (resource.language, resource.visibility) == ("fr", "equipe")
        assert team in resource.audiences.all()
        assert resource.live
        assert not resource.has_unpublished_changes
    assert client.get(one.get_absolute_url()).status_code == 404


def test_the_form_that_confirms_carries_every_answer(client, documentalist):
    one, access = published(), ResourceAccessFactory.create_batch(2)
    typed = {"licence": "CC BY", "act": "remplacer", "access": [each.pk for each in access]}

    answers = client.post(screen(one), typed).context["answers"]

    assert answers == [
        ("licence", "CC BY"),
        ("act", "remplacer"),
        *(("access", str(each.pk)) for each in access),
    ]


def test_a_draft_that_waits_stays_a_draft(client, documentalist):
    one = published(title="Publié")
    one.title = "En travaux"
    one.save_revision()

    client.post(screen(one), {"language": "it", "act": "ajouter", "confirmed": 1})

    fresh = Resource.objects.get()
    assert (fresh.title, fresh.language, fresh.has_unpublished_changes) == ("Publié", "it", True)
    draft = fresh.get_latest_revision_as_object()
    assert (draft.title, draft.language) == ("En travaux", "it")


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({}, "__all__", "Choisissez au moins une chose à changer."),
        ({"language": "français"}, "language", "Deux ou trois lettres minuscules, comme « fr »."),
    ],
)
def test_what_will_not_do_is_said(client, documentalist, typed, field, sentence):
    one = published()

    response = client.post(screen(one), {"act": "ajouter", **typed})

    assert response.context["form"].errors[field] == [sentence]
    assert Resource.objects.get().language == one.language


def test_opening_the_screen_changes_nothing(client, documentalist):
    one = published()
    before = one.latest_revision_id

    assert client.get(screen(one)).status_code == 200

    assert Resource.objects.get().latest_revision_id == before


def test_who_may_not_publish_changes_nothing(client):
    one = published(language="fr")
    client.force_login(UserFactory(role="rédaction"))

    response = client.post(screen(one), {"language": "it", "act": "ajouter", "confirmed": 1})

    assert Resource.objects.get().language == "fr"
    assert response.status_code in (200, 302)
