"""A damaged store ends in the right answer or a clear error, and `verify_store` tells."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from citecheck.errors import StoreError
from citecheck.model import ArticleNumber, Level
from citecheck.store import Sources, StatuteStore, build_store, open_store, verify_store


def questions(store: StatuteStore) -> list[Callable[[StatuteStore], object]]:
    """Everything that can be asked of this store, each by itself."""
    asked: list[Callable[[StatuteStore], object]] = [
        StatuteStore.names,
        StatuteStore.statutes,
        StatuteStore.disagreements,
        lambda s: (s.info().levels, s.info().sources, s.info().horizons),
        *(lambda s, level=level: s.horizon(level) for level in Level),
        *(lambda s, key=key: (s.find(key), s.is_ambiguous(key)) for key in [*sorted(store.names()), "示范无此法"]),
        lambda s: s.nearest("示范交义法"),
    ]
    for statute in store.statutes():
        asked += [
            lambda s, i=statute.id: s.versions(i),
            lambda s, i=statute.id: s.repeals(i),
            lambda s, i=statute.id: s.repealed_by(i),
            lambda s, i=statute.id: s.correspondence(i, None, ArticleNumber(52)),
            lambda s, i=statute.id: s.correspondence(i, None, ArticleNumber(3)),
        ]
        for version in store.versions(statute.id):
            asked.append(lambda s, i=version.id: s.articles(i))
            for number in (ArticleNumber(2), ArticleNumber(2, 1), ArticleNumber(5), ArticleNumber(400)):
                asked.append(lambda s, i=version.id, n=number: (s.article(i, n), s.provenance(i, n)))
    return asked


def answer(path: Path, question: Callable[[StatuteStore], object]) -> object:
    """What a store opened for this one question says; "error" for a clear error."""
    try:
        with StatuteStore.open(path) as store:
            return question(store)
    except StoreError as error:
        return "error" if "citecheck store build" in str(error.remedy) else error


@pytest.mark.parametrize("flips", [200, pytest.param(2_000, marks=pytest.mark.hostile)])
def test_a_flipped_bit_never_gives_a_wrong_answer(invented: StatuteStore, tmp_path: Path, flips: int) -> None:
    asked = questions(invented)
    right = [question(invented) for question in asked]
    shutil.copy(invented.index_path, tmp_path)
    sound, path, chance = invented.path.read_bytes(), tmp_path / "statutes.sqlite", random.Random(7)
    errors = 0
    for _ in range(flips):
        place, bit = chance.randrange(len(sound)), chance.randrange(8)
        path.write_bytes(sound[:place] + bytes([sound[place] ^ 1 << bit]) + sound[place + 1 :])
        sample = chance.sample(range(len(asked)), 12)
        answers = {i: answer(path, asked[i]) for i in sample}
        wrong = [i for i, said in answers.items() if said not in (right[i], "error")]
        assert not wrong, f"byte {place}, bit {bit}"
        if "error" in answers.values():
            errors += 1
            assert verify_store(path), f"byte {place}, bit {bit}"
    assert errors > flips // 50  # the flips do hit rows


def test_a_store_cut_short_is_an_error(invented: StatuteStore, tmp_path: Path) -> None:
    shutil.copy(invented.index_path, tmp_path)
    sound, path = invented.path.read_bytes(), tmp_path / "statutes.sqlite"
    for size in (0, 1, 99, 100, 4096, len(sound) // 2, len(sound) - 4096, len(sound) - 1):
        path.write_bytes(sound[:size])
        with pytest.raises(StoreError, match="statute store"):
            StatuteStore.open(path)
        assert verify_store(path)
    path.write_bytes(sound + b"\0")
    assert verify_store(path)


def test_a_row_that_was_taken_away_is_no_answer(home: Path, sources: Sources) -> None:
    import sqlite3
    from contextlib import closing

    path = build_store(home, sources=sources)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM articles WHERE base = 3")
        connection.execute("DELETE FROM names WHERE key = '示交法'")
        connection.execute("DELETE FROM repeals")
        connection.execute("DELETE FROM correspondence WHERE from_base = 3")
    with StatuteStore.open(path) as store:
        held = store.versions("示范交易法")[1].id
        for ask in (
            lambda: store.article(held, ArticleNumber(3)),
            lambda: store.articles(held),
            lambda: store.find("示交法"),
            lambda: store.repeals("示范旧约法"),
            lambda: store.correspondence("示范交易法", None, ArticleNumber(3)),
        ):
            with pytest.raises(StoreError, match="damaged"):
                ask()
    problems = "\n".join(verify_store(path))
    for table in ("articles", "names", "repeals", "correspondence"):
        assert f"table {table} has" in problems


def test_a_flipped_bit_in_the_claim_index_is_told(home: Path, sources: Sources) -> None:
    with open_store(home, sources=sources) as store:
        data = bytearray(store.index_path.read_bytes())
        data[-200] ^= 4
        store.index_path.write_bytes(data)
    (problem,) = verify_store(store.path)
    assert "is not the one that the build wrote" in problem
    with StatuteStore.open(store.path) as damaged:
        assert damaged.find("示交法")
        with pytest.raises(StoreError, match="claim index") as caught:
            _ = damaged.index_path
    assert "citecheck store build" in str(caught.value.remedy)


def test_verify_tells_what_is_missing(home: Path) -> None:
    assert "there is none" in verify_store(home / "statutes.sqlite")[0]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps open files")
def test_a_store_removed_or_replaced_while_open_still_answers(home: Path, sources: Sources) -> None:
    with open_store(home, sources=sources) as store:
        build_store(home, sources=Sources(sources.catalogue, None))
        held = store.versions("示范交易法")[1]
        assert held.text_held
        shutil.rmtree(home)
        article = store.article(held.id, ArticleNumber(2, 1))
        assert article is not None
        assert article.text == "样本由双方保管。"


def test_a_closed_store_says_so(home: Path, sources: Sources) -> None:
    store = open_store(home, sources=sources)
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.find("示交法")
