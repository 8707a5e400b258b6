"""One audit from what was asked to what is written: the engines are called here, the summary is made here."""

from __future__ import annotations

import os
import re
import shutil
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa

from citecheck.audit import charts, manifest, shards
from citecheck.audit.config import AuditConfig, Fields
from citecheck.audit.files import InputFile, clear, files
from citecheck.audit.filter import Rule
from citecheck.audit.local import Job, collecting_seldom, run
from citecheck.audit.manifest import DROPPED, INPUTS, KEPT, PARTS, Done, write_whole
from citecheck.audit.page import render
from citecheck.audit.progress import Progress
from citecheck.audit.summary import Summary, rows_of, summarize
from citecheck.errors import CitecheckError, UsageError
from citecheck.model import Json, Verdict
from citecheck.options import default_jobs
from citecheck.report.json import tool_version
from citecheck.report.messages import Lang, say

SUMMARY, PAGE = "summary.json", "report.html"


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for. `store_build` tells one store from another."""

    paths: tuple[str, ...]
    out: Path
    config: AuditConfig
    store_build: str
    fields: Fields = Fields()  # noqa: RUF009 - frozen
    format: Literal["parquet", "jsonl"] = "parquet"
    engine: Literal["local", "ray", "spark"] = "local"
    address: str | None = None  # of a Ray cluster or Spark master
    parts: str | None = None  # where an engine writes the findings, when not to the output folder
    jobs: int | None = None
    sample: int | None = None
    resume: bool = True
    keep: Path | None = None
    drop: Path | None = None
    rule: Rule | None = None
    quiet: bool = False

    @property
    def streamed(self) -> bool:
        return self.paths == ("-",)

    def options(self) -> dict[str, Json]:
        """What another run must share to go on with this one's parts."""
        config, rule = self.config, self.rule
        return {
            "as_of": "document" if config.own_date else config.as_of.isoformat(),
            "checks": tuple(sorted(str(check) for check in config.checks)),
            "lang": config.lang,
            "format": self.format,
            "text_field": self.fields.text,
            "id_field": self.fields.id,
            "date_field": self.fields.date,
            "url_field": self.fields.url,
            "engine": self.engine,
            "parts": self.parts,
            "sample": self.sample,
            "keep": str(self.keep) if self.keep else None,
            "drop": str(self.drop) if self.drop else None,
            "drop_on": tuple(sorted(str(verdict) for verdict in rule.verdicts)) if rule else None,
            "drop_below": rule.support if rule else None,
            "max_characters": config.max_characters,
            "max_seconds": config.max_seconds,
            "semantic": config.semantic,
        }


def execute(request: Request) -> dict[str, Json]:
    """Do what is asked, or what is left of it, and return the summary that was written.

    Raises UsageError when the output folder holds something else, CitecheckError when the work cannot be completed,
    KeyboardInterrupt when it is stopped; after the latter two the same request goes on where it was.
    """
    out = request.out
    with manifest.locked(out), collecting_seldom():
        manifest.sweep(out)
        fresh = out / f".{INPUTS}.tmp"
        try:
            inputs = shards.write_list(_files(request), fresh)
        except OSError as error:
            raise CitecheckError(
                "cannot write {path}: {why}", remedy=manifest.GO_ON, path=fresh, why=error.strerror
            ) from error
        head: dict[str, Json] = {
            "schema": manifest.SCHEMA,
            "tool": tool_version(),
            "store": request.store_build,
            "inputs": asdict(inputs),
            "options": request.options(),
        }
        if request.parts and not manifest.writes_to(out, request.parts):
            clear(request.parts, ours=False)  # before there is a manifest that would make it ours
        done = manifest.begin(out, head, resume=request.resume)
        (out / PARTS).mkdir(exist_ok=True)
        fresh.replace(out / INPUTS)
        if request.engine == "local":
            summary = _local(request, inputs, done)
            parts: Sequence[Mapping[str, Json]] = [asdict(done[shard]) for shard in sorted(done)]
        else:
            if not manifest.complete(out):
                _under_engine(request, inputs)
            parts = _written(request)
            summary = summarize(rows_of(f"{_folder(request)}/{part['part']}" for part in parts))
        if request.keep and request.drop:
            _joined(out / KEPT, request.keep)
            _joined(out / DROPPED, request.drop)
        manifest.finish(out, head, parts)
        return _tell(summary, request, head)


def _files(request: Request) -> Iterable[InputFile]:
    if request.streamed:
        return ()
    return files(request.paths, without=request.out, written=(request.keep, request.drop))


def _under_engine(request: Request, inputs: shards.Inputs) -> None:
    """Have Ray or Spark do all of it: they repeat what fails on a node themselves, and begin anew when they are
    stopped."""
    folder = request.parts or str((request.out / PARTS).absolute())
    clear(folder, ours=True)
    try:
        if request.engine == "ray":
            from citecheck.audit import ray_engine

            ray_engine.run(_shards(request, inputs), request.config, request.fields, folder, request.address)
        else:
            from citecheck.audit import spark_engine

            found = shards.read_list(request.out / INPUTS)
            names = [(f"{scheme}{os.path.abspath(path)}", path) for path in request.paths for scheme in _SCHEMES]  # noqa: PTH100
            spark_engine.run(found, names, request.config, request.fields, folder, request.address)
    except CitecheckError:
        raise
    except Exception as error:  # whatever a cluster raises
        raise CitecheckError(
            "{engine} could not complete the audit: {why}",
            remedy="mend that and run it again",
            engine=request.engine,
            why=_gist(error),
        ) from error


def _gist(error: Exception) -> str:
    """The line of a cluster's report that names the first error, which is the cause of the others."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    return next((line for line in lines if re.match(r"[\w.]+(?:Error|Exception)\b", line)), lines[0])[:500]


_SCHEMES = ("file://", "file:")


def _folder(request: Request) -> str:
    return request.parts or str(request.out / PARTS)


def _written(request: Request) -> list[dict[str, Json]]:
    """The parts an engine wrote, in the order of their names."""
    folder = _folder(request)
    return [{"part": file.path[len(folder) :].lstrip("/"), "size": file.size} for file in files([folder])]


def _local(request: Request, inputs: shards.Inputs, done: dict[int, Done]) -> dict[str, Json]:
    """Do what is left, and the summary of all of it, which keeps this process busy while its workers are."""
    before = sum(one.bytes for one in done.values())
    job = Job(request.out, request.config, request.fields, request.format, request.rule)
    jobs = request.jobs or default_jobs()
    if jobs > 1:  # this process only waits for its workers
        threading.Thread(target=charts.load).start()
    adding = _Adding(request.out / PARTS, done)
    with (
        Progress(0 if request.sample else inputs.bytes, before, request.config.lang, quiet=request.quiet) as progress,
        closing(run(_shards(request, inputs), job, jobs, done, progress.step, adding.written)) as finished,
    ):
        for result in finished:
            progress.done(result)
            adding.parts()
    return adding.total()


class _Adding:
    """The summary of a run: each part is added once those before it are there. What this process writes itself is
    added as it is written, and not read again."""

    def __init__(self, folder: Path, done: Mapping[int, Done]) -> None:
        self._folder, self._done = folder, done
        self._summary, self._next, self._seen = Summary(), 0, -1

    def written(self, shard: int, rows: pa.RecordBatch) -> None:
        """Rows of the shard, the lowest of those that are left."""
        self.parts()
        self._summary.add(rows)
        self._seen = shard

    def parts(self) -> None:
        while self._next in self._done:
            self._add(self._next)
            self._next += 1

    def total(self) -> dict[str, Json]:
        for shard in sorted(shard for shard in self._done if shard >= self._next):
            self._add(shard)
        return self._summary.as_dict()

    def _add(self, shard: int) -> None:
        if shard != self._seen:
            for rows in rows_of([str(self._folder / self._done[shard].part)]):
                self._summary.add(rows)


def _shards(request: Request, inputs: shards.Inputs) -> Iterator[shards.Shard]:
    if request.streamed:
        return shards.cut_stream(sys.stdin.buffer)
    cut = shards.cut(shards.read_list(request.out / INPUTS), shards.shard_bytes(inputs.bytes))
    return cut if request.sample is None else shards.sample(cut, request.sample)


def _joined(folder: Path, path: Path) -> None:
    """Put the lines of all shards together, in order, whole or not at all; a device or a pipe stays what it is."""
    whole = path.is_file() or not path.exists()
    temporary = path.with_name(f".{path.name}.tmp") if whole else path
    try:
        with temporary.open("wb") as target:
            for part in sorted(folder.glob("[0-9]*.jsonl")):
                with part.open("rb") as lines:
                    shutil.copyfileobj(lines, target, 1 << 20)
        if whole:
            temporary.replace(path)
    except OSError as error:
        if whole:
            temporary.unlink(missing_ok=True)
        raise CitecheckError(
            "cannot write {path}: {why}", remedy=manifest.GO_ON, path=path, why=error.strerror
        ) from error


def _tell(summary: dict[str, Json], request: Request, head: Mapping[str, Any]) -> dict[str, Json]:
    """Write the summary and its page."""
    summary = {**summary, "audit": {key: head[key] for key in ("tool", "store", "inputs", "options")}}
    write_whole(request.out / SUMMARY, manifest.encoded(summary))
    write_whole(request.out / PAGE, render(summary, head, request.config.lang).encode("utf-8", "replace"))
    return summary


def failed(summary: Mapping[str, Any], threshold: tuple[float, bool] | None) -> bool:
    """Whether the corpus has as many suspicious citations as the threshold says: (number, whether a share in %)."""
    if threshold is None:
        return False
    number, share = threshold
    if share:
        return bool(summary["citations"]) and 100 * summary["suspicious"] >= number * summary["citations"]
    return bool(summary["suspicious"] >= number)


def told(summary: Mapping[str, Any], out: Path, lang: Lang) -> Sequence[str]:
    """The result in three lines."""
    words = say(lang)
    return (
        words.label(
            "audit_documents",
            documents=f"{summary['documents']:,}",
            unreadable=f"{summary['unreadable']:,}" if summary["unreadable"] else None,
            citing=f"{summary['documents_with_citations']:,}",
            suspicious=f"{summary['documents_suspicious']:,}",
        ),
        words.label(
            "audit_citations",
            citations=f"{summary['citations']:,}",
            suspicious=f"{summary['suspicious']:,}",
            verdicts=[_counted(verdict, count, lang) for verdict, count in summary["verdicts"].items()],
        ),
        f"{out / PAGE}",
    )


def _counted(verdict: str, count: int, lang: Lang) -> str:
    """How many citations have the verdict; in English it is called as in parts/, where its code can be read."""
    if lang == "en":
        return f"{count:,} {verdict.replace('_', ' ')}"
    words = say(lang)
    return words.label("verdict_count", verdict=words.verdict(Verdict(verdict)), count=f"{count:,}")


def check(request: Request) -> None:
    """Raises UsageError for what cannot be asked together, before any work is done."""
    if (request.keep is None) != (request.drop is None):
        raise UsageError("--keep and --drop go together: every document goes to one of them")
    if request.keep and request.keep.resolve() == (request.drop or request.keep).resolve():
        raise UsageError("--keep and --drop name the same file")
    for path in (request.keep, request.drop):
        if path and (path.is_dir() or not path.resolve().parent.is_dir()):
            raise UsageError(
                "cannot write {path}: {why}",
                remedy="name a file in a folder",
                path=path,
                why="it is a folder, or in none",
            )
    if "-" in request.paths and not request.streamed:
        raise UsageError("standard input cannot be audited together with files", remedy="give - alone")
    if request.parts and request.engine == "local":
        raise UsageError("the local engine writes its parts to the folder of --out", remedy="leave out --parts")
    if request.sample and request.engine == "spark":
        raise UsageError("Spark reads whole files", remedy="take a sample with --engine local or ray")
    if request.streamed and (request.engine != "local" or request.sample):
        raise UsageError("standard input is read by the local engine only, and whole")
    if request.engine != "local" and (request.keep or request.format != "parquet"):
        raise UsageError(
            "--engine {engine} writes Parquet parts only",
            remedy="to part a corpus there, map citecheck.audit.filter.keep_batch over it",
            engine=request.engine,
        )
