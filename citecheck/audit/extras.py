"""What the extras of the package install, and what to say when they are missing."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Literal

from citecheck.errors import UsageError

_MODULES = {"audit": ("pyarrow", "warcio", "matplotlib"), "ray": ("ray",), "spark": ("pyspark",)}


def require(extra: Literal["audit", "ray", "spark"]) -> None:
    """Raises UsageError, naming the extra to install, when a module of it is missing."""
    missing = [module for module in _MODULES[extra] if find_spec(module) is None]
    if missing:
        raise UsageError(
            f"this needs {', '.join(missing)}, which {'is' if len(missing) == 1 else 'are'} not installed",
            remedy=f"install it with: python -m pip install 'citecheck-cn[{extra}]'",
        )
