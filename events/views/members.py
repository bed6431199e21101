"""Who belongs to a circle: for the team of the organisation that leads it. Of a confidential group
it reads how many they are, and who facilitates."""

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from events import circles
from events.forms.members import MemberForm
from events.models import Circle, CircleMember
from events.refusal import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permission_required("events.change_circle", raise_exception=True)
def members(request, pk):
    circle = _circle_of(request, pk)
    form = MemberForm(request.POST or None, circle=circle)
    if form.is_valid():
        try:
            member = form.save()
            messages.success(request, f"{member.person} fait partie du cercle.")
            return redirect("agenda_circles:members", pk)
        except Refused as why:
            form.add_error(None, str(why))
    title = "Membres du cercle"
    rows = circle.memberships.standing().select_related("person")
    context = {
        "title": title,
        "header_title": title,
        "header_icon": "group",
        "breadcrumbs_items": [
            {"url": reverse("agenda_circles:index"), "label": "Cercles"},
            {"url": reverse("agenda_circles:edit", args=[pk]), "label": circle.title},
            {"url": "", "label": title},
        ],
        "session": None,
        "circle": circle,
        "count": circle.memberships.counted().count(),
        "members": rows.filter(pk__in=_readable(circle)),
        "asked": CircleMember.State.ASKED,
        "form": form,
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "events/desk/members.html", context, status=status)


@require_POST
@permission_required("events.change_circle", raise_exception=True)
def accept(request, pk, member):
    return _decide(request, pk, member, circles.accept, "fait partie du cercle")


@require_POST
@permission_required("events.change_circle", raise_exception=True)
def refuse(request, pk, member):
    return _decide(request, pk, member, circles.refuse, "ne fera pas partie du cercle")


@require_POST
@permission_required("events.change_circle", raise_exception=True)
def remove(request, pk, member):
    return _decide(request, pk, member, circles.leave, "ne fait plus partie du cercle")


def _decide(request, pk, member, rule, outcome):
    rows = _readable(_circle_of(request, pk)).select_related("circle", "person")
    row = get_object_or_404(rows, pk=member)
    try:
        rule(row)
        messages.success(request, f"{row.person} {outcome}.")
    except Refused as why:
        messages.error(request, str(why))
    return redirect("agenda_circles:members", pk)


def _readable(circle):
    """The memberships that the team may read by name, and decide of."""
    return circle.memberships.facilitators() if circle.confidential else circle.memberships.all()


def _circle_of(request, pk):
    circle = get_object_or_404(Circle.objects.select_related("lead"), pk=pk)
    user = request.user
    if not user.has_perm("accounts.see_every_name") and circle.lead_id != user.organisation_id:
        raise PermissionDenied
    return circle
