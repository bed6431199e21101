"""Addresses under /agenda/."""

from django.urls import path

from events.views import agenda, registration

app_name = "events"
urlpatterns = [
    path("", agenda.agenda, name="agenda"),
    path("<slug:slug>/", agenda.event, name="event"),
    path("<slug:slug>/<int:pk>/inscription/", registration.register, name="register"),
    path("<slug:slug>/<int:pk>/inscription/merci/", registration.registered, name="registered"),
]
