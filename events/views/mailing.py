"""Writing to those who registered: the words, a preview, then the number to confirm."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from events import writing
from events.forms.mailing import MessageForm
from events.views import desk
from events.wording import plural
from letters.views import shown


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("events.change_registration", raise_exception=True)
def write(request, pk):
    session = desk.session_of(request, pk)
    form = MessageForm(request.POST or None, session=session)
    context: dict[str, object] = {}
    if form.is_valid():
        people = list(form.recipients)
        to_call = [row for row in people if not row.person.email]
        count = len(people) - len(to_call)
        seal = form.seal(count)
        # Somebody may have registered, or a word have changed, since it was read: it is read again.
        if count and request.POST.get("confirmed") == seal:
            form.send(request.user)
            them = plural(count, "personne", "personnes")
            messages.success(request, f"Votre message part vers {count} {them}.")
            return redirect("agenda_sessions:people", pk)
        preview = shown(writing.preview_message(session, **form.cleaned_data))
        context |= {"count": count, "seal": seal, "to_call": to_call, "preview": preview}
    context["written"] = session.messages.select_related("author")
    return desk.page(request, "write", "Écrire aux inscrits", session, form=form, **context)
