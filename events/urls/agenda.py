"""Addresses under /agenda/."""

from django.urls import path

from events.views import registration

app_name = "events"
urlpatterns = [
    path("<slug:slug>/<int:pk>/inscription/", registration.register, name="register"),
    path("<slug:slug>/<int:pk>/inscription/merci/", registration.registered, name="registered"),
]
