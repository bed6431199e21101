"""What each menu says on this page: the rows of the back office, or the site's usual rooms."""

from dataclasses import dataclass

from wagtail.models import Page

from identity.models import Identity
from navigation import home
from navigation.models import Menu, MenuItem
from navigation.readers import anybody


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    current: str = ""  # the value of aria-current: "page", "true" inside its section, or none


def menus(request):
    """{place: [Link, …]}, in two or three queries, once per request."""
    if request is None:
        return _menus(None)
    if not hasattr(request, "_menus"):
        request._menus = _menus(request)
    return request._menus


def _menus(request):
    links: dict[str, list[tuple[str, str]]] = {place: [] for place in Menu.Place.values}
    for item in MenuItem.objects.public().for_links():
        links[item.menu.place].append((str(item), item.url))
    links[Menu.Place.MAIN] = links[Menu.Place.MAIN] or [*rooms(), *flagged_pages(request)]
    links[Menu.Place.FOOTER] = links[Menu.Place.FOOTER] or services()
    links[Menu.Place.LEGAL] = links[Menu.Place.LEGAL] or legal(Identity.load(request))
    path = request.path if request else None
    return {
        place: [Link(label, url, current(url, path)) for label, url in pairs if url]
        for place, pairs in links.items()
    }


def current(url, path):
    """
    >>> current("/agenda/", "/agenda/"), current("/agenda/", "/agenda/atelier/")
    ('page', 'true')
    >>> current("/", "/agenda/"), current("/agenda/", None)
    ('', '')
    """
    if path == url:
        return "page"
    if path and url.startswith("/") and url != "/" and path.startswith(url):
        return "true"
    return ""


def rooms():
    """Addresses, here and below, are public promises: written as people type them."""
    return [("Agenda", "/agenda/"), ("Ressources", "/ressources/"), ("Cercles", "/cercles/")]


def flagged_pages(request):
    """The public children of the home page that editors put « dans les menus »."""
    above = home.address(request)
    pages = Page.objects.filter(url_path__startswith=above, depth=above.count("/") + 1)
    return [
        (page.title, page.url)
        for page in pages.filter(anybody()).in_menu().only("title", "url_path").order_by("path")
    ]


def services():
    return [
        *rooms(),
        ("S’abonner à l’agenda", "/agenda/abonnement/"),
        ("Rechercher", "/recherche/"),
        ("Mon espace", "/mon-espace/"),
        ("Nous écrire", "/contact/"),
    ]


def legal(identity):
    """What every French site owes."""
    return [
        ("Mentions légales", "/mentions-legales/"),
        ("Données personnelles", "/confidentialite/"),
        (f"Accessibilité : {identity.get_conformity_display()}", "/accessibilite/"),
        ("Plan du site", "/plan-du-site/"),
    ]
