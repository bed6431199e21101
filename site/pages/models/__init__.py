"""What editors publish, one module per family of pages."""

from pages.models.base import PublicPage
from pages.models.contact import ContactMessage, ContactPage
from pages.models.faq import FaqPage
from pages.models.home import HomePage
from pages.models.legal import LegalPage
from pages.models.metiers import MetierIndexPage, MetierPage, MetierStrength
from pages.models.news import NewsIndexPage, NewsPage
from pages.models.standard import StandardPage

__all__ = [
    "ContactMessage",
    "ContactPage",
    "FaqPage",
    "HomePage",
    "LegalPage",
    "MetierIndexPage",
    "MetierPage",
    "MetierStrength",
    "NewsIndexPage",
    "NewsPage",
    "PublicPage",
    "StandardPage",
]
