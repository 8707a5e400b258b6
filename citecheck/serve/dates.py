"""Days as people and programs write them to the server."""

from __future__ import annotations

from datetime import date

from citecheck.serve.refusal import Refusal


def day_of(written: object, code: str) -> date:
    """A day written 2024-05-31. Raises Refusal of that code."""
    try:
        if isinstance(written, str) and len(written) == 10:
            return date.fromisoformat(written)
    except ValueError:
        pass
    raise Refusal(code)
