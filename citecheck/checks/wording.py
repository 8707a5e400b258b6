"""A text as tokens that can be compared: quantities, modals, negations and actors whole, other characters singly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple, overload
from zlib import crc32

from citecheck.checks.plain import Plain, plain

MODALS = {
    **dict.fromkeys(("不得", "不能", "不可以", "禁止", "严禁", "不应当", "不应", "无权"), "不得"),
    **dict.fromkeys(("应当", "应"), "应当"),
    **dict.fromkeys(("必须", "须", "不得不", "不能不", "不可不"), "必须"),
    **dict.fromkeys(("可以", "可", "有权"), "可以"),
    **dict.fromkeys(("无须", "无需", "不必", "不需要"), "无须"),
}
NEGATIONS = dict.fromkeys(("不", "未", "没有", "非", "无"), "不")
ACTORS = frozenset({  # who is bound: one put for another changes the rule
    "用人单位", "劳动者", "经营者", "消费者", "出租人", "承租人", "债权人", "债务人", "保证人", "抵押权人",
    "抵押人", "出卖人", "买受人", "贷款人", "借款人", "委托人", "受托人", "承运人", "托运人", "收货人", "保险人",
    "被保险人", "投保人", "受益人", "监护人", "被监护人", "人民法院", "人民检察院", "公安机关", "原告", "被告",
    "申请人", "被申请人", "发包人", "承包人", "承揽人", "定作人", "业主", "股东", "董事会", "股东会", "监事会",
    "赠与人", "受赠人", "继承人", "行政机关", "仲裁委员会",
})  # fmt: skip
BOUNDS = {
    "以上": "以上",
    "以下": "以下",
    "以内": "以内",
    "之内": "以内",
    "以外": "以外",
    "以前": "以前",
    "以后": "以后",
}
_ROLES = {
    **dict.fromkeys(ACTORS, "actor"),
    **dict.fromkeys(BOUNDS, "bound"),
    **dict.fromkeys(NEGATIONS, "negation"),
    **dict.fromkeys(MODALS, "modal"),
}
_KEYS = {**BOUNDS, **NEGATIONS, **MODALS}
_WORDS = sorted(_ROLES, key=len, reverse=True)
_PATTERN = re.compile("不得(?=不(?:合理|正当|公平|适当|当))|" + "|".join(_WORDS))  # 不得不合理地: no 不得不
_INNOCENT = re.compile(  # words in which 应, 可, 不, 无, 非, 未 are neither modal nor negation
    "非法|非常|非营利|非公有|非物质|无期徒刑|无偿|无人|无线|无形|无民事|未成年|未来|不动产|不可抗力|不当得利|不正当"
    "|相应|供应|适应|反应|响应|对应|应对|应急|应邀|应诉|应税|应收|应付|认可|许可|可能|可行|可靠|必须品|申请人民"
)
_BREAK = re.compile("[^\\w%\U000f0000-\U0010ffff]")  # those stand for tokens of several characters


class Token(NamedTuple):  # made in a third of the time of a frozen dataclass: a claim and its article have hundreds
    """`key` is what is compared; `role` says what kind of word it is, "" for the rest; `[start, end)` in the text."""

    text: str
    key: str
    role: str
    start: int
    end: int
    symbol: str  # one character that stands for the key
    is_break: bool = False


@lru_cache(maxsize=512)
def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of `text` in order, breaks (punctuation) among them; spaces and readings in brackets are left out."""
    read = plain(text)
    out: list[Token] = []
    at = 0
    for one in _special(text):
        out += _singly(text, read, at, one.start)
        out.append(one.token(text, read))
        at = one.end
    return (*out, *_singly(text, read, at, len(read.text)))


class Row(Sequence[Token]):
    """The tokens of a text but its breaks, each made when it is asked for: of most only the symbols are."""

    def __init__(self, text: str) -> None:
        self._text, self._read = text, plain(text)
        self._special = {one.start: one for one in _special(text)}
        breaks = frozenset(_BREAK.findall(self._read.text))
        self._places: list[int] = []  # of the plain text, where the tokens begin
        at = 0
        for one in self._special.values():
            self._places += [place for place in range(at, one.start) if self._read.text[place] not in breaks]
            self._places.append(one.start)
            at = one.end
        self._places += [place for place in range(at, len(self._read.text)) if self._read.text[place] not in breaks]

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> list[Token]: ...
    def __getitem__(self, at: int | slice) -> Token | list[Token]:
        if isinstance(at, slice):
            return [self._token(place) for place in self._places[at]]
        return self._token(self._places[at])

    def _token(self, place: int) -> Token:
        one = self._special.get(place)
        return one.token(self._text, self._read) if one else _singly(self._text, self._read, place, place + 1)[0]


@lru_cache(maxsize=1024)
def row(text: str) -> Row:
    """The tokens of `text` in order, without breaks."""
    return Row(text)


def _singly(text: str, read: Plain, first: int, last: int) -> list[Token]:
    """The characters `[first, last)` of a plain text, each a token."""
    piece = read.text[first:last]
    breaks = frozenset(_BREAK.findall(piece))
    return [
        Token(text[place], key, "break" if key in breaks else "", place, place + 1, key, key in breaks)
        for key, place in zip(piece, read.offsets[first:last], strict=True)
    ]


@lru_cache(maxsize=4096)
def marked(text: str) -> str:
    """The tokens of `text`, one character for each, as `as_string` gives them, without making them."""
    plain_text = plain(text).text
    out: list[str] = []
    at = 0
    for one in _special(text):
        out += (plain_text[at : one.start], one.symbol)
        at = one.end
    return "".join(out) + plain_text[at:]


def without_breaks(marks: str) -> str:
    """What `marked` gave, without the breaks."""
    return _BREAK.sub("", marks)


class _Special(NamedTuple):
    """A quantity or marked word at `[start, end)` of a plain text."""

    start: int
    end: int
    key: str
    role: str

    @property
    def symbol(self) -> str:
        return self.key if len(self.key) == 1 else _code(self.key)

    def token(self, text: str, read: Plain) -> Token:
        first, last = read.offsets[self.start], read.offsets[self.end - 1] + 1
        return Token(text[first:last], self.key, self.role, first, last, self.symbol)


@lru_cache(maxsize=1024)
def _special(text: str) -> tuple[_Special, ...]:
    """The quantities and marked words of a text in order, those within another left out."""
    read = plain(text)
    found: dict[int, _Special] = {}
    for quantity in read.quantities:
        role = {"date": "date", "amount": "amount"}.get(quantity.kind, "number")
        key = f"{quantity.value}{quantity.unit}"
        found[quantity.start] = _Special(quantity.start, quantity.end, key, role)
    innocent = {i for match in _INNOCENT.finditer(read.text) for i in range(match.start(), match.end())}
    for match in _PATTERN.finditer(read.text):
        start, word = match.start(), match.group()
        if start not in innocent:
            found.setdefault(start, _Special(start, match.end(), _KEYS.get(word, word), _ROLES[word]))
    out: list[_Special] = []
    for _, one in sorted(found.items()):
        if not out or one.start >= out[-1].end:
            out.append(one)
    return tuple(out)


def as_string(sequence: Sequence[Token]) -> str:
    """One character per token, equal tokens the same: what the string comparers are given."""
    return "".join([token.symbol for token in sequence])


@lru_cache(maxsize=8192)
def _code(key: str) -> str:
    """A private character for a longer token; two keys share one in a case in a hundred thousand."""
    return chr(0xF0000 + crc32(key.encode()) % 0x1FFFC)
