"""The agenda on a wall and in messages: a month, as a poster or as a text to paste."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from events import sharing
from events.forms.sharing import SharingForm
from events.views import desk
from events.wording import month
from printing.pdf import show


@require_safe
@permission_required("events.view_session", raise_exception=True)
def share(request):
    form = SharingForm(request.GET)
    shared = form.shared if form.is_valid() else None
    return desk.page(
        request,
        "share",
        "Affiche et message",
        form=form,
        shared=shared,
        text=sharing.message(shared) if shared else "",
        query=request.GET.urlencode(),
    )


@require_safe
@permission_required("events.view_session", raise_exception=True)
def poster(request):
    form = SharingForm(request.GET)
    if not form.is_valid():  # the screen says what is wrong with the same question
        return redirect(f"{reverse('agenda_sessions:share')}?{request.GET.urlencode()}")
    shared = form.shared
    name = slugify(f"agenda {month(shared.first)} {shared.words}")
    return show(sharing.poster(shared), name)
