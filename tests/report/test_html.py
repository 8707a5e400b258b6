"""The report as a page: it holds all it needs, runs nothing, and shows a hostile text as text."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html
from made_reports import CITED, REPEALED, UNSUPPORTED, document_report, report, unreadable

from citecheck.report.html import render

TEXT = f"# 示范\n\n根据{CITED}的规定，当事人应当在三日内提交材料。\n"
HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(1)>" onmouseover="alert(1)\u202e]]>&lt;'


@pytest.fixture
def page() -> str:
    return render(report(document_report(TEXT, UNSUPPORTED, claim="当事人应当在三日内提交材料")), "zh")


def test_the_page_needs_and_runs_nothing(page: str) -> None:
    root = lxml_html.document_fromstring(page)
    assert not root.xpath("//script | //iframe | //object | //embed | //link | //img | //base | //form")
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on")]
    assert not re.search(r"(?:https?:)?//|url\(|@import", page)


def test_its_policy_names_its_own_style_sheet(page: str) -> None:
    (policy,) = lxml_html.document_fromstring(page).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    style = page.split("<style>")[1].split("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert "default-src 'none'" in policy
    assert f"'sha256-{digest}'" in policy


def test_a_citation_leads_to_the_words_of_the_article_and_what_to_cite_instead(page: str) -> None:
    root = lxml_html.document_fromstring(page)
    targets = [link.get("href", "")[1:] for link in root.xpath("//a") if CITED in link.text_content()]
    cards = [card.text_content() for target in targets for card in root.xpath("//*[@id=$id]", id=target)]
    assert any("当事人应当提交材料。" in card and "可以不提交材料的情形。" in card for card in cards)


def test_every_link_leads_somewhere_in_the_page_and_ids_are_unique(page: str) -> None:
    root = lxml_html.document_fromstring(page)
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in root.xpath("//a/@href")} <= set(ids)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_hostile_text_is_shown_and_does_nothing(lang: str) -> None:
    made = report(
        document_report(HOSTILE + TEXT + HOSTILE, REPEALED, path=f"{HOSTILE}.md"), unreadable(f"{HOSTILE}.pdf")
    )
    root = lxml_html.document_fromstring(render(made, lang))  # type: ignore[arg-type]
    assert not root.xpath("//script | //img")
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on")]
    assert "<script>alert(1)</script>" in root.text_content()


@given(st.text(alphabet="<>&\"'中a\n \u202e\x1b#", max_size=60))
def test_the_words_of_the_text_stand_in_the_page_in_order(noise: str) -> None:
    root = lxml_html.document_fromstring(render(report(document_report(noise + TEXT + noise, REPEALED)), "en"))
    shown = re.sub(r"\W", "", root.text_content())
    assert re.sub(r"\W", "", noise + "示范根据") in shown
    assert not root.xpath("//script")
