"""`citecheck audit` at the command line."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from audit_sentences import FINE, INVENTED, PLAIN, REPEALED

import citecheck.store
from citecheck.cli import run
from citecheck.store import StatuteStore

Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def small(small_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command uses the store of invented statutes."""
    monkeypatch.setattr(citecheck.store, "open_store", lambda **_: StatuteStore.open(small_store))


def audit(*words: str | Path) -> int:
    return run(["audit", *map(str, words), "--jobs", "1", "--as-of", "2026-05-01", "--checks", "existence,validity"])


def test_an_audit_writes_its_files_and_says_what_it_found(
    corpus: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit(corpus([FINE, INVENTED, PLAIN]), "--out", tmp_path / "out") == 0
    told = capsys.readouterr()
    assert "3 documents; 2 cite the law, 1 of them suspiciously" in told.err
    assert "2 citations, 1 suspicious: 1 no such article, 1 ok" in told.err
    assert re.match(r"citecheck: 100% · 3 documents · [0-9.]+ MB/s of text · 2 citations · 1 suspicious\n", told.err)
    assert told.out == ""
    assert json.loads((tmp_path / "out/summary.json").read_text("utf-8"))["suspicious"] == 1
    assert "<svg" in (tmp_path / "out/report.html").read_text("utf-8")


@pytest.mark.usefixtures("no_charts")
def test_an_audit_speaks_the_language_asked_for(
    corpus: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out, other = corpus([FINE, INVENTED, PLAIN]), tmp_path / "out", tmp_path / "other"
    assert audit(path, "--out", out, "--lang", "zh") == 0
    progress, *told = capsys.readouterr().err.splitlines()
    assert re.fullmatch(r"citecheck: 100% · 3 份文档 · 每秒 [0-9.]+ MB · 2 处引用 · 可疑 1 处", progress)
    assert told == [
        "3 份文档；2 份引用法律，其中 1 份的引用可疑",
        "2 处引用，可疑 1 处：查无此条 1、未见异常 1",
        f"{out / 'report.html'}",
    ]
    assert audit(path, "--out", out) == 2
    assert "cannot go on in" in (told_en := capsys.readouterr().err)
    assert "holds an audit with other options (--lang: then zh, now en)\n  give another folder" in told_en
    assert audit(path, "--out", out, "--lang", "zh", "--sample", "1") == 2
    assert "所用的选项与这次不同（--sample：前次为 未指定，这次为 1）\n  请用 --out" in capsys.readouterr().err
    assert audit(corpus([FINE], "one.jsonl"), "--out", other, "-q") == 0
    assert run(["audit", "--lang", "zh", "--diff", str(out), str(other)]) == 0
    assert capsys.readouterr().out.splitlines()[:2] == [
        "文档：前次 3 份，本次 1 份；仅前次有 2 份，仅本次有 0 份",
        "两次都有的文档中，结论不同的引用：0 处",
    ]


@pytest.mark.usefixtures("no_charts")
def test_a_quiet_audit_says_nothing(corpus: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit(corpus([INVENTED]), "--out", tmp_path / "out", "-q") == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.usefixtures("no_charts")
@pytest.mark.parametrize(("threshold", "code"), [("1", 1), ("2", 0), ("50%", 1), ("51%", 0), ("150%", 2), ("x", 2)])
def test_a_pipeline_fails_on_a_threshold(corpus: Write, tmp_path: Path, threshold: str, code: int) -> None:
    assert audit(corpus([FINE, INVENTED]), "--out", tmp_path / "out", "--fail-on", threshold) == code


WRONG: list[Any] = [
    pytest.param([], "nothing to audit", id="no path"),
    pytest.param(["nowhere", "--out", "out"], "nothing to audit at nowhere", id="a path that leads nowhere"),
    pytest.param(["."], "nowhere to write", id="no folder"),
    pytest.param([".", "--out", "o", "--keep", "k"], "go together", id="keep without drop"),
    pytest.param([".", "--out", "o", "--checks", ""], "names nothing to check", id="no check"),
    pytest.param(["--diff", "old", "new"], "there is no audit in old", id="a comparison of nothing"),
]


@pytest.mark.parametrize(("words", "told"), WRONG)
def test_wrong_usage_is_told(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["audit", *words]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.usefixtures("no_charts")
def test_two_audits_are_compared(corpus: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    audit(corpus([REPEALED, FINE], "a.jsonl"), "--out", old, "-q")
    audit(corpus([REPEALED, INVENTED], "b.jsonl"), "--out", new, "-q")
    assert run(["audit", "--diff", str(old), str(new)]) == 0
    told = capsys.readouterr().out
    assert "documents: 2 then, 2 now" in told
    assert "ok → (not found)" in told


@pytest.mark.usefixtures("no_charts")
def test_documents_go_to_one_of_two_files(corpus: Write, tmp_path: Path) -> None:
    keep, drop = tmp_path / "keep.jsonl", tmp_path / "drop.jsonl"
    path = corpus([FINE, INVENTED, REPEALED])
    assert audit(path, "--out", tmp_path / "out", "--keep", keep, "--drop", drop, "--drop-on", "repealed") == 0
    assert [json.loads(line)["id"] for line in keep.open()] == ["d0", "d1"]
    assert [json.loads(line)["id"] for line in drop.open()] == ["d2"]


def test_help_loads_no_arrow() -> None:
    program = "import sys; from citecheck.cli import run; run(['audit', '--help']); print('pyarrow' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert "PATH..." in told
    assert told.splitlines()[-1] == "False"
