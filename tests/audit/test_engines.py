"""Ray and Spark, the real ones: what they write is what the local engine writes, row for row."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from audit_sentences import FINE, INVENTED, PLAIN, REPEALED

from citecheck import extras
from citecheck.audit import shards
from citecheck.audit.config import AuditConfig
from citecheck.audit.filter import keep_batch
from citecheck.audit.run import Request, execute
from citecheck.audit.schema import IN
from citecheck.errors import CitecheckError, UsageError

Make = Callable[..., Request]
Write = Callable[..., Path]
TEXTS = [FINE, INVENTED, PLAIN, REPEALED + FINE] * 12


@pytest.mark.parametrize("extra", ["audit", "ray", "spark"])
def test_a_missing_extra_is_named(extra: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"not installed\n.*'citecheck-cn\[" + extra):
        extras.require(extra)


@pytest.fixture
def mixed(tmp_path: Path, corpus: Write) -> Path:
    """A folder with every kind of input, broken ones included."""
    folder = tmp_path / "mixed corpus"  # a blank, which addresses spell otherwise
    folder.mkdir()
    corpus(TEXTS, "mixed corpus/a.jsonl")
    (folder / "b.jsonl.gz").write_bytes(gzip.compress((folder / "a.jsonl").read_bytes()))
    (folder / "c.txt").write_text(REPEALED, encoding="gb18030")
    (folder / "d.html").write_text(f"<p>{INVENTED}</p>", encoding="utf-8")
    (folder / "e.docx").write_bytes(b"PK\x03\x04broken")
    (folder / "f.jsonl").write_bytes(b'{"text": 5}\n\nnot json\n{"id": "x"}\r\n' + b'{"text": "\xe5\xff"}\n')
    table = pa.table({"id": ["p", "q", None], "text": [FINE, None, INVENTED], "date": ["2024-01-02", None, "no day"]})
    pq.write_table(table, folder / "g.parquet")
    return folder


def rows(out: Path) -> list[dict[str, Any]]:
    return [row for part in sorted((out / "parts").glob("*.parquet")) for row in pq.read_table(part).to_pylist()]


def by_document(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows in an order of their own, without where in the file they stood: Spark does not tell."""
    placed = [{**row, "position": None} for row in found]
    return sorted(placed, key=lambda row: (row["source"], row["document"], row["ordinal"] or 0))


# ── Ray ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Ray with two nodes on this machine."""
    ray = pytest.importorskip("ray", reason="needs the extra ray")
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "object_store_memory": 100 << 20})
    cluster.second = cluster.add_node(num_cpus=1, object_store_memory=100 << 20)
    ray.init(address=cluster.address, log_to_driver=False)
    yield cluster
    ray.shutdown()
    cluster.shutdown()


@pytest.mark.engines
def test_ray_on_two_nodes_of_which_one_dies_writes_what_the_local_engine_writes(
    cluster: Any, request_for: Make, mixed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    import ray

    monkeypatch.setattr(shards, "SMALLEST", 600)
    local = execute(request_for(mixed, out="local"))
    started = threading.Event()

    def kill() -> None:
        parts = tmp_path / "ray/parts"
        while not (parts.is_dir() and any(parts.iterdir())):  # in mid-run: some parts are written, others are not
            time.sleep(0.02)
        started.set()
        cluster.remove_node(cluster.second, allow_graceful=False)

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    under_ray = execute(request_for(mixed, out="ray", engine="ray"))
    killer.join(30)
    assert started.is_set()
    assert sum(node["Alive"] for node in ray.nodes()) == 1
    assert rows(tmp_path / "ray") == rows(tmp_path / "local")
    assert {**under_ray, "audit": None} == {**local, "audit": None}
    assert execute(request_for(mixed, out="ray", engine="ray")) == under_ray  # finished: nothing is done again


def test_a_folder_with_something_else_is_never_written_to(request_for: Make, corpus: Write, tmp_path: Path) -> None:
    """Also not when the same is asked again: Spark would replace all of it."""
    folder = tmp_path / "crawl"
    folder.mkdir()
    (folder / "page.parquet").write_bytes(b"of somebody")
    for _ in range(2):
        with pytest.raises(UsageError, match=r"page\.parquet is there"):
            execute(request_for(corpus([FINE]), engine="spark", parts=str(folder)))
    assert [path.name for path in folder.iterdir()] == ["page.parquet"]


@pytest.mark.engines
def test_a_corpus_is_cleaned_under_ray(cluster: Any, config: AuditConfig, tmp_path: Path) -> None:
    import ray

    documents = pa.table({"id": ["a", "b", "c"], "text": [FINE, INVENTED, PLAIN], "more": [1, 2, 3]})
    given = ray.data.from_arrow(documents)

    def clean(table: pa.Table) -> pa.Table:
        return pa.Table.from_batches([keep_batch(batch, config) for batch in table.to_batches()], table.schema)

    kept = given.map_batches(clean, batch_format="pyarrow").take_all()
    assert sorted((row["id"], row["more"]) for row in kept) == [("a", 1), ("c", 3)]


# ── Spark ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.engines
def test_spark_writes_what_the_local_engine_writes(
    request_for: Make, mixed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, config: AuditConfig
) -> None:
    pytest.importorskip("pyspark", reason="needs the extra spark")
    monkeypatch.setattr(shards, "SMALLEST", 600)
    monkeypatch.chdir(tmp_path)
    local = execute(request_for(mixed.name, out="local"))
    under_spark = execute(request_for(mixed.name, out="spark", engine="spark", address="local[2]"))
    assert by_document(rows(tmp_path / "spark")) == by_document(rows(tmp_path / "local"))
    for key in ("documents", "citations", "verdicts", "errors", "by_statute", "by_month"):
        assert _unordered(under_spark[key]) == _unordered(local[key])
    _cleaned_under_spark(config)


def _unordered(value: Any) -> Any:
    """A table of the summary without the order of its rows, and without examples, which are the first met."""
    if not isinstance(value, list):
        return value
    return sorted(repr({name: cell for name, cell in row.items() if name != "examples"}) for row in value)


def _cleaned_under_spark(config: AuditConfig) -> None:
    """In the same test: starting a JVM takes seconds."""
    import os
    import sys

    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    spark = SparkSession.builder.master("local[2]").getOrCreate()
    try:
        from citecheck.audit.spark_engine import audited

        given = spark.createDataFrame([("a", FINE), ("b", INVENTED), ("c", PLAIN)], "id string, text string")

        def clean(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            return (keep_batch(batch, config) for batch in batches)

        assert sorted(row.id for row in given.mapInArrow(clean, given.schema).collect()) == ["a", "c"]
        verdicts = {row.document: row.verdict for row in audited(given, config).collect()}
        assert verdicts == {"a": "ok", "b": "no_such_article", "c": None}
        assert set(IN.names) >= set(given.columns)
    finally:
        spark.stop()


@pytest.mark.engines
def test_spark_reads_files_of_any_name_or_says_which_it_does_not(
    request_for: Make, corpus: Write, tmp_path: Path
) -> None:
    """It took names for patterns, and passed over those that begin with _ without a word."""
    pytest.importorskip("pyspark", reason="needs the extra spark")
    for name in ("a[1].jsonl", "文 %20{x}.jsonl"):
        corpus([FINE], name)
    paths = sorted(tmp_path.glob("*.jsonl"))
    assert execute(request_for(*paths, engine="spark", address="local[1]"))["documents"] == 2
    with pytest.raises(CitecheckError, match="passes over"):
        execute(request_for(corpus([FINE], "_a.jsonl"), engine="spark", out="other"))
