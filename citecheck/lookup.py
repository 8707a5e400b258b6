"""Questions to the store that no document asks: a statute by name, articles by words, claims in a file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from citecheck.errors import UsageError
from citecheck.model import (
    Article,
    ArticleNumber,
    Checked,
    Citation,
    Claim,
    Json,
    Language,
    Matched,
    Pinpoint,
    Place,
    Resolved,
    Statute,
    Version,
)
from citecheck.normalize import title_key
from citecheck.numerals import parse_number
from citecheck.resolve import version_on

if TYPE_CHECKING:
    from citecheck.checks.support import ClaimJudge, Explanation
    from citecheck.store import StatuteStore

_NUMBER = r"[0-9０-９〇零一二三四五六七八九十百千]+"
_ARTICLE = re.compile(
    rf"(?:第|article\b|art\b\.?)?\s*({_NUMBER})\s*+(?:条?\s*+之\s*({_NUMBER})|条|[-.]\s*(\d+))?", re.IGNORECASE
)
_OF_ENGLISH = re.compile(r"(?:article|art\.?)\s{0,9}(\d+(?:-\d+)?)\s{1,9}of\s{1,9}(?:the\s{1,9})?(.+)", re.IGNORECASE)
_IN_ENGLISH = re.compile(r"[,，]?\s{0,9}\b(?:article|art\.?)$", re.IGNORECASE)
_GAP = r"\s{0,9}"
_TAIL = re.compile(rf"(第{_GAP}{_NUMBER}{_GAP}条(?:{_GAP}之{_GAP}{_NUMBER})?|(?<!\d)\d+(?:-\d+)?){_GAP}条?$")

_PINPOINT = re.compile(
    rf"(?:第?{_GAP}({_NUMBER}){_GAP}款{_GAP})?(?:第?{_GAP}[（(]?{_GAP}({_NUMBER}){_GAP}[）)]?{_GAP}项)?$"
)
_LONGEST_PINPOINT = 100  # characters, blanks and brackets with them; _PINPOINT is not linear in more


@dataclass(frozen=True, slots=True)
class Found:
    """The statutes that a name means (several when it is ambiguous), or else those whose titles come nearest."""

    statutes: tuple[Statute, ...]
    nearest: tuple[Statute, ...] = ()


def find(store: StatuteStore, name: str) -> Found:
    """What `name` means: a title with or without its marks, a short form, an English name."""
    key = title_key(name.strip().strip("《》"))
    matches = tuple(dict.fromkeys(match.statute for match in store.find(key)))
    if matches:
        return Found(matches)
    return Found((), tuple(statute for statute, similarity in store.nearest(key) if similarity >= 0.4))


def split_article(title: str) -> tuple[str, str | None]:
    """民法典第1254条, or Article 1254 of the Civil Code, as its title and its article; None where it names none."""
    stripped = title.strip()
    if english := _OF_ENGLISH.fullmatch(stripped):
        return english[2], english[1]
    matched = _TAIL.search(stripped)
    name = _IN_ENGLISH.sub("", stripped[: matched.start()].rstrip()) if matched else ""
    return (name, matched[1]) if matched and name else (title, None)


def split_pinpoint(text: str) -> tuple[str, Pinpoint]:
    """第12条第2款第（三）项 as what stands before its 款 and 项, and these; the text as it is where it has neither."""
    stripped = text.strip()
    matched = _PINPOINT.search(stripped, max(0, len(stripped) - _LONGEST_PINPOINT))
    if matched is None or not matched[0] or matched.start() == 0:
        return text, Pinpoint()
    paragraph, subparagraph = (parse_number(number) if number else None for number in matched.groups())
    return stripped[: matched.start()].rstrip(), Pinpoint(paragraph, subparagraph)


def article_number(text: str) -> ArticleNumber:
    """264, 133-1, 第一百三十三条之一 as a number. Raises UsageError for what is none."""
    matched = _ARTICLE.fullmatch(text.strip())
    base = parse_number(matched[1]) if matched else None
    if matched is None or not base:
        shown = repr(text if len(text) <= 60 else f"{text[:60]}…")
        raise UsageError(
            "{text} is not the number of an article", remedy="write 264, 133-1 or 第一百三十三条之一", text=shown
        )
    branch = matched[2] or matched[3]
    return ArticleNumber(base, (parse_number(branch) or 0) if branch else 0)


def of_the_day(store: StatuteStore, statutes: Iterable[Statute], day: date) -> tuple[Statute, ...]:
    """Of statutes with the same name those in force on `day`; all of them when none is known to be."""
    held = tuple(statutes)
    versions = ((statute, version_on(store.versions(statute.id), day)) for statute in held)
    return tuple(statute for statute, version in versions if version and version.in_force_on(day)) or held


def held_article(
    store: StatuteStore, statute: Statute, number: ArticleNumber, day: date
) -> tuple[Version | None, Article | None]:
    """The version that counts on `day` and the article in it; None each where there is none."""
    version = version_on(store.versions(statute.id), day)
    return version, store.article(version.id, number) if version else None


def search(store: StatuteStore, words: str, day: date, limit: int) -> tuple[Place, ...]:
    """The articles in force on `day` that have most of `words`, best first."""
    from citecheck.store.search import ArticleIndex

    versions: dict[int, Version] = {}

    def in_force(statute_id: str, version_id: int) -> bool:
        version = versions.setdefault(version_id, store.version(version_id))
        return version.in_force_on(day) is not False and version_on(store.versions(statute_id), day) == version

    hits = ArticleIndex(store.index_path).rank(words, in_force=in_force, limit=limit)
    places = []
    for hit in hits:
        article = store.article(hit.version_id, hit.number)
        text = article.text if article else None
        version = store.version(hit.version_id)
        places.append(Place(store.statute(hit.statute_id), version, hit.number, text=text, score=hit.score))
    return tuple(places)


def explanation(checked: Checked, judge: ClaimJudge) -> Explanation | None:
    """How the claim of a citation was weighed against its article; None when it has none that can be."""
    from citecheck.checks.support import settled

    match checked.resolved:
        case Resolved(
            citation=Citation(claim=Claim() as claim, pinpoint=pinpoint, language=Language.ZH),
            resolution=Matched(statute=statute, version=Version() as version, article=Article(text=str()) as article),
        ):
            told = judge.explain(claim, statute, version, article, pinpoint)
            day = checked.resolved.as_of
            return replace(told, judgement=settled(told.judgement, claim, statute, article.number, day, judge))
        case _:
            return None


def judge_rows(lines: Iterable[str], store: StatuteStore, judge: ClaimJudge, day: date) -> Iterator[dict[str, Json]]:
    """For each line of JSON {"title", "article", "branch", "claim"}, what the checks say of it (judge_rows.judge_row).

    Empty lines are passed over. A row that is not what it must be yields {"id", "error"}, and the rest goes on.
    """
    from citecheck.checks.judge_rows import judge_row

    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        identity: Json = number
        try:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError("not an object")
            identity = row.get("id", number)
            yield {"id": identity, **judge_row(row, store, day, judge, f"line {number}")}
        except (ValueError, RecursionError) as error:
            yield {"id": identity, "error": f"line {number}: {error}"}
        except UsageError as error:
            yield {"id": identity, "error": error.message}
