"""A name for a finding that stays the same while the text around it changes: what baselines and SARIF compare.

It is made of what the text says (file, title, article, pinpoint; for a verdict on a claim its words too) and of the
verdict; not of the line, the offset, the language of the report or the law's words, all of which change without the
finding being new.
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterator

from citecheck.model import Checked, Citation, Claim, DocumentReport, Verdict

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
    codes = {finding.code for one in report.checked for finding in one.findings}
    of_claims = not codes.isdisjoint(_ABOUT_CLAIM)
    places: dict[_Said, int] = {}
    claimed: dict[_Said, int] = {}
    for one in report.checked:
        place = _place(one.resolved.citation)
        places[place] = number = places.get(place, 0) + 1
        claim, number_of_claim = place, number
        if of_claims:
            claim = (*place, _words(one.resolved.citation.claim))
            claimed[claim] = number_of_claim = claimed.get(claim, 0) + 1
        yield (
            one,
            tuple(
                _digest(path, *claim, str(number_of_claim), finding.code)
                if finding.code in _ABOUT_CLAIM
                else _digest(path, *place, str(number), finding.code)
                for finding in one.findings
            )
            if one.findings
            else (),
        )


_Said = tuple[str, ...]


def _place(citation: Citation) -> _Said:
    """The title, the article and the pinpoint that the text names."""
    pinpoint, numbers = citation.pinpoint, "//"
    if pinpoint:
        numbers = f"{pinpoint.paragraph or ''}/{pinpoint.subparagraph or ''}/{pinpoint.point or ''}"
    number = citation.article or citation.misnumbered or ""
    return (citation.title_key or citation.cited_title or "", str(number), numbers)


def _words(claim: Claim | None) -> str:
    return "".join(claim.text.split()) if claim else ""


def _digest(*words: str) -> str:
    content = "\0".join(words).encode("utf-8", "surrogatepass")
    return hashlib.sha256(content).hexdigest()[:32]
