"""The addresses of the site as a whole; those of the pages are Wagtail's."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path

from pages import views
from pages.sitemaps import SECTIONS

app_name = "pages"
urlpatterns = [
    path("plan-du-site/", views.site_map, name="site_map"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SECTIONS}, name="sitemap"),
]
