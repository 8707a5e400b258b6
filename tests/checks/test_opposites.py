"""Terms that the law sets against each other, put one for the other."""

from __future__ import annotations

import pytest

from citecheck.checks.opposites import OPPOSITES, other_term
from citecheck.store import StatuteStore

DEPOSIT = "摊主交付的定金不得超过摊位价款的一成。"
SURETY = "担保的方式有一般保证和连带责任保证。\n摊主未与房东约定保证方式的，按照一般保证承担责任。"
PERMIT = "未成年人单独订立的租摊合同无效。"
OWN = "下列财产为摊主的个人财产：\n（一）摊主婚前置办的摊车和货物；\n（二）摊主的衣物。"
AGENT = "代为放弃摊位的，代理人应当有摊主的特别授权；代为清扫的，有一般授权即可。"


@pytest.mark.parametrize(
    ("claim", "article", "claimed", "actual"),
    [
        pytest.param("摊主交付的订金不得超过摊位价款的一成", DEPOSIT, "订金", "定金", id="no term of the law"),
        pytest.param(
            "不满三岁的学步童以由父亲带着看摊为原则", "不满三岁的学步童，以由母亲带着看摊为原则。", "父亲", "母亲",
            id="the sentence around is the same",
        ),
        pytest.param(
            "没有约定保证方式的，按照连带责任保证承担责任", SURETY, "连带责任保证", "一般保证",
            id="both stand in the article",
        ),
        pytest.param("未成年人单独订立的租摊合同可撤销", PERMIT, "可撤销", "无效", id="void or voidable"),
        pytest.param("摊主婚前置办的摊车属于共同财产", OWN, "共同财产", "个人财产", id="a member of the other's list"),
        pytest.param("放弃摊位的，代理人应当有摊主的一般授权", AGENT, "一般授权", "特别授权", id="authority"),
    ],
)  # fmt: skip
def test_the_opposite_of_a_term_in_like_words(claim: str, article: str, claimed: str, actual: str) -> None:
    difference = other_term(claim, article)
    assert difference is not None
    assert (difference.claimed, difference.actual) == (claimed, actual)
    assert claim[difference.claimed_at.start : difference.claimed_at.end] == claimed
    assert article[difference.actual_at.start : difference.actual_at.end] == actual


@pytest.mark.parametrize(
    ("claim", "article"),
    [
        pytest.param("摊主交付的定金不得超过摊位价款的一成", DEPOSIT, id="the article's own term"),
        pytest.param("订金可以退还", DEPOSIT, id="of another matter"),
        pytest.param("摊主交付的不是订金，不得超过摊位价款的一成", DEPOSIT, id="denied"),
        pytest.param("摊主交付的订金与定金不得超过摊位价款的一成", DEPOSIT, id="both told"),
        pytest.param("代为清扫的，代理人有一般授权即可", AGENT, id="the article has it of this"),
        pytest.param("担保的方式有连带责任保证", SURETY, id="one of two"),
        pytest.param("摊主婚前置办的摊车不属于共同财产", OWN, id="denied of the other's list"),
        pytest.param("集市收来的租金属于共同财产", OWN, id="no member of the list"),
    ],
)
def test_what_is_no_opposite(claim: str, article: str) -> None:
    assert other_term(claim, article) is None


def test_a_pair_has_two_terms_of_which_neither_is_in_the_other() -> None:
    assert all(first not in second and second not in first for first, second in OPPOSITES)


def test_terms_exchanged_in_articles_are_found(store: StatuteStore) -> None:
    """0.90 found on these statutes, and no sentence of theirs called the opposite of its article."""
    texts = [
        article.text
        for title in ("民法典", "刑法", "民事诉讼法", "企业破产法")
        for match in store.find(title)
        for version in store.versions(match.statute.id)[-1:]
        for article in store.articles(version.id)
        if article.text
    ]
    assert texts
    sentences = [(sentence, text) for text in texts for sentence in text.split("。") if len(sentence) > 12]
    assert [sentence for sentence, text in sentences if other_term(sentence, text)] == []
    exchanged = [
        (sentence.replace(ours, theirs), text)
        for sentence, text in sentences
        for pair in OPPOSITES
        for ours, theirs in (pair, pair[::-1])
        if ours in sentence and theirs not in sentence
    ]
    found = sum(other_term(sentence, text) is not None for sentence, text in exchanged)
    assert len(exchanged) > 200
    assert found >= 0.85 * len(exchanged), found / len(exchanged)
