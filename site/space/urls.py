"""Addresses under /mon-espace/."""

from django.urls import include, path

from space.views import calendar, home, hours, lists, signing_in

app_name = "space"
urlpatterns = [
    path("", home.home, name="home"),
    path("ma-liste/", lists.my_list, name="my_list"),
    path("ma-liste/garder/", lists.keep, name="keep"),
    path("ma-liste/retirer/", lists.let_go, name="let_go"),
    path("connexion/", signing_in.sign_in, name="sign_in"),
    path("code/", signing_in.code, name="code"),
    path("agenda/", calendar.calendar, name="calendar"),
    path("agenda/nouvelle-adresse/", calendar.renew, name="renew_calendar"),
    path("agenda/fermer/", calendar.close, name="close_calendar"),
    path("agenda/<str:token>.ics", calendar.feed, name="feed"),
    path("cercles/", include("space.circle_urls")),
    path("heures/", hours.booklets, name="hours"),
    path("heures/<int:year>.pdf", hours.booklet, name="booklet"),
    path("heures/attestations/<str:code>.pdf", hours.attestation, name="attestation"),
    path("heures/direction/", hours.share, name="share_hours"),
    path("heures/direction/<int:pk>/retirer/", hours.withdraw, name="withdraw_hours"),
    path("equipe/", hours.team, name="team"),
    path("deconnexion/", signing_in.sign_out, name="sign_out"),
]
