"""`citecheck mcp`: the tools over standard input and output, or over HTTP on this machine."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Literal

import click

from citecheck.errors import CitecheckError
from citecheck.extras import require
from citecheck.options import language, progress

if TYPE_CHECKING:
    from citecheck.store import StatuteStore


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--http", is_flag=True, help="Serve over streamable HTTP, on this machine only.")
@click.option("--port", type=click.IntRange(0, 65535), default=8417, show_default=True, help="Of --http; 0: any free.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default=None, help="Language of messages; default: by locale.")
def mcp(http: bool, port: int, lang: Literal["zh", "en"] | None) -> None:
    """Serve tools for language models (Model Context Protocol): verify_text, verify_citation, show_article,
    search_statutes.

    Started by the program that uses it. Without --http it speaks over standard input and output.
    """
    require("mcp")
    from citecheck.agents.server import build
    from citecheck.agents.tools import Tools
    from citecheck.cli import day

    tools = Tools(_open_store, lambda: day("today"), language(lang))
    server = build(tools)
    # the first question then finds the store open; why it cannot be had is told to whoever asks
    threading.Thread(target=_warm, args=(tools,), daemon=True).start()
    with _ending_at_once():
        if http:
            from citecheck.agents.loopback import serve

            told = "citecheck: serving on {}; Ctrl-C ends it"
            serve(server, port, lambda address: click.echo(told.format(address), err=True))
        else:
            server.run("stdio")


@contextmanager
def _ending_at_once() -> Iterator[None]:
    """The process ends with what is done inside: the interpreter would wait for calls whose answers nobody takes."""
    try:
        yield
    except KeyboardInterrupt:
        os._exit(130)
    sys.stdout.flush()
    os._exit(0)


def _open_store() -> StatuteStore:
    from citecheck.store import open_store

    with progress() as bar:  # on standard error: standard output is the protocol's
        return open_store(progress=bar)


def _warm(tools: Any) -> None:
    with suppress(CitecheckError, OSError):
        tools.warm()
