"""Another number in one's own words: found beside like words, and left alone where the claim has reasons of its own."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from citecheck.checks.comparison import Kind
from citecheck.checks.numbers import left_out, number_phrase, other_number
from citecheck.checks.support import Answer, ClaimJudge
from citecheck.dev.train.measure import cited
from citecheck.model import Article, ArticleNumber, Attribution, Claim, Pinpoint, Span, Statute, Version
from citecheck.numerals import chinese
from citecheck.quantities import quantities
from citecheck.store import StatuteStore

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


BOUNDS = (
    "不满十四周岁的人在集市打人的，不予处罚，但是应当责令其家长严加管教。\n"
    "摊位整顿的期限不得超过三十日；情况复杂的，可以延长，但是延长期限不得超过三十日。逾期缴费超过三十日的，摊位收回。\n"
    "摊主自领证起在二年内未被发现占道的，不再处罚。欠费三千元以上一万元以下的，每月加收摊位费一百元。"
)


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        pytest.param("十三岁的人在集市打人，不予处罚，但要责令家长严加管教", None, id="a case within the bounds"),
        pytest.param("不满十六周岁的人在集市打人的，不予处罚", ("十六周岁", "十四周岁"), id="another bound"),
        pytest.param("十五岁的人在集市打人的，要处罚", None, id="what is denied beyond the bounds"),
        pytest.param("刚满十三岁的人在集市打人的，不予处罚", None, id="an age just reached"),
        pytest.param("十五岁的人在集市打人的，不予处罚", ("十五岁", "十四周岁"), id="a case beyond the bounds"),
        pytest.param("摊位整顿算上延长，最长不超过六十日", None, id="two periods together"),
        pytest.param("摊位整顿的期限不得超过六十日，不得延长", ("六十日", "三十日"), id="not prolonged"),
        pytest.param("摊位整顿的期限为二十日", ("二十日", "三十日"), id="what a period is said to be"),
        pytest.param("逾期缴费二十日的摊位收回", None, id="a case"),
        pytest.param("三年前的占道才被发现的，不再处罚", None, id="a period that has run out"),
        pytest.param("欠费五千元的，每月加收摊位费一百元", None, id="between two bounds"),
        pytest.param("欠费三千元以上三万元以下的，每月加收摊位费", ("三万元", "一万元"), id="another most"),
    ],
)
def test_a_case_within_the_articles_bounds_is_no_other_number(claim: str, expected: tuple[str, str] | None) -> None:
    found = other_number(claim, BOUNDS)
    assert (found and (found.claimed, found.actual)) == expected


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        pytest.param("短斤少两的，货价二百元的，增加赔偿六百元", None, id="so many times another"),
        pytest.param("短斤少两的，增加赔偿的金额不足五十元的，为一百元", "五十元", id="a sum of its own"),
        pytest.param("看摊满三年的，支付三个月的酬劳", None, id="so many years at so much each"),
        pytest.param("看摊的人每满一年支付三个月的酬劳", "三个月", id="another rate"),
    ],
)
def test_what_is_computed_by_the_rule_is_no_other_number(claim: str, told: str | None) -> None:
    rule = (
        "摊主短斤少两的，增加赔偿的金额为货价的三倍；增加赔偿的金额不足八十元的，为八十元。"
        "看摊的人每满一年支付一个月的酬劳。"
    )
    found = other_number(claim, rule)
    assert (found and found.claimed) == told


@pytest.mark.parametrize(
    ("claim", "out"),
    [
        pytest.param("欠费五年的摊主，不得续租摊位", True, id="beyond the bounds, and denied"),
        pytest.param("欠费五年的摊主，可以续租摊位", False, id="beyond them, and not denied"),
        pytest.param("欠费二年的摊主，不得续租摊位", False, id="within them"),
        pytest.param("欠费五年以下的摊主，不得续租摊位", False, id="another bound"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_a_case_that_the_bounds_leave_out(claim: str, out: bool) -> None:
    assert left_out(claim, "欠费三年以下的摊主，可以续租摊位。") is out


def test_so_many_times_is_a_number_too() -> None:
    found = other_number("摊主短斤少两的，应当按货价的五倍赔偿顾客", "摊主短斤少两的，应当按货价的三倍赔偿顾客。")
    assert found is not None
    assert (found.claimed, found.actual) == ("五倍", "三倍")


@pytest.mark.parametrize(
    ("words", "phrase"),
    [
        pytest.param("五百元", "五百元以上二千元以下", id="the first of a range"),
        pytest.param("二千元", "五百元以上二千元以下", id="the last of a range"),
        pytest.param("五日", "五日至十日", id="a range in other words"),
        pytest.param("三日", "三日以内", id="within"),
        pytest.param("九个月", "九个月", id="alone"),
        pytest.param("罚款", "", id="no number"),
    ],
)
def test_a_number_is_told_with_its_whole_phrase(words: str, phrase: str) -> None:
    text = "三日以内不改的，处五百元以上二千元以下罚款，停摆五日至十日，九个月不得摆摊。"
    at = text.index(words)
    assert number_phrase(text, Span(at, at + len(words))) == phrase


@pytest.mark.parametrize(
    ("claim", "own"),
    [
        pytest.param("看摊的时间每月不得超过九十小时", "三十六小时", id="the words at once before it"),
        pytest.param("不满十五周岁的人打翻摊车的，不予处罚", "十四周岁", id="what follows behind it"),
    ],
)
def test_the_number_told_is_the_one_of_the_claims_matter(claim: str, own: str) -> None:
    rule = (
        "看摊的时间每日不得超过三小时，但是每月不得超过三十六小时。不满十四周岁的人打翻摊车的，不予处罚；"
        "已满十四周岁不满十八周岁的人打翻摊车的，应当减轻处罚。"
    )
    found = other_number(claim, rule)
    assert found is not None
    assert found.actual == own


def test_no_number_is_named_where_two_may_be_meant() -> None:
    article = "摊主欠费的，限三十日缴清。租户欠费的，限六十日缴清。"
    found = other_number("欠费的，限九十日缴清", article)
    assert found is not None
    assert (found.claimed, found.actual) == ("九十日", "")
    assert found.actual_at.start == found.actual_at.end


def test_of_numbers_as_near_the_one_in_the_sentence_most_alike_is_told() -> None:
    article = "欠费超过一万元的，限三十日缴清。欠费不足一万元的，限六十日缴清。"
    found = other_number("欠费不足一万元的，限九十日缴清", article)
    assert found is not None
    assert found.actual == "六十日"


def _planted(claim: str, article: str) -> str | None:
    """The claim with the first of its numbers that is the article's too made another; None when it has none."""
    held = {(quantity.value, quantity.unit) for quantity in quantities(article)}
    for quantity in quantities(claim):
        told = re.search("[一二两三四五六七八九十百千0-9]+", claim[quantity.start : quantity.end])
        if quantity.kind not in ("date", "amount") or (quantity.value, quantity.unit) not in held or told is None:
            continue
        for other in range(2, 60):
            number = str(other) if told.group()[0].isdecimal() else chinese(other)
            changed = claim[quantity.start : quantity.end].replace(told.group(), number, 1)
            (new, *_) = quantities(changed) or (quantity,)
            if (new.value, new.unit) not in held:
                return claim[: quantity.start] + changed + claim[quantity.end :]
    return None


def test_numbers_planted_in_right_claims_are_found(shared: Path, store: StatuteStore) -> None:
    """Of the answers to scenarios and of laymen: what is changed is found, what is not is left alone."""
    judge, found, planted, alarms = ClaimJudge(store), 0, 0, 0
    lines = (shared / "data" / "support" / "swapped.jsonl").read_text("utf-8").splitlines()
    for row in (json.loads(line) for line in lines):
        if row["kind"] != "pos":
            continue
        number = ArticleNumber(int(row["article"]), int(row["branch"] or 0))
        place = cited(store, row["law"], number, date(2024, 12, 31))
        changed = _planted(row["claim"], place[2].text or "") if place else None
        if place is None or changed is None:
            continue

        def wrong(text: str, place: tuple[Statute, Version, Article] = place) -> bool:
            comparison = judge.compare(text, place[2].text or "")
            answer = judge.judge(Claim(text, Span(0, len(text)), Attribution.OTHER), *place, Pinpoint()).answer
            return answer is Answer.CONTRADICTED or (comparison.is_recitation and bool(comparison.grave))

        planted += 1
        found += wrong(changed)
        alarms += wrong(row["claim"])
    assert planted >= 60
    assert found >= 0.6 * planted, (found, planted)
    assert alarms == 0
