"""Templates of rendez-vous in the back office: one for a kind."""

from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from events.models import EventTemplate


class TemplateIndexView(generic.IndexView):
    page_title = "Modèles"
    add_item_label = "Ajouter un modèle"
    no_results_message = "Aucun modèle : chaque rendez-vous part d’une page blanche."

    def get_base_queryset(self):
        return EventTemplate.objects.select_related("kind", "event")


class TemplateViewSet(ModelViewSet):
    model = EventTemplate
    name = "agenda_templates"
    url_prefix = "agenda/modeles"
    icon = "copy"
    menu_label = "Modèles"
    index_view_class = TemplateIndexView
    copy_view_enabled = False
    add_to_reference_index = False  # its references are plain foreign keys
    list_display = [
        TitleColumn("kind", label="Type", url_name="agenda_templates:edit"),
        Column("event", label="Repris de"),
        "capacity",
        "minutes",
    ]
    ordering = ["kind__position", "kind__label", "pk"]
    edit_handler = ObjectList(
        [
            HelpPanel(
                "<p>Un nouveau rendez-vous de ce type partira de là. Ce que vous changez ensuite "
                "dans le modèle ne change pas ceux qui en viennent.</p>"
            ),
            FieldPanel("kind"),
            FieldPanel("event"),
            FieldRowPanel([FieldPanel("capacity"), FieldPanel("minutes")]),
        ]
    )
