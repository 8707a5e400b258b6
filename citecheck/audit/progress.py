"""How a run goes, for a person at a terminal and for a log."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

from citecheck.audit.local import Step
from citecheck.audit.manifest import Done
from citecheck.report.messages import Lang, say

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

_LOG_EVERY = 30.0  # seconds between two lines where there is no terminal


class Progress:
    """A live bar on a terminal, now and then a line elsewhere, nothing when quiet; all on standard error.

    `total` is bytes of input, 0 when nobody knows; `before` is what earlier runs did of it.
    """

    def __init__(self, total: int, before: int, lang: Lang, *, quiet: bool) -> None:
        self._total, self._done = total, before
        self._say = say(lang)
        self._quiet, self._live = quiet, sys.stderr.isatty() and not quiet
        self._documents = self._citations = self._suspicious = self._bytes = 0
        self._start = self._told = time.monotonic()
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Progress:
        if self._live:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

            columns = (
                BarColumn(),
                TaskProgressColumn(),
                TextColumn("{task.fields[words]}"),
                TimeRemainingColumn(compact=True),
            )
            self._bar = Progress(*columns, console=Console(stderr=True), speed_estimate_period=60)
            self._task = self._bar.add_task("", total=self._total or None, completed=self._done, words=self.words())
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, _: object, __: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()
        elif not self._quiet and kind is None:
            self._tell()

    def step(self, step: Step) -> None:
        self._bytes += step.bytes
        self._documents += step.documents
        self._citations += step.citations
        self._suspicious += step.suspicious
        self._show()

    def done(self, done: Done) -> None:
        self._done += done.bytes
        self._show()

    def words(self, share: str | None = None) -> str:
        """[45% · ]21,400 documents · 11.3 MB/s of text · 48,210 citations · 3,120 suspicious"""
        speed = self._bytes / max(1e-6, time.monotonic() - self._start) / 1e6
        return self._say.label(
            "audit_progress",
            share=share,
            documents=f"{self._documents:,}",
            speed=f"{speed:.1f}",
            citations=f"{self._citations:,}",
            suspicious=f"{self._suspicious:,}",
        )

    def _show(self) -> None:
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=self._done, words=self.words())
        elif not self._quiet and time.monotonic() - self._told >= _LOG_EVERY:
            self._tell()

    def _tell(self) -> None:
        self._told = time.monotonic()
        share = f"{min(100, 100 * self._done // self._total)}" if self._total else None
        print(f"citecheck: {self.words(share)}", file=sys.stderr, flush=True)
