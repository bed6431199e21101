"""The words that any place starts with: the file beside this one, loaded once."""

from pathlib import Path

import yaml
from django.db import transaction

from vocabulary.models import (
    AgeRange,
    Audience,
    CharterPrinciple,
    Competence,
    Domain,
    EventFormat,
    EventKind,
    ExitReason,
    MeetupKind,
    QualityPart,
    ResourceAccess,
    ResourceType,
    StructureType,
    Theme,
    TimeSlot,
)

SECTIONS = {
    "principles": CharterPrinciple,
    "quality_parts": QualityPart,
    "age_ranges": AgeRange,
    "audiences": Audience,
    "resource_types": ResourceType,
    "resource_access": ResourceAccess,
    "event_kinds": EventKind,
    "event_formats": EventFormat,
    "meetup_kinds": MeetupKind,
    "structure_types": StructureType,
    "time_slots": TimeSlot,
    "competences": Competence,
    "exit_reasons": ExitReason,
}


@transaction.atomic
def load() -> int:
    """Add the words that are not there yet; touch none that staff may have changed.

    Returns how many words were added.
    """
    words = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text("utf-8"))
    added = place = 0
    for position, row in enumerate(words["domains"], start=1):
        themes = row.pop("themes")
        domain, created = _add(Domain, row, position)
        added += created
        for theme in themes:
            place += 1
            added += _add(Theme, {**theme, "domain": domain}, place)[1]
    for section, model in SECTIONS.items():
        for position, row in enumerate(words[section], start=1):
            added += _add(model, row, position)[1]
    return added


def _add(model, row, position):
    return model.objects.get_or_create(key=row["key"], defaults={"position": position, **row})
