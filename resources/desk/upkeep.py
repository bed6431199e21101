"""« À faire »: what the catalogue needs somebody's hand for, in one page of the back office."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from resources import upkeep
from resources.models import Resource

PERMISSION = "resources.publish_resource"


class UpkeepMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(PERMISSION)


@require_safe
def chores(request):
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    lists = [
        (chore, [(row, _address(row), said) for row, said in chore.rows])
        for chore in upkeep.chores()
    ]
    return render(request, "resources/desk/upkeep.html", {"chores": lists})


def _address(row):
    if isinstance(row, Resource):
        return reverse("wagtailsnippets_resources_resource:edit", args=[row.pk])
    facet = "principe" if row._meta.model_name == "charterprinciple" else "theme"
    return f"{reverse('resources:catalogue')}?{facet}={row.key}"


class UpkeepViewSet(ViewSet):
    name = "resources_upkeep"
    url_prefix = "documentation/a-faire"
    icon = "tasks"
    menu_label = "À faire"
    menu_item_class = UpkeepMenuItem

    def get_urlpatterns(self):
        return [path("", chores, name="index")]
