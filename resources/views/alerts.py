"""Saved searches: asking for one, then confirming or stopping it from a letter."""

from functools import wraps

from django import forms
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from resources import alerts
from resources.forms.catalogue import CatalogueFilterForm

LONGEST_QUERY = 500  # characters


class AskForm(forms.Form):
    email = forms.EmailField(
        label="Votre adresse électronique",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="Elle ne sert qu’à ces lettres.",
    )


def secret(view):
    """A page that a signed address opens: kept by no cache, told to no site. That address is the
    token: `no-referrer` makes browsers send `Origin: null`, and no cookie says who this is."""

    @csrf_exempt
    @wraps(view)
    def opened(request, token):
        search = alerts.find(token)
        response = view(request, token, search) if search else _gone(request)
        patch_cache_control(response, private=True, no_store=True)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return opened


@csrf_exempt  # it sends one letter, to an address that has to answer it; and sets no cookie
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request):
    filters = CatalogueFilterForm(request.GET)
    query, words = filters.querystring(), filters.in_words()
    form = AskForm(request.POST or None)
    context = {"form": form, "words": words, "query": query, "crumbs": _crumbs("Être averti")}
    if not words or len(query) > LONGEST_QUERY or not filters.is_valid():
        return render(request, "resources/alerts/nothing.html", context, status=400)
    if request.method == "POST" and form.is_valid():
        alerts.ask(form.cleaned_data["email"], query, words[:LONGEST_QUERY])
        return render(request, "resources/alerts/asked.html", context)
    status = 422 if form.is_bound else 200
    return render(request, "resources/alerts/ask.html", context, status=status)


@secret
@require_http_methods(["GET", "HEAD", "POST"])
def alert(request, token, search):
    if request.method == "POST":
        alerts.confirm(search)
        search.refresh_from_db()
    return _page(request, token, search)


@secret
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request, token, search):
    """A POST stops at once, as mail programs send it (RFC 8058); a GET shows the button."""
    if request.method != "POST":
        return _page(request, token, search)
    alerts.stop(search)
    context = {"words": search.words, "crumbs": _crumbs("Arrêtée")}
    return render(request, "resources/alerts/stopped.html", context)


def _page(request, token, search):
    context = {"search": search, "token": token, "crumbs": _crumbs("Votre recherche")}
    return render(request, "resources/alerts/alert.html", context)


def _gone(request):
    context = {"crumbs": _crumbs("Adresse inconnue")}
    return render(request, "resources/alerts/gone.html", context, status=404)


def _crumbs(last):
    return [("Accueil", "/"), ("Ressources", reverse("resources:catalogue")), (last, None)]
