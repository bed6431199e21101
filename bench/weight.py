"""What a first view asks for and how much of it travels: the page, its styles, scripts and fonts,
the pictures above the fold (those that wait for the scroll, `loading="lazy"`, are left out)."""

import gzip
import re
import urllib.parse
import urllib.request
from html.parser import HTMLParser

CSS_URL = re.compile(r"url\([\"']?([^)\"']+)")
RELS = {"stylesheet", "preload", "icon", "manifest", "modulepreload"}


class _Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.wanted, self.styles = [], []

    def handle_starttag(self, tag, attributes):
        got = dict(attributes)
        if tag == "link" and RELS.intersection((got.get("rel") or "").split()):
            self.wanted.append(got["href"])
            if got["rel"] == "stylesheet":
                self.styles.append(got["href"])
        elif (tag == "script" and got.get("src")) or (
            tag == "img" and got.get("loading") != "lazy"
        ):
            self.wanted.append(got["src"])


def weigh(site: str, path: str) -> tuple[int, int]:
    """(bytes as they travel, requests) of the page at this path."""
    size, text = _fetch(site + path)
    page = _Page()
    page.feed(text)
    wanted = {urllib.parse.urljoin(site + path, address) for address in page.wanted}
    for style in page.styles:
        address = urllib.parse.urljoin(site + path, style)
        _, css = _fetch(address)
        wanted |= {urllib.parse.urljoin(address, found) for found in CSS_URL.findall(css)}
    own = {address for address in wanted if address.startswith(site)}
    return size + sum(_fetch(address)[0] for address in own), 1 + len(own)


def _fetch(address):
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        body = answer.read()
        packed = answer.headers["Content-Encoding"] == "gzip"
    return len(body), (gzip.decompress(body) if packed else body).decode("utf-8", "replace")
