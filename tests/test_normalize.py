"""What does not tell titles apart does not change their key; every folded character knows where it came from."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.model import Edition
from citecheck.normalize import document_number, fold, half_width, is_plain, simplify, split_edition, title_key

SAME = [
    ("《中华人民共和国示范法》", "示范法"),
    ("中華人民共和國示範法", "示范法"),
    ("《示 范\n法》", "示范法"),
    ("《《示范法》》", "示范法"),
    ("《消費(fèi)者權(quán)益保護(hù)法》", "消费者权益保护法"),
    ("中华人民***和国示范法", "示范法"),
    ("**示范法**", "示范法"),
    ("关于适用〈中华人民共和国示范法〉的解释(一)", "关于适用《示范法》的解释（一）"),
    ("关于适用<中华人民共和国示范法>的解释（一）", "关于适用《示范法》的解释（一）"),
    ("甲部、乙部关于示范的规定", "甲部乙部关于示范的规定"),
    ("示范法&nbsp;", "示范法"),
    ("ＰＩＰＬ", "PIPL"),
    ("the Company Law of the People's Republic of China", "Company Law"),
    ("PRC Company Law", "Company Law"),
    ("China’s Labour Law", "Labor Law"),
    ("Company Law's", "Company Law"),
]
APART = [
    ("示范法（一）", "示范法（二）"),
    ("示范法（试行）", "示范法"),
    ("甲市示范条例", "示范条例"),
    ("中华民国示范法", "示范法"),
    ("示范法实施条例", "示范法"),
]


@pytest.mark.parametrize(("written", "official"), SAME, ids=[row[0] for row in SAME])
def test_one_instrument_has_one_key(written: str, official: str) -> None:
    assert title_key(written) == title_key(official)


@pytest.mark.parametrize(("first", "second"), APART, ids=[row[0] for row in APART])
def test_two_instruments_have_two_keys(first: str, second: str) -> None:
    assert title_key(first) != title_key(second)


@given(title=st.text(alphabet="中华人民共和国示范條例规定（一）《》〈〉 *()aPRC、的", max_size=24))
@settings(max_examples=150, deadline=None)
def test_a_key_is_its_own_key(title: str) -> None:
    assert title_key(title_key(title)) == title_key(title)


@pytest.mark.parametrize(
    ("title", "bare", "edition"),
    [
        ("示范法（2018修正）", "示范法", Edition(2018, "修正")),
        ("示范法(2018年修訂)", "示范法", Edition(2018, "修订")),
        ("示范法（2013年）", "示范法", Edition(2013)),
        ("示范法（2021年1月1日起施行）", "示范法", Edition(2021)),
        ("示范法（试行）", "示范法（试行）", None),
        ("示范法（一）", "示范法（一）", None),
        ("示范法", "示范法", None),
    ],
)
def test_the_edition_behind_a_title(title: str, bare: str, edition: Edition | None) -> None:
    assert split_edition(title) == (bare, edition)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("（法释〔2020〕17号）", "法释〔2020〕17号"),
        ("(国务院令第588号)", "国务院令第588号"),
        ("第五百八十八条", None),
    ],
)
def test_the_document_number(text: str, number: str | None) -> None:
    assert document_number(text) == number


@given(text=st.text(alphabet="權(quán)益保護(hù)法第３條 \n《》abc，。(app)", max_size=60))
@settings(max_examples=150, deadline=None)
def test_folding_is_monotone_and_exact(text: str) -> None:
    folded = fold(text, 0, len(text))
    offsets = list(folded.offsets)
    assert len(offsets) == len(folded.text) + 1
    assert all(first < second for first, second in pairwise(offsets[:-1]))
    assert not offsets[:-1] or offsets[-2] < offsets[-1] == len(text)
    for char, offset in zip(folded.text, offsets, strict=False):
        assert char == fold(text[offset], 0, 1).text


def test_pinyin_is_dropped_and_words_are_kept() -> None:
    text = "權(quán)利(app)保護(hù)"
    assert fold(text, 0, len(text)).text == "权利(app)保护"


@given(text=st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_simplifying_keeps_every_offset(text: str) -> None:
    assert len(simplify(text)) == len(text)
    assert simplify(simplify(text)) == simplify(text)


def test_plain_text_is_told_from_traditional() -> None:
    assert is_plain("《示范条例》第3条")
    assert not is_plain("《示範條例》")
    assert not is_plain("徵收")


@given(text=st.text(alphabet="，；：（）！～Ａ９　 a,法𠀀", max_size=30))
@settings(max_examples=200, deadline=None)
def test_half_width_is_character_by_character(text: str) -> None:
    wide = {0x3000: 0x20, **{0xFF01 + step: 0x21 + step for step in range(94)}}
    assert half_width(text) == "".join(chr(wide.get(ord(char), ord(char))) for char in text)
