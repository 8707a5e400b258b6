"""The lines under a title that tell when a statute was passed, promulgated, amended → its history.

1991年4月9日第七届全国人民代表大会第四次会议通过　根据2007年10月28日…《关于修改〈…〉的决定》第一次修正
2001年12月20日 国务院令第339号公布　根据2011年1月8日《国务院关于废止和修改部分行政法规的决定》修订
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_ORDER = re.compile(
    r"((?:国务院、中央军事委员会|国务院|主席|[^\s，、。《》]{2,30}?[部委局署会院府])令(?:（[^）]*）)?"
    r"\s*第?\s*[零〇一二三四五六七八九十百\d]+\s*号)"
)
_NUMBER = re.compile(
    r"((?:法释|高检发释字|法发|国发|国办发|高检发[^〔（(]{0,6})\s*[〔（(\[]\s*\d{4}\s*[〕）)\]]\s*\d+\s*号)"
)
_DECISION = re.compile(r"《(?:[^《》]|《[^《》]*》)*》")
_ORDINAL = re.compile(r"第([一二三四五六七八九十]+)次(?:修正|修订)")
_ONE_ACT = timedelta(days=400)  # between passing a text and promulgating it
_APPROVAL = timedelta(days=300)  # between a city's vote and the province's approval
_ONE_VOTE = timedelta(days=120)  # between the two bodies that pass or approve one text


class Step(StrEnum):
    PASSED = "passed"
    APPROVED = "approved"
    PROMULGATED = "promulgated"
    AMENDED = "amendment"
    REVISED = "revision"
    EFFECTIVE = "effective"


@dataclass(frozen=True, slots=True)
class Event:
    """What happened on a day, by which decision (its title, "" where none is named) and order number."""

    day: date
    step: Step
    decision: str = ""
    number: str = ""
    ordinal: str = ""


@dataclass(frozen=True, slots=True)
class Enactment:
    """One wording coming into the world: the days that belong to it, how, and when it says it takes effect."""

    days: tuple[date, ...]
    change: str = ""  # "" original | "amendment" | "revision"
    promulgated: date | None = None  # only where a promulgation is recorded
    effective: date | None = None
    decision: str = ""
    number: str = ""
    ordinal: str = ""
    inferred: bool = False  # only a later text tells of it; its day is the day of effect
    vote: bool = False  # nothing but votes so far: what they changed the header says next, if at all

    @property
    def day(self) -> date:
        """The day it is known by: promulgation, else the last vote."""
        return self.promulgated or self.days[-1]


def parse_date(text: str) -> date | None:
    """The date in an ISO string or in 2020年5月28日; None when there is none or no such day."""
    match = _DATE.search(text) or re.search(r"(\d{4})-(\d{2})-(\d{2})", text)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def document_number(lines: Iterable[str]) -> str:
    """The number such as 法释〔2020〕17号 that stands alone in the lines; "" when none or several do."""
    found = {re.sub(r"\s", "", m[1]) for line in lines for m in _NUMBER.finditer(line)}
    return re.sub(r"[（(\[](\d{4})[）)\]]", r"〔\1〕", found.pop()) if len(found) == 1 else ""


def events(lines: Iterable[str]) -> tuple[Event, ...]:
    """Every dated event of the header lines, in the order of the text."""
    text = " ".join(lines)
    dates = list(_DATE.finditer(text))
    found = []
    for i, match in enumerate(dates):
        segment = text[match.end() : dates[i + 1].start() if i + 1 < len(dates) else len(text)]
        day = parse_date(match[0])
        step = _step(segment)
        if day is None or step is None:
            continue
        order, ordinal = _ORDER.search(segment.replace("中华人民共和国", "")), _ORDINAL.search(segment)
        decision = _DECISION.search(segment)
        found.append(
            Event(
                day,
                step,
                decision[0] if decision else "",
                re.sub(r"\s", "", unicodedata.normalize("NFKC", order[1])) if order else "",
                ordinal[1] if ordinal else "",
            )
        )
        if step is Step.PROMULGATED and re.search(r"公布施行|发布施行|发布之日施行|公布之日施行", segment):
            found.append(Event(day, Step.EFFECTIVE))
    return tuple(found)


def _step(segment: str) -> Step | None:
    words = _DECISION.sub("《》", segment)
    for pattern, step in (
        (r"修正|通过的《》|决定》?修改|《》的?修改", Step.AMENDED),
        (r"修订", Step.REVISED),
        (r"公布|发布|颁布|令第|令（|印发", Step.PROMULGATED),
        (r"施行|实施|生效|执行", Step.EFFECTIVE),
        (r"批准|备案", Step.APPROVED),
        (r"通过|制定|会议|国务院|人民代表大会", Step.PASSED),
    ):
        if re.search(pattern, words):
            return step
    return Step.AMENDED if "《》" in words else None


def enactments(lines: Iterable[str]) -> tuple[Enactment, ...]:
    """The wordings that the header tells of, oldest first.

    Passing and promulgation within 400 days are one enactment; so are a city's vote and the province's approval
    within 300, and two votes within 120 (the two supreme organs).
    """
    found: list[Enactment] = []
    for event in events(lines):
        current = found[-1] if found else None
        match event.step:
            case Step.EFFECTIVE:
                if current and (current.effective is None or event.day >= current.day):
                    found[-1] = replace(current, effective=event.day)
            case Step.PROMULGATED:
                if current and current.promulgated is None and timedelta() <= event.day - current.days[-1] <= _ONE_ACT:
                    found[-1] = replace(
                        current,
                        days=(*current.days, event.day),
                        promulgated=event.day,
                        number=event.number or current.number,
                        vote=False,
                    )
                else:
                    found.append(Enactment((event.day,), _later(found), event.day, number=event.number))
            case Step.APPROVED if current and timedelta() <= event.day - current.days[-1] <= _APPROVAL:
                found[-1] = replace(current, days=(*current.days, event.day))
            case Step.PASSED | Step.APPROVED:
                if current and current.vote and abs(event.day - current.days[-1]) <= _ONE_VOTE:
                    found[-1] = replace(current, days=tuple(sorted((*current.days, event.day))))
                else:
                    found.append(Enactment((event.day,), _later(found), number=event.number, vote=True))
            case Step.AMENDED | Step.REVISED:
                made = Enactment(
                    (event.day,),
                    event.step.value,
                    decision=event.decision,
                    number=event.number,
                    ordinal=event.ordinal,
                )
                voted = current is not None and current.vote and len(found) > 1
                if current and voted and timedelta() <= event.day - current.days[-1] <= _ONE_VOTE:
                    found[-1] = replace(made, days=tuple(dict.fromkeys((*current.days, event.day))))
                elif current and current.change and event.day in current.days:
                    found[-1] = replace(made, days=current.days, promulgated=current.promulgated)
                else:
                    found.append(made)
    return tuple(sorted(found, key=lambda e: e.day))


def _later(found: list[Enactment]) -> str:
    """A second passing without the word 修订 is still a change; which kind is not said: a revision."""
    return "revision" if found else ""


def is_whole(history: tuple[Enactment, ...]) -> bool:
    """Whether the header tells the whole history: an original, then changes whose ordinals leave none out."""
    if not history or history[0].change or history[0].inferred:
        return False
    for kind in ("amendment", "revision"):
        ordinals = ["一二三四五六七八九十".index(e.ordinal[-1]) + 1 for e in history if e.change == kind and e.ordinal]
        if any(b != a + 1 for a, b in pairwise(ordinals)) or (ordinals and ordinals[0] != 1):
            return False
    return True
