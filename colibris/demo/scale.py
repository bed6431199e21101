"""The demo content, N times over, for benchmarks: sessions with their seats, and resources."""

from datetime import timedelta

from django.db import transaction

from events import planning
from events.models import Registration, Session
from resources.models import Resource

BATCH = 1000  # rows an INSERT
FAR = 700  # days over which copies of a session are spread
MANY = ("themes", "audiences", "principles", "quality_parts", "access")


def sessions(times):
    """`times - 1` copies of every session and of its registrations, a few days apart each."""
    originals = list(Session.objects.prefetch_related("registrations").order_by("pk"))
    for turn in range(1, times):
        with transaction.atomic():
            shift = timedelta(days=turn * 7 % FAR)
            copies = Session.objects.bulk_create(
                [_session(original, shift) for original in originals], batch_size=BATCH
            )
            Registration.objects.bulk_create(
                [
                    _registration(seat, session)
                    for original, session in zip(originals, copies, strict=True)
                    for seat in original.registrations.all()
                ],
                batch_size=BATCH,
            )
        yield turn
    planning.refresh(Session.objects.filter(vevent=""))


def _session(original, shift):
    kept = {
        field.attname: getattr(original, field.attname)
        for field in Session._meta.concrete_fields
        if field.name not in ("id", "uid", "vevent")
    }
    kept["starts_at"] += shift
    kept["ends_at"] += shift
    return Session(**kept)


def _registration(original, session):
    kept = {
        field.attname: getattr(original, field.attname)
        for field in Registration._meta.concrete_fields
        if field.name != "id"
    }
    return Registration(**{**kept, "session_id": session.pk})


def resources(times):
    """`times - 1` copies of every resource, with its words; the search index is rebuilt after."""
    originals = list(Resource.objects.order_by("pk"))
    links = {name: _links(name) for name in MANY}
    for turn in range(1, times):
        with transaction.atomic():
            copies = Resource.objects.bulk_create(
                [_resource(original, turn) for original in originals], batch_size=BATCH
            )
            for name, rows in links.items():
                through = getattr(Resource, name).through
                target = _target(name)
                through.objects.bulk_create(
                    [
                        through(**{"resource_id": copy.pk, target: word})
                        for original, copy in zip(originals, copies, strict=True)
                        for word in rows.get(original.pk, ())
                    ],
                    batch_size=BATCH,
                )
        yield turn


def _target(name):
    return f"{Resource._meta.get_field(name).m2m_reverse_field_name()}_id"


def _links(name):
    """{resource pk: [word pk, …]} of a many-to-many field."""
    links: dict[int, list[int]] = {}
    through = getattr(Resource, name).through
    for resource, word in through.objects.values_list("resource_id", _target(name)):
        links.setdefault(resource, []).append(word)
    return links


def _resource(original, turn):
    kept = {
        field.attname: getattr(original, field.attname)
        for field in Resource._meta.concrete_fields
        if field.name not in ("id", "latest_revision", "live_revision")
    }
    kept["title"] = f"{original.title} ({turn + 1})"
    kept["slug"] = f"{original.slug[:90]}-{turn + 1}"
    return Resource(**kept)
