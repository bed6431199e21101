"""The PDF of resources, read so that search finds what they say; by `tick`, outside any request."""

import logging

from django.db.models import F
from django.utils import timezone

from files.models import Document
from resources import indexing, pdf_text
from resources.models import FileText, ResourceFile

AT_ONCE = 20  # files a minute
logger = logging.getLogger(__name__)


def read_due() -> int:
    """Read the files that nobody has read as they are; returns how many were."""
    due = list(unread()[:AT_ONCE])
    for document in due:
        _read(document)
    return len(due)


def unread():
    """The PDF that resources hold and that are new, or replaced by others, since they were read."""
    read = FileText.objects.filter(name=F("document__file"))
    return (
        Document.objects.filter(pk__in=ResourceFile.objects.values("document"))
        .filter(file__iendswith=".pdf")
        .exclude(pk__in=read.values("document"))
        .order_by("pk")
    )


def _read(document: Document) -> None:
    text, state = "", FileText.State.FAILED
    try:
        with document.file.open("rb") as file:
            text = pdf_text.text_of(file.read())
        state = FileText.State.READ if text else FileText.State.IMAGE
    except (OSError, pdf_text.Unreadable):
        logger.warning("The PDF of document %s cannot be read.", document.pk, exc_info=True)
    FileText.objects.update_or_create(
        document=document,
        defaults={
            "name": document.file.name,
            "text": text,
            "state": state,
            "read_at": timezone.now(),
        },
    )
    holding = ResourceFile.objects.filter(document=document).order_by("resource").distinct()
    for pk in holding.values_list("resource", flat=True):
        indexing.follow(pk)
