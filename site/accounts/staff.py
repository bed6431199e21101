"""The back office's screens for staff accounts: Wagtail's, with the organisation."""

from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet


class StaffCreationForm(UserCreationForm):
    class Meta(UserCreationForm.Meta):
        fields = UserCreationForm.Meta.fields | {"organisation"}


class StaffEditForm(UserEditForm):
    class Meta(UserEditForm.Meta):
        fields = UserEditForm.Meta.fields | {"organisation"}


class StaffViewSet(UserViewSet):
    edit_template_name = "accounts/staff/edit.html"
    create_template_name = "accounts/staff/create.html"

    def get_form_class(self, for_update=False):
        return StaffEditForm if for_update else StaffCreationForm
