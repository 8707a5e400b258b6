"""The LawRefBook corpus: one Markdown file a document, 名称(YYYY-MM-DD).md, in a folder for each kind.

Its index (db.sqlite3) adds the days on which texts take effect; its marks of what has expired are too often wrong
to be read. 民法典 is split over eight files, and put together here. Cases and how-to guides are no statutes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path, PurePosixPath

from citecheck.model import Level
from citecheck.normalize import title_key
from citecheck.refresh.outcome import Refused, Retrieved
from citecheck.refresh.tree import Entry
from citecheck.statute_text import clean_line
from citecheck.store.lawrefbook_db import read_lawrefbook_db

SOURCE = "LawRefBook"
ARCHIVE = "https://codeload.github.com/LawRefBook/Laws/tar.gz/HEAD"
HOSTS = frozenset({"codeload.github.com", "github.com"})

_LEVELS = {
    "宪法": Level.CONSTITUTION,
    "行政法规": Level.ADMINISTRATIVE_REGULATION,
    "司法解释": Level.JUDICIAL_INTERPRETATION,
    "部门规章": Level.DEPARTMENTAL_RULE,
    "DLC": Level.LOCAL_REGULATION,
}
_NOT_STATUTES = ("案例", "其他")
_CODE = ("总则", "物权编", "合同编", "人格权编", "婚姻家庭编", "继承编", "侵权责任编", "附则")
_FILED = re.compile(r"[（(](\d{4})-(\d{2})-(\d{2})[）)]$")


def looks_like(paths: Iterable[str]) -> bool:
    """Whether these are the paths of a LawRefBook checkout."""
    found = set(paths)
    return "db.sqlite3" in found or any(path.endswith("/_index.md") for path in found)


def documents(files: Iterable[Entry], scratch: Path, now: datetime) -> Iterator[Retrieved | Refused]:
    """Every document of the corpus; what is no statute is refused without counting as a failure."""
    found = {entry.path: entry.data for entry in files}
    effective = _effective(found, scratch)
    code = [f"民法典/{name}.md" for name in _CODE]
    if all(path in found for path in code):
        yield _document("民法典/民法典.md", _joined([found[path] for path in code]), effective, now)
    else:
        code = []
    for path, data in found.items():
        parts = PurePosixPath(path).parts
        if not path.endswith(".md") or parts[-1] == "_index.md" or len(parts) == 1 or path in code:
            continue
        if parts[0] in _NOT_STATUTES:
            yield Refused(PurePosixPath(path).stem, path, "no_statute", failure=False)
            continue
        yield _document(path, data, effective, now)


def _document(path: str, data: bytes, effective: dict[tuple[str, str], str], now: datetime) -> Retrieved | Refused:
    try:
        lines = data.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError:
        return Refused(PurePosixPath(path).stem, path, "file_damaged", {"found": "not_utf8"})
    stem = PurePosixPath(path).stem
    filed = _FILED.search(stem)
    name, day = (stem[: filed.start()], _day(*filed.groups())) if filed else (stem, None)
    title = next((cleaned for line in lines if (cleaned := clean_line(line))), name)
    level = _LEVELS.get(path.split("/")[0], Level.LAW)
    if level is Level.JUDICIAL_INTERPRETATION and title.startswith("关于"):
        procuratorate = "检察委员会" in "".join(lines[:12])
        title = ("最高人民检察院" if procuratorate else "最高人民法院") + title
    begins = effective.get((title_key(name), day.isoformat() if day else ""), "")
    return Retrieved(
        title=title,
        lines=tuple(lines),
        source=SOURCE,
        address=path,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        fetched_at=now,
        level=level,
        promulgated_on=day,
        effective_on=date.fromisoformat(begins) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", begins) else None,
        issuer="国务院" if level is Level.ADMINISTRATIVE_REGULATION else "",
    )


def _joined(parts: list[bytes]) -> bytes:
    """The files of one code as one: the header of the first, the bodies of all."""
    joined: list[bytes] = []
    for data in parts:
        lines = data.split(b"\n")
        end = next((i for i, line in enumerate(lines) if b"INFO END" in line), -1)
        joined += lines[end + 1 :] if joined else lines
    return b"\n".join(joined)


def _effective(found: dict[str, bytes], scratch: Path) -> dict[tuple[str, str], str]:
    """(title key, day of the file) → the day on which the index says that the text takes effect."""
    if "db.sqlite3" not in found:
        return {}
    index = scratch / "lawrefbook-index.sqlite3"
    index.write_bytes(found["db.sqlite3"])
    return {(title_key(row.title), row.promulgated): row.effective for row in read_lawrefbook_db(index)}


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
