"""Addresses under /attestations/: where anybody checks what a document says."""

from django.urls import path

from events.views import attestations

app_name = "attestations"
urlpatterns = [
    path("", attestations.ask, name="ask"),
    path("<str:code>/", attestations.attestation, name="attestation"),
]
