"""« Je suis là », from one’s own phone: the screen of the room, and the page that it opens."""

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.humans import TooManyTries, limit
from events import checking_in
from events.forms.checking_in import ArrivalForm
from events.refusal import Refused
from events.views.attestations import unlisted
from events.views.desk import session_of
from events.views.door import half_asked

PER_NETWORK, PER_ADDRESS = 300, 10  # in an hour: a whole room shares its connection


@require_safe
@never_cache
@permission_required("events.add_presence", raise_exception=True)
def room(request, pk):
    session = session_of(request, pk)
    half = half_asked(request, session)
    shown = checking_in.screen(session, half)
    context = {
        "session": session,
        "half": half,
        "address": settings.SITE_URL + reverse("checking_in:enter", args=[shown]),
        "seconds": checking_in.TURNS,
    }
    return render(request, "events/door/room.html", context)


@require_safe
@unlisted
def enter(request, shown):
    """The address of the QR is old in two minutes: it leads to one that leaves time to write."""
    try:
        page = checking_in.enter(shown)
    except Refused as refusal:
        return _page(request, None, ArrivalForm(), str(refusal), status=410)
    return redirect("checking_in:arrive", page)


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt  # the signed address is the token, and no cookie says who this is
@unlisted
def arrive(request, page):
    form = ArrivalForm(request.POST or None)
    try:
        session = checking_in.session_of(page)
    except Refused as refusal:
        return _page(request, None, form, str(refusal), status=410)
    if not form.is_valid():
        return _page(request, session, form, status=422 if form.is_bound else 200)
    who = form.cleaned_data["who"]
    try:
        limit(request, "présence", key=who.lower(), per_ip=PER_NETWORK, per_key=PER_ADDRESS)
        checking_in.arrive(page, who)
    except TooManyTries as refusal:
        return _page(request, session, form, str(refusal), status=429)
    except Refused as refusal:
        return _page(request, session, form, str(refusal), status=409)
    return _page(request, session, None)


def _page(request, session, form, refusal="", status=200):
    """Without a form, they have arrived."""
    context = {"session": session, "form": form, "refusal": refusal, "crumbs": []}
    return render(request, "events/door/arrive.html", context, status=status)
