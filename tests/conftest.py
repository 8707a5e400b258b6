"""What tests of several parts share: the real store, built once, and the material beside the checkout."""

from __future__ import annotations

import getpass
import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

from citecheck.store import Sources, StatuteStore, open_store
from citecheck.store.paths import catalogue_folder
from invented import package_sources, write_catalogue, write_package

# how long an example takes, or to make one, says more of the machine than of us
hypothesis.settings.register_profile(
    "citecheck", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("citecheck")

# containers often say so, and then each of the processes that tests start would compile the program anew
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

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


# ── the store of invented statutes ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    return package_sources(write_catalogue(tmp_path / "statutes"), write_package(tmp_path / "laws.db"))


@pytest.fixture
def catalogue(tmp_path: Path) -> Callable[..., Path]:
    """Writes the invented catalogue, with some tables replaced."""
    return lambda **changed: write_catalogue(tmp_path / "catalogue", **changed)


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StatuteStore]:
    """The store of the invented statutes, built once: for tests that only read it."""
    folder = tmp_path_factory.mktemp("invented")
    made = package_sources(write_catalogue(folder / "statutes"), write_package(folder / "laws.db"))
    with open_store(folder / "home", sources=made) as store:
        yield store
