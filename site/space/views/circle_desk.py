"""Running a circle, without an account of the back office."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.humans import limit
from events import circles, meetings, minutes, polls, topics
from events.forms.circle_sharing import DocumentForm, MinutesForm, ResourceForm
from events.forms.membership import InviteForm
from events.forms.polls import PlanForm, PollForm
from events.forms.presences import PresencesForm
from events.models import CircleMember, Topic
from events.refusal import Refused
from space.views.circle_doors import crumbs, facilitating, form_page

ACTS = {"accepter": circles.accept, "refuser": circles.refuse, "retirer": circles.leave}


@require_http_methods(["GET", "HEAD", "POST"])
@facilitating
def members(request, member):
    form = InviteForm(request.POST or None)
    if form.is_valid():
        limit(request, "invite", key=str(member.pk), per_key=40)
        try:
            circles.invite(member.circle, **form.cleaned_data)
            return redirect("space:circle_members", member.circle.slug)
        except Refused as why:
            form.add_error(None, str(why))
    rows = member.circle.memberships.standing().select_related("person")
    context = {"memberships": rows, "me": member.pk, "states": CircleMember.State}
    return form_page(request, member, "members", "Membres", form, **context)


@require_POST
@facilitating
def answer(request, member, pk, act):
    row = get_object_or_404(member.circle.memberships.select_related("circle"), pk=pk)
    ACTS[act](row)
    return redirect("space:circle_members", member.circle.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@facilitating
def write_minutes(request, member, pk=None):
    row = get_object_or_404(member.circle.minutes, pk=pk) if pk else None
    form = MinutesForm(request.POST or None, initial=MinutesForm.of(row) if row else None)
    if form.is_valid():
        publish = "publish" in request.POST
        said = {**form.cleaned_data, "publish": publish, "minutes": row}
        row = minutes.write(member.circle, member.person, **said)
        return redirect("space:circle_minutes", member.circle.slug, row.pk)
    published = row is not None and row.published_at is not None
    return form_page(request, member, "write_minutes", "Compte rendu", form, published=published)


@require_http_methods(["GET", "HEAD", "POST"])
@facilitating
def share(request, member):
    """Documents for members only, and titles of the catalogue."""
    sent = request.POST.get("what") if request.method == "POST" else None
    document = DocumentForm(*((request.POST, request.FILES) if sent == "document" else ()))
    resource = ResourceForm(request.POST if sent == "resource" else None)
    for form in (document, resource):
        if form.is_valid():
            form.add(member.circle)
            return redirect(f"{member.circle.get_space_url()}#partage")
    title = "Partager"
    context = {
        "circle": member.circle,
        "document_form": document,
        "resource_form": resource,
        "documents": member.circle.documents.all(),
        "resources": member.circle.resources.all(),
        "crumbs": crumbs(member.circle, title),
    }
    return render(request, "space/circle/share.html", context, status=422 if sent else 200)


@require_POST
@facilitating
def unshare(request, member, what, pk):
    rows = {"document": member.circle.documents, "ressource": member.circle.resources}[what]
    row = get_object_or_404(rows, pk=pk)
    if what == "document":
        row.file.delete(save=False)
    row.delete()
    return redirect("space:share", member.circle.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@facilitating
def new_poll(request, member):
    topic = _topic(member, request.GET.get("sujet", ""))
    initial = {"title": topic.title if topic else "Prochaine rencontre"}
    form = PollForm(request.POST or None, initial=initial)
    if form.is_valid():
        polls.open_poll(member.circle, form.cleaned_data["title"], form.slots, topic)
        return redirect(f"{member.circle.get_space_url()}#dates")
    return form_page(request, member, "new_poll", "Proposer des dates", form)


@require_http_methods(["GET", "HEAD", "POST"])
@facilitating
def plan(request, member, pk):
    """From the answers to the sessions, in one step."""
    poll = get_object_or_404(member.circle.polls.select_related("topic", "circle"), pk=pk)
    slots = poll.slots.with_answers().order_by("starts_at", "pk")
    if request.method == "POST":
        polls.check_open(poll)
    form = PlanForm(request.POST or None, poll=poll, slots=slots)
    if form.is_valid():
        polls.plan(poll, form.cleaned_data["slots"], form.meets_as, **form.columns)
        return redirect("space:circle", member.circle.slug)
    return form_page(request, member, "plan", "Planifier", form, poll=poll)


@require_POST
@facilitating
def give_up(request, member, pk):
    polls.give_up(get_object_or_404(member.circle.polls, pk=pk))
    return redirect("space:circle", member.circle.slug)


@require_POST
@facilitating
def close_topic(request, member, pk):
    topics.close(get_object_or_404(member.circle.topics, pk=pk))
    return redirect(f"{member.circle.get_space_url()}#sujets")


@require_http_methods(["GET", "HEAD", "POST"])
@facilitating
def presences(request, member, pk):
    session = get_object_or_404(meetings.held(member.circle), pk=pk)
    seats = list(meetings.expected(member.circle, session))
    form = PresencesForm(request.POST or None, session=session, seats=seats)
    if form.is_valid():
        meetings.note(session, form.marks, member.person.user)
        return redirect("space:circle", member.circle.slug)
    return form_page(request, member, "presences", "Présences", form, session=session)


def _topic(member, typed) -> Topic | None:
    pk = int(typed) if typed.isdecimal() and len(typed) < 10 else None
    return member.circle.topics.open().filter(pk=pk).first()
