"""Home, the place's own page, news, trades, questions, and the menus."""

import re
from datetime import timedelta

from django.utils import timezone
from django.utils.text import slugify

from colibris.demo.files import picture
from navigation.models import Menu, MenuItem
from pages.models import (
    FaqPage,
    HomePage,
    MetierIndexPage,
    MetierPage,
    MetierStrength,
    NewsIndexPage,
    NewsPage,
    StandardPage,
)
from vocabulary.models import Audience, Competence, Theme

FIXED = 4  # home, the place, the list of trades, the questions

DOORS = [
    ("Je suis assistant maternel", "Soirées, samedis, malles à prêter.", "/agenda/?public=assmat"),
    ("Je travaille en crèche", "Temps de sieste, journées pédagogiques.", "/agenda/?public=aepe"),
    ("Je découvre les métiers", "Visites, réunions, fiches métiers.", "/metiers/"),
    ("Je suis partenaire", "Le lieu, l’équipe, comment nous joindre.", "/le-lieu/"),
]

MENUS = {
    Menu.Place.MAIN: [
        ("Agenda", "/agenda/"),
        ("Cercles", "/cercles/"),
        ("Ressources", "/ressources/"),
        ("Métiers", "/metiers/"),
        ("Actualités", "/actualites/"),
    ],
    Menu.Place.FOOTER: [
        ("Le lieu", "/le-lieu/"),
        ("Questions fréquentes", "/questions-frequentes/"),
        ("S’abonner à l’agenda", "/agenda/abonnement/"),
        ("Mon espace", "/mon-espace/"),
        ("Mon billet d’inscription", "/inscriptions/"),
        ("Nous écrire", "/contact/"),
    ],
}


def count(content):
    return FIXED + len(content["news"]) + len(content["metiers"])


def tree(content):
    home = HomePage.objects.get()
    if StandardPage.objects.filter(slug="le-lieu").exists():
        return
    yield _place(home, content)
    yield from _news(content)
    yield from _trades(home, content)
    yield _questions(home, content)
    yield _home(home)
    _menus()


def _place(home, content):
    venue = content["venues"][0]
    return home.add_child(
        instance=StandardPage(
            title="Le lieu",
            slug="le-lieu",
            summary="Une maison commune pour les professionnels de la petite enfance, en projet.",
            story=[
                _text(
                    "<p>Les métiers de la petite enfance manquent de bras, et celles et ceux qui "
                    "les exercent travaillent souvent seuls. Le lieu-ressource leur répond par des "
                    "rencontres, des documents, du matériel à emprunter et des chemins vers le "
                    "métier.</p><h2>Un projet qui avance</h2><p>Le lieu est en préfiguration : ce "
                    "site montre, avec des contenus inventés, ce qu’il proposera.</p>"
                ),
                {
                    "type": "steps",
                    "value": {
                        "title": "Venir la première fois",
                        "steps": [
                            {"title": "Choisissez une date", "text": "<p>Dans l’agenda.</p>"},
                            {
                                "title": "Inscrivez-vous",
                                "text": "<p>Une minute suffit, sans créer de compte.</p>",
                            },
                            {"title": "Poussez la porte", "text": "<p>On vous attend.</p>"},
                        ],
                    },
                },
                {
                    "type": "place",
                    "value": {
                        "title": "Nous trouver",
                        "address": venue["address"],
                        "access": "Tramway et bus à proximité. Accessible en fauteuil roulant.",
                        "hours": "Mardi et jeudi, 9 h – 18 h\nSamedi, 9 h – 12 h 30",
                        "map_url": "",
                    },
                },
                {"type": "circles", "value": {"title": "Les cercles", "count": 3, "theme": ""}},
            ],
        )
    )


def _news(content):
    index = NewsIndexPage.objects.get()
    themes = {term.key: term for term in Theme.objects.all()}
    audiences = {term.key: term for term in Audience.objects.all()}
    for row in content["news"]:
        page = NewsPage(
            title=row["title"],
            slug=slugify(row["title"])[:100],
            summary=row["lead"],
            date=timezone.localdate() + timedelta(days=row["offset_days"]),
            picture=picture(row["id"], row["title"]),
            story=[_text(f"<p>{row['body']}</p>")],
        )
        page.themes = [themes[key] for key in row["themes"]]
        page.audiences = [audiences[key] for key in row["audiences"]]
        yield index.add_child(instance=page)


def _trades(home, content):
    index = home.add_child(
        instance=MetierIndexPage(
            title="Métiers",
            slug="metiers",
            summary="Huit façons de travailler auprès des tout-petits, racontées simplement.",
        )
    )
    yield index
    competences = {term.key: term for term in Competence.objects.all()}
    discovery = list(Theme.objects.filter(key__in=["decouverte-metiers", "diplomes-formations"]))
    for row in content["metiers"]:
        said, _, truth = row["myth"].partition("En réalité")
        needs = row["constraints"]
        page = MetierPage(
            title=row["title"],
            slug=row["key"],
            summary=row["pitch"],
            picture=picture(row["key"], row["title"]),
            rome=row["rome"],
            level=row["level"],
            where="\n".join(row["where"]),
            missions="\n".join(row["missions"]),
            conditions=row["conditions"],
            access="\n".join(row["access"]),
            evolution="\n".join(row["evolution"]),
            said=re.sub(r"[«»]", "", said).strip(),
            truth=truth.lstrip("\u00a0: ").capitalize(),
            at_home=needs["domicile"],
            autonomy=needs["autonomie"],
            team=needs["equipe"],
            hours=needs["horaires"],
            studies=needs["etudes"],
        )
        page.themes = discovery
        page.strengths = [
            MetierStrength(competence=competences[key], weight=weight, sort_order=place)
            for place, (key, weight) in enumerate(row["profile"].items())
        ]
        yield index.add_child(instance=page)


def _questions(home, content):
    sections: dict[str, list] = {}
    for row in content["faq"]:
        question = {"question": row["question"], "answer": f"<p>{row['answer']}</p>"}
        sections.setdefault(row["section"], []).append(question)
    return home.add_child(
        instance=FaqPage(
            title="Questions fréquentes",
            slug="questions-frequentes",
            summary="S’inscrire, emprunter, découvrir les métiers : les réponses courtes.",
            sections=[
                {"type": "section", "value": {"title": title, "questions": questions}}
                for title, questions in sections.items()
            ],
        )
    )


def _home(home):
    home.title = "Prendre soin de ceux qui prennent soin"
    home.summary = (
        "Rencontres, documents, malles à emprunter : un lieu pour les professionnels de la petite "
        "enfance."
    )
    home.doors = [
        {
            "type": "door",
            "value": {"page": None, "address": address, "label": who, "text": what},
        }
        for who, what, address in DOORS
    ]
    home.story = [
        {
            "type": "resources",
            "value": {"title": "À lire, à écouter", "count": 3, "kind": "", "theme": ""},
        },
        {"type": "news", "value": {"title": "Actualités", "count": 3, "theme": ""}},
    ]
    home.save_revision().publish()
    return home


def _menus():
    for place, entries in MENUS.items():
        menu, _ = Menu.objects.get_or_create(place=place)
        for order, (label, address) in enumerate(entries):
            MenuItem.objects.create(menu=menu, label=label, address=address, sort_order=order)


def _text(html):
    return {"type": "text", "value": html}
