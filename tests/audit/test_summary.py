# ruff: noqa: E501  (rows of tables are long)
"""What a corpus adds up to, in bounded memory, and the page that shows it, from which nothing of the corpus escapes."""

from __future__ import annotations

import html.parser
import json
import random
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from audit_sentences import FINE, INVENTED, PLAIN, REPEALED
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.audit import diff, manifest, summary
from citecheck.audit.batch import audit_batch
from citecheck.audit.charts import bars
from citecheck.audit.config import AuditConfig
from citecheck.audit.page import render
from citecheck.audit.run import Request, execute
from citecheck.audit.schema import IN, OUT
from citecheck.audit.summary import Largest, summarize

Make = Callable[..., Request]
Write = Callable[..., Path]


def row(document: str, **values: Any) -> dict[str, Any]:
    base = {"document": document, "characters": 10, "citations": 1, "suspicious": 1, "not_checked": 0, "ordinal": 0,
            "text": "《示范法》第三条", "statute": "示范法", "article": 3, "verdict": "unsupported", "message": "m"}  # fmt: skip
    return base | values


def summed(rows: list[dict[str, Any]], size: int = 1000) -> dict[str, Any]:
    table = pa.Table.from_pylist(rows, schema=OUT)
    return summarize(table.to_batches(max_chunksize=size))


def test_a_corpus_is_counted(config: AuditConfig) -> None:
    texts = [FINE, INVENTED + REPEALED, PLAIN, None, FINE]
    rows = [{"id": f"d{n}", "text": text, "url": f"https://{'ab'[n % 2]}.example/{n}"} for n, text in enumerate(texts)]
    found = summarize([audit_batch(pa.RecordBatch.from_pylist(rows, schema=IN), config)])
    assert (found["documents"], found["documents_with_citations"], found["documents_suspicious"]) == (5, 3, 1)
    assert (found["citations"], found["suspicious"], found["unreadable"]) == (4, 2, 1)
    assert found["verdicts"] == {"no_such_article": 1, "repealed": 1, "ok": 2}
    assert found["by_source"] == [
        {"source": "a.example", "documents": 3, "ok": 2},
        {"source": "b.example", "documents": 1, "no_such_article": 1, "repealed": 1},
    ]
    assert found["errors"][0]["error"] == "no_text"


COPIES = [
    "还款期限届满后出借人有权要求借款人一次性清偿全部本金与利息",
    "还款期限届满之后出借人有权要求借款人一次性清偿全部本金和利息",
    "還款期限屆滿後出借人有權要求借款人一次性清償全部本金與利息",
    "……还款期限届满后出借人有权要求借款人一次性清偿全部本金",
]


def test_copies_of_an_invention_are_one_line_with_a_count() -> None:
    rows = [row(f"d{n}", claim=COPIES[n % len(COPIES)], url=f"https://h{n}.example/") for n in range(40)]
    rows += [row(f"e{n}", claim="消费者协会应当听取消费者的意见和建议") for n in range(3)]
    rows += [row(f"f{n}", claim=COPIES[0], article=4) for n in range(2)]
    found = [(line["article"], line["documents"]) for line in summed(rows)["repeated"]]
    assert found == [("3", 40), ("3", 3), ("4", 2)]
    assert len(summed(rows)["repeated"][0]["examples"]) == summary.EXAMPLES


def test_a_loop_counts_little_and_is_one_line() -> None:
    loop = [row("loop", ordinal=n, article=n + 51, citations=300, suspicious=300, verdict="no_such_article") for n in range(300)]  # fmt: skip
    found = summed([*loop, *(row(f"d{n}", statute="另一法") for n in range(30))])
    assert found["citations"] == 330
    assert found["looped"] == 300 - summary.LOOP
    assert found["by_statute"][0] == {"statute": "另一法", "unsupported": 30}
    assert found["documents_worst"][0]["lines"] == [
        {"title": "示范法", "verdict": "no_such_article", "citations": 300, "articles": "51–350"}
    ]


def test_ranges_of_articles_are_written_short() -> None:
    numbers = [(3, None), (4, None), (5, None), (7, 1), (8, None), (3, None)]
    rows = [row("d", ordinal=n, article=a, branch=b, citations=6, suspicious=6) for n, (a, b) in enumerate(numbers)]
    assert summed(rows)["documents_worst"][0]["lines"][0]["articles"] == "3–5, 7-1, 8"


@given(st.lists(st.sampled_from("abcdefgh"), max_size=400))
def test_the_largest_rows_survive_a_table_that_is_cut(keys: list[str]) -> None:
    counts: Largest[list[int]] = Largest(list, len, most=3)
    for key in keys:
        counts[key].append(1)
    assert len(counts) <= 6
    for key in set(keys):
        true, known = keys.count(key), len(dict(counts.top(10)).get(key, []))
        assert known <= true
        if true > counts.lost * (1 + len(keys) // 3):
            assert known
    if counts.lost == 0:
        assert sum(len(record) for _, record in counts.top(10)) == len(keys)


@given(st.randoms(use_true_random=False), st.integers(1, 9))
@settings(max_examples=20, deadline=None)
def test_how_rows_are_parted_into_batches_changes_nothing(chance: random.Random, size: int) -> None:
    rows = []
    for number in range(30):
        count = chance.randint(1, 4)
        rows += [
            row(f"d{number}", ordinal=n, citations=count, suspicious=count, claim=chance.choice(COPIES))
            for n in range(count)
        ]
    assert summed(rows, size) == summed(rows)


# ── the page ─────────────────────────────────────────────────────────────────────────────────────────────────────

NASTY = "</td><script>alert(1)</script><img src=x onerror=alert(1)>'\"&$x_{1}$\x00\x1b[31m‮"


class Reader(html.parser.HTMLParser):
    """The elements of a page, and the addresses in it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            assert not name.startswith("on"), (tag, name)
            if name in ("href", "src", "xlink:href") and not (value or "").startswith("#"):
                self.links.append(value or "")


HEAD = {"tool": "1", "store": "s", "inputs": {"files": 1, "bytes": 5}, "options": {"as_of": "2026-05-01", "sample": 3}}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_of_the_corpus_escapes_into_the_page(lang: Any) -> None:
    hostile = [
        row(NASTY, url="javascript:alert(1)//" + NASTY, source=NASTY, statute=NASTY, cited_title=NASTY, claim=NASTY, message=NASTY),
        row(NASTY, date=date(2024, 5, 1), url="https://h.example/?" + NASTY, statute=None, cited_title=NASTY, verdict="unverifiable", reason=NASTY),
        row("x", url="http://[", ordinal=None, verdict=None, citations=0, suspicious=0),
        row(NASTY, error=NASTY, error_message=NASTY, ordinal=None),
    ]  # fmt: skip
    page = render(summed(hostile), HEAD, lang)
    reader = Reader()
    reader.feed(page)
    assert "script" not in reader.tags
    assert "img" not in reader.tags
    assert all(link.startswith("https://h.example/") for link in reader.links)
    assert "Content-Security-Policy" in page
    assert page.count("<svg") == 3
    assert not set(page) & {"\x00", "\x1b", "\u202e"}


def test_the_page_needs_nothing_else_and_is_the_same_each_time(
    request_for: Make, corpus: Write, tmp_path: Path
) -> None:
    execute(request_for(corpus([FINE, INVENTED, REPEALED] * 5)))
    page = (tmp_path / "out/report.html").read_text("utf-8")
    outside = re.findall(r'(?:src|href)="(?!#|https://h\d\.example/)[^"]*"|url\((?!#)[^)]*\)|@import', page)
    assert outside == []
    head = json.loads((tmp_path / "out/manifest.json").read_text("utf-8"))
    found = json.loads((tmp_path / "out/summary.json").read_text("utf-8"))
    assert render(found, head, "en") == page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_empty_corpus_has_a_page(lang: Any) -> None:
    assert "</html>" in render(summed([]), HEAD, lang)


@pytest.mark.parametrize("upright", [False, True])
def test_a_chart_keeps_its_words_as_text(upright: bool) -> None:
    svg = bars(
        [("《示范法》$^$", {"ok": 3, "repealed": 2})], dict.fromkeys(("fine", "out_of_date"), "好"), upright=upright
    )
    assert "《示范法》$^$" in svg
    assert svg.startswith("<svg")


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("示" * 21, "示" * 21),
        ("示" * 22, "示" * 20 + "…"),
        ("/corpus/pages/of/a/publisher/in/some/place", "/corpus/pages/of/a/publisher/in/some/place"),
    ],
)
def test_a_label_is_as_wide_as_the_space_beside_its_bar(label: str, shown: str) -> None:
    assert f">{shown}</text>" in bars([(label, {"ok": 3})], {"fine": "好"})


# ── two audits ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_audits_are_compared(
    request_for: Make, corpus: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    execute(request_for(corpus([FINE, INVENTED, PLAIN, REPEALED], "a.jsonl"), out="old"))
    execute(request_for(corpus([FINE, FINE, PLAIN], "b.jsonl"), out="new"))
    old, new = manifest.parts(tmp_path / "old"), manifest.parts(tmp_path / "new")
    found = diff.compare(old, new)
    assert found["documents"] == {"old": 4, "new": 3, "only_old": 1, "only_new": 0}
    assert found["changes"] == [
        {"old": None, "new": "ok", "citations": 1},
        {"old": "no_such_article", "new": None, "citations": 1},
    ]
    assert [line for line in diff.lines(found, "en") if "(not found)" in line]
    monkeypatch.setattr(diff, "ROWS_HELD", 1)
    assert diff.compare(old, new) == found


def test_an_unfinished_audit_is_not_compared(tmp_path: Path) -> None:
    from citecheck.errors import UsageError

    with pytest.raises(UsageError, match="there is no audit"):
        manifest.parts(tmp_path)
