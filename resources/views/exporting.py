"""The catalogue to take away, with the filters of its page."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from resources import exports
from resources.forms.catalogue import CatalogueFilterForm
from resources.models import Resource

MOST = 10_000  # resources in one file


@require_safe
def export(request, kind):
    form = CatalogueFilterForm(request.GET)
    complaints = [sentence for sentences in form.errors.values() for sentence in sentences]
    pks = [] if complaints else form.ranked(Resource.objects.public())
    if len(pks) > MOST:
        complaints = [f"Cette liste a plus de {MOST} ressources : ajoutez un filtre."]
    if complaints:
        text = "\n".join(map(str, complaints)) + "\n"
        return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
    return exports.FORMATS[kind](exports.in_order(pks), "catalogue")
