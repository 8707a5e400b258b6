"""What a request may cost before it is refused, cut off or killed."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, times in seconds. All requests together take at most `bodies` of memory while they wait."""

    body: int = 20 * MEGABYTE  # of one request
    bodies: int = 160 * MEGABYTE  # of all requests that are received, wait or are worked on
    requests: int = 64  # that are received, wait or are worked on at once; the next is told to come back
    connections: int = 512  # open at once; the next is closed
    quiet: float = 10.0  # between two pieces of a request, its headers being one
    request: float = 120.0  # from a request's first line to the last byte of its answer
    work: float = 60.0  # of a worker on one request: then it is killed
    document: float = 10.0  # processor time for one document: what is left then is counted in `not_checked`
    address_space: int = 3 << 30  # of a worker
    kept: int = 768 * MEGABYTE  # a worker that has ever held more is replaced after its answer
    retry_after: int = 2  # seconds, told to whoever is refused because all are busy
