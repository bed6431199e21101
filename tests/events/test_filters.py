"""The agenda's filters: what they find, what they say, and what they refuse."""

from datetime import datetime, time, timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events import planning
from events.forms.filters import AgendaFilterForm
from events.models import Session
from tests import factories

PARIS = timezone.get_current_timezone()


def form(query):
    return AgendaFilterForm(QueryDict(query))


def found(query):
    sessions = form(query).filter(Session.objects.upcoming())
    return [session.event.title for session in sessions]


def facet(query, name):
    """{value: count} of one facet."""
    for found in form(query).facets(Session.objects.upcoming()):
        if found["name"] == name:
            return {choice["value"]: choice["count"] for choice in found["choices"]}
    return {}


def a_session(title, day=1, start=None, **fields):
    """A session on a day from tomorrow; keys of terms make or find the rows."""
    terms = {
        name: [factory(key=key) for key in fields.pop(name)]
        for name, factory in (
            ("themes", factories.ThemeFactory),
            ("audiences", factories.AudienceFactory),
            ("co_leads", factories.OrganisationFactory),
        )
        if name in fields
    }
    kind = factories.EventKindFactory(key=fields.pop("type", "atelier"))
    lead = factories.OrganisationFactory(key=fields.pop("lead", "galice"))
    event = factories.EventFactory(title=title, kind=kind, lead=lead, terms=terms)
    starts_at = start or timezone.now() + timedelta(days=day)
    return factories.SessionFactory(event=event, starts_at=starts_at, **fields)


def test_values_of_a_filter_are_alternatives_and_filters_add_up():
    a_session("jeu à Nice", 1, themes=["jeu"], venue__commune__key="nice")
    a_session("langage à Nice", 2, themes=["langage", "jeu"], venue__commune__key="nice")
    a_session("langage à Grasse", 3, themes=["langage"], venue__commune__key="grasse")
    a_session("écrans à Nice", 4, themes=["ecrans"], venue__commune__key="nice")

    assert found("theme=jeu&theme=langage&commune=nice") == ["jeu à Nice", "langage à Nice"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("type=soiree", ["elle"]),
        ("theme=langage", ["elle"]),
        ("public=assmat", ["elle"]),
        ("organisme=hetis", ["elle"]),
        ("organisme=caf", ["elle"]),
        ("lieu=maison", ["elle"]),
        ("commune=nice", ["elle"]),
        ("creneau=soiree", ["elle"]),
        ("format=en-ligne", ["elle"]),
        ("enfants=oui", ["elle"]),
        ("enfants=1", ["elle"]),
        ("enfants=non", ["autre"]),
        ("q=", ["autre", "elle"]),
        ("", ["autre", "elle"]),
    ],
)
def test_each_filter_finds_its_own(query, expected):
    a_session("autre", 1)
    a_session(
        "elle",
        2,
        type="soiree",
        themes=["langage"],
        audiences=["assmat"],
        lead="hetis",
        co_leads=["caf"],
        venue=factories.VenueFactory(slug="maison", commune=factories.CommuneFactory(key="nice")),
        time_slot=factories.TimeSlotFactory(key="soiree", min_minutes=600),
        format=factories.EventFormatFactory(key="en-ligne"),
        children_welcome=True,
    )

    assert found(query) == expected


def test_words_are_looked_up_in_the_search():
    a_session("La musique et les émotions")
    a_session("Autre chose")

    assert found("q=emotion") == ["La musique et les émotions"]


def test_what_suits_everyone_suits_each_profile():
    factories.AudienceFactory(key="tous", everyone=True)
    a_session("pour tous", 1, audiences=["tous"])
    a_session("pour les assmats", 2, audiences=["assmat"])
    a_session("pour les directions", 3, audiences=["direction"])

    assert found("public=assmat") == ["pour tous", "pour les assmats"]
    assert facet("", "public") == {"assmat": 2, "direction": 2, "tous": 1}


def test_a_merged_word_leads_to_the_one_that_took_its_place():
    a_session("jouer", themes=["jeu"])
    heir = factories.ThemeFactory(key="jeu")
    factories.ThemeFactory(key="jouets", merged_into=heir)

    assert found("theme=jouets") == ["jouer"]
    assert form("theme=jouets&theme=jeu").querystring() == "theme=jeu"


def test_a_domain_stands_for_its_themes():
    health = factories.DomainFactory(key="sante")
    a_session("secourir", themes=["premiers-secours"])
    a_session("jouer", themes=["jeu"])
    theme = factories.ThemeFactory(key="premiers-secours")
    theme.domain = health
    theme.save()

    assert found("theme=sante") == ["secourir"]
    assert facet("theme=sante", "theme") == {"sante": 1, "premiers-secours": 1, "jeu": 1}


def test_days_are_those_of_the_clock_on_the_wall_and_both_are_included():
    for day in (12, 13, 14):
        a_session(str(day), start=datetime(2036, 10, day, 0, 30, tzinfo=PARIS))

    assert found("du=2036-10-13&au=2036-10-14") == ["13", "14"]
    assert found("au=12/10/2036") == ["12"]


def test_what_has_begun_is_still_found_on_its_last_day():
    start = datetime(2036, 10, 12, tzinfo=PARIS)
    a_session("exposition", start=start, ends_at=start + timedelta(days=3), whole_days=True)

    assert found("du=2036-10-14") == ["exposition"]
    assert found("du=2036-10-15") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("theme=inconnu", "theme"),
        ("theme=jeu&theme=inconnu", "theme"),
        ("commune=%00", "commune"),
        ("type=" + "x" * 200, "type"),
        ("lieu=" + "&lieu=".join("abcdefghij" * 6), "lieu"),
        ("du=demain", "du"),
        ("du=0001-01-01", "du"),
        ("au=9999-12-31", "au"),
        ("du=2036-10-14&au=2036-10-13", "au"),
        ("enfants=peut-etre", "enfants"),
        ("q=%00", "q"),
        ("q=" + "a" * 300, "q"),
    ],
)
def test_nonsense_is_refused_with_a_sentence(query, field):
    factories.ThemeFactory(key="jeu")

    errors = form(query).errors

    assert list(errors) == [field]
    assert errors[field][0].endswith(".")


def test_what_is_understood_beside_nonsense_is_still_applied_and_kept():
    a_session("jouer", themes=["jeu"])
    a_session("parler", themes=["langage"])

    assert found("theme=jeu&theme=inconnu&du=demain") == ["jouer"]
    assert form("theme=jeu&theme=inconnu&du=demain").querystring() == "theme=jeu"


def test_the_query_string_has_one_form():
    a_session("x", themes=["jeu", "langage"])

    one = form("page=3&theme=langage&enfants=1&du=13/10/2036&theme=jeu&q=+doudou+&utm=x")

    assert one.querystring() == "q=doudou&theme=jeu&theme=langage&enfants=oui&du=2036-10-13"


def test_the_filters_read_as_a_phrase():
    factories.EventKindFactory(key="atelier", label="Atelier")
    factories.EventKindFactory(key="soiree", label="Soirée thématique")
    factories.CommuneFactory(key="le-cannet", label="Le Cannet")
    factories.AudienceFactory(key="mam", label="Équipes de MAM")
    query = "enfants=oui&type=soiree&type=atelier&commune=le-cannet&public=mam&du=2036-10-13"

    phrase = form(query).in_words()

    assert phrase.replace("\xa0", " ") == (
        "Atelier ou soirée thématique, pour équipes de MAM, au Cannet, avec des enfants, "
        "à partir du 13 octobre 2036"
    )
    assert form("").in_words() == ""


def test_counts_are_what_the_click_shows():
    a_session("1", 1, themes=["jeu"], audiences=["assmat"], type="atelier", co_leads=["galice"])
    a_session("2", 2, themes=["jeu", "langage"], audiences=["eje"], type="atelier", lead="hetis")
    a_session("3", 3, themes=["langage"], audiences=["assmat", "eje"], type="soiree", lead="hetis")
    a_session("4", 4, audiences=["assmat"], type="soiree", co_leads=["hetis"], venue=None)
    query = "theme=jeu&type=atelier"

    for shown in form(query).facets(Session.objects.upcoming()):
        others = QueryDict(query, mutable=True)
        for choice in shown["choices"]:
            others.setlist(shown["name"], [choice["value"]])
            assert choice["count"] == len(found(others.urlencode())), (shown["name"], choice)


def test_only_what_leads_somewhere_is_offered_and_what_is_selected():
    factories.ThemeFactory(key="jamais")
    factories.ThemeFactory(key="choisi", label="Choisi")
    a_session("jouer", themes=["jeu"])

    assert facet("", "theme") == {"jeu": 1}
    assert facet("theme=choisi", "theme") == {"jeu": 1, "choisi": 0}


def test_the_slot_is_the_one_staff_chose_or_the_one_its_hours_suit():
    evening = factories.TimeSlotFactory(key="soiree", starts_from=time(19, 15), position=1)
    factories.TimeSlotFactory(key="journee", min_minutes=300, position=2)
    factories.TimeSlotFactory(key="samedi", weekdays="6", position=3)
    monday = datetime(2036, 10, 13, tzinfo=PARIS)
    a_session("le soir", start=monday.replace(hour=19, minute=45))
    a_session("un long jour", start=monday.replace(hour=8), ends_at=monday.replace(hour=17))
    a_session("un samedi", start=monday.replace(day=18, hour=10))
    a_session("dit du soir", start=monday.replace(day=20, hour=18), time_slot=evening)
    a_session("à aucun moment", start=monday.replace(day=21, hour=18))

    assert found("creneau=soiree") == ["le soir", "dit du soir"]
    assert found("creneau=journee&creneau=samedi") == ["un long jour", "un samedi"]
    assert facet("", "creneau") == {"soiree": 2, "journee": 1, "samedi": 1}


def test_a_session_that_moves_changes_slot_unless_staff_chose_it():
    morning = factories.TimeSlotFactory(key="matin", starts_before=time(12))
    evening = factories.TimeSlotFactory(key="soiree", starts_from=time(19))
    monday = datetime(2036, 10, 13, 9, tzinfo=PARIS)
    free, held = a_session("libre", start=monday), a_session("tenue", start=monday)
    planning.change(held, time_slot=morning)

    for session in (free, held):
        planning.change(session, starts_at=monday.replace(hour=20), ends_at=monday.replace(hour=22))

    free.refresh_from_db()
    held.refresh_from_db()
    assert (free.slot, held.slot) == (evening, morning)


names = st.sampled_from([*AgendaFilterForm().fields, "vue", "mois", "page", "x"])
values = st.one_of(
    st.text(),
    st.sampled_from(
        ["jeu", "mois", "liste", "2026-10", "2026-10-13", "oui", "1", "-1", "9" * 5000]
    ),
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(pairs=st.lists(st.tuples(names, values), max_size=6))
def test_no_query_string_breaks_the_agenda(client, pairs):
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query.appendlist(name, value)

    response = client.get(f"/agenda/?{query.urlencode()}")

    assert response.status_code in (200, 400, 404)
    assert response.status_code != 404 or query.get("page") not in (None, "", "1")
