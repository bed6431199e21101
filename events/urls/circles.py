"""Addresses under /cercles/."""

from django.urls import path

from events.views import circles

app_name = "circles"
urlpatterns = [
    path("", circles.circles, name="circles"),
    path("<slug:slug>/", circles.circle, name="circle"),
]
