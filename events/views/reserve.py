"""The link that the team gives an organisation, to the seats that are kept for it."""

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from events import line
from events.models import ReserveLink
from events.views.desk import page, session_of


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permission_required("events.change_session", raise_exception=True)
def reserve(request, pk):
    """The address is shown in the answer that makes it and never again: only its hash is kept."""
    session = session_of(request, pk)
    address = ""
    if request.method == "POST" and "close" in request.POST:
        ReserveLink.revoke(session)
        messages.success(request, "Le lien est fermé : il n’ouvre plus rien.")
        return redirect("agenda_sessions:reserve", pk)
    if request.method == "POST" and session.has_reserve:
        address = reverse("events:reserved", args=[ReserveLink.issue(session)])
    context = {
        "address": settings.SITE_URL + address if address else "",
        "left": line.reserve_left(session),
        "link": session.reserve_links.filter(revoked_at=None).first(),
    }
    return page(request, "reserve", "Places réservées", session, **context)
