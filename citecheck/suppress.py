"""Comments in a text by which its author takes findings out of the report: `<!-- citecheck: ignore[repealed] -->`.

A comment on a line with other words is about that line; one that stands alone is about the next line that is not
blank; `ignore-file[…]` is about the whole file, wherever it stands. `# citecheck: ignore[…]` is read the same way.
Verdicts must be named. Only plain text and Markdown can hold such comments, and they are counted in every report: a
text must not be able to clear itself unseen.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from citecheck.model import Checked, Document, DocumentReport, Media, Verdict
from citecheck.report.model import Lines, Notice, Report, left_with

_CODES = {str(verdict): verdict for verdict in Verdict if verdict is not Verdict.OK}
_MARK = "citecheck:"
_WORDS = rf"{_MARK}[ \t]*(ignore(?:-file)?)\b(?:\[([^\[\]\n]{{0,300}})\])?"
# A comment of HTML is at most so long: where a line of a megabyte opens many and closes none, each would be
# looked for to the end.
_COMMENT = re.compile(rf"<!--[ \t]*{_WORDS}.{{0,300}}?-->|(?:^|(?<=[ \t]))#[ \t]*[(\"']?{_WORDS}.*")
_LONGEST_WORD = 40  # of those shown and compared with the verdicts


@dataclass(frozen=True, slots=True)
class Suppression:
    """One comment: where it stands, the line it is about (None: the whole file), the verdicts it names, and the words
    in it that name none."""

    line: int  # from 1
    about: int | None
    codes: frozenset[Verdict]
    unknown: tuple[str, ...] = ()


def suppressions(text: str) -> Iterator[Suppression]:
    """Every comment to citecheck in a text, in order."""
    if _MARK not in text:
        return
    lines = text.split("\n")
    following = _following(bool(_COMMENT.sub("", line).strip()) for line in lines)
    for number, line in enumerate(lines, 1):
        if _MARK not in line:
            continue
        for match in _COMMENT.finditer(line):
            scope, named = match[1] or match[3], match[2] if match[1] else match[4]
            words = [word.strip() for word in (named or "").split(",") if word.strip()]
            yield Suppression(
                line=number,
                about=None if scope == "ignore-file" else following[number - 1],
                codes=frozenset(_CODES[word] for word in words if word in _CODES),
                unknown=tuple(word[:_LONGEST_WORD] for word in words if word not in _CODES),
            )


def comment_for(line: str, code: Verdict, media: Media) -> tuple[int, str]:
    """(column, words) to put into `line` so that a comment takes `code` out there: a new one at its end, in the form
    of its kind of text, or the name in a comment that stands there."""
    for match in _COMMENT.finditer(line):
        named = 2 if match[1] else 4
        if "ignore" in (match[1], match[3]) and match[named] is not None:
            return match.end(named), f", {code}" if match[named].strip() else str(code)
    written = line.rstrip()
    if media is not Media.MARKDOWN:
        return len(written), f" # {_MARK} ignore[{code}]"
    row = written.endswith("|") and written.count("|") > 1  # of a table
    broken = written.endswith("\\") and not written.endswith("\\\\")  # a backslash that breaks the line
    inside = len(written) - 1 if row or broken else len(written)
    return inside, f"{'' if row else ' '}<!-- {_MARK} ignore[{code}] -->"


def _following(worded: Iterable[bool]) -> list[int]:
    """For each line, the first from it on that has words of its own; the line itself where none follows."""
    following: list[int] = []
    found: int | None = None
    flags = list(worded)
    for number in range(len(flags), 0, -1):
        found = number if flags[number - 1] else found
        following.append(found or number)
    return following[::-1]


def suppress(report: Report, *, all_checks: bool = True) -> Report:
    """The report without the findings that comments take out: counted in `suppressed`, told about in `notices`.

    That a comment takes out nothing is told only when all checks were made: else it might with another.
    """
    left_out = Counter(report.suppressed)
    notices = list(report.notices)
    documents = []
    for one in report.documents:
        document = one.document
        if isinstance(document, Document) and document.media in (Media.TEXT, Media.MARKDOWN):
            comments = tuple(suppressions(document.text))
            if comments:
                one, used = _applied(one, Lines(document), comments, left_out)
                notices += _notices(document.path, comments, used, all_checks=all_checks)
        documents.append(one)
    return replace(report, documents=tuple(documents), suppressed=dict(left_out), notices=tuple(notices))


def _applied(
    report: DocumentReport, lines: Lines, comments: tuple[Suppression, ...], left_out: Counter[Verdict]
) -> tuple[DocumentReport, set[tuple[Suppression, Verdict]]]:
    """The document without what its comments take out, and which of their verdicts did."""
    used: set[tuple[Suppression, Verdict]] = set()
    by_line: dict[int | None, list[Suppression]] = {}
    for comment in comments:
        by_line.setdefault(comment.about, []).append(comment)

    def left(checked: Checked) -> Checked:
        span = checked.citation.span
        first, last = lines.place(span.start)[0], lines.place(max(span.start, span.end - 1))[0]
        here = [one for about in (None, *range(first, last + 1)) for one in by_line.get(about, ())]
        gone = frozenset(code for one in here for code in one.codes)
        for finding in checked.findings:
            if finding.code in gone:
                left_out[finding.code] += 1
                used.update((one, finding.code) for one in here if finding.code in one.codes)
        return left_with(checked, tuple(finding for finding in checked.findings if finding.code not in gone))

    return replace(report, checked=tuple(left(checked) for checked in report.checked)), used


def _notices(
    path: str, comments: tuple[Suppression, ...], used: set[tuple[Suppression, Verdict]], *, all_checks: bool
) -> Iterator[Notice]:
    for one in comments:
        for word in one.unknown:
            near = difflib.get_close_matches(word, _CODES, 1)
            yield Notice(path, one.line, "unknown_code", {"code": word, "near": near[0] if near else None})
        if not one.codes and not one.unknown:
            yield Notice(path, one.line, "bare_suppression")
        unused = sorted(str(code) for code in one.codes if (one, code) not in used)
        if unused and all_checks:
            yield Notice(path, one.line, "unused_suppression", {"codes": list(unused)})
