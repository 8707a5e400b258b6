"""From every text and header of one statute to its versions with `[effective_on, ceased_on)`.

Which day a wording takes effect, best evidence first:
  1. its own closing clause (自2026年1月1日起施行), when the day named is not before its promulgation: an amended
     text keeps the clause of the original act, which is how a third of the data package's dates went wrong;
  2. 自公布之日起施行, for an original text or a full revision;
  3. the header's own 施行 line, the deciding instrument's clause (a 修改决定 or 修正案 that is held), a fact of
     effective.csv or of the validity notes, each with its source;
  4. the index of LawRefBook or the data package, when the day is not before promulgation;
  5. the promulgation day, as an estimate with low confidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from citecheck.dev.derive.header import Enactment, is_whole, parse_date
from citecheck.dev.derive.sources import JUST_LAWS_SOURCE, LAWREFBOOK_SOURCE, PACKAGE_SOURCE, SourceText
from citecheck.model import Level
from citecheck.numerals import parse_number
from citecheck.statute_text import StatuteText

_SAME_ACT = timedelta(days=200)  # a file's date may be the vote or the promulgation of the same text
_LONGEST_WAIT = timedelta(days=3 * 366)  # between promulgation and effect; a longer one is another act's date
_CLAUSE = re.compile(
    r"(?:本|修改后的|修订后的)[\u4e00-\u9fff《》（）、]{0,60}?[，,]?(?:从|自|于)\s*"
    r"(?:(\d{4}年\d{1,2}月\d{1,2}日)|([〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
    r"|(?:公布|发布|颁布)之日)\s*(?:起|开始)?\s*(?:施行|实施|生效|执行)"
)
_HAN_DATE = re.compile(r"(.{4})年(.{1,2})月(.{1,3})日")
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
    """One version with every text of it that a source holds, best source first."""

    key: str
    promulgated_on: date | None
    effective: Dated
    ceased_on: date | None
    change: str
    number: str
    texts: tuple[SourceText, ...]


@dataclass(frozen=True, slots=True)
class StatuteFacts:
    id: str
    title: str
    level: Level
    issuer: str
    region: str
    history_complete: bool
    source: str
    versions: tuple[VersionFacts, ...]


@dataclass(frozen=True, slots=True)
class _Draft:
    enactment: Enactment
    texts: tuple[SourceText, ...] = ()


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
    key: str,
    texts: Sequence[SourceText],
    decisions: Mapping[tuple[str, date], Dated],
    repealed: date | None,
) -> StatuteFacts:
    """The statute with all its versions. `decisions` maps (statute id, day of the amendment) to its day of effect."""
    ranked = sorted(texts, key=lambda t: (_RANK[t.source], -(t.day or date.min).toordinal()))
    richest = max((t for t in ranked), key=lambda t: (t.source == JUST_LAWS_SOURCE, len(t.history)))
    drafts = [_Draft(e) for e in richest.history]
    for text in sorted(ranked, key=lambda t: (t.day or date.max, _RANK[t.source])):
        drafts = _attach(drafts, text)
    drafts.sort(key=lambda d: d.enactment.day if d.enactment.days else date.min)
    drafts = _drop_votes(drafts)
    dated = [_effective(key, draft, first=not i, decisions=decisions) for i, draft in enumerate(drafts)]
    versions = _intervals(drafts, dated, repealed, texts[0].level)
    named = ranked[0]
    return StatuteFacts(
        key,
        max((t.title for t in ranked), key=lambda title: (title.startswith("中华人民共和国"), title)),
        named.level,
        next((t.issuer for t in ranked if t.issuer), ""),
        next((t.region for t in ranked if t.region), ""),
        bool(drafts) and is_whole(tuple(d.enactment for d in drafts)) and bool(richest.history),
        named.source,
        versions,
    )


_RANK = {PACKAGE_SOURCE: 0, JUST_LAWS_SOURCE: 1, LAWREFBOOK_SOURCE: 2}


def _attach(drafts: list[_Draft], text: SourceText) -> list[_Draft]:
    """The drafts with `text` at the enactment it is the wording of; a new enactment when none fits."""
    own = text.history[-1] if text.history else None
    day = text.day or (own.day if own else None)
    if day is None:
        if not drafts:
            return [_Draft(Enactment(()), (text,))]
        return [*drafts[:-1], _Draft(drafts[-1].enactment, (*drafts[-1].texts, text))]
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
        known = enactment.promulgated is None and text.day is not None and text.day >= enactment.days[-1]
        if known:
            enactment = replace(enactment, days=tuple(dict.fromkeys((*enactment.days, day))), promulgated=day)
        if text.number and not enactment.number:
            enactment = replace(enactment, number=text.number)
        if own and own.effective and not enactment.effective and set(own.days) & set(enactment.days):
            enactment = replace(enactment, effective=own.effective)
        drafts = [*drafts]
        drafts[i] = _Draft(enactment, (*drafts[i].texts, text))
        return drafts
    change = "amendment" if any(d.enactment.days and d.enactment.day < day for d in drafts) else ""
    if change and isinstance(closing := closing_date(text.text), date) and closing >= day:
        change = "revision"
    effective = own.effective if own and day in own.days else None
    made = Enactment((day,), change, day, effective, number=text.number)
    return sorted([*drafts, _Draft(made, (text,))], key=lambda d: d.enactment.day if d.enactment.days else date.min)


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


def _effective(
    key: str, draft: _Draft, *, first: bool, decisions: Mapping[tuple[str, date], Dated]
) -> Dated:
    enactment = draft.enactment
    if not enactment.days:
        for text in draft.texts:
            if isinstance(closing := closing_date(text.text), date):
                return Dated(closing, "closing clause", "medium")
        return Dated(None, "", "low")
    day = enactment.day

    def plausible(other: date | None) -> bool:
        return other is not None and timedelta() <= other - day <= _LONGEST_WAIT

    closings = [closing_date(text.text) for text in draft.texts]
    for closing in closings:
        if isinstance(closing, date) and plausible(closing):
            return Dated(closing, "closing clause", "high")
    for enacted in enactment.days:
        if decided := decisions.get((key, enacted)):
            return decided
    whole = first or (enactment.change == "revision" and not enactment.decision) or not enactment.change
    if whole and "promulgation" in closings:
        return Dated(day, "closing clause", "high" if enactment.promulgated else "medium")
    if plausible(enactment.effective):
        return Dated(enactment.effective, "title header", "high")
    for text in draft.texts:
        if text.source != PACKAGE_SOURCE and plausible(text.effective):
            return Dated(text.effective, text.source, "medium")
    for text in draft.texts:
        if text.source == PACKAGE_SOURCE and plausible(text.effective) and text.effective != day:
            return Dated(text.effective, text.source, "medium")
    if first:
        for closing in closings:
            if isinstance(closing, date):
                return Dated(closing, "closing clause", "medium")
    if _OMNIBUS.search(enactment.decision):  # such decisions take effect on promulgation, with rare exceptions
        return Dated(day, "promulgation", "medium")
    return Dated(day, "promulgation", "low")


def _intervals(
    drafts: Sequence[_Draft], dated: Sequence[Dated], repealed: date | None, level: Level
) -> tuple[VersionFacts, ...]:
    versions = []
    keys: set[str] = set()
    for i, (draft, effective) in enumerate(zip(drafts, dated, strict=True)):
        later = [d.day for d in dated[i + 1 :] if d.day is not None]
        ceased = min(later) if later else None
        if ceased is not None and effective.day is not None:
            ceased = max(ceased, effective.day)
        if repealed is not None and (ceased is None or repealed < ceased):
            ceased = repealed if effective.day is None or effective.day <= repealed else effective.day
        enactment = draft.enactment
        promulgated = enactment.promulgated
        if promulgated is None and enactment.days and level is not Level.JUDICIAL_INTERPRETATION:
            promulgated = enactment.day
        base = enactment.day.isoformat() if enactment.days else "unknown"
        key = base if base not in keys else f"{base}/{i}"
        keys.add(key)
        texts = tuple(sorted(draft.texts, key=lambda t: _RANK[t.source]))
        versions.append(
            VersionFacts(key, promulgated, effective, ceased, enactment.change, enactment.number, texts)
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
        target = resolve.get(named[1]) if named else None
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
