"""PDF: the text layer, page after page.

Offsets count the text built here: the lines of each page as pypdf gives them, pages separated by a line break, with
a landmark at the start of each page. A scanned page has no text layer, and is not read.
"""

from __future__ import annotations

import io
import logging

from citecheck.model import Landmark
from citecheck.read.parts import MAX_CHARACTERS, MAX_PAGES, Parts, Refused


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
            text = page.extract_text()
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
    return Parts("\n".join(pages) + "\n", landmarks=tuple(landmarks))
