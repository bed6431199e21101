"""The queues, as the team sees them: who waits, in which order, who may come."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from resources import holds, loans
from resources.forms.lending import HoldForm, MoveForm
from resources.models import Act, Hold
from resources.refusal import Refused
from resources.views.desk import after_lending, screen

SCREEN = require_http_methods(["GET", "HEAD", "POST"])


@SCREEN
@permission_required("resources.add_hold", raise_exception=True)
def add(request):
    form = HoldForm(request.POST or None, initial={"resource": request.GET.get("ressource")})
    if request.method == "POST" and form.is_valid() and (hold := form.act(request.user)):
        ready = hold.status == Hold.Status.READY
        messages.success(
            request,
            f"{hold.copy} est mis de côté jusqu’au {hold.pick_up_until:%d/%m/%Y}."
            if ready
            else f"{hold.person} est dans la file.",
        )
        return redirect("lending_holds:edit", hold.pk)
    return screen(request, form, "Réserver pour quelqu’un", "Réserver", "lending_holds:index")


@SCREEN
@permission_required("resources.change_hold", raise_exception=True)
def hold(request, pk):
    """A hold and the queue it stands in; posted, its new place."""
    row = _hold(request, pk)
    form = MoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            holds.move(row, form.cleaned_data["place"], request.user, form.cleaned_data["why"])
            messages.success(request, "La file a changé ; le journal le dit.")
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("lending_holds:edit", pk)
    line = Hold.objects.for_desk(request.user).waiting().filter(resource=row.resource_id)
    context = {
        "hold": row,
        "form": form,
        "line": line,
        "acts": Act.objects.filter(resource=row.resource_id, hold__isnull=False)
        .select_related("by")
        .order_by("-at", "-pk")[:20],
        "page_title": "File d’attente",
    }
    return render(request, "resources/desk/hold.html", context, status=422 if form.errors else 200)


@require_POST
@permission_required("resources.change_hold", raise_exception=True)
def cancel(request, pk):
    try:
        holds.cancel(_hold(request, pk), request.user)
        messages.success(request, "La réservation est annulée.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("lending_holds:edit", pk)


@require_POST
@permission_required("resources.add_loan", raise_exception=True)
def collect(request, pk):
    """What was set aside is handed over."""
    row = _hold(request, pk)
    if row.status != Hold.Status.READY:
        messages.error(request, str(holds.Over(row)))
        return redirect("lending_holds:edit", pk)
    try:
        despite = "despite" in request.POST
        loan = loans.lend(
            row.copy, row.person, structure=row.structure, by=request.user, despite=despite
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("lending_holds:edit", pk)
    messages.success(request, f"{loan.copy} est prêté, à rendre le {loan.due_on:%d/%m/%Y}.")
    return after_lending(loan)


def _hold(request, pk):
    return get_object_or_404(Hold.objects.for_desk(request.user), pk=pk)
