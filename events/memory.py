"""What the agenda knows of people, and for how long."""

from datetime import datetime
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.erasure import CannotErase, Memory, kept_since
from accounts.models import Person, User
from events import registration
from events.models import (
    Attestation,
    CalendarImport,
    CircleMember,
    DatePoll,
    Feedback,
    FeedbackGiven,
    HoursShare,
    Invitation,
    Message,
    Minutes,
    Move,
    PollAnswer,
    Presence,
    Registration,
    RegistrationLink,
    SentForm,
    Slip,
    Topic,
    TopicVote,
)
from events.models.registration import structure_mark
from events.wording import plural, quoted, when

BATCH = 200  # registrations, at a time

# What a registration says beside who, when and what figures count.
DETAILS = {"structure": "", "answers": [], "form_key": ""}


class AgendaMemory(Memory):
    def since(self, moment: datetime) -> QuerySet:
        """A member of a circle is known for as long as they belong to it."""
        near = Q(created_at__gte=moment) | Q(session__ends_at__gte=moment)
        known = [
            Registration.objects.filter(near),
            Presence.objects.filter(session__ends_at__gte=moment),
            CircleMember.objects.standing(),
        ]
        theirs = [Q(pk__in=rows.order_by().values("person")) for rows in known]
        return Person.objects.filter(reduce(or_, theirs)).order_by().values("pk")

    def consequences(self, person: Person) -> list[str]:
        sentences = [
            f"{_named(row)}, {when(row.session)} : son inscription est annulée, et "
            "sa place va à la liste d’attente."
            for row in _coming(person).select_related("session__event").order_by("session", "pk")
        ]
        rows = Registration.objects.filter(person=person).count() - len(sentences)
        if rows:
            words = plural(rows, "autre inscription reste", "autres inscriptions restent")
            sentences.append(f"{rows} {words} dans les chiffres, sans son nom ni ses réponses.")
        return sentences + _in_circles(person)

    def give_back(self, person: Person, by: User | None) -> None:
        for row in _coming(person).order_by("session", "pk"):
            registration.cancel(row, by, silently=True)

    def forget(self, person: Person) -> None:
        if _coming(person).exists():
            raise CannotErase("Cette personne vient de s’inscrire à une séance : recommencez.")
        rows = Registration.objects.filter(person=person)
        RegistrationLink.objects.filter(registration__in=rows).delete()
        Slip.objects.filter(registration__in=rows).delete()
        _forget_structures(rows)
        rows.update(**DETAILS, first_name="", last_name="")
        FeedbackGiven.objects.filter(registration__in=rows).delete()
        Attestation.objects.filter(person=person).delete()
        Invitation.objects.filter(person=person).delete()
        CircleMember.objects.filter(person=person).delete()
        TopicVote.objects.filter(person=person).delete()
        PollAnswer.objects.filter(person=person).delete()
        Topic.objects.filter(proposed_by=person).update(proposed_by=None)
        Minutes.objects.filter(author=person).update(author=None)
        HoursShare.objects.filter(Q(person=person) | Q(address=person.email)).delete()


@transaction.atomic
def purge() -> int:
    """Of the sessions that are long over, keep what figures count; returns how many registrations
    lost the rest."""
    since = kept_since("registrations")
    SentForm.forget_old()
    CalendarImport.objects.filter(made_at__lt=since).delete()
    Message.objects.filter(session__ends_at__lt=since).delete()
    CircleMember.objects.filter(state=CircleMember.State.LEFT, since__lt=since).delete()
    DatePoll.objects.filter(closed_at__lt=since).delete()
    TopicVote.objects.filter(topic__closed_at__lt=since).delete()
    FeedbackGiven.objects.filter(registration__session__ends_at__lt=since).delete()
    rows = Registration.objects.filter(session__ends_at__lt=since).filter(
        ~Q(**DETAILS)
        | Exists(RegistrationLink.objects.filter(registration=OuterRef("pk")))
        | Exists(Slip.objects.filter(registration=OuterRef("pk")))
        | Exists(Move.objects.exclude(by=None).filter(registration=OuterRef("pk")))
    )
    pks = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
    RegistrationLink.objects.filter(registration__in=pks).delete()
    Slip.objects.filter(registration__in=pks).delete()
    Move.objects.filter(registration__in=pks).update(by=None)
    old = Registration.objects.filter(pk__in=pks)
    _forget_structures(old)
    return old.update(**DETAILS)


def _named(row: Registration) -> str:
    """Not even an administrator reads who belongs to a confidential group."""
    event = row.session.event
    return "Une rencontre confidentielle" if event.confidential else quoted(event)


def _in_circles(person: Person) -> list[str]:
    circles = CircleMember.objects.standing().filter(person=person).count()
    if not circles:
        return []
    words = plural(circles, "cercle l’oublie", "cercles l’oublient")
    return [
        f"{circles} {words}, avec ses voix et ses réponses aux sondages ; les sujets et les "
        "comptes rendus qu’elle y a écrits restent, sans son nom."
    ]


def purge_comments() -> int:
    """What people wrote in their own words; what they chose on the scale is a figure, and stays."""
    old = Feedback.objects.filter(session__ends_at__lt=kept_since("comments"))
    return old.exclude(comment="").update(comment="")


def _forget_structures(rows: QuerySet[Registration]) -> None:
    """Their names; how many houses there were is a figure."""
    named = list(rows.exclude(structure="").order_by("pk"))
    for row in named:
        row.structure_mark, row.structure = structure_mark(row.structure), ""
    Registration.objects.bulk_update(named, ["structure", "structure_mark"])


def _coming(person: Person) -> QuerySet[Registration]:
    """Where others could take their place."""
    rows = Registration.objects.live().filter(person=person, session__ends_at__gt=timezone.now())
    return rows.select_related("session")
