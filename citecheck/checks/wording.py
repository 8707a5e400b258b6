"""A text as tokens that can be compared: quantities, modals, negations and actors whole, other characters singly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from citecheck.checks.plain import Plain, plain

MODALS = {
    **dict.fromkeys(("不得", "不能", "不可以", "禁止", "严禁", "不应当", "不应", "无权"), "不得"),
    **dict.fromkeys(("应当", "应"), "应当"),
    **dict.fromkeys(("必须", "须"), "必须"),
    **dict.fromkeys(("可以", "可", "有权"), "可以"),
    **dict.fromkeys(("无须", "无需", "不必"), "无须"),
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
_PATTERN = re.compile("|".join(_WORDS))
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
    for start, (end, key, role) in sorted(_special(read).items()):
        if start >= at:  # not within another one
            first, last = read.offsets[start], read.offsets[end - 1] + 1
            out += _singly(text, read, at, start)
            out.append(Token(text[first:last], key, role, first, last, key if len(key) == 1 else _code(key)))
            at = end
    out += _singly(text, read, at, len(read.text))
    return tuple(out)


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
    read = plain(text)
    out: list[str] = []
    at = 0
    for start, (end, key, _) in sorted(_special(read).items()):
        if start >= at:  # not within another one
            out += (read.text[at:start], key if len(key) == 1 else _code(key))
            at = end
    return "".join(out) + read.text[at:]


def without_breaks(marks: str) -> str:
    """What `marked` gave, without the breaks."""
    return _BREAK.sub("", marks)


def _special(read: Plain) -> dict[int, tuple[int, str, str]]:
    """Where in a plain text each quantity and marked word begins → where it ends, its key and its role."""
    special: dict[int, tuple[int, str, str]] = {}
    for quantity in read.quantities:
        role = {"date": "date", "amount": "amount"}.get(quantity.kind, "number")
        special[quantity.start] = quantity.end, f"{quantity.value}{quantity.unit}", role
    innocent = {i for match in _INNOCENT.finditer(read.text) for i in range(match.start(), match.end())}
    for match in _PATTERN.finditer(read.text):
        word = match.group()
        if match.start() not in innocent:
            special.setdefault(match.start(), (match.end(), _KEYS.get(word, word), _ROLES[word]))
    return special


def as_string(sequence: Sequence[Token]) -> str:
    """One character per token, equal tokens the same: what the string comparers are given."""
    return "".join([token.symbol for token in sequence])


@lru_cache(maxsize=8192)
def _code(key: str) -> str:
    """A private character for a longer token; two keys share one in a case in a hundred thousand."""
    return chr(0xF0000 + crc32(key.encode()) % 0x1FFFC)
