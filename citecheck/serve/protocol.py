"""uvicorn's HTTP/1.1 with bounds that it has not: on open connections, and on one that brings no request."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from citecheck.serve.limits import Limits


def bounded(limits: Limits) -> type[asyncio.Protocol]:
    """The protocol of a server with these limits.

    A connection is dropped when it has been without a request for a whole look and until the next, `limits.quiet` / 2
    seconds later; and when it is being closed, but its other end does not take what is left.
    """

    class Bounded(H11Protocol):
        _look: asyncio.TimerHandle | None = None
        _seen: tuple[Any, bool] | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            if len(self.connections) >= limits.connections:
                transport.abort()
                return
            super().connection_made(transport)
            self._watch()

        def connection_lost(self, exc: Exception | None) -> None:
            if self._look is not None:
                self._look.cancel()
            if self.transport is not None:
                super().connection_lost(exc)

        def _watch(self) -> None:
            closing = self.transport.is_closing()
            if closing or self.cycle is None or self.cycle.response_complete:
                if self._seen == (self.cycle, closing):
                    self.transport.abort()
                    return
                self._seen = self.cycle, closing
            else:
                self._seen = None
            self._look = self.loop.call_later(limits.quiet / 2, self._watch)

    return Bounded
