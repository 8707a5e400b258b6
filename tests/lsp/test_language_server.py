"""The language server, as an editor meets it: a real process, pygls' own client."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import pytest

pytest.importorskip("pygls", reason="needs the extra lsp")

from lsp_session import CAPABLE, Session, editing, started
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.workspace import Workspace

from citecheck.config import KEYS
from citecheck.errors import UsageError
from citecheck.lsp.examining import Buffer, Examiner
from citecheck.lsp.server import build
from citecheck.lsp.settings import settings_for

BEYOND = "《民法典》第一千二百六十五条"  # it ends at 1260
REPEALED = "《合同法》第八条"
RIGHT = "《民法典》第一千二百五十四条"
THROWN = "禁止从建筑物中抛掷物品。"
REPLACE, WHOLE = types.TextDocumentContentChangePartial, types.TextDocumentContentChangeWholeDocument


Scene = Callable[[Session], Coroutine[Any, Any, None]]
Play = Callable[[Scene], None]
Server = tuple[asyncio.Runner, Session]
UTF_8 = types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind.Utf8])


@contextmanager
def serving(home: Path, **asked: Any) -> Iterator[Server]:
    with asyncio.Runner() as runner:
        opened = editing(home, **asked)
        session = runner.run(opened.__aenter__())
        yield runner, session
        runner.run(opened.__aexit__(None, None, None))


@pytest.fixture(scope="module")
def server(real_home: Path) -> Iterator[Server]:
    """One server for all tests that ask nothing of their own of it, which it must survive."""
    with serving(real_home) as served:
        yield served


@pytest.fixture(scope="module")
def plain_server(real_home: Path) -> Iterator[Server]:
    """One that speaks to an editor which knows little, counts bytes and speaks Chinese."""
    with serving(real_home, capabilities=types.ClientCapabilities(general=UTF_8), locale="zh") as served:
        yield served


def played(server: Server) -> Iterator[Play]:
    runner, session = server
    yield lambda scene: runner.run(scene(session))
    runner.run(session.cleared())


@pytest.fixture
def play(server: Server) -> Iterator[Play]:
    """Plays a scene with an editor whose texts are all closed."""
    yield from played(server)


@pytest.fixture
def play_plain(plain_server: Server) -> Iterator[Play]:
    """The same, with the editor that knows little."""
    yield from played(plain_server)


def span(mark: types.Diagnostic) -> tuple[int, int, int, int]:
    return mark.range.start.line, mark.range.start.character, mark.range.end.line, mark.range.end.character


def codes(marks: list[types.Diagnostic]) -> list[str]:
    return [str(mark.code) for mark in marks]


def page(address: str) -> list[str]:
    return Path(unquote(urlparse(address).path)).read_text("utf-8").splitlines()


def test_a_text_is_marked_when_it_is_opened(play: Play) -> None:
    async def scene(editor: Session) -> None:
        editor.open("untitled:a", f"# 标题\n\n根据{BEYOND}，当事人应当补偿。\n")
        (mark,) = await editor.marks("untitled:a")
        assert (mark.code, mark.source) == ("no_such_article", "citecheck")
        assert mark.severity is types.DiagnosticSeverity.Error
        assert "ends at article 1260" in mark.message
        assert span(mark) == (2, 2, 2, 2 + len(BEYOND))
        assert mark.code_description is not None
        line = int(urlparse(mark.code_description.href).fragment[1:])
        assert page(mark.code_description.href)[line - 1].startswith("no_such_article")

    play(scene)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8"])
def test_marks_stand_where_the_editor_counts_them(encoding: str, request: pytest.FixtureRequest) -> None:
    text = f"𠮷😀{BEYOND}\r\n行\u2028仍是一行\x0c {REPEALED}\r最后{BEYOND}"
    wide = 8 if encoding == "utf-8" else 4

    def units(words: str) -> int:
        return len(words.encode()) if encoding == "utf-8" else len(words)

    async def scene(editor: Session) -> None:
        editor.open("untitled:a", text)
        found = {span(mark) for mark in await editor.marks("untitled:a")}
        second, last = units("行\u2028仍是一行\x0c "), units("最后")
        assert found == {
            (0, wide, 0, wide + units(BEYOND)),
            (1, second, 1, second + units(REPEALED)),
            (2, last, 2, last + units(BEYOND)),
        }

    request.getfixturevalue("play_plain" if encoding == "utf-8" else "play")(scene)


def test_marks_follow_what_is_typed(play: Play) -> None:
    async def scene(editor: Session) -> None:
        uri = "untitled:a"
        editor.open(uri, "😀\r\n没有引用。\r\n")
        assert await editor.marks(uri) == []
        at = types.Position(1, 0)
        for version, char in enumerate(BEYOND, 2):  # one character after the other, as one types
            editor.change(uri, version, REPLACE(types.Range(at, at), char))
            at = types.Position(1, at.character + 1)
        (mark,) = await editor.marks(uri, 1 + len(BEYOND))
        assert span(mark) == (1, 0, 1, len(BEYOND))
        # several changes in one message, each counted after the one before
        top = types.Position(0, 0)
        editor.change(uri, 90, REPLACE(types.Range(top, top), "行\n"), REPLACE(types.Range(top, top), "行\n"))
        (mark,) = await editor.marks(uri, 90)
        assert span(mark) == (3, 0, 3, len(BEYOND))
        editor.change(uri, 91, WHOLE("全部删去"))
        assert await editor.marks(uri, 91) == []
        versions = [one.version for one in editor.published if one.uri == uri]
        assert versions[0] == 1
        assert len(versions) < 10, "a text that does not rest is not checked at every character"

    play(scene)


def test_a_result_that_came_too_late_is_dropped(play: Play) -> None:
    async def scene(editor: Session) -> None:
        editor.open("untitled:a", f"根据{BEYOND}，补偿。" * 400)
        editor.change("untitled:a", 2, WHOLE("没有引用"))
        assert await editor.marks("untitled:a", 2) == []  # which is checked when the first text has been
        await editor.hover("untitled:a", 0, 0)
        assert editor.published[-1].version == 2
        editor.open("untitled:b", BEYOND * 400)
        closing = types.DidCloseTextDocumentParams(types.TextDocumentIdentifier("untitled:b"))
        editor.client.text_document_did_close(closing)
        editor.open("untitled:c", "好")
        await editor.marks("untitled:c")
        assert not [one for one in editor.published if one.uri == "untitled:b"][-1].diagnostics

    play(scene)


def test_a_text_that_is_long_in_checking_keeps_no_other_waiting() -> None:
    checked, release = list[str](), threading.Event()

    class Slow(Examiner):
        def examine(self, buffer: Buffer, encoding: Any, lang: Any) -> Any:
            checked.append(buffer.text)
            if buffer.uri == "untitled:long":
                assert release.wait(300)
            raise UsageError("enough")

    async def scene() -> None:
        editor = build(lambda: pytest.fail("the store is not needed"), date.today, "en", "en")
        editor.examiner = Slow(editor.examiner._open, date.today)
        editor._failed = lambda *_: None  # type: ignore[method-assign]
        editor.protocol._workspace = Workspace(None)
        for version in range(1, 5):
            editor.opened(types.TextDocumentItem("untitled:long", "markdown", version, f"long {version}"))
            while not checked:
                await asyncio.sleep(0.01)
        editor.opened(types.TextDocumentItem("untitled:short", "markdown", 1, "short"))
        await asyncio.wait([editor.checks["untitled:short"]], timeout=300)
        assert checked == ["long 1", "short"]
        release.set()
        await asyncio.wait([editor.checks["untitled:long"]], timeout=300)
        assert checked == ["long 1", "short", "long 4"], "and of the texts that followed the last one"
        editor.workers.shutdown()

    asyncio.run(scene())


def test_questions_are_answered_while_a_long_text_is_checked(play: Play) -> None:
    async def scene(editor: Session) -> None:
        editor.open("untitled:short", RIGHT)
        await editor.marks("untitled:short")
        editor.open("untitled:long", f"根据{RIGHT}的规定，禁止从建筑物中抛掷物品。\n" * 2_000)
        await asyncio.sleep(0.3)
        assert await editor.hover("untitled:short", 0, 3) is not None
        assert not [one for one in editor.published if one.uri == "untitled:long"]

    play(scene)


def test_what_stands_under_the_pointer_is_shown(play: Play) -> None:
    async def scene(editor: Session) -> None:
        editor.open("untitled:a", f"根据{RIGHT}，<b>[x](y)</b>。\n{REPEALED}。没有。\n《信息网络传播权保护条例》第三条")
        await editor.marks("untitled:a")
        shown = await editor.hover("untitled:a", 0, 5)
        assert shown is not None
        assert isinstance(shown.contents, types.MarkupContent)
        assert shown.contents.kind is types.MarkupKind.Markdown
        assert "article 1254" in shown.contents.value
        assert "in force from 1 January 2021" in shown.contents.value
        assert "\n> " in shown.contents.value, "the article's own words are quoted"
        assert shown.range is not None
        assert shown.range.start == types.Position(0, 2)
        assert "repealed" in (await editor.hover("untitled:a", 1, 0)).contents.value  # type: ignore[union-attr]
        assert "words not held" in (await editor.hover("untitled:a", 2, 3)).contents.value  # type: ignore[union-attr]
        assert await editor.hover("untitled:a", 1, 10) is None
        assert await editor.hover("untitled:a", 99, 0) is None
        assert await editor.hover("untitled:unknown", 0, 0) is None

    play(scene)


CLAIMED = f"根据{RIGHT}的规定，消费者有权在七日内退货。"


def test_what_belongs_to_a_mark_is_beside_it(play: Play) -> None:
    async def scene(editor: Session) -> None:
        editor.open("untitled:a", CLAIMED)
        (mark,) = await editor.marks("untitled:a")
        assert mark.code in ("unsupported", "contradicted")
        assert mark.related_information is not None
        claim, article = mark.related_information
        assert claim.location.uri == "untitled:a"
        assert claim.location.range.start.character > mark.range.end.character
        assert article.message.startswith("article 1254: ")
        assert page(article.location.uri)[0] == "《中华人民共和国民法典》"

    play(scene)


def test_an_editor_that_knows_little_is_given_plain_text_and_marks_alone(play_plain: Play) -> None:
    async def scene(editor: Session) -> None:
        editor.open("untitled:a", CLAIMED)
        assert (await editor.marks("untitled:a"))[0].related_information is None
        shown = await editor.hover("untitled:a", 0, len("根据".encode()))
        assert shown is not None
        assert isinstance(shown.contents, types.MarkupContent)
        assert shown.contents.kind is types.MarkupKind.PlainText
        assert "**" not in shown.contents.value

    play_plain(scene)


def applied(text: str, action: types.CodeAction) -> str:
    """The text after the edits of an action; lines end with LF and all characters are of the basic plane."""
    assert action.edit is not None
    changes = action.edit.document_changes or []
    edits = [edit for change in changes for edit in change.edits]  # type: ignore[union-attr]
    edits = edits or [edit for some in (action.edit.changes or {}).values() for edit in some]
    for edit in edits:
        lines = text.split("\n")
        start, end = edit.range.start, edit.range.end
        before = "\n".join([*lines[: start.line], lines[start.line][: start.character]])
        after = "\n".join([lines[end.line][end.character :], *lines[end.line + 1 :]])
        text = before + edit.new_text + after  # type: ignore[union-attr]
    return text


def test_what_can_be_done_is_offered(play: Play, tmp_path: Path) -> None:
    text = "根据《中华人民共和国消费者权益保护法》第37条的规定，禁止从建筑物中抛掷物品。\n"

    async def scene(editor: Session) -> None:
        uri = (tmp_path / "a.md").as_uri()
        editor.open(uri, text)
        (mark,) = await editor.marks(uri)
        found = await editor.actions(uri, mark)
        offers = [one for one in found if isinstance(one, types.CodeAction)]
        assert not any(one.is_preferred for one in offers), "editors apply what is preferred by themselves"
        replacing = next(one for one in offers if one.title.startswith("Replace"))
        assert replacing.kind == types.CodeActionKind.QuickFix
        assert [one.code for one in replacing.diagnostics or []] == [mark.code]
        assert "根据《中华人民共和国民法典》第1254条" in applied(text, replacing)

        ignoring = next(one for one in offers if "comment" in one.title)
        quiet = applied(text, ignoring)
        assert quiet == text[:-1] + f" <!-- citecheck: ignore[{mark.code}] -->\n"
        editor.change(uri, 2, WHOLE(quiet))
        assert await editor.marks(uri, 2) == []

        opening = next(one for one in found if isinstance(one, types.Command))
        asked = types.ExecuteCommandParams(opening.command, opening.arguments)
        await editor.client.workspace_execute_command_async(asked)
        (shown,) = editor.shown
        assert shown.selection is not None
        lines = page(shown.uri)
        assert "消费者权益保护法" in lines[0]
        assert lines[shown.selection.start.line] == "article 37"
        # the page is a text too, which is not to be checked
        editor.open(shown.uri, "\n".join(lines), "plaintext")
        editor.open("untitled:after", BEYOND)
        await editor.marks("untitled:after")
        assert not [one for one in editor.published if one.uri == shown.uri]

    play(scene)


def test_for_a_large_selection_the_first_citations_are_served(play: Play) -> None:
    async def scene(editor: Session) -> None:
        editor.open("untitled:a", "".join(f"《合同法》第{number}条。\n" for number in range(1, 201)))
        marks = await editor.marks("untitled:a")
        everything = types.Range(types.Position(0, 0), types.Position(200, 0))
        params = types.CodeActionParams(
            types.TextDocumentIdentifier("untitled:a"), everything, types.CodeActionContext(marks)
        )
        offers = await editor.client.text_document_code_action_async(params) or []
        edits = [one for one in offers if isinstance(one, types.CodeAction)]
        assert 0 < len(edits) <= 20 * 3 + 1

    play(scene)


COMMENTED = [
    ("markdown", BEYOND, f"{BEYOND} <!-- citecheck: ignore[no_such_article] -->"),
    ("plaintext", BEYOND, f"{BEYOND} # citecheck: ignore[no_such_article]"),
    (  # into the comment that is there
        "markdown",
        f"{BEYOND} <!-- citecheck: ignore[repealed] -->",
        f"{BEYOND} <!-- citecheck: ignore[repealed, no_such_article] -->",
    ),
    # into the last cell of a row of a table
    ("markdown", f"| a | {BEYOND} |", f"| a | {BEYOND} <!-- citecheck: ignore[no_such_article] -->|"),
    # before the spaces that break a line
    ("markdown", f"{BEYOND}  ", f"{BEYOND} <!-- citecheck: ignore[no_such_article] -->  "),
    # before the backslash that breaks a line
    ("markdown", f"{BEYOND}\\", f"{BEYOND} <!-- citecheck: ignore[no_such_article] -->\\"),
    # where a comment of HTML would be part of the text
    ("markdown", f"---\ntitle: {BEYOND}", f"---\ntitle: {BEYOND} # citecheck: ignore[no_such_article]"),
    ("markdown", f"```\n{BEYOND}", f"```\n{BEYOND} # citecheck: ignore[no_such_article]"),
    ("markdown", f"<!--\n{BEYOND}", f"<!--\n{BEYOND} # citecheck: ignore[no_such_article]"),
    ("markdown", f"```\na\n```\n{BEYOND}", f"```\na\n```\n{BEYOND} <!-- citecheck: ignore[no_such_article] -->"),
    ("html", f"<p>{BEYOND}</p>", None),  # a page can hold none
]


REPLACED = [
    # the title alone is what is wrong: all else stays, and so does what follows
    ("《劳动和同法》第39条、第40条", 0, "《劳动合同法》第39条、第40条"),
    ("《中华人民共和国劳动和同法》（2012年修正）第39条", 0, "《中华人民共和国劳动合同法》（2012年修正）第39条"),
    ("《合同法》第五十二条无效。", 0, "《民法典》第一百五十三条无效。"),
    # what follows would be read as articles of another statute
    ("《合同法》第八条、第九条", 0, None),
    ("《合同法》第八条。该法第九条", 0, None),
    ("《合同法》第八条、第九条、第十条", 1, None),
    ("根据《合同法》（以下简称《合同法》）第八条。《合同法》第九条", 0, None),
    # what follows is read by the statute, which stays, or by the article, which does not
    (f"《民法典》第37条、第38条的规定，{THROWN}", 0, f"《民法典》第1254条、第38条的规定，{THROWN}"),
    (f"《民法典》第37条第一款、第二款的规定，{THROWN}", 0, None),
]


def test_a_replacement_changes_nothing_else(play: Play) -> None:
    async def scene(editor: Session) -> None:
        for number, (text, which, expected) in enumerate(REPLACED):
            uri = f"untitled:{number}"
            editor.open(uri, text)
            places = sorted({span(mark) for mark in await editor.marks(uri)})
            mark = next(one for one in await editor.marks(uri) if span(one) == places[which])
            found = [one for one in await editor.actions(uri, mark) if one.title.startswith("Replace")]
            new = [applied(text, one) for one in found if isinstance(one, types.CodeAction)]
            assert new[:1] == ([expected] if expected else []), text

    play(scene)


def test_a_comment_has_the_form_of_its_text(play: Play) -> None:
    async def scene(editor: Session) -> None:
        for number, (language, line, expected) in enumerate(COMMENTED):
            uri = f"untitled:{number}"
            editor.open(uri, line + "\n", language)
            mark = next(one for one in await editor.marks(uri) if one.code == "no_such_article")
            found = await editor.actions(uri, mark)
            offers = [one for one in found if isinstance(one, types.CodeAction) and "comment" in one.title]
            if expected is None:
                assert offers == []
                continue
            assert applied(line + "\n", offers[0]) == expected + "\n"
            editor.open(f"{uri}-commented", expected + "\n", language)
            assert "no_such_article" not in codes(await editor.marks(f"{uri}-commented"))

    play(scene)


def test_a_page_is_marked_in_its_source(play: Play) -> None:
    source = f"<html>\r\n<body><p>😀 根据&ldquo;<b>{BEYOND}</b>&rdquo;，应当补偿。</p></body></html>"
    line = source.split("\r\n")[1]
    column = line.index("《") + 1  # the face counts twice

    async def scene(editor: Session) -> None:
        editor.open("untitled:a", source, "html")
        (mark,) = await editor.marks("untitled:a")
        assert span(mark) == (1, column, 1, column + len(BEYOND))

    play(scene)


def test_only_texts_are_checked(play: Play, tmp_path: Path) -> None:
    async def scene(editor: Session) -> None:
        editor.open((tmp_path / "a.py").as_uri(), f"# {BEYOND}", "python")
        editor.open((tmp_path / "a.md").as_uri(), BEYOND, "a-language-of-its-own")
        assert await editor.marks((tmp_path / "a.md").as_uri())
        assert not [one for one in editor.published if one.uri.endswith("a.py")]

    play(scene)


def told_to(editor: Session, file: Path, written: str) -> None:
    """The settings are written, and the editor tells the server."""
    file.write_text(written, "utf-8")
    changed = types.FileEvent(file.as_uri(), types.FileChangeType.Changed)
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([changed]))


def test_the_settings_of_the_project_hold(play: Play, tmp_path: Path) -> None:
    path, settings = tmp_path / "texts" / "a.md", tmp_path / "citecheck.toml"
    path.parent.mkdir()

    async def scene(editor: Session) -> None:
        uri, version = path.as_uri(), 1
        editor.open(uri, f"{REPEALED} {BEYOND}")
        assert set(codes(await editor.marks(uri))) == {"repealed", "no_such_article"}
        for written, expected, said in [
            ('ignore = ["repealed"]\nlang = "zh"', {"no_such_article"}, "民法典"),
            ("as-of = 2019-06-01", {"not_in_force_yet"}, None),
            ('checks = ["validity"]', {"repealed"}, None),
        ]:
            told_to(editor, settings, written)
            version += 1
            editor.change(uri, version, WHOLE(f"{REPEALED} {BEYOND}" + " " * version))
            marks = await editor.marks(uri, version)
            assert expected <= set(codes(marks)), written
            assert said is None or "没有" in marks[0].message or "查无" in marks[0].message

    play(scene)


EVERY_SETTING = {
    "as-of": "2026-09-01", "baseline": "known.json", "checks": ["existence"], "exit-zero": True, "format": "json",
    "ignore": ["repealed"], "lang": "en", "select": ["no_such_article"], "semantic": True, "strict": True,
    "suppress": False,
}  # fmt: skip


def test_every_setting_of_the_command_line_is_taken(tmp_path: Path) -> None:
    (tmp_path / "known.json").write_text('{"schema": "citecheck.report/1", "documents": []}')
    assert EVERY_SETTING.keys() == set(KEYS)
    lines = [f"{key} = {json.dumps(value)}" for key, value in EVERY_SETTING.items()]
    (tmp_path / "citecheck.toml").write_text("\n".join(lines), "utf-8")
    settings = settings_for(tmp_path / "a.md")
    assert settings.semantic
    assert settings.strict
    assert not settings.suppress
    assert settings.as_of == date(2026, 9, 1)
    assert settings.known == frozenset()


def test_what_stands_in_the_way_is_said_and_takes_the_place_of_old_marks(play_plain: Play, tmp_path: Path) -> None:
    uri, settings = (tmp_path / "a.md").as_uri(), tmp_path / "citecheck.toml"

    async def scene(editor: Session) -> None:
        editor.open(uri, BEYOND)
        assert codes(await editor.marks(uri)) == ["no_such_article"]
        settings.write_text("colour = true", "utf-8")
        editor.change(uri, 2, WHOLE("没有引用"))
        (mark,) = await editor.marks(uri, 2)
        assert mark.code == "not_checked"
        assert "没有设置 'colour'" in mark.message
        assert mark.message in await editor.message()
        told_to(editor, settings, "")
        editor.change(uri, 3, WHOLE("没有引用。"))
        assert await editor.marks(uri, 3) == []

    play_plain(scene)


def test_a_text_that_is_too_long_says_so(play: Play) -> None:
    async def scene(editor: Session) -> None:
        editor.open("untitled:a", BEYOND + "好" * 1_000_000)
        (mark,) = await editor.marks("untitled:a")
        assert mark.code == "over_limit"
        assert "citecheck FILE" in mark.message
        assert await editor.hover("untitled:a", 0, 2) is None
        editor.change("untitled:a", 2, WHOLE(BEYOND))
        assert codes(await editor.marks("untitled:a", 2)) == ["no_such_article"]

    play(scene)


@pytest.mark.parametrize(
    ("asked", "locale", "expected"),
    [
        pytest.param(None, "zh-cn", "zh", id="the language of the editor"),
        pytest.param(None, "de", "en", id="another language of the editor"),
        pytest.param(None, None, "zh", id="that of the locale"),
        pytest.param("en", "zh-cn", "en", id="the one asked for"),
    ],
)
def test_messages_are_in_the_language_of_the_editor(asked: Any, locale: str | None, expected: str) -> None:
    editor = build(lambda: pytest.fail("the store is not needed"), date.today, asked, "zh")
    editor.initialized_with(types.InitializeParams(capabilities=CAPABLE, locale=locale))
    assert editor.lang == expected


def test_a_store_that_is_damaged_is_told_once_with_what_mends_it(tmp_path: Path) -> None:
    (tmp_path / "statutes.sqlite").write_bytes(b"SQLite format 3\0" + b"\0" * 4_000)

    async def scene() -> None:
        async with editing(tmp_path) as editor:
            editor.open("untitled:a", BEYOND)
            assert "citecheck store build" in await editor.message()
            editor.change("untitled:a", 2, WHOLE(BEYOND + BEYOND))
            await editor.marks("untitled:a", 2)
            await editor.hover("untitled:a", 0, 0)
            assert len(editor.messages) == 1

    asyncio.run(scene())


def test_nonsense_does_not_stop_the_server(play: Play) -> None:
    async def scene(editor: Session) -> None:
        asked = types.ExecuteCommandParams("citecheck.open", ["no such", None, "1", "2024-01-01"])
        await editor.client.workspace_execute_command_async(asked)
        with pytest.raises(JsonRpcException):
            await editor.client.workspace_execute_command_async(types.ExecuteCommandParams("rm", ["-rf", "/"]))
        editor.change("untitled:unknown", 3, WHOLE("好"))
        editor.open("untitled:a", "\x1b]0;owned\x07《月球\x1b[31m居民保护法》第三条 \ud83d")
        await editor.marks("untitled:a")
        for uri in ("untitled:b", "file:///a%00b.md", "file://host/share/a.md", "a word"):
            editor.open(uri, BEYOND)
            assert codes(await editor.marks(uri)) == ["no_such_article"]
        assert not any("\x1b" in mark.message for one in editor.published for mark in one.diagnostics)

    play(scene)


def test_a_server_whose_editor_is_gone_ends(real_home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "citecheck", "lsp", "--stdio"], input=b"", capture_output=True, timeout=300
    )
    assert done.returncode == 1
    assert done.stdout == b""
    assert b"Traceback" not in done.stderr


@pytest.mark.hostile
@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_server_that_is_stopped_leaves_no_files(
    real_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    async def scene() -> None:
        editor = await started(real_home)
        editor.open("untitled:a", BEYOND)
        await editor.marks("untitled:a")
        assert list(tmp_path.iterdir())
        process = editor.client._server
        assert process is not None
        process.send_signal(signal.Signals[name])
        assert await asyncio.wait_for(process.wait(), 300) == 128 + signal.Signals[name]
        assert not list(tmp_path.iterdir())

    asyncio.run(scene())


def test_a_missing_extra_is_named() -> None:
    program = (
        "import importlib.util, sys; found = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *more: None if name == 'pygls' else found(name, *more)\n"
        "from citecheck.cli import run; sys.exit(run(['lsp']))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", timeout=300)
    assert done.returncode == 2
    assert "python -m pip install 'citecheck-cn[lsp]'" in done.stderr
