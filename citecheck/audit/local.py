"""The local engine: a pool of processes, each of which reads, checks and writes one shard at a time."""

from __future__ import annotations

import gc
import io
import json
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import wait as wait_for
from pathlib import Path
from typing import IO, Any, Literal

import pyarrow as pa

from citecheck.audit import manifest, workers
from citecheck.audit.batch import audit_entries
from citecheck.audit.config import AuditConfig, Fields
from citecheck.audit.filter import Rule, keep
from citecheck.audit.inputs import Entry, entries, handfuls, weight
from citecheck.audit.manifest import DROPPED, KEPT, PARTS, Done
from citecheck.audit.schema import OUT
from citecheck.audit.shards import Shard
from citecheck.errors import CitecheckError, UsageError

ROWS_IN_GROUP, BYTES_IN_GROUP = 50_000, 32 * 1024 * 1024
"""Of a Parquet part: what a writer holds. Rows that are long for the name of their document reach the second."""


_UNLIKE = {"document", "position", "sha256", "characters", "start", "end", "line", "claim", "claim_start", "claim_end"}
_REPEATED = [name for name in OUT.names if name not in _UNLIKE | {"support_reasons", "findings"}]
_FILTERED = ["source", "date", "suspicious", "statute", "article", "verdict"]
"""The columns of a Parquet part that have a dictionary, and those whose extremes are noted for whoever filters by them:
both for all of them cost a fifth of the time of writing, and a sixth of the bytes."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker must know beside the shard."""

    out: Path
    config: AuditConfig
    fields: Fields
    format: Literal["parquet", "jsonl"] = "parquet"
    rule: Rule | None = None  # part the documents into kept and dropped


@dataclass(frozen=True, slots=True)
class Step:
    """What was added since the last one, for whoever shows progress."""

    bytes: int = 0
    documents: int = 0
    citations: int = 0
    suspicious: int = 0


class Stopped(Exception):  # noqa: N818 - not an error: somebody asked for it
    """The run was asked to stop between two batches."""


def run_shard(
    shard: Shard,
    job: Job,
    tell: Callable[[Step], None] = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
    written: Callable[[int, pa.RecordBatch], None] = lambda *_: None,
) -> Done:
    """Read, check and write one shard: its part is under its own name only when it is whole.

    Raises CitecheckError when the store or the disk fails, Stopped.
    """
    part = f"part-{shard.number:06d}.{job.format}"
    documents = citations = suspicious = unreadable = 0
    try:
        with ExitStack() as stack:
            writer = stack.enter_context(_Part(job.out / PARTS / part, job.format))
            lines = [
                stack.enter_context(_Part(job.out / folder / f"{shard.number:06d}.jsonl", "lines"))
                for folder in ((KEPT, DROPPED) if job.rule else ())
            ]
            found = (entry for piece in shard.pieces for entry in entries(piece, job.fields, raw=bool(job.rule)))
            for held in handfuls(found):
                if stopped():
                    raise Stopped
                rows = audit_entries(held, job.config)
                writer.write(rows)
                written(shard.number, rows)
                if job.rule:
                    for (_, kept), entry in zip(keep(rows, job.rule), held, strict=True):
                        lines[0 if kept else 1].stream.write((entry.raw or b"").rstrip(b"\r\n") + b"\n")
                step = _counted(held, rows)
                documents += step.documents
                citations += step.citations
                suspicious += step.suspicious
                unreadable += rows.num_rows - rows.column("error").null_count
                tell(step)
    except OSError as error:
        raise CitecheckError(
            "cannot write to {path}: {why}", remedy=manifest.GO_ON, path=job.out, why=error.strerror or str(error)
        ) from error
    sizes = [line.size for line in lines] or [0, 0]
    return Done(
        shard.number,
        part,
        writer.size,
        shard.bytes,
        documents,
        citations,
        suspicious,
        unreadable,
        sizes[0],
        sizes[1],
        shard.given,
    )


def _counted(held: list[Entry], rows: pa.RecordBatch) -> Step:
    first = [not ordinal for ordinal in rows.column("ordinal").to_pylist()]
    firsts = rows.select(["citations", "suspicious"]).filter(pa.array(first, pa.bool_()))
    return Step(
        bytes=sum(map(weight, held)),
        documents=len(held),
        citations=sum(firsts.column("citations").to_pylist()),
        suspicious=sum(firsts.column("suspicious").to_pylist()),
    )


class _Part:
    """A file that gets its name when it is whole, and disappears otherwise."""

    def __init__(self, path: Path, form: str) -> None:
        self._path, self._form = path, form
        self._temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        self._held: list[pa.RecordBatch] = []
        self._rows = self._bytes = 0
        self._parquet: Any = None
        self.size = 0

    def __enter__(self) -> _Part:
        self._path.parent.mkdir(exist_ok=True)
        self.stream: IO[bytes] = self._temporary.open("wb")
        if self._form == "parquet":
            import pyarrow.parquet as pq

            self._parquet = pq.ParquetWriter(
                self.stream, OUT, compression="zstd", use_dictionary=_REPEATED, write_statistics=_FILTERED
            )
        return self

    def write(self, rows: pa.RecordBatch) -> None:
        if self._parquet is None:
            for row in rows.to_pylist():
                known = {name: value for name, value in row.items() if value is not None}
                self.stream.write(json.dumps(known, ensure_ascii=False, default=str).encode() + b"\n")
            return
        self._held.append(rows)
        self._rows += rows.num_rows
        self._bytes += rows.nbytes
        if self._rows >= ROWS_IN_GROUP or self._bytes >= BYTES_IN_GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._held:
            self._parquet.write_table(pa.Table.from_batches(self._held, OUT), row_group_size=self._rows)
            self._held, self._rows, self._bytes = [], 0, 0

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if self._parquet is not None:
                if kind is None:
                    self._flush()
                self._parquet.close()
            self.stream.flush()
            os.fsync(self.stream.fileno())
            self.size = self.stream.tell()
            self.stream.close()
            if kind is None:
                self._temporary.replace(self._path)
                return
        except OSError:
            if kind is None:
                raise
        finally:
            with suppress(OSError):
                self.stream.close()
            self._temporary.unlink(missing_ok=True)


# ── the pool ─────────────────────────────────────────────────────────────────────────────────────────────────────


def run(
    shards: Iterable[Shard],
    job: Job,
    jobs: int,
    done: dict[int, Done],
    tell: Callable[[Step], None],
    written: Callable[[int, pa.RecordBatch], None],
) -> Generator[Done, None, None]:
    """Do every shard that is not in `done`; each comes as it is finished, when it is in `done` and in the log.

    `written` is given the rows of a shard that this process writes itself, as it does when it is the one worker.

    Raises CitecheckError when the work cannot go on, UsageError when standard input is not what it was. However it
    ends, also when it is closed, the log is closed and the workers have ended, so that the next run takes up what is
    left.
    """
    left = _left(shards, done)
    with (job.out / manifest.LOG).open("ab", buffering=0) as log:
        if log.tell() and not _ends_whole(job.out / manifest.LOG):
            manifest.append(log, b"\n")  # the line that a killed writer left is torn: nothing may be glued to it
        alone = (run_shard(shard, job, tell, written=written) for shard in left)
        results = alone if jobs == 1 else _pooled(left, job, jobs, tell)
        with closing(results):
            for result in results:
                manifest.record(log, result)
                done[result.shard] = result
                yield result


_SELDOM = 200_000
"""New values before the collector looks for what refers to itself. What is made for a document goes with its last name,
500 of them leave nothing behind, and looking after every 700 values took 4 % of the time."""


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """For a whole run, the page of its summary too: what the run remembers was looked through while that was drawn, for
    half a second after 7,000 citations with claims."""
    usual = gc.get_threshold()
    gc.set_threshold(_SELDOM, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _left(shards: Iterable[Shard], done: Mapping[int, Done]) -> Iterator[Shard]:
    """The shards that are to be done. A list of files tells whether it is still the same; standard input, only here."""
    known = dict(done)
    for shard in shards:
        if (one := known.pop(shard.number, None)) is None:
            yield shard
        elif one.given != shard.given:
            raise _other_stream()
    if any(one.given for one in known.values()):  # it ended early
        raise _other_stream()


def _other_stream() -> UsageError:
    return UsageError(
        "cannot go on: standard input is not what it was when this audit was begun",
        remedy="give another folder with --out, or begin anew in this one with --no-resume",
    )


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as stream:
        stream.seek(-1, io.SEEK_END)
        return stream.read(1) == b"\n"


def _pooled(left: Iterator[Shard], job: Job, jobs: int, tell: Callable[[Step], None]) -> Generator[Done, None, None]:
    """The results of the shards as they come, a few more shards in hand than there are workers."""
    context = workers.context()
    steps: Any = context.SimpleQueue()
    stop = context.Event()
    pool = ProcessPoolExecutor(jobs, context, initializer=_start, initargs=(job, steps, stop))
    pending: dict[Future[Done], Shard] = {}
    try:
        while True:
            while len(pending) < jobs + 2 and (shard := next(left, None)) is not None:
                pending[pool.submit(_work, shard)] = shard
            if not pending:
                return
            ready, _ = wait(pending, timeout=0.2, return_when=FIRST_COMPLETED)
            while not steps.empty():
                tell(steps.get())
            for future in sorted(ready, key=lambda future: pending[future].number):
                shard = pending[future]
                result = future.result()
                del pending[future]
                yield result
    except BrokenProcessPool as error:
        raise CitecheckError(
            "a worker died on one of the shards {numbers} (killed, or out of memory)",
            remedy="run the same command again, with fewer --jobs where memory is short: what is done is kept",
            numbers=tuple(shard.number for shard in pending.values()),
        ) from error
    finally:
        stop.set()
        for future in pending:
            future.cancel()
        drain = threading.Thread(target=_drain, args=(steps,), daemon=True)
        drain.start()  # a worker that tells its last step must not wait for a reader
        pool.shutdown(wait=True, cancel_futures=True)


def _drain(steps: Any) -> None:
    with suppress(EOFError, OSError):
        while True:
            steps.get()


_job: Job
_tell: Callable[[Step], None]
_stopped: Callable[[], bool]


def _start(job: Job, steps: Any, stop: Any) -> None:
    """Make this process a worker: Ctrl-C is the parent's to handle, and without a parent there is no work."""
    global _job, _tell, _stopped
    _job, _tell, _stopped = job, steps.put, stop.is_set
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(_SELDOM)
    workers.without_pandas()
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent.sentinel,), daemon=True).start()


def _follow(sentinel: Any) -> None:
    """End with the parent, however it ends: a pool's workers would wait for its queue for ever."""
    wait_for([sentinel])
    os._exit(1)


def _work(shard: Shard) -> Done:
    return run_shard(shard, _job, _tell, _stopped)
