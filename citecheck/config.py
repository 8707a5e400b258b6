"""Settings of a project: `[tool.citecheck]` of a pyproject.toml, or a citecheck.toml with the same keys at its top.

The nearest one counts, searched from the working folder upwards; in one folder citecheck.toml goes first. Keys are
the long options of `citecheck check` without their dashes in front; a word on the command line goes before the file's.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

from citecheck.errors import UsageError, why_unread

KEYS = (
    "as-of", "baseline", "checks", "exit-zero", "format", "ignore", "lang", "select", "semantic", "strict", "suppress",
)  # fmt: skip
"""What may be set. Where a report is written to may not: a file in a folder one enters must not choose that."""

_SWITCHES = frozenset(("exit-zero", "semantic", "strict", "suppress"))
_LISTS = frozenset(("checks", "select", "ignore"))
_UNREAD = "cannot read the settings in {path}: {why}"


def find(folder: Path) -> Path | None:
    """The file of settings for work in `folder`; None when there is none up to the root."""
    for place in (folder, *folder.parents):
        if (own := place / "citecheck.toml").is_file():
            return own
        project = place / "pyproject.toml"
        with suppress(OSError, UnicodeDecodeError):  # one that cannot be read is somebody else's
            if project.is_file() and "tool.citecheck" in project.read_text("utf-8"):
                return project
    return None


def load(path: Path) -> dict[str, str | bool]:
    """The settings in the file, as the command line would give them. Raises UsageError for what it cannot act on."""
    try:
        table: Any = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise UsageError(_UNREAD, path=path, why=error.strerror) from error
    except (ValueError, RecursionError) as error:
        raise UsageError(_UNREAD, path=path, why=why_unread(error)) from error
    if path.name == "pyproject.toml":
        table = table.get("tool", {})
        table = table.get("citecheck", {}) if isinstance(table, Mapping) else None
    if not isinstance(table, Mapping):
        raise UsageError(_UNREAD, path=path, why="tool.citecheck is no table")
    return {key: _value(path, key, value) for key, value in table.items()}


def _value(path: Path, key: str, value: object) -> str | bool:
    if key not in KEYS:
        near = difflib.get_close_matches(key, KEYS, 1)
        if near:
            raise UsageError(
                "{path}: there is no setting {key!r}; did you mean {near}?", path=path, key=key, near=near[0]
            )
        raise UsageError(
            "{path}: there is no setting {key!r}; known are: {known}", path=path, key=key, known=", ".join(KEYS)
        )
    match value:
        case bool() if key in _SWITCHES:
            return value
        case list() if key in _LISTS and all(isinstance(word, str) for word in value):
            return ",".join(value)
        case date() if key == "as-of" and not isinstance(value, datetime):
            return value.isoformat()
        case str() if key == "baseline":
            return str(path.parent / value)
        case str() if key not in _SWITCHES:
            return value
        case _:
            kind = "true or false" if key in _SWITCHES else "a list of words" if key in _LISTS else "a text"
            kind = "a day, today or document" if key == "as-of" else kind
            raise UsageError(
                "{path}: {key} is {kind}, not {value!r}", path=path, key=key, kind=kind, value=_plain(value)
            )


def _plain(value: object) -> object:
    """The value as the file has it, where Python writes another thing."""
    return str(value) if isinstance(value, date) else value
