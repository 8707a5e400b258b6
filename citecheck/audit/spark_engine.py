"""The audit under Spark: Spark reads and writes, the same function runs in mapInArrow.

found = audited(spark.read.parquet("s3a://…").select("id", "text", "date", "url"), config)
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
from pyspark import SparkFiles
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import col
from pyspark.sql.pandas.types import from_arrow_schema

from citecheck.audit.batch import audit_batch
from citecheck.audit.config import AuditConfig, Fields
from citecheck.audit.files import InputFile
from citecheck.audit.inputs import (
    MAX_LINE,
    Entry,
    Kind,
    Piece,
    batches,
    compressed,
    document_entry,
    guarded,
    kind_of,
    line_entry,
    python_values,
    read_in_time,
    rows_entries,
    unpacked,
    warc_entries,
)
from citecheck.audit.schema import IN, OUT
from citecheck.errors import CitecheckError
from citecheck.read import printable
from citecheck.store import StatuteStore

_SIGNS = re.compile(r"[\\{}\[\]*?]")  # in a name they mean themselves, and Spark takes any name for a pattern
Mapper = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]


def audited(documents: DataFrame, config: AuditConfig) -> DataFrame:
    """The findings on a table of documents (`schema.IN`), as a table of `schema.OUT`. Ships the store to every node."""
    here = _shipped(documents.sparkSession, config)

    def mapper(given: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return _audited((batch.select([n for n in IN.names if n in batch.schema.names]) for batch in given), here())

    return documents.mapInArrow(mapper, from_arrow_schema(OUT))


def _audited(given: Iterable[pa.RecordBatch], config: AuditConfig) -> Iterator[pa.RecordBatch]:
    for batch in given:
        if batch.num_rows:
            yield audit_batch(batch, config)


def _shipped(spark: SparkSession, config: AuditConfig) -> Callable[[], AuditConfig]:
    """Ships the store with Spark's own file distribution; what comes back gives, on a worker, the config with the
    store's place there."""
    store = Path(config.store)
    with StatuteStore.open(store) as opened:
        index = opened.index_path
    for path in (store, index):
        if path.is_file():
            spark.sparkContext.addFile(str(path))
    name = store.name

    def here() -> AuditConfig:
        return replace(config, store=SparkFiles.get(name))

    return here


def run(
    files: Iterable[InputFile],
    names: Sequence[tuple[str, str]],
    config: AuditConfig,
    fields: Fields,
    parts: str,
    master: str | None,
) -> None:
    """Audit the files and write Parquet parts to `parts`. `names` says what a path that Spark reports was called:
    (prefix as Spark says it, prefix as the user said it). Raises CitecheckError for a file that Spark passes over."""
    by_kind: dict[Kind, list[str]] = {}
    for file in files:
        if file.path.rpartition("/")[2].startswith(("_", ".")):  # it would, with no word
            raise CitecheckError(
                "Spark passes over {path}", remedy="rename it, or use another engine", path=printable(file.path)
            )
        by_kind.setdefault(kind_of(file.path), []).append(_SIGNS.sub(r"\\\g<0>", file.path))
    active = SparkSession.getActiveSession()
    spark = active or _session(master)
    try:
        here = _shipped(spark, config)
        tables = [
            _documents(spark, kind, paths, fields).mapInArrow(
                _mapper(kind, fields, names, here), from_arrow_schema(OUT)
            )
            for kind, paths in by_kind.items()
        ]
        if tables:
            reduce(DataFrame.unionByName, tables).write.mode("append").option("compression", "zstd").parquet(parts)
    finally:
        if active is None:
            spark.stop()


def _session(master: str | None) -> SparkSession:
    builder = SparkSession.builder.appName("citecheck audit")
    if master is None or master.startswith("local"):  # workers on this machine are what we are, not its first python3
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    return (builder.master(master) if master else builder).getOrCreate()


def _documents(spark: SparkSession, kind: Kind, paths: list[str], fields: Fields) -> DataFrame:
    """What Spark reads of the files, with the path of each row's file."""
    path = col("_metadata.file_path").alias("_path")
    match kind:
        case Kind.JSONL:
            lines = spark.read.option("lineSep", "\n").text(paths)
            return lines.select(col("value").cast("binary").alias("_content"), path)
        case Kind.PARQUET:
            table = spark.read.parquet(*paths)
            wanted = [name for name in (fields.id, fields.text, fields.date, fields.url) if name in table.columns]
            return table.select(*wanted, path)
        case Kind.DOCUMENT | Kind.WARC:
            return spark.read.format("binaryFile").load(paths).select(col("content").alias("_content"), path)


def _mapper(kind: Kind, fields: Fields, names: Sequence[tuple[str, str]], here: Callable[[], AuditConfig]) -> Mapper:
    def mapper(given: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        found = (entry for batch in given for entry in _entries(batch, kind, fields, names))
        return _audited(batches(found), here())

    return mapper


def _entries(batch: pa.RecordBatch, kind: Kind, fields: Fields, names: Sequence[tuple[str, str]]) -> Iterator[Entry]:
    sources = [_named(path, names) for path in batch.column("_path").to_pylist()]
    if kind is Kind.PARQUET:
        if fields.text not in batch.schema.names:
            source = sources[0] if sources else ""
            yield Entry(source, None, source=source, error="no_text_column")
            return
        for entry, source in zip(rows_entries(batch, fields, None, None), sources, strict=True):
            yield entry._replace(source=source)
        return
    for content, source in zip(python_values(batch.column("_content")), sources, strict=True):
        if kind is Kind.JSONL:
            line = bytes(content)
            if len(line) > MAX_LINE:
                yield Entry(source, None, source=source, error="too_large")
            elif line and not line.isspace():
                yield line_entry(line, fields, source, None)
        elif kind is Kind.DOCUMENT:
            yield document_entry(read_in_time(source, bytes(content)), source)
        else:
            yield from _archive(bytes(content), source)


def _archive(content: bytes, source: str) -> Iterator[Entry]:
    """The records of a crawl archive that Spark hands over whole."""

    def found() -> Iterator[Entry]:
        file: Any = io.BytesIO(content)
        if compressed(source):
            with unpacked(file, source) as stream:
                yield from warc_entries(stream, source)
        else:
            yield from warc_entries(file, source)

    for entry in guarded(found(), Piece(source, Kind.WARC)):
        yield entry._replace(position=None)


def _named(path: str, names: Sequence[tuple[str, str]]) -> str:
    """The file as the user called it."""
    plain = unquote(path)
    for spoken, given in names:
        if plain.startswith(spoken):
            return given + plain[len(spoken) :]
    return plain
