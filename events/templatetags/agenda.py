"""The agenda's words, for templates: `{{ session|when }}`."""

from django import template

from events import wording

register = template.Library()

register.filter("when", wording.when)
register.filter("price", wording.price)
register.filter("invitation", wording.invitation)
register.filter("lower_first", wording.lower_first)
register.filter("full_day", wording.full_day)
register.filter("hour", wording.hour)


@register.filter
def seats_label(session):
    return wording.seats(session)[0]


@register.filter
def seats_tone(session):
    return wording.seats(session)[1]
