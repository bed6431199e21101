"""Every address of the site."""

from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from colibris import views
from files import views as files

urlpatterns = [
    path("sante", views.health, name="health"),
    re_path(r"^couleurs/(?P<accent>[0-9a-f]{6})\.css$", views.theme, name="theme"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("composants/", views.components, name="components"),
    path("gestion/", include(wagtailadmin_urls)),
    re_path(r"^documents/(\d+)/(.*)$", files.document),
    path("documents/", include(wagtaildocs_urls)),
    path("agenda/", include("events.urls.agenda")),
    path("inscriptions/", include("events.urls.registrations")),
    path("presence/", include("events.urls.checking_in")),
    path("attestations/", include("events.urls.attestations")),
    path("cercles/", include("events.urls.circles")),
    path("ressources/", include("resources.urls")),
    path("recherche/", include("search.urls")),
    path("mon-espace/inscriptions/", include("events.urls.registrations", "my_registrations")),
    path("mon-espace/", include("space.urls")),
    path("", include("pages.urls")),
    path("media/images/<path:name>", files.rendition, name="rendition"),
    path("", include(wagtail_urls)),
]
