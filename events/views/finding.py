"""The way to one's registration for who has a slip of paper and no letter."""

from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.humans import TooManyTries, limit
from events.forms.finding import SlipForm
from events.models import RegistrationLink, Slip

TRIES = 20  # codes in an hour from one network
WRONG = "Ce code n’ouvre rien. Vérifiez les neuf signes du billet, ou appelez-nous."


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def find(request):
    if request.method != "POST":
        return _page(request, SlipForm())
    form = SlipForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        limit(request, "billet", per_ip=TRIES)
    except TooManyTries as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, status=429)
    registration = Slip.open(form.cleaned_data["code"])
    if registration is None:
        form.add_error("code", WRONG)
        return _page(request, form, status=422)
    return redirect("registrations:registration", RegistrationLink.issue(registration))


def _page(request, form, status=200):
    context = {"form": form, "crumbs": [("Mon inscription", None)]}
    response = render(request, "events/registration/find.html", context, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
