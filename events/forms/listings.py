"""How the team narrows its lists: rendez-vous, sessions, registrations."""

from typing import ClassVar

from django import forms
from django.utils import timezone
from django_filters import ChoiceFilter, DateFromToRangeFilter, ModelChoiceFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from events.models import Event, Registration, Session, Venue
from vocabulary.models import Audience, EventKind, Organisation, Theme


class EventFilters(WagtailFilterSet):
    live = ChoiceFilter(
        label="état", choices=[("1", "publié"), ("0", "brouillon")], widget=forms.RadioSelect
    )
    kind = ModelChoiceFilter(queryset=EventKind.objects.active(), label="type")
    lead = ModelChoiceFilter(queryset=Organisation.objects.active(), label="mené par")
    audiences = ModelChoiceFilter(queryset=Audience.objects.active(), label="public")
    themes = ModelChoiceFilter(queryset=Theme.objects.active(), label="thème")

    class Meta:
        model = Event
        fields: ClassVar[list[str]] = []


class SessionFilters(WagtailFilterSet):
    """To come, unless other dates are asked for."""

    period = ChoiceFilter(
        label="période",
        choices=[("passees", "passées, les dernières d’abord"), ("toutes", "toutes")],
        empty_label="à venir",
        method="in_period",
        widget=forms.RadioSelect,
    )
    starts_at = DateFromToRangeFilter(label="dates", widget=DateRangePickerWidget)
    status = ChoiceFilter(
        label="état", choices=Session.Status.choices, empty_label="tous", widget=forms.RadioSelect
    )
    event = ModelChoiceFilter(queryset=Event.objects.order_by("title", "pk"), label="rendez-vous")
    lead = ModelChoiceFilter(
        field_name="event__lead", queryset=Organisation.objects.active(), label="mené par"
    )
    venue = ModelChoiceFilter(queryset=Venue.objects.order_by("name", "pk"), label="lieu")

    class Meta:
        model = Session
        fields: ClassVar[list[str]] = []

    def in_period(self, queryset, name, value):
        if value == "passees":
            past = queryset.filter(ends_at__lt=timezone.now())
            return past if "ordering" in self.data else past.order_by("-starts_at", "-pk")
        return queryset

    def filter_queryset(self, queryset):
        asked = self.form.cleaned_data
        if not asked["period"] and not asked["starts_at"]:
            queryset = queryset.filter(ends_at__gte=timezone.now())
        return super().filter_queryset(queryset)


class SessionField(ModelChoiceFilter.field_class):
    def label_from_instance(self, session):
        return f"{timezone.localtime(session.starts_at):%d/%m/%Y} – {session.event}"


class SessionFilter(ModelChoiceFilter):
    field_class = SessionField


def sessions_of(request):
    """The sessions that have people, among those whose names may be read."""
    events = Event.objects.names_visible_to(request.user)
    sessions = Session.objects.filter(event__in=events, registrations__isnull=False).distinct()
    return sessions.select_related("event").order_by("-starts_at", "-pk")


class RegistrationFilters(WagtailFilterSet):
    status = ChoiceFilter(
        label="état",
        choices=Registration.Status.choices,
        empty_label="tous",
        widget=forms.RadioSelect,
    )
    session = SessionFilter(queryset=sessions_of, label="séance")
    source = ChoiceFilter(
        label="origine",
        choices=Registration.Source.choices,
        empty_label="toutes",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Registration
        fields: ClassVar[list[str]] = []
