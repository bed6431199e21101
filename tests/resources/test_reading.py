"""The PDF of resources: what they say is found, once a clock has had them read."""

import pytest
import typst
from django.core.files.base import ContentFile

from files.models import Document
from resources import pdf_text, reading
from resources.models import FileText, Resource, ResourceFile
from search import index
from tests.factories import ResourceFactory

PAGE = "#set page(width: 9cm)\n"


def pdf(source):
    return typst.compile((PAGE + source).encode(), format="pdf")


def attach(content, **details):
    resource = ResourceFactory(title="Une fiche", **details)
    document = Document.objects.create(title="Fiche", file=ContentFile(content, name="fiche.pdf"))
    ResourceFile.objects.create(resource=resource, document=document)
    return resource


def found(words):
    return index.matching("resource", words)


def test_what_a_pdf_says_is_found_once_it_is_read():
    resource = attach(pdf("Le marsupilami dort."))
    assert found("marsupilami") == []

    assert reading.read_due() == 1
    assert found("marsupilami") == [resource.pk]
    assert reading.read_due() == 0


def test_what_a_pdf_says_weighs_less_than_a_title():
    attached = attach(pdf("Le doudou."))
    for n in range(5):
        ResourceFactory(title=f"Rien {n}")
    titled = ResourceFactory(title="Le doudou")

    reading.read_due()

    assert found("doudou") == [titled.pk, attached.pk]


def test_the_pdf_of_a_hidden_resource_is_read_and_found_by_nobody():
    resource = attach(pdf("Le marsupilami dort."))
    Resource.objects.filter(pk=resource.pk).update(visibility=Resource.Visibility.STAFF)

    assert reading.read_due() == 1
    assert found("marsupilami") == []

    resource.refresh_from_db()
    resource.visibility = Resource.Visibility.PUBLIC
    resource.save()
    assert found("marsupilami") == [resource.pk]


def test_another_file_is_another_text():
    resource = attach(pdf("Le marsupilami dort."))
    reading.read_due()

    document = Document.objects.get()
    document.file.save("fiche.pdf", ContentFile(pdf("Le quokka dort.")))

    assert reading.read_due() == 1
    assert (found("marsupilami"), found("quokka")) == ([], [resource.pk])


def test_a_pdf_of_pictures_is_said_to_be_unreadable(client):
    resource = attach(pdf("#rect()"))

    reading.read_due()

    assert FileText.objects.get().state == FileText.State.IMAGE
    assert "Les pages de ce PDF sont des images" in client.get(resource.get_absolute_url()).text


@pytest.mark.parametrize("content", [b"%PDF-1.4", b"", b"\0" * 5000, b"<html>"])
def test_a_broken_file_stops_nothing_and_is_not_tried_again(content):
    attach(content)
    resource = attach(pdf("Le marsupilami dort."))

    assert reading.read_due() == 2

    assert sorted(FileText.objects.values_list("state", flat=True)) == ["failed", "read"]
    assert found("marsupilami") == [resource.pk]
    assert reading.read_due() == 0


def test_words_cut_at_the_end_of_a_line_are_whole():
    assert pdf_text.joined("La motri-\ncité libre,\nà deux -\ntrois") == (
        "La motricité libre, à deux - trois"
    )
