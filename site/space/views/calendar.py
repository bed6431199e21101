"""One's registrations in one's own calendar, by an address that is a secret."""

import hashlib

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_POST, require_safe

from events import ical, subscribing
from identity.models import Identity
from space import agenda
from space.models import PersonalFeed
from space.views.doors import private, theirs


@require_safe
@theirs
def calendar(request, person):
    return _page(request, person)


@require_POST
@theirs
def renew(request, person):
    """The address is shown in this answer and never again: only its hash is kept."""
    return _page(request, person, PersonalFeed.issue(person.user))


@require_POST
@theirs
def close(request, person):
    PersonalFeed.objects.filter(account=person.user).delete()
    return redirect("space:calendar")


@require_safe
@private
def feed(request, token):
    person = PersonalFeed.open(token)
    if person is None:
        return HttpResponse(
            "Cette adresse n’ouvre rien : elle a été changée, fermée ou mal copiée.\n",
            status=404,
            content_type="text/plain; charset=utf-8",
        )
    place = Identity.load()
    body = ical.feed(
        agenda.texts(person, timezone.now()),
        name=_name(place),
        description=f"Vos inscriptions. {place.name}.",
        url=settings.SITE_URL + reverse("space:home"),
    )
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(
        body,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="mes-rendez-vous.ics"', "ETag": etag},
    )
    return get_conditional_response(request, etag=etag, response=response)


def _page(request, person, token=""):
    address = settings.SITE_URL + reverse("space:feed", args=[token]) if token else ""
    context = {
        "feed": PersonalFeed.objects.filter(account=person.user_id).first(),
        "secret": address,
        "links": subscribing.links(address, _name(Identity.load())),
        "crumbs": [("Mon espace", reverse("space:home")), ("Mon calendrier", None)],
    }
    return render(request, "space/calendar.html", context)


def _name(place):
    return f"{place.name} – mes rendez-vous"
