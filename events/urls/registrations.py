"""Addresses under /inscriptions/."""

from django.urls import URLPattern

app_name = "registrations"
urlpatterns: list[URLPattern] = []
