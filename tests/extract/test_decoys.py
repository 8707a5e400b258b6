"""What looks like a citation and is left unchecked, with the reason a user is told."""

from __future__ import annotations

import pytest
from names_for_tests import NAMES

from citecheck.extract import extract
from citecheck.model import CitationForm

ROWS = [
    ("房屋《租赁合同》第三条写着押金。", "contract", "《租赁合同》第三条"),
    ("借款合同第三条写着利息。", "contract", "第三条"),
    ("双方的合伙协议第三条写着分红。", "agreement", "第三条"),
    ("公司章程第三条写着表决。", "charter", "第三条"),
    ("《会员手册》第三条写着积分。", "platform_rule", "《会员手册》第三条"),
    ("《西游记》第三条注释。", "novel", "《西游记》第三条"),
    ("法国《民法典》第三条。", "foreign_law", "《民法典》第三条"),
    ("《德国民法典》第三条。", "foreign_law", "《德国民法典》第三条"),
    ("澳門《商法典》第三條。", "foreign_law", "《商法典》第三條"),
    ("《示范条例（征求意见稿）》第三条。", "draft", "《示范条例（征求意见稿）》第三条"),
    ("示范条例草案第三条。", "draft", "第三条"),
    ("《维也纳公约》第三条。", "treaty", "《维也纳公约》第三条"),
    ("《快递行业自律公约》第三条。", "industry_rule", "《快递行业自律公约》第三条"),
    ("有人说第三条写得好。", "no_statute", "第三条"),
    ("Article 3 of the Geneva Convention", "treaty", "Article 3"),
    ("Article 3 of the French Civil Code", "foreign_law", "Article 3 of the French Civil Code"),
    ("Article 3 of the articles of association", "charter", "Article 3"),
]


@pytest.mark.parametrize(("text", "reason", "words"), ROWS, ids=[row[0] for row in ROWS])
def test_is_left_with_its_reason(text: str, reason: str, words: str) -> None:
    extraction = extract(text, NAMES)
    assert extraction.citations == ()
    assert [(left.reason, left.text) for left in extraction.not_checked] == [(reason, words)]
    assert all(text[left.span.start : left.span.end] == left.text for left in extraction.not_checked)


def test_a_case_number_is_seen_and_left() -> None:
    text = "参见（2023）京01民终123号判决。"
    assert [(left.reason, left.text) for left in extract(text, NAMES).not_checked] == [
        ("case_number", "（2023）京01民终123号")
    ]


def test_two_statutes_in_one_breath_leave_a_bare_number_open() -> None:
    extraction = extract("根据《民法典》和《刑法》，第十条有规定。", NAMES)
    assert [citation.form for citation in extraction.citations] == [CitationForm.STATUTE_ONLY] * 2
    assert [left.reason for left in extraction.not_checked] == ["competing_antecedents"]


def test_a_declared_contract_stays_a_contract() -> None:
    text = "签订《房屋买卖合同》（以下简称《买卖合同》）。《买卖合同》第三条写着房价。"
    extraction = extract(text, NAMES)
    assert extraction.citations == ()
    assert [left.reason for left in extraction.not_checked] == ["contract"]
