"""`citecheck audit`: words to a run. Imported when the command runs, for pyarrow is no small thing to load."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from citecheck.errors import UsageError
from citecheck.extras import require
from citecheck.model import Check, Verdict
from citecheck.options import Misused, codes, day_or, default_jobs, language, progress, semantic

if TYPE_CHECKING:
    from citecheck.audit.run import Request
    from citecheck.report.messages import Lang

    _Parameter: TypeAlias = click.ParamType[tuple[float, bool]]
else:
    _Parameter = click.ParamType  # generic at run time only since click 8.4

FAILED = 1  # the exit code when --fail-on was reached


class Threshold(_Parameter):
    """A number of suspicious citations, or with % their share of all: (number, whether it is a share)."""

    name = "threshold"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, bool]:
        if isinstance(value, tuple):
            return value
        number, share = str(value).removesuffix("%"), str(value).endswith("%")
        try:
            amount = float(number)
        except ValueError:
            amount = -1.0
        if not 0 < amount < float("inf") or (share and amount > 100):  # 0 would fail any corpus
            raise Misused(
                "{value!r} is neither a number of citations (1) nor a share of them (5%) above 0", value=value
            )
        return amount, share


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("paths", nargs=-1, metavar="PATH...", type=click.Path())
@click.option("--out", type=click.Path(path_type=Path), default=None, metavar="FOLDER", help="Where the results go.")
@click.option(
    "--as-of",
    callback=day_or("today", "document"),
    default="today",
    show_default=True,
    metavar="today|document|DATE",
    help="The day the law is judged at; document: each document's own date, today where it gives none.",
)
@click.option(
    "--checks",
    callback=codes(Check),
    default=",".join(Check),
    metavar="NAMES",
    help="What to check, of: existence, validity, quotation, support; default: all.",
)
@semantic
@click.option("--lang", type=click.Choice(["zh", "en"]), default=None, help="Language of messages; default: by locale.")
@click.option("--text-field", default="text", show_default=True, metavar="NAME", help="Of JSON Lines and Parquet.")
@click.option("--id-field", default="id", show_default=True, metavar="NAME")
@click.option("--date-field", default="date", show_default=True, metavar="NAME")
@click.option("--url-field", default="url", show_default=True, metavar="NAME")
@click.option("--format", "form", type=click.Choice(["parquet", "jsonl"]), default="parquet", show_default=True)
@click.option("--engine", type=click.Choice(["local", "ray", "spark"]), default="local", show_default=True)
@click.option("--ray-address", default=None, metavar="ADDRESS", help="Of a Ray cluster; default: start one here.")
@click.option("--spark-master", default=None, metavar="URL", help="Of a Spark cluster; default: as Spark is set up.")
@click.option("--parts", default=None, metavar="ADDRESS", help="Where Ray or Spark writes, if not to FOLDER/parts.")
@click.option("--jobs", type=click.IntRange(1, 1024), default=None, metavar="N", help="Workers; default: all cores.")
@click.option(
    "--sample", type=click.IntRange(1), default=None, metavar="N", help="Take only N documents, spread evenly."
)
@click.option("--resume/--no-resume", default=True, show_default=True, help="Go on where a run like this was stopped.")
@click.option(
    "--fail-on",
    type=Threshold(),
    default=None,
    metavar="N|N%",
    help="Exit with 1 at N suspicious citations, or N% of all.",
)
@click.option("--keep", type=click.Path(path_type=Path), default=None, metavar="FILE", help="Write documents to keep.")
@click.option("--drop", type=click.Path(path_type=Path), default=None, metavar="FILE", help="Write the others.")
@click.option(
    "--drop-on",
    callback=codes(Verdict),
    default=",".join(verdict for verdict in Verdict if verdict.suspicious),
    metavar="CODES",
    help="Drop a document with one of these; default: all that are suspicious.",
)
@click.option(
    "--drop-below",
    type=click.FloatRange(0, 1),
    default=None,
    metavar="SCORE",
    help="Drop a document with a claim that is supported by less.",
)
@click.option(
    "--diff",
    type=(click.Path(path_type=Path), click.Path(path_type=Path)),
    default=None,
    metavar="OLD NEW",
    help="Compare two finished audits instead.",
)
@click.option("--quiet", "-q", is_flag=True, help="No progress; only what went wrong.")
def audit(paths: tuple[str, ...], out: Path | None, diff: tuple[Path, Path] | None, **options: Any) -> None:
    """Check every document of a corpus and sum up what was found.

    PATH... are folders, patterns and files: what citecheck reads, JSON Lines, Parquet, WARC and WET (.gz and .zst,
    too), or - for JSON Lines on standard input. FOLDER gets the findings (parts/), summary.json and report.html.

    Exit codes: 0 done, 1 --fail-on was reached, 2 wrong usage, 3 the work could not be completed.
    """
    require("audit")
    if options["semantic"]:
        require("semantic")
    from citecheck.audit import workers

    if options["engine"] == "local" and diff is None and (options["jobs"] or default_jobs()) > 1:
        workers.begin()
    from citecheck.audit import run
    from citecheck.report.text import visible

    if diff is not None:
        _compare(*diff, language(options["lang"]))
        return
    if not paths:
        raise UsageError("there is nothing to audit", remedy="name folders, patterns or files, or - for standard input")
    if out is None:
        raise UsageError("there is nowhere to write the results", remedy="name a folder with --out")
    request = _request(paths, out, **options)
    run.check(request)
    if request.engine != "local":
        require(request.engine)
    else:
        workers.without_pandas()
    summary = run.execute(request)
    if not request.quiet:
        for line in run.told(summary, out, request.config.lang):
            click.echo(visible(line), err=True)
    if run.failed(summary, options["fail_on"]):
        raise click.exceptions.Exit(FAILED)


def _request(paths: tuple[str, ...], out: Path, **options: Any) -> Request:
    """The words of the command as a request; opens the store, building it first where there is none."""
    from citecheck.audit.config import MAX_SECONDS, SEMANTIC_SECONDS, AuditConfig, Fields
    from citecheck.audit.filter import Rule
    from citecheck.audit.inputs import folder_address
    from citecheck.audit.run import Request
    from citecheck.cli import day
    from citecheck.store import open_store

    if not options["checks"]:
        raise UsageError("--checks names nothing to check; known are: {known}", known=", ".join(Check))
    with progress(options["lang"]) as bar, open_store(progress=bar) as store:
        path, build = store.path, store.info().build_id
    as_of: date | str = options["as_of"]
    config = AuditConfig(
        store=str(path.absolute()),
        as_of=day(as_of),
        own_date=as_of == "document",
        checks=options["checks"],
        lang=language(options["lang"]),
        max_seconds=SEMANTIC_SECONDS if options["semantic"] else MAX_SECONDS,
        semantic=options["semantic"],
    )
    return Request(
        paths=paths,
        out=out,
        config=config,
        store_build=build,
        fields=Fields(*(options[f"{name}_field"] for name in ("text", "id", "date", "url"))),
        format=options["form"],
        engine=options["engine"],
        address=options["ray_address"] if options["engine"] == "ray" else options["spark_master"],
        parts=folder_address(options["parts"]) if options["parts"] else None,
        jobs=options["jobs"],
        sample=options["sample"],
        resume=options["resume"],
        keep=options["keep"],
        drop=options["drop"],
        rule=Rule(options["drop_on"], options["drop_below"]) if options["keep"] else None,
        quiet=options["quiet"],
    )


def _compare(old: Path, new: Path, lang: Lang) -> None:
    from citecheck.audit import manifest
    from citecheck.audit.diff import compare, lines

    for line in lines(compare(manifest.parts(old), manifest.parts(new)), lang):
        click.echo(line)
