"""Cutting a corpus into shards: the units that are done or not done.

Shards follow from the list of files alone, never from the number of workers, so that every run over the same files
writes the same parts.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import IO

from citecheck.audit.files import InputFile
from citecheck.audit.inputs import Kind, Piece, compressed, kind_of, opened
from citecheck.read.parts import Refused

SMALLEST, LARGEST = 4 * 1024 * 1024, 64 * 1024 * 1024
"""Bytes of a shard: small enough that all cores have work, large enough that a terabyte is not a million files."""

SHARDS_WANTED = 256
DOCUMENTS_IN_SHARD = 2_000
PIECES_IN_SAMPLE = 64
STREAM_BYTES = 8 * 1024 * 1024
"""Of standard input, which one process reads and the others get in pieces."""


@dataclass(frozen=True, slots=True)
class Shard:
    """Pieces of input that give one part of the output."""

    number: int
    pieces: tuple[Piece, ...]
    bytes: int

    @property
    def given(self) -> str:
        """A digest of the bytes it brings along, which tells one standard input from another; "" when it has none."""
        data = self.pieces[0].data if self.pieces else None
        return "" if data is None else blake2b(data, digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Inputs:
    """The list of files, written down: what it adds up to, and a digest that tells whether it is still the same."""

    files: int
    bytes: int
    digest: str


def write_list(files: Iterable[InputFile], path: Path) -> Inputs:
    """Write the files of the corpus to `path`, a JSON line each, and return what they add up to."""
    count = size = 0
    digest = blake2b(digest_size=16)
    with path.open("wb") as stream:
        for file in files:
            line = json.dumps([os.fsencode(file.path).decode("utf-8", "surrogateescape"), file.size, file.mtime_ns])
            encoded = line.encode() + b"\n"
            stream.write(encoded)
            digest.update(encoded)
            count += 1
            size += file.size
    return Inputs(count, size, digest.hexdigest())


def read_list(path: Path) -> Iterator[InputFile]:
    with path.open("rb") as stream:
        for line in stream:
            name, size, mtime_ns = json.loads(line)
            yield InputFile(name, size, mtime_ns)


def shard_bytes(total: int) -> int:
    """How large a shard of a corpus of so many bytes is."""
    return min(LARGEST, max(SMALLEST, total // SHARDS_WANTED))


def cut(files: Iterable[InputFile], size: int) -> Iterator[Shard]:
    """The shards of the files, in order: neighbouring small files together, large ones in ranges where that can be."""
    number = held = 0
    pieces: list[Piece] = []
    for piece, weight in _pieces(files, size):
        if pieces and (held + weight > size or len(pieces) >= DOCUMENTS_IN_SHARD):
            yield Shard(number, tuple(pieces), held)
            number, held, pieces = number + 1, 0, []
        pieces.append(piece)
        held += weight
    if pieces:
        yield Shard(number, tuple(pieces), held)


def _pieces(files: Iterable[InputFile], size: int) -> Iterator[tuple[Piece, int]]:
    for file in files:
        kind = kind_of(file.path)
        if kind is Kind.JSONL and not compressed(file.path) and file.size > size:
            for start in range(0, file.size, size):
                end = min(start + size, file.size)
                yield Piece(file.path, kind, start, end), end - start
        elif kind is Kind.PARQUET and file.size > size:
            yield from _row_groups(file, size)
        else:
            yield Piece(file.path, kind), file.size


def _row_groups(file: InputFile, size: int) -> Iterator[tuple[Piece, int]]:
    """Row groups put together to about `size`; the whole file when its footer cannot be read, which reading tells."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with opened(file.path) as stream:
            metadata = pq.read_metadata(stream)
        weights = [metadata.row_group(group).total_byte_size for group in range(metadata.num_row_groups)]
    except (pa.ArrowException, OSError, Refused):
        yield Piece(file.path, Kind.PARQUET), file.size
        return
    scale = file.size / max(1, sum(weights))  # unpacked sizes to those on disk, which progress counts
    start, held = 0, 0.0
    for group, weight in enumerate(weights):
        if group > start and held + weight * scale > size:
            yield Piece(file.path, Kind.PARQUET, start, group), int(held)
            start, held = group, 0.0
        held += weight * scale
    yield Piece(file.path, Kind.PARQUET, start, len(weights)), int(held)


def cut_stream(stream: IO[bytes], size: int = STREAM_BYTES) -> Iterator[Shard]:
    """The shards of JSON Lines that can only be read once; each carries its bytes, whole lines."""
    number = start = 0
    rest = b""
    while part := stream.read(size):
        block = rest + part
        end = block.rfind(b"\n") + 1
        if not end and len(block) < 5 * size:
            rest = block
            continue
        end = end or len(block)  # a line without end: it is cut, and each part of it is a row that is no JSON
        yield Shard(number, (Piece("-", Kind.JSONL, start, None, block[:end]),), end)
        number, start, rest = number + 1, start + end, block[end:]
    if rest:
        yield Shard(number, (Piece("-", Kind.JSONL, start, None, rest),), len(rest))


def sample(shards: Iterable[Shard], documents: int) -> Iterator[Shard]:
    """At most so many documents, the first of pieces spread evenly over the corpus."""
    pieces = [piece for shard in shards for piece in shard.pieces]
    count = min(documents, len(pieces))
    if not count:
        return
    share, more = divmod(documents, count)
    chosen = [
        replace(pieces[(2 * place + 1) * len(pieces) // (2 * count)], limit=min(share + (place < more), sys.maxsize))
        for place in range(count)
    ]
    for number, first in enumerate(range(0, count, PIECES_IN_SAMPLE)):
        yield Shard(number, tuple(chosen[first : first + PIECES_IN_SAMPLE]), 0)
