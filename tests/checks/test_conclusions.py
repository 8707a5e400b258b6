"""What follows from a rule is told from what misquotes it."""

from __future__ import annotations

import pytest

from citecheck.checks.comparison import compare
from citecheck.checks.conclusions import concludes, held_against

WAIT = "摊主在领证后二年内，不得转让集市的摊位。"
RAIN = "摊主不得在集市的通道内摆放摊车、遮阳篷架或者成堆的货物。但是，遇到大雨的除外。"


@pytest.mark.parametrize(
    ("claim", "article", "concluded"),
    [
        pytest.param("摊主在领证后二年后，可以转让集市的摊位", WAIT, True, id="once the time is over"),
        pytest.param("摊主在领证后二年内，可以转让集市的摊位", WAIT, False, id="the rule turned, the condition kept"),
        pytest.param("摊主在领证后二年后，不得转让集市的摊位", WAIT, False, id="the condition alone"),
        pytest.param("摊主在领证后三年后，可以转让集市的摊位", WAIT, False, id="another number beside it"),
        pytest.param(
            "遇到大雨的，摊主可以在集市的通道内摆放摊车、遮阳篷架或者成堆的货物", RAIN, True, id="the exception's case"
        ),
        pytest.param(
            "遇到大雪的，摊主可以在集市的通道内摆放摊车、遮阳篷架或者成堆的货物", RAIN, False, id="a case of nobody's"
        ),
        pytest.param("摊主可以在集市的通道内摆放摊车、遮阳篷架或者成堆的货物", RAIN, False, id="no case"),
        pytest.param(
            "摊主可以在集市的通道内摆放摊车、遮阳篷架或者成堆的货物。遇到大雨的，除外",
            RAIN,
            False,
            id="the exception on its own",
        ),
    ],
)
def test_a_conclusion_from_a_rule_is_told_from_its_words(claim: str, article: str, concluded: bool) -> None:
    comparison = compare(claim, article)
    assert comparison.is_recitation
    assert concludes(comparison, claim, article) is concluded


RULES = (
    "转租摊位应当取得管理所的书面同意；管理所规定转租摊位应当登记的，从其规定。\n"
    "装有合格灭火器的摊车与固定摊位享有同等的营业时间。摊车检修费用由出租人承担。\n"
    "摊主能如实说明熟食进货来源的，可以免予处罚。自领证之日起超过二年的，管理所不得收回摊位。\n"
    "摊主从事抽奖促销不得有下列情形：\n（一）促销开始后，无正当理由变更奖品；\n（二）最高奖的金额超过五百元。\n"
    "摊主应当做到：\n（一）收摊后把自己的摊位清扫干净。"
)


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        pytest.param("转租摊位必须取得管理所的书面同意", [], id="必须 for 应当"),
        pytest.param("转租摊位不得不取得管理所的书面同意", [], id="不得不 is 必须"),
        pytest.param("转租摊位不得取得管理所的书面同意", [("不得", "应当")], id="不得 is not"),
        pytest.param("未取得管理所的书面同意，不得转租摊位", [], id="a duty told by what follows without it"),
        pytest.param("未取得管理所的书面同意，可以转租摊位", [("未", "应当")], id="what does not follow"),
        pytest.param("未装有合格灭火器的摊车与固定摊位不享有同等的营业时间", [], id="condition and result turned"),
        pytest.param("装有合格灭火器的摊车与固定摊位不享有同等的营业时间", [("不", "")], id="the result alone"),
        pytest.param("摊主不能如实说明熟食进货来源的，不得免予处罚", [], id="a contrario, 不得 for 可以"),
        pytest.param("摊主能如实说明熟食进货来源的，不得免予处罚", [("不得", "可以")], id="the same case"),
        pytest.param("自领证之日起不满二年的，管理所可以收回摊位", [], id="before the period is over"),
        pytest.param("自领证之日起超过二年的，管理所可以收回摊位", [("可以", "不得")], id="after it"),
        pytest.param("摊车检修费用不由承租人承担", [], id="not by another"),
        pytest.param("摊车检修费用不由出租人承担", [("不", "")], id="not by the one who does"),
        pytest.param("最高奖的金额不得超过五百元", [], id="under a header that forbids"),
        pytest.param("收摊后不得把自己的摊位清扫干净", [("不得", "")], id="under one that demands"),
    ],
)
def test_what_is_held_against_a_claim_in_its_own_words(claim: str, told: list[tuple[str, str]]) -> None:
    held = held_against(compare(claim, RULES), claim, RULES)
    assert [(one.claimed, one.actual) for one in held] == told


def test_a_quotation_has_the_very_modal() -> None:
    comparison = compare("转租摊位必须取得管理所的书面同意", RULES)
    assert comparison.grave == ()
    assert [(one.claimed, one.actual) for one in comparison.grave_in_quotation] == [("必须", "应当")]
