"""Who belongs to a circle: for the team of the organisation that leads it."""

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from events.forms.members import MemberForm
from events.models import Circle


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permission_required("events.change_circle", raise_exception=True)
def members(request, pk):
    circle = _circle_of(request, pk)
    form = MemberForm(request.POST or None)
    if form.is_valid():
        member = form.join(circle)
        messages.success(request, f"{member.person} fait partie du cercle.")
        return redirect("agenda_circles:members", pk)
    title = "Membres du cercle"
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
        "members": circle.memberships.select_related("person"),
        "form": form,
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "events/desk/members.html", context, status=status)


@require_POST
@permission_required("events.change_circle", raise_exception=True)
def remove(request, pk, member):
    row = get_object_or_404(_circle_of(request, pk).memberships, pk=member)
    row.delete()
    messages.success(request, f"{row.person} ne fait plus partie du cercle.")
    return redirect("agenda_circles:members", pk)


def _circle_of(request, pk):
    circle = get_object_or_404(Circle.objects.select_related("lead"), pk=pk)
    user = request.user
    if not user.has_perm("accounts.see_every_name") and circle.lead_id != user.organisation_id:
        raise PermissionDenied
    return circle
