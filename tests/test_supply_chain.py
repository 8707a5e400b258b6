"""What we depend on: bounded on both sides, pinned for development, and looked up among known vulnerabilities."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
DECLARED = [
    Requirement(line)
    for line in [
        *PROJECT["dependencies"],
        *(line for extra in PROJECT["optional-dependencies"].values() for line in extra),
    ]
    if not line.startswith(PROJECT["name"])
]
LOCK = (ROOT / ".ci" / "requirements.lock").read_text("utf-8")


@pytest.mark.parametrize("requirement", DECLARED, ids=str)
def test_every_dependency_is_bounded_on_both_sides(requirement: Requirement) -> None:
    operators = {one.operator for one in requirement.specifier}
    assert operators == {"=="} or {">=", "<"} <= operators


@pytest.mark.parametrize("requirement", DECLARED, ids=str)
def test_the_lock_pins_it_within_its_bounds(requirement: Requirement) -> None:
    lines = [Requirement(line) for line in LOCK.splitlines() if line and not line.startswith("#")]
    pinned = [line for line in lines if canonicalize_name(line.name) == canonicalize_name(requirement.name)]
    assert pinned
    for line in pinned:
        (version,) = line.specifier
        assert version.operator == "=="
        assert requirement.specifier.contains(version.version)


def test_the_lock_names_no_place() -> None:
    assert not re.search(r"://|--index|--find-links|@ ", LOCK)


# ── known vulnerabilities ────────────────────────────────────────────────────────────────────────────────────────


def audit(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / ".ci" / "audit"), "--offline", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def dump(folder: Path, **changes: Any) -> Path:
    name, version = re.findall(r"^(click)==(\S+)", LOCK, re.MULTILINE)[0]
    affected = {"package": {"ecosystem": "PyPI", "name": name.upper()}, "versions": ["0.1", version]} | changes
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        archive.writestr("PYSEC-0.json", json.dumps({"id": "PYSEC-0", "affected": [affected]}))
        archive.writestr("GHSA-1.json", json.dumps({"id": "GHSA-1", "withdrawn": "2024", "affected": [affected]}))
    return folder / "all.zip"


def test_a_vulnerability_of_a_pinned_version_fails(tmp_path: Path) -> None:
    ended = audit("--dump", str(dump(tmp_path)))
    assert ended.returncode == 1
    assert "PYSEC-0" in ended.stdout
    assert "GHSA-1" not in ended.stdout


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"versions": ["0.1"]}, id="another version"),
        pytest.param({"package": {"ecosystem": "npm", "name": "click"}}, id="another ecosystem"),
    ],
)
def test_others_do_not(tmp_path: Path, changes: dict[str, Any]) -> None:
    assert audit("--dump", str(dump(tmp_path, **changes))).returncode == 0


def test_what_could_not_be_told_is_said_and_fails_nothing(tmp_path: Path) -> None:
    ended = audit("--dump", str(tmp_path / "none.zip"))
    assert ended.returncode == 0
    assert "could not" in ended.stdout
