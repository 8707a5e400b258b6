"""`citecheck serve`: words to a server. Imported when the command runs."""

from __future__ import annotations

from typing import Literal

import click

from citecheck.extras import require
from citecheck.options import default_jobs, language, progress


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0: any that is free.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@click.option(
    "--allow-host",
    "names",
    multiple=True,
    metavar="NAME",
    help="A name of this server that browsers may ask it by; addresses and localhost always are.",
)
@click.option("--jobs", type=click.IntRange(1, 256), default=None, metavar="N", help="Workers; default: all cores.")
@click.option(
    "--timeout",
    type=click.FloatRange(1, 3600),
    default=60,
    show_default=True,
    metavar="SECONDS",
    help="What a worker may take for one request.",
)
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), default=None, help="Where nobody asks for one; default: by locale."
)
def serve(
    port: int, host: str, names: tuple[str, ...], jobs: int | None, timeout: float, lang: Literal["zh", "en"] | None
) -> None:
    """Serve the web page and the HTTP API, to this machine alone unless --host says otherwise.

    Nothing that is sent is kept or logged. Who can reach the address can use it: there are no accounts.
    """
    require("serve")
    from citecheck.serve.limits import Limits
    from citecheck.serve.server import run
    from citecheck.store import open_store

    with progress() as bar:
        opened = open_store(progress=bar)  # built here once, not by every worker
    with opened:
        path = opened.path
    limits = Limits(work=timeout, request=2 * timeout)
    hosts = frozenset(map(str.lower, names))
    run(path, limits, host=host, port=port, jobs=jobs or default_jobs(), lang=language(lang), hosts=hosts)
