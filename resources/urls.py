"""Addresses under /ressources/."""

from django.urls import path

from resources.views import catalogue, citations, oai

app_name = "resources"
urlpatterns = [
    path("", catalogue.catalogue, name="catalogue"),
    path("oai", oai.endpoint, name="oai"),
    path("unapi", citations.unapi, name="unapi"),
    path("<slug:slug>.ris", citations.ris, name="ris"),
    path("<slug:slug>.bib", citations.bibtex, name="bibtex"),
    path("<slug:slug>/", catalogue.resource, name="resource"),
]
