"""What is shown: pictures, files, videos, places."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    ListBlock,
    StructBlock,
    StructValue,
    TextBlock,
    URLBlock,
)
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock


class PictureBlock(StructBlock):
    picture = ImageChooserBlock(label="image")
    alternative = CharBlock(
        max_length=250,
        required=False,
        label="ce que l’image dit",
        help_text="Lu à qui ne la voit pas. Décrivez ce qui compte ici, sans « image de ».",
    )
    decorative = BooleanBlock(
        required=False,
        label="purement décorative",
        help_text="À cocher seulement si la page dit tout sans elle.",
    )
    caption = CharBlock(max_length=250, required=False, label="légende")

    class Meta:
        label = "image"
        description = "Une image et ce qu’elle dit à qui ne la voit pas."
        icon = "image"
        template = "blocks/picture.html"

    def clean(self, value):
        value = super().clean(value)
        if value["decorative"] and value["alternative"]:
            sentence = "Une image décorative ne dit rien : videz ce champ ou décochez la case."
            raise StructBlockValidationError({"alternative": ValidationError(sentence)})
        if not value["decorative"] and not value["alternative"]:
            sentence = "Dites ce que l’image montre, ou cochez « purement décorative »."
            raise StructBlockValidationError({"alternative": ValidationError(sentence)})
        return value


class FileBlock(StructBlock):
    document = DocumentChooserBlock(label="fichier")
    label = CharBlock(
        max_length=160, required=False, label="libellé", help_text="Vide : le titre du fichier."
    )

    class Meta:
        label = "fichier"


class FilesBlock(StructBlock):
    title = CharBlock(max_length=120, required=False, label="titre")
    files = ListBlock(FileBlock(), label="fichiers")

    class Meta:
        label = "fichiers"
        description = "Des documents à télécharger, avec leur format et leur poids."
        icon = "doc-full"
        template = "blocks/files.html"


class VideoValue(StructValue):
    @property
    def host(self):
        """Where the link leads, to be said before somebody follows it."""
        return urlsplit(self["url"]).hostname.removeprefix("www.")


class VideoBlock(StructBlock):
    """A link, never a player: nothing is asked of a third party before somebody clicks."""

    title = CharBlock(max_length=160, label="titre")
    url = URLBlock(label="adresse de la vidéo")
    minutes = CharBlock(max_length=20, required=False, label="durée", help_text="« 12 minutes »")
    text = TextBlock(
        required=False,
        label="ce qu’on y voit",
        help_text="Quelques phrases, et s’il y a des sous-titres ou une transcription.",
    )

    class Meta:
        label = "vidéo"
        description = "Un lien vers une vidéo, sans lecteur ni traceur."
        icon = "media"
        value_class = VideoValue
        template = "blocks/video.html"


class PlaceBlock(StructBlock):
    title = CharBlock(max_length=120, label="titre")
    address = TextBlock(max_length=300, label="adresse")
    access = TextBlock(
        required=False, label="pour venir", help_text="Transports, stationnement, plain-pied…"
    )
    hours = TextBlock(required=False, label="horaires", help_text="Une ligne par jour.")
    map_url = URLBlock(
        required=False,
        label="lien vers une carte",
        help_text="Par exemple une adresse d’OpenStreetMap.",
    )

    class Meta:
        label = "lieu et accès"
        description = "Une adresse, comment y venir, quand, et un lien vers une carte."
        icon = "site"
        template = "blocks/place.html"
