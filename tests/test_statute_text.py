"""What the parser makes of the lines of a statute. Every sentence here is made up."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck import statute_text
from citecheck.model import ArticleNumber
from citecheck.numerals import chinese
from citecheck.statute_text import (
    StatuteText,
    clean_line,
    parse_package_rows,
    parse_statute,
    straighten_quotes,
)

CLOSING = "本条例自2020年3月1日起施行。"


def statute(*lines: str) -> StatuteText:
    return parse_statute(["# 示范条例", "", "2020年1月5日 某市示范委员会公布", "", "<!-- INFO END -->", "", *lines])


def structure(parsed: StatuteText, number: str) -> tuple[int, ...]:
    """The number of 项 in each 款 of the article."""
    (article,) = [a for a in parsed.articles if str(a.number) == number]
    assert article.counted
    return tuple(len(paragraph.subparagraphs) for paragraph in article.paragraphs)


ARTICLE_BODIES = [
    pytest.param(["茶馆应当备茶。"], (0,), id="one sentence is one 款"),
    pytest.param(["茶馆应当备茶。", "茶馆不得卖酒。"], (0, 0), id="each natural paragraph is a 款"),
    pytest.param(
        ["有下列情形之一的，茶馆可以闭门：", "（一）停水；", "（二）停电；", "（三）无茶。"],
        (3,),
        id="a list belongs to the 款 before it",
    ),
    pytest.param(
        ["有下列情形之一的，可以闭门：", "（一）停水；", "（二）停电。", "前款规定不适用于节日。", "节日另定。"],
        (2, 0, 0),
        id="what resumes after a list is the next 款",
    ),
    pytest.param(
        [
            "下列茶可以卖：",
            "（一）绿茶；",
            "（二）红茶。",
            "下列茶不得卖：",
            "（一）霉茶；",
            "（二）假茶；",
            "（三）剩茶。",
        ],
        (2, 3),
        id="a list that begins again at （一） is another 款's",
    ),
    pytest.param(
        ["茶馆应当：", "（一）备茶：", "绿茶须当年采摘。", "（二）备水。"],
        (2,),
        id="an unnumbered line between 项 belongs to the 项 before it",
    ),
    pytest.param(["茶馆应当：", "(一)备茶；", "(二)备水。"], (2,), id="half-width brackets"),
    pytest.param(["茶馆应当：", "一、备茶；", "二、备水。"], (2,), id="一、 as in old statutes"),
    pytest.param(
        ["全馆由下列人员组成：", "馆长，", "副馆长若干人，", "茶师若干人。", "茶师中应当有女性。"],
        (0, 0),
        id="offices listed on lines that end in a comma are one sentence",
    ),
]


@pytest.mark.parametrize(("body", "expected"), ARTICLE_BODIES)
def test_paragraphs_and_subparagraphs(body: list[str], expected: tuple[int, ...]) -> None:
    parsed = statute(f"第一条 {body[0]}", *body[1:], f"第二条 {CLOSING}")
    assert structure(parsed, "1") == expected


UNCOUNTED = [
    pytest.param(["茶馆应当：", "（一）备茶；", "（三）备水。"], id="the numbers of a list skip one"),
    pytest.param(
        ["茶馆应当：", "（一）备茶；", "（二）备水；", "并报告主管部门。"], id="words that end a list's sentence"
    ),
    pytest.param(["茶馆应当有：（一）茶；（二）水。"], id="a list within the line"),
    pytest.param(["本条例下列用语：", "茶，是指叶。", "水，是指泉。"], id="a list without numbers"),
    pytest.param(["茶馆应当在开门以前把所有的茶", "叶摆放整齐。"], id="a sentence broken over lines"),
]


@pytest.mark.parametrize("body", UNCOUNTED)
def test_nothing_is_counted_where_the_lines_do_not_tell(body: list[str]) -> None:
    parsed = statute(f"第一条 {body[0]}", *body[1:], f"第二条 {CLOSING}")
    assert not parsed.articles[0].counted
    assert parsed.articles[1].counted


def test_points_under_a_subparagraph() -> None:
    parsed = statute(
        "第一条 茶馆应当：", "（一）备下列茶：", "1.绿茶；", "2.红茶；", "（二）备水。", f"第二条 {CLOSING}"
    )
    assert parsed.articles[0].points == {(1, 1): 2}
    assert structure(parsed, "1") == (2,)


def test_text_has_one_line_per_paragraph_and_subparagraph() -> None:
    parsed = statute("第一条 茶馆应当：", "", "（一）备茶；", "", "（二）备水。", "", "不得卖酒。", f"第二条 {CLOSING}")
    assert parsed.articles[0].text == "茶馆应当：\n（一）备茶；\n（二）备水。\n不得卖酒。"


def test_branches_are_articles_of_their_own() -> None:
    parsed = statute("第一条 甲。", "第一条之一 乙。", "第一条之二 丙。", f"第二条 {CLOSING}")
    assert [str(a.number) for a in parsed.articles] == ["1", "1-1", "1-2", "2"]
    assert parsed.complete


def test_heading_path() -> None:
    parsed = statute(
        "## 第一编 总 则", "### 第一章 通则", "第一条 甲。", "### 第二章 茶", "#### 第一节 绿茶", "第二条 乙。",
        "## 第二编 分则", "第三条 丙。", "## 附则", f"第四条 {CLOSING}",
    )  # fmt: skip
    assert [a.heading for a in parsed.articles] == [
        "第一编 总则 / 第一章 通则",
        "第一编 总则 / 第二章 茶 / 第一节 绿茶",
        "第二编 分则",
        "第二编 分则 / 附则",
    ]


NOT_ARTICLES = [
    pytest.param("第五条 规定的茶不在此限。", id="another article's number with a blank"),
    pytest.param("第二条规定的茶不在此限。", id="the next number, cited"),
    pytest.param("第二条、第三条所称的茶不在此限。", id="a list of articles"),
    pytest.param("第三人可以到馆饮茶。", id="第三人"),
    pytest.param("第一款所称的茶，是指绿茶。", id="第一款"),
    pytest.param("第二章规定的茶，从其规定。", id="第二章 in a sentence"),
]


@pytest.mark.parametrize("line", NOT_ARTICLES)
def test_a_line_that_cites_is_text(line: str) -> None:
    parsed = statute("第一条 甲。", line, "第二条 乙。", "第三条 丙。", f"第四条 {CLOSING}")
    assert [a.number.base for a in parsed.articles] == [1, 2, 3, 4]
    assert line in parsed.articles[0].text
    assert structure(parsed, "1") == (0, 0)


ODD_STARTS = [
    pytest.param("第二条乙在此。", id="no blank after the number"),
    pytest.param("**第二条**　乙在此。", id="bold, full-width blank"),
    pytest.param("第 二 条 乙在此。", id="blanks inside the number"),
    pytest.param("笫二条 乙在此。", id="笫 for 第"),
    pytest.param("第二条", id="the text on the next line"),
]


@pytest.mark.parametrize("line", ODD_STARTS)
def test_article_starts_as_sources_write_them(line: str) -> None:
    parsed = statute("第一条 甲。", line, "乙也在此。", f"第三条 {CLOSING}")
    assert [a.number.base for a in parsed.articles] == [1, 2, 3]


def test_a_table_of_contents_is_not_the_text() -> None:
    parsed = statute(
        "目 录", "第一章 总则", "第二章 附则", "第一章 总则", "第一条 甲。", "第二章 附则", f"第二条 {CLOSING}"
    )
    assert [a.heading for a in parsed.articles] == ["第一章 总则", "第二章 附则"]
    assert parsed.complete


def test_contents_with_article_captions_are_not_the_text() -> None:
    parsed = statute("第一条 立意", "第二条 施行", "第一条 为了喝茶，制定本条例。", f"第二条 {CLOSING}")
    assert parsed.articles[0].text == "为了喝茶，制定本条例。"


def test_a_swallowed_heading_is_dropped() -> None:
    parsed = statute("第一条 甲。", "茶 馆", "## 第二章 附则", f"第二条 {CLOSING}")
    assert parsed.articles[0].text == "甲。"


ANNEXES = [
    pytest.param(["附件：", "茶价表", "绿茶 三元"], id="附件"),
    pytest.param(["附件一", "第一条 附件自有其条。"], id="an annex with articles of its own"),
    pytest.param(["茶价表（一）", "| 茶 | 价 |", "| 绿 | 三 |"], id="a table with its caption"),
    pytest.param(["示范委员会", "2020年1月5日"], id="a signature"),
    pytest.param(["① 茶价表见附件。", "附件一", "1．绿茶", "2．红茶"], id="a footnote"),
]


@pytest.mark.parametrize("lines", ANNEXES)
def test_what_follows_the_last_article_is_apart(lines: list[str]) -> None:
    parsed = statute("第一条 甲。", f"第二条 {CLOSING}", *lines)
    assert [a.text for a in parsed.articles] == ["甲。", CLOSING]
    assert list(parsed.appendices) == lines
    assert parsed.complete


DOUBTS = [
    pytest.param(["第一条 甲。", "第三条 乙。", f"第四条 {CLOSING}"], ("gap:2",), id="an article is missing"),
    pytest.param(["第一条 甲。", "第二条 乙。"], ("ends_early",), id="neither closing chapter nor closing clause"),
    pytest.param(["第一条 依照本条例第九条办理。", f"第二条 {CLOSING}"], ("cites:9",), id="it cites its own article 9"),
    pytest.param(["第五条 甲。", f"第六条 {CLOSING}"], ("starts:5",), id="the first articles are missing"),
    pytest.param(["为了喝茶，现答复如下。"], ("no_articles",), id="prose"),
    pytest.param(["第一条 甲。", "第一条之二 乙。", f"第二条 {CLOSING}"], ("gap:1-1",), id="之二 without 之一"),
    pytest.param(["第一条 甲。", "第四十条 乙。", f"第四十一条 {CLOSING}"], ("beyond:40",), id="a leap in the numbers"),
]


@pytest.mark.parametrize(("lines", "expected"), DOUBTS)
def test_doubts(lines: list[str], expected: tuple[str, ...]) -> None:
    parsed = statute(*lines)
    assert parsed.doubts == expected
    assert not parsed.complete


def test_header_title_and_preamble() -> None:
    parsed = statute("为了喝茶，制定本条例。", "第一条 甲。", f"第二条 {CLOSING}")
    assert parsed.title == "示范条例"
    assert parsed.header == ("2020年1月5日 某市示范委员会公布",)
    assert parsed.preamble == ("为了喝茶，制定本条例。",)


def test_header_without_a_mark_at_its_end() -> None:
    parsed = parse_statute(
        ["# 示范条例", "2020年1月5日某市示范委员会通过", "## 第一章 总则", "第一条 甲。", f"第二条 {CLOSING}"]
    )
    assert parsed.header == ("2020年1月5日某市示范委员会通过",)
    assert parsed.preamble == ()


def test_entries_of_an_amendment_have_article_numbers() -> None:
    parsed = statute(
        "现对示范条例作如下修改：", "一、第一条改为：", "“茶馆应当备茶。”", "二、本修正案自公布之日起施行。"
    )
    assert parsed.entries
    assert [a.number.base for a in parsed.articles] == [1, 2]
    assert not parsed.articles[0].counted


def test_numbers_that_run_on_under_headings_are_the_articles() -> None:
    lines = [f"{n}. 茶馆应当备茶。" for n in range(1, 15)]
    parsed = statute("一、总的要求", *lines[:6], "二、备茶", *lines[6:])
    assert [a.number.base for a in parsed.articles] == list(range(1, 15))
    assert [a.heading for a in parsed.articles[5:7]] == ["一、总的要求", "二、备茶"]
    assert parsed.articles[0].text == "茶馆应当备茶。"


def test_numbers_that_begin_anew_are_lists_inside_an_entry() -> None:
    lines = [f"{n}. 茶馆应当备茶。" for n in range(1, 15)]
    parsed = statute("一、甲：", *lines, "二、乙：", *lines)
    assert [a.number.base for a in parsed.articles] == [1, 2]


def test_text_from_pdf_is_joined_and_not_counted() -> None:
    lines = [f"第{chinese(n)}条 茶馆 应当 备有 第 {n} 种 茶并" for n in range(1, 21)]
    broken = [part for line in lines for part in (line, "且 摆放整齐。")]
    parsed = statute(*broken, f"第二十一条 {CLOSING}")
    assert parsed.articles[4].text == "茶馆应当备有第 5 种茶并且摆放整齐。"
    assert not any(article.counted for article in parsed.articles)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=40))
def test_as_many_articles_out_as_in(branches: list[int]) -> None:
    numbers = [ArticleNumber(n, b) for n, most in enumerate(branches, 1) for b in range(most + 1)]
    lines = [f"第{chinese(n.base)}条{'之' + chinese(n.branch) if n.branch else ''} 茶馆应当备茶。" for n in numbers]
    parsed = statute(*lines, f"第{chinese(len(branches) + 1)}条 {CLOSING}")
    assert [a.number for a in parsed.articles[:-1]] == numbers
    assert parsed.complete


# ── rows of the data package ─────────────────────────────────────────────────────────────────────────────────────


def rows(*texts: str, chapter: str = "第一章 总则") -> list[tuple[str, str, str, str]]:
    return [(f"第{chinese(n)}条", chapter, "", text) for n, text in enumerate(texts, 1)]


def test_package_heading_tail_becomes_the_part_of_what_follows() -> None:
    parsed = parse_package_rows("示范法", rows("甲。\n第二编 茶 馆\n第一分编 通 则", "乙。", "本法自公布之日起施行。"))
    assert parsed.articles[0].text == "甲。"
    assert parsed.articles[1].heading == "第二编 茶馆 / 第一分编 通则 / 第一章 总则"


def test_package_closing_heading_is_dropped() -> None:
    parsed = parse_package_rows("示范法", rows("甲。\n附 则", "本法自公布之日起施行。"))
    assert parsed.articles[0].text == "甲。"


def test_package_images_tables_and_annexes_are_cut_off() -> None:
    tail = '本法自公布之日起施行。\n附：\n茶馆图案\n!图1{width="3.9in"\nheight="5.4in"}'
    assert parse_package_rows("示范法", rows("甲。", tail)).articles[1].text == "本法自公布之日起施行。"


def test_package_escapes_and_quotes() -> None:
    parsed = parse_package_rows("示范法", rows('所称"茶"，依照\\<示范法\\>。', "本法自公布之日起施行。"))
    assert parsed.articles[0].text == "所称“茶”，依照<示范法>。"


def test_package_branch_is_read_from_the_label() -> None:
    labels = [("第一条", "", "", "甲。"), ("第一条之一", "", "", "乙。"), ("第二条", "", "", "本法自公布之日起施行。")]
    assert [str(a.number) for a in parse_package_rows("示范法", labels).articles] == ["1", "1-1", "2"]


def test_package_article_before_a_gap_is_left_out() -> None:
    some = rows("甲。", "乙。\n关于丙的尾巴。", "丙。", "丁。", "本法自公布之日起施行。")
    parsed = parse_package_rows("示范法", [*some[:2], *some[3:]])
    assert [a.number.base for a in parsed.articles] == [1, 4, 5]
    assert parsed.doubts == ("gap:2", "gap:3")


def test_package_treaty_articles_do_not_replace_the_text() -> None:
    parsed = parse_package_rows(
        "示范决定", [("第三条", "", "", "甲。"), ("第七条", "", "", "乙。"), ("第七条", "", "", "丙。")]
    )
    assert "restarts" in parsed.doubts


def test_package_prose_has_no_articles() -> None:
    parsed = parse_package_rows("示范解释", [("全文", "", "", "茶，是指绿茶。")])
    assert parsed.articles == ()
    assert parsed.preamble == ("茶，是指绿茶。",)


# ── lines ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        pytest.param("## 第一章　总则", "第一章 总则", id="heading mark, full-width blank"),
        pytest.param("**第一条**　甲", "第一条 甲", id="bold"),
        pytest.param("甲\u200b乙\ue004丙", "甲乙丙", id="invisible and private-use characters"),
        pytest.param("　　甲。\xa0", "甲。", id="blanks at the ends"),
        pytest.param("\\<甲\\>", "<甲>", id="escapes"),
        pytest.param("\\# 甲", "# 甲", id="an escaped mark is no heading's"),
        pytest.param("\u200b# 甲", "甲", id="a heading mark behind an invisible character"),
        pytest.param("# # 甲", "甲", id="two heading marks"),
    ],
)
def test_clean_line(raw: str, clean: str) -> None:
    assert clean_line(raw) == clean


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean_line(text.replace("\\", ""))  # an escaped mark is one only when it is read again
    assert clean_line(once) == once


@given(
    st.text(st.sampled_from("甲。 #*_<!->[](){}\\width=\t\u3000\xa0\u200b\ue004\u2003\u202f\u00ad\u2028"), max_size=24)
)
def test_lines_without_markup_are_cleaned_as_all_are(text: str) -> None:
    """The way around the substitutions never gives another line than the substitutions do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(statute_text, "_UNCLEAN", re.compile(""))
        substituted = clean_line(text)
    assert clean_line(text) == substituted


@pytest.mark.parametrize(
    ("raw", "straight"),
    [
        pytest.param('称"茶"和"水"', "称“茶”和“水”", id="pairs"),
        pytest.param('改为："甲。\n"乙。"', "改为：“甲。\n“乙。”", id="a quotation over two paragraphs"),
        pytest.param('甲。"', "甲。”", id="the one that closes"),
    ],
)
def test_straighten_quotes(raw: str, straight: str) -> None:
    assert straighten_quotes(raw) == straight
