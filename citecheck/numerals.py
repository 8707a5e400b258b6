"""Numbers as statutes and their readers write them: 第一千二百五十四, 壹佰, 廿三, 〇, １２, 1254, 一二五四."""

from __future__ import annotations

from functools import lru_cache

DIGITS = {
    **{c: i for i, c in enumerate("零一二三四五六七八九")},
    **{c: i for i, c in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "○": 0,
    "O": 0,
    "两": 2,
    "兩": 2,
    "貳": 2,
    "弍": 2,
    "叄": 3,
    "參": 3,
    "参": 3,
    "陸": 6,
    "弌": 1,
    "弎": 3,
    "幺": 1,
    **{chr(0xFF10 + i): i for i in range(10)},
    **{str(i): i for i in range(10)},
}
UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10000, "萬": 10000}
TENS = {"廿": 20, "卄": 20, "卅": 30, "丗": 30, "卌": 40}
CHARACTERS = frozenset(DIGITS) | frozenset(UNITS) | frozenset(TENS)

_HAN = "零一二三四五六七八九"


@lru_cache(maxsize=4096)  # articles are cited by the same numbers over and over
def parse_number(text: str) -> int | None:
    """The number that `text` writes in Chinese, capital, Arabic, full-width or mixed digits; None if it is none.

    Positional writing (一二五四, 二〇) and written-out units (一千二百五十四, 百廿三, 1千2百) are both read; spaces
    inside are ignored. A number below zero or above 99,999 never occurs as an article number: None.
    """
    text = "".join(text.split())
    if not text or len(text) > 12:
        return None
    total, digit, seen_unit, last_unit = 0, None, False, 100000
    run: list[int] = []
    for char in text:
        if char in DIGITS:
            run.append(DIGITS[char])
            digit = int("".join(map(str, run)))
        elif char in TENS:
            if run and run != [0]:
                return None
            total, digit, run, seen_unit, last_unit = total + TENS[char], None, [], True, 10
        elif char in UNITS:
            unit = UNITS[char]
            if unit >= last_unit:
                return None
            if len(run) > 1 and run[0] != 0:
                return None
            total += (1 if not run or (digit == 0) else int("".join(map(str, run)))) * unit
            digit, run, seen_unit, last_unit = None, [], True, unit
        else:
            return None
    if digit is not None:
        if seen_unit and digit >= last_unit and run[0] != 0:
            return None
        total += digit
    elif not seen_unit:
        return None
    return total if 0 <= total <= 99_999 else None


def chinese(number: int) -> str:
    """`number` (0…9999) as statutes write it: 1254 → 一千二百五十四, 15 → 十五, 110 → 一百一十.

    Raises ValueError outside that range.
    """
    if not 0 <= number <= 9999:
        raise ValueError(f"not an article number: {number}")
    if number == 0:
        return "零"
    out, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            out += ("零" if zero and out else "") + _HAN[digit] + name
            zero = False
        elif out:
            zero = True
    return out[1:] if out.startswith("一十") else out


_ENGLISH_UNITS = tuple(
    """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen
    """.split()  # noqa: SIM905
)
_ENGLISH_TENS = ("zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ENGLISH_ORDINALS = {
    word: number + 1
    for number, word in enumerate(
        """
        first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
        fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
        """.split()  # noqa: SIM905
    )
}


def parse_english_number(text: str) -> int | None:
    """The number that English words or digits write: Thirty-Eight, one hundred and ten, first, 2nd; None if none."""
    words = text.lower().replace("-", " ").replace("\u2011", " ").split()
    if not words:
        return None
    if len(words) == 1:
        word = words[0]
        if word in _ENGLISH_ORDINALS:
            return _ENGLISH_ORDINALS[word]
        digits = word.removesuffix("st").removesuffix("nd").removesuffix("rd").removesuffix("th")
        if digits.isdecimal() and digits.isascii() and len(digits) <= 5:
            return int(digits)
    total, current = 0, 0
    for word in words:
        if word in _ENGLISH_UNITS:
            current += _ENGLISH_UNITS.index(word)
        elif word in _ENGLISH_TENS:
            current += 10 * _ENGLISH_TENS.index(word)
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word == "thousand":
            total, current = (total + max(current, 1)) * 1000, 0
        elif word != "and":
            return None
    return total + current


_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def parse_roman(text: str) -> int | None:
    """The number that Roman capitals write (XIV is 14); None if they write none."""
    if not text or any(char not in _ROMAN for char in text):
        return None
    values = [_ROMAN[char] for char in text]
    return sum(
        -value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True)
    )
