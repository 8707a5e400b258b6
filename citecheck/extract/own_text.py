"""Is this document a statute's own text? Then its 第X条 lines are headings, and 本法 is the document itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from citecheck.extract.grammar import Group
from citecheck.extract.titles import Names, ending_of
from citecheck.normalize import title_key

_FEWEST_ARTICLES = 4
_MANY_ARTICLES = 12  # so many in order need not begin with 第一条: a part of a code, or a first line that was lost
_IN_ORDER = 0.8  # share of the headings that follow on the one before: appendices and amendments interrupt
_PREAMBLE = 2500  # characters before 第一条: title, history, table of contents
_LINE_HEAD = re.compile(r"[\s#*>\u200b\ufeff]*$")
_FOLLOWS_HEADING = re.compile(r"[\s\u3000*]|【|（|\(|[\u4e00-\u9fff]")


def is_own_text(text: str, groups: Sequence[Group], names: Names) -> bool:
    """Whether `text` begins with a title and then counts its articles from 第一条 line by line.

    A page that recites some articles under a heading does not: its numbers have gaps, or it talks before and between.
    """
    if len(groups) < _FEWEST_ARTICLES:
        return False
    headings = [group for group in groups if group.ordinal and len(group.references) == 1 and _heads_line(text, group)]
    if len(headings) < _FEWEST_ARTICLES or headings[0].start > _PREAMBLE:
        return False
    numbers = [group.references[0].article.base for group in headings]
    if (numbers[0] != 1 and len(numbers) < _MANY_ARTICLES) or len(set(numbers)) < _FEWEST_ARTICLES:
        return False
    steps = [second - first for first, second in pairwise(numbers)]
    if sum(step in (0, 1) for step in steps) < _IN_ORDER * len(steps):
        return False
    return _has_title(text[: headings[0].start], names)


def own_headings(text: str, groups: Sequence[Group], names: Names) -> list[Group]:
    """The headings of a contract or a charter: 第一条, 第二条, 第三条 … line by line, under no statute's title."""
    run: list[Group] = []
    for group in groups:
        if not group.ordinal or len(group.references) > 1 or not _heads_line(text, group):
            continue
        number = group.references[0].article
        if number.base == len(run) + 1 and not number.branch:
            run.append(group)
        elif len(run) < _FEWEST_HEADINGS:
            run = [group] if number.base == 1 else []
    if len(run) < _FEWEST_HEADINGS or _CONTRACT_SIGN.search(text, max(0, run[0].start - 600), run[2].end + 300) is None:
        return []
    above = text[max(0, run[0].start - _PREAMBLE) : run[0].start].rstrip().rsplit("\n", 1)[-1]
    key = title_key(above.strip(" \t\u3000#*>：:《》"))
    heads = key in names or _STATUTE_ABOVE.search(above[-40:]) is not None
    return [] if heads else run


_FEWEST_HEADINGS = 3
_CONTRACT_SIGN = re.compile("[甲乙]方|本(?:合同|协议|章程|公司|规约|制度|手册|公约|須知|须知|契約|契约|協議)")
_STATUTE_ABOVE = re.compile(r"(?:法|法典|条例|规定|办法|解释|条|條|條例|規定|辦法)[》）)】\]*：:]*$|》[^。；]{0,30}$")


def _heads_line(text: str, group: Group) -> bool:
    if group.references[0].pinpoint or group.references[0].last is not None:
        return False
    before = text[max(0, group.start - 12) : group.start]
    line = before.rsplit("\n", 1)
    starts = len(line) == 2 or group.start <= 12
    return (
        starts and _LINE_HEAD.match(line[-1]) is not None and text[group.end : group.end + 1] not in ("，", "、", "规")
    )


def _has_title(preamble: str, names: Names) -> bool:
    for line in preamble.split("\n")[:40]:
        title = line.strip(" \t\u3000#*《》\r")
        if not 3 <= len(title) <= 90 or "。" in title or "：" in title:
            continue
        key = title_key(title)
        if key in names or (ending_of(key) is not None and "，" not in title):
            return True
    return False
