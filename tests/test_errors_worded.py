"""What stands in the way is said in the language asked for: errors of ours, words that an option does not take."""

from __future__ import annotations

import ast
import json
import os
import pickle
import re
import shutil
import sqlite3
import string
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

import citecheck
from citecheck import cli
from citecheck.errors import CitecheckError, Sentence, why_unread
from citecheck.refresh.outcome import SourceError, SourceName, Status
from citecheck.refresh.run import Order
from citecheck.report.messages import Lang, say, zh
from citecheck.report.refresh import failure_as_json
from citecheck.store import verify

PACKAGE = Path(citecheck.__file__).parent
TREES = {
    name: ast.parse(path.read_text("utf-8"))
    for path in sorted(PACKAGE.rglob("*.py"))
    if not (name := path.relative_to(PACKAGE).as_posix()).startswith("dev/")  # a command for developers
}
EXEMPT = {"checks/judge_rows.py": "what is wrong with a row is data: it stands in the answer, as `error`"}
HANDED_ON = {
    ("agents/tools.py", "remedy"): "given to _bounded, whose callers are read",
    ("audit/local.py", "manifest.GO_ON"): "read there",
    ("audit/run.py", "manifest.GO_ON"): "read there",
    ("audit/manifest.py", "str(value)"): "a value of an option: None, True, False",
    ("audit/summary.py", "error.reason"): "why an archive is not read: three words",
    ("cli.py", "_span(span)"): "see the mistakes below",
    ("cli.py", "template"): "of a value that an option does not take, given to Misused",
    ("lsp/server.py", "template"): "the same",
    ("options.py", "error.template"): "the same",
    ("store/reader.py", "str(error)"): "what SQLite says",
    ("store/reader.py", "template"): "given to _damaged, whose callers are read",
    ("store/verify.py", "error.templates[0]"): "read where it was raised",
    ("errors.py", "'\\n  '.join((f'{{{name}}}' for name in numbered))"): "a line for each of several sentences",
    ("refresh/outcome.py", "message"): "given to SourceError, whose callers are read",
    ("refresh/outcome.py", "status.value"): "see the test of statuses",
}
"""What is given on from elsewhere: (file, as it is written there)."""
HAN = re.compile("[\u4e00-\u9fff]")


def family() -> set[str]:
    """CitecheckError and all that are made from it."""
    bases = {
        node.name: {ast.unparse(base) for base in node.bases}
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"CitecheckError"}
    while more := {name for name, made_from in bases.items() if made_from & found} - found:
        found |= more
    return found


FAMILY = family()
PLACES = {
    **dict.fromkeys(FAMILY, 0),
    "SourceError": 1,
    "Misused": 0,
    "Sentence": 0,
    "_damaged": 0,
    "_complain": 1,
    "_blocked": 1,
}
"""Where the template stands among the arguments."""
TAKES_A_REMEDY = FAMILY | {"_bounded"}


class Unread(str):
    """Not a template that can be read in the source: a sentence put together there, or a name from elsewhere."""


def names_of(tree: ast.Module) -> dict[str, list[ast.expr]]:
    """What is assigned to each name anywhere in the module."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        for target in node.targets if isinstance(node, ast.Assign) else ():
            pairs = [(target, node.value)]
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = list(zip(target.elts, node.value.elts, strict=True))
            for name, value in pairs:
                if isinstance(name, ast.Name):
                    found.setdefault(name.id, []).append(value)
    return found


def told(value: ast.expr, names: dict[str, list[ast.expr]]) -> Iterator[str]:
    """The sentences that the expression can be."""
    match value:
        case ast.Constant(value=str(sentence)):
            yield sentence
        case ast.Constant(value=None) | ast.Call(func=ast.Name("Sentence")):  # which is read itself
            return
        case ast.IfExp(body=one, orelse=other):
            yield from (*told(one, names), *told(other, names))
        case ast.BoolOp(values=values):
            yield from (sentence for one in values for sentence in told(one, names))
        case ast.Subscript(value=ast.Name(id=name)) if isinstance(names.get(name, [None])[0], ast.Dict):
            yield from (sentence for one in names[name][0].values for sentence in told(one, names))  # type: ignore[attr-defined]
        case ast.Name(id=name) if name in names:
            others = {known: values for known, values in names.items() if known != name}
            yield from (sentence for one in names[name] for sentence in told(one, others))
        case _:
            yield Unread(ast.unparse(value))


def templates(file: str) -> Iterator[str]:
    """Every sentence that the module gives to an error of ours: messages, remedies, and reasons among the facts."""
    names = names_of(TREES[file])
    for node in ast.walk(TREES[file]):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args, keywords=keywords):
                given = {keyword.arg: keyword.value for keyword in keywords}
                if name in PLACES and len(args) > PLACES[name]:
                    yield from told(args[PLACES[name]], names)
                if name in TAKES_A_REMEDY and "remedy" in given:
                    yield from told(given["remedy"], names)
                if name in PLACES:
                    facts = (value for fact, value in given.items() if fact not in ("remedy", None))
                    for sentence in (sentence for value in facts for sentence in told(value, names)):
                        if " " in sentence and not isinstance(sentence, Unread):  # one word is a name
                            yield sentence
            case ast.Return(value=ast.Tuple(elts=[template, ast.Dict()])) if file == "cli.py":  # of _misuse
                yield from told(template, names)


def test_the_errors_are_found() -> None:
    assert {"UsageError", "StoreError", "SourceError", "MissingStoreError"} <= FAMILY
    assert "cannot write to {path}: {why}" in set(templates("audit/local.py"))
    assert "{url} redirects to nowhere" in set(templates("refresh/client.py"))
    assert "another audit is writing it" in set(templates("audit/manifest.py"))
    assert EXEMPT.keys() <= TREES.keys()


@pytest.mark.parametrize("file", [file for file in TREES if file not in EXEMPT and any(templates(file))])
def test_every_error_a_user_meets_is_known_in_chinese(file: str) -> None:
    found = set(templates(file))
    unread = {sentence for sentence in found if isinstance(sentence, Unread)}
    # facts inside a sentence cannot be put into another language: they are given beside it
    assert {sentence for sentence in unread if (file, sentence) not in HANDED_ON} == set()
    assert {sentence for sentence in found - unread if sentence not in zh.ERRORS} == set()


def test_what_can_be_wrong_with_a_store_is_told_in_chinese() -> None:
    assert {meaning for meaning, _ in verify._SANITY} <= zh.ERRORS.keys()


@pytest.mark.parametrize("status", Status)
def test_how_a_source_fails_is_told_in_chinese(status: Status) -> None:
    assert HAN.search(zh.ERRORS[status.value])
    error = SourceError(status, "{url} answered nothing", remedy="try again later", url="示范")
    assert str(error) == f"{status.value}: 示范 answered nothing\n  try again later"
    assert say("zh").error(error.templates[0], error.facts) == f"{zh.ERRORS[status.value]}：示范 没有给出内容"


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("template", zh.ERRORS)
def test_a_translation_tells_the_same_facts(template: str) -> None:
    assert fields(zh.ERRORS[template]) == fields(template)
    assert HAN.search(zh.ERRORS[template]) or template in (
        "{name}: {why}",
        "{status}: {what}",
        "{url}: {how}",
        "{problem}: {found}",
        "{path}: {key}: {why}",
        "true or false",
        "today or document",
    )


@pytest.mark.parametrize(
    ("lang", "message", "remedy"),
    [
        ("en", "source_empty: 示范 answered nothing", "try again later"),
        ("zh", "来源没有给出应有的内容：示范 没有给出内容", "请稍后重试"),
    ],
)
def test_a_change_report_tells_why_a_refresh_failed(lang: Lang, message: str, remedy: str) -> None:
    error = SourceError(Status.EMPTY, "{url} answered nothing", remedy="try again later", url="示范")
    told = json.loads(failure_as_json(Order(SourceName.FLK), error, lang))["error"]
    assert told == {"status": "source_empty", "message": message, "remedy": remedy}


def test_an_error_keeps_its_english_sentence_and_its_facts() -> None:
    error = CitecheckError(
        "cannot read {path}: {why}", remedy="see {path}", path="a{b}", why="No such file or directory"
    )
    assert str(error) == "cannot read a{b}: No such file or directory\n  see a{b}"
    assert say("en").error(error.templates[0], error.facts) == error.message
    assert say("zh").error(error.templates[0], error.facts) == "无法读取 a{b}：没有这个文件或文件夹"
    error.facts["facts"] = (Sentence("it answered {code}", {"code": 3}),)  # a worker's error is sent to its parent
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.facts) == (str(error), error.facts)


@pytest.mark.parametrize(
    ("why", "english", "chinese"),
    [
        pytest.param(
            OSError(28, os.strerror(28), "b"), "[Errno 28] No space left on device: 'b'", "磁盘已满：b", id="a disk"
        ),
        pytest.param(
            OSError(28, os.strerror(28), "a"), "[Errno 28] No space left on device: 'a'", "磁盘已满", id="the file"
        ),
        pytest.param(OSError("odd"), "odd", "odd", id="the system in other words"),
        pytest.param(why_unread(ValueError("odd")), "odd", "内容有误（odd）", id="damage"),
        pytest.param(sqlite3.OperationalError("disk I/O error"), "disk I/O error", "磁盘读写错误", id="the database"),
        pytest.param("it is damaged", "it is damaged", "它已损坏", id="a reason"),
        pytest.param("store", "store", "store", id="one word is a name"),
        pytest.param(Sentence("store", {}), "store", "法规库", id="one word that is a sentence"),
        pytest.param(("b", Sentence("store", {}), 3), "b, store, 3", "b、法规库、3", id="several"),
        pytest.param(
            Sentence("it answered {code}", {"code": 3}), "it answered 3", "它答复 3", id="a sentence with facts"
        ),
    ],
)
def test_a_reason_among_the_facts_is_told_in_the_language_asked_for(why: object, english: str, chinese: str) -> None:
    error = CitecheckError("cannot read {path}: {why}", path="a", why=why)
    assert str(error) == say("en").error(error.templates[0], error.facts) == f"cannot read a: {english}"
    assert say("zh").error(error.templates[0], error.facts) == f"无法读取 a：{chinese}"


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
        pytest.param(["audit", "--sample", "0", "x"], 2, "not in the range", "不小于 1 ", id="below the range"),
        pytest.param(["audit", "--drop-below", "2", "x"], 2, "not in the range", "0 至 1 的数", id="above the range"),
        pytest.param(["refresh", "--rate", "0", "x"], 2, "not in the range", "大于 0、", id="at an open end"),
        pytest.param(["audit", "--fail-on", "0", "x"], 2, "neither a number", "既不是大于 0", id="no threshold"),
        pytest.param(["audit", "--diff", "x"], 2, "requires 2 arguments", "须带 2 个值", id="one value of two"),
        pytest.param(["refresh", "--missing", "/nonexistent"], 2, "No such file", "没有这个文件", id="no report"),
        pytest.param(["refresh", "--level", "lex"], 2, "known are: constitution", "可用的有：", id="no level"),
        pytest.param(["refresh"], 2, "name statutes to refresh", "请给出要更新的文件的名称", id="nothing to refresh"),
        pytest.param(["explain", "x:1", "y"], 2, "unexpected extra", "多余的词：y", id="a word too many"),
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
    named = arguments[0] in ("search", "show", "check", "audit", "refresh", "explain")
    command = arguments[:1] if named else ["check"]
    rest = arguments[len(command) :] if command == arguments[:1] else arguments
    told, said = call(*command, "--lang", "zh", *rest)
    assert (told, chinese in said) == (code, True), said
    assert "Error" not in said
    assert "Usage" not in said


def test_what_is_wrong_with_a_store_is_told_in_the_language_of_the_locale(
    call: Callable[..., Called], real_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in real_home.iterdir():
        if file.suffix == ".sqlite":
            shutil.copy(file, tmp_path)
        elif file.is_file():  # the claim index: of the same length, with other contents
            (tmp_path / file.name).write_bytes(bytes(file.stat().st_size))
    with closing(sqlite3.connect(tmp_path / "statutes.sqlite")) as store, store:
        store.execute("DELETE FROM horizons")
    monkeypatch.setenv("CITECHECK_HOME", str(tmp_path))
    code, said = call("store", "verify")
    assert (code, " is not sound:\n  table horizons has 0 rows, the build wrote " in said) == (3, True), said
    assert "is not the one that the build wrote\n  rebuild it with" in said
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    code, said = call("store", "verify")
    assert (code, "有损坏：\n  horizons 表有 0 行，建库时写入 " in said) == (3, True), said
    assert re.search(r"\n  其索引 \S+ 不是建库时写出的那一份\n  请重建：citecheck store build\n", said), said


def test_a_command_without_the_option_speaks_as_the_locale_does(
    call: Callable[..., Called], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "No such command 'bild'" in call("store", "bild")[1]
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert call("store", "bild") == (2, "citecheck: 没有命令 'bild'\n  用法见：citecheck store --help\n")


def test_a_value_that_the_settings_may_not_have_is_told_in_both_languages(
    call: Callable[..., Called], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "citecheck.toml").write_text('format = "jsn"\n', "utf-8")
    assert "citecheck.toml: format: 'jsn' is not one of 'text', 'json'," in call("check", "x")[1]
    assert "citecheck.toml：format：'jsn' 不在可用的值之列：'text'" in call("check", "--lang", "zh", "x")[1]
    (tmp_path / "citecheck.toml").write_text('checks = ["exsistence"]\n', "utf-8")
    assert "没有 'exsistence'；是否应为 existence？" in call("check", "--lang", "zh", "x")[1]


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
