"""The page behind the personal link."""

import re
from datetime import timedelta
from functools import wraps

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from accounts import signing_in
from events import (
    answering,
    attestations,
    children,
    documents,
    door_codes,
    feedback,
    invitations,
    line,
)
from events import registration as rules
from events.forms.answers import AnswersForm
from events.forms.modes import ModeForm
from events.models import Registration, RegistrationLink, Session
from events.views.asking import why_closed
from printing.pdf import show

DOORS_OPEN = timedelta(minutes=15)  # before the start, when the link to connect shows
AT_HOME = "my_registrations"  # the same addresses under /mon-espace/inscriptions/, by number


def personal(view):
    """A page of one registration: known to nobody else, kept by no cache, told to no site. It opens
    by a personal link or, under /mon-espace/, by its number to who signed in.

    Behind a link, no CSRF token: `no-referrer` makes browsers send `Origin: null`, and only who
    holds the secret address can post to it, so that it is the token. Under /mon-espace/ the address
    is no secret: what is posted there brings its token.
    """

    @csrf_exempt
    @wraps(view)
    def opened(request, token):
        at_home = _is_at_home(request)
        response = _open_own(request, token) if at_home else _open_link(request, token)
        patch_cache_control(response, private=True, no_store=True)
        response.headers["Referrer-Policy"] = "same-origin" if at_home else "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def _open_link(request, token):
        registration = RegistrationLink.open(token)
        return view(request, token, registration) if registration else _unknown(request)

    @csrf_protect
    def _open_own(request, token):
        person = signing_in.person_of(request)
        if person is None:
            return redirect(signing_in.address(request))
        registration = _of(person, token)
        return view(request, token, registration) if registration else _unknown(request)

    return opened


def _of(person, number):
    """Their registration of this number, and nobody else's."""
    rows = Registration.objects.filter(person=person).for_page()
    return rows.filter(pk=number).first() if re.fullmatch(r"[0-9]{1,18}", number) else None


def _unknown(request):
    return render(request, "events/registration/unknown.html", status=404)


def _is_at_home(request):
    return request.resolver_match.namespace == AT_HOME


def back_to(request, token):
    return redirect(
        reverse(
            "registrations:registration",
            args=[token],
            current_app=request.resolver_match.namespace,
        )
    )


@require_safe
@personal
def registration(request, token, registration):
    return _personal_page(request, token, registration)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def answer(request, token, registration):
    if not answering.may_answer(registration) and request.method != "POST":
        return back_to(request, token)
    form = AnswersForm(registration, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _answers_page(request, token, registration, form, 422 if form.is_bound else 200)
    try:
        answering.answer_again(registration, **form.said)
    except rules.Refused as refusal:
        form.add_error(None, str(refusal))
        return _answers_page(request, token, registration, form, 409)
    return back_to(request, token)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def keep(request, token, registration):
    return _answer(request, token, registration, rules.keep)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def release(request, token, registration):
    return _answer(request, token, registration, rules.release)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def cancel(request, token, registration):
    try:
        rules.check_cancellable(registration)
        if request.method == "POST":
            rules.cancel(registration)
    except rules.Refused as refusal:
        return _personal_page(request, token, registration, refusal=refusal, status=409)
    if request.method == "POST" or not registration.is_live:
        return back_to(request, token)
    return _personal_page(request, token, registration, template="cancel")


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def change_mode(request, token, registration):
    form = ModeForm(request.POST or None)
    if not form.is_valid():
        return back_to(request, token)
    return _answer(request, token, registration, rules.change_mode, form.cleaned_data["mode"])


@require_safe
@personal
def attestation(request, token, registration):
    """The document, once the session is over, for who was there."""
    statement = attestations.of_registration(registration)
    if statement is None:
        return _personal_page(request, token, registration, status=404)
    name = documents.name("attestation", registration.session)
    return show(documents.statements([statement]), name)


def _answer(request, token, registration, act, *how):
    """What somebody does with the seat that is kept for them; only their click does it."""
    if request.method == "POST":
        try:
            act(registration, *how)
        except rules.Refused as refusal:
            registration.refresh_from_db()  # the act went further before it was refused
            return _personal_page(request, token, registration, refusal=refusal, status=409)
    return back_to(request, token)


def _answers_page(request, token, registration, form, status):
    left = children.places_left(registration.session)
    context = {
        "form": form,
        "places_for_children": None if left is None else left + registration.children_count,
    }
    return page(request, token, registration, "answers", status, **context)


def _personal_page(request, token, registration, template="registration", refusal="", status=200):
    session = registration.session
    past = rules.is_past(session)
    useful = session.status != Session.Status.CANCELLED and not past
    context = {
        "place": registration.place_in_line(),
        "past": past,
        "open": useful and registration.is_live,
        "may_cancel": rules.may_cancel(registration),
        "offered": registration.status == Registration.Status.OFFERED,
        "may_keep": useful and rules.may_keep(registration),
        "may_answer": answering.may_answer(registration),
        "again": registration.status == Registration.Status.CANCELLED and not why_closed(session),
        "attested": attestations.of_registration(registration) if past else None,
        "asked": feedback.waiting_for(registration) if past else None,
        "thanked": past and registration.feedback_given.exists(),
        "door_code": door_codes.shown(registration),
        "has_seat": useful and registration.status == Registration.Status.SEATED,
        "other_mode": _other_mode(registration) if rules.may_change_mode(registration) else None,
        "joining": _joining(registration) if useful else None,
        "refusal": refusal and str(refusal),
        "cycle": registration.others_of_the_form(),
    }
    return page(request, token, registration, template, status, **context)


def _other_mode(registration):
    """The way in which they do not attend, and whether there is room there."""
    session = registration.session
    (mode,) = (mode for mode in session.modes if mode != registration.attends)
    has_room = line.has_room(session, mode)
    return {"mode": mode, "has_room": has_room, "left": line.places_left(session, mode)}


def _joining(registration):
    """The address to connect, once the doors are open; None for who does not come from afar."""
    address = invitations.join_address(registration)
    is_open = timezone.now() >= registration.session.starts_at - DOORS_OPEN
    return {"address": address, "is_open": is_open} if address else None


def page(request, token, registration, template, status, **context):
    event, at_home = registration.session.event, _is_at_home(request)
    context |= {
        "crumbs": [("Mon espace", signing_in.SPACE), (event.title, None)] if at_home else [],
        "at_home": at_home,
        "token": token,
        "registration": registration,
        "session": registration.session,
        "event": event,
    }
    return render(request, f"events/registration/{template}.html", context, status=status)
