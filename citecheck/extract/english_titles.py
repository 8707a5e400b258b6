"""English titles: the longest known one, else capitals up to a word such as Law; acronyms and declared short forms."""

from __future__ import annotations

import re

from citecheck.extract import decoys
from citecheck.extract.titles import Mention, Names
from citecheck.extract.words import ENGLISH_HEADS
from citecheck.model import Edition
from citecheck.normalize import title_key

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
FOREIGN = re.compile(
    r"\b(?:German|Germany|French|France|Japan(?:ese)?|EU|European|UK|U\.K\.|British|English|"
    r"Scottish|US|U\.S\.|USA|American|United States|Hong Kong|Taiwan(?:ese)?|Macau|Macao|"
    r"Singapore(?:an)?|"
    r"Korean?|Swiss|Switzerland|India(?:n)?|Russian?|Vietnam(?:ese)?|Malaysian?|Canad(?:a|"
    r"ian)|Australian?|Ital(?:y|ian)|Spanish|Spain|Dutch|Brazil(?:ian)?|Mexic(?:o|an)|"
    r"California|Delaware|New York|"
    r"Republic of China(?<!s Republic of China)|Civil Rights|Uniform Commercial|GDPR|UCC|CCPA|HIPAA|TFEU|BGB|ROC)\b"
)
TREATY = re.compile(
    r"\b(?:Convention|Treaty|Protocol|Covenant|Charter|CISG|TRIPS|GATT|Accord|Declaration|"
    r"Basic Agreement|UNCITRAL|Model Law)\b"
)
ACRONYM = re.compile(r"\b[A-Z]{3,6}\b")


def title_heads(text: str) -> list[tuple[int, int]]:
    """Where a word such as Law stands, capitalised, and how long it is.

    Single characters are looked for: str.find is several times faster on them than on words.
    """
    found = []
    for letter, heads in _TITLE_HEADS.items():
        place = text.find(letter)
        while place >= 0:
            if text.startswith(heads, place):
                found.append((place, next(len(head) for head in heads if text.startswith(head, place))))
            place = text.find(letter, place + 1)
    return sorted(found)


def reason_against(mention: Mention, text: str, names: Names) -> str | None:
    if FOREIGN.search(mention.name) and not mention.known:
        return decoys.FOREIGN_LAW
    lead = text[max(0, mention.start - 24) : mention.start]
    if FOREIGN.search(lead.rstrip()[-16:]):
        return decoys.FOREIGN_LAW
    if mention.known:
        return None
    if _DRAFT.search(lead[-8:]) or _DRAFT.search(mention.name):
        return decoys.DRAFT
    if TREATY.search(mention.name):
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
    following = next((word for word in words[best + 1 : best + 3] if word[0] not in "(（"), "")
    if following in ("of", "on", "for", "concerning", "regarding", "against"):
        end = len(words) - 1
        while end > best and (words[end] in _CONNECTORS or words[end] in (",", "&")):
            end -= 1
    name = text[start : ends[end]]
    key = title_key(_bare(name))
    return (
        _titled(text, start, ends[end], key, known=key in names) if len(key) > 4 and key not in ENGLISH_HEADS else None
    )


_LOWER_CASE = re.compile(r"(?:[a-z]+ ){1,8}?(?:law|code|constitution)\b")


def lower_case_title(text: str, start: int, names: Names) -> Mention | None:
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


_BETWEEN_WORDS = frozenset(' \xa0\t,:(（–—-"”')
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
    r"\s?[,(（]{1,2}\s?"
    r"(?:(?:hereinafter|hereafter|also)\b[^\"“()\n]{0,30}|the\s)?[\"“](?:the\s)?([A-Z][A-Za-z ]{1,40})[\"”]"
)


def english_short_forms(text: str, names: Names) -> dict[str, Mention]:
    """Key of each English short form to the title before it that it stands for: … Law (hereinafter "the Data Act")."""
    declared: dict[str, Mention] = {}
    for quote in ('"', "“"):
        for place in places_of(text, quote):
            start = text.rfind("(", max(0, place - 48), place)
            start = start if start >= 0 else text.rfind(", here", max(0, place - 48), place)
            match = _DECLARED.match(text, start, start + 96) if start > 0 else None
            if match is None or (key := title_key(match[1])) in names or key in ENGLISH_HEADS:
                continue
            title = title_before(text, start, max(0, start - 200), names)
            if title is not None and reason_against(title, text, names) is None:
                declared[key] = title
    return declared


def known_acronyms(text: str, names: Names) -> list[Mention]:
    """The known acronyms of the text: PIPL."""
    return [
        Mention(match.start(), match.end(), match[0], key, False, True)
        for match in ACRONYM.finditer(text)
        if (key := title_key(match[0])) in names
    ]


_TITLE_HEADS = {
    "L": ("Law",),
    "C": ("Code", "Constitution"),
    "R": ("Regulations",),
    "P": ("Provisions",),
    "M": ("Measures",),
}


def english_mentions(text: str, names: Names, heads: list[tuple[int, int]]) -> list[Mention]:
    """Known English titles, whether or not an article is cited."""
    found: list[Mention] = []
    done = 0
    for place, size in heads:
        end = place + size
        if place < done or text[end : end + 1].isalpha():
            continue
        goes_on = text.startswith((" of ", " on ", " for "), end)
        if not goes_on and not names.ends_english(text[max(done, end - 24) : end]):
            continue
        mention = _known_around(text, place, end, done, names)
        if mention is not None:
            decoy = reason_against(mention, text, names)
            if decoy is None:
                found.append(mention)
                done = mention.end
    return found


def places_of(text: str, needle: str) -> list[int]:
    """Where `needle` stands."""
    found: list[int] = []
    place = text.find(needle)
    while place >= 0:
        found.append(place)
        place = text.find(needle, place + len(needle))
    return found


_STRETCH = 60  # characters: enough for letters that tell, the name of the state left out


def _known_around(text: str, place: int, end: int, floor: int, names: Names) -> Mention | None:
    """The longest known title that ends or goes on at the word [place, end), such as Law.

    Words are read, twenty or thirty of them, only where the nearest letters are some title's: where every third word
    is such a word (Law of the Law of the …), each would be read over and over.
    """
    before = forward = None
    if names.ends_english(text[max(floor, end - _STRETCH) : end]):
        before = title_before(text, end, floor, names)
    if text.startswith((" of ", " on ", " for "), end):
        if before is not None and before.known:
            forward = read_title(text, before.start, names)
        elif names.begins_english(text[place : place + _STRETCH]):
            forward = read_title(text, place, names)
    candidates = [mention for mention in (forward, before) if mention is not None and mention.known]
    return max(candidates, key=lambda mention: mention.end - mention.start, default=None)
