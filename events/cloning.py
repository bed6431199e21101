"""A rendez-vous made from another one: its text as it was last written, its sessions on other
dates, and nobody who registered."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.text import slugify

from accounts.models import User
from events import planning
from events.models import Event, Session
from events.models.question import new_key

# How far the text has gone is the story of the other one.
PUBLICATION = [
    *["id", "slug", "live", "has_unpublished_changes", "expired", "go_live_at", "expire_at"],
    *["first_published_at", "last_published_at", "live_revision", "latest_revision"],
    *["locked", "locked_at", "locked_by", "_revisions", "workflow_states"],
    "_workflow_states",
]
STORY = ["event", "status", "status_note", *planning.DATES]  # of a session


@transaction.atomic
def clone(
    event: Event,
    title: str,
    by: User,
    sessions: Iterable[Session] = (),
    days: int = 0,
    **fields: object,
) -> Event:
    """A draft of this title, with these sessions of `event` moved by so many days. `fields`: what
    else is not the other one's."""
    latest = event.get_latest_revision_as_object()
    copy, _ = latest.copy_cluster(exclude_fields=PUBLICATION)
    fields |= {"title": title, "slug": free_slug(title), "live": False}
    if by.organisation and not Event.objects.writable_by(by).filter(pk=event.pk).exists():
        fields |= {"lead": by.organisation, "co_leads": []}  # theirs to write from now on
    for name, value in fields.items():
        setattr(copy, name, value)
    for question in copy.questions.all():
        question.key = new_key()  # answers to the one are not answers to the other
    copy.save()
    copy.save_revision(user=by, log_action="wagtail.create")
    for session in sessions:
        planning.create(copy, **_arrangements(session), **planning.shifted(session, days))
    return copy


def planned(session: Session, days: int) -> Session:
    """The session that would be made, unsaved."""
    event = session.event
    return Session(event=event, **_arrangements(session), **planning.shifted(session, days))


def _arrangements(session: Session) -> dict[str, object]:
    """Place, seats, children: all that staff fill in, but for what happened to it."""
    fields = (field for field in session._meta.concrete_fields if field.editable)
    return {
        field.name: getattr(session, field.name)
        for field in fields
        if field.name not in STORY and not field.primary_key
    }


def free_slug(title: str) -> str:
    wanted = slugify(title)[:90] or "rendez-vous"
    taken = set(Event.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    slug, number = wanted, 2
    while slug in taken:
        slug, number = f"{wanted}-{number}", number + 1
    return slug
