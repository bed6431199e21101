"""Pictures in templates."""

from django import template
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
def card_picture(picture, spec):
    """A picture that decorates a card, loaded when one comes near it."""
    rendition = picture.thumbnail(spec)
    return format_html(
        '<img src="{}" width="{}" height="{}" alt="" loading="lazy">',
        rendition.url,
        rendition.width,
        rendition.height,
    )
