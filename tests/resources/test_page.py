"""The page of a resource: everything known, nothing that must not be."""

import json
import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from events.models import Event
from resources.models import Copy, Resource, ResourceFile
from tests.budgets import FRAME
from tests.factories import (
    AudienceFactory,
    CharterPrincipleFactory,
    CopyFactory,
    DocumentFactory,
    LoanFactory,
    OrganisationFactory,
    PersonFactory,
    PictureFactory,
    ResourceAccessFactory,
    ResourceFactory,
    SessionFactory,
    ThemeFactory,
    UserFactory,
)


def page_of(client, resource):
    return client.get(resource.get_absolute_url())


def text(response):
    """What one reads, without markup, no-break spaces as spaces."""
    body = re.sub(r"<script.*?</script>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return " ".join(body.split())


@pytest.mark.parametrize(
    "hidden",
    [
        {"live": False},
        {"visibility": Resource.Visibility.STAFF},
        {"visibility": Resource.Visibility.PROFESSIONALS},
    ],
)
def test_what_is_not_public_has_no_page(client, hidden):
    resource = ResourceFactory()
    assert page_of(client, resource).status_code == 200

    Resource.objects.filter(pk=resource.pk).update(**hidden)

    assert page_of(client, resource).status_code == 404


def test_an_unknown_resource_has_no_page(client):
    assert client.get("/ressources/inconnue/").status_code == 404


def test_it_says_all_that_is_known(client):
    resource = ResourceFactory(
        author="Ana Test",
        publisher="Éditions Test",
        year=2024,
        isbn="9782070368228",
        language="it",
        licence="CC BY-SA 4.0",
        minutes=15,
        age_min_months=6,
        age_max_months=24,
        for_adults=True,
        safety_age_months=36,
        quality_sheet="Fiche 12",
        ean="3760000000017",
        body="<p>Une présentation.</p>",
        url="https://exemple.org/lire",
        terms={
            "themes": [ThemeFactory(key="sommeil", label="Sommeil")],
            "audiences": [AudienceFactory(key="assmat", label="Assistants maternels")],
            "principles": [CharterPrincipleFactory(key="nature", label="Nature", number=6)],
            "access": [ResourceAccessFactory(key="en-ligne", label="En ligne")],
        },
    )
    resource.tags.add("doux")
    resource.save()

    response = page_of(client, resource)

    said = text(response)
    for words in [
        resource.title,
        "Ana Test",
        "Éditions Test",
        "2024",
        "9782070368228",
        "italien",
        "CC BY-SA 4.0",
        "15 minutes",
        "de 6 mois à 2 ans et pour les adultes",
        "à partir de 3 ans, selon le fabricant",
        "Fiche 12",
        "3760000000017",
        "Une présentation.",
        "Assistants maternels",
        "6. Nature",
        "En ligne",
        "doux",
    ]:
        assert words in said
    links = set(re.findall(r'href="([^"]+)"', response.content.decode()))
    assert {
        "/ressources/?theme=sommeil",
        "/agenda/?theme=sommeil",
        "/ressources/?public=assmat",
        "/ressources/?principe=nature",
        "/ressources/?tag=doux",
        "https://exemple.org/lire",
    } <= links


def test_only_the_team_knows_who_borrowed(client):
    loan = LoanFactory(
        copy=CopyFactory(resource=ResourceFactory(loan_days=21)),
        borrower=PersonFactory(first_name="Zénobie", last_name="Tréfin", email="z@example.org"),
    )

    body = page_of(client, loan.copy.resource).content.decode()

    assert loan.copy.code in body
    assert "emprunté" in body
    for secret in ("Zénobie", "Tréfin", "z@example.org"):
        assert secret not in body


@pytest.mark.parametrize(
    ("loan_days", "status", "due_in", "expected"),
    [
        (21, Copy.Status.IN_SERVICE, None, "Disponible Se prête 21 jours."),
        (21, Copy.Status.IN_SERVICE, 10, "Indisponible Premier retour prévu le"),
        (21, Copy.Status.IN_SERVICE, -1, "Indisponible Aucun exemplaire ne peut être emprunté"),
        (21, Copy.Status.REPAIR, None, "Indisponible Aucun exemplaire ne peut être emprunté"),
        (None, Copy.Status.IN_SERVICE, None, "Se consulte sur place."),
    ],
)
def test_it_says_whether_a_copy_can_be_borrowed(client, loan_days, status, due_in, expected):
    copy = CopyFactory(resource=ResourceFactory(loan_days=loan_days), status=status)
    if due_in:
        today = timezone.localdate()
        LoanFactory(
            copy=copy, lent_on=today - timedelta(days=20), due_on=today + timedelta(days=due_in)
        )

    assert expected in text(page_of(client, copy.resource))


def test_a_withdrawn_copy_and_the_notes_of_the_team_are_not_shown(client):
    resource = ResourceFactory()
    shelf = CopyFactory(resource=resource, code="EN-RAYON", note="Couverture tachée")
    gone = CopyFactory(resource=resource, code="PARTI")
    assert "PARTI" in text(page_of(client, resource))

    gone.status = Copy.Status.WITHDRAWN
    gone.save()

    said = text(page_of(client, resource))
    assert shelf.code in said
    assert "PARTI" not in said
    assert "tachée" not in said


def test_the_others_on_the_same_themes_come_closest_first_and_public_only(client):
    sleep, play, food = ThemeFactory(), ThemeFactory(), ThemeFactory()
    resource = ResourceFactory(terms={"themes": [sleep, play]})
    ResourceFactory(title="Un thème", terms={"themes": [play, food]})
    ResourceFactory(title="Deux thèmes", terms={"themes": [play, sleep, food]})
    ResourceFactory(title="Rien de commun", terms={"themes": [food]})
    draft = ResourceFactory(title="Brouillon", terms={"themes": [sleep]})

    def related():
        return [other.title for other in page_of(client, resource).context["related"]]

    assert related() == ["Deux thèmes", "Brouillon", "Un thème"]
    draft.live = False
    draft.save()

    assert related() == ["Deux thèmes", "Un thème"]


def test_json_ld_describes_it_and_can_close_no_script(client):
    evil = "</script><script>alert(1)</script> & <b>"
    resource = ResourceFactory(
        title=evil, summary=evil, age_min_months=6, age_max_months=24, minutes=15
    )

    body = page_of(client, resource).content.decode()

    [script] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', body, flags=re.S)
    assert re.search("[<>&]", script) is None
    described = json.loads(script)
    assert described["name"] == evil
    assert described["@type"] == ["Book", "LearningResource"]
    assert described["timeRequired"] == "PT15M"
    [audience] = described["audience"]
    assert audience["suggestedAge"] == {
        "@type": "QuantitativeValue",
        "unitCode": "MON",
        "minValue": 6,
        "maxValue": 24,
    }


def test_a_resource_past_its_review_says_so(client):
    yesterday = timezone.localdate() - timedelta(days=1)
    late, current = ResourceFactory(review_on=yesterday), ResourceFactory()

    assert "devait être relue" in text(page_of(client, late))
    assert "devait être relue" not in text(page_of(client, current))


@pytest.mark.parametrize(
    ("filename", "shown"),
    [
        ("fiche.pdf", "dans le navigateur"),
        ("comptine.mp3", "<audio"),
        ("sieste.mp4", "<video"),
        ("affiche.png", '<img src="/documents/'),
        ("grille.xlsx", "XLSX"),
    ],
)
def test_files_are_shown_as_what_they_are(client, filename, shown):
    document = DocumentFactory(file__filename=filename, file__data=b"x" * 2048)
    resource = ResourceFactory()
    ResourceFile.objects.create(resource=resource, document=document, label="À lire")

    body = " ".join(page_of(client, resource).content.decode().split())

    assert shown in body
    assert f'href="{document.url}" download="{filename}"' in body
    assert "2 ko" in body


def test_a_file_that_is_gone_does_not_break_the_page(client):
    document = DocumentFactory()
    resource = ResourceFactory()
    ResourceFile.objects.create(resource=resource, document=document)
    document.file.storage.delete(document.file.name)

    assert "Ce fichier manque pour le moment." in text(page_of(client, resource))


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_whatever_it_shows(client, django_assert_num_queries, number):
    themes = ThemeFactory.create_batch(number)
    resource = ResourceFactory(
        cover=PictureFactory(),
        terms={
            "themes": themes,
            "audiences": AudienceFactory.create_batch(number),
            "access": ResourceAccessFactory.create_batch(number),
            "principles": CharterPrincipleFactory.create_batch(number),
        },
    )
    for _ in range(number):
        ResourceFile.objects.create(resource=resource, document=DocumentFactory())
        LoanFactory(copy=CopyFactory(resource=resource))
        ResourceFactory(cover=PictureFactory(), terms={"themes": themes})
    page_of(client, resource)  # makes the renditions

    with django_assert_num_queries(FRAME + 16):
        response = page_of(client, resource)

    assert len(response.context["related"]) == number


def test_the_page_sets_no_cookie(client):
    assert page_of(client, ResourceFactory()).cookies == {}


def serve(client, document):
    response = client.get(document.url)
    if response.streaming:
        list(response.streaming_content)
    return response.status_code


def test_the_files_of_a_hidden_resource_are_hidden_too(client):
    document = DocumentFactory()
    resource = ResourceFactory()
    ResourceFile.objects.create(resource=resource, document=document)
    assert serve(client, document) == 200

    Resource.objects.filter(pk=resource.pk).update(live=False)

    assert serve(client, document) == 404
    client.force_login(UserFactory(is_superuser=True))
    assert serve(client, document) == 200


def test_a_file_that_a_public_resource_holds_too_stays_public(client):
    document = DocumentFactory()
    hidden = ResourceFactory(visibility=Resource.Visibility.STAFF)
    ResourceFile.objects.create(resource=hidden, document=document)
    assert serve(client, document) == 404

    ResourceFile.objects.create(resource=ResourceFactory(), document=document)

    assert serve(client, document) == 200


def test_the_preview_of_a_draft_is_the_page(client):
    client.force_login(UserFactory(is_superuser=True))
    resource = ResourceFactory(live=False, title="Pas encore", terms={"themes": [ThemeFactory()]})
    resource.files.add(ResourceFile(document=DocumentFactory()))
    resource.save_revision()
    address = reverse(
        "wagtailsnippets_resources_resource:revisions_view",
        args=[resource.pk, resource.latest_revision.pk],
    )

    response = client.get(address)

    assert response.status_code == 200
    assert "Pas encore" in text(response)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            {"in_force_from": date(2026, 5, 2), "in_force_to": date(2026, 5, 1)},
            "Un texte cesse d’être en vigueur après l’avoir été.",
        ),
        ({"replaced_by": True}, "Un texte est remplacé par un autre que lui-même."),
    ],
)
def test_the_life_of_a_text_makes_sense(wrong, sentence):
    text = ResourceFactory()
    text.full_clean(exclude=["themes"])

    for name, value in wrong.items():
        setattr(text, name, text if value is True else value)

    with pytest.raises(ValidationError, match=sentence):
        text.full_clean(exclude=["themes"])


def test_a_text_that_is_replaced_leads_to_the_one_in_force(client):
    today = timezone.localdate()
    new = ResourceFactory(title="L’arrêté de 2026")
    old = ResourceFactory(
        title="L’arrêté de 2021",
        in_force_from=date(2021, 9, 1),
        in_force_to=today,
        replaced_by=new,
        checked_on=date(2026, 3, 2),
        checked_by=UserFactory(
            first_name="Zénobie", organisation=OrganisationFactory(label="Maison")
        ),
    )
    said = text(page_of(client, old))
    assert "Il est remplacé par L’arrêté de 2026" in said
    assert "n’est plus en vigueur" not in said
    assert "depuis le 1 septembre 2021" in said
    assert "le 2 mars 2026, par Maison" in said
    assert "Zénobie" not in said

    Resource.objects.filter(pk=old.pk).update(in_force_to=today - timedelta(days=1))
    Resource.objects.filter(pk=new.pk).update(live=False)

    said = text(page_of(client, old))
    assert "Ce texte n’est plus en vigueur" in said
    assert "L’arrêté de 2026" not in said


@pytest.mark.parametrize(("minutes", "fits"), [(45, True), (46, False), (None, False)])
def test_it_says_what_fits_a_nap(client, minutes, fits):
    said = text(page_of(client, ResourceFactory(minutes=minutes)))

    assert ("tient dans une sieste" in said) == fits


def test_rendez_vous_on_the_same_theme_stand_on_the_page(client):
    theme = ThemeFactory(key="sommeil")
    resource = ResourceFactory(terms={"themes": [theme]})
    soon = timezone.now() + timedelta(days=2)
    shown = SessionFactory(event__title="Dormir ensemble", starts_at=soon)
    SessionFactory(event=shown.event, starts_at=soon + timedelta(days=7))
    for title, hidden in [("Fermé", {"closed_group": True}), ("Brouillon", {"live": False})]:
        session = SessionFactory(event__title=title, starts_at=soon)
        Event.objects.filter(pk=session.event_id).update(**hidden)
    elsewhere = SessionFactory(event__title="Ailleurs", starts_at=soon)
    for event in Event.objects.exclude(pk=elsewhere.event_id):
        event.themes = [theme]
        event.save()

    response = page_of(client, resource)

    [shelf] = response.context["shelves"]
    assert [mention.title for mention in shelf.mentions] == ["Dormir ensemble"]
    assert shown.get_absolute_url() in response.text
    assert shelf.url == "/agenda/?theme=sommeil"


def test_a_pdf_is_seen_in_a_frame_of_ours_and_of_nobody_else(client):
    resource = ResourceFactory()
    file = ResourceFile.objects.create(resource=resource, document=DocumentFactory())

    response = client.get(file.document.url)
    list(response.streaming_content)

    assert f'src="{file.document.url}"' in page_of(client, resource).text
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert client.get("/ressources/").headers["X-Frame-Options"] == "DENY"
