"""A name for a finding that stays the same while the text around it changes: what baselines and SARIF compare.

It is made of what the text says (file, title, article, pinpoint; for a verdict on a claim its words too) and of the
verdict; not of the line, the offset, the language of the report or the law's words, all of which change without the
finding being new.
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterable, Iterator

from citecheck.model import Checked, DocumentReport, Verdict

KEY = "citecheck/v1"
"""What these fingerprints are called where others may stand beside them; another rule takes another number."""


_ABOUT_CLAIM = (Verdict.MISQUOTED, Verdict.CONTRADICTED, Verdict.UNSUPPORTED)


def fingerprints(report: DocumentReport) -> Iterator[tuple[Checked, tuple[str, ...]]]:
    """Each citation with the fingerprint of each of its findings, in order.

    Citations of one document that say the same are told apart by their number among their equals, which counts those
    without findings too: leaving a finding out of a report does not rename the others.
    """
    path = report.document.path
    if not path or "/" in path or "\\" in path:
        path = posixpath.normpath(path.replace("\\", "/"))
    codes = [finding.code for one in report.checked for finding in one.findings]
    if not codes:
        yield from ((one, ()) for one in report.checked)
        return
    places = _numbered(map(_place, report.checked))
    claimed = _numbered(map(_claimed, report.checked)) if any(code in _ABOUT_CLAIM for code in codes) else places
    for one, of_place, of_claim in zip(report.checked, places, claimed, strict=True):
        said = [of_claim if finding.code in _ABOUT_CLAIM else of_place for finding in one.findings]
        yield one, tuple(_digest(path, *words, finding.code) for words, finding in zip(said, one.findings, strict=True))


def _numbered(said: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Each with its number among its equals behind it."""
    met: dict[tuple[str, ...], int] = {}
    numbered = []
    for words in said:
        met[words] = number = met.get(words, 0) + 1
        numbered.append((*words, str(number)))
    return numbered


def _place(checked: Checked) -> tuple[str, ...]:
    citation = checked.citation
    pinpoint, numbers = citation.pinpoint, "//"
    if pinpoint:
        numbers = f"{pinpoint.paragraph or ''}/{pinpoint.subparagraph or ''}/{pinpoint.point or ''}"
    number = citation.article or citation.misnumbered or ""
    return (citation.title_key or citation.cited_title or "", str(number), numbers)


def _claimed(checked: Checked) -> tuple[str, ...]:
    claim = checked.citation.claim
    return (*_place(checked), "".join(claim.text.split()) if claim else "")


def _digest(*words: str) -> str:
    content = "\0".join(words).encode("utf-8", "surrogatepass")
    return hashlib.sha256(content).hexdigest()[:32]
