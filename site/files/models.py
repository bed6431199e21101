"""Pictures and documents, with what the law and courtesy ask to be said of them."""

from django.conf import settings
from django.db import models
from taggit.managers import TaggableManager
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, Image


class Picture(AbstractImage):
    credit = models.CharField("crédit", max_length=200, blank=True)

    admin_form_fields = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = "image"

    @staticmethod
    def on_a_card(path):
        """What a card reads of it, for the `only()` of the rows that hold a picture at `path`."""
        focus = ("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")
        return [f"{path}__{name}" for name in ("file", "width", "height", *focus)]

    def thumbnail(self, spec):
        """A rendition, out of those that were prefetched if it exists. Wagtail's `get_rendition`
        also copies it to the cache each time, which costs more than the rest of the card."""
        try:
            return self.find_existing_rendition(Filter(spec=spec))
        except Rendition.DoesNotExist:
            return self.get_rendition(spec)


class Rendition(AbstractRendition):
    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]


class Document(AbstractDocument):
    # Wagtail's own Document stays installed: the same reverse names would clash.
    tags = TaggableManager(blank=True, verbose_name="étiquettes", related_name="our_documents")
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="déposé par",
    )

    admin_form_fields = WagtailDocument.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = "document"
