"""What goes between the server and a worker: a JSON object and bytes, each with its length before it.

Nothing else is understood, so a worker that a hostile file took over can answer wrongly, and no more.
"""

from __future__ import annotations

import json
import struct
from typing import Any

_LENGTHS = struct.Struct(">II")
LEAD = _LENGTHS.size
"""So many bytes say how long what follows is."""


def packed(head: dict[str, Any], body: bytes = b"") -> bytes:
    """One message."""
    words = json.dumps(head).encode()
    return b"".join((_LENGTHS.pack(len(words), len(body)), words, body))


def lengths(lead: bytes) -> tuple[int, int]:
    """How long the object and the bytes of the message are that begins with `lead`."""
    head, body = _LENGTHS.unpack(lead)
    return head, body


def head_of(words: bytes) -> dict[str, Any]:
    """The object. Raises ValueError when it is none."""
    head = json.loads(words)
    if not isinstance(head, dict):
        raise ValueError("not an object")
    return head
