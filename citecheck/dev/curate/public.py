"""Facts from checkouts of public mirrors, written into the three public_*.csv beside this file.

    python -m citecheck.dev.curate.public --lawtext CHECKOUT --lawbot CHECKOUT --titles CHECKOUT \\
        --repeals statutes/repeals.csv

`--lawtext` is github.com/lawtext/laws (flk.npc.gov.cn as of 2026-05-16), `--lawbot` github.com/LawBot/LawStatuteCrawler
(texts of 2018), `--titles` github.com/C41-233/Chinese-Law (titles as of 2021-05-09). Run only to take in a newer state
of them: the tables it wrote are what `python -m citecheck.dev.curate` reads.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from citecheck.dev.curate.clauses import Ended, closing_clauses, decision_entries
from citecheck.dev.curate.correspondence import PUBLIC, by_statute, renumberings, single_successors, successions
from citecheck.dev.curate.tables import (
    CORRESPONDENCE_COLUMNS,
    EXTRA_COLUMNS,
    HERE,
    Row,
    clean_title,
    iso_date,
    level_of,
    read_rows,
    statute_id,
    write_rows,
)
from citecheck.dev.curate.texts import Text, read_lawtext, split_articles
from citecheck.model import Level

LAWTEXT = "lawtext/laws 2026-05-16"
LAWBOT = "LawBot/LawStatuteCrawler 2018-07-20"
TITLES = "C41-233/Chinese-Law 2021-05-09"

PUBLIC_REPEAL_COLUMNS = (
    "title", "promulgated_on", "document_number", "ceased_on", "repealed_by", "extent", "scope", "successor", "source",
)  # fmt: skip

_LEVELS = {
    "宪法": Level.CONSTITUTION,
    "法律": Level.LAW,
    "修正案": Level.LAW,
    "有关法律问题和重大问题的决定（部分）": Level.LAW,
    "法律解释": Level.LEGISLATIVE_INTERPRETATION,
    "行政法规": Level.ADMINISTRATIVE_REGULATION,
    "司法解释": Level.JUDICIAL_INTERPRETATION,
    "监察法规": Level.OTHER,
}
_ENACTED = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日(?=[^，。\n]{0,60}?会议[^。\n]*?(?:通过|修正|修订))")
_DECISION = re.compile(r"废止|清理|失效的")


def lawtext_documents(root: Path) -> list[Text]:
    """The instruments of the lawtext mirror, without its reading matter and English versions."""
    texts = [read_lawtext(path) for path in sorted((root / "content").glob("*/*.md"))]
    return [
        text
        for text in texts
        if text and text.promulgated_on and text.group not in ("", "资料") and "（失效）" not in text.title
    ]


def change_of(text: Text) -> str:
    """How this version came about, by the last event its heading names."""
    events = re.findall(r"修正|修订", re.split(r"第一条|目\s*录", text.header)[0])
    return {"修正": "amendment", "修订": "revision"}.get(events[-1], "") if events else ""


def number_of(text: Text) -> str:
    """法释〔2020〕16号, or the decree of an administrative regulation that was never amended; else ""."""
    interpretation = re.search(r"^[\s*（(]*((?:法释|高检发释字|法发)〔\d{4}〕\d+号)[\s*）)]*$", text.header, re.M)
    if interpretation:
        return interpretation[1]
    decrees = re.findall(r"国务院令第(\d+)号", text.header)
    return f"国务院令第{decrees[0]}号" if len(decrees) == 1 and not change_of(text) else ""


def statute_rows(texts: list[Text]) -> Iterator[Row]:
    """A row for every version the mirror holds."""
    for text in texts:
        level = _LEVELS.get(text.group) or level_of(text.title)
        sure = text.complete
        yield {
            "id": statute_id(text.title),
            "title": clean_title(text.title),
            "level": level,
            "issuer": text.issuer,
            "promulgated_on": text.promulgated_on,
            "effective_on": text.effective_on,
            "change": change_of(text),
            "document_number": number_of(text),
            "last_article": str(text.last_article) if sure else "",
            "complete": "1" if sure else "0",
            "fictitious": "0",
            "source": LAWTEXT,
            "confidence": "high",
        }


def repeal_rows(texts: list[Text]) -> Iterator[Row]:
    """A row for every instrument that a text of the mirror ends."""
    for text in texts:
        decision = bool(_DECISION.search(text.title))
        # A clause without a day of its own speaks of the first edition: a later one's day is not the repeal's.
        first_day = (text.effective_on or text.promulgated_on) if decision or not change_of(text) else ""
        ended: list[Ended] = []
        if decision:
            ended = list(decision_entries(text)) or list(closing_clauses(text))
        elif text.group != "修改、废止的决定":
            ended = list(closing_clauses(text))
        for one in ended:
            yield {
                "title": one.title,
                "promulgated_on": one.promulgated_on,
                "document_number": one.document_number,
                "ceased_on": one.ceased_on or first_day,
                "repealed_by": one.repealed_by,
                "extent": one.extent,
                "scope": one.scope,
                "successor": one.successor,
                "source": LAWTEXT,
            }


def lawbot_texts(root: Path) -> Iterator[Text]:
    """The laws of 2018 with their articles; a file whose heading speaks of another law is passed over."""
    for path in sorted((root / "data" / "法律").glob("*/*.txt")):
        title = re.sub(r"（.*", "", path.stem).strip(" 　")
        if not title.startswith("中华人民共和国") or path.parent.name in ("立法解释", "宪法"):
            continue
        raw = path.read_text(encoding="utf-8", errors="replace")
        header = re.split(r"目\s*录|第一章|第一条", raw)[0]
        amended = re.findall(r"关于修改〈(.+?)〉", header)
        if amended and not any(statute_id(title) in statute_id(other) or "等" in header for other in amended):
            continue
        dates = [iso_date(found[0]) for found in _ENACTED.finditer(header)]
        if not dates:
            continue
        stated = re.search(r"自(\d{4}年\d{1,2}月\d{1,2}日)起施行", header)
        effective = iso_date(stated[1]) if stated and len(dates) == 1 else ""
        body = re.sub(r"(?m)^[\s　]+", "", raw)
        yield Text(title, max(dates), effective, header, body, split_articles(body))


def lawbot_rows(texts: list[Text]) -> Iterator[Row]:
    for text in texts:
        if not text.complete:
            continue
        yield {
            "id": statute_id(text.title),
            "title": text.title,
            "level": Level.LAW,
            "issuer": "",
            "promulgated_on": text.promulgated_on,
            "effective_on": text.effective_on,
            "change": change_of(text),
            "last_article": str(text.last_article),
            "complete": "1",
            "fictitious": "0",
            "source": LAWBOT,
            "confidence": "medium",
        }


_TITLE_FOLDERS = ("全国性法律文件",)
_TITLE_ENDS = re.compile(
    r"(?:法|条例|规定|办法|解释|规则|细则|决定|意见|通知|批复|安排|纲要|公约|准则|制度|规程|指引|答复|复函|标准|纪要|议定书)"
    r"(?:（.*）)?$"
)
_RULE_ENDS = re.compile(r"(?:规定|办法|规则|细则|指引|准则|规程)(?:（.*）)?$")


def title_rows(root: Path) -> Iterator[Row]:
    """Titles alone, from a list of national instruments: departmental rules and joint documents above all."""
    for path in sorted((root / "documents").rglob("*.xml")):
        folder = path.relative_to(root / "documents").parts[0]
        title = clean_title(path.stem)
        if folder not in _TITLE_FOLDERS or not _TITLE_ENDS.search(title) or "“" in title:
            continue
        level = level_of(title)
        if level is Level.OTHER and _RULE_ENDS.search(title) and not title.startswith("最高"):
            level = Level.DEPARTMENTAL_RULE
        if level in (Level.LAW, Level.ADMINISTRATIVE_REGULATION, Level.LOCAL_REGULATION):
            continue  # complete levels are known from better sources
        yield {
            "id": statute_id(title), "title": title, "level": level, "complete": "0", "fictitious": "0",
            "source": TITLES, "confidence": "low",
        }  # fmt: skip


def map_rows(texts: list[Text], repeals: list[Row]) -> Iterator[Row]:
    """The correspondence of the texts that the mirrors hold, computed as that of ../shared is."""
    grouped = by_statute(text for text in texts if text.complete and len(text.articles) > 3)
    yield from renumberings(grouped, PUBLIC)
    yield from successions(grouped, single_successors(repeals), PUBLIC)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m citecheck.dev.curate.public", description=__doc__)
    parser.add_argument("--lawtext", type=Path, required=True)
    parser.add_argument("--lawbot", type=Path, required=True)
    parser.add_argument("--titles", type=Path, required=True)
    parser.add_argument("--repeals", type=Path, required=True, help="statutes/repeals.csv: who succeeded whom")
    given = parser.parse_args(arguments)
    mirror = lawtext_documents(given.lawtext)
    older = list(lawbot_texts(given.lawbot))
    rows = [*statute_rows(mirror), *lawbot_rows(older), *title_rows(given.titles)]
    write_rows(HERE / "public_statutes.csv", EXTRA_COLUMNS, rows)
    write_rows(HERE / "public_repeals.csv", PUBLIC_REPEAL_COLUMNS, repeal_rows(mirror))
    pairs = map_rows([*mirror, *older], list(read_rows(given.repeals)))
    write_rows(HERE / "public_correspondence.csv", CORRESPONDENCE_COLUMNS, pairs)


if __name__ == "__main__":
    main()
