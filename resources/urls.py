"""Addresses under /ressources/."""

from django.urls import path

from resources.views import catalogue

app_name = "resources"
urlpatterns = [
    path("", catalogue.catalogue, name="catalogue"),
    path("<slug:slug>/", catalogue.resource, name="resource"),
]
