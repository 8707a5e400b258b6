"""The words a text attributes to a citation."""

from __future__ import annotations

from collections.abc import Sequence

from citecheck.model import Citation


def attach_claims(text: str, citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """The citations, each with its claim where the text gives one."""
    return tuple(citations)
