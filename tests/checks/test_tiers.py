"""A number told of another case than the article's: found where the claim's case is one statement's alone."""

from __future__ import annotations

import pytest
from pace import cheap

from citecheck.checks.tiers import other_tier

RULES = (
    "在集市偷窃货物的，处三年以下劳役；偷窃数额巨大的，处三年以上十年以下劳役；有下列情形之一的，处十年以上劳役：\n"
    "（一）入户偷窃的；\n（二）在公共车辆上偷窃的。\n"
    "不服摊位判决的，可以在十五日内上诉。不服摊位裁定的，可以在十日内上诉。\n"
    "休息日看摊又不能补休的，支付百分之二百的工资；法定节日看摊的，支付百分之三百的工资。\n"
    "看摊的人应当满十六周岁，搬运的人应当满十八周岁。"
)


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        pytest.param("在公共车辆上偷窃的，处三年以上十年以下劳役", ("三年以上", "十年以上"), id="a member of a list"),
        pytest.param("偷窃数额巨大的，处三年以下劳役", ("三年以下", "三年以上"), id="the other side of a bound"),
        pytest.param("偷窃数额巨大的，处三年以上十年以下劳役", None, id="its own"),
        pytest.param("不服摊位裁定的，上诉期为十五日", ("十五日", "十日"), id="one word tells the case"),
        pytest.param("不服摊位判决、裁定的，上诉期分别为十五日、十日", None, id="several at once"),
        pytest.param("休息日看摊，支付百分之三百的工资", ("百分之三百", "百分之二百"), id="a part of the case"),
        pytest.param("看摊的，支付百分之三百的工资", None, id="what both have"),
        pytest.param("不服摊位裁定的，上诉期为二十日", None, id="a number of no tier is not ours"),
        pytest.param("看摊的人应当年满十八周岁", None, id="an age is the case itself"),
        pytest.param("十五日", None, id="no case"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_other_tier(claim: str, told: tuple[str, str] | None) -> None:
    found = other_tier(claim, RULES)
    assert (found and (found.claimed, found.actual)) == told
    if found is not None:
        assert claim[found.claimed_at.start : found.claimed_at.end] == found.claimed
        assert RULES[found.actual_at.start : found.actual_at.end] == found.actual


def test_a_claim_of_many_numbers_costs_in_proportion() -> None:
    assert cheap(lambda: other_tier("不服裁定的，十五日内上诉。" * 5_000, RULES), 400)


def test_a_number_that_the_claims_own_actor_has_is_no_other_tiers() -> None:
    rules = (
        "用快办程序审的申诉，管理所应当自收到申诉之日起三日内，将申诉书副本发给被申诉人。"
        "被申诉人应当自收到申诉书副本之日起五日内，提出书面答复。"
    )
    assert other_tier("用快办程序审的申诉，被申诉人应在收到副本之日起五日内书面答复", rules) is None
    assert other_tier("用快办程序审的申诉，管理所应当在五日内发给申诉书", rules) is not None


DEGREES = (
    "在集市骗取货物，数额较大的，处三年以下劳役；数额巨大的，处三年以上十年以下劳役；数额特别巨大的，处十年以上劳役。\n"
    "偷开摊车的，由管理所收回摊车，取消摊位；五年内不得摆摊。\n偷开货运摊车的，由管理所收回摊车；十年内不得摆摊。\n"
    "劳役期满三年以上的，经过七年不再追究。劳役期满八年的，经过九年不再追究。"
)


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        pytest.param("在集市骗取货物数额巨大的，处十年以上劳役", ("十年以上", "三年以上"), id="the end of a case"),
        pytest.param("在集市骗取货物数额特别巨大的，处十年以上劳役", None, id="its own tier"),
        pytest.param("偷开摊车的，十年内不得摆摊", ("十年", "五年"), id="what follows has the case before it"),
        pytest.param("偷开货运摊车的，十年内不得摆摊", None, id="its own case"),
        pytest.param("劳役期满三年以上的，经过九年不再追究", ("九年", "七年"), id="a number within the case"),
        pytest.param("劳役期满八年的，经过九年不再追究", None, id="its own number"),
    ],
)  # fmt: skip
def test_a_tier_told_by_the_end_of_its_case_or_before_what_follows(claim: str, told: tuple[str, str] | None) -> None:
    found = other_tier(claim, DEGREES)
    assert (found and (found.claimed, found.actual)) == told
