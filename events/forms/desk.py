"""What the team fills in: rendez-vous, circles, one session, people met by phone."""

from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateTimeInput

from accounts.models import Person, normalise
from events import indexing, planning, registration
from events.models import Circle, Registration, Session
from vocabulary.models import Audience, Commune


def offer(field, current):
    """Propose the words of today, and those that this row already uses."""
    used = [term.pk for term in current if term is not None]
    field.queryset = field.queryset.filter(Q(retired=False, merged_into=None) | Q(pk__in=used))


def offer_themes_by_domain(field):
    themes = field.queryset.select_related("domain")
    field.choices = [
        (domain.label, [(theme.pk, theme.label) for theme in themes])
        for domain, themes in groupby(themes, key=lambda theme: theme.domain)
    ]


class EventForm(WagtailAdminModelForm):
    """Led by the organisation of whoever writes it, until they say otherwise."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        event = self.instance
        if event.pk is None and self.for_user is not None:
            self.initial.setdefault("lead", self.for_user.organisation_id)
        for name in ("themes", "audiences", "principles", "co_leads"):
            offer(self.fields[name], getattr(event, name).all() if event.pk else [])
        offer(self.fields["kind"], [event.kind] if event.kind_id else [])
        offer(self.fields["lead"], [event.lead] if event.lead_id else [])
        offer_themes_by_domain(self.fields["themes"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("lead") and cleaned["lead"] in (cleaned.get("co_leads") or []):
            self.add_error("co_leads", "Cet organisme mène déjà le rendez-vous.")
        return cleaned


class CircleForm(WagtailAdminModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        circle = self.instance
        for name in ("themes", "audiences", "principles"):
            offer(self.fields[name], getattr(circle, name).all() if circle.pk else [])
        for name in ("kind", "lead", "format", "time_slot"):
            known = getattr(circle, f"{name}_id")
            offer(self.fields[name], [getattr(circle, name)] if known else [])
        offer_themes_by_domain(self.fields["themes"])

    def _save_m2m(self):
        super()._save_m2m()
        # The circle was saved before its themes: what the search knows of it lacks them.
        indexing.refresh_circles(Circle.objects.filter(pk=self.instance.pk))


class SessionForm(WagtailAdminModelForm):
    """One session; events.planning writes it, and seats that are added go to the line."""

    instance: Session
    seated: list[Registration]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.seated = []
        session = self.instance
        offer(self.fields["format"], [session.format] if session.format_id else [])
        if "time_slot" in self.fields:
            offer(self.fields["time_slot"], [session.time_slot])

    def clean_capacity(self):
        capacity = self.cleaned_data["capacity"]
        taken = self.instance.registrations.seated().count() if self.instance.pk else 0
        if capacity is not None and capacity < taken:
            raise ValidationError(
                f"{taken} personnes ont déjà une place : annulez des inscriptions avant d’en "
                "proposer moins."
            )
        return capacity

    def save(self, commit=True):
        fields = {name: self.cleaned_data[name] for name in self._meta.fields}
        if self.instance.pk is None:
            self.instance = planning.create(**fields)
            return self.instance
        changed = {name: fields[name] for name in self.changed_data if name in fields}
        self.instance = planning.change(self.instance, **changed)
        if "capacity" in changed:
            self.seated = registration.seat_the_line(self.instance)
        return self.instance


class CancelSessionForm(forms.Form):
    note = forms.CharField(
        label="motif",
        max_length=200,
        required=False,
        help_text="Une phrase, lue sur le site et dans le courriel.",
    )


class PostponeSessionForm(forms.Form):
    starts_at = forms.DateTimeField(label="nouveau début", widget=AdminDateTimeInput)
    ends_at = forms.DateTimeField(label="nouvelle fin", widget=AdminDateTimeInput)
    note = forms.CharField(
        label="motif",
        max_length=200,
        required=False,
        help_text="Une phrase, lue sur le site et dans le courriel.",
    )

    def __init__(self, *args, session, **kwargs):
        super().__init__(*args, **kwargs)
        self.session = session

    def clean_starts_at(self):
        starts_at = self.cleaned_data["starts_at"]
        if starts_at == self.session.starts_at:
            raise ValidationError("C’est la date actuelle : indiquez la nouvelle.")
        if starts_at <= timezone.now():
            raise ValidationError("La nouvelle date est déjà passée.")
        return starts_at

    def clean(self):
        super().clean()
        starts_at, ends_at = (self.cleaned_data.get(name) for name in ("starts_at", "ends_at"))
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", "La séance doit finir après avoir commencé.")


DETAILS = ["first_name", "last_name", "profession", "commune", "structure", "answer"]


class MetPersonForm(forms.ModelForm):
    """Somebody met by phone or at the door: an address is not needed, a way to warn them is."""

    email = forms.EmailField(
        label="adresse électronique",
        required=False,
        help_text="Avec une adresse, la personne reçoit la confirmation et peut annuler seule.",
    )
    phone = forms.CharField(label="téléphone", max_length=30, required=False)
    profession = forms.ModelChoiceField(
        label="métier", required=False, queryset=Audience.objects.active().filter(everyone=False)
    )
    commune = forms.ModelChoiceField(
        label="commune", required=False, queryset=Commune.objects.active()
    )

    class Meta:
        model = Registration
        fields = DETAILS

    field_order = ["first_name", "last_name", "phone", "email"]

    def __init__(self, *args, session, **kwargs):
        super().__init__(*args, **kwargs)
        self.session = session
        if session.event.question:
            self.fields["answer"].label = session.event.question
        else:
            del self.fields["answer"]

    def clean_phone(self):
        return " ".join(self.cleaned_data["phone"].split())

    def clean(self):
        super().clean()
        if not self.errors and not self.cleaned_data["email"] and not self.cleaned_data["phone"]:
            raise ValidationError(
                "Indiquez un téléphone ou une adresse électronique : il faut pouvoir prévenir la "
                "personne si la séance change."
            )

    @transaction.atomic
    def save(self, commit=True):
        """Raises registration.Refused with the sentence to show."""
        details = {key: self.cleaned_data[key] for key in DETAILS if key in self.fields}
        return registration.register(
            self.session, self._person(), source=Registration.Source.STAFF, **details
        )

    def _person(self):
        """Without an address, the same name at the same phone is the same person."""
        email, phone = self.cleaned_data["email"], self.cleaned_data["phone"]
        names = {name: self.cleaned_data[name] for name in ("first_name", "last_name")}
        if email:
            person = Person.objects.for_address(normalise(email), **names, phone=phone)
        else:
            known = {f"{name}__iexact": value for name, value in names.items()}
            person = Person.objects.filter(email=None, phone=phone, **known).first()
            person = person or Person.objects.create(**names, phone=phone)
        if phone and not person.phone:
            person.phone = phone
            person.save(update_fields=["phone"])
        return person
