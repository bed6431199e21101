"""What bibliographies take of a resource: its citation as a file, and unAPI for Zotero."""

from xml.sax.saxutils import quoteattr

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from resources import citations
from resources.models import Resource

FORMAT = f'<format name="ris" type="{citations.RIS_TYPE}"/>'
UNKNOWN_FORMAT = "unAPI n’offre ici que le format « ris »."
NO_ID = "Il manque l’identifiant (id) de la ressource."
UNKNOWN_ID = "Cet identifiant n’est celui d’aucune ressource publique."


@require_safe
def ris(request, slug):
    return _file(_cited(slug), citations.ris, citations.RIS_TYPE, f"{slug}.ris")


@require_safe
def bibtex(request, slug):
    return _file(_cited(slug), citations.bibtex, citations.BIBTEX_TYPE, f"{slug}.bib")


@require_safe
def unapi(request):
    """The formats on offer; those of a resource; the resource (https://unapi.info/specs/)."""
    slug, wanted = request.GET.get("id"), request.GET.get("format")
    slug = slug and slug.replace("\0", " ")  # no database keeps it
    if wanted is None:
        return _formats(slug)
    if not slug:
        return _said(NO_ID, 400)
    resource = Resource.objects.public().for_citing().filter(slug=slug).first()
    if resource is None:
        return _said(UNKNOWN_ID, 404)
    if wanted != "ris":
        return _said(UNKNOWN_FORMAT, 406)
    return _file(resource, citations.ris, citations.RIS_TYPE, f"{resource.slug}.ris")


def _cited(slug):
    return get_object_or_404(Resource.objects.public().for_citing(), slug=slug)


def _file(resource, write, kind, name):
    return HttpResponse(
        write([resource]).encode(),
        content_type=f"{kind}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _formats(slug):
    if slug is not None and not Resource.objects.public().filter(slug=slug).exists():
        return _said(UNKNOWN_ID, 404)
    of = f" id={quoteattr(slug)}" if slug is not None else ""
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<formats{of}>{FORMAT}</formats>\n'
    # 300: « choose one of these », as unAPI asks for when a resource is named without a format
    status = 300 if slug is not None else 200
    return HttpResponse(text, content_type="application/xml; charset=utf-8", status=status)


def _said(sentence, status):
    return HttpResponse(f"{sentence}\n", content_type="text/plain; charset=utf-8", status=status)
