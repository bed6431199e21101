"""The menus, in the back office: their places are the templates', their entries the editors'."""

from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import ModelPermissionPolicy

from navigation.models import Menu


class OnlyChange(ModelPermissionPolicy):
    """There is a menu for each place of the page, no more and no fewer."""

    def user_has_permission(self, user, action):
        return action not in ("add", "delete") and super().user_has_permission(user, action)


class MenuViewSet(ModelViewSet):
    model = Menu
    name = "menus"
    url_prefix = "menus"
    icon = "list-ul"
    menu_label = "Menus"
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ["place"]
    search_fields: list[str] = []

    @property
    def permission_policy(self):
        return OnlyChange(self.model)


@hooks.register("register_admin_viewset")
def register_menus():
    return MenuViewSet()
