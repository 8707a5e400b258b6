"""The command `citecheck refresh`: words to an order, an outcome to a report and an exit code.

Importing this loads nothing that makes requests: that happens when the command runs.
"""

from __future__ import annotations

from io import TextIOBase
from pathlib import Path
from typing import Literal

import click

from citecheck.errors import CitecheckError, UsageError
from citecheck.model import Level
from citecheck.options import Misused
from citecheck.refresh.outcome import SourceName

_LEVELS = [level.value for level in Level]
_INCOMPLETE = 3


def _levels(_context: click.Context, _option: click.Parameter, value: str) -> frozenset[Level]:
    """Levels separated by commas."""
    words = [word.strip() for word in value.split(",") if word.strip()]
    for word in words:
        if word not in _LEVELS:
            raise Misused("there is no {word!r}; known are: {known}", word=word, known=", ".join(_LEVELS))
    return frozenset(map(Level, words))


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("titles", nargs=-1, metavar="[TITLE]...")
@click.option(
    "--missing",
    type=click.File("r", encoding="utf-8"),
    metavar="REPORT.json",
    help="The statutes that this report (check --format json) found held without text.",
)
@click.option("--stale", type=click.IntRange(0), metavar="DAYS", help="The statutes not looked at for so many days.")
@click.option("--all", "everything", is_flag=True, help="All that the source lists and whose text is not held.")
@click.option("--level", "levels", callback=_levels, default="", metavar="NAMES", help="Of these levels only: law, …")
@click.option("--history", is_flag=True, help="Earlier versions of the statutes, too (flk).")
@click.option(
    "--source",
    type=click.Choice([name.value for name in SourceName]),
    help="Where to ask; default: flk, or what lies at --from.",
)
@click.option(
    "--from",
    "origin",
    default="",
    metavar="PATH|URL",
    help="A mirror of flk; a checkout, tarball or folder of texts.",
)
@click.option("--replace", is_flag=True, help="Take other words for a version that is stored, and show what differs.")
@click.option(
    "--rate",
    type=click.FloatRange(0, 1000, min_open=True),
    default=0.5,
    show_default=True,
    help="Requests a second.",
)
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the change report as JSON.")
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), default=None, help="Language of the report; default: by locale."
)
def refresh(
    titles: tuple[str, ...],
    missing: TextIOBase | None,
    stale: int | None,
    everything: bool,
    levels: frozenset[Level],
    history: bool,
    source: str | None,
    origin: str,
    replace: bool,
    rate: float,
    dry_run: bool,
    as_json: bool,
    lang: Literal["zh", "en"] | None,
) -> None:
    """Bring the text of statutes up to date, from the official database or from a corpus.

    Everything asked for goes into the store in one step, or nothing does (exit code 3); what was fetched until then
    is kept for a day, and the next refresh goes on from there. No other command uses the network.
    """
    from citecheck.options import language as language_of
    from citecheck.refresh.run import Order, missing_titles
    from citecheck.refresh.run import refresh as run_refresh
    from citecheck.report import refresh as worded
    from citecheck.store.paths import home_folder

    language = language_of(lang)
    named = [title.strip() for title in titles]
    if not all(named):
        raise UsageError("a title is empty")
    if missing is not None:
        found = missing_titles(missing.read())
        if not found and not named:
            click.echo(worded.sentence("nothing_missing", language))
            return
        named += found
    order = Order(
        source=SourceName(source) if source else _guessed(origin),
        origin=origin,
        titles=tuple(dict.fromkeys(named)),
        stale_days=stale,
        everything=everything,
        levels=levels,
        history=history,
        replace=replace,
        dry_run=dry_run,
        rate=rate,
    )

    def tell(key: str) -> None:
        click.echo(f"citecheck: {worded.sentence(key, language)}", err=True)

    try:
        outcome = run_refresh(home_folder(), order, told=tell)
    except CitecheckError as error:
        if as_json and not isinstance(error, UsageError):
            click.echo(worded.failure_as_json(order, error, language), nl=False)
        raise
    click.echo(worded.as_json(outcome, language) if as_json else worded.as_text(outcome, language), nl=False)
    if not outcome.complete:
        raise click.exceptions.Exit(_INCOMPLETE)


def _guessed(origin: str) -> SourceName:
    """The source that a --from without --source must mean."""
    if not origin or "://" in origin:
        return SourceName.FLK
    place = Path(origin).expanduser()
    if (place / "db.sqlite3").is_file():
        return SourceName.LAWREFBOOK
    if any(place.glob("docs/*/*/README.md")):
        return SourceName.JUST_LAWS
    return SourceName.FOLDER
