"""Worker processes: each answers one question at a time, and one that hangs, dies or grows fat is replaced."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from citecheck.errors import CitecheckError
from citecheck.serve.channel import LEAD, head_of, lengths, packed
from citecheck.serve.limits import Limits

_START_SECONDS = 60.0  # a cold disk and a busy machine included
_PAUSE, _LONGEST_PAUSE = 0.2, 10.0  # before a worker that could not start is started again


class OutOfTime(Exception):  # noqa: N818 - the question was at fault
    """The worker took longer than it may, and was killed."""


class Died(Exception):  # noqa: N818 - the question was at fault
    """The worker ended in the middle of its work: killed, or out of memory."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker gives back: an HTTP response to be."""

    status: int
    media: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    def packed(self, **more: Any) -> bytes:
        return packed({"status": self.status, "media": self.media, "headers": dict(self.headers), **more}, self.body)

    @classmethod
    def of(cls, head: dict[str, Any], body: bytes) -> Answer:
        """The answer that was packed. Raises KeyError, ValueError or TypeError when it is none."""
        headers = {str(name): str(value) for name, value in head["headers"].items()}
        return cls(int(head["status"]), str(head["media"]), body, headers)


class _Worker:
    """One process. What goes wrong with it is an OSError, an EOFError, or a ValueError for words that are none."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.hello: dict[str, Any] = {}

    @classmethod
    async def start(cls, store: Path, limits: Limits) -> _Worker:
        # -P: no module of the folder that the server was started in; a group of its own: Ctrl-C is the server's
        command = [sys.executable, "-P", "-m", "citecheck.serve.worker", str(store), json.dumps(asdict(limits))]
        group: dict[str, Any] = {"process_group": 0} if os.name == "posix" else {}
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        pipe = asyncio.subprocess.PIPE
        worker = cls(await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, env=environment, **group))
        try:
            worker.hello, _ = await asyncio.wait_for(worker._told(), _START_SECONDS)
        except BaseException:
            await worker.end()
            raise
        return worker

    async def ask(self, question: Mapping[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        stream = self.process.stdin
        assert stream is not None
        stream.write(packed(dict(question), body))
        await stream.drain()
        return await self._told()

    async def _told(self) -> tuple[dict[str, Any], bytes]:
        stream = self.process.stdout
        assert stream is not None
        head, body = lengths(await stream.readexactly(LEAD))
        return head_of(await stream.readexactly(head)), await stream.readexactly(body)

    async def end(self) -> None:
        with suppress(ProcessLookupError):
            self.process.kill()
        if self.process.stdin is not None:
            self.process.stdin.close()
        await self.process.wait()


_BROKEN = (OSError, EOFError, ValueError, KeyError, TypeError)  # IncompleteReadError is an EOFError


class Pool:
    """As many workers as `jobs`; questions wait for the next that is free, first come first served."""

    def __init__(self, jobs: int, store: Path, limits: Limits) -> None:
        self.jobs, self._store, self._limits = jobs, store, limits
        self._free: asyncio.Queue[_Worker] = asyncio.Queue()
        self._all: set[_Worker] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self.about: dict[str, Any] = {}  # the store, as the workers tell of it

    @property
    def alive(self) -> int:
        return len(self._all)

    @property
    def free(self) -> int:
        return self._free.qsize()

    async def open(self) -> None:
        """Start every worker. Raises CitecheckError when one cannot be started."""
        try:
            await asyncio.gather(*(self._start() for _ in range(self.jobs)))
        except (TimeoutError, *_BROKEN) as error:
            await self.close()
            raise CitecheckError(
                "cannot start the server: a worker process ended before it was ready",
                remedy="see what it said above; check the store with: citecheck store verify",
            ) from error

    async def close(self) -> None:
        """End every worker, whatever it is doing."""
        for task in self._starting:
            task.cancel()
        await asyncio.gather(*self._starting, return_exceptions=True)
        await asyncio.gather(*(worker.end() for worker in self._all))
        self._all.clear()

    async def ask(self, question: Mapping[str, Any], body: bytes) -> Answer:
        """The answer of the next worker that is free. Raises OutOfTime, Died."""
        worker = await self._free.get()
        whole = False
        try:
            async with asyncio.timeout(self._limits.work):
                head, content = await worker.ask(question, body)
            answer = Answer.of(head, content)
            whole = int(head["peak"]) <= self._limits.kept
            return answer
        except TimeoutError as error:
            raise OutOfTime from error
        except _BROKEN as error:
            raise Died from error
        finally:
            if whole:
                self._free.put_nowait(worker)
            else:  # also when we were cancelled: what it says next would answer the wrong question
                self._all.discard(worker)
                self._later(self._replace(worker))

    async def _start(self) -> None:
        worker = await _Worker.start(self._store, self._limits)
        self.about = worker.hello
        self._all.add(worker)
        self._free.put_nowait(worker)

    async def _replace(self, worker: _Worker) -> None:
        await worker.end()
        pause = _PAUSE
        while True:
            try:
                return await self._start()
            except (TimeoutError, *_BROKEN):
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)

    def _later(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)
