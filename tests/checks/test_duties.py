"""Duties told otherwise in one's own words: found where the act is the same, left alone where more is told."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from pace import cheap

from citecheck.checks.comparison import Kind
from citecheck.checks.duties import _COUNTERPARTS, _duties, other_duty
from citecheck.checks.support import Answer, ClaimJudge
from citecheck.dev.train.measure import cited
from citecheck.model import Article, ArticleNumber, Attribution, Claim, Pinpoint, Span, Statute, Version
from citecheck.store import StatuteStore

ARTICLE = (
    "出租人应当在收摊前修好租出的摊车。承租人可以自行改装摊车的车篷。承租人不得把摊车转租给他人。\n"
    "债权人对债务人留下的摊车，应当妥善保管。债务人无须支付保管费用。\n"
    "摊主应当每日清扫摊位，但是下雪的除外。"
)


def told(claim: str, article: str) -> tuple[Kind, str, str] | None:
    """The kind of what is contrary, in the claim's word and in the article's."""
    found = other_duty(claim, article)
    return found and (found.kind, found.claimed, found.actual)


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        pytest.param("承租人可以把摊车转租给他人", (Kind.MODAL, "可以", "不得"), id="allowed, not forbidden"),
        pytest.param("承租人不得自行改装摊车的车篷", (Kind.MODAL, "不得", "可以"), id="forbidden, not allowed"),
        pytest.param("债务人必须支付保管费用", (Kind.MODAL, "必须", "无须"), id="owed, not free"),
        pytest.param("承租人不需要把摊车还给他人", None, id="no such act"),
        pytest.param("出租人不需要在收摊前修好租出的摊车", (Kind.MODAL, "不需要", "应当"), id="free in another word"),
        pytest.param("出租人可以不在收摊前修好租出的摊车", (Kind.MODAL, "可以", "应当"), id="free, not owed"),
        pytest.param("承租人应当在收摊前修好租出的摊车", (Kind.ACTOR, "承租人", "出租人"), id="owed by the other side"),
        pytest.param("出租人應當在收攤前修好租出的攤車", None, id="the same in Traditional characters"),
        pytest.param("出租人必须在收摊前修好租出的摊车", None, id="必须 for 应当"),
        pytest.param("出租人可以在收摊前修好租出的摊车", None, id="可以 for 应当"),
        pytest.param("债权人对债务人的摊车应当妥善保管", None, id="the object is not who is bound"),
        pytest.param("承租人可以把摊车转租给他人吗", None, id="a question"),
        pytest.param("原则上承租人可以把摊车转租给他人", None, id="in principle only"),
        pytest.param("摊主不得每日清扫摊位", None, id="where the article has an exception"),
        pytest.param("承租人可以请人看车", None, id="another act"),
        pytest.param("承租人改装车篷", None, id="no modal"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_other_duty(claim: str, expected: tuple[Kind, str, str] | None) -> None:
    assert told(claim, ARTICLE) == expected
    found = other_duty(claim, ARTICLE)
    if found is not None:
        assert claim[found.claimed_at.start : found.claimed_at.end] == found.claimed
        assert ARTICLE[found.actual_at.start : found.actual_at.end] == found.actual


def test_a_modal_of_another_object_is_no_contrary() -> None:
    rule = "摊主不得向亲属转让新领摊位；向亲属转让共用摊位的价钱不得低于他人。"
    assert other_duty("摊主可以向亲属转让共用摊位", rule) is None
    assert other_duty("摊主可以向亲属转让新领摊位", rule) is not None


NOTICE = (
    "出租人提前十日通知承租人后，可以收回摊车。定作人在承揽人装好车篷前可以随时退订。承租人的行李，出租人应当代管。"
    "委托人或者受托人可以随时解除保管约定。"
)


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        pytest.param("承租人提前十日通知出租人后，可以收回摊车", ("承租人", "出租人"), id="who gives notice"),
        pytest.param(
            "承揽人在装好车篷前可以随时退订", ("承揽人", "定作人"), id="who begins, not who is named on the way"
        ),
        pytest.param("出租人提前十日通知承租人，可以收回摊车", None, id="the same"),
        pytest.param("承租人的行李出租人应当代管", None, id="an owner begins"),
        pytest.param("委托人可以随时解除保管约定", None, id="one of two"),
        pytest.param("出租人应当代管承租人的行李", None, id="the modal follows at once"),
    ],
)
def test_who_begins_the_clause_is_bound(claim: str, expected: tuple[str, str] | None) -> None:
    found = other_duty(claim, NOTICE)
    assert (found and (found.claimed, found.actual)) == expected


RULES = (
    "管理所应当在五日内验收摊车、车篷和灯具，并把结果告诉摊主。管理所可以禁止无证的人进入集市。\n"
    "摊主不得有下列行为：\n（一）向顾客兜售过夜的熟食；\n（二）未按照规定存放煤气罐；\n（三）在集市内不得点燃烟花的时候点燃烟花。\n"
    "摊主不得把其应当交还的摊车转借他人。每个摊位收取的摊位费不得超过一百元。\n"
    "投保人可以退掉摊车的保险；除约定不许以外，保险人也可以退掉摊车的保险。\n"
    "管理所应当在集市门口张榜公布摊位的租期，公布期不少于二十日。"
)


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        pytest.param("管理所可以不把结果告诉摊主", (Kind.MODAL, "可以", "应当"), id="behind a comma"),
        pytest.param("摊主可以向顾客兜售过夜的熟食", (Kind.MODAL, "可以", "不得"), id="a member of a list"),
        pytest.param(
            "每个摊位的摊位费可以超过一百元", (Kind.MODAL, "可以", "不得"), id="an act of few words with a number"
        ),
        pytest.param("每个摊位的摊位费不得低于一百元", None, id="a limit of another kind"),
        pytest.param("摊主可以按照规定存放煤气罐", None, id="a member with a negation"),
        pytest.param("摊主可以在集市内点燃烟花", None, id="a member with a modal of its own"),
        pytest.param("管理所可以禁止无证的人进入集市", None, id="allowed to forbid"),
        pytest.param("摊主应当交还摊车", None, id="a modal that tells of a thing"),
        pytest.param("摊位租期公布期不得少于二十日", None, id="how long, not an act"),
        pytest.param("保险人可以退掉摊车的保险", None, id="both sides, one with an exception"),
    ],
)
def test_an_act_is_found_where_it_stands(claim: str, expected: tuple[Kind, str, str] | None) -> None:
    assert told(claim, RULES) == expected


GUARDED = (
    "出租人应当每日验收摊车。但是，下雪天除外。承租人不得擅自转租摊车给他人使用。摊主应当避免夜间在集市大声叫卖熟食。\n"
    "管理所的通知可以包括：\n（一）禁止摊主在夜间大声叫卖熟食；\n（二）其他。\n"
    "承揽人可以随时停止装车篷，造成定作人损失的，应当赔偿。不能自己看车的承租人，应当请人看管摊车和货物。\n"
    "摊主在三十日内不得搬走寄存的摊车和货物。\n"
    "管理所的人应当守时，不得有下列行为：\n（一）收取摊主的礼物；\n（二）兼任摊主。"
)


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        pytest.param("下雪天出租人无须每日验收摊车", None, id="an exception in the next sentence"),
        pytest.param("承租人经同意可以转租摊车给他人使用", None, id="only 擅自 is forbidden"),
        pytest.param("摊主不得夜间在集市大声叫卖熟食", None, id="避免 is 不得"),
        pytest.param("管理所的通知可以包括禁止摊主在夜间大声叫卖熟食", None, id="a modal in what may be"),
        pytest.param(
            "承揽人可以随时停止装车篷，但造成定作人损失的应当赔偿", None, id="who suffers is not who is bound"
        ),
        pytest.param("承租人可以请人看管摊车和货物", None, id="不能 tells of people"),
        pytest.param("三十日届满后摊主可以搬走寄存的摊车和货物", None, id="once the period is over"),
        pytest.param("管理所的人可以收取摊主的礼物", (Kind.MODAL, "可以", "不得"), id="the modal before the list"),
        pytest.param("管理所的人应当收取摊主的礼物", (Kind.MODAL, "应当", "不得"), id="and not the one before that"),
    ],
)
def test_what_narrows_a_duty_is_no_contradiction(claim: str, expected: tuple[Kind, str, str] | None) -> None:
    assert told(claim, GUARDED) == expected


def test_a_sentence_of_many_duties_costs_in_proportion() -> None:
    """Each modal was read with all of its sentence: 83 s for 100,000 characters."""
    assert cheap(lambda: other_duty("出租人可以停用摊车，" * 10_000, GUARDED), 200)


def test_a_recital_of_the_other_side_contradicts(store: StatuteStore) -> None:
    """So close to the article that no word differs, and still the right of the other party."""
    place = cited(store, "民法典", ArticleNumber(787), date(2026, 8, 1))
    assert place is not None
    answers = []
    for party in ("承揽人", "定作人"):
        text = f"{party}在完成工作前可以随时解除合同"
        claim = Claim(text, Span(0, len(text)), Attribution.OTHER)
        answers.append(ClaimJudge(store).judge(claim, *place, Pinpoint()).answer)
    assert answers == [Answer.CONTRADICTED, Answer.SUPPORTED]


_CONTRARY = {"应当": "不得", "必须": "不得", "可以": "不得", "不得": "可以", "无需": "必须", "可": "不得"}


def _planted(claim: str, kind: Kind) -> str | None:
    """The claim with its first modal turned round, or the first actor that is bound put for the other side."""
    for duty in _duties(claim):
        if kind is Kind.MODAL and duty.modal.text in _CONTRARY and len(duty.act) > 2:
            return claim[: duty.modal.start] + _CONTRARY[duty.modal.text] + claim[duty.modal.end :]
        if kind is Kind.ACTOR and duty.actor and duty.actor.key in _COUNTERPARTS and len(duty.act) > 2:
            other = min(_COUNTERPARTS[duty.actor.key])
            return claim[: duty.actor.start] + other + claim[duty.actor.end :]
    return None


@pytest.mark.parametrize(
    ("kind", "sources", "floor"),
    [
        pytest.param(Kind.MODAL, ("lawbench-3-2",), 0.55, id="modals, answers to scenarios"),
        pytest.param(Kind.MODAL, ("lecoqa",), 0.17, id="modals, laymen's answers"),
        pytest.param(Kind.ACTOR, ("lawbench-3-2", "lawbench-3-8"), 0.2, id="actors"),
    ],
)
def test_duties_planted_in_right_claims_are_found(
    shared: Path, store: StatuteStore, kind: Kind, sources: tuple[str, ...], floor: float
) -> None:
    """Precision first: a paraphrase seldom keeps the words of the act, and without them nothing is said."""
    judge, found, planted, alarms = ClaimJudge(store), 0, 0, 0
    lines = (shared / "data" / "support" / "swapped.jsonl").read_text("utf-8").splitlines()
    for row in map(json.loads, lines):
        if row["kind"] != "pos" or row["source"] not in sources:
            continue
        number = ArticleNumber(int(row["article"]), int(row["branch"] or 0))
        place = cited(store, row["law"], number, date(2024, 12, 31))
        changed = _planted(row["claim"], kind) if place else None
        if place is None or changed is None:
            continue

        def wrong(text: str, place: tuple[Statute, Version, Article] = place) -> bool:
            comparison = judge.compare(text, place[2].text or "")
            answer = judge.judge(Claim(text, Span(0, len(text)), Attribution.OTHER), *place, Pinpoint()).answer
            return answer is Answer.CONTRADICTED or (comparison.is_recitation and bool(comparison.grave))

        planted += 1
        found += wrong(changed)
        alarms += other_duty(row["claim"], place[2].text or "") is not None
    assert planted >= 10
    assert found >= floor * planted, (found, planted)
    assert alarms == 0
