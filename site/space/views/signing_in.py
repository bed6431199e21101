"""Signing in by a code sent by e-mail, and out."""

import logging

from django.conf import settings
from django.contrib.auth import logout
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.urls.exceptions import Resolver404
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_http_methods, require_POST

from accounts import signing_in
from accounts.humans import TooManyTries, limit, network
from space.codes import Code
from space.forms import AddressForm, CodeForm
from space.views.doors import private

log = logging.getLogger(__name__)

WRONG = "Ce code n’est pas le bon. Vérifiez les six chiffres du dernier message reçu."
WRONG_AGAIN = "Le code donné était faux trois fois : il n’ouvre plus rien. Demandez-en un autre."
LOST = (
    "Ce code n’est plus valable, ou il a été demandé depuis un autre appareil. "
    "Demandez-en un autre."
)
NOT_SENT = "Le message n’a pas pu partir. Essayez de nouveau dans quelques minutes."
NO_MORE = "Deux messages sont déjà repartis. Attendez-les, ou vérifiez l’adresse."
CLOSED = "Ce compte a été fermé. Pour le rouvrir, écrivez-nous."
# Codes asked in an hour. A team may share its connection; nobody must be able to shut somebody
# else out by asking in their place, short of a dozen connections.
PER_NETWORK, PER_ADDRESS_THERE, PER_ADDRESS = 30, 6, 60
GUESSES = 3  # for each of them


@require_http_methods(["GET", "HEAD", "POST"])
@private
def sign_in(request):
    if request.method != "POST":
        if signing_in.person_of(request):
            return redirect("space:home")
        return _address_page(request, AddressForm())
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _address_page(request, form, status=422)
    address = form.cleaned_data["email"]
    try:
        _count(request, address)
        Code.ask(request, address, then=_inside(request.GET.get("suite", "")))
    except TooManyTries as refusal:
        return _address_page(request, form, str(refusal), status=429)
    except OSError:  # smtplib's errors are OSErrors too
        log.exception("A sign-in code did not leave")
        return _address_page(request, form, NOT_SENT, status=503)
    return redirect("space:code")


@require_http_methods(["GET", "HEAD", "POST"])
@private
def code(request):
    asked = Code.asked(request)
    if asked is None:
        if request.method != "POST":
            return redirect("space:sign_in")
        return _address_page(request, AddressForm(), LOST, status=410)
    if request.method != "POST":
        return _code_page(request, asked, CodeForm())
    if "another" in request.POST:
        return _send_another(request, asked)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _code_page(request, asked, form, status=422)
    return _check(request, asked, form)


@require_POST
@private
def sign_out(request):
    if request.user.is_authenticated:  # by a code: the back office has its own way out
        logout(request)
    return redirect("space:sign_in")


def _count(request, address):
    there = f"{address} {network(request)}"
    limit(request, "code", key=there, per_ip=PER_NETWORK, per_key=PER_ADDRESS_THERE)
    limit(request, "code-partout", key=address, per_key=PER_ADDRESS)


def _send_another(request, asked):
    if not asked.can_resend:
        return _code_page(request, asked, CodeForm(), NO_MORE, status=429)
    try:
        _count(request, asked.address)
        asked.resend()
    except TooManyTries as refusal:
        return _code_page(request, asked, CodeForm(), str(refusal), status=429)
    except OSError:
        log.exception("A sign-in code did not leave")
        return _code_page(request, asked, CodeForm(), NOT_SENT, status=503)
    return redirect(reverse("space:code", query={"renvoi": asked.state["resend_count"]}))


def _check(request, asked, form):
    try:
        # The session counts tries too, but two at the same moment could pass for one. Counted for
        # this code alone: what others try for the same address does not shut it.
        this_code = f"{asked.address} {request.session.session_key} {asked.code}"
        per_network = PER_NETWORK * GUESSES
        limit(request, "essai", key=this_code, per_ip=per_network, per_key=GUESSES)
    except TooManyTries as refusal:
        return _code_page(request, asked, form, str(refusal), status=429)
    if constant_time_compare(form.cleaned_data["code"], asked.code):
        if asked.open():
            return redirect(asked.then or "space:home")
        return _address_page(request, AddressForm(), CLOSED, status=403)
    if asked.record_invalid_attempt():
        return _code_page(request, asked, form, WRONG, status=422)
    again = AddressForm(initial={"email": asked.address})
    return _address_page(request, again, WRONG_AGAIN, status=429)


def _address_page(request, form, refusal="", status=200):
    context = {"form": form, "refusal": refusal, "crumbs": [("Mon espace", None)]}
    return render(request, "space/sign_in.html", context, status=status)


def _code_page(request, asked, form, refusal="", status=200):
    context = {
        "form": form,
        "refusal": refusal,
        "recipient": asked.address,
        "sent_again": bool(request.GET.get("renvoi")) and not refusal and not form.is_bound,
        "can_resend": asked.can_resend,
        "minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60,
        "crumbs": [("Mon espace", None)],
    }
    return render(request, "space/code.html", context, status=status)


def _inside(path):
    """Where they were going, if it is a page of the space."""
    try:
        resolve(path)
    except Resolver404:
        return ""
    return path if path.startswith(signing_in.SPACE) else ""
