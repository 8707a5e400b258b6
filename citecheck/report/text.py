"""A report for people, in the manner of a good compiler: where, what, the words marked, the words of the law.

Nothing of the input reaches the terminal as a command: control, direction and invisible characters are shown as
what they are. Columns count the width a terminal gives a character, so a caret stands under a Chinese sentence.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from citecheck.model import (
    Ambiguous,
    Article,
    Checked,
    Document,
    DocumentReport,
    Finding,
    Matched,
    Place,
    Severity,
    Span,
    Unreadable,
    Verdict,
    Version,
)
from citecheck.report.messages import Lang, Words, say
from citecheck.report.model import Lines, Report, StoreSummary, fine, severity

_SUGGESTIONS = 3  # all of them when verbose
_ARTICLE = 160  # characters of an article's own words that are shown; all of them when verbose
_SUGGESTED = 60
_LOCATIONS = {"page", "footnote", "endnote", "header", "footer", "table", "paragraph"}


@dataclass(frozen=True, slots=True)
class Style:
    """How the report is set. `width` is in terminal columns; `verbose` lists what was not checked, and full texts."""

    lang: Lang = "en"
    colour: bool = False
    width: int = 100
    quiet: bool = False
    verbose: bool = False


_CODES = {"error": "1;31", "warning": "1;33", "note": "36", "strong": "1", "faint": "2", "good": "32"}


def render(report: Report, style: Style = Style()) -> str:
    """The whole report, ending with a line break. With `quiet` only findings and what could not be read."""
    return "".join(f"{line}\n" for line in _Writer(report, style).lines())


class _Writer:
    def __init__(self, report: Report, style: Style) -> None:
        self.report, self.style, self.words = report, style, say(style.lang)

    def lines(self) -> Iterator[str]:
        for document in self.report.documents:
            yield from self._document(document)
        for notice in self.report.notices:
            where = self._paint("strong", f"{visible(notice.path)}:{notice.line}:")
            yield f"{where} {self._severity(Severity.NOTE)}: {visible(self.words.notice(notice))}"
        if not self.style.quiet:
            yield from self._summary()

    # ── one document ─────────────────────────────────────────────────────────────────────────────────────────

    def _document(self, report: DocumentReport) -> Iterator[str]:
        document = report.document
        if isinstance(document, Unreadable):
            message = self.words.label("unreadable", reason=self.words.unreadable(document))
            yield f"{self._paint('strong', visible(document.path))}: {self._severity(Severity.ERROR)}: {message}"
            yield ""
            return
        lines = Lines(document) if report.checked or report.not_checked else None
        shown = [one for one in report.checked if one.findings]
        for one in shown:
            assert lines is not None
            yield from self._checked(one, document, lines)
            yield ""
        if not self.style.quiet:
            yield from self._account(report, document, lines)
            yield ""

    def _account(self, report: DocumentReport, document: Document, lines: Lines | None) -> Iterator[str]:
        """What was looked at, said whether or not anything was found."""
        name = self._paint("strong", visible(document.path))
        label = self.words.label
        if document.unread_pages:
            yield from self._wrapped(f"{name}: ", self.words.unread_pages(document.unread_pages), hanging=2)
        if report.is_statute:
            yield f"{name}: {label('is_statute')}"
        if not document.text.strip():
            yield f"{name}: {label('empty')}"
        elif not report.checked:
            yield f"{name}: {label('no_citation', characters=len(document.text))}"
        else:
            unverified = sum(one.verdict is Verdict.UNVERIFIABLE for one in report.checked)
            count = sum(map(fine, report.checked))
            if count:
                yield f"{name}: {self._paint('good', label('nothing', citations=count))}"
            lead = "  " if count else f"{name}: "
            yield from self._wrapped(lead, label("checked", statutes=self._statutes(report)), hanging=2)
            if unverified:
                yield f"  {label('unverified', count=unverified)}"
        if report.not_checked:
            reasons = Counter(one.reason for one in report.not_checked)
            worded = [
                label("reason_count", reason=self.words.not_checked(reason), count=count)
                for reason, count in reasons.most_common()
            ]
            yield from self._wrapped("  ", label("left_out", count=len(report.not_checked), reasons=list(worded)))
            if self.style.verbose and lines is not None:
                for one in report.not_checked:
                    line, column = lines.source_place(one.span.start)
                    yield f"    {line}:{column} {visible(one.text)}: {self.words.not_checked(one.reason)}"
        if self.report.as_of is None and document.date is None and report.as_of is not None and report.checked:
            yield f"  {label('no_date', as_of=report.as_of.isoformat())}"

    def _statutes(self, report: DocumentReport) -> str:
        articles: dict[str, set[str]] = {}
        unresolved = 0
        for one in report.checked:
            resolution, citation = one.resolved.resolution, one.citation
            if isinstance(resolution, Matched):
                title = resolution.statute.title
            elif citation.cited_title:
                title = citation.cited_title
            else:
                unresolved += 1
                continue
            numbers = articles.setdefault(visible(title), set())
            if number := citation.article or citation.misnumbered:
                numbers.add(str(number))
        worded = [
            self.words.label("statute_articles", title=title, count=len(numbers))
            if numbers
            else self.words.label("statute_only", title=title)
            for title, numbers in articles.items()
        ]
        if unresolved:
            worded.append(self.words.label("unresolved", count=unresolved))
        return self.words.joined(worded)

    # ── one citation ─────────────────────────────────────────────────────────────────────────────────────────

    def _checked(self, checked: Checked, document: Document, lines: Lines) -> Iterator[str]:
        first, citation = checked.findings[0], checked.citation
        line, column = lines.source_place(citation.span.start)
        where = self._paint("strong", f"{visible(document.path)}:{line}:{column}:")
        head = f"{where} {self._severity(severity(first.code))}[{first.code}]: "
        yield f"{head}{self.words.verdict(first.code)}{self._landmark(lines, citation.span.start)}"
        claim = citation.claim.span if citation.claim else None
        yield from self._excerpt(lines, citation.span, claim, severity(first.code))
        for finding in checked.findings:
            yield from self._wrapped("  ", visible(self.words.finding(finding, checked)))
        yield from self._article(checked)
        yield from self._suggestions(checked.findings)
        yield from self._wrapped("  ", self._provenance(checked), faint=True)

    def _landmark(self, lines: Lines, offset: int) -> str:
        marks = [
            self.words.label(f"landmark_{mark.kind}", number=mark.number)
            for mark in lines.landmarks(offset)
            if mark.kind in _LOCATIONS
        ]
        return f" ({self.words.joined(marks)})" if marks else ""

    def _excerpt(self, lines: Lines, span: Span, claim: Span | None, grade: Severity) -> Iterator[str]:
        """The line of the citation, cut to the width around it, `^` under the citation and `~` under its claim."""
        number, _ = lines.place(span.start)
        start, text = lines.line(number)
        gutter = f"{lines.source_place(span.start)[0]:>5} │ "
        room = max(30, self.style.width - len(gutter) - 2)
        end = min(span.end, start + len(text))
        first, last = window(text, span.start - start, max(end - start, span.start - start + 1), room)
        shown, marks = "", ""
        for index in range(first, last):
            char = visible(text[index])
            offset = start + index
            mark = (
                "^" if span.start <= offset < span.end else "~" if claim and claim.start <= offset < claim.end else " "
            )
            shown += char
            marks += mark * columns(char)
        before, after = "…" if first else "", "…" if last < len(text) else ""
        pad = " " * columns(before)
        yield f"{self._paint('faint', gutter)}{before}{shown}{after}"
        yield f"{self._paint('faint', ' ' * 5 + ' │ ')}{pad}{self._paint(grade, marks.rstrip())}"

    def _article(self, checked: Checked, *, always: bool = False) -> Iterator[str]:
        resolution = checked.resolved.resolution
        if not isinstance(resolution, Matched) or resolution.article is None:
            return
        about = {Verdict.NO_SUCH_PINPOINT, Verdict.MISQUOTED, Verdict.CONTRADICTED, Verdict.UNSUPPORTED}
        about |= {Verdict.SUPERSEDED, Verdict.NOT_IN_FORCE_YET, Verdict.REPEALED}
        if resolution.article.text is None or (checked.verdict not in about and not always):
            return
        own, at = own_words(resolution.article, checked)
        if not self.style.verbose and at > _ARTICLE // 2:
            own = "…" + own[at - _ARTICLE // 2 :]
        shown = self._shortened(own, _ARTICLE)
        yield from self._wrapped("  │ ", f"{self.words.place(resolution.article.number)}{self.words.colon}{shown}")

    def _suggestions(self, findings: Sequence[Finding]) -> Iterator[str]:
        """What to compare or cite instead, once for a citation however many findings suggest it."""
        told: set[tuple[str, object, object]] = set()
        for finding in findings:
            keys = {(p.statute.id, p.article, p.pinpoint): p for p in finding.suggestions}
            places = [place for key, place in keys.items() if key not in told]
            if finding.code is Verdict.MISQUOTED:
                continue  # it suggests the article cited, whose words are shown already
            told |= keys.keys()
            if not places:
                continue
            yield f"  {self.words.suggestions(finding.code)}{self.words.colon.rstrip()}"
            shown = places if self.style.verbose else places[:_SUGGESTIONS]
            for place in shown:
                yield from self._wrapped("    → ", self._place(place), hanging=6)
            if len(shown) < len(places):
                yield f"      {self.words.label('more', count=len(places) - len(shown))}"

    def _place(self, place: Place) -> str:
        title = visible(self.words.title(place.statute.title))
        words = f"{title}{'' if self.style.lang == 'zh' or not place.article else ', '}"
        words += self.words.place(place.article, place.pinpoint)
        if place.score is not None and self.style.verbose:
            words += f" ({self.words.label('score', score=f'{place.score:.2f}')})"
        if place.text:
            words += f" {self._shortened(place.text, _SUGGESTED)}"
        return words

    def _provenance(self, checked: Checked) -> str:
        """The day judged at, the version compared with and its dates, and where its words come from."""
        label, resolution = self.words.label, checked.resolved.resolution
        parts = [label("judged", as_of=checked.resolved.as_of.isoformat())]
        if isinstance(resolution, Matched) and resolution.version is not None:
            parts += [version_words(resolution.version, self.words)]
            source = (resolution.article.source if resolution.article else "") or resolution.version.source
            if source:
                parts.append(label("source", source=visible(source)))
        if checked.support is not None and self.style.verbose:
            reasons = [self.words.support(reason) for reason in checked.support.reasons]
            parts.append(label("support_score", score=f"{checked.support.score:.2f}", reasons=list(reasons)))
        return self.words.clauses(part for part in parts if part)

    def explained(self, checked: Checked, document: Document, lines: Lines) -> Iterator[str]:
        """One citation with the outcome of every check, whether or not it found anything."""
        citation, label = checked.citation, self.words.label
        line, column = lines.source_place(citation.span.start)
        yield f"{visible(document.path)}:{line}:{column}: {self.words.verdict(checked.verdict)}"
        grade = severity(checked.verdict)
        yield from self._excerpt(lines, citation.span, citation.claim.span if citation.claim else None, grade)
        resolution = checked.resolved.resolution
        match resolution:
            case Matched(statute=statute):
                meant = statute.title
            case Ambiguous(candidates=candidates):
                meant = self.words.joined(statute.title for statute in candidates)
            case _:
                meant = citation.cited_title or "?"
        place = self.words.place(citation.article, citation.pinpoint)
        form = label(f"form_{citation.form}")
        yield f"  {label('read_as', form=f'{visible(meant)} {place} ({form})')}"
        if citation.claim is not None:
            yield from self._wrapped(f"  {label('claim')} │ ", visible(citation.claim.text))
        for outcome in checked.outcomes:
            yield f"  {label(f'check_{outcome.check}')}: {label(f'result_{outcome.result}')}"
            for finding in outcome.findings:
                yield from self._wrapped("    ", visible(self.words.finding(finding, checked)))
        yield from self._article(checked, always=True)
        yield from self._suggestions(checked.findings)
        yield from self._wrapped("  ", self._provenance(checked))

    # ── the end ──────────────────────────────────────────────────────────────────────────────────────────────

    def _summary(self) -> Iterator[str]:
        report, label = self.report, self.words.label
        verdicts = [
            label("verdict_count", verdict=self.words.verdict(verdict), count=count)
            for verdict, count in report.tally().items()
        ]
        line = label("summary", documents=len(report.documents), citations=report.citations, verdicts=list(verdicts))
        yield from self._wrapped("", line, paint="strong")
        if report.unreadable:
            yield self._paint("error", label("unread_summary", count=len(report.unreadable)))
        for sentence in self.words.left_out(report):
            yield from self._wrapped("", sentence)
        store = report.store
        yield from self._wrapped(
            "",
            label("store", statutes=store.statutes, articles=store.articles, built_at=store.built_at[:10]),
            faint=True,
        )
        for sentence in self.words.horizons(report):
            yield from self._wrapped("", sentence, faint=True)
        if report.incomplete_levels():
            levels = [self.words.level(level) for level in report.incomplete_levels()]
            yield from self._wrapped("", label("incomplete", levels=list(levels)), faint=True)

    # ── setting ──────────────────────────────────────────────────────────────────────────────────────────────

    def _shortened(self, text: str, limit: int) -> str:
        text = visible(" ".join(text.split()))
        return text if self.style.verbose or len(text) <= limit else text[:limit] + "…"

    def _wrapped(
        self, lead: str, text: str, *, faint: bool = False, paint: str | None = None, hanging: int | None = None
    ) -> Iterator[str]:
        """`text` after `lead`, broken at the width, later lines under the first."""
        indent = columns(lead) if hanging is None else hanging
        name = "faint" if faint else paint
        later = lead if lead.endswith("│ ") else " " * indent
        first = self.style.width - columns(lead)
        for index, line in enumerate(wrap(text, max(20, self.style.width - indent), max(20, first))):
            painted = self._paint(name, line) if name else line
            yield f"{later if index else lead}{painted}"

    def _severity(self, grade: Severity) -> str:
        return self._paint(grade, self.words.severity(grade))

    def _paint(self, name: str, text: str) -> str:
        return f"\x1b[{_CODES[name]}m{text}\x1b[0m" if self.style.colour and text else text


def explain(report: DocumentReport, first: int, second: int | None, style: Style) -> tuple[bool, list[str]]:
    """How the citation at an offset (or line and column, from 1) was read, and what each check made of it; whether
    there is one."""
    document, words = report.document, say(style.lang)
    if isinstance(document, Unreadable):
        return False, [words.label("unreadable", reason=words.unreadable(document))]
    lines = Lines(document)
    at = first if second is None else lines.offset(first, second)
    writer = _Writer(Report((report,), StoreSummary(0, 0, 0, ""), report.as_of), style)
    found = [one for one in report.checked if one.citation.span.start <= at < one.citation.span.end]
    out = [line for one in found for line in writer.explained(one, document, lines)]
    left = [one for one in report.not_checked if one.span.start <= at < one.span.end]
    out += [f"{visible(one.text)}: {words.not_checked(one.reason)}" for one in left]
    return bool(out), out or [words.label("no_citation_there")]


def own_words(article: Article, checked: Checked) -> tuple[str, int]:
    """The words of the article (of the 款 that is cited, where there is one), and where in them it matters: where a
    quotation first parts from them, else 0."""
    text, paragraph = article.text or "", checked.citation.pinpoint.paragraph
    for finding in checked.findings:
        differences = finding.facts.get("differences")
        if isinstance(differences, (list, tuple)) and differences and isinstance(differences[0], Mapping):
            at = differences[0].get("actual_at")
            return text, at[0] if isinstance(at, (list, tuple)) and isinstance(at[0], int) else 0
    paragraphs = text.split("\n")
    if paragraph and article.paragraphs == len(paragraphs) and paragraph <= len(paragraphs):
        return paragraphs[paragraph - 1], 0
    return text, 0


def version_words(version: Version, words: Words) -> str:
    """The version and the days it binds, in words; "" when nothing of it is known."""

    def iso(day: date | None) -> str | None:
        return day.isoformat() if day else None

    parts = [
        words.label("compared", version=iso(version.promulgated_on)),
        words.label("in_force_from", effective_on=iso(version.effective_on)),
        words.label("in_force_to", ceased_on=iso(version.ceased_on)),
    ]
    return words.comma.join(part for part in parts if part)


def visible(text: str) -> str:
    """The text with everything a terminal would obey shown instead: controls as ␛, the rest of the kind as U+FFFD.

    Controls (Cc), direction and other format marks (Cf), lone surrogates, private characters and line separators are
    what a hostile page could use to rewrite or recolour a terminal, or to show words in another order.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if char == " " or char.isprintable() else _shown(char) for char in text)


def _shown(char: str) -> str:
    code = ord(char)
    if char in "\t\u3000\xa0" or unicodedata.category(char) == "Zs":
        return "　" if char == "\u3000" else " "
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else "\ufffd"


def columns(text: str) -> int:
    """How many columns a terminal gives `text`, which has gone through `visible`."""
    if text.isascii():
        return len(text)
    wide = {"W", "F"}
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in wide else 1 for char in text
    )


def window(text: str, start: int, end: int, room: int) -> tuple[int, int]:
    """The slice of `text` to show around `[start, end)` in `room` columns: a third of the rest before it, more after.

    Only as much of a long line is looked at as can be shown.
    """
    used, first, last = 0, start, start
    while last < end and used < room:
        used += columns(visible(text[last]))
        last += 1
    before = (room - used) // 3
    while first > 0 and (cost := columns(visible(text[first - 1]))) <= before:
        before, used, first = before - cost, used + cost, first - 1
    while last < len(text) and used + (cost := columns(visible(text[last]))) <= room:
        used, last = used + cost, last + 1
    return first, last


def wrap(text: str, width: int, first: int | None = None) -> Sequence[str]:
    """`text` in lines of at most `width` columns (the first of `first`), broken between words or Chinese characters.

    A closing mark never begins a line (it hangs over by its width), an opening one never ends it.
    """
    lines: list[str] = []
    later, width = width, first or width
    line, used, space = "", 0, -1
    for char in text:
        cost = columns(char)
        if used + cost > width and char not in "，。、；：？！）》”’,.;:?!)]" and char != " ":
            between_words = space > 0 and char.isascii() and line[-1].isascii()
            whole = line[:space] if between_words else line
            kept = whole.rstrip("《（“‘([ ") or whole
            lines.append(kept.rstrip())
            line = line[len(kept) :].lstrip(" ")
            used, space, width = columns(line), -1, later
        if char == " ":
            if not line:
                continue
            space = len(line)
        line += char
        used += cost
    return [*lines, line] if line or not lines else lines
