"""flk.npc.gov.cn, the official database of laws and regulations: list → details → download → file.

One document there is one version of one statute under an id, its bbbs. The file's signed address lives an hour and
is never kept. The status integers mean something else than on the site before 2025 (1 was "in force" and is now
"repealed"): known statutes are asked for first, and a refresh does not run on an answer that it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from citecheck.errors import Sentence
from citecheck.model import Level
from citecheck.normalize import split_edition, title_key
from citecheck.refresh.client import Client
from citecheck.refresh.files import Unusable, is_usable, statute_lines
from citecheck.refresh.outcome import Refused, Retrieved, SourceError, Status, Validity
from citecheck.refresh.work import Kept, Work

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

BASE = "https://flk.npc.gov.cn"
# The object store that signed addresses lead to, and the reader of page images.
HOSTS = frozenset({"flk.npc.gov.cn", "flkoss.obs-bj2.cucloud.cn", "flkofd.npc.gov.cn", "wb.flk.npc.gov.cn"})
SOURCE = "flk.npc.gov.cn"

_LIST = "/law-search/search/list"
_DETAILS = "/law-search/search/flfgDetails"
_DOWNLOAD = "/law-search/download/pc"
_BATCH = "/law-search/download/batch"

# 时效性 of the present site; pinned by tests/refresh/test_flk.py.
STATUS_CODES = {1: Validity.REPEALED, 2: Validity.AMENDED, 3: Validity.IN_FORCE, 4: Validity.PENDING}

# Laws that are in force and will be for long: what the site must say of them.
CANARIES = (
    ("ff808081729d1efe01729d50b5c500bf", "民法典"),
    ("ff8081818c9108eb018cb6922f750c07", "公司法"),
    ("2c909fdd678bf17901678bf74d7106b3", "劳动合同法"),
    ("ff8081818a21dc13018b425303b7086d", "民事诉讼法"),
    ("58d7569a322b4eca9b22feaa4f5d7d4f", "仲裁法"),
)
_CANARIES_WANTED = 2

# 法律法规分类: the classes of each level. A class that is not listed is told by its name (flxz).
_CLASSES: dict[Level, tuple[int, ...]] = {
    Level.CONSTITUTION: (100,),
    Level.LAW: (101, 102, 110, 120, 130, 140, 150, 155, 160, 170, 190, 195, 200),
    Level.LEGISLATIVE_INTERPRETATION: (180,),
    Level.ADMINISTRATIVE_REGULATION: (201, 210, 215),
    Level.OTHER: (220,),
    Level.LOCAL_REGULATION: (221, 222, 230, 260, 270, 290, 295, 300, 305, 310),
    Level.JUDICIAL_INTERPRETATION: (311, 320, 330, 340, 350),
}
_LEVELS = {code: level for level, codes in _CLASSES.items() for code in codes}
_NAMES = (
    ("宪法相关法", Level.LAW),
    ("宪法", Level.CONSTITUTION),
    ("法律解释", Level.LEGISLATIVE_INTERPRETATION),
    ("司法解释", Level.JUDICIAL_INTERPRETATION),
    ("行政法规", Level.ADMINISTRATIVE_REGULATION),
    ("监察法规", Level.OTHER),
    ("地方", Level.LOCAL_REGULATION),
    ("条例", Level.LOCAL_REGULATION),
    ("法", Level.LAW),
)

_PAGE = 20
_TITLE_PAGES = 10  # of a search for one title: the words are searched one by one, and what fits best comes first
_MARKS = frozenset({"em", "b", "strong", "font", "span", "mark", "i"})  # show where a title was found, and no more
_UNSAFE = re.compile(r"<\s*+/?\s*+[A-Za-z!]|[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]|\.\.[/\\]|[/\\]")
_ID = re.compile(r"[0-9A-Za-z_-]{6,64}")
_DATE = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})")
_EXPIRED = re.compile(rb"<Error>|AccessDenied|Expired|SignatureDoesNotMatch|InvalidAccessKeyId", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """One document of the list: one version of one statute."""

    bbbs: str
    title: str
    promulgated_on: date | None
    effective_on: date | None
    validity: Validity | None
    level: Level | None
    issuer: str


Skip = Callable[[Row], bool]


def check_canaries(client: Client) -> int:
    """How many known statutes the source answered for, each as it must. Raises SourceError.

    The official site holds them all. A mirror need not: there, one that is not held is passed over.
    """
    answered = silent = 0
    for bbbs, title in CANARIES:
        if answered == _CANARIES_WANTED or silent == _CANARIES_WANTED:
            break
        try:
            row, _ = _details(client, bbbs)
        except SourceError as error:
            if client.base == BASE or error.status in (Status.BLOCKED, Status.TLS, Status.ADDRESS_REFUSED):
                raise
            silent += error.status is Status.UNAVAILABLE
            continue
        if title_key(row.title) != title or row.validity is not Validity.IN_FORCE:
            said = row.validity.value if row.validity else Sentence("nothing", {})
            raise SourceError(
                Status.CHANGED,
                "《{title}》 ({bbbs}), which is in force, came back as 《{other}》 with the status {validity}",
                remedy="nothing is read from a source whose answers may have changed their meaning; "
                "look for a newer version of citecheck",
                title=title,
                bbbs=bbbs,
                other=row.title[:60],
                validity=said,
            )
        answered += 1
    return answered


def retrieve(
    client: Client, work: Work, titles: Sequence[str], skip: Skip, *, history: bool = False
) -> Iterator[Retrieved | Refused]:
    """The versions of each title that are in force or to come, all of them with `history`.

    `skip` says of which rows the text is held and need not be fetched again. Raises SourceError.
    """
    for title in titles:
        rows = _named(client, title)
        unsafe = [row for row in rows if _UNSAFE.search(row.title)]
        if unsafe or not rows:
            reason = "title_unsafe" if unsafe else Status.NOT_FOUND.value
            yield Refused(title, unsafe[0].bbbs if unsafe else "", reason)
            continue
        seen = {row.bbbs for row in rows}
        wanted = rows if history else _current(rows)
        earlier: list[str] = []
        for row in wanted:
            if history and skip(row):
                continue
            one, others = _document(client, work, row.bbbs, row)
            yield one
            earlier += [bbbs for bbbs in others if bbbs not in seen]
            seen.update(others)
        for bbbs in earlier if history else ():
            yield _document(client, work, bbbs, None)[0]


def enumerate_level(client: Client, work: Work, levels: Iterable[Level], skip: Skip) -> Iterator[Retrieved | Refused]:
    """Every document of the levels that is in force or to come and that `skip` does not know. Raises SourceError."""
    for level in levels:
        codes = _CLASSES.get(level)
        if not codes:
            raise SourceError(
                Status.NOT_FOUND, "this source holds no {level}",
                remedy="choose other levels with --level, or another source", level=level.value,
            )  # fmt: skip
        for row in _pages(client, {"searchContent": "", "flfgCodeId": list(codes), "sxx": [3, 4]},
                          client.limits.pages):  # fmt: skip
            if not skip(row):
                yield _document(client, work, row.bbbs, row)[0]


# ── the list ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _named(client: Client, title: str) -> list[Row]:
    """The rows whose title is this one; the search itself looks for any of its words."""
    key, rows = _key(title), []
    words = title.replace("中华人民共和国", "").strip("《》 ") or title
    for place, row in enumerate(_pages(client, {"searchContent": words}, _TITLE_PAGES)):
        if key in (_key(row.title), _key(_harmless(row.title))):
            rows.append(row)
        elif rows and place >= _PAGE and not place % _PAGE:
            break  # a page later: what fits best came first
    unique = {row.bbbs: row for row in rows}
    return sorted(unique.values(), key=lambda row: row.promulgated_on or date.min, reverse=True)


def _current(rows: Sequence[Row]) -> list[Row]:
    """What is in force or to come; of a statute that is neither, its last version."""
    live = [row for row in rows if row.validity in (Validity.IN_FORCE, Validity.PENDING, None)]
    return live or list(rows[:1])


def _pages(client: Client, query: Mapping[str, Any], most: int) -> Iterator[Row]:
    """The rows of a search, page after page. Raises SourceError, EMPTY when there is not one."""
    body = {
        "searchContent": "", "searchRange": 1, "searchType": 2, "sxx": [], "gbrq": [], "sxrq": [], "gbrqYear": [],
        "flfgCodeId": [], "zdjgCodeId": [], "xgzlSearch": False, **query, "pageSize": _PAGE,
    }  # fmt: skip
    seen: set[str] = set()
    listed = 0
    for page in range(1, most + 1):
        answer = client.json("POST", _LIST, body={**body, "pageNum": page}, referer=f"{client.base}/search")
        _check_code(answer, _LIST)
        holder: Any = answer if "rows" in answer else answer.get("data")
        rows = holder.get("rows") if isinstance(holder, dict) else None
        total = _count(holder.get("total")) if isinstance(holder, dict) else None
        if rows is None and total == 0:
            rows = []
        if not isinstance(rows, list):
            raise SourceError(Status.CHANGED, "{url} answers without rows", url=_LIST)
        fresh = [row for row in map(_row, rows) if row.bbbs not in seen]
        if not fresh:  # past the last page, or the same page for ever
            if not seen:
                raise SourceError(
                    Status.EMPTY, "{url} lists nothing at all for {query!r}",
                    remedy="an empty list is no proof that there is nothing: try again later",
                    url=_LIST, query=query.get("searchContent") or "a whole level",
                )  # fmt: skip
            if not rows and total is not None and listed < total:
                raise SourceError(
                    Status.EMPTY, "{url} listed {listed} of {total} documents, then nothing",
                    url=_LIST, listed=listed, total=total,
                )  # fmt: skip
            return
        yield from fresh
        seen.update(row.bbbs for row in fresh)
        listed += len(rows)  # the same document may be listed twice, and counts twice
        if total is not None and listed >= total:
            return


def _count(value: Any) -> int | None:
    return int(value) if str(value).isascii() and str(value).isdigit() else None


def _row(value: Any) -> Row:
    """A row of the list, or the same fields of a document's details. Raises SourceError."""
    if not isinstance(value, dict) or not isinstance(value.get("bbbs"), str) or not value.get("title"):
        raise SourceError(Status.CHANGED, "a document comes without its id (bbbs) or its title")
    if not _ID.fullmatch(value["bbbs"]):
        raise SourceError(Status.CHANGED, "{bbbs!r} is no id (bbbs) of a document", bbbs=value["bbbs"][:40])
    return Row(
        bbbs=value["bbbs"],
        title=clean_title(str(value["title"])),
        promulgated_on=_day(value.get("gbrq")),
        effective_on=_day(value.get("sxrq")),
        validity=_validity(value.get("sxx")),
        level=_level(value),
        issuer=str(value.get("zdjgName") or "").strip(),
    )


def clean_title(title: str) -> str:
    """The title without the marks by which the site shows what was searched for; other markup stays, to be seen."""
    if "<" in title or "&" in title:
        soup = _soup(title)
        if all(tag.name in _MARKS for tag in soup.find_all(True)):
            title = soup.get_text()
    return re.sub(r"[\s\u200b\ufeff]+", "", title)


def _key(title: str) -> str:
    """The key of the title without a closing （2018修正）; 宪法修正案（2018年） keeps its year."""
    plain, edition = split_edition(title)
    return title_key(plain if edition and edition.change else title)


def _harmless(title: str) -> str:
    """An unsafe title without what makes it so: only to say which statute it pretends to be."""
    soup = _soup(title)
    for tag in soup(["script", "style"]):
        tag.decompose()
    return re.sub(r"[./\\]{2,}|[/\\]", "", soup.get_text())


def _soup(fragment: str) -> BeautifulSoup:
    from bs4 import BeautifulSoup  # only a refresh that meets markup pays for it

    return BeautifulSoup(fragment, "html.parser")


def _validity(value: Any) -> Validity | None:
    if value is None or value == "":
        return None
    try:
        return STATUS_CODES[int(value)]
    except (KeyError, ValueError, TypeError) as error:
        raise SourceError(Status.CHANGED, "the status {value!r} is none of those that we know", value=value) from error


def _level(value: Mapping[str, Any]) -> Level | None:
    code = value.get("flfgCodeId")
    if isinstance(code, list):
        code = code[0] if code else None
    if code is not None and str(code).isdigit() and int(code) in _LEVELS:
        return _LEVELS[int(code)]
    name = str(value.get("flxz") or "")
    return next((level for word, level in _NAMES if word in name), None)


def _day(value: Any) -> date | None:
    match = _DATE.search(str(value or ""))
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _check_code(answer: Mapping[str, Any], what: str) -> None:
    """A rejection comes as HTTP 200 with another code. Raises SourceError."""
    code = answer.get("code")
    if code is None:
        raise SourceError(Status.CHANGED, "{url} answers JSON without a code", url=what)
    if str(code) != "200":
        said = str(answer.get("msg") or "no reason given")[:120]
        raise SourceError(
            Status.REJECTED, "{url} rejected the request with code {code} ({why})", url=what, code=code, why=said
        )


# ── one document ─────────────────────────────────────────────────────────────────────────────────────────────────


def _details(client: Client, bbbs: str) -> tuple[Row, dict[str, Any]]:
    """The document's facts, as a row and as they came. Raises SourceError."""
    answer = client.json("GET", _DETAILS, params={"bbbs": bbbs}, referer=f"{client.base}/detail?id={bbbs}")
    _check_code(answer, _DETAILS)
    data = answer.get("data")
    if isinstance(data, dict) and not data.get("title") and isinstance(data.get("flfg"), dict):
        data = {**data, **data["flfg"]}
    if not isinstance(data, dict) or not data:
        raise SourceError(Status.EMPTY, "{url} answers nothing for {bbbs}", url=_DETAILS, bbbs=bbbs)
    row = _row({"bbbs": bbbs, **{key: value for key, value in data.items() if value is not None}})
    if row.bbbs != bbbs:
        raise SourceError(
            Status.CHANGED, "{url} answers with {other} when asked for {bbbs}", url=_DETAILS, other=row.bbbs, bbbs=bbbs
        )
    return row, data


def _document(client: Client, work: Work, bbbs: str, listed: Row | None) -> tuple[Retrieved | Refused, tuple[str, ...]]:
    """(the document's text or why it is not taken, the ids of the statute's other versions). Raises SourceError."""
    if listed and _UNSAFE.search(listed.title):
        return Refused(listed.title, bbbs, "title_unsafe"), ()
    row, data = _details(client, bbbs)
    history = data.get("lsyg")
    others = tuple(
        str(one["bbbs"])
        for one in (history if isinstance(history, list) else ())
        if isinstance(one, dict) and _ID.fullmatch(str(one.get("bbbs") or "")) and one["bbbs"] != bbbs
    )
    if _UNSAFE.search(row.title):
        return Refused(row.title, bbbs, "title_unsafe"), ()
    if listed and _key(row.title) != _key(listed.title):
        return Refused(listed.title, bbbs, "title_differs", {"details": row.title}), ()
    try:
        kept, lines = _file(client, work, row, data)
    except Unusable as error:
        return Refused(row.title, bbbs, error.reason, error.facts), others
    promulgated = row.promulgated_on or (listed.promulgated_on if listed else None)
    return Retrieved(
        title=row.title,
        lines=lines,
        source=SOURCE,
        address=bbbs,
        sha256=kept.sha256,
        size=kept.size,
        fetched_at=kept.fetched_at,
        level=row.level or (listed.level if listed else None),
        promulgated_on=promulgated,
        effective_on=row.effective_on or (listed.effective_on if listed else None),
        issuer=row.issuer or (listed.issuer if listed else ""),
        validity=row.validity or (listed.validity if listed else None),
        headings=tuple(_titles(data.get("content"))),
        is_dated=True,
    ), others


def _titles(content: Any) -> Iterator[str]:
    """The titles of the tree of divisions, in order."""
    pending = [content]
    while pending:
        node = pending.pop()
        if isinstance(node, list):
            pending.extend(reversed(node))
        elif isinstance(node, dict):
            if isinstance(node.get("title"), str):
                yield clean_title(node["title"])
            pending.append(node.get("children"))


def _file(client: Client, work: Work, row: Row, data: Mapping[str, Any]) -> tuple[Kept, tuple[str, ...]]:
    """The document's file with its lines, from an earlier run or fetched. Raises Unusable and SourceError."""
    problem: Unusable | None = None
    for form in _forms(data):
        key = f"{SOURCE}\n{client.base}\n{row.bbbs}\n{form}"
        kept = work.kept(key)
        if kept and kept.note.get("promulgated_on") == str(row.promulgated_on):
            return kept, statute_lines(kept.bytes(), work.folder)
        for _ in range(2):  # an address that has expired, or a file that arrived cut, is asked for once more
            address = _address(client, row.bbbs, form)
            if address is None:
                break
            try:
                kept = _fetched(client, work, key, address, row)
                return kept, statute_lines(kept.bytes(), work.folder)
            except Unusable as error:
                problem = error
                if error.reason not in ("signature_expired", "file_damaged"):
                    break
    raise problem or Unusable("no_file")


def _forms(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The formats to ask for: Word first; a path that is given and empty says that there is no such file."""
    files = data.get("ossFile")
    if not isinstance(files, dict):
        return ("docx", "pdf")
    paths = (("docx", "ossWordPath"), ("pdf", "ossPdfPath"))
    return tuple(form for form, path in paths if files.get(path) or path not in files) or ("docx",)


def _address(client: Client, bbbs: str, form: str) -> str | None:
    """The signed address of the file; None when there is none. It is used at once and never kept.

    `urlIn`, which comes with it, is an address inside the site's own network.
    """
    referer = f"{client.base}/detail?id={bbbs}"
    answer = client.json("GET", _DOWNLOAD, params={"format": form, "bbbs": bbbs}, referer=referer)
    found = _url(answer.get("data")) if str(answer.get("code")) == "200" else None
    if found is None:
        if answer.get("code") is None:
            _check_code(answer, _DOWNLOAD)
        try:
            answer = client.json("POST", _BATCH, body=[{"bbbs": bbbs, "format": form}], referer=referer)
        except SourceError as error:
            if error.status is not Status.CHANGED:
                raise
            return None  # a mirror need not have this second way
        found = _url(answer.get("data")) if str(answer.get("code")) == "200" else None
    return found


def _url(data: Any) -> str | None:
    if isinstance(data, list):
        data = data[0] if data else None
    if isinstance(data, dict):
        data = data.get("url")
    return data if isinstance(data, str) and data else None


def _fetched(client: Client, work: Work, key: str, address: str, row: Row) -> Kept:
    """The file at the signed address, kept. Raises Unusable and SourceError."""
    from urllib.parse import urljoin

    url = urljoin(client.base + "/", address)
    client.check_address(url)
    part = work.part(key)
    try:
        answer = client.request("GET", url, headers={"Referer": client.base + "/"}, sink=part)
        if answer.status in (400, 401, 403, 404, 410):
            raise Unusable("signature_expired", {"answered": answer.status})
        if answer.status != 200:
            raise SourceError(Status.CHANGED, "the file of {bbbs} answered {code}", bbbs=row.bbbs, code=answer.status)
        with part.open("rb") as stream:
            beginning = stream.read(4096)
        if beginning.lstrip().startswith(b"<") and _EXPIRED.search(beginning):
            raise Unusable("signature_expired", {"answered": 200})
        is_usable(beginning)
        return work.keep(key, part, {"bbbs": row.bbbs, "title": row.title, "promulgated_on": str(row.promulgated_on)})
    except SourceError as error:
        if error.status is Status.CUT_SHORT:
            raise Unusable("file_damaged", {"found": "cut_short"}) from error
        raise
    finally:
        part.unlink(missing_ok=True)
