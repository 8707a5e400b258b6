"""What writing the claim index takes of memory, and that counting by portions changes nothing of it."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from citecheck.model import ArticleNumber
from citecheck.store import search
from citecheck.store.search import IndexedArticle, write_index

_WORDS = [chr(0x4E00 + i) for i in range(400)]
_OFTEN = [1 / (1 + i) for i in range(400)]  # some are common, as in a language


def _articles(count: int) -> Iterator[IndexedArticle]:
    chance = random.Random(7)
    for i in range(count):
        statute, number = divmod(i, 60)
        text = "".join(chance.choices(_WORDS, _OFTEN, k=chance.randrange(20, 300)))
        title, heading = f"示范{_WORDS[statute]}条例", f"第{number // 20}章"
        yield IndexedArticle(statute, title, ArticleNumber(number + 1), heading, title, text)


@pytest.mark.parametrize("at_once", [1, 7, 64, 1_000])
def test_index_is_the_same_bytes_whatever_is_counted_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    write_index(tmp_path / "whole", _articles(300))
    monkeypatch.setattr(search, "_AT_ONCE", at_once)
    write_index(tmp_path / "portions", _articles(300))
    assert (tmp_path / "portions").read_bytes() == (tmp_path / "whole").read_bytes()


def test_index_of_no_articles_is_written(tmp_path: Path) -> None:
    write_index(tmp_path / "index", [])
    assert (tmp_path / "index").stat().st_size > 0


def test_memory_is_that_of_the_postings_and_not_of_every_bigram(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_AT_ONCE", 64)
    path = tmp_path / "index"
    tracemalloc.start()
    try:
        write_index(path, _articles(1_200))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 6 * path.stat().st_size  # counting all at once takes nine times as much, and more of longer texts
