"""An editor for tests: pygls' own client talking to a real `citecheck lsp`."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

CAPABLE = types.ClientCapabilities(
    text_document=types.TextDocumentClientCapabilities(
        publish_diagnostics=types.PublishDiagnosticsClientCapabilities(related_information=True),
        hover=types.HoverClientCapabilities(content_format=[types.MarkupKind.Markdown]),
    ),
    window=types.WindowClientCapabilities(show_document=types.ShowDocumentClientCapabilities(support=True)),
    workspace=types.WorkspaceClientCapabilities(
        workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True)
    ),
)


class Session:
    """One editor: what it was told, and how it asks."""

    def __init__(self, client: LanguageClient) -> None:
        self.client = client
        self.published: list[types.PublishDiagnosticsParams] = []
        self.messages: list[types.ShowMessageParams] = []
        self.shown: list[types.ShowDocumentParams] = []
        self._opened: list[str] = []
        self._news = asyncio.Condition()

        @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        async def published(params: types.PublishDiagnosticsParams) -> None:
            async with self._news:
                self.published.append(params)
                self._news.notify_all()

        @client.feature(types.WINDOW_SHOW_MESSAGE)
        async def message(params: types.ShowMessageParams) -> None:
            async with self._news:
                self.messages.append(params)
                self._news.notify_all()

        @client.feature(types.WINDOW_SHOW_DOCUMENT)
        def show(params: types.ShowDocumentParams) -> types.ShowDocumentResult:
            self.shown.append(params)
            return types.ShowDocumentResult(success=True)

    def open(self, uri: str, text: str, language: str = "markdown") -> None:
        document = types.TextDocumentItem(uri, language, 1, text)
        self._opened.append(uri)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(document))

    def change(self, uri: str, version: int, *changes: types.TextDocumentContentChangeEvent) -> None:
        document = types.VersionedTextDocumentIdentifier(uri=uri, version=version)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, list(changes)))

    async def marks(self, uri: str, version: int = 1, seconds: float = 300) -> list[types.Diagnostic]:
        """The diagnostics of that version of the text, once they are there."""

        def there() -> list[types.PublishDiagnosticsParams]:
            return [one for one in self.published if one.uri == uri and one.version == version]

        async with self._news:
            await asyncio.wait_for(self._news.wait_for(lambda: bool(there())), seconds)
        return list(there()[-1].diagnostics)

    async def message(self, seconds: float = 300) -> str:
        async with self._news:
            await asyncio.wait_for(self._news.wait_for(lambda: bool(self.messages)), seconds)
        return self.messages[-1].message

    async def cleared(self) -> None:
        """Close what is open and forget what was said, for another test with the same server."""
        for uri in self._opened:
            closing = types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri))
            self.client.text_document_did_close(closing)
        assert await self.hover("untitled:none", 0, 0) is None  # it is answered after all that was said before
        for told in (self._opened, self.published, self.messages, self.shown):
            told.clear()

    async def hover(self, uri: str, line: int, character: int) -> types.Hover | None:
        place = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(line, character))
        return await self.client.text_document_hover_async(place)

    async def actions(self, uri: str, mark: types.Diagnostic) -> list[types.CodeAction | types.Command]:
        context = types.CodeActionContext([mark])
        params = types.CodeActionParams(types.TextDocumentIdentifier(uri), mark.range, context)
        return list(await self.client.text_document_code_action_async(params) or [])


async def started(
    home: Path, *arguments: str, capabilities: types.ClientCapabilities = CAPABLE, **initial: Any
) -> Session:
    """An editor with a server of its own."""
    client = LanguageClient("an-editor", "1")
    session = Session(client)
    environment = {**os.environ, "CITECHECK_HOME": str(home), "LC_ALL": "C.UTF-8"}
    await client.start_io(sys.executable, "-m", "citecheck", "lsp", *arguments, env=environment)
    await client.initialize_async(types.InitializeParams(capabilities=capabilities, **initial))
    client.initialized(types.InitializedParams())
    return session


@asynccontextmanager
async def editing(home: Path, *arguments: str, **asked: Any) -> AsyncIterator[Session]:
    """The same, shut down in good order."""
    session = await started(home, *arguments, **asked)
    client = session.client
    try:
        yield session
        await client.shutdown_async(None)
    finally:
        client.exit(None)
        await asyncio.wait_for(client.stop(), 120)
    assert client._server is not None
    assert client._server.returncode == 0
