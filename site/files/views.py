"""Pictures and documents, from wherever they are kept: a small place's disk, a big one's bucket."""

import mimetypes
from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.utils.cache import patch_cache_control
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.documents.views import serve

YEAR = 365 * 24 * 3600  # seconds


@require_safe
def rendition(request, name):
    """Renditions only: a document's one address is the one that checks who may read it.

    Another picture has another name, so that a browser may keep this one for ever. The apps above
    say which pictures are the team's alone: hook « is_picture_hidden », with the rendition's name.
    """
    if ".." in PurePosixPath(name).parts:
        raise Http404("Cette adresse sort du dossier des images.")
    path = f"images/{name}"
    hidden = any(is_hidden(path) for is_hidden in hooks.get_hooks("is_picture_hidden"))
    if hidden and not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404("Cette image n’est pas publique.")
    try:
        file = default_storage.open(path)
    except (FileNotFoundError, IsADirectoryError):
        raise Http404("Cette image n’existe pas.") from None
    response = FileResponse(file, content_type=mimetypes.guess_type(name)[0])
    if hidden:
        patch_cache_control(response, private=True, no_store=True)
    else:
        patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    return response


@require_safe
@xframe_options_sameorigin
def document(request, pk, name):
    """What Wagtail serves, which a page of ours may also show in a frame."""
    return serve.serve(request, pk, name)
