"""What must be done told as what may be, or the reverse, of the same act in the same case.

A layman says 可以 for 应当 of many things; here the article must have the very act with the other modal alone, or with
the claim's modal only in a case that is less like the claim's.
"""

from __future__ import annotations

import re
from functools import lru_cache

from citecheck.checks.comparison import Difference, Kind
from citecheck.checks.plain import plain
from citecheck.checks.statements import Statement, clauses, pairs, span, statements

_MODAL = re.compile("(?P<must>应当|必须|(?<!无)须|(?<![相对供反响])应(?![急邀诉税收付对纳缴]))|(?P<may>可以|有权)")
_OTHER = {"must": "may", "may": "must"}
_UNSURE = re.compile("除外|例外|但|除非|如果|是否|吗|一般|原则|也可以|不可以|不应|并非|可以不")
_ACT, _LONGEST, _SAME_ACT = 4, 8, 0.8  # characters of an act, and the share of its pairs that the article's must have
_BEFORE = 25  # characters before a modal in which its case is told
_CLEARLY, _ALIKE = 2, 0.4  # pairs that the case must have more than any with the claim's modal; share of the claim's


def other_must(claim: str, article: str) -> Difference | None:
    """The first 应当 or 可以 of a claim beside which the article, of the same act and case, has the other; or None."""
    for sentence in statements(claim):
        if _UNSURE.search(sentence.text):
            continue
        said = pairs(sentence.text)
        for ours in _MODAL.finditer(sentence.text):
            act = next(iter(clauses(sentence.text[ours.end() :])), "")[:_LONGEST]
            if (
                len(act) < _ACT
                or sentence.text[max(0, ours.start() - _LONGEST) : ours.end() + _ACT] in plain(article).text
            ):
                continue
            wanted = pairs(act)
            likest: dict[str, tuple[int, Statement, re.Match[str]]] = {}
            for one, theirs, case, after in _modals(article):
                if len(wanted & pairs(after[: len(act) + _ACT])) >= max(_ACT - 1, _SAME_ACT * len(wanted)):
                    like, kind = len(said & case), theirs.lastgroup or ""
                    if like > likest.get(kind, (-1,))[0]:
                        likest[kind] = like, one, theirs
            told = ours.lastgroup or ""
            found = likest.get(_OTHER[told])
            if found is None or found[0] < _ALIKE * len(said):
                continue
            if told in likest and found[0] < likest[told][0] + _CLEARLY:
                continue
            _, one, theirs = found
            here = span(claim, sentence.start + ours.start(), sentence.start + ours.end())
            there = span(article, one.start + theirs.start(), one.start + theirs.end())
            words = claim[here.start : here.end], article[there.start : there.end]
            return Difference(Kind.MODAL, *words, here, there)
    return None


@lru_cache(maxsize=1024)
def _modals(article: str) -> tuple[tuple[Statement, re.Match[str], frozenset[str], str], ...]:
    """(its statement, where it stands, the pairs of its case, the words of its act) of each modal of an article."""
    return tuple(
        (
            one,
            modal,
            pairs(one.text[max(0, modal.start() - _BEFORE) : modal.end() + _LONGEST]) | pairs(one.header),
            one.text[modal.end() : modal.end() + _LONGEST + _ACT],
        )
        for one in statements(article)
        for modal in _MODAL.finditer(one.text)
    )
