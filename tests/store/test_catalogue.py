# ruff: noqa: E501  (rows of tables are long)
"""The catalogue is read whole or refused with the place of what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from citecheck.errors import CatalogueError
from citecheck.store.catalogue import read_articles, read_catalogue

VERSIONS = "statute,version,promulgated_on,effective_on,ceased_on,change,document_number,complete,last_article,source,confidence\n"
ARTICLES = "statute,version,article,paragraphs,subparagraphs,points\n"
STATUTES = "id,title,level,issuer,fictitious,history_complete,source,confidence\n"


def test_the_invented_catalogue_is_read(catalogue: Callable[..., Path]) -> None:
    read = read_catalogue(catalogue())
    assert len(read.statutes) == 11
    assert [str(row.number) for row in read_articles(read)] == ["1", "2", "2-1", "3", "4"]


def test_a_full_repeal_closes_the_open_version_and_a_partial_one_does_not(catalogue: Callable[..., Path]) -> None:
    versions = VERSIONS + (
        "示范旧约法,1999-03-15,1999-03-15,1999-10-01,,,,1,428,甲,high\n示范条例,2000-01-01,2000-01-01,2000-01-01,,,,0,,甲,high\n"
    )
    read = read_catalogue(catalogue(versions=versions, law=ARTICLES))
    assert {row.statute: row.ceased_on for row in read.versions} == {"示范旧约法": date(2021, 1, 1), "示范条例": None}


def test_a_version_may_be_replaced_before_it_ever_bound(catalogue: Callable[..., Path]) -> None:
    versions = VERSIONS + "示范总法,a,,2021-01-01,,,,1,3,甲,high\n示范总法,b,,2021-01-01,2021-01-01,,,0,,甲,high\n"
    read = read_catalogue(catalogue(versions=versions, law=ARTICLES))
    assert [row.version for row in read.versions] == ["b", "a"]


@pytest.mark.parametrize(
    ("table", "text", "place", "reason"),
    [
        pytest.param("versions", VERSIONS.replace("change", "changed"), "versions.csv:1", "the header must be", id="another header"),
        pytest.param("versions", VERSIONS + "示范总法,a\n", "versions.csv:2", "11 columns", id="a row that is too short"),
        pytest.param("versions", VERSIONS + "示范总法,a,2020-02-30,,,,,0,,甲,high\n", "versions.csv:2: column promulgated_on", "not a date", id="a day that never was"),
        pytest.param("versions", VERSIONS + "示范总法,a,20200228,,,,,0,,甲,high\n", "column promulgated_on", "not a date", id="a date written otherwise"),
        pytest.param("versions", VERSIONS + "示范总法,a,,,,rewrite,,0,,甲,high\n", "column change", "'rewrite'", id="an unknown change"),
        pytest.param("versions", VERSIONS + "示范总法,a,,,,,,yes,,甲,high\n", "column complete", "'yes' is not 0 or 1", id="a flag in words"),
        pytest.param("versions", VERSIONS + "示范总法,a,,,,,,0,0,甲,high\n", "column last_article", "not a count", id="a last article 0"),
        pytest.param("versions", VERSIONS + "示范总法,a,,,,,,0,,,high\n", "column source", "empty", id="no source"),
        pytest.param("versions", VERSIONS + "示范总法,a,,,,,,0,,甲,sure\n", "column confidence", "'sure' is not one of", id="an unknown confidence"),
        pytest.param("versions", VERSIONS + "示范无此法,a,,,,,,0,,甲,high\n", "versions.csv:2: column statute", "no statute '示范无此法'", id="a version of no statute"),
        pytest.param("versions", VERSIONS + "示范总法,a,,,,,,0,,甲,high\n示范总法,a,,,,,,0,,甲,high\n", "versions.csv:3", "stands at versions.csv:2 already", id="a version twice"),
        pytest.param("versions", VERSIONS + "示范总法,a,,2020-01-02,2020-01-01,,,0,,甲,high\n", "versions.csv:2: column ceased_on", "2020-01-01 is before 2020-01-02", id="a version that ends before it begins"),
        pytest.param("versions", VERSIONS + "示范总法,a,,2020-01-01,2021-01-02,,,0,,甲,high\n示范总法,b,,2021-01-01,,,,0,,甲,high\n", "versions.csv:3", "lies within the version at versions.csv:2", id="versions that overlap by a day"),
        pytest.param("versions", VERSIONS + "示范总法,a,,2020-01-01,,,,0,,甲,high\n示范总法,b,,2021-01-01,,,,0,,甲,high\n", "versions.csv:3", "lies within", id="an open version before another"),
        pytest.param("versions", VERSIONS + "示范旧约法,a,,2022-01-01,,,,0,,甲,high\n", "repeals.csv:2", "was repealed on 2021-01-01", id="a repeal before the version begins"),
        pytest.param("statutes", STATUTES + "甲法,甲法,statute,,0,0,甲,high\n", "statutes.csv:2: column level", "'statute' is not one of", id="an unknown level"),
        pytest.param("repeals", "statute,ceased_on,repealed_by,extent,scope,successors,source,confidence\n示范总法,,,full,,示范新法,甲,high\n", "repeals.csv:2: column successors", "no statute '示范新法'", id="a successor that does not exist"),
        pytest.param("names", "name,statute,kind,lang,ambiguous,source,confidence\n总法,,short_form,zh,0,甲,high\n", "names.csv:2: column statute", "empty", id="a clear name of nothing"),
        pytest.param("correspondence", "from_statute,from_version,from_article,to_statute,to_version,to_article,confidence,source\n示范总法,,1,示范总法,,2,1.5,甲\n", "correspondence.csv:2: column confidence", "'1.5'", id="a confidence above one"),
        pytest.param("horizons", "level,complete_to,source,note\nlaw,soon,甲,\n", "horizons.csv:2: column complete_to", "'soon'", id="a horizon in words"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_named_by_file_line_and_column(
    catalogue: Callable[..., Path], table: str, text: str, place: str, reason: str
) -> None:
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(catalogue(**{table: text, **({} if table == "articles" else {"law": ARTICLES})}))
    assert place in caught.value.message
    assert reason in caught.value.message
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        pytest.param("示范交易法,2018-06-01,第二条,1,,", "article", "not an article number", id="a number in characters"),
        pytest.param("示范交易法,2018-06-01,0,1,,", "article", "not an article number", id="article 0"),
        pytest.param("示范交易法,2018-06-01,1,2,0/0/1,", "subparagraphs", "a count for each", id="more counts than paragraphs"),
        pytest.param("示范交易法,2018-06-01,1,,3,", "subparagraphs", "a count for each", id="counts of unknown paragraphs"),
        pytest.param("示范交易法,2018-06-01,1,1,many,", "subparagraphs", "'many'", id="a count in words"),
        pytest.param("示范交易法,2018-06-01,1,1,2,1.1=2", "points", "'1.1=2'", id="points in another form"),
        pytest.param("示范交易法,1066-10-14,1,1,,", "version", "no version 1066-10-14", id="an unknown version"),
        pytest.param("示范交易法,2018-06-01,1,1,,\n示范交易法,2018-06-01,1,2,,", "article", "stands twice", id="an article twice"),
    ],
)  # fmt: skip
def test_a_wrong_article_row_is_named(catalogue: Callable[..., Path], row: str, column: str, reason: str) -> None:
    read = read_catalogue(catalogue(law=f"{ARTICLES}{row}\n"))
    with pytest.raises(CatalogueError) as caught:
        list(read_articles(read))
    assert f"articles/law.csv:{row.count(chr(10)) + 2}: column {column}: " in caught.value.message
    assert reason in caught.value.message


def test_many_wrong_rows_are_counted_not_all_shown(catalogue: Callable[..., Path]) -> None:
    folder = catalogue(versions=VERSIONS + "".join(f"示范总法,{i},,,,,,maybe,,甲,high\n" for i in range(14)))
    with pytest.raises(CatalogueError, match="and 4 more") as caught:
        read_catalogue(folder)
    assert caught.value.message.count("'maybe'") == 10


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda path: path.unlink(), id="missing"),
        pytest.param(lambda path: path.write_bytes("示范".encode("gb18030")), id="in another encoding"),
        pytest.param(
            lambda path: path.write_text('name,"unclosed', encoding="utf-8"), id="with an open quotation mark"
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_named(catalogue: Callable[..., Path], spoil: Callable[[Path], object]) -> None:
    folder = catalogue()
    spoil(folder / "names.csv")
    with pytest.raises(CatalogueError, match=r"names\.csv"):
        read_catalogue(folder)
