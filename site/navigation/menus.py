"""What each menu says on this page: the rows of the back office, or the site's usual rooms."""

from dataclasses import dataclass

from wagtail.models import Page, Site

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
    items = MenuItem.objects.public().select_related("page", "menu").order_by("sort_order", "pk")
    for item in items:
        links[item.menu.place].append((str(item), item.url(request)))
    links[Menu.Place.MAIN] = links[Menu.Place.MAIN] or [*rooms(), *flagged_pages(request)]
    links[Menu.Place.FOOTER] = links[Menu.Place.FOOTER] or services()
    links[Menu.Place.LEGAL] = links[Menu.Place.LEGAL] or legal()
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
    site = Site.find_for_request(request) if request else Site.objects.order_by("pk").first()
    if site is None:
        return []
    home = Page(path=site.root_page.path, depth=site.root_page.depth)
    pages = Page.objects.filter(path__startswith=home.path, depth=home.depth + 1)
    return [
        (page.title, page.get_url(request))
        for page in pages.filter(anybody()).in_menu().order_by("path")
    ]


def services():
    return [
        *rooms(),
        ("S’abonner à l’agenda", "/agenda/abonnement/"),
        ("Rechercher", "/recherche/"),
        ("Nous écrire", "/contact/"),
    ]


def legal():
    """What every French site owes."""
    return [
        ("Mentions légales", "/mentions-legales/"),
        ("Données personnelles", "/confidentialite/"),
        ("Accessibilité", "/accessibilite/"),
        ("Plan du site", "/plan-du-site/"),
    ]
