"""What other programs start: the pre-commit hook, the action of a code host, the completion of a shell."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from citecheck.cli import cli

FALSE = "根据《民法典》第一千二百六十五条，当事人应当补偿。\n"  # 民法典 ends at 1260


def loaded(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def test_the_hook_calls_the_program_with_the_files(root: Path) -> None:
    (hook,) = loaded(root / ".pre-commit-hooks.yaml")
    assert {"id", "name", "entry", "language", "types_or"} <= hook.keys()
    assert (hook["entry"], hook["language"]) == ("citecheck", "python")


def test_the_hook_takes_every_name_for_a_file(root: Path, tmp_path: Path, real_home: Path) -> None:
    """A repository may hold files that are called like options; pre-commit puts names behind entry and args."""
    (hook,) = loaded(root / ".pre-commit-hooks.yaml")
    (shown,) = re.findall(r"        args: (\[.*?\])", (root / "README.md").read_text("utf-8"))
    (tmp_path / "--output=x.md").write_text(FALSE, encoding="utf-8")
    for args in (hook["args"], yaml.safe_load(shown)):
        command = [sys.executable, "-m", hook["entry"], *args, "--output=x.md"]
        environment = {**os.environ, "CITECHECK_HOME": str(real_home)}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8")
        assert "no_such_article" in done.stdout, done.stderr
        assert not (tmp_path / "x.md").exists()


@pytest.fixture
def runner(tmp_path: Path, real_home: Path) -> dict[str, str]:
    """The environment that a runner gives the script of the action, with this checkout as what was installed."""
    program = tmp_path / "citecheck" / "bin" / "citecheck"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m citecheck "$@"\n')
    program.chmod(0o755)
    (tmp_path / "a b.md").write_text(FALSE, encoding="utf-8")
    return {
        **os.environ,
        "CITECHECK_HOME": str(real_home),
        "LC_ALL": "C.UTF-8",
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
    }


def step(root: Path, environment: dict[str, str], folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Runs the checking step as a runner does: inputs, else their defaults, by the environment the step names."""
    action = loaded(root / "action.yml")
    (check,) = [one for one in action["runs"]["steps"] if one.get("id") == "check"]
    given = {name: inputs.get(name, declared["default"]) for name, declared in action["inputs"].items()}
    passed = {key: given[value.split("inputs.")[1].split(" ")[0]] for key, value in check["env"].items()}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", check["run"]]
    return subprocess.run(
        command, cwd=folder, env={**environment, **passed}, capture_output=True, encoding="utf-8", timeout=300
    )


def test_the_action_reports_and_fails_when_something_is_suspicious(
    root: Path, runner: dict[str, str], tmp_path: Path
) -> None:
    done = step(root, runner, tmp_path, files="a b.md", sarif="out.sarif")
    assert done.returncode == 1, done.stderr
    assert "no_such_article" in done.stdout
    assert (tmp_path / "output").read_text() == "code=1\n"
    assert '"version": "2.1.0"' in (tmp_path / "out.sarif").read_text("utf-8")
    assert "no such article" in (tmp_path / "summary.md").read_text("utf-8")


def test_the_action_takes_options_and_passes_when_nothing_is(
    root: Path, runner: dict[str, str], tmp_path: Path
) -> None:
    done = step(
        root, runner, tmp_path, files="a b.md", arguments="--ignore=no_such_article\n--lang=zh", summary="false"
    )
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "summary.md").exists()


def test_what_a_workflow_passes_to_the_action_is_never_run(root: Path, runner: dict[str, str], tmp_path: Path) -> None:
    done = step(root, runner, tmp_path, files='$(touch run)\n`touch run`\n"; touch run; "\n--output=run', arguments="")
    assert done.returncode == 3
    assert not (tmp_path / "run").exists()
    script = "".join(one["run"] for one in loaded(root / "action.yml")["runs"]["steps"])
    assert "${{" not in script


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_can_complete(shell: str) -> None:
    environment = {**os.environ, "_CITECHECK_COMPLETE": f"{shell}_source"}
    program = [sys.executable, "-c", "import sys; sys.argv[0] = 'citecheck'; from citecheck.cli import main; main()"]
    done = subprocess.run(program, env=environment, capture_output=True, encoding="utf-8", timeout=300)
    assert "_CITECHECK_COMPLETE" in done.stdout, done.stderr


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        pytest.param("citecheck sto", "plain,store", id="a command"),
        pytest.param("citecheck check --form", "plain,--format", id="an option"),
        pytest.param("citecheck --form", "plain,--format", id="an option, no command named"),
        pytest.param("citecheck check --format sa", "plain,sarif", id="a format"),
        pytest.param("citecheck --format sa", "plain,sarif", id="a format, no command named"),
        pytest.param("citecheck art", "file,art", id="a file"),
        pytest.param("citecheck --quiet art", "file,art", id="a file behind an option"),
        pytest.param("citecheck --baseline kno", "file,kno", id="a file as the value of an option"),
    ],
)
def test_completion_offers(words: str, offered: str) -> None:
    assert cli.commands
    environment = {
        **os.environ,
        "_CITECHECK_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    program = [sys.executable, "-c", "import sys; sys.argv[0] = 'citecheck'; from citecheck.cli import main; main()"]
    done = subprocess.run(program, env=environment, capture_output=True, encoding="utf-8", timeout=300)
    assert offered in done.stdout.splitlines(), (done.stdout, done.stderr)
