"""The statute store: the only package that opens SQLite.

    with open_store() as store:              # builds it on first use
        (match,) = store.find(title_key("民法典"))
        store.versions(match.statute.id)

`StatuteStore` reads, `build_store` replaces the store in one step, `verify_store` says what is wrong with a file.
"""

from citecheck.store.opening import BuildStep, Progress, Sources, build_store, open_store
from citecheck.store.reader import Disagreement, StatuteStore, StoreInfo
from citecheck.store.verify import verify_store

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
