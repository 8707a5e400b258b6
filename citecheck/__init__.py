"""citecheck: which citations of Chinese law in a text to distrust.

    >>> from datetime import date
    >>> report = citecheck.check("根据《合同法》第八条，……", as_of=date(2026, 1, 1))
    >>> report.verdicts()
    Counter({<Verdict.REPEALED: 'repealed'>: 1})

`check` is for one text; a `Checker` is reused across documents and threads. Importing this package builds nothing.
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Any

from citecheck.errors import CitecheckError
from citecheck.model import Check, Document, Verdict

if TYPE_CHECKING:
    from citecheck.checker import Checker
    from citecheck.report import Report

__version__ = "0.1.0"
__all__ = ["Check", "Checker", "CitecheckError", "Document", "Report", "Verdict", "__version__", "check"]


def check(text: str, *, as_of: date, semantic: bool = False) -> Report:
    """The report on one text, judged by the law of `as_of`, with the default store (built on first use).

    Offsets in it count code points of `text`, end exclusive. With `semantic` an embedding model has a say in doubtful
    claims. Raises StoreError when the store cannot be opened, UsageError when the extra `semantic` is not installed.
    """
    from citecheck.checker import Checker
    from citecheck.report import Report, StoreSummary

    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    checker = Checker(as_of=as_of, semantic=semantic)
    document = checker.check(Document("-", text, digest))
    return Report((document,), StoreSummary.of(checker.store.info()), as_of)


def __getattr__(name: str) -> Any:  # these bring the store and the wording with them; importing us must not
    if name == "Checker":
        from citecheck.checker import Checker

        return Checker
    if name == "Report":
        from citecheck.report import Report

        return Report
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
