"""Vectors kept beside the store: embedded once, found by their text, shared between processes."""

from __future__ import annotations

from collections.abc import Sequence
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from citecheck.errors import StoreError
from citecheck.store.vectors import VectorFile, Vectors, vectors_path


class Model:
    """A text's vector is its length; it remembers what it was asked, and stops at a text that says so."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, texts: Sequence[str]) -> Vectors:
        if "stop" in texts:
            raise KeyboardInterrupt
        self.asked += texts
        return np.array([[len(text), 1.0] for text in texts], dtype=np.float32)


def test_each_text_is_embedded_once(tmp_path: Path) -> None:
    model, path = Model(), vectors_path(tmp_path, "model-1")
    assert VectorFile(path, model).of(["a", "bbb", "a"]).tolist() == [[1, 1], [3, 1], [1, 1]]
    assert VectorFile(path, model).of(["bbb", "cc"]).tolist() == [[3, 1], [2, 1]]
    assert model.asked == ["a", "bbb", "cc"]


def test_another_model_has_another_file(tmp_path: Path) -> None:
    first, second = Model(), Model()
    VectorFile(vectors_path(tmp_path, "model-1"), first).of(["a"])
    VectorFile(vectors_path(tmp_path, "model-2"), second).of(["a"])
    assert second.asked == ["a"]


def test_what_was_done_before_an_interruption_is_kept(tmp_path: Path) -> None:
    path, texts = vectors_path(tmp_path, "model"), [f"text {i}" for i in range(40)]
    with pytest.raises(KeyboardInterrupt):
        VectorFile(path, Model()).of([*texts, "stop"])
    model = Model()
    assert len(VectorFile(path, model).missing([*texts, "stop"])) == 9
    VectorFile(path, model).of(texts)
    assert model.asked == texts[32:]


def test_nothing_is_made_by_asking(tmp_path: Path) -> None:
    assert VectorFile(vectors_path(tmp_path, "model"), Model()).missing(["a", "b", "a"]) == ["a", "b"]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    model = Model()
    vectors = VectorFile(vectors_path(tmp_path / "missing", "model"), model)
    assert vectors.of(["a"]).tolist() == vectors.of(["a"]).tolist() == [[1, 1]]
    assert model.asked == ["a", "a"]


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    path = vectors_path(tmp_path, "model")
    path.write_bytes(b"no database at all, but long enough to be taken for one" * 40)
    with pytest.raises(StoreError, match="delete the file"):
        VectorFile(path, Model()).of(["a"])


def _fill(path: Path, first: int) -> None:
    VectorFile(path, Model()).of([f"text {i}" for i in range(first, first + 60)])


def test_several_processes_write_at_once(tmp_path: Path) -> None:
    path, context = vectors_path(tmp_path, "model"), get_context("spawn")
    workers = [context.Process(target=_fill, args=(path, first)) for first in (0, 30, 60)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert VectorFile(path, Model()).missing([f"text {i}" for i in range(121)]) == ["text 120"]
