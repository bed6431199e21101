"""Days when the place is closed, in the back office."""

from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from events.wording import days
from identity.models import Closure


class ClosureIndexView(generic.IndexView):
    page_title = "Jours de fermeture"
    add_item_label = "Ajouter une fermeture"
    no_results_message = "Aucune fermeture n’est notée."


class ClosureViewSet(ModelViewSet):
    model = Closure
    name = "agenda_closures"
    url_prefix = "agenda/fermetures"
    icon = "no-view"
    menu_label = "Fermetures"
    index_view_class = ClosureIndexView
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = [
        TitleColumn(
            "reason",
            label="Motif",
            sort_key="reason",
            url_name="agenda_closures:edit",
        ),
        Column(
            "days",
            label="Jours",
            sort_key="first_day",
            accessor=lambda row: days(row.first_day, row.last_day),
        ),
    ]
    ordering = ["-first_day", "-pk"]
    edit_handler = ObjectList(
        [
            HelpPanel(
                "<p>Quand le lieu est fermé : congés, travaux, pont. Les séries de séances "
                "écartent ces jours, et qui prévoit une séance en est averti. Rien n’est annulé."
                "</p>"
            ),
            FieldRowPanel([FieldPanel("first_day"), FieldPanel("last_day")]),
            FieldPanel("reason"),
        ]
    )
