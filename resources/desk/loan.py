"""Loans in the back office: the list, and the screens where one opens and closes."""

from django.urls import path
from django.utils.formats import date_format
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from resources import exports
from resources.forms.listings import LoanFilters, matching
from resources.models import Loan
from resources.views import desk


def day(name):
    """A date in full: Wagtail's own column says of one to come that it was a moment ago."""
    return lambda row: date_format(value, "j F Y") if (value := getattr(row, name)) else "–"


class LoanIndexView(generic.IndexView):
    page_title = "Prêts"
    list_export = list(exports.LOAN_COLUMNS)
    add_item_label = "Prêter un exemplaire"
    is_searchable = True

    def as_spreadsheet(self, queryset, spreadsheet_format):
        return exports.listed(exports.LOAN_COLUMNS, queryset, spreadsheet_format, "prets")

    def get_base_queryset(self):
        return Loan.objects.for_desk(self.request.user)

    def search_queryset(self, queryset):
        if not self.is_searching:
            return queryset
        return matching(queryset, self.search_query, self.request.user)


class LoanViewSet(ModelViewSet):
    """Loans open and close by the rules of `resources.loans`; nobody edits one."""

    model = Loan
    name = "resources_loans"
    url_prefix = "documentation/prets"
    icon = "user"
    menu_label = "Prêts"
    index_view_class = LoanIndexView
    inspect_view_enabled = True  # the permission to read is given apart
    add_to_reference_index = False  # nobody's name in a second table
    form_fields = ["copy"]
    list_display = [
        TitleColumn(
            "copy__code", label="Exemplaire", accessor="copy.code", url_name="resources_loans:edit"
        ),
        Column("resource", label="Ressource", accessor="copy.resource"),
        Column(
            "borrower",
            label="Emprunté par",
            accessor=lambda loan: (loan.borrower if loan.named else None) or "–",
        ),
        Column("lent_on", label="Prêté", accessor=day("lent_on"), sort_key="lent_on"),
        Column("due_on", label="À rendre", accessor=day("due_on"), sort_key="due_on"),
        StatusTagColumn(
            "state",
            label="État",
            accessor=lambda loan: loan.state[0],
            primary=lambda loan: loan.state[1] != "plain",
        ),
    ]
    filterset_class = LoanFilters
    ordering = ["due_on", "pk"]

    def get_common_view_kwargs(self, **kwargs):
        nowhere = dict.fromkeys(["delete_url_name", "inspect_url_name", "copy_url_name"])
        return super().get_common_view_kwargs(**{**kwargs, **nowhere})

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("resultats/", self.index_results_view, name="index_results"),
            path("preter/", desk.lend, name="add"),
            path("<int:pk>/", desk.take_back, name="edit"),
            path("<int:pk>/prolonger/", desk.renew, name="renew"),
            path("<int:pk>/bordereau.pdf", desk.slip, name="slip"),
        ]

    def register_admin_url_finder(self):
        """Wagtail need not lead to a loan from elsewhere."""
