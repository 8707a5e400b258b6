"""Markdown: the text as it is, markup included, so that an offset is a place in the file the author edits."""

from __future__ import annotations

from citecheck.read import text
from citecheck.read.parts import Parts


def parts(data: bytes) -> Parts:
    """The decoded file, unchanged. Raises Refused as `text.parts` does."""
    return text.parts(data)
