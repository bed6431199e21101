"""The letters of saved searches: to confirm one, and what is new under it, with a way to stop."""

from collections.abc import Collection, Mapping

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from identity.models import Identity
from letters.envelope import from_the_place
from letters.matters import About, Matter
from letters.models import Letter, LetterText
from letters.texts import Text, fill, html_paragraphs, paragraphs
from resources.models import Resource, SavedSearch

MATTER, CONFIRM, NEWS = "alert", "confirm", "news"
VARIABLES = {
    "recherche": "la recherche, en mots",
    "lien": "l’adresse personnelle qui confirme ou arrête",
    "ressources": "les nouvelles ressources, avec leur adresse",
    "maison": "le nom du lieu-ressource",
}
TEXTS = {
    CONFIRM: Text(
        "Recherche enregistrée : à confirmer",
        "Confirmez votre recherche – {maison}",
        """Bonjour,

On a demandé qu’une lettre dise ici les nouvelles ressources de cette recherche :
{recherche}

Pour confirmer, ouvrez cette page et choisissez « Confirmer » :
{lien}

Vous n’avez rien demandé ? Ne faites rien : nous ne vous écrirons plus.""",
    ),
    NEWS: Text(
        "Recherche enregistrée : du nouveau",
        "Du nouveau dans les ressources – {maison}",
        """Bonjour,

De nouvelles ressources répondent à votre recherche :
{recherche}

{ressources}

Pour ne plus recevoir ces lettres :
{lien}""",
    ),
}


def matter() -> Matter:
    return Matter(
        label="Recherches enregistrées",
        kinds={key: text.label for key, text in TEXTS.items()},
        write=write,
        # Nobody of the team needs to know who looks for what.
        readable_by=lambda user: SavedSearch.objects.none().values("pk"),
        describe=describe,
        texts=TEXTS,
        variables=VARIABLES,
        preview=preview,
    )


def describe(pks: Collection[int]) -> dict[int, About]:
    rows = SavedSearch.objects.filter(pk__in=pks)
    catalogue = reverse("resources:catalogue")
    return {row.pk: About(row.words, f"{catalogue}?{row.query}") for row in rows}


def write(letter: Letter) -> EmailMultiAlternatives | None:
    """What is still public when it leaves; nothing when the search was stopped meanwhile."""
    search = SavedSearch.objects.filter(pk=letter.about).first()
    if search is None:
        return None
    rows: list[Resource] = []
    if letter.kind == NEWS:
        found = Resource.objects.public().newest().filter(pk__in=letter.details["resources"])
        rows = list(found)
        if not rows:
            return None
    token = letter.details["token"]
    values = _values(search.words, token, [(row.title, row.get_absolute_url()) for row in rows])
    email = compose(LetterText.words(MATTER, letter.kind), values)
    email.to = [letter.address]
    if letter.kind == NEWS:
        address = settings.SITE_URL + reverse("resources:stop_alert", args=[token])
        email.extra_headers["List-Unsubscribe"] = f"<{address}>"
        email.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return email


def preview(_key: str, text: Text) -> EmailMultiAlternatives:
    return compose(text, _values("« sieste » · Guide", "exemple", [("La sieste", "/ressources/")]))


def compose(text: Text, values: Mapping[str, str]) -> EmailMultiAlternatives:
    context = {
        "identity": Identity.load(),
        "site_url": settings.SITE_URL,
        "heading": fill(text.subject.removesuffix(" – {maison}"), values),
        "paragraphs": paragraphs(text.body, values),
        "html_paragraphs": html_paragraphs(text.body, values),
    }
    email = from_the_place(
        fill(text.subject, values), render_to_string("emails/words.txt", context), to=""
    )
    email.attach_alternative(render_to_string("emails/words.html", context), "text/html")
    return email


def _values(words: str, token: str, resources: list[tuple[str, str]]) -> dict[str, str]:
    return {
        "recherche": words,
        "lien": settings.SITE_URL + reverse("resources:alert", args=[token]),
        "ressources": "\n".join(f"{title} : {settings.SITE_URL}{url}" for title, url in resources),
        "maison": Identity.load().name,
    }
