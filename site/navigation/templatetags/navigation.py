"""The menus, in templates: {% main_menu %}, {% footer_menu %} and {% legal_menu %}."""

from django import template

from navigation.menus import menus
from navigation.models import Menu

register = template.Library()


def links(context, place):
    return {"links": menus(context.get("request"))[place]}


@register.inclusion_tag("navigation/main_menu.html", takes_context=True)
def main_menu(context):
    return links(context, Menu.Place.MAIN)


@register.inclusion_tag("navigation/footer_menu.html", takes_context=True)
def footer_menu(context):
    return links(context, Menu.Place.FOOTER)


@register.inclusion_tag("navigation/legal_menu.html", takes_context=True)
def legal_menu(context):
    return links(context, Menu.Place.LEGAL)
