"""Text that was fetched: kept in one file beside the store, and put into every build of it.

The store is a function of three things: the catalogue, the text package, and the *shelf*, which holds every text that
a refresh fetched, parsed and found whole. A refresh writes a new shelf and builds the store from it; the shelf's
name holds its digest, and the store names its shelf, so that the rename of the store is the commit of both. A build
for another reason (a new catalogue, `store build`) takes over the shelf that the present store names.

Preference between texts of one version: what was stored first stays what is used. A text that arrives later and
differs is kept beside it and listed by `store diff`; `refresh --replace` puts it in front.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from citecheck.errors import Sentence, StoreError, why_unread
from citecheck.model import ArticleNumber, Level, RepealExtent
from citecheck.normalize import title_key
from citecheck.statute_text import ArticleText
from citecheck.store.catalogue import Catalogue, Confidence, Line, RepealRow, StatuteRow, VersionRow

SHELF_PREFIX = "fetched-"
_SHELF_SUFFIX = ".jsonl.gz"
_FORMAT = "citecheck.fetched/1"
_NEAR = timedelta(days=200)  # between the vote on a text and its promulgation: sources file it under either day
_STATE = "中华人民共和国"
_EXCERPT = 60  # characters around the first difference of two texts


# ── what is kept ─────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class FetchedArticle:
    """One article with its counts as the catalogue writes them; `paragraphs` is None where they cannot be told."""

    number: ArticleNumber
    text: str
    heading: str = ""
    paragraphs: int | None = None
    subparagraphs: str = ""
    points: str = ""


@dataclass(frozen=True, slots=True)
class FetchedText:
    """The whole text of one version from one source, and how it came here.

    `statute` and `version` are ids of the catalogue, or new ones when it knows neither. `address` is stable (a bbbs, a
    path); `sha256` and `size` are of the file that was fetched.
    """

    statute: str
    version: str
    title: str
    level: Level
    issuer: str
    promulgated_on: date | None
    effective_on: date | None
    source: str
    address: str
    sha256: str
    size: int
    fetched_at: datetime  # UTC
    articles: tuple[FetchedArticle, ...]
    repealed: bool = False  # the source calls it repealed: evidence, without a date
    preferred: bool = False  # put in front of what was stored before, by --replace

    @property
    def key(self) -> tuple[str, str, str]:
        return self.statute, self.version, self.source


@dataclass(frozen=True, slots=True)
class Shelf:
    """All texts fetched, each (statute, version, source) once, in the order in which they were first stored."""

    texts: tuple[FetchedText, ...] = ()
    etags: Mapping[str, str] = field(default_factory=dict)  # of archives: address → ETag

    def with_texts(self, new: Iterable[FetchedText], etags: Mapping[str, str] | None = None) -> Shelf:
        """The shelf with `new` in the places of texts with the same key, or at the end."""
        held = {text.key: text for text in self.texts}
        for text in new:
            held[text.key] = text
        return Shelf(tuple(held.values()), {**self.etags, **(etags or {})})


def fetched_article(article: ArticleText) -> FetchedArticle:
    """The parsed article as it is kept."""
    counts = [len(paragraph.subparagraphs) for paragraph in article.paragraphs]
    points = ";".join(f"{p}.{s}:{count}" for (p, s), count in article.points.items())
    return FetchedArticle(
        article.number,
        article.text,
        article.heading,
        len(counts) if article.counted else None,
        "/".join(map(str, counts)) if article.counted and any(counts) else "",
        points if article.counted else "",
    )


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────────


def write_shelf(folder: Path, shelf: Shelf) -> Path:
    """Writes the shelf into `folder` under the name that its digest gives it, and gives the path."""
    lines = [json.dumps({"format": _FORMAT, "etags": dict(shelf.etags)}, ensure_ascii=False)]
    lines += [json.dumps(_as_json(text), ensure_ascii=False, separators=(",", ":")) for text in shelf.texts]
    data = gzip.compress("\n".join(lines).encode("utf-8", "surrogatepass"), 3, mtime=0)
    path = folder / f"{SHELF_PREFIX}{hashlib.sha256(data).hexdigest()[:32]}{_SHELF_SUFFIX}"
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    return path


_UNREAD = "cannot read the fetched text in {path}: {why}"


def read_shelf(path: Path) -> Shelf:
    """The shelf in the file. Raises StoreError when it is damaged: its name holds its digest."""
    remedy = "drop the text that was fetched with: citecheck store build --force, then fetch it again"
    try:
        data = path.read_bytes()
        if path.name != f"{SHELF_PREFIX}{hashlib.sha256(data).hexdigest()[:32]}{_SHELF_SUFFIX}":
            raise StoreError(_UNREAD, remedy=remedy, path=path, why="it is damaged")
        head, *lines = gzip.decompress(data).decode("utf-8", "surrogatepass").split("\n")
        said = json.loads(head)
        if said["format"] != _FORMAT:
            why = Sentence("its format is {format}", {"format": said["format"]})
            raise StoreError(_UNREAD, remedy=remedy, path=path, why=why)
        return Shelf(tuple(_from_json(json.loads(line)) for line in lines), dict(said["etags"]))
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise StoreError(_UNREAD, remedy=remedy, path=path, why=why_unread(error)) from error


def shelf_path(home: Path, named: str | None) -> Path | None:
    """The shelf of the store in `home`: the one it names, "" for none; the newest whole one when there is no store
    to ask (None), which is when a build must not lose what was fetched.
    """
    if named is not None:
        return home / named if named else None
    for path in sorted(home.glob(f"{SHELF_PREFIX}*{_SHELF_SUFFIX}"), key=lambda p: (-p.stat().st_mtime, p.name)):
        with suppress(StoreError):
            read_shelf(path)
            return path
    return None


def _as_json(text: FetchedText) -> dict[str, Any]:
    return {
        "statute": text.statute, "version": text.version, "title": text.title, "level": text.level.value,
        "issuer": text.issuer, "promulgated_on": _iso(text.promulgated_on), "effective_on": _iso(text.effective_on),
        "source": text.source, "address": text.address, "sha256": text.sha256, "size": text.size,
        "fetched_at": text.fetched_at.isoformat(), "repealed": text.repealed, "preferred": text.preferred,
        "articles": [
            [a.number.base, a.number.branch, a.paragraphs, a.subparagraphs, a.points, a.heading, a.text]
            for a in text.articles
        ],
    }  # fmt: skip


def _from_json(row: dict[str, Any]) -> FetchedText:
    articles = tuple(
        FetchedArticle(ArticleNumber(base, branch), words, heading, paragraphs, subparagraphs, points)
        for base, branch, paragraphs, subparagraphs, points, heading, words in row["articles"]
    )
    return FetchedText(
        row["statute"], row["version"], row["title"], Level(row["level"]), row["issuer"], _day(row["promulgated_on"]),
        _day(row["effective_on"]), row["source"], row["address"], row["sha256"], row["size"],
        datetime.fromisoformat(row["fetched_at"]), articles, row["repealed"], row["preferred"],
    )  # fmt: skip


# ── which version a text is ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class KnownVersion:
    """What a text is matched against: one version of one statute with the same title."""

    statute: str
    version: str
    promulgated_on: date | None
    effective_on: date | None
    last_article: int | None


def match_version(
    known: Sequence[KnownVersion], promulgated_on: date | None, effective_on: date | None, last_article: int | None
) -> KnownVersion | None:
    """The one version of `known` that a text promulgated on that day is; None when it is none of them, or in doubt.

    By the day exactly; else a day at most 200 days off with the same number of articles: the vote and the
    promulgation of one text, which sources file it under as they like. Where either side has no day, the number of
    articles decides, if it fits one version only.
    """
    if promulgated_on is not None:
        day = promulgated_on.isoformat()
        exact = [v for v in known if v.promulgated_on == promulgated_on or v.version == day]
        if len(exact) > 1:
            exact = [v for v in exact if v.effective_on == effective_on] or exact[:1]
        if exact:
            return exact[0]
        near = [
            v for v in known
            if (of := v.promulgated_on or _key_day(v.version)) and abs(of - promulgated_on) <= _NEAR
            and v.last_article is not None and v.last_article == last_article
        ]  # fmt: skip
        if near:
            return near[0] if len(near) == 1 else None
        known = [v for v in known if v.promulgated_on is None and _key_day(v.version) is None]
    same = [v for v in known if v.last_article is not None and v.last_article == last_article]
    if effective_on is not None:
        same = [v for v in known if v.effective_on == effective_on] or same
    return same[0] if len(same) == 1 else None


def new_statute_id(title: str, promulgated_on: date | None, taken: Iterable[str]) -> str:
    """A readable id that is not taken: the title without the state's name, with @year for a homonym."""
    plain = title.replace(_STATE, "") or title
    taken = frozenset(taken)
    for candidate in (plain, f"{plain}@{promulgated_on.year if promulgated_on else 'unknown'}"):
        if candidate not in taken:
            return candidate
    return next(name for n in range(2, 1000) if (name := f"{plain}@{promulgated_on}/{n}") not in taken)


def _key_day(key: str) -> date | None:
    try:
        return date.fromisoformat(key[:10])
    except ValueError:
        return None


# ── the catalogue with what the shelf adds ───────────────────────────────────────────────────────────────────────


def with_shelf(catalogue: Catalogue, shelf: Shelf) -> tuple[Catalogue, Shelf]:
    """The catalogue with the statutes, versions and repeals that only the shelf knows, and the shelf with the ids that
    its texts have in this catalogue (which may be a later one than they were fetched under).

    A new version ends the one before it on its first day, and is ended by the one after it, or by the repeal of the
    statute. A version that the catalogue had no whole list of articles of is complete now.
    """
    statutes = {row.id: row for row in catalogue.statutes}
    by_title: dict[str, list[str]] = {}
    for row in catalogue.statutes:
        by_title.setdefault(title_key(row.title), []).append(row.id)
    versions: dict[str, dict[str, VersionRow]] = {}
    for version in catalogue.versions:
        versions.setdefault(version.statute, {})[version.version] = version
    ended = {r.statute: r.ceased_on for r in catalogue.repeals if r.extent is RepealExtent.FULL}
    repeals = list(catalogue.repeals)
    changed: set[str] = set()
    placed: list[FetchedText] = []
    for line, text in enumerate(shelf.texts, 1):
        where = Line("fetched", line)
        text = _placed(text, statutes, by_title, versions)
        placed.append(text)
        if text.statute not in statutes:
            statutes[text.statute] = StatuteRow(
                where, text.statute, text.title, text.level, text.issuer, False, False, text.source, Confidence.MEDIUM
            )
            by_title.setdefault(title_key(text.title), []).append(text.statute)
        held = versions.setdefault(text.statute, {})
        row_before = held.get(text.version)
        row_after = _version_row(where, text, row_before)
        if row_after != row_before:
            held[text.version] = row_after
            changed.add(text.statute)
        if text.repealed and text.statute not in ended and not _newer(held.values(), text):
            ended[text.statute] = None
            repeals.append(
                RepealRow(where, text.statute, None, "", RepealExtent.FULL, "", (), text.source, Confidence.MEDIUM)
            )
    for statute in changed:
        versions[statute] = {row.version: row for row in _chained(list(versions[statute].values()), ended.get(statute))}
    ordered = [row for statute in versions for row in sorted(versions[statute].values(), key=_time)]
    extended = replace(
        catalogue,
        statutes=tuple(statutes.values()),
        versions=tuple(sorted(ordered, key=lambda row: row.statute)),
        repeals=tuple(repeals),
    )
    return extended, replace(shelf, texts=tuple({text.key: text for text in placed}.values()))


def _placed(
    text: FetchedText,
    statutes: Mapping[str, StatuteRow],
    by_title: Mapping[str, list[str]],
    versions: Mapping[str, Mapping[str, VersionRow]],
) -> FetchedText:
    """The text under the ids that the catalogue has for it now; as it was when it has none."""
    if text.version in versions.get(text.statute, {}):
        return text
    candidates = by_title.get(title_key(text.title), [])
    known = [
        KnownVersion(row.statute, row.version, row.promulgated_on, row.effective_on, row.last_article)
        for statute in candidates
        for row in versions.get(statute, {}).values()
    ]
    last = max((article.number.base for article in text.articles), default=None)
    match = match_version(known, text.promulgated_on, text.effective_on, last)
    if match:
        return replace(text, statute=match.statute, version=match.version)
    if text.statute not in statutes and len(candidates) == 1:
        return replace(text, statute=candidates[0])
    return text


def _version_row(where: Line, text: FetchedText, row: VersionRow | None) -> VersionRow:
    last = max((article.number.base for article in text.articles), default=None)
    if row is None:
        return VersionRow(
            where, text.statute, text.version, text.promulgated_on, text.effective_on, None, "", "", bool(last), last,
            text.source, Confidence.MEDIUM,
        )  # fmt: skip
    if not row.complete and last and (row.last_article or 0) <= last:
        row = replace(row, complete=True, last_article=last)
    if row.effective_on is None and text.effective_on is not None:
        row = replace(row, effective_on=text.effective_on)
    return row


def _newer(rows: Iterable[VersionRow], text: FetchedText) -> bool:
    days = [row.promulgated_on for row in rows if row.promulgated_on]
    return bool(days and text.promulgated_on and max(days) > text.promulgated_on)


def _time(row: VersionRow) -> tuple[date, date, str]:
    begins = row.effective_on or row.promulgated_on or date.min
    return begins, row.promulgated_on or date.min, row.version


def _chained(rows: list[VersionRow], repealed: date | None) -> Iterator[VersionRow]:
    """The versions with each ending where the next begins, the last with the statute's repeal.

    An end that the catalogue states is only moved forward to the day on which a version that it did not know begins.
    """
    rows.sort(key=_time)
    dated = [row for row in rows if row.effective_on is not None]
    ends = {before.version: after.effective_on for before, after in pairwise(dated)}
    for row in rows:
        end = min((day for day in (row.ceased_on, ends.get(row.version), repealed) if day), default=None)
        if end and row.effective_on and end < row.effective_on:
            end = row.effective_on
        yield replace(row, ceased_on=end)


# ── what is written into the store ───────────────────────────────────────────────────────────────────────────────


def same_words(one: str, other: str) -> bool:
    """Whether two texts say the same: width, white space and punctuation do not count."""
    return one == other or _words(one) == _words(other)


def _words(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())


def excerpts(one: str, other: str) -> tuple[str, str]:
    """Both texts around the first place where they part, `same_words` reckoning."""
    marks = [[(char, i) for i, raw in enumerate(text) for char in _words(raw)] for text in (one, other)]
    pairs = zip(*marks, strict=False)
    parted = next(((a[1], b[1]) for a, b in pairs if a[0] != b[0]), None)
    shorter = min(map(len, marks))
    places = parted or tuple(mark[shorter][1] if len(mark) > shorter else len(text)
                             for mark, text in zip(marks, (one, other), strict=True))  # fmt: skip
    return _around(one, places[0]), _around(other, places[1])


def _around(text: str, place: int) -> str:
    start, end = max(0, place - _EXCERPT // 3), place + _EXCERPT
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


def text_rows(
    version: int, held: Mapping[ArticleNumber, str], listed: frozenset[ArticleNumber], texts: Sequence[FetchedText]
) -> Iterator[tuple[Any, ...]]:
    """The rows of `texts` for one version: the fetched texts beside `held`, the words of the package by article.

    Rank 0 is the package's, below it what was put in front, above it what came later and differs; a text that says
    the same as one before it is not written twice.
    """
    ahead = sorted((t for t in texts if t.preferred), key=lambda t: t.fetched_at, reverse=True)
    behind = [text for text in texts if not text.preferred]
    ranked = [*enumerate(ahead, -len(ahead)), *enumerate(behind, 1)]
    known: dict[ArticleNumber, list[str]] = {}
    for rank, text in ranked:
        for article in text.articles:
            number = article.number
            before = known.setdefault(number, [held[number]] if rank > 0 and number in held else [])
            if number not in listed or any(same_words(article.text, words) for words in before):
                continue
            before.append(article.text)
            yield (version, number.base, number.branch, rank, article.text, article.heading, text.source,
                   text.fetched_at.date().isoformat())  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
