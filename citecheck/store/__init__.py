"""The statute store: the only package that opens SQLite.

    with open_store() as store:              # builds it on first use
        (match,) = store.find(title_key("民法典"))
        store.versions(match.statute.id)

`StatuteStore` reads, `build_store` replaces the store in one step, `verify_store` says what is wrong with a file.
"""

from __future__ import annotations

from pathlib import Path

from citecheck.store.opening import BuildStep, Progress, Sources, build_store, open_store
from citecheck.store.reader import Disagreement, StatuteStore, StoreInfo

__all__ = [
    "BuildStep",
    "Disagreement",
    "Progress",
    "Sources",
    "StatuteStore",
    "StoreInfo",
    "build_store",
    "open_store",
    "verify_store",
]


def verify_store(path: Path) -> list[str]:
    """What is wrong with the store in the file `path`, a sentence each; [] when it is whole."""
    from citecheck.store import verify  # brings the writer of texts and its parser: 40 ms that a check can do without

    return [str(problem) for problem in verify.store_problems(path)]
