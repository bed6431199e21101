"""How the team narrows its lists: resources, copies, loans."""

from django import forms
from django.db.models import Q
from django_filters import ChoiceFilter, ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet

from resources.models import Booking, Copy, Hold, Loan, Resource
from vocabulary.models import Organisation, ResourceAccess, ResourceType, Theme


class ResourceFilters(WagtailFilterSet):
    live = ChoiceFilter(
        label="état", choices=[("1", "publiée"), ("0", "brouillon")], widget=forms.RadioSelect
    )
    type = ModelChoiceFilter(queryset=ResourceType.objects.active(), label="type")
    themes = ModelChoiceFilter(queryset=Theme.objects.active(), label="thème")
    access = ModelChoiceFilter(queryset=ResourceAccess.objects.active(), label="accès")
    visibility = ChoiceFilter(
        label="visible par", choices=Resource.Visibility.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = Resource
        fields: list[str] = []


class CopyFilters(WagtailFilterSet):
    status = ChoiceFilter(label="état", choices=Copy.Status.choices, widget=forms.RadioSelect)
    holder = ModelChoiceFilter(queryset=Organisation.objects.active(), label="organisme")

    class Meta:
        model = Copy
        fields: list[str] = []


class LoanFilters(WagtailFilterSet):
    """In progress, unless others are asked for."""

    state = ChoiceFilter(
        label="état",
        choices=[("retard", "en retard"), ("rendus", "rendus"), ("tous", "tous")],
        empty_label="en cours",
        method="in_state",
        widget=forms.RadioSelect,
    )
    holder = ModelChoiceFilter(
        field_name="copy__holder", queryset=Organisation.objects.active(), label="organisme"
    )

    class Meta:
        model = Loan
        fields: list[str] = []

    def in_state(self, queryset, name, value):
        if value == "retard":
            return queryset.late()
        return queryset.exclude(returned_on=None) if value == "rendus" else queryset

    def filter_queryset(self, queryset):
        if not self.form.cleaned_data["state"]:
            queryset = queryset.open()
        return super().filter_queryset(queryset)


class CurrentFilters(WagtailFilterSet):
    """What is under way, unless the rest is asked for."""

    state = ChoiceFilter(
        label="état",
        choices=[("finies", "finies"), ("toutes", "toutes")],
        empty_label="en cours",
        method="in_state",
        widget=forms.RadioSelect,
    )

    def in_state(self, queryset, name, value):
        return queryset.exclude(over_on=None) if value == "finies" else queryset

    def filter_queryset(self, queryset):
        if not self.form.cleaned_data["state"]:
            queryset = queryset.filter(over_on=None)
        return super().filter_queryset(queryset)


class BookingFilters(CurrentFilters):
    class Meta:
        model = Booking
        fields: list[str] = []


class HoldFilters(CurrentFilters):
    class Meta:
        model = Hold
        fields: list[str] = []


def matching(loans, query, user):
    """The loans that answer these words; a borrower's name answers only who may read it."""
    for word in query.split():
        public = Q(copy__code__icontains=word) | Q(copy__resource__title__icontains=word)
        names = Q(borrower__first_name__icontains=word) | Q(borrower__last_name__icontains=word)
        loans = loans.filter(public | (names & Q(pk__in=loans.visible_to(user).values("pk"))))
    return loans
