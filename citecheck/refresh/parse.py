"""A document's lines → its articles and its days, or why it is not taken: a text that is not whole is not stored.

What makes a text suspect, by itself: a gap in its articles, an end without closing words, a reference to an article
of its own that is not there, fewer divisions than its source lists. What the catalogue knows comes in `plan`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from citecheck.model import Level
from citecheck.normalize import split_edition, title_key
from citecheck.numerals import parse_number
from citecheck.refresh.outcome import Refused, Retrieved
from citecheck.resolve import claimed_level
from citecheck.statute_text import StatuteText, parse_statute

_LONGEST_WAIT = timedelta(days=3 * 366)  # between promulgation and effect; a longer one is another act's clause
_HAN_NUMBER = "零〇○一二三四五六七八九十百千"
_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_HAN_DATE = re.compile(rf"([{_HAN_NUMBER}]{{4}})年([{_HAN_NUMBER}]{{1,2}})月([{_HAN_NUMBER}]{{1,3}})日")
_ENACTED = re.compile(r"通过|公布|发布|颁布|修正|修订|修改|批准|制定")
_IN_FORCE = re.compile(r"(?:自|从|于).{0,30}(?:施行|实施|生效|执行)")
_ON_PROMULGATION = re.compile(r"(?:自|从|于)?(?:公布|发布|颁布)之日")
_DIVISION = re.compile(rf"^第([{_HAN_NUMBER}]+)(编|分编|章|节)")
_CHAPTER = re.compile(rf"^第[{_HAN_NUMBER}]+章")
_ARTICLE = re.compile(rf"^第([{_HAN_NUMBER}]+)条(?:之([{_HAN_NUMBER}]+))?")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document with its articles. `doubts` say why it may not be whole, as `StatuteText` words them."""

    retrieved: Retrieved
    text: StatuteText
    title: str
    level: Level
    promulgated_on: date | None
    effective_on: date | None
    doubts: tuple[str, ...]
    closes: bool  # it ends as statutes do: with the day it takes effect, in 附则, in the last chapter listed

    @property
    def last_article(self) -> int | None:
        return self.text.last_article


def parse(retrieved: Retrieved) -> Parsed | Refused:
    """The document parsed; refused when it has no articles at all, which says nothing against it."""
    text = parse_statute(retrieved.lines, retrieved.title)
    title = official_title(retrieved.title)
    if not text.articles:
        asked_for = retrieved.source not in ("LawRefBook", "just-laws")
        return Refused(title, retrieved.address, "no_articles", failure=asked_for)
    promulgated, enacted = retrieved.promulgated_on, _enacted(text)
    if enacted and (promulgated is None or (enacted > promulgated and not retrieved.is_dated)):
        promulgated = enacted  # corpora file texts under wrong days; a text cannot tell of its own future
    if text.entries:
        doubts: tuple[str, ...] = tuple(doubt for doubt in text.doubts if not doubt.startswith("ends_early"))
    else:
        doubts = text.doubts
    return Parsed(
        retrieved,
        text,
        title,
        retrieved.level or claimed_level(title_key(title)) or Level.OTHER,
        promulgated,
        _effective(retrieved.effective_on, promulgated, text),
        (*doubts, *_missing_divisions(retrieved.headings, text)),
        text.entries or _closes(text) or sum(bool(_CHAPTER.match(title)) for title in retrieved.headings) > 1,
    )


def official_title(title: str) -> str:
    """The title as it is printed: without blanks and edition, inner titles in 《》."""
    plain, edition = split_edition(title)
    title = plain if edition and edition.change else title  # （2018修正）
    title = re.sub(r"\s", "", title).translate(str.maketrans("<>〈〉()", "《》《》（）"))
    if title.startswith("《") and title.endswith("》") and title.count("《") == 1:
        title = title[1:-1]
    return title


def _enacted(text: StatuteText) -> date | None:
    """The latest day on which the lines under the title say that this text was passed, promulgated or changed."""
    header = " ".join((*text.header, *text.preamble[:6]))
    dates = list(_DATE.finditer(header))
    found = []
    for i, match in enumerate(dates):
        said = header[match.end() : dates[i + 1].start() if i + 1 < len(dates) else len(header)]
        if said.lstrip().startswith("起"):
            continue  # 自1999年12月20日起实施
        if _ENACTED.search(said) and (day := _date(*match.groups())):
            found.append(day)
    return max(found, default=None)


def _effective(stated: date | None, promulgated: date | None, text: StatuteText) -> date | None:
    """The first day it binds: its closing clause where that fits the promulgation, else what the source states.

    An amended text keeps the clause of the original act, so a day before the promulgation is not this version's.
    """
    for day in (*_closing(text, promulgated), stated):
        if day and (promulgated is None or timedelta() <= day - promulgated <= _LONGEST_WAIT):
            return day
    return None


def _closing(text: StatuteText, promulgated: date | None) -> list[date | None]:
    for article in reversed(text.articles[-4:]):
        for sentence in re.split(r"[。；\n]", article.text):
            if not _IN_FORCE.search(sentence):
                continue
            if match := _DATE.search(sentence):
                return [_date(*match.groups())]
            if match := _HAN_DATE.search(sentence):
                return [_date(*(str(parse_number(part)) for part in match.groups()))]
            if _ON_PROMULGATION.search(sentence):
                return [promulgated]
    return []


def _closes(text: StatuteText) -> bool:
    """The last articles say when it takes effect, or stand in 附则. The parser, used to old texts, asks for less."""
    if "附则" in text.articles[-1].heading.replace(" ", ""):
        return True
    sentences = [s for article in text.articles[-4:] for s in re.split(r"[。；\n]", article.text)]
    dated = (_DATE, _HAN_DATE, _ON_PROMULGATION)
    return any(
        "施行日期" in s or (_IN_FORCE.search(s) and any(pattern.search(s) for pattern in dated)) for s in sentences
    )


def _missing_divisions(listed: Sequence[str], text: StatuteText) -> tuple[str, ...]:
    """Chapters and articles that the source's own table of contents lists and the text does not have."""
    numbers = {(article.number.base, article.number.branch) for article in text.articles}
    paths = {part for article in text.articles for part in article.heading.split(" / ") if part}
    chapters = sum(1 for title in listed if (match := _DIVISION.match(title)) and match[2] == "章")
    found = len({article.heading.split(" / 第")[0] + _chapter(article.heading) for article in text.articles
                 if _chapter(article.heading)})  # fmt: skip
    missing = []
    if chapters > found:
        labels = {match[0] for path in paths if (match := _DIVISION.match(path.replace(" ", "")))}
        lost = [title for title in listed if (match := _DIVISION.match(title)) and match[0] not in labels]
        missing += [f"lacks:{title}" for title in lost] or [f"lacks:{chapters - found}章"]
    for title in listed:
        if match := _ARTICLE.match(title):
            base, branch = parse_number(match[1]), parse_number(match[2]) if match[2] else 0
            if base and (base, branch) not in numbers:
                missing.append(f"lacks:{match[0]}")
    return tuple(missing)


def _chapter(heading: str) -> str:
    return next((part for part in heading.split(" / ") if (m := _DIVISION.match(part)) and m[2] == "章"), "")


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
