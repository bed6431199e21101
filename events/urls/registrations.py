"""Addresses under /inscriptions/: what is behind a personal link."""

from django.urls import path

from events.views import registration

app_name = "registrations"
urlpatterns = [
    path("<str:token>/", registration.registration, name="registration"),
    path("<str:token>/annuler/", registration.cancel, name="cancel"),
]
