import gzip
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from colibris.theme import AA, contrast, tokens

CSS = (settings.BASE_DIR / "colibris" / "static" / "css" / "main.css").read_text()
TOKENS = {
    name: (light, dark)
    for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);", CSS)
}
GROUNDS = ["paper", "surface", "sunken"]
SOFT = ["accent-soft", "throat-soft", "sun-soft", "sea-soft", "olive-soft"]
READ = [
    *[("ink", ground) for ground in GROUNDS + SOFT],
    *[("ink-soft", ground) for ground in GROUNDS + SOFT],
    *[("accent", ground) for ground in GROUNDS + SOFT],
    *[("throat", ground) for ground in [*GROUNDS, "throat-soft"]],
    *[("olive", ground) for ground in [*GROUNDS, "olive-soft"]],
    *[("sun-ink", ground) for ground in [*GROUNDS, "sun-soft"]],
    ("on-accent", "accent"),
    ("on-night", "night"),
    ("on-night-soft", "night"),
    ("paper", "ink"),
]
SEEN = [
    *[("line-strong", ground) for ground in GROUNDS],
    *[("focus", ground) for ground in GROUNDS + SOFT],
    ("sun", "night"),
]


@pytest.mark.parametrize(("ink", "ground"), READ)
def test_words_are_readable_by_day_and_by_night(ink, ground):
    for one, other in zip(TOKENS[ink], TOKENS[ground], strict=True):
        assert contrast(one, other) >= AA


@pytest.mark.parametrize(("line", "ground"), SEEN)
def test_edges_of_fields_and_focus_are_seen_by_day_and_by_night(line, ground):
    for one, other in zip(TOKENS[line], TOKENS[ground], strict=True):
        assert contrast(one, other) >= 3  # WCAG 2.2, 1.4.11


@pytest.mark.parametrize("accent", ["#ffe600", "#ffffff", "#000000", "#b3432c", "#7a7a7a"])
def test_any_colour_of_the_place_becomes_readable(accent):
    ours = tokens(accent)
    for scheme in (0, 1):
        shade, on = ours["accent"][scheme], ours["on-accent"][scheme]
        for ground in [TOKENS[name][scheme] for name in GROUNDS] + [ours["accent-soft"][scheme]]:
            assert contrast(shade, ground) >= AA
        assert contrast(on, shade) >= AA
        assert contrast(TOKENS["ink"][scheme], ours["accent-soft"][scheme]) >= AA


def test_a_readable_colour_is_kept_as_it_is():
    assert tokens("#8c2f39")["accent"][0] == "#8c2f39"


def test_the_colour_of_the_place_is_a_style_sheet_for_ever(client):
    response = client.get("/couleurs/8c2f39.css")
    assert response["Content-Type"] == "text/css"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.content.decode().startswith(":root{--accent:light-dark(#8c2f39,")


# Weight

BUDGET = {"css/main.css": 15_000, "js/main.js": 3_000, "icons/sprite.svg": 4_000}  # bytes, gzipped


@pytest.mark.parametrize(("name", "limit"), BUDGET.items())
def test_each_file_of_the_first_view_keeps_to_its_budget(name, limit):
    with open(finders.find(name), "rb") as file:
        assert len(gzip.compress(file.read())) <= limit


def test_the_typeface_is_one_light_file_with_its_licence():
    fonts = settings.BASE_DIR / "colibris" / "static" / "fonts"
    (font,) = fonts.glob("*.woff2")
    assert font.stat().st_size <= 40_000
    assert "SIL OPEN FONT LICENSE" in (fonts / f"{font.stem}-LICENSE.txt").read_text()
