"""Sets one PDF and ends: `python typesetting.py template.typ < data.json > document.pdf`.

A process of its own, because typst keeps the memory it took. It imports nothing of the site, so
that it starts in a few milliseconds. The data is read by the template with `sys.inputs.data`: what
people typed is never part of a program.
"""

import re
import sys
from pathlib import Path

import typst

UNKNOWN_LETTER = re.compile(r'the text `"(.+?)"` could not be displayed')


def main(template: Path, data: str) -> bytes:
    try:
        return _set(template, data)
    except typst.TypstError as error:
        # PDF/UA wants every letter to be drawn: those of no font here become « ? ».
        unknown = set("".join(UNKNOWN_LETTER.findall(str(error))))
        if not unknown:
            raise
    return main(template, "".join("?" if letter in unknown else letter for letter in data))


def _set(template: Path, data: str) -> bytes:
    return typst.compile(
        template, root=template.parent, pdf_standards="ua-1", sys_inputs={"data": data}
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(main(Path(sys.argv[1]), sys.stdin.buffer.read().decode()))
