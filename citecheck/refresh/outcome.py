"""What sources answer, as values: a document, a refusal of one document, or an error of the source itself.

Five ways in which a source can fail to answer are told apart, because none of them means that a statute does not
exist: it blocked us, its interface changed, it answered nothing, it rejected the request, it could not be reached.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from citecheck.errors import CitecheckError, Sentence
from citecheck.model import Json, Level


class SourceName(StrEnum):
    """Where text can be fetched from."""

    FLK = "flk"
    LAWREFBOOK = "lawrefbook"
    JUST_LAWS = "just-laws"
    FOLDER = "folder"


class Status(StrEnum):
    """How a source failed. `NOT_FOUND` alone says something about the statute: the source lists others, not this."""

    BLOCKED = "source_blocked"  # a challenge, a CAPTCHA, HTML for JSON, 401, 403, 412, or its robots.txt
    CHANGED = "source_changed"  # it does not keep to the interface that we know, or a canary answers wrongly
    EMPTY = "source_empty"  # it answered nothing where there must be something
    REJECTED = "source_rejected"  # JSON with a code other than 200
    UNAVAILABLE = "source_unavailable"  # no connection, time-out, 429 or 5xx after all retries
    CUT_SHORT = "source_cut_short"  # the connection ended before the file did
    TLS = "tls_error"  # its certificate cannot be verified
    ADDRESS_REFUSED = "address_refused"  # it sends us to a host that is not on the list, or away from https
    TOO_LARGE = "too_large"  # more bytes, pages or time than a source may take
    DAMAGED = "source_damaged"  # an archive or folder that cannot be read, or that tries to escape
    NOT_FOUND = "not_found"


class SourceError(CitecheckError):
    """The source failed, and with it the refresh; what was stored before stays."""

    def __init__(self, status: Status, message: str, *, remedy: str | None = None, **facts: object) -> None:
        how, what = Sentence(status.value, {}), Sentence(message, facts)
        super().__init__("{status}: {what}", remedy=remedy, status=how, what=what, **facts)
        self.status = status


class Validity(StrEnum):
    """时效性 as a source words it: evidence for a person, never what a verdict is made of."""

    REPEALED = "repealed"  # 已废止
    AMENDED = "amended"  # 已修改: an old version of something that may well be in force
    IN_FORCE = "in_force"  # 有效
    PENDING = "pending"  # 尚未生效


@dataclass(frozen=True, slots=True)
class Retrieved:
    """One document as its source gave it, not parsed yet. `address` is stable: a bbbs or a path, nothing signed."""

    title: str
    lines: tuple[str, ...]
    source: str
    address: str
    sha256: str  # of the bytes it was made from
    size: int
    fetched_at: datetime
    level: Level | None = None
    promulgated_on: date | None = None
    effective_on: date | None = None
    issuer: str = ""
    validity: Validity | None = None
    headings: tuple[str, ...] = ()  # the divisions that the source says it has
    is_dated: bool = False  # the source keeps the day as a field of its own, not in the name of a file


@dataclass(frozen=True, slots=True)
class Refused:
    """One document that is not taken, with the reason (worded in report/refresh.py) and what shows it."""

    title: str
    address: str
    reason: str
    facts: Mapping[str, Json] = field(default_factory=dict)
    failure: bool = True  # False: it is no statute text, and nobody asked for it


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one run. Seconds, bytes, counts."""

    connect_timeout: float = 15.0
    read_timeout: float = 60.0
    request_deadline: float = 300.0  # from the first byte asked for to the last one read
    json_bytes: int = 16 * 2**20
    file_bytes: int = 64 * 2**20
    archive_bytes: int = 512 * 2**20
    retries: int = 3  # for 429 and 5xx
    longest_pause: float = 120.0  # that a Retry-After may ask for
    requests: int = 20_000
    pages: int = 2_000
