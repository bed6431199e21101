"""Addresses under /ressources/."""

from django.urls import path, re_path

from resources.views import catalogue, citations, exporting, oai

app_name = "resources"
urlpatterns = [
    path("", catalogue.catalogue, name="catalogue"),
    re_path(r"^export/catalogue\.(?P<kind>csv|xlsx|ris|bib)$", exporting.export, name="export"),
    path("oai", oai.endpoint, name="oai"),
    path("unapi", citations.unapi, name="unapi"),
    path("<slug:slug>.ris", citations.ris, name="ris"),
    path("<slug:slug>.bib", citations.bibtex, name="bibtex"),
    path("<slug:slug>/", catalogue.resource, name="resource"),
]
