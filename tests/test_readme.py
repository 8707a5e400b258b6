"""The README is run: its commands work, its help is the program's, its Python prints what it should."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from citecheck.cli import cli
from citecheck.model import Verdict
from citecheck.report import severity


@pytest.fixture(scope="session")
def readme(root: Path) -> str:
    return (root / "README.md").read_text("utf-8")


def blocks(readme: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)


def run(*arguments: str, home: Path | None = None, root: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "100", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    if home:
        environment["CITECHECK_HOME"] = str(home)
    command = [sys.executable, "-m", "citecheck", *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, cwd=root, timeout=300)


def test_the_help_in_the_readme_is_the_help_of_the_program(readme: str) -> None:
    said = run("--help").stdout.replace("[OPTIONS] COMMAND", "[OPTIONS] [COMMAND]", 1)  # as click says it since 8.5
    assert said in blocks(readme, "text")


def test_every_command_has_help_and_an_example(readme: str) -> None:
    examples = "\n".join(blocks(readme, "sh"))
    for name in cli.list_commands(click.Context(cli)):
        shown = run(name, "--help")
        assert shown.returncode == 0
        assert "Usage: citecheck" in shown.stdout
        if name != "check":
            assert f"citecheck {name} " in examples


def test_the_first_command_checks_an_example_of_ours(readme: str, root: Path, real_home: Path) -> None:
    command = blocks(readme, "sh")[0]
    assert command.startswith("python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/citecheck ")
    arguments = shlex.split(command.split(".venv/bin/citecheck ")[1])
    done = run(*arguments, home=real_home, root=root)
    assert done.returncode == 0
    assert blocks(readme, "text")[0] in done.stdout


def test_ci_runs_the_second_command(readme: str, root: Path) -> None:
    script = (root / ".ci" / "run").read_text("utf-8")
    assert os.access(root / ".ci" / "run", os.X_OK)
    assert blocks(readme, "sh")[1] in script
    assert blocks(readme, "sh")[1].rstrip().endswith("-m pytest")


def test_the_lock_names_versions_and_no_host(root: Path) -> None:
    lines = (root / ".ci" / "requirements.lock").read_text("utf-8").splitlines()
    assert lines
    for line in lines:
        assert re.fullmatch(r"#.*|[A-Za-z0-9_.-]+==[A-Za-z0-9_.+!-]+( ;.*)?", line), line
    assert not [line for line in lines if "://" in line]


def test_the_verdicts_are_those_of_the_program(readme: str) -> None:
    section = readme.split("\n## Verdicts\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| (\w*) ?\|", section, re.MULTILINE)
    expected = [(str(verdict), str(severity(verdict)) if verdict is not Verdict.OK else "") for verdict in Verdict]
    assert rows == expected


def test_the_python_in_the_readme_runs(readme: str, real_home: Path) -> None:
    """One after the other, as a reader would; datatrove's, which we do not install, is run by tests/audit."""
    programs = [block for block in blocks(readme, "python") if "datatrove" not in block]
    environment = {**os.environ, "CITECHECK_HOME": str(real_home), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(programs)], capture_output=True, encoding="utf-8", env=environment, timeout=300
    )
    assert done.returncode == 0, done.stderr
    printed = done.stdout.splitlines()
    assert printed[0] == "《合同法》第八条 repealed"
    assert "[{'document': 'a', 'text': '《合同法》第五十二条', 'verdict': 'repealed'}]" in printed
    assert "False True" in printed  # what the cleaning pipeline keeps
