"""The year at a glance: how many sessions each day, closed days and holidays."""

from datetime import date
from typing import NamedTuple

from django.contrib.auth.decorators import permission_required
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.holidays import public_holiday, school_holiday
from events.models import Session
from events.month import Day, midnight, weeks
from events.views import desk
from identity.models import Closure, Identity

FIRST, LAST = 2000, 2099


class Square(NamedTuple):
    """A day of the year, and why nothing should be planned on it ("" when nothing says so)."""

    day: Day
    tone: str
    reason: str


@require_safe
@permission_required("events.view_session", raise_exception=True)
def year(request):
    asked = desk.number(request.GET.get("annee"))
    shown = asked if asked and FIRST <= asked <= LAST else timezone.localdate().year
    first, last = date(shown, 1, 1), date(shown, 12, 31)
    kept = Session.objects.exclude(status=Session.Status.CANCELLED).order_by("starts_at", "pk")
    sessions = list(
        kept.filter(
            starts_at__lt=midnight(date(shown + 1, 1, 1)), starts_at__gte=midnight(first)
        ).defer("vevent", "vevent_later")
    )
    off = days_off(Closure.objects.meeting(first, last), Identity.load().school_zone)
    months = [date(shown, month, 1) for month in range(1, 13)]
    return desk.page(
        request,
        "year",
        f"L’année {shown}",
        year=shown,
        count=len(sessions),
        months=[(month, squares(month, sessions, off)) for month in months],
    )


def squares(month, sessions, off):
    """The weeks of a month. A session is counted on the day when it starts."""
    its = [one for one in sessions if timezone.localdate(one.starts_at).month == month.month]
    return [[off(day) for day in week] for week in weeks(month, its)]


def days_off(closures, zone):
    """What says of each day whether the place, the country or the schools are off."""
    closures = list(closures)

    def square(day):
        closed = next((one.reason for one in closures if one.holds(day.date, day.date)), "")
        if closed:
            return Square(day, "closed", f"lieu fermé : {closed}")
        if public := public_holiday(day.date):
            return Square(day, "public", public)
        school = school_holiday(day.date, zone)
        return Square(day, "school" if school else "", school)

    return square
