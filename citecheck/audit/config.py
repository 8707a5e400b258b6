"""What an audit is asked for: a frozen value that travels to every worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from citecheck.model import Check

MAX_CHARACTERS = 2_000_000
"""A longer document is not checked: the Civil Code has 110,000. Keeps a worker below 300 MB whatever is in it."""

MAX_SECONDS = 30.0
"""A document may take so long: a page of 2 kB takes a thousandth of that."""

SEMANTIC_SECONDS = 600.0
"""The same where articles may have to be embedded: a doubtful claim whose articles are new takes one to two seconds."""


@dataclass(frozen=True, slots=True)
class AuditConfig:
    """How documents are checked. `store` is the path of the store's file as the worker sees it."""

    store: str
    as_of: date
    own_date: bool = False  # a document that gives its date is judged at that date
    checks: frozenset[Check] = frozenset(Check)
    lang: Literal["zh", "en"] = "en"
    max_characters: int = MAX_CHARACTERS
    max_seconds: float = MAX_SECONDS
    semantic: bool = False  # an embedding model has a say in doubtful claims


@dataclass(frozen=True, slots=True)
class Fields:
    """What the columns of JSON Lines and Parquet inputs are called."""

    text: str = "text"
    id: str = "id"
    date: str = "date"
    url: str = "url"
