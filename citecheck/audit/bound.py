"""A bound on the time of one call, in whatever thread it runs."""

from __future__ import annotations

import ctypes
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class OutOfTime(BaseException):
    """The time is up. Not an Exception, so that no handler further down takes it for one of its own errors."""


@contextmanager
def alarm() -> Iterator[None]:
    """Makes the `time_bound`s in the block cheap: the handler of the signal is set once for all of them."""
    if _signals() and signal.getsignal(signal.SIGALRM) is not _raise:
        before = signal.signal(signal.SIGALRM, _raise)
        try:
            yield
        finally:
            signal.signal(signal.SIGALRM, before)
    else:
        yield


@contextmanager
def time_bound(seconds: float) -> Iterator[None]:
    """Raises OutOfTime in the block when it takes longer than `seconds`.

    In the main thread of a Unix process by a timer signal, which also ends a regular expression that runs on;
    elsewhere by a watchdog thread, which takes effect between two bytecodes.
    """
    if _signals():
        with alarm():
            before = signal.setitimer(signal.ITIMER_REAL, seconds)
            try:
                yield
            finally:
                signal.setitimer(signal.ITIMER_REAL, *before)
    else:
        watchdog = _Watchdog(threading.get_ident(), seconds)
        try:
            yield
        finally:
            watchdog.cancel()


def _signals() -> bool:
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


def _raise(_signal: int, _frame: FrameType | None) -> None:
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
