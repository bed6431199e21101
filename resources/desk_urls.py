"""Addresses under /gestion/documentation/: notices that come from elsewhere."""

from django.urls import path

from resources.views import by_isbn, importing

app_name = "resources_imports"
urlpatterns = [
    path("isbn/", by_isbn.start, name="by_isbn"),
    path("imports/", importing.start, name="start"),
    path("imports/modele.xlsx", importing.model, name="model"),
    path("imports/<int:pk>/", importing.review, name="review"),
    path("imports/<int:pk>/erreurs.csv", importing.errors, name="errors"),
    path("imports/<int:pk>/importer/", importing.apply, name="apply"),
    path("imports/<int:pk>/suivre/", importing.follow, name="follow"),
    path("imports/<int:pk>/annuler/", importing.undo, name="undo"),
]
