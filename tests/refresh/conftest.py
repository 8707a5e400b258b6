"""A home without the data package, a small catalogue of invented statutes, and the stand-in to ask."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from citecheck.refresh.outcome import SourceName
from citecheck.refresh.run import Order, Outcome
from citecheck.refresh.run import refresh as run_refresh
from citecheck.store import Sources

sys.path.insert(0, str(Path(__file__).parent))  # the stand-in is a script, too

from small_catalogue import write_catalogue
from stand_in import World, serving


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    return Sources(write_catalogue(tmp_path / "statutes"), text=None)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def base(world: World) -> Iterator[str]:
    with serving(world) as address:
        yield address


Ask = Callable[..., Outcome]


@pytest.fixture
def ask(home: Path, sources: Sources, base: str) -> Ask:
    """Refreshes from the stand-in, fast."""

    def asked(*titles: str, **options: object) -> Outcome:
        settings = {"source": SourceName.FLK, "origin": base, "rate": 500.0, **options}
        return run_refresh(home, Order(titles=titles, **settings), sources=sources)  # type: ignore[arg-type]

    return asked
