"""What belongs to no domain: health."""

from django.db import connection
from django.http import HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def health(request):
    """200 only when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain", headers={"Cache-Control": "no-store"})
