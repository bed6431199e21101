"""PDFs: tagged (PDF/UA-1), in French, A4. A document is a template of `templates/pdf/` and the data
that it shows, as plain words."""

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpResponse

from printing import typesetting

SECONDS = 20  # a sheet takes a tenth of one


def pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """Set a document. `data`: what JSON can hold."""
    text = json.dumps(data, ensure_ascii=False)
    done = subprocess.run(  # noqa: S603 (our own script and our own template)
        [
            sys.executable,
            typesetting.__file__,
            str(settings.BASE_DIR / "templates" / "pdf" / f"{template}.typ"),
        ],
        input=text.encode(errors="replace"),
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    return done.stdout


def show(content: bytes, name: str) -> HttpResponse:
    """Names of people: nobody between the server and the reader keeps a copy."""
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{name}.pdf"',
            "Cache-Control": "no-store, private",
            "X-Robots-Tag": "noindex, nofollow",
        },
    )
