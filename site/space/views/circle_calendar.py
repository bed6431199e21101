"""The meetings of one circle in a member's calendar, by an address that is a secret."""

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from events import subscribing
from identity.models import Identity
from space import agenda, feeds
from space.models import CircleFeed
from space.views.circle_doors import belonging, crumbs
from space.views.doors import private


@require_safe
@belonging
def calendar(request, member):
    return _page(request, member)


@require_POST
@belonging
def renew(request, member):
    """The address is shown in this answer and never again: only its hash is kept."""
    return _page(request, member, CircleFeed.issue(member.person.user, member.circle))


@require_POST
@belonging
def close(request, member):
    CircleFeed.objects.filter(account=member.person.user_id, circle=member.circle).delete()
    return redirect("space:circle_calendar", member.circle.slug)


@require_safe
@private
def feed(request, token):
    circle = CircleFeed.open(token)
    if circle is None:
        return feeds.nothing()
    place = Identity.load()
    said = _name(place, circle)
    return feeds.answer(
        request,
        agenda.of_circle(circle, timezone.now()),
        name=said,
        description=f"{said}.",
        url=settings.SITE_URL + reverse("space:circles"),
        filename="rencontres.ics",
    )


def _page(request, member, token=""):
    address = settings.SITE_URL + reverse("space:circle_feed", args=[token]) if token else ""
    feed = CircleFeed.objects.filter(account=member.person.user_id, circle=member.circle)
    context = {
        "circle": member.circle,
        "feed": feed.first(),
        "secret": address,
        "links": subscribing.links(address, _name(Identity.load(), member.circle)),
        "crumbs": crumbs(member.circle, "Son calendrier"),
    }
    return render(request, "space/circle/calendar.html", context)


def _name(place, circle):
    """A confidential group is not named in a calendar that colleagues may look at."""
    return f"{place.name} – {'mes rencontres' if circle.confidential else circle.title}"
