"""Addresses under /inscriptions/: what is behind a personal link."""

from django.urls import path

from events.views import feedback, finding, registration

app_name = "registrations"
urlpatterns = [
    path("", finding.find, name="find"),
    path("<str:token>/", registration.registration, name="registration"),
    path("<str:token>/reponses/", registration.answer, name="answer"),
    path("<str:token>/garder/", registration.keep, name="keep"),
    path("<str:token>/liberer/", registration.release, name="release"),
    path("<str:token>/participation/", registration.change_mode, name="change_mode"),
    path("<str:token>/attestation.pdf", registration.attestation, name="attestation"),
    path("<str:token>/avis/", feedback.feedback, name="feedback"),
    path("<str:token>/annuler/", registration.cancel, name="cancel"),
]
