"""What the trainers have in common: how they are called, what they were trained on, and where the model goes."""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


def asked(doc: str | None, shipped: str, *, data: str = "") -> argparse.Namespace:
    """`write`, whether what is `shipped` is replaced, and `folder`, where the `data` lie, if there are any."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    if data:
        parser.add_argument("folder", type=Path, help=f"where {data} lie")
    parser.add_argument("--write", action="store_true", help=f"replace {shipped}")
    return parser.parse_args()


def digests(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """The SHA-256 of each file."""
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}


def ship(model: Mapping[str, Any], path: Path, *, write: bool) -> None:
    """Print the model, and with `write` replace the file."""
    text = json.dumps(model, indent=1, ensure_ascii=False) + "\n"
    print(text, end="")
    if write:
        path.write_text(text, "utf-8")
