"""The rows of the catalogue's tables: what is known of a statute → strings under fixed columns."""

from __future__ import annotations

import re

from citecheck.dev.derive.amended import is_struck
from citecheck.dev.derive.history import StatuteFacts, VersionFacts
from citecheck.dev.derive.sources import PACKAGE_SOURCE, SourceText
from citecheck.model import ArticleNumber, Level
from citecheck.statute_text import ArticleText

STATUTES = ("id", "title", "level", "issuer", "fictitious", "history_complete", "source", "confidence")
VERSIONS = (
    "statute",
    "version",
    "promulgated_on",
    "effective_on",
    "ceased_on",
    "change",
    "document_number",
    "complete",
    "last_article",
    "source",
    "confidence",
)
ARTICLES = ("statute", "version", "article", "paragraphs", "subparagraphs", "points")

_REGIONS = {
    "上海": "shanghai",
    "北京": "beijing",
    "山东": "shandong",
    "广东": "guangdong",
    "河南": "henan",
    "浙江": "zhejiang",
    "重庆": "chongqing",
}
_GROUPS = {
    Level.CONSTITUTION: "law",
    Level.LAW: "law",
    Level.ADMINISTRATIVE_REGULATION: "administrative_regulation",
    Level.JUDICIAL_INTERPRETATION: "judicial_interpretation",
    Level.DEPARTMENTAL_RULE: "departmental_rule",
}


def articles_file(level: Level, region: str) -> str:
    """The file under articles/ that holds a statute's articles."""
    if level is Level.LOCAL_REGULATION:
        return f"local/{_REGIONS.get(region, 'other')}.csv"
    return f"{_GROUPS.get(level, 'other')}.csv"


def statute_row(facts: StatuteFacts) -> tuple[str, ...]:
    return (
        facts.id,
        facts.title,
        facts.level.value,
        facts.issuer,
        str(int(facts.fictitious)),
        str(int(facts.history_complete)),
        facts.source,
        facts.confidence,
    )


def version_row(statute: str, version: VersionFacts, last: int | None, complete: bool) -> tuple[str, ...]:
    named = [text.source for text in version.texts] + [row.source for row in version.known]
    text_source = named[0] if named else "title header"
    dates_from = version.effective.source
    return (
        statute,
        version.key,
        version.promulgated_on.isoformat() if version.promulgated_on else "",
        version.effective.day.isoformat() if version.effective.day else "",
        version.ceased_on.isoformat() if version.ceased_on else "",
        version.change,
        version.number,
        str(int(complete)),
        str(last) if last else "",
        f"{text_source}; effective: {dates_from}" if dates_from not in ("", text_source) else text_source,
        version.effective.confidence,
    )


def article_rows(
    statute: str, version: VersionFacts, amended: frozenset[ArticleNumber] = frozenset()
) -> tuple[list[tuple[str, ...]], bool, int | None]:
    """(the version's article rows, whether every article number is known, the last number).

    Numbers come from the most whole text; where none is whole, from a curated row that counts them; without any text
    from what amendments add up to, `amended`. The number of 款 and 项 stands only where all texts that can be counted
    agree. An article that was struck out is none.
    """
    texts = [t for t in version.texts if t.text.articles]
    counted = next((row for row in version.known if row.complete and row.last_article), None)
    rows: list[tuple[str, ...]] = []
    if not texts and amended:
        rows += ((statute, version.key, str(number), "", "", "") for number in sorted(amended))
        return rows, True, max(amended).base
    if not texts:
        return [], counted is not None, counted.last_article if counted else None
    best = min(texts, key=lambda t: (not _whole(t), -len(t.text.articles)))
    numbers = {article.number for article in best.text.articles if not is_struck(article.text)}
    complete, last = _whole(best), best.text.last_article
    if counted and counted.last_article and best.text.doubts and counted.last_article >= (last or 0):
        complete, last = True, counted.last_article
        numbers |= {ArticleNumber(base) for base in range(1, last + 1)}
    structures: dict[ArticleNumber, set[tuple[str, str, str]]] = {}
    for text in texts:
        for article in text.text.articles:
            if article.counted:
                structures.setdefault(article.number, set()).add(_counts(article))
    for number in sorted(numbers):
        agreed = structures.get(number, set())
        rows.append((statute, version.key, str(number), *(next(iter(agreed)) if len(agreed) == 1 else ("", "", ""))))
    return rows, complete, last


def _counts(article: ArticleText) -> tuple[str, str, str]:
    subparagraphs = [len(paragraph.subparagraphs) for paragraph in article.paragraphs]
    points = ";".join(f"{i}.{j}:{n}" for (i, j), n in sorted(article.points.items()))
    return (
        str(len(article.paragraphs)),
        "/".join(map(str, subparagraphs)) if any(subparagraphs) else "",
        points,
    )


# Texts that end without a closing clause and are whole all the same (read in full).
_WHOLE_WITHOUT_CLOSING = re.compile(r"^(?:宪法|宪法修正案（\d{4}年）|国务院组织法)$")
# Texts known to be cut off although nothing in them says so (facts/README.md §3).
_CUT_OFF = re.compile(r"逃匿、死亡案件违法所得没收程序|对外委托司法鉴定管理规定")
_CLOSING_CLAUSES_BECAME_USUAL = 2014  # older judicial interpretations end with their last rule


def _whole(text: SourceText) -> bool:
    doubts = {doubt.split(":")[0] for doubt in text.text.doubts}
    if _CUT_OFF.search(text.title):
        return False
    if text.text.entries:
        return not doubts and (text.source == PACKAGE_SOURCE or "刑法修正案" in text.title)
    if _WHOLE_WITHOUT_CLOSING.match(text.title.replace("中华人民共和国", "")):
        return doubts <= {"ends_early", "beyond", "starts"}  # 宪法修正案 number on from one another
    if text.level is Level.JUDICIAL_INTERPRETATION:
        first = text.history[0].day if text.history else text.day
        if first and first.year < _CLOSING_CLAUSES_BECAME_USUAL:
            return doubts <= {"ends_early"}
    return not doubts
