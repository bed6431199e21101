"""The form of a copy: its status goes through the rules, the rest is as it was typed."""

from django.db import transaction
from wagtail.admin.forms import WagtailAdminModelForm

from resources import care, holds
from resources.refusal import Refused


class CopyForm(WagtailAdminModelForm):
    def clean(self):
        super().clean()
        if self.instance.pk and "status" in self.changed_data:
            try:
                care.check_status(self.instance, self.cleaned_data["status"])
            except Refused as refusal:
                self.add_error("status", str(refusal))
        return self.cleaned_data

    @transaction.atomic
    def save(self, commit=True):
        asked = self.instance.status
        if self.instance.pk:
            self.instance.status = self.initial["status"]
        copy = super().save(commit)
        care.change_status(copy, asked, self.for_user)
        copy.status = asked
        holds.serve(copy.resource)
        return copy
