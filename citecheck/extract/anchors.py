"""Where to look: literal anchors, found one by one with str.find, and what each of them opens."""

from __future__ import annotations

import re

from citecheck.extract.grammar import Group, parse_group
from citecheck.extract.lexer import NUMERAL
from citecheck.extract.titles import MAX_UNMARKED, Mention, Names, bare_title_at, read_marked
from citecheck.model import Span

_NUMERALS = frozenset(NUMERAL)
_SERIES = frozenset(NUMERAL + " \t\u3000\xa0、,，和与與及或至到之-－—–~～")
_BEFORE_FIRST = re.compile(rf"第\s?[{NUMERAL}]{{1,10}}\s?[条條]?\s?[、,，和与及至到\-—–~～]\s?$")
_POINTED = frozenset("该該同本此")  # 该条第一款


def merged(text: str, *needles: str) -> list[int]:
    """The offsets of all needles, rising."""
    found: list[int] = []
    find = text.find
    kinds = 0
    for needle in needles:
        place = find(needle)
        kinds += place >= 0
        while place >= 0:
            found.append(place)
            place = find(needle, place + 1)
    if kinds > 1:
        found.sort()
    return found


def article_groups(text: str) -> tuple[list[Group], list[int]]:
    """Every group of articles (by its 条), and the offsets of the 条 in 该条, 同条, 本条."""
    groups: list[Group] = []
    pointed: list[int] = []
    done = 0
    for place in merged(text, "条", "條"):
        if place < done or place == 0:
            continue
        before = text[place - 1]
        if before in _POINTED:
            pointed.append(place)
            continue
        if before in " \t\u3000\xa0" and place >= 2:
            before = text[place - 2]
        if before not in _NUMERALS and text[place - 2 : place] != "靠前":
            continue
        start = _group_start(text, place, done)
        if start is None:
            continue
        group = parse_group(text, start)
        if group is not None and group.end > place:
            groups.append(group)
            done = group.end
    return groups, pointed


def _group_start(text: str, place: int, floor: int) -> int | None:
    """Where the numbers before the 条 at `place` begin: at 第 (the first of a series), or at a number without one."""
    floor = max(floor, place - 40)
    ordinal = max(text.rfind("第", floor, place), text.rfind("靠前", floor, place))
    if ordinal >= 0 and _SERIES.issuperset(text[ordinal + (1 if text[ordinal] == "第" else 2) : place]):
        while (series := _BEFORE_FIRST.search(text, max(floor, ordinal - 16), ordinal)) is not None:
            ordinal = series.start()
        return ordinal
    start = place
    while start > floor and text[start - 1] in _SERIES and text[start - 1] not in "之":
        start -= 1
    while start < place and text[start] not in _NUMERALS:
        start += 1
    return start if start < place else None


def marked_mentions(text: str, names: Names) -> list[Mention]:
    """Every title that 《 opens."""
    mentions: list[Mention] = []
    place = text.find("《")
    while place >= 0:
        mention = read_marked(text, place, names)
        if mention is None:
            place = text.find("《", place + 1)
        else:
            mentions.append(mention)
            place = text.find("《", mention.end)
    return mentions


# 第五条的规定, 《…》规定, 法律规定: everyday words, the end of no title.
_EVERYDAY = "条條款項项》律家确確文门有关關，。、：:另已未合同等作所明均也还還可"
_AND_OF = "[条條款項项》法律]的"

# Where the ending of a title may stand, each sought by one character, which is much faster than two. Most 法 of a text
# are turned away: 法律, 法院, 法人; 合法, 违法, 方法.
_ENDINGS = {
    "法": re.compile("法(?![律院人])(?<![合违无方做说用想看守依非]法)(?:典|(?!规(?!定)))"),
    "规": re.compile(f"规定(?<![{_EVERYDAY}]规定)(?<!{_AND_OF}规定)"),
    "規": re.compile(f"規定(?<![{_EVERYDAY}]規定)(?<!{_AND_OF}規定)"),
    "例": re.compile("例(?<=[条條]例)"),
    "释": re.compile("释(?<=解释)"),
    "釋": re.compile("釋(?<=解釋)"),
    "则": re.compile("则(?<=[通总]则)"),
    "則": re.compile("則(?<=[通總]則)"),
}


def bare_mentions(text: str, names: Names, taken: list[Mention]) -> list[Mention]:
    """Known titles without marks outside the mentions `taken`: 合同法, 劳动合同法实施条例."""
    found: list[Mention] = []
    spans = iter([(mention.start, mention.end) for mention in taken])
    start, stop = next(spans, (len(text), len(text)))
    endings = [
        match.span()
        for anchor, ending in _ENDINGS.items()
        if (begin := text.find(anchor, 1)) > 0
        for match in ending.finditer(text, begin)
    ]
    for place, end in sorted(endings):
        while place >= stop and start < len(text):
            start, stop = next(spans, (len(text), len(text)))
        if place >= start:
            continue
        mention = bare_title_at(text, end, names)
        if mention is None or (found and mention.start < found[-1].end and mention.end <= found[-1].end):
            continue
        if found and mention.start < found[-1].end:
            found.pop()
        if (
            found and mention.start == found[-1].end and mention.end - found[-1].start <= MAX_UNMARKED
        ):  # 民法典婚姻家庭编司法解释（一）: one title, known in two pieces
            first = found.pop()
            whole = first.key + mention.key
            mention = mention._replace(
                start=first.start,
                name=text[first.start : mention.end],
                key=whole if whole in names else mention.key,
            )
        found.append(mention)
    return found


_CASE_NUMBER = re.compile(
    r"[（(〔\[]\s?(?:19|20)[0-9]{2}\s?[）)〕\]]\s?[\u4e00-\u9fff]{1,4}[0-9]{0,6}[\u4e00-\u9fff]{1,6}第?[0-9]{1,6}(?:之[一二三四五六七八九十0-9]{1,2})?[号號]$"
)


def case_numbers(text: str) -> list[Span]:
    """The numbers of court cases: （2024）京0112民初1号."""
    found = []
    for place in merged(text, "号", "號"):
        if text[place - 1 : place].isdigit():
            start = max(0, place - 36)
            match = _CASE_NUMBER.search(text[start : place + 1])
            if match is not None:
                found.append(Span(start + match.start(), place + 1))
    return found
