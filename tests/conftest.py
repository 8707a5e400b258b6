"""What tests of several parts share: the real store, built once, and the material beside the checkout."""

from __future__ import annotations

import getpass
import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from citecheck.store import StatuteStore, open_store
from citecheck.store.paths import catalogue_folder

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder ../shared with texts and gold labels, which are not ours to commit."""
    folder = ROOT.parent / "shared"
    if not (folder / "seeds").is_dir():
        pytest.skip("needs ../shared with seeds/ and data/gold/, which are not part of the repository")
    return folder


@pytest.fixture(scope="session")
def real_home() -> Path:
    """A data folder with the real store, kept between runs for as long as the catalogue stays the same."""
    catalogue = catalogue_folder()
    digest = hashlib.sha256()
    for path in sorted(catalogue.rglob("*.csv")):
        digest.update(path.relative_to(catalogue).as_posix().encode() + path.read_bytes())
    home = Path(tempfile.gettempdir(), f"citecheck-tests-{getpass.getuser()}", digest.hexdigest()[:16])
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    open_store(home).close()
    return home


@pytest.fixture(scope="session")
def store(real_home: Path) -> Iterator[StatuteStore]:
    """The real store, read-only."""
    with open_store(real_home) as opened:
        yield opened
