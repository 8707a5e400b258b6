"""Laws of extraction: any notation is found anywhere, doubling doubles, scripts do not matter, spans slice back."""

from __future__ import annotations

import opencc
from hypothesis import given, settings
from hypothesis import strategies as st
from names_for_tests import NAMES, described

from citecheck.extract import extract
from citecheck.numerals import chinese

FEW = settings(max_examples=80, deadline=None)
TRADITIONAL = opencc.OpenCC("s2t")  # reads its dictionaries when it is made
TITLES = [
    "《示范条例》",
    "《中华人民共和国民法典》",
    "民法典",
    "《刑法》",
    "劳动合同法",
    "《劳动合同法实施条例》",
    "消保法",
]
KEYS = ["示范条例", "民法典", "民法典", "刑法", "劳动合同法", "劳动合同法实施条例", "消保法"]
BEFORE = ["", "根据", "他说，", "今天下雨。", "依照我国", "\n\n", "- **", "（", "“", "一、", "违反"]
AFTER = ["", "的规定，应当登记。", "，应当登记。", "规定：“应当登记”", "）。", "\n", "** 结束", "；", "等"]
GAPS = ["", " ", "的", "：", "（2018修正）", "（以下简称该法典）", "\u3000", "**"]
FILLER = st.text(alphabet="天气很好我们去公园，。\n 0123abc", max_size=30)


@st.composite
def citations(draw: st.DrawFn) -> tuple[str, str]:
    """A citation in some notation, and what it cites."""
    index = draw(st.integers(0, len(TITLES) - 1))
    number = draw(st.integers(1, 1300))
    written = draw(st.sampled_from([chinese(number), str(number), chinese(number).replace("零", "〇")]))
    branch = draw(st.sampled_from([0, 0, 0, 1, 2]))
    paragraph = draw(st.sampled_from([0, 0, 1, 2]))
    subparagraph = draw(st.sampled_from([0, 0, 3]))
    text = TITLES[index] + draw(st.sampled_from(GAPS)) + f"第{written}条"
    cited = f"{KEYS[index]} {number}"
    if branch:
        text, cited = f"{text}之{chinese(branch)}", f"{cited}-{branch}"
    if paragraph:
        text, cited = (
            f"{text}第{draw(st.sampled_from([chinese(paragraph), str(paragraph)]))}款",
            f"{cited} 款{paragraph}",
        )
    if subparagraph:
        unit = draw(st.sampled_from(["第（三）项", "第三项", "第3项", "第(三)项"]))
        text, cited = f"{text}{unit}", f"{cited} 项{subparagraph}"
    return text, cited


@given(citation=citations(), before=st.sampled_from(BEFORE), after=st.sampled_from(AFTER), lead=FILLER, tail=FILLER)
@FEW
def test_any_citation_is_found_with_its_span(
    citation: tuple[str, str], before: str, after: str, lead: str, tail: str
) -> None:
    words, cited = citation
    start = len(lead) + 1 + len(before)
    text = f"{lead}。{before}{words}{after}。{tail}"
    found = [
        (described(one), one.span.start, one.span.end)
        for one in extract(text, NAMES).citations
        if one.article is not None
    ]
    assert found == [(cited, start, start + len(words))]


@given(parts=st.lists(citations(), min_size=1, max_size=3), filler=FILLER)
@FEW
def test_doubling_a_text_doubles_its_citations(parts: list[tuple[str, str]], filler: str) -> None:
    text = "".join(f"{filler}。依据{words}办理。\n\n" for words, _ in parts)
    once = [described(citation) for citation in extract(text, NAMES).citations]
    twice = [described(citation) for citation in extract(text * 2, NAMES).citations]
    assert twice == once * 2


@given(parts=st.lists(citations(), min_size=1, max_size=3))
@FEW
def test_traditional_characters_cite_the_same(parts: list[tuple[str, str]]) -> None:
    text = "".join(f"依据{words}的规定，应当登记。\n" for words, _ in parts)
    plain = [described(citation) for citation in extract(text, NAMES).citations]
    traditional = TRADITIONAL.convert(text)
    assert [described(citation) for citation in extract(traditional, NAMES).citations] == plain


def test_pinyin_noise_cites_the_same() -> None:
    plain = "根据《消费者权益保护法》第八条第一款和劳动合同法第三条，应当说明。"
    noisy = "根據(jù)《消費(fèi)者權(quán)益保護(hù)法》第八條第一款和勞動(dòng)合同法第三條，應(yīng)當(dāng)說明。"
    wanted = [described(citation) for citation in extract(plain, NAMES).citations]
    assert [described(citation) for citation in extract(noisy, NAMES).citations] == wanted


WORDS = """
《 》 〈 〉 （ ） ( ) 第 条 條 款 项 目 一 十 百 3 45 之 之一 、 和 至 - ， 。 | *
该法 本法 同法 该条 民法典 刑法 劳动合同法 合同
协议 简称 以下简称 “ ” 规定 Article Art. § 12 of the Civil Code PIPL thereof
, and to 靠前 根据 号 (2020) 条例 解释 法 &lt; <b> 】 草案 台湾
"""
PIECES = st.sampled_from([" ", "\n", *WORDS.split()])


@given(text=st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=60)))
@settings(max_examples=300, deadline=None)
def test_spans_slice_back_whatever_the_text(text: str) -> None:
    extraction = extract(text, NAMES)
    for citation in extraction.citations:
        assert text[citation.span.start : citation.span.end] == citation.text != ""
        if citation.claim is not None:
            assert text[citation.claim.span.start : citation.claim.span.end] == citation.claim.text
    for left in extraction.not_checked:
        assert text[left.span.start : left.span.end] == left.text
    starts = [citation.span.start for citation in extraction.citations]
    assert starts == sorted(starts)
