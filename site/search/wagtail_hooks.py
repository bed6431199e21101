"""The synonyms in the back office: in force at the next search, as soon as they are saved."""

from wagtail import hooks
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.viewsets.model import ModelViewSet

from search.models import Synonym

HELP = (
    "<p>Qui cherche un mot du groupe trouve aussi ce qui est écrit avec les autres : « RPE » et "
    "« relais petite enfance ». Accents, majuscules et pluriels sont déjà compris. À sens unique, "
    "la première ligne seule trouve les autres : « nounou » trouve « assistant maternel », et "
    "l’inverse n’est pas vrai.</p>"
)


class SynonymViewSet(ModelViewSet):
    model = Synonym
    icon = "search"
    menu_label = "Synonymes"
    menu_order = 510
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    list_display = ["__str__", BooleanColumn("one_way", label="À sens unique")]
    list_per_page = 100
    search_fields = ["words"]
    panels = [HelpPanel(HELP), FieldPanel("words"), FieldPanel("one_way")]


@hooks.register("register_admin_viewset")
def synonyms():
    return SynonymViewSet("search_synonyms", url_prefix="synonymes")
