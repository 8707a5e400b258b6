"""Where things lie: the user's data folder, the store in it, and the catalogue that was installed with us."""

from __future__ import annotations

import os
from pathlib import Path

from citecheck.errors import CatalogueError

STORE_NAME = "statutes.sqlite"
LOCK_NAME = "build.lock"
INDEX_PREFIX = "claims-"  # claims-<build id>.index
BUILDING_PREFIX = "building-"  # the folder of a build that is not committed


def home_folder() -> Path:
    """The folder that holds the store: $CITECHECK_HOME, else the platform's folder for a user's data."""
    if chosen := os.environ.get("CITECHECK_HOME"):
        return Path(chosen).expanduser()
    import platformdirs  # not at import: a run with CITECHECK_HOME does not need it

    return Path(platformdirs.user_data_dir("citecheck", appauthor=False))


def store_path(home: Path | None = None) -> Path:
    """The store's file in `home`, whether or not it exists."""
    return (home or home_folder()) / STORE_NAME


def index_path(home: Path, build_id: str) -> Path:
    """The claim index that belongs to the build `build_id`."""
    return home / f"{INDEX_PREFIX}{build_id}.index"


def catalogue_folder() -> Path:
    """The folder of the catalogue: inside the installed package, else at the top of a checkout.

    Raises CatalogueError when neither is there.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "statutes", package.parent / "statutes"):
        if (folder / "statutes.csv").is_file():
            return folder
    raise CatalogueError(
        "cannot find the catalogue of statutes: no statutes/statutes.csv beside the installed package",
        remedy="install it again with: python -m pip install --force-reinstall citecheck-cn",
    )


def catalogue_files(folder: Path) -> tuple[Path, ...]:
    """The files that make up the catalogue, in a fixed order."""
    return tuple(sorted(folder.glob("*.csv")) + sorted((folder / "articles").glob("**/*.csv")))
