"""What an editor offers at a citation: another citation, a comment that takes a finding out, the statute itself.

All are offers: nothing is changed before it is chosen, and none is called preferred, which editors apply by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from lsprotocol import types

from citecheck.lsp.examining import Examined
from citecheck.model import (
    ArticleNumber,
    Checked,
    Citation,
    CitationForm,
    Finding,
    Language,
    Matched,
    Media,
    Pinpoint,
    Place,
    Verdict,
)
from citecheck.report.messages import Words, say
from citecheck.report.text import visible
from citecheck.suppress import comment_for

OPEN = "citecheck.open"
_OFFERS = 3  # citations offered for one finding
_CITATIONS = 20  # of a range, for which something is offered: editors ask whenever something is selected, and be it all
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_STATE = "中华人民共和国"
_ONLY_THE_TITLE = (Verdict.MISSPELLED_TITLE, Verdict.AMBIGUOUS_TITLE)


def actions(
    examined: Examined, wanted: types.Range, context: types.CodeActionContext, *, versioned: bool
) -> list[types.CodeAction | types.Command]:
    """What can be done about the citations in the range, quick fixes first.

    `versioned`: whether the editor takes edits that hold for one version of a text only.
    """
    if context.only is not None and not any(
        kind in ("", types.CodeActionKind.QuickFix) or str(kind).startswith("quickfix.") for kind in context.only
    ):
        return []
    words, positions = say(examined.lang), examined.positions
    offers: dict[str, types.CodeAction | types.Command] = {}
    cited = examined.cited_at(positions.offset(wanted.start), positions.offset(wanted.end))
    for _, checked in islice(cited, _CITATIONS):
        for one in _of(checked, examined, words, context.diagnostics, versioned=versioned):
            offers.setdefault(one.title, one)
    return list(offers.values())


def _of(
    checked: Checked,
    examined: Examined,
    words: Words,
    marks: Iterable[types.Diagnostic],
    *,
    versioned: bool,
) -> Iterator[types.CodeAction | types.Command]:
    start, end = examined.place(checked.citation.span)
    where = examined.positions.range(start, end)
    own = {str(mark.code): mark for mark in marks if mark.range == where}
    for finding in checked.findings:
        meant = [own[str(finding.code)]] if str(finding.code) in own else None
        if examined.buffer.text[start:end] == checked.citation.text:  # else markup stands in it, and would be lost
            for new in _offered(checked, finding, examined):
                title = words.label("action_replace", place=visible(new))
                yield _edit(title, types.TextEdit(where, new), meant, examined, versioned=versioned)
    for finding in checked.findings:
        meant = [own[str(finding.code)]] if str(finding.code) in own else None
        if (comment := _comment(examined, start, finding.code)) is not None:
            title = words.label("action_ignore", code=words.verdict(finding.code))
            yield _edit(title, comment, meant, examined, versioned=versioned)
    if isinstance(checked.resolved.resolution, Matched):
        statute, version = checked.resolved.resolution.statute, checked.resolved.resolution.version
        title = words.label("action_open", title=visible(statute.title))
        number = str(checked.citation.article or "")
        asked = [statute.id, version.id if version else None, number, checked.resolved.as_of.isoformat()]
        yield types.Command(title, OPEN, arguments=asked)


def _offered(checked: Checked, finding: Finding, examined: Examined) -> list[str]:
    """The citations to put in the place of this one, in its own style; none for what a machine cannot write well."""
    citation = checked.citation
    if citation.language is not Language.ZH or citation.form is CitationForm.RANGE_MEMBER:
        return []
    if finding.code in _ONLY_THE_TITLE:
        new = (_retitled(citation, place) for place in finding.suggestions)
    else:
        leaning = tuple(_leaning(citation, examined)) if finding.suggestions else ()
        new = (_written(checked, place, leaning) for place in finding.suggestions)
    return list(dict.fromkeys(one for one in new if one and one != citation.text))[:_OFFERS]


def _retitled(citation: Citation, place: Place) -> str | None:
    """The citation with another title and all else as it is; None where it is no citation with a title of its own."""
    title = citation.cited_title
    if not title or citation.text.count(title) != 1:
        return None
    return citation.text.replace(title, _title(place, citation.text))


def _written(checked: Checked, place: Place, leaning: Sequence[Citation]) -> str | None:
    citation, resolution = checked.citation, checked.resolved.resolution
    article, pinpoint = place.article, place.pinpoint
    if article is None and (citation.article is not None or citation.division is not None):
        return None  # only a statute is suggested: which article of it, nobody has said
    if "称" in citation.text:
        return None  # it says by what short form the statute goes from here on
    own = isinstance(resolution, Matched) and resolution.statute == place.statute
    if not all(own and "条" in one.text for one in leaning):
        return None  # what follows would mean another statute, or another article
    number = _numbered(article, pinpoint, arabic=re.search("[0-9]", citation.text) is not None) if article else ""
    if own and citation.form in (CitationForm.BACK_REFERENCE, CitationForm.LIST_MEMBER):
        head = re.match(r"[^第0-9一二三四五六七八九十百]*", citation.text)
        return (head[0] if head else "") + number
    return f"《{_title(place, citation.text)}》{number}"


def _leaning(citation: Citation, examined: Examined) -> Iterator[Citation]:
    """The later citations that are read by what this one says: the rest of a list, and what refers back to its title
    or to one before it."""
    members = (CitationForm.LIST_MEMBER, CitationForm.RANGE_MEMBER)
    listed = True  # whether the list it begins, or stands in, still goes on
    for later in (one.citation for one in examined.checked if one.citation.span.start >= citation.span.end):
        listed = listed and later.form in members and "《" not in later.text
        if listed or (later.antecedent is not None and later.antecedent.start <= citation.span.start):
            yield later


def _title(place: Place, written: str) -> str:
    """The title as the text writes titles: with the name of the state only where it has that."""
    return place.statute.title if _STATE in written else place.statute.title.removeprefix(_STATE)


def _numbered(article: ArticleNumber, pinpoint: Pinpoint, *, arabic: bool) -> str:
    if not arabic:
        return say("zh").place(article, pinpoint)
    parts = [f"第{article.base}条", f"之{article.branch}" if article.branch else ""]
    parts += [f"第{n}{unit}" for n, unit in ((pinpoint.paragraph, "款"), (pinpoint.subparagraph, "项")) if n]
    return "".join(parts)


def _comment(examined: Examined, start: int, code: Verdict) -> types.TextEdit | None:
    """The comment that takes the finding out; None where the text can hold none, or the project heeds none."""
    media = examined.buffer.media
    if media not in (Media.TEXT, Media.MARKDOWN) or not examined.settings.suppress:
        return None
    first, end = examined.positions.line(examined.positions.position(start).line)
    if media is Media.MARKDOWN and _verbatim(examined.buffer.text[:start]):
        media = Media.TEXT
    column, words = comment_for(examined.buffer.text[first:end], code, media)
    return types.TextEdit(examined.positions.range(first + column, first + column), words)


def _verbatim(before: str) -> bool:
    """Whether what follows this beginning of a Markdown text stands in its front matter, in code or in a comment, where
    a comment of HTML would be shown, or end the one that it stands in."""
    lines = before.split("\n")
    matter = lines[0].rstrip() == "---" and not any(line.rstrip() in ("---", "...") for line in lines[1:])
    fence = ""
    for line in lines:
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and not line[mark.end() :].strip():
            fence = ""
    return matter or bool(fence) or before.rfind("<!--") > before.rfind("-->")


def _edit(
    title: str, edit: types.TextEdit, marks: list[types.Diagnostic] | None, examined: Examined, *, versioned: bool
) -> types.CodeAction:
    uri = examined.buffer.uri
    if versioned:
        document = types.OptionalVersionedTextDocumentIdentifier(uri, examined.buffer.version)
        change = types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, [edit])])
    else:
        change = types.WorkspaceEdit(changes={uri: [edit]})
    return types.CodeAction(title, kind=types.CodeActionKind.QuickFix, diagnostics=marks, edit=change)
