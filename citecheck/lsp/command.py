"""`citecheck lsp`: the language server over standard input and output."""

from __future__ import annotations

import logging
import os
import signal
import sys
from typing import TYPE_CHECKING, Literal

import click

from citecheck.extras import require
from citecheck.options import language

if TYPE_CHECKING:
    from citecheck.store import StatuteStore


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), default=None, help="Language of messages; default: the editor's."
)
@click.option("--stdio", is_flag=True, hidden=True)  # editors say so by habit; there is nothing else
def lsp(lang: Literal["zh", "en"] | None, stdio: bool) -> None:
    """Mark citations to distrust in an editor (Language Server Protocol).

    Started by the editor; it speaks over standard input and output. For Markdown, plain text and HTML.
    """
    require("lsp")
    from citecheck.cli import day
    from citecheck.lsp.server import build

    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    editor = build(_open_store, lambda: day("today"), lang, language(None))

    def stop(number: int, _frame: object) -> None:
        editor.pages.close()
        os._exit(128 + number)

    for number in (signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])):
        signal.signal(number, stop)  # an editor that grew impatient: no files are left behind
    # The protocol gets standard output for itself: whatever else writes there goes to standard error.
    speaking = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        editor.start_io(stdout=speaking)
    finally:
        editor.pages.close()
        # what is being checked is for nobody now, and the interpreter would wait for it
        os._exit(0 if editor.ended_well else 1)


def _open_store() -> StatuteStore:
    from citecheck.store import open_store

    return open_store()
