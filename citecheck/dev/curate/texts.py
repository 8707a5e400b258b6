"""Instruments as markdown files give them: one reader for the corpora of ../shared and for the public mirrors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from citecheck.numerals import parse_number

_HEAD = re.compile(
    r"^[\s　\-*#>]*第([〇零一二三四五六七八九十百千两○]+)条(?:之([一二三四五六七八九十]+))?[*]*"
    r"(?:[\s　]+|$|(?=[^之第、和至的规]))"
)
_DIVISION = re.compile(r"^[\s　#*\-]*第[一二三四五六七八九十百]+(?:编|分编|章|节)(?:[\s　*]|$)|^#+ |^附\s*则$")
_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.S)


@dataclass(frozen=True, slots=True)
class Text:
    """One version of one instrument. `articles` maps "133" or "133-1" to its text, in order of the document."""

    title: str
    promulgated_on: str  # ISO date, "" when unknown
    effective_on: str
    header: str
    body: str
    articles: dict[str, str]
    issuer: str = ""
    status: str = ""
    group: str = ""

    @property
    def last_article(self) -> int:
        return max((int(number.split("-")[0]) for number in self.articles), default=0)

    @property
    def complete(self) -> bool:
        """Whether the article numbers run from 1 to the last without a gap."""
        bases = {int(number) for number in self.articles if "-" not in number}
        return bool(bases) and bases == set(range(1, max(bases) + 1))


def split_articles(body: str) -> dict[str, str]:
    """The articles of a statute's body. A number that goes backwards is text (an annex, a quotation), no article."""
    articles: dict[str, list[str]] = {}
    current: list[str] | None = None
    last = (0, 0)
    for line in body.splitlines():
        head = _HEAD.match(line)
        number = parse_number(head[1]) if head else None
        if head and number is not None:
            branch = parse_number(head[2]) or 0 if head[2] else 0
            if last < (number, branch) <= (last[0] + 3, 99):
                last = (number, branch)
                current = articles.setdefault(f"{number}-{branch}" if branch else str(number), [])
                current.append(line[head.end() :].strip())
                continue
        if _DIVISION.match(line) or line.startswith("|"):
            current = None if line.startswith("|") else current
            continue
        if current is not None and line.strip():
            current.append(line.strip(" 　-*>"))
    return {number: "\n".join(lines) for number, lines in articles.items()}


def read_lawrefbook(path: Path) -> Text:
    """A document of the LawRefBook corpus; its promulgation date is the one in the file name."""
    raw = path.read_text(encoding="utf-8")
    header, _, body = raw.partition("<!-- INFO END -->")
    title = next((line[2:] for line in header.splitlines() if line.startswith("# ")), path.stem)
    dated = re.search(r"\((\d{4}-\d{2}-\d{2})\)$", path.stem)
    return Text(title.strip(), dated[1] if dated else "", "", header, body, split_articles(body))


def read_lawtext(path: Path) -> Text | None:
    """A document of the lawtext mirror of flk.npc.gov.cn, or None for one without front matter."""
    raw = path.read_text(encoding="utf-8")
    front = _FRONT.match(raw)
    if not front:
        return None

    def field(name: str) -> str:
        found = re.search(rf"^{name}: *'?(.*?)'?$", front[1], re.M)
        return found[1].strip() if found else ""

    body = raw[front.end() :]
    return Text(
        field("title"), field("publication_date"), field("effective_date"), body[:1500], body, split_articles(body),
        issuer=field("author"), status=field("status"), group=field("group"),
    )  # fmt: skip


def lawrefbook_documents(shared: Path) -> Iterator[tuple[Path, Text]]:
    """Every statute of the LawRefBook corpus (not its cases and notes), in order of path."""
    root = shared / "lawrefbook"
    for path in sorted(root.rglob("*.md")):
        parts = path.relative_to(root).parts
        if path.name == "_index.md" or parts[0] in ("案例", "其他") or len(parts) == 1:
            continue
        yield path, read_lawrefbook(path)


def justlaws_documents(shared: Path) -> Iterator[tuple[Path, Text]]:
    """Every law of the just-laws corpus; one law per directory, its parts joined in order of file name."""
    docs = shared / "just-laws" / "docs"
    for directory in sorted(path for path in docs.glob("*/*") if path.is_dir()):
        files = sorted(directory.rglob("*.md"), key=lambda path: (path.name != "README.md", str(path)))
        raw = "\n".join(_FRONT.sub("", file.read_text(encoding="utf-8")) for file in files)
        title = next((line[2:].strip() for line in raw.splitlines() if line.startswith("# ")), "")
        header = re.split(r"\n## |\*\*第一条\*\*", raw)[0]
        yield directory, Text(title, "", "", header, raw, split_articles(raw))
