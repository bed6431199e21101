"""Who opens the pages of a circle: its members, and those of its facilitators."""

from functools import wraps

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from events.refusal import Refused
from space import circle_page
from space.views.doors import theirs

NOTHING = "Cette page n’est pas celle d’un de vos cercles."


def belonging(view):
    """A page of a member, who is handed to the view; for everybody else there is nothing here. A
    refusal is said on the page of the circle."""

    @theirs
    @wraps(view)
    def opened(request, person, slug, *args, **kwargs):
        member = circle_page.standing(person, slug)
        if member is None or not member.belongs:
            raise Http404(NOTHING)
        try:
            return view(request, member, *args, **kwargs)
        except Refused as why:
            return page(request, member, refusal=str(why), status=409)

    return opened


def facilitating(view):
    """A page of who facilitates: the other members find nothing here."""

    @belonging
    @wraps(view)
    def opened(request, member, *args, **kwargs):
        if not member.facilitates:
            raise Http404(NOTHING)
        return view(request, member, *args, **kwargs)

    return opened


def page(request, member, *, refusal="", status=200, topic_form=None):
    context = circle_page.for_member(member, topic_form)
    context |= {"refusal": refusal, "crumbs": crumbs(member.circle)}
    return render(request, "space/circle/circle.html", context, status=status)


def form_page(request, member, template, title, form, **context):
    """A page under that of the circle; 422 when what was typed has to be read again."""
    context |= {
        "circle": member.circle,
        "title": title,
        "form": form,
        "crumbs": crumbs(member.circle, title),
    }
    status = 422 if form.errors else 200
    return render(request, f"space/circle/{template}.html", context, status=status)


def crumbs(circle, title=""):
    home, mine = reverse("space:home"), reverse("space:circles")
    trail = [("Mon espace", home), ("Mes cercles", mine)]
    if not title:
        return [*trail, (circle.title, None)]
    return [*trail, (circle.title, reverse("space:circle", args=[circle.slug])), (title, None)]
