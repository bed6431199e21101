"""Pictures for the demo content, drawn here: landscapes, fruit, toys, books; nobody in them.

A scene is drawn at twice its size and reduced, which smooths its edges. The same name always gives
the same picture.
"""

import io
import math
import random
from collections.abc import Callable

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1200, 800  # pixels
W, H = WIDTH * 2, HEIGHT * 2

PALETTES = [  # sky or wall, far, middle, near, light, spot
    ("#fdf1dc", "#f4c58f", "#e08e6d", "#b9524f", "#fff9ec", "#2f6d6a"),
    ("#dff0ee", "#9ccfca", "#4e9f9b", "#1f5f66", "#fffdf5", "#f2a65a"),
    ("#fbe9e4", "#f2b5a4", "#d9776b", "#8d3f4d", "#fff6ef", "#e9b949"),
    ("#eef3dc", "#c7d69a", "#87a763", "#476b45", "#fffdf0", "#e77f5b"),
    ("#e9e8f6", "#bdbce3", "#7f86c4", "#454f8f", "#fdfaf3", "#f0b45c"),
    ("#fff4d6", "#f7d27c", "#e8a33d", "#a8602a", "#fffaf0", "#3d7f8c"),
]

Ink = tuple[str, str, str, str, str, str]
Scene = Callable[[ImageDraw.ImageDraw, random.Random, Ink], None]


def draw(name: str) -> bytes:
    """A JPEG of 1200 × 800 pixels."""
    rng = random.Random(name)  # noqa: S311 (a drawing, not a secret)
    scene, ink = rng.choice(SCENES), rng.choice(PALETTES)
    picture = Image.new("RGB", (W, H), ink[0])
    scene(ImageDraw.Draw(picture), rng, ink)
    buffer = io.BytesIO()
    picture.resize((WIDTH, HEIGHT), Image.Resampling.BOX).save(buffer, "JPEG", quality=84)
    return buffer.getvalue()


def _disc(pen, x, y, radius, fill):
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)


def _ridge(pen, rng, height, swing, fill):
    """A hill line from the left edge to the right one, filled down to the bottom."""
    phase, waves = rng.uniform(0, 6), rng.uniform(1.2, 2.6)
    line = [
        (x, H * height + math.sin(phase + x / W * waves * math.pi) * H * swing)
        for x in range(0, W + 40, 40)
    ]
    pen.polygon([*line, (W, H), (0, H)], fill=fill)


def _leaf(pen, x, y, length, angle, fill):
    """An almond from (x, y) towards `angle` (radians)."""
    along = [n / 12 for n in range(13)]
    sides = []
    for side in (1, -1):
        edge = [
            (
                x + math.cos(angle) * t * length - math.sin(angle) * side * width,
                y + math.sin(angle) * t * length + math.cos(angle) * side * width,
            )
            for t in along
            for width in [math.sin(t * math.pi) * length * 0.22]
        ]
        sides += edge if side == 1 else edge[::-1]
    pen.polygon(sides, fill=fill)


def sea(pen, rng, ink):
    """The sun over the bay, a few sails."""
    _, far, middle, near, light, spot = ink
    _disc(pen, rng.uniform(0.25, 0.75) * W, H * 0.36, H * 0.16, light)
    _ridge(pen, rng, 0.52, 0.05, far)
    pen.rectangle((0, H * 0.6, W, H), fill=middle)
    for row in range(7):
        y = H * (0.64 + row * 0.05)
        for x in range(-200, W, 420):
            start = x + row * 130 % 420
            pen.arc((start, y, start + 260, y + 70), 200, 340, fill=light, width=9)
    for _ in range(rng.randint(1, 3)):
        x, y, size = rng.uniform(0.15, 0.85) * W, H * 0.68, rng.uniform(150, 280)
        pen.polygon([(x, y), (x, y - size * 1.5), (x + size, y)], fill=light)
        pen.polygon([(x - 18, y), (x - 18, y - size * 1.2), (x - size * 0.6, y)], fill=spot)
        pen.chord((x - size * 0.8, y - 60, x + size * 1.1, y + 90), 0, 180, fill=near)


def hills(pen, rng, ink):
    """Hills, cypresses and a few houses."""
    _, far, middle, near, light, spot = ink
    _disc(pen, rng.uniform(0.2, 0.8) * W, H * 0.25, H * 0.11, light)
    _ridge(pen, rng, 0.5, 0.09, far)
    _ridge(pen, rng, 0.64, 0.07, middle)
    for _ in range(rng.randint(3, 6)):
        x, y, size = rng.uniform(0.1, 0.85) * W, rng.uniform(0.66, 0.74) * H, rng.uniform(110, 190)
        pen.rectangle((x, y, x + size, y + size * 1.4), fill=light)
        pen.polygon([(x - 25, y), (x + size / 2, y - size * 0.6), (x + size + 25, y)], fill=spot)
    _ridge(pen, rng, 0.83, 0.04, near)
    for _ in range(rng.randint(3, 6)):
        x, height = rng.uniform(0.05, 0.95) * W, rng.uniform(0.18, 0.34) * H
        pen.ellipse((x - 45, H * 0.86 - height, x + 45, H * 0.9), fill=near)


def citrus(pen, rng, ink):
    """A branch with fruit."""
    _, far, _, near, light, spot = ink
    _disc(pen, W * 0.72, H * 0.3, H * 0.42, far)
    for n in range(9):
        x, y = W * (0.05 + n * 0.105), H * (0.34 + 0.05 * math.sin(n))
        for turn in (-1.0, 0.9):
            _leaf(pen, x, y, rng.uniform(260, 380), turn + rng.uniform(-0.3, 0.3), near)
    pen.line([(W * n / 10, H * (0.34 + 0.05 * math.sin(n - 0.5))) for n in range(11)], near, 22)
    for n in range(rng.randint(4, 6)):
        x, y = W * (0.12 + n * 0.17), H * rng.uniform(0.55, 0.75)
        pen.line((x, y - 260, x, y), fill=near, width=12)
        _disc(pen, x, y, 150, spot)
        _disc(pen, x - 48, y - 52, 34, light)


def blocks(pen, rng, ink):
    """Wooden blocks, stacked."""
    _, far, middle, near, light, spot = ink
    pen.rectangle((0, H * 0.8, W, H), fill=far)
    colours = [middle, near, light, spot]
    for column in range(7):
        x, y = W * (0.04 + column * 0.135), H * 0.8
        for _ in range(rng.randint(1, 3)):
            size, fill, shape = 260, rng.choice(colours), rng.randrange(4)
            box = (x, y - size, x + size, y)
            if shape == 0:
                pen.rounded_rectangle(box, 26, fill=fill)
                _disc(pen, x + size / 2, y - size / 2, size * 0.24, far)
            elif shape == 1:
                pen.rounded_rectangle(box, 26, fill=fill)
            elif shape == 2:
                pen.pieslice((x, y - size, x + size, y + size), 180, 360, fill=fill)
            else:
                pen.polygon([(x, y), (x + size / 2, y - size), (x + size, y)], fill=fill)
                break
            y -= size + 6


def books(pen, rng, ink):
    """A shelf of books."""
    _, far, middle, near, light, spot = ink
    colours = [far, middle, near, light, spot]
    for shelf in (0.47, 0.93):
        x = W * 0.06
        while x < W * 0.9:
            width, height = rng.uniform(70, 150), rng.uniform(0.24, 0.36) * H
            fill = rng.choice(colours)
            lean = rng.choice([0, 0, 0, 70])
            foot, top = H * shelf, H * shelf - height
            pen.polygon(
                [(x, foot), (x + lean, top), (x + lean + width, top), (x + width, foot)], fill=fill
            )
            x += width + lean + rng.choice([4, 4, 60])
        pen.rectangle((W * 0.03, H * shelf, W * 0.97, H * shelf + 26), fill=spot)


def leaves(pen, rng, ink):
    """A garden seen from close by."""
    _, far, middle, near, light, spot = ink
    for fill, count, length in ((far, 9, 900), (middle, 8, 700), (near, 8, 520)):
        for n in range(count):
            x = W * (n + rng.uniform(0, 1)) / count
            _leaf(
                pen, x, H + 60, length * rng.uniform(0.8, 1.3), -1.57 + rng.uniform(-0.5, 0.5), fill
            )
    for _ in range(rng.randint(3, 6)):
        x, y = rng.uniform(0.1, 0.9) * W, rng.uniform(0.15, 0.6) * H
        for petal in range(6):
            _leaf(pen, x, y, 130, petal * math.pi / 3, light)
        _disc(pen, x, y, 34, spot)


def kites(pen, rng, ink):
    """Kites over a beach."""
    _, far, middle, near, light, spot = ink
    _ridge(pen, rng, 0.86, 0.03, far)
    colours = [middle, near, light, spot]
    for n in range(rng.randint(3, 5)):
        x, y, size = W * (0.14 + n * 0.19), H * rng.uniform(0.18, 0.5), rng.uniform(150, 260)
        tail = [(x + math.sin(t / 2) * 60 - t * 12, y + size + t * 48) for t in range(12)]
        pen.line(tail, fill=near, width=9)
        left, right = rng.sample(colours, 2)
        pen.polygon([(x, y - size), (x - size * 0.7, y), (x, y + size)], fill=left)
        pen.polygon([(x, y - size), (x + size * 0.7, y), (x, y + size)], fill=right)


def tiles(pen, rng, ink):
    """A tiled floor."""
    side, turns = 400, rng.randrange(4)
    for row in range(4):
        for column in range(6):
            x, y = column * side, row * side
            fill, shape, other = rng.sample(ink[1:], 3)
            pen.rectangle((x, y, x + side, y + side), fill=fill)
            corner = (turns + row + column) % 4
            cx, cy = x + side * (corner % 2), y + side * (corner // 2)
            inside = (row + column) % 2 == 0
            if inside:
                _disc(pen, x + side / 2, y + side / 2, side * 0.34, shape)
                _disc(pen, x + side / 2, y + side / 2, side * 0.16, other)
            else:
                quarter = (cx - side, cy - side, cx + side, cy + side)
                start = {0: 0, 1: 90, 2: 270, 3: 180}[corner]
                pen.pieslice(quarter, start, start + 90, fill=shape)


SCENES: list[Scene] = [sea, hills, citrus, blocks, books, leaves, kites, tiles]
