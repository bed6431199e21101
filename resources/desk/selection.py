"""Selections in the back office: a text, and resources put in order."""

from wagtail.admin.panels import (
    FieldPanel,
    InlinePanel,
    ObjectList,
    PublishingPanel,
    TitleFieldPanel,
)
from wagtail.admin.ui.tables import StatusTagColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from resources.models import Selection


class SelectionViewSet(SnippetViewSet):
    model = Selection
    icon = "list-ol"
    menu_label = "Sélections"
    url_prefix = "documentation/selections"
    copy_view_enabled = False
    list_display = [
        "title",
        StatusTagColumn(
            "live",
            label="État",
            accessor=lambda row: "publiée" if row.live else "brouillon",
            primary=lambda row: row.live,
        ),
        UpdatedAtColumn(label="Modifiée"),
    ]
    search_fields = ["title", "summary"]
    edit_handler = ObjectList(
        [
            TitleFieldPanel("title", placeholder="Titre"),
            FieldPanel("summary"),
            FieldPanel("body"),
            InlinePanel(
                "items",
                heading="Ressources, dans l’ordre",
                label="Ressource",
                panels=[FieldPanel("resource"), FieldPanel("note")],
            ),
            FieldPanel("slug", help_text="La fin de l’adresse de la page, sans accent."),
            PublishingPanel(),
        ]
    )
