"""What an editor shows of the citation under the pointer: the article's own words, its dates, what was found."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from citecheck.lsp.examining import Examined
from citecheck.model import Checked, Matched
from citecheck.report import severity
from citecheck.report.markdown import escape
from citecheck.report.messages import Words, say
from citecheck.report.phrases import findings, provenance, suggestions
from citecheck.report.text import visible

_MOST = 3_000  # characters of an article


def hover(examined: Examined, position: types.Position, *, markdown: bool) -> types.Hover | None:
    """What is said of the citation at `position`; None where none stands.

    Nothing of a text or of a statute can act in it: with `markdown` it is escaped, without it is plain text.
    """
    words, offset = say(examined.lang), examined.positions.offset(position)
    for checked, shown in examined.cited_at(offset, offset):
        start, end = examined.place(checked.citation.span)
        if offset >= end or position.line > examined.positions.position(offset).line:  # behind it, or behind the text
            continue
        blocks = list(_blocks(checked, shown, words, markdown=markdown))
        kind = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
        return types.Hover(types.MarkupContent(kind, "\n\n".join(blocks)), examined.positions.range(start, end))
    return None


def _blocks(checked: Checked, shown: Checked, words: Words, *, markdown: bool) -> Iterator[str]:
    plain = escape if markdown else _one_line
    strong, quote, line = ("**", "> ", "  \n") if markdown else ("", "", "\n")
    citation, resolution = checked.citation, checked.resolved.resolution
    article = None
    if isinstance(resolution, Matched):
        title, article = words.title(resolution.statute.title), resolution.article
        at = words.place(citation.article, citation.pinpoint)
        yield f"{strong}{plain(f'{title}{words.after_title}{at}' if at else title)}{strong}"
    for finding, sentence in zip(shown.findings, findings(shown, words), strict=True):
        grade = words.severity(severity(finding.code))
        yield f"{strong}{plain(f'{grade}{words.colon}{words.verdict(finding.code)}')}{strong}{line}{plain(sentence)}"
    for part in suggestions(shown, words):
        yield line.join(plain(f"{part.lead}{words.colon}{place}") for place in part.places)
    if article is not None and article.text is not None:
        text = article.text if len(article.text) <= _MOST else article.text[:_MOST] + "…"
        yield line.join(quote + plain(paragraph) for paragraph in text.split("\n"))
    elif article is not None:
        yield plain(words.label("get_text"))
    if told := provenance(checked, words):
        yield plain(told)


def _one_line(text: str) -> str:
    return visible(" ".join(text.split()))
