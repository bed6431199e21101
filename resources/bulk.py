"""Changing many resources at once, without losing what is being drafted.

A published resource shows what changes at once. When a draft waits beside it, the draft gets the
same change in a new version and stays a draft: nothing of it is published by the way.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.utils.formats import date_format

from resources.models import Resource

MOST_THEMES = 3  # of a resource
NOTHING = "rien"


class Act(models.TextChoices):
    ADD = "ajouter", "ajouter ces mots à ceux de chaque ressource"
    REMOVE = "retirer", "retirer ces mots à celles qui les ont"
    REPLACE = "remplacer", "remplacer tous les mots par ceux-ci"


@dataclass(frozen=True)
class Edit:
    """What to do to a field: words are added, removed or replaced, anything else is replaced."""

    name: str
    value: Any
    act: str = Act.REPLACE

    @property
    def label(self) -> str:
        return str(Resource._meta.get_field(self.name).verbose_name)


@dataclass
class Change:
    """What becomes of one resource, field by field."""

    resource: Resource
    live: dict[str, Any] | None  # on the site; None: not published
    draft: dict[str, Any] | None  # in the draft that waits; None: no draft
    refused: str = ""  # why it stays as it is
    said: list[str] = field(default_factory=list)  # « langue : fr → en »

    @property
    def changes(self) -> bool:
        return bool(self.said)


def plan(resources, edits, user) -> list[Change]:
    """What would happen; changes nothing."""
    return [_plan(resource, list(edits), user) for resource in resources]


@transaction.atomic
def apply(changes, user) -> int:
    """Change what was planned; returns how many resources changed."""
    wanted = [change for change in changes if change.changes and not change.refused]
    for change in wanted:
        if change.draft is None:
            _publish(change, user)
        else:
            _keep_draft(change, user)
    return len(wanted)


def _plan(resource, edits, user):
    drafted = resource.has_unpublished_changes or not resource.live
    before_live = _values(resource, edits) if resource.live else None
    before_draft = _values(_draft(resource), edits) if drafted else None
    change = Change(resource, _after(before_live, edits), _after(before_draft, edits))
    change.said = list(
        dict.fromkeys(
            f"{edit.label} : {_said(resource, edit.name, before[edit.name])} → "
            f"{_said(resource, edit.name, after[edit.name])}"
            for before, after in ((before_live, change.live), (before_draft, change.draft))
            for edit in edits
            if before is not None and after is not None and before[edit.name] != after[edit.name]
        )
    )
    change.refused = _refusal(change, user) if change.changes else ""
    return change


def _values(resource, edits):
    return {edit.name: _value(resource, edit.name) for edit in edits}


def _value(resource, name):
    is_words = Resource._meta.get_field(name).many_to_many
    return list(getattr(resource, name).all()) if is_words else getattr(resource, name)


def _after(before, edits):
    if before is None:
        return None
    return {edit.name: _one_after(before[edit.name], edit) for edit in edits}


def _one_after(before, edit):
    if not isinstance(before, list):
        return edit.value
    words = list(edit.value)
    if edit.act == Act.REPLACE:
        return before if set(before) == set(words) else words
    if edit.act == Act.REMOVE:
        return [word for word in before if word not in words]
    return before + [word for word in words if word not in before]


def _said(resource, name, value) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or NOTHING
    choices = dict(Resource._meta.get_field(name).flatchoices)
    if hasattr(value, "isoformat"):
        return date_format(value, "j F Y")
    return str(choices.get(value, value if value not in (None, "") else NOTHING))


def _refusal(change, user):
    lock = change.resource.get_lock()
    if change.resource.workflow_in_progress:
        return "elle est en cours de relecture"
    if lock and lock.for_user(user):
        return "elle est verrouillée ou sa publication est programmée"
    for values in (change.live, change.draft):
        themes = (values or {}).get("themes")
        if themes is not None and len(themes) > MOST_THEMES:
            return f"elle aurait {len(themes)} thèmes, et {MOST_THEMES} au plus sont permis"
        if themes == []:
            return "elle n’aurait plus de thème"
    return ""


def _draft(resource):
    return resource.get_latest_revision_as_object()


def _set(resource, values):
    for name, value in values.items():
        setattr(resource, name, value)


def _publish(change, user):
    resource = change.resource
    _set(resource, change.live)
    revision = resource.save_revision(user=user, log_action=True, clean=False)
    revision.publish(user=user)


def _keep_draft(change, user):
    if change.live is not None:
        # The row itself, and no version of it: publishing one would publish over the draft.
        live = Resource.objects.get(pk=change.resource.pk)
        _set(live, change.live)
        live.save()
    draft = _draft(change.resource)
    _set(draft, change.draft)
    draft.save_revision(user=user, log_action=True, clean=False)
