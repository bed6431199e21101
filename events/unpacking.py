"""A calendar’s file, whatever program wrote it: bytes in, lines out, unfolded.

Plain Python. Nothing is unpacked beyond a limit, and what cannot be opened is said in a sentence.
"""

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator

LIMIT = 5_000_000  # bytes, once unpacked: some 5,000 wordy events

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class Unreadable(Exception):
    """Nothing can be made of these bytes; its text is the sentence to show."""


def lines(data: bytes) -> Iterator[str]:
    """Each line of the calendars that these bytes hold, without what cannot be printed."""
    for line in _decode(_unpack(data)).split("\n"):
        if line.strip():
            yield CONTROLS.sub("", line.strip("\ufeff\x00 \t"))


def _unpack(data: bytes) -> bytes:
    """Google gives a .zip of calendars. Nothing is unpacked beyond the limit, whatever it says."""
    try:
        if data.startswith(b"PK\x03\x04"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                names = [name for name in archive.namelist() if name.lower().endswith(".ics")]
                unpacked = b"\n".join(_limited(archive.open(name)) for name in names[:20])
        elif data.startswith(b"\x1f\x8b"):
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as archive:
                unpacked = _limited(archive)
        else:
            unpacked = data
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError):
        raise Unreadable("Ce fichier compressé est abîmé : il ne s’ouvre pas.") from None
    if len(unpacked) > LIMIT:
        raise Unreadable("Ce fichier est trop gros : 5 Mo au plus.")
    return unpacked


def _limited(file) -> bytes:
    with file:
        return file.read(LIMIT + 1)


def _decode(data: bytes) -> str:
    """UTF-8, as the standard says; otherwise what old programs write."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return _unfold(data[2:].decode(encoding, "replace"))
    # Unfolded as bytes: some programs fold in the middle of a character.
    data = re.sub(rb"\r\n?", b"\n", data.removeprefix(b"\xef\xbb\xbf"))
    data = re.sub(rb"\n[ \t]", b"", data)
    text = data.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    if lost and lost >= sum(character > "\x7f" for character in text) - lost:
        return data.decode("cp1252", "replace")
    return text


def _unfold(text: str) -> str:
    return re.sub(r"\n[ \t]", "", re.sub(r"\r\n?", "\n", text))
