"""repeals.csv: what ended which instrument, when, how far, and what took its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from citecheck.dev.curate.clauses import Ended, closing_clauses, unwrapped
from citecheck.dev.curate.tables import HERE, Row, arabic_dates, clean_title, iso_date, level_of, read_rows
from citecheck.dev.curate.texts import Text, justlaws_documents, lawrefbook_documents
from citecheck.model import Level, RepealExtent
from citecheck.normalize import title_key

LAWREFBOOK = "LawRefBook 2025-04-19"
JUST_LAWS = "just-laws 2026-07-17"
_REENACTED = re.compile(r"(\d{4}年\d{1,2}月\d{1,2}日)[^年《》\n]{0,40}令第\d+号(?:第.次)?修订")
_PUBLISHED = re.compile(r"(\d{4}年\d{1,2}月\d{1,2}日)[^年\n]{0,60}?(?:公布|发布|颁布)")
_NOTES = "research notes 2026-11-21"


@dataclass(frozen=True, slots=True)
class Repealed:
    """One fact: `ended`, where it was read, how sure it is, and the level its text suggests."""

    ended: Ended
    source: str
    confidence: str
    level: Level
    local: bool = False


def corpus_repeals(shared: Path) -> Iterator[Repealed]:
    """What the closing clauses of ../shared's corpora end, the earliest version of each repealing text first."""
    documents: list[tuple[str, Text, bool]] = [
        (LAWREFBOOK, text, "DLC" in path.parts) for path, text in lawrefbook_documents(shared)
    ]
    documents += [(JUST_LAWS, text, False) for _, text in justlaws_documents(shared)]
    for source, text, local in sorted(documents, key=lambda entry: (entry[1].promulgated_on or "9999", entry[1].title)):
        for ended in closing_clauses(text):
            date = ended.ceased_on or publication_day(text)
            sure = "high" if ended.ceased_on else "medium"
            yield Repealed(replace(ended, ceased_on=date), source, sure if date else "low", _level(ended, local), local)


def publication_day(text: Text) -> str:
    """The day of publication, where the clause says only "from the day of publication".

    That of the last decree which re-enacted the whole text (2017年…国务院令第696号修订), else of the first edition:
    a decision that amends single articles leaves the closing clause as it was.
    """
    heading = arabic_dates("\n".join(text.header.splitlines()[1:]))
    days = _REENACTED.findall(heading)[-1:] or _PUBLISHED.findall(heading)[:1]
    if days:
        return iso_date(days[0])
    lines = [iso_date(line) for line in heading.splitlines() if iso_date(line)]
    return lines[0] if lines else ("" if "修" in text.header else text.promulgated_on)


def _level(ended: Ended, local: bool) -> Level:
    """What the words before a title say of its rank; where they say nothing, what the title says."""
    named = level_of(ended.title)
    if named in (Level.LAW, Level.JUDICIAL_INTERPRETATION, Level.LEGISLATIVE_INTERPRETATION):
        return named
    words = ended.before + ended.document_number
    if re.search(r"(?:国务院|政务院)[^，、。]{0,12}(?:发布|公布|颁布|批准|批转|转发|制定|令)", words):
        return Level.ADMINISTRATIVE_REGULATION
    if re.search(r"(?:部|局|委员会|总署|人民银行)[^，、。]{0,8}(?:发布|公布|颁布|令)", words):
        return Level.DEPARTMENTAL_RULE
    if local:
        return Level.LOCAL_REGULATION
    return named


def public_repeals() -> Iterator[Repealed]:
    """What the decisions and clauses of the public mirror end (public_repeals.csv)."""
    for row in read_rows(HERE / "public_repeals.csv"):
        ended = Ended(
            row["title"], row["repealed_by"], row["ceased_on"], RepealExtent(row["extent"]), row["scope"],
            row["promulgated_on"], row["document_number"], row["successor"],
        )  # fmt: skip
        yield Repealed(unwrapped(ended), row["source"], "high", level_of(unwrapped(ended).title))


def noted_repeals(shared: Path) -> Iterator[Repealed]:
    """The research notes of ../shared/facts, without those that speak of a version or of one paragraph."""
    for row in read_rows(shared / "facts" / "validity_facts.csv"):
        title, note = row["title"], row["note"]
        if note.startswith("VERSION") or "文本）" in title or re.search(r"第.+[条款]$", title):
            continue
        if "same title re-issued" in note:
            continue
        day = row["repealed_on"] if re.fullmatch(r"\d{4}-\d{2}-\d{2}", row["repealed_on"]) else ""
        doubtful = not row["evidence_url"] or re.search(r"FROM MEMORY|未核对|UNVERIFIED", note + row["repealed_by"])
        parts = row["successor_titles"].split(";")
        successors = [re.sub(r"（(?:[^（）]*编|.*文本.*)）$", "", part.strip()) for part in parts]
        repealed_by = re.sub(r"（(?:\d{4}年.*|法释.*|未核对|推定|宣布失效)）.*$", "", row["repealed_by"])
        yield Repealed(
            Ended(
                clean_title(title), clean_title(repealed_by), day,
                RepealExtent.PARTIAL if note.startswith("PARTIAL") else RepealExtent.FULL,
                successor=";".join(clean_title(part) for part in successors if part),
            ),
            _NOTES, "low" if doubtful else row["confidence"], level_of(title),
        )  # fmt: skip


def known_repeals() -> Iterator[Repealed]:
    """What we wrote down ourselves (known_repeals.csv); it overrules everything else about the same statute."""
    for row in read_rows(HERE / "known_repeals.csv"):
        yield Repealed(
            Ended(
                row["statute"], row["repealed_by"], row["ceased_on"], RepealExtent(row["extent"]), row["scope"],
                successor=row["successors"],
            ),
            row["source"], row["confidence"], level_of(row["statute"]),
        )  # fmt: skip


_ISSUERS = ("最高人民法院", "最高人民检察院", "最高人民法院、最高人民检察院")


def full_title(ended: Ended, known: Mapping[str, str]) -> str:
    """The title with its issuer, where a clause of a court or procuratorate leaves its own name out."""
    if ended.title.startswith(("最高", "全国", "国务院")) or title_key(ended.title) in known:
        return ended.title
    if not ended.repealed_by.startswith("最高"):
        return ended.title
    own = re.split(r"关于|《", ended.repealed_by)[0]
    for issuer in (own, *_ISSUERS):
        if title_key(issuer + ended.title) in known:
            return issuer + ended.title
    return own + ended.title if ended.title.startswith("关于") else ended.title


_ORDER = {"high": 0, "medium": 1, "low": 2}


def settle(facts: Iterable[Repealed]) -> list[Repealed]:
    """One fact for each statute, extent and scope: the surest, then the one that knows more, then the earliest day."""
    best: dict[tuple[str, str, str], Repealed] = {}

    def rank(fact: Repealed) -> tuple[bool, int, bool, bool, bool, str]:
        ended = fact.ended
        return (
            fact.source != "public record", _ORDER[fact.confidence], not ended.ceased_on, not ended.repealed_by,
            fact.source == _NOTES, ended.ceased_on,
        )  # fmt: skip

    for fact in facts:
        key = (title_key(fact.ended.title), fact.ended.extent, fact.ended.scope)
        other = best.get(key)
        if other is None:
            best[key] = fact
        else:
            first, second = sorted((fact, other), key=rank)
            best[key] = replace(
                first,
                ended=replace(
                    first.ended,
                    ceased_on=first.ended.ceased_on or second.ended.ceased_on,
                    promulgated_on=first.ended.promulgated_on or second.ended.promulgated_on,
                    document_number=first.ended.document_number or second.ended.document_number,
                    successor=first.ended.successor or second.ended.successor,
                ),
                level=first.level if first.level is not Level.OTHER else second.level,
            )
    return [best[key] for key in sorted(best)]


def is_law_still(fact: Repealed, newest: Mapping[str, str]) -> bool:
    """Whether a text of the same title was made after the repeal: then the fact is about an earlier namesake."""
    newer = newest.get(title_key(fact.ended.title), "")
    return bool(newer and fact.ended.ceased_on and newer >= fact.ended.ceased_on)


def repeal_row(fact: Repealed, statute: str, successors: Iterable[str]) -> Row:
    return {
        "statute": statute,
        "ceased_on": fact.ended.ceased_on,
        "repealed_by": fact.ended.repealed_by,
        "extent": fact.ended.extent,
        "scope": fact.ended.scope,
        "successors": ";".join(sorted(set(successors))),
        "source": fact.source,
        "confidence": fact.confidence,
    }
