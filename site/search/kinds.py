"""What the site holds, as a visitor names it and as an address says it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    key: str  # in the index
    slug: str  # in addresses
    one: str
    many: str


KINDS = [
    Kind("event", "rendez-vous", "Rendez-vous", "Rendez-vous"),
    Kind("circle", "cercles", "Cercle", "Cercles"),
    Kind("resource", "ressources", "Ressource", "Ressources"),
    Kind("page", "pages", "Page", "Pages"),
]
BY_KEY = {kind.key: kind for kind in KINDS}
BY_SLUG = {kind.slug: kind for kind in KINDS}
