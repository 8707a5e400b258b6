"""The body of a page in a crawl archive, without the codings in which it was sent: chunks, gzip, deflate, brotli."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from typing import cast

from citecheck.read.parts import MAX_BYTES


def decoded(data: bytes, header: Callable[[str], str | None]) -> bytes:
    """The body as its sender had it: what is wrong with one is the matter of one page. At most one byte more than is
    read of a document.

    warcio would do it, but gives up the archive over a page that is not coded as it says, knows fewer names, and holds
    a chunk of any size.
    """
    codings = [name.strip() for name in (header("Content-Encoding") or "").lower().split(",")]
    transfer = [name.strip() for name in (header("Transfer-Encoding") or "").lower().split(",")]
    if "chunked" in transfer:
        data = _unchunked(data)
    for name in reversed([*codings, *transfer]):
        data = _inflated(data, name)
    return data


_CHUNK = re.compile(rb"(?:\r?\n)?[ \t]{0,8}([0-9a-fA-F]{1,8})[ \t]{0,8}(?:;[^\n]{0,200})?\r?\n")


def _unchunked(data: bytes) -> bytes:
    """The chunks put together; what is not in chunks, though it is said to be, as it is."""
    parts: list[bytes] = []
    place = 0
    while found := _CHUNK.match(data, place):
        size = int(found[1], 16)
        if not size:
            return b"".join(parts)
        place = found.end() + size
        parts.append(data[found.end() : place])
    return b"".join(parts) if parts else data


def _inflated(data: bytes, coding: str) -> bytes:
    """What the data unpack to, up to where they are damaged; as they are when they are not packed so, or nobody can."""
    inflate: Callable[[bytes, int], bytes]
    match coding:
        case "gzip" | "x-gzip" if data.startswith(b"\x1f\x8b"):
            inflate = zlib.decompressobj(zlib.MAX_WBITS + 16).decompress
        case "deflate":  # with a head (RFC 1950) or, by a misunderstanding as old as the word, without one
            headed = data[:1] and data[0] & 15 == 8 and int.from_bytes(data[:2], "big") % 31 == 0
            inflate = zlib.decompressobj(zlib.MAX_WBITS if headed else -zlib.MAX_WBITS).decompress
        case "br":
            try:
                import brotli  # type: ignore[import-untyped,import-not-found,unused-ignore]
            except ImportError:
                return data
            process = brotli.Decompressor().process

            def inflate(part: bytes, most: int) -> bytes:
                return cast("bytes", process(part, output_buffer_limit=most))
        case _:
            return data
    parts: list[bytes] = []
    size = 0
    try:
        for start in range(0, len(data), 1 << 14):
            parts.append(inflate(data[start : start + (1 << 14)], MAX_BYTES + 1 - size))
            size += len(parts[-1])
            if size > MAX_BYTES:
                break
    except Exception:  # each of them has errors of its own
        pass
    return b"".join(parts) or data
