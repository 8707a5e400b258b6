"""The interface of flk from cassettes, recorded against our stand-in (cassettes/README.md): nothing is asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from situations import FOLDER, PORT, SITUATIONS, outcome, recorder


@pytest.mark.parametrize("name", SITUATIONS)
def test_a_recorded_situation_comes_out_as_it_must(name: str, tmp_path: Path) -> None:
    with recorder("none").use_cassette(str(FOLDER / f"stand_in_{name}.yaml")) as cassette:
        assert outcome(SITUATIONS[name], f"http://127.0.0.1:{PORT}", tmp_path) == list(SITUATIONS[name].expected)
    assert cassette.all_played


def test_every_cassette_says_in_its_name_what_it_was_recorded_against() -> None:
    assert {path.name for path in FOLDER.glob("*.yaml")} == {f"stand_in_{name}.yaml" for name in SITUATIONS}
    assert "stand-in" in (FOLDER / "README.md").read_text("utf-8")


def test_no_cassette_holds_a_secret() -> None:
    for path in FOLDER.glob("*.yaml"):
        text = path.read_text("utf-8")
        assert "Signature=REMOVED" in text or "Signature=" not in text
        assert "wzws_cid=abc" not in text
