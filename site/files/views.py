"""Pictures and documents, from wherever they are kept: a small place's disk, a big one's bucket."""

import mimetypes
from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe
from wagtail.documents.views import serve

YEAR = 365 * 24 * 3600  # seconds


@require_safe
@cache_control(public=True, max_age=YEAR, immutable=True)
def rendition(request, name):
    """Renditions only: a document's one address is the one that checks who may read it.

    Another picture has another name, so that a browser may keep this one for ever.
    """
    if ".." in PurePosixPath(name).parts:
        raise Http404("Cette adresse sort du dossier des images.")
    try:
        file = default_storage.open(f"images/{name}")
    except (FileNotFoundError, IsADirectoryError):
        raise Http404("Cette image n’existe pas.") from None
    return FileResponse(file, content_type=mimetypes.guess_type(name)[0])


@require_safe
@xframe_options_sameorigin
def document(request, pk, name):
    """What Wagtail serves, which a page of ours may also show in a frame."""
    return serve.serve(request, pk, name)
