"""A resource as harvesters read it: unqualified Dublin Core, and the sets it belongs to."""

from collections.abc import Iterator

from resources import citations
from resources.markup import element, holding

PREFIX = "oai_dc"
NAMESPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"


def described(resource) -> str:
    elements = [element(f"dc:{name}", value) for name, value in _elements(resource) if value]
    namespaces = {
        "xmlns:oai_dc": NAMESPACE,
        "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        "xmlns:xsi": INSTANCE,
        "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA}",
    }
    return holding("oai_dc:dc", *elements, **namespaces)


def _elements(resource) -> Iterator[tuple[str, object]]:
    yield "title", resource.title
    for name in citations.authors(resource.author):
        yield "creator", name
    for word in citations.keywords(resource):
        yield "subject", word
    yield "description", resource.summary
    yield "publisher", resource.publisher
    yield "date", resource.year
    yield "type", citations.form(resource).dcmi
    yield "type", resource.type.label
    yield "identifier", citations.address(resource)
    yield "identifier", resource.isbn and f"urn:isbn:{resource.isbn}"
    yield "relation", resource.url
    yield "language", resource.language
    yield "rights", resource.licence


def sets(resource) -> list[str]:
    """By type, and by theme within its domain: keys, which are ASCII and never change."""
    themes = [f"theme:{theme.domain.key}:{theme.key}" for theme in resource.themes.all()]
    return sorted({f"type:{resource.type.key}", *themes})
