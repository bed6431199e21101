"""One's hours: to read, to hand over as one document, to let one's director read."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from events import attestations, directors, documents, hours
from events.refusal import Refused
from printing.pdf import show
from space.forms import DirectorForm
from space.views.doors import theirs


@require_safe
@theirs
def booklets(request, person):
    return _page(request, person, DirectorForm())


@require_safe
@theirs
def booklet(request, person, year):
    """A year as one document."""
    found = next((one for one in hours.booklets(person) if one.year == year), None)
    if found is None:
        raise Http404
    spent = hours.practice([person], year)[person.pk]
    return show(documents.booklet(found, spent), f"mes-temps-professionnels-{year}")


@require_safe
@theirs
def attestation(request, person, code):
    """One session's: who came without registering has no other page to find it on."""
    statement = attestations.of_code(person, code)
    if statement is None:
        raise Http404
    name = documents.name("attestation", statement.session)
    return show(documents.statements([statement]), name)


@require_POST
@theirs
def share(request, person):
    form = DirectorForm(request.POST)
    if not form.is_valid():
        return _page(request, person, form, 422)
    try:
        directors.share(person, form.cleaned_data["address"])
    except Refused as refusal:
        form.add_error("address", str(refusal))
        return _page(request, person, form, 409)
    return redirect(f"{reverse('space:hours')}#direction")


@require_POST
@theirs
def withdraw(request, person, pk):
    directors.withdraw(person, pk)
    return redirect(f"{reverse('space:hours')}#direction")


@require_safe
@theirs
def team(request, person):
    """The hours of those who named this address as their director's, this year and the last."""
    people = list(directors.readable_by(person))
    this_year = timezone.localdate().year
    years = [(year, hours.practice(people, year)) for year in (this_year, this_year - 1)]
    context = {
        "person": person,
        "years": [(year, [(one, spent[one.pk]) for one in people]) for year, spent in years],
        "people": people,
        "crumbs": [("Mon espace", reverse("space:home")), ("Les heures de mon équipe", None)],
    }
    return render(request, "space/team.html", context)


def _page(request, person, form, status=200):
    this_year = timezone.localdate().year
    context = {
        "person": person,
        "booklets": hours.booklets(person),
        "practice": hours.practice([person], this_year)[person.pk],
        "shares": person.hours_shares.all(),
        "form": form,
        "crumbs": [("Mon espace", reverse("space:home")), ("Mes temps professionnels", None)],
    }
    return render(request, "space/hours.html", context, status=status)
