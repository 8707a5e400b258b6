"""A claim laid on an article, word by word: where the two part, and what each difference is about.

Each sentence of the claim is laid on the place of the article it fits best; what differs there is classed and
weighed. Width, punctuation, spacing, Traditional characters, the writing of numbers, elisions (……) and abridgement are
no differences. A changed number, negation, modal or actor is; other wording is shown but not held against the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from citecheck.checks.wording import MODALS, Row, Token, as_string, marked, row, tokens, without_breaks
from citecheck.model import Json, Span
from citecheck.quantities import quantities

Block: TypeAlias = tuple[int, int, int]  # equal text: where in the source, where in the claim, how long
Range: TypeAlias = tuple[int, int]


class Kind(StrEnum):
    """What a difference is about."""

    NUMBER = "number"
    DATE = "date"  # a period, an age or a day
    AMOUNT = "amount"
    NEGATION = "negation"
    MODAL = "modal"
    ACTOR = "actor"
    OMISSION = "omission"
    ADDITION = "addition"
    WORDING = "wording"
    BEGINNING = "beginning"  # from when time runs
    BURDEN = "burden"  # who must prove


GRAVE = frozenset({Kind.NUMBER, Kind.DATE, Kind.AMOUNT, Kind.NEGATION, Kind.MODAL, Kind.ACTOR})
"""The kinds that change what the law says."""

_SENTENCE_ENDS, _CLAUSE_ENDS = re.compile("[。；;….]"), re.compile("[。；;….，,：:]")
_SENTENCE = 8  # fewer tokens than this are no recitation
_VERBATIM = 0.72  # share of a sentence's tokens that the article has in order, for it to be a recitation
_RECITED = 0.6  # share of the claim that must be recited for the claim to be a recitation
_FLANK = 2  # equal tokens that must stand on both sides of a difference before it is believed
_QUANTITIES = {"number", "date", "amount"}
_NEGATIVE = {"不", "不得", "无须"}
_AFFIRMED = {"已", "曾", "能", "会", "有", "应当", "可以"}
_ANTONYMS = frozenset(map(frozenset, ("高低", "多少", "早晚", "轻重", "大小", "长短", "增减", "升降")))
_OTHERWISE = re.compile("否则|不然|才|方可|方能")
_EXCEPTION = re.compile("除外|但|不适用|前款")
_WORD = 3  # tokens beyond which one modal no longer stands for another
_SKIPPED = 6  # a longer stretch left out is an abridgement, negation or not
_EDGE = 2  # tokens before the first or after the last equal block that are paired with the source's
_CLOSE, _CLOSE_FLANK = 0.5, 3  # the same for paraphrases, of which less is verbatim and less is believed
_LONG = 4000  # tokens of an article beyond which it is not compared (annexed tables)
_CLEARLY, _CLEARLY_BESIDE = 4, 2  # pairs of words that a passage must have more of the claim's to be the one meant
_HEAD, _PREDICATE = 4, 4  # words before a number, behind a modal, that make another passage of the like words
_FAR, _OFTEN = 500, 8  # characters to either side in which a sentence ends; passages that are looked at
_ENDS, _CLAUSE = re.compile("[。；;？?！!\n]"), re.compile("[。；;？?！!\n，,：:]")
_RULES = {"可以", "不得"}
_MUST = {"应当", "必须"}
LIMITS = ("少于", "低于", "超过", "高于", "多于", "早于", "晚于", "迟于")
"""What a modal says of a number: 不得少于 is 不少于, and no prohibition of an act."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where claim and article part: spans count from the start of the claim's and of the article's text."""

    kind: Kind
    claimed: str
    actual: str
    claimed_at: Span
    actual_at: Span

    @property
    def grave(self) -> bool:
        """Whether the law would say something else; 必须 for 应当 is no more than another word."""
        return self.kind in GRAVE and {MODALS.get(self.claimed), MODALS.get(self.actual)} != _MUST

    @property
    def turns_the_rule(self) -> bool:
        """Whether one allows what the other forbids."""
        return {MODALS.get(self.claimed), MODALS.get(self.actual)} == _RULES

    def facts(self) -> dict[str, Json]:
        """The difference as a finding tells it; `claimed_at` counts from the start of the claim."""
        return {
            "kind": self.kind.value,
            "claimed": self.claimed,
            "actual": self.actual,
            "claimed_at": (self.claimed_at.start, self.claimed_at.end),
            "actual_at": (self.actual_at.start, self.actual_at.end),
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """A claim laid on an article: `recited` is the share of it that the article has sentence by sentence."""

    recited: float
    differences: tuple[Difference, ...]
    tokens: int

    @property
    def is_recitation(self) -> bool:
        return self.recited >= _RECITED and self.tokens >= _SENTENCE

    @property
    def grave(self) -> tuple[Difference, ...]:
        return tuple(difference for difference in self.differences if difference.grave)

    @property
    def grave_in_quotation(self) -> tuple[Difference, ...]:
        """Those that are held against words in quotation marks: 必须 for 应当 as well."""
        return tuple(difference for difference in self.differences if difference.kind in GRAVE)


def compare(claim: str, article: str) -> Comparison:
    """How `claim` differs from `article`; spans are offsets into the two texts.

    It is laid on the article sentence by sentence, and a sentence that the article has not, clause by clause.
    """
    source = _source(article)
    if len(source.string) > _LONG:
        return Comparison(0.0, (), 0)
    total = recited = 0
    differences: list[Difference] = []
    for sentence in _parts(_whole(claim), _SENTENCE_ENDS):
        total += len(sentence.said)
        whole = _lay(sentence, source, _VERBATIM, _FLANK)
        laid = [(sentence, whole)]
        if whole is None:
            laid = [(clause, _lay(clause, source, _VERBATIM, _FLANK)) for clause in _parts(sentence, _CLAUSE_ENDS)]
        for part, found in laid:
            if found is not None:
                recited += len(part.said)
                differences += found
    return Comparison(recited / total if total else 0.0, tuple(map(_pointed, differences)), total)


def sentence_at(text: str, place: int, ends: re.Pattern[str] = _ENDS) -> str:
    """The sentence of the text around a place in it, or what else is parted at `ends`."""
    first = max(0, place - _FAR)
    start = max((end.end() for end in ends.finditer(text, first, place)), default=first)
    end = ends.search(text, place, place + _FAR)
    return text[start : end.start() if end else place + _FAR]


def _pointed(difference: Difference) -> Difference:
    """The difference without the words beside the one number, modal or actor that it is about: 十五年，均 → 十五年."""
    kind = difference.kind
    roles = _QUANTITIES if kind.value in _QUANTITIES else {kind.value}
    ours, theirs = (
        [token for token in row(words) if token.role in roles] for words in (difference.claimed, difference.actual)
    )
    if len(ours) != 1 or len(theirs) != 1:
        return difference
    (a,), (b,) = ours, theirs
    at, there = difference.claimed_at.start, difference.actual_at.start
    return Difference(kind, a.text, b.text, Span(at + a.start, at + a.end), Span(there + b.start, there + b.end))


def contradicts(claim: str, article: str) -> Difference | None:
    """The first grave difference of a paraphrase that follows the article closely around it; None where none is sure.

    Modals and actors are left out but for 不得 in an article without exceptions: in one's own words a lawyer writes
    必须 for 应当, and 不得 for what an exception forbids.
    """
    source = _source(article)
    if len(source.string) > _LONG:
        return None
    for clause in _parts(_whole(claim), _CLAUSE_ENDS):
        for difference in _lay(clause, source, _CLOSE, _CLOSE_FLANK) or ():
            if difference.kind in _QUANTITIES and _is_quantity(difference.claimed) and _is_quantity(difference.actual):
                return difference
            modals = {difference.claimed, difference.actual}
            if difference.kind is Kind.MODAL and "不得" in modals and not _EXCEPTION.search(article):
                return difference
    return None


def _is_quantity(text: str) -> bool:
    found = quantities(text)
    return bool(found) and (found[0].start, found[-1].end) == (0, len(text))


class _Part(NamedTuple):
    """A part of a claim, behind so many tokens `before` that are no breaks."""

    claim: str
    before: int
    marks: str  # its tokens, one character for each
    said: str  # those that are no breaks

    @property
    def tokens(self) -> tuple[Token, ...]:
        return _words(self.claim)[self.before : self.before + len(self.said)]


@lru_cache(maxsize=256)
def _words(claim: str) -> tuple[Token, ...]:
    return tuple(token for token in tokens(claim) if not token.is_break)


def _whole(claim: str) -> _Part:
    marks = marked(claim)
    return _Part(claim, 0, marks, without_breaks(marks))


@lru_cache(maxsize=512)
def _parts(claim: _Part, ends: re.Pattern[str]) -> tuple[_Part, ...]:
    """The claim's sentences or clauses, parted at `ends` (elisions among them); short ones join their neighbour."""
    bounds, at, since = [0], 0, 0  # since: words behind the last bound
    for end in ends.finditer(claim.marks):
        since += len(without_breaks(claim.marks[at : end.end()]))
        at = end.end()
        if since >= _SENTENCE:
            bounds.append(at)
            since = 0
    since += len(without_breaks(claim.marks[at:]))
    bounds.append(len(claim.marks))
    if len(bounds) > 2 and since < _SENTENCE:
        del bounds[-2]
    return tuple(_parted(claim, bounds))


def _parted(claim: _Part, bounds: Sequence[int]) -> Iterator[_Part]:
    before = claim.before
    for start, end in pairwise(bounds):
        marks = claim.marks[start:end]
        said = without_breaks(marks)
        yield _Part(claim.claim, before, marks, said)
        before += len(said)


class _Source(NamedTuple):
    """An article, and its words without breaks, one character for each."""

    text: str
    string: str
    characters: frozenset[str]

    @property
    def tokens(self) -> Row:
        return row(self.text)


@lru_cache(maxsize=1024)
def _source(article: str) -> _Source:
    string = without_breaks(marked(article))
    return _Source(article, string, frozenset(string))


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Tokens `[first, last)` of a longer row of `text`."""

    row: Sequence[Token]
    first: int
    last: int
    text: str

    @property
    def tokens(self) -> Sequence[Token]:
        return self.row[self.first : self.last]

    @property
    def roles(self) -> set[str]:
        return {token.role for token in self.tokens if token.role}

    @property
    def span(self) -> Span:
        if self.first < self.last:
            return Span(self.row[self.first].start, self.row[self.last - 1].end)
        edge = self.row[self.first].start if self.first < len(self.row) else self.row[-1].end
        return Span(edge, edge)

    @property
    def words(self) -> str:
        return self.text[self.span.start : self.span.end]

    @property
    def limits(self) -> bool:
        """Whether a number's limit follows: 不得|超过三十日."""
        return "".join(token.key for token in self.row[self.last : self.last + 2]) in LIMITS

    def singly(self) -> list[_Stretch]:
        return [_Stretch(self.row, i, i + 1, self.text) for i in range(self.first, self.last)]


def _lay(part: _Part, source: _Source, verbatim: float, flank: int) -> list[Difference] | None:
    """The differences between a part and the place of the article it fits best; None when it is not recited."""
    said, held = part.said, source.string
    if len(said) < _SENTENCE or len(held) < max(_SENTENCE // 2, verbatim * len(said)):
        return None
    if sum(map(source.characters.__contains__, said)) < verbatim * len(said):  # most often
        return None
    at = held.find(said)
    if at >= 0:
        blocks = [(at, 0, len(said))]
    else:
        window = _window(said, held)
        if window is None:
            return None
        from rapidfuzz.distance import Levenshtein

        matched = Levenshtein.opcodes(held[window[0] : window[1]], said)
        blocks = [
            (window[0] + op.src_start, op.dest_start, op.src_end - op.src_start) for op in matched if op.tag == "equal"
        ]
    if sum(size for _, _, size in blocks) < verbatim * len(said):
        return None
    found: list[Difference] = []
    edge = 0 if "…" in part.claim else _EDGE  # beside an elision nothing stands for anything
    if partings := list(_partings(_solid(blocks, said, held), len(said), len(held), flank, edge)):
        sentence, whole = part.tokens, source.tokens
        stretches = [
            (_Stretch(sentence, *ours, part.claim), _Stretch(whole, *theirs, source.text)) for ours, theirs in partings
        ]
        for ours, theirs in stretches:
            differences = _differences(ours, _without_echo(ours, theirs))
            negates = any(one.kind is Kind.NEGATION for one in differences)
            if negates and _told_the_other_way(ours, theirs, stretches, held):
                continue
            found += differences
    return [
        difference
        for difference in found
        if not _said_elsewhere(difference, sentence, held)
        and not _one_of_two(difference, source.text)
        and not _of_another_passage(difference, part.claim, sentence, source)
    ]


def _of_another_passage(difference: Difference, claim: str, sentence: Sequence[Token], source: _Source) -> bool:
    """Whether the article has the claim's number behind the same words, or its modal before them, in a passage that
    is as like the claim's sentence as the one it was laid on: 试用期不得超过 stands there for each term of a contract.
    """
    modal = difference.kind is Kind.MODAL
    if not modal and difference.kind.value not in _QUANTITIES:
        return False
    at = _pointed(difference).claimed_at
    first = next((i for i, token in enumerate(sentence) if token.end > at.start), len(sentence))
    last = next((i for i in range(len(sentence) - 1, first - 1, -1) if sentence[i].start < at.end), first)
    words = as_string(sentence[first : last + 1 + _PREDICATE] if modal else sentence[max(0, first - _HEAD) : last + 1])
    if len(words) < last + 1 - first + (_PREDICATE if modal else _HEAD):
        return False
    said = _pairs(sentence_at(claim, at.start))

    def alike(place: int) -> tuple[int, int]:
        """How many pairs of words of the claim's sentence are in the article's around a place, and in its clause."""
        passage = sentence_at(source.text, place), sentence_at(source.text, place, _CLAUSE)
        return len(said & _pairs(passage[0])), len(said & _pairs(passage[1]))

    sentence_here, clause_here = alike(difference.actual_at.start)
    found = source.string.find(words)
    for _ in range(_OFTEN):
        if found < 0:
            break
        sentence_there, clause_there = alike(source.tokens[found if modal else found + len(words) - 1].start)
        if sentence_here - sentence_there < _CLEARLY and clause_here - clause_there < _CLEARLY_BESIDE:
            return True
        found = source.string.find(words, found + 1)
    return False


@lru_cache(maxsize=256)
def _pairs(text: str) -> frozenset[str]:
    """The pairs of words of a sentence."""
    return frozenset(a + b for a, b in pairwise(without_breaks(marked(text))))


def _one_of_two(difference: Difference, article: str) -> bool:
    """Whether the article binds the claim's actor beside its own: 委托人 told of 委托人或者受托人."""
    if difference.kind is not Kind.ACTOR:
        return False
    one, other = difference.claimed, difference.actual
    return any(f"{a}{link}{b}" in article for a, b in ((one, other), (other, one)) for link in ("或", "或者"))


def _told_the_other_way(
    ours: _Stretch, theirs: _Stretch, all_of_them: Sequence[tuple[_Stretch, _Stretch]], source: str
) -> bool:
    """Whether the negation that one side lacks here is made up for elsewhere in the sentence, the rule being the same.

    未在十日内开业的，收回 is told as 应当在十日内开业, as 在十日内开业，否则收回, and as 在十日内开业的，不收回.
    """
    left_out = "negation" in theirs.roles
    for token, following in pairwise(ours.row[: ours.first]):
        if left_out and token.role == "modal" and as_string((token, following)) not in source:
            return True  # a duty that is the claim's own
    for said, held in all_of_them:
        if said is ours:
            continue
        if left_out and _OTHERWISE.search(said.words):
            return True
        has, lacks = (said, held) if left_out else (held, said)
        if "negation" in has.roles - lacks.roles:
            return True
    return False


def _solid(blocks: list[Block], said: str, held: str) -> list[Block]:
    """The equal blocks without single tokens at either end that the window's room happened to match.

    A last block whose words follow the one before it at once (改正。逾期不改正) is taken for those.
    """
    while len(blocks) > 1 and blocks[0][2] == 1 and blocks[1][0] > blocks[0][0] + 2:
        blocks = blocks[1:]
    while len(blocks) > 1 and blocks[-1][2] == 1 and blocks[-1][0] > blocks[-2][0] + blocks[-2][2] + 1:
        blocks = blocks[:-1]
    if len(blocks) > 1:
        (s, c, n), (_, last_c, last_n) = blocks[-2:]
        if last_c == c + n and held.startswith(said[last_c : last_c + last_n], s + n):
            blocks = [*blocks[:-2], (s, c, n + last_n)]
    return blocks


def _partings(blocks: list[Block], said: int, held: int, flank: int, edge: int) -> Iterator[tuple[Range, Range]]:
    """Where claim and source part: (range of the claim's tokens, range of the source's), believed ones only.

    Between blocks, the equal text on both sides must be long enough. A word or two before the first block, or after
    the last, stand for as many in the source; before it, a negation left out is looked for as well.
    """
    (source, start, size), (last_source, last_start, last_size) = blocks[0], blocks[-1]
    if edge and start <= edge and size >= 2 * flank:
        before = max(0, source - max(start, 1))
        yield (0, start), (before, source)
    for (s, c, n), (next_s, next_c, next_n) in pairwise(blocks):
        if n + next_n >= 2 * flank:
            yield (c + n, next_c), (s + n, next_s)
    left = said - (last_start + last_size)
    if 0 < left <= edge and last_size >= 2 * flank:
        yield (said - left, said), (last_source + last_size, min(held, last_source + last_size + left))


def _window(said: str, held: str) -> tuple[int, int] | None:
    """Where in `held` the words of `said` lie closest together, with a little room; None when they do not."""
    from rapidfuzz.fuzz import partial_ratio_alignment

    if len(said) > len(held):
        return 0, len(held)
    best = partial_ratio_alignment(said, held, score_cutoff=50)
    return (max(0, best.dest_start - 4), min(len(held), best.dest_end + 4)) if best else None


def _differences(ours: _Stretch, theirs: _Stretch) -> list[Difference]:
    """The differences of one stretch: token beside token where as many stand on both sides, else as a whole."""
    if ours.first == 0:  # what stands before a recitation is no part of it, but for a negation
        if all(token.role == "negation" for token in ours.tokens) and not theirs.roles & {"negation", "modal"}:
            theirs = replace(theirs, first=theirs.last)
        if not ours.tokens and not (theirs.tokens and theirs.tokens[-1].role == "negation"):
            return []
    pairs = [(ours, theirs)]
    if len(ours.tokens) == len(theirs.tokens) and ours.roles | theirs.roles:
        pairs = list(zip(ours.singly(), theirs.singly(), strict=True))
    return [
        Difference(_kind(a, b), a.words, b.words, a.span, b.span)
        for a, b in pairs
        if as_string(a.tokens) != as_string(b.tokens)  # at an edge the same words may have been paired
    ]


def _without_echo(ours: _Stretch, theirs: _Stretch) -> _Stretch:
    """The source's stretch, empty where it is the words before the claim's again: 试摆期。试摆期 beside 试摆期不."""
    size = len(theirs.tokens)
    if ours.tokens and size and as_string(theirs.tokens) == as_string(ours.row[max(0, ours.first - size) : ours.first]):
        return replace(theirs, first=theirs.last)
    return theirs


def _kind(ours: _Stretch, theirs: _Stretch) -> Kind:
    said = ours.roles
    for role in ("amount", "date", "number"):
        if role in said and _another(ours, theirs, _QUANTITIES):
            return Kind(role)
    if _another(ours, theirs, {"bound"}):
        return Kind.NUMBER
    if _another(ours, theirs, {"modal"}) and max(len(ours.tokens), len(theirs.tokens)) <= _WORD:
        return Kind.MODAL if ours.limits == theirs.limits else Kind.WORDING
    if _negates(ours, theirs) or _negates(theirs, ours) or frozenset((ours.words, theirs.words)) in _ANTONYMS:
        return Kind.NEGATION
    if (
        said == {"bound"}
        and len(ours.tokens) == 1
        and not theirs.tokens
        and ours.row[ours.first - 1].role in _QUANTITIES
    ):
        return Kind.NUMBER  # 十五日以下拘留 for 十五日拘留
    if _another(ours, theirs, {"actor"}):
        return Kind.ACTOR
    if not ours.tokens:
        resumed = 0 < len(theirs.tokens) <= _SKIPPED and theirs.tokens[-1].role == "negation"
        return Kind.NEGATION if resumed else Kind.OMISSION  # 本法未作规定 recited as 作规定
    return Kind.WORDING if theirs.tokens else Kind.ADDITION


def _another(ours: _Stretch, theirs: _Stretch, roles: Set[str]) -> bool:
    """Whether both have words of these roles, and not the same: 要求出租人 beside 出租人应当按约 has no other actor."""
    said, held = ([token.key for token in stretch.tokens if token.role in roles] for stretch in (ours, theirs))
    return bool(said and held) and said != held


def _negates(stretch: _Stretch, other: _Stretch) -> bool:
    """Whether `stretch` is but a negation that the other side has not: 未取得 beside 取得 or 已取得."""
    if not stretch.tokens or not all(token.key in _NEGATIVE for token in stretch.tokens):
        return False
    beside = [token.key for token in other.tokens]
    return not beside or (len(beside) == 1 and beside[0] in _AFFIRMED)


def _said_elsewhere(difference: Difference, sentence: Sequence[Token], held: str) -> bool:
    """Whether the article has the claim's words about the difference elsewhere, so that the place was mistaken."""
    at = difference.claimed_at
    inside = [i for i, t in enumerate(sentence) if t.start < max(at.end, at.start + 1) and t.end > at.start]
    if not inside or not difference.grave:
        return False
    around = sentence[max(0, inside[0] - 6) : inside[-1] + 7]
    return len(around) >= 10 and as_string(around) in held
