"""What the commands have in common: reading their options, the language, a bar while the store is built."""

from __future__ import annotations

import difflib
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from enum import StrEnum
from typing import Any, Literal

import click

from citecheck.model import Verdict

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def codes(kind: type[StrEnum]) -> Callable[[click.Context, click.Parameter, str], frozenset[Any]]:
    """A callback that reads a list of codes separated by commas as a frozenset of `kind`."""
    known = {code.value: code for code in kind if code is not Verdict.OK}

    def read(_ctx: click.Context, _param: click.Parameter, value: str) -> frozenset[Any]:
        words = [word.strip() for word in value.split(",") if word.strip()]
        for word in words:
            if word not in known:
                near = difflib.get_close_matches(word, known, 1)
                hint = f"did you mean {near[0]}?" if near else f"known are: {', '.join(known)}"
                raise click.BadParameter(f"there is no {word!r}; {hint}")
        return frozenset(known[word] for word in words)

    return read


semantic = click.option(
    "--semantic/--no-semantic",
    default=False,
    help="Have an embedding model judge doubtful claims; needs the extra semantic.",
)


def day_or(*words: str) -> Callable[[click.Context, click.Parameter, str], date | str]:
    """A callback that reads a day written 2024-05-31, or one of `words`."""

    def read(_ctx: click.Context, _param: click.Parameter, value: str) -> date | str:
        if value in words:
            return value
        with suppress(ValueError):
            if _ISO.fullmatch(value):
                return date.fromisoformat(value)
        raise click.BadParameter(f"{value!r} is not {' or '.join([*words, 'a day written as 2024-05-31'])}")

    return read


def language(lang: Literal["zh", "en"] | None) -> Literal["zh", "en"]:
    """The language asked for, else that of the locale: Chinese for zh_*, English for all others."""
    if lang is not None:
        return lang
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next(filter(None, names), "").lower().startswith("zh") else "en"


@contextmanager
def progress() -> Iterator[Any]:
    """A callback for the builder; what shows the bar is loaded when it is first called."""
    bar = _Bar()
    try:
        yield bar
    finally:
        bar.close()


class _Bar:
    """Steps of a build on standard error: a bar on a terminal, else one line."""

    def __init__(self) -> None:
        self._progress: Any = None
        self._tasks: dict[str, Any] = {}
        self._told = False

    def __call__(self, step: StrEnum, done: int, total: int) -> None:
        words = _STEPS.get(step.value, step.value)
        if not sys.stderr.isatty():
            if not self._told or not total:
                self._told = True
                click.echo(f"citecheck: {_STEPS['building'] if total and step.value != 'vectors' else words}", err=True)
            return
        if self._progress is None:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

            columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
            self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
            self._progress.start()
        if step.value not in self._tasks:
            self._tasks[step.value] = self._progress.add_task(words, total=total or None)
        self._progress.update(self._tasks[step.value], completed=done)

    def close(self) -> None:
        if self._progress is not None:
            self._progress.stop()


_STEPS = {
    "building": "building the statute store (once; takes some seconds)",
    "outdated": "the statute store was built from another catalogue; building it anew",
    "kept": "the statute store was built from another catalogue and cannot be replaced; using it as it is",
    "waiting": "waiting for another process that is building the statute store",
    "catalogue": "reading the catalogue",
    "text": "reading statute text",
    "index": "indexing articles",
    "finishing": "finishing the statute store",
    "vectors": "embedding articles (once; takes the better part of an hour; stopped, it goes on where it was)",
}
