"""Pictures, documents and sounds of the demo content, made when they are missing."""

import io
import math
import struct
import wave

import typst
from django.core.files.base import ContentFile

from colibris.demo import pictures
from files.models import Document, Picture

RATE = 8000  # samples a second


def picture(name, title):
    """The picture drawn for `name`; decorative."""
    known = Picture.objects.filter(title=f"Illustration – {title}"[:255]).first()
    if known:
        return known
    file = ContentFile(pictures.draw(name), name=f"{name.lower()}.jpg")
    return Picture.objects.create(
        title=f"Illustration – {title}"[:255],
        file=file,
        width=pictures.WIDTH,
        height=pictures.HEIGHT,
        credit="Dessin du projet",
    )


LEAFLET = """
#set document(title: sys.inputs.title, author: sys.inputs.author)
#set page(paper: "a4", margin: 2.5cm)
#set text(lang: "fr", size: 12pt)
#set par(leading: 0.8em)
= #sys.inputs.title
#v(1em)
#text(size: 14pt, sys.inputs.summary)
#v(1em)
Ce document est un exemple, écrit pour la démonstration. Il montre comment une fiche se lit à
l’écran, se télécharge et s’imprime.
#v(1fr)
#text(size: 10pt)[#sys.inputs.author – #sys.inputs.licence]
"""


def leaflet(row):
    """A one-page tagged PDF that says what the resource says."""
    words = {name: row[name] for name in ("title", "author", "summary", "licence")}
    return _document(
        row["title"],
        f"{row['id'].lower()}.pdf",
        lambda: typst.compile(LEAFLET.encode(), format="pdf", sys_inputs=words),
    )


def tune(row):
    """Four seconds of a music box."""
    return _document(f"Extrait – {row['title']}", f"{row['id'].lower()}.wav", _music_box)


def _document(title, name, make):
    known = Document.objects.filter(title=title).first()
    return known or Document.objects.create(title=title, file=ContentFile(make(), name=name))


def _music_box():
    notes = [523.25, 659.25, 783.99, 659.25, 587.33, 698.46, 880.0, 783.99]  # hertz
    length = RATE // 2
    samples = bytearray()
    for hertz in notes:
        for n in range(length):
            fade = math.exp(-5 * n / length)
            samples += struct.pack(
                "<h", int(9000 * fade * math.sin(2 * math.pi * hertz * n / RATE))
            )
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(bytes(samples))
    return buffer.getvalue()
