"""A report as Markdown, for the comment on a pull request: what to distrust first, and what was not checked.

Nothing of the input can act in it: no link, markup, image or HTML, and nobody is mentioned. It is cut to what a
comment may hold, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citecheck.model import Checked, Document, DocumentReport, Unreadable
from citecheck.report.messages import Lang, Words, say
from citecheck.report.model import Lines, Report, severity
from citecheck.report.phrases import account, compared, counted, findings, provenance, suggestions, undated, where
from citecheck.report.text import visible

_LIMIT = 60_000  # characters; hosts of code take comments of some 65,000

# Whatever CommonMark, GitHub or GitLab act on within a line; what acts at its start never stands there.
_PUNCTUATION = re.compile(r"([!#$()*+=@\[\\\]^_`{|}~])")
# Hosts of code look for these in the finished page, where a backslash is gone: @name, #12, ~label, GH-12, addresses.
_REFERENCE = re.compile(r"(?:\\?[@#!$~%]|&amp;|\bGH)(?=\\?[\w\"-])|:(?=//)|www(?=\.)", re.IGNORECASE)
_NOTHING = "&#8203;"  # a space without width


def render(report: Report, lang: Lang = "en") -> str:
    """The whole report, at most some 60,000 characters of it; ends with a line break."""
    words = say(lang)
    out: list[str] = []
    room, left = _LIMIT, 0
    for block in _blocks(report, words):
        if left or len(block) > room:
            left += 1
            continue
        out.append(block)
        room -= len(block)
    if left:
        out.append(f"\n*{escape(words.label('cut_off', count=left))}*\n")
    return "".join([*out, *_end(report, words)])


def escape(text: str) -> str:
    """`text` as Markdown that says just that, on one line."""
    plain = visible(" ".join(text.split())).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    parts = re.split(r"(&(?:amp|lt|gt);)", plain)
    escaped = "".join(part if index % 2 else _PUNCTUATION.sub(r"\\\1", part) for index, part in enumerate(parts))
    return _REFERENCE.sub(lambda match: match[0] + _NOTHING, escaped)


def _blocks(report: Report, words: Words) -> Iterator[str]:
    facts = [counted(report, words)]
    if report.as_of is not None:
        facts.append(words.label("judged", as_of=report.as_of.isoformat()))
    yield f"## {escape(words.label('report'))}\n\n{escape(words.clauses(facts))}\n"
    for document in report.documents:
        yield from _document(report, document, words)
    yield "\n"
    yield from (f"<sub>{escape(sentence)}</sub>  \n" for sentence in words.notices(report))


def _document(report: Report, one: DocumentReport, words: Words) -> Iterator[str]:
    document = one.document
    yield f"\n### {escape(document.path)}\n\n"
    shown = [checked for checked in one.checked if checked.findings]
    if shown and isinstance(document, Document):
        lines = Lines(document)
        for checked in sorted(shown, key=lambda checked: checked.verdict.gravity):
            yield _checked(checked, lines, words)
        yield "\n"
    said = [*account(one, words), undated(report, one, words)]
    mark = "**" if isinstance(document, Unreadable) else ""
    yield "".join(f"{mark}{escape(sentence)}{mark}  \n" for sentence in said if sentence)


def _checked(checked: Checked, lines: Lines, words: Words) -> str:
    citation = checked.citation
    verdict = f"{words.severity(severity(checked.verdict))}{words.colon}{words.verdict(checked.verdict)}"
    at = where(lines, citation.span.start, words)
    out = [f"- **{escape(verdict)}** · {escape(citation.text)} · {escape(at)}\n"]
    out += [f"  - {escape(sentence)}\n" for sentence in findings(checked, words)]
    for part in suggestions(checked, words):
        lead = part.lead + words.colon
        out += [f"  - {escape(lead + place)}\n" for place in part.places]
    return "".join([*out, f"  - <sub>{escape(provenance(checked, words))}</sub>\n"])


def _end(report: Report, words: Words) -> Iterator[str]:
    yield "\n"
    for sentence in [*words.left_out(report), *compared(report, words)]:
        yield f"<sub>{escape(sentence)}</sub>  \n"
