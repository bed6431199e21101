"""A spreadsheet of notices: checked without writing anything, imported whole, taken back."""

import csv
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from resources import importing, imports, notices
from resources.models import ImportedNotice, Kept, NoticeImport, Record, Resource
from search import index
from tables import reading
from tests.factories import (
    CopyFactory,
    PersonFactory,
    ResourceFactory,
    ResourceTypeFactory,
    ThemeFactory,
    UserFactory,
)

START = "resources_imports:start"
GOOD = {
    "titre": "Siestes",
    "type": "Ouvrage",
    "résumé": "Dormir.",
    "thèmes": "Sommeil ; Repas",
    "auteur": "Test, Ana",
    "année": "2021",
    "ISBN": "978-2-07-036822-8",
    "étiquettes": "doux ; calme",
    "pour les adultes": "Oui",
}


@pytest.fixture(autouse=True)
def words():
    ResourceTypeFactory(key="ouvrage", label="Ouvrage")
    return [
        ThemeFactory(key="sommeil", label="Sommeil"),
        ThemeFactory(key="repas", label="Repas"),
        ThemeFactory(key="eveil", label="Éveil musical"),
    ]


@pytest.fixture
def documentalist(client):
    user = UserFactory(role="documentation")
    client.force_login(user)
    return user


def table(*rows):
    headings = list(dict.fromkeys(key for row in rows for key in row))
    lines = [[row.get(heading, "") for heading in headings] for row in rows]
    return reading.Table(headings, list(enumerate(lines, 2)))


def written(*rows, encoding="utf-8-sig", delimiter=";"):
    text = StringIO()
    found = table(*rows)
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerows([found.headings, *(cells for _, cells in found.rows)])
    return text.getvalue().encode(encoding)


def drop(client, content, name="notices.csv", **answers):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse(START), {"file": file, **answers})


def act(client, made, name, **headers):
    return client.post(reverse(f"resources_imports:{name}", args=[made.pk]), headers=headers)


def propose(*rows, published=False):
    return imports.propose(table(*rows), "notices.csv", published, UserFactory())


def problems(made):
    return [(one["line"], one["column"], one["cause"], one["suggestion"]) for one in made.problems]


def test_a_file_is_checked_and_nothing_is_written(client, documentalist):
    response = drop(client, written(GOOD, {**GOOD, "titre": "", "ISBN": ""}))

    made = NoticeImport.objects.get()
    assert response.url == made.get_absolute_url()
    assert Resource.objects.count() == 0
    assert (made.total, made.made_by) == (1, documentalist)
    cause = "Cette case est vide, et il la faut."
    assert problems(made) == [(3, "titre", cause, "Remplissez-la.")]
    page = client.get(response.url).content.decode()
    assert "Notices justes : 1." in page
    assert cause in page


def test_what_is_right_becomes_drafts_in_one_go(client, documentalist, words):
    drop(client, written(GOOD, {**GOOD, "titre": "Siestes", "auteur": "Autre", "ISBN": ""}))
    made = NoticeImport.objects.get()

    act(client, made, "apply")

    first, second = Resource.objects.order_by("pk")
    assert (first.title, first.slug, first.live) == ("Siestes", "siestes", False)
    assert second.slug == "siestes-2"
    assert set(first.themes.all()) == set(words[:2])
    assert (first.isbn, first.year, first.for_adults) == ("9782070368228", 2021, True)
    assert sorted(tag.name for tag in first.tags.all()) == ["calme", "doux"]
    assert client.get(first.get_absolute_url()).status_code == 404
    edited = reverse("wagtailsnippets_resources_resource:edit", args=[first.pk])
    assert client.get(edited).status_code == 200


def test_the_same_click_twice_imports_once(client, documentalist):
    drop(client, written(GOOD))
    made = NoticeImport.objects.get()

    for _ in range(2):
        assert act(client, made, "apply").url == made.get_absolute_url()

    assert Resource.objects.count() == 1


def test_all_or_nothing(monkeypatch):
    made = propose(GOOD, {**GOOD, "titre": "Autre", "ISBN": ""})

    def fail(*args):
        raise RuntimeError("Une panne.")

    monkeypatch.setattr(imports, "_tag", fail)
    with pytest.raises(RuntimeError, match=r"Une panne\."):
        imports.apply(made)

    assert Resource.objects.count() == ImportedNotice.objects.count() == 0
    made.refresh_from_db()
    assert made.state == NoticeImport.State.CHECKED


def test_what_is_published_is_found_and_harvested_step_by_step(client, documentalist, monkeypatch):
    monkeypatch.setattr(imports, "STEP", 2)
    rows = [{**GOOD, "titre": f"Marionnettes {n}", "ISBN": ""} for n in range(5)]
    drop(client, written(*rows), published="on")
    made = NoticeImport.objects.get()
    act(client, made, "apply")
    page = client.get(made.get_absolute_url()).content.decode()
    assert '<progress id="avancement" value="0" max="5">' in page
    assert index.matching("resource", "marionnettes") == []

    states = [act(client, made, "follow", accept="application/json").json() for _ in range(4)]

    assert [state["done"] for state in states] == [2, 4, 5, 5]
    assert [state["more"] for state in states] == [True, True, False, False]
    assert len(index.matching("resource", "marionnettes")) == 5
    assert Record.objects.filter(deleted=False).count() == 5
    assert "<progress" not in client.get(made.get_absolute_url()).content.decode()


def test_the_button_does_the_same_without_a_script(client, documentalist):
    drop(client, written(GOOD), published="on")
    made = NoticeImport.objects.get()
    act(client, made, "apply")

    assert act(client, made, "follow", accept="text/html").url == made.get_absolute_url()

    assert len(index.matching("resource", "siestes")) == 1


def test_the_clock_ends_what_nobody_stayed_for():
    made = propose(GOOD, published=True)
    imports.apply(made)
    assert index.matching("resource", "siestes") == []

    call_command("tick")

    assert len(index.matching("resource", "siestes")) == 1


def test_an_import_is_taken_back_but_for_what_has_been_touched(client, documentalist):
    rows = [{**GOOD, "titre": f"Notice {n}", "ISBN": ""} for n in range(5)]
    drop(client, written(*rows), published="on")
    made = NoticeImport.objects.get()
    act(client, made, "apply")
    assert act(client, made, "undo").url == made.get_absolute_url()  # not followed yet: refused
    assert Resource.objects.count() == 5
    act(client, made, "follow")
    edited, held, listed, *_ = Resource.objects.order_by("title")
    edited.save_revision().publish()
    CopyFactory(resource=held)
    Kept.objects.create(person=PersonFactory(), resource=listed)

    act(client, made, "undo")

    assert list(Resource.objects.order_by("title")) == [edited, held, listed]
    assert len(index.matching("resource", "notice")) == 3
    call_command("tick")
    assert Record.objects.filter(deleted=True).count() == 2
    said = client.get(made.get_absolute_url()).content.decode()
    assert "Notices gardées, parce qu’elles ont servi depuis : 3." in said


@pytest.mark.parametrize(
    ("change", "column", "cause", "suggestion"),
    [
        (
            {"type": "Ouvrages"},
            "type",
            "« Ouvrages » n’est pas un mot du catalogue (types).",
            "Vouliez-vous dire « Ouvrage » ?",
        ),
        (
            {"thèmes": "Sommeil ; zzz"},
            "thèmes",
            "« zzz » n’est pas un mot du catalogue (thèmes).",
            "Les mots du catalogue sont dans la feuille « Mots » du modèle.",
        ),
        (
            {"ISBN": "978-2-07-036822-9"},
            "ISBN",
            "Le dernier chiffre ne répond pas aux autres : l’un d’eux est mal recopié.",
            "Relisez-le au dos du livre, ou videz la case.",
        ),
        ({"année": "vers 1980"}, "année", "« vers 1980 » n’est pas une année.", None),
        ({"durée (minutes)": "-5"}, "durée (minutes)", "« -5 » n’est pas un nombre entier.", None),
        (
            {"adresse en ligne": "javascript:x"},
            "adresse en ligne",
            "Ce n’est pas une adresse.",
            None,
        ),
        ({"titre": "x" * 201}, "titre", "201 caractères : 200 au plus.", "Abrégez."),
        ({"langue": "français"}, "langue", "« français » n’est pas un code de langue.", None),
        (
            {"de (mois)": "24", "à (mois)": "12"},
            "à (mois)",
            "La tranche d’âge finit avant d’avoir commencé.",
            "Plus de 24, ou rien.",
        ),
        ({"pour les adultes": "peut-être"}, "pour les adultes", None, "oui, ou non."),
        ({"visible par": "moi"}, "visible par", "« moi » ne dit pas qui peut la voir.", None),
    ],
)
def test_each_mistake_is_said_with_what_to_do(change, column, cause, suggestion):
    assert propose(GOOD).problems == []

    [problem] = propose({**GOOD, **change}).problems

    assert (problem["line"], problem["column"]) == (2, column)
    assert cause is None or problem["cause"] == cause
    assert suggestion is None or problem["suggestion"] == suggestion


def test_words_are_known_whatever_their_accents_and_old_names():
    made = propose({**GOOD, "type": "ouvrage", "thèmes": "EVEIL  MUSICAL;repas"})

    assert made.problems == []
    imports.apply(made)
    labels = Resource.objects.get().themes.values_list("label", flat=True)
    assert sorted(labels) == ["Repas", "Éveil musical"]


def test_what_is_there_already_does_not_come_twice():
    ResourceFactory(title="Déjà là", isbn="978-2-07-036822-8")
    ResourceFactory(title="Éveil", author="Test, Ana")

    made = propose(
        GOOD,
        {**GOOD, "titre": "EVEIL", "ISBN": ""},
        {**GOOD, "titre": "Neuf", "ISBN": ""},
        {**GOOD, "titre": "neuf", "ISBN": ""},
    )

    assert [one[:3] for one in problems(made)] == [
        (2, "ISBN", "Déjà au catalogue : « Déjà là »."),
        (3, "titre", "Déjà au catalogue : « Éveil »."),
        (5, "titre", "Déjà à la ligne 4 de ce fichier."),
    ]
    assert made.total == 1


def test_what_came_meanwhile_is_refused(client, documentalist):
    drop(client, written(GOOD))
    made = NoticeImport.objects.get()
    ResourceFactory(title="Siestes", isbn="9782070368228")

    act(client, made, "apply")

    assert Resource.objects.count() == 1
    said = client.get(made.get_absolute_url()).content.decode()
    assert "Entre-temps, « Siestes » est entré au catalogue" in said


def test_a_missing_column_is_said_with_the_one_that_looks_like_it():
    row = {("résumés" if key == "résumé" else key): value for key, value in GOOD.items()}

    made = propose(row)

    assert problems(made) == [
        (
            1,
            "résumé",
            "Cette colonne manque à la première ligne.",
            "Renommez « résumés » ?",
        )
    ]
    assert made.total == 0


def test_the_errors_are_downloaded_with_their_lines_and_can_be_dropped_again(client, documentalist):
    drop(client, written(GOOD, {**GOOD, "titre": "=A1", "type": "Ouvrag", "ISBN": ""}))
    made = NoticeImport.objects.get()

    response = client.get(reverse("resources_imports:errors", args=[made.pk]))

    text = response.content.decode("utf-8-sig")
    headings, line = csv.reader(StringIO(text), delimiter=";")
    said = dict(zip(headings, line, strict=True))
    assert (said["ligne"], said["colonne"]) == ("3", "type")
    assert said["suggestion"] == "Vouliez-vous dire « Ouvrage » ?"
    assert said["titre"] == "'=A1"
    drop(client, response.content.replace(b";Ouvrag;", b";Ouvrage;"))
    corrected = NoticeImport.objects.first()
    assert (corrected.problems, corrected.total) == ([], 1)
    assert corrected.notices[0]["title"] == "=A1"


def test_the_model_can_be_filled_in_and_says_the_words(client, documentalist):
    response = client.get(reverse("resources_imports:model"))

    book = load_workbook(BytesIO(response.content))
    assert book.sheetnames == ["Notices", "Explications", "Mots"]
    assert [cell.value for cell in book["Notices"][1]] == notices.HEADINGS
    assert ("thèmes", "Sommeil") in list(book["Mots"].values)
    assert len(list(book["Explications"].values)) == len(notices.COLUMNS) + 1
    drop(client, response.content, "modele.xlsx")
    [problem] = NoticeImport.objects.get().problems
    assert (problem["line"], problem["column"]) == (2, "thèmes")


def test_what_is_exported_can_be_imported(client, documentalist):
    imports.apply(propose({**GOOD, "de (mois)": "6", "à (mois)": "24", "visible par": "équipe"}))
    before = Resource.objects.get()
    exported = client.get(
        reverse("wagtailsnippets_resources_resource:list"), {"export": "xlsx"}
    ).content
    Resource.objects.all().delete()

    drop(client, exported, "ressources.xlsx")
    imports.apply(NoticeImport.objects.first())

    after = Resource.objects.get()
    for name in ("title", "isbn", "year", "age_min_months", "age_max_months", "visibility"):
        assert getattr(after, name) == getattr(before, name)
    assert sorted(map(str, after.tags.all())) == ["calme", "doux"]


BOOK = Workbook()
BOOK.active.append([*GOOD])
BOOK.active.append([*GOOD.values()])


def packed(book):
    content = BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (written(GOOD), "a.csv"),
        (written(GOOD, encoding="cp1252"), "a.csv"),
        (written(GOOD, delimiter=","), "a.csv"),
        (written(GOOD, delimiter="\t"), "a.txt"),
        (packed(BOOK), "a.xlsx"),
    ],
)
def test_every_spreadsheet_is_read(client, documentalist, content, name):
    drop(client, content, name)

    made = NoticeImport.objects.get()
    assert (made.problems, made.total) == ([], 1)


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b" ", "a.csv", "Ce fichier est vide."),
        (b"PK\3\4 rien", "a.xlsx", "Ce classeur est abîmé : enregistrez-le de nouveau."),
        (
            b"\xd0\xcf\x11\xe0\0\0",
            "a.xls",
            "Enregistrez ce tableau au format CSV ou XLSX, puis déposez-le de nouveau.",
        ),
        (
            b'titre;type\n"a;b\n',
            "a.csv",
            "Ce fichier CSV est mal formé : un guillemet n’est pas refermé. "
            "Enregistrez-le de nouveau depuis votre tableur.",
        ),
    ],
)
def test_what_is_no_table_is_said(client, documentalist, content, name, sentence):
    response = drop(client, content, name)

    assert response.status_code == 422
    assert response.context["form"].errors["file"] == [sentence]


def test_a_file_is_asked_for(client, documentalist):
    response = client.post(reverse(START))

    assert response.status_code == 422
    assert response.context["form"].errors["file"] == ["Choisissez un fichier."]


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_file_breaks_the_reading(content):
    try:
        found = reading.read(content, "a.csv", 10)
    except reading.Unreadable:
        return
    assert importing.check(found, imports.catalogue()).notices == []


def test_five_thousand_notices_and_no_more(django_assert_max_num_queries):
    rows = [{**GOOD, "titre": f"Notice {n}", "ISBN": ""} for n in range(importing.MOST)]
    made = propose(*rows)
    assert (made.problems, made.total) == ([], importing.MOST)

    with django_assert_max_num_queries(400):
        assert imports.apply(made) == importing.MOST
    assert Resource.objects.count() == importing.MOST
    assert imports.undo(made) == (importing.MOST, 0)
    assert Resource.objects.count() == 0

    content = written(*rows, {**GOOD, "titre": "De trop"})
    with pytest.raises(reading.Unreadable, match="plus de 5000 lignes"):
        reading.read(content, "a.csv", importing.MOST)


def test_who_may_not_add_may_not_import(client):
    made = propose(GOOD)
    client.force_login(UserFactory(role="agenda"))
    home = reverse("wagtailadmin_home")

    assert client.get(reverse(START)).url == home
    for name in ("apply", "follow", "undo"):
        assert act(client, made, name).url == home
    assert Resource.objects.count() == 0


def test_who_may_not_publish_imports_drafts_only(client):
    made = propose(GOOD, published=True)
    client.force_login(UserFactory(role="rédaction"))
    assert "published" not in client.get(reverse(START)).context["form"].fields

    act(client, made, "apply")
    assert Resource.objects.count() == 0

    drop(client, written(GOOD), published="on")
    act(client, NoticeImport.objects.first(), "apply")
    assert not Resource.objects.get().live


def test_get_changes_nothing(client, documentalist):
    made = propose(GOOD)

    for name in ("apply", "follow", "undo"):
        address = reverse(f"resources_imports:{name}", args=[made.pk])
        assert client.get(address).status_code == 405
    assert Resource.objects.count() == 0
