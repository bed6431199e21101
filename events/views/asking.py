"""Registering without an account: the form of a session, of a cycle or of a circle taken whole, and
what becomes of it."""

from urllib.parse import urlencode

from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from accounts import signing_in
from accounts.humans import TooManyTries, limit
from events import asking, children, eligibility, line
from events import registration as rules
from events.forms.registration import RegistrationForm
from events.models import Circle, Event, Mode, ReserveLink, Session

DAY = 24 * 3600  # seconds


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True)
def register(request, slug, pk):
    session = _public_session(slug, pk)
    return _register(
        request, session.event, [session], reverse("events:registered", args=[slug, pk])
    )


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True)
def register_for_the_cycle(request, slug):
    """All the dates that remain; who comes late reads which."""
    event = get_object_or_404(Event.objects.public().filter(cycle=True).for_page(), slug=slug)
    coming = event.sessions.upcoming().for_listing()
    return _register_for_all(
        request, event, coming, reverse("events:cycle_registered", args=[slug])
    )


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True)
def register_for_the_circle(request, slug):
    """The same, for the meetings of a circle, of whichever rendez-vous they are."""
    circle = get_object_or_404(Circle.objects.public().filter(cycle=True), slug=slug)
    coming = Session.objects.public().upcoming().filter(event__circle=circle).for_listing()
    coming = coming.select_related("event__circle")
    return _register_for_all(request, circle, coming, reverse("circles:registered", args=[slug]))


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def reserved(request, token):
    """The form of an organisation, by the address that the team gave it."""
    session = Session.objects.public().for_listing().filter(pk=ReserveLink.open(token)).first()
    if session is None:
        return render(request, "events/registration/no_reserve.html", status=404)
    thanks = reverse("events:registered", args=[session.event.slug, session.pk])
    response = _register(request, session.event, [session], thanks, reserved=True)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@require_safe
@cache_control(private=True, no_cache=True)
def registered(request, slug, pk):
    session = _public_session(slug, pk)
    return _registered(request, session.event, session)


@require_safe
@cache_control(private=True, no_cache=True)
def registered_for_the_cycle(request, slug):
    event = get_object_or_404(Event.objects.public().for_page(), slug=slug)
    return _registered(request, event)


@require_safe
@cache_control(private=True, no_cache=True)
def registered_for_the_circle(request, slug):
    circle = get_object_or_404(Circle.objects.public(), slug=slug)
    return _registered(request, circle)


def why_closed(session, reserved=False):
    try:
        rules.check_open(session, reserved=int(reserved))
    except rules.Refused as refusal:
        return str(refusal)
    return ""


def _register_for_all(request, whole, coming, thanks):
    sessions = [session for session in coming if not why_closed(session)]
    if not sessions:
        return redirect(whole)
    return _register(request, whole, sessions, thanks)


def _register(request, whole, sessions, thanks, reserved=False):
    """`whole`: the rendez-vous, or the circle that is taken whole; `thanks`: an address."""
    if request.method != "POST":
        return _empty_form(request, whole, sessions, reserved)
    if "ajouter" in request.POST:
        again = RegistrationForm(sessions, again=request.POST, reserved=reserved)
        return _form_page(request, whole, sessions, again)
    form = RegistrationForm(sessions, request.POST, reserved=reserved)
    if not form.is_valid():
        return _form_page(request, whole, sessions, form, status=422)
    try:
        for person in form.people:
            limit(request, "inscription", key=person["email"])
        answers = asking.ask(sessions, form.people, form_key=form.key)
    except rules.NotPublic as refusal:
        raise Http404 from refusal
    except rules.Refused as refusal:
        return _form_page(request, whole, sessions, form, refusal=refusal, status=409)
    except TooManyTries as refusal:
        return _form_page(request, whole, sessions, form, refusal=refusal, status=429)
    answer = signing.dumps([thanks, answers], salt=__name__, compress=True)
    return redirect(f"{thanks}?{urlencode({'reponse': answer})}")


def _empty_form(request, whole, sessions, reserved):
    """Empty, or holding what is known of who signed in: then no cache of theirs keeps it."""
    person = signing_in.person_of(request)
    form = RegistrationForm(sessions, person=person, reserved=reserved)
    response = _form_page(request, whole, sessions, form)
    if person:
        patch_cache_control(response, no_store=True)
    return response


def _registered(request, whole, only=None):
    """What becomes of the request. The answer, signed, is in the address: reloading this page
    sends nothing again, and no cookie is needed."""
    try:
        signed_for, rows = signing.loads(request.GET.get("reponse", ""), salt=__name__, max_age=DAY)
    except signing.BadSignature:
        return redirect(only or whole)
    if signed_for != request.path:
        return redirect(only or whole)
    answers = [asking.Answer(*row) for row in rows]
    found = Session.objects.public().for_listing().in_bulk([answer.session for answer in answers])
    outcomes = [
        _outcome(found[answer.session], answer) for answer in answers if answer.session in found
    ]
    context = {
        "whole": whole,
        "outcomes": outcomes,
        "cycle": only is None,
        "people": max(len(answer.places) for answer in answers),
        "uncertain": any(eligibility.depends_on_history(row["session"]) for row in outcomes),
        "crumbs": _crumbs(whole),
    }
    response = render(request, "events/registration/registered.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _outcome(session, answer):
    waiting = [place for place in answer.places if place]
    return {
        "session": session,
        "refusal": answer.refusal,
        "asked": answer.asked,
        "mode": Mode(answer.mode).label if answer.mode else "",
        "seats": 0 if answer.asked else answer.places.count(None),
        "waiting": len(waiting),
        "place": waiting[0] if len(answer.places) == 1 and waiting else None,
    }


def _public_session(slug, pk):
    sessions = Session.objects.public().for_listing().select_related("event__circle")
    return get_object_or_404(sessions, event__slug=slug, pk=pk)


def _form_page(request, whole, sessions, form, refusal=None, status=200):
    if refusal:
        form.add_error(None, str(refusal))
    first = sessions[0]
    context = {
        "whole": whole,
        "sessions": sessions,
        "session": first,
        "form": form,
        "refused": isinstance(refusal, rules.Refused),
        "closed": "" if form.is_bound else why_closed(first, form.reserved),
        "asked": rules.is_asked(first, form.reserved),
        "full": len(sessions) == 1 and not form.reserved and rules.places_left(first) == 0,
        "reserve_left": line.reserve_left(first) if form.reserved else 0,
        "places_for_children": None if len(sessions) > 1 else children.places_left(first),
        "reserved_for": next(filter(None, map(eligibility.reserved_for, form.events)), []),
        "members_first_until": max(
            filter(None, map(eligibility.members_first_until, sessions)), default=None
        ),
        "crumbs": _crumbs(whole),
    }
    return render(request, "events/registration/form.html", context, status=status)


def _crumbs(whole):
    agenda, circles = ("Agenda", reverse("events:agenda")), ("Cercles", reverse("circles:circles"))
    return [
        circles if isinstance(whole, Circle) else agenda,
        (whole.title, whole.get_absolute_url()),
        ("Inscription", None),
    ]
