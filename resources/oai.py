"""OAI-PMH 2.0: what harvesters ask, in the words of the protocol, and what it answers.

https://www.openarchives.org/OAI/openarchivesprotocol.html

A list is right as of a few seconds ago (`SETTLED`) and says so in its responseDate: whoever
harvests from there next time misses nothing. Its first page fixes where the walk ends; a record
that changes meanwhile leaves the walk, and is found from that same date.
"""

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from identity.models import Identity
from resources import dublin_core
from resources.markup import DECLARATION, element, holding
from resources.models import Membership, Record
from resources.models.record import settled_at, the_second
from vocabulary.models import Domain, ResourceType, Theme

PAGE = 100  # records
SALT = "resources.oai.1"
NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
NAMESPACES = {
    "xmlns": NAMESPACE,
    "xmlns:xsi": dublin_core.INSTANCE,
    "xsi:schemaLocation": f"{NAMESPACE} {NAMESPACE}OAI-PMH.xsd",
}
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
WORD = r"[A-Za-z0-9\-_.!~*'()]+"
SYNTAX = {"metadataPrefix": re.compile(WORD), "set": re.compile(f"{WORD}(:{WORD})*")}


class Refused(Exception):
    """One of the errors of the protocol; `str()` says why to whoever reads the answer."""

    def __init__(self, code, sentence):
        super().__init__(sentence)
        self.code = code


def bad_argument(sentence):
    return Refused("badArgument", sentence)


def bad_token():
    return Refused("badResumptionToken", "This resumptionToken is none that this site gave.")


@dataclass(frozen=True)
class Verb:
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    resumable: bool = False


SELECTIVE = ("from", "until", "set")
VERBS = {
    "Identify": Verb(),
    "ListMetadataFormats": Verb(optional=("identifier",)),
    "ListSets": Verb(resumable=True),
    "GetRecord": Verb(required=("identifier", "metadataPrefix")),
    "ListIdentifiers": Verb(required=("metadataPrefix",), optional=SELECTIVE, resumable=True),
    "ListRecords": Verb(required=("metadataPrefix",), optional=SELECTIVE, resumable=True),
}


@dataclass(frozen=True)
class Walk:
    """Where a harvester stands in a list: all that a resumptionToken says."""

    verb: str
    start: str  # "" or a UTC instant
    end: str
    spec: str  # "" or a set
    total: int
    seen: int = 0
    datestamp: str = ""  # of the last record given
    last: int = 0  # its key

    def records(self):
        records = Record.objects.filter(datestamp__lte=instant(self.end))
        if self.start:
            records = records.filter(datestamp__gte=instant(self.start))
        if self.spec:
            records = records.in_set(self.spec)
        if self.datestamp:
            records = records.after(instant(self.datestamp), self.last)
        return records.with_standing().order_by("datestamp", "pk")

    def token(self):
        return signing.dumps(asdict(self), salt=SALT)


def base_url():
    return settings.SITE_URL + reverse("resources:oai")


def answer(received: dict[str, list[str]]) -> str:
    """The XML that answers these arguments, each with the values it was given."""
    now = timezone.now()
    verb, arguments, said = "", {}, []
    try:
        verb, arguments = _understood(received)
        named = {PYTHON.get(name, name): value for name, value in arguments.items()}
        said = [holding(verb, *ACTS[verb](now, **named))]
    except Refused as refusal:
        said = [element("error", refusal, code=refusal.code)]
        if refusal.code in ("badVerb", "badArgument"):
            verb, arguments = "", {}
    asked = {"verb": verb, **arguments} if verb else {}
    document = [
        element("responseDate", utc(settled_at(now))),
        element("request", base_url(), **asked),
        *said,
    ]
    return DECLARATION + holding("OAI-PMH", *document, **NAMESPACES) + "\n"


# What is asked


def _understood(received):
    names = received.get("verb", [])
    if len(names) != 1 or names[0] not in VERBS:
        raise Refused("badVerb", "One verb is expected, out of: " + ", ".join(VERBS) + ".")
    name = names[0]
    arguments = {}
    for key, values in received.items():
        if key == "verb":
            continue
        if len(values) > 1:
            raise bad_argument(f"{key} is repeated.")
        arguments[key] = values[0]
    _check(VERBS[name], arguments)
    return name, arguments


def _check(verb, arguments):
    exclusive = verb.resumable and "resumptionToken" in arguments
    allowed = {"resumptionToken"} if exclusive else {*verb.required, *verb.optional}
    unknown = sorted(set(arguments) - allowed)
    if unknown:
        raise bad_argument("Not expected here: " + ", ".join(unknown) + ".")
    missing = [name for name in verb.required if name not in arguments]
    if missing and not exclusive:
        raise bad_argument("Missing: " + ", ".join(missing) + ".")
    for name, syntax in SYNTAX.items():
        if name in arguments and not syntax.fullmatch(arguments[name]):
            raise bad_argument(f"{name} is not written as one.")


def _walk(verb, now, prefix, start, end, spec):
    _disseminable(prefix)
    settled = settled_at(now)
    first, last = _bounds(start, end)
    _set_exists(spec)
    end = min(filter(None, [last, settled]))
    walk = Walk(verb, utc(first) if first else "", utc(end), spec, total=0)
    total = walk.records().count()
    if not total:
        raise Refused("noRecordsMatch", "No record changed then, or none of that set did.")
    return Walk(verb, walk.start, walk.end, spec, total)


def _bounds(start, end):
    """From the first second of `from` to the last one of `until`, both of one granularity."""
    if start and end and len(start) != len(end):
        raise bad_argument("from and until are not of the same granularity.")
    first = _date(start, "from") if start is not None else None
    last = _date(end, "until") if end is not None else None
    if last and DAY.fullmatch(end):
        last += timedelta(days=1, seconds=-1)
    if first and last and first > last:
        raise bad_argument("from is later than until.")
    return first, last


def _date(text, name):
    if not (DAY.fullmatch(text) or SECOND.fullmatch(text)):
        raise bad_argument(f"{name} is neither YYYY-MM-DD nor YYYY-MM-DDThh:mm:ssZ.")
    try:
        return instant(text)
    except ValueError:
        raise bad_argument(f"{name} is no date of the calendar.") from None


def _disseminable(prefix):
    if prefix != dublin_core.PREFIX:
        raise Refused("cannotDisseminateFormat", f"Only {dublin_core.PREFIX} is disseminated.")


def _set_exists(spec):
    if spec and not Membership.objects.exists():
        raise _no_sets()


def _no_sets():
    return Refused("noSetHierarchy", "This site has no set yet.")


def _resumed(verb, token):
    try:
        walk = Walk(**signing.loads(token, salt=SALT))
    except (signing.BadSignature, TypeError):
        raise bad_token() from None
    if walk.verb != verb:
        raise bad_token()
    return walk


# What is answered


def _identify(now):
    first = Record.objects.settled(now).order_by("datestamp").values_list("datestamp", flat=True)
    identity = Identity.load()
    return [
        element("repositoryName", identity.name),
        element("baseURL", base_url()),
        element("protocolVersion", "2.0"),
        element("adminEmail", identity.email or settings.DEFAULT_FROM_EMAIL),
        element("earliestDatestamp", utc(first.first() or settled_at(now))),
        element("deletedRecord", "persistent"),
        element("granularity", "YYYY-MM-DDThh:mm:ssZ"),
        element("compression", "gzip"),
    ]


def _list_metadata_formats(now, identifier=None):
    if identifier is not None:
        _found(identifier)
    described = [
        element("metadataPrefix", dublin_core.PREFIX),
        element("schema", dublin_core.SCHEMA),
        element("metadataNamespace", dublin_core.NAMESPACE),
    ]
    return [holding("metadataFormat", *described)]


def _list_sets(now, token=None):
    if token is not None:
        raise bad_token()  # all the sets fit in one answer
    leaves = Membership.objects.order_by("spec").values_list("spec", flat=True).distinct()
    above = {spec.rpartition(":")[0] for spec in leaves}
    specs = sorted({*leaves, *above, *(spec.rpartition(":")[0] for spec in above)} - {""})
    if not specs:
        raise _no_sets()
    names = _names()
    return [
        holding("set", element("setSpec", spec), element("setName", names.get(spec, spec)))
        for spec in specs
    ]


def _names():
    types = ResourceType.objects.values_list("key", "label")
    domains = Domain.objects.values_list("key", "label")
    themes = Theme.objects.values_list("domain__key", "key", "label")
    return {
        "type": "Types de ressource",
        "theme": "Thèmes",
        **{f"type:{key}": label for key, label in types},
        **{f"theme:{key}": label for key, label in domains},
        **{f"theme:{domain}:{key}": label for domain, key, label in themes},
    }


def _get_record(now, identifier, prefix):
    record = _found(identifier)
    _disseminable(prefix)
    return [_record(record)]


def _list_records(now, prefix=None, start=None, end=None, spec="", token=None):
    return _page(now, "ListRecords", _record, prefix, start, end, spec, token)


def _list_identifiers(now, prefix=None, start=None, end=None, spec="", token=None):
    return _page(now, "ListIdentifiers", _header, prefix, start, end, spec, token)


def _page(now, verb, write, prefix, start, end, spec, token):
    resumed = token is not None
    walk = _resumed(verb, token) if resumed else _walk(verb, now, prefix, start, end, spec)
    records = list(walk.records()[: PAGE + 1])
    # None at all when the rest has changed since the first page: it awaits the next harvest.
    given = records[:PAGE]
    elements = [write(record) for record in given]
    counted = {"completeListSize": max(walk.total, walk.seen + len(given)), "cursor": walk.seen}
    if len(records) > PAGE:
        last = given[-1]
        onwards = Walk(
            walk.verb,
            walk.start,
            walk.end,
            walk.spec,
            walk.total,
            seen=walk.seen + len(given),
            datestamp=utc(last.datestamp),
            last=last.pk,
        )
        elements.append(element("resumptionToken", onwards.token(), **counted))
    elif resumed:
        elements.append(element("resumptionToken", **counted))
    return elements


def _found(identifier):
    records = Record.objects.with_standing()
    record = records.filter(identifier=identifier.replace("\0", " ")).first()
    if record is None:
        raise Refused("idDoesNotExist", "No record of this site bears this identifier.")
    return record


def _header(record):
    status = {"status": "deleted"} if record.gone else {}
    return holding(
        "header",
        element("identifier", record.identifier),
        element("datestamp", utc(record.datestamp)),
        *(element("setSpec", spec) for spec in record.specs),
        **status,
    )


def _record(record):
    metadata = [] if record.gone else [holding("metadata", record.content)]
    return holding("record", _header(record), *metadata)


def utc(moment):
    return f"{the_second(moment.astimezone(UTC)).replace(tzinfo=None).isoformat()}Z"


def instant(text):
    """
    >>> instant("2026-11-28"), instant("2026-11-28T08:00:00Z").hour
    (datetime.datetime(2026, 11, 28, 0, 0, tzinfo=datetime.timezone.utc), 8)
    """
    return datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC)


# The protocol's names that Python keeps for itself, or that say little
PYTHON = {
    "metadataPrefix": "prefix",
    "from": "start",
    "until": "end",
    "set": "spec",
    "resumptionToken": "token",
}
ACTS: dict[str, Callable[..., list[str]]] = {
    "Identify": _identify,
    "ListMetadataFormats": _list_metadata_formats,
    "ListSets": _list_sets,
    "GetRecord": _get_record,
    "ListIdentifiers": _list_identifiers,
    "ListRecords": _list_records,
}
