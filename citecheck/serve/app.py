"""The server's own process: who may ask, how much and for how long. What is asked the workers answer."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, cast

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from citecheck.report.json import tool_version
from citecheck.report.messages import Lang
from citecheck.serve import page
from citecheck.serve.guard import HEADERS, known_host, same_origin
from citecheck.serve.limits import MEGABYTE, Limits
from citecheck.serve.openapi import description
from citecheck.serve.pool import Answer, Died, OutOfTime, Pool
from citecheck.serve.refusal import HTML, JSON, Face, Refusal

_PIECE = 1 << 16  # of an answer: no more of it than two such wait in memory for a slow reader
_LINGER = 1.0  # seconds that whoever is refused for its size may go on sending, to read the refusal afterwards
_SPOKEN = re.compile(r"(?:^|,)\s*(zh|en)\b", re.IGNORECASE)
_HARMLESS = frozenset(("GET", "HEAD", "OPTIONS"))


def application(pool: Pool, limits: Limits, *, lang: Lang, hosts: frozenset[str] = frozenset()) -> ASGIApp:
    """The ASGI application; `hosts` are names of this server beside its addresses, `lang` where nobody asks for one."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await pool.close()

    async def start(request: Request) -> Response:
        example = "example" in request.query_params
        return _response(Answer(200, HTML, page.start(_spoken(request, lang), example=example).encode()))

    async def health(_request: Request) -> Response:
        told = {
            "status": "ok" if pool.alive else "starting",
            "version": tool_version(),
            "workers": {"wanted": pool.jobs, "alive": pool.alive, "free": pool.free},
            "requests": gate.requests,
            "store": pool.about,
        }
        return _response(Answer(200 if pool.alive else 503, JSON, json.dumps(told).encode()))

    async def openapi(_request: Request) -> Response:
        return _response(Answer(200, JSON, described))

    async def http_error(request: Request, error: Exception) -> Response:
        path, face = request.url.path[:200], _face(request.url.path)
        failed = cast("HTTPException", error)
        if failed.status_code != 405:
            return _response(Refusal("not_found", path=path).answer(face, _spoken(request, lang)))
        allowed = (failed.headers or {}).get("Allow", "")
        refused = Refusal("method", path=path, method=request.method, allowed=allowed)
        return _response(refused.answer(face, _spoken(request, lang), allow=allowed))

    gate = Gate(limits)
    described = json.dumps(description(limits), ensure_ascii=False).encode()
    asking = {kind: Asking(kind, pool, gate, limits, lang) for kind in ("form", "api", "statute")}
    routes = [
        Route("/", start),
        Route("/check", asking["form"], methods=["GET", "POST"]),
        Route("/api/check", asking["api"], methods=["POST"]),
        Route("/api/statutes/{title}", asking["statute"], methods=["GET"]),
        Route("/api/statutes/{title}/{article}", asking["statute"], methods=["GET"]),
        Route("/health", health),
        Route("/openapi.json", openapi),
    ]
    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers={HTTPException: http_error})
    return Guarded(app, lang, hosts)


class Guarded:
    """The application behind its guard: strangers are refused, and every answer says what a browser may do with it."""

    def __init__(self, app: ASGIApp, lang: Lang, hosts: frozenset[str]) -> None:
        self._app, self._lang, self._hosts = app, lang, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                media = dict(message["headers"]).get(b"content-type", b"")
                policy = page.policy() if media.startswith(b"text/html") else _NOTHING
                message["headers"] = [*message["headers"], *_HEADERS, (b"content-security-policy", policy.encode())]
            await send(message)

        request = Request(scope)
        headers, refused = dict(request.headers), None
        if not known_host(headers.get("host", ""), self._hosts):
            refused = Refusal("foreign_host", host=headers.get("host", "")[:200])
        elif request.method not in _HARMLESS and not same_origin(headers):
            refused = Refusal("foreign_origin")
        if refused is None:
            return await self._app(scope, receive, guarded)
        return await _tell(refused.answer(_face(request.url.path), _spoken(request, self._lang)), guarded)


_NOTHING = "default-src 'none'; frame-ancestors 'none'"
_HEADERS = [(name.encode(), value.encode()) for name, value in HEADERS.items()]


@dataclass(slots=True)
class Entry:
    """One request in the house."""

    bytes: int = 0
    received: bool = False


class Gate:
    """Counts what is in the house: requests, and the bytes that they brought."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.requests = self._bytes = 0

    @contextmanager
    def entered(self) -> Iterator[Entry]:
        """Raises Refusal when the house is full."""
        if self.requests >= self._limits.requests:
            raise Refusal("busy")
        entry = Entry()
        self.requests += 1
        try:
            yield entry
        finally:
            self.requests -= 1
            self._bytes -= entry.bytes

    def take(self, entry: Entry, size: int) -> None:
        """Raises Refusal when the request, or all of them together, bring too much."""
        if entry.bytes + size > self._limits.body:
            raise Refusal("too_large", size=str(self._limits.body // MEGABYTE))
        if self._bytes + size > self._limits.bodies:
            raise Refusal("busy")
        entry.bytes += size
        self._bytes += size


class Asking:
    """An address whose questions a worker answers: bounds each from its first line to the last byte of its answer."""

    def __init__(self, kind: str, pool: Pool, gate: Gate, limits: Limits, lang: Lang) -> None:
        self._kind, self._pool, self._gate, self._limits, self._lang = kind, pool, gate, limits, lang
        self._face: Face = "page" if kind == "form" else "api"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request, begun = Request(scope, receive), False
        if self._kind == "form" and request.method != "POST":  # a report loaded anew: what it was made of is not kept
            await RedirectResponse(f"/?lang={_spoken(request, self._lang)}", 303)(scope, receive, send)
            return

        async def told(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        entry = Entry()
        try:
            with self._gate.entered() as entry:
                async with asyncio.timeout(self._limits.request):
                    await _tell(await self._answer(request, entry), told)
        except ClientDisconnect:
            return
        except (Refusal, TimeoutError) as error:
            if begun:
                raise  # the reader is too slow: uvicorn cuts the line
            late = Refusal("busy" if entry.received else "too_slow", seconds=f"{self._limits.request:g}")
            refused = error if isinstance(error, Refusal) else late
            await self._refuse(refused, request, send, received=entry.received)

    async def _answer(self, request: Request, entry: Entry) -> Answer:
        question: dict[str, Any] = {"kind": self._kind, "lang": _spoken(request, self._lang)}
        if self._face == "api" and request.query_params.get("lang", "zh") not in ("zh", "en"):
            raise Refusal("bad_lang")
        if request.method == "POST":
            question["media"] = request.headers.get("content-type", "")
            if self._kind == "api" and question["media"].split(";")[0].strip().lower() != JSON:
                raise Refusal("media", wanted=JSON)
            body = await self._body(request, entry)
        else:
            place, body = request.path_params, b""
            question |= {"title": place["title"], "article": place.get("article")}
            question["as_of"] = request.query_params.get("as_of")
        entry.received = True
        try:
            return await self._pool.ask(question, body)
        except OutOfTime:
            raise Refusal("out_of_time", seconds=f"{self._limits.work:g}") from None
        except Died:
            raise Refusal("worker_died") from None

    async def _body(self, request: Request, entry: Entry) -> bytes:
        """What the request brings. Raises Refusal; for one that says beforehand that it is too large, at once."""
        declared = request.headers.get("content-length", "")
        if declared.isdecimal() and int(declared) > self._limits.body:
            raise Refusal("too_large", size=str(self._limits.body // MEGABYTE))
        pieces: list[bytes] = []
        stream = request.stream()
        try:
            while True:
                async with asyncio.timeout(self._limits.quiet):
                    piece = await anext(stream, None)
                if piece is None:
                    return b"".join(pieces)
                self._gate.take(entry, len(piece))
                pieces.append(piece)
        except TimeoutError:
            raise Refusal("too_slow", seconds=f"{self._limits.quiet:g}") from None

    async def _refuse(self, refused: Refusal, request: Request, send: Send, *, received: bool) -> None:
        headers = {"retry-after": str(self._limits.retry_after)} if refused.code == "busy" else {}
        if not received and "expect" not in request.headers and not await self._let_finish(request):
            headers["connection"] = "close"
        await _tell(refused.answer(self._face, _spoken(request, self._lang), **headers), send)

    async def _let_finish(self, request: Request) -> bool:
        """Let one who is still sending go on for a moment, and forget it: on a line that is cut the answer is lost.

        Whether all has come.
        """
        left = 2 * self._limits.body
        try:
            async with asyncio.timeout(_LINGER):
                while left > 0:
                    message = await request.receive()
                    left -= len(message.get("body", b""))
                    if message["type"] != "http.request" or not message.get("more_body"):
                        return True
        except (TimeoutError, RuntimeError):
            pass
        return False


async def _tell(answer: Answer, send: Send) -> None:
    """Send the answer piece by piece, so that a slow reader is waited for, within the request's time."""
    headers = {"content-type": answer.media, "content-length": str(len(answer.body)), **answer.headers}
    told = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": told})
    body = memoryview(answer.body)
    for start in range(0, len(body), _PIECE):
        more = start + _PIECE < len(body)
        await send({"type": "http.response.body", "body": bytes(body[start : start + _PIECE]), "more_body": more})
    if not body:
        await send({"type": "http.response.body", "body": b""})


def _response(answer: Answer) -> Response:
    return Response(answer.body, answer.status, dict(answer.headers), answer.media)


def _face(path: str) -> Face:
    return "api" if path.startswith(("/api/", "/health", "/openapi")) else "page"


def _spoken(request: Request, lang: Lang) -> Lang:
    """The language to answer in: asked for with `?lang=`, else the browser's first of ours, else the server's."""
    asked = request.query_params.get("lang") or ""
    if asked not in ("zh", "en"):
        found = _SPOKEN.search(request.headers.get("accept-language", ""))
        asked = found[1].lower() if found else lang
    return "zh" if asked == "zh" else "en"
