"""How the trainers are called, and that nothing that is shipped is replaced unless that is asked for."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from citecheck.dev.train.command import asked, digests, ship


@pytest.mark.parametrize(("words", "write"), [([], False), (["--write"], True)])
def test_a_model_is_shipped_when_that_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, words: list[str], write: bool
) -> None:
    monkeypatch.setattr(sys, "argv", ["train", str(tmp_path), *words])
    options = asked("Train a model.", "the model file", data="rows.jsonl")
    assert (options.folder, options.write) == (tmp_path, write)
    ship({"词": 1}, tmp_path / "model.json", write=options.write)
    assert json.loads(capsys.readouterr().out) == {"词": 1}
    assert (tmp_path / "model.json").exists() is write


def test_what_a_model_was_trained_on_is_told_by_its_digest(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_bytes(b"")
    assert digests(tmp_path, ["rows.jsonl"])["rows.jsonl"].startswith("e3b0c442")
