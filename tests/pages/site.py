"""Pages for the tests: published, and a page that holds every block."""

from wagtail.images.tests.utils import get_test_image_file

from files.models import Document, Picture
from pages.models import HomePage


def home():
    return HomePage.objects.get()


def publish(parent, page):
    """The page, under its parent, live as an editor's click makes it."""
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def picture():
    return Picture.objects.create(title="Un jardin", file=get_test_image_file())


def document():
    return Document.objects.create(title="Le guide", file=get_test_image_file("guide.png"))


def every_block():
    """The value of a StreamField with each block of the largest palette once."""
    image, text = picture(), "<p>Un texte.</p>"
    questions = [{"question": "Pourquoi ?", "answer": "<p>Parce que.</p>"}]
    blocks = {
        "text": text,
        "picture": {"picture": image.pk, "alternative": "Un jardin en pente"},
        "quote": {"quote": "Il faut du temps.", "author": "Une collègue", "source": "2026"},
        "call": {"title": "Venez", "text": "Samedi.", "label": "Voir", "address": "/agenda/"},
        "steps": {
            "title": "En deux temps",
            "steps": [{"title": "Un", "text": text}, {"title": "Deux", "text": ""}],
        },
        "files": {"title": "À lire", "files": [{"document": document().pk, "label": ""}]},
        "people": {
            "title": "L’équipe",
            "people": [
                {
                    "name": "Camille Exemple",
                    "role": "Coordination",
                    "portrait": image.pk,
                    "email": "camille@example.org",
                    "phone": "04 65 71 00 00",
                }
            ],
        },
        "accordion": {"title": "Questions", "questions": questions},
        "figures": {
            "title": "En chiffres",
            "figures": [{"figure": "64", "label": "thèmes"}],
            "source": "Le site, 2026",
        },
        "place": {
            "title": "Où",
            "address": "1 rue de l’Exemple",
            "access": "Tramway 1",
            "hours": "Lundi, 9 h – 17 h",
            "map_url": "https://www.openstreetmap.org/",
        },
        "video": {"title": "Un film", "url": "https://video.example.org/1", "minutes": "3 minutes"},
        "agenda": {"title": "Bientôt", "count": 3, "kind": "", "theme": "", "audience": ""},
        "resources": {"title": "À lire aussi", "count": 3, "kind": "", "theme": ""},
        "circles": {"title": "Les cercles", "count": 3, "theme": ""},
        "news": {"title": "Les nouvelles", "count": 3, "theme": ""},
    }
    return [{"type": name, "value": value} for name, value in blocks.items()]
