"""An empty site has a face: a home page, the news, a way to write, what the law asks for.

Wagtail's own migrations leave a page that welcomes developers; it goes, unless somebody made
something of it.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import migrations

PAGES = [
    # model, slug, title, in the menus, other fields
    ("newsindexpage", "actualites", "Actualités", True, {}),
    (
        "contactpage",
        "contact",
        "Nous écrire",
        True,
        {"summary": "Une question, une idée, une remarque : nous lisons tout."},
    ),
    ("legalpage", "mentions-legales", "Mentions légales", False, {"subject": "mentions-legales"}),
    ("legalpage", "confidentialite", "Données personnelles", False, {"subject": "confidentialite"}),
    ("legalpage", "accessibilite", "Accessibilité", False, {"subject": "accessibilite"}),
]
DOORS = [
    ("Je cherche une date", "Ateliers, soirées, visites : tout ce qui vient.", "/agenda/"),
    ("Je cherche un document", "Livres, fiches, malles à emprunter.", "/ressources/"),
    ("Je cherche des collègues", "Des groupes qui se retrouvent.", "/cercles/"),
    ("Je veux vous écrire", "Une question, une idée, un partenariat.", "/contact/"),
]


def plant(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    welcome = Page.objects.filter(depth=2, content_type__model="page").first()
    if welcome is None or Page.objects.filter(depth__gte=2).count() > 1:
        return
    welcome.delete()  # and, with it, the Site that Wagtail made

    home = create(
        apps,
        "homepage",
        path="00010001",
        depth=2,
        numchild=len(PAGES),
        title="Un lieu pour celles et ceux qui accueillent les tout-petits",
        slug="home",
        url_path="/home/",
        summary="Se rencontrer, se documenter, emprunter, découvrir le métier.",
        doors=[
            {"type": "door", "value": {"page": None, "address": url, "label": who, "text": what}}
            for who, what, url in DOORS
        ],
    )
    for number, (model, slug, title, in_menus, fields) in enumerate(PAGES, start=1):
        create(
            apps,
            model,
            path=f"{home.path}{number:04}",
            depth=3,
            title=title,
            slug=slug,
            url_path=f"/home/{slug}/",
            show_in_menus=in_menus,
            **fields,
        )
    address = urlsplit(settings.SITE_URL)
    Site.objects.create(
        hostname=address.hostname,
        port=address.port or (443 if address.scheme == "https" else 80),
        root_page_id=home.pk,
        is_default_site=True,
    )


def create(apps, model, title, **fields):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Locale = apps.get_model("wagtailcore", "Locale")
    content_type, _ = ContentType.objects.get_or_create(app_label="pages", model=model)
    return apps.get_model("pages", model).objects.create(
        title=title,
        draft_title=title,
        content_type=content_type,
        locale=Locale.objects.first(),
        live=True,
        **fields,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0002_pages_of_every_type"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]
