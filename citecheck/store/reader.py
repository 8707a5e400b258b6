"""The store, read: titles to statutes, versions and articles. Nothing here writes."""

from __future__ import annotations

import errno
import hashlib
import json
import re
import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import quote

from citecheck.errors import Sentence, StoreError
from citecheck.model import (
    Article,
    ArticleNumber,
    Correspondence,
    Horizon,
    Level,
    NameKind,
    NameMatch,
    Repeal,
    RepealExtent,
    Statute,
    Version,
)
from citecheck.normalize import title_key
from citecheck.store.paths import index_path
from citecheck.store.schema import APPLICATION_ID, META_KEYS, SCHEMA, names_digest, seal

REBUILD = "rebuild it with: citecheck store build"
_UNREAD = "cannot read the statute store {path}: {why}"
_UNOPENED = "cannot open the statute store {path}: {why}"
_MAGIC = b"SQLite format 3\0"
_POINTS = re.compile(r"(?<!\d)(\d+)\.(\d+):(\d+)")

# Titles that end alike name the same kind of instrument; 法 and 法典 count as alike (中华人民共和国民法 lost its 典).
_ENDING = re.compile(r"(?:办法|法典|法|条例|规定|细则|规则|解释|批复|决定|意见|通知)(?=(?:（[^（）]*）)*$)")
_OTHER_ENDING = 0.9  # what the similarity of a title of another kind is worth


Lookup = TypeVar("Lookup", bound=Callable[..., Any])


def remembered(most: int) -> Callable[[Lookup], Lookup]:
    """A look-up whose last `most` answers each store keeps: an open store never changes, so neither do they.

    Between them the stores' look-ups keep 30 MB at most, mostly articles with their words.
    """

    def decorate(lookup: Lookup) -> Lookup:
        kept = cached_property(lambda store: lru_cache(most)(lookup.__get__(store)))
        kept.__doc__ = lookup.__doc__
        return cast("Lookup", kept)

    return decorate


class MissingStoreError(StoreError):
    """There is no store where one was looked for."""


class SchemaError(StoreError):
    """The store was written by another version of citecheck; `older` says on which side of ours."""

    def __init__(self, message: str, *, older: bool, **facts: object) -> None:
        super().__init__(message, remedy=REBUILD, **facts)
        self.older = older


@dataclass(frozen=True, slots=True)
class LevelCount:
    """What the store holds of one level."""

    level: Level
    statutes: int
    versions: int
    articles: int
    articles_with_text: int
    repealed: int


@dataclass(frozen=True, slots=True)
class Source:
    """Where facts or words came from. `latest` is the last promulgation date it knows."""

    name: str
    kind: str  # "catalogue" | "text" | "refresh" | "facts"
    sha256: str
    latest: date | None
    statutes: int


@dataclass(frozen=True, slots=True)
class StoreInfo:
    path: Path
    build_id: str
    schema: int
    built_at: datetime  # UTC
    catalogue: str  # the digest of all that the store was built from, bar the text
    levels: tuple[LevelCount, ...]
    sources: tuple[Source, ...]
    horizons: tuple[Horizon, ...]
    names: int
    correspondence: int
    disagreements: int

    @property
    def statutes(self) -> int:
        return sum(level.statutes for level in self.levels)

    @property
    def versions(self) -> int:
        return sum(level.versions for level in self.levels)

    @property
    def articles(self) -> int:
        return sum(level.articles for level in self.levels)

    @property
    def articles_with_text(self) -> int:
        return sum(level.articles_with_text for level in self.levels)

    @property
    def repealed(self) -> int:
        return sum(level.repealed for level in self.levels)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A fact on which a source and the catalogue differ; the catalogue's is used."""

    statute_id: str
    version: str
    article: str  # "" when it is about the version
    about: str  # "version" | "effective_on" | "article" | "text" | "paragraphs" | "subparagraphs"
    catalogue: str
    other: str
    source: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the words of an article come from; `retrieved_on` is None for a package that was installed."""

    source: str
    sha256: str
    version: Version
    retrieved_on: date | None


class StatuteStore:
    """The statutes by name, date and number. Open it with `open_store`, or `StatuteStore.open` for a given file.

    Read-only, and one store serves several threads. They share one connection behind a lock: a look-up takes
    microseconds, and a connection that a thread opened later could already see another build. Every method raises
    StoreError when the file turns out to be damaged: a row whose seal is broken, or one that should be there and is
    not, is never taken for an answer.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._lock = threading.Lock()
        self._statutes: dict[str, Statute] = {}
        self._versions: dict[str, tuple[Version, ...]] = {}
        self._names: frozenset[str] | None = None
        self._titles: tuple[list[str], list[str]] | None = None
        self._meta: dict[str, str] = {str(key): str(value) for key, value in self._rows("SELECT * FROM meta")}
        if missing := META_KEYS - self._meta.keys():
            raise self._damaged("its meta table lacks {keys}", keys=", ".join(sorted(missing)))
        self._index = index_path(path.parent, self._meta["build_id"])
        self._index_checked = False
        self._numbers: dict[int, frozenset[tuple[int, int]]] = {}  # of versions none of whose articles are lost
        self._mapped: dict[str, frozenset[tuple[int, int]]] = {}  # of statutes none of whose correspondence is lost

    @classmethod
    def open(cls, path: Path) -> StatuteStore:
        """The store in the file `path`, in milliseconds: only the header is checked, rows are when they are read.

        Raises StoreError, with the command that mends it, when the file is missing, foreign, cut short, of another
        schema, or without its claim index.
        """
        check_header(path)
        uri = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
        try:
            connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        except sqlite3.Error as error:
            raise StoreError(_UNOPENED, remedy=REBUILD, path=path, why=error) from error
        try:
            store = cls(path, connection)
            size = int(store.meta("index_bytes"))
            if not store._index.is_file() or store._index.stat().st_size != size:
                what = "its claim index is missing or cut short"
                raise StoreError(_UNOPENED, remedy=REBUILD, path=path, why=what)
        except BaseException:
            connection.close()
            raise
        return store

    def close(self) -> None:
        """Let the file go; the store cannot be asked any more."""
        with self._lock:
            self._connection.close()

    def __enter__(self) -> StatuteStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ── names ────────────────────────────────────────────────────────────────────────────────────────────────────

    def names(self) -> frozenset[str]:
        """Every title key by which a statute can be found."""
        if self._names is None:
            keys = [str(key) for (key,) in self._plain("SELECT key FROM names ORDER BY key, statute")]
            if str(names_digest(keys)) != self._meta["names"]:
                raise self._damaged("its table of names")
            self._names = frozenset(keys)
        return self._names

    @cached_property
    def _names_in_lines(self) -> str:
        return "".join(f"{key}\n" for key in self.names())

    @remembered(8192)
    def names_with(self, words: str, most: int) -> int:
        """How many title keys have the words in them; counted up to `most`."""
        found = place = 0
        while found < most and (place := self._names_in_lines.find(words, place)) >= 0:
            found, place = found + 1, self._names_in_lines.find("\n", place)
        return found

    @remembered(8192)
    def find(self, key: str) -> tuple[NameMatch, ...]:
        """The statutes that a title key names, exactly; several are homonyms, or candidates of an ambiguous name."""
        return tuple(
            NameMatch(self.statute(statute), NameKind(kind), bool(ambiguous))
            for _, statute, kind, ambiguous in self._name_rows(key)
            if statute
        )

    @remembered(8192)
    def is_ambiguous(self, key: str) -> bool:
        """Whether the key is known to mean several instruments, listed as candidates or not."""
        return any(ambiguous for *_, ambiguous in self._name_rows(key))

    def _name_rows(self, key: str) -> list[tuple[Any, ...]]:
        rows = self._rows("SELECT * FROM names WHERE key = ? ORDER BY statute", key)
        if not rows and key in self.names():
            raise self._damaged("the name {key}", key=key)
        return rows

    @remembered(8192)
    def nearest(self, key: str, limit: int = 5) -> tuple[tuple[Statute, float], ...]:
        """The statutes whose titles look most like the key, with the similarity 0…1, best first.

        Similarity is the share of characters in common, in order (Indel); a title of another kind (条例 for 法)
        counts a tenth less. Titles made without issuer or 关于 count too. Equally similar titles come in code point
        order. Invented titles that circulate are never offered.
        """
        best: dict[str, float] = {}
        for statute_id, _, similarity in self._likely(key, limit):
            best[statute_id] = max(best.get(statute_id, 0.0), similarity)
        ranked = sorted(best, key=lambda statute_id: (-best[statute_id], self.statute(statute_id).title, statute_id))
        return tuple((self.statute(statute_id), best[statute_id]) for statute_id in ranked[:limit])

    @remembered(8192)
    def nearest_keys(self, key: str, limit: int = 5) -> tuple[str, ...]:
        """The title keys that look most like the key, measured as in `nearest`, best first, each once."""
        best: dict[str, float] = {}
        for _, other, similarity in self._likely(key, limit):
            best[other] = max(best.get(other, 0.0), similarity)
        return tuple(sorted(best, key=lambda other: (-best[other], other))[:limit])

    @remembered(64)
    def _likely(self, key: str, limit: int) -> tuple[tuple[str, str, float], ...]:
        """(statute id, title key, similarity) of more than `limit` titles, in no order."""
        from rapidfuzz import fuzz, process  # 20 ms to load, and most documents name statutes that exist

        keys, owners = self._title_keys()
        ending = _kind(key)
        return tuple(
            (
                owners[place],
                other,
                score / 100 * (1.0 if ending is None or _kind(other) in (ending, None) else _OTHER_ENDING),
            )
            for other, score, place in process.extract(key, keys, scorer=fuzz.ratio, limit=max(60, 12 * limit))
        )

    def _title_keys(self) -> tuple[list[str], list[str]]:
        if self._titles is None:
            rows = self._plain(
                "SELECT n.key, n.statute FROM names n JOIN statutes s ON s.id = n.statute"
                " WHERE n.kind IN ('title', 'variant') AND NOT s.fictitious ORDER BY n.key, n.statute"
            )
            self._titles = [str(key) for key, _ in rows], [str(statute) for _, statute in rows]
        return self._titles

    # ── statutes and versions ────────────────────────────────────────────────────────────────────────────────────

    def statute(self, statute_id: str) -> Statute:
        """The statute with this id. Raises KeyError when there is none."""
        if statute_id not in self._statutes:
            self._statute_row(statute_id)
        return self._statutes[statute_id]

    def statutes(self, level: Level | None = None) -> tuple[Statute, ...]:
        """All statutes, or those of a level, by id."""
        found = (_statute(row) for row in self._table("statutes", "id"))
        return tuple(statute for statute in found if level is None or statute.level is level)

    def versions(self, statute_id: str) -> tuple[Version, ...]:
        """Every version known, in order of time; () when nothing is known of any. KeyError for an unknown id."""
        if statute_id not in self._versions:
            rows = self._rows("SELECT * FROM versions WHERE statute = ? ORDER BY id", statute_id)
            if len(rows) != self._statute_row(statute_id)[8]:
                raise self._damaged("the versions of {statute}", statute=statute_id)
            self._versions[statute_id] = tuple(_version(row) for row in rows)
        return self._versions[statute_id]

    def version(self, version_id: int) -> Version:
        """The version with this id. Raises KeyError when there is none."""
        return _version(self._version_row(version_id))

    # ── articles ─────────────────────────────────────────────────────────────────────────────────────────────────

    @remembered(8192)
    def article(self, version_id: int, number: ArticleNumber) -> Article | None:
        """The article with this number, or None: it does not exist where `Version.complete`, else is not known."""
        numbers = self._numbers.get(version_id)
        if numbers is not None and number not in numbers:
            return None
        rows = self._rows(
            "SELECT * FROM articles WHERE version = ? AND base = ? AND branch = ?",
            version_id, number.base, number.branch,
        )  # fmt: skip
        if not rows:
            if numbers is not None:
                raise self._damaged("article {number} of version {version}", number=number, version=version_id)
            self._numbers[version_id] = frozenset((row[1], row[2]) for row in self._check_articles(version_id))
            return None
        texts = self._rows(
            "SELECT * FROM texts WHERE version = ? AND base = ? AND branch = ? ORDER BY rank LIMIT 1",
            version_id, number.base, number.branch,
        )  # fmt: skip
        version = self._version_row(version_id)
        if not texts and version[13]:
            self._check_texts(version_id)
        return _article(rows[0], texts[0] if texts else None, version)

    def articles(self, version_id: int) -> tuple[Article, ...]:
        """The articles known of the version, in order. KeyError for an unknown id."""
        version = self._version_row(version_id)
        rows = self._check_articles(version_id)
        texts = self._check_texts(version_id)
        return tuple(_article(row, texts.get((row[1], row[2])), version) for row in rows)

    def branches(self, version_id: int, base: int) -> tuple[int, ...]:
        """The branches known of article `base` in order: 1 for 第一百三十三条之一. KeyError for an unknown id."""
        self._version_row(version_id)
        rows = self._rows("SELECT * FROM articles WHERE version = ? AND base = ? ORDER BY branch", version_id, base)
        return tuple(row[2] for row in rows if row[2])

    def provenance(self, version_id: int, number: ArticleNumber) -> Provenance | None:
        """Where the article's words come from; None where its text is not held."""
        rows = self._rows(
            "SELECT * FROM texts WHERE version = ? AND base = ? AND branch = ? ORDER BY rank LIMIT 1",
            version_id, number.base, number.branch,
        )  # fmt: skip
        if not rows:
            return None
        name, retrieved = rows[0][6], rows[0][7]
        digests = {row[0]: row[2] for row in self._table("sources", "name") if row[1] != "facts"}
        digest = digests.get(name.split(", ")[0], "")  # "…, wording of 2020-12-26" is of the same source
        version = self.version(version_id)
        for row in self._rows("SELECT * FROM fetched WHERE statute = ? AND source = ?", version.statute_id, name):
            digest = row[4] if row[1] == version.key else digest  # of the file that was fetched
        return Provenance(name, digest, version, _day(retrieved))

    def _check_articles(self, version_id: int) -> list[tuple[Any, ...]]:
        """All article rows of the version; an article is only said not to exist when none of them is lost."""
        rows = self._rows("SELECT * FROM articles WHERE version = ? ORDER BY base, branch", version_id)
        if len(rows) != self._version_row(version_id)[12]:
            raise self._damaged("the articles of version {version}", version=version_id)
        return rows

    def _check_texts(self, version_id: int) -> dict[tuple[int, int], tuple[Any, ...]]:
        """The preferred text row of each article of the version that has one."""
        rows = self._rows("SELECT * FROM texts WHERE version = ? ORDER BY rank DESC", version_id)
        preferred = {(row[1], row[2]): row for row in rows}  # the lowest rank comes last and stays
        if len(preferred) != self._version_row(version_id)[13]:
            raise self._damaged("the texts of version {version}", version=version_id)
        return preferred

    # ── repeal and renumbering ───────────────────────────────────────────────────────────────────────────────────

    @remembered(4096)
    def repeals(self, statute_id: str) -> tuple[Repeal, ...]:
        """What ended the statute or parts of it, by date. KeyError for an unknown id."""
        rows = self._rows("SELECT * FROM repeals WHERE statute = ? ORDER BY id", statute_id)
        if len(rows) != self._statute_row(statute_id)[9]:
            raise self._damaged("the repeals of {statute}", statute=statute_id)
        return tuple(_repeal(row) for row in rows)

    @remembered(1024)
    def repealed_by(self, statute_id: str) -> tuple[Repeal, ...]:
        """The other way round: what this statute repealed, by its title or any of its names."""
        self._statute_row(statute_id)
        keys = {str(key) for (key,) in self._plain("SELECT key FROM names WHERE statute = ?", statute_id)}
        rows = self._table("repeals", "id")
        return tuple(_repeal(row) for row in rows if row[3] and title_key(row[3]) in keys)

    @remembered(8192)
    def correspondence(
        self, statute_id: str, version_key: str | None, number: ArticleNumber
    ) -> tuple[Correspondence, ...]:
        """Where the article's rule stands in later texts, surest first; for all versions when `version_key` is None.

        A row that names no version of the earlier text counts for each.
        """
        counted, mapped = self._statute_row(statute_id)[10], self._mapped.get(statute_id)
        if not counted or (mapped is not None and number not in mapped):
            return ()
        rows = self._rows(
            "SELECT * FROM correspondence WHERE from_statute = ? AND from_base = ? AND from_branch = ?"
            " ORDER BY confidence DESC, id",
            statute_id, number.base, number.branch,
        )  # fmt: skip
        if not rows:
            whole = self._rows("SELECT * FROM correspondence WHERE from_statute = ?", statute_id)
            if mapped is not None or len(whole) != counted:
                raise self._damaged("the correspondence of {statute}", statute=statute_id)
            self._mapped[statute_id] = frozenset((row[3], row[4]) for row in whole)
        found = (_correspondence(row) for row in rows)
        return tuple(c for c in found if version_key is None or c.from_version in ("", version_key))

    # ── the claim index ──────────────────────────────────────────────────────────────────────────────────────────

    @property
    def index_path(self) -> Path:
        """The file of the claim index that belongs to this build (`search.ArticleIndex` reads it).

        Checked against its digest when first asked for: 15 ms that only a run which judges claims pays.
        Raises StoreError when it is not the file that the build wrote.
        """
        if not self._index_checked:
            if problem := self.index_problem():
                raise StoreError(_UNREAD, remedy=REBUILD, path=self.path, why=problem)
            self._index_checked = True
        return self._index

    def index_problem(self) -> Sentence | None:
        """What is wrong with the file of the claim index; None when it is as the build wrote it."""
        try:
            with self._index.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            facts = {"name": self._index.name, "why": error.strerror}
            return Sentence("its claim index {name} cannot be read ({why})", facts)
        if digest != self._meta["index_sha256"]:
            return Sentence("its claim index {name} is not the one that the build wrote", {"name": self._index.name})
        return None

    # ── about the store ──────────────────────────────────────────────────────────────────────────────────────────

    @remembered(16)
    def horizon(self, level: Level) -> Horizon:
        """Until when every instrument of the level is known; `complete_to` None where the list never is complete."""
        known = {row[0]: _horizon(row) for row in self._table("horizons", "level")}
        return known.get(level.value, Horizon(level, None))

    def info(self) -> StoreInfo:
        """What is in the store, counted when it was built."""
        info = json.loads(self._meta["info"])
        return StoreInfo(
            path=self.path,
            build_id=self._meta["build_id"],
            schema=SCHEMA,
            built_at=datetime.fromisoformat(self._meta["built_at"]),
            catalogue=self._meta["ingredients"],
            levels=tuple(LevelCount(Level(name), *counts) for name, *counts in info),
            sources=tuple(
                Source(name, kind, sha256, _day(latest), statutes)
                for name, kind, sha256, latest, statutes in self._table("sources", "kind, name")
            ),
            horizons=tuple(_horizon(row) for row in self._table("horizons", "level")),
            names=self._count("names"),
            correspondence=self._count("correspondence"),
            disagreements=self._count("disagreements"),
        )

    def disagreements(self) -> tuple[Disagreement, ...]:
        """Every fact on which a text source and the catalogue differ, by statute, version and article."""
        return tuple(Disagreement(*row[1:]) for row in self._table("disagreements", "id"))

    def meta(self, key: str) -> str:
        """What the build noted of itself under `key`, or ""."""
        return self._meta.get(key, "")

    # ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _plain(self, sql: str, *values: str | int) -> list[tuple[Any, ...]]:
        try:
            with self._lock:
                return self._connection.execute(sql, values).fetchall()
        except sqlite3.ProgrammingError as error:
            raise StoreError(_UNREAD, remedy="open it anew", path=self.path, why=error) from error
        except UnicodeEncodeError:  # half a character, which no row can hold
            return []
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise self._damaged(str(error)) from error

    def _rows(self, sql: str, *values: str | int) -> list[tuple[Any, ...]]:
        """The rows without their seals, each seal checked."""
        rows = []
        for whole in self._plain(sql, *values):
            row = whole[:-1]
            if whole[-1] != seal(row):
                raise self._damaged("a row ({row})", row=", ".join(str(value)[:20] for value in row[:3]))
            rows.append(row)
        return rows

    def _table(self, table: str, order: str) -> list[tuple[Any, ...]]:
        """All rows of a table, none of them lost."""
        rows = self._rows(f"SELECT * FROM {table} ORDER BY {order}")
        if len(rows) != self._count(table):
            raise self._damaged("its table {table}", table=table)
        return rows

    @remembered(4096)
    def _statute_row(self, statute_id: str) -> tuple[Any, ...]:
        rows = self._rows("SELECT * FROM statutes WHERE id = ?", statute_id)
        if not rows:
            if any(row[0] == statute_id for row in self._table("statutes", "id")):
                raise self._damaged("the statute {statute}", statute=statute_id)
            raise KeyError(statute_id)
        self._statutes[statute_id] = _statute(rows[0])
        return rows[0]

    @remembered(4096)
    def _version_row(self, version_id: int) -> tuple[Any, ...]:
        rows = self._rows("SELECT * FROM versions WHERE id = ?", version_id)
        if not rows:
            if any(row[0] == version_id for row in self._table("versions", "id")):
                raise self._damaged("the version {version}", version=version_id)
            raise KeyError(version_id)
        return rows[0]

    def _count(self, table: str) -> int:
        return int(json.loads(self._meta["counts"])[table])

    def _damaged(self, template: str, **facts: object) -> StoreError:
        what = Sentence(template, facts)
        return StoreError(
            "cannot read the statute store {path}: it is damaged ({what})", remedy=REBUILD, path=self.path, what=what
        )


def check_header(path: Path) -> None:
    """Raises StoreError unless `path` is a whole SQLite file of ours and of this schema, by its first 100 bytes.

    The header holds the size in pages, so a file that was cut short is known without reading it.
    """
    try:
        if path.exists() and not path.is_file():  # opening a pipe would wait for whoever writes to it
            raise OSError(errno.ENOTSUP, "it is no regular file")
        with path.open("rb") as stream:
            header = stream.read(100)
            size = stream.seek(0, 2)
    except FileNotFoundError as error:
        raise MissingStoreError(
            _UNOPENED, remedy="build it with: citecheck store build", path=path, why="there is none"
        ) from error
    except OSError as error:
        raise StoreError(
            _UNOPENED,
            remedy="make it readable, or set CITECHECK_HOME to another folder and run: citecheck store build",
            path=path,
            why=error.strerror,
        ) from error
    if not header.startswith(_MAGIC) or len(header) < 100:
        raise StoreError(_UNOPENED, remedy=REBUILD, path=path, why="it is not an SQLite file")
    if int.from_bytes(header[68:72]) != APPLICATION_ID:
        raise StoreError(
            _UNOPENED,
            remedy="move it away, then: citecheck store build",
            path=path,
            why="it is an SQLite file of another program",
        )
    schema = int.from_bytes(header[60:64])
    if schema != SCHEMA:
        raise SchemaError(
            "cannot open the statute store {path}: schema {schema}, this version reads {ours}",
            older=schema < SCHEMA,
            path=path,
            schema=schema,
            ours=SCHEMA,
        )
    page = int.from_bytes(header[16:18])
    expected = (65536 if page == 1 else page) * int.from_bytes(header[28:32])
    if size != expected:
        raise StoreError(
            "cannot open the statute store {path}: it is damaged ({size} bytes of {expected})",
            remedy=REBUILD,
            path=path,
            size=size,
            expected=expected,
        )


# ── rows to values, columns in the order of schema.TABLES ────────────────────────────────────────────────────────


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _kind(key: str) -> str | None:
    match = _ENDING.search(key)
    return match[0].removesuffix("典") if match else None


def _statute(row: Sequence[Any]) -> Statute:
    return Statute(row[0], row[1], Level(row[2]), row[3] or None, bool(row[4]), bool(row[5]))


def _version(row: Sequence[Any]) -> Version:
    return Version(
        id=row[0],
        statute_id=row[1],
        key=row[2],
        promulgated_on=_day(row[3]),
        effective_on=_day(row[4]),
        ceased_on=_day(row[5]),
        change=row[6],
        document_number=row[7] or None,
        complete=bool(row[8]),
        last_article=row[9],
        text_held=row[13] > 0,
        source=row[14] or row[10],
    )


def _article(row: Sequence[Any], text: Sequence[Any] | None, version: Sequence[Any]) -> Article:
    paragraphs: int | None = row[3]
    counts = tuple(map(int, row[4].split("/"))) if row[4] else (0,) * paragraphs if paragraphs else None
    points = {(int(p), int(s)): int(count) for p, s, count in _POINTS.findall(row[5])}
    return Article(
        version_id=row[0],
        number=ArticleNumber(row[1], row[2]),
        paragraphs=paragraphs,
        subparagraphs=counts,
        points=points,
        text=text[4] if text else None,
        heading=text[5] if text else "",
        source=text[6] if text else version[10],
    )


def _repeal(row: Sequence[Any]) -> Repeal:
    return Repeal(
        statute_id=row[1],
        ceased_on=_day(row[2]),
        repealed_by=row[3] or None,
        extent=RepealExtent(row[4]),
        scope=row[5],
        successors=_split(row[6].split(";")),
        source=row[7],
        confidence=row[8],
    )


def _split(parts: Iterable[str]) -> tuple[str, ...]:
    return tuple(part for part in parts if part)


def _correspondence(row: Sequence[Any]) -> Correspondence:
    return Correspondence(
        row[1], row[2], ArticleNumber(row[3], row[4]), row[5], row[6], ArticleNumber(row[7], row[8]), row[9], row[10]
    )


def _horizon(row: Sequence[Any]) -> Horizon:
    return Horizon(Level(row[0]), _day(row[1]), row[2])
