"""QR codes, drawn here: nobody else is told what they say."""

from io import BytesIO

import segno


def qr(text: str) -> str:
    """An SVG, dark on light whatever the colours of the page."""
    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, scale=4, light="#fff", omitsize=True, svgclass="qr"
    )
    return drawn.getvalue().decode()
