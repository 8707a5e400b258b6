"""Every form in which a statute is cited, from the table in citations.txt."""

from __future__ import annotations

from pathlib import Path

import pytest
from names_for_tests import NAMES, described, marked

from citecheck.extract import extract


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
