"""The forms of the lending desk: lending, booking, a place in the queue, counting, stocktakes."""

from django import forms
from django.db import transaction
from django.utils import timezone
from wagtail.admin.widgets import AdminDateInput

from accounts.models import Person, normalise
from files.models import Picture
from resources import bookings, checks, holds, loans, papers, stocktaking
from resources.models import Copy, Resource, Structure, StructureMember
from resources.refusal import Avoidable, Refused
from resources.scanning import code_of
from vocabulary.models import Organisation

PHOTOS = 6
HEAVIEST = 10 * 1024 * 1024  # octets: what a phone makes, and no film


class CodeField(forms.CharField):
    """The code of a copy, typed, or read from its label as an address."""

    def __init__(self, **kwargs):
        kwargs = {"label": "Code de l’exemplaire", "max_length": 300, **kwargs}
        super().__init__(**kwargs)

    def clean(self, value):
        code = code_of(super().clean(value))
        copy = Copy.objects.select_related("resource").filter(code__iexact=code).first()
        if copy is None:
            raise forms.ValidationError("Aucun exemplaire ne porte ce code.")
        return copy


class BorrowerForm(forms.Form):
    """Somebody, by their address or their names; in the name of a structure or not."""

    email = forms.EmailField(
        label="Adresse électronique",
        required=False,
        help_text="Elle fait reconnaître la personne. Sans adresse, une fiche est créée.",
    )
    first_name = forms.CharField(label="Prénom", max_length=100)
    last_name = forms.CharField(label="Nom", max_length=100)
    structure = forms.ModelChoiceField(
        label="Pour une structure",
        queryset=Structure.objects.order_by("name", "pk"),
        required=False,
        empty_label="non, en son nom",
    )
    despite = forms.BooleanField(
        label="Le faire quand même",
        required=False,
        help_text="La règle est mise de côté pour cette fois ; le journal le garde.",
    )

    avoidable = False  # what refused was a rule that the team may set aside

    def do(self, by):
        """What is asked of the rules, with what was typed."""
        raise NotImplementedError

    def borrower(self):
        names = {name: self.cleaned_data[name] for name in ("first_name", "last_name")}
        if email := normalise(self.cleaned_data["email"]):
            return Person.objects.for_address(email, **names)
        return Person.objects.create(**names)

    def act(self, by):
        """What the rule made; or None, and the form says why."""
        try:
            with transaction.atomic():  # a refusal leaves no new person behind
                return self.do(by)
        except Refused as refusal:
            self.add_error(None, str(refusal))
            self.avoidable = isinstance(refusal, Avoidable)
            return None

    def fields_shown(self):
        """Without the box that sets a rule aside, until a rule has refused."""
        return [field for field in self if field.name != "despite" or self.avoidable]


class LendForm(BorrowerForm):
    code = CodeField()
    days = forms.IntegerField(
        label="Durée (jours)",
        required=False,
        min_value=1,
        max_value=loans.LONGEST,
        help_text="Vide : la durée habituelle de la ressource.",
    )
    on = forms.DateField(
        label="Parti le",
        required=False,
        widget=AdminDateInput,
        help_text="Vide : aujourd’hui. Un prêt noté après coup est dit tel dans le journal.",
    )
    field_order = ["code", "email", "first_name", "last_name", "structure", "days", "on"]

    def do(self, by):
        asked = self.cleaned_data
        how = {name: asked[name] for name in ("structure", "on", "despite")}
        return loans.lend(asked["code"], self.borrower(), asked["days"], by=by, **how)


class BookForm(BorrowerForm):
    code = CodeField(label="Code de la malle")
    starts_on = forms.DateField(label="Du", widget=AdminDateInput)
    ends_on = forms.DateField(label="Au", widget=AdminDateInput)
    collect_at = forms.CharField(
        label="Retrait", max_length=200, required=False, help_text="Vide : au prêt."
    )
    return_at = forms.CharField(
        label="Retour", max_length=200, required=False, help_text="Vide : au prêt."
    )
    field_order = ["code", "starts_on", "ends_on", "email", "first_name", "last_name", "structure"]

    def do(self, by):
        asked = dict(self.cleaned_data)
        person = self.borrower()
        copy, starts_on, ends_on = (asked.pop(name) for name in ("code", "starts_on", "ends_on"))
        del asked["email"]
        return bookings.ask(copy, person, starts_on, ends_on, confirmed=True, by=by, **asked)


class HoldForm(BorrowerForm):
    resource = forms.ModelChoiceField(
        label="Ressource",
        queryset=Resource.objects.filter(
            loan_days__isnull=False, copies__kit=False, copies__isnull=False
        )
        .distinct()
        .order_by("title", "pk"),
    )
    field_order = ["resource", "email", "first_name", "last_name", "structure"]

    def do(self, by):
        asked = self.cleaned_data
        how = {name: asked[name] for name in ("structure", "despite")}
        return holds.place(asked["resource"], self.borrower(), by=by, **how)


class MoveForm(forms.Form):
    place = forms.IntegerField(label="Nouvelle place", min_value=1)
    why = forms.CharField(
        label="Pourquoi",
        max_length=200,
        help_text="Le journal le garde : le besoin, jamais un nom.",
    )


class TakeBackForm(forms.Form):
    on = forms.DateField(
        label="Revenu le",
        required=False,
        widget=AdminDateInput,
        help_text="Vide : aujourd’hui.",
    )


class ReplyForm(forms.Form):
    reply = forms.CharField(label="Un mot pour la personne", max_length=500, required=False)


class SeveralPhotos(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.ImageField):
    widget = SeveralPhotos

    def clean(self, data, initial=None):
        photos = [super(PhotosField, self).clean(one, initial) for one in data or [] if one]
        if len(photos) > PHOTOS:
            raise forms.ValidationError(f"Joignez {PHOTOS} photos au plus.")
        if any(photo.size > HEAVIEST for photo in photos):
            raise forms.ValidationError("Une photo pèse 10 Mo au plus.")
        return photos


class CountForm(forms.Form):
    """A line for each object: how many there are, « manquait déjà », a remark."""

    note = forms.CharField(
        label="Remarque",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ce qui est abîmé, ce qu’il faut réparer : l’objet, jamais la personne.",
    )
    photos = PhotosField(label="Photos", required=False, help_text=f"{PHOTOS} au plus.")

    def __init__(self, data=None, files=None, *, check):
        super().__init__(data, files)
        self.check, self.items = check, list(check.copy.items.select_related("material"))
        for item in self.items:
            about = f"{item.label} :"
            self.fields[f"found_{item.pk}"] = forms.IntegerField(
                label=f"{about} combien",
                min_value=0,
                max_value=item.quantity,
                initial=item.there,
                error_messages={
                    "max_value": f"{about} il y en a {item.quantity} au plus.",
                    "required": f"{about} dites combien il y en a, 0 s’il n’y en a pas.",
                },
            )
            self.fields[f"missing_{item.pk}"] = forms.BooleanField(
                label=f"{about} manquait déjà", required=False
            )
            self.fields[f"remark_{item.pk}"] = forms.CharField(
                label=f"{about} remarque", max_length=200, required=False
            )

    def lines(self):
        """(object, how many, already missing, remark), as fields."""
        return [
            (item, *(self[f"{name}_{item.pk}"] for name in ("found", "missing", "remark")))
            for item in self.items
        ]

    def count(self, by):
        asked = self.cleaned_data
        counted = {
            item.pk: checks.Counted(
                *(asked[f"{name}_{item.pk}"] for name in ("found", "missing", "remark"))
            )
            for item in self.items
        }
        with transaction.atomic():
            photos = [self._picture(photo, by) for photo in asked["photos"]]
            return checks.count(self.check, counted, by=by, note=asked["note"], photos=photos)

    def _picture(self, photo, by):
        title = f"Constat {self.check.copy.code}, {timezone.localdate():%d/%m/%Y}"
        return Picture.objects.create(title=title, file=photo, uploaded_by_user=by)


class LabelsForm(forms.Form):
    codes = forms.CharField(
        label="Codes",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Un par ligne. Vide : tous ceux de l’organisme choisi.",
    )
    holder = forms.ModelChoiceField(
        label="Organisme", queryset=Organisation.objects.active(), required=False
    )
    first = forms.IntegerField(
        label="Première étiquette libre de la planche",
        min_value=1,
        max_value=papers.LABELS,
        initial=1,
        required=False,
        help_text="De gauche à droite, puis de haut en bas : une planche entamée sert encore.",
    )

    def clean(self):
        codes = [code_of(line) for line in self.cleaned_data.get("codes", "").splitlines()]
        codes = [code.upper() for code in codes if code]
        rows = Copy.objects.kept().select_related("resource").order_by("code", "pk")
        if codes:
            known = {copy.code.upper(): copy for copy in rows}
            unknown = [code for code in codes if code not in known]
            if unknown:
                raise forms.ValidationError(
                    f"Aucun exemplaire en rayon ne porte ce code : {', '.join(unknown[:5])}."
                )
            self.copies = [known[code] for code in codes]
        elif holder := self.cleaned_data.get("holder"):
            self.copies = list(rows.filter(holder=holder))
        else:
            raise forms.ValidationError("Donnez des codes, ou choisissez un organisme.")
        if not self.copies:
            raise forms.ValidationError("Cet organisme n’a aucun exemplaire.")
        return self.cleaned_data


class StocktakeForm(forms.Form):
    holder = forms.ModelChoiceField(label="Organisme", queryset=Organisation.objects.active())

    def start(self, by):
        try:
            return stocktaking.start(self.cleaned_data["holder"], by)
        except Refused as refusal:
            self.add_error(None, str(refusal))
            return None


class MemberForm(forms.Form):
    """Somebody who may borrow in the name of a structure."""

    email = forms.EmailField(label="Adresse électronique")
    first_name = forms.CharField(label="Prénom", max_length=100)
    last_name = forms.CharField(label="Nom", max_length=100)

    def add(self, structure):
        names = {name: self.cleaned_data[name] for name in ("first_name", "last_name")}
        person = Person.objects.for_address(self.cleaned_data["email"], **names)
        return StructureMember.objects.get_or_create(structure=structure, person=person)[0]
