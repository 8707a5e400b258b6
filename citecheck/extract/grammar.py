"""Article references: 第十条、第十二条第一款和第（三）项, 第19-20条, 第1032、1033条, each as one place in a statute.

    group     = series unit branch? pinpoint* (separator member)*
    member    = series unit branch? | branch
    series    = number ((separator | range) number)*        numbers that share one unit
    unit      = 条 | 款 | 项 | 目

A group belongs to one statute. What its members inherit is settled here: the article of 第二款 in 第三条第一款、第二款.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from citecheck.extract.lexer import MAX_NUMBER, NUMERAL, Kind, Token, token_at
from citecheck.model import ArticleNumber, Pinpoint
from citecheck.numerals import CHARACTERS, parse_number
from citecheck.quantities import parse

WHOLE_ARTICLE = Pinpoint()
MAX_RANGE = 50  # a longer range stays one citation with `article_end`
_REACH = 60  # characters within which the next member of a group must end


class Reference(NamedTuple):
    """One cited place, or the range `article`…`last`."""

    start: int
    end: int
    article: ArticleNumber
    last: ArticleNumber | None = None
    pinpoint: Pinpoint = WHOLE_ARTICLE


class Group(NamedTuple):
    """References that share a statute, in the order of the text."""

    start: int
    end: int
    references: tuple[Reference, ...]
    ordinal: bool = True  # begins with 第


class _Parser:
    """Reads one group; `place` is the end of what has been accepted."""

    def __init__(self, text: str, place: int, article: ArticleNumber | None, pinpoint: Pinpoint) -> None:
        self.text = text
        self.place = place
        self.limit = min(len(text), place + 4000)
        self.article = article
        self.pinpoint = pinpoint
        self.found: list[Reference] = []
        self.tokens: dict[int, Token | None] = {}

    def token(self, place: int) -> Token | None:
        if place not in self.tokens:
            self.tokens[place] = token_at(self.text, place, min(self.limit, place + _REACH))
        return self.tokens[place]

    def series(self, place: int) -> tuple[list[Token], list[bool], Token] | None:
        """Numbers up to their common unit; the flags tell which numbers end a range."""
        first = self.token(place)
        if first is None or first.kind is not Kind.NUMBER:
            return None
        numbers, ends_range = [first], [False]
        while True:
            token = self.token(numbers[-1].end)
            if token is None:
                return None
            if token.kind in (Kind.ARTICLE, Kind.PARAGRAPH, Kind.SUBPARAGRAPH, Kind.POINT):
                return numbers, ends_range, token
            if token.kind not in (Kind.SEPARATOR, Kind.RANGE, Kind.COMMA):
                return None
            following = self.token(token.end)
            if following is None or following.kind is not Kind.NUMBER or len(numbers) > 30:
                return None
            numbers.append(following)
            ends_range.append(token.kind is Kind.RANGE)

    def branch_inside(self, place: int) -> tuple[Token, int, Token] | None:
        """第287之一条 and 第133-1条: the branch before the unit. A falling pair is no range."""
        number = self.token(place)
        if number is None or number.kind is not Kind.NUMBER:
            return None
        token = self.token(number.end)
        if token is None or token.kind not in (Kind.BRANCH, Kind.RANGE):
            return None
        branch, after = token.value, token.end
        if token.kind is Kind.RANGE:
            second = self.token(token.end)
            if (
                second is None
                or second.kind is not Kind.NUMBER
                or second.ordinal
                or second.value >= min(number.value, 20)
            ):
                return None
            branch, after = second.value, second.end
        unit = self.token(after)
        if unit is None or unit.kind is not Kind.ARTICLE:
            return None
        return number, branch, unit

    def member(self, place: int, *, after: Kind | None) -> bool:
        """Accepts the member at `place`; `after` is the separator before it, None where it follows directly."""
        inside = self.branch_inside(place)
        if inside is not None:
            number, branch, unit = inside
            if after is Kind.COMMA and not number.ordinal:
                return False
            self.add(number.start, unit.end, ArticleNumber(number.value, branch))
            return True
        series = self.series(place)
        if series is None:
            return False
        numbers, ends_range, unit = series
        if after is Kind.COMMA and not (numbers[0].ordinal or numbers[0].bracketed):
            return False
        if unit.kind is Kind.ARTICLE:
            if after is None and self.found:  # 第一条第二条: nothing between them
                return numbers[0].ordinal and self.articles(numbers, ends_range, unit)
            return self.articles(numbers, ends_range, unit)
        if self.article is None:
            return False
        if after is None and not (numbers[0].ordinal or numbers[0].bracketed or unit.kind is Kind.PARAGRAPH):
            pass  # 第39条2项: the unit alone tells
        return self.places(numbers, ends_range, unit, after=after)

    def articles(self, numbers: list[Token], ends_range: list[bool], unit: Token) -> bool:
        index = 0
        while index < len(numbers):
            number = numbers[index]
            is_last = index + 1 == len(numbers)
            last: Token | None = None
            if not is_last and ends_range[index + 1]:
                last = numbers[index + 1]
                is_last = index + 2 == len(numbers)
                index += 1
            end = unit.end if is_last else (last or number).end
            if last is not None and last.value > number.value:
                self.add(number.start, end, ArticleNumber(number.value), ArticleNumber(last.value))
            else:
                self.add(number.start, end, ArticleNumber(number.value))
                if last is not None:
                    self.add(last.start, end, ArticleNumber(last.value))
            index += 1
        self.branch_and_range_end()
        return True

    def branch_and_range_end(self) -> None:
        """…之一, …之一至之六, and the 至第十五条 of 第十条至第十五条, after an accepted article."""
        token = self.token(self.place)
        if token is not None and token.kind is Kind.BRANCH:
            last = self.found.pop()
            branched = ArticleNumber((last.last or last.article).base, token.value)
            if last.last is not None:
                self.found.append(Reference(last.start, token.end, last.article, branched))
            else:
                self.found.append(Reference(last.start, token.end, branched))
            self.place, self.article = token.end, branched
        token = self.token(self.place)
        if token is None or token.kind is not Kind.RANGE or self.found[-1].last is not None:
            return
        first = self.found[-1]
        until = self.token(token.end)
        if until is not None and until.kind is Kind.BRANCH and until.value > first.article.branch > 0:
            self.found.pop()
            for branch in range(first.article.branch, min(until.value, MAX_RANGE) + 1):
                self.found.append(Reference(first.start, until.end, ArticleNumber(first.article.base, branch)))
            self.place = until.end
            self.article = self.found[-1].article
            return
        series = self.series(token.end)
        if series is None or series[2].kind is not Kind.ARTICLE or len(series[0]) != 1:
            return
        number, unit = series[0][0], series[2]
        if number.value > first.article.base:
            self.found[-1] = Reference(first.start, unit.end, first.article, ArticleNumber(number.value))
            self.place, self.article = unit.end, ArticleNumber(number.value)
            ending = self.token(self.place)
            if ending is not None and ending.kind is Kind.BRANCH:
                self.article = ArticleNumber(number.value, ending.value)
                self.found[-1] = Reference(first.start, ending.end, first.article, self.article)
                self.place = ending.end

    def places(self, numbers: list[Token], ends_range: list[bool], unit: Token, *, after: Kind | None) -> bool:
        """款, 项 or 目 of the article at hand: the first refines what stands, later ones are members of their own."""
        assert self.article is not None
        values: list[tuple[int, int, int]] = []  # value, start, end
        for number, ranged in zip(numbers, ends_range, strict=True):
            if ranged and values and values[-1][0] < number.value <= values[-1][0] + MAX_RANGE:
                first, start, _ = values.pop()
                values.extend((value, start, number.end) for value in range(first, number.value + 1))
            else:
                values.append((number.value, number.start, number.end))
        stop = values[-1][2]
        values = [(value, start, unit.end if end == stop else end) for value, start, end in values]
        for position, (value, start, end) in enumerate(values):
            pinpoint = _refined(self.pinpoint, unit.kind, value)
            refines = after is None and position == 0
            if refines and self.found:
                last = self.found.pop()
                if last.last is not None:  # 第十条至第十二条第二款: the end of the range is meant
                    self.found.append(Reference(last.start, end, last.article, last.last))
                else:
                    self.found.append(Reference(last.start, end, last.article, None, pinpoint))
            else:
                self.found.append(Reference(start, end, self.article, None, pinpoint))
            self.pinpoint = pinpoint
        self.place = unit.end
        return True

    def add(self, start: int, end: int, article: ArticleNumber, last: ArticleNumber | None = None) -> None:
        self.found.append(Reference(start, end, article, last))
        self.place, self.article, self.pinpoint = end, last or article, Pinpoint()

    def rest(self) -> None:
        """Pinpoints and further members after the first."""
        while len(self.found) < 500:
            if self.place >= self.limit:
                self.limit = min(len(self.text), self.place + 4000)
                self.tokens.clear()
            before = self.place
            place = _after_particle(self.text, before)
            if self.pinpoint_follows(place):
                continue
            token = self.token(before)
            if token is None or token.kind not in (Kind.SEPARATOR, Kind.COMMA, Kind.RANGE):
                return
            if token.kind is Kind.COMMA and self.text[token.end - 1 : token.end + 1] == "，，":
                return
            branch = self.token(token.end)
            if branch is not None and branch.kind is Kind.BRANCH and self.article is not None and self.article.branch:
                self.add(branch.start, branch.end, ArticleNumber(self.article.base, branch.value))
                continue
            place = token.end
            second = self.token(place)
            if second is not None and second.kind is Kind.SEPARATOR and token.kind is not Kind.SEPARATOR:
                place = second.end  # "，以及第十条"
            if not self.member(place, after=token.kind):
                self.place = before
                return

    def pinpoint_follows(self, place: int) -> bool:
        number = self.token(place)
        if number is None or number.kind is not Kind.NUMBER:
            return False
        series = self.series(place)
        if series is not None and series[2].kind is not Kind.ARTICLE:
            return self.places(*series, after=None)
        if series is not None and place == self.place and number.ordinal:
            return self.member(place, after=None)
        if number.ordinal and number.bracketed and self.found:  # 第三十九条第（二）, the 项 lost
            numbers, unit = [number], Token(Kind.SUBPARAGRAPH, number.end, number.end)
            return self.places(numbers, [False], unit, after=None)
        return False


def _refined(pinpoint: Pinpoint, unit: Kind, value: int) -> Pinpoint:
    if unit is Kind.PARAGRAPH:
        return Pinpoint(value, None if pinpoint.paragraph else pinpoint.subparagraph, None)
    if unit is Kind.SUBPARAGRAPH:
        return Pinpoint(pinpoint.paragraph, value, None)
    return Pinpoint(pinpoint.paragraph, pinpoint.subparagraph, value)


def _after_particle(text: str, place: int) -> int:
    """Behind 的, 之 or 中 between an article and its pinpoint."""
    if text[place : place + 1] in ("的", "之", "中"):
        return place + (2 if text[place : place + 2] == "中的" else 1)
    return place


# 第三条 and nothing that could carry it on: most references are this, and need no parser.
_CARRIES_ON = rf"之第靠&(（〔【﹙、和与與及以或至到暨/,，的中 \t\u3000\xa0\-－‐–—~～〜㈠-㈩⑴-⒇{NUMERAL}项項款"
_PLAIN = re.compile(
    rf"第([{NUMERAL}]{{1,10}})[条條](?:(?![{_CARRIES_ON}])"
    rf"|(?=[，的,中](?![第靠（(]|[{NUMERAL}]{{1,4}}[条條款项項]|以及|和|及|[的之])))"
)


def parse_group(text: str, place: int) -> Group | None:
    """The group that begins at `place` with an article number; None when no 条 follows its first numbers."""
    plain = _PLAIN.match(text, place)
    if plain is not None:
        value = parse_number(plain[1])
        if value is None or not 0 < value <= MAX_NUMBER:
            return None
        return Group(place, plain.end(), (Reference(place, plain.end(), ArticleNumber(value)),))
    parser = _Parser(text, place, None, Pinpoint())
    first = parser.token(place)
    if first is None or first.kind is not Kind.NUMBER or not parser.member(place, after=None):
        return None
    parser.rest()
    return Group(first.start, parser.place, tuple(parser.found), first.ordinal)


def parse_pinpoints(text: str, place: int, article: ArticleNumber, pinpoint: Pinpoint = WHOLE_ARTICLE) -> Group | None:
    """The 款, 项 and 目 that begin at `place`, as places in `article`: what follows 该条."""
    parser = _Parser(text, place, article, pinpoint)
    parser.rest()
    if not parser.found or parser.found[0].article != article:
        return None
    return Group(parser.found[0].start, parser.place, tuple(parser.found))


# 第0条, 第3.5条, 第-3条 and 第一亿条 are written like articles and are no token of the grammar.
_NUMBERED = re.compile(
    rf"第[ \t\u3000]?(?P<number>[-－−]?[{NUMERAL}亿億]{{1,12}}(?:[ \t]?[.．·点點,，][ \t]?[{NUMERAL}]{{1,6}}){{0,3}})"
    r"[ \t]?[条條]"
)
_ASCII = str.maketrans("０１２３４５６７８９，", "0123456789,")
_GREATEST = 999_999_999  # the columns of an audit hold no greater number


def misnumbered(text: str, place: int) -> tuple[str, ArticleNumber | None, int] | None:
    """What stands at `place` like an article and is none that a statute could have: its number as it is written, the
    article where it is a whole number (第一亿条), and where it ends."""
    found = _NUMBERED.match(text, place)
    if found is None:
        return None
    value = parse(found["number"].translate(_ASCII))
    if value is not None and value.denominator == 1 and MAX_NUMBER < value <= _GREATEST:
        return found["number"], ArticleNumber(value.numerator), found.end()
    return found["number"], None, found.end()


def parse_without_unit(text: str, place: int) -> Group | None:
    """第一千零八十七 after a title, the 条 lost: only where nothing else could be counted."""
    number = token_at(text, place, place + _REACH)
    if number is None or number.kind is not Kind.NUMBER or not number.ordinal or number.bracketed:
        return None
    following = text[number.end : number.end + 1]
    if following in "*＊" and text[number.end : number.end + 4].lstrip("*＊")[:1] in CHARACTERS:
        return None  # 第六百**六十七条: masked in the middle of the number
    ends_there = not following or following.isspace() or following in '，。；、：:,.;|）)”"』」*`规規中的'
    if not ends_there and number.digits < 4:
        return None
    if (
        following
        and following in "编編章节節款项項期号號次届屆类類种種个個批版页頁部卷回集季名位稿代份轮輪修审審分年月日时時"
    ):
        return None
    return Group(number.start, number.end, (Reference(number.start, number.end, ArticleNumber(number.value)),))
