"""What a list of registrations says in a spreadsheet."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone

from events.models import Registration
from events.wording import children_in_words
from tables import writing

COLUMNS = [
    "rendez-vous",
    "séance",
    "lieu",
    "état",
    "participation",
    "prénom",
    "nom",
    "adresse électronique",
    "téléphone",
    "métier",
    "commune",
    "structure",
    "enfants",
    "origine",
    "demandée le",
]


def asked(registrations: Iterable[Registration]) -> dict[str, str]:
    """The questions that these people answered, by key, in the words of the last time."""
    return {answer["key"]: answer["question"] for row in registrations for answer in row.answers}


def headings(questions: dict[str, str]) -> list[str]:
    return [*COLUMNS, *questions.values()]


def row(registration: Registration, questions: dict[str, str]) -> list[object]:
    session, person = registration.session, registration.person
    answers = {answer["key"]: answer["answer"] for answer in registration.answers}
    return [
        session.event.title,
        _local(session.starts_at),
        session.venue,
        registration.get_status_display(),
        registration.attends.label,
        registration.first_name,
        registration.last_name,
        person.email,
        person.phone,
        registration.profession,
        registration.commune,
        registration.structure,
        children_in_words(registration.children),
        registration.get_source_display(),
        _local(registration.created_at),
        *(answers.get(key) for key in questions),
    ]


def as_csv(registrations: Iterable[Registration], name: str) -> HttpResponse:
    return _written(writing.as_csv, registrations, name)


def as_xlsx(registrations: Iterable[Registration], name: str) -> HttpResponse:
    return _written(writing.as_xlsx, registrations, name)


FORMATS = {"csv": as_csv, "xlsx": as_xlsx}


def _written(
    write: Callable[..., HttpResponse], registrations: Iterable[Registration], name: str
) -> HttpResponse:
    people = list(registrations)
    questions = asked(people)
    return write(headings(questions), (row(each, questions) for each in people), name)


def _local(instant: datetime) -> str:
    return f"{timezone.localtime(instant):%d/%m/%Y %H:%M}"
