"""Building the store: catalogue and text package in, one SQLite file and its claim index out, whole or not at all.

Everything is written into a folder of its own beside the store. The index is renamed first, then the SQLite file,
which names the index of its build: that second rename is the commit. A builder that is killed leaves only its folder
(or an index nobody names), which the next build sweeps. One builder at a time holds the lock; others wait and use
what it made.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

from citecheck.errors import Sentence, StoreError
from citecheck.model import ArticleNumber, Level, RepealExtent
from citecheck.normalize import title_key
from citecheck.statute_text import ArticleText, parse_package_rows
from citecheck.store import package
from citecheck.store.catalogue import Catalogue, UnchangedRow, VersionRow, read_articles, read_catalogue
from citecheck.store.names import all_names
from citecheck.store.opening import BuildStep, Progress, Sources, current, digest, stamp
from citecheck.store.paths import BUILDING_PREFIX, INDEX_PREFIX, LOCK_NAME, catalogue_files, index_path, store_path
from citecheck.store.reader import StatuteStore
from citecheck.store.schema import APPLICATION_ID, NAMES, SCHEMA, TABLES, Value, names_digest, sealed
from citecheck.store.write import (
    SHELF_PREFIX,
    FetchedArticle,
    FetchedText,
    Shelf,
    excerpts,
    read_shelf,
    same_words,
    shelf_path,
    text_rows,
    with_shelf,
    write_shelf,
)

TEXT_SOURCE = f"{package.PACKAGE} {package.PACKAGE_VERSION}"
_PATIENCE = 600.0  # seconds to wait for another builder: sixty times what a build takes
_FULL_REMEDY = "free 150 MB there, or set CITECHECK_HOME to a folder on another disk, then: citecheck store build"
_HOME_REMEDY = "set CITECHECK_HOME to a folder that can be written, then: citecheck store build"


# ── one builder at a time, whole or not at all ───────────────────────────────────────────────────────────────────


def build(
    home: Path, sources: Sources, progress: Progress, *, if_needed: bool, shelf: Path | None = None, keep: bool = True
) -> StatuteStore:
    """The opened store, built unless it was only needed (or waited for) and another process has just made it.

    The file `shelf` takes the place of the texts that were fetched into the present store; without it, those are
    taken over, unless they are not to be kept.
    Raises StoreError, CatalogueError; the store that was there stays as it is then.
    """
    with _failures(home):
        home.mkdir(parents=True, exist_ok=True)
        with _only_builder(home, progress) as waited:
            if shelf is None and keep and (if_needed or waited) and (store := current(home, sources)):
                return store
            if shelf is None and keep:
                shelf = shelf_path(home, _named_shelf(store_path(home)))
            _sweep(home)
            build_id = os.urandom(8).hex()
            folder = home / f"{BUILDING_PREFIX}{build_id}"
            folder.mkdir()
            try:
                _write(folder, build_id, sources, progress, shelf)
                progress(BuildStep.FINISHING, 0, 1)
                for path in folder.glob(f"{SHELF_PREFIX}*"):
                    path.replace(home / path.name)
                (folder / "index").replace(index_path(home, build_id))
                (folder / "store").replace(store_path(home))
                _sync_folder(home)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
            progress(BuildStep.FINISHING, 1, 1)
            return StatuteStore.open(store_path(home))


def install_shelf(home: Path, shelf: Path, *, sources: Sources | None = None, progress: Progress | None = None) -> None:
    """Replaces the store by one with the fetched texts of this file in the place of those before; whole or not at all.

    Raises StoreError and CatalogueError; the store and its texts are then as they were.
    """
    build(home, sources or Sources.installed(), progress or (lambda *_: None), if_needed=False, shelf=shelf).close()


def present_shelf(home: Path) -> Shelf:
    """The texts that were fetched into the store in `home`. Raises StoreError when they cannot be read."""
    path = shelf_path(home, _named_shelf(store_path(home)))
    return read_shelf(path) if path else Shelf()


def _named_shelf(path: Path) -> str | None:
    """The file of fetched texts that the store at `path` names, "" for none; None when there is no store to ask."""
    with (
        suppress(sqlite3.Error, OSError),
        closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection,
    ):
        row = connection.execute("SELECT value FROM meta WHERE key = 'refreshed'").fetchone()
        return str(row[0]) if row else ""
    return None


@contextmanager
def _only_builder(home: Path, progress: Progress) -> Iterator[bool]:
    """Holds the lock; gives whether it had to be waited for. The lock falls with the process that holds it."""
    from filelock import FileLock, Timeout  # a run that only reads does not need it

    lock = FileLock(home / LOCK_NAME)
    waited = False
    try:
        lock.acquire(timeout=0)
    except Timeout:
        waited = True
        progress(BuildStep.WAITING, 0, 0)
        try:
            lock.acquire(timeout=_PATIENCE)
        except Timeout as error:
            raise StoreError(
                "cannot build the statute store in {home}: another process has been building it for "
                "{minutes:.0f} minutes",
                remedy="end that process, then: citecheck store build",
                home=home,
                minutes=_PATIENCE / 60,
            ) from error
    try:
        yield waited
    finally:
        lock.release()


@contextmanager
def _failures(home: Path) -> Iterator[None]:
    """Turns what the disk says into what to do about it."""
    try:
        yield
    except (OSError, sqlite3.Error, NotImplementedError) as error:
        full = isinstance(error, sqlite3.OperationalError) and "full" in str(error)
        what: str | Sentence
        if full or (isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)):
            what, remedy = "the disk is full", _FULL_REMEDY
        elif isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            what, remedy = "the folder cannot be written", _HOME_REMEDY
        elif isinstance(error, (FileExistsError, NotADirectoryError)):
            what, remedy = Sentence("{path} is not a folder", {"path": error.filename}), _HOME_REMEDY
        else:
            system = error.strerror if isinstance(error, OSError) else None
            what, remedy = system or str(error) or type(error).__name__, _HOME_REMEDY
        raise StoreError(
            "cannot build the statute store in {home}: {why}", remedy=remedy, home=home, why=what
        ) from error


def _sweep(home: Path) -> None:
    """Removes what killed builders left. The index of the present store stays, for those who have it open, and so do
    the fetched texts that it names; without a store to ask, all of them do."""
    kept, named = "", _named_shelf(store_path(home))
    with suppress(StoreError), StatuteStore.open(store_path(home)) as store:
        kept = index_path(home, store.meta("build_id")).name
    for path in home.iterdir():
        if path.name.startswith(BUILDING_PREFIX):
            shutil.rmtree(path, ignore_errors=True)
        elif path.name.startswith(INDEX_PREFIX) and path.name != kept:
            path.unlink(missing_ok=True)
        if path.name.startswith(SHELF_PREFIX) and named is not None and path.name != named:
            path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Has the file on the disk before its name says that it is whole."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    """Has the new names on the disk, where the system lets folders be opened."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# ── what is written ──────────────────────────────────────────────────────────────────────────────────────────────

VersionKey: TypeAlias = tuple[str, str]  # statute id and the key of the version in it
Counts: TypeAlias = tuple[int | None, str, str]  # 款, 项 of each 款, 目: the columns of articles/
_UNKNOWN: Counts = (None, "", "")


@dataclass(slots=True)
class _Held:
    """What was taken from the text package: how many texts of which version, how recent, and where it disagrees."""

    texts: dict[int, int] = field(default_factory=dict)
    statutes: set[str] = field(default_factory=set)
    latest: str = ""
    disagreements: list[tuple[str, ...]] = field(default_factory=list)
    source: dict[int, str] = field(default_factory=dict)  # of versions whose text is not the package's


def _write(folder: Path, build_id: str, sources: Sources, progress: Progress, shelf: Path | None) -> None:
    """Writes `folder`/store, `folder`/index and, where there are any, the fetched texts under their own name.

    Raises CatalogueError, StoreError, OSError, sqlite3.Error.
    """
    with closing(sqlite3.connect(folder / "store", isolation_level=None)) as connection:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -20000"):  # nobody else reads it yet
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA}")
        connection.executescript(TABLES)
        connection.execute("BEGIN")
        writer = _Writer(connection)

        meta = {
            "build_id": build_id,
            # The file system's clock: nothing but the command line asks what time it is.
            "built_at": datetime.fromtimestamp(int(folder.stat().st_mtime), UTC).isoformat(),
            "stamp": stamp(sources),
            "ingredients": digest(sources),
            "text_sha256": sources.text_sha256 if sources.text else "",
            **_fill(writer, sources, progress, shelf, folder),
        }
        progress(BuildStep.INDEX, 0, 1)
        meta |= _write_index(connection, folder / "index")
        progress(BuildStep.INDEX, 1, 1)
        writer.rows("meta", sorted({**meta, "counts": json.dumps(writer.counts)}.items()))
        connection.execute("COMMIT")
    _sync(folder / "store")


def _fill(writer: _Writer, sources: Sources, progress: Progress, kept: Path | None, folder: Path) -> dict[str, str]:
    """Writes every table but meta, and gives what is to be noted there; what it read is let go before indexing."""
    progress(BuildStep.CATALOGUE, 0, 2)
    catalogue = read_catalogue(sources.catalogue)
    settled = {(row.statute, row.version) for row in catalogue.versions if row.complete}
    catalogue, shelf = with_shelf(catalogue, read_shelf(kept) if kept else Shelf())
    shelf_name = write_shelf(folder, shelf).name if shelf.texts else ""
    ids = {(row.statute, row.version): i for i, row in enumerate(catalogue.versions, 1)}
    fetched: dict[int, list[FetchedText]] = {}
    for text in shelf.texts:
        fetched.setdefault(ids[text.statute, text.version], []).append(text)
    progress(BuildStep.CATALOGUE, 1, 2)
    _write_articles(writer, catalogue, ids, fetched, settled)
    progress(BuildStep.CATALOGUE, 2, 2)
    held = _write_texts(writer, catalogue, ids, sources, progress)
    _write_fetched(writer, held, fetched, progress)
    articles = dict(writer.connection.execute("SELECT version, count(*) FROM articles GROUP BY version"))
    _write_facts(writer, catalogue, ids, articles, held)
    _write_sources(writer, catalogue, sources, held, shelf, shelf_name)
    keys = _write_names(writer, catalogue)
    info = json.dumps(_level_counts(catalogue, ids, articles, held))
    return {"names": str(names_digest(keys)), "info": info, "refreshed": shelf_name}


class _Writer:
    """Seals rows, inserts them, and counts them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.counts = dict.fromkeys(NAMES, 0)

    def rows(self, table: str, rows: Iterable[tuple[Value, ...]]) -> None:
        """Inserts the rows, columns in the order of the schema; raises sqlite3.IntegrityError for a key twice."""
        rows = iter(rows)
        first = next(rows, None)
        if first is None:
            return
        marks = ", ".join("?" * (len(first) + 1))
        sql = f"INSERT INTO {table} VALUES ({marks})"
        cursor = self.connection.executemany(sql, map(sealed, chain([first], rows)))
        self.counts[table] += cursor.rowcount


def _write_articles(
    writer: _Writer,
    catalogue: Catalogue,
    ids: Mapping[VersionKey, int],
    fetched: Mapping[int, Sequence[FetchedText]],
    settled: Set[VersionKey],
) -> None:
    """Writes the articles that the catalogue knows, and those that fetched texts add.

    `settled` are the versions of which the catalogue itself has the whole list; a fetched text adds to the others. A
    complete version without rows and text has its articles from 1 to the last, of which nothing else is known.
    """
    writer.rows(
        "articles",
        (
            (ids[a.statute, a.version], a.number.base, a.number.branch, a.paragraphs, a.subparagraphs, a.points)
            for a in read_articles(catalogue)
        ),
    )
    listed = {version for (version,) in writer.connection.execute("SELECT DISTINCT version FROM articles")}
    for row in catalogue.versions:
        version = ids[row.statute, row.version]
        texts = fetched.get(version, ())
        if texts and ((row.statute, row.version) not in settled or version not in listed):
            there = _listed(writer, version)
            added = {a.number: a for text in reversed(texts) for a in text.articles if a.number not in there}
            writer.rows("articles", (_article_values(version, added[number]) for number in sorted(added)))
        elif row.complete and row.last_article and version not in listed:
            writer.rows("articles", ((version, base, 0, *_UNKNOWN) for base in range(1, row.last_article + 1)))


def _listed(writer: _Writer, version: int) -> dict[ArticleNumber, Counts]:
    """The articles of the version as they were written."""
    rows = writer.connection.execute(
        "SELECT base, branch, paragraphs, subparagraphs, points FROM articles WHERE version = ?", (version,)
    )
    return {ArticleNumber(base, branch): (p, s, t) for base, branch, p, s, t in rows}


def _write_texts(
    writer: _Writer,
    catalogue: Catalogue,
    ids: Mapping[VersionKey, int],
    sources: Sources,
    progress: Progress,
) -> _Held:
    """Writes the words of the articles, and where their source and the catalogue disagree: the catalogue is right.

    A text is the wording of the version with the same title and day of promulgation. Of a complete version only
    articles that the catalogue lists are taken; to an incomplete one the text adds the articles that it has. Where
    the catalogue says that a later version left articles unchanged, their words are its words too.
    """
    held = _Held()
    if sources.text is None:
        return held
    path = sources.text()
    package.verify_package(path, sources.text_sha256)
    titles = {row.id: title_key(row.title) for row in catalogue.statutes}
    wanted = {
        (titles[row.statute], row.promulgated_on.isoformat() if row.promulgated_on else row.version): row
        for row in catalogue.versions
    }
    carried: dict[VersionKey, list[UnchangedRow]] = defaultdict(list)
    for unread in catalogue.unchanged:
        carried[unread.statute, unread.as_in].append(unread)
    laws = list(package.read_package(path))
    for done, law in enumerate(laws):
        progress(BuildStep.TEXT, done, len(laws))
        row = wanted.get((title_key(law.title), law.promulgated))
        if row is None:
            held.disagreements.append((law.title, law.promulgated, "", "version", "", "held", TEXT_SOURCE))
            continue
        version = ids[row.statute, row.version]
        articles = _parsed(law)
        listed = _listed(writer, version)
        held.disagreements.extend((*found, TEXT_SOURCE) for found in _disagreements(row, law, articles, listed))
        if not row.complete:
            added = dict.fromkeys(sorted(articles.keys() - listed.keys()), _UNKNOWN)
            writer.rows("articles", ((version, n.base, n.branch, *counts) for n, counts in added.items()))
            listed.update(added)
        both = sorted(articles.keys() & listed.keys())
        writer.rows("texts", (_text_values(version, articles[number], TEXT_SOURCE) for number in both))
        held.texts[version] = len(both)
        for unchanged in carried[row.statute, row.version]:
            later = ids[unchanged.statute, unchanged.version]
            same = sorted((articles.keys() & _listed(writer, later).keys()) - unchanged.changed)
            source = f"{TEXT_SOURCE}, wording of {row.version}"
            writer.rows("texts", (_text_values(later, articles[number], source) for number in same))
            held.texts[later] = len(same)
        held.statutes.add(row.statute)
        held.latest = max(held.latest, law.promulgated)
    progress(BuildStep.TEXT, len(laws), len(laws))
    return held


def _article_values(version: int, article: FetchedArticle) -> tuple[Value, ...]:
    number = article.number
    return version, number.base, number.branch, article.paragraphs, article.subparagraphs, article.points


def _write_fetched(
    writer: _Writer, held: _Held, fetched: Mapping[int, Sequence[FetchedText]], progress: Progress
) -> None:
    """Writes the fetched texts beside the package's, the manifest of them, and where they differ from what is used."""
    for done, (version, texts) in enumerate(fetched.items()):
        if not done % 100:
            progress(BuildStep.TEXT, done, len(fetched))
        listed = frozenset(_listed(writer, version))
        sql = "SELECT base, branch, text FROM texts WHERE version = ?"
        words = {ArticleNumber(b, n): text for b, n, text in writer.connection.execute(sql, (version,))}
        rows = list(text_rows(version, words, listed, texts))
        writer.rows("texts", rows)
        used = {**words, **{ArticleNumber(row[1], row[2]): row[4] for row in reversed(rows) if _is_used(row, words)}}
        if version not in held.texts:
            held.source[version] = texts[0].source
        held.texts[version] = len(used)
        for text in texts:
            held.disagreements.extend((*found, text.source) for found in _fetched_disagreements(text, used, listed))
    manifest = [text for texts in fetched.values() for text in texts]
    writer.rows(
        "fetched",
        (
            (t.statute, t.version, t.source, t.address, t.sha256, t.size, t.fetched_at.isoformat(), len(t.articles))
            for t in manifest
        ),
    )


def _is_used(row: tuple[Value, ...], package_words: Mapping[ArticleNumber, str]) -> bool:
    """Whether the row of `texts` can be the one that is read: it comes before the package's, or there is none."""
    return row[3] < 0 or ArticleNumber(row[1], row[2]) not in package_words  # type: ignore[operator, arg-type]


def _fetched_disagreements(
    text: FetchedText, used: Mapping[ArticleNumber, str], listed: frozenset[ArticleNumber]
) -> Iterator[tuple[str, ...]]:
    """Where a fetched text differs from the words that are used, or has articles that the catalogue does not list."""
    for article in text.articles:
        place = (text.statute, text.version, str(article.number))
        if article.number not in listed:
            yield *place, "article", "", "held"
        elif not same_words(used[article.number], article.text):
            yield *place, "wording", *excerpts(used[article.number], article.text)


def _parsed(law: package.PackageLaw) -> dict[ArticleNumber, ArticleText]:
    rows = ((article.label, article.chapter, article.section, article.text) for article in law.articles)
    return {article.number: article for article in parse_package_rows(law.title, rows).articles}


def _text_values(version: int, article: ArticleText, source: str) -> tuple[Value, ...]:
    number = article.number
    return version, number.base, number.branch, 0, article.text, article.heading, source, None


def _disagreements(
    row: VersionRow,
    law: package.PackageLaw,
    articles: Mapping[ArticleNumber, ArticleText],
    listed: Mapping[ArticleNumber, Counts],
) -> Iterator[tuple[str, ...]]:
    """What the package says otherwise than the catalogue: (statute, version, article, about, catalogue, package)."""
    version = (row.statute, row.version)
    effective = row.effective_on.isoformat() if row.effective_on else ""
    if effective and law.effective and law.effective != effective:
        yield *version, "", "effective_on", effective, law.effective
    if not articles:
        return
    for number in sorted(articles.keys() | listed.keys()):
        place = (*version, str(number))
        if number not in listed:
            if row.complete:
                yield *place, "article", "", "held"
        elif number not in articles:
            yield *place, "text", "listed", ""
        elif articles[number].counted and listed[number][0]:
            paragraphs, subparagraphs, _ = listed[number]
            counts = [len(paragraph.subparagraphs) for paragraph in articles[number].paragraphs]
            if len(counts) != paragraphs:
                yield *place, "paragraphs", str(paragraphs), str(len(counts))
            elif any(counts) and subparagraphs != (other := "/".join(map(str, counts))):
                yield *place, "subparagraphs", subparagraphs, other


def _write_facts(
    writer: _Writer, catalogue: Catalogue, ids: Mapping[VersionKey, int], articles: Mapping[int, int], held: _Held
) -> None:
    versions = Counter(row.statute for row in catalogue.versions)
    repeals = Counter(row.statute for row in catalogue.repeals)
    pairs = Counter(row.from_statute for row in catalogue.correspondence)
    writer.rows(
        "statutes",
        (
            (s.id, s.title, s.level.value, s.issuer, int(s.fictitious), int(s.history_complete), s.source,
             s.confidence.value, versions[s.id], repeals[s.id], pairs[s.id])
            for s in catalogue.statutes
        ),
    )  # fmt: skip
    writer.rows(
        "versions",
        (
            (version := ids[v.statute, v.version], v.statute, v.version, _iso(v.promulgated_on), _iso(v.effective_on),
             _iso(v.ceased_on), v.change, v.document_number, int(v.complete), v.last_article, v.source,
             v.confidence.value, articles.get(version, 0), held.texts.get(version, 0),
             held.source.get(version, TEXT_SOURCE) if held.texts.get(version) else "")
            for v in catalogue.versions
        ),
    )  # fmt: skip
    writer.rows(
        "repeals",
        (
            (i, r.statute, _iso(r.ceased_on), r.repealed_by, r.extent.value, r.scope, ";".join(r.successors), r.source,
             r.confidence.value)
            for i, r in enumerate(sorted(catalogue.repeals, key=lambda r: (r.statute, str(r.ceased_on or ""))), 1)
        ),
    )  # fmt: skip
    writer.rows(
        "correspondence",
        (
            (i, c.from_statute, c.from_version, c.from_article.base, c.from_article.branch, c.to_statute, c.to_version,
             c.to_article.base, c.to_article.branch, c.confidence, c.source)
            for i, c in enumerate(catalogue.correspondence, 1)
        ),
    )  # fmt: skip
    writer.rows("disagreements", ((i, *found) for i, found in enumerate(held.disagreements, 1)))
    writer.rows("horizons", ((h.level.value, _iso(h.complete_to), h.source) for h in catalogue.horizons))


def _write_names(writer: _Writer, catalogue: Catalogue) -> list[str]:
    """Writes every name, and gives their keys in order."""
    names = all_names(catalogue.statutes, catalogue.names)
    writer.rows("names", ((name.key, name.statute, name.kind.value, int(name.ambiguous)) for name in names))
    return [name.key for name in names]


def _write_sources(
    writer: _Writer, catalogue: Catalogue, sources: Sources, held: _Held, shelf: Shelf, shelf_name: str
) -> None:
    """The catalogue and the text package with their digests, what was fetched, and the sources that facts name."""
    files = hashlib.sha256(b"".join(path.read_bytes() for path in catalogue_files(catalogue.folder))).hexdigest()
    facts = Counter(_short(row.source) for row in catalogue.statutes)
    latest: dict[str, date] = {}
    for row in catalogue.versions:
        if row.promulgated_on:
            latest[_short(row.source)] = max(latest.get(_short(row.source), date.min), row.promulgated_on)
    rows: dict[str, tuple[Value, ...]] = {
        name: (name, "facts", "", _iso(latest.get(name)), count) for name, count in sorted(facts.items())
    }
    rows["catalogue"] = ("catalogue", "catalogue", files, _iso(max(latest.values(), default=None)),
                         len(catalogue.statutes))  # fmt: skip
    if sources.text:
        rows["text"] = (TEXT_SOURCE, "text", sources.text_sha256, held.latest or None, len(held.statutes))
    for name in sorted({text.source for text in shelf.texts}):
        days = [text.promulgated_on for text in shelf.texts if text.source == name and text.promulgated_on]
        statutes = {text.statute for text in shelf.texts if text.source == name}
        rows[name] = (name, "refresh", shelf_name, _iso(max(days, default=None)), len(statutes))
    writer.rows("sources", rows.values())


def _short(source: str) -> str:
    """A page stands for its site, and what each date rests on is left out: `store info` lists sources."""
    source = source.partition(";")[0].strip()
    return urlsplit(source).hostname or source if source.startswith(("http://", "https://")) else source


def _write_index(connection: sqlite3.Connection, path: Path) -> dict[str, str]:
    """Writes the claim index of every article whose text is held; gives its size and SHA-256 for meta."""
    from citecheck.store.search import IndexedArticle, write_index  # numpy: only builders and judges pay for it

    rows = connection.execute(
        "SELECT t.version, v.statute, t.base, t.branch, t.heading, s.title, t.text FROM texts t"
        " JOIN versions v ON v.id = t.version JOIN statutes s ON s.id = v.statute"
        " WHERE t.rank = (SELECT min(rank) FROM texts o"
        "   WHERE o.version = t.version AND o.base = t.base AND o.branch = t.branch)"
        " ORDER BY t.version, t.base, t.branch"
    )
    write_index(
        path,
        (
            IndexedArticle(version, statute, ArticleNumber(base, branch), heading, title, text)
            for version, statute, base, branch, heading, title, text in rows
        ),
    )
    _sync(path)
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {"index_bytes": str(path.stat().st_size), "index_sha256": digest}


def _level_counts(
    catalogue: Catalogue, ids: Mapping[VersionKey, int], articles: Mapping[int, int], held: _Held
) -> list[tuple[str, int, int, int, int, int]]:
    """(level, statutes, versions, articles, articles with text, repealed) for each level that has any.

    Invented instruments are known so as to be named, and are not counted.
    """
    real = {row.id: row.level for row in catalogue.statutes if not row.fictitious}
    repealed = {row.statute for row in catalogue.repeals if row.extent is RepealExtent.FULL}
    counts = {level: [0, 0, 0, 0, 0] for level in Level}
    for statute, level in real.items():
        counts[level][0] += 1
        counts[level][4] += statute in repealed
    for row in catalogue.versions:
        if row.statute in real:
            version, count = ids[row.statute, row.version], counts[real[row.statute]]
            count[1] += 1
            count[2] += articles.get(version, 0)
            count[3] += held.texts.get(version, 0)
    return [(level.value, a, b, c, d, e) for level, (a, b, c, d, e) in counts.items() if a]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
