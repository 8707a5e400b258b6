"""The audit under Ray Data: the same function, mapped over blocks on every node of a cluster.

found = audited(ray.data.read_parquet("s3://…"), config)      # any dataset with the columns of schema.IN
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pyarrow as pa
import ray
from filelock import FileLock
from ray.data import DataContext, Dataset, Datasource
from ray.data.block import Block, BlockMetadata
from ray.data.datasource import ReadTask

from citecheck.audit.batch import audit_batch
from citecheck.audit.config import AuditConfig, Fields
from citecheck.audit.inputs import batches, entries
from citecheck.audit.schema import OUT
from citecheck.audit.shards import Shard
from citecheck.errors import CitecheckError
from citecheck.store import StatuteStore


class Corpus(Datasource):
    """The shards of a corpus as a Ray datasource, read as the local engine reads them, one task a shard."""

    def __init__(self, shards: Iterable[Shard], fields: Fields) -> None:
        self._shards, self._fields = list(shards), fields

    def get_name(self) -> str:
        return "Corpus"

    def estimate_inmemory_data_size(self) -> int | None:
        return sum(shard.bytes for shard in self._shards) or None

    def get_read_tasks(
        self, parallelism: int, per_task_row_limit: int | None = None, data_context: DataContext | None = None
    ) -> list[ReadTask]:
        return [
            ReadTask(
                partial(_read, shard, self._fields),
                BlockMetadata(num_rows=None, size_bytes=shard.bytes or None, input_files=None, exec_stats=None),
            )
            for shard in self._shards
        ]


def _read(shard: Shard, fields: Fields) -> Iterator[Block]:
    for batch in batches(entry for piece in shard.pieces for entry in entries(piece, fields)):
        yield pa.Table.from_batches([batch])


def audited(documents: Dataset, config: AuditConfig) -> Dataset:
    """The findings on a dataset of documents (`schema.IN`), as a dataset of `schema.OUT`.

    The store is put into Ray's object store once and unpacked once on every node that works.
    """
    packed = _packed(Path(config.store))
    key = blake2b(b"".join(packed.values()), digest_size=12).hexdigest()
    audit: Any = _audit  # map_batches' type knows no keyword arguments
    return documents.map_batches(
        audit,
        batch_format="pyarrow",
        batch_size=None,
        fn_kwargs={"config": config, "key": key, "shipped": [ray.put(packed)]},
    )


def _packed(store: Path) -> dict[str, bytes]:
    """The store's files by name: the claim index that belongs to its build and, last, the database."""
    with StatuteStore.open(store) as opened:
        index = opened.index_path
    return {path.name: path.read_bytes() for path in (index, store) if path.is_file()}


def _audit(table: pa.Table, config: AuditConfig, key: str, shipped: list[Any]) -> pa.Table:
    here = replace(config, store=str(_unpacked(key, shipped[0]) / Path(config.store).name))
    return pa.Table.from_batches([audit_batch(batch, here) for batch in table.to_batches()], OUT)


@cache
def _unpacked(key: str, shipped: Any) -> Path:
    """The folder of the store on this node: the first worker unpacks it, whole or not at all, and the others use it.

    Raises CitecheckError when somebody else made the folder.
    """
    user = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir(), f"citecheck-{user}-{key}")
    folder.mkdir(mode=0o700, exist_ok=True)
    about = folder.lstat()
    if about.st_uid != user or about.st_mode & 0o077:
        raise CitecheckError(
            "cannot unpack the store to {folder}: others can write there", remedy="remove it", folder=folder
        )
    with FileLock(folder / ".lock"):
        if not (folder / _WHOLE).exists():
            for name, data in ray.get(shipped).items():
                (folder / name).write_bytes(data)
            (folder / _WHOLE).touch()
    return folder


_WHOLE = ".whole"


def run(shards: Iterable[Shard], config: AuditConfig, fields: Fields, parts: str, address: str | None) -> None:
    """Audit the shards and write Parquet parts to the folder or address `parts`, in the order of the corpus.

    Joins the cluster at `address`, or starts one on this machine that ends with the run.
    """
    started = not ray.is_initialized()
    if started:
        logging.getLogger("ray").setLevel(logging.WARNING)
        ray.init(address=address, log_to_driver=False, logging_level=logging.WARNING)
    try:
        context = DataContext.get_current()
        before = context.execution_options.preserve_order
        context.execution_options.preserve_order = True
        try:
            corpus = Corpus(shards, fields)
            documents = ray.data.read_datasource(corpus, override_num_blocks=len(corpus.get_read_tasks(1)))
            audited(documents, config).write_parquet(parts, compression="zstd")
        finally:
            context.execution_options.preserve_order = before
    finally:
        if started:
            ray.shutdown()
