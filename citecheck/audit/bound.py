"""A bound on the time of one call, in whatever thread it runs."""

from __future__ import annotations

import ctypes
import signal
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from time import monotonic
from types import FrameType


class OutOfTime(BaseException):
    """The time is up. Not an Exception, so that no handler further down takes it for one of its own errors."""


_TICKS = 20
"""So often in its time a document is looked at: it may run over by a twentieth."""

_deadline: float | None = None  # on the clock, of the `time_bound` that holds in the main thread
_ticking: int | None = None  # the thread, the main one, for which a timer ticks


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Makes the `time_bound`s of `seconds` in the block cheap: one timer ticks for all of them.

    Setting a timer for each of them would be two calls of the system a document, of which a short one is ten thousand
    to a second.
    """
    global _ticking
    if not _signals():
        yield
        return
    outer = _ticking
    handler = signal.signal(signal.SIGALRM, _tick)
    timer = signal.setitimer(signal.ITIMER_REAL, seconds / _TICKS, seconds / _TICKS)
    _ticking = threading.get_ident()
    try:
        yield
    finally:
        _ticking = outer
        signal.setitimer(signal.ITIMER_REAL, *timer)
        signal.signal(signal.SIGALRM, handler)


class time_bound:  # noqa: N801 - made for every document: a class is entered in a third of a generator's time
    """Raises OutOfTime in the block when it takes longer than `seconds`.

    In the main thread of a Unix process by a timer signal, which also ends a regular expression that runs on;
    elsewhere by a watchdog thread, which takes effect between two bytecodes.
    """

    __slots__ = ("_alarm", "_outer", "_seconds", "_watchdog")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._watchdog: _Watchdog | None = None
        self._alarm: AbstractContextManager[None] | None = None

    def __enter__(self) -> None:
        global _deadline
        if _ticking != threading.get_ident():
            if not _signals():
                self._watchdog = _Watchdog(threading.get_ident(), self._seconds)
                return
            self._alarm = alarm(self._seconds)
            self._alarm.__enter__()
        self._outer, _deadline = _deadline, monotonic() + self._seconds

    def __exit__(self, *_: object) -> None:
        global _deadline
        if self._watchdog is not None:
            self._watchdog.cancel()
            return
        _deadline = self._outer
        if self._alarm is not None:
            self._alarm.__exit__(None, None, None)


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
