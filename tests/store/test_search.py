"""The index over articles: what it ranks first, what it keeps out, and what it refuses to open."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck.errors import StoreError
from citecheck.grams import bigrams, fold
from citecheck.model import ArticleNumber
from citecheck.store.search import ArticleIndex, IndexedArticle, write_index

ROWS = (
    IndexedArticle(1, "摆摊示范条例", ArticleNumber(1), "第一章 总则", "摆摊示范条例", "摊主应当领取摆摊证。"),
    IndexedArticle(1, "摆摊示范条例", ArticleNumber(2), "第二章 噪声", "摆摊示范条例", "管理所应当在三日内答复投诉。"),
    IndexedArticle(1, "摆摊示范条例", ArticleNumber(2, 1), "第二章 噪声", "摆摊示范条例", "夜间不得使用高音喇叭。"),
    IndexedArticle(2, "养蜂示范办法", ArticleNumber(1), "", "养蜂示范办法", "养蜂人应当领取养蜂证。"),
    IndexedArticle(2, "养蜂示范办法", ArticleNumber(2), "", "养蜂示范办法", "主管部门应当在三日内答复投诉。"),
    IndexedArticle(3, "示范条例修正案（一）", ArticleNumber(1), "", "示范条例修正案（一）", "夜间不得使用高音喇叭。"),
)  # fmt: skip


@pytest.fixture
def index(tmp_path: Path) -> ArticleIndex:
    write_index(tmp_path / "index", ROWS)
    return ArticleIndex(tmp_path / "index")


def _places(index: ArticleIndex, text: str, **more: object) -> list[tuple[str, str]]:
    return [(hit.statute_id, str(hit.number)) for hit in index.rank(text, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "about", "first"),
    [
        pytest.param("摊主要领摆摊证", (), ("摆摊示范条例", "1"), id="by words"),
        pytest.param("三天内答复投诉", ("养蜂示范办法",), ("养蜂示范办法", "2"), id="the statute it is about"),
        pytest.param("３日内答复投诉", ("摆摊示范条例",), ("摆摊示范条例", "2"), id="the other statute"),
        pytest.param("不得使用高音喇叭", (), ("摆摊示范条例", "2-1"), id="the amended, not the amending one"),
        pytest.param("养蜂示范办法 领取", (), ("养蜂示范办法", "1"), id="the title counts"),
    ],
)
def test_what_comes_first(index: ArticleIndex, text: str, about: tuple[str, ...], first: tuple[str, str]) -> None:
    assert _places(index, text, about=about)[0] == first


def test_what_is_not_in_force_is_left_out(index: ArticleIndex) -> None:
    asked: list[tuple[str, int]] = []

    def in_force(statute_id: str, version_id: int) -> bool:
        asked.append((statute_id, version_id))
        return version_id == 2

    places = _places(index, "应当在三日内答复投诉", in_force=in_force)
    assert {statute for statute, _ in places} == {"养蜂示范办法"}
    assert ("摆摊示范条例", 1) in asked


def test_one_version_alone(index: ArticleIndex) -> None:
    assert {statute for statute, _ in _places(index, "应当领取", version_id=2)} == {"养蜂示范办法"}


def test_scores_fall_and_lie_between_0_and_1(index: ArticleIndex) -> None:
    scores = [hit.score for hit in index.rank("摊主应当领取摆摊证。", limit=10)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


@pytest.mark.parametrize("text", ["", "的", "。", "abc xyz", "𠮷野家"])
def test_nothing_to_go_by_ranks_nothing(index: ArticleIndex, text: str) -> None:
    assert _places(index, text) == []


def test_the_same_articles_give_the_same_file(tmp_path: Path) -> None:
    write_index(tmp_path / "a", ROWS)
    write_index(tmp_path / "b", iter(ROWS))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_store_without_text_has_an_empty_index(tmp_path: Path) -> None:
    write_index(tmp_path / "index", ())
    assert ArticleIndex(tmp_path / "index").rank("摊主应当领取摆摊证") == ()


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00" * 20], ids=["empty", "foreign"])
def test_what_is_no_index_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "index").write_bytes(content)
    with pytest.raises(StoreError, match="citecheck store build"):
        ArticleIndex(tmp_path / "index")
    with pytest.raises(StoreError, match="article index"):
        ArticleIndex(tmp_path / "missing")


@pytest.mark.parametrize(
    ("claim", "statute", "more"),
    [
        pytest.param("养蜂人应当领取养蜂证", "摆摊示范条例", True, id="another statute's matter"),
        pytest.param("养蜂人应当领取养蜂证", "养蜂示范办法", False, id="its own matter"),
        pytest.param("三日内答复投诉", "摆摊示范条例", False, id="both have it"),
        pytest.param("养蜂人应当领取养蜂证", "没有收录的条例", True, id="a statute that is not there"),
        pytest.param("噫吁嚱危乎高哉", "摆摊示范条例", False, id="nobody has it"),
        pytest.param("", "摆摊示范条例", False, id="nothing"),
    ],
)
def test_what_stands_elsewhere(index: ArticleIndex, claim: str, statute: str, more: bool) -> None:
    share = index.elsewhere(np.unique(bigrams(fold(claim))), statute)
    assert 0 <= share <= 1
    assert (share > 0) is more


@given(st.text("摊主应当领取证，。 abＡ１十五日\n", max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert np.array_equal(bigrams(fold(text)), bigrams(fold(fold(text))))
