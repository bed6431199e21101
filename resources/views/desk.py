"""Lending and taking back, at the desk."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from printing.pdf import show
from resources import loans, papers
from resources.forms.lending import LendForm, TakeBackForm
from resources.models import Check, Loan
from resources.refusal import Refused

SCREEN = require_http_methods(["GET", "HEAD", "POST"])


@SCREEN
@permission_required("resources.add_loan", raise_exception=True)
def lend(request):
    form = LendForm(request.POST or None, initial={"code": request.GET.get("code", "")})
    if request.method == "POST" and form.is_valid() and (loan := form.act(request.user)):
        messages.success(
            request,
            f"{loan.copy} est prêté à {loan.borrower}, à rendre le {loan.due_on:%d/%m/%Y}.",
        )
        return after_lending(loan)
    return screen(request, form, "Prêter un exemplaire", "Prêter", "resources_loans:index")


@SCREEN
def take_back(request, pk):
    if not request.user.has_perm("resources.change_loan"):
        raise PermissionDenied
    loan = _loan(pk)
    if request.method != "POST":
        return _page(request, loan, TakeBackForm())
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        return _page(request, loan, form, status=422)
    try:
        loans.take_back(loan, form.cleaned_data["on"], request.user)
    except loans.AlreadyBack as refusal:
        messages.warning(request, str(refusal))
        return redirect("resources_loans:index")
    except Refused as refusal:
        form.add_error("on", str(refusal))
        return _page(request, loan, form, status=422)
    messages.success(request, f"{loan.copy} est de retour.")
    check = loan.checks.to_count().filter(moment=Check.Moment.BACK).first()
    return redirect("lending:count", check.pk) if check else redirect("resources_loans:index")


@require_POST
@permission_required("resources.change_loan", raise_exception=True)
def renew(request, pk):
    loan = _loan(pk)
    try:
        loan = loans.renew(loan, request.user)
        messages.success(request, f"Le prêt est prolongé jusqu’au {loan.due_on:%d/%m/%Y}.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("resources_loans:edit", pk)


@require_safe
@permission_required("resources.change_loan", raise_exception=True)
def slip(request, pk):
    loan = _loan(pk)
    content = papers.slip(loan, named=_named(request, loan))
    return show(content, slugify(f"pret {loan.copy.code} {loan.lent_on}"))


def after_lending(loan):
    """What has a checklist is counted before it goes; a slip goes with the rest."""
    check = loan.checks.to_count().filter(moment=Check.Moment.OUT).first()
    if check:
        return redirect("lending:count", check.pk)
    return redirect("resources_loans:index")


def screen(request, form, title, verb, back):
    """A form of the desk, as it was typed and with what refuses it."""
    context = {"form": form, "verb": verb, "back": back, "page_title": title}
    status = 422 if form.is_bound else 200
    return render(request, "resources/desk/form.html", context, status=status)


def _loan(pk):
    rows = Loan.objects.select_related("copy__resource", "borrower", "structure", "booking")
    return get_object_or_404(rows, pk=pk)


def _named(request, loan):
    return Loan.objects.visible_to(request.user).filter(pk=loan.pk).exists()


def _page(request, loan, form, status=200):
    context = {
        "loan": loan,
        "form": form,
        "named": _named(request, loan),
        "checks": loan.checks.prefetch_related("lines", "photos__picture"),
        "acts": loan.acts.select_related("by").order_by("at", "pk"),
        "page_title": "Prêt",
    }
    return render(request, "resources/desk/loan.html", context, status=status)
