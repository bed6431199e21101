"""What search knows of a resource: what the public may read, and nothing else."""

from datetime import datetime, time, timedelta

from django.apps import apps
from wagtail.rich_text import get_text_for_indexing

from search import index
from vocabulary.following import using

READ = ("themes", "audiences", "tags", "files__document__reading")
REPLACED = "1970-01-01T00:00:00"


def entries():
    """Every public resource, for the rebuild."""
    return map(_entry, _public().prefetch_related(*READ).iterator(chunk_size=500))


def follow_term(term):
    """A word of the vocabularies has changed: the resources that use it are indexed again."""
    rows = using(apps.get_model("resources", "Resource"), term)
    public = _public().filter(pk__in=rows.values("pk"))
    index.put_many(map(_entry, public.prefetch_related(*READ)))


def follow(pk):
    """Put the index in step with what the database says of this resource.

    Read again and never taken from memory: while a draft is saved, the object in memory holds text
    that nobody may find yet.
    """
    if resource := _public().filter(pk=pk).first():
        index.put(_entry(resource))
    else:
        index.remove("resource", pk)


def follow_many(pks):
    """The same for many that have just become public."""
    public = _public().filter(pk__in=list(pks)).order_by("pk")
    index.put_many(map(_entry, public.prefetch_related("themes", "audiences", "tags")))


def _public():
    return apps.get_model("resources", "Resource").objects.public().select_related("type")


def _entry(resource):
    words = [resource.type.label, resource.author, resource.publisher]
    for terms in (resource.themes, resource.audiences, resource.tags):
        words += map(str, terms.all())
    return index.Entry(
        kind="resource",
        pk=resource.pk,
        url=resource.get_absolute_url(),
        title=resource.title,
        keywords=" ".join(filter(None, words)),
        summary=resource.summary,
        body=get_text_for_indexing(resource.body),
        attached="\n".join(_texts(resource)),
        detail=" · ".join(filter(None, [resource.type.label, resource.ages_in_words])),
        stale_from=_stale_from(resource),
    )


def _texts(resource):
    for file in resource.files.all():
        if reading := getattr(file.document, "reading", None):
            yield reading.text


def _stale_from(resource):
    """The morning after its last good day; long ago for a text that another replaces."""
    if resource.replaced_by_id:
        return REPLACED
    days = [day for day in (resource.review_on, resource.in_force_to) if day]
    return datetime.combine(min(days) + timedelta(days=1), time.min).isoformat() if days else None
