"""What the search's templates say: matched words, coming dates, addresses of results."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from search import extracts, wording
from search.analysis import pieces
from search.kinds import BY_KEY, Kind
from search.models import ResultLine

register = template.Library()


@register.filter
def marked(text: str, tokens: frozenset[str]) -> SafeString:
    """The text, escaped, with each word that answers the question marked.

    >>> marked("L’éveil <b>des</b> sens", frozenset({"eveil"}))
    'L’<mark>éveil</mark> &lt;b&gt;des&lt;/b&gt; sens'
    """
    return mark_safe(  # noqa: S308 (each piece is escaped)
        "".join(
            format_html("<mark>{}</mark>", piece)
            if is_word and not tokens.isdisjoint(extracts.tokens_of(piece))
            else conditional_escape(piece)
            for piece, is_word in pieces(text)
        )
    )


@register.simple_tag
def why(line: ResultLine, tokens: frozenset[str]) -> extracts.Extract | None:
    """The passage that holds the words looked for, when what is always shown does not."""
    return extracts.why(line, tokens)


@register.filter
def coming(dates: list[str]) -> str:
    return wording.coming(dates)


@register.filter
def kind(key: str) -> Kind:
    return BY_KEY[key]


@register.simple_tag
def results_query(text: str, kind: Kind | None) -> str:
    """The query string of these results, without the page."""
    return urlencode({"q": text} | ({"type": kind.slug} if kind else {}))


@register.simple_tag
def results_address(text: str, kind: Kind | None) -> str:
    return f"{reverse('search:search')}?{results_query(text, kind)}"
