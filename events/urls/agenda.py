"""Addresses under /agenda/."""

from django.urls import path

from events.views import agenda, asking, calendar

app_name = "events"
urlpatterns = [
    path("", agenda.agenda, name="agenda"),
    path("abonnement/", calendar.subscribe, name="subscribe"),
    path("encart/", agenda.embed, name="embed"),
    path("agenda.ics", calendar.calendar, name="ical"),
    path("agenda.xml", calendar.news, name="atom"),
    path("seances/<str:uid>.ics", calendar.session, name="session_ical"),
    path("places/<str:token>/", asking.reserved, name="reserved"),
    path("<slug:slug>/", agenda.event, name="event"),
    path("<slug:slug>/<int:pk>/inscription/", asking.register, name="register"),
    path("<slug:slug>/<int:pk>/inscription/merci/", asking.registered, name="registered"),
    path("<slug:slug>/cycle/inscription/", asking.register_for_the_cycle, name="register_cycle"),
    path("<slug:slug>/cycle/merci/", asking.registered_for_the_cycle, name="cycle_registered"),
]
