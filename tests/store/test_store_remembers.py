"""What a store keeps of its answers: enough to be quick, bounded, and never those of another store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from citecheck.model import ArticleNumber
from citecheck.store import Sources, StatuteStore, open_store

TEA = "示范交易法"


@pytest.fixture
def asked(home: Path, sources: Sources, monkeypatch: pytest.MonkeyPatch) -> tuple[StatuteStore, list[str]]:
    """A store, and the queries it has made of its file."""
    store, queries = open_store(home, sources=sources), []
    plain = store._plain

    def counted(sql: str, *values: Any) -> list[tuple[Any, ...]]:
        queries.append(sql)
        return plain(sql, *values)

    monkeypatch.setattr(store, "_plain", counted)
    return store, queries


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda store: store.find("示交法"), id="a name"),
        pytest.param(lambda store: store.nearest("示范交法"), id="a title that nobody knows"),
        pytest.param(lambda store: store.article(store.versions(TEA)[1].id, ArticleNumber(2, 1)), id="an article"),
        pytest.param(lambda store: store.article(store.versions(TEA)[1].id, ArticleNumber(900)), id="no article"),
        pytest.param(lambda store: store.repeals(TEA), id="repeals"),
        pytest.param(lambda store: store.correspondence(TEA, None, ArticleNumber(1)), id="correspondence"),
    ],
)
def test_what_was_asked_before_is_not_read_again(
    asked: tuple[StatuteStore, list[str]], ask: Callable[[StatuteStore], object]
) -> None:
    store, queries = asked
    first = ask(store)
    assert queries
    queries.clear()
    assert ask(store) == first
    assert not queries


def test_a_version_is_searched_for_lost_articles_once(asked: tuple[StatuteStore, list[str]]) -> None:
    store, queries = asked
    version = store.versions(TEA)[1].id
    assert store.article(version, ArticleNumber(901)) is None
    queries.clear()
    assert store.article(version, ArticleNumber(902)) is None
    assert not queries


def test_a_statute_is_searched_for_lost_correspondence_once(asked: tuple[StatuteStore, list[str]]) -> None:
    store, queries = asked
    assert store.correspondence("示范旧约法", None, ArticleNumber(52))
    assert store.correspondence("示范旧约法", None, ArticleNumber(901)) == ()
    queries.clear()
    assert store.correspondence("示范旧约法", None, ArticleNumber(902)) == ()
    assert not queries


def test_stores_do_not_share_answers(home: Path, sources: Sources, invented: StatuteStore) -> None:
    with open_store(home, sources=sources) as other:
        assert other.find("示交法") == other.find("示交法")
        assert other.find.__wrapped__.__self__ is other  # type: ignore[attr-defined]
        assert invented.find.__wrapped__.__self__ is invented  # type: ignore[attr-defined]


def test_the_answers_kept_are_bounded(invented: StatuteStore) -> None:
    for number in range(70):
        invented._likely(f"示范{number}法", 5)
    kept = invented._likely.cache_info()  # type: ignore[attr-defined]
    assert kept.currsize == kept.maxsize == 64
