"""Two harvesters written by others, in front of a live server, while records change under them."""

import threading
import time
import urllib.request
import xml.etree.ElementTree as ET
from datetime import timedelta
from itertools import cycle, islice

import oaipmh_scythe
import pytest
import sickle
from django.core.management import call_command
from django.db import connection, connections

from resources import oai
from resources.models import Record, Resource
from tests.factories import DomainFactory, ResourceFactory, ThemeFactory

pytestmark = pytest.mark.django_db(transaction=True)

RECORDS = 7


class Sickle:
    def __init__(self, url, method):
        self.client = sickle.Sickle(url, http_method=method, timeout=60)

    def records(self, since=None):
        """(number, title or None once deleted), a page at a time."""
        selection = {"from": since} if since else {}
        try:
            for record in self.client.ListRecords(metadataPrefix="oai_dc", **selection):
                yield _told(record)
        except sickle.oaiexceptions.NoRecordsMatch:
            return

    def titles(self, identifier):
        record = self.client.GetRecord(identifier=identifier, metadataPrefix="oai_dc")
        return record.metadata["title"]

    def sets(self):
        return {each.setSpec: each.setName for each in self.client.ListSets()}

    def name(self):
        return self.client.Identify().repositoryName


class Scythe:
    def __init__(self, url, method):
        how = oaipmh_scythe.HTTPConfig(http_method=method, timeout=60)
        self.client = oaipmh_scythe.Scythe(url, http_config=how)

    def records(self, since=None):
        try:
            for record in self.client.list_records(metadata_prefix="oai_dc", from_=since):
                yield _told(record)
        except oaipmh_scythe.NoRecordsMatch:
            return

    def titles(self, identifier):
        return self.client.get_record(identifier=identifier).metadata["title"]

    def sets(self):
        return {each.setSpec: each.setName for each in self.client.list_sets()}

    def name(self):
        return self.client.identify().repositoryName


def _told(record):
    number = int(record.header.identifier.rpartition(":")[2])
    return number, None if record.deleted else record.metadata["title"][0]


@pytest.fixture
def base(live_server, settings, monkeypatch):
    """The address of the harvest: pages of two records, and nothing waits."""
    settings.SITE_URL = live_server.url
    monkeypatch.setattr(oai, "PAGE", 2)
    monkeypatch.setattr("resources.models.record.SETTLED", timedelta(0))
    return f"{live_server.url}/ressources/oai"


@pytest.fixture(params=["GET", "POST"])
def method(request):
    return request.param


@pytest.fixture(params=[Sickle, Scythe])
def harvester(request, base, method):
    harvester = request.param(base, method)
    yield harvester
    if request.param is Scythe:
        harvester.client.close()


def date(base):
    """As of when the site answers: where the next harvest starts."""
    with urllib.request.urlopen(f"{base}?verb=Identify") as answer:
        return ET.parse(answer).findtext("{*}responseDate")


def public():
    return dict(Resource.objects.public().values_list("pk", "title"))


def test_everything_is_harvested_once(harvester):
    sleep = ThemeFactory(
        key="sommeil", label="Sommeil", domain=DomainFactory(key="sante", label="Santé")
    )
    resources = [
        ResourceFactory(title=f"Titre {n} & <suite>", terms={"themes": [sleep]})
        for n in range(RECORDS)
    ]
    ResourceFactory(title="Brouillon", live=False)

    told = list(harvester.records())

    assert len(told) == RECORDS
    assert dict(told) == {resource.pk: resource.title for resource in resources}
    assert harvester.titles(f"oai:localhost:{resources[0].pk}") == [resources[0].title]
    assert harvester.sets() == {
        "theme": "Thèmes",
        "theme:sante": "Santé",
        "theme:sante:sommeil": "Sommeil",
        "type": "Types de ressource",
        "type:ouvrage": "Ouvrage",
    }
    assert harvester.name()


def test_what_changes_between_two_pages_is_neither_lost_nor_doubled(harvester, base):
    resources = [ResourceFactory(title=f"Titre {n}") for n in range(RECORDS)]
    Record.objects.update(datestamp=Record.objects.earliest("datestamp").datestamp)
    time.sleep(1.1)  # the dates of what follows are of another second
    since, known, given = date(base), {}, []

    for number, title in harvester.records():
        given.append(number)
        known[number] = title
        if len(given) == 1:  # the first page is read, the others are not asked for yet
            time.sleep(1.1)
            resources[0].title = "Déjà donné"
            resources[0].save()
            resources[4].title = "Pas encore donné"
            resources[4].save()
            resources[5].unpublish()
            ResourceFactory(title="Tout nouveau")

    assert len(given) == len(set(given)) == RECORDS - 2
    again = list(harvester.records(since))
    known |= dict(again)
    assert len(again) == len(dict(again)) == 4
    assert known.pop(resources[5].pk) is None
    assert known == public()


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite shares one connection with the live server"
)
def test_a_harvester_ends_with_what_the_catalogue_says(harvester, base, monkeypatch):
    settled = timedelta(seconds=2)
    monkeypatch.setattr("resources.models.record.SETTLED", settled)
    resources = [ResourceFactory(title=f"Titre {n}") for n in range(RECORDS)]
    time.sleep(settled.total_seconds() + 1)
    busy, failures = threading.Event(), []
    busy.set()
    writing = threading.Thread(target=_edit, args=(resources, busy, failures))
    writing.start()
    known, since = {}, None
    for _ in range(4):
        now = date(base)
        told = list(harvester.records(since))
        assert len(told) == len(dict(told))
        known |= dict(told)
        since = now
        time.sleep(0.5)
    busy.clear()
    writing.join()
    time.sleep(settled.total_seconds() + 1)
    known |= dict(harvester.records(since))

    assert failures == []
    assert Record.objects.filter(deleted=True).exists()
    assert {number: title for number, title in known.items() if title} == public()


def _edit(resources, busy, failures):
    """Somebody who renames, hides, shows and adds without a pause."""
    acts = cycle([_rename, _rename, _hide, _rename, _show, _add])
    try:
        for n, resource in enumerate(islice(cycle(resources), 10_000)):
            if not busy.is_set():
                return
            next(acts)(resource, n)
            time.sleep(0.02)
    except Exception as failure:
        failures.append(failure)
    finally:
        connections.close_all()


def _rename(resource, n):
    resource.title = f"Titre {n}, revu"
    resource.save()


def _hide(resource, n):
    resource.unpublish()


def _show(resource, n):
    resource.live = True
    resource.save()


def _add(resource, n):
    ResourceFactory(title=f"Ajout {n}")


def test_what_was_missed_is_caught_up_by_the_clock(harvester):
    resources = [ResourceFactory() for _ in range(3)]
    Resource.objects.filter(pk=resources[0].pk).update(live=False)  # nobody was told
    Record.objects.filter(number=resources[1].pk).delete()
    assert len(list(harvester.records())) == 2

    call_command("tick")

    told = dict(harvester.records())
    assert told == {resources[0].pk: None} | public()
