"""The tools over streamable HTTP, for programs on this machine: who may ask, and for how long they may take."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import anyio
import uvicorn
from starlette.responses import PlainTextResponse

from citecheck.errors import CitecheckError

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOST, PATH = "127.0.0.1", "/mcp"
CONNECTIONS = 64  # at once; more are told to come again
BODY_BYTES = 4 * 1024 * 1024  # of one request: the longest text, every character of it escaped
BODY_SECONDS = 10.0  # in which a request must have come whole


def serve(server: MCPServer[Any], port: int, announce: Callable[[str], None]) -> None:
    """Answer until stopped; `announce` is given the address once it is listened at. Raises CitecheckError where the
    port cannot be had.

    Host and Origin of a request must be this machine's own, so that no page that a browser shows can ask. A request
    stands for itself: no session is kept.
    """
    app = server.streamable_http_app(
        host=HOST, streamable_http_path=PATH, stateless_http=True, json_response=True, max_request_body_size=BODY_BYTES
    )
    config = uvicorn.Config(
        _Prompt(app),
        host=HOST,
        port=port,
        log_level="warning",
        access_log=False,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=5,
        server_header=False,
    )
    bound = asyncio.run(_bound(port))
    _Announcing(config, lambda: announce(f"http://{HOST}:{bound.getsockname()[1]}{PATH}")).run(sockets=[bound])


async def _bound(port: int) -> Any:
    """The socket of the port. Raises CitecheckError when it is taken, or not ours to take."""
    try:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(asyncio.Protocol, HOST, port, start_serving=False)
    except OSError as error:
        raise CitecheckError(
            "cannot listen on {host}, port {port}: {why}",
            remedy="choose another with --port (0: any that is free), or stop the program that listens there",
            host=HOST,
            port=port,
            why=os.strerror(error.errno or 0),
        ) from error
    bound = server.sockets[0].dup()  # type: ignore[func-returns-value, unused-ignore]
    server.close()
    return bound


class _Announcing(uvicorn.Server):
    """A server that says when it can be reached."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[Any] | None = None) -> None:
        await super().startup(sockets)
        self._announce()


class _Prompt:
    """The application, for calls that come whole in time."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] != "POST":
            # a stream of news would be kept open for each that asks, and there is no news: no session is kept
            refusal = PlainTextResponse("Only POST is answered", 405, {"allow": "POST"})
            await refusal(scope, receive, send)
            return
        messages: list[Message] = []
        try:
            with anyio.fail_after(BODY_SECONDS):
                size = 0
                while not messages or messages[-1].get("more_body", False):
                    messages.append(await receive())
                    size += len(messages[-1].get("body", b""))
                    if size > BODY_BYTES:
                        break  # the application refuses it
        except TimeoutError:
            await PlainTextResponse("The request did not come whole in time", 408)(scope, receive, send)
            return

        async def replayed() -> Message:
            return messages.pop(0) if messages else await receive()

        await self._app(scope, replayed, send)
