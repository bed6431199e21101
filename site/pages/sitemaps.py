"""Everything public, for the robots of search engines: /sitemap.xml."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap

from events.models import Circle, Event
from pages.indexing import public_pages
from resources.models import Resource


class PublicSitemap(Sitemap):
    """Addresses start with the site's own, whatever name the robot used."""

    limit = 10_000  # five sections make one file of at most 50,000 addresses, as the protocol says

    def get_protocol(self, protocol=None):
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site=None):
        return urlsplit(settings.SITE_URL).netloc


class PagesSitemap(PublicSitemap):
    def items(self):
        return [page for page in public_pages() if page.url]

    def location(self, page):
        return page.url

    def lastmod(self, page):
        return page.last_published_at


class RoomsSitemap(PublicSitemap):
    """The lists, which are nobody's row."""

    def items(self):
        return ["/agenda/", "/agenda/abonnement/", "/cercles/", "/ressources/", "/plan-du-site/"]

    def location(self, address):
        return address


class EventsSitemap(PublicSitemap):
    def items(self):
        return Event.objects.public().order_by("pk")

    def lastmod(self, event):
        return event.last_published_at


class CirclesSitemap(PublicSitemap):
    def items(self):
        return Circle.objects.public().order_by("pk")


class ResourcesSitemap(PublicSitemap):
    def items(self):
        return Resource.objects.public().order_by("pk")

    def lastmod(self, resource):
        return resource.last_published_at


SECTIONS = {
    "pages": PagesSitemap,
    "listes": RoomsSitemap,
    "rendez-vous": EventsSitemap,
    "cercles": CirclesSitemap,
    "ressources": ResourcesSitemap,
}
