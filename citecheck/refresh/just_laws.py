"""The just-laws corpus: the national laws in force, a folder each, with the history of changes in the header.

Long laws are split over several files; versions.json tells of laws of which two texts are published.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import PurePosixPath

from citecheck.model import Level
from citecheck.refresh.outcome import Refused, Retrieved
from citecheck.refresh.tree import Entry
from citecheck.statute_text import clean_line

SOURCE = "just-laws"
ARCHIVE = "https://codeload.github.com/ImCa0/just-laws/tar.gz/HEAD"
HOSTS = frozenset({"codeload.github.com", "github.com"})

_NO_PART = re.compile("README|amendment|decision")


def looks_like(paths: Iterable[str]) -> bool:
    """Whether these are the paths of a just-laws checkout."""
    return any(re.fullmatch(r"docs/[^/]+/[^/]+/README\.md", path) for path in paths)


def documents(files: Iterable[Entry], now: datetime) -> Iterator[Retrieved | Refused]:
    """Every law of the corpus, the parts of a law as one."""
    found = {entry.path: entry.data for entry in files}
    declared = dict(_declared(found))
    for path in found:
        folder = str(PurePosixPath(path).parent)
        if PurePosixPath(path).name != "README.md" or folder in (".", "docs"):
            continue
        parts = [path, *_parts(found, folder)]
        data = b"\n".join(found[part] for part in parts)
        try:
            lines = [line for part in parts for line in _body(found[part].decode("utf-8-sig"))]
        except UnicodeDecodeError:
            yield Refused(folder, path, "file_damaged", {"found": "not_utf8"})
            continue
        heading = next((line for line in lines if line.startswith("# ")), "")
        if not heading:
            continue  # the front page of a kind of laws
        promulgated, effective = declared.get(path, (None, None))
        yield Retrieved(
            title=clean_line(heading),
            lines=tuple(lines),
            source=SOURCE,
            address=path,
            sha256=hashlib.sha256(data).hexdigest(),
            size=len(data),
            fetched_at=now,
            level=Level.CONSTITUTION if folder.endswith("/constitution") else Level.LAW,
            promulgated_on=promulgated,
            effective_on=effective,
        )


def _parts(found: Mapping[str, bytes], folder: str) -> list[str]:
    """The files of a law that is split, in order; amendments and annexed decisions are no part of it."""
    parts = [
        path
        for path in found
        if str(PurePosixPath(path).parent) == folder and path.endswith(".md")
        and not _NO_PART.search(PurePosixPath(path).name)
    ]  # fmt: skip
    return sorted(parts, key=lambda path: _order(PurePosixPath(path).name))


def _order(name: str) -> tuple[bool, str]:
    return name.startswith("00-") or "supplementary" in name, name


def _body(text: str) -> list[str]:
    lines = text.split("\n")
    if lines and lines[0].strip() == "---" and "---" in (rest := [line.strip() for line in lines[1:]]):
        lines = lines[rest.index("---") + 2 :]
    return lines


def _declared(found: Mapping[str, bytes]) -> Iterator[tuple[str, tuple[date | None, date | None]]]:
    """(path of a text, (promulgated, in force from)) of every versions.json."""
    for path, data in found.items():
        if PurePosixPath(path).name != "versions.json":
            continue
        try:
            for version in json.loads(data)["versions"]:
                entry = PurePosixPath(path).parent / str(version["entry"])
                yield str(entry), (_day(version.get("promulgatedOn")), _day(version.get("effectiveFrom")))
        except (ValueError, KeyError, TypeError):
            continue  # the headers of the texts tell their dates, too


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
