"""How the processes of a pool are started, which must begin before anything heavy is loaded."""

from __future__ import annotations

import multiprocessing
import os
import sys
from multiprocessing.context import BaseContext

_PRELOADED = "citecheck.audit.local"


def context() -> BaseContext:
    """How workers come to be: forked, where the system can, from a process that has loaded what they need and never
    did any work; a fork of this one would copy the locks of its threads as they are."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    forking = multiprocessing.get_context("forkserver")
    forking.set_forkserver_preload([_PRELOADED])
    return forking


def begin() -> None:
    """Let the process that workers are forked from load what they need while this one loads the same."""
    if context().get_start_method() == "forkserver":
        from multiprocessing import forkserver

        forkserver.ensure_running()


def default_jobs() -> int:
    """As many as this process may use cores."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
