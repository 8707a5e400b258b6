"""Rows of the catalogue as they lie on disk, and the names its rows are known by."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from citecheck.errors import CatalogueError
from citecheck.model import Level
from citecheck.normalize import title_key
from citecheck.numerals import parse_number

Row: TypeAlias = Mapping[str, str]

HERE = Path(__file__).parent
STATE = "中华人民共和国"

EXTRA_COLUMNS = (
    "id", "title", "level", "issuer", "promulgated_on", "effective_on", "ceased_on", "change", "document_number",
    "last_article", "complete", "fictitious", "source", "confidence",
)  # fmt: skip
REPEAL_COLUMNS = ("statute", "ceased_on", "repealed_by", "extent", "scope", "successors", "source", "confidence")
NAME_COLUMNS = ("name", "statute", "kind", "lang", "ambiguous", "source", "confidence")
CORRESPONDENCE_COLUMNS = (
    "from_statute", "from_version", "from_article", "to_statute", "to_version", "to_article", "confidence", "source",
)  # fmt: skip
HORIZON_COLUMNS = ("level", "complete_to", "source", "note")


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with a header. Raises CatalogueError when it cannot be read or a row is torn."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        raise CatalogueError(f"cannot read {path}: {error.strerror}") from error
    for number, row in enumerate(rows, 2):
        if None in row or any(value is None for value in row.values()):
            raise CatalogueError(f"cannot read {path}: line {number} has not as many fields as the header")
    return rows


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Writes `rows` sorted, UTF-8, LF, with a header: the same rows give the same bytes."""
    ordered = sorted({tuple(row.get(column, "") for column in columns) for row in rows})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(ordered)


def clean_title(title: str) -> str:
    """A title as the catalogue writes it: no line breaks or spaces, full-width brackets, nested marks as 《》."""
    text = re.sub(r"(?<=院)\s+(?=最高人民|公安部|司法部)", "、", title.strip())
    text = re.sub(r"\s+", "", text)
    text = text.translate(str.maketrans("()〈〉<>", "（）《》《》")).replace("﹙", "（").replace("﹚", "）")
    text = re.sub(r"[\u200b-\u200f\ufeff]", "", text).rstrip("。")
    return text[1:-1] if text.startswith("《") and text.endswith("》") and text.count("《") == 1 else text


def statute_id(title: str) -> str:
    """The id of the statute with this official title: the title without the name of the state."""
    return clean_title(title).replace(STATE, "")


_HAN_DATE = re.compile(r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]+)月([一二三四五六七八九十]+)日")


def arabic_dates(text: str) -> str:
    """`text` with 一九九三年三月一日 written 1993年3月1日."""
    return _HAN_DATE.sub(lambda day: "{}年{}月{}日".format(*(parse_number(part) for part in day.groups())), text)


def iso_date(text: str) -> str:
    """The first date in `text` (1999年3月15日) as 1999-03-15, or ""."""
    found = re.search(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日", text)
    return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}" if found else ""


REGION = re.compile(
    r"^(?:北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西"
    r"|甘肃|青海|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|[^关《]{2,4}(?:市|县|自治州|自治县|经济特区))"
)
_COURTS = ("最高人民法院", "最高人民检察院")
_OTHER_ISSUER = re.compile(r"[^、]{2,12}(?:部|总局|委员会|署|办公室)")


def level_of(title: str) -> Level:
    """What kind of instrument a title names, where nothing else is known of it."""
    name = statute_id(title)
    if name.startswith(_COURTS):
        issuers = name.split("关于")[0]
        return Level.OTHER if _OTHER_ISSUER.search(issuers) else Level.JUDICIAL_INTERPRETATION
    if name.startswith(("全国人民代表大会", "全国人大")):
        return Level.LEGISLATIVE_INTERPRETATION if name.endswith("的解释") else Level.LAW
    if name.startswith(("国务院", "政务院")):
        return Level.ADMINISTRATIVE_REGULATION
    if REGION.match(name):
        return Level.LOCAL_REGULATION
    if re.search(r"(?<!办)法$|法典$|(?<!办)法（试行）$", name):
        return Level.LAW
    if name.endswith(("条例", "条例（试行）")) or title.startswith(STATE):
        return Level.ADMINISTRATIVE_REGULATION
    return Level.OTHER


class Catalogue:
    """Which statutes are known, by title key: a look-up that never guesses between homonyms."""

    def __init__(self, statutes: Iterable[Row]) -> None:
        self._ids: dict[str, set[str]] = {}
        self.levels: dict[str, str] = {}
        for row in statutes:
            self._ids.setdefault(title_key(row["title"]), set()).add(row["id"])
            self._ids.setdefault(title_key(row["id"]), set()).add(row["id"])
            self.levels[row["id"]] = row["level"]

    def ids(self, title: str) -> tuple[str, ...]:
        return tuple(sorted(self._ids.get(title_key(title), ())))

    def find(self, title: str) -> str | None:
        """The id of the one statute with this title or id. None when there is none, or several."""
        if title in self.levels:
            return title
        ids = self.ids(title)
        return ids[0] if len(ids) == 1 else None
