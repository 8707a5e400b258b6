"""Listening: from an address to a running server, and its end."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn

from citecheck.errors import CitecheckError
from citecheck.report.messages import Lang
from citecheck.serve.app import application
from citecheck.serve.limits import Limits
from citecheck.serve.pool import Pool
from citecheck.serve.protocol import bounded

_GRACE = 5  # seconds for answers under way once the server is told to stop


class _Server(uvicorn.Server):
    """One that says where it listens once it does, takes Ctrl-C and SIGTERM for its proper end, and does not raise
    them again afterwards."""

    async def startup(self, sockets: list[Any] | None = None) -> None:
        await super().startup(sockets)
        for bound in sockets or ():
            address, number = bound.getsockname()[:2]
            shown = f"[{address}]" if ":" in address else address
            print(f"citecheck: serving http://{shown}:{number}/ (stop with Ctrl-C)", file=sys.stderr, flush=True)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.force_exit = self.should_exit
        self.should_exit = True


def run(
    store: Path, limits: Limits, *, host: str, port: int, jobs: int, lang: Lang, hosts: frozenset[str] = frozenset()
) -> None:
    """Serve the statutes in the file `store` until told to stop. Raises CitecheckError when the address cannot be had,
    or no worker starts."""
    pool = Pool(jobs, store, limits)
    asyncio.run(_run(pool, limits, host, port, lang, hosts))


async def _run(pool: Pool, limits: Limits, host: str, port: int, lang: Lang, hosts: frozenset[str]) -> None:
    sockets = await _bound(host, port)
    config = uvicorn.Config(
        application(pool, limits, lang=lang, hosts=hosts),
        http=bounded(limits),
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="critical",  # what others log of a request may be words of a text
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=int(limits.quiet) or 1,
        timeout_graceful_shutdown=_GRACE,
        backlog=limits.connections,
    )
    await pool.open()
    try:
        await _Server(config).serve(sockets)
    finally:
        await pool.close()
    print("citecheck: stopped", file=sys.stderr)


async def _bound(host: str, port: int) -> list[Any]:
    """The sockets of the address. Raises CitecheckError when it is taken, not ours, or no address."""
    loop = asyncio.get_running_loop()
    try:
        server = await loop.create_server(asyncio.Protocol, host, port, start_serving=False)
    except (OSError, UnicodeError, OverflowError) as error:
        number = getattr(error, "errno", None)
        why = os.strerror(number) if number and number > 0 else str(error)  # no such address: a code of its own
        remedy = "choose another with --port (0: any that is free), or stop the program that listens there"
        template = "cannot listen on {host}, port {port}: {why}"
        raise CitecheckError(template, remedy=remedy, host=host, port=port, why=why) from error
    sockets: list[Any] = [bound.dup() for bound in server.sockets]  # type: ignore[func-returns-value, unused-ignore]
    server.close()
    return sockets
