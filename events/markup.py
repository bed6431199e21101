"""The text of what programs write as HTML where a plain text is due."""

import re
from html.parser import HTMLParser

MARKUP = re.compile(r"</?(?:p|br|div|a|b|i|u|ul|ol|li|span|html|strong|em)\b[^>]*>", re.IGNORECASE)


class _Plain(HTMLParser):
    BREAKS = {"p", "br", "div", "li", "tr", "h1", "h2", "h3", "ul", "ol"}
    SILENT = {"style", "script", "head", "title"}

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag, attrs):
        self.silent += tag in self.SILENT
        if tag in self.BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag):
        self.silent = max(0, self.silent - (tag in self.SILENT))
        if tag in ("p", "div"):
            self.parts.append("\n")

    def handle_data(self, data):
        if not self.silent:
            self.parts.append(data)


def plain(markup: str) -> str:
    parser = _Plain()
    parser.feed(markup)
    parser.close()
    return "".join(parser.parts)
