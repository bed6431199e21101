"""One person's registration as the team sees it: where it stands, how it came there, and what can
be done for somebody who is on the phone."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from events import approval, links, registration
from events.forms.desk import DeclineForm
from events.forms.modes import ModeForm
from events.models import Registration, Slip
from events.views.desk import announce, page


@require_safe
@never_cache
@permission_required("events.view_registration", raise_exception=True)
def person(request, pk):
    return _show(request, _registration(request, pk), DeclineForm())


@require_POST
@permission_required("events.change_registration", raise_exception=True)
def accept(request, pk):
    seat = _registration(request, pk)
    try:
        approval.accept(seat, request.user)
    except registration.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{seat.full_name} : {seat.get_status_display()}.")
    return redirect("agenda_sessions:people", seat.session_id)


@require_POST
@permission_required("events.change_registration", raise_exception=True)
def decline(request, pk):
    seat, form = _registration(request, pk), DeclineForm(request.POST)
    if not form.is_valid():
        return _show(request, seat, form)
    try:
        approval.decline(seat, request.user, form.cleaned_data["note"])
    except registration.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"La demande de {seat.full_name} n’est pas retenue.")
    return redirect("agenda_sessions:people", seat.session_id)


@require_POST
@permission_required("events.change_registration", raise_exception=True)
def keep(request, pk):
    seat = _registration(request, pk)
    try:
        registration.keep(seat, by=request.user)
    except registration.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{seat.full_name} a une place.")
    return redirect("agenda_registrations:person", pk)


@require_POST
@permission_required("events.change_registration", raise_exception=True)
def release(request, pk):
    seat = _registration(request, pk)
    try:
        offered = registration.release(seat, by=request.user)
    except registration.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{seat.full_name} est à la fin de la liste d’attente.")
        announce(request, seat.session, offered)
    return redirect("agenda_registrations:person", pk)


@require_POST
@permission_required("events.change_registration", raise_exception=True)
def change_mode(request, pk):
    seat, form = _registration(request, pk), ModeForm(request.POST)
    if not form.is_valid():
        return redirect("agenda_registrations:person", pk)
    try:
        offered = registration.change_mode(seat, form.cleaned_data["mode"], by=request.user)
    except registration.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{seat.full_name} participe {seat.attends.label}.")
        announce(request, seat.session, offered)
    return redirect("agenda_registrations:person", pk)


@require_POST
@permission_required("events.change_registration", raise_exception=True)
def send_link(request, pk):
    seat = _registration(request, pk)
    try:
        links.send(seat, request.user)
    except registration.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Un nouveau lien part à {seat.person.email}.")
    return redirect("agenda_registrations:person", pk)


@require_POST
@never_cache
@permission_required("events.change_registration", raise_exception=True)
def slip(request, pk):
    """The code is in this answer and never again: only its hash is kept."""
    seat = _registration(request, pk)
    if not seat.is_live:
        return redirect("agenda_registrations:person", pk)
    context = {
        "seat": seat,
        "session": seat.session,
        "code": links.print_slip(seat, request.user),
        "address": urlsplit(settings.SITE_URL).netloc + reverse("registrations:find"),
    }
    return render(request, "events/desk/slip.html", context)


@require_POST
@permission_required("events.change_registration", raise_exception=True)
def revoke_links(request, pk):
    seat = _registration(request, pk)
    links.revoke(seat, request.user)
    messages.success(request, f"Les liens de {seat.full_name} n’ouvrent plus rien.")
    return redirect("agenda_registrations:person", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("events.change_registration", raise_exception=True)
def cancel(request, pk):
    seat = _registration(request, pk)
    session = seat.session
    if not seat.is_live:
        return redirect("agenda_registrations:person", pk)
    if request.method == "POST":
        offered = registration.cancel(seat, by=request.user)
        messages.success(request, f"L’inscription de {seat.full_name} est annulée.")
        announce(request, session, offered)
        return redirect("agenda_sessions:people", session.pk)
    frees = seat.status in Registration.HOLDING
    waiting = session.registrations.attending(session, seat.attends).waiting()
    context = {"seat": seat, "next": waiting.first() if frees else None}
    return page(request, "cancel_registration", "Annuler une inscription", session, **context)


def _show(request, seat, form):
    context = {
        "seat": seat,
        "moves": seat.moves.select_related("by"),
        "can_change": request.user.has_perm("events.change_registration"),
        "slip": Slip.objects.filter(registration=seat).first(),
        "links": seat.links.filter(revoked_at=None).order_by("-created_at"),
        "offered": seat.status == Registration.Status.OFFERED,
        "may_keep": registration.may_keep(seat, by=request.user),
        "other_mode": _other_mode(seat),
    }
    return page(request, "person", "Inscription", seat.session, form, **context)


def _other_mode(seat):
    if not registration.may_change_mode(seat):
        return None
    return next(mode for mode in seat.session.modes if mode != seat.attends)


def _registration(request, pk):
    rows = Registration.objects.visible_to(request.user).for_listing()
    return get_object_or_404(rows, pk=pk)
