"""One's registrations in one's own calendar, by an address that is a secret."""

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from events import subscribing
from identity.models import Identity
from space import agenda, feeds
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
        return feeds.nothing()
    place = Identity.load()
    return feeds.answer(
        request,
        agenda.texts(person, timezone.now()),
        name=_name(place),
        description=f"Vos inscriptions. {place.name}.",
        url=settings.SITE_URL + reverse("space:home"),
        filename="mes-rendez-vous.ics",
    )


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
