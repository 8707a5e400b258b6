"""A store of invented statutes, and sentences that cite them, for corpora of every kind."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyarrow", reason="needs the extra audit")

from citecheck.audit import charts, page
from citecheck.audit.config import AuditConfig
from citecheck.audit.run import Request
from citecheck.model import Check
from citecheck.store import Sources, StatuteStore, build_store
from citecheck.store.catalogue import COLUMNS

CATALOGUE = {
    "statutes.csv": """\
id,title,level,issuer,fictitious,history_complete,source,confidence
示范交易法,中华人民共和国示范交易法,law,全国人民代表大会常务委员会,0,1,示范来源,high
示范旧约法,中华人民共和国示范旧约法,law,全国人民代表大会,0,1,示范来源,high
""",
    "versions.csv": """\
statute,version,promulgated_on,effective_on,ceased_on,change,document_number,complete,last_article,source,confidence
示范交易法,2018-06-01,2018-06-01,2019-01-01,,,,1,40,示范来源,high
示范旧约法,1999-03-15,1999-03-15,1999-10-01,2021-01-01,,,1,428,示范来源,high
""",
    "repeals.csv": """\
statute,ceased_on,repealed_by,extent,scope,successors,source,confidence
示范旧约法,2021-01-01,中华人民共和国示范交易法,full,,示范交易法,示范来源,high
""",
    "horizons.csv": "level,complete_to,source,note\nlaw,2026-08-28,示范来源,\n",
}


@pytest.fixture(scope="session")
def small_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a store that knows two invented statutes and no text."""
    folder = tmp_path_factory.mktemp("audited")
    (folder / "statutes").mkdir()
    for name, columns in COLUMNS.items():
        if name != "articles":
            table = CATALOGUE.get(name, ",".join(columns) + "\n")
            (folder / "statutes" / name).write_text(table, encoding="utf-8")
    sources = Sources(folder / "statutes", None, "")
    return build_store(folder / "home", sources=sources)


@pytest.fixture(scope="session")
def config(small_store: Path) -> AuditConfig:
    return AuditConfig(str(small_store), date(2026, 5, 1), checks=frozenset({Check.EXISTENCE, Check.VALIDITY}))


@pytest.fixture(scope="session")
def build_id(small_store: Path) -> str:
    with StatuteStore.open(small_store) as store:
        return store.info().build_id


@pytest.fixture
def no_charts(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of anything but the page, whose three charts take a third of a second to draw."""
    monkeypatch.setattr(page, "bars", lambda *_, **__: "<svg/>")
    monkeypatch.setattr(charts, "load", lambda: None)


@pytest.fixture
def request_for(tmp_path: Path, config: AuditConfig, build_id: str) -> Callable[..., Request]:
    """A request over paths, its output in a folder of the test."""

    def make(*paths: Path | str, out: str = "out", **options: Any) -> Request:
        options = {"config": config, "jobs": 1, "quiet": True} | options
        return Request(paths=tuple(map(str, paths)), out=tmp_path / out, store_build=build_id, **options)

    return make


@pytest.fixture
def corpus(tmp_path: Path) -> Callable[..., Path]:
    """Writes texts as JSON Lines, an id each, dates and hosts in turn."""

    def write(texts: list[str], name: str = "corpus.jsonl") -> Path:
        path = tmp_path / name
        rows = (
            {"id": f"d{n}", "text": text, "date": f"2025-0{n % 9 + 1}-01", "url": f"https://h{n % 3}.example/{n}"}
            for n, text in enumerate(texts)
        )
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        return path

    return write
