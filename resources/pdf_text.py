"""The text of a PDF, read by a process of its own: PDF on its input, text on its output.

A file from elsewhere may be endless, or made to be: what reads it has little memory and little
time, and falls alone. Plain Python, no Django.
"""

import io
import logging
import re
import resource
import subprocess
import sys

import pypdf

PAGES = 300  # read, no more
CHARACTERS = 100_000  # kept, no more
SECONDS = 60
MEMORY = 1024**3  # octets
_BROKEN = re.compile(r"(?<=[^\W\d_])(?:-|\u00ad|\u2010)\n(?=[^\W\d_])")


class Unreadable(Exception):
    """Broken, locked, or too long to read."""


def text_of(pdf: bytes) -> str:
    """What the PDF says; nothing when its pages are pictures."""
    try:
        run = subprocess.run(  # noqa: S603 (this very module; the file is data)
            [sys.executable, "-m", __name__],
            input=pdf,
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
    except subprocess.SubprocessError as error:
        raise Unreadable from error
    return run.stdout.decode()


def extract(pdf: bytes) -> str:
    found: list[str] = []
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages[:PAGES]:
        found.append(page.extract_text())
        if sum(map(len, found)) > CHARACTERS:
            break
    return joined("\n".join(found))[:CHARACTERS]


def joined(text: str) -> str:
    """Words cut at the end of a line are whole again, and lines follow one another.

    >>> joined("La motri-\\ncité libre\\n\\nse vit.")
    'La motricité libre se vit.'
    """
    return " ".join(_BROKEN.sub("", text.replace("\0", "")).split())


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    logging.disable()  # pypdf tells each oddity of each file
    text = extract(sys.stdin.buffer.read())
    sys.stdout.buffer.write(text.encode(errors="ignore"))
