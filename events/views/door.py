"""The door: who is expected, who came, on a phone held in one hand, with or without a network."""

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_permissions_policy.decorators import permissions_policy_override
from wagtail.admin import messages

from events import attestations, documents, half_days, presence
from events.forms.door import read
from events.models import Presence
from events.refusal import Refused
from events.views.desk import number, session_of
from printing.pdf import show

CAMERA: dict[str, str | list[str] | tuple[str]] = {"camera": "self"}  # to read a QR


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permissions_policy_override(CAMERA)
@permission_required("events.view_presence", raise_exception=True)
def door(request, pk):
    """With a script, each click is kept on the phone and sent as soon as it can be; without, it is
    a form."""
    session = session_of(request, pk)
    if request.method != "POST":
        return _page(request, session, half_asked(request, session))
    if not request.user.has_perm("events.add_presence"):
        raise PermissionDenied
    form = read(request.POST, session)
    half = _half(session, form.cleaned_data.get("half_day") if form.is_valid() else None)
    if not form.is_valid():
        return _refused(request, session, half, form.sentence, 422)
    try:
        noted = form.note(by=request.user)
        row = presence.seen(session, noted)
    except Refused as refusal:
        return _refused(request, session, half, str(refusal), 409)
    if _wants_json(request):
        return JsonResponse(_row(row, half))
    return redirect(f"{request.path}?demi-journee={half.number}#personne-{noted.person_id}")


@require_safe
@permission_required("events.view_presence", raise_exception=True)
def sheet(request, pk):
    session = session_of(request, pk)
    return show(documents.sheet(session), documents.name("emargement", session))


@require_safe
@permission_required("events.view_presence", raise_exception=True)
def statements(request, pk):
    """All the attestations of a session that is over."""
    session = session_of(request, pk)
    several = attestations.of_session(session)
    if not several:
        messages.warning(
            request,
            "Il n’y a pas encore d’attestation : elles se font d’après les présences notées, une "
            "fois la séance finie.",
        )
        return redirect("agenda_sessions:people", pk)
    name = documents.name("attestations", session)
    return show(documents.statements(several), name)


@require_safe
def worker(request):
    """What keeps the page on the phone. It holds nobody's name: anybody of the team may read it."""
    return render(request, "events/door/worker.js", content_type="text/javascript")


def _page(request, session, half, refusal="", status=200):
    rows = presence.expected(session, half.number)
    context = {
        "session": session,
        "half": half,
        "halves": half_days.of(session),
        "rows": rows,
        "came": sum(row.attended for row in rows),
        "refusal": refusal,
        "choices": [
            (status.value, status.label)
            for status in Presence.Status
            if status not in (Presence.Status.PRESENT, Presence.Status.CLEARED)
        ],
        "back": reverse("agenda_sessions:people", args=[session.pk]),
    }
    return render(request, "events/door/door.html", context, status=status)


def _refused(request, session, half, sentence, status):
    if _wants_json(request):
        return JsonResponse({"refusal": sentence}, status=status)
    return _page(request, session, half, sentence, status)


def _row(row, half):
    """What the page shows of a person: as things stand, which may be something noted since."""
    return {
        "person": row.person.pk,
        "half_day": half.number,
        "name": row.name,
        "status": row.status,
        "words": row.words,
        "hint": row.hint,
    }


def half_asked(request, session):
    return _half(session, number(request.GET.get("demi-journee")))


def _half(session, asked):
    """The half-day asked for, or the one that the clock says."""
    halves = half_days.of(session)
    if asked and asked <= len(halves):
        return halves[asked - 1]
    return half_days.current(session)


def _wants_json(request):
    return request.headers.get("Accept") == "application/json"
