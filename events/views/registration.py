"""Registering without an account, and the page behind the personal link."""

from functools import wraps

from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.humans import TooManyTries, limit
from events import registration as rules
from events.forms.registration import RegistrationForm
from events.models import Registration, RegistrationLink, Session

DAY = 24 * 3600  # seconds


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True)
def register(request, slug, pk):
    session = _public_session(slug, pk)
    if request.method != "POST":
        return _form_page(request, session, RegistrationForm(session.event))
    form = RegistrationForm(session.event, request.POST)
    if not form.is_valid():
        return _form_page(request, session, form, status=422)
    try:
        limit(request, "inscription", key=form.cleaned_data["email"])
        place = form.ask(session)
    except rules.NotPublic as refusal:
        raise Http404 from refusal
    except rules.Refused as refusal:
        return _form_page(request, session, form, refusal=refusal, status=409)
    except TooManyTries as refusal:
        return _form_page(request, session, form, refusal=refusal, status=429)
    answer = signing.dumps([session.pk, place], salt=__name__)
    return redirect(reverse("events:registered", args=[slug, pk], query={"reponse": answer}))


@require_safe
@cache_control(private=True, no_cache=True)
def registered(request, slug, pk):
    """What becomes of the request. The answer, signed, is in the address: reloading this page
    sends nothing again, and no cookie is needed."""
    session = _public_session(slug, pk)
    try:
        signed_for, place = signing.loads(
            request.GET.get("reponse", ""), salt=__name__, max_age=DAY
        )
    except signing.BadSignature:
        return redirect(session)
    if signed_for != session.pk:
        return redirect(session)
    context = {
        "session": session,
        "event": session.event,
        "place": place,
        "crumbs": _crumbs(session),
    }
    response = render(request, "events/registration/registered.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def personal(view):
    """A page behind a personal link: known to nobody else, kept by no cache, told to no site.

    No CSRF token: `no-referrer` makes browsers send `Origin: null`, and only who holds the
    secret address can post to it, so that it is the token.
    """

    @csrf_exempt
    @wraps(view)
    def opened(request, token):
        registration = RegistrationLink.open(token)
        if registration:
            response = view(request, token, registration)
        else:
            response = render(request, "events/registration/unknown.html", status=404)
        patch_cache_control(response, private=True, no_store=True)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return opened


@require_safe
@personal
def registration(request, token, registration):
    return _personal_page(request, token, registration)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def cancel(request, token, registration):
    try:
        rules.check_cancellable(registration)
    except rules.Refused as refusal:
        return _personal_page(request, token, registration, refusal=refusal, status=409)
    if request.method == "POST":
        rules.cancel(registration)
    if request.method == "POST" or not registration.is_live:
        return redirect("registrations:registration", token)
    return _personal_page(request, token, registration, template="cancel")


def _public_session(slug, pk):
    sessions = Session.objects.public().for_listing()
    return get_object_or_404(sessions, event__slug=slug, pk=pk)


def _form_page(request, session, form, refusal=None, status=200):
    if refusal:
        form.add_error(None, str(refusal))
    context = {
        "session": session,
        "event": session.event,
        "form": form,
        "refused": isinstance(refusal, rules.Refused),
        "closed": "" if form.is_bound else _why_closed(session),
        "full": rules.places_left(session) == 0,
        "crumbs": _crumbs(session),
    }
    return render(request, "events/registration/form.html", context, status=status)


def _crumbs(session):
    event = session.event
    return [
        ("Agenda", reverse("events:agenda")),
        (event.title, event.get_absolute_url()),
        ("Inscription", None),
    ]


def _why_closed(session):
    try:
        rules.check_open(session)
    except rules.Refused as refusal:
        return str(refusal)
    return ""


def _personal_page(request, token, registration, template="registration", refusal="", status=200):
    session = registration.session
    past = rules.is_past(session)
    useful = session.status != Session.Status.CANCELLED and not past
    context = {
        "token": token,
        "registration": registration,
        "session": session,
        "event": session.event,
        "place": registration.place_in_line(),
        "past": past,
        "open": useful and registration.is_live,
        "again": not registration.is_live and not _why_closed(session),
        "has_seat": useful and registration.status == Registration.Status.SEATED,
        "refusal": refusal and str(refusal),
    }
    return render(request, f"events/registration/{template}.html", context, status=status)
