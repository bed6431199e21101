from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "personnes"
    default = True


class StaffConfig(WagtailUsersAppConfig):
    """Wagtail's screens for staff accounts, with our user model."""

    user_viewset = "accounts.staff.StaffViewSet"
