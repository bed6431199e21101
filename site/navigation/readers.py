"""Who may read a page, asked inside a query: Wagtail's own `public()` costs one more each time."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from wagtail.models import PageViewRestriction


def anybody(page=""):
    """The condition that no restriction stands on a page or above it.

    `page`: the way to the page from the rows that are filtered, such as "page__".
    """
    path = ExpressionWrapper(OuterRef(f"{page}path"), output_field=CharField())
    above = PageViewRestriction.objects.alias(below=path).filter(below__startswith=F("page__path"))
    return Q(**{f"{page}live": True}) & ~Exists(above)
