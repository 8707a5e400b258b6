"""Nothing that comes from outside acts on a terminal or on a page: names of files, titles, claims, addresses."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

import citecheck.store
from citecheck.cli import run
from citecheck.errors import CitecheckError
from citecheck.model import ArticleNumber
from citecheck.refresh.outcome import Refused, SourceName
from citecheck.refresh.plan import Change, Difference, Kind
from citecheck.refresh.run import Order, Outcome
from citecheck.report import refresh as changes
from citecheck.report.messages import Lang
from citecheck.store import StatuteStore

ACTS = "\x1b]0;x\x07\x9b31m\u202e\u2066\u200f\r\x7f"
NAME = "a\x1b]0;x\x07\x9b31m\u202e\r"  # that a file may have


def acting(told: str) -> list[str]:
    """The characters that a terminal obeys."""
    return [char for char in told if char != "\n" and unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")]


def called(capsys: pytest.CaptureFixture[str], *words: str | Path) -> str:
    run([str(word) for word in words])
    told = capsys.readouterr()
    return told.out + told.err


WORDS = [
    pytest.param([NAME], id="a file that is not there"),
    pytest.param([f"--{NAME}", "x"], id="an option that there is not"),
    pytest.param(["--as-of", NAME, "x"], id="a day that is none"),
    pytest.param(["--baseline", NAME, "x"], id="a baseline that is not there"),
    pytest.param(["--config", NAME, "x"], id="settings that are not there"),
    pytest.param(["store", "info", NAME], id="a word too many"),
    pytest.param(["judge", NAME], id="claims that are not there"),
    pytest.param(["show", NAME], id="a title that is none"),
    pytest.param(["search", NAME], id="words that are nowhere"),
    pytest.param(["explain", f"{NAME}:1"], id="a place that is not there"),
    pytest.param(["audit", NAME, "--out", "x"], id="a corpus that is not there"),
    pytest.param(["audit", "--diff", NAME, NAME], id="audits that are not there"),
    # these build a store of their own
    pytest.param(["refresh", "--source", "folder", "--from", NAME], id="texts", marks=pytest.mark.hostile),
    pytest.param(["refresh", "--source", "folder", "--from", NAME, "--json"], id="as JSON", marks=pytest.mark.hostile),
]


@pytest.fixture(autouse=True)
def small(invented: StatuteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(citecheck.store, "open_store", lambda *_, **__: StatuteStore.open(invented.path))
    monkeypatch.setenv("CITECHECK_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("locale", ["en_US.UTF-8", "zh_CN.UTF-8"])
@pytest.mark.parametrize("words", WORDS)
def test_a_word_of_the_command_line_is_shown_and_not_obeyed(
    words: list[str], locale: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    told = called(capsys, *words)
    assert told
    assert acting(told) == []


@pytest.mark.parametrize("place", ["citecheck.toml", "pyproject.toml"])
def test_the_folder_of_a_checkout_is_shown_and_not_obeyed(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / NAME
    folder.mkdir()
    (folder / place).write_text("[tool.citecheck]\nlang = 'en'\n" if place[0] == "p" else "lang = 'en'\n", "utf-8")
    (folder / "a.txt").write_text("根据《示范交易法》第二条。", "utf-8")
    monkeypatch.chdir(folder)
    told = called(capsys, "-v", "a.txt")
    assert "settings" in told
    assert acting(told) == []


def test_a_claim_comes_back_without_what_acts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {"title": ACTS, "article": 1, "claim": ACTS},
        {"title": ACTS},
        {"title": "示范法", "article": ACTS, "claim": "x"},
    ]
    claims = tmp_path / "claims.jsonl"
    claims.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    told = called(capsys, "judge", claims)
    assert len(told.splitlines()) == len(rows)
    assert acting(told) == []
    assert json.loads(told.splitlines()[0])["findings"][0]["facts"]["title"]


OUTCOME = Outcome(
    Order(SourceName.FOLDER, origin=ACTS, titles=(ACTS,)),
    tuple(
        Change(kind, ACTS, ACTS, ACTS, ACTS, ACTS, 1, (Difference(ArticleNumber(1), ACTS, f"{ACTS}\n{ACTS}"),), ACTS)
        for kind in Kind
    ),
    (
        Refused(ACTS, ACTS, "not_whole", {"doubts": [ACTS, f"gap:{ACTS}"]}),
        Refused("", ACTS, "not_found", {}),
        Refused(ACTS, ACTS, "falls_short", {"missing": ACTS, "found": ACTS}),
        Refused(ACTS, ACTS, "other_words", {"differences": [{"article": ACTS, "held": ACTS, "fetched": None}]}),
    ),
    store=Path(NAME),
)  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_a_refresh_changed_is_shown_and_not_obeyed(lang: Lang) -> None:
    assert acting(changes.as_text(OUTCOME, lang)) == []
    assert json.loads(told := changes.as_json(OUTCOME, lang))["changes"][0]["title"] == ACTS
    assert acting(told) == []
    error = CitecheckError("cannot read {path}", remedy="leave {path} alone", path=ACTS)
    assert json.loads(told := changes.failure_as_json(OUTCOME.order, error, "en"))["asked_for"] == [ACTS]
    assert acting(told) == []
