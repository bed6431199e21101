"""The screens and the files of figures: who reads them, what they say, what they withhold."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from events import presence
from events.models import Event, Feedback, Presence
from events.models.feedback import ITEMS
from tests.factories import (
    EventFactory,
    OrganisationFactory,
    RegistrationFactory,
    SessionFactory,
    UserFactory,
)

PERIOD = reverse("reports:period")
PRESENT = Presence.Status.PRESENT


@pytest.fixture
def event():
    return EventFactory(title="Chanter", lead=OrganisationFactory(key="hetis"))


def held(event, people=1, days_ago=3, **fields):
    """A session where so many came."""
    session = SessionFactory(
        event=event, starts_at=timezone.now() - timedelta(days=days_ago), **fields
    )
    for _ in range(people):
        row = RegistrationFactory(session=session, first_name="Nina", last_name="Simone")
        presence.record(session, row.person, PRESENT)
    return session


def of(event):
    return reverse("reports:event", args=[event.pk])


def around():
    """A period that holds what `held` made."""
    today = timezone.localdate()
    return {"du": (today - timedelta(days=30)).isoformat(), "au": today.isoformat()}


def words(answer):
    return answer.content.decode().replace("\xa0", " ")


def sheets(answer):
    book = load_workbook(BytesIO(answer.content))
    return {sheet.title: [list(row) for row in sheet.values] for sheet in book}


# Who reads them


@pytest.mark.parametrize("role", ["agenda", "accueil", "coordination", "administration"])
def test_the_team_reads_figures_and_no_name_whoever_leads(client, event, role):
    held(event)
    client.force_login(UserFactory(role=role, organisation=OrganisationFactory(key="galice")))

    for address in (PERIOD, of(event)):
        page = client.get(address, around())
        assert page.status_code == 200
        assert page.context["figures"].people.total == 1
        assert "Simone" not in words(page)


@pytest.mark.parametrize("role", ["rédaction", "documentation"])
def test_nobody_else_does(client, event, role):
    client.force_login(UserFactory(role=role))

    for address in (PERIOD, of(event)):
        answer = client.get(address)
        assert (answer.status_code, answer.headers.get("Location")) == (302, "/gestion/")


@pytest.mark.parametrize("address", [PERIOD, "/gestion/bilans/rendez-vous/1/"])
def test_a_stranger_is_asked_to_sign_in(client, address):
    answer = client.get(address)

    assert answer.status_code == 302
    assert answer.url.startswith("/gestion/login/")


def test_the_menu_and_the_list_lead_there(client, alice, event):
    client.force_login(alice)

    assert PERIOD in words(client.get("/gestion/"))
    listing = reverse(event.snippet_viewset.get_url_name("list"))
    assert of(event) in words(client.get(listing))


def test_a_confidential_group_has_no_figures_of_its_own(client, event):
    held(event)
    client.force_login(UserFactory(role="administration"))
    assert client.get(of(event)).status_code == 200

    Event.objects.update(confidential=True, closed_group=True)

    assert client.get(of(event)).status_code == 404


# What they say


def test_this_year_is_shown_until_something_else_is_asked(client, alice):
    client.force_login(alice)

    page = client.get(PERIOD)

    year = timezone.localdate().year
    asked = page.context["form"].cleaned_data
    assert (asked["du"].isoformat(), asked["au"].isoformat()) == (f"{year}-01-01", f"{year}-12-31")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"du": "hier"}, "Écrivez une date comme"),
        ({"du": ""}, "Écrivez une date comme"),
        ({"du": "2026-02-01", "au": "2026-01-01"}, "La période doit finir après avoir commencé."),
        ({"du": "1900-01-01"}, "Demandez cinq ans au plus."),
        ({"au": "9999-12-31", "du": "9999-12-31"}, "Demandez une date d’avant 2100."),
        ({"organisme": "inconnu"}, "Choisissez un organisme de la liste."),
    ],
)
@pytest.mark.parametrize("extra", [{}, {"format": "xlsx"}])
def test_what_cannot_be_asked_is_refused_in_words(client, alice, query, sentence, extra):
    client.force_login(alice)

    answer = client.get(PERIOD, query | extra)

    assert answer.status_code == 400
    assert sentence in words(answer)


def test_each_bar_repeats_a_figure_of_its_table(client, alice, event):
    held(event, people=4, days_ago=3)
    held(event, people=1, days_ago=2)
    client.force_login(alice)

    page = client.get(of(event))

    steps = page.context["figures"].steps
    assert [length for _, length in steps.bars] == [100, 25]
    text = words(page)
    for length in (100, 25):
        assert f'<rect width="{length}" height="10"' in text
    assert "8 h" in text
    assert "2 h" in text


def test_the_file_says_what_the_screen_says(client, alice, event):
    event.title = "=SUM(A1)"
    event.save()
    held(event, people=2)
    client.force_login(alice)

    answer = client.get(of(event), {"format": "xlsx"})

    assert answer.headers["Content-Disposition"].endswith('.xlsx"')
    found = sheets(answer)
    assert ["Rendez-vous", "'=SUM(A1)"] in found["Bilan"]
    assert ["Personnes venues", 2] in found["Bilan"]
    assert ["Minutes de présence", 240] in found["Bilan"]
    assert found["Places réservées, séances finie"][1] == ["venues", 2]
    assert found["Séance par séance"][1][1:] == [2, 240]


def test_what_leaves_the_house_withholds_small_counts(client, alice, event):
    held(event, people=6)
    held(event, people=2, days_ago=2)
    closed = EventFactory(closed_group=True)
    held(closed, people=7)
    client.force_login(alice)

    inside = sheets(client.get(PERIOD, around() | {"format": "xlsx"}))
    outside = sheets(client.get(PERIOD, around() | {"format": "xlsx", "funders": "on"}))

    assert ["Personnes venues", 15] in inside["Bilan"]
    assert ["Personnes venues", 8] in outside["Bilan"]
    event_inside = sheets(client.get(of(event), {"format": "xlsx"}))["Séance par séance"]
    event_outside = sheets(client.get(of(event), {"format": "xlsx", "funders": "on"}))
    assert [row[1] for row in event_inside[1:]] == [6, 2]
    assert {row[1] for row in event_outside["Séance par séance"][1:]} == {"moins de 5, ou non dit"}
    assert "non dit" in words(client.get(of(event), {"funders": "on"}))


# Questionnaires


def answered(session, count, comment="", score=4):
    Feedback.objects.bulk_create(
        Feedback(session=session, moment="hot", comment=comment, **dict.fromkeys(ITEMS, score))
        for _ in range(count)
    )


def test_results_are_read_with_the_event_and_comments_by_who_leads_it(client, alice, bob, event):
    answered(held(event), 2, "La salle était <froide>")

    client.force_login(alice)
    mine = words(client.get(of(event)))
    client.force_login(bob)
    theirs = words(client.get(of(event)))

    for page in (mine, theirs):
        assert "Questionnaire à chaud : 2 réponses" in page
        assert "<td>4,0</td>" in page
    assert "La salle était &lt;froide&gt;" in mine
    assert "froide" not in theirs


def test_outside_too_few_answers_are_no_result_and_no_comment_is_shown(client, alice, event):
    session = held(event)
    answered(session, 4, "Froid")
    client.force_login(alice)
    assert "Froid" in words(client.get(of(event)))

    few = words(client.get(of(event), {"funders": "on"}))
    answered(session, 1, "Froid")
    enough = words(client.get(of(event), {"funders": "on"}))

    assert "Aucun questionnaire rempli, ou pas assez" in few
    assert "5 réponses" in enough
    assert "Froid" not in enough


@pytest.mark.parametrize("several", [1, 3])
def test_the_screens_cost_the_same_however_many(
    client, alice, event, several, django_assert_num_queries
):
    for number in range(several):
        answered(held(event, people=several, days_ago=number + 1), several, "Bien")
    client.force_login(alice)
    client.get(PERIOD)

    with django_assert_num_queries(17):
        client.get(PERIOD, around())
    with django_assert_num_queries(19):
        client.get(of(event))
