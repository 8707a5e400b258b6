"""What does not tell titles apart: width, spacing, Traditional characters, pinyin noise; each with its way back.

Nothing here runs over a whole document. `fold` normalises a window and keeps, for each character left, the offset it
came from; `title_key` is the key under which a title is looked up.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from citecheck.model import Edition

_CACHED_TITLES = 1 << 15  # a corpus names the same few thousand titles over and over
_CACHED_WORDS = 1 << 14


class _Characters(dict[int, int | str]):
    """A table for str.translate that learns which characters it leaves as they are: each that it lacks would cost an
    exception, and texts have the same few thousand. Those beyond the first plane are too rare to be kept."""

    def __missing__(self, point: int) -> int:
        if point < 0x10000:
            self[point] = point
        return point


# ── Traditional and Simplified ───────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=1)
def _simplified_by_traditional() -> _Characters:
    """Code point of each Traditional character to that of its Simplified one, 1:1, from OpenCC's character tables."""
    from opencc import OpenCC  # loads its tables: only for text that is not plain Simplified

    characters = [chr(point) for point in (*range(0x3400, 0xA000), *range(0xF900, 0xFB00))]
    converted = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    pairs = zip(characters, converted, strict=True)
    simplified = {ord(old): ord(new) for old, new in pairs if old != new and len(new) == 1}
    # One is simplified to what is simplified itself (薴 → 苧 → 苎): straight to the end, so that twice is as once.
    return _Characters({old: simplified.get(new, new) for old, new in simplified.items()})


# Characters that GB 2312 holds and OpenCC would still simplify: text made of the rest of GB 2312 is left as it is.
_TRADITIONAL_IN_GB2312 = re.compile("[乾吒夥後徵拚捱摺於榘菸薹袷醣麴麽]")


def is_plain(text: str) -> bool:
    """Whether no character of `text` can be Traditional: all of it stands in GB 2312 (ASCII included)."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return _TRADITIONAL_IN_GB2312.search(text) is None


def simplify(text: str) -> str:
    """`text` in Simplified characters, one for one, so that every offset stays what it was."""
    return text if is_plain(text) else text.translate(_simplified_by_traditional())


simplify_few = lru_cache(maxsize=_CACHED_WORDS)(simplify)
"""`simplify` for a few characters, which texts have over and over: remembered."""


# ── windows of raw text ──────────────────────────────────────────────────────────────────────────────────────────

# 消費(fèi)者權(quán)益: crawlers append the reading of a character. Toneless syllables are listed, for (app) is a word.
_PINYIN_LETTERS = "a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ\u0300\u0301\u0304\u030c\u0308"
_READING = (
    r"(?:(?=[a-zü]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ\u0300\u0301\u0304\u030c])"
    rf"[{_PINYIN_LETTERS}]{{1,8}}|de|le|zi|me|men|zhe|ge|ma|ba|ne|li)[)）]"
)
PINYIN = rf"(?:[(（]{_READING})"
_PINYIN_NOISE = re.compile(rf"\((?<=[\u3400-\u9fff)）]\(){_READING}")  # of half width: begins with what is rare
_INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")
_HALF_WIDTH: dict[int, int | str] = {**{0xFF01 + i: 0x21 + i for i in range(94)}, ord("　"): ord(" ")}
_WIDTH = _Characters(_HALF_WIDTH)
_WIDE = re.compile("[\uff01-\uff5e\u3000]")


_OFTEN_WIDE = tuple((wide, chr(ord(wide) - 0xFEE0)) for wide in "，；：（）")


def half_width(text: str) -> str:
    """The text in half width. The few signs that Chinese is full of are replaced one by one, which takes a fifth of
    the time of going through a table for every character."""
    if _WIDE.search(text) is None:
        return text
    for wide, narrow in _OFTEN_WIDE:
        text = text.replace(wide, narrow)
    return text.translate(_WIDTH) if _WIDE.search(text) else text


@lru_cache(maxsize=1)
def _folding() -> _Characters:
    """What `simplify` and half width make of each character, in one table."""
    return _Characters({**_simplified_by_traditional(), **_HALF_WIDTH})


class Folded(NamedTuple):
    """A window without spaces and pinyin, half-width and Simplified. `offsets[i]` is where `text[i]` stands in the
    document; `offsets[len(text)]` is the end of the window."""

    text: str
    offsets: Sequence[int]


def fold(text: str, start: int, end: int) -> Folded:
    """`text[start:end]` folded. The offsets rise strictly, so a folded slice maps to one raw slice."""
    window = text[start:end]
    simplified = window.isascii() or is_plain(window)
    plain = half_width(window) if simplified else window.translate(_folding())
    noise = [match.span() for match in _INVISIBLE.finditer(plain)]
    if "(" in plain:
        noise += [match.span() for match in _PINYIN_NOISE.finditer(plain)]
    if not noise:
        return Folded(plain, range(start, end + 1))
    kept: list[str] = []
    offsets: list[int] = []
    place = 0
    for first, last in [*sorted(noise), (len(plain), len(plain))]:
        if first > place:
            kept.append(plain[place:first])
            offsets.extend(range(start + place, start + first))
        place = max(place, last)
    offsets.append(end)
    return Folded("".join(kept), offsets)


# ── keys of titles ───────────────────────────────────────────────────────────────────────────────────────────────

_BRACKETS = str.maketrans(
    {
        **dict.fromkeys("〈<«＜≪", "《"),
        **dict.fromkeys("〉>»＞≫", "》"),
        **dict.fromkeys("(〔[【﹙", "（"),
        **dict.fromkeys(")〕]】﹚", "）"),
        **dict.fromkeys("、,，·•・‧“”\"‘’'「」『』*＊`_~#\\|:：", None),
    }
)
_STATE = "中华人民共和国"
# 中华人民***和国刑法, 中華人民共和國 with characters lost; 中华民国 is another state.
_STATE_DAMAGED = re.compile(r"^(?!中华民国)中华人?民?共?和?国|^中华人民共和(?!国)|^华人民共和国")
_DOUBLED = re.compile("([《》])\\1+")
_TAGS = re.compile(r"</?[A-Za-z][^<>]{0,40}>")

_ENGLISH_STATE = re.compile(
    r"\b(?:of\s+)?(?:the\s+)?(?:people[’'`]?s?\s+republic\s+of\s+china|p\.?\s?r\.?\s?c\b\.?|"
    r"china(?:[’']s)?|chinese)\b",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"'s\b")
_ENGLISH_WORD = re.compile(r"[a-z0-9]+")
_ENGLISH_FOLDED = {"the": "", "labour": "labor"}


def _english_key(title: str) -> str:
    words = _ENGLISH_WORD.findall(_POSSESSIVE.sub("", _ENGLISH_STATE.sub(" ", title.lower())))
    return "".join(_ENGLISH_FOLDED.get(word, word) for word in words)


@lru_cache(maxsize=_CACHED_TITLES)
def title_key(title: str) -> str:
    """The key under which a statute title is looked up: same instrument, same key.

    Width, spaces, bracket shapes, quotation marks, Traditional characters, pinyin in parentheses, masks (***) and
    中华人民共和国 (also damaged, also inside a nested title) do not count, nor do the separators between joint
    issuers. What tells instruments apart stays: （一）, （试行）, the region, the issuer. English titles are folded to
    lower case without "the", "PRC" and the name of the state. The key of a key is itself.
    """
    key = _folded_once(title)
    while (again := _folded_once(key)) != key:  # what was taken out had hidden more: 《《法》》, 法*(de)*
        key = again
    return key


def _folded_once(title: str) -> str:
    if "&" in title:
        title = html.unescape(title)
    if "’" in title:
        title = title.replace("’", "'")
    if title.isascii() and (key := _english_key(title)):
        return key
    text = _INVISIBLE.sub("", simplify(unicodedata.normalize("NFKC", title)))
    if "(" in text:
        text = _PINYIN_NOISE.sub("", text)
    if "<" in text:
        text = _TAGS.sub("", text)
    text = _DOUBLED.sub(r"\1", text.translate(_BRACKETS)).replace(_STATE, "").strip("《》")
    text = _STATE_DAMAGED.sub("", text)
    return text.lower()


_EDITION = re.compile(
    r"[(（〔\[【]\s*((?:19|20)[0-9]{2})\s*年?[^()（）〔〕\[\]【】]{0,24}?(修正|修订|修訂|"
    r"修改)?[^()（）〔〕\[\]【】]{0,12}[)）〕\]】]\s*$"
)


def split_edition(title: str) -> tuple[str, Edition | None]:
    """`title` without a closing （2018年修正）, and the edition it names; (title, None) when it names none."""
    match = _EDITION.search(title)
    if match is None:
        return title, None
    change = {"修訂": "修订"}.get(match[2] or "", match[2] or "")
    return title[: match.start()].rstrip(), Edition(int(match[1]), "修正" if change == "修改" else change)


_DOCUMENT_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,8}\s?[〔\[(（【]\s?(?:19|20)[0-9]{2}\s?[〕\])）】]\s?第?\s?[0-9]{1,5}\s?号"
    r"|(?:国务院|主席|[\u4e00-\u9fff]{1,8}部|总局|委员会)令\s?第?\s?[0-9一二三四五六七八九十百零〇]{1,8}\s?号"
)


def document_number(text: str) -> str | None:
    """The first document number (发文字号) in `text`: 法释〔2020〕17号, 国务院令第588号; None when there is none."""
    match = _DOCUMENT_NUMBER.search(text)
    return None if match is None else match[0]
