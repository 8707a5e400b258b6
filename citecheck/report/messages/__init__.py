"""Every sentence of a report, in Chinese and English, from a key and its facts.

A table of templates per language (zh.py, en.py) holds the words; here the facts are put into them. In a template
`{title}` stands for a fact and `[...]` for words that are left out when a fact inside them is unknown, so that one
sentence serves a repeal whose date we know and one whose date we do not. What a fact looks like follows from its
name: a date, a title, a version, a list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from types import ModuleType
from typing import Any, Literal, TypeAlias

from citecheck.errors import Sentence
from citecheck.model import (
    ArticleNumber,
    Checked,
    Finding,
    Json,
    Level,
    Matched,
    Pinpoint,
    Reason,
    Severity,
    Unreadable,
    Verdict,
)
from citecheck.report.model import Notice, Report

Lang: TypeAlias = Literal["zh", "en"]

_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_FIELD = re.compile(r"\{(\w+)\}")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")

_DATES = frozenset(("as_of", "effective_on", "ceased_on", "complete_to", "promulgated_on", "earlier_ceased_on"))
_TITLES = frozenset(("title", "cited", "repealed_by", "candidates", "successors", "other_title"))
_VERSIONS = frozenset(("version", "earlier", "current"))
_ARTICLES = frozenset(("last_article", "article_end", "other_article"))
_LEVELS = frozenset(Level)


@cache
def say(lang: Lang) -> Words:
    """The words of one language."""
    from citecheck.report.messages import en, zh

    return Words(zh if lang == "zh" else en)


class Words:
    """Sentences of one language. No key and no missing fact raises: the verdict's own words stand in."""

    def __init__(self, table: ModuleType) -> None:
        self._table = table
        self.labels: Mapping[str, str] = table.LABELS
        self.corpus_page: Mapping[str, str] = table.CORPUS_PAGE
        self.joiner: str = table.JOINER
        self.comma: str = table.COMMA
        self.colon: str = table.COLON
        self.after_title: str = table.AFTER_TITLE  # between a title and an article of it

    def verdict(self, verdict: Verdict) -> str:
        return str(self._table.VERDICTS[verdict])

    def meaning(self, verdict: Verdict) -> str:
        """What the verdict says of a citation, in a clause."""
        return str(self._table.MEANINGS[verdict])

    def severity(self, severity: Severity) -> str:
        return str(self._table.SEVERITIES[severity])

    def level(self, level: Level) -> str:
        return str(self._table.LEVELS[level])

    def finding(self, finding: Finding, checked: Checked) -> str:
        """One sentence a reader can act on."""
        templates: Mapping[str, str] = self._table.FINDINGS
        facts, resolution, citation = finding.facts, checked.resolved.resolution, checked.citation
        article, other = _number(facts) or citation.article, _number(facts, "other_")

        def tell(name: str) -> str | None:
            """The fact in words: what the finding says of it, else what is known of the citation."""
            if article is not None and name == "article":
                return self.place(article)
            if article is not None and name == "place":
                return self.place(article, citation.pinpoint)
            if other is not None and name == "other_article":
                return self.place(other)
            if other is not None and name == "other_title":
                title = self._word(name, facts.get(name))
                return None if title == tell("title") else title  # 《民法典》第五十七条, not 《民法典》第三十四条: once
            if name in facts:
                return self._word(name, facts[name])
            if name == "title":
                return self._word(name, resolution.statute.title) if isinstance(resolution, Matched) else None
            if name == "cited":  # a back-reference means a title it does not give
                return self._word(name, citation.cited_title or citation.title_key)
            return self.date(checked.resolved.as_of) if name == "as_of" else None

        for key in (finding.reason, str(finding.code)):
            if key in templates and (sentence := _filled(templates[key], tell)) is not None:
                return sentence
        return self.verdict(finding.code)

    def support(self, reason: Reason) -> str:
        """Why a claim was judged as it was."""
        template, facts = self._table.SUPPORT.get(reason.key, ""), self._facts(reason.facts)
        if (other := _number(reason.facts, "other_")) is not None:
            facts["other_article"] = self.place(other)
        return fill(template, facts) or reason.key.replace("_", " ")

    def not_checked(self, reason: str) -> str:
        return str(self._table.NOT_CHECKED.get(reason, reason.replace("_", " ")))

    def unreadable(self, document: Unreadable) -> str:
        return str(self._table.UNREADABLE.get(document.error, document.error))

    def in_corpus(self, error: str) -> str:
        """Why a document of a corpus was not checked."""
        return str(self._table.IN_CORPUS.get(error) or self.unreadable(Unreadable("", error)))

    def unread_pages(self, pages: Iterable[int]) -> str:
        """Which pages were not read, those that follow one another as a range."""
        ranges: list[list[int]] = []
        for number in pages:
            if ranges and ranges[-1][1] == number - 1:
                ranges[-1][1] = number
            else:
                ranges.append([number, number])
        told = [str(first) if first == last else f"{first}–{last}" for first, last in ranges]
        return self.label("unread_pages", pages=list(told))

    def suggestions(self, verdict: Verdict) -> str:
        """What stands before the list of suggestions."""
        return str(self._table.SUGGESTIONS.get(verdict, self._table.SUGGESTIONS[None]))

    def date(self, day: date) -> str:
        return str(self._table.date(day))

    def place(self, article: ArticleNumber | None, pinpoint: Pinpoint = Pinpoint()) -> str:  # noqa: B008 - frozen
        """第一百三十三条之一第二款 / article 133-1, paragraph 2; "" without an article."""
        return str(self._table.place(article, pinpoint)) if article else ""

    def title(self, title: str) -> str:
        return title if "《" in title[:1] or title.isascii() else f"《{title}》"

    def joined(self, words: Iterable[str]) -> str:
        return self.joiner.join(words)

    def clauses(self, words: Iterable[str]) -> str:
        return str(self._table.CLAUSES).join(words)

    def label(self, key: str, **facts: Json) -> str:
        """A piece of the report's own text; raises KeyError for one that the table lacks."""
        return fill(self.labels[key], self._facts(facts)) or ""

    def horizons(self, report: Report) -> tuple[str, ...]:
        """What the day asked for lies past, one sentence for each date; nothing when all lists reach it."""
        by_date: dict[date, list[str]] = {}
        for horizon in report.past_horizon():
            assert horizon.complete_to is not None
            by_date.setdefault(horizon.complete_to, []).append(self.level(horizon.level))
        return tuple(
            self.label("horizon", levels=list(levels), complete_to=day.isoformat())
            for day, levels in sorted(by_date.items())
        )

    def notice(self, notice: Notice) -> str:
        """What to tell of a comment to citecheck that stands in a text."""
        return self.label(notice.key, **notice.facts)

    def notices(self, report: Report) -> tuple[str, ...]:
        """Every notice with its file and line."""
        return tuple(f"{notice.path}:{notice.line}{self.colon}{self.notice(notice)}" for notice in report.notices)

    def error(self, template: str, facts: Mapping[str, object]) -> str:
        """What stood in the way of the program: the English template of an error of ours, in this language if known.

        A fact that is such a template itself, a reason within a reason, is put into words as well.
        """
        known: Mapping[str, str] = self._table.ERRORS
        told = known.get(template, template)
        return told.format(**{name: self._reason(fact, facts) for name, fact in facts.items()}) if facts else told

    def _reason(self, fact: object, facts: Mapping[str, object]) -> object:
        """A fact of an error in words, where this language has any for it."""
        known: Mapping[str, str] = self._table.ERRORS
        match fact:
            case str():
                return known.get(fact, fact) if " " in fact else fact  # one word is a name
            case Sentence():
                return self.error(fact.template, fact.facts)
            case tuple():
                return self.joined(str(self._reason(one, facts)) for one in fact)
            case OSError(strerror=str(said), filename=place) if said in known:
                named = place is None or str(place) in map(str, facts.values())
                return known[said] if named else f"{known[said]}{self.colon}{place}"
            case Exception():
                return known.get(str(fact), fact)
            case _:
                return fact

    def left_out(self, report: Report) -> tuple[str, ...]:
        """What was found and is not shown, and by whose wish; nothing when all is."""
        counts = {"hidden": report.hidden, "suppressed": report.suppressed, "known": report.known}
        sentences = []
        for key, left in counts.items():
            if left:
                verdicts = [
                    self.label("verdict_count", verdict=self.verdict(verdict), count=count)
                    for verdict, count in left.items()
                ]
                sentences.append(self.label(key, count=sum(left.values()), verdicts=list(verdicts)))
        return tuple(sentences)

    def _facts(self, facts: Mapping[str, Json]) -> dict[str, str]:
        """The facts in words; one that is unknown has none."""
        words = ((name, self._word(name, value)) for name, value in facts.items())
        return {name: word for name, word in words if word is not None}

    def _word(self, name: str, value: Json) -> str | None:
        if value is None or value == "":
            return None
        if isinstance(value, (list, tuple)):
            if value and name == "differences":
                return self.clauses(self._difference(one) for one in value if isinstance(one, Mapping))
            words = [word for one in value if (word := self._word(name, one)) is not None]
            return self.joined(words) if words else None
        if name in _TITLES:
            return self.title(str(value))
        if name in _DATES:
            return self._day(str(value))
        if name in _VERSIONS:
            day = self._day(str(value))
            return None if day is None else str(self._table.LABELS["version"]).replace("{day}", day)
        if name in _ARTICLES and isinstance(value, (int, str)):
            base, _, branch = str(value).partition("-")
            return self.place(ArticleNumber(int(base), int(branch or 0))) if base.isdecimal() else str(value)
        if name in ("paragraph", "list_paragraph", "list_item", "subparagraph", "point") and isinstance(value, int):
            return str(self._table.ordinal(value))
        if name == "source":
            return self._source(str(value))
        if name == "level" and value in _LEVELS:
            return self.level(Level(str(value)))
        return f"{value:.2f}" if isinstance(value, float) else str(value)

    def _source(self, source: str) -> str:
        """Where a fact is from: what the catalogue says (statutes/README.md, "Sources"), its general terms in words."""
        what, _, effective = source.partition("; effective: ")
        sources: Mapping[str, str] = self._table.SOURCES
        if not effective:
            return sources.get(what, what)
        return self.label("source_of_date", of=sources.get(what, what), dated_by=sources.get(effective, effective))

    def _difference(self, difference: Mapping[str, Json]) -> str:
        """Where the words of a text and of the article part: other words, words more, or words less."""
        key = (
            "differs" if difference["claimed"] and difference["actual"] else "lacks" if difference["actual"] else "adds"
        )
        return self.label(key, **difference)

    def _day(self, value: str) -> str | None:
        return _dated(self._table, value)


@lru_cache(1 << 10)  # one day is judged at, and versions begin and end on a few hundred
def _dated(table: ModuleType, value: str) -> str | None:
    return str(table.date(date.fromisoformat(value[:10]))) if _ISO.match(value) else None


def fill(template: str, facts: Mapping[str, str]) -> str | None:
    """The template with the facts in it; None when one outside brackets is unknown."""
    return _filled(template, facts.get)


def _filled(template: str, tell: Callable[[str], str | None]) -> str | None:
    """`fill` with each fact as `tell` tells it: once, though a template may name it twice."""
    whole, cut = _compiled(template)
    facts: dict[str, Any] = {name: tell(name) for name in whole[1::2]}
    if None not in facts.values():
        return _interleaved(whole, facts)
    words: list[str] = []
    for pieces, optional in cut:
        if all(facts[name] is not None for name in pieces[1::2]):
            words.append(_interleaved(pieces, facts))
        elif not optional:
            return None
    return "".join(words)


def _interleaved(pieces: list[str], facts: Mapping[str, str]) -> str:
    filled = pieces.copy()
    filled[1::2] = map(facts.__getitem__, pieces[1::2])
    return "".join(filled)


@cache
def _compiled(template: str) -> tuple[list[str], tuple[tuple[list[str], bool], ...]]:
    """Words and names of facts in turn, of the whole template, and of each of the pieces that its brackets cut it into,
    with whether it may be left out. There are as many templates as the tables of the languages have.
    """
    cut = [_FIELD.split(piece) for piece in _OPTIONAL.split(template)]
    return _FIELD.split(_OPTIONAL.sub(r"\1", template)), tuple((piece, at % 2 == 1) for at, piece in enumerate(cut))


def _number(facts: Mapping[str, Json], prefix: str = "") -> ArticleNumber | None:
    """The article that the facts name, 之N included; None when they name none."""
    base, branch = facts.get(f"{prefix}article"), facts.get(f"{prefix}branch")
    return ArticleNumber(base, branch if isinstance(branch, int) else 0) if isinstance(base, int) else None
