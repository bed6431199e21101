"""The forms of the documentation desk: resources, lending, themes of many resources at once."""

from itertools import groupby

from django import forms
from django.forms.models import ModelChoiceIterator
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.rich_text import get_text_for_indexing

from accounts.models import User
from resources import bulk, wording
from vocabulary.models import Theme

TAKEN = {"selections", "domaines", "charte", "ma-liste", "alertes", "export"}  # under /ressources/


class ByDomain(ModelChoiceIterator):
    """Themes under the name of their domain."""

    def __iter__(self):
        for domain, several in groupby(self.queryset, key=lambda theme: theme.domain):
            yield domain.label, [self.choice(theme) for theme in several]


class ThemesField(forms.ModelMultipleChoiceField):
    iterator = ByDomain
    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        every = Theme.objects.filter(merged_into=None).select_related("domain")
        kwargs.setdefault("error_messages", {"required": "Choisissez de un à trois thèmes."})
        ordered = every.order_by("domain__position", "domain", "position", "label", "pk")
        super().__init__(ordered, label="Thèmes", **kwargs)


class ResourceForm(WagtailAdminModelForm):
    """A resource has from one to three themes; a draft may have none yet."""

    themes = ThemesField(help_text="De un à trois.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        own = {theme.pk for theme in self.instance.themes.all()} if self.instance.pk else set()
        offered = self.fields["themes"].queryset
        self.fields["themes"].queryset = offered.filter(retired=False) | offered.filter(pk__in=own)
        for name in {"owner", "checked_by"}.intersection(self.fields):
            self.fields[name].queryset = User.objects.staff().filter(is_active=True)

    def clean(self):
        """A time that nobody gave is that of reading, when there is something to read."""
        answers = super().clean()
        if answers.get("minutes") is None and "minutes" in self.fields:
            answers["minutes"] = wording.minutes_to_read(
                get_text_for_indexing(answers.get("body") or "")
            )
        return answers

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if slug in TAKEN:
            raise forms.ValidationError("Cette adresse est celle d’une autre page du catalogue.")
        return slug

    def clean_themes(self):
        chosen = self.cleaned_data["themes"]
        if len(chosen) > bulk.MOST_THEMES:
            raise forms.ValidationError(
                f"Trois thèmes au plus : vous en avez coché {len(chosen)}. Gardez les principaux."
            )
        return chosen
