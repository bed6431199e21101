"""The team’s screens that are not plain forms: a session and its people, a series."""

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.log_actions import log

from events import children, exports, line, planning, registration
from events.forms.desk import CancelSessionForm, MetPersonForm, PostponeSessionForm
from events.forms.series import SeriesForm
from events.models import Event, EventTemplate, Registration, Session
from events.wording import moment, plural, seats, when

HOME = {"url": reverse_lazy("wagtailadmin_home"), "label": "Accueil"}


@require_safe
@never_cache
@permission_required("events.view_session", raise_exception=True)
def people(request, pk):
    """The working place: who has a seat, who waits, who cancelled; counts alone for the others."""
    session = get_object_or_404(Session.objects.for_listing(), pk=pk)
    visible = sees_names(request.user, session)
    context = {
        "visible": visible,
        "counts": session.registrations.counts(),
        "state": seats(session),
        "modes": _modes(session),
        "children": children.coming(session) if session.children_welcome else 0,
        "co_leads": session.event.co_leads.all(),
        "can": permissions(request.user, visible),
    }
    if visible:
        rows = session.registrations.for_listing()
        context |= {
            "seated": rows.seated(),
            "offered": rows.offered().order_by("offer_expires_at", "pk"),
            "lines": [(mode, _line(session, mode)) for mode in session.modes],
            "requested": rows.requested(),
            "cancelled": rows.filter(status__in=Registration.OVER),
            "asks": session.event.questions.exists(),
        }
    return page(request, "people", "Inscrits", session, **context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("events.add_registration", raise_exception=True)
def add_person(request, pk):
    session = session_of(request, pk)
    form = MetPersonForm(request.POST or None, session=session)
    if form.is_valid():
        try:
            registered = form.save(by=request.user)
        except registration.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"{registered.full_name} : {registered.get_status_display()}."
            )
            return redirect("agenda_sessions:people", pk)
    return page(request, "add_person", "Ajouter une personne", session, form=form)


@require_safe
@never_cache
@permission_required("events.view_registration", raise_exception=True)
def export(request, pk, spreadsheet):
    session = session_of(request, pk)
    rows = session.registrations.visible_to(request.user).for_listing()
    day = timezone.localtime(session.starts_at).date()
    name = slugify(f"inscrits {session.event} {day}")
    return exports.FORMATS[spreadsheet](rows, name)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("events.change_session", raise_exception=True)
def cancel_session(request, pk):
    session = session_of(request, pk)
    form = CancelSessionForm(request.POST or None)
    if form.is_valid():
        session = planning.cancel(session, form.cleaned_data["note"])
        log(instance=session, action="wagtail.edit")
        messages.success(request, f"La séance du {when(session)} est annulée.")
        return redirect("agenda_sessions:people", pk)
    return decision(request, "cancel_session", "Annuler la séance", session, form)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("events.change_session", raise_exception=True)
def postpone_session(request, pk):
    session = session_of(request, pk)
    form = PostponeSessionForm(request.POST or None, session=session)
    if form.is_valid():
        decided = [form.cleaned_data[name] for name in ("starts_at", "ends_at", "note")]
        session = planning.postpone(session, *decided)
        log(instance=session, action="wagtail.edit")
        messages.success(request, f"La séance est reportée : {when(session)}.")
        announce(request, session, session.offered_now)
        return redirect("agenda_sessions:people", pk)
    return decision(request, "postpone_session", "Reporter la séance", session, form)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("events.add_session", raise_exception=True)
def series(request):
    """The rule, the dates that it gives, the sessions: one page, that loses nothing on the way."""
    event = Event.objects.filter(pk=number(request.GET.get("event"))).first()
    template = EventTemplate.objects.of(event)
    initial = {"event": event, "capacity": template.capacity if template else None}
    form = SeriesForm(request.POST or None, initial=initial, for_user=request.user)
    if form.is_valid() and form.is_confirmed():
        sessions = form.create()
        made = f"{len(sessions)} {plural(len(sessions), 'séance créée', 'séances créées')}."
        messages.success(request, made)
        return redirect(f"{reverse('agenda_sessions:index')}?event={sessions[0].event_id}")
    return page(request, "series", "Créer une série de séances", form=form)


def _modes(session):
    """What is taken of each mode, out of how many."""
    return [
        {"mode": mode, "taken": session.taken(mode), "seats": session.seats_for(mode)}
        for mode in session.modes
    ]


def _line(session, mode):
    return session.registrations.attending(session, mode).waiting().for_listing()


def decision(request, name, title, session, form):
    """A page that says whom the decision touches before it is taken."""
    to_call = session.registrations.visible_to(request.user).live().filter(person__email=None)
    counts = session.registrations.counts()
    context = {"counts": counts, "to_call": to_call.for_listing()}
    return page(request, name, title, session, form=form, **context)


def page(request, name, title, session=None, form=None, crumbs=(), **context):
    crumbs = [HOME, *(crumbs or [{"url": reverse("agenda_sessions:index"), "label": "Séances"}])]
    if session is not None:
        label = f"{session.event} – {when(session)}"
        crumbs.append({"url": reverse("agenda_sessions:people", args=[session.pk]), "label": label})
    context |= {
        "title": title,
        "header_title": title,
        "header_icon": "date",
        "breadcrumbs_items": [*crumbs, {"url": "", "label": title}],
        "session": session,
        "form": form,
    }
    status = 422 if form is not None and form.errors else 200
    return TemplateResponse(request, f"events/desk/{name}.html", context, status=status)


def place_of(registration):
    """Where a registration is on its session's screen."""
    people = reverse("agenda_sessions:people", args=[registration.session_id])
    return f"{people}#inscription-{registration.pk}"


def session_of(request, pk):
    """The session, for those who may read who registered, and write it."""
    session = get_object_or_404(Session.objects.for_listing(), pk=pk)
    if not sees_names(request.user, session):
        raise PermissionDenied
    return session


def sees_names(user, session):
    return Event.objects.names_visible_to(user).filter(pk=session.event_id).exists()


def permissions(user, visible):
    """What this member of staff may do, for templates. `visible`: the names are, so that it is
    theirs to write."""
    return {
        "change": visible and user.has_perm("events.change_session"),
        "delete": visible and user.has_perm("events.delete_session"),
        "add_person": user.has_perm("events.add_registration"),
        "cancel_registration": user.has_perm("events.change_registration"),
        "export": user.has_perm("events.view_registration"),
        "see_presences": user.has_perm("events.view_presence"),
    }


def announce(request, session, promoted):
    """Say who has just been offered a seat, and whom nobody but the team can tell."""
    if not promoted:
        return
    if not sees_names(request.user, session):
        count = len(promoted)
        people = plural(count, "personne", "personnes")
        messages.success(
            request, f"Une place est proposée à {count} {people} de la liste d’attente."
        )
        return
    for seat in promoted:
        told = "prévenue par courriel" if seat.person.email else "à appeler"
        phone = f" ({seat.person.phone})" if not seat.person.email and seat.person.phone else ""
        until = f"elle a jusqu’au {moment(seat.offer_expires_at)} pour répondre"
        messages.success(
            request, f"Une place est proposée à {seat.full_name}, {told}{phone} : {until}."
        )


def warn_of_people_over(request, session):
    """Fewer seats than people: nobody loses theirs, and the team is told how many it makes."""
    for mode in session.modes:
        if over := line.people_over(session, mode):
            where = f" {mode.label}" if session.is_hybrid else ""
            people = plural(over, "personne a", "personnes ont")
            messages.warning(
                request,
                f"{over} {people} une place{where} de plus qu’il n’y en a : toutes la gardent, "
                "et aucune place n’est proposée tant qu’il n’en reste pas.",
            )


def number(text):
    return int(text) if text and text.isdecimal() and len(text) < 10 else None
