"""Where a button or a door leads: a page of the site or an address, one of the two."""

from django.core.exceptions import ValidationError
from wagtail.blocks import CharBlock, PageChooserBlock, StructBlock, StructValue, TextBlock
from wagtail.blocks.struct_block import StructBlockValidationError

from navigation.models import address


class LinkValue(StructValue):
    @property
    def href(self):
        """The way there, or nothing when the page is not published any more."""
        page = self.get("page")
        if page is None:
            return self.get("address")
        return page.url if page.live else ""


class LinkBlock(StructBlock):
    """Base of what leads somewhere."""

    page = PageChooserBlock(required=False, label="page")
    address = CharBlock(
        required=False,
        max_length=300,
        validators=[address],
        label="ou adresse",
        help_text="Par exemple /agenda/?type=atelier ou https://www.exemple.fr/.",
    )

    class Meta:
        value_class = LinkValue

    def clean(self, value):
        value = super().clean(value)
        if bool(value["page"]) == bool(value["address"]):
            sentence = "Choisissez une page ou donnez une adresse : l’une ou l’autre."
            raise StructBlockValidationError({"address": ValidationError(sentence)})
        return value


class CallBlock(LinkBlock):
    title = CharBlock(max_length=120, label="titre")
    text = TextBlock(required=False, max_length=400, label="texte")
    label = CharBlock(max_length=60, label="texte du bouton")

    class Meta:
        label = "appel à agir"
        description = "Un encadré avec un bouton."
        icon = "pick"
        template = "blocks/call.html"


class DoorBlock(LinkBlock):
    label = CharBlock(max_length=80, label="pour qui", help_text="« Je suis assistant maternel »")
    text = TextBlock(max_length=200, label="ce qu’on y trouve")

    class Meta:
        label = "porte"
        icon = "login"
        template = "blocks/door.html"
