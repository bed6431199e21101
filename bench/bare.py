"""The yardstick: a Django that does nothing but answer with N bytes (`/?bytes=N`)."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], SECRET_KEY="-")

bodies: dict[int, bytes] = {}


def answer(request):
    size = int(request.GET["bytes"])
    body = bodies.setdefault(size, b"x" * size)
    return HttpResponse(body, headers={"Content-Length": size})


urlpatterns = [path("", answer)]
application = get_wsgi_application()
