"""The columns of a notice in a spreadsheet: what is exported is what can be imported again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

SEVERAL = " ; "  # between the values of one cell


@dataclass(frozen=True)
class Column:
    heading: str
    says: Callable[[Any], Any]  # of a resource `for_exporting()`
    help: str
    example: str = ""
    required: bool = False


def several(rows: Iterable) -> str:
    return SEVERAL.join(map(str, rows))


def yes(value: bool) -> str:
    return "oui" if value else "non"


TITLE, TYPE, SUMMARY, THEMES = "titre", "type", "résumé", "thèmes"
AUTHOR, PUBLISHER, YEAR, ISBN, EAN = "auteur", "éditeur", "année", "ISBN", "code-barres"
LANGUAGE, LICENCE, URL, MINUTES = "langue", "licence", "adresse en ligne", "durée (minutes)"
FROM, TO, ADULTS = "de (mois)", "à (mois)", "pour les adultes"
AUDIENCES, ACCESS, TAGS = "publics", "accès", "étiquettes"
LOAN_DAYS, VISIBILITY = "prêt (jours)", "visible par"

COLUMNS = [
    Column(
        TITLE,
        lambda row: row.title,
        "Le titre, sous-titre compris. 200 caractères au plus.",
        "Se mouvoir en liberté",
        required=True,
    ),
    Column(
        TYPE,
        lambda row: row.type.label,
        "L’un des types du catalogue (feuille « Mots »).",
        "Ouvrage",
        required=True,
    ),
    Column(
        SUMMARY,
        lambda row: row.summary,
        "Ce qu’on lit dans les listes. 1 000 caractères au plus.",
        "Repères pour observer sans intervenir.",
        required=True,
    ),
    Column(
        THEMES,
        lambda row: several(row.themes.all()),
        "De un à trois thèmes du catalogue, séparés par un point-virgule.",
        "",
        required=True,
    ),
    Column(
        AUTHOR,
        lambda row: row.author,
        "« Nom, Prénom » pour une personne, un organisme tel quel ; plusieurs séparés par un "
        "point-virgule.",
        "Pikler, Emmi",
    ),
    Column(PUBLISHER, lambda row: row.publisher, "L’éditeur.", "Éditions de l’Exemple"),
    Column(YEAR, lambda row: row.year, "L’année de parution, en quatre chiffres.", "2021"),
    Column(ISBN, lambda row: row.isbn, "10 ou 13 chiffres, avec ou sans tirets.", "9782070368228"),
    Column(EAN, lambda row: row.ean, "Le code-barres, pour un jeu ou une malle.", ""),
    Column(LANGUAGE, lambda row: row.language, "Code de deux lettres ; vide : fr.", "fr"),
    Column(LICENCE, lambda row: row.licence, "Ce qu’il est permis d’en faire.", "CC BY-SA 4.0"),
    Column(URL, lambda row: row.url, "Elle commence par https:// ou http://.", ""),
    Column(MINUTES, lambda row: row.minutes, "De lecture, d’écoute ou de jeu.", "45"),
    Column(FROM, lambda row: row.age_min_months, "Âge des enfants, en mois.", "6"),
    Column(TO, lambda row: row.age_max_months, "Âge exclu : de 6 à 24 s’arrête à 2 ans.", "24"),
    Column(ADULTS, lambda row: yes(row.for_adults), "oui ou non ; vide : non.", "non"),
    Column(
        AUDIENCES, lambda row: several(row.audiences.all()), "Séparés par un point-virgule.", ""
    ),
    Column(ACCESS, lambda row: several(row.access.all()), "Séparés par un point-virgule.", ""),
    Column(
        TAGS,
        lambda row: several(row.tags.all()),
        "Des mots libres, séparés par un point-virgule.",
        "motricité ; observation",
    ),
    Column(LOAN_DAYS, lambda row: row.loan_days, "Vide : elle se consulte sur place.", "28"),
    Column(
        VISIBILITY,
        lambda row: row.get_visibility_display(),
        "tout le monde, professionnels connectés ou équipe ; vide : tout le monde.",
        "tout le monde",
    ),
]
HEADINGS = [column.heading for column in COLUMNS]


def row(resource: Any) -> list[Any]:
    return [column.says(resource) for column in COLUMNS]
