"""What Linux tells in /proc of processes that a test started."""

from __future__ import annotations

from pathlib import Path


def descendants(process: int) -> list[int]:
    """The processes that `process` started, and those that they started."""
    try:
        children = [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []
    return [found for child in children for found in (child, *descendants(child))]


def lives(process: int) -> bool:
    """Whether it runs: one that ended and was not fetched by its parent does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def peak(process: int) -> float:
    """The most memory that it ever held, in megabytes (of a million bytes); 0 when it has ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) * 1024 / 1e6
    except (OSError, IndexError):
        return 0.0
