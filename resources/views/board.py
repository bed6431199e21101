"""« Aujourd’hui », and the scanner: what the desk has to do, and what a code asks for."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_permissions_policy.decorators import permissions_policy_override

from printing.pdf import show
from resources import board, care, papers, scanning
from resources.forms.lending import LabelsForm
from resources.models import Copy, Hold, Loan
from resources.opening import Calendar
from resources.refusal import Refused

CAMERA: dict[str, str | list[str] | tuple[str]] = {"camera": "self"}  # to read a label

SCREEN = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@permission_required("resources.view_loan", raise_exception=True)
def today(request):
    day = timezone.localdate()
    state, why = Calendar(day).day(day)
    context = {
        "board": board.of(request.user, day),
        "day": day,
        "state": state,
        "why": why,
        "page_title": "Aujourd’hui",
    }
    return render(request, "resources/desk/board.html", context)


@require_safe
@never_cache
@permissions_policy_override(CAMERA)
@permission_required("resources.view_loan", raise_exception=True)
def scan(request):
    """What a code asks for. Nothing is done by reading one: the page proposes a button."""
    typed = request.GET.get("code", "").strip()
    copy = scanning.find(typed)
    context = {
        "typed": typed,
        "unknown": bool(typed) and copy is None,
        "proposal": scanning.propose(copy, timezone.localdate()) if copy else None,
        "page_title": "Scanner",
    }
    if copy:
        context["named"] = Loan.objects.visible_to(request.user).filter(copy=copy).exists()
        context["hold_named"] = Hold.objects.visible_to(request.user).filter(copy=copy).exists()
    status = 404 if context["unknown"] else 200
    return render(request, "resources/desk/scan.html", context, status=status)


@require_POST
@permission_required("resources.change_check", raise_exception=True)
def clean(request, pk):
    copy = get_object_or_404(Copy.objects.select_related("resource"), pk=pk)
    try:
        care.clean(copy, request.user)
        messages.success(request, f"{copy} est propre.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("lending:board")


@require_POST
@permission_required("resources.change_copy", raise_exception=True)
def found(request, pk):
    """A copy that was missing is there."""
    copy = get_object_or_404(Copy, pk=pk, status=Copy.Status.MISSING)
    care.change_status(copy, Copy.Status.IN_SERVICE, request.user, "retrouvé")
    messages.success(request, f"{copy} est de nouveau en service.")
    return redirect(f"{request.path.rpartition('exemplaires/')[0]}scanner/?code={copy.code}")


@require_safe
@permission_required("resources.view_copy", raise_exception=True)
def labels(request):
    asked = "codes" in request.GET and "imprimer" in request.GET
    form = LabelsForm(request.GET if asked else None, initial={"codes": request.GET.get("codes")})
    if asked and form.is_valid():
        return show(papers.labels(form.copies, form.cleaned_data["first"] or 1), "etiquettes")
    context = {"form": form, "page_title": "Étiquettes"}
    return render(request, "resources/desk/labels.html", context, status=422 if asked else 200)
