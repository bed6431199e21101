"""The agenda in other people's calendars and readers: iCalendar, Atom, and how to subscribe."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from events import atom, ical, subscribing
from events.editions import Edition
from events.forms.filters import AgendaFilterForm
from events.models import Session
from events.models.session import PAST_STAYS
from identity.models import Identity

SUGGESTED = {"public", "type", "commune", "organisme", "cercle"}
NEWS = 100  # entries of the Atom feed, which says so when there are more


@require_safe
def calendar(request):
    form = AgendaFilterForm(request.GET, since=timezone.now() - PAST_STAYS)
    if not form.is_valid():
        return _refusal(form)
    edition = Edition.current(request)
    words = subscribing.words(Identity.load(), form)
    source = subscribing.site_address("events:ical", form)

    sessions = form.filter(Session.objects.public().in_calendars(edition.now))

    def write():
        return ical.feed(sessions.texts(edition.now), **words, source=source)

    return edition.answer(
        write, words, content_type="text/calendar", filename="colibris.ics", sessions=sessions
    )


@require_safe
def session(request, uid):
    edition = Edition.current(request)
    text = Session.objects.public().filter(uid=uid).texts(edition.now).first()
    if text is None:
        raise Http404("Cette séance n’existe pas, ou n’est pas publique.")

    def write():
        return ical.download(text)

    return edition.answer(write, uid, content_type="text/calendar", filename="seance.ics")


@require_safe
def news(request):
    form = AgendaFilterForm(request.GET, since=timezone.now() - PAST_STAYS)
    if not form.is_valid():
        return _refusal(form)
    edition = Edition.current(request)
    words = subscribing.words(Identity.load(), form)
    words["description"] += f" Les {NEWS} séances annoncées ou modifiées en dernier."
    source = subscribing.site_address("events:atom", form)

    def write():
        sessions = form.filter(Session.objects.public().in_calendars(edition.now)).for_listing()
        latest = sessions.order_by("-changed_at", "-pk")[:NEWS]
        return atom.feed(latest, **words, source=source)

    return edition.answer(
        write, words, content_type="application/atom+xml", filename="colibris.xml"
    )


@require_safe
def subscribe(request):
    form = AgendaFilterForm(request.GET)
    status = 200 if form.is_valid() else 400
    name = subscribing.words(Identity.load(), form)["name"]
    feed = subscribing.site_address("events:ical", form)
    context = {
        "errors": [(form.fields[field].label, form.errors[field]) for field in form.errors],
        "in_words": form.in_words(),
        "query": form.querystring(),
        "name": name,
        "feed": feed,
        "links": subscribing.links(feed, name),
        "embed": subscribing.embed_code(form, name),
        "agenda": subscribing.site_address("events:agenda", form),
        "atom": subscribing.site_address("events:atom", form),
        "suggestions": [] if form.querystring() else _suggestions(),
        "crumbs": [("Agenda", reverse("events:agenda")), ("S’abonner", None)],
    }
    return render(request, "events/subscribe.html", context, status=status)


def _suggestions():
    """The filters that lead somewhere today: the facets of the whole agenda, in one query."""
    facets = AgendaFilterForm().facets(Session.objects.public().upcoming())
    return [facet for facet in facets if facet["name"] in SUGGESTED]


def _refusal(form):
    """A calendar program reads the status; whoever looks for the reason reads the sentence."""
    sentences = [sentence for errors in form.errors.values() for sentence in errors]
    return HttpResponse(
        "Cette adresse demande quelque chose d’impossible.\n" + "\n".join(sentences) + "\n",
        status=400,
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )
