"""What the team fills in: rendez-vous, circles, one session, people met by phone."""

from copy import copy
from datetime import timedelta
from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateTimeInput

from accounts.models import Person, normalise
from events import eligibility, indexing, line, planning, registration
from events.forms.children import BringsChildren
from events.forms.clashing import SaysClashes
from events.forms.modes import ChoosesMode
from events.forms.questions import AsksQuestions
from events.forms.template import ends_at_of
from events.models import Circle, Question, Registration, Session
from events.models.circle import ANALYSIS_GROUP
from events.models.question import new_key
from events.wording import quoted
from vocabulary.models import Audience, Commune


def offer(field, current):
    """Propose the words of today, and those that this row already uses."""
    used = [term.pk for term in current if term is not None]
    field.queryset = field.queryset.filter(Q(retired=False, merged_into=None) | Q(pk__in=used))


def offer_events(field, user):
    """Those that this member of staff may write; all when nobody is said to choose."""
    if user is not None:
        field.queryset = field.queryset.writable_by(user)


def offer_their_own(field, user):
    """The organisation of this member of staff; all to an administrator."""
    if not user.has_perm("accounts.see_every_name"):
        field.queryset = field.queryset.filter(pk=user.organisation_id)


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
        if not self._is_their_own(cleaned):
            self.add_error("lead", "Votre organisme le mène, ou y participe : dites-le ici.")
        if cleaned.get("members_first") and not cleaned.get("circle"):
            self.add_error("members_first", "Choisissez d’abord de quel cercle.")
        if cleaned.get("once_a_year") and cleaned.get("cycle"):
            self.add_error("once_a_year", "Un cycle se suit en plusieurs fois.")
        return cleaned

    def _is_their_own(self, cleaned):
        """Whoever writes it can still write it afterwards."""
        user = self.for_user
        if user is None or user.has_perm("accounts.see_every_name") or not cleaned.get("lead"):
            return True
        involved = [cleaned["lead"], *(cleaned.get("co_leads") or [])]
        return user.organisation_id in [organisation.pk for organisation in involved]


class QuestionForm(WagtailAdminModelForm):
    key = forms.CharField(required=False, max_length=8, widget=forms.HiddenInput)

    class Meta:
        model = Question
        fields = ["label", "kind", "choices", "required", "help_text", "shown_if"]
        widgets = {"choices": forms.Textarea({"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["key"] = self.instance.key

    def clean(self):
        cleaned = super().clean()
        self.instance.key = cleaned.get("key") or new_key()
        options = Question(kind=cleaned.get("kind"), choices=cleaned.get("choices", "")).options
        if cleaned.get("kind") == Question.Kind.CHOICE and len(options) < 2:
            self.add_error("choices", "Proposez deux réponses au moins, une par ligne.")
        return cleaned


class QuestionFormSet(BaseChildFormSet):
    """A question may depend on the one above that everybody is asked, if it proposes answers."""

    def clean(self):
        super().clean()
        above = None
        kept = [form for form in self.forms if form.is_valid() and not form.cleaned_data["DELETE"]]
        for form in sorted(kept, key=lambda form: form.cleaned_data.get("ORDER") or 0):
            question = form.instance
            if not question.shown_if:
                above = question
            elif above is None or not above.options:
                form.add_error(
                    "shown_if",
                    "La question posée à tout le monde au-dessus de celle-ci doit proposer des "
                    "réponses : un choix, ou oui et non.",
                )
            elif question.shown_if not in above.options:
                proposed = ", ".join(map(quoted, above.options))
                form.add_error("shown_if", f"Écrivez l’une des réponses proposées : {proposed}.")


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
        if circle.confidential:  # or the team would read who was told that nobody would
            self.fields["confidential"].disabled = True

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("confidential") and self.instance.pk:
            self._check_confidential()
        return cleaned

    def _check_confidential(self):
        if self.instance.minutes.exists():
            self.add_error(
                "confidential",
                "Ce cercle a des comptes rendus : un groupe d’analyse des pratiques n’en a pas.",
            )
        if self.instance.memberships.counted().count() > ANALYSIS_GROUP:
            self.add_error("confidential", f"Ce cercle a plus de {ANALYSIS_GROUP} membres.")

    def _save_m2m(self):
        super()._save_m2m()
        # The circle was saved before its themes: what the search knows of it lacks them.
        indexing.refresh_circles(Circle.objects.filter(pk=self.instance.pk))


# What decides whom and what a session meets.
BEARINGS = ["event", "starts_at", "ends_at", "whole_days", "venue", "room", "children_welcome"]


class SessionForm(SaysClashes, WagtailAdminModelForm):
    """One session; events.planning writes it, and seats that are added go to the line."""

    instance: Session

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        session = self.instance
        offer_events(self.fields["event"], self.for_user)
        offer(self.fields["format"], [session.format] if session.format_id else [])
        if "time_slot" in self.fields:
            offer(self.fields["time_slot"], [session.time_slot])
        if session.pk and session.event.confidential:  # its people would be read with another one
            self.fields["event"].disabled = True
        self.fields["ends_at"].required = False
        self.fields["ends_at"].help_text = "Vide : d’après la durée du modèle de son type."

    def clean(self):
        super().clean()
        if not {"event", "starts_at", "ends_at"} & self.errors.keys():
            self._find_its_end()
        self._check_reserve()
        if not self.errors and set(BEARINGS) & set(self.changed_data):
            bearings = {name: self.cleaned_data[name] for name in BEARINGS}
            self.say_clashes(Session(pk=self.instance.pk, **bearings))

    def _check_reserve(self):
        cleaned = self.cleaned_data
        seats, capacity = cleaned.get("reserved_seats"), cleaned.get("capacity")
        if not seats or self.errors:
            return
        if capacity is None:
            self.add_error("capacity", "Dites combien il y a de places en tout.")
        elif seats > capacity:
            self.add_error("reserved_seats", f"Il n’y a que {capacity} places en tout.")
        if cleaned["reserved_for"] is None:
            self.add_error("reserved_for", "Dites à quel organisme elles sont réservées.")
        ends_at = cleaned["starts_at"] - timedelta(days=cleaned["reserved_days"])
        if "reserved_seats" in self.changed_data and ends_at <= timezone.now():
            self.add_error("reserved_days", "Elles seraient déjà rendues à tous.")

    def _find_its_end(self):
        asked = self.cleaned_data
        asked["ends_at"] = asked["ends_at"] or ends_at_of(asked["event"], asked["starts_at"])
        if not asked["ends_at"]:
            self.add_error("ends_at", "Dites quand la séance finit.")

    def save(self, commit=True):
        names = [name for name in self._meta.fields if name not in SaysClashes.base_fields]
        fields = {name: self.cleaned_data[name] for name in names}
        if self.instance.pk is None:
            self.instance = planning.create(**fields)
            return self.instance
        changed = {name: fields[name] for name in self.changed_data if name in fields}
        self.instance = planning.change(self.instance, **changed)
        return self.instance


class DeclineForm(forms.Form):
    note = forms.CharField(
        label="une phrase pour la personne",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="Elle la lira dans le courriel. Vide : le courriel ne donne pas de motif.",
    )


class CancelSessionForm(forms.Form):
    note = forms.CharField(
        label="motif",
        max_length=200,
        required=False,
        help_text="Une phrase, lue sur le site et dans le courriel.",
    )


class PostponeSessionForm(SaysClashes):
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
        if not self.errors:
            planned = copy(self.session)
            planned.starts_at, planned.ends_at = starts_at, ends_at
            self.say_clashes(planned)


DETAILS = ["first_name", "last_name", "profession", "commune", "structure"]


class MetPersonForm(AsksQuestions, BringsChildren, ChoosesMode, forms.ModelForm):
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
        self.fields["overrule"] = forms.BooleanField(
            label="inscrire quand même", required=False, widget=forms.HiddenInput
        )
        self.add_mode([session])
        if session.has_reserve and line.reserve_left(session):
            label = f"sur une place réservée à {session.reserved_for}"
            self.fields["reserved"] = forms.BooleanField(label=label, required=False)
        if "mode" in self.fields:
            self.fields["mode"].label = "participation"
        if session.children_welcome:
            self.add_children()
            for field in self.ages:
                field.field.label = f"enfants, {field.label}"
        self.add_questions(session.event, optional=True)

    def clean_phone(self):
        return " ".join(self.cleaned_data["phone"].split())

    def clean(self):
        super().clean()
        if not self.errors and not self.cleaned_data["email"] and not self.cleaned_data["phone"]:
            raise ValidationError(
                "Indiquez un téléphone ou une adresse électronique : il faut pouvoir prévenir la "
                "personne si la séance change."
            )
        if not self.errors and not self.cleaned_data["overrule"]:
            self._warn()

    def _warn(self):
        """The conditions of the rendez-vous, which the team may overrule."""
        event, person = self.session.event, self._known()
        reasons = [eligibility.audience_refusal(event, self.cleaned_data["profession"])]
        if person:
            broken = eligibility.broken(self.session, person)
        else:
            broken = ["members_first"] if eligibility.members_first_until(self.session) else []
        reasons += [eligibility.HISTORY[name].reason(self.session) for name in broken]
        for reason in filter(None, reasons):
            self.fields["overrule"].widget = forms.CheckboxInput()
            self.add_error("overrule", f"{reason} Cochez pour passer outre.")

    @transaction.atomic
    def save(self, commit=True, by=None):
        """Raises registration.Refused with the sentence to show."""
        details = {key: self.cleaned_data[key] for key in DETAILS} | self.children | self.mode
        return registration.register(
            self.session,
            self._person(),
            source=Registration.Source.STAFF,
            by=by,
            answers=self.answers,
            reserved=self.cleaned_data.get("reserved", False),
            **details,
        )

    def _known(self):
        """Without an address, the same name at the same phone is the same person."""
        email, phone = self.cleaned_data["email"], self.cleaned_data["phone"]
        if email:
            return Person.objects.filter(email=normalise(email)).first()
        names = {f"{name}__iexact": self.cleaned_data[name] for name in ("first_name", "last_name")}
        return Person.objects.filter(email=None, phone=phone, **names).first()

    def _person(self):
        email, phone = self.cleaned_data["email"], self.cleaned_data["phone"]
        names = {name: self.cleaned_data[name] for name in ("first_name", "last_name")}
        if email:
            person = Person.objects.for_address(normalise(email), **names, phone=phone)
        else:
            person = self._known() or Person.objects.create(**names, phone=phone)
        if phone and not person.phone:
            person.phone = phone
            person.save(update_fields=["phone"])
        return person
