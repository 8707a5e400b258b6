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
    Pinpoint,
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


@pytest.mark.parametrize(
    ("claim", "answer", "ruled"),
    [
        pytest.param(
            "消费者有权自经营者处购买商品之日起七日内退货，经营者有欺诈行为的，不得要求其增加赔偿", Answer.UNSUPPORTED,
            False, id="by the score",
        ),
    ],
)  # fmt: skip
def test_what_a_score_comes_to_alone(store: StatuteStore, claim: str, answer: Answer, ruled: bool) -> None:
    told = lookup.explanation(cited(store, claim), ClaimJudge(store))
    assert told is not None
    assert (told.by_score, told.judgement.answer is not told.by_score) == (answer, ruled)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_answer_that_is_not_the_scores_is_said_to_be_a_rules(store: StatuteStore, lang: Lang) -> None:
    """0.96 beside 相反 reads as a mistake, unless it is said what decided."""
    (match,) = store.find("民法典")
    version, number = version_on(store.versions(match.statute.id), TODAY), ArticleNumber(188)
    assert version is not None
    article = store.article(version.id, number)
    assert article is not None
    claim = Claim("起诉要趁早，向人民法院请求保护民事权利的诉讼时效期间是两年", Span(0, 30), Attribution.OTHER)
    told = ClaimJudge(store).explain(claim, match.statute, version, article, Pinpoint())
    assert (told.judgement.answer, told.by_score) == (Answer.CONTRADICTED, Answer.SUPPORTED)
    assert say(lang).label("by_rule") in "\n".join(explanation(told, Style(lang)))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_form_of_a_citation_has_words(lang: Lang) -> None:
    assert all(say(lang).label(f"form_{form}") for form in CitationForm)


def test_without_a_claim_that_can_be_weighed_there_is_nothing_to_tell(store: StatuteStore) -> None:
    judge = ClaimJudge(store)
    assert lookup.explanation(cited(store, None), judge) is None
    assert lookup.explanation(cited(store, "lenders may publish it", Language.EN), judge) is None
