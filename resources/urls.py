"""Addresses under /ressources/."""

from django.urls import path

from resources import views

app_name = "resources"
urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("<slug:slug>/", views.resource, name="resource"),
]
