"""From every text and header of one statute to its versions with `[effective_on, ceased_on)`.

Which day a wording takes effect, best evidence first:
  1. its own closing clause (自2026年1月1日起施行), when the day named is not before its promulgation: an amended
     text keeps the clause of the original act, which is how a third of the data package's dates went wrong;
  2. effective.csv, the clause of the deciding instrument (a 修改决定 or 修正案 that is held), a curated row;
  3. 自公布之日起施行, for an original text or a full revision;
  4. the header's own 施行 line; the index of LawRefBook or the data package, when not before promulgation;
  5. the promulgation day, as an estimate with low confidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeGuard

from citecheck.dev.derive.header import Enactment, is_whole, parse_date
from citecheck.dev.derive.known import Known
from citecheck.dev.derive.sources import (
    JUST_LAWS_SOURCE,
    LAWREFBOOK_SOURCE,
    PACKAGE_SOURCE,
    SourceText,
    official_title,
)
from citecheck.model import Level
from citecheck.normalize import title_key
from citecheck.numerals import parse_number
from citecheck.statute_text import StatuteText

_SAME_ACT = timedelta(days=200)  # a file's date may be the vote or the promulgation of the same text
_REACH = {  # from a vote to the promulgation that a curated row names
    Level.LAW: timedelta(days=40),
    Level.CONSTITUTION: timedelta(days=40),
    Level.JUDICIAL_INTERPRETATION: timedelta(days=400),
}
_LONGEST_WAIT = timedelta(days=3 * 366)  # between promulgation and effect; a longer one is another act's date
_CLAUSE = re.compile(
    r"(?:本|修改后的|修订后的)[\u4e00-\u9fff《》（）、]{0,60}?[，,]?(?:从|自|于)\s*"
    r"(?:(\d{4}年\d{1,2}月\d{1,2}日)|([〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
    r"|(?:公布|发布|颁布)之日)\s*(?:起|开始)?\s*(?:施行|实施|生效|执行)"
)
_HAN_DATE = re.compile(r"(.{4})年(.{1,2})月(.{1,3})日")
_REPEALED_ACT = re.compile(r"(\d{4}年\d{1,2}月\d{1,2}日)[^，。；《》]{0,80}《((?:[^《》]|《[^《》]*》)+)》")
_ON_PROMULGATION = re.compile(r"(?:公布|发布|颁布)之日")
_OMNIBUS = re.compile(r"部分|等[一二三四五六七八九十\d]+[部件]|、〈|废止和修改|修改和废止|一揽子")


@dataclass(frozen=True, slots=True)
class Dated:
    """A day with the source that says so and how far it is to be trusted."""

    day: date | None
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """One version with every text of it that a source holds, best source first, and what curated rows add."""

    key: str
    promulgated_on: date | None
    effective: Dated
    ceased_on: date | None
    change: str
    number: str
    texts: tuple[SourceText, ...]
    known: tuple[Known, ...] = ()


@dataclass(frozen=True, slots=True)
class StatuteFacts:
    id: str
    title: str
    level: Level
    issuer: str
    region: str
    fictitious: bool
    history_complete: bool
    source: str
    confidence: str
    versions: tuple[VersionFacts, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Facts about days of effect that are not in the text itself."""

    decisions: Mapping[tuple[str, date], Dated]  # (statute id, day of the amendment)
    editions: Mapping[tuple[str, int], Dated]  # (statute id, year of the amendment)
    days: Mapping[tuple[Level, date], Dated]  # (level, day of a decision that amended many texts)


@dataclass(frozen=True, slots=True)
class _Draft:
    enactment: Enactment
    texts: tuple[SourceText, ...] = ()
    known: tuple[Known, ...] = ()


def closing_date(text: StatuteText) -> date | str | None:
    """What the last articles say of taking effect: a day, "promulgation", or None. The last clause counts."""
    for article in reversed(text.articles[-4:]):
        matches = list(_CLAUSE.finditer(article.text))
        if not matches:
            continue
        match = matches[0]
        if match[1]:
            return parse_date(match[1])
        if match[2] and (han := _HAN_DATE.match(match[2])):
            numbers = [parse_number(part) for part in han.groups()]
            if None not in numbers:
                return parse_date("{}年{}月{}日".format(*numbers))
        if _ON_PROMULGATION.search(match[0]):
            return "promulgation"
    return None


def statute_facts(
    statute: str, texts: Sequence[SourceText], known: Sequence[Known], evidence: Evidence, repealed: date | None
) -> StatuteFacts:
    """The statute with all its versions, from every text, header and curated row of it."""
    ranked = sorted(texts, key=lambda t: (_RANK[t.source], -(t.day or date.min).toordinal()))
    history: tuple[Enactment, ...] = ()
    if ranked:
        history = max(ranked, key=lambda t: (t.source == JUST_LAWS_SOURCE, len(t.history))).history
    drafts = [_Draft(enactment) for enactment in history]
    for text in sorted(ranked, key=lambda t: (t.day or date.max, _RANK[t.source])):
        drafts = _attach(drafts, text)
    drafts = _drop_votes(drafts)
    for row in known:
        if repealed and row.promulgated and row.promulgated >= repealed:  # the repeal's day taken for the row's own
            row = replace(row, promulgated=None, effective=None)
        drafts = _attach_known(drafts, row)
    if (
        ranked and ranked[0].level is Level.JUDICIAL_INTERPRETATION
    ):  # voted on again, it is 修正, whatever the header says
        drafts = [
            replace(d, enactment=replace(d.enactment, change="amendment"))
            if d.enactment.vote and d.enactment.change
            else d
            for d in drafts
        ]
    drafts = _add_predecessors(_infer_original(sorted(drafts, key=_order)), [title_key(t.title) for t in ranked[:1]])
    level = ranked[0].level if ranked else known[0].level
    found = [_effective(statute, level, draft, not i, evidence) for i, draft in enumerate(drafts)]
    dated = zip(drafts, _original_clauses(drafts, found), strict=True)
    in_effect = sorted(dated, key=lambda pair: pair[1].day or date.min)
    ended = min((row.ceased for row in known if row.ceased and _is_last(row, drafts)), default=None)
    titles = [t.title for t in ranked] or [official_title(known[0].title)]
    return StatuteFacts(
        statute,
        max(titles, key=lambda title: (title.startswith("中华人民共和国"), title)),
        level,
        next((name for name in (*(t.issuer for t in ranked), *(row.issuer for row in known)) if name), ""),
        next((t.region for t in ranked if t.region), ""),
        any(row.fictitious for row in known),
        _tells_all(history, drafts, level),
        ranked[0].source if ranked else known[0].source,
        "high" if ranked else known[0].confidence,
        _intervals(in_effect, repealed or ended, level),
    )


def _tells_all(history: tuple[Enactment, ...], drafts: Sequence[_Draft], level: Level) -> bool:
    """Whether the versions are all there ever were: the header is whole and no other source knows one it leaves out.

    The headers of laws are of 2026-07: what came after them is known from the texts, and a law without any that
    names the day of its effect is new. A law's earlier act of the same title comes before the header's first; an
    earlier regulation may have been amended in between, and nothing here says so.
    """
    if not history:
        only = drafts[0] if len(drafts) == 1 and level is Level.LAW else None
        return only is not None and any(
            isinstance(day := closing_date(text.text), date) and day >= only.enactment.day for text in only.texts
        )
    if not is_whole(tuple(d.enactment for d in drafts)):
        return False
    days = [d.enactment.day for d in drafts if d.enactment.days] if level is Level.LAW else []
    beside = sum(not history[0].day <= day <= history[-1].day for day in days)
    return len(drafts) - beside <= len(history)


def _order(draft: _Draft) -> date:
    return draft.enactment.day if draft.enactment.days else date.min


def _is_last(row: Known, drafts: Sequence[_Draft]) -> bool:
    """Whether the row speaks of the last version, so that its end is the statute's."""
    return not drafts or row in drafts[-1].known or row.promulgated is None


def _attach_known(drafts: list[_Draft], row: Known) -> list[_Draft]:
    """The drafts with a curated row at the enactment it speaks of; a new one where it tells of another."""
    day = row.promulgated
    if day is None:
        if drafts:
            return drafts
        days = (row.effective,) if row.effective else ()
        if not days and row.ceased is None and row.last_article is None:
            return []
        return [_Draft(Enactment(days, row.change, None, row.effective, number=row.number), (), (row,))]
    exact = [i for i, d in enumerate(drafts) if day in d.enactment.days]
    reach = _REACH.get(row.level, _SAME_ACT)
    near = [
        i
        for i, d in enumerate(drafts)
        if d.enactment.days
        and d.enactment.promulgated is None
        and timedelta() <= day - d.enactment.days[-1] <= reach
        and not any(k.promulgated for k in d.known)
    ]
    close = [i for i, d in enumerate(drafts) if d.enactment.days and abs(day - d.enactment.day) <= timedelta(days=20)]
    chosen = exact or near or close
    if chosen:
        i = chosen[-1]
        enactment = drafts[i].enactment
        if enactment.promulgated is None and day >= enactment.days[-1]:
            enactment = replace(enactment, days=tuple(dict.fromkeys((*enactment.days, day))), promulgated=day)
        if row.number and not enactment.number:
            enactment = replace(enactment, number=row.number)
        if row.change and enactment.vote and enactment.change:
            enactment = replace(enactment, change=row.change)
        drafts = [*drafts]
        drafts[i] = replace(drafts[i], enactment=enactment, known=(*drafts[i].known, row))
        return drafts
    made = Enactment((day,), row.change, day, None, number=row.number)
    return sorted([*drafts, _Draft(made, (), (row,))], key=_order)


def _infer_original(drafts: list[_Draft]) -> list[_Draft]:
    """The drafts, before them the act that the closing clause of the first text speaks of, if that is another.

    A text of 2020 that closes 自2009年4月1日起施行 under a header that says nothing is the amended text of an act
    that took effect then: nothing else is known of that act.
    """
    if not drafts or drafts[0].enactment.change or not drafts[0].enactment.days:
        return drafts
    first = drafts[0]
    closings = [closing_date(text.text) for text in first.texts]
    named = [day for day in closings if isinstance(day, date) and first.enactment.day - day > _SAME_ACT]
    if not named:
        return drafts
    original = Enactment((named[0],), "", None, named[0], inferred=True)
    change = "revision" if first.texts[0].level is Level.ADMINISTRATIVE_REGULATION else "amendment"
    return [_Draft(original), replace(first, enactment=replace(first.enactment, change=change)), *drafts[1:]]


def _add_predecessors(drafts: list[_Draft], names: Sequence[str]) -> list[_Draft]:
    """The drafts, with the earlier act of the same title that a closing clause repeals.

    1991年6月4日国务院发布的《计算机软件保护条例》同时废止, says the regulation of that title of 2001.
    """
    days = {
        day
        for draft in drafts
        for text in draft.texts
        for article in text.text.articles[-3:]
        for match in _REPEALED_ACT.finditer(article.text)
        if title_key(match[2]) in names and (day := parse_date(match[1])) and "废止" in article.text[match.end() :]
    }
    new = sorted(day for day in days if all(abs(day - d) > _SAME_ACT for draft in drafts for d in draft.enactment.days))
    if not new:
        return drafts
    made = [_Draft(Enactment((day,), "" if i == 0 else "revision", day)) for i, day in enumerate(new)]
    reissued = [
        replace(d, enactment=replace(d.enactment, change="revision")) if not d.enactment.change else d for d in drafts
    ]
    return sorted([*made, *reissued], key=_order)


def _original_clauses(drafts: Sequence[_Draft], dated: Sequence[Dated]) -> list[Dated]:
    """The dates with those that amended texts still carry given to the act they belong to.

    消费者权益保护法 (2013) closes 自1994年1月1日起施行: that is when the text of 1993-10-31 took effect.
    """
    out = list(dated)
    for draft in drafts:
        for text in draft.texts:
            closing = closing_date(text.text)
            if not isinstance(closing, date):
                continue
            owners = [
                i
                for i, d in enumerate(drafts)
                if d.enactment.days
                and d.enactment.change != "amendment"
                and timedelta() <= closing - d.enactment.day <= _LONGEST_WAIT
            ]
            if owners and out[owners[-1]].confidence != "high":
                out[owners[-1]] = Dated(closing, "closing clause", "high")
    return out


_RANK = {PACKAGE_SOURCE: 0, JUST_LAWS_SOURCE: 1, LAWREFBOOK_SOURCE: 2}


def _attach(drafts: list[_Draft], text: SourceText) -> list[_Draft]:
    """The drafts with `text` at the enactment it is the wording of; a new enactment when none fits."""
    own = text.history[-1] if text.history else None
    day = text.day or (own.day if own else None)
    if day is None:
        if not drafts:
            return [_Draft(Enactment(()), (text,))]
        return [*drafts[:-1], replace(drafts[-1], texts=(*drafts[-1].texts, text))]
    exact = [i for i, d in enumerate(drafts) if day in d.enactment.days]
    near = [
        i for i, d in enumerate(drafts) if d.enactment.days and timedelta() <= day - d.enactment.days[-1] <= _SAME_ACT
    ]
    if own and text.level is not Level.LAW and own.day > day and not exact:
        near = [i for i, d in enumerate(drafts) if own.day in d.enactment.days] or near
    chosen = exact or near[-1:]
    if chosen:
        i = chosen[-1]
        enactment = drafts[i].enactment
        if enactment.promulgated is None and text.day is not None and _promulgates(text, enactment):
            enactment = replace(enactment, days=tuple(dict.fromkeys((*enactment.days, day))), promulgated=day)
        if text.number and not enactment.number:
            enactment = replace(enactment, number=text.number)
        if own and own.effective and not enactment.effective and set(own.days) & set(enactment.days):
            enactment = replace(enactment, effective=own.effective)
        drafts = [*drafts]
        drafts[i] = replace(drafts[i], enactment=enactment, texts=(*drafts[i].texts, text))
        return drafts
    change = ""
    if any(d.enactment.days and d.enactment.day < day for d in drafts):  # the State Council says 修订 of every change
        change = "revision" if text.level is Level.ADMINISTRATIVE_REGULATION else "amendment"
    if change and isinstance(closing := closing_date(text.text), date) and closing >= day:
        change = "revision"
    effective = own.effective if own and day in own.days else None
    made = Enactment((day,), change, day, effective, number=text.number)
    return sorted([*drafts, _Draft(made, (text,))], key=_order)


def _promulgates(text: SourceText, enactment: Enactment) -> bool:
    """Whether the date of the text's file is its promulgation: interpretations are filed under their vote at times."""
    assert text.day is not None
    if text.level is Level.JUDICIAL_INTERPRETATION:
        return text.day > enactment.days[-1]
    return text.day >= enactment.days[-1]


def _drop_votes(drafts: list[_Draft]) -> list[_Draft]:
    """Without enactments that are a vote on the one that follows: same change, no text, days before it."""
    kept: list[_Draft] = []
    for draft in drafts:
        before = kept[-1] if kept else None
        if (
            before
            and not before.texts
            and before.enactment.promulgated is None
            and not before.enactment.decision
            and before.enactment.change == draft.enactment.change
            and draft.enactment.day - before.enactment.day <= timedelta(days=120)
        ):
            kept[-1] = draft
        else:
            kept.append(draft)
    return kept


def _effective(statute: str, level: Level, draft: _Draft, first: bool, evidence: Evidence) -> Dated:
    enactment, closings = draft.enactment, [closing_date(text.text) for text in draft.texts]
    named = [closing for closing in closings if isinstance(closing, date)]
    if not enactment.days:
        return Dated(named[0], "closing clause", "medium") if named else Dated(None, "", "low")
    day = enactment.day

    def plausible(other: date | None) -> TypeGuard[date]:
        return other is not None and timedelta() <= other - day <= _LONGEST_WAIT

    for closing in named:
        if plausible(closing):
            return Dated(closing, "closing clause", "high")
    for enacted in enactment.days:
        if decided := evidence.decisions.get((statute, enacted)):
            return decided
    for row in draft.known:
        if plausible(row.effective):
            return Dated(row.effective, row.source, row.confidence)
    if edition := evidence.editions.get((statute, day.year)):
        return edition
    if enactment.change:
        for enacted in enactment.days:
            if decided := evidence.days.get((level, enacted)):
                return decided
    whole = first or not enactment.change or (enactment.change == "revision" and not enactment.decision)
    if whole and "promulgation" in closings:
        return Dated(day, "closing clause", "high" if enactment.promulgated else "medium")
    if plausible(enactment.effective):
        return Dated(enactment.effective, "title header", "high")
    for text in draft.texts:
        if plausible(text.effective) and text.effective != day:
            return Dated(text.effective, text.source, "medium")
    for text in draft.texts:  # the index often repeats the promulgation day where it knows nothing better
        if text.source == LAWREFBOOK_SOURCE and text.effective == day:
            return Dated(day, text.source, "medium" if _OMNIBUS.search(enactment.decision) else "low")
    if first and named and timedelta() < day - named[0] <= _SAME_ACT:  # a tax rule may reach back to 1 January
        return Dated(named[0], "closing clause", "medium")
    # decisions on many laws at once take effect on promulgation, with rare exceptions
    return Dated(day, "promulgation", "medium" if _OMNIBUS.search(enactment.decision) else "low")


def _intervals(
    in_effect: Sequence[tuple[_Draft, Dated]], repealed: date | None, level: Level
) -> tuple[VersionFacts, ...]:
    """The versions in the order in which they took effect, each ending where the next begins, the last at repeal."""
    versions = []
    keys: set[str] = set()
    for i, (draft, effective) in enumerate(in_effect):
        ceased = next((following.day for _, following in in_effect[i + 1 :] if following.day), None)
        ended = repealed if effective.day is None or (repealed and effective.day < repealed) else None
        ceased = min((day for day in (ceased, ended) if day), default=None)
        enactment = draft.enactment
        promulgated = enactment.promulgated
        voted_is_promulgated = level is not Level.JUDICIAL_INTERPRETATION and not enactment.inferred
        if promulgated is None and enactment.days and voted_is_promulgated:
            promulgated = enactment.day
        base = enactment.day.isoformat() if enactment.days else "unknown"
        key = base if base not in keys else f"{base}/{i}"
        keys.add(key)
        texts = tuple(sorted(draft.texts, key=lambda t: _RANK[t.source]))
        versions.append(
            VersionFacts(key, promulgated, effective, ceased, enactment.change, enactment.number, texts, draft.known)
        )
    return tuple(versions)


def decided_dates(texts: Iterable[SourceText], resolve: Mapping[str, str]) -> dict[tuple[str, date], Dated]:
    """(statute id, day of the decision) → day of effect, from every amending instrument whose text is held.

    《关于修改〈X〉的决定》 and 修正案 name X in their title and the day in their closing clause. `resolve` maps a
    title key to a statute id.
    """
    found = {}
    for text in texts:
        if text.day is None or not (text.kind == "修改决定" or re.search(r"修正案|关于修改.*的决定$", text.title)):
            continue
        named = re.search(r"关于修改《(.+)》的决定$", text.title)
        target = resolve.get(title_key(named[1])) if named else None
        if target is None and "刑法修正案" in text.title:
            target = "刑法"
        if target is None and "宪法修正案" in text.title:
            target = "宪法"
        closing = closing_date(text.text) or _loose_closing(text.text)
        if target and closing is not None:
            day = text.day if closing == "promulgation" else closing
            if isinstance(day, date) and day >= text.day:
                found[target, text.day] = Dated(day, "amending decision", "high")
    return found


def _loose_closing(text: StatuteText) -> date | str | None:
    for line in (*text.appendices[::-1], *text.preamble[::-1]):
        if match := _CLAUSE.search(line):
            return parse_date(match[1]) if match[1] else "promulgation"
    return None
