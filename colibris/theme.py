"""The place's own colour, made readable on both schemes, as custom properties."""

import colorsys

# What the accent stands on, per scheme: paper, surface and sunken of css/main.css.
LIGHT = ["#faf6ee", "#fffdf8", "#f1eadd"]
DARK = ["#0e1c22", "#152830", "#0a151a"]
AA = 4.5  # WCAG 2.2, 1.4.3


def channels(colour):
    return [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]


def luminance(colour):
    """Relative luminance, by the formula of WCAG 2.2."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """
    >>> contrast("#000000", "#ffffff")
    21.0
    """
    light, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


def hexadecimal(rgb):
    return "#" + "".join(f"{round(c * 255):02x}" for c in rgb)


def mix(colour, ground, part):
    pairs = zip(channels(colour), channels(ground), strict=True)
    return hexadecimal([c * part + g * (1 - part) for c, g in pairs])


def readable(colour, grounds, towards):
    """The colour, taken towards black (0) or white (1) until it can be read on each ground."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*channels(colour))
    for step in range(101):
        tried = lightness + (towards - lightness) * step / 100
        shade = hexadecimal(colorsys.hls_to_rgb(hue, tried, saturation))
        if all(contrast(shade, ground) >= AA for ground in grounds):
            return shade
    raise ValueError(f"{colour} cannot be read on {grounds}")  # pragma: no cover


def tokens(accent):
    """The custom properties that replace those of css/main.css."""
    light_soft, dark_soft = mix(accent, LIGHT[0], 0.14), mix(accent, DARK[0], 0.25)
    light = readable(accent, [*LIGHT, light_soft, "#ffffff"], towards=0)
    dark = readable(accent, [*DARK, dark_soft], towards=1)
    return {
        "accent": (light, dark),
        "accent-soft": (light_soft, dark_soft),
        "on-accent": ("#ffffff", readable(dark, [dark], towards=0)),
    }


def stylesheet(accent):
    lines = [
        f"--{name}:light-dark({light},{dark})" for name, (light, dark) in tokens(accent).items()
    ]
    return ":root{" + ";".join(lines) + "}"
