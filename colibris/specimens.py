"""What the page of components shows: rows made in memory, never saved."""

from calendar import Calendar
from datetime import date, timedelta
from types import SimpleNamespace

from django import forms
from django.core.paginator import Paginator
from django.utils import timezone

from events.models import Circle, Event, Session, Venue
from files.models import Picture
from resources.models import Resource
from vocabulary.models import (
    Commune,
    EventFormat,
    EventKind,
    MeetupKind,
    Organisation,
    ResourceType,
    TimeSlot,
)

LONG = (
    "Accompagner la séparation, le matin et le soir, quand les parents, l’enfant et la "
    "professionnelle n’ont pas le même rythme : anticonstitutionnellement, mais tout en douceur"
)


class SpecimenForm(forms.Form):
    """Each kind of field; half of them refused when bound to SpecimenForm.WRONG."""

    WRONG = {"email": "camille@", "colour": "", "message": "Bonjour"}

    first_name = forms.CharField(
        label="Prénom", widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    email = forms.EmailField(
        label="Adresse électronique",
        help_text="Nous y enverrons la confirmation, rien d’autre.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    commune = forms.ChoiceField(
        label="Commune", choices=[("", "Choisissez"), ("a", "Port-Soleil"), ("b", "Val-Vert")]
    )
    day = forms.DateField(
        label="Jour", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    colour = forms.ChoiceField(
        label="Moment préféré",
        help_text="Un seul choix.",
        choices=[("s", "Le soir"), ("m", "Le samedi matin")],
        widget=forms.RadioSelect,
    )
    themes = forms.MultipleChoiceField(
        label="Thèmes",
        required=False,
        choices=[("l", "Langage"), ("s", "Sommeil"), ("e", "Éveil")],
        widget=forms.CheckboxSelectMultiple,
    )
    message = forms.CharField(label="Message", required=False, widget=forms.Textarea)
    agree = forms.BooleanField(
        label="J’accepte d’être recontactée", help_text="Une fois, par l’équipe."
    )


def event(title="Chanter avec les tout-petits", **fields):
    defaults = {
        "slug": "exemple",
        "kind": EventKind(label="Atelier"),
        "lead": Organisation(label="Association Exemple"),
        "summary": "Comptines, jeux de doigts et silences.",
    }
    return Event(title=title, **(defaults | fields))


def session(on, seats_taken=0, online_taken=0, **fields):
    venue = Venue(name="Maison de l’enfance", commune=Commune(label="Port-Soleil"))
    defaults = {
        "pk": 1,
        "event": event(),
        "starts_at": on,
        "ends_at": on + timedelta(hours=2),
        "venue": venue,
        "format": EventFormat(label="en présence"),
        "capacity": 12,
    }
    row = Session(**(defaults | fields))
    vars(row).update(
        seats_taken=seats_taken, online_taken=online_taken, reserved_taken=0
    )  # as for_listing() does
    return row


def sessions():
    """(what it shows, the row), one for each state a card can be in."""
    on = timezone.localtime().replace(hour=19, minute=45) + timedelta(days=40)
    hybrid = {"format": EventFormat(label="hybride", remote=True)}
    online = {"venue": None, "format": EventFormat(label="à distance", on_site=False, remote=True)}
    return [
        ("des places", session(on)),
        ("peu de places", session(on, seats_taken=10)),
        ("complète, avec une liste d’attente", session(on, seats_taken=12)),
        ("complète", session(on, seats_taken=12, waiting_line=False)),
        ("annulée", session(on, status="cancelled", status_note="intervenante souffrante")),
        ("reportée", session(on, status="postponed", previous_starts_at=on - timedelta(days=7))),
        ("à distance", session(on, capacity=None, **online)),
        ("hybride", session(on, seats_taken=13, online_taken=3, online_capacity=30, **hybrid)),
        ("avec les enfants", session(on, children_welcome=True)),
        ("entrée libre", session(on, event=event(registration="none"), capacity=None)),
        ("titre très long", session(on, event=event(LONG), children_welcome=True)),
        ("journées entières", session(on, whole_days=True, ends_at=on + timedelta(days=3))),
    ]


def resource(title, **fields):
    defaults = {
        "slug": "exemple",
        "type": ResourceType(label="Album jeunesse"),
        "summary": "Une histoire du soir, à lire à voix basse, avec des images calmes.",
        "author": "Camille Exemple",
        "year": 2024,
    }
    return Resource(title=title, **(defaults | fields))


def circle(title, **fields):
    defaults = {
        "slug": "exemple",
        "kind": MeetupKind(label="Groupe de pairs"),
        "summary": "Se retrouver entre collègues, une fois par mois, autour d’une situation vécue.",
        "lead": Organisation(label="Association Exemple"),
        "rhythm": "une fois par mois",
        "time_slot": TimeSlot(label="le soir"),
        "format": EventFormat(label="en présence"),
        "venue": Venue(name="Maison de l’enfance", commune=Commune(label="Port-Soleil")),
    }
    circle = Circle(title=title, **(defaults | fields))
    circle.next_starts_at = timezone.now() + timedelta(days=9)
    return circle


def specimens():
    choices = [
        {"value": "atelier", "label": "Atelier", "count": 12, "selected": True},
        {"value": "conference", "label": "Conférence", "count": 3, "selected": False},
        {"value": "visite", "label": LONG, "count": 0, "selected": False},
    ]
    news = SimpleNamespace(
        title="Le lieu ouvre ses portes un samedi par mois",
        url="#",
        date=date(2027, 9, 1),
        summary="On y vient sans s’inscrire, avec les enfants, pour un café et une histoire.",
        picture=None,
    )
    return {
        "crumbs": [("Composants", None)],
        "doors": ["Assistants maternels", "Équipes de crèche", "Étudiants", "Partenaires"],
        "picture": Picture.objects.first(),
        "tones": ["plain", "accent", "ok", "wait", "stop"],
        "notices": ["info", "ok", "wait", "stop"],
        "panels": ["plain", "accent", "warm", "alert"],
        "sessions": sessions(),
        "resources": [
            resource("La nuit du petit ours"),
            resource(LONG, author="", year=None, type=ResourceType(label="Malle pédagogique")),
        ],
        "circles": [circle("Les matinales"), circle(LONG, venue=None, rhythm="", join="ferme")],
        "news": news,
        "form": SpecimenForm(),
        "wrong_form": SpecimenForm(SpecimenForm.WRONG, auto_id="faux_%s"),
        "facet": choices,
        "page": Paginator(range(200), 10).page(7),
        "closed_facet": [choice | {"selected": False, "count": None} for choice in choices],
        "quote": {
            "quote": "Un enfant qui joue est un enfant qui cherche.",
            "author": "une assistante maternelle",
        },
        "weekdays": ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
        "month": Calendar().monthdatescalendar(2027, 10),
    }
