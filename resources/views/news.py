"""What is new in the catalogue, or in any part of it, for those who read feeds."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from identity.models import Identity
from resources import atom
from resources.forms.catalogue import CatalogueFilterForm
from resources.models import Resource

NEWS = 50  # entries


@require_safe
def news(request):
    form = CatalogueFilterForm(request.GET)
    if form.errors:
        sentences = [str(one) for several in form.errors.values() for one in several]
        text = "\n".join(sentences) + "\n"
        return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
    latest = form.filter(Resource.objects.public()).newest().for_citing()[:NEWS]
    query = f"?{form.querystring()}" if form.querystring() else ""
    content = atom.feed(
        latest,
        name=f"Nouveautés – {Identity.load().name}",
        subtitle=form.in_words() or f"Les {NEWS} ressources entrées en dernier au catalogue.",
        url=settings.SITE_URL + reverse("resources:catalogue") + query,
        source=settings.SITE_URL + reverse("resources:news") + query,
    )
    return HttpResponse(content, content_type="application/atom+xml; charset=utf-8")
