"""citecheck: which citations of Chinese law in a text to distrust.

    >>> from datetime import date
    >>> report = citecheck.check("根据《合同法》第八条，……", as_of=date(2026, 1, 1))
    >>> [checked.verdict for checked in report.checked]
    ['repealed']

`check` is for one text; a `Checker` is reused across documents and threads. Importing this package builds nothing.
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Any

from citecheck.errors import CitecheckError
from citecheck.model import Check, Document, DocumentReport, Verdict

if TYPE_CHECKING:
    from citecheck.checker import Checker

__version__ = "0.1.0"
__all__ = ["Check", "Checker", "CitecheckError", "Document", "DocumentReport", "Verdict", "__version__", "check"]


def check(text: str, *, as_of: date, path: str = "-") -> DocumentReport:
    """The report on one text, judged by the law of `as_of`, with the default store (built on first use).

    Offsets in it count code points of `text`, end exclusive. Raises StoreError when the store cannot be opened.
    """
    from citecheck.checker import Checker

    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Checker(as_of=as_of).check(Document(path, text, digest))


def __getattr__(name: str) -> Any:  # Checker brings the store with it; importing us must not
    if name == "Checker":
        from citecheck.checker import Checker

        return Checker
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
