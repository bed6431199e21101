"""The back office's screens for staff accounts: Wagtail's, with the organisation, and without the
public, whose accounts have no password."""

from django.utils.functional import cached_property
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import IndexView, UserViewSet

from accounts.models import User, normalise


class StaffCreationForm(UserCreationForm):
    class Meta(UserCreationForm.Meta):
        fields = UserCreationForm.Meta.fields | {"organisation"}

    def clean_email(self):
        """Somebody of the public who joins the team keeps their account."""
        address = normalise(self.cleaned_data["email"])
        if public := User.objects.public().filter(email=address).first():
            self.instance = public
        return address


class StaffEditForm(UserEditForm):
    class Meta(UserEditForm.Meta):
        fields = UserEditForm.Meta.fields | {"organisation"}


class StaffIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset() & User.objects.staff()

    @cached_property
    def columns(self):
        """Without the boxes to tick: « all » would be all the accounts, those of the public too."""
        return super().columns[1:]


class StaffViewSet(UserViewSet):
    index_view_class = StaffIndexView
    edit_template_name = "accounts/staff/edit.html"
    create_template_name = "accounts/staff/create.html"

    def get_form_class(self, for_update=False):
        return StaffEditForm if for_update else StaffCreationForm
