"""What harvesters are told of a resource, and for ever that it is gone.

The text that is exposed stands beside its date: whatever changes the one moves the other, and
nothing else does. Records are written after the commit of what they tell, in short transactions of
their own: a date is never much older than the moment at which others can see it.
"""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from itertools import islice
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from resources import dublin_core
from vocabulary.following import using

BATCH = 100  # records written in one transaction
SETTLED = timedelta(seconds=5)
"""What a transaction of a batch takes, and much more: what is older is all there."""


def the_second(moment):
    return moment.replace(microsecond=0)


class RecordQuerySet(models.QuerySet["Record"]):
    def follow(self, pks: Iterable[int]) -> int:
        """Put the records of these resources in step; returns how many changed."""
        rest, changed = iter(pks), 0
        while batch := list(islice(rest, BATCH)):
            changed += self._follow(batch)
        return changed

    def follow_later(self, pks: Iterable[int]) -> None:
        """As soon as what changes is there for everybody; what fails is caught up by `tick`."""
        transaction.on_commit(partial(Record.objects.follow, list(pks)), robust=True)

    def follow_term(self, term) -> None:
        """A word of the vocabularies has changed: the records that say it are written again."""
        rows = using(apps.get_model("resources", "Resource"), term)
        Record.objects.follow(rows.values_list("pk", flat=True))

    def catch_up(self, most=1000) -> int:
        """What no save announced: rows written in bulk, a site that stopped before it followed."""
        public = _public()
        known, gone = self.filter(deleted=False), self.filter(deleted=True)
        behind = [
            *known.exclude(number__in=public.values("pk")).values_list("number", flat=True)[:most],
            *gone.filter(number__in=public.values("pk")).values_list("number", flat=True)[:most],
            *public.exclude(pk__in=self.values("number")).values_list("pk", flat=True)[:most],
        ]
        return self.follow(behind)

    def identifiers(self, pks) -> dict[int, str]:
        """By resource: the name that it keeps for ever, or will."""
        known = dict(self.filter(number__in=pks).values_list("number", "identifier"))
        return {pk: known.get(pk) or _identifier(pk) for pk in pks}

    def settled(self, now):
        """Those that no transaction still on its way can precede."""
        return self.filter(datestamp__lte=settled_at(now))

    def with_standing(self):
        """`hidden`: its resource is not public at this very moment, whatever the record says."""
        return self.annotate(hidden=~Exists(_public().filter(pk=OuterRef("number"))))

    def in_set(self, spec):
        """In this set or in one below it."""
        memberships = Membership.objects.filter(Q(spec=spec) | Q(spec__startswith=f"{spec}:"))
        return self.filter(pk__in=memberships.values("record"))

    def after(self, datestamp, pk):
        return self.filter(Q(datestamp__gt=datestamp) | Q(datestamp=datestamp, pk__gt=pk))

    @transaction.atomic
    def _follow(self, pks) -> int:
        shells = [Record(number=pk, identifier=_identifier(pk)) for pk in _unknown(pks)]
        Record.objects.bulk_create(shells, ignore_conflicts=True)
        locked = self.filter(number__in=pks).select_for_update().order_by("pk")
        records = {record.number: record for record in locked}
        moment = the_second(timezone.now())  # now that nobody else is writing them
        resources = _public().for_harvesting().in_bulk(list(records))
        changed = [
            record
            for record in records.values()
            if record.tell(resources.get(record.number), moment)
        ]
        Record.objects.bulk_update(changed, ["datestamp", "deleted", "content", "specs"])
        _write_sets(changed)
        return len(changed)


class Record(models.Model):
    number = models.PositiveBigIntegerField("ressource", unique=True)  # its key, even once deleted
    identifier = models.CharField(
        "identifiant", max_length=200, unique=True, help_text="Avec le nom du site de ce jour-là."
    )
    datestamp = models.DateTimeField("daté du", default=timezone.now)
    deleted = models.BooleanField("retiré", default=True)
    content = models.TextField("notice", blank=True)  # Dublin Core; nothing once deleted
    specs = models.JSONField("ensembles", default=list)  # once deleted, those that it was in

    objects = RecordQuerySet.as_manager()

    hidden: bool  # with_standing()

    class Meta:
        verbose_name = "notice moissonnée"
        verbose_name_plural = "notices moissonnées"
        ordering = ["datestamp", "pk"]
        indexes = [models.Index(fields=["datestamp", "id"], name="record_walk")]

    def __str__(self):
        return self.identifier

    @property
    def gone(self):
        """The record `with_standing()` tells nothing but that it is no more."""
        return self.deleted or self.hidden

    def tell(self, resource, moment) -> bool:
        """Say of itself what the resource says; whether that changed anything."""
        content = dublin_core.described(resource) if resource else ""
        specs = dublin_core.sets(resource) if resource else self.specs
        now = content, specs, resource is None
        if now == (self.content, self.specs, self.deleted):
            return False
        self.content, self.specs, self.deleted = now
        self.datestamp = moment
        return True


class Membership(models.Model):
    """A set that a record belongs to: `Record.specs`, as rows that a query finds."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="memberships")
    spec = models.CharField("ensemble", max_length=150, db_index=True)

    class Meta:
        verbose_name = "ensemble d’une notice"
        ordering = ["spec", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="record_is_once_in_a_set",
                fields=["record", "spec"],
                violation_error_message="Une notice est une fois dans un ensemble.",
            )
        ]

    def __str__(self):
        return self.spec


def settled_at(now):
    return the_second(now - SETTLED)


def _public():
    return apps.get_model("resources", "Resource").objects.public()


def _unknown(pks):
    known = Record.objects.filter(number__in=pks).values_list("number", flat=True)
    return _public().filter(pk__in=set(pks) - set(known)).values_list("pk", flat=True)


def _identifier(pk) -> str:
    return f"oai:{urlsplit(settings.SITE_URL).hostname}:{pk}"


def _write_sets(records) -> None:
    Membership.objects.filter(record__in=records).delete()
    Membership.objects.bulk_create(
        Membership(record=record, spec=spec) for record in records for spec in record.specs
    )
