"""Counting: checklists when a copy leaves and comes back, stocktakes of the shelves."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from resources import checks, scanning, stocktaking
from resources.forms.lending import CountForm, StocktakeForm
from resources.models import Check, Copy, Item, Stocktake
from resources.refusal import Refused

SCREEN = require_http_methods(["GET", "HEAD", "POST"])


@SCREEN
@permission_required("resources.change_check", raise_exception=True)
def count(request, pk):
    check = get_object_or_404(Check.objects.for_desk(), pk=pk)
    if check.counted_at:
        return redirect("resources_loans:edit", check.loan_id)
    form = CountForm(request.POST or None, request.FILES or None, check=check)
    if request.method == "POST" and form.is_valid():
        try:
            check = form.count(request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            _say(request, check)
        return redirect("resources_loans:edit", check.loan_id)
    context = {"check": check, "form": form, "page_title": "Constat"}
    return render(
        request, "resources/desk/count.html", context, status=422 if form.is_bound else 200
    )


@require_POST
@permission_required("resources.change_check", raise_exception=True)
def settle(request, pk):
    check = get_object_or_404(Check, pk=pk)
    try:
        checks.settle(check, request.user)
        messages.success(request, "Le constat est clos.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("resources_loans:edit", check.loan_id)


@SCREEN
@permission_required("resources.add_stocktake", raise_exception=True)
def stocktakes(request):
    form = StocktakeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (begun := form.start(request.user)):
        return redirect("lending:stocktake", begun.pk)
    rows = Stocktake.objects.select_related("holder", "by")[:20]
    context = {"form": form, "stocktakes": rows, "page_title": "Inventaires"}
    status = 422 if form.is_bound else 200
    return render(request, "resources/desk/stocktakes.html", context, status=status)


@SCREEN
@permission_required("resources.add_stocktake", raise_exception=True)
def stocktake(request, pk):
    """One code after the other."""
    row = get_object_or_404(Stocktake.objects.select_related("holder"), pk=pk)
    said, tone = "", ""
    if request.method == "POST":
        said, tone = _see(request, row)
    context = {
        "stocktake": row,
        "said": said,
        "tone": tone,
        "seen": row.sightings.select_related("copy__resource"),
        "unseen": [] if row.closed_at else stocktaking.unseen(row),
        "page_title": "Inventaire",
    }
    status = 422 if tone == "stop" else 200
    return render(request, "resources/desk/stocktake.html", context, status=status)


@require_POST
@permission_required("resources.add_stocktake", raise_exception=True)
def finish(request, pk):
    row = get_object_or_404(Stocktake, pk=pk)
    try:
        missing = stocktaking.finish(row, request.user)
        s = "s" if missing > 1 else ""
        messages.success(
            request, f"L’inventaire est fini : {missing} exemplaire{s} introuvable{s}."
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("lending:stocktake", pk)


@require_POST
@permission_required("resources.change_copy", raise_exception=True)
def refill(request, pk):
    item = get_object_or_404(Item.objects.select_related("copy__resource"), pk=pk)
    checks.refill(item, request.user)
    messages.success(request, f"« {item} » est au complet.")
    return redirect("lending:checklist", item.copy_id)


def _see(request, row):
    copy = scanning.find(request.POST.get("code", ""))
    if copy is None:
        return "Aucun exemplaire ne porte ce code.", "stop"
    try:
        is_new = stocktaking.see(row, Copy.objects.get(pk=copy.pk), request.user)
    except Refused as refusal:
        return str(refusal), "stop"
    return (f"{copy} : vu.", "ok") if is_new else (f"{copy} : déjà vu.", "wait")


def _say(request, check):
    if check.closed_on:
        messages.success(request, "Le constat est fait : tout est là.")
    else:
        messages.warning(request, "Le constat est fait ; il reste ouvert, le temps de le régler.")
