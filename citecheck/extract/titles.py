"""Titles of instruments: in title marks, whole or broken, and without marks by the lexicon or by their endings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from copy import copy
from typing import NamedTuple

from citecheck.extract.words import ENDINGS, LEFT, NO_STATUTE_ENDINGS, NOT_TITLES, STRONG_LEFT
from citecheck.model import Edition
from citecheck.normalize import Folded, fold, is_plain, simplify_few, split_edition, title_key

MAX_TITLE = 160  # characters between 《 and 》, spaces and nested titles included
MAX_UNMARKED = 48
_ENDING_LENGTH = 6  # characters by which titles are indexed: few share so many
_TAIL_LENGTH = 7  # letters by which most runs of English words are told from the end of a known title
_HEAD_LENGTH = 16  # and from its beginning, which is Regulations on the … for many
_LIKE_FA = "发發去注洁"
_HANZI = re.compile(f"[\u4e00-\u9fff]{{{_ENDING_LENGTH}}}")


class Names:
    """The titles, short forms and English names known, as `normalize.title_key` makes them: the lexicon."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = frozenset(keys)
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for key in self.keys:
            lengths[key[-_ENDING_LENGTH:]].add(len(key))
        self._english_tails = frozenset(key[-_TAIL_LENGTH:] for key in self.keys if key.isascii())
        self._english_heads = frozenset(key[:_HEAD_LENGTH] for key in self.keys if key.isascii())
        self._endings = frozenset(ending[-3:] for ending in lengths)
        self._pairs = frozenset(ending[-2:] for ending in self._endings)
        self._lengths = {ending: tuple(sorted(sizes, reverse=True)) for ending, sizes in lengths.items()}

    def also(self, keys: Iterable[str]) -> Names:
        """These and English short forms that a text declares."""
        other = copy(self)
        other.keys = self.keys | frozenset(keys)
        other._english_tails = self._english_tails | {key[-_TAIL_LENGTH:] for key in other.keys - self.keys}
        other._english_heads = self._english_heads | {key[:_HEAD_LENGTH] for key in other.keys - self.keys}
        return other

    def __contains__(self, key: object) -> bool:
        return key in self.keys

    def ends_english(self, words: str) -> bool:
        """Whether an English title may end with `words`, a stretch of text: their last letters say."""
        key = title_key(words)
        return key[-_TAIL_LENGTH:] in self._english_tails or len(key) < _TAIL_LENGTH

    def begins_english(self, words: str) -> bool:
        """Whether an English title may begin with `words`, a stretch of text: their first letters say."""
        key = title_key(words)[:_HEAD_LENGTH]
        return any(key[:size] in self._english_heads for size in range(len(key), 0, -1))

    def ends_some(self, ending: str) -> bool:
        """Whether some title ends with these three characters (or is their last two)."""
        return ending in self._endings or ending[-2:] in self._endings

    def ends_with_pair(self, ending: str) -> bool:
        """Whether some title ends with these two characters."""
        return ending in self._pairs

    def begins_some(self, text: str) -> bool:
        """Whether `text` is a known title without its ending: 刑事诉讼."""
        return any(text + ending in self.keys for ending in ("法", "条例", "规定", "办法", "解释"))

    def misspells_some(self, key: str) -> bool:
        """Whether a look-alike of 法 stands at the end of a known title: 个人信息保护发, 民发典."""
        return any(char in key[-2:] and key[:-2] + key[-2:].replace(char, "法") in self.keys for char in _LIKE_FA)

    def may_end_hidden(self, ending: str) -> bool:
        """Whether a title that does not stand as it is may still be what ends with these six characters: one of them
        may hide others, or spaces may hide what stands before them."""
        return ending in self._lengths or _HANZI.fullmatch(ending) is None or not is_plain(ending)

    def longest_suffix(self, text: str, end: int | None = None) -> int:
        """Length of the longest known title with which `text[:end]` ends; 0 when there is none."""
        end = len(text) if end is None else end
        for length in range(min(_ENDING_LENGTH, end), 1, -1):
            for size in self._lengths.get(text[end - length : end], ()):
                if (size == length or length == _ENDING_LENGTH) and size <= end and text[end - size : end] in self.keys:
                    return size
        return 0


class Mention(NamedTuple):
    """A place where an instrument is named. `start` and `end` take in the title marks, `name` leaves them out."""

    start: int
    end: int
    name: str
    key: str
    marked: bool
    known: bool
    decoy: str | None = None  # why it is none of ours: a NotChecked.reason
    edition: Edition | None = None
    declares: str | None = None  # 以下简称…: the key of the title this name stands for


# ── kinds of instrument ──────────────────────────────────────────────────────────────────────────────────────────

_TAIL = re.compile(
    r"(?:（[^（）]{1,24}）|[一二三四五六七八九十]|（试行|[a-z0-9])++$|"
    r"(?:总则|分则|附则|[\u4e00-\u9fff]{1,6}编)$"
)  # fmt: skip


def ending_of(key: str) -> str | None:
    """The word that says what kind of instrument `key` names: 法, 条例, 解释 …; None when it names none of them."""
    bare = key
    for _ in range(3):
        for ending in ENDINGS:
            if bare.endswith(ending):
                return ending
        shorter = _TAIL.sub("", bare)
        if shorter == bare or not shorter:
            return None
        bare = shorter
    return None


# ── in title marks ───────────────────────────────────────────────────────────────────────────────────────────────

_NUMBERED = re.compile(r"\s{0,3}(?:第|靠前)\s?[零〇一二三四五六七八九十百千0-9０-９]{1,9}\s?[条條]")
_STOP_IN_TITLE = re.compile(r"[。；！？;!?]")
_SHORT_TITLE = 30  # characters: one closed within them may exclaim and ask, 《=cmd|'/C calc'!A0法》
_STOP_IN_SHORT_TITLE = re.compile(r"[。；;《\n]")


def marked_end(text: str, start: int, limit: int) -> int | None:
    """End (behind 》) of the title whose 《 stands at `start`: nested marks counted, bounded by MAX_TITLE."""
    limit = min(limit, start + MAX_TITLE)
    close = text.find("》", start + 1, limit)
    if close < 0:
        return None
    nested = text.count("《", start + 1, close)
    end = close + 1
    while nested > 0:
        close = text.find("》", end, limit)
        if close < 0:
            # One mark too few: 《关于适用《民法典》的解释 … The title ends with what was closed.
            return None
        nested += text.count("《", end, close) - 1
        end = close + 1
    while text[start + 1 : start + 2] == "《" and text[end : end + 1] == "》":
        end += 1
    return end


def read_marked(text: str, start: int, names: Names) -> Mention | None:
    """The title whose 《 stands at `start`, or None where it opens none. Broken marks are mended:

    《民法典第一百条》 names 民法典; 《民法典第一百条 and 《刑法》》 lack or double a mark.
    """
    limit = min(len(text), start + MAX_TITLE)
    end = marked_end(text, start, limit)
    if end is None:
        return _unclosed(text, start, limit, names)
    inner = text[start:end].strip("《》")
    if _STOP_IN_TITLE.search(inner) and (len(inner) > _SHORT_TITLE or _STOP_IN_SHORT_TITLE.search(inner)):
        return _unclosed(text, start, limit, names)
    if "条" in inner or "條" in inner:
        inside = _NUMBERED.search(inner)
        if inside is not None and inside.start() > 0:
            offset = text.index(inner, start)
            return _mention(text, start, offset + inside.start(), inner[: inside.start()], names, marked=True)
    return _mention(text, start, end, inner, names, marked=True)


def _unclosed(text: str, start: int, limit: int, names: Names) -> Mention | None:
    number = _NUMBERED.search(text, start + 1, limit)
    if number is None:
        return None
    inner = text[start + 1 : number.start()]
    if not inner or _STOP_IN_TITLE.search(inner) or "\n" in inner.strip() or "，" in inner or len(inner) > 80:
        return None
    if ending_of(title_key(split_edition(inner)[0])) is None:
        return None
    return _mention(text, start, number.start(), inner, names, marked=True)


def _mention(text: str, start: int, end: int, name: str, names: Names, *, marked: bool) -> Mention | None:
    key = title_key(name)
    edition = None
    if key and key not in names and ("）" in key or "]" in key):
        without, edition = split_edition(name)
        if edition is not None:
            name, key = without, title_key(without)
    if not key:
        return None
    return Mention(start, end, name, key, marked, key in names, None, edition)


# ── without marks ────────────────────────────────────────────────────────────────────────────────────────────────

_STATE_BEFORE = re.compile(r"(?:中华人民[*×_]{0,4}共?和国|中华人民共和国?)$")
_EDITION_BEFORE = re.compile(r"（(?:19|20)[0-9]{2}[^（）]{0,12}）$|\((?:19|20)[0-9]{2}[^()]{0,12}\)$")
_WORD = re.compile(r"[\u3400-\u9fffA-Za-z0-9《》〈〉（）()·*、]")


_WORDS = re.compile(rf"{_WORD.pattern}{{1,{MAX_UNMARKED}}}")
_LATIN = re.compile(r"[A-Za-z]{3,}$")


def known_before(folded: Folded, names: Names, floor: int = 0) -> tuple[int, str, Edition | None] | None:
    """The longest known title with which the window ends: (index where it starts, key, edition), or None.

    中华人民共和国 before it belongs to it, also damaged; so does （2018修正） behind it.
    """
    window, edition = folded.text, None
    if window.endswith(")") and (match := _EDITION_BEFORE.search(window)):
        edition = split_edition(window)[1]
        window = window[: match.start()]
    if window[-1:].isascii() and window[-1:].isalpha():
        latin = _LATIN.search(window)
        if latin is not None and (key := title_key(latin[0])) in names:
            return latin.start(), key, edition
        return None
    size = names.longest_suffix(window)
    if not size and window.endswith(")"):
        key_window = window.replace("(", "（").replace(")", "）")
        size = names.longest_suffix(key_window)
    if not size:
        return None
    start = len(window) - size
    key = window[start:].replace("(", "（").replace(")", "）")
    state = _STATE_BEFORE.search(window, 0, start)
    if state is not None:
        start = state.start()
    return (start, key, edition) if start >= floor else None


def unknown_before(folded: Folded) -> tuple[int, str, Edition | None] | None:
    """What looks like a title with which the window ends, though none is known: 企业裁员补偿法 (start, key, edition).

    Its left boundary is punctuation or a word that introduces titles (根据, 违反 …); without either it is as far as the
    characters of a title go.
    """
    window, edition = folded.text, None
    if window.endswith(")") and (match := _EDITION_BEFORE.search(window)):
        edition = split_edition(window)[1]
        window = window[: match.start()]
    run = _WORDS.match(window[::-1])
    name = window[len(window) - (run.end() if run is not None else 0) :]
    closed = max(name.rfind("》"), name.rfind("〉"), name.rfind("、"))
    if closed >= 0 and "《" not in name[:closed]:
        name = name[closed + 1 :]
    name = _LISTED.sub("", _without_lead(name))
    key = title_key(name)
    if not 3 <= len(key) <= 40 or key in NOT_TITLES or key.startswith("第") or key.endswith(NO_STATUTE_ENDINGS):
        return None
    ending = ending_of(key)
    if ending not in _UNMARKED_ENDINGS and (ending is None or "关于" not in key):
        return None
    if (ending == "规定" and len(key) < 6) or ("关于" not in key and _OF.search(key)):
        return None
    return len(window) - len(name), key, edition


_OF = re.compile("的(?:规定|办法|解释|条例|细则)$")  # 需要了解的规定: no title, unless it says 关于
_LISTED = re.compile(r"^[A-Za-z0-9]{1,2}[.、)]?(?=[\u4e00-\u9fff])")

# 关于适用《民法典》有关担保制度的解释: marks only around the statute inside.
_COURT_BEFORE = re.compile("(?:最高人民法院|最高法|两高)(?:关于)?(?:适用)?$|实施$")
_APPLIED = ("适用", "实施", "执行", "贯彻", "审理", "办理")
_ABOUT = re.compile(rf"关于[\u4e00-\u9fff]{{0,8}}(?:{'|'.join(_APPLIED)})$")
_ISSUERS = ("最高人民法院", "最高人民检察院", "公安部", "司法部", "国务院")
_MINISTRY = re.compile(r"[\u4e00-\u9fff]{2,8}\Z")  # before its last character, 部
_INNER_AFTER = re.compile(
    r"[\u4e00-\u9fff、]{0,40}?(?:解释|规定|意见|办法|批复|细则|条例|决定)(?:[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六])?"
)


def around(text: str, inner: Mention, place: int, names: Names) -> Mention | None:
    """The title without marks of its own that holds the marked title `inner` and ends at `place`."""
    start, end = inner.start, inner.end
    if not inner.marked and text[start - 1 : start] in _INNER_OPEN and text[end : end + 1] in _INNER_CLOSE:
        start, end = start - 1, end + 1
    if place <= end or text[end - 1] not in _INNER_CLOSE or _INNER_AFTER.fullmatch(text, end, place) is None:
        return None
    before = _begins_around(text[max(0, start - 40) : start])
    start -= before or 0
    name = text[start:place]
    key = title_key(name)
    if before is None:  # 《民法典》有关担保制度的解释, 《婚姻法》司法解释（二）: cut short on the left
        rest = title_key(text[end:place])
        keys = (f"{_COURT}《{inner.key}》{rest}", inner.key + rest, inner.key + rest.removeprefix("司法"), rest)
        key = next((candidate for candidate in keys if candidate in names), keys[1])
        if key not in names and (_JOINS.match(rest) is not None or not rest.rstrip(_ORDINALS).endswith("解释")):
            return None
    return Mention(start, place, name, key, False, key in names)


def _begins_around(window: str) -> int | None:
    """How far before the end of the window the title begins whose inner title follows: 公安部、司法部关于适用《…》.

    As far as it can: names are met from the right, and each that may end there leads on to those before it. One
    expression tried every way to part 部部部部…: 0.4 s for forty characters.
    """
    court = _COURT_BEFORE.search(window)
    reached = [] if court is None else [court.start()]
    if window.removesuffix("\n").endswith(_APPLIED):
        about = [place for place in range(len(window)) if _ABOUT.match(window, place)]
        for place in about:  # which grows
            about += [begin for begin in _names_before(window, place) if begin not in about]
        reached += about
    return len(window) - min(reached) if reached else None


def _names_before(window: str, place: int) -> Iterator[int]:
    """Where the name of an issuer may begin that ends at `place`, or before the 、 or 和 in front of it."""
    for end in (place, place - 1) if place and window[place - 1] in "、和" else (place,):
        yield from (end - len(name) for name in _ISSUERS if window.endswith(name, 0, end))
        if end and window[end - 1] == "部" and (ministry := _MINISTRY.search(window, max(0, end - 9), end - 1)):
            yield from range(ministry.start(), end - 2)


_JOINS = re.compile("[和及与或等的、并]|以及|相关|有关|其")
_ORDINALS = "（）()一二三四五六七八九十"
_INNER_OPEN, _INNER_CLOSE = ("《", "〈", "<"), ("》", "〉", ">")
_COURT = "最高人民法院关于适用"


def unopened_before(folded: Folded) -> tuple[int, str] | None:
    """The title before a 》 that nothing opens: 刑事诉讼》 (start, key)."""
    window = folded.text.rstrip("》")
    start = len(window)
    while (
        start > 0
        and len(window) - start < MAX_UNMARKED
        and _WORD.match(window[start - 1])
        and window[start - 1] not in "》、"
    ):
        start -= 1
    name = _without_lead(window[start:])
    key = title_key(name)
    return (len(window) - len(name), key) if len(key) >= 2 else None


_LEFT_BY_FIRST = {first: tuple(word for word in LEFT if word[0] == first) for first in {word[0] for word in LEFT}}


def _without_lead(name: str) -> str:
    """`name` without the words that introduce a title: 根据, 违反, 我国 …"""
    cut = max((name.rfind(word) + len(word) for word in STRONG_LEFT if word in name), default=0)
    name = name[cut:]
    while True:
        for word in _LEFT_BY_FIRST.get(name[:1], ()):
            if name.startswith(word) and len(name) > len(word) + 1:
                name = name[len(word) :]
                break
        else:
            return name


# Endings that name an instrument even without 关于; 意见, 决定, 标准 … are everyday words.
_UNMARKED_ENDINGS = ("法", "法典", "条例", "规定", "办法", "解释", "细则", "宪法", "修正案", "通则", "总则")


def known_mention(text: str, folded: Folded, end: int, names: Names) -> Mention | None:
    """The known title without marks with which the window `folded` ends, at `end` of the text."""
    return _unmarked(text, folded, end, known_before(folded, names), known=True)


def unknown_mention(text: str, folded: Folded, end: int) -> Mention | None:
    """What looks like a title without marks with which the window ends, though none is known."""
    return _unmarked(text, folded, end, unknown_before(folded), known=False)


def _unmarked(
    text: str, folded: Folded, end: int, found: tuple[int, str, Edition | None] | None, *, known: bool
) -> Mention | None:
    if found is None:
        return None
    index, key, edition = found
    start = folded.offsets[index]
    name = text[start:end]
    if edition is not None:
        name = split_edition(name)[0]
    return Mention(start, end, name, key, False, known, None, edition)


_AFTER_LAW = frozenset("人律院官庭定制治则学理警医网务币系宝师盲商院度外力王号")  # 公司法人, 合同法律关系, 刑法学


def bare_title_at(text: str, end: int, names: Names) -> Mention | None:
    """A known title without marks that ends at `end` (behind 法, 典, 例, 定 …), named without an article."""
    ending = text[max(0, end - 3) : end]
    if not names.ends_some(ending):
        plain = simplify_few(ending)
        if plain[-2:-1] in _NOISE_BEFORE:  # 無(wú)法, 保護(hù)法: the character before the reading counts
            opening = max(text.rfind("(", end - 11, end), text.rfind("（", end - 11, end))
            plain = simplify_few(text[max(0, opening - 1) : max(0, opening)]) + plain[-1:]
            if not names.ends_with_pair(plain):
                return None
        elif plain == ending or not names.ends_some(plain):
            return None
    following = simplify_few(text[end : end + 1])
    if following in _AFTER_LAW or (following == "规" and text[end + 1 : end + 2] not in ("定", "範", "范")):
        return None
    if text.startswith(_GOES_ON, end):
        return None
    size = names.longest_suffix(text, end)
    start = end - size
    before = text[start - 1 : start]
    stands_alone = before not in _NOISE_BEFORE and is_plain(before)
    if size and (not before or stands_alone or _NUMBERED_LINE.search(text, max(0, start - 10), start)):
        state = _STATE_BEFORE.search(text[max(0, start - 12) : start])
        start -= len(state[0]) if state is not None else 0
        mention: Mention | None = Mention(start, end, text[start:end], text[end - size : end], False, True)
    elif not size and not names.may_end_hidden(text[max(0, end - _ENDING_LENGTH) : end]):
        return None
    else:  # spaces, pinyin or Traditional characters may hide the title, or the beginning of a longer one
        mention = known_mention(text, fold(text, max(0, end - MAX_UNMARKED), end), end, names)
    if mention is None or len(mention.key) > 2:
        return mention
    before = text[mention.start - 1 : mention.start]
    return None if before in _NOT_BEFORE_SHORT else mention


# 公司法解释三, 劳动法实施办法: a longer title, of which this is the beginning.
_GOES_ON = (
    "解释",
    "解釋",
    "司法解释",
    "司法解釋",
    "实施",
    "實施",
    "修正案",
    "释义",
    "草案",
    "施行细则",
    "施行細則",
    "若干",
)
_NOISE_BEFORE = frozenset(" \t\u3000\xa0)）")
_NUMBERED_LINE = re.compile(r"[0-9][.、)）]?[ \t\u3000\xa0]{1,4}$")  # 4.1 合同法: no title goes on before the number
_NOT_BEFORE_SHORT = frozenset("违立司判死受被徒缓")
