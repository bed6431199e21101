"""« Agenda » in the back office: `events.desk` has a module for each line of its menu."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from events.desk.circle import CircleViewSet
from events.desk.closure import ClosureViewSet
from events.desk.event import EventViewSet, events_with_people_stay
from events.desk.registration import RegistrationViewSet
from events.desk.session import SessionViewSet
from events.desk.template import TemplateViewSet
from events.desk.theirs import refuse_others
from events.desk.venue import VenueViewSet


class AgendaGroup(SnippetViewSetGroup):
    menu_label = "Agenda"
    menu_icon = "calendar-alt"
    menu_order = 150  # just after the pages
    items = (
        EventViewSet,
        SessionViewSet,
        RegistrationViewSet,
        VenueViewSet,
        CircleViewSet,
        TemplateViewSet,
        ClosureViewSet,
    )


register_snippet(AgendaGroup)
hooks.register("before_delete_snippet", refuse_others)
hooks.register("before_delete_snippet", events_with_people_stay)


@hooks.register("insert_global_admin_css")
def desk_style():
    return format_html('<link rel="stylesheet" href="{}">', static("css/desk.css"))
