"""What the site holds, as a visitor names it and as an address says it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    key: str  # in the index
    slug: str  # in addresses
    one: str
    many: str
    icon: str


KINDS = [
    Kind("event", "rendez-vous", "Rendez-vous", "Rendez-vous", "calendar"),
    Kind("circle", "cercles", "Cercle", "Cercles", "people"),
    Kind("resource", "ressources", "Ressource", "Ressources", "book"),
    Kind("page", "pages", "Page", "Pages", "file"),
]
BY_KEY = {kind.key: kind for kind in KINDS}
BY_SLUG = {kind.slug: kind for kind in KINDS}
