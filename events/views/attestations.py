"""Checking a document: what it says, and nothing else; every wrong code has the same answer."""

from functools import wraps

from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.humans import TooManyTries, limit
from events import attestations, documents
from events.forms.attestations import CodeForm

UNKNOWN = (
    "Ce code n’est celui d’aucun document valable. Relisez-le, ou demandez à la personne une "
    "copie à jour."
)
PER_NETWORK = 60  # documents in an hour: an employer with many


def unlisted(view):
    @wraps(view)
    def answered(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return answered


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt  # it changes nothing
@unlisted
def ask(request):
    """The code is posted, so that it stands in no log, and leads to the document's own page."""
    form = CodeForm(request.POST or None)
    if form.is_valid():
        return _found(request, form.cleaned_data["code"], form, leads_to_page=True)
    return _form_page(request, form, status=422 if form.is_bound else 200)


@require_safe
@unlisted
def attestation(request, code):
    return _found(request, code, CodeForm(initial={"code": code[:40]}))


def _found(request, code, form, leads_to_page=False):
    try:
        limit(request, "attestation", per_ip=PER_NETWORK)
    except TooManyTries as refusal:
        return _form_page(request, form, str(refusal), status=429)
    statement = attestations.find(code)
    if statement is None:
        return _form_page(request, form, UNKNOWN, status=404)
    if leads_to_page:
        return redirect("attestations:attestation", statement.code)
    context = {
        "title": documents.statement_title(statement),
        "says": documents.statement(statement),
        "crumbs": [("Vérifier une attestation", None)],
    }
    return render(request, "events/attestations/attestation.html", context)


def _form_page(request, form, refusal="", status=200):
    context = {"form": form, "refusal": refusal, "crumbs": [("Vérifier une attestation", None)]}
    return render(request, "events/attestations/ask.html", context, status=status)
