"""How a claim was weighed, in words: every feature with what it adds, the articles that compete, the error rates."""

from __future__ import annotations

import math
import re
from datetime import date

import pytest

from citecheck import lookup
from citecheck.checks.features import FEATURES
from citecheck.checks.support import Answer, ClaimJudge
from citecheck.model import (
    ArticleNumber,
    Attribution,
    Checked,
    Citation,
    CitationForm,
    Claim,
    Language,
    Matched,
    Resolved,
    Span,
    Verdict,
)
from citecheck.report.lookup import explanation
from citecheck.report.messages import Lang, say
from citecheck.report.text import Style
from citecheck.resolve import version_on
from citecheck.store import StatuteStore

TODAY = date(2026, 8, 1)
CLAIM = "网店卖家可以随意公开顾客的借款记录，由法院判处罚金"


def cited(store: StatuteStore, claim: str | None, language: Language = Language.ZH) -> Checked:
    (match,) = store.find("消费者权益保护法")
    version, number = version_on(store.versions(match.statute.id), TODAY), ArticleNumber(37)
    assert version is not None
    said = Claim(claim, Span(0, len(claim)), Attribution.OTHER) if claim else None
    title = match.statute.title
    citation = Citation(title, Span(0, 4), title, title, CitationForm.MARKED, number, claim=said, language=language)
    resolved = Resolved(citation, Matched(match.statute, version, store.article(version.id, number)), TODAY)
    return Checked(resolved, (), (), Verdict.OK)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_all_that_went_into_a_judgement_is_told(store: StatuteStore, lang: Lang) -> None:
    told = lookup.explanation(cited(store, CLAIM), ClaimJudge(store))
    assert told is not None
    said = "\n".join(explanation(told, Style(lang)))
    weights = [float(weight) for weight in re.findall(r"^    ([+-]\d+\.\d\d)  ", said, re.MULTILINE)]
    assert len(weights) == 1 + len(told.contributions)
    score = 1 / (1 + math.exp(-sum(weights)))
    assert f"{score:.1f}" in said
    assert "-0.00" not in said
    assert [one.article for one in told.competing if say(lang).place(one.article) not in said] == []
    for expected in (f"{told.unsupported_below:.2f}", f"{told.supported_from:.2f}", "%"):
        assert expected in said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_feature_and_answer_has_words(lang: Lang) -> None:
    words = say(lang)
    assert all(words.label(f"feature_{name}") for name in FEATURES)
    assert all(words.label(f"answer_{answer}") for answer in Answer)


def test_without_a_claim_that_can_be_weighed_there_is_nothing_to_tell(store: StatuteStore) -> None:
    judge = ClaimJudge(store)
    assert lookup.explanation(cited(store, None), judge) is None
    assert lookup.explanation(cited(store, "lenders may publish it", Language.EN), judge) is None
