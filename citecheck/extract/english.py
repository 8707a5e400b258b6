"""English references: Article 37 of the Consumer Rights Protection Law, PIPL Art. 13(2), Articles 13 to 15 thereof."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple

from citecheck.extract import decoys
from citecheck.extract.english_titles import (
    ACRONYM,
    FOREIGN,
    TREATY,
    known_acronyms,
    lower_case_title,
    places_of,
    read_title,
    reason_against,
    title_before,
)
from citecheck.extract.grammar import Group, Reference
from citecheck.extract.titles import Mention, Names
from citecheck.model import ArticleNumber, Edition, Pinpoint
from citecheck.numerals import parse_english_number, parse_roman

_UNIT = re.compile(r"(?:Articles?|ARTICLES?|articles?|Arts?\b\.?|arts?\.|arts?(?=[\s\xa0][0-9])|§{1,2})[\s\xa0]{0,3}")
_WORDS = (
    "(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    "fifteen|sixteen|seventeen|eighteen|nineteen|"
    "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand)"
)
_NUMBER = re.compile(
    rf"(?P<digits>[0-9]{{1,4}})(?![0-9])|(?P<words>{_WORDS}(?:[\s-](?:and\s)?{_WORDS}){{0,6}})\b|"
    rf"(?P<roman>[IVXLC]{{1,7}})\b",
    re.IGNORECASE,
)
_BRANCH = re.compile(r"(?:\s?bis\b|-([0-9]{1,2})(?![0-9]))")
_ORDINAL = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|[0-9]{1,2}(?:st|nd|rd|th)"
_PARAGRAPH_WORD = r"(?:paragraphs?|paras?\.?|¶)"
_SUBPARAGRAPH_WORD = r"(?:sub-?paragraphs?|items?|sub-?items?|clauses?|points?|subsections?)"
_OPENED = r"[(（〔\[]?\s?(?P<{0}>[0-9]{{1,2}}|[a-z]+)\s?[)）〕\]]?"
_NUMBERED = (
    r"[(（〔\[]?\s?(?:[0-9]{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)(?![0-9a-zA-Z])(?:\s?[)）〕\]])?"
)
_PIN_AFTER = re.compile(
    rf"""\s?[(（]\s?(?P<first>[0-9]{{1,2}})\s?[)）](?:\s?[(（]\s?(?P<second>[0-9]{{1,2}})\s?[)）])?(?:[(（][a-z][)）])?
    |\s?[,，]?\s{{0,2}}\(?(?:(?P<ordinal>{_ORDINAL})\s+{_PARAGRAPH_WORD}|{_PARAGRAPH_WORD}\s?(?P<paragraph>{_NUMBERED}))\)?
    |\s?[,，]?\s{{0,2}}(?:(?P<ordinal_item>{_ORDINAL})\s+{_SUBPARAGRAPH_WORD}|{_SUBPARAGRAPH_WORD}\s?(?P<item>{_NUMBERED}))""",
    re.VERBOSE | re.IGNORECASE,
)
_PIN_BEFORE = re.compile(
    rf"""(?:the\s+)?(?:(?P<ordinal>{_ORDINAL})\s+{_PARAGRAPH_WORD}|{_PARAGRAPH_WORD}\s?(?P<paragraph>{_NUMBERED})
      |(?P<ordinal_item>{_ORDINAL})\s+{_SUBPARAGRAPH_WORD}|{_SUBPARAGRAPH_WORD}\s?(?P<item>{_NUMBERED}))
      (?:\s?,\s?|\s+(?:of|in|under)\s+|\s+)$""",
    re.VERBOSE | re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s?(?:,\s?(?:and|or)?|and|or|&|/|;)\s?", re.IGNORECASE)
_RANGE = re.compile(r"\s?(?:to|through|until|[-–—~]|thru)\s?", re.IGNORECASE)

_BACK = re.compile(
    r"\s?,?\s?(?:(?P<adverb>thereof|hereof|therein|herein)|(?:of|in|under)\s+(?:the\s+(?:said|"
    r"same|aforesaid|above|above-mentioned|aforementioned)|this|that|such|the)\s+"
    r"(?P<kind>Law|Code|Regulations?|Measures|Provisions|Rules|Act|Statute|Interpretation|"
    r"Constitution|law|code|statute|act|regulations?)\b(?!(?:\s\([^()]{1,12}\))?\s+(?:of|on|for)\s+(?:the\s+)?[A-Z]))"
)
_LINK = re.compile(r"\s?,?\s?(?:(?:of|in|under|from|to)(?:\s+|(?=《)))?(?P<the>(?:the\s+)?)", re.IGNORECASE)
_CONTRACT = re.compile(
    r"\b(?:[Aa]greement|[Cc]ontract(?! [Ll]aw)|MOU|[Mm]emorandum|[Ll]ease|[Pp]olicy|[Tt]erms|"
    r"[Hh]andbook)\b"
)
_CHARTER = re.compile(
    r"\b(?:articles? of association|Articles? of Association|AoA|bylaws?|Bylaws|constitution "
    r"of the company)\b"
)
_PLATFORM = re.compile(
    r"\b(?:Terms of (?:Service|Use)|Handbook|handbook|Privacy Policy|Community|Guidelines|"
    r"House Rules)\b"
)
_UNKNOWN_ACRONYM = re.compile(r"\b([A-Z]{3,6})(?:[’']s)?[ ,(]{1,2}(?:in |under )?$")  # GDPR Article 17
_ACRONYM_REACH = 1500
_EDITION_BEFORE = re.compile(r"\s?\([^()]{0,16}\b((?:19|20)[0-9]{2})\b[^()]{0,20}\)[\s,:]{0,3}$")  # (2012 Amendment)


class EnglishGroup(NamedTuple):
    """References with what the text says of their statute: a mention, a back-reference, a decoy, or nothing."""

    group: Group
    mention: Mention | None = None
    back: str | None = None  # kind of the back-reference: law, code, regulations …
    reason: str | None = None
    capital: bool = True


def positions(text: str, heads: list[tuple[int, int]]) -> list[int]:
    """Where an English reference may begin: at the A of Article, Arts. or art., at §."""
    found = [place for place in places_of(text, "A") if text[place + 1 : place + 3] in ("rt", "RT")]
    if found or heads or ("I" in text and "PIPL" in text):
        found += places_of(text, "art")
    return sorted(found + places_of(text, "§"))


def english_groups(text: str, names: Names, heads: list[tuple[int, int]]) -> Iterator[EnglishGroup]:
    """The English references of `text`, in order."""
    done = 0
    acronyms: list[Mention] | None = None
    for place in positions(text, heads):
        if place < done or (text[place] not in "Aa§"):
            continue
        if place > 0 and text[place - 1].isascii() and text[place - 1].isalnum():
            continue
        found = _group(text, place, done, names)
        if found is None:
            continue
        done = found.group.end
        if found.capital and found.mention is None and found.back is None and found.reason is None:
            if acronyms is None:
                acronyms = known_acronyms(text, names)
            index = bisect_left(acronyms, found.group.start, key=attrgetter("start")) - 1
            if index >= 0 and found.group.start - acronyms[index].start <= _ACRONYM_REACH:
                found = found._replace(mention=acronyms[index], back="acronym")
        yield found


def _number(text: str, place: int) -> tuple[ArticleNumber, int, bool] | None:
    match = _NUMBER.match(text, place, place + 60)
    if match is None:
        return None
    if match["roman"] and not match["words"]:
        value = parse_roman(match["roman"]) if match["roman"].isupper() else None
        return None if not value else (ArticleNumber(value), match.end(), True)
    value = parse_english_number(match["digits"] or match["words"])
    if not value:
        return None
    branch = _BRANCH.match(text, match.end(), match.end() + 5)
    if branch is not None and (branch[1] is None or int(branch[1]) < min(value, 20)):
        return ArticleNumber(value, int(branch[1] or 1)), branch.end(), False
    return ArticleNumber(value), match.end(), False


def _value(text: str) -> int | None:
    return parse_english_number(text.strip("()（）〔〕[] "))


def _pinned(match: re.Match[str], pinpoint: Pinpoint) -> Pinpoint:
    groups = match.groupdict()
    if groups.get("first"):
        if groups.get("second"):
            return Pinpoint(int(groups["first"]), int(groups["second"]))
        return Pinpoint(pinpoint.paragraph, int(groups["first"]))  # only 项 are numbered in a statute's own text
    paragraph = groups.get("ordinal") or groups.get("paragraph")
    if paragraph:
        return Pinpoint(_value(paragraph), pinpoint.subparagraph)
    subparagraph = groups.get("ordinal_item") or groups.get("item")
    return Pinpoint(pinpoint.paragraph, _value(subparagraph or ""))


def _pinpoints_after(text: str, place: int, pinpoint: Pinpoint) -> tuple[Pinpoint, int]:
    for _ in range(3):
        match = _PIN_AFTER.match(text, place, place + 40)
        if match is None:
            break
        pinpoint, place = _pinned(match, pinpoint), match.end()
    return pinpoint, place


def _pinpoints_before(text: str, start: int, floor: int) -> tuple[Pinpoint, int]:
    pinpoint = Pinpoint()
    for _ in range(2):
        window_start = max(floor, start - 40)
        match = _PIN_BEFORE.search(text[window_start:start])
        if match is None:
            break
        pinpoint, start = _pinned(match, pinpoint), window_start + match.start()
    return pinpoint, start


def _group(text: str, place: int, floor: int, names: Names) -> EnglishGroup | None:
    unit = _UNIT.match(text, place)
    if unit is None:
        return None
    first = _number(text, unit.end())
    if first is None:
        return None
    article, end, roman = first
    leading, start = _pinpoints_before(text, place, floor)
    pinpoint, end = _pinpoints_after(text, end, leading)
    references = [Reference(start, end, article, None, pinpoint)]
    end = _more(text, end, references)
    group = Group(start, end, tuple(references))
    capital = text[place] in "A§" or unit[0].isupper()
    found = _with_statute(text, group, floor, names, capital, roman)
    named = found is not None and found.mention is not None and found.mention.known and found.back is None
    if found is not None and roman and found.reason is None and not named:
        return found._replace(reason=decoys.TREATY)
    return found


def _more(text: str, end: int, references: list[Reference]) -> int:
    """Reads on through lists and ranges: 13, 14 and 15; 1261 to 1265; and Article 20."""
    while len(references) < 200:
        span = _RANGE.match(text, end, end + 12)
        if span is not None:
            unit = _UNIT.match(text, span.end(), span.end() + 14)
            number = _number(text, unit.end() if unit is not None else span.end())
            last = references[-1]
            if number is not None and not number[2] and number[0] > last.article and last.last is None:
                references[-1] = last._replace(end=number[1], last=number[0])
                end = number[1]
                continue
        separator = _SEPARATOR.match(text, end, end + 8)
        if separator is None:
            return end
        unit = _UNIT.match(text, separator.end(), separator.end() + 14)
        at = unit.end() if unit is not None else separator.end()
        number = _number(text, at)
        if number is None or number[2] or (unit is None and not text[at : at + 1].isdigit()):
            return end
        follows = text[number[1] : number[1] + 12]
        if unit is None and re.match(
            r"\s?(?:%|percent|days?|months?|years?|yuan|RMB|million|[A-Z][a-z]+ [0-9]{4})", follows
        ):
            return end
        pinpoint, stop = _pinpoints_after(text, number[1], Pinpoint())
        references.append(Reference(separator.end(), stop, number[0], None, pinpoint))
        end = stop
    return end


# ── the statute ──────────────────────────────────────────────────────────────────────────────────────────────────


def _with_statute(text: str, group: Group, floor: int, names: Names, capital: bool, roman: bool) -> EnglishGroup | None:
    back = _BACK.match(text, group.end, group.end + 60)
    if back is not None:
        kind = (back["kind"] or "law").lower()
        end = back.end()
        return EnglishGroup(ending_at(group, end), None, kind, capital=capital)
    link = _LINK.match(text, group.end, group.end + 16)
    linked = link is not None and any(word in link[0].lower() for word in ("of", "in ", "under", "from", " to "))
    after = link.end() if link is not None else group.end
    if text[after : after + 1] == "《":
        return EnglishGroup(group, None, "《", capital=capital)
    reason = _decoy_after(text, group.end, after) if linked else None
    forward = read_title(text, after, names)
    if forward is not None and (linked or forward.known):
        ended = ending_at(group, forward.end)
        decoy = reason_against(forward, text, names)
        return EnglishGroup(ended, forward._replace(decoy=decoy), None, decoy, capital)
    if reason is None and linked:
        plain = lower_case_title(text, after, names)
        if plain is not None:
            return EnglishGroup(ending_at(group, plain.end), plain, None, None, capital)
        if ACRONYM.match(text, after) is not None:
            reason = decoys.NO_STATUTE
    if reason is not None:
        return EnglishGroup(group, None, None, reason, capital)
    behind = _EDITION_BEFORE.search(text[max(floor, group.start - 44) : group.start])
    end = group.start if behind is None else group.start - len(behind[0])
    backward = title_before(text, end, floor, names)
    if backward is not None and behind is not None:
        backward = backward._replace(edition=Edition(int(behind[1])))
    if backward is not None:
        return EnglishGroup(group, backward._replace(decoy=reason_against(backward, text, names)), None, None, capital)
    chinese = text[max(0, group.start - 2) : group.start].rstrip()
    if chinese.endswith("》"):
        return EnglishGroup(group, None, "》", capital=capital)
    unknown = _UNKNOWN_ACRONYM.search(text[max(floor, group.start - 16) : group.start])
    if unknown is not None:
        return EnglishGroup(group, None, None, decoys.FOREIGN_LAW if FOREIGN.search(unknown[1]) else decoys.NO_STATUTE)
    if not capital:
        return None
    return EnglishGroup(group, capital=capital)


def ending_at(group: Group, end: int) -> Group:
    """`group` whose last reference takes in the title behind it."""
    *rest, last = group.references
    return Group(group.start, end, (*rest, last._replace(end=end)), group.ordinal)


def _decoy_after(text: str, start: int, after: int) -> str | None:
    window = text[after : after + 60]
    head = re.split(r"[.;,:()\n]", window, maxsplit=1)[0]
    for reason, pattern in ((decoys.CHARTER, _CHARTER), (decoys.TREATY, TREATY), (decoys.PLATFORM_RULE, _PLATFORM)):
        if pattern.search(head):
            return reason
    words = head.split()[:6]
    if _CONTRACT.search(" ".join(words)):
        return decoys.CONTRACT
    if FOREIGN.search(" ".join(words)):
        return decoys.FOREIGN_LAW
    return None
