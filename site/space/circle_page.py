"""What the page of a circle shows: to a member, to who facilitates, to who may join."""

from events.forms.circle_sharing import TopicForm, resources
from events.forms.membership import JoinForm
from events.forms.polls import AnswersForm
from events.meetings import held
from events.models import (
    Circle,
    CircleMember,
    DatePoll,
    PollAnswer,
    PollSlot,
    Registration,
    Session,
)


def standing(person, slug):
    """What stands between somebody and a circle: a row, or None."""
    rows = CircleMember.objects.standing().filter(person=person, circle__slug=slug)
    return rows.select_related(
        "person", "circle__lead", "circle__format", "circle__venue__commune"
    ).first()


def reachable(slug):
    """The circle, for who is nothing to it: only what anybody may see."""
    return Circle.objects.public().select_related("lead", "format").filter(slug=slug).first()


def for_newcomer(circle, person, member=None, form=None):
    """`member`: who was invited, or asked."""
    return {
        "circle": circle,
        "asked": member is not None and member.state == CircleMember.State.ASKED,
        "invited": member is not None and member.state == CircleMember.State.INVITED,
        "form": form or JoinForm(circle=circle, person=person),
    }


def for_member(member, topic_form=None):
    circle, person = member.circle, member.person
    return {
        "circle": circle,
        "member": member,
        "meetings": meetings(member),
        "polls": polls(circle, person),
        "topics": circle.topics.open().for_page(person),
        "topic_form": topic_form or TopicForm(),
        "minutes": _minutes(member),
        "documents": circle.documents.all(),
        "resources": resources([row.url for row in circle.resources.all()]),
        "names": _names(member),
        "held": held(circle) if member.facilitates else [],
        "waiting": circle.memberships.asking().count() if member.facilitates else 0,
    }


def meetings(member):
    """Those that come, closed to the public or not: [(session, this member’s registration or None,
    the names of the members who come)], the names for who facilitates only."""
    sessions = Session.objects.upcoming().filter(event__circle=member.circle, event__live=True)
    sessions = list(sessions.select_related("event", "venue__commune", "format"))
    rows = Registration.objects.live().filter(session__in=sessions).select_related("person")
    if member.facilitates:
        rows = rows.filter(person__in=member.circle.memberships.members().values("person"))
    else:
        rows = rows.filter(person=member.person)
    mine: dict[int, Registration] = {}
    names: dict[int, list[str]] = {}
    for row in rows.order_by("person__last_name", "person__first_name", "pk"):
        names.setdefault(row.session_id, []).append(row.full_name)
        if row.person_id == member.person_id:
            mine[row.session_id] = row
    told = names if member.facilitates else {}
    return [(one, mine.get(one.pk), told.get(one.pk, [])) for one in sessions]


def polls(circle, person):
    """[(open poll, the form of its dates as this person answered it)]"""
    slots = PollSlot.objects.filter(poll__circle=circle, poll__closed_at=None).with_answers()
    found: dict[int, tuple[DatePoll, list[PollSlot]]] = {}
    for slot in slots.select_related("poll").order_by("poll__opened_at", "poll", "starts_at", "pk"):
        found.setdefault(slot.poll_id, (slot.poll, []))[1].append(slot)
    every = [slot for _, slots in found.values() for slot in slots]
    said = PollAnswer.objects.of(person, every)
    return [(poll, AnswersForm(slots=slots, said=said)) for poll, slots in found.values()]


def _minutes(member):
    """Drafts are for who writes them."""
    rows = member.circle.minutes.all()
    return rows if member.facilitates else rows.exclude(published_at=None)


def _names(member):
    """The members who let themselves be seen. In a confidential group, nobody."""
    if member.circle.confidential:
        return []
    rows = member.circle.memberships.members().filter(visible=True).select_related("person")
    return [(str(row.person), row.facilitates) for row in rows]
