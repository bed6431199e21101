"""Several sessions moved at once."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.log_actions import log

from events.forms.moving import MoveForm, SessionsToMoveForm
from events.views import desk
from events.wording import plural


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("events.change_session", raise_exception=True)
def move(request):
    which = SessionsToMoveForm(request.GET, user=request.user)
    form = MoveForm(request.POST or None, sessions=which.sessions())
    if form.is_valid() and form.is_confirmed():
        moved = form.move()
        for session in moved:
            log(instance=session, action="wagtail.edit")
        done = f"{len(moved)} {plural(len(moved), 'séance déplacée', 'séances déplacées')}."
        people = form.written_to
        told = f"{people} {plural(people, 'personne prévenue', 'personnes prévenues')} par courriel"
        messages.success(request, f"{done} {told}.")
        for session in moved:
            desk.announce(request, session, session.offered_now)
        return redirect("agenda_sessions:index")
    return desk.page(request, "move_sessions", "Déplacer des séances", form=form, which=which)
