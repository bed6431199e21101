"""Addresses under /cercles/."""

from django.urls import path

from events.views import asking, circles

app_name = "circles"
urlpatterns = [
    path("", circles.circles, name="circles"),
    path("<slug:slug>/", circles.circle, name="circle"),
    path("<slug:slug>/inscription/", asking.register_for_the_circle, name="register_cycle"),
    path("<slug:slug>/inscription/merci/", asking.registered_for_the_circle, name="registered"),
]
