"""How the processes of a pool are started, which must begin before anything heavy is loaded."""

from __future__ import annotations

import multiprocessing
import sys
from importlib.abc import MetaPathFinder
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


class _NoPandas(MetaPathFinder):
    """Says that there is no pandas."""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError(f"no {fullname} wanted", name=fullname)


def without_pandas() -> None:
    """Keep pyarrow from loading pandas in this process, which must be one of ours alone.

    Where it is installed pyarrow loads it to see whether what becomes its first array is one of pandas: 0.36 s and
    48 MB in each worker, none of which has any. Whoever asks for pandas itself gets it as before.
    """
    if "pandas" in sys.modules:
        return
    import pyarrow as pa

    finder = _NoPandas()
    sys.meta_path.insert(0, finder)
    try:
        pa.array([None])
    finally:
        sys.meta_path.remove(finder)
