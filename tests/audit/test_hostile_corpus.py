"""What a corpus holds is shown on the page of its audit and in a comparison, and never acts."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from lxml import html

import citecheck.store
from citecheck.cli import run
from citecheck.store import StatuteStore

ACTS = "\x1b]0;x\x07\x9b31m\u202e\u2066\u200f\r\x7f\ud800\uffff\ue000"
MARKUP = "</td></style><script>a()</script><img src=x onerror=a()>\"' onmouseover=a() &lt;b&gt; $\\frac{x {0} ]]>-->"
BAD = MARKUP + ACTS
DAMAGED = '{"\x9b<b>'
TEXTS = (
    f"根据《示范交易法》第九十九条的规定，{BAD}样本由卖方保管{BAD}。",
    f"根据《示范{MARKUP[:40]}法》第三条，样本由卖方保管。",
    f"根据《示范虚{ACTS}构法》第三条，样本由卖方保管。",
    f"根据《示范交易法》第九十九条的规定，{'<&' * 400}。",
    BAD,
)


@pytest.fixture(autouse=True)
def small(small_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(citecheck.store, "open_store", lambda **_: StatuteStore.open(small_store))


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A folder whose names, and JSON Lines whose ids, addresses, days and words, are all hostile."""
    folder = tmp_path / "in\x1b[31m\x9b<b>"
    folder.mkdir()
    rows: list[dict[str, Any]] = [
        {"id": f"{n}{BAD}", "url": url, "date": day, "text": text}
        for n, text in enumerate(TEXTS)
        for url in (BAD, f"https://h.example/{BAD}", f"javascript:a()//{BAD}", "http://[", None)
        for day in ("2025-01-01", BAD)
    ]
    (folder / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows) + DAMAGED, "utf-8")
    for n, text in enumerate(TEXTS):
        (folder / f"{n}<img src=x>\x1b]0;x\x07\x9b\u202e.txt").write_bytes(text.encode("utf-8", "replace"))
    (folder / "<script>\x9b\u202e.docx").write_bytes(b"PK\x03\x04")
    return folder


def audit(*words: str | Path) -> int:
    return run(["audit", *map(str, words), "--jobs", "1", "--as-of", "2026-05-01", "--checks", "existence,validity"])


def acting(told: str) -> list[str]:
    return [char for char in told if char not in "\n\t" and unicodedata.category(char)[0] == "C"]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_a_hostile_corpus_is_shown_and_does_nothing(
    hostile: Path, tmp_path: Path, lang: str, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = ("--keep", tmp_path / "keep.jsonl", "--drop", tmp_path / "drop.jsonl")
    assert audit(hostile, "--out", tmp_path / "out", "--lang", lang, "--format", form, *kept) == 0
    told = capsys.readouterr()
    assert acting(told.out + told.err) == []
    page = (tmp_path / "out/report.html").read_text("utf-8")
    assert "示范" in page
    assert acting(page) == []
    seen = set()
    for element in html.fromstring(page).iter(html.etree.Element):
        seen.add(element.tag)
        for key, value in element.attrib.items():
            assert not key.startswith("on"), key
            assert key not in ("src", "action", "formaction", "srcdoc"), key
            assert "href" not in key or value.startswith(("https://", "http://", "#")), value
    assert "table" in seen
    assert not seen & {"script", "img", "iframe", "object", "form", "input", "foreignobject", "image"}
    json.loads((tmp_path / "out/summary.json").read_text("utf-8"))
    for written in (tmp_path / "keep.jsonl", tmp_path / "drop.jsonl"):
        lines = written.read_text("utf-8").split("\n")
        assert all(isinstance(json.loads(line), dict) for line in lines if line not in ("", DAMAGED))


def test_a_comparison_is_shown_and_does_nothing(
    hostile: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for out, checks in (("old", "existence"), ("new", "existence,validity")):
        assert run(["audit", str(hostile), "--out", str(tmp_path / out), "--jobs", "1", "--checks", checks]) == 0
        (hostile / "a.jsonl").write_text((hostile / "a.jsonl").read_text("utf-8").replace("九十九", "九"), "utf-8")
    capsys.readouterr()
    assert run(["audit", "--diff", str(tmp_path / "old"), str(tmp_path / "new")]) == 0
    told = capsys.readouterr().out
    assert "judged otherwise" in told
    assert acting(told) == []
