"""Notices of a spreadsheet become resources: checked first, then all of them or none, undoable.

Five thousand are written in bulk: a transaction of a few seconds, for SQLite lets nobody else write
meanwhile. What search and harvesters must know of them is told afterwards, a batch at a time.
"""

from collections.abc import Iterable
from itertools import islice

from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.utils import timezone
from django.utils.text import slugify
from taggit.models import Tag

from resources import importing, indexing
from resources.importing import Catalogue, Words, folded
from resources.models import (
    ImportedNotice,
    Kept,
    NoticeImport,
    Record,
    Resource,
    TaggedResource,
)
from search import index
from tables.reading import Table
from vocabulary.models import Audience, ResourceAccess, ResourceType, Term, Theme

KEPT = 30  # imports remembered
STEP = 250  # resources that search and harvesters are told of at once
LINKS = ("themes", "audiences", "access")


class Refused(Exception):
    """What was asked cannot be; `str()` says why."""


def catalogue() -> Catalogue:
    rows = list(Resource.objects.order_by("pk").values_list("isbn", "title", "author"))
    return Catalogue(
        types=_words("types", ResourceType),
        themes=_words("thèmes", Theme),
        audiences=_words("publics", Audience),
        access=_words("accès", ResourceAccess),
        isbns={_bare(number): title for number, title, _ in rows if number},
        titles={(folded(title), folded(author)): title for _, title, author in rows},
    )


def _words(name: str, model: type[Term]) -> Words:
    words = Words(name)
    for term in model.objects.active().order_by("pk"):
        words.add(term.pk, term.label, term.key)
    return words


def _bare(number: str) -> str:
    return "".join(letter for letter in number if letter.isalnum()).upper()


@transaction.atomic
def propose(table: Table, source: str, published: bool, user) -> NoticeImport:
    """Keep what this file holds, and what is wrong in it; the catalogue stays as it is."""
    checked = importing.check(table, catalogue())
    wrong = {problem.line for problem in checked.problems}
    made = NoticeImport.objects.create(
        made_by=user,
        source=source[:200],
        published=published,
        headings=table.headings,
        lines=[[number, cells] for number, cells in table.rows if number in wrong],
        notices=checked.notices,
        problems=checked.packed(),
        total=len(checked.notices),
    )
    old = NoticeImport.objects.values_list("pk", flat=True)[KEPT:]
    NoticeImport.objects.filter(pk__in=list(old)).delete()
    return made


@transaction.atomic
def apply(notice_import: NoticeImport) -> int:
    """All its right notices, or none of them; returns how many. A double click does it once."""
    row = _alone(notice_import)
    if row.state != NoticeImport.State.CHECKED:
        return 0
    _check_again(row)
    notices = row.notices
    resources = Resource.objects.bulk_create(_resources(notices, row.published), batch_size=500)
    for name in LINKS:
        _link(name, resources, notices)
    _tag(resources, notices)
    ImportedNotice.objects.bulk_create(
        [ImportedNotice(notice_import=row, resource=each) for each in resources], batch_size=500
    )
    row.state = NoticeImport.State.APPLIED
    row.notices = []
    row.followed = 0 if row.published else row.total
    row.save(update_fields=["state", "notices", "followed"])
    return len(resources)


def follow(notice_import: NoticeImport) -> int:
    """Tell search and harvesters of the next ones; returns how many."""
    last = notice_import.last_followed
    rows = notice_import.imported.filter(pk__gt=last).order_by("pk")[:STEP]
    batch = dict(rows.values_list("pk", "resource"))
    indexing.follow_many(batch.values())
    Record.objects.follow(batch.values())
    done = notice_import.followed + len(batch) if batch else notice_import.total
    # Only forward: two who do it at once say the same thing twice.
    NoticeImport.objects.filter(pk=notice_import.pk, last_followed=last).update(
        followed=done, last_followed=max(batch, default=last)
    )
    notice_import.refresh_from_db(fields=["followed", "last_followed", "state"])
    return len(batch)


def follow_due() -> int:
    """What nobody stayed to follow, for the clock."""
    rows = NoticeImport.objects.filter(state=NoticeImport.State.APPLIED, published=True)
    return sum(follow(row) for row in rows if row.is_following)


@transaction.atomic
def undo(notice_import: NoticeImport) -> tuple[int, int]:
    """Take back what nobody has touched since; returns (taken back, kept)."""
    row = _alone(notice_import)
    if row.state != NoticeImport.State.APPLIED:
        raise Refused("Cet import n’est pas en place : il n’y a rien à annuler.")
    if row.is_following:
        raise Refused("Cet import n’est pas fini : attendez que la recherche le connaisse.")
    untouched = list(_untouched(row).values_list("pk", flat=True))
    total = row.imported.count()
    gone = [pk for batch in _batches(untouched) for pk in _taken_back(batch)]
    index.remove_many("resource", gone)
    Record.objects.follow_later(gone)
    row.state = NoticeImport.State.UNDONE
    row.save(update_fields=["state"])
    return len(gone), total - len(gone)


def _untouched(row: NoticeImport) -> QuerySet:
    """Not edited, published or hidden by hand since; without a copy, and in nobody's list."""
    imported = Resource.objects.filter(imported__notice_import=row)
    alone = imported.filter(copies=None, selected=None).exclude(
        pk__in=Kept.objects.values("resource")
    )
    return alone.filter(latest_revision=None, live=row.published)


def _taken_back(pks: list[int]) -> list[int]:
    """Those of them that nothing else holds."""
    try:
        with transaction.atomic():
            Resource.objects.filter(pk__in=pks).delete()
    except ProtectedError:
        if len(pks) == 1:
            return []
        return [pk for one in pks for pk in _taken_back([one])]
    return pks


def _alone(notice_import: NoticeImport) -> NoticeImport:
    rows = NoticeImport.objects.select_for_update(of=("self",))
    return rows.get(pk=notice_import.pk)


def _check_again(row: NoticeImport) -> None:
    """Somebody may have brought the same notices meanwhile."""
    known = catalogue()
    doubled = [
        notice["title"]
        for notice in row.notices
        if notice["isbn"] in known.isbns
        or (folded(notice["title"]), folded(notice["author"])) in known.titles
    ]
    if doubled:
        raise Refused(
            f"Entre-temps, « {doubled[0]} » est entré au catalogue : "
            "déposez de nouveau le fichier pour le vérifier."
        )


def _resources(notices: list[dict], published: bool) -> Iterable[Resource]:
    now = timezone.now()
    for notice, slug in zip(notices, _slugs(notices), strict=True):
        fields = {
            key: value for key, value in notice.items() if key not in (*LINKS, "tags", "line")
        }
        yield Resource(
            **fields,
            slug=slug,
            live=published,
            first_published_at=now if published else None,
            last_published_at=now if published else None,
        )


def _slugs(notices: list[dict]) -> Iterable[str]:
    taken = set(Resource.objects.values_list("slug", flat=True))
    for notice in notices:
        base = slugify(notice["title"])[:90].strip("-") or "ressource"
        slug, number = base, 1
        while slug in taken:
            number += 1
            slug = f"{base}-{number}"
        taken.add(slug)
        yield slug


def _link(name: str, resources: list[Resource], notices: list[dict]) -> None:
    field = Resource._meta.get_field(name)
    owner, word = field.m2m_column_name(), field.m2m_reverse_name()
    through = getattr(Resource, name).through
    rows = [
        through(**{owner: resource.pk, word: pk})
        for resource, notice in zip(resources, notices, strict=True)
        for pk in notice[name]
    ]
    through.objects.bulk_create(rows, batch_size=500)


def _tag(resources: list[Resource], notices: list[dict]) -> None:
    names = sorted({name for notice in notices for name in notice["tags"]})
    known = {tag.name: tag for batch in _batches(names) for tag in _tags(batch)}
    for name in names:
        if name not in known:
            known[name] = Tag.objects.create(name=name)  # its slug is its own business
    rows = [
        TaggedResource(content_object=resource, tag=known[name])
        for resource, notice in zip(resources, notices, strict=True)
        for name in notice["tags"]
    ]
    TaggedResource.objects.bulk_create(rows, batch_size=500)


def _tags(names: list[str]) -> QuerySet:
    return Tag.objects.filter(name__in=names)


def _batches(rows: Iterable) -> Iterable[list]:
    rest = iter(rows)
    while batch := list(islice(rest, 500)):
        yield batch
