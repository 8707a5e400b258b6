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

from citecheck.errors import Sentence
from citecheck.model import Verdict

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


class Misused(click.BadParameter):
    """A value that an option does not take; `template` with its `facts` is the English sentence, as of our errors."""

    def __init__(self, template: str, **facts: object) -> None:
        super().__init__(template.format(**facts))
        self.template = template
        self.facts = facts


def refused(error: click.BadParameter, value: object) -> object:
    """Why an option does not take the value that the settings give it."""
    if isinstance(error, Misused):
        return Sentence(error.template, error.facts)
    if error.param is not None and isinstance(error.param.type, click.Choice):
        known = ", ".join(map(repr, error.param.type.choices))
        said = Sentence("{value!r} is not one of {known}.", {"value": value, "known": known})
        return said if str(said) == error.message else error.message
    return error.message


def codes(kind: type[StrEnum]) -> Callable[[click.Context, click.Parameter, str], frozenset[Any]]:
    """A callback that reads a list of codes separated by commas as a frozenset of `kind`."""
    known = {code.value: code for code in kind if code is not Verdict.OK}

    def read(_ctx: click.Context, _param: click.Parameter, value: str) -> frozenset[Any]:
        words = [word.strip() for word in value.split(",") if word.strip()]
        for word in words:
            if word not in known:
                if near := difflib.get_close_matches(word, known, 1):
                    raise Misused("there is no {word!r}; did you mean {near}?", word=word, near=near[0])
                raise Misused("there is no {word!r}; known are: {known}", word=word, known=", ".join(known))
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
        known = " or ".join(words)
        raise Misused("{value!r} is not {known} or a day written as 2024-05-31", value=value, known=known)

    return read


def language(lang: Literal["zh", "en"] | None) -> Literal["zh", "en"]:
    """The language asked for, else that of the locale: Chinese for zh_*, English for all others."""
    if lang is not None:
        return lang
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next(filter(None, names), "").lower().startswith("zh") else "en"


def default_jobs() -> int:
    """Workers, where none are asked for: as many as this process may use cores."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


@contextmanager
def progress(lang: Literal["zh", "en"] | None = None) -> Iterator[Any]:
    """A callback for the builder; what shows the bar, and its words, are loaded when it is first called."""
    bar = _Bar(lang)
    try:
        yield bar
    finally:
        bar.close()


class _Bar:
    """Steps of a build on standard error: a bar on a terminal, else one line."""

    def __init__(self, lang: Literal["zh", "en"] | None) -> None:
        self._lang = lang
        self._progress: Any = None
        self._tasks: dict[str, Any] = {}
        self._told = False

    def __call__(self, step: StrEnum, done: int, total: int) -> None:
        from citecheck.report.messages import say

        labels = say(language(self._lang)).labels
        words = labels.get(f"step_{step.value}", step.value)
        if not sys.stderr.isatty():
            if not self._told or not total:
                self._told = True
                told = labels["step_building"] if total and step.value != "vectors" else words
                click.echo(f"citecheck: {told}", err=True)
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
