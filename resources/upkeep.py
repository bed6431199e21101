"""What the catalogue needs somebody's hand for, list by list."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from resources.models import Copy, FileText, Loan, Resource, ResourceFile
from vocabulary.models import CharterPrinciple, Theme

FEW = 3  # resources, of a theme or of a principle
LONG = timedelta(days=2 * 365)  # without a loan
SHOWN = 50  # rows of a list


@dataclass(frozen=True)
class Chore:
    title: str
    why: str
    total: int
    rows: list[tuple[Any, str]]  # a resource or a term, and what is said of it


def chores() -> list[Chore]:
    """Those that have something in them."""
    return [chore for chore in (make() for make in CHORES) if chore.total]


def to_read_again() -> QuerySet[Resource]:
    late = Resource.objects.filter(review_on__lt=timezone.localdate(), live=True)
    return late.select_related("owner").order_by("review_on", "title", "pk")


def out_of_force() -> QuerySet[Resource]:
    """No longer in force, and leading nowhere."""
    over = Resource.objects.filter(in_force_to__lt=timezone.localdate(), live=True)
    return over.filter(replaced_by=None).order_by("in_force_to", "title", "pk")


def unreadable() -> QuerySet[Resource]:
    """With a PDF that search and screen readers cannot read."""
    silent = FileText.objects.exclude(state=FileText.State.READ).values("document")
    files = ResourceFile.objects.filter(resource=OuterRef("pk"), document__in=silent)
    return Resource.objects.filter(Exists(files), live=True).order_by("title", "pk")


def never_borrowed() -> QuerySet[Resource]:
    """On the shelf for two years, to be borrowed, and borrowed by nobody in that time."""
    since = timezone.now() - LONG
    lent = Loan.objects.filter(
        copy__resource=OuterRef("pk"), lent_on__gte=timezone.localdate(since)
    )
    kept = Copy.objects.kept().filter(resource=OuterRef("pk"))
    old = Resource.objects.filter(created_at__lt=since, loan_days__isnull=False)
    return old.filter(Exists(kept), ~Exists(lent)).order_by("title", "pk")


def short_of_resources(model: type[Theme | CharterPrinciple]) -> QuerySet:
    seen = Q(resources__in=Resource.objects.public())
    counted = model.objects.active().annotate(n=Count("resources", filter=seen, distinct=True))
    return counted.filter(n__lt=FEW)


def _chore(title: str, why: str, rows: QuerySet, said: Callable[[Any], str]) -> Chore:
    shown: Iterable[Any] = rows[:SHOWN]
    return Chore(title, why, rows.count(), [(row, said(row)) for row in shown])


def _few(row: Theme | CharterPrinciple) -> str:
    n: int = row.n  # type: ignore[union-attr]  # annotated just above
    return "aucune ressource" if not n else f"{n} ressource{'s' if n > 1 else ''}"


CHORES: list[Callable[[], Chore]] = [
    lambda: _chore(
        "À relire",
        "La date de relecture est passée : la page le dit, et la recherche les montre après.",
        to_read_again(),
        lambda row: f"depuis le {row.review_on:%d/%m/%Y}" + (f", {row.owner}" if row.owner else ""),
    ),
    lambda: _chore(
        "Textes qui ne sont plus en vigueur",
        "Rien ne dit encore ce qui les remplace.",
        out_of_force(),
        lambda row: f"jusqu’au {row.in_force_to:%d/%m/%Y}",
    ),
    lambda: _chore(
        "PDF illisibles",
        "Ni la recherche ni une synthèse vocale ne les lisent.",
        unreadable(),
        lambda row: "",
    ),
    lambda: _chore(
        "Jamais empruntées en deux ans",
        "À mettre en avant, ou à retirer du fonds.",
        never_borrowed(),
        lambda row: "",
    ),
    lambda: _chore(
        "Thèmes qui manquent de ressources",
        f"Moins de {FEW} ressources publiques.",
        short_of_resources(Theme),
        _few,
    ),
    lambda: _chore(
        "Principes de la charte qui manquent de ressources",
        f"Moins de {FEW} ressources publiques.",
        short_of_resources(CharterPrinciple),
        _few,
    ),
]
