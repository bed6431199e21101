"""The addresses of the site as a whole, and those of the pages, as Wagtail writes them."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path, re_path
from wagtail.urls import serve_pattern

from pages import views
from pages.sitemaps import SECTIONS

app_name = "pages"
urlpatterns = [
    path("plan-du-site/", views.site_map, name="site_map"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SECTIONS}, name="sitemap"),
    re_path(serve_pattern, views.page, name="page"),
]
