"""Another number in one's own words: found beside like words, and left alone where the claim has reasons of its own."""

from __future__ import annotations

import pytest

from citecheck.checks.numbers import other_number
from citecheck.checks.quotation import Kind

ARTICLE = "居民投诉摆摊噪声的，管理所应当自收到投诉之日起三日内答复。拒不改正的摊主，处五百元以上二千元以下罚款。"


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        pytest.param("有人投诉噪声，管理所收到投诉九日内就要答复", (Kind.DATE, "九日", "三日"), id="a period"),
        pytest.param(
            "摊主不改正的，罚款少说五百元，最多处二万元以下罚款", (Kind.AMOUNT, "二万元", "二千元"), id="an amount"
        ),
        pytest.param("管理所收到投诉３天内要答复", None, id="the same in another writing"),
        pytest.param("我投诉噪声已经九日，管理所说收到投诉三日内答复", None, id="an example beside the rule"),
        pytest.param("摆摊证的有效期是九日", None, id="other words around it"),
        pytest.param("管理所收到投诉后应当向第九人答复", None, id="an ordinal"),
        pytest.param("管理所收到投诉要答复", None, id="no number"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_other_number(claim: str, expected: tuple[Kind, str, str] | None) -> None:
    found = other_number(claim, ARTICLE)
    assert (found and (found.kind, found.claimed, found.actual)) == expected
    if found is not None:
        assert claim[found.claimed_at.start : found.claimed_at.end] == found.claimed
        assert ARTICLE[found.actual_at.start : found.actual_at.end] == found.actual
