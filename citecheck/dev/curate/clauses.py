"""Repeals as texts state them: closing clauses (《X》同时废止), and the lists of repeal and clean-up decisions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from citecheck.dev.curate.tables import arabic_dates, clean_title, iso_date
from citecheck.dev.curate.texts import Text
from citecheck.model import RepealExtent
from citecheck.normalize import title_key
from citecheck.numerals import parse_number


@dataclass(frozen=True, slots=True)
class Ended:
    """One instrument that a text ends, wholly or in part; dates are ISO or "" where the text does not say."""

    title: str
    repealed_by: str
    ceased_on: str
    extent: RepealExtent = RepealExtent.FULL
    scope: str = ""
    promulgated_on: str = ""
    document_number: str = ""
    successor: str = ""
    before: str = ""  # the words before the title: who issued it, and how


_DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日(?!\s*起)")
_VERB = re.compile(r"(?:同时|即行|即予|相应|一并|予以|均)?(?:废止|失效|停止执行|停止施行)")
_EFFECTIVE = re.compile(r"自?\s*(\d{4}年\d{1,2}月\d{1,2}日)\s*(?:起)?\s*(?:正式)?(?:施行|实施|生效|执行|起废止)")
_PARTIAL = re.compile(
    r"^(?:（[^（）]*）)*(?:的?(第[^《》，]*?[条款项章节][^《》]{0,20})"
    r"|(中?(?:的|有关|关于|涉及)[^《》]{0,40}(?:规定|条款|部分|内容)))"
)
_AMENDS = re.compile(r"^(?:[^《》]*)关于(?:修改|修订|修正)|的修正案$|修改.*的决定$")
_NUMBER = re.compile(r"^（([^（）]*?[〔\[（(]?\d{4}[〕\]）)]?[^（）]*?\d+号|[^（）]*令第?[^（）]*号)")
# A clause about how texts are repealed, or about its own expiry, ends nothing.
_NOT_A_REPEAL = re.compile(
    r"(?:废止|失效)(?:前|的，|或者|、|，依照|之日|日期|后，|情况|和修改|程序|建议|申请|决定|手续|的?(?:规范性|规章|证|许可|文件))"
    r"|有效期|规定.{0,6}失效|是否(?:废止|失效)|应当.{0,4}废止|修改或者废止|作废"
)


def marked_titles(sentence: str) -> Iterator[tuple[str, int, int]]:
    """Each outermost 《…》 of `sentence` with its bounds; nesting is counted, so 《关于〈X〉的…》 is one title."""
    depth, start = 0, 0
    for at, char in enumerate(sentence):
        if char in "《〈<":
            if depth == 0 and char == "《":
                start, depth = at, 1
            elif depth:
                depth += 1
        elif char in "》〉>" and depth:
            depth -= 1
            if depth == 0:
                yield sentence[start + 1 : at], start, at + 1


def closing_clauses(text: Text) -> Iterator[Ended]:
    """The instruments that the articles of `text` end. A text of the same title it replaces is not among them."""
    units = list(text.articles.values())[-4:] or text.body.splitlines()
    for unit in map(arabic_dates, units):
        for sentence in re.split(r"[。\n]", unit):
            verb = next(iter(reversed(list(_VERB.finditer(sentence)))), None)
            if verb is None or "《" not in sentence or _NOT_A_REPEAL.search(sentence):
                continue
            named = [entry for entry in marked_titles(sentence) if entry[2] <= verb.start()]
            dates = [iso_date(found[1]) for found in _EFFECTIVE.finditer(unit)]
            for place, (title, start, end) in enumerate(named):
                if _AMENDS.search(title) or title_key(title) == title_key(text.title):
                    continue
                before = sentence[named[place - 1][2] if place else 0 : start]
                after = sentence[end : named[place + 1][1] if place + 1 < len(named) else verb.start()]
                if re.search(r"(?:根据|依照|按照|依据|修正|与)$", before):
                    continue
                partial = _PARTIAL.match(after)
                number = _NUMBER.match(after)
                promulgated = [iso_date(day) for day in _DAY.findall(before)]
                yield Ended(
                    clean_title(title), clean_title(text.title), dates[0] if dates else "",
                    RepealExtent.PARTIAL if partial else RepealExtent.FULL,
                    _scope(partial[1] or partial[2] or "") if partial else "",
                    max(promulgated, default=""), number[1] if number else "", clean_title(text.title), before[-60:],
                )  # fmt: skip


_PLACE = re.compile(r"第([〇零一二三四五六七八九十百千]+)条(?:第([一二三四五六七八九十]+)款)?")


def _scope(words: str) -> str:
    """第三十二条第一款 as 32.1, several joined by 、; words that name no article as they are."""
    places = [[str(parse_number(part)) for part in found if part] for found in _PLACE.findall(words)]
    return "、".join(".".join(place) for place in places) or words.strip("的、，和及")


_TABLE_ROW = re.compile(r"^\|\s*(\d+)\s*\|(.*)\|\s*$")
_LISTED = re.compile(r"^(?:\d+[.．、]|[一二三四五六七八九十]{1,4}、)\s*(.+?)\s*（(.*)）$")
_LIST_START = re.compile(r"决定废止的|废止下列|失效的法律|予以废止的|废止的.{0,20}目录")
_NOTICE = re.compile(r"^(.*?)(?:关于)?(?:印发|颁发|发布|下发|转发)《(.+)》的?(?:通知|函|批复)$")
_REPLACED = re.compile(r"被.{0,12}?《(.+)》.{0,12}?(?:代替|取代|替代|废止|吸收)")


def decision_entries(text: Text) -> Iterator[Ended]:
    """The instruments listed in a repeal decision: rows of its tables, or numbered lines of its annex."""
    for line in text.body.splitlines():
        row = _TABLE_ROW.match(line.strip())
        if not row:
            continue
        cells = [cell.strip() for cell in row[2].split("|")]
        if len(cells) < 2 or not cells[0]:
            continue
        title = re.split(r"\s+附[一二三]?[：:]|（附[：:]", cells[0])[0]
        dated = next((cell for cell in cells[1:3] if iso_date(cell)), "")
        number = re.sub(r".*?\d{1,2}\s*月\s*\d{1,2}\s*日", "", dated, count=1).strip()
        replaced = _REPLACED.search(cells[-1]) if len(cells) > 2 else None
        yield Ended(
            clean_title(title), clean_title(text.title), text.effective_on, promulgated_on=iso_date(dated),
            document_number=re.sub(r"\s+", " ", number), successor=clean_title(replaced[1]) if replaced else "",
        )  # fmt: skip
    listing = False
    for line in text.body.splitlines():
        line = line.strip(" 　*#")
        if _LIST_START.search(line):
            listing = True
        entry = _LISTED.match(line)
        if listing and entry and iso_date(entry[2]):
            yield Ended(
                clean_title(entry[1]), clean_title(text.title), text.effective_on, promulgated_on=iso_date(entry[2])
            )


def unwrapped(ended: Ended) -> Ended:
    """A notice that issues one instrument (印发《X》的通知) under the name people cite: the instrument's own."""
    notice = _NOTICE.match(ended.title)
    if not notice or "》和《" in notice[2] or "》、《" in notice[2]:
        return ended
    issuer, inner = notice[1].strip("、"), notice[2]
    own = inner if inner.startswith(("最高", "中华", "人民法院", "人民检察院")) else f"{issuer}{inner}"
    return replace(ended, title=clean_title(own))
