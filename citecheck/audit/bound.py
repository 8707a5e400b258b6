"""A bound on the time of one call, in whatever thread it runs."""

from __future__ import annotations

import ctypes
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from types import FrameType


class OutOfTime(BaseException):
    """The time is up. Not an Exception, so that no handler further down takes it for one of its own errors."""


_TICKS = 20
"""So often in its time a document is looked at: it may run over by a twentieth."""

_deadline: float | None = None  # on the clock, of the `time_bound` that holds in the main thread


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Makes the `time_bound`s of `seconds` in the block cheap: one timer ticks for all of them.

    Setting a timer for each of them would be two calls of the system a document, of which a short one is ten thousand
    to a second.
    """
    if not _signals():
        yield
        return
    handler = signal.signal(signal.SIGALRM, _tick)
    timer = signal.setitimer(signal.ITIMER_REAL, seconds / _TICKS, seconds / _TICKS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *timer)
        signal.signal(signal.SIGALRM, handler)


@contextmanager
def time_bound(seconds: float) -> Iterator[None]:
    """Raises OutOfTime in the block when it takes longer than `seconds`.

    In the main thread of a Unix process by a timer signal, which also ends a regular expression that runs on;
    elsewhere by a watchdog thread, which takes effect between two bytecodes.
    """
    global _deadline
    if not _signals():
        watchdog = _Watchdog(threading.get_ident(), seconds)
        try:
            yield
        finally:
            watchdog.cancel()
    elif signal.getsignal(signal.SIGALRM) is not _tick:
        with alarm(seconds), time_bound(seconds):
            yield
    else:
        outer, _deadline = _deadline, monotonic() + seconds
        try:
            yield
        finally:
            _deadline = outer


def _signals() -> bool:
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


def _tick(_signal: int, _frame: FrameType | None) -> None:
    if _deadline is not None and monotonic() > _deadline:
        raise OutOfTime


class _Watchdog:
    """Raises OutOfTime in a thread after a while, unless it is cancelled before: never after."""

    def __init__(self, thread: int, seconds: float) -> None:
        self._thread = thread
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._bark)
        self._timer.daemon = True
        self._timer.start()

    def _bark(self) -> None:
        with self._lock:
            if not self._timer.finished.is_set():
                error = ctypes.py_object(OutOfTime)
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), error)

    def cancel(self) -> None:
        with self._lock:
            self._timer.cancel()
