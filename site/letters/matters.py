"""What the domains write about: each says it once, in AppConfig.ready. This app is below them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db.models import Q, QuerySet

from letters.texts import Text

if TYPE_CHECKING:
    from accounts.models import User
    from letters.models import Letter


@dataclass(frozen=True)
class About:
    """What a letter is about, as staff read it: never a name."""

    words: str
    url: str


@dataclass(frozen=True)
class Matter:
    label: str
    kinds: Mapping[str, str]  # kind: what staff call it
    # The letter, ready to leave; None when there is nothing to say any more.
    write: Callable[["Letter"], EmailMessage | None]
    # The keys of the rows about which this member of staff may read who was written to.
    readable_by: Callable[["User"], QuerySet]
    describe: Callable[[Collection[int]], dict[int, About]]
    # What the team may say in its own words; variable: what it stands for.
    texts: Mapping[str, Text] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    preview: Callable[[str, Text], EmailMultiAlternatives] | None = None


_matters: dict[str, Matter] = {}


def register(name: str, matter: Matter) -> None:
    _matters[name] = matter


def get(name: str) -> Matter:
    return _matters[name]


def named() -> list[tuple[str, Matter]]:
    return sorted(_matters.items(), key=lambda item: item[1].label)


def kinds() -> list[tuple[str, str]]:
    """Every kind of letter, for a filter."""
    return [kind for _, matter in named() for kind in matter.kinds.items()]


def readable_by(user: "User") -> Q:
    """The letters whose recipients this member of staff may know."""
    readable = Q(pk__in=[])
    for name, matter in named():
        readable |= Q(matter=name, about__in=matter.readable_by(user))
    return readable


def describe(letters: Collection["Letter"]) -> None:
    """Say of each what it is about: `letter.subject`, and `letter.kind_label`."""
    for name, matter in named():
        ours = [letter for letter in letters if letter.matter == name]
        found = matter.describe({letter.about for letter in ours}) if ours else {}
        for letter in ours:
            letter.subject = found.get(letter.about)
            letter.kind_label = matter.kinds.get(letter.kind, letter.kind)
