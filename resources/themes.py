"""Changing the themes of many resources at once, without losing what is being drafted.

A published resource shows its new themes at once. When a draft waits beside it, the draft gets the
same change in a new version and stays a draft: nothing of it is published by the way.
"""

from dataclasses import dataclass

from django.db import models, transaction

from resources.models import Resource
from vocabulary.models import Theme

MOST = 3  # themes of a resource


class Act(models.TextChoices):
    ADD = "ajouter", "ajouter ces thèmes à ceux de chaque ressource"
    REMOVE = "retirer", "retirer ces thèmes à celles qui les ont"
    REPLACE = "remplacer", "remplacer tous les thèmes par ceux-ci"


@dataclass
class Change:
    """What becomes of one resource."""

    resource: Resource
    live: list[Theme] | None  # its themes on the site; None: not published
    draft: list[Theme] | None  # those of the draft that waits; None: no draft
    refused: str = ""  # why it stays as it is
    changes: bool = False


def plan(resources, act, themes, user) -> list[Change]:
    """What would happen; changes nothing."""
    return [_plan(resource, act, list(themes), user) for resource in resources]


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


def _plan(resource, act, themes, user):
    drafted = resource.has_unpublished_changes or not resource.live
    before_live = list(resource.themes.all()) if resource.live else None
    before_draft = list(_draft(resource).themes.all()) if drafted else None
    change = Change(resource, _after(before_live, act, themes), _after(before_draft, act, themes))
    change.changes = (change.live, change.draft) != (before_live, before_draft)
    change.refused = _refusal(change, user) if change.changes else ""
    return change


def _after(before, act, themes):
    if before is None:
        return None
    if act == Act.REPLACE:
        return before if set(before) == set(themes) else themes
    if act == Act.REMOVE:
        return [theme for theme in before if theme not in themes]
    return before + [theme for theme in themes if theme not in before]


def _refusal(change, user):
    lock = change.resource.get_lock()
    if change.resource.workflow_in_progress:
        return "elle est en cours de relecture"
    if lock and lock.for_user(user):
        return "elle est verrouillée ou sa publication est programmée"
    for themes in (change.live, change.draft):
        if themes is not None and len(themes) > MOST:
            return f"elle aurait {len(themes)} thèmes, et {MOST} au plus sont permis"
        if themes == []:
            return "elle n’aurait plus de thème"
    return ""


def _draft(resource):
    return resource.get_latest_revision_as_object()


def _publish(change, user):
    resource = change.resource
    resource.themes = change.live
    revision = resource.save_revision(user=user, log_action=True, clean=False)
    revision.publish(user=user)


def _keep_draft(change, user):
    if change.live is not None:
        # The row itself, and no version of it: publishing one would publish over the draft.
        live = Resource.objects.get(pk=change.resource.pk)
        live.themes = change.live
        live.save()
    draft = _draft(change.resource)
    draft.themes = change.draft
    draft.save_revision(user=user, log_action=True, clean=False)
