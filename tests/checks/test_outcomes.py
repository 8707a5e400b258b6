"""What follows from a rule told otherwise: found beside like words, left alone where more is told."""

from __future__ import annotations

import pytest
from pace import cheap

from citecheck.checks.comparison import Kind
from citecheck.checks.outcomes import other_outcome

RULES = (
    "醉酒的人签的摆摊约定无效。基于重大误会签的摊车买卖约定，摊主有权请求管理所予以撤销。\n"
    "摊位租约无效的，摊车租约无效，但是法律另有规定的除外。未登记的摊车，不影响买卖约定的效力。\n"
    "看摊的人打坏顾客货物的，摊主应当承担赔偿责任。顾客对货物的打坏也有过错的，可以减轻摊主的责任。\n"
    "合伙摆摊的人对集市的债务承担连带责任。保证人对前摊主欠下的摊位费承担补充责任。\n"
    "其他摊主自接到转让通知之日起十日内未答复的，视为放弃优先租用摊位的权利。\n"
    "摆摊证的有效期为二年，自核准之日起计算。不服收摊决定的，可以自决定书送达之日起五日内申诉。\n"
    "雨篷坠落砸坏顾客货物，摊主不能证明自己没有过错的，应当承担赔偿责任。\n"
    "集市的广播设备，除节假日外，不得在夜间使用。顾客可以向经营者要求赔偿损失，也可以向集市要求赔偿损失。\n"
    "租车摆摊的人打翻货物的，不得请求集市赔偿；但是，集市对货物打翻有重大过失的除外。\n"
    "满七十岁的摊主不适用停摆处罚，但以推搡伤人的除外。\n"
    "学徒在集市偷货、抢货、打人、纵火罪的，应当负责任。\n"
    "出租人或者承租人可以随时解除摊位租约。\n"
    "顾客自收到货物之日起七日内可以退货，但是下列货物除外：\n（一）顾客定做的糕点；\n（二）拆封的音像制品。"
)


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        pytest.param("醉酒的人签的摆摊约定可以撤销", ("可以撤销", "无效"), id="voidable, not void"),
        pytest.param("基于重大误会签的摊车买卖约定无效", ("无效", "有权请求管理所予以撤销"), id="void, not voidable"),
        pytest.param("摊位租约无效的，摊车租约的效力不受影响", ("效力不受影响", "无效"), id="valid, not void"),
        pytest.param("未登记的摊车，买卖约定无效", ("无效", "不影响买卖约定的效力"), id="void, not valid"),
        pytest.param("摊车登记的，买卖约定并不无效", None, id="not void"),
        pytest.param(
            "看摊的人打坏顾客货物的，摊主不承担赔偿责任", ("不承担赔偿责任", "应当承担赔偿责任"), id="free, not liable"
        ),
        pytest.param("看摊的人没有打坏顾客货物的，摊主不承担赔偿责任", None, id="a contrario"),
        pytest.param("学徒在集市吵闹罪的，不负责任", None, id="no member of the list"),
        pytest.param("学徒在集市抢货罪的，不负责任", ("不负责任", "应当负责任"), id="a member of the list"),
        pytest.param(
            "顾客对货物的打坏也有过错的，摊主不承担责任", ("不承担责任", "减轻摊主的责任"), id="free, not less liable"
        ),
        pytest.param(
            "合伙摆摊的人对集市的债务承担按份责任", ("按份责任", "连带"), id="by share, not jointly"
        ),
        pytest.param(
            "保证人对前摊主欠下的摊位费承担连带责任", ("连带", "补充责任"), id="jointly, not subsidiarily"
        ),
        pytest.param("保证人是否对前摊主欠下的摊位费承担连带责任", None, id="a question"),
        pytest.param("管理所对摊主的债务承担连带责任", None, id="of somebody else"),
        pytest.param(
            "其他摊主十日内未答复的，视为行使优先租用摊位的权利",
            ("视为行使优先租用摊位的权利", "视为放弃优先租用摊位的权利"),
            id="taken for the contrary",
        ),
        pytest.param("其他摊主十日内未答复的，视为不要优先租用摊位的权利", None, id="refused in another word"),
        pytest.param("摆摊证的有效期自申请之日起计算", ("自申请之日起", "自核准之日起"), id="another beginning"),
        pytest.param("不服收摊决定的，自收到决定书之日起五日内申诉", None, id="the same beginning in other words"),
        pytest.param(
            "雨篷坠落砸坏货物的，应当由顾客证明摊主有过错", None, id="a side that the list of those who claim has not"
        ),
        pytest.param(
            "雨篷坠落砸坏货物的，由受害人证明摊主有过错",
            ("由受害人证明", "摊主不能证明自己没有过错的"),
            id="the other must prove",
        ),
        pytest.param("雨篷坠落砸坏货物的，由摊主证明自己没有过错", None, id="the one who must"),
        pytest.param(
            "集市的广播设备任何时候都不得在夜间使用", ("任何时候", "除节假日外"), id="without the exception"
        ),
        pytest.param("集市的广播设备除节假日外一律不得在夜间使用", None, id="with the exception"),
        pytest.param(
            "租车摆摊的人打翻货物的，即使集市有重大过失，也不得请求集市赔偿",
            ("即使集市有重大过失，也", "但是，集市对货物打翻有重大过失的除外"),
            id="even where it is excepted",
        ),
        pytest.param("租车摆摊的人打翻货物的，即使下雨，也不得请求集市赔偿", None, id="even in another case"),
        pytest.param(
            "满七十岁的摊主，一律不适用停摆处罚", ("一律", "但以推搡伤人的除外"), id="a rule that is itself a denial"
        ),
        pytest.param("顾客只能向经营者要求赔偿损失", ("只能向经营者", "也可以向"), id="only one of two"),
        pytest.param("只有出租人可以随时解除摊位租约", ("只有出租人", "或者"), id="only one of two who may"),
        pytest.param(
            "顾客定做的糕点，七日内也可以退货", ("顾客定做的糕点，七日内也可以退货", "但是下列货物除外"),
            id="a member of the exceptions",
        ),
        pytest.param("顾客定做的糕点，七日内不可以退货", None, id="left out as the list says"),
        pytest.param("", None, id="nothing"),
    ],
)  # fmt: skip
def test_other_outcome(claim: str, told: tuple[str, str] | None) -> None:
    found = other_outcome(claim, RULES)
    assert (found and (found.claimed, found.actual)) == told
    if found is not None:
        assert claim[found.claimed_at.start : found.claimed_at.end] == found.claimed
        assert RULES[found.actual_at.start : found.actual_at.end] == found.actual


def test_no_statement_of_a_text_contradicts_it() -> None:
    assert [one for one in RULES.split("。") if other_outcome(one, RULES)] == []


def test_a_long_claim_costs_in_proportion() -> None:
    assert cheap(lambda: other_outcome("醉酒的人签的摆摊约定可以撤销。由受害人证明" * 3_000, RULES), 400)


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        pytest.param("摆摊证的有效期自申请之日起计算", Kind.BEGINNING, id="from when time runs"),
        pytest.param("雨篷坠落砸坏货物的，由受害人证明摊主有过错", Kind.BURDEN, id="who must prove"),
        pytest.param("醉酒的人签的摆摊约定可以撤销", Kind.WORDING, id="an effect"),
    ],
)
def test_what_an_outcome_is_about(claim: str, kind: Kind) -> None:
    found = other_outcome(claim, RULES)
    assert found is not None
    assert found.kind is kind
