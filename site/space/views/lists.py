"""The resources that somebody keeps with their account."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from resources import lists
from space.views.doors import theirs


@require_safe
@theirs
def my_list(request, person):
    """What is kept, and what the address brings: nothing is kept before a button says so."""
    kept = lists.kept_by(person)
    brought = [row for row in lists.shown(request.GET.getlist("r")) if row not in kept]
    context = {
        "kept": kept,
        "brought": brought,
        "query": lists.query(kept),
        "crumbs": [("Mon espace", "/mon-espace/"), ("Ma liste", None)],
    }
    return render(request, "space/my_list.html", context)


@require_POST
@theirs
def keep(request, person):
    lists.keep(person, lists.shown(request.POST.getlist("r")))
    return redirect("space:my_list")


@require_POST
@theirs
def let_go(request, person):
    lists.let_go(person, request.POST.get("r", "").replace("\0", ""))
    return redirect("space:my_list")
