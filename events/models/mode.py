"""How somebody attends a session: there, or from afar."""

from django.db import models


class Mode(models.TextChoices):
    ON_SITE = "on_site", "sur place"
    ONLINE = "online", "à distance"
