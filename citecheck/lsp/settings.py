"""The settings that hold for a file in an editor: those of its project, as the command line reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import click

from citecheck import config
from citecheck.baseline import read_baseline
from citecheck.errors import UsageError
from citecheck.model import Check, Verdict
from citecheck.options import refused


@dataclass(frozen=True, slots=True)
class Settings:
    """What may be set for the check of a text; `folder` is that of the file of settings, None without one."""

    folder: Path | None = None
    as_of: date | Literal["today", "document"] = "today"
    checks: frozenset[Check] = frozenset(Check)
    select: frozenset[Verdict] = frozenset()
    ignore: frozenset[Verdict] = frozenset()
    lang: Literal["zh", "en"] | None = None
    semantic: bool = False
    suppress: bool = True
    strict: bool = False
    known: frozenset[str] | None = None  # the fingerprints of the baseline


_OF_THE_COMMAND = frozenset(("form", "exit_zero", "baseline"))  # what concerns a run or is read here


def settings_for(path: Path | None) -> Settings:
    """The settings of the project `path` lies in, the usual ones where there are none.

    Raises UsageError for a file of settings that cannot be acted on.
    """
    file = config.find(path.parent) if path is not None else None
    if file is None:
        return Settings()
    from citecheck.cli import check

    context, values = click.Context(check), dict[str, Any]()
    for key, setting in config.load(file).items():
        parameter = next(one for one in check.params if f"--{key}" in one.opts)
        try:
            values[str(parameter.name)] = parameter.process_value(context, setting)
        except click.BadParameter as error:
            raise UsageError("{path}: {key}: {why}", path=file, key=key, why=refused(error, setting)) from error
    known = read_baseline(values["baseline"]) if values.get("baseline") else None
    return Settings(folder=file.parent, known=known, **{k: v for k, v in values.items() if k not in _OF_THE_COMMAND})
