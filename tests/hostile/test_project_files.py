"""What a project may bring along, settings, baselines, comments in a text: read in time, or refused in a sentence."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pace import in_proportion

from citecheck import config
from citecheck.baseline import read_baseline
from citecheck.errors import UsageError
from citecheck.suppress import suppressions

pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("<!-- citecheck: ignore[x] ", id="comments that never end, on one line"),
        pytest.param("<!-- citecheck: ignore[", id="brackets that never close"),
        pytest.param("# citecheck: ignore[repealed]\n", id="comments above nothing"),
        pytest.param("# citecheck: ignore[" + "x" * 60 + "]\n", id="words that are no verdicts"),
        pytest.param("<!--" + " " * 40, id="openings and blanks"),
        pytest.param("citecheck:", id="the mark alone"),
    ],
)
def test_comments_cost_in_proportion_to_the_text(line: str) -> None:
    def seconds(characters: int) -> float:
        text = line * (characters // len(line)) + "citecheck:"
        begun = time.thread_time()
        sum(1 for _ in suppressions(text))
        return time.thread_time() - begun

    seconds(1_000)
    assert in_proportion(seconds, 50_000, least=0.005)


@pipes
def test_a_pipe_that_is_called_like_settings_is_never_waited_for(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    os.mkfifo(inner / "pyproject.toml")
    os.mkfifo(inner / "citecheck.toml")
    found = config.find(inner)
    assert found is None or inner not in found.parents


SETTINGS = [
    pytest.param("tool = 3", id="tool is no table"),
    pytest.param("[tool]\ncitecheck = 3", id="our part of it is no table"),
    pytest.param("a = " + "[" * 20_000, id="nested without end"),
    pytest.param("[tool.citecheck]\noutput = '/etc/passwd'", id="a place to write to"),
    pytest.param("[tool.citecheck]\nformat = 3", id="a number for a word"),
    pytest.param("[tool.citecheck]\nignore = [1]", id="a number in a list"),
    pytest.param("[tool.citecheck]\nas-of = 2020-01-01T00:00:00", id="a moment for a day"),
    pytest.param("\x00", id="no text"),
]


@pytest.mark.parametrize("text", SETTINGS)
def test_settings_that_make_no_sense_are_said_to(tmp_path: Path, text: str) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(text)
    with pytest.raises(UsageError):
        config.load(path)


def _device(folder: Path) -> Path:
    (folder / "baseline").symlink_to("/dev/zero")
    return folder / "baseline"


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "baseline")
    return folder / "baseline"


def _written(text: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / "baseline").write_text(text)
        return folder / "baseline"

    return write


BASELINES = [
    pytest.param(_device, id="a device", marks=pipes),
    pytest.param(_pipe, id="a pipe", marks=pipes),
    pytest.param(lambda folder: folder, id="a folder"),
    pytest.param(_written("[" * 100_000), id="nested without end"),
    pytest.param(_written('{"runs": 1}'), id="SARIF of no runs"),
    pytest.param(_written('{"schema": "citecheck.report/1", "documents": [[]]}'), id="a report of no documents"),
    pytest.param(_written('{"schema": 1}'), id="another schema"),
    pytest.param(_written("null"), id="nothing"),
]


@pytest.mark.parametrize("make", BASELINES)
def test_a_baseline_that_is_none_is_said_to_be(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    with pytest.raises(UsageError):
        read_baseline(make(tmp_path))
