"""The conversation with an editor: texts come in, marks go out, questions are answered.

The main loop only keeps texts and speaks. Checking runs on threads, once a text has rested for a moment; a result is
dropped when the text has changed meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, cast

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method
from pygls.uris import to_fs_path

from citecheck import lookup
from citecheck.errors import CitecheckError, UsageError
from citecheck.lsp.actions import OPEN, actions
from citecheck.lsp.diagnostics import diagnostics, not_checked, too_long
from citecheck.lsp.examining import LONGEST, Buffer, Examined, Examiner
from citecheck.lsp.hover import hover
from citecheck.lsp.pages import Pages
from citecheck.lsp.positions import Encoding, changed, whole
from citecheck.report.json import tool_version
from citecheck.report.messages import Lang, say
from citecheck.store import StatuteStore

REST_SECONDS = 0.3
"""How long a text must not have changed before it is checked."""

WAIT_SECONDS = 3.0
"""How long a question waits for the check of what was just written."""

AT_ONCE = 2  # texts that are checked at the same time

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Protocol(LanguageServerProtocol):
    """Texts are kept by `Editor`, not by the library, whose lines end wherever Python ends one."""

    @property
    def editor(self) -> Editor:
        return cast("Editor", self._server)

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> Generator[Any, Any, None]:
        self.editor.opened(params.text_document)
        yield from ()

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Generator[Any, Any, None]:
        self.editor.edited(params)
        yield from ()

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> Generator[Any, Any, None]:
        self.editor.closed(params.text_document.uri)
        yield from ()


class Editor(LanguageServer):
    """The server, for one editor."""

    def __init__(self, examiner: Examiner, lang: Lang | None, default: Lang) -> None:
        super().__init__("citecheck", tool_version(), protocol_cls=Protocol)
        self.lang: Lang = lang or default
        self._asked = lang is not None
        self.examiner = examiner
        self.pages = Pages()
        self.workers = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="citecheck")
        self.buffers: dict[str, Buffer] = {}
        self.examined: dict[str, Examined] = {}
        self.checks: dict[str, asyncio.Task[None]] = {}
        self.running: dict[str, Future[Any]] = {}  # the last check of each text that a worker was given
        self.ended_well = False  # whether the editor said good-bye
        self._told: str | None = None  # the last thing that stood in the way, which is told once

    # ── what the editor says ─────────────────────────────────────────────────────────────────────────────────────

    def initialized_with(self, params: types.InitializeParams) -> None:
        """Speak the editor's language unless another was asked for."""
        if not self._asked and params.locale:
            self.lang = "zh" if params.locale.lower().startswith("zh") else "en"

    def opened(self, document: types.TextDocumentItem) -> None:
        """Keep a text and check it."""
        path = to_fs_path(document.uri)
        self.buffers[document.uri] = Buffer(
            document.uri,
            Path(path) if path and "\0" not in path else None,
            document.language_id.lower(),
            document.version,
            whole(document.text),
        )
        self.check(document.uri, 0.0)

    def edited(self, params: types.DidChangeTextDocumentParams) -> None:
        """Keep the text as it is now and check it when it rests."""
        buffer = self.buffers.get(params.text_document.uri)
        if buffer is None:
            return
        text = buffer.text
        for change in params.content_changes:
            text = changed(text, change, self.encoding)
        self.buffers[buffer.uri] = replace(buffer, text=text, version=params.text_document.version)
        self.check(buffer.uri, REST_SECONDS)

    def closed(self, uri: str) -> None:
        """Forget a text and take its marks away."""
        self.buffers.pop(uri, None)
        self.examined.pop(uri, None)
        self.running.pop(uri, None)
        if task := self.checks.pop(uri, None):
            task.cancel()
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def check_all(self) -> None:
        """Check every text again, because settings have changed."""
        for uri in self.buffers:
            self.examined.pop(uri, None)
            self.check(uri, 0.0)

    # ── checking ─────────────────────────────────────────────────────────────────────────────────────────────────

    def check(self, uri: str, rest: float) -> None:
        """Check a text after `rest` seconds, instead of what was going to be checked of it."""
        if task := self.checks.pop(uri, None):
            task.cancel()
        if self._is_ours(self.buffers[uri]):
            self.checks[uri] = asyncio.get_running_loop().create_task(self._check(uri, rest))

    async def current(self, uri: str) -> Examined | None:
        """What was found in the text as it stands now; None when that cannot be had soon."""
        task = self.checks.get(uri)
        if task is not None and not task.done():
            await asyncio.wait([task], timeout=WAIT_SECONDS)
        buffer, examined = self.buffers.get(uri), self.examined.get(uri)
        return examined if examined is not None and examined.buffer == buffer else None

    async def on_worker(self, work: Callable[..., T], *arguments: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.workers, work, *arguments)

    async def _check(self, uri: str, rest: float) -> None:
        if rest:
            await asyncio.sleep(rest)
        buffer = self.buffers[uri]
        if len(buffer.text) > LONGEST:
            self.examined.pop(uri, None)
            self._publish(buffer, too_long(buffer, self.lang))
            return
        if before := self.running.get(uri):
            # nothing stops it, but it must not keep a second worker from other texts
            await asyncio.wait([asyncio.wrap_future(before)])
        self.running[uri] = self.workers.submit(self._examine, buffer)
        found = await asyncio.wrap_future(self.running[uri])
        if isinstance(found, CitecheckError):
            self._failed(buffer, found)
        elif self.buffers.get(uri) == buffer:
            self._told = None
            self.examined[uri], marks = found
            self._publish(buffer, marks)

    def _examine(self, buffer: Buffer) -> tuple[Examined, list[types.Diagnostic]] | CitecheckError:
        try:
            examined = self.examiner.examine(buffer, self.encoding, self.lang)
            return examined, diagnostics(examined, self.pages, related=self._shows_related)
        except CitecheckError as error:
            return error
        except Exception as error:
            _log.exception("checking %s failed", buffer.uri)
            return CitecheckError("checking {path} failed: {why}", path=buffer.uri, why=type(error).__name__)

    def _publish(self, buffer: Buffer, marks: list[types.Diagnostic]) -> None:
        params = types.PublishDiagnosticsParams(buffer.uri, marks, buffer.version)
        self.text_document_publish_diagnostics(params)

    def _failed(self, buffer: Buffer, error: CitecheckError) -> None:
        """Say why a text is not checked, once aloud and at its top for as long as it is so."""
        words = say(self.lang)
        told = "\n".join(words.error(template, error.facts) for template in error.templates if template)
        if self.buffers.get(buffer.uri) == buffer:
            self.examined.pop(buffer.uri, None)
            self._publish(buffer, not_checked(told))
        if told != self._told:
            self._told = told
            kind = types.MessageType.Warning if isinstance(error, UsageError) else types.MessageType.Error
            self.window_show_message(types.ShowMessageParams(kind, f"citecheck: {told}"))

    def _is_ours(self, buffer: Buffer) -> bool:
        return buffer.media is not None and not (buffer.path is not None and self.pages.holds(buffer.path))

    # ── what the editor can do ───────────────────────────────────────────────────────────────────────────────────

    @property
    def encoding(self) -> Encoding:
        return cast(Encoding, str(getattr(self.workspace.position_encoding, "value", self.workspace.position_encoding)))

    @property
    def _shows_related(self) -> bool:
        text = self.client_capabilities.text_document
        return bool(text and text.publish_diagnostics and text.publish_diagnostics.related_information)

    @property
    def reads_markdown(self) -> bool:
        text = self.client_capabilities.text_document
        formats = text.hover.content_format if text and text.hover else None
        return types.MarkupKind.Markdown in (formats or ())

    @property
    def takes_versions(self) -> bool:
        workspace = self.client_capabilities.workspace
        return bool(workspace and workspace.workspace_edit and workspace.workspace_edit.document_changes)

    @property
    def shows_documents(self) -> bool:
        window = self.client_capabilities.window
        return bool(window and window.show_document and window.show_document.support)


def build(
    open_store: Callable[[], StatuteStore], today: Callable[[], date], lang: Lang | None, default: Lang
) -> Editor:
    """The server with all it answers; it does not run yet. `default` is the language where neither side names one."""
    editor = Editor(Examiner(open_store, today), lang, default)

    @editor.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        editor.initialized_with(params)

    @editor.feature(types.INITIALIZED)
    async def initialized(_params: types.InitializedParams) -> None:
        editor.workers.submit(_quietly, editor.examiner.warm)
        await _watch(editor)

    @editor.feature(types.SHUTDOWN)
    def shut_down(_params: None) -> None:
        editor.ended_well = True

    @editor.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def settings_changed(_params: types.DidChangeWatchedFilesParams) -> None:
        editor.check_all()

    @editor.feature(types.TEXT_DOCUMENT_HOVER)
    async def hovered(params: types.HoverParams) -> types.Hover | None:
        examined = await editor.current(params.text_document.uri)
        if examined is None:
            return None
        return hover(examined, params.position, markdown=editor.reads_markdown)

    kinds = types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])

    @editor.feature(types.TEXT_DOCUMENT_CODE_ACTION, kinds)
    async def asked(params: types.CodeActionParams) -> list[types.CodeAction | types.Command]:
        examined = await editor.current(params.text_document.uri)
        if examined is None:
            return []
        return actions(examined, params.range, params.context, versioned=editor.takes_versions)

    @editor.command(OPEN)
    async def open_statute(statute: str, version: int | None, article: str, as_of: str) -> None:
        try:
            await _open(editor, statute, version, article, date.fromisoformat(as_of))
        except (CitecheckError, KeyError, ValueError) as error:
            _log.warning("cannot open %r: %r", statute, error)

    return editor


async def _open(editor: Editor, statute_id: str, version_id: int | None, article: str, day: date) -> None:
    """Show the page of a statute, at the article."""

    def written() -> tuple[str, dict[str, int]]:
        store = editor.examiner.store
        version = store.version(version_id) if version_id is not None else None
        return editor.pages.statute(store, store.statute(statute_id), version, day, editor.lang)

    address, lines = await editor.on_worker(written)
    number = str(lookup.article_number(article)) if article else ""
    at = types.Position(max(0, lines.get(number, 1) - 1), 0)
    if editor.shows_documents:
        await editor.window_show_document_async(
            types.ShowDocumentParams(address, take_focus=True, selection=types.Range(at, at))
        )
    else:
        path = to_fs_path(address) or address
        editor.window_show_message(types.ShowMessageParams(types.MessageType.Info, f"{path}:{at.line + 1}"))


async def _watch(editor: Editor) -> None:
    """Ask to be told when a file of settings changes, of editors that can."""
    workspace = editor.client_capabilities.workspace
    watched = workspace.did_change_watched_files if workspace else None
    if watched is None or not watched.dynamic_registration:
        return
    watchers = [types.FileSystemWatcher(f"**/{name}") for name in ("citecheck.toml", "pyproject.toml")]
    options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
    registration = types.Registration("citecheck-settings", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
    await editor.client_register_capability_async(types.RegistrationParams([registration]))


def _quietly(work: Callable[[], None]) -> None:
    """Do what may fail now, for it is told when it fails again on being needed."""
    try:
        work()
    except (CitecheckError, OSError) as error:
        _log.info("not yet: %s", error)
