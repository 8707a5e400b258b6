"""What lexical likeness cannot know: when a claim of low score is not to be held against an article, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING

from citecheck.checks.lay import in_statute_words
from citecheck.checks.numbers import cases_allowed
from citecheck.checks.plain import plain
from citecheck.model import Article, ArticleNumber, Claim, Pinpoint, Statute, Version
from citecheck.numerals import parse_number
from citecheck.quantities import quantities
from citecheck.statute_text import paragraphs_of

if TYPE_CHECKING:
    from citecheck.checks.features import ClaimGrams, LawGrams, Measured


class Why(StrEnum):
    """The reason keys of a judgement, worded in report/; in comments the facts each brings."""

    # supported: shared, missing, coverage
    OWN_WORDS = "own_words"
    BEST_IN_LAW = "best_in_law"
    # unclear: shared, missing, coverage
    PARTLY = "partly"
    TOO_GENERAL = "claim_too_general"
    REFERS_ELSEWHERE = "refers_elsewhere"
    GENERAL_CLAUSE = "general_clause"
    SEVERAL_CITATIONS = "several_citations"
    REMARK = "claim_is_a_remark"
    DECIDED = "claim_is_a_decision"
    NO_BETTER = "no_better_article"  # nothing in the law has notably more of the claim
    OTHER_PARAGRAPH = "other_paragraph"  # paragraph, subparagraph; unsupported where that is sure
    # unsupported: shared, missing, coverage, about
    WORDS_OF_OTHER = "words_of_other_article"  # and other_title, other_article, other_branch
    ABOUT_OTHER = "article_about_other"
    # contradicted: claimed, actual (None where more than one thing of the article may be meant)
    NUMBER_CONTRADICTED = "number_contradicted"
    MODAL_CONTRADICTED = "modal_contradicted"
    ACTOR_CONTRADICTED = "actor_contradicted"
    TERM_CONTRADICTED = "term_contradicted"
    OUTCOME_CONTRADICTED = "outcome_contradicted"
    BEGINNING_CONTRADICTED = "beginning_contradicted"
    BURDEN_CONTRADICTED = "burden_contradicted"
    # cannot tell
    TOO_SHORT = "claim_too_short"
    NOT_CHINESE = "claim_not_chinese"
    NOT_HELD = "text_not_held"


REASONS = frozenset(Why)


@dataclass(frozen=True, slots=True)
class Case:
    """One claim before one article, made ready to be judged."""

    claim: Claim
    statute: Statute
    version: Version
    article: Article
    pinpoint: Pinpoint
    shared: bool  # the text ties the claim to several articles
    said: str  # what the claim says of this article
    grams: ClaimGrams
    law: LawGrams

    @property
    def text(self) -> str:
        return self.article.text or ""


@dataclass(frozen=True, slots=True)
class Gate:
    """When the words of a claim are another article's: it covers at least, the cited one at most, and by how much."""

    other: float
    own: float
    margin: float = 0.25
    rivals: int = 1_000_000  # articles that have nearly as much of the claim

    def opens(self, measured: Measured) -> bool:
        return (
            measured.best_other_coverage >= self.other
            and measured.coverage <= self.own
            and measured.best_other_coverage - measured.coverage >= self.margin
            and measured.rivals <= self.rivals
        )


WORDS_OF_OTHER = Gate(other=0.5, own=0.3)
"""No claim of 195 that are supported passes it; the article it names is the right one in two of three cases."""
NEARLY_ALL_WORDS_OF_OTHER = Gate(other=0.85, own=0.6, margin=0.3)
SHORT_WORDS_OF_OTHER = Gate(other=0.45, own=0.1, rivals=3)

SHORTEST = 4  # distinct bigrams below which a claim says nothing
SHORT = 8  # below which only words that are plainly another article's are held against it
SHARED, NOTABLY = 2, 0.2
"""A claim that shares so many words of matter with the article for each that it has alone is about something else only
where another article of the law has notably more of it."""
NEARLY_BEST, OF_ITS_OWN = 0.7, 0.2
"""An article is as likely meant as the one suggested first when it has this share of its score, and so much itself."""
PARTLY = 0.5  # an article that has this share of the claim is never said not to bear it
FRACTION = 0.12  # of a claim tied to several articles, that one of them must have to be left in doubt
VAGUE, TRACE, FEEBLE, HALF = 14, 0.05, 0.25, 0.5
"""A claim of fewer bigrams than VAGUE of which no article of the law has as much as FEEBLE is not held against one that
has a TRACE of it and HALF as much as the best. (A longer claim of which nothing is there is an invention.)"""
SUBJECT = 0.2  # of the first clause of a penal claim that an article must have more, for its words to be that one's
CONDUCT, STRANGE = 0.6, 0.15  # another article has that share of a claim's first clause, the cited one at most this
CLAUSE_BORNE = 0.75
"""A clause of at least SHORT bigrams is borne by the article that has this share of it, unless another has as much: a
formula that several share (处三年以下有期徒刑) says of none of them that it bears the claim."""
BORNE, LITTLE, HARDLY = 0.6, 0.4, 0.25
"""Another 款 has the share BORNE of the claim, the one cited at most LITTLE of that; where HARDLY any, that is sure."""
WHOLE = 0.75  # a claim that has this share of a 项 tells of that one
REFERENCE_LENGTH = 90  # a longer article says something of its own besides referring
STRANGE_TO_REFERENCE = 0.03  # score below which no right claim of 200 lies that reference articles were cited for
CONCLUSION = 24  # bigrams below which what is said of the parties to a case is what follows for them
REFERRED = 4  # articles referred to that are read
REMARKED = 5  # bigrams that a clause about an article may have besides saying that

GENERAL_CLAUSES: Mapping[str, frozenset[int]] = {
    "民法典": frozenset({3, 4, 5, 6, 7, 8, 9, 10, 176, 186, 465, 509, 510, 577, 1165, 1166}),
}
"""Articles that bear claims with whose words they share nothing: principles, and the bases of liability."""

FILLER = frozenset({
    "不能", "不得", "不用", "不必", "无需", "无须", "可以", "应当", "必须", "有权", "要求", "提出", "属于", "违法",
    "合法", "最长", "最高", "最低", "最多", "最少", "少于", "超过", "现行", "规定",
})  # fmt: skip
"""Words that tell no matter: that an article lacks them says nothing of what it is about."""

_META_BEFORE = re.compile(r"^[“”\"'‘’\s]*(?:关于|有关)")
_META_AFTER = re.compile(r"的?(?:相关|有关|具体)?(?:规定|条款|内容|认定规则|构成要件)[“”\"'‘’\s。]*$")
_REFERS = re.compile(
    "(?:适用|参照|依照|按照)[^，。；]{0,40}(?:规定|条款)(?:(?:定罪)?(?:处罚|执行|办理|追究|处理|确定)[。；，]|[。；])"
)
_REMARK = re.compile(
    "开宗明义|立法(?:目的|宗旨|精神|本意|原意)|[本此这]次(?:修订|修改|修正)|最(?:受|具|有|为)[^，。]{0,4}"
    "|(?:条款|条文|规定|制度|亮点)之一$|(?:作|做|作出|做出|进行)了[^，。；]{0,4}(?:修改|修订|调整|完善|回应)"
    "|(?:吸收|沿用|延续|承继|重申|突破|修改)了|^(?:这|此)?(?:与|和|同)[^，。；]{0,20}(?:相反|一致|相同|不同|类似)"
    "|^(?:基本|大体|完全|正好)(?:相反|一致|相同)"
)
"""What is said of a provision, not by it: how it came about, what it is like, what it is worth."""
_ABOUT_PROVISIONS = re.compile(
    "《[^》]{2,40}》|司法解释|(?:此前|以往|原来?|旧|新)的?|条款|条文|法条|规定|原则|制度|规则"
)
_DECIDED = re.compile("^(?:依法)?(?:(?:从轻|减轻|从重)?判处|判令)(?![^，。；]*的(?:[，。；：]|[人犯罪]|$))")
_PARTIES = re.compile("原告|被告(?!人)|上诉人")
_PENALTY = re.compile("有期徒刑|拘役|罚金|罚款|劳役")
_HEAD = re.compile("[，,；;。：:]")
_OTHER_PARAGRAPHS = re.compile("前[一二两三四五六]?款|第[一二三四五六七八九十]+款|前[一二两三四五六]?项")
_ARTICLE = re.compile("第[〇零一二三四五六七八九十百千两0-9]+条")
_NUMBER = "第(?P<base>[〇零一二三四五六七八九十百千两0-9]{1,8})条(?:之(?P<branch>[一二三四五六七八九十]))?"
_OF_ANOTHER = re.compile(
    r"(?:^|[。；;\n])[\s“”\"]{0,3}(?:(?:[0-9]{1,2}|[一二三四五六七八九十])[、.．])?"
    r"(?:(?:同时|此外|另外|并且|而且|而|首先|其次|再次|最后)[,，]?\s?)?(?P<frame>根据|依据|依照|按照)?"
    r"(?:[本该](?:法|条例|办法|规定|细则|解释)|《[^《》]{2,30}》)?\s?" + _NUMBER
)
"""Where, at the head of a sentence, a claim begins to tell what an article says."""
_NUMBERED = re.compile(_NUMBER)
_NUMBERED_HERE = re.compile("(?<![》〉])" + _NUMBER)
_ALSO = re.compile(
    r"(?:第[一二三四五六七八九十0-9]{1,3}[款项])*(?P<joint>、|，|,|和|及|以及|与|至|到|[-—~～])\s?" + _NUMBER
)
_UNTIL = "至到-—~～"
_SENTENCE_END = re.compile("[。；;\n]")
_OFFENCE = re.compile('(?:^|构成|涉嫌|触犯|犯|[，。；、“"])([\u4e00-\u9fff]{2,18}?)罪(?![犯名行责刑状与过])')


@lru_cache(maxsize=256)
def without_frame(claim: str) -> str:
    """A claim that only names its matter, bare: 关于利息的规定 → 利息."""
    return _META_AFTER.sub("", _META_BEFORE.sub("", claim))


@lru_cache(maxsize=256)
def said_of(claim: str, number: ArticleNumber, text: str) -> str:
    """The claim without what it says other articles provide (根据该法第七十五条规定，……); whole when nothing is left.

    Such words end with their sentence, those under a bare number (第三条……) where the next number stands. Numbers that
    the article's `text` names begin none.
    """
    if "条" not in claim:
        return claim
    heads = [
        (match, number if _also_of(claim, match, number) else _numbered(match)) for match in _OF_ANOTHER.finditer(claim)
    ]
    if all(other == number for _, other in heads):
        return claim
    own = {_numbered(match) for match in _NUMBERED.finditer(text)} | {number}
    out, at = "", 0
    for (match, other), after in zip_longest(heads, [match for match, _ in heads[1:]]):
        if other in own:
            continue
        start = match.start() + (match[0][0] in "。；;\n")
        end = after.start() + 1 if after else len(claim)
        if match["frame"] and (close := _SENTENCE_END.search(claim, match.end(), end)):
            end = close.end()
        out, at = out + claim[at:start], end
    out += claim[at:]
    return out if len(out) >= SHORT else claim


def _also_of(claim: str, head: re.Match[str], number: ArticleNumber) -> bool:
    """Whether the article is among those that are named together at this head: 第十条、第十一条, 第十条至第十二条."""
    last, at = _numbered(head), head.end()
    while also := _ALSO.match(claim, at):
        first, last, at = last, _numbered(also), also.end()
        if last == number or (also["joint"] in _UNTIL and first < number < last):
            return True
    return False


def _numbered(match: re.Match[str]) -> ArticleNumber:
    return ArticleNumber(parse_number(match["base"]) or 0, parse_number(match["branch"] or "") or 0)


def words_of_other(case: Case, measured: Measured) -> ArticleNumber | None:
    """The article of the same law whose words the claim's are; None when that is not plain."""
    short = len(case.grams.distinct) < SHORT
    gates = (SHORT_WORDS_OF_OTHER,) if short else (WORDS_OF_OTHER, NEARLY_ALL_WORDS_OF_OTHER)
    return measured.best_other if any(gate.opens(measured) for gate in gates) else None


def other_conduct(case: Case) -> tuple[ArticleNumber, float] | None:
    """The article whose conduct the claim names, and its share of it, when the cited one shares but the penalty.

    Parallel provisions repeat one formula of penalties; what tells them apart is the first clause.
    """
    if not is_penal(case):
        return None
    head = case.grams.head(_HEAD)
    if head is None or len(head.distinct) < SHORTEST:
        return None
    (best, coverage), *_ = case.law.best(head, 1)
    own = case.law.coverage_by(head, case.text)
    return (best, coverage) if best != case.article.number and coverage >= CONDUCT and own <= STRANGE else None


def of_matter(words: Iterable[str]) -> tuple[str, ...]:
    """Of the words of a claim those that tell what it is about."""
    return tuple(word for word in words if word not in FILLER)


def says_little_else(
    measured: Measured, text: str, claim: str, shared: Sequence[str], missing: Sequence[str], referred: str = ""
) -> bool:
    """Whether a `claim` has next to no word of matter that the article's `text` has not, nor the texts `referred` to,
    be it in statutes' words for laymen's; a number more is one too many, unless the bounds of the article allow it.
    """
    if measured.best_other_coverage - measured.coverage >= NOTABLY:
        return False
    told = {word for word in missing if word in referred or in_statute_words(word, text + referred)}
    told |= cases_allowed(claim, text)
    matter = of_matter(word for word in missing if word not in told)
    few = SHARED * len(matter) <= len(of_matter({*shared, *told}))
    return few and not any(quantities(plain(word).text) for word in matter)


def referred_to(case: Case) -> tuple[ArticleNumber, ...]:
    """The other articles of its own law that the article names: what these say it says of the case they tell."""
    found = dict.fromkeys(_numbered(match) for match in _NUMBERED_HERE.finditer(case.text))
    return tuple(number for number in found if number != case.article.number)[:REFERRED]


def names_the_subject(claim: str, law: LawGrams, own: str, other: str) -> bool:
    """Whether a claim of a penalty names in its first clause what the `other` text has, and its `own` has less of.

    Who has but the penalty in common with an article says nothing of it: 诈骗……处五年以下 is not the rule of bad loans.
    """
    if not _PENALTY.search(claim):
        return True
    from citecheck.checks.features import ClaimGrams

    head = ClaimGrams.of(without_frame(claim)).head(_HEAD)
    return head is None or law.coverage_by(head, other) >= law.coverage_by(head, own) + SUBJECT


def excuse(case: Case, measured: Measured, other: ArticleNumber | None, score: float) -> Why | None:
    """Why a claim of low `score` is not to be held against the article; None when it is.

    `other` is the article whose words the claim's are: then only its being tied to several articles excuses, or that
    the article refers the case with which the claim begins to another.
    """
    if case.shared:
        return Why.SEVERAL_CITATIONS
    if other is not None:
        return Why.REFERS_ELSEWHERE if _refers_its_case(case) else None
    if measured.coverage >= PARTLY:
        return Why.PARTLY
    if len(case.grams.distinct) < SHORT:
        return Why.TOO_GENERAL
    if is_remark(case.claim.text):
        return Why.REMARK
    if _DECIDED.search(case.claim.text) or _is_about_parties(case):
        return Why.DECIDED
    if score >= STRANGE_TO_REFERENCE and refers_elsewhere(case.text):
        return Why.REFERS_ELSEWHERE
    if case.article.number.base in GENERAL_CLAUSES.get(case.statute.id, ()):
        return Why.GENERAL_CLAUSE
    if len(case.grams.distinct) < VAGUE and _vague(measured):
        return Why.NO_BETTER
    if measured.coverage >= FRACTION and _ARTICLE.search(case.claim.text):
        return Why.SEVERAL_CITATIONS
    if case.law.bears_a_clause(case.grams, case.article.number, CLAUSE_BORNE, SHORT):
        return Why.PARTLY
    return None


def is_remark(claim: str) -> bool:
    """Whether the first clause of a claim tells of the provision cited (这与旧法正好相反), hardly of what it says."""
    first = _HEAD.split(claim, maxsplit=1)[0]
    rest, remarks = _REMARK.subn("，", first)
    words = re.findall(r"\w+", _ABOUT_PROVISIONS.sub("，", rest))
    return remarks > 0 and sum(len(word) - 1 for word in words) <= REMARKED


def _refers_its_case(case: Case) -> bool:
    """Whether the article names the case with which the claim begins, and refers elsewhere for its penalty."""
    if not _PENALTY.search(case.claim.text) or not refers_elsewhere(case.text):
        return False
    return case.law.coverage_by(case.grams.head(_HEAD) or case.grams, case.text) >= HALF


def cited_words(case: Case) -> str:
    """The words of the 款 cited, or of the whole article where none is cited or the text has not so many."""
    asked = case.pinpoint.paragraph
    paragraphs, counted = paragraphs_of(case.text.split("\n")) if asked else ((), False)
    if not asked or not counted or asked > len(paragraphs):
        return case.text
    return "\n".join(paragraphs[asked - 1].lines())


def _is_about_parties(case: Case) -> bool:
    """Whether a short claim is about the parties to a case (原告有权解除合同), who are none of the article's."""
    named = _PARTIES.search(case.claim.text) is not None and len(case.grams.distinct) < CONCLUSION
    return named and "诉讼" not in case.statute.title and _PARTIES.search(case.text) is None


def is_penal(case: Case) -> bool:
    """Whether both claim and article tell a penalty, whose formula other articles may share."""
    return bool(_PENALTY.search(case.text) and _PENALTY.search(case.claim.text))


def _vague(measured: Measured) -> bool:
    best = measured.best_other_coverage
    return best < FEEBLE and measured.coverage >= max(TRACE, HALF * best)


def refers_elsewhere(text: str) -> bool:
    """Whether an article only sends its reader to other provisions (适用……的规定)."""
    return len(text) <= REFERENCE_LENGTH and _REFERS.search(text) is not None


def other_offence(case: Case) -> tuple[str, ArticleNumber] | None:
    """(the offence that the claim names and little else, the article with its words), when the cited one has none.

    Parallel offences share their penalties; what tells them apart is the name, which is made of the article's words.
    """
    match = _OFFENCE.search(case.grams.folded) if "刑法" in case.statute.title else None
    if match is None or len(case.grams.codes) > len(match[1]) + SHORTEST:
        return None
    name = match[1]
    if case.law.shares(name, case.article.number) or refers_elsewhere(case.text):
        return None
    holders = case.law.holders(name) or case.law.holders(name.removeprefix("侵犯"))
    return (name, holders[0]) if holders else None


def other_pinpoint(case: Case) -> tuple[Pinpoint, bool] | None:
    """(the 款 or 项 that bears the claim when the one cited has next to nothing of it, whether that is sure).

    None when all is well or unknown. A 款 that refers to another (前款) has that one's words in a way.
    """
    asked = case.pinpoint.paragraph or 1
    if case.pinpoint.paragraph is None and case.pinpoint.subparagraph is None:
        return None
    paragraphs, counted = paragraphs_of(case.text.split("\n"))
    if not counted or asked > len(paragraphs):
        return None
    shares = [case.law.coverage_by(case.grams, "\n".join(paragraph.lines())) for paragraph in paragraphs]
    best = max(range(len(shares)), key=shares.__getitem__)
    if shares[best] >= BORNE and shares[asked - 1] <= LITTLE * shares[best]:
        refers = _OTHER_PARAGRAPHS.search("".join(paragraphs[asked - 1].lines()))
        return Pinpoint(best + 1), refers is None and shares[asked - 1] <= HARDLY * shares[best]
    subparagraph = _other_subparagraph(case, [one.text for one in paragraphs[asked - 1].subparagraphs])
    return (Pinpoint(asked, subparagraph), True) if subparagraph else None


def _other_subparagraph(case: Case, texts: Sequence[str]) -> int | None:
    """The 项 that alone stands in the claim nearly whole, when the one cited does not at all."""
    asked = case.pinpoint.subparagraph
    if asked is None or asked > len(texts):
        return None
    listed = [case.grams.of(text) for text in texts]
    had = [case.law.coverage_by(one, case.claim.text) if len(one.distinct) >= SHORTEST else HALF for one in listed]
    whole = [i + 1 for i, share in enumerate(had) if share >= WHOLE]
    return whole[0] if len(whole) == 1 and had[asked - 1] <= HARDLY else None


def gist(text: str) -> str:
    """The first words of an article, to show what it is about."""
    first = re.split("[。；：\n]", text, maxsplit=1)[0]
    return first if len(first) <= 50 else first[:48] + "……"
