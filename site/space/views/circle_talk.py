"""What members say: topics, votes, the dates that suit them; and what they read."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.humans import limit
from events import polls, topics
from events.forms.circle_sharing import TopicForm
from events.forms.polls import AnswersForm
from events.models import PollAnswer
from space.views.circle_doors import belonging, crumbs, form_page, page


@require_POST
@belonging
def propose(request, member):
    form = TopicForm(request.POST)
    if not form.is_valid():
        return page(request, member, topic_form=form, status=422)
    limit(request, "topic", key=str(member.pk))
    topics.propose(member.circle, form.cleaned_data["title"], member.person)
    return _back(member, "sujets")


@require_POST
@belonging
def vote(request, member, pk):
    topics.vote(_topic(member, pk), member.person)
    return _back(member, "sujets")


@require_POST
@belonging
def withdraw(request, member, pk):
    topics.withdraw(_topic(member, pk), member.person)
    return _back(member, "sujets")


@require_http_methods(["GET", "HEAD", "POST"])
@belonging
def answer_poll(request, member, pk):
    poll = get_object_or_404(member.circle.polls, pk=pk)
    slots = list(poll.slots.with_answers().order_by("starts_at", "pk"))
    said = PollAnswer.objects.of(member.person, slots)
    form = AnswersForm(request.POST or None, slots=slots, said=said)
    if form.is_valid():
        polls.answer(poll, member.person, form.answers)
        return _back(member, "dates")
    return form_page(request, member, "poll", poll.title, form, poll=poll)


@require_safe
@belonging
def minutes(request, member, pk):
    row = get_object_or_404(member.circle.minutes, pk=pk)
    if row.published_at is None and not member.facilitates:
        raise Http404("Ce compte rendu n’est pas encore publié.")
    context = {"circle": member.circle, "minutes": row, "member": member}
    context["crumbs"] = crumbs(member.circle, row.title)
    return render(request, "space/circle/minutes.html", context)


@require_safe
@belonging
def document(request, member, pk):
    """To members only, to keep and never to run in the page."""
    row = get_object_or_404(member.circle.documents, pk=pk)
    return FileResponse(row.file.open(), as_attachment=True, filename=row.filename)


def _topic(member, pk):
    return get_object_or_404(member.circle.topics, pk=pk)


def _back(member, where):
    return redirect(f"{member.circle.get_space_url()}#{where}")
