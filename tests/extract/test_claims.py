"""The words that a sentence attributes to its citation: {…} encloses them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from names_for_tests import NAMES

from citecheck.extract import extract
from citecheck.model import Attribution

ROWS = [
    ("根据《示范条例》第三条，{养狗应当登记}。今天天气好。", "according_to"),
    ("根据《示范条例》第三条的规定，{养狗应当登记，未登记的处以罚款}。", "according_to"),
    ("《示范条例》第三条规定：“{养狗应当登记。未登记的，处以罚款。}”", "states"),
    ("《示范条例》第三条规定，{养狗应当登记}。", "states"),
    ("《示范条例》第三条还明确规定{养狗应当登记}。", "states"),
    ("《示范条例》第三条写明，{养狗应当登记}；《示范条例》第四条另有说明。", "states"),
    ("{养狗应当登记}（《示范条例》第三条）。", "parenthesis"),
    ("{养狗应当登记}（参见《示范条例》第三条）。", "parenthesis"),
    ("《示范条例》第三条（{养狗应当登记}）。", "parenthesis"),
    ("法律依据：\n《示范条例》第三条 {养狗应当登记}。", "recitation"),
    ("《示范条例》第三条\n{养狗应当登记}。", "recitation"),
    ("《示范条例》第三条：{养狗应当登记}。", "recitation"),
    ("| 《示范条例》第三条 | {养狗应当登记} |", "recitation"),
    ("根据《示范条例》第三条、第四条，{养狗应当登记}。", "according_to"),
    ("有人引用《示范条例》第三条称{养狗无需登记}，这个说法不对。", "states"),
    ("《示范条例》第三条被一些人理解为{养狗无需登记}，其实不然。", "states"),
    ("依据《示范条例》第三条{养狗应当登记}，而依《示范条例》第四条另交费用。", "according_to"),
    ("Article 3 of the Company Law requires {every shareholder to pay in full}. Next.", "states"),
    ("Under Article 3 of the Company Law, {every shareholder must pay in full}.", "other"),
]


@pytest.mark.parametrize(("sentence", "attribution"), ROWS, ids=[row[0] for row in ROWS])
def test_the_claim_and_how_it_is_tied(sentence: str, attribution: str) -> None:
    start = sentence.index("{")
    end = sentence.index("}") - 1
    text = sentence.replace("{", "").replace("}", "")
    claim = extract(text, NAMES).citations[0].claim
    assert claim is not None
    assert (claim.text, claim.span.start, claim.span.end) == (text[start:end], start, end)
    assert claim.attribution is Attribution(attribution)


SILENT = [
    "依照《示范条例》第三条、第四条之规定，判决如下：驳回。",
    "依据《示范条例》第三条判令赔偿一万元。",
    "《示范条例》第三条",
    "《示范条例》第三条\n《示范条例》第四条\n",
    "根据《示范条例》，养狗应当登记。",
]


@pytest.mark.parametrize("text", SILENT)
def test_nothing_is_attributed(text: str) -> None:
    assert all(citation.claim is None for citation in extract(text, NAMES).citations)


def test_a_list_shares_its_claim() -> None:
    citations = extract("根据《示范条例》第三条、第四条和《刑法》第五条，养狗应当登记。", NAMES).citations
    assert len(citations) == 3
    assert len({citation.claim for citation in citations}) == 1
    assert citations[0].claim is not None


def test_a_claim_never_holds_the_next_citation() -> None:
    text = "《示范条例》第三条规定养狗应当登记，《示范条例》第四条规定养猫无需登记，《示范条例》第五条规定养鱼随意。"
    citations = extract(text, NAMES).citations
    for citation, following in pairwise(citations):
        assert citation.claim is not None
        assert citation.claim.span.end <= following.span.start


def test_a_quotation_is_marked_as_quoted() -> None:
    quoted = extract("《示范条例》第三条规定：“养狗应当登记。”", NAMES).citations[0].claim
    stated = extract("《示范条例》第三条规定，养狗应当登记。", NAMES).citations[0].claim
    assert quoted is not None
    assert stated is not None
    assert (quoted.quoted, stated.quoted) == (True, False)


@pytest.mark.parametrize(
    ("sentence", "claims"),
    [
        pytest.param(
            "根据《示范条例》第三条，养犬人依照第五条办理登记的，应当领取犬牌。",
            ["养犬人依照第五条办理登记的，应当领取犬牌", None],
            id="a condition of the rule",
        ),
        pytest.param(
            "根据《示范条例》第三条的规定，养犬人逾期的，应当依照本条例第五条规定的两倍缴费。",
            ["养犬人逾期的，应当依照本条例第五条规定的两倍缴费", None],
            id="the statute's own words",
        ),
        pytest.param(
            "根据《示范条例》第三条，养犬应当登记，依照第五条办理登记的，应当领取犬牌。",
            ["养犬应当登记", "办理登记的，应当领取犬牌"],
            id="cited anew at the head of its clause",
        ),
        pytest.param(
            "根据《示范条例》第三条，养犬人依照《公司法》第五条办理登记的，应当领取犬牌。",
            ["养犬人", "办理登记的，应当领取犬牌"],
            id="of another statute",
        ),
        pytest.param(
            "根据《示范条例》第三条，养犬应当登记。养犬人依照第五条办理登记的，应当领取犬牌。",
            ["养犬应当登记", "办理登记的，应当领取犬牌"],
            id="in another sentence",
        ),
        pytest.param(
            "《示范条例》第三条要求养犬登记，养犬人根据第五条还应当领取犬牌。",
            ["养犬登记", "还应当领取犬牌"],
            id="no condition",
        ),
    ],
)
def test_an_article_that_the_rule_refers_to_has_no_claim_of_its_own(sentence: str, claims: list[str | None]) -> None:
    found = extract(sentence, NAMES).citations
    assert [citation.claim and citation.claim.text for citation in found] == claims
