"""Terms that the law sets against each other: one put for the other turns a rule round without a word of negation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from citecheck.checks.comparison import Difference, Kind, sentence_at
from citecheck.checks.statements import pairs, span, statements
from citecheck.model import Span

OPPOSITES = (  # where the statutes tell them apart
    ("一般保证", "连带责任保证"),  # 民法典 686
    ("连带责任", "按份责任"),  # 民法典 177, 178
    ("按份共有", "共同共有"),  # 民法典 297
    ("定金", "订金"),  # 民法典 586; 订金 is no term of it
    ("无效", "可撤销"),  # 民法典 144, 147
    ("无效", "效力待定"),  # 民法典 144, 145
    ("故意", "过失"),  # 刑法 14, 15
    ("特别授权", "一般授权"),  # 民事诉讼法 62
    ("中止", "中断"),  # 民法典 194, 195
    ("撤回", "撤销"),  # 民法典 475, 476
    ("抵押权", "质权"),  # 民法典 394, 425
    ("善意", "恶意"),  # 民法典 311, 500
    ("无偿", "有偿"),  # 民法典 897, 889
    ("从重", "从轻"),  # 刑法 62
    ("无期徒刑", "有期徒刑"),  # 刑法 33
    ("书面", "口头"),  # 民法典 469
    ("共同财产", "个人财产"),  # 民法典 1062, 1063
    ("假药", "劣药"),  # 药品管理法 98
    ("父亲", "母亲"),  # 民法典 1084
)
_UNSURE = re.compile("不是|不属于|不构成|不算|不得视为|而非|并非|不同于|区别|区分|相对|不等于|混淆|是否|吗|？|[?]")
"""Where a clause compares the two, asks, or names more than one thing, nothing is held against it."""
_CLAUSES = re.compile("[。；;，,：:\n]")
_CLEARLY = 1  # pair more than any clause of the article that has the claim's own term
_MEMBER, _COVERED = 4, 0.6  # pairs that a member of a list must have, and the share of them that the claim must have
_WHOLE = 0.75  # share of the claim's that the sentence around must have where the clause has fewer
_SAME, _ALIKE = 4, 0.6  # pairs of characters that both clauses must have, and their share of the claim's


def other_term(claim: str, article: str) -> Difference | None:
    """The first term of a claim in whose place the article, in like words, has its opposite; or None.

    The claim may not have the opposite as well, nor the article the claim's own term in words as like.
    """
    for pair in OPPOSITES:
        for ours, theirs in (pair, pair[::-1]):
            if ours not in claim or theirs not in article or theirs in claim:
                continue
            for at, clause in _clauses(claim, ours):
                if _UNSURE.search(clause):
                    continue
                said = pairs(clause)
                same, there = max((len(said & pairs(other)), -start) for start, other in _clauses(article, theirs))
                whole = ours not in article and len(said & pairs(sentence_at(article, -there))) >= _WHOLE * len(said)
                if same < max(_SAME, _ALIKE * len(said)) and not (whole and same >= _SAME):
                    continue
                if all(len(said & pairs(other)) < same - _CLEARLY for _, other in _clauses(article, ours)):
                    spans = Span(at, at + len(ours)), Span(-there, -there + len(theirs))
                    return Difference(Kind.WORDING, ours, theirs, *spans)
            found = _of_other_list(claim, article, ours, theirs)
            if found is not None:
                return found
    return None


def _of_other_list(claim: str, article: str, ours: str, theirs: str) -> Difference | None:
    """The difference where the claim counts a member of a list of the one term among the other: 变质的药品为劣药."""
    for sentence in statements(claim):
        at = sentence.text.find(ours)
        if at < 0 or _UNSURE.search(sentence.text):
            continue
        said = pairs(sentence.text)
        for one in statements(article):
            member = pairs(one.text)
            told = theirs in one.header and ours not in one.header
            if told and len(member) >= _MEMBER and len(member & said) >= _COVERED * len(member):
                there = one.header_at + one.header.rfind(theirs)
                here = span(claim, sentence.start + at, sentence.start + at + len(ours))
                return Difference(Kind.WORDING, ours, theirs, here, span(article, there, there + len(theirs)))
    return None


def _clauses(text: str, term: str) -> Iterator[tuple[int, str]]:
    """(where the term stands, the words of its clause without it) for each time it does."""
    at = text.find(term)
    while at >= 0:
        before, after = _CLAUSES.split(text[:at])[-1], _CLAUSES.split(text[at + len(term) :], maxsplit=1)[0]
        yield at, f"{before}|{after}"
        at = text.find(term, at + 1)
