"""The agenda's words, for every template: `{{ session|when }}`."""

from django import template
from django.utils import timezone
from django.utils.safestring import mark_safe

from events import event_page, wording
from printing import drawing

register = template.Library()

register.filter("when", wording.when)
register.filter("invitation", wording.invitation)
register.filter("children_in_words", wording.children_in_words)
register.filter("duration", wording.duration)
register.filter("moment", wording.moment)
register.filter("month", wording.month)
register.filter("price", wording.price)
register.filter("lower_first", wording.lower_first)
register.filter("upper_first", wording.upper_first)
register.filter("map_url", event_page.map_url)


@register.filter
def qr(text):
    """{{ text|qr }}: an SVG drawing, dark on light whatever the page's colours."""
    return mark_safe(drawing.qr(text))  # noqa: S308 (squares: no character of the text is written)


@register.filter
def seats_label(session):
    return wording.seats(session)[0]


@register.filter
def seats_tone(session):
    return wording.seats(session)[1]


@register.filter
def starting_hour(session):
    return wording.hour(timezone.localtime(session.starts_at))


@register.filter
def counted(number, word):
    """{{ 0|counted:"séance" }} is « 0 séance »: zero is singular in French."""
    return f"{number}{wording.NBSP}{wording.plural(number, word, word + 's')}"
