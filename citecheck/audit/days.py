"""The day of a document, in whatever form a row of a corpus gives it."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from citecheck.read.date import first_date


def day_of(value: object) -> date | None:
    """A field that gives a day: as `first_date` reads it, as mails and Americans write it, as a number of digits, or
    as the seconds, or thousandths or millionths of them, since 1970 that machines count (the day in Greenwich)."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bytes):
        value = value[:1000].decode("utf-8", "replace")
    if isinstance(value, str):
        return first_date(value) or _stamp(value.strip()[:100])
    return _stamp(str(value)) if isinstance(value, (int, float)) else None


_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_MONTH = "|".join(["sept", *(part for name in _MONTHS for part in (name, name[:3]))])
_STAMP = re.compile(
    r"(?P<year>(?:19[5-9]|20\d)\d)(?P<month>\d\d)(?P<day>\d\d)(?:T?\d{6}Z?)?(?:\.\d*)?"
    rf"|(?:[a-z]{{3,9}}\.?,? )?(?:(?P<d1>\d\d?) (?P<m1>{_MONTH})\.?|(?P<m2>{_MONTH})\.? (?P<d2>\d\d?),)"
    r" (?P<year2>(?:19[5-9]|20\d)\d)(?:\D.*)?",
    re.IGNORECASE | re.ASCII,
)
_SINCE_1970 = re.compile(r"(?P<seconds>\d{9,10})(?:\d{3}|\d{6}|\d{9})?(?:\.\d*)?", re.ASCII)


def _stamp(value: str) -> date | None:
    found = _STAMP.fullmatch(value)
    try:
        if found is None:
            counted = _SINCE_1970.fullmatch(value)
            return date(1970, 1, 1) + timedelta(seconds=int(counted["seconds"])) if counted else None
        if found["month"]:
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
        named = (found["m1"] or found["m2"])[:3].lower()
        month = next(number for number, name in enumerate(_MONTHS, 1) if name.startswith(named))
        return date(int(found["year2"]), month, int(found["d1"] or found["d2"]))
    except ValueError:
        return None
