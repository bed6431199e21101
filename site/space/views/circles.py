"""One's circles: their page, joining, leaving, being seen, coming to a meeting."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.humans import limit
from events import circles as rules
from events import meetings
from events.forms.membership import JoinForm, VisibleForm
from events.models import CircleMember, Session
from events.refusal import Refused
from space import circle_page
from space.views.circle_doors import NOTHING, belonging, crumbs, page
from space.views.doors import theirs


@require_safe
@theirs
def circles(request, person):
    rows = CircleMember.objects.standing().filter(person=person).select_related("circle")
    context = {
        "memberships": rows.order_by("circle__title", "pk"),
        "crumbs": [("Mon espace", reverse("space:home")), ("Mes cercles", None)],
    }
    return render(request, "space/circle/circles.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@theirs
def circle(request, person, slug):
    """To a member, the circle; to the others, how to join it, if anybody may know of it."""
    member = circle_page.standing(person, slug)
    if member is not None and member.belongs:
        return page(request, member)
    found = member.circle if member else circle_page.reachable(slug)
    if found is None:
        raise Http404(NOTHING)
    return _join(request, found, person, member)


@require_http_methods(["GET", "HEAD", "POST"])
@theirs
def leave(request, person, slug):
    """A member leaves; whoever asked, or was invited, gives it up."""
    member = circle_page.standing(person, slug)
    if member is None:
        raise Http404(NOTHING)
    if request.method == "POST":
        rules.leave(member)
        return redirect("space:circles")
    title = "Quitter le cercle"
    context = {"circle": member.circle, "crumbs": crumbs(member.circle, title)}
    return render(request, "space/circle/leave.html", context)


@require_POST
@belonging
def be_seen(request, member):
    form = VisibleForm(request.POST)
    rules.be_seen(member, form.is_valid() and form.cleaned_data["visible"])
    return redirect("space:circle", member.circle.slug)


@require_POST
@belonging
def come(request, member, pk):
    meetings.come(member, _meeting(member, pk))
    return redirect("space:circle", member.circle.slug)


@require_POST
@belonging
def not_come(request, member, pk):
    meetings.not_come(member, _meeting(member, pk))
    return redirect("space:circle", member.circle.slug)


def _meeting(member, pk):
    sessions = Session.objects.filter(event__circle=member.circle, event__live=True)
    return get_object_or_404(sessions.select_related("event"), pk=pk)


def _join(request, circle, person, member):
    form = JoinForm(
        request.POST if request.method == "POST" else None, circle=circle, person=person
    )
    refusal = ""
    if request.method == "POST" and form.is_valid():
        limit(request, "circle", key=str(person.pk))
        try:
            rules.join(circle, person, **form.sign())
            return redirect("space:circle", circle.slug)
        except Refused as why:
            refusal = str(why)
    context = circle_page.for_newcomer(circle, person, member, form)
    context |= {"refusal": refusal, "crumbs": crumbs(circle)}
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "space/circle/join.html", context, status=status)
