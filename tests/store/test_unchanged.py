"""A later version that left articles unchanged has their words, and says whose wording it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from citecheck.errors import CatalogueError
from citecheck.model import ArticleNumber
from citecheck.store import Sources, open_store
from citecheck.store.catalogue import read_catalogue

VERSIONS = (
    "statute,version,promulgated_on,effective_on,ceased_on,change,document_number,complete,last_article,source,confidence\n"
    "示范总法,2020-05-28,2020-05-28,2021-01-01,2025-01-01,,,1,3,甲,high\n"
    "示范总法,2024-06-01,2024-06-01,2025-01-01,,amendment,,1,4,甲,high\n"
    "示范旧约法,1999-03-15,1999-03-15,1999-10-01,,,,1,428,甲,high\n"
)
LAW = "statute,version,article,paragraphs,subparagraphs,points\n"
UNCHANGED = "statute,version,as_in,except,source,confidence\n"
CORRESPONDENCE = "from_statute,from_version,from_article,to_statute,to_version,to_article,confidence,source\n"


@pytest.fixture
def tables() -> dict[str, str]:
    return {"versions": VERSIONS, "law": LAW, "correspondence": CORRESPONDENCE}


def test_words_are_carried_but_for_the_articles_that_changed(
    sources: Sources, catalogue: Callable[..., Path], tables: dict[str, str], home: Path
) -> None:
    folder = catalogue(**tables, unchanged=UNCHANGED + "示范总法,2024-06-01,2020-05-28,2,甲,high\n")
    with open_store(home, sources=Sources(folder, sources.text, sources.text_sha256)) as store:
        old, new = store.versions("示范总法")
        held = {number: store.article(new.id, ArticleNumber(number)) for number in (1, 2, 3, 4)}
        assert {n: bool(article and article.text) for n, article in held.items()} == {
            1: True,
            2: False,
            3: True,
            4: False,
        }
        first = held[1]
        assert first is not None
        assert first.text == getattr(store.article(old.id, ArticleNumber(1)), "text", None)
        assert first.source.endswith("wording of 2020-05-28")
        provenance = store.provenance(new.id, ArticleNumber(1))
        assert provenance is not None
        assert provenance.sha256 == sources.text_sha256


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("示范总法,2024-06-01,2020-05-29,2,甲,high\n", "no version 2020-05-29"),
        ("示范总法,2024-06-01,2020-05-28,第二条,甲,high\n", "not an article number"),
    ],
    ids=["a version that is not there", "a number in words"],
)
def test_a_wrong_row_is_named(catalogue: Callable[..., Path], tables: dict[str, str], row: str, problem: str) -> None:
    with pytest.raises(CatalogueError, match=problem) as error:
        read_catalogue(catalogue(**tables, unchanged=UNCHANGED + row))
    assert "unchanged.csv:2" in str(error.value)
