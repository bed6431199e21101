"""« Bilans » in the menu of the team, and on each rendez-vous of its list."""

from django.urls import include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import ListingButton

from events.models import Event
from reports import views

PATTERNS = [
    path("", views.period, name="period"),
    path("rendez-vous/<int:pk>/", views.event, name="event"),
]


class ReportsItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("events.view_session")


@hooks.register("register_admin_urls")
def addresses():
    return [path("bilans/", include((PATTERNS, "reports")))]


@hooks.register("register_admin_menu_item")
def item():
    return ReportsItem("Bilans", reverse("reports:period"), icon_name="table", order=155)


@hooks.register("register_snippet_listing_buttons")
def of_an_event(snippet, user, next_url=None):
    if (
        isinstance(snippet, Event)
        and not snippet.confidential
        and user.has_perm("events.view_session")
    ):
        address = reverse("reports:event", args=[snippet.pk])
        yield ListingButton("Bilan", address, icon_name="table", priority=60)
