"""Addresses under /ressources/."""

from django.urls import path, re_path

from resources.views import alerts, catalogue, citations, exporting, lists, news, oai, shelves

app_name = "resources"
urlpatterns = [
    path("", catalogue.catalogue, name="catalogue"),
    re_path(r"^export/catalogue\.(?P<kind>csv|xlsx|ris|bib)$", exporting.export, name="export"),
    path("oai", oai.endpoint, name="oai"),
    path("unapi", citations.unapi, name="unapi"),
    path("nouveautes.xml", news.news, name="news"),
    path("ma-liste/", lists.my_list, name="my_list"),
    path("alertes/", alerts.ask, name="alerts"),
    path("alertes/<str:token>/", alerts.alert, name="alert"),
    path("alertes/<str:token>/arreter/", alerts.stop, name="stop_alert"),
    path("selections/", shelves.selections, name="selections"),
    path("selections/<slug:slug>/", shelves.selection, name="selection"),
    path("domaines/", shelves.domains, name="domains"),
    path("domaines/<slug:key>/", shelves.domain, name="domain"),
    path("charte/", shelves.principles, name="principles"),
    path("charte/<slug:key>/", shelves.principle, name="principle"),
    path("<slug:slug>.ris", citations.ris, name="ris"),
    path("<slug:slug>.bib", citations.bibtex, name="bibtex"),
    path("<slug:slug>/", catalogue.resource, name="resource"),
]
