"""Addresses under /mon-espace/."""

from django.urls import path

from space.views import calendar, home, signing_in

app_name = "space"
urlpatterns = [
    path("", home.home, name="home"),
    path("connexion/", signing_in.sign_in, name="sign_in"),
    path("code/", signing_in.code, name="code"),
    path("agenda/", calendar.calendar, name="calendar"),
    path("agenda/nouvelle-adresse/", calendar.renew, name="renew_calendar"),
    path("agenda/fermer/", calendar.close, name="close_calendar"),
    path("agenda/<str:token>.ics", calendar.feed, name="feed"),
    path("deconnexion/", signing_in.sign_out, name="sign_out"),
]
