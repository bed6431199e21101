"""Where harvesters ask: one address, by GET or by POST, and 200 whatever the protocol refuses."""

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from resources import oai


@csrf_exempt  # a harvester has no cookie, and its POST changes nothing
@require_http_methods(["GET", "HEAD", "POST"])
def endpoint(request):
    received = request.POST if request.method == "POST" else request.GET
    return HttpResponse(
        oai.answer(dict(received.lists())),
        content_type="text/xml; charset=utf-8",
        headers={"Cache-Control": "no-cache"},
    )
