"""Who may import whom: read from the source, so that a rule broken in a function body counts too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import citecheck

PACKAGE = Path(citecheck.__file__).parent
MODULES = {
    "citecheck." + ".".join(path.relative_to(PACKAGE).with_suffix("").parts): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if "dev" not in path.relative_to(PACKAGE).parts
}


def imported(source: str, *, type_checking: bool = True) -> Iterator[str]:
    """The full names of modules and objects that the source imports, `from a import b` as a.b."""
    tree = ast.parse(source)
    skipped: set[ast.AST] = set()
    if not type_checking:
        for node in ast.walk(tree):
            if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
                skipped |= {inner for statement in node.body for inner in ast.walk(statement)}
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imports_of(name: str, *, type_checking: bool = True) -> set[str]:
    return set(imported(MODULES[name].read_text("utf-8"), type_checking=type_checking))


def calls_of(name: str) -> set[str]:
    tree = ast.parse(MODULES[name].read_text("utf-8"))
    return {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}


def inside(name: str, *packages: str) -> bool:
    return any(name == f"citecheck.{package}" or name.startswith(f"citecheck.{package}.") for package in packages)


def roots(names: set[str]) -> set[str]:
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("name", MODULES)
def test_only_the_store_opens_sqlite(name: str) -> None:
    if not inside(name, "store"):
        assert "sqlite3" not in roots(imports_of(name))


@pytest.mark.parametrize("name", MODULES)
def test_only_refresh_makes_requests(name: str) -> None:
    if not inside(name, "refresh"):
        assert not roots(imports_of(name)) & {"requests", "urllib3", "httpx", "aiohttp", "socket", "http"}
        assert not {i for i in imports_of(name) if i.startswith("urllib.request")}


@pytest.mark.parametrize("name", MODULES)
def test_only_the_command_line_and_server_read_the_clock(name: str) -> None:
    if not inside(name, "cli", "serve", "refresh"):
        clock = {"date.today", "datetime.date.today", "datetime.today", "time.time", "time.localtime"}
        assert not calls_of(name) & clock
        # when a store was built is a fact about the file; the law is never judged at it
        assert "datetime.now" not in calls_of(name) or name == "citecheck.store.build"


@pytest.mark.parametrize("name", ["citecheck.model", "citecheck.errors", "citecheck.numerals"])
def test_the_base_imports_none_of_us(name: str) -> None:
    assert "citecheck" not in roots(imports_of(name))


FLOW = {  # a stage may know the stages before it, never those after
    "read": ("extract", "resolve", "checks", "checker", "store", "report", "cli"),
    "extract": ("read", "resolve", "checks", "checker", "store", "report", "cli"),
    "store": ("read", "extract", "resolve", "checks", "checker", "report", "cli"),
    "resolve": ("read", "extract", "checks", "checker", "report", "cli"),
    "checks": ("read", "extract", "checker", "report", "cli"),
    "checker": ("read", "report", "cli"),
    "report": ("read", "extract", "resolve", "checks", "checker", "cli"),
}


@pytest.mark.parametrize("name", MODULES)
def test_the_flow_goes_one_way(name: str) -> None:
    for stage, later in FLOW.items():
        if inside(name, stage):
            known = imports_of(name, type_checking=False)
            assert not {i for i in known if inside(i, *later)}


@pytest.mark.parametrize("name", MODULES)
def test_only_the_command_line_prints(name: str) -> None:
    if not inside(name, "cli", "options", "serve", "audit.progress") and not name.endswith(".command"):
        assert not calls_of(name) & {"print", "click.echo", "sys.stdout.write"}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("import a.b", {"a.b"}, id="import"),
        pytest.param("from a import b, c", {"a.b", "a.c"}, id="from"),
        pytest.param("def f():\n    import sqlite3", {"sqlite3"}, id="inside a function"),
        pytest.param("if TYPE_CHECKING:\n    from a import b", set(), id="for types only"),
    ],
)
def test_imports_are_read(source: str, expected: set[str]) -> None:
    assert set(imported(source, type_checking=False)) == expected
