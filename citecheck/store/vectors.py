"""What an embedding model made of texts, kept beside the store: each text is embedded once on this machine.

One SQLite file per model and version of it. A vector is found by the digest of its text, so it outlives every build
of the store, an article is never compared with a vector of other words, and an embedding that was interrupted goes on
where it stopped. Several processes may read and write it at once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from citecheck.errors import StoreError, why_unread

if TYPE_CHECKING:
    from numpy.typing import NDArray

Vectors: TypeAlias = "NDArray[np.float32]"  # a row for each text, of length 1
Embed: TypeAlias = "Callable[[Sequence[str]], Vectors]"

_WAIT = 60.0  # seconds that one process waits for another's writing
_AT_ONCE = 16  # texts whose vectors are written together: what a killed run loses at most


def vectors_path(folder: Path, model: str) -> Path:
    """The file of a model's vectors in the folder of the store; `model` names its version too."""
    return folder / f"vectors-{model}.sqlite"


class VectorFile:
    """The vectors of one model; safe to share between threads. The file is made when the first vector is written."""

    def __init__(self, path: Path, embed: Embed) -> None:
        self.path = path
        self._embed = embed
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None

    def of(self, texts: Sequence[str]) -> Vectors:
        """The vectors of `texts`, in order; those not held are embedded, and kept where the folder can be written.

        Raises StoreError when the file is damaged.
        """
        wanted = {_digest(text): text for text in texts}
        held = self._held(list(wanted))
        missing = [key for key in wanted if key not in held]
        for first in range(0, len(missing), _AT_ONCE):
            some = missing[first : first + _AT_ONCE]
            made = self._embed([wanted[key] for key in some]).astype(np.float16)
            held.update(zip(some, made, strict=True))
            self._keep({key: vector.tobytes() for key, vector in zip(some, made, strict=True)})
        return np.array([held[_digest(text)] for text in texts], dtype=np.float32)

    def missing(self, texts: Sequence[str]) -> list[str]:
        """Those of `texts` that have no vector yet, each once, in order."""
        wanted = {_digest(text): text for text in texts}
        held = self._held(list(wanted))
        return [text for key, text in wanted.items() if key not in held]

    def _held(self, keys: Sequence[bytes]) -> dict[bytes, NDArray[np.float16]]:
        if self._connection is None and not self.path.exists():
            return {}
        found: dict[bytes, NDArray[np.float16]] = {}
        with self._lock:
            try:
                for key in keys:
                    row = self._open().execute("SELECT vector FROM vector WHERE text = ?", (key,)).fetchone()
                    if row is not None:
                        found[key] = np.frombuffer(row[0], dtype=np.float16)
            except (
                sqlite3.OperationalError
            ):  # being made by another process, or not to be read: as if it were not there
                return found
            except sqlite3.DatabaseError as error:
                raise StoreError(
                    "cannot read the vectors in {path}: {why}",
                    remedy="delete the file: rm {path}",
                    path=self.path,
                    why=why_unread(error),
                ) from error
        return found

    def _keep(self, vectors: dict[bytes, bytes]) -> None:
        """Write vectors, all of them or none; a folder that cannot be written costs time, not the answer."""
        with self._lock, suppress(sqlite3.OperationalError), self._open() as connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS vector (text BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID"
            )
            connection.executemany("INSERT OR IGNORE INTO vector VALUES (?, ?)", vectors.items())

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = sqlite3.connect(self.path, timeout=_WAIT, check_same_thread=False)
        return self._connection


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
