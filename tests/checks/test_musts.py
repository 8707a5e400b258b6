"""应当 told as 可以 and the reverse: held against a claim only of the same act in the same case."""

from __future__ import annotations

import pytest
from pace import cheap

from citecheck.checks.comparison import Kind
from citecheck.checks.musts import other_must

RULES = (
    "摊主无正当理由不到集市的，可以按照退出集市处理。新摊主到集市的，应当领取摆摊证。\n"
    "管理所对欠费的摊主，可以减免当月摊位费，对怀孕的摊主，应当减免当月摊位费。\n"
    "摊主打扫摊位有瑕疵的，应当补扫或者说明理由。"
)


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        pytest.param("摊主无正当理由不到集市的，应当按照退出集市处理", ("应当", "可以"), id="must, not may"),
        pytest.param("摊主无正当理由不到集市的，可以按照退出集市处理", None, id="may"),
        pytest.param("新摊主到集市的，可以领取摆摊证", ("可以", "应当"), id="may, not must"),
        pytest.param("对怀孕的摊主，可以减免当月摊位费", ("可以", "应当"), id="of two cases the likest"),
        pytest.param("对欠费的摊主，可以减免当月摊位费", None, id="of the other case"),
        pytest.param("对摊主，可以减免当月摊位费", None, id="of either"),
        pytest.param("打扫摊位有瑕疵的并非一律停业，可以补扫或者说明理由", None, id="where something else is denied"),
        pytest.param("新摊主无须领取摆摊证", None, id="not 须"),
        pytest.param("新摊主到集市的，可以领取补贴", None, id="another act"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_other_must(claim: str, told: tuple[str, str] | None) -> None:
    found = other_must(claim, RULES)
    assert (found and (found.claimed, found.actual)) == told
    if found is not None:
        assert found.kind is Kind.MODAL
        assert claim[found.claimed_at.start : found.claimed_at.end] == found.claimed
        assert RULES[found.actual_at.start : found.actual_at.end] == found.actual


def test_a_claim_of_many_modals_costs_in_proportion() -> None:
    assert cheap(lambda: other_must("摊主可以领取补贴，" * 5_000, RULES), 400)
    assert cheap(lambda: other_must("摊主可以领取摆摊证。" * 5_000, RULES), 800)
