"""Why an address could not be registered, said by letter: the screen must not tell strangers.

It holds no word that anybody typed, not even a name.
"""

from collections.abc import Collection

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from accounts.models import Person
from events import writing
from events.eligibility import HISTORY, NotEligible
from events.models import Event, Session
from events.wording import when
from identity.models import Identity
from letters import outbox
from letters.matters import About, Matter
from letters.models import Letter, LetterText
from letters.texts import Text

MATTER = REFUSAL = "refusal"
SAMPLE = "Une inscription existe déjà pour un autre rendez-vous aux mêmes heures."
VARIABLES = {
    "rendez-vous": "le titre du rendez-vous",
    "date": "la date et l’heure de la séance",
    "motif": "la phrase qui dit pourquoi",
    "agenda": "l’adresse de l’agenda",
    "maison": "le nom du lieu-ressource",
}
TEXTS = {
    REFUSAL: Text(
        "Inscription qui n’a pas pu être enregistrée",
        "Votre inscription n’a pas pu être enregistrée – {rendez-vous}",
        """Bonjour,

Une inscription vient d’être demandée avec votre adresse. Elle n’a pas pu être enregistrée. {motif}

Si vous n’avez rien demandé, vous n’avez rien à faire. Les autres rendez-vous sont dans l’agenda :
{agenda}""",
    ),
}


def post(refusal: NotEligible, session: Session, address: str) -> None:
    person = Person.objects.filter(email=address).first()
    outbox.post(MATTER, refusal.name, about=session.pk, person=person, address=address)


def matter() -> Matter:
    return Matter(
        label="Refus",
        kinds=dict.fromkeys(HISTORY, "pourquoi l’inscription n’a pas été enregistrée"),
        write=write,
        readable_by=lambda user: Session.objects.filter(
            event__in=Event.objects.names_visible_to(user)
        ).values("pk"),
        describe=describe,
        texts=TEXTS,
        variables=VARIABLES,
        preview=preview,
    )


def describe(pks: Collection[int]) -> dict[int, About]:
    rows = Session.objects.filter(pk__in=pks).select_related("event")
    return {
        row.pk: About(
            f"{row.event} – {when(row)}", reverse("agenda_sessions:people", args=[row.pk])
        )
        for row in rows
    }


def write(letter: Letter) -> EmailMultiAlternatives:
    session = Session.objects.select_related("event", "venue", "format").get(pk=letter.about)
    reason = HISTORY[letter.kind].reason(session)
    email = writing.compose(LetterText.words(MATTER, REFUSAL), _values(session, reason), session)
    email.to = [letter.address]
    return email


def preview(_key: str, text: Text) -> EmailMultiAlternatives:
    session = writing.sample().session
    return writing.compose(text, _values(session, SAMPLE), session)


def _values(session: Session, reason: str) -> dict[str, str]:
    return {
        "rendez-vous": session.event.title,
        "date": when(session),
        "motif": reason,
        "agenda": settings.SITE_URL + reverse("events:agenda"),
        "maison": Identity.load().name,
    }
