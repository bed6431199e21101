"""« Prêt » in the back office: the day board, the scanner, and the lists behind them."""

from django.urls import path, reverse
from django.utils.functional import cached_property
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton

from resources.desk.loan import LoanViewSet, day
from resources.forms.listings import BookingFilters, HoldFilters
from resources.models import Booking, ExceptionalDay, Hold, Material, Structure
from resources.views import board, bookings, contents, counting, queue


class DeskMenuItem(MenuItem):
    permission = "resources.view_loan"

    def is_shown(self, request):
        return request.user.has_perm(self.permission)


class StocktakeMenuItem(DeskMenuItem):
    permission = "resources.add_stocktake"


class BoardViewSet(ViewSet):
    name = "lending"
    url_prefix = "pret"
    icon = "view"
    menu_label = "Aujourd’hui"
    menu_item_class = DeskMenuItem

    def get_urlpatterns(self):
        return [
            path("", board.today, name="board"),
            path("scanner/", board.scan, name="scan"),
            path("etiquettes/", board.labels, name="labels"),
            path("exemplaires/<int:pk>/contenu/", contents.checklist, name="checklist"),
            path("exemplaires/<int:pk>/nettoye/", board.clean, name="clean"),
            path("exemplaires/<int:pk>/retrouve/", board.found, name="found"),
            path("objets/<int:pk>/complet/", counting.refill, name="refill"),
            path("constats/<int:pk>/", counting.count, name="count"),
            path("constats/<int:pk>/clore/", counting.settle, name="settle"),
            path("inventaires/", counting.stocktakes, name="stocktakes"),
            path("inventaires/<int:pk>/", counting.stocktake, name="stocktake"),
            path("inventaires/<int:pk>/finir/", counting.finish, name="finish"),
        ]

    @cached_property
    def menu_url(self):
        return reverse("lending:board")


class ScanViewSet(ViewSet):
    name = "lending_scan"
    icon = "search"
    menu_label = "Scanner"
    menu_item_class = DeskMenuItem

    def get_urlpatterns(self):
        return []

    @cached_property
    def menu_url(self):
        return reverse("lending:scan")


class StocktakeViewSet(ScanViewSet):
    name = "lending_stocktakes"
    icon = "list-ul"
    menu_label = "Inventaires"
    menu_item_class = StocktakeMenuItem

    @cached_property
    def menu_url(self):
        return reverse("lending:stocktakes")


def named(row):
    return (row.person if row.named else None) or "–"


class DeskIndexView(generic.IndexView):
    def get_base_queryset(self):
        return self.model.objects.for_desk(self.request.user)


class BookingIndexView(DeskIndexView):
    page_title = "Réservations de malles"
    add_item_label = "Réserver une malle"
    no_results_message = "Aucune réservation."


def nowhere(*names):
    return dict.fromkeys(f"{name}_url_name" for name in (*names, "delete", "copy", "inspect"))


class BookingViewSet(ModelViewSet):
    """Bookings are made and moved by the rules of `resources.bookings`; nobody edits one."""

    model = Booking
    name = "lending_bookings"
    url_prefix = "pret/reservations"
    icon = "calendar"
    menu_label = "Réservations"
    index_view_class = BookingIndexView
    inspect_view_enabled = True  # the permission to read is given apart
    add_to_reference_index = False  # nobody's name in a second table
    form_fields = ["copy"]
    list_display = [
        TitleColumn(
            "copy", label="Malle", accessor="copy.resource", url_name="lending_bookings:edit"
        ),
        Column("code", label="Code", accessor="copy.code"),
        Column("person", label="Pour", accessor=named),
        Column("starts_on", label="Du", accessor=day("starts_on"), sort_key="starts_on"),
        Column("ends_on", label="Au", accessor=day("ends_on"), sort_key="ends_on"),
        StatusTagColumn(
            "state",
            label="État",
            accessor=lambda row: row.state[0],
            primary=lambda row: row.state[1] != "plain",
        ),
    ]
    filterset_class = BookingFilters
    ordering = ["starts_on", "pk"]

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(**{**kwargs, **nowhere()})

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("resultats/", self.index_results_view, name="index_results"),
            path("reserver/", bookings.add, name="add"),
            path("<int:pk>/", bookings.booking, name="edit"),
            path("<int:pk>/partir/", bookings.hand_over, name="hand_over"),
            path("<int:pk>/<slug:what>/", bookings.act, name="act"),
        ]

    def register_admin_url_finder(self):
        """Wagtail need not lead to a booking from elsewhere."""


class HoldIndexView(DeskIndexView):
    page_title = "Files d’attente"
    add_item_label = "Réserver pour quelqu’un"
    no_results_message = "Personne n’attend."


class HoldViewSet(ModelViewSet):
    """Holds are placed and moved by the rules of `resources.holds`; nobody edits one."""

    model = Hold
    name = "lending_holds"
    url_prefix = "pret/files"
    icon = "group"
    menu_label = "Files d’attente"
    index_view_class = HoldIndexView
    inspect_view_enabled = True
    add_to_reference_index = False
    form_fields = ["resource"]
    list_display = [
        TitleColumn("resource", label="Ressource", url_name="lending_holds:edit"),
        Column("person", label="Pour", accessor=named),
        Column("created_at", label="Demandée", accessor=day("created_at"), sort_key="created_at"),
        Column("until", label="À retirer jusqu’au", accessor=day("pick_up_until")),
        StatusTagColumn(
            "state",
            label="État",
            accessor=lambda row: row.state[0],
            primary=lambda row: row.state[1] != "plain",
        ),
    ]
    filterset_class = HoldFilters
    ordering = ["resource__title", "ticket", "pk"]

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(**{**kwargs, **nowhere()})

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("resultats/", self.index_results_view, name="index_results"),
            path("reserver/", queue.add, name="add"),
            path("<int:pk>/", queue.hold, name="edit"),
            path("<int:pk>/annuler/", queue.cancel, name="cancel"),
            path("<int:pk>/remettre/", queue.collect, name="collect"),
        ]

    def register_admin_url_finder(self):
        """Wagtail need not lead to a hold from elsewhere."""


class StructureIndexView(generic.IndexView):
    page_title = "Structures"
    add_item_label = "Ajouter une structure"
    no_results_message = "Aucune structure n’emprunte encore."

    def get_base_queryset(self):
        return Structure.objects.select_related("type", "commune").order_by("name", "pk")

    def get_list_more_buttons(self, instance):
        people = reverse("lending_structures:people", args=[instance.pk])
        button = Button("Ses personnes", people, icon_name="group", priority=5)
        return [*super().get_list_more_buttons(instance), button]


class StructureEditView(generic.EditView):
    @cached_property
    def header_buttons(self):
        people = reverse("lending_structures:people", args=[self.object.pk])
        return [HeaderButton("Ses personnes", people, icon_name="group")]


class StructureViewSet(ModelViewSet):
    model = Structure
    name = "lending_structures"
    url_prefix = "pret/structures"
    icon = "home"
    menu_label = "Structures"
    index_view_class = StructureIndexView
    edit_view_class = StructureEditView
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = [
        TitleColumn("name", label="Nom", sort_key="name", url_name="lending_structures:edit"),
        Column("type", label="Type"),
        Column("commune", label="Commune"),
        Column("phone", label="Téléphone"),
    ]
    search_fields = ["name"]
    ordering = ["name", "pk"]
    edit_handler = ObjectList(
        [
            HelpPanel(
                "<p>Une crèche, une MAM, une école : elle emprunte par les personnes qu’elle "
                "désigne, et ses limites sont les siennes.</p>"
            ),
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("type"), FieldPanel("commune")]),
            FieldRowPanel([FieldPanel("email"), FieldPanel("phone")]),
        ]
    )

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/personnes/", contents.people, name="people"),
            path("<int:pk>/personnes/<int:member>/oter/", contents.remove, name="remove"),
        ]


class MaterialIndexView(generic.IndexView):
    page_title = "Matières"
    add_item_label = "Ajouter une matière"


class MaterialViewSet(ModelViewSet):
    model = Material
    name = "lending_materials"
    url_prefix = "pret/matieres"
    icon = "tag"
    menu_label = "Matières"
    index_view_class = MaterialIndexView
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = [
        TitleColumn("label", label="Matière", sort_key="label", url_name="lending_materials:edit"),
        Column("cleaning", label="Comment on la nettoie"),
        Column("days", label="Jours de nettoyage", sort_key="days"),
    ]
    form_fields = ["label", "cleaning", "days"]
    ordering = ["label", "pk"]


class ExceptionalDayIndexView(generic.IndexView):
    page_title = "Jours particuliers"
    add_item_label = "Ajouter un jour"
    no_results_message = "Chaque jour est comme ceux des autres semaines."


class ExceptionalDayViewSet(ModelViewSet):
    model = ExceptionalDay
    name = "lending_days"
    url_prefix = "pret/jours"
    icon = "date"
    menu_label = "Jours particuliers"
    index_view_class = ExceptionalDayIndexView
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = [
        TitleColumn(
            "day", label="Jour", accessor=day("day"), sort_key="day", url_name="lending_days:edit"
        ),
        Column("state", label="Ce jour-là", accessor="get_state_display"),
        Column("reason", label="Motif"),
    ]
    form_fields = ["day", "state", "reason"]
    ordering = ["-day", "-pk"]


class LendingGroup(ViewSetGroup):
    menu_label = "Prêt"
    menu_icon = "user"
    menu_order = 221  # just after the documentation
    items = (
        BoardViewSet,
        ScanViewSet,
        LoanViewSet("resources_loans"),
        BookingViewSet,
        HoldViewSet,
        StructureViewSet,
        StocktakeViewSet,
        MaterialViewSet,
        ExceptionalDayViewSet,
    )
