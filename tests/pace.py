"""Processor time as a proportion, which a slow machine keeps as well as a fast one.

What is dear is dear each time; what else a machine does comes and goes. So the best of some attempts counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable

ATTEMPTS = 5
UNIT = 250_000  # numbers to add up: some 5 ms


def cheap(work: Callable[[], object], most: float) -> bool:
    """Whether `work` takes this machine less than `most` times as long as to add up so many numbers."""
    return any(_seconds(work) < most * min(_seconds(_add_up) for _ in range(3)) for _ in range(ATTEMPTS))


def in_proportion(seconds: Callable[[int], float], size: int, *, least: float) -> bool:
    """Whether a text four times as long as `size` takes less than ten times as long: sixteen would be quadratic.

    Of a text that takes less than `least` seconds it is told as if it took that.
    """
    return any(
        min(seconds(4 * size) for _ in range(2)) < 4 * 2.5 * max(least, min(seconds(size) for _ in range(3)))
        for _ in range(ATTEMPTS)
    )


def _seconds(work: Callable[[], object]) -> float:
    begun = time.thread_time()
    work()
    return time.thread_time() - begun


def _add_up() -> int:
    return sum(range(UNIT))
