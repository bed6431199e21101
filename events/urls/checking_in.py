"""Addresses under /presence/: what the screen of the room opens."""

from django.urls import path

from events.views import checking_in

app_name = "checking_in"
urlpatterns = [
    path("<str:shown>/", checking_in.enter, name="enter"),
    path("ici/<str:page>/", checking_in.arrive, name="arrive"),
]
