"""Every form in which a statute is cited, from the table in citations.txt."""

from __future__ import annotations

from pathlib import Path

import pytest
from names_for_tests import NAMES, described, marked

from citecheck.extract import extract
from citecheck.model import Edition


def _rows() -> list[tuple[str, list[str]]]:
    rows = []
    for line in Path(__file__).with_name("citations.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("# "):
            sentence, _, cited = line.rpartition(" =>")
            rows.append((sentence, [entry.strip() for entry in cited.split(" ; ") if entry.strip()]))
    return rows


ROWS = _rows()


@pytest.mark.parametrize(("sentence", "cited"), ROWS, ids=[row[0] for row in ROWS])
def test_what_a_reader_would_find(sentence: str, cited: list[str]) -> None:
    text, spans = marked(sentence.replace("⏎", "\n"))
    citations = extract(text, NAMES).citations
    assert [described(citation) for citation in citations] == cited
    # The articles of an expanded range share the words of the range.
    assert sorted({(citation.span.start, citation.span.end) for citation in citations}) == sorted(spans)
    assert all(text[citation.span.start : citation.span.end] == citation.text for citation in citations)


@pytest.mark.parametrize(
    ("sentence", "edition"),
    [
        ("依照2018年修正的《公司法》第三条办理。", Edition(2018, "修正")),
        ("依照2013年《公司法》第三条办理。", Edition(2013, certain=False)),
        ("依照2013年施行的公司法第三条办理。", Edition(2013, certain=False)),
        ("2013年，《公司法》第三条这样写。", None),
        ("旧《公司法》第三条这样写。", Edition(None, "修订", certain=False)),
        ("修訂前的公司法第三条这样写。", Edition(None, "修订", certain=False)),
        ("修改之前的《公司法》第三条这样写。", Edition(None, "修正", certain=False)),
        ("两人仍旧依公司法第三条办理。", None),
        ("守旧公司法第三条这样写。", None),
    ],
)
def test_the_edition_named_in_front(sentence: str, edition: Edition | None) -> None:
    (citation,) = extract(sentence, NAMES).citations
    assert citation.edition == edition
