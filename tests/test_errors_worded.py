"""What stands in the way is said in the language asked for: errors of ours, words that an option does not take."""

from __future__ import annotations

import ast
import pickle
import re
import string
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import citecheck
from citecheck import cli
from citecheck.errors import CitecheckError
from citecheck.report.messages import say, zh

PACKAGE = Path(citecheck.__file__).parent
COVERED = (
    "cli.py", "config.py", "baseline.py", "lookup.py", "options.py", "extras.py", "store/reader.py",
    "agents/loopback.py", "agents/server.py", "agents/tools.py",
)  # fmt: skip
RAISED = {"CitecheckError", "UsageError", "StoreError", "MissingStoreError", "SchemaError", "Misused"}
TOLD = {"_complain": 1, "_bounded": 0, **dict.fromkeys(RAISED, 0)}  # the place of the template among the arguments
HAN = re.compile("[\u4e00-\u9fff]")


def templates(source: str) -> Iterator[str]:
    """Every sentence that is given to an error of ours, with the reasons and remedies given beside it."""
    tree = ast.parse(source)
    names = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TOLD:
            given = [node.args[TOLD[node.func.id]]] if len(node.args) > TOLD[node.func.id] else []
            given += [keyword.value for keyword in node.keywords if keyword.arg in ("remedy", "why")]
            for value in given:
                if isinstance(value, ast.Name) and value.id in names:
                    yield names[value.id]
                elif isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield value.value
                elif isinstance(value, ast.JoinedStr) and node.func.id != "_complain":
                    yield ast.unparse(value)  # facts inside a sentence cannot be put into another language


@pytest.mark.parametrize("file", COVERED)
def test_every_error_a_user_meets_is_known_in_chinese(file: str) -> None:
    found = set(templates((PACKAGE / file).read_text("utf-8")))
    assert found
    assert {template for template in found if template not in zh.ERRORS} == set()


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("template", zh.ERRORS)
def test_a_translation_tells_the_same_facts(template: str) -> None:
    assert fields(zh.ERRORS[template]) == fields(template)
    assert HAN.search(zh.ERRORS[template]) or template in (
        "{name}: {why}",
        "{path}: {key}: {why}",
        "true or false",
        "today or document",
    )


def test_an_error_keeps_its_english_sentence_and_its_facts() -> None:
    error = CitecheckError(
        "cannot read {path}: {why}", remedy="see {path}", path="a{b}", why="No such file or directory"
    )
    assert str(error) == "cannot read a{b}: No such file or directory\n  see a{b}"
    assert say("en").error(error.templates[0], error.facts) == error.message
    assert say("zh").error(error.templates[0], error.facts) == "无法读取 a{b}：没有这个文件或文件夹"
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.facts) == (str(error), error.facts)


def test_a_sentence_without_facts_may_hold_braces() -> None:
    error = CitecheckError("cannot read {this}")
    assert error.message == say("zh").error(error.templates[0], error.facts) == "cannot read {this}"


Called = tuple[int, str]


@pytest.fixture
def call(real_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Called]:
    """Runs the command in this process: exit code and standard error."""
    monkeypatch.setenv("CITECHECK_HOME", str(real_home))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.delenv("CITECHECK_DEBUG", raising=False)

    def run(*arguments: str | Path) -> Called:
        code = cli.run([str(argument) for argument in arguments])
        return code, capsys.readouterr().err

    return run


@pytest.mark.parametrize(
    ("arguments", "code", "english", "chinese"),
    [
        pytest.param(["--as-of", "2024-02-31", "x"], 2, "is not today or document", "的日期", id="no day"),
        pytest.param(["--checks", "exsistence", "x"], 2, "did you mean existence", "是否应为 existence", id="a check"),
        pytest.param(["--checks", ",", "x"], 2, "nothing to check", "没有指明", id="no check"),
        pytest.param(["--format", "jsn", "x"], 2, "is not one of", "须为以下之一", id="no format"),
        pytest.param(["--fromat", "json", "x"], 2, "No such option", "没有选项 --fromat", id="no option"),
        pytest.param(["--quiet=1", "x"], 2, "does not take", "不带值", id="a switch with a value"),
        pytest.param(["x", "--as-of"], 2, "requires an argument", "须带一个值", id="an option without its value"),
        pytest.param(["check"], 2, "Missing argument", "缺少 FILE", id="no file named"),
        pytest.param(["search", "--limit", "0", "x"], 2, "not in the range", "1 至 100", id="out of range"),
        pytest.param(["serch"], 2, "did you mean: citecheck search", "是否应为：citecheck search", id="no command"),
        pytest.param(["show", "民法典", "abc"], 2, "not the number", "不是条的编号", id="no article"),
        pytest.param(["--baseline", "/nonexistent", "x"], 2, "cannot read the baseline", "无法读取基准", id="baseline"),
        pytest.param(["--config", "/nonexistent", "x"], 2, "No such file", "没有这个文件", id="settings"),
        pytest.param(["--output", "/nonexistent/x", "x"], 2, "no such folder", "没有这个文件夹", id="output"),
        pytest.param(["--format", "docx", "x"], 2, "writes a Word file", "写成 Word 文件", id="Word without a place"),
    ],
)
def test_a_mistake_is_told_in_the_language_asked_for(
    call: Callable[..., Called], arguments: list[str], code: int, english: str, chinese: str
) -> None:
    assert call(*arguments)[0] == code
    assert english in call(*arguments)[1]
    command = arguments[:1] if arguments[0] in ("search", "show", "check") else ["check"]
    rest = arguments[len(command) :] if command == arguments[:1] else arguments
    told, said = call(*command, "--lang", "zh", *rest)
    assert (told, chinese in said) == (code, True), said
    assert "Error" not in said
    assert "Usage" not in said


def test_the_language_is_that_of_the_locale_or_the_project(
    call: Callable[..., Called], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = tmp_path / "x.txt"
    monkeypatch.chdir(tmp_path)
    (tmp_path / "citecheck.toml").write_text('lang = "zh"\n', "utf-8")
    assert "无法将报告写入" in call("--output", "no/such/folder", missing)[1]
    (tmp_path / "citecheck.toml").unlink()
    assert "cannot write the report" in call("--output", "no/such/folder", missing)[1]
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "无法将报告写入" in call("--output", "no/such/folder", missing)[1]
    assert "cannot write the report" in call("--lang", "en", "--output", "no/such/folder", missing)[1]


@pytest.mark.parametrize(
    ("content", "english", "chinese"),
    [
        pytest.param(b"not a store", "not an SQLite file", "不是 SQLite 文件", id="not ours"),
        pytest.param(b"SQLite format 3\0" + b"\0" * 99, "another program", "别的程序", id="another program's"),
    ],
)
def test_a_damaged_store_is_told_in_both_languages(
    call: Callable[..., Called],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    content: bytes,
    english: str,
    chinese: str,
) -> None:
    (tmp_path / "statutes.sqlite").write_bytes(content)
    monkeypatch.setenv("CITECHECK_HOME", str(tmp_path))
    code, said = call("show", "民法典", "1")
    assert (code, english in said, "citecheck store build" in said) == (3, True, True)
    code, said = call("show", "--lang", "zh", "民法典", "1")
    assert (code, chinese in said, "citecheck store build" in said) == (3, True, True)
