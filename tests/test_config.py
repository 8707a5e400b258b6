"""Settings of a project: where they are found, what they may say, and that the command line goes before them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from citecheck import cli, config
from citecheck.errors import UsageError

FALSE = "根据《民法典》第一千二百六十五条，当事人应当补偿。\n"  # 民法典 ends at 1260
REPEALED = "《合同法》第八条。\n"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("files", "found"),
    [
        pytest.param({}, None, id="none"),
        pytest.param({"citecheck.toml": ""}, "citecheck.toml", id="above"),
        pytest.param({"citecheck.toml": "", "a/citecheck.toml": ""}, "a/citecheck.toml", id="the nearest"),
        pytest.param({"citecheck.toml": "", "pyproject.toml": "[tool.citecheck]"}, "citecheck.toml", id="ours first"),
        pytest.param({"citecheck.toml": "", "a/pyproject.toml": "[project]"}, "citecheck.toml", id="without us"),
        pytest.param({"citecheck.toml": "", "a/pyproject.toml": "= broken"}, "citecheck.toml", id="broken"),
        pytest.param({"a/pyproject.toml": "[tool.citecheck]\n"}, "a/pyproject.toml", id="a project with us"),
    ],
)  # fmt: skip
def test_the_nearest_file_counts(tmp_path: Path, files: dict[str, str], found: str | None) -> None:
    for name, text in files.items():
        write(tmp_path / name, text)
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    assert config.find(folder) == (tmp_path / found if found else None)


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        pytest.param("", {}, id="empty"),
        pytest.param('as-of = "document"', {"as-of": "document"}, id="word"),
        pytest.param("as-of = 2024-05-31", {"as-of": "2024-05-31"}, id="a date of TOML"),
        pytest.param('ignore = ["repealed", "superseded"]', {"ignore": "repealed,superseded"}, id="list"),
        pytest.param('ignore = "repealed"', {"ignore": "repealed"}, id="one word for a list"),
        pytest.param("strict = true\nsuppress = false", {"strict": True, "suppress": False}, id="switches"),
    ],
)
def test_settings_are_read(tmp_path: Path, text: str, settings: dict[str, object]) -> None:
    assert config.load(write(tmp_path / "citecheck.toml", text)) == settings
    inside = write(tmp_path / "pyproject.toml", f"[project]\nname = 'x'\n[tool.citecheck]\n{text}\n[tool.other]\nx = 1")
    assert config.load(inside) == settings


def test_a_baseline_stands_beside_its_file(tmp_path: Path) -> None:
    path = write(tmp_path / "citecheck.toml", 'baseline = "known.json"')
    assert config.load(path) == {"baseline": str(tmp_path / "known.json")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("as_of = 'today'", "there is no setting 'as_of'; did you mean as-of\\?", id="a key misspelled"),
        pytest.param("zzz = 1", "there is no setting 'zzz'; known are: as-of, baseline", id="a key from elsewhere"),
        pytest.param("output = 'x'", "there is no setting 'output'", id="where to write is not for a file to say"),
        pytest.param("strict = 'yes'", "strict is true or false, not 'yes'", id="a word for a switch"),
        pytest.param("format = true", "format is a text, not True", id="a switch for a word"),
        pytest.param("as-of = 2019-06-01T00:00:00", "a day, today or document, not '2019-06-01 00:00:00'", id="a time"),
        pytest.param("ignore = [1]", "ignore is a list of words", id="numbers for codes"),
        pytest.param("= x", "cannot read the settings", id="no TOML"),
    ],
)
def test_what_cannot_be_acted_on_is_an_error(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        config.load(write(tmp_path / "citecheck.toml", text))


def test_every_key_is_an_option_of_check() -> None:
    options = {opt for parameter in cli.check.params for opt in parameter.opts}
    assert {f"--{key}" for key in config.KEYS} <= options


# ── through the command ──────────────────────────────────────────────────────────────────────────────────────────

Called = tuple[int, str, str]


@pytest.fixture
def call(
    real_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Called]:
    """Runs the command in `tmp_path`: exit code, standard output, standard error."""
    monkeypatch.setenv("CITECHECK_HOME", str(real_home))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "a.md", FALSE + REPEALED)

    def run(*arguments: str) -> Called:
        code = cli.run(list(arguments))
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_the_command_line_goes_before_the_settings(tmp_path: Path, call: Callable[..., Called]) -> None:
    write(tmp_path / "citecheck.toml", 'format = "json"\nignore = ["no_such_article", "repealed"]\nlang = "zh"')
    code, out, _ = call("a.md")
    assert (code, json.loads(out)["summary"]["hidden"]) == (0, {"no_such_article": 1, "repealed": 1})
    code, out, _ = call("a.md", "--ignore", "repealed", "--lang", "en")
    message = json.loads(out)["documents"][0]["citations"][0]["findings"][0]["message"]
    assert (code, message.isascii() or "has no article" in message) == (1, True)


def test_a_switch_of_the_file_can_be_turned_off(tmp_path: Path, call: Callable[..., Called]) -> None:
    write(tmp_path / "pyproject.toml", "[tool.citecheck]\nexit-zero = true")
    assert call("a.md")[0] == 0
    assert call("--no-exit-zero", "a.md")[0] == 1


def test_where_the_settings_came_from_is_told_when_asked(tmp_path: Path, call: Callable[..., Called]) -> None:
    path = write(tmp_path / "citecheck.toml", "")
    assert f"settings of {path}" in call("--verbose", "a.md")[2]
    assert "settings" not in call("a.md")[2]


def test_another_file_of_settings(tmp_path: Path, call: Callable[..., Called]) -> None:
    write(tmp_path / "citecheck.toml", "exit-zero = true")
    other = write(tmp_path / "other.toml", 'select = "repealed"')
    code, out, _ = call("--config", str(other), "a.md")
    assert code == 1
    assert "no_such_article" not in out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param('format = "xml"', "citecheck.toml: format: 'xml' is not one of", id="no such format"),
        pytest.param('ignore = "repeald"', "citecheck.toml: ignore: there is no 'repeald'", id="no such code"),
        pytest.param('as-of = "soon"', "citecheck.toml: as-of: 'soon' is not today", id="no such day"),
        pytest.param("formt = 1", "there is no setting 'formt'; did you mean format?", id="no such key"),
    ],
)  # fmt: skip
def test_a_bad_setting_ends_with_2_and_names_the_file(
    tmp_path: Path, call: Callable[..., Called], text: str, said: str
) -> None:
    write(tmp_path / "citecheck.toml", text)
    code, out, err = call("a.md")
    assert (code, out) == (2, "")
    assert said in err


def test_a_baseline_leaves_what_was_known(tmp_path: Path, call: Callable[..., Called]) -> None:
    assert call("a.md", "--format", "json", "--output", "known.json")[0] == 1
    code, out, _ = call("a.md", "--baseline", "known.json")
    assert code == 0
    assert "left out because the baseline has them already: 2" in out
    write(tmp_path / "a.md", "新的一段。\n" + FALSE + REPEALED + "又见《民法典》第一千三百条。\n")
    code, out, _ = call("a.md", "--baseline", "known.json")
    assert code == 1
    assert out.count("no_such_article") == 1


def test_comments_are_heeded_unless_told_otherwise(tmp_path: Path, call: Callable[..., Called]) -> None:
    write(tmp_path / "a.md", f"<!-- citecheck: ignore[no_such_article] -->\n{FALSE}")
    code, out, _ = call("a.md")
    assert code == 0
    assert "a comment in the text says so: 1" in out
    assert call("--no-suppress", "a.md")[0] == 1
