"""English references: Article 37 of the Consumer Rights Protection Law, PIPL Art. 13(2), Articles 13 to 15 thereof."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from operator import attrgetter

from citecheck.extract import decoys
from citecheck.extract.grammar import Group, Reference
from citecheck.extract.titles import Mention, Names
from citecheck.extract.words import ENGLISH_HEADS
from citecheck.model import ArticleNumber, Edition, Pinpoint
from citecheck.normalize import title_key
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
_NUMBERED = r"[(（〔\[]?\s?(?:[0-9]{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)(?![0-9a-zA-Z])\s?[)）〕\]]?"
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
    r"Constitution|law|code|statute|act|regulations?)\b(?!\s+(?:of|on|for)\s+(?:the\s+)?[A-Z]))"
)
_LINK = re.compile(r"\s?,?\s?(?:(?:of|in|under|from|to)(?:\s+|(?=《)))?(?P<the>(?:the\s+)?)", re.IGNORECASE)
_TOKEN = re.compile(
    r"[\s\xa0]{0,2}(?P<word>[A-Za-z][A-Za-z0-9]*(?:[-‑’'][A-Za-z]+)*|[0-9]{4}(?=\s)|,(?=\s[A-Z])|"
    r"&|\([^()]{1,30}\)|[(（](?:Trial|Revised|Interim)[^)）]*[)）])"
)
_CONNECTORS = frozenset(
    [
        "of",
        "the",
        "on",
        "and",
        "for",
        "in",
        "to",
        "with",
        "by",
        "concerning",
        "regarding",
        "against",
        "at",
        "from",
        "its",
        "or",
        "over",
        "as",
        "s",
    ]
)
_ADJECTIVES = re.compile(
    r"^(?:(?:the|revised|amended|new|newly|current|old|former|then|recent|recently|latest|"
    r"existing|Revised|Amended|New|Current|updated|draft|national|also|under|both|applicable|"
    r"relevant|"
    r"Under|See|In|Per|By|And|Cf|Pursuant|According|to|The|Both|Although|While|Whereas|"
    r"However|Many|Second|First|Third|Further|Moreover|Therefore|Thus|Since|Because|Where|"
    r"When|If|As|For|With|On|At|From|of|But|Is|What|Which|This|That|These|Its|Our|Their|"
    r"Your|[0-9]{4})\s+)+"
)
_DRAFT = re.compile(r"\bdraft\b|\bbill\b|for comment", re.IGNORECASE)
_FOREIGN = re.compile(
    r"\b(?:German|Germany|French|France|Japan(?:ese)?|EU|European|UK|U\.K\.|British|English|"
    r"Scottish|US|U\.S\.|USA|American|United States|Hong Kong|Taiwan(?:ese)?|Macau|Macao|"
    r"Singapore(?:an)?|"
    r"Korean?|Swiss|Switzerland|India(?:n)?|Russian?|Vietnam(?:ese)?|Malaysian?|Canad(?:a|"
    r"ian)|Australian?|Ital(?:y|ian)|Spanish|Spain|Dutch|Brazil(?:ian)?|Mexic(?:o|an)|"
    r"California|Delaware|New York|"
    r"Republic of China(?<!s Republic of China)|Civil Rights|Uniform Commercial|GDPR|UCC|CCPA|HIPAA|TFEU|BGB|ROC)\b"
)
_TREATY = re.compile(
    r"\b(?:Convention|Treaty|Protocol|Covenant|Charter|CISG|TRIPS|GATT|Accord|Declaration|"
    r"Basic Agreement|UNCITRAL|Model Law)\b"
)
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
_ACRONYM = re.compile(r"\b[A-Z]{3,6}\b")
_UNKNOWN_ACRONYM = re.compile(r"\b([A-Z]{3,6})(?:[’']s)?[ ,(]{1,2}(?:in |under )?$")  # GDPR Article 17
_ACRONYM_REACH = 1500
_EDITION_BEFORE = re.compile(r"\s?\([^()]{0,16}\b((?:19|20)[0-9]{2})\b[^()]{0,20}\)[\s,:]{0,3}$")  # (2012 Amendment)


@dataclass(frozen=True, slots=True)
class EnglishGroup:
    """References with what the text says of their statute: a mention, a back-reference, a decoy, or nothing."""

    group: Group
    mention: Mention | None = None
    back: str | None = None  # kind of the back-reference: law, code, regulations …
    reason: str | None = None
    capital: bool = True


def title_heads(text: str) -> list[tuple[int, int]]:
    """Where a word such as Law stands, capitalised, and how long it is.

    Single characters are looked for: str.find is several times faster on them than on words.
    """
    return sorted(
        (place, len(head)) for head in _TITLE_HEADS for place in _places(text, head[0]) if text.startswith(head, place)
    )


def positions(text: str, heads: list[tuple[int, int]]) -> list[int]:
    """Where an English reference may begin: at the A of Article, Arts. or art., at §."""
    found = [place for place in _places(text, "A") if text[place + 1 : place + 3] in ("rt", "RT")]
    if found or heads or "PIPL" in text:
        found += _places(text, "art")
    found += _places(text, "§")
    return sorted(found)


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
                acronyms = _acronyms(text, names)
            index = bisect_left(acronyms, found.group.start, key=attrgetter("start")) - 1
            if index >= 0 and found.group.start - acronyms[index].start <= _ACRONYM_REACH:
                found = replace(found, mention=acronyms[index], back="acronym")
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
        return replace(found, reason=decoys.TREATY)
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
                references[-1] = replace(last, end=number[1], last=number[0])
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
        decoy = _reason(forward, text, names)
        return EnglishGroup(ended, replace(forward, decoy=decoy), None, decoy, capital)
    if reason is None and linked:
        plain = _lower_case_title(text, after, names)
        if plain is not None:
            return EnglishGroup(ending_at(group, plain.end), plain, None, None, capital)
        if _ACRONYM.match(text, after) is not None:
            reason = decoys.NO_STATUTE
    if reason is not None:
        return EnglishGroup(group, None, None, reason, capital)
    behind = _EDITION_BEFORE.search(text[max(floor, group.start - 44) : group.start])
    end = group.start if behind is None else group.start - len(behind[0])
    backward = title_before(text, end, floor, names)
    if backward is not None and behind is not None:
        backward = replace(backward, edition=Edition(int(behind[1])))
    if backward is not None:
        return EnglishGroup(group, replace(backward, decoy=_reason(backward, text, names)), None, None, capital)
    chinese = text[max(0, group.start - 2) : group.start].rstrip()
    if chinese.endswith("》"):
        return EnglishGroup(group, None, "》", capital=capital)
    unknown = _UNKNOWN_ACRONYM.search(text[max(floor, group.start - 16) : group.start])
    if unknown is not None:
        return EnglishGroup(group, None, None, decoys.FOREIGN_LAW if _FOREIGN.search(unknown[1]) else decoys.NO_STATUTE)
    if not capital:
        return None
    return EnglishGroup(group, capital=capital)


def ending_at(group: Group, end: int) -> Group:
    """`group` whose last reference takes in the title behind it."""
    *rest, last = group.references
    return Group(group.start, end, (*rest, replace(last, end=end)), group.ordinal)


def _decoy_after(text: str, start: int, after: int) -> str | None:
    window = text[after : after + 60]
    head = re.split(r"[.;,:()\n]", window, maxsplit=1)[0]
    for reason, pattern in ((decoys.CHARTER, _CHARTER), (decoys.TREATY, _TREATY), (decoys.PLATFORM_RULE, _PLATFORM)):
        if pattern.search(head):
            return reason
    words = head.split()[:6]
    if _CONTRACT.search(" ".join(words)):
        return decoys.CONTRACT
    if _FOREIGN.search(" ".join(words)):
        return decoys.FOREIGN_LAW
    return None


def _reason(mention: Mention, text: str, names: Names) -> str | None:
    if _FOREIGN.search(mention.name) and not mention.known:
        return decoys.FOREIGN_LAW
    lead = text[max(0, mention.start - 24) : mention.start]
    if _FOREIGN.search(lead.rstrip()[-16:]):
        return decoys.FOREIGN_LAW
    if mention.known:
        return None
    if _DRAFT.search(lead[-8:]) or _DRAFT.search(mention.name):
        return decoys.DRAFT
    if _TREATY.search(mention.name):
        return decoys.TREATY
    return None


def read_title(text: str, start: int, names: Names) -> Mention | None:
    """The title that begins at `start`: the longest known one, else capitals up to a word such as Law."""
    place = start
    words: list[str] = []
    ends: list[int] = []
    while len(words) < 30:
        token = _TOKEN.match(text, place, place + 60)
        if token is None:
            break
        word = token["word"]
        plain = word.lower()
        if not (word[0].isupper() or word[0].isdigit() or plain in _CONNECTORS or word[0] in "(（&,"
                or (not words and plain in _SMALL)):  # fmt: skip
            break
        if not words and plain in _CONNECTORS and plain != "the":
            break
        words.append(plain)
        ends.append(token.end())
        place = token.end()
    best: int | None = None
    for index in range(len(ends) - 1, -1, -1):
        if words[index] in _CONNECTORS or words[index] == ",":
            continue
        key = title_key(_bare(text[start : ends[index]]))
        if key in names and _ends_title(words[index], key):
            return _titled(text, start, ends[index], key, known=True)
        if best is None and words[index].strip("()") in ENGLISH_HEADS and "," not in words[: index + 1]:
            best = index
    first = next((index for index, word in enumerate(words) if word not in _SMALL), 0)
    opening = [word for word in words[first : first + 3] if word[0] not in "(（"]  # Interpretation (I) of …
    if opening[1:] and opening[0] in ENGLISH_HEADS and opening[1] in _OPENS:
        best = first  # Provisions on …, Interpretation of the Supreme People's Court on …: all that follows
    if best is None:
        return None
    end = best
    if best + 1 < len(words) and words[best + 1] in ("of", "on", "for", "concerning", "regarding", "against"):
        end = len(words) - 1
        while end > best and (words[end] in _CONNECTORS or words[end] in (",", "&")):
            end -= 1
    name = text[start : ends[end]]
    key = title_key(_bare(name))
    return (
        _titled(text, start, ends[end], key, known=key in names) if len(key) > 4 and key not in ENGLISH_HEADS else None
    )


_LOWER_CASE = re.compile(r"(?:[a-z]+ ){1,8}?(?:law|code|constitution)\b")


def _lower_case_title(text: str, start: int, names: Names) -> Mention | None:
    """The known title that begins at `start` without capitals: the labour contract law."""
    match = _LOWER_CASE.match(text, start, start + 90)
    if match is None or (key := title_key(match[0])) not in names:
        return None
    return Mention(start, match.end(), match[0], key, False, True)


_OPENS = ("of", "on", "for", "concerning", "regarding")
_SMALL = frozenset(
    ["revised", "amended", "new", "newly", "current", "old", "former", "draft", "the", "then", "existing", "latest"]
)


def _bare(name: str) -> str:
    return _ADJECTIVES.sub("", name.strip() + " ").strip()


def _ends_title(word: str, key: str) -> bool:
    return len(key) > 3 or word == key


def _titled(text: str, start: int, end: int, key: str, *, known: bool) -> Mention:
    name = text[start:end]
    year = re.search(r"\b((?:19|20)[0-9]{2})\b", name)
    shift = len(name) - len(_ADJECTIVES.sub("", name + " ").rstrip())
    begin = start + max(shift, 0)
    edition = Edition(int(year[1])) if year is not None else None
    return Mention(begin, end, text[begin:end], key, False, known, None, edition)


_BETWEEN_WORDS = frozenset(" \xa0\t,:(（–—-\"”")
_INSIDE_WORD = frozenset("-‑’'")
_LONGEST_WORD = 40


def _word_before(text: str, place: int, floor: int) -> tuple[int, int] | None:
    """Where the word that ends before `place` begins and ends, its possessive 's left out; None without one."""
    end = place
    while end > floor and place - end < 3 and text[end - 1] in _BETWEEN_WORDS:
        end -= 1
    if end > floor and text[end - 1] == "&":
        return end - 1, end
    start = end
    while start > floor and end - start < _LONGEST_WORD:
        char = text[start - 1]
        if not (char.isascii() and char.isalnum()) and char not in _INSIDE_WORD:
            break
        start -= 1
    while start < end and text[start] in _INSIDE_WORD:
        start += 1
    for ending in ("'s", "’s", "'", "’"):
        if text.endswith(ending, start, end):
            end -= len(ending)
            break
    return (start, end) if start < end and (text[start].isalpha() or end - start == 4) else None


def title_before(text: str, end: int, floor: int, names: Names) -> Mention | None:
    """The title right before a reference: PIPL Article 40, Civil Code art. 1032, the Company Law's Article 183."""
    starts: list[int] = []
    place, last_end = end, end
    while len(starts) < 20:
        word = _word_before(text, place, floor)
        if word is None:
            break
        plain = text[word[0] : word[1]]
        if not (plain[0].isupper() or plain[0].isdigit() or plain.lower() in _CONNECTORS):
            break
        if not starts:
            if not plain[0].isupper():
                return None
            last_end = word[1]
        separator = text[word[1] : place]
        if starts and any(char in separator for char in ",:(（"):
            break
        place = word[0]
        starts.append(place)
    if not starts:
        return None
    for start in reversed(starts):
        key = title_key(_bare(text[start:last_end]))
        if key in names and len(key) > 2:
            return _titled(text, start, last_end, key, known=True)
    for start, following in zip(reversed(starts), [*list(reversed(starts))[1:], last_end], strict=True):
        opens = text[following : following + 12].split(" ", 1)[0]
        if text[start:following].strip().lower() in ENGLISH_HEADS and opens in _OPENS:
            key = title_key(_bare(text[start:last_end]))
            return _titled(text, start, last_end, key, known=False)
    nearest = text[starts[0] : last_end]
    if re.sub(r"[’']s?$", "", nearest).lower() in ENGLISH_HEADS and len(starts) > 1:
        index = len(starts) - 1
        while index > 0 and text[starts[index] :].split(None, 1)[0].lower() in _CONNECTORS:
            index -= 1
        name = text[starts[index] : last_end]
        key = title_key(_bare(name))
        if len(key) > 6 and key not in ENGLISH_HEADS and text[starts[index]].isupper():
            return _titled(text, starts[index], last_end, key, known=False)
    return None


_DECLARED = re.compile(
    r"\s?[,(（]{1,2}\s?(?:(?:hereinafter|hereafter|also)\b[^\"“()\n]{0,30}|the\s)?[\"“](?:the\s)?([A-Z][A-Za-z ]{1,40})[\"”]"
)


def english_short_forms(text: str, names: Names) -> dict[str, Mention]:
    """Key of each English short form that the text declares to the title before it: … Law (hereinafter "the Data Act")."""
    declared: dict[str, Mention] = {}
    for quote in ('"', "“"):
        for place in _places(text, quote):
            start = text.rfind("(", max(0, place - 48), place)
            start = start if start >= 0 else text.rfind(", here", max(0, place - 48), place)
            match = _DECLARED.match(text, start, start + 96) if start > 0 else None
            if match is None or (key := title_key(match[1])) in names or key in ENGLISH_HEADS:
                continue
            title = title_before(text, start, max(0, start - 200), names)
            if title is not None and _reason(title, text, names) is None:
                declared[key] = title
    return declared


def _acronyms(text: str, names: Names) -> list[Mention]:
    """The known acronyms of the text: PIPL."""
    return [
        Mention(match.start(), match.end(), match[0], key, False, True)
        for match in _ACRONYM.finditer(text)
        if (key := title_key(match[0])) in names
    ]


_TITLE_HEADS = ("Law", "Code", "Constitution", "Regulations", "Provisions", "Measures")


def english_mentions(text: str, names: Names, heads: list[tuple[int, int]]) -> list[Mention]:
    """Known English titles, whether or not an article is cited."""
    found: list[Mention] = []
    done = 0
    for place, size in heads:
        end = place + size
        if place < done or text[end : end + 1].isalpha():
            continue
        if not names.ends_english(text[max(done, end - 24) : end]) and not text.startswith((" of ", " on ", " for "), end):
            continue
        mention = _known_around(text, place, end, done, names)
        if mention is not None:
            decoy = _reason(mention, text, names)
            if decoy is None:
                found.append(mention)
                done = mention.end
    return found


def _places(text: str, needle: str) -> Iterator[int]:
    place = text.find(needle)
    while place >= 0:
        yield place
        place = text.find(needle, place + len(needle))


def _known_around(text: str, place: int, end: int, floor: int, names: Names) -> Mention | None:
    before = title_before(text, end, floor, names)
    forward = None
    if text.startswith((" of ", " on ", " for "), end):
        forward = read_title(text, before.start if before is not None and before.known else place, names)
    candidates = [mention for mention in (forward, before) if mention is not None and mention.known]
    return max(candidates, key=lambda mention: mention.end - mention.start, default=None)
