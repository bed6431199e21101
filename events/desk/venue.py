"""Venues in the back office."""

from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    TitleFieldPanel,
)
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from events.models import Venue


class VenueIndexView(generic.IndexView):
    add_item_label = "Ajouter un lieu"

    def get_base_queryset(self):
        return Venue.objects.select_related("commune", "structure_type")


class VenueViewSet(ModelViewSet):
    model = Venue
    name = "agenda_venues"
    url_prefix = "agenda/lieux"
    icon = "home"
    menu_label = "Lieux"
    index_view_class = VenueIndexView
    copy_view_enabled = False
    list_display = [
        "name",
        Column("commune", label="Commune", sort_key="commune__label"),
        Column(
            "structure_type",
            label="Type",
            sort_key="structure_type__label",
            classname="desk-wide",
        ),
        "capacity",
    ]
    list_filter = ["commune", "structure_type"]
    search_fields = ["name", "address", "commune__label"]
    ordering = ["name", "pk"]
    edit_handler = ObjectList(
        [
            TitleFieldPanel("name", placeholder="Nom"),
            FieldPanel("slug"),
            FieldPanel("structure_type"),
            MultiFieldPanel(
                [
                    FieldPanel("address"),
                    FieldPanel("commune"),
                    FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
                    FieldPanel("access"),
                ],
                heading="Où et comment y venir",
            ),
            MultiFieldPanel([FieldPanel("rooms"), FieldPanel("capacity")], heading="Salles"),
            FieldPanel("summary"),
            FieldRowPanel([FieldPanel("phone"), FieldPanel("email")], heading="Contact"),
        ]
    )
