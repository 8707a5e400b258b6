"""Recitations laid on an article: what is a difference, what is none, and how surely a planted one is found."""

from __future__ import annotations

import itertools
import random
import re
import time
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pace import cheap, in_proportion

from citecheck.checker import Checker
from citecheck.checks.comparison import GRAVE, Kind, compare, contradicts
from citecheck.model import ArticleNumber, Attribution, Citation, CitationForm, Claim, Span, Verdict
from citecheck.numerals import chinese
from citecheck.quantities import canonical, parse, quantities
from citecheck.store import StatuteStore

ARTICLE = (
    "摊主应当自领取摆摊证之日起十五日内开业；逾期不开业的，管理所可以收回摆摊证。\n"
    "摆摊满一年不满三年的，每月缴纳五百元管理费；满三年的，每月缴纳三百元管理费。\n"
    "摊主不得出租摆摊证，但是经管理所书面同意的除外。"
)
FIRST = "摊主应当自领取摆摊证之日起十五日内开业；逾期不开业的，管理所可以收回摆摊证。"


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param(FIRST, id="as it stands"),
        pytest.param(
            "摊主应当自领取摆摊证之日起15日内开业;逾期不开业的,管理所可以收回摆摊证.", id="half width, Arabic"
        ),
        pytest.param(
            "摊 主应当自领取摆摊证之日起１５天内\n开业；逾期不开业的，管理所可以收回摆摊证", id="spaces, full width, 天"
        ),
        pytest.param("攤主應當自領取擺攤證之日起十五日內開業；逾期不開業的，管理所可以收回擺攤證。", id="Traditional"),
        pytest.param("攤主應(yīng)當(dāng)自領取擺攤證之日起十五日內開業（kāi yè）", id="pinyin in brackets"),
        pytest.param("摊主应当自领取摆摊证之日起……开业；……管理所可以收回摆摊证。", id="declared elisions"),
        pytest.param("摆摊满一年不满三年的，每月缴纳五百元管理费。", id="one sentence"),
        pytest.param("摊主应当自领取摆摊证之日起十五日内开业，摊主不得出租摆摊证。", id="a sentence left out"),
        pytest.param("摊主应自领取摆摊证之日起十五日内开业。", id="应 for 应当"),
    ],
)
def test_a_true_recitation_has_no_grave_difference(claim: str) -> None:
    comparison = compare(claim, ARTICLE)
    assert comparison.is_recitation
    assert comparison.grave == ()


@pytest.mark.parametrize(
    ("claim", "kind", "claimed", "actual"),
    [
        pytest.param(FIRST.replace("十五日", "三十日"), Kind.DATE, "三十日", "十五日", id="a period"),
        pytest.param("摆摊满一年不满三年的，每月缴纳800元管理费。", Kind.AMOUNT, "800元", "五百元", id="an amount"),
        pytest.param(FIRST.replace("应当", "可以"), Kind.MODAL, "可以", "应当", id="应当 to 可以"),
        pytest.param("摊主可以出租摆摊证，但是经管理所书面同意的除外。", Kind.MODAL, "可以", "不得", id="不得 to 可以"),
        pytest.param(FIRST.replace("逾期不开业", "逾期开业"), Kind.NEGATION, "", "不", id="a negation left out"),
        pytest.param(FIRST.replace("可以收回", "不可以收回"), Kind.MODAL, "不可以", "可以", id="a negation put in"),
        pytest.param(
            "攤主應當自領取擺攤證之日起二十日內開業", Kind.DATE, "二十日", "十五日", id="Traditional, a period"
        ),
    ],
)
def test_a_changed_word_is_told(claim: str, kind: Kind, claimed: str, actual: str) -> None:
    comparison = compare(claim, ARTICLE)
    assert comparison.is_recitation
    assert [(d.kind, d.claimed, d.actual) for d in comparison.grave] == [(kind, claimed, actual)]
    for difference in comparison.grave:
        assert claim[difference.claimed_at.start : difference.claimed_at.end] == claimed
        assert ARTICLE[difference.actual_at.start : difference.actual_at.end] == actual


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param("领了证以后半个月之内要把摊子支起来，不然证会被收走", id="one's own words"),
        pytest.param("法院应当在十日内作出判决并送达双方当事人和代理人", id="about something else"),
        pytest.param("十五日", id="a word"),
        pytest.param("", id="nothing"),
    ],
)
def test_a_paraphrase_is_no_recitation(claim: str) -> None:
    assert not compare(claim, ARTICLE).is_recitation


UNLESS = (
    "摊主自领证之日起十日内没有开业的，登记失效。\n"
    "借用摊位的人自收到或者应当收到通知之日起九十日内没有归还钥匙的，押金不退。\n"
    "摊车上的灯具未熄灭，造成他人损害的，摊主应当赔偿损失。\n"
    "违反夜市公约的约定无效。\n"
    "未经登记的摊位，不属于示范摊位，不享受补贴。\n"
    "同时有两个约定的，按照押金数额高的约定退还押金。占道的摊主，处十五日停业。\n"
    "租期不满一个月的，不得约定试摆期。\n试摆期包含在租期之内。"
)


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param("摊主应在领证之日起十日内开业", id="what is lost by not doing it is a duty to do it"),
        pytest.param("摊主必须自领证之日起十日内开业，否则登记失效", id="否则"),
        pytest.param("借用摊位的人应在收到通知之日起九十日内归还钥匙", id="a duty beside a modal of the article"),
        pytest.param("灯具熄灭，造成他人损害的，摊主不赔偿损失", id="without the fault there is no liability"),
    ],
)
def test_a_rule_told_the_other_way_round_is_no_difference(claim: str) -> None:
    assert compare(claim, UNLESS).grave == ()


@pytest.mark.parametrize(
    ("claim", "kind", "claimed", "actual"),
    [
        pytest.param("按照押金数额低的约定退还押金", Kind.NEGATION, "低", "高", id="low for high"),
        pytest.param("占道的摊主，处十五日以下停业", Kind.NUMBER, "以下", "", id="a bound put in"),
        pytest.param("试摆期不包含在租期之内", Kind.NEGATION, "不", "", id="where the sentence before ends alike"),
        pytest.param("违反夜市公约的约定有效。", Kind.NEGATION, "有", "无", id="有效 for 无效"),
        pytest.param("自领证之日起十日内开业的，登记失效", Kind.NEGATION, "", "没有", id="nothing makes up for it"),
    ],
)
def test_a_turned_word_is_told(claim: str, kind: Kind, claimed: str, actual: str) -> None:
    assert [(d.kind, d.claimed, d.actual) for d in compare(claim, UNLESS).grave] == [(kind, claimed, actual)]


def test_one_of_two_who_are_bound_is_no_other() -> None:
    article = "委托人或者受托人可以随时收回摊车。出租人应当修理摊车，承租人应当爱护摊车，承租人与出租人各执一匙。"
    assert compare("委托人可以随时收回摊车，受托人也可以", article).grave == ()
    assert compare("受托人或者委托人可以随时收回摊车", article).grave == ()
    assert compare("承租人应当修理摊车，承租人应当爱护摊车", article).grave != ()


RENTED = (
    "出租的摊车有毛病的，出租人不退还押金。附配件的出租，出租的摊车有毛病的，出租人在配件的价格内承担与摊主相同的费用。\n"
    "出租人故意隐瞒毛病或者谎称摊车完好，耽误承租人开业的，应当退还全部押金。"
)
RENEWED = (
    "承租人要求续租摊位的，出租人应当继续出租；承租人不要求续租摊位或者摊位已经不能续租的，出租人应当按约退还全部押金。"
)
NOT_RENEWED = "承租人不要求续租摊位或者摊位已经不能续租的，要求{}退还全部押金。"


@pytest.mark.parametrize(
    ("claim", "article", "told"),
    [
        pytest.param("出租人故意隐瞒毛病或者谎称摊车完好，应当退还全部押金。", RENTED, [], id="the same at the edge"),
        pytest.param(NOT_RENEWED.format("出租人"), RENEWED, [], id="the same among other words"),
        pytest.param(NOT_RENEWED.format("承租人"), RENEWED, [("承租人", "出租人")], id="another among other words"),
    ],
)
def test_who_is_bound_differs_only_from_another(claim: str, article: str, told: list[tuple[str, str]]) -> None:
    """出租人 was told as different from 出租人 where the two were paired."""
    assert [(d.claimed, d.actual) for d in compare(claim, article).grave] == told


@pytest.mark.parametrize("words", ["（一）欺凌；", "。", "摊主应当收摊，", "……摊主"])
def test_a_claim_is_compared_in_proportion_to_its_length(words: str) -> None:
    """Each clause counted again what stands before it."""
    ever_new = itertools.count(1)  # texts are remembered

    def seconds(size: int) -> float:
        claim = f"{next(ever_new)}{words * (size // len(words))}"
        begun = time.thread_time()
        compare(claim, ARTICLE)
        contradicts(claim, ARTICLE)
        return time.thread_time() - begun

    assert in_proportion(seconds, 4_000, least=0.005)


def test_a_negation_put_into_each_sentence_is_told_in_no_time() -> None:
    """For each of them the whole article was read again."""
    sentences = ["".join(map(chr, range(first, first + 12))) for first in range(0x6000, 0x6000 + 12 * 250, 12)]
    article, claim = ("。".join(sentences), "。".join(f"{one[:6]}不{one[6:]}" for one in sentences))
    assert len(compare(claim, article).grave) > 200
    assert cheap(lambda: compare(claim, article), 100)


def test_a_conclusion_is_no_misquotation_unless_it_is_quoted(store: StatuteStore) -> None:
    text, title, day = "曾任法官的律师离任满二年后，可以担任诉讼代理人或者辩护人", "律师法", date(2026, 8, 1)
    verdicts = []
    for quoted in (False, True):
        claim = Claim(text, Span(0, len(text)), Attribution.STATES, quoted=quoted)
        citation = Citation(title, Span(0, 3), title, title, CitationForm.MARKED, ArticleNumber(41), claim=claim)
        verdicts.append(Checker(store, as_of=day).check_citation(citation, day).verdict)
    assert verdicts == [Verdict.OK, Verdict.MISQUOTED]


def test_two_negations_left_out_are_both_told() -> None:
    assert len(compare("未经登记的摊位，属于示范摊位，应当享受补贴。", UNLESS).grave) == 2


def test_the_word_that_differs_is_told_alone() -> None:
    """Not with what else stands beside it: 三个月，均 or 管理所可以."""
    article = "食品摊的证期为三个月，杂货摊的证期为六个月，修理摊的证期为九个月，均自领证之日起计算。"
    (difference,) = compare("修理摊的证期为七个月，自领证之日起计算。", article).grave
    assert (difference.claimed, difference.actual) == ("七个月", "九个月")


TIERS = (
    "摊位租期三个月以上不满一年的，押金不得超过一个月租金；租期一年以上不满三年的，押金不得超过二个月租金；"
    "三年以上固定租期和不定期的摊位租约，押金不得超过六个月租金。卖熟食的摊位证期为二年，卖杂货的摊位证期为三年，修理雨具的摊位证期为五年。\n"
    "管理所对同时符合下列条件的摊主，可以减免当月摊位费，对其中的老年人，应当减免当月摊位费：（一）初次摆摊；（二）无欠费。"
)


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        pytest.param("一年期租约押金不得超过二个月租金", [], id="the number of another tier, in words as like"),
        pytest.param(
            "三年以上固定租期的摊位租约，押金不得超过二个月租金", [("二个月", "六个月")], id="in words less like"
        ),
        pytest.param("一年期租约押金不得超过九个月租金", [("九个月", "六个月")], id="the number of no tier"),
        pytest.param("修理雨具的摊位证期为二年", [("二年", "五年")], id="tiers in one sentence"),
        pytest.param("符合条件的老人，应当减免当月摊位费", [], id="the modal of the other half"),
        pytest.param("符合条件的老人，不得减免当月摊位费", [("不得", "可以")], id="the modal of neither"),
    ],
)
def test_a_passage_as_like_that_says_so_is_the_one_meant(claim: str, told: list[tuple[str, str]]) -> None:
    assert [(d.claimed, d.actual) for d in compare(claim, TIERS).grave] == told


def test_the_right_tier_is_compared() -> None:
    """满三年 pays 300: what the tier before it pays is not held against that."""
    assert compare("满三年的，每月缴纳三百元管理费", ARTICLE).grave == ()
    assert compare("满三年的，每月缴纳五百元管理费", ARTICLE).grave != ()


def test_a_close_paraphrase_with_another_number_contradicts() -> None:
    claim = "按规定，摊主拿到证后，应当自领取摆摊证之日起六十日内开业，否则证件就要作废了"
    found = contradicts(claim, ARTICLE)
    assert found is not None
    assert (found.claimed, found.actual) == ("六十日", "十五日")
    assert contradicts(claim.replace("六十日", "十五日"), ARTICLE) is None


@given(st.lists(st.integers(0, len(FIRST)), max_size=12))
def test_spaces_anywhere_change_nothing(places: list[int]) -> None:
    claim = FIRST
    for place in sorted(places, reverse=True):
        claim = claim[:place] + " " + claim[place:]
    assert compare(claim, ARTICLE).grave == ()


@given(st.integers(1, 9999))
def test_numbers_have_one_writing(number: int) -> None:
    assert canonical(f"{chinese(number)}元以下") == canonical(f"{number}元以下")


# ── how surely, on the articles in force ─────────────────────────────────────────────────────────────────────────


def _articles(store: StatuteStore, most: int) -> list[str]:
    texts = [
        article.text
        for title in ("劳动合同法", "公司法", "消费者权益保护法", "道路交通安全法", "民事诉讼法")
        for match in store.find(title)
        for version in store.versions(match.statute.id)[-1:]
        for article in store.articles(version.id)
        if article.text and 30 < len(article.text) < 600
    ]
    assert texts
    return random.Random(7).sample(texts, min(most, len(texts)))


def _number(text: str, dice: random.Random) -> str | None:
    found = [q for q in quantities(text) if q.unit != "第" and text[q.start] != "一"]
    if not found:
        return None
    quantity = dice.choice(found)
    digits = re.search("[二两三四五六七八九十百千]+|[0-9]+", text[quantity.start : quantity.end])
    value = parse(digits.group()) if digits else None
    if digits is None or value is None or value.denominator != 1 or value > 4000:
        return None
    start = quantity.start + digits.start()
    return text[:start] + chinese(int(value) * 2 + 1) + text[start + len(digits.group()) :]


def _modal(text: str, dice: random.Random) -> str | None:
    found = list(re.finditer("应当|可以|不得", text))
    if not found:
        return None
    chosen = dice.choice(found)
    other = dice.choice([word for word in ("应当", "可以", "不得") if word != chosen.group()])
    return text[: chosen.start()] + other + text[chosen.end() :]


def _negation(text: str, dice: random.Random) -> str | None:
    found = list(re.finditer("不(?=能|按|符合|服|履行|满|超过)|未(?!成年|来)|没有", text))
    if not found:
        return None
    chosen = dice.choice(found)
    return text[: chosen.start()] + text[chosen.end() :]


@pytest.mark.parametrize("plant", [_number, _modal, _negation])
def test_planted_changes_are_found(plant: Callable[[str, random.Random], str | None], store: StatuteStore) -> None:
    dice = random.Random(11)
    planted = [(text, claim) for text in _articles(store, 400) if (claim := plant(text, dice)) is not None]
    found = sum(bool(compare(claim, text).grave) for text, claim in planted)
    assert len(planted) > 40
    assert found >= 0.97 * len(planted)


def test_layout_noise_is_not_misquoted(store: StatuteStore) -> None:
    dice = random.Random(13)
    noises: list[Callable[[str], str]] = [
        lambda text: text.replace("，", ",").replace("。", "."),
        lambda text: "".join(char + " " * (dice.random() < 0.1) for char in text),
        lambda text: re.sub("[，、；。]", "", text),
        lambda text: "".join(char + "\n" * (dice.random() < 0.03) for char in text),
        canonical,
    ]
    texts = _articles(store, 400)
    flagged = [text for text in texts if compare(dice.choice(noises)(text), text).grave]
    assert len(flagged) <= 0.005 * len(texts)


def test_every_grave_kind_changes_the_law() -> None:
    assert {Kind.OMISSION, Kind.ADDITION, Kind.WORDING}.isdisjoint(GRAVE)
