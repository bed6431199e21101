"""The screens of the documentation desk that are not plain forms: lending and taking back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from resources import loans
from resources.forms.desk import LendForm
from resources.models import Loan

SCREEN = require_http_methods(["GET", "HEAD", "POST"])


@SCREEN
def lend(request):
    if not request.user.has_perm("resources.add_loan"):
        raise PermissionDenied
    form = LendForm(request.POST or None, initial={"code": request.GET.get("code", "")})
    if request.method == "POST" and form.is_valid() and (loan := form.lend()):
        messages.success(
            request,
            f"{loan.copy} est prêté à {loan.borrower}, à rendre le {loan.due_on:%d/%m/%Y}.",
        )
        return redirect("resources_loans:index")
    status = 422 if form.is_bound else 200
    return render(request, "resources/desk/lend.html", {"form": form}, status=status)


@SCREEN
def take_back(request, pk):
    if not request.user.has_perm("resources.change_loan"):
        raise PermissionDenied
    loan = get_object_or_404(Loan.objects.select_related("copy__resource", "borrower"), pk=pk)
    if request.method == "POST":
        try:
            loans.take_back(loan)
            messages.success(request, f"{loan.copy} est de retour.")
        except loans.Refused as refusal:
            messages.warning(request, str(refusal))
        return redirect("resources_loans:index")
    named = Loan.objects.visible_to(request.user).filter(pk=pk).exists()
    return render(request, "resources/desk/take_back.html", {"loan": loan, "named": named})
