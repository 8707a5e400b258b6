"""The language server, as an editor meets it: a real process, pygls' own client."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest

pytest.importorskip("pygls", reason="needs the extra lsp")

from lsp_session import editing
from lsprotocol import types

BEYOND = "《民法典》第一千二百六十五条"  # it ends at 1260
REPEALED = "《合同法》第八条"


def span(mark: types.Diagnostic) -> tuple[int, int, int, int]:
    return mark.range.start.line, mark.range.start.character, mark.range.end.line, mark.range.end.character


def test_a_text_is_marked_when_it_is_opened(real_home: Path) -> None:
    async def scene() -> None:
        async with editing(real_home) as editor:
            editor.open("untitled:a", f"# 标题\n\n根据{BEYOND}，当事人应当补偿。\n")
            (mark,) = await editor.marks("untitled:a")
            assert (mark.code, mark.source) == ("no_such_article", "citecheck")
            assert mark.severity is types.DiagnosticSeverity.Error
            assert "ends at article 1260" in mark.message
            assert span(mark) == (2, 2, 2, 2 + len(BEYOND))
            assert mark.code_description is not None
            address = urlparse(mark.code_description.href)
            line = Path(unquote(address.path)).read_text("utf-8").splitlines()[int(address.fragment[1:]) - 1]
            assert line.startswith("no_such_article")

    asyncio.run(scene())
