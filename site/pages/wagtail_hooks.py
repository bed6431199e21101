"""The messages of the contact page, in the back office: read, answer, mark as handled."""

from django import forms
from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.html import format_html
from django_filters import BooleanFilter
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import ModelPermissionPolicy

from pages.models import ContactMessage


class MessageForm(WagtailAdminModelForm):
    """Staff change one thing: whether somebody took care of it."""

    handled = forms.BooleanField(
        label="Traité", required=False, help_text="Quelqu’un a répondu, ou il n’y a rien à faire."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["handled"] = self.instance.handled

    def save(self, commit=True):
        if self.cleaned_data["handled"] != self.instance.handled:
            handled = self.cleaned_data["handled"]
            self.instance.handled_at = timezone.now() if handled else None
            self.instance.handled_by = self.for_user if handled else None
        return super().save(commit)


class AddressPanel(FieldPanel):
    """An address one clicks to answer."""

    def format_value_for_display(self, value):
        return format_html('<a href="mailto:{0}">{0}</a>', value)


class LinesPanel(FieldPanel):
    """A text with its line breaks."""

    def format_value_for_display(self, value):
        return linebreaksbr(value, autoescape=True)


class MessageFilterSet(WagtailFilterSet):
    unhandled = BooleanFilter(field_name="handled_at", lookup_expr="isnull", label="à traiter")

    class Meta:
        model = ContactMessage
        fields: list[str] = []


class NobodyAdds(ModelPermissionPolicy):
    """Messages come from visitors."""

    def user_has_permission(self, user, action):
        return action != "add" and super().user_has_permission(user, action)


class MessageViewSet(ModelViewSet):
    model = ContactMessage
    name = "messages"
    url_prefix = "messages"
    icon = "mail"
    menu_label = "Messages"
    menu_order = 900
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["subject", "name", "created_at", BooleanColumn("handled", label="Traité")]
    list_filter = None
    filterset_class = MessageFilterSet
    search_fields = ["name", "email", "subject", "message"]
    search_backend_name = None
    list_export = ["created_at", "name", "email", "subject", "message", "handled_at"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("created_at", read_only=True),
                    FieldPanel("name", read_only=True),
                    AddressPanel("email", read_only=True),
                    FieldPanel("subject", read_only=True),
                    LinesPanel("message", read_only=True),
                ],
                heading="Message",
            ),
            FieldPanel("handled"),
            MultiFieldPanel(
                [FieldPanel(name, read_only=True) for name in ("handled_at", "handled_by")],
                heading="Suivi",
            ),
        ],
        base_form_class=MessageForm,
    )

    @property
    def permission_policy(self):
        return NobodyAdds(self.model)


@hooks.register("register_admin_viewset")
def register_messages():
    return MessageViewSet()
