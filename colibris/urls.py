"""Every address of the site."""

from django.conf import settings
from django.conf.urls.static import static
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from colibris import views

urlpatterns = [
    path("sante", views.health, name="health"),
    re_path(r"^couleurs/(?P<accent>[0-9a-f]{6})\.css$", views.theme, name="theme"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("composants/", views.components, name="components"),
    path("gestion/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("agenda/", include("events.urls.agenda")),
    path("inscriptions/", include("events.urls.registrations")),
    path("cercles/", include("events.urls.circles")),
    path("ressources/", include("resources.urls")),
    path("recherche/", include("search.urls")),
    path("", include("pages.urls")),
    # Renditions only: a document's one address is the one that checks who may read it.
    *static(f"{settings.MEDIA_URL}images/", document_root=settings.MEDIA_ROOT / "images"),
    path("", include(wagtail_urls)),
]
