"""A name for a finding that stays the same while the text around it changes: what baselines and SARIF compare.

It is made of what the text says (file, title, article, pinpoint; for a verdict on a claim its words too) and of the
verdict; not of the line, the offset, the language of the report or the law's words, all of which change without the
finding being new.
"""

from __future__ import annotations

import hashlib
import posixpath
from collections import Counter
from collections.abc import Iterator

from citecheck.model import Checked, Citation, DocumentReport, Verdict

KEY = "citecheck/v1"
"""What these fingerprints are called where others may stand beside them; another rule takes another number."""


_ABOUT_CLAIM = frozenset((Verdict.MISQUOTED, Verdict.CONTRADICTED, Verdict.UNSUPPORTED))


def fingerprints(report: DocumentReport) -> Iterator[tuple[Checked, tuple[str, ...]]]:
    """Each citation with the fingerprint of each of its findings, in order.

    Citations of one document that say the same are told apart by their number among their equals, which counts those
    without findings too: leaving a finding out of a report does not rename the others.
    """
    path = posixpath.normpath(report.document.path.replace("\\", "/"))
    met: Counter[tuple[str, ...]] = Counter()
    for one in report.checked:
        place = _place(one.citation)
        claimed = (*place, "".join(one.citation.claim.text.split()) if one.citation.claim else "")
        met.update((place, claimed))
        said = [claimed if finding.code in _ABOUT_CLAIM else place for finding in one.findings]
        yield (
            one,
            tuple(
                _digest(path, *words, str(met[words]), str(finding.code))
                for words, finding in zip(said, one.findings, strict=True)
            ),
        )


def _place(citation: Citation) -> tuple[str, ...]:
    pinpoint = citation.pinpoint
    return (
        citation.title_key or citation.cited_title or "",
        str(citation.article or ""),
        "/".join(str(number or "") for number in (pinpoint.paragraph, pinpoint.subparagraph, pinpoint.point)),
    )


def _digest(*words: str) -> str:
    content = "\0".join(words).encode("utf-8", "surrogatepass")
    return hashlib.sha256(content).hexdigest()[:32]
