"""Addresses under /agenda/."""

from django.urls import path

from events.views import agenda, calendar, registration

app_name = "events"
urlpatterns = [
    path("", agenda.agenda, name="agenda"),
    path("abonnement/", calendar.subscribe, name="subscribe"),
    path("agenda.ics", calendar.calendar, name="ical"),
    path("agenda.xml", calendar.news, name="atom"),
    path("seances/<str:uid>.ics", calendar.session, name="session_ical"),
    path("<slug:slug>/", agenda.event, name="event"),
    path("<slug:slug>/<int:pk>/inscription/", registration.register, name="register"),
    path("<slug:slug>/<int:pk>/inscription/merci/", registration.registered, name="registered"),
]
