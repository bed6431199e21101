"""What a spreadsheet of notices holds, and what is wrong in it: line, column, cause, suggestion.

Asks no database: the words of the vocabularies and what the catalogue holds already are given.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from typing import Any

from resources import isbn, notices
from tables.reading import Table

MOST = 5_000  # notices in one file
MOST_THEMES = 3
SMALL = 32_767  # what a PositiveSmallIntegerField holds
VISIBILITIES = {
    "tout le monde": "public",
    "professionnels connectés": "professionnels",
    "équipe": "equipe",
}
LENGTHS = {
    notices.TITLE: 200,
    notices.SUMMARY: 1000,
    notices.AUTHOR: 200,
    notices.PUBLISHER: 200,
    notices.LICENCE: 100,
    notices.EAN: 20,
    notices.URL: 500,
}


@dataclass(frozen=True)
class Problem:
    line: int
    column: str
    value: str
    cause: str
    suggestion: str


class Wrong(Exception):
    """A cell cannot be read: (cause, suggestion)."""

    def __init__(self, cause: str, suggestion: str) -> None:
        super().__init__(cause)
        self.suggestion = suggestion


@dataclass
class Words:
    """A vocabulary: each term by its label or its key, whatever the accents and capitals."""

    name: str
    terms: dict[str, int] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)

    def add(self, pk: int, label: str, key: str) -> None:
        for text in (label, key):
            self.terms.setdefault(folded(text), pk)
        self.labels.setdefault(folded(label), label)

    def find(self, text: str) -> int:
        pk = self.terms.get(folded(text))
        if pk is None:
            close = get_close_matches(folded(text), self.labels, n=1, cutoff=0.6)
            near = self.labels[close[0]] if close else ""
            raise Wrong(
                f"« {text} » n’est pas un mot du catalogue ({self.name}).",
                f"Vouliez-vous dire « {near} » ?"
                if near
                else "Les mots du catalogue sont dans la feuille « Mots » du modèle.",
            )
        return pk


@dataclass
class Catalogue:
    """What the site knows already. `isbns`, `titles`: the title of the notice, by what tells it."""

    types: Words
    themes: Words
    audiences: Words
    access: Words
    isbns: dict[Any, str]
    titles: dict[Any, str]


@dataclass
class Checked:
    notices: list[dict[str, Any]]
    problems: list[Problem]

    def packed(self) -> list[dict[str, Any]]:
        return [asdict(problem) for problem in self.problems]


def folded(text: str) -> str:
    """
    >>> folded("  Éveil  Musical ")
    'eveil musical'
    """
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.replace("’", "'").split())


def columns(headings: list[str]) -> tuple[dict[str, int], list[Problem]]:
    """Where each known column is; what is wrong with the first line."""
    known = {folded(heading): heading for heading in notices.HEADINGS}
    places: dict[str, int] = {}
    problems = []
    for place, heading in enumerate(headings):
        name = known.get(folded(heading))
        if name in places:
            problems.append(
                Problem(
                    1, heading, "", "Cette colonne est deux fois dans le fichier.", "Gardez-en une."
                )
            )
        elif name:
            places[name] = place
    for column in notices.COLUMNS:
        if column.required and column.heading not in places:
            near = get_close_matches(column.heading, headings, n=1, cutoff=0.5)
            problems.append(
                Problem(
                    1,
                    column.heading,
                    "",
                    "Cette colonne manque à la première ligne.",
                    f"Renommez « {near[0]} » ?" if near else "Partez du modèle à télécharger.",
                )
            )
    return places, problems


def check(table: Table, catalogue: Catalogue) -> Checked:
    places, problems = columns(table.headings)
    if problems:
        return Checked([], problems)
    checked = Checked([], [])
    seen: dict[object, int] = {}
    for line, cells in table.rows:
        said = {name: cells[place] for name, place in places.items()}
        notice, wrong = _notice(line, said, catalogue)
        wrong += _doubles(line, notice, catalogue, seen) if not wrong else []
        checked.problems += wrong
        if not wrong:
            checked.notices.append(notice)
    return checked


def _notice(
    line: int, said: dict[str, str], catalogue: Catalogue
) -> tuple[dict[str, Any], list[Problem]]:
    notice: dict[str, Any] = {"line": line}
    problems = []
    for heading, name, read in _readers(catalogue):
        text = said.get(heading, "")
        try:
            notice[name] = read(text)
            if len(text) > LENGTHS.get(heading, 10_000):
                raise Wrong(f"{len(text)} caractères : {LENGTHS[heading]} au plus.", "Abrégez.")
        except Wrong as wrong:
            problems.append(Problem(line, heading, text[:200], str(wrong), wrong.suggestion))
    low, high = notice.get("age_min_months"), notice.get("age_max_months")
    if low is not None and high is not None and high <= low:
        problems.append(
            Problem(
                line,
                notices.TO,
                str(high),
                "La tranche d’âge finit avant d’avoir commencé.",
                f"Plus de {low}, ou rien.",
            )
        )
    return notice, problems


def _readers(catalogue: Catalogue) -> Iterable[tuple[str, str, Callable[[str], Any]]]:
    return [
        (notices.TITLE, "title", _needed),
        (notices.TYPE, "type_id", lambda text: catalogue.types.find(_needed(text))),
        (notices.SUMMARY, "summary", _needed),
        (notices.THEMES, "themes", lambda text: _themes(text, catalogue.themes)),
        (notices.AUTHOR, "author", str),
        (notices.PUBLISHER, "publisher", str),
        (notices.YEAR, "year", _year),
        (notices.ISBN, "isbn", _isbn),
        (notices.EAN, "ean", str),
        (notices.LANGUAGE, "language", _language),
        (notices.LICENCE, "licence", str),
        (notices.URL, "url", _url),
        (notices.MINUTES, "minutes", _number),
        (notices.FROM, "age_min_months", _number),
        (notices.TO, "age_max_months", _number),
        (notices.ADULTS, "for_adults", _yes),
        (notices.AUDIENCES, "audiences", lambda text: _terms(text, catalogue.audiences)),
        (notices.ACCESS, "access", lambda text: _terms(text, catalogue.access)),
        (notices.TAGS, "tags", _tags),
        (notices.LOAN_DAYS, "loan_days", _number),
        (notices.VISIBILITY, "visibility", _visibility),
    ]


def _doubles(line: int, notice: dict, catalogue: Catalogue, seen: dict) -> list[Problem]:
    """Already in the catalogue, or higher in this file."""
    title = (folded(notice["title"]), folded(notice["author"]))
    keys: list[tuple[str, Any, dict[Any, str]]] = [
        (notices.ISBN, notice["isbn"], catalogue.isbns),
        (notices.TITLE, title, catalogue.titles),
    ]
    for column, value, known in keys:
        shown = notice["isbn"] if column == notices.ISBN else notice["title"]
        if value and value in known:
            cause = f"Déjà au catalogue : « {known[value]} »."
            suggestion = "Retirez cette ligne, et modifiez la notice qui existe."
            return [Problem(line, column, shown, cause, suggestion)]
        if value and value in seen:
            cause = f"Déjà à la ligne {seen[value]} de ce fichier."
            return [Problem(line, column, shown, cause, "Gardez une seule des deux lignes.")]
    for value in filter(None, (notice["isbn"], title)):
        seen[value] = line
    return []


def _needed(text: str) -> str:
    if not text:
        raise Wrong("Cette case est vide, et il la faut.", "Remplissez-la.")
    return text


def _parts(text: str) -> list[str]:
    return list(dict.fromkeys(part for each in text.split(";") if (part := each.strip())))


def _terms(text: str, words: Words) -> list[int]:
    return list(dict.fromkeys(words.find(part) for part in _parts(text)))


def _themes(text: str, words: Words) -> list[int]:
    found = _terms(_needed(text), words)
    if len(found) > MOST_THEMES:
        raise Wrong(f"{len(found)} thèmes : trois au plus.", "Gardez les principaux.")
    return found


def _tags(text: str) -> list[str]:
    if long := next((part for part in _parts(text) if len(part) > 100), None):
        raise Wrong(f"L’étiquette « {long[:30]}… » a plus de 100 caractères.", "Abrégez-la.")
    return _parts(text)


def _number(text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"\d{1,6}", text, re.ASCII) or int(text) > SMALL:
        raise Wrong(f"« {text[:30]} » n’est pas un nombre entier.", "Des chiffres seuls, comme 12.")
    return int(text)


def _year(text: str) -> int | None:
    year = re.fullmatch(r"\d{4}", text, re.ASCII)
    if text and (not year or not 1000 <= int(text) <= 2100):
        raise Wrong(f"« {text[:30]} » n’est pas une année.", "Quatre chiffres, comme 2021.")
    return int(text) if text else None


def _isbn(text: str) -> str:
    try:
        return isbn.normalised(text) if text else ""
    except isbn.Wrong as wrong:
        raise Wrong(str(wrong), "Relisez-le au dos du livre, ou videz la case.") from None


def _language(text: str) -> str:
    if text and not re.fullmatch(r"[A-Za-z]{2,3}", text):
        raise Wrong(f"« {text[:30]} » n’est pas un code de langue.", "fr, en, it, es, ar, oc…")
    return text.lower() or "fr"


def _url(text: str) -> str:
    if text and not re.fullmatch(r"https?://[^\s<>\"/]+\.[^\s<>\"]+", text):
        raise Wrong("Ce n’est pas une adresse.", "Elle commence par https:// et n’a pas d’espace.")
    return text


def _yes(text: str) -> bool:
    words = {"": False, "non": False, "oui": True}
    if folded(text) not in words:
        raise Wrong(f"« {text[:30]} » ne dit ni oui ni non.", "oui, ou non.")
    return words[folded(text)]


def _visibility(text: str) -> str:
    known = {folded(label): value for label, value in VISIBILITIES.items()} | {"": "public"}
    if folded(text) not in known:
        raise Wrong(f"« {text[:30]} » ne dit pas qui peut la voir.", ", ".join(VISIBILITIES) + ".")
    return known[folded(text)]
