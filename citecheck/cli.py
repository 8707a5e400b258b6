"""The command line: words to calls, reports to streams, errors to exit codes. The only part that reads the clock.

Exit codes: 0 nothing suspicious, 1 something is, 2 wrong usage, 3 the work could not be completed (an input that
cannot be read, a store that cannot be opened). The report goes to standard output, all else to standard error.
What a command needs is imported when it runs: `citecheck --help` loads click alone.
"""

from __future__ import annotations

import difflib
import hashlib
import io
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click
from click.shell_completion import CompletionItem

from citecheck.errors import CitecheckError, Sentence, UsageError, lines
from citecheck.model import Check, Verdict
from citecheck.options import Misused, codes, day_or, language, progress, refused
from citecheck.options import semantic as _semantic

if TYPE_CHECKING:
    from citecheck.checker import Checker
    from citecheck.model import DocumentReport
    from citecheck.report import Report
    from citecheck.report.messages import Lang
    from citecheck.report.text import Style
    from citecheck.store import StatuteStore

FINE, SUSPICIOUS, MISUSED, INCOMPLETE = 0, 1, 2, 3
_UNWRITTEN = "cannot write the report to {path}: {why}"


# Commands of other packages, imported when they are called: name → (module, what --help says of it).
_ELSEWHERE = {
    "audit": ("citecheck.audit.command", "Check every document of a corpus and sum up what was found."),
    "lsp": ("citecheck.lsp.command", "Mark citations to distrust in an editor (Language Server Protocol)."),
    "mcp": ("citecheck.agents.command", "Serve tools for language models (Model Context Protocol)."),
    "refresh": ("citecheck.refresh.command", "Bring the text of statutes up to date."),
    "serve": ("citecheck.serve.command", "Serve the web page and the HTTP API to this machine."),
}


class Commands(click.Group):
    """A group whose command `check` need not be named: whatever is no other command is a file or an option of it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*self.commands, *_ELSEWHERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        command: click.Command = getattr(import_module(_ELSEWHERE[cmd_name][0]), cmd_name)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.list_commands(ctx) and args[0] not in ("-h", "--help", "--version"):
            args = ["check", *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands; else what can follow `check`: its options, or files."""
        found = super().shell_complete(ctx, incomplete)
        if incomplete.startswith("-"):
            offered = {one.value for one in found}
            return found + [one for one in check.shell_complete(ctx, incomplete) if one.value not in offered]
        return found or [CompletionItem(incomplete, type="file")]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options of `check`, which is what the program does when no command is named, then the commands."""
        check.format_options(ctx, formatter)
        room = formatter.width - 6 - max(map(len, self.list_commands(ctx)))
        helps = {name: command.get_short_help_str(room) for name, command in self.commands.items()}
        helps |= {name: words for name, (_, words) in _ELSEWHERE.items()}
        with formatter.section("Commands"):
            formatter.write_dl(sorted(helps.items()))


_SETTINGS: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

_lang = click.option(
    "--lang", type=click.Choice(["zh", "en"]), default=None, help="Language of the report; default: by locale."
)


@click.group(cls=Commands, context_settings=_SETTINGS, invoke_without_command=True, no_args_is_help=True)
@click.version_option(package_name="citecheck-cn", prog_name="citecheck")
def cli() -> None:
    """Tell which citations of Chinese law in a text to distrust, and what to cite instead.

    \b
    citecheck FILE...            check files or folders; - is standard input
    citecheck COMMAND --help     what a command does

    Exit codes: 0 nothing suspicious, 1 something is, 2 wrong usage, 3 the work could not be completed.
    """


# ── check ────────────────────────────────────────────────────────────────────────────────────────────────────────

_FORMATS = ("text", "json", "jsonl", "csv", "markdown", "sarif", "html", "docx")


def _configured(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    """Take the settings of the project as defaults. Raises UsageError when one of them is none or has no such value."""
    from citecheck import config

    path = Path(value) if value is not None else config.find(Path.cwd())
    if path is None:
        return
    defaults: dict[str, Any] = {}
    for key, setting in config.load(path).items():
        parameter = next(one for one in ctx.command.params if f"--{key}" in one.opts)
        try:
            parameter.process_value(ctx, setting)
        except click.BadParameter as error:
            raise UsageError("{path}: {key}: {why}", path=path, key=key, why=refused(error, setting)) from error
        defaults[str(parameter.name)] = setting
        if key == "lang" and isinstance(ctx.obj, dict):
            ctx.obj["lang"] = setting  # for what there is to say before the report
    ctx.default_map = defaults
    ctx.meta["citecheck.settings"] = path


@cli.command(context_settings=_SETTINGS)
@click.argument("files", nargs=-1, required=True, type=click.Path(), metavar="FILE...")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True, help="What to write.")
@click.option(
    "--as-of",
    callback=day_or("today", "document"),
    default="today",
    show_default=True,
    metavar="today|document|DATE",
    help="The day the law is judged at; document: each document's own date, today where it gives none.",
)
@_lang
@click.option(
    "--checks",
    callback=codes(Check),
    default=",".join(Check),
    metavar="NAMES",
    help="What to check, of: existence, validity, quotation, support; default: all.",
)
@_semantic
@click.option("--select", callback=codes(Verdict), default="", metavar="CODES", help="Report only these.")
@click.option("--ignore", callback=codes(Verdict), default="", metavar="CODES", help="Do not report these.")
@click.option(
    "--baseline",
    type=click.Path(),
    default=None,
    metavar="REPORT",
    help="Report only what this earlier JSON report has not.",
)
@click.option(
    "--suppress/--no-suppress", default=True, help='Heed "citecheck: ignore[...]" comments in the text; the default.'
)
@click.option("--strict/--no-strict", default=False, help="Count what cannot be verified as suspicious.")
@click.option("--exit-zero/--no-exit-zero", default=False, help="Exit with 0 even when something is suspicious.")
@click.option(
    "--config",
    is_eager=True,
    expose_value=False,
    callback=_configured,
    type=click.Path(),
    metavar="FILE",
    help="Settings; default: the nearest citecheck.toml or [tool.citecheck] of a pyproject.toml, upwards.",
)
@click.option("--output", "-o", type=click.Path(), default=None, metavar="FILE", help="Write the report to FILE.")
@click.option("--quiet", "-q", is_flag=True, help="Print findings only.")
@click.option("--verbose", "-v", is_flag=True, help="List what was not checked; show articles in full.")
@click.option("--no-color", is_flag=True, help="Print without colour.")
def check(
    files: tuple[str, ...],
    form: str,
    as_of: date | str,
    lang: Literal["zh", "en"] | None,
    checks: frozenset[Check],
    semantic: bool,
    select: frozenset[Verdict],
    ignore: frozenset[Verdict],
    baseline: str | None,
    suppress: bool,
    strict: bool,
    exit_zero: bool,
    output: str | None,
    quiet: bool,
    verbose: bool,
    no_color: bool,
) -> None:
    """Check the citations in FILE... (files, folders, or - for standard input)."""
    if not checks:
        raise UsageError("--checks names nothing to check; known are: {known}", known=", ".join(Check))
    if output is not None:
        _check_output(output, files)
    _check_files(files)
    if verbose and (settings := click.get_current_context().meta.get("citecheck.settings")):
        from citecheck.report.messages import say
        from citecheck.report.text import visible

        click.echo(f"citecheck: {visible(say(language(lang)).label('settings_of', path=str(settings)))}", err=True)
    known = _baseline(baseline)
    if form == "docx":
        _check_word(files, output)
    from citecheck.checker import Checker
    from citecheck.report import Report, StoreSummary

    with _store(lang) as opened:
        own_date, judged_on = as_of == "document", day(as_of)
        checker = Checker(opened, as_of=judged_on, own_date=own_date, checks=checks, semantic=semantic)
        documents = tuple(_each(files, checker, lang))
        as_of_all = None if own_date else judged_on
        report = Report(documents, StoreSummary.of(opened.info()), as_of_all)
    if suppress:
        from citecheck.suppress import suppress as without_suppressed

        report = without_suppressed(report, all_checks=checks == frozenset(Check))
    if known is not None:
        from citecheck.baseline import since

        report = since(report, known)
    report = report.showing(select, ignore)
    style = _style(lang, output, quiet=quiet, verbose=verbose, no_color=no_color)
    rendered = _rendered(report, form, style)
    if output is None:
        click.echo(rendered, nl=False)
    else:
        _write_whole(output, rendered)
    _exit(_code(report, strict=strict, exit_zero=exit_zero))


def _rendered(report: Report, form: str, style: Style) -> str | bytes:
    """The report in the format asked for."""
    match form:
        case "text":
            from citecheck.report import text

            return text.render(report, style)
        case "docx":
            from citecheck.report import docx

            return docx.render(report, style.lang, _original(report))
        case _:
            renderer: Any = import_module(f"citecheck.report.{form}")
            rendered: str = renderer.render(report, style.lang)
            return rendered


def _original(report: Report) -> bytes | None:
    """The bytes of the Word file that was checked; None for another kind of input. Raises CitecheckError."""
    from citecheck.model import Document, Media

    document = report.documents[0].document
    if not isinstance(document, Document) or document.media is not Media.DOCX or document.path == "-":
        return None
    try:
        data = Path(document.path).read_bytes()
    except OSError as error:
        raise CitecheckError("cannot read {path} again: {why}", path=document.path, why=error.strerror) from error
    if hashlib.sha256(data).hexdigest() != document.sha256:
        raise CitecheckError(
            "cannot comment {path}: it was changed while it was checked", remedy="try again", path=document.path
        )
    return data


def _baseline(path: str | None) -> frozenset[str] | None:
    if path is None:
        return None
    from citecheck.baseline import read_baseline

    return read_baseline(path)


def _each(files: Sequence[str], checker: Checker, lang: Lang | None) -> Iterator[DocumentReport]:
    """The report of every document, in the order of the files. One that fails is a row, and the rest goes on."""
    from citecheck.model import DocumentReport, Unreadable
    from citecheck.read import read, walk

    for path in walk(files):
        document = path if isinstance(path, Unreadable) else read(path)
        try:
            yield checker.check(document)
        except CitecheckError:
            raise  # the store, not the document
        except Exception as error:
            if os.environ.get("CITECHECK_DEBUG"):
                raise
            why = f"{type(error).__name__}: {error}"
            _complain(language(lang), "checking {path} failed: {why}", _REPORT_IT, path=document.path, why=why)
            yield DocumentReport(Unreadable(document.path, "internal_error", document.sha256), None)


_REPORT_IT = "this is a defect of citecheck; with CITECHECK_DEBUG=1 in the environment it shows where"


def _code(report: Report, *, strict: bool, exit_zero: bool) -> int:
    if report.unreadable:
        return INCOMPLETE
    verdicts = report.verdicts()
    suspicious = any(verdict.suspicious or (strict and verdict is Verdict.UNVERIFIABLE) for verdict in verdicts)
    return SUSPICIOUS if suspicious and not exit_zero else FINE


def _check_files(files: Sequence[str]) -> None:
    """Raises UsageError when the one word given is a misspelled command rather than a file."""
    first = files[0]
    if not os.path.lexists(first) and first != "-" and not Path(first).suffix:
        near = difflib.get_close_matches(first, [*cli.commands, *_ELSEWHERE], 1, 0.75)
        if near:
            raise UsageError(
                "there is no file and no command {first!r}; did you mean: citecheck {near}?", first=first, near=near[0]
            )


def _check_word(files: Sequence[str], output: str | None) -> None:
    """Raises UsageError when a Word file has nowhere to go, or would be made of several documents."""
    if output is None:
        raise UsageError("--format docx writes a Word file: say where with --output FILE.docx")
    if len(files) > 1 or Path(files[0]).is_dir():
        raise UsageError("--format docx comments one document: give one file", remedy="for several, call it for each")


def _check_output(output: str, files: Iterable[str]) -> None:
    """Raises UsageError when the report would replace an input, or has nowhere to go: before the work, not after."""
    target = Path(output)
    if target.is_dir() or not target.absolute().parent.is_dir():
        raise UsageError(_UNWRITTEN, path=output, why="there is no such folder, or it is a folder itself")
    for file in files:
        with suppress(OSError):
            if target.exists() and target.samefile(file):
                raise UsageError(_UNWRITTEN, path=output, why="it is one of the files to check")


def _write_whole(output: str, rendered: str | bytes) -> None:
    """Write the report whole or not at all. Raises CitecheckError."""
    target = Path(output)
    data = rendered if isinstance(rendered, bytes) else rendered.encode("utf-8", "backslashreplace")
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if target.exists() and not target.is_file():  # a device such as /dev/null is written to, not replaced
            target.write_bytes(data)
            return
        temporary.write_bytes(data)
        temporary.replace(target)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        remedy = "give a place that can be written with --output"
        raise CitecheckError(_UNWRITTEN, remedy=remedy, path=output, why=error.strerror) from error


# ── show, search, explain ────────────────────────────────────────────────────────────────────────────────────────


@cli.command(context_settings=_SETTINGS)
@click.argument("title")
@click.argument("article", required=False)
@click.option("--as-of", callback=day_or("today"), default="today", show_default=True, metavar="DATE")
@_lang
@click.option("--no-color", is_flag=True, help="Print without colour.")
def show(title: str, article: str | None, as_of: date | str, lang: Literal["zh", "en"] | None, no_color: bool) -> None:
    """Show a statute on its time line, and the words of ARTICLE (264, 133-1, 第一百三十三条之一)."""
    from citecheck import lookup
    from citecheck.report import lookup as worded

    judged_on, style = day(as_of), _style(lang, None, no_color=no_color)
    if article is None:
        name, article = lookup.split_article(lookup.split_pinpoint(title)[0])
        title = name if article is not None else title
    else:
        article = lookup.split_pinpoint(article)[0]
    number = lookup.article_number(article) if article is not None else None
    with _store(lang) as opened:
        found = lookup.find(opened, title)
        if not found.statutes:
            _print(worded.not_found(title, found, style))
            _exit(SUSPICIOUS)
        if len(found.statutes) > 1:
            _print(worded.several(title, found.statutes, style))
        for statute in found.statutes:
            _print(worded.time_line(statute, opened.versions(statute.id), opened.repeals(statute.id), judged_on, style))
            if number is not None:
                version, held = lookup.held_article(opened, statute, number, judged_on)
                _print(worded.article(statute, version, number, held, style))


@cli.command(context_settings=_SETTINGS)
@click.argument("words", nargs=-1, required=True)
@click.option("--as-of", callback=day_or("today"), default="today", show_default=True, metavar="DATE")
@click.option("--limit", "-n", type=click.IntRange(1, 100), default=10, show_default=True)
@_lang
@click.option("--no-color", is_flag=True, help="Print without colour.")
def search(
    words: tuple[str, ...], as_of: date | str, limit: int, lang: Literal["zh", "en"] | None, no_color: bool
) -> None:
    """Search the articles in force for WORDS, best first."""
    from citecheck import lookup
    from citecheck.report import lookup as worded

    query = " ".join(words)
    with _store(lang) as opened:
        places = lookup.search(opened, query, day(as_of), limit)
        _print(worded.hits(places, query, _style(lang, None, no_color=no_color)))
    _exit(FINE if places else SUSPICIOUS)


@cli.command(context_settings=_SETTINGS)
@click.argument("place", type=click.Path(), metavar="FILE:OFFSET")
@click.option("--as-of", callback=day_or("today", "document"), default="today", show_default=True, metavar="DATE")
@_semantic
@_lang
@click.option("--no-color", is_flag=True, help="Print without colour.")
def explain(place: str, as_of: date | str, semantic: bool, lang: Literal["zh", "en"] | None, no_color: bool) -> None:
    """Explain how the citation at FILE:OFFSET (or FILE:LINE:COLUMN) was read and judged."""
    matched = re.fullmatch(r"(.+?):(\d+)(?::(\d+))?:?", place, re.DOTALL)
    if matched is None:
        raise UsageError("{place!r} is not FILE:OFFSET or FILE:LINE:COLUMN", place=place)
    from citecheck import lookup
    from citecheck.checker import Checker
    from citecheck.model import Unreadable
    from citecheck.read import read
    from citecheck.report import lookup as worded
    from citecheck.report import text

    document = read(matched[1])
    first, second = int(matched[2]), int(matched[3]) if matched[3] else None
    with _store(lang) as opened:
        checker = Checker(opened, as_of=day(as_of), own_date=as_of == "document", semantic=semantic)
        report = checker.check(document)
        style = _style(lang, None, verbose=True, no_color=no_color)
        found, lines = text.explain(report, first, second, style)
        for checked in worded.cited_at(report, first, second):
            told = lookup.explanation(checked, checker.judge)
            lines += worded.explanation(told, style) if told is not None else ()
    _print(lines)
    _exit(INCOMPLETE if isinstance(document, Unreadable) else FINE if found else SUSPICIOUS)


# ── store ────────────────────────────────────────────────────────────────────────────────────────────────────────


@cli.group(context_settings=_SETTINGS)
def store() -> None:
    """Inspect, build and verify the store of statutes."""


@store.command("info")
@_lang
def store_info(lang: Literal["zh", "en"] | None) -> None:
    """Print what the store holds, how far its lists reach, and where it came from."""
    from citecheck.report import lookup

    with _store(lang) as opened:
        _print(lookup.store_info(opened.info(), _style(lang, None)))


@store.command("build")
@click.option("--force", is_flag=True, help="Drop the text that was fetched.")
def store_build(force: bool) -> None:
    """Build the store anew; on failure the old one stays."""
    from citecheck.store import build_store

    with progress() as bar:
        path = build_store(progress=bar, force=force)
    _done("store_path_built", path)


@store.command("verify")
def store_verify() -> None:
    """Read the whole store and its claim index, and say whether they are sound."""
    from citecheck.store.paths import store_path
    from citecheck.store.verify import store_problems

    path = store_path()
    problems = store_problems(path)
    if problems:
        raise CitecheckError(
            "the statute store {path} is not sound:\n  {problems}",
            remedy="rebuild it with: citecheck store build",
            path=path,
            problems=lines(problems),
        )
    _done("store_path_sound", path)


@store.command("vectors")
@click.option("--as-of", callback=day_or("today"), default="today", show_default=True, metavar="DATE")
def store_vectors(as_of: date | str) -> None:
    """Embed all articles in force now, not when --semantic first needs them.

    This takes the better part of an hour of one core; stopped, it goes on where it was.
    """
    from citecheck.checks.semantic import embed_all
    from citecheck.store.opening import BuildStep

    with _store() as opened, progress() as bar:
        path, made = embed_all(opened, day(as_of), lambda done, total: bar(BuildStep.VECTORS, done, total))
    _done("embedded", path, count=made)


@store.command("diff")
@_lang
def store_diff(lang: Literal["zh", "en"] | None) -> None:
    """List the facts on which a source of text and the catalogue differ."""
    from citecheck.report import lookup

    with _store(lang) as opened:
        _print(lookup.disagreements(opened.disagreements(), _style(lang, None)))


# ── judge ────────────────────────────────────────────────────────────────────────────────────────────────────────


@cli.command(context_settings=_SETTINGS)
@click.argument("claims", type=click.Path(), metavar="CLAIMS.jsonl")
@click.option("--as-of", callback=day_or("today"), default="today", show_default=True, metavar="DATE")
@_semantic
def judge(claims: str, as_of: date | str, semantic: bool) -> None:
    """Judge claims against the articles they cite.

    A line holds {"title", "article", "branch", "claim"}; for each a line comes out, in order:
    {"score", "verdict", "findings", "suggestions", "reasons"}.
    """
    from citecheck import lookup
    from citecheck.checks.support import ClaimJudge
    from citecheck.report.json import dumped

    with _store() as opened:
        claim_judge = ClaimJudge(opened, semantic=semantic)
        for row in lookup.judge_rows(_text_lines(claims), opened, claim_judge, day(as_of)):
            click.echo(dumped(row))


def _done(key: str, path: Path, **facts: int) -> None:
    """Say that a command has done its work."""
    from citecheck.report.messages import say
    from citecheck.report.text import visible

    click.echo(visible(say(language(None)).label(key, path=str(path), **facts)))


def _text_lines(path: str) -> list[str]:
    """The lines of a text file. Raises CitecheckError when it cannot be read."""
    from citecheck.model import Unreadable
    from citecheck.read import read
    from citecheck.report.messages import say

    document = read(path)
    if isinstance(document, Unreadable):
        raise CitecheckError(
            "cannot read {path}: {why}", path=document.path, why=say(language(None)).unreadable(document)
        )
    return document.text.split("\n")


# ── edges ────────────────────────────────────────────────────────────────────────────────────────────────────────


def day(as_of: date | str) -> date:
    """The day meant: a word (today, document) means today, the one place where the clock is read."""
    return as_of if isinstance(as_of, date) else date.today()


def _style(
    lang: Literal["zh", "en"] | None,
    output: str | None,
    *,
    quiet: bool = False,
    verbose: bool = False,
    no_color: bool = False,
) -> Style:
    from citecheck.report.text import Style

    plain = no_color or output is not None or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return Style(
        lang=language(lang),
        colour=not plain and sys.stdout.isatty(),
        width=max(60, min(140, shutil.get_terminal_size((100, 24)).columns)),
        quiet=quiet,
        verbose=verbose,
    )


@contextmanager
def _store(lang: Lang | None = None) -> Iterator[StatuteStore]:
    """The store, built first where there is none, with a bar on standard error while that takes time."""
    from citecheck.store import open_store

    with progress(lang) as bar:
        opened = open_store(progress=bar)
    with opened:
        yield opened


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def _exit(code: int) -> None:
    if code:
        raise click.exceptions.Exit(code)


def _complain(lang: Lang, message: str, remedy: str | None = None, **facts: object) -> None:
    """Say on standard error what stood in the way, both sentences being templates as of our errors."""
    _tell(lang, message, remedy, facts)


def _tell(lang: Lang, message: str, remedy: str | None, facts: Mapping[str, object]) -> None:
    from citecheck.report.messages import say
    from citecheck.report.text import visible

    def shown(template: str) -> str:
        told = say(lang).error(template, facts)
        # a template may have lines of its own; where it has none, a line is one that a name on disk wants to begin
        return "\n".join(map(visible, told.split("\n"))) if "\n" in template else visible(told)

    click.echo("citecheck: " + "\n  ".join(shown(template) for template in (message, remedy) if template), err=True)


def _complain_of(error: CitecheckError, lang: Lang) -> None:
    message, remedy = error.templates
    _tell(lang, message, remedy, error.facts)


def _complain_of_usage(error: click.UsageError, lang: Lang) -> None:
    """As click says it or, in Chinese, in words of ours: click has English alone."""
    if lang == "en":
        from citecheck.report.text import visible

        error.show(told := io.StringIO())
        click.echo("\n".join(map(visible, told.getvalue().split("\n"))), nl=False, err=True)
        return
    template, facts = _misuse(error)
    command = error.ctx.command_path if error.ctx else "citecheck"
    _tell(lang, template, "see: {command} --help", {**facts, "command": command})


def _misuse(error: click.UsageError) -> tuple[str, dict[str, object]]:
    """What click found wrong with the words of the command line, as a template and its facts."""
    parameter = error.param if isinstance(error, click.BadParameter) else None
    name = parameter.opts[0] if isinstance(parameter, click.Option) else getattr(parameter, "human_readable_name", "")
    match error:
        case click.NoSuchOption(option_name=option, possibilities=[near, *_]):
            return "there is no option {name}; did you mean {near}?", {"name": option, "near": near}
        case click.NoSuchOption(option_name=option):
            return "there is no option {name}", {"name": option}
        case click.BadOptionUsage(option_name=option):
            if several := re.search(r"requires (\d+) arguments", error.message):
                return "{name} wants {count} values", {"name": option, "count": several[1]}
            wants = "requires" in error.message
            return "{name} wants a value" if wants else "{name} takes no value", {"name": option}
        case click.MissingParameter():
            return "{name} is missing", {"name": name}
        case Misused(template=template, facts=facts):
            return "{name}: {why}", {"name": name, "why": Sentence(template, facts)}
        case click.BadParameter(param=click.Parameter(type=click.Choice(choices=choices))):
            known = Sentence("one of: {known}", {"known": tuple(map(str, choices))})
            return "{name}: {why}", {"name": name, "why": known}
        case click.BadParameter(param=click.Parameter(type=click.IntRange() | click.FloatRange() as span)):
            return "{name}: {why}", {"name": name, "why": Sentence(_span(span), {"low": span.min, "high": span.max})}
        case click.BadParameter(param=click.Parameter(type=click.File()), __context__=OSError() as why):
            return "{name}: {why}", {"name": name, "why": why}
        case _ if extra := re.fullmatch(r"Got unexpected extra arguments? \((.*)\)", error.message, re.DOTALL):
            return "there is nothing to do with: {words}", {"words": extra[1]}
        case _ if unknown := re.match(r"No such command '(.*?)'\.", error.message, re.DOTALL):
            return "there is no command {word!r}", {"word": unknown[1]}
        case _:
            return "cannot go on: {why}", {"why": error.format_message()}


def _span(kind: click.IntRange | click.FloatRange) -> str:
    """What numbers an option takes, as a template."""
    if kind.max is None:
        return "a number of at least {low}"
    return "a number above {low} and up to {high}" if kind.min_open else "a number from {low} to {high}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def _language_asked(arguments: Sequence[str]) -> Lang | None:
    """The language named on the command line, which may be wrong in every other word."""
    for word, following in zip(arguments, [*arguments[1:], ""], strict=False):
        for lang in ("zh", "en"):
            if word == f"--lang={lang}" or (word == "--lang" and following == lang):
                return lang
    return None


def run(arguments: Sequence[str]) -> int:
    """The exit code of one run; errors of ours and of usage are told on standard error, never raised."""
    settled: dict[str, Lang] = {}  # what the settings of the project say of the language

    def lang() -> Lang:
        return _language_asked(arguments) or settled.get("lang") or language(None)

    try:
        code = cli.main(list(arguments), prog_name="citecheck", standalone_mode=False, obj=settled)
        sys.stdout.flush()
    except click.UsageError as error:
        _complain_of_usage(error, lang())
        return MISUSED
    except UsageError as error:
        _complain_of(error, lang())
        return MISUSED
    except click.ClickException as error:
        _complain(lang(), "cannot go on: {why}", why=error.format_message())
        return INCOMPLETE
    except CitecheckError as error:
        _complain_of(error, lang())
        return INCOMPLETE
    except BrokenPipeError:
        # whoever read our output went away: nobody is left to tell, and the interpreter must not try at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return INCOMPLETE
    except SystemExit as stop:
        # how click answers when the reader goes away in the middle: code 1, which here means something else
        return INCOMPLETE if stop.code else FINE
    except (KeyboardInterrupt, click.Abort):
        return 130
    except OSError as error:
        _complain(lang(), "cannot go on: {why}", why=error)
        return INCOMPLETE
    except MemoryError:
        _complain(lang(), "cannot go on: {why}", "check fewer or smaller files in one run", why="out of memory")
        return INCOMPLETE
    except Exception as error:
        if os.environ.get("CITECHECK_DEBUG"):
            raise
        _complain(lang(), "cannot go on: {why}", _REPORT_IT, why=f"{type(error).__name__}: {error}")
        return INCOMPLETE
    return code if isinstance(code, int) else FINE
