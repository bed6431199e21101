"""What a calendar is called, where it lives, and the links that put it into people's calendars."""

from urllib.parse import quote, urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html


def words(place, form):
    """What a feed says of itself: the place, and the filters in words."""
    asked = form.in_words()
    return {
        "name": f"{place.name} – {asked or 'agenda'}",
        "description": f"{place.tagline or place.name}. {asked or 'Tous les rendez-vous'}.",
        "url": site_address("events:agenda", form),
    }


def site_address(name, form):
    """The whole address of a page or a feed, with the filters that are understood and no other."""
    query = form.querystring()
    return f"{settings.SITE_URL}{reverse(name)}" + (f"?{query}" if query else "")


def embed_code(form, name):
    """What a partner pastes into a page of theirs: nothing runs there, no cookie is set. The
    number of sessions is said, for them to change."""
    address = site_address("events:embed", form)
    return format_html(
        '<iframe src="{}" title="{}" width="100%" height="640" loading="lazy"'
        ' style="border: 0"></iframe>',
        f"{address}{'&' if '?' in address else '?'}nombre=5",
        name,
    )


def links(feed, name):
    """One address per kind of calendar.

    >>> for link in links("https://example.org/a.ics?public=mam", "Le lieu").values(): print(link)
    webcal://example.org/a.ics?public=mam
    https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Fexample.org%2Fa.ics%3Fpublic%3Dmam
    https://outlook.live.com/calendar/0/addfromweb?url=https%3A%2F%2Fexample.org%2Fa.ics%3Fpublic%3Dmam&name=Le%20lieu
    https://outlook.office.com/calendar/0/addfromweb?url=https%3A%2F%2Fexample.org%2Fa.ics%3Fpublic%3Dmam&name=Le%20lieu
    """
    webcal = "webcal:" + feed.partition(":")[2]
    outlook = "/calendar/0/addfromweb?" + urlencode(
        {"url": feed, "name": name}, quote_via=quote, safe=""
    )
    return {
        "webcal": webcal,
        "google": f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        "outlook": f"https://outlook.live.com{outlook}",
        "office": f"https://outlook.office.com{outlook}",
    }
