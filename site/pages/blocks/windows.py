"""Windows onto the rest of the house: what comes in the agenda, resources, circles, news."""

from urllib.parse import urlencode

from django.apps import apps
from wagtail.blocks import CharBlock, IntegerBlock, StructBlock

from events.models import Circle, Event, Session
from pages.blocks.terms import audience_block, kind_block, resource_type_block, theme_block
from resources.models import Resource
from vocabulary.models import Audience, EventKind, ResourceType, Theme


def count_block(default):
    return IntegerBlock(default=default, min_value=1, max_value=12, label="combien, au plus")


def title_block(default):
    return CharBlock(max_length=120, required=False, default=default, label="titre")


def coming(kind="", themes=(), audience=""):
    """The next public sessions that will take place."""
    sessions = Session.objects.public().upcoming().exclude(status=Session.Status.CANCELLED)
    if kind:
        sessions = sessions.filter(event__kind__in=EventKind.objects.for_keys([kind]))
    if themes:
        of_themes = Event.objects.filter(themes__in=Theme.objects.for_keys(themes))
        sessions = sessions.filter(event__in=of_themes)
    if audience:
        for_them = Event.objects.filter(audiences__in=Audience.objects.for_keys([audience]))
        sessions = sessions.filter(event__in=for_them)
    return sessions.for_cards()


def latest(kind="", themes=()):
    """The newest public resources."""
    resources = Resource.objects.public().order_by("-created_at", "-pk")
    if kind:
        resources = resources.filter(type__in=ResourceType.objects.for_keys([kind]))
    if themes:
        of_themes = Resource.objects.filter(themes__in=Theme.objects.for_keys(themes))
        resources = resources.filter(pk__in=of_themes.values("pk"))
    return resources.for_listing()


def address(path, **filters):
    """
    >>> address("/agenda/", type="atelier", theme=""), address("/agenda/")
    ('/agenda/?type=atelier', '/agenda/')
    """
    query = urlencode({name: value for name, value in filters.items() if value}, doseq=True)
    return f"{path}?{query}" if query else path


class AgendaWindow(StructBlock):
    title = title_block("Prochains rendez-vous")
    count = count_block(3)
    kind = kind_block()
    theme = theme_block()
    audience = audience_block()

    class Meta:
        label = "fenêtre sur l’agenda"
        description = "Les prochaines séances, toutes ou d’un type, d’un thème, d’un public."
        icon = "calendar"
        template = "blocks/agenda.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        kind, theme, audience = value["kind"], value["theme"], value["audience"]
        sessions = coming(kind, [theme] if theme else [], audience)
        context["sessions"] = list(sessions[: value["count"]])
        context["all_url"] = address("/agenda/", type=kind, theme=theme, public=audience)
        return context


class ResourcesWindow(StructBlock):
    title = title_block("Nouvelles ressources")
    count = count_block(3)
    kind = resource_type_block()
    theme = theme_block()

    class Meta:
        label = "fenêtre sur les ressources"
        description = "Les dernières ressources, toutes ou d’un type, d’un thème."
        icon = "openquote"
        template = "blocks/resources.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        kind, theme = value["kind"], value["theme"]
        resources = latest(kind, [theme] if theme else [])
        context["resources"] = list(resources[: value["count"]])
        context["all_url"] = address("/ressources/", type=kind, theme=theme)
        return context


class CirclesWindow(StructBlock):
    title = title_block("Des cercles pour ne pas rester seul")
    count = count_block(3)
    theme = theme_block()

    class Meta:
        label = "fenêtre sur les cercles"
        description = "Des groupes de professionnels, tous ou d’un thème."
        icon = "group"
        template = "blocks/circles.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        circles = Circle.objects.public().for_listing()
        if value["theme"]:
            of_theme = Circle.objects.filter(themes__in=Theme.objects.for_keys([value["theme"]]))
            circles = circles.filter(pk__in=of_theme.values("pk"))
        context["circles"] = list(circles[: value["count"]])
        context["all_url"] = "/cercles/"
        return context


class NewsWindow(StructBlock):
    title = title_block("Actualités")
    count = count_block(3)
    theme = theme_block()

    class Meta:
        label = "fenêtre sur les actualités"
        description = "Les dernières actualités, toutes ou d’un thème."
        icon = "bullhorn"
        template = "blocks/news.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        news = apps.get_model("pages", "NewsPage").objects.recent()
        if value["theme"]:
            news = news.about([value["theme"]])
        context["news"] = list(news[: value["count"]])
        return context
