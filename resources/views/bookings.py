"""Bookings of kits, as the team sees them: confirmed, prepared, handed over, cancelled."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from resources import bookings, loans
from resources.forms.lending import BookForm, ReplyForm
from resources.models import Booking
from resources.refusal import Avoidable, Refused
from resources.views.desk import after_lending, screen

SCREEN = require_http_methods(["GET", "HEAD", "POST"])

# act: (what it does, what is said of it)
ACTS = {
    "confirmer": (bookings.confirm, "La réservation est confirmée."),
    "preparer": (bookings.prepare, "La malle est prête à partir."),
}
REPLIES = {
    "refuser": (bookings.decline, "La demande n’est pas retenue."),
    "annuler": (bookings.cancel, "La réservation est annulée."),
}


@SCREEN
@permission_required("resources.add_booking", raise_exception=True)
def add(request):
    form = BookForm(request.POST or None, initial={"code": request.GET.get("code", "")})
    if request.method == "POST" and form.is_valid() and (booking := form.act(request.user)):
        messages.success(request, f"{booking} : c’est réservé.")
        return redirect("lending_bookings:edit", booking.pk)
    return screen(request, form, "Réserver une malle", "Réserver", "lending_bookings:index")


@SCREEN
@permission_required("resources.change_booking", raise_exception=True)
def booking(request, pk):
    row = _booking(request, pk)
    context = {
        "booking": row,
        "form": ReplyForm(),
        "acts": row.acts.select_related("by").order_by("at", "pk"),
        "page_title": "Réservation de malle",
    }
    return render(request, "resources/desk/booking.html", context)


@require_POST
@permission_required("resources.change_booking", raise_exception=True)
def act(request, pk, what):
    if what not in ACTS and what not in REPLIES:
        raise Http404
    row = _booking(request, pk)
    form = ReplyForm(request.POST)
    reply = form.cleaned_data["reply"] if form.is_valid() else ""
    try:
        if what in ACTS:
            do, said = ACTS[what]
            do(row, request.user)
        else:
            do, said = REPLIES[what]
            do(row, request.user, reply)
        messages.success(request, said)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("lending_bookings:edit", pk)


@require_POST
@permission_required("resources.add_loan", raise_exception=True)
def hand_over(request, pk):
    row = _booking(request, pk)
    try:
        loan = loans.lend_booked(row, by=request.user, despite="despite" in request.POST)
    except Refused as refusal:
        messages.error(request, str(refusal))
        again = "?malgre=1" if isinstance(refusal, Avoidable) else ""
        return redirect(f"{request.path.rpartition('partir/')[0]}{again}")
    messages.success(request, f"{loan.copy} est parti, à rendre le {loan.due_on:%d/%m/%Y}.")
    return after_lending(loan)


def _booking(request, pk):
    return get_object_or_404(Booking.objects.for_desk(request.user), pk=pk)
