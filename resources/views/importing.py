"""Notices of a spreadsheet: dropped, checked, corrected, imported, taken back."""

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from openpyxl import Workbook
from wagtail.admin import messages

from resources import imports, notices
from resources.forms.importing import NoticesForm
from resources.models import NoticeImport
from tables import writing
from vocabulary.models import Audience, ResourceAccess, ResourceType, Theme

SHOWN = 100  # problems on the screen; the file has them all
RESOURCES = "wagtailsnippets_resources_resource:list"
allowed = permission_required("resources.add_resource", raise_exception=True)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@allowed
def start(request):
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = NoticesForm(*sent, user=request.user)
    if form.is_valid():
        answers = form.cleaned_data
        published = answers.get("published", False)
        made = imports.propose(form.table, answers["file"].name, published, request.user)
        return redirect(made)
    context = {
        "columns": notices.COLUMNS,
        "imports": NoticeImport.objects.select_related("made_by"),
    }
    return _page(request, "import", "Importer des notices", form=form, **context)


@require_safe
@never_cache
@allowed
def review(request, pk):
    made = get_object_or_404(NoticeImport.objects.select_related("made_by"), pk=pk)
    context = {
        "made": made,
        "problems": made.problems[:SHOWN],
        "more": max(0, len(made.problems) - SHOWN),
        "kept": made.imported.count() if made.state == made.State.UNDONE else 0,
    }
    return _page(request, "import_review", "Ce que contient ce fichier", **context)


@require_POST
@allowed
def apply(request, pk):
    made = get_object_or_404(NoticeImport, pk=pk)
    if made.published and not request.user.has_perm("resources.publish_resource"):
        raise PermissionDenied
    try:
        count = imports.apply(made)
    except imports.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if count:
            messages.success(request, f"Notices importées : {count}.")
    return redirect(made)


@require_POST
@allowed
def follow(request, pk):
    """One more step; who asks for JSON is the page itself, which asks again."""
    made = get_object_or_404(NoticeImport, pk=pk)
    if made.is_following:
        imports.follow(made)
    if request.accepts("text/html"):
        return redirect(made)
    return JsonResponse({"done": made.followed, "total": made.total, "more": made.is_following})


@require_POST
@allowed
def undo(request, pk):
    made = get_object_or_404(NoticeImport, pk=pk)
    if made.published and not request.user.has_perm("resources.publish_resource"):
        raise PermissionDenied
    try:
        gone, kept = imports.undo(made)
    except imports.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = f"Import annulé. Notices retirées : {gone}."
        messages.success(request, f"{said} Gardées : {kept}." if kept else said)
    return redirect(made)


@require_safe
@allowed
def errors(request, pk):
    """The lines to correct, as they were, each with what is wrong in it."""
    made = get_object_or_404(NoticeImport, pk=pk)
    headings = ["ligne", "colonne", "cause", "suggestion", *made.headings]
    lines = dict(made.lines)
    blank = [""] * len(made.headings)
    rows = (
        [
            one["line"],
            one["column"],
            one["cause"],
            one["suggestion"],
            *lines.get(one["line"], blank),
        ]
        for one in made.problems
    )
    return writing.as_csv(headings, rows, "erreurs")


@require_safe
@allowed
def model(request):
    """The file to fill in: the columns, what each is for, and the words of the catalogue."""
    book = Workbook(write_only=True)
    columns = notices.COLUMNS
    writing.fill(
        book.create_sheet("Notices"), notices.HEADINGS, [[column.example for column in columns]]
    )
    explained = [
        [column.heading, "oui" if column.required else "", column.help] for column in columns
    ]
    writing.fill(book.create_sheet("Explications"), ["colonne", "obligatoire", "quoi"], explained)
    words = [
        [name, term.label]
        for name, model in (
            (notices.TYPE, ResourceType),
            (notices.THEMES, Theme),
            (notices.AUDIENCES, Audience),
            (notices.ACCESS, ResourceAccess),
        )
        for term in model.objects.active()
    ]
    writing.fill(book.create_sheet("Mots"), ["colonne", "mot du catalogue"], words)
    return writing.xlsx(book, "modele-notices")


def _page(request, name, title, form=None, **context):
    context |= {
        "header_title": title,
        "header_icon": "upload",
        "form": form,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": "Accueil"},
            {"url": reverse(RESOURCES), "label": "Ressources"},
            {"url": "", "label": title},
        ],
    }
    status = 422 if form is not None and form.errors else 200
    return TemplateResponse(request, f"resources/desk/{name}.html", context, status=status)
