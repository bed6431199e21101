"""One’s questionnaire, behind the link of one’s registration."""

from contextlib import suppress

from django.views.decorators.http import require_http_methods

from events import feedback as rules
from events.forms.feedback import FeedbackForm
from events.refusal import Refused
from events.views.registration import back_to, page, personal


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def feedback(request, token, registration):
    """Whoever has answered, or was not there, is led back to their registration, which says so."""
    try:
        moment = rules.check(registration)
    except Refused:
        return back_to(request, token)
    form = FeedbackForm(moment, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return page(request, token, registration, "feedback", status, form=form, moment=moment)
    with suppress(rules.AlreadyGiven):  # clicked twice: the first counts
        rules.give(registration, form.scores, form.cleaned_data["comment"])
    return back_to(request, token)
