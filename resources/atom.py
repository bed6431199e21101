"""What is new in the catalogue, as Atom (RFC 4287)."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed

from resources import citations
from resources.models import Record


def feed(resources: Iterable, *, name: str, subtitle: str, url: str, source: str) -> bytes:
    document = Atom1Feed(
        title=citations.one_line(name),
        link=url,
        description="",
        subtitle=citations.one_line(subtitle),
        language=settings.LANGUAGE_CODE,
        feed_url=source,
        feed_guid=source,
    )
    resources = list(resources)
    identifiers = Record.objects.identifiers([each.pk for each in resources])
    for each in resources:
        document.add_item(**_entry(each), unique_id=identifiers[each.pk])
    return document.writeString("utf-8").encode()


def _entry(resource):
    return {
        "title": citations.one_line(resource.title),
        "link": citations.address(resource),
        "pubdate": resource.public_since,
        "updateddate": max(
            resource.last_published_at or resource.public_since, resource.public_since
        ),
        "author_name": citations.one_line(resource.author or resource.publisher) or None,
        "categories": [citations.one_line(resource.type.label), *citations.keywords(resource)],
        "description": citations.one_line(resource.summary),
    }
