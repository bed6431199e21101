"""« Personnes » in the back office’s settings."""

from wagtail import hooks

from accounts.people import PersonViewSet


@hooks.register("register_admin_viewset")
def people():
    return PersonViewSet()
