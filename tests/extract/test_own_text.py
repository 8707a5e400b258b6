"""A statute's own text cites only outwards; a page that recites some articles is no statute."""

from __future__ import annotations

from names_for_tests import NAMES, described

from citecheck.extract import extract
from citecheck.numerals import chinese

ARTICLES = "".join(f"第{chinese(number)}条　本条例第{chinese(number)}条写明示范之事。\n\n" for number in range(1, 13))
OUTWARD = "第十三条　违反的，依照《中华人民共和国刑法》第三条处罚。\n"
OWN = f"# 示范条例\n\n2020年1月1日公布\n\n## 第一章　总则\n\n{ARTICLES}{OUTWARD}"


def test_own_headings_and_references_are_no_citations() -> None:
    extraction = extract(OWN, NAMES)
    assert extraction.is_statute
    assert [described(citation) for citation in extraction.citations] == ["刑法 3"]


def test_a_page_that_recites_articles_is_no_statute() -> None:
    page = "示范条例怎么看\n《示范条例》\n第三条 甲。\n第七条 乙。\n第九条 丙。\n第十条 丁。\n第二十条 戊。\n"
    extraction = extract(page, NAMES)
    assert not extraction.is_statute
    assert [citation.article.base for citation in extraction.citations if citation.article] == [3, 7, 9, 10, 20]


def test_tips_that_count_from_one_are_no_statute() -> None:
    page = "搬家须知，请看这里\n" + "".join(f"第{chinese(number)}条：少带东西。\n" for number in range(1, 7))
    assert not extract(page, NAMES).is_statute
