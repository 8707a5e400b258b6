"""The catalogue: statutes/*.csv as frozen rows, refused with file, line and column where a row is wrong.

statutes/README.md says what each file means. Reading checks a row by itself and against the rows that it names; it
changes nothing but this: a full repeal ends the version that was still open.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from citecheck.errors import CatalogueError, Sentence, why_unread
from citecheck.model import ArticleNumber, Horizon, Level, NameKind, RepealExtent

_SHOWN = 10  # problems named in one error
_ARTICLE = re.compile(r"([1-9]\d{0,3})(?:-([1-9]\d?))?")
_POINTS = re.compile(r"([1-9]\d*)\.([1-9]\d*):([1-9]\d*)")


class Confidence(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


# What a row's confidence is worth where the values that pass between stages carry a number.
CONFIDENCE_SCORE = {Confidence.HIGH: 0.9, Confidence.MEDIUM: 0.7, Confidence.LOW: 0.4}


@dataclass(frozen=True, slots=True)
class Line:
    """Where a row stands, for messages."""

    file: str
    number: int

    def __str__(self) -> str:
        return f"{self.file}:{self.number}"


@dataclass(frozen=True, slots=True)
class StatuteRow:
    line: Line
    id: str
    title: str
    level: Level
    issuer: str
    fictitious: bool
    history_complete: bool
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class VersionRow:
    line: Line
    statute: str
    version: str
    promulgated_on: date | None
    effective_on: date | None
    ceased_on: date | None
    change: str
    document_number: str
    complete: bool
    last_article: int | None
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """`subparagraphs` and `points` stay as written (0/6 and 2.1:3): they are checked here and unfolded when read."""

    line: Line
    statute: str
    version: str
    number: ArticleNumber
    paragraphs: int | None
    subparagraphs: str
    points: str


@dataclass(frozen=True, slots=True)
class RepealRow:
    line: Line
    statute: str
    ceased_on: date | None
    repealed_by: str
    extent: RepealExtent
    scope: str
    successors: tuple[str, ...]
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class NameRow:
    line: Line
    name: str
    statute: str  # "" for an ambiguous name whose candidates are not listed
    kind: NameKind
    lang: str
    ambiguous: bool
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class CorrespondenceRow:
    line: Line
    from_statute: str
    from_version: str
    from_article: ArticleNumber
    to_statute: str
    to_version: str
    to_article: ArticleNumber
    confidence: float
    source: str


@dataclass(frozen=True, slots=True)
class UnchangedRow:
    """The articles of a version read as in another version, but for those in `changed`."""

    line: Line
    statute: str
    version: str
    as_in: str
    changed: frozenset[ArticleNumber]
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything but the articles, which are many: `read_articles` streams them."""

    folder: Path
    statutes: tuple[StatuteRow, ...]
    versions: tuple[VersionRow, ...]  # by statute, then time
    repeals: tuple[RepealRow, ...]
    names: tuple[NameRow, ...]
    correspondence: tuple[CorrespondenceRow, ...]
    horizons: tuple[Horizon, ...]
    unchanged: tuple[UnchangedRow, ...]


def read_catalogue(folder: Path) -> Catalogue:
    """The catalogue in `folder`, with each full repeal carried into the version that it ended.

    Raises CatalogueError, naming up to ten rows, when a file is missing, a value is not what its column holds, a row
    names a statute that does not exist, a key occurs twice, or versions of one statute overlap.
    """
    problems = _Problems()
    statutes = _table(folder, "statutes.csv", _statute, problems)
    versions = _table(folder, "versions.csv", _version, problems)
    repeals = _table(folder, "repeals.csv", _repeal, problems)
    names = _table(folder, "names.csv", _name, problems)
    correspondence = _table(folder, "correspondence.csv", _correspondence, problems)
    horizons = _table(folder, "horizons.csv", _horizon, problems)
    unchanged = _table(folder, "unchanged.csv", _unchanged, problems)
    problems.settle()

    known = {row.id for row in statutes}
    _unique(((row.id, row.line) for row in statutes), problems)
    _unique(((f"{row.statute} {row.version}", row.line) for row in versions), problems)
    for line, column, statute in _references(versions, repeals, names, correspondence):
        if statute not in known:
            problems.add(line, column, f"no statute {statute!r} in statutes.csv")
    keys = {(row.statute, row.version) for row in versions}
    for unread in unchanged:
        for column, version in (("version", unread.version), ("as_in", unread.as_in)):
            if (unread.statute, version) not in keys:
                problems.add(unread.line, column, f"no version {version} of {unread.statute} in versions.csv")
    problems.settle()

    versions = _in_order(_close_repealed(versions, repeals, problems))
    _check_intervals(versions, problems)
    problems.settle()
    return Catalogue(folder, statutes, versions, repeals, names, correspondence, horizons, unchanged)


def read_articles(catalogue: Catalogue) -> Iterator[ArticleRow]:
    """The rows of articles/, file after file, each of a version of the catalogue and none twice.

    Raises CatalogueError, after the last row, when some were wrong.
    """
    problems = _Problems()
    versions = {(row.statute, row.version) for row in catalogue.versions}
    missing: set[tuple[str, str]] = set()  # each is said once, however many articles it has
    seen: dict[tuple[str, str], set[int]] = {}
    for path in sorted((catalogue.folder / "articles").glob("**/*.csv")):
        for row in _rows(path, path.relative_to(catalogue.folder).as_posix(), _article, problems):
            numbers = seen.setdefault((row.statute, row.version), set())
            key = row.number.base * 100 + row.number.branch  # small: there are 150,000 of them
            if (row.statute, row.version) not in versions:
                if (row.statute, row.version) not in missing:
                    problems.add(row.line, "version", f"no version {row.version} of {row.statute} in versions.csv")
                missing.add((row.statute, row.version))
            elif key in numbers:
                problems.add(row.line, "article", f"article {row.number} of {row.statute} {row.version} stands twice")
            else:
                numbers.add(key)
                yield row
    problems.settle()


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────

Row = TypeVar("Row")


class _BadValueError(Exception):
    """A value that its column cannot hold."""

    def __init__(self, column: str, problem: str) -> None:
        self.column, self.problem = column, problem


class _Problems:
    def __init__(self) -> None:
        self._found: list[str] = []

    def add(self, line: Line, column: str, problem: str) -> None:
        self._found.append(f"{line}: column {column}: {problem}")

    def settle(self) -> None:
        """Raises CatalogueError when there is anything to say."""
        if self._found:
            left = len(self._found) - _SHOWN
            raise CatalogueError(
                "the catalogue is wrong at\n  {problems}{more}",
                remedy="correct these rows (statutes/README.md says how), then: citecheck store build",
                problems="\n  ".join(self._found[:_SHOWN]),
                more=Sentence("\n  … and {count} more", {"count": left}) if left > 0 else "",
            )


def _table(
    folder: Path, name: str, parse: Callable[[Line, Mapping[str, str]], Row], problems: _Problems
) -> tuple[Row, ...]:
    return tuple(_rows(folder / name, name, parse, problems))


def _rows(path: Path, name: str, parse: Callable[[Line, Mapping[str, str]], Row], problems: _Problems) -> Iterator[Row]:
    columns = COLUMNS[name if "/" not in name else "articles"]
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            header = next(reader, [])
            if tuple(header) != columns:
                problems.add(Line(name, 1), ",".join(header) or "(none)", f"the header must be {','.join(columns)}")
                return
            for values in reader:
                line = Line(name, reader.line_num)
                if len(values) != len(columns):
                    problems.add(line, str(len(values)), f"a row has {len(columns)} columns, this one {len(values)}")
                    continue
                try:
                    yield parse(line, dict(zip(columns, values, strict=True)))
                except _BadValueError as bad:
                    problems.add(line, bad.column, bad.problem)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CatalogueError(
            "cannot read the catalogue file {path}: {why}",
            remedy="install citecheck again, or restore the file, then: citecheck store build",
            path=path,
            why=why_unread(error),
        ) from error


COLUMNS: Mapping[str, tuple[str, ...]] = {
    name: tuple(columns.split(","))
    for name, columns in {
        "statutes.csv": "id,title,level,issuer,fictitious,history_complete,source,confidence",
        "versions.csv": "statute,version,promulgated_on,effective_on,ceased_on,change,document_number,complete,"
        "last_article,source,confidence",
        "articles": "statute,version,article,paragraphs,subparagraphs,points",
        "repeals.csv": "statute,ceased_on,repealed_by,extent,scope,successors,source,confidence",
        "names.csv": "name,statute,kind,lang,ambiguous,source,confidence",
        "correspondence.csv": "from_statute,from_version,from_article,to_statute,to_version,to_article,"
        "confidence,source",
        "horizons.csv": "level,complete_to,source,note",
        "unchanged.csv": "statute,version,as_in,except,source,confidence",
    }.items()
}


def _statute(line: Line, row: Mapping[str, str]) -> StatuteRow:
    return StatuteRow(
        line=line,
        id=_needed(row, "id"),
        title=_needed(row, "title"),
        level=_choice(row, "level", Level),
        issuer=row["issuer"],
        fictitious=_flag(row, "fictitious"),
        history_complete=_flag(row, "history_complete"),
        source=_needed(row, "source"),
        confidence=_choice(row, "confidence", Confidence),
    )


def _version(line: Line, row: Mapping[str, str]) -> VersionRow:
    if row["change"] not in ("", "amendment", "revision"):
        raise _BadValueError("change", f"{row['change']!r} is not amendment, revision or empty")
    return VersionRow(
        line=line,
        statute=_needed(row, "statute"),
        version=_needed(row, "version"),
        promulgated_on=_day(row, "promulgated_on"),
        effective_on=_day(row, "effective_on"),
        ceased_on=_day(row, "ceased_on"),
        change=row["change"],
        document_number=row["document_number"],
        complete=_flag(row, "complete"),
        last_article=_count(row, "last_article"),
        source=_needed(row, "source"),
        confidence=_choice(row, "confidence", Confidence),
    )


def _article(line: Line, row: Mapping[str, str]) -> ArticleRow:
    paragraphs = _count(row, "paragraphs")
    subparagraphs, points = row["subparagraphs"], row["points"]
    if subparagraphs:
        counts = subparagraphs.split("/")
        if not all(count.isascii() and count.isdigit() for count in counts):
            raise _BadValueError("subparagraphs", f"{subparagraphs!r} is not numbers joined by /")
        if len(counts) != paragraphs:
            raise _BadValueError("subparagraphs", f"{subparagraphs!r} is not a count for each of {paragraphs} 款")
    if points and not all(_POINTS.fullmatch(part) for part in points.split(";")):
        raise _BadValueError("points", f"{points!r} is not paragraph.subparagraph:count joined by ;")
    return ArticleRow(
        line, _needed(row, "statute"), _needed(row, "version"), _number(row, "article"), paragraphs, subparagraphs,
        points,
    )  # fmt: skip


def _repeal(line: Line, row: Mapping[str, str]) -> RepealRow:
    return RepealRow(
        line=line,
        statute=_needed(row, "statute"),
        ceased_on=_day(row, "ceased_on"),
        repealed_by=row["repealed_by"],
        extent=_choice(row, "extent", RepealExtent),
        scope=row["scope"],
        successors=tuple(part for part in row["successors"].split(";") if part),
        source=_needed(row, "source"),
        confidence=_choice(row, "confidence", Confidence),
    )


def _name(line: Line, row: Mapping[str, str]) -> NameRow:
    ambiguous = _flag(row, "ambiguous")
    return NameRow(
        line=line,
        name=_needed(row, "name"),
        statute=row["statute"] if ambiguous else _needed(row, "statute"),
        kind=_choice(row, "kind", NameKind),
        lang=_needed(row, "lang"),
        ambiguous=ambiguous,
        source=_needed(row, "source"),
        confidence=_choice(row, "confidence", Confidence),
    )


def _correspondence(line: Line, row: Mapping[str, str]) -> CorrespondenceRow:
    text = row["confidence"]
    try:
        confidence = CONFIDENCE_SCORE[Confidence(text)] if text in CONFIDENCE_SCORE else float(text)
    except ValueError:
        confidence = -1.0
    if not 0 <= confidence <= 1:
        raise _BadValueError("confidence", f"{text!r} is neither 0…1 nor high, medium, low")
    return CorrespondenceRow(
        line=line,
        from_statute=_needed(row, "from_statute"),
        from_version=row["from_version"],
        from_article=_number(row, "from_article"),
        to_statute=_needed(row, "to_statute"),
        to_version=row["to_version"],
        to_article=_number(row, "to_article"),
        confidence=confidence,
        source=_needed(row, "source"),
    )


def _horizon(line: Line, row: Mapping[str, str]) -> Horizon:
    return Horizon(_choice(row, "level", Level), _day(row, "complete_to"), row["source"])


def _unchanged(line: Line, row: Mapping[str, str]) -> UnchangedRow:
    numbers = [_number({"except": part}, "except") for part in row["except"].split(";") if part]
    return UnchangedRow(
        line=line,
        statute=_needed(row, "statute"),
        version=_needed(row, "version"),
        as_in=_needed(row, "as_in"),
        changed=frozenset(numbers),
        source=_needed(row, "source"),
        confidence=_choice(row, "confidence", Confidence),
    )


# ── values ───────────────────────────────────────────────────────────────────────────────────────────────────────

Choice = TypeVar("Choice", bound=StrEnum)


def _needed(row: Mapping[str, str], column: str) -> str:
    if not row[column].strip():
        raise _BadValueError(column, "empty")
    return row[column]


def _flag(row: Mapping[str, str], column: str) -> bool:
    if row[column] not in ("0", "1"):
        raise _BadValueError(column, f"{row[column]!r} is not 0 or 1")
    return row[column] == "1"


def _choice(row: Mapping[str, str], column: str, kind: type[Choice]) -> Choice:
    try:
        return kind(row[column])
    except ValueError:
        raise _BadValueError(column, f"{row[column]!r} is not one of {', '.join(kind)}") from None


def _day(row: Mapping[str, str], column: str) -> date | None:
    text = row[column]
    try:
        if len(text) not in (0, 10):  # 20210101 is ISO too, but not what the column holds
            raise ValueError
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise _BadValueError(column, f"{text!r} is not a date (YYYY-MM-DD)") from None


def _count(row: Mapping[str, str], column: str) -> int | None:
    text = row[column]
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10_000):
        raise _BadValueError(column, f"{text!r} is not a count from 1 on")
    return int(text)


def _number(row: Mapping[str, str], column: str) -> ArticleNumber:
    match = _ARTICLE.fullmatch(row[column])
    if not match:
        raise _BadValueError(column, f"{row[column]!r} is not an article number (133 or 133-1)")
    return ArticleNumber(int(match[1]), int(match[2] or 0))


# ── rows against one another ─────────────────────────────────────────────────────────────────────────────────────


def _references(
    versions: Iterable[VersionRow],
    repeals: Iterable[RepealRow],
    names: Iterable[NameRow],
    correspondence: Iterable[CorrespondenceRow],
) -> Iterator[tuple[Line, str, str]]:
    """Every statute that a row names, with its place."""
    for version in versions:
        yield version.line, "statute", version.statute
    for repeal in repeals:
        yield repeal.line, "statute", repeal.statute
        for successor in repeal.successors:
            yield repeal.line, "successors", successor
    for name in names:
        if name.statute:
            yield name.line, "statute", name.statute
    for pair in correspondence:
        yield pair.line, "from_statute", pair.from_statute
        yield pair.line, "to_statute", pair.to_statute


def _unique(keys: Iterable[tuple[str, Line]], problems: _Problems) -> None:
    seen: dict[str, Line] = {}
    for key, line in keys:
        if key in seen:
            problems.add(line, "key", f"{key!r} stands at {seen[key]} already")
        seen.setdefault(key, line)


def _in_order(versions: Iterable[VersionRow]) -> tuple[VersionRow, ...]:
    """By statute and time; a version whose dates are unknown comes first."""

    def place(row: VersionRow) -> tuple[str, date, date, date, str]:
        begins = row.effective_on or row.promulgated_on or date.min
        return row.statute, begins, row.promulgated_on or date.min, row.ceased_on or date.max, row.version

    return tuple(sorted(versions, key=place))


def _close_repealed(
    versions: tuple[VersionRow, ...], repeals: Iterable[RepealRow], problems: _Problems
) -> tuple[VersionRow, ...]:
    """The versions, the last open one of each fully repealed statute closed on the day of the repeal."""
    ended = {r.statute: r for r in repeals if r.extent is RepealExtent.FULL and r.ceased_on is not None}
    last = {v.statute: v for v in _in_order(versions)}
    closed: dict[tuple[str, str], VersionRow] = {}
    for statute, repeal in ended.items():
        version = last.get(statute)
        if version is None or version.ceased_on is not None or repeal.ceased_on is None:
            continue
        if version.effective_on is not None and repeal.ceased_on < version.effective_on:
            problems.add(
                repeal.line, "ceased_on",
                f"{statute} was repealed on {repeal.ceased_on} but its version at {version.line} begins on "
                f"{version.effective_on}",
            )  # fmt: skip
            continue
        closed[(statute, version.version)] = replace(version, ceased_on=repeal.ceased_on)
    return tuple(closed.get((v.statute, v.version), v) for v in versions)


def _check_intervals(versions: tuple[VersionRow, ...], problems: _Problems) -> None:
    """`versions` in order: none ends before it begins, and no two of a statute bind on the same day.

    A version may end on the day it was to begin: it was replaced before, and never bound.
    """
    for version in versions:
        if version.effective_on and version.ceased_on and version.ceased_on < version.effective_on:
            problems.add(version.line, "ceased_on", f"{version.ceased_on} is before {version.effective_on}")
    dated = [version for version in versions if version.effective_on is not None]
    for before, after in pairwise(dated):
        if before.statute != after.statute or after.effective_on is None:
            continue
        if before.ceased_on is None or before.ceased_on > after.effective_on:
            problems.add(
                after.line, "effective_on",
                f"{after.statute}: {after.effective_on} lies within the version at {before.line}, "
                f"[{before.effective_on}, {before.ceased_on or 'open'})",
            )  # fmt: skip
