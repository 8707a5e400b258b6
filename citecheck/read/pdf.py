"""PDF: the text layer, page after page.

Offsets count the text built here: the lines of each page as pypdf gives them, but for lines that only the width of the
page ended, which are joined to the next; pages separated by a line break, with a landmark at the start of each. A
scanned page has no text layer, and is not read: `unread_pages` names it.
"""

from __future__ import annotations

import io
import logging
import re

from citecheck.model import Landmark
from citecheck.read.parts import MAX_CHARACTERS, MAX_PAGES, Parts, Refused

_FULL = 0.85  # share of the widest line of its page from which on a line is one that was full
_ENDED = tuple("。！？；：…”’」』.!?;:")
_BEGINS = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十百\d]{1,4}[）)、.．]|[•·●■◆○-]|[\u3000 ]{2})"
)  # an entry of a list


def parts(data: bytes) -> Parts:
    """The text of all pages. Raises Refused("pdf_damaged", "pdf_locked", "pdf_no_text", "too_large")."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it reports every blemish of a file that it can read
    pages: list[str] = []
    landmarks: list[Landmark] = []
    length = 0
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("pdf_locked")
        if len(reader.pages) > MAX_PAGES:
            raise Refused("too_large")
        for number, page in enumerate(reader.pages, 1):
            text = _joined(page.extract_text())
            landmarks.append(Landmark(length, "page", number))
            pages.append(text)
            length += len(text) + 1
            if length > MAX_CHARACTERS:
                raise Refused("too_large")
    except Refused:
        raise
    except Exception as error:  # a damaged file makes pypdf raise whatever its innards raise
        locked = type(error).__name__ in ("FileNotDecryptedError", "DependencyError", "WrongPasswordError")
        raise Refused("pdf_locked" if locked else "pdf_damaged") from error
    if not any(page.strip() for page in pages):
        raise Refused("pdf_no_text")
    unread = tuple(number for number, page in enumerate(pages, 1) if not page.strip())
    return Parts("\n".join(pages) + "\n", landmarks=tuple(landmarks), unread_pages=unread)


def _joined(page: str) -> str:
    """The text of a page with each full line, unless it ends a sentence or the next begins an entry of a list, joined
    to the next: a line that the margin ended is no end of what it says."""
    lines = page.split("\n")
    full = _FULL * max(map(_width, lines))
    out: list[str] = []
    for index, line in enumerate(lines):
        out.append(line)
        if index + 1 == len(lines):
            break
        then = lines[index + 1]
        if _width(line) < full or line.rstrip().endswith(_ENDED) or not then.strip() or _BEGINS.match(then):
            out.append("\n")
        elif line[-1].isascii() and then[0].isascii() and not line[-1].isspace():
            out.append(" ")
    return "".join(out)


def _width(line: str) -> int:
    """In half-widths: what is beyond the alphabets is as wide as two of their letters."""
    return len(line) + sum(char >= "\u2e80" for char in line)
