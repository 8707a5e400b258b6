"""Who may import whom: read from the source, so that a rule broken in a function body counts too."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

import citecheck

PACKAGE = Path(citecheck.__file__).parent
MODULES = {
    "citecheck." + ".".join(path.relative_to(PACKAGE).with_suffix("").parts): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if "dev" not in path.relative_to(PACKAGE).parts
}


def imported(tree: ast.AST, *, type_checking: bool = True) -> Iterator[str]:
    """The full names of modules and objects that the source imports, `from a import b` as a.b."""
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


@cache
def tree_of(name: str) -> ast.AST:
    return ast.parse(MODULES[name].read_text("utf-8"))


@cache
def imports_of(name: str, *, type_checking: bool = True) -> frozenset[str]:
    return frozenset(imported(tree_of(name), type_checking=type_checking))


@cache
def calls_of(name: str) -> frozenset[str]:
    return frozenset(ast.unparse(node.func) for node in ast.walk(tree_of(name)) if isinstance(node, ast.Call))


def inside(name: str, *packages: str) -> bool:
    return any(name == f"citecheck.{package}" or name.startswith(f"citecheck.{package}.") for package in packages)


def outside(*packages: str) -> list[str]:
    """The modules of ours that are in none of these packages."""
    return [name for name in MODULES if not inside(name, *packages)]


def roots(names: Iterable[str]) -> set[str]:
    return {name.split(".")[0] for name in names}


def test_the_modules_are_found() -> None:
    assert len(MODULES) > 100
    assert {"citecheck.model", "citecheck.store.reader", "citecheck.serve.server"} <= MODULES.keys()


def test_only_the_store_opens_sqlite() -> None:
    assert not [name for name in outside("store") if "sqlite3" in roots(imports_of(name))]


def test_only_refresh_makes_requests() -> None:
    clients = {"requests", "urllib3", "httpx", "aiohttp", "socket", "http"}
    assert not [name for name in outside("refresh") if roots(imports_of(name)) & clients]
    assert not [
        name for name in outside("refresh") if any(one.startswith("urllib.request") for one in imports_of(name))
    ]


def test_only_the_command_line_and_server_read_the_clock() -> None:
    clock = {"date.today", "datetime.date.today", "datetime.today", "datetime.now", "time.time", "time.localtime"}
    assert not [name for name in outside("cli", "serve", "refresh") if calls_of(name) & clock]


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
    "serve": ("audit", "agents", "lsp"),
}


@pytest.mark.parametrize("stage", FLOW)
def test_the_flow_goes_one_way(stage: str) -> None:
    known = {name: imports_of(name, type_checking=False) for name in MODULES if inside(name, stage)}
    assert known
    assert not [(name, one) for name, names in known.items() for one in names if inside(one, *FLOW[stage])]


def test_only_the_command_line_prints() -> None:
    speak = [name for name in outside("cli", "options", "serve", "audit.progress") if not name.endswith(".command")]
    assert not [name for name in speak if calls_of(name) & {"print", "click.echo", "sys.stdout.write"}]


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
    assert set(imported(ast.parse(source), type_checking=False)) == expected
