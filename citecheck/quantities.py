"""Numbers with their units, whichever way they are written: 十五日 = 15日 = 15天, 百分之五十 = 50%."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

_DIGITS = {
    **{c: i for i, c in enumerate("零一二三四五六七八九")},
    **{c: i for i, c in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    **dict(zip("两兩貳參叄陸", (2, 2, 2, 3, 3, 6), strict=True)),
    **{str(i): i for i in range(10)},
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GREAT = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}

_CHINESE_DIGITS = "[〇零一二两兩三四五六七八九十百千万萬亿億壹贰貳叁參肆伍陆陸柒捌玖拾佰仟]"
# A number begins where its digits begin: a run of them without a unit is not tried again from each of its digits.
_CHINESE = f"(?<!{_CHINESE_DIGITS}){_CHINESE_DIGITS}+"
_ARABIC = r"(?<![0-9])[0-9]+(?:,[0-9]{3}){0,9}(?:\.[0-9]+)?[百千]?[万萬亿億]*"  # behind each comma another begins
_NUMBER = f"(?:{_ARABIC}|{_CHINESE})"
UNITS = {
    "工作日": "工作日", "个工作日": "工作日", "個工作日": "工作日",
    "小时": "小时", "个小时": "小时", "小時": "小时", "個小時": "小时",
    "分钟": "分钟", "日": "日", "天": "日", "月": "月", "个月": "月", "個月": "月", "年": "年",
    "周岁": "岁", "周歲": "岁", "岁": "岁", "歲": "岁", "周": "周", "个星期": "周", "星期": "周",
    "元": "元", "美元": "美元", "倍": "倍", "人": "人", "名": "人", "次": "次", "个": "个", "個": "个",
    "成": "成", "平方米": "平方米", "公里": "公里", "海里": "海里", "吨": "吨", "户": "户", "份": "份",
}  # fmt: skip
_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
_BEGINS = f"(?=[第0-9]|{_CHINESE_DIGITS})"  # looked at first: six ways to go on are tried at few characters only
_QUANTITY = re.compile(
    rf"{_BEGINS}(?:第(?P<ordinal>{_NUMBER})(?=[条條款项項编編章节節])"
    rf"|(?P<denominator>百|千|万|{_CHINESE})分之(?P<numerator>{_NUMBER})"
    rf"|(?P<percent>{_NUMBER})%"
    rf"|(?P<calendar>(?:[0-9]{{4}}|[〇零一二三四五六七八九]{{4}})年(?:{_NUMBER}月(?:{_NUMBER}日)?)?)"
    rf"|(?P<number>{_NUMBER})余?(?P<unit>{_UNIT})"
    rf"|(?P<first>{_NUMBER})(?=(?:至|到|[-—–~]){_NUMBER}(?P<shared>{_UNIT})))"
)
_HINT = re.compile(r"[0-9〇零一二两兩三四五六七八九十百千万萬亿億壹贰貳叁參肆伍陆陸柒捌玖拾佰仟]")
_NOT_A_NUMBER = {"一人", "一次", "一日", "一天", "一年", "一个", "一個", "一名", "一成", "一份"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and its unit at `[start, end)` of the text searched; unit "%" for shares, "第" for ordinals."""

    value: Fraction
    unit: str
    start: int
    end: int

    @property
    def kind(self) -> str:
        """What it counts: "ordinal", "share", "amount", "date" (a period or day), or "number"."""
        if self.unit == "第":
            return "ordinal"
        if self.unit in ("%", "成"):
            return "share"
        if self.unit in ("元", "美元"):
            return "amount"
        return "date" if self.unit in ("日", "月", "年", "周", "小时", "分钟", "工作日", "岁") else "number"


@lru_cache(maxsize=4096)
def parse(text: str) -> Fraction | None:
    """The value of a number in Arabic, Chinese, capital or mixed writing (50万, 一百二十万); None if it is none."""
    text = text.replace(",", "")
    total, section, digits = Fraction(0), Fraction(0), ""
    for char in text:
        if char in _DIGITS:
            digits += str(_DIGITS[char])
        elif char == ".":
            digits += "."
        elif digits.count(".") > 1 or digits == ".":
            return None
        elif char in _SMALL:
            section += (Fraction(digits) if digits.strip("0") else Fraction(1)) * _SMALL[char]
            digits = ""
        elif char in _GREAT:
            section += Fraction(digits) if digits else 0
            total = (total + (section or 1)) * _GREAT[char]
            section, digits = Fraction(0), ""
        else:
            return None
    try:
        return total + section + (Fraction(digits) if digits else 0)
    except ValueError:
        return None


def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of `text` (half-width digits expected), in order; calendar dates (2024年5月1日) are none."""
    if not _HINT.search(text):
        return ()
    found = (_quantity(match) for match in _QUANTITY.finditer(text))
    return tuple(quantity for quantity in found if quantity is not None)


def _quantity(match: re.Match[str]) -> Quantity | None:
    number = match["ordinal"] or match["numerator"] or match["percent"] or match["number"] or match["first"]
    value = parse(number) if number else None
    if value is None:
        return None
    if match["ordinal"]:
        unit = "第"
    elif match["percent"]:
        unit = "%"
    elif match["numerator"]:
        whole = {"百": 100, "千": 1000, "万": 10000}.get(match["denominator"]) or parse(match["denominator"])
        if not whole:
            return None
        value, unit = value * 100 / whole, "%"
    else:
        unit = UNITS[match["unit"] or match["shared"]]
    return Quantity(value, unit, match.start(), match.end())


def canonical(text: str) -> str:
    """`text` with every quantity in one writing (十五日, 15天 → 15日), so that equal quantities are equal strings."""
    if not _HINT.search(text):
        return text
    return _QUANTITY.sub(_rewrite, text)


def _rewrite(match: re.Match[str]) -> str:
    if match.group() in _NOT_A_NUMBER or match["calendar"]:
        return match.group()
    quantity = _quantity(match)
    if quantity is None:
        return match.group()
    value = quantity.value
    number = str(value.numerator) if value.denominator == 1 else f"{float(value):.6g}"
    if match["first"]:
        return number
    return f"第{number}" if quantity.unit == "第" else f"{number}{quantity.unit}"
