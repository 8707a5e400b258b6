"""A report as one page: the text as its reader knows it, each citation a link to the statute's own words beside it.

The page holds all it needs and no script at all: a link opens a card by `:target`, so it works by mouse, keyboard
and touch, in print, in a mail attachment and under the strictest content security policy. Whatever comes from the
input, from a file name to a statute's title, passes through `_esc`.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from citecheck.model import (
    Checked,
    Document,
    DocumentReport,
    Matched,
    Media,
    Place,
    Span,
    Unreadable,
    Verdict,
)
from citecheck.report.messages import Lang, Words, say
from citecheck.report.model import Lines, Report, fine, severity
from citecheck.report.text import own_words, version_words, visible

_LISTED = 500
"""At most so many citations are listed above a text; each is marked in it all the same."""

_FIRST, _OTHERS = 600, 120  # characters shown of the best suggestion's text, and of the others'
_SHOWN = 5
_HEADING = re.compile(r"#{1,6}[ \t]")
_HEAD = '<p class="heading">'
_KINDS = ("page", "footnote", "endnote", "header", "footer", "table", "paragraph")


def render(report: Report, lang: Lang = "en") -> str:
    """The whole report as a page that needs nothing but itself."""
    return page(body(report, lang), title=title(report, lang), lang=lang)


def page(content: str, *, title: str, lang: Lang, style: str = "", script: str = "") -> str:
    """The HTML document around `content`, which is markup; `title` is text, `style` more style sheet.

    Its policy lets it load nothing, and run nothing but `script`, which only the web page has: a report has none.
    """
    css = stylesheet() + style
    referrer = "same-origin" if script else "no-referrer"  # without it a form hides its origin, which the server asks
    return (
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_esc(content_security_policy(style, script))}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="{referrer}">\n'
        f"<title>{_esc(title)}</title>\n<style>{css}</style>\n</head>\n<body>\n{content}"
        f"{f'<script>{script}</script>' if script else ''}</body>\n</html>\n"
    )


def content_security_policy(style: str = "", script: str = "") -> str:
    """What a page made by `page` with these may do: apply its own style sheet, send forms home, and with a script of
    its own run that and ask its own server."""
    allowed = f"script-src {_digest(script)}; connect-src 'self'; " if script else ""
    return (
        f"default-src 'none'; style-src {_digest(stylesheet() + style)}; {allowed}form-action 'self'; base-uri 'none'"
    )


def _digest(content: str) -> str:
    """`content` as a source that a policy may name."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


@cache
def stylesheet() -> str:
    """The style sheet of every page, as it stands beside this file."""
    return files("citecheck.report").joinpath("html.css").read_text("utf-8")


def body(report: Report, lang: Lang) -> str:
    """What stands in the page: the summary, every document, what it was compared with."""
    return f"{header(report, lang)}<main>\n{documents(report, lang)}</main>\n{footer(report, lang)}"


def documents(report: Report, lang: Lang) -> str:
    """Every document of the report, one after the other."""
    return "".join(
        render_document_html(document, lang, key=f"d{number}") for number, document in enumerate(report.documents, 1)
    )


def render_document_html(report: DocumentReport, lang: Lang = "en", *, key: str = "d1") -> str:
    """One document as markup to be put in a page; the ids in it begin with `key`."""
    words = say(lang)
    document = report.document
    name = f'<h2 id="{key}">{_esc(document.path)}</h2>\n'
    if isinstance(document, Unreadable):
        why = words.label("unreadable", reason=words.unreadable(document))
        content = f'<p class="notice error">{_esc(why)}</p>\n'
    else:
        content = _Setter(report, document, words, key).render()
    return f'<section class="document" aria-labelledby="{key}">\n{name}{content}</section>\n'


# ── around the documents ─────────────────────────────────────────────────────────────────────────────────────────


def title(report: Report, lang: Lang) -> str:
    """The title of the page, as text."""
    words = say(lang)
    name = words.label("report")
    return f"{report.documents[0].document.path} – {name}" if len(report.documents) == 1 else name


def header(report: Report, lang: Lang) -> str:
    """The summary of the report, under its heading."""
    words = say(lang)
    counts = "".join(
        f'<li class="{_grade(verdict)}"><b>{count}</b> {_esc(words.verdict(verdict))}</li>'
        for verdict, count in report.tally().items()
    )
    facts = [words.label("summary", documents=len(report.documents), citations=report.citations)]
    if report.as_of:
        facts.append(words.label("judged", as_of=report.as_of.isoformat()))
    if report.unreadable:
        facts.append(words.label("unread_summary", count=len(report.unreadable)))
    lines = f"<p>{_esc(words.clauses(facts))}</p>\n" + (f'<ul class="counts">{counts}</ul>\n' if counts else "")
    lines += "".join(f"<p>{_esc(sentence)}</p>\n" for sentence in (*words.left_out(report), *words.notices(report)))
    return f'<header class="summary">\n<h1>{_esc(words.label("report"))}</h1>\n{lines}</header>\n'


def footer(report: Report, lang: Lang) -> str:
    """What the report was compared with, and what that means."""
    words, store = say(lang), report.store
    sentences = [
        words.label("ok_means"),
        words.label("store", statutes=store.statutes, articles=store.articles, built_at=store.built_at[:10]),
        *words.horizons(report),
    ]
    if report.incomplete_levels():
        levels = [words.level(level) for level in report.incomplete_levels()]
        sentences.append(words.label("incomplete", levels=list(levels)))
    return f"<footer>\n{''.join(f'<p>{_esc(sentence)}</p>' for sentence in sentences)}\n</footer>\n"


# ── one document ─────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Mark:
    """A stretch of the text with the citations that stand in it: several when they overlap, gravest first."""

    number: int
    span: Span
    checked: tuple[Checked, ...]

    @property
    def verdict(self) -> Verdict:
        return self.checked[0].verdict


def marks_of(report: DocumentReport) -> tuple[_Mark, ...]:
    """The stretches of the text to mark, in its order, none touching another."""
    groups: list[list[Checked]] = []
    end = -1
    for one in sorted(report.checked, key=lambda one: (one.citation.span.start, one.citation.span.end)):
        if one.citation.span.start >= end:
            groups.append([])
        groups[-1].append(one)
        end = max(end, one.citation.span.end)
    return tuple(
        _Mark(
            number,
            Span(group[0].citation.span.start, max(one.citation.span.end for one in group)),
            tuple(sorted(group, key=lambda one: one.verdict.gravity)),
        )
        for number, group in enumerate(groups, 1)
    )


class _Setter:
    """Sets one document: the list of what to distrust, the text with its marks, the cards."""

    def __init__(self, report: DocumentReport, document: Document, words: Words, key: str) -> None:
        self.report, self.document, self.words, self.key = report, document, words, key
        self.lines = Lines(document)
        self.marks = marks_of(report)
        by_gravity = sorted(self.marks, key=lambda mark: (mark.verdict.gravity, mark.number))
        self.distrusted = [mark for mark in by_gravity if mark.verdict.suspicious]
        self.unverified = [mark for mark in by_gravity if mark.verdict is Verdict.UNVERIFIABLE]
        found = self.distrusted + self.unverified
        self.after = {mark.number: then.number for mark, then in pairwise(found)}
        self.before = {then: mark for mark, then in self.after.items()}
        self.claims = _merged(
            one.citation.claim.span
            for one in report.checked
            if one.verdict.suspicious and one.citation.claim is not None
        )

    def render(self) -> str:
        return (
            f'<div class="columns">\n{self._overview()}'
            f'<div class="text" lang="zh">\n'
            f"{''.join(self._text())}</div>\n</div>\n"
        )

    # ── the list ─────────────────────────────────────────────────────────────────────────────────────────────

    def _overview(self) -> str:
        label, name = self.words.label, f"{self.key}o"
        out = [f'<nav class="overview" aria-labelledby="{name}">\n']
        if self.distrusted:
            out.append(f'<h3 id="{name}">{_esc(label("distrust", count=len(self.distrusted)))}</h3>\n')
            out.append(self._list(self.distrusted))
        elif not self.document.text.strip():
            out.append(f'<h3 id="{name}">{_esc(label("empty"))}</h3>\n')
        elif not self.marks:
            said = label("no_citation", characters=len(self.document.text))
            out.append(f'<h3 id="{name}">{_esc(said)}</h3>\n')
        else:
            out.append(f'<h3 id="{name}">{_esc(label("distrust_none"))}</h3>\n')
        if self.unverified:
            said = label("verdict_count", verdict=self.words.verdict(Verdict.UNVERIFIABLE), count=len(self.unverified))
            out.append(f"<details><summary>{_esc(said)}</summary>\n{self._list(self.unverified)}</details>\n")
        out += self._account()
        return "".join([*out, "</nav>\n"])

    def _account(self) -> Iterator[str]:
        label, report = self.words.label, self.report
        if self.document.unread_pages:
            yield f'<p class="account">{_esc(self.words.unread_pages(self.document.unread_pages))}</p>\n'
        if report.is_statute:
            yield f'<p class="account">{_esc(label("is_statute"))}</p>\n'
        if count := sum(map(fine, report.checked)):
            yield f'<p class="account">{_esc(label("nothing", citations=count))}</p>\n'
        if report.not_checked:
            reasons = Counter(one.reason for one in report.not_checked)
            worded = [
                label("reason_count", reason=self.words.not_checked(reason), count=count)
                for reason, count in reasons.most_common()
            ]
            said = label("left_out", count=len(report.not_checked), reasons=list(worded))
            yield f'<p class="account">{_esc(said)}</p>\n'

    def _list(self, marks: Sequence[_Mark]) -> str:
        rows = []
        for mark in marks[:_LISTED]:
            one, more = mark.checked[0], len(mark.checked) - 1
            why = self.words.finding(one.findings[0], one) if one.findings else ""
            rows.append(
                f'<li><a class="{_grade(mark.verdict)}" href="#{self.key}c{mark.number}">'
                f'<span class="verdict">{_esc(self.words.verdict(mark.verdict))}</span> '
                f'<span class="words">{_esc(" ".join(one.citation.text.split()))}{f" +{more}" if more else ""}</span> '
                f'<span class="why">{_esc(why)}</span> '
                f'<span class="where">{_esc(self._where(mark.span.start))}</span></a></li>\n'
            )
        left = len(marks) - _LISTED
        more_left = f'<p class="account">{_esc(self.words.label("more_marked", count=left))}</p>\n' if left > 0 else ""
        return f"<ol>\n{''.join(rows)}</ol>\n{more_left}"

    def _where(self, offset: int) -> str:
        marks = [mark for mark in self.lines.landmarks(offset) if mark.kind in _KINDS]
        if marks:
            return self.words.joined(self.words.label(f"landmark_{mark.kind}", number=mark.number) for mark in marks)
        return self.words.label("landmark_line", number=self.lines.place(offset)[0])

    # ── the text ─────────────────────────────────────────────────────────────────────────────────────────────

    def _text(self) -> Iterator[str]:
        """The paragraphs, each followed by the cards of the citations that begin in it."""
        text = self.document.text
        landmarks = [
            mark for mark in self.document.landmarks if mark.kind in ("page", "footnote", "endnote", "header", "footer")
        ]
        mark_at = landmark_at = 0
        for start, end in self._paragraphs():
            while landmark_at < len(landmarks) and landmarks[landmark_at].start <= start:
                mark_here = landmarks[landmark_at]
                label = self.words.label(f"landmark_{mark_here.kind}", number=mark_here.number)
                yield f'<p class="landmark">{_esc(label)}</p>\n'
                landmark_at += 1
            if not text[start:end].strip():
                continue
            while mark_at < len(self.marks) and self.marks[mark_at].span.end <= start:
                mark_at += 1
            here, cards, index = [], [], mark_at
            while index < len(self.marks) and self.marks[index].span.start < end:
                here.append(self.marks[index])
                if self.marks[index].span.start >= start:
                    cards.append(self._card(self.marks[index]))
                index += 1
            pieces = "".join(self._pieces(start, end, here))
            heading = self.document.media is Media.MARKDOWN and _HEADING.match(text, start, end)
            paragraph = f"{_HEAD if heading else '<p>'}{pieces}</p>\n"
            yield f'<div class="passage">\n{paragraph}{"".join(cards)}</div>\n' if cards else paragraph

    def _paragraphs(self) -> Iterator[tuple[int, int]]:
        """(start, end) of each paragraph: a line, or in a PDF the lines of a page."""
        text, start = self.document.text, 0
        breaks = {mark.start for mark in self.document.landmarks if mark.kind == "page"}
        by_page = self.document.media is Media.PDF
        at = text.find("\n")
        while at >= 0:
            if not by_page or at + 1 in breaks:
                yield start, at
                start = at + 1
            at = text.find("\n", at + 1)
        if start < len(text):
            yield start, len(text)

    def _pieces(self, start: int, end: int, marks: Sequence[_Mark]) -> Iterator[str]:
        """`[start, end)` as markup: citations as links, what is claimed of a distrusted one underlined."""
        at = start
        for mark in marks:
            first, last = max(mark.span.start, start), min(mark.span.end, end)
            yield from self._plain(at, first)
            name = _id(f"{self.key}m{mark.number}" if mark.span.start >= start else "")
            said = self.words.verdict(mark.verdict)
            yield (
                f'<a class="cite {_grade(mark.verdict)}"{name} href="#{self.key}c{mark.number}" title="{_esc(said)}">'
                f"{_esc(self.document.text[first:last])}</a>"
            )
            at = last
        yield from self._plain(at, end)

    def _plain(self, start: int, end: int) -> Iterator[str]:
        at = start
        for index in range(bisect_right(self.claims, start, key=lambda claim: claim.end), len(self.claims)):
            claim = self.claims[index]
            if claim.start >= end:
                break
            first, last = max(claim.start, at), min(claim.end, end)
            if first < last:
                yield _esc(self.document.text[at:first])
                yield f'<span class="claimed">{_esc(self.document.text[first:last])}</span>'
                at = last
        yield _esc(self.document.text[at:end])

    # ── a card ───────────────────────────────────────────────────────────────────────────────────────────────

    def _card(self, mark: _Mark) -> str:
        label, number, grade = self.words.label, mark.number, _grade(mark.verdict)
        name = f"{self.key}c{number}"
        steps = ""
        for key, others in (("previous", self.before), ("next", self.after)):
            if number in others:
                steps += f'<a href="#{self.key}c{others[number]}">{_esc(label(key))}</a>'
        names = [f"{name}h", *[""] * (len(mark.checked) - 1)]
        content = "".join(map(self._checked, mark.checked, names))
        return (
            f'<section class="card {grade}" id="{name}" tabindex="-1" aria-labelledby="{name}h">\n'
            f'<p class="bar"><a class="close" href="#{self.key}m{number}">{_esc(label("close"))}</a>{steps}</p>\n'
            f"{content}</section>\n"
        )

    def _checked(self, one: Checked, name: str) -> str:
        words, citation = self.words, one.citation
        badge = words.verdict(one.verdict)
        if one.verdict is not Verdict.OK:
            badge = words.severity(severity(one.verdict)) + words.colon + badge
        where = self._where(citation.span.start)
        out = [
            f'<p class="badge {_grade(one.verdict)}">{_esc(badge)}</p>\n',
            f'<h4{_id(name)}>{_esc(" ".join(citation.text.split()))} <span class="where">{_esc(where)}</span></h4>\n',
        ]
        out += [f'<p class="why">{_esc(words.finding(finding, one))}</p>\n' for finding in one.findings]
        out.append(self._beside(one))
        out += self._suggestions(one)
        out.append(f'<p class="provenance">{_esc(self._provenance(one))}</p>\n')
        return "".join(out)

    def _beside(self, one: Checked) -> str:
        """What the text says beside the article's own words, the words in which they part marked in both."""
        claim, resolution, columns = one.citation.claim, one.resolved.resolution, []
        claimed_at, actual_at, compared = parting(one)
        if claim is not None:
            said = _marked(claim.text, claimed_at)
            columns.append(self._column("claim", self.words.label("said"), f"<p>{said}</p>"))
        if isinstance(resolution, Matched) and resolution.article is not None:
            article = resolution.article
            title = f"{self.words.title(resolution.statute.title)} {self.words.place(article.number)}"
            if article.text is None:
                content = f'<p class="faint">{_esc(self.words.label("get_text"))}</p>'
            else:
                cited = "" if compared else own_words(article, one)[0]
                content = _paragraphs(compared or article.text, actual_at, cited if cited != article.text else "")
            columns.append(self._column("own", title, content))
        return f'<div class="beside">\n{"".join(columns)}</div>\n' if columns else ""

    def _column(self, kind: str, title: str, content: str) -> str:
        caption = f"<figcaption>{_esc(title)}</figcaption>"
        return f'<figure class="{kind}">{caption}\n<blockquote>{content}</blockquote></figure>\n'

    def _suggestions(self, one: Checked) -> Iterator[str]:
        told: set[tuple[str, object, object]] = set()
        for finding in one.findings:
            if finding.code is Verdict.MISQUOTED:
                continue  # it suggests the article cited, whose words stand beside the claim already
            places = [p for p in finding.suggestions if (p.statute.id, p.article, p.pinpoint) not in told]
            told |= {(p.statute.id, p.article, p.pinpoint) for p in places}
            if not places:
                continue
            rows = "".join(
                f"<li>{self._place(place, _OTHERS if index else _FIRST)}</li>\n"
                for index, place in enumerate(places[:_SHOWN])
            )
            yield f'<h5>{_esc(self.words.suggestions(finding.code))}</h5>\n<ul class="places">\n{rows}</ul>\n'

    def _place(self, place: Place, limit: int) -> str:
        at = self.words.place(place.article, place.pinpoint)
        text = " ".join((place.text or "").split())
        shown = text if len(text) <= limit else text[:limit] + "…"
        return f"<b>{_esc(self.words.title(place.statute.title))} {_esc(at)}</b> {_esc(shown)}"

    def _provenance(self, one: Checked) -> str:
        label, resolution = self.words.label, one.resolved.resolution
        parts = [label("judged", as_of=one.resolved.as_of.isoformat())]
        if isinstance(resolution, Matched) and resolution.version is not None:
            parts.append(version_words(resolution.version, self.words))
            source = (resolution.article.source if resolution.article else "") or resolution.version.source
            parts.append(label("source", source=source) if source else "")
        if one.support is not None:
            reasons = [self.words.support(reason) for reason in one.support.reasons]
            parts.append(label("support_score", score=f"{one.support.score:.2f}", reasons=list(reasons)))
        return self.words.clauses(part for part in parts if part)


def parting(one: Checked) -> tuple[list[Span], list[Span], str]:
    """Where claim and article part: spans in the claim's text, in the article's, and the words compared ("" the
    article's whole text).

    A difference known by its words alone is marked only where they stand once: a mark in a wrong place misleads.
    """
    resolution, claim = one.resolved.resolution, one.citation.claim
    article = resolution.article.text or "" if isinstance(resolution, Matched) and resolution.article else ""
    claimed: list[Span] = []
    actual: list[Span] = []
    for finding in one.findings:
        differences = finding.facts.get("differences")
        if isinstance(differences, (list, tuple)):
            for difference in differences:
                if isinstance(difference, Mapping):
                    claimed += _span(difference.get("claimed_at"))
                    actual += _span(difference.get("actual_at"))
            text = finding.facts.get("text")
            return claimed, actual, text if isinstance(text, str) and text != article else ""
        for key, within, spans in (("claimed", claim.text if claim else "", claimed), ("actual", article, actual)):
            words = finding.facts.get(key)
            if isinstance(words, str) and words and within.count(words) == 1:
                spans.append(Span(within.index(words), within.index(words) + len(words)))
    return claimed, actual, ""


def _span(value: object) -> list[Span]:
    match value:
        case (int(start), int(end)) | [int(start), int(end)] if start < end:
            return [Span(start, end)]
    return []


def _paragraphs(text: str, spans: Sequence[Span], cited: str) -> str:
    """The article's words in paragraphs with the spans marked, and the paragraph cited set off."""
    out, start = [], 0
    for line in text.split("\n"):
        here = [
            Span(max(0, span.start - start), min(len(line), span.end - start))
            for span in spans
            if span.start < start + len(line) and span.end > start
        ]
        chosen = ' class="cited"' if cited and line == cited else ""
        out.append(f"<p{chosen}>{_marked(line, here)}</p>")
        start += len(line) + 1
    return "".join(out)


def _marked(text: str, spans: Iterable[Span]) -> str:
    out, at = [], 0
    for span in _merged(spans):
        out += [_esc(text[at : span.start]), f"<mark>{_esc(text[span.start : span.end])}</mark>"]
        at = span.end
    return "".join([*out, _esc(text[at:])])


def _merged(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that overlap made one."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _id(name: str) -> str:
    return f' id="{name}"' if name else ""


def _grade(verdict: Verdict) -> str:
    """The class that colours a verdict: its severity, or ok."""
    return "ok" if verdict is Verdict.OK else str(severity(verdict))


def _esc(text: str) -> str:
    """`text` as markup that says just that; controls and marks that turn the direction of words are shown."""
    return "\n".join(html.escape(visible(line)) for line in text.split("\n"))
