"""One refresh from beginning to end: ask the source, parse, plan, store whole or not at all, tell.

Either everything that was asked for goes into the store in one replacement, or the store stays as it is. A corpus
that is imported as a whole is asked for what it holds whole: its broken documents are listed and left out, unless
they are so many that the corpus itself must be doubted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from citecheck.errors import UsageError
from citecheck.model import Level
from citecheck.normalize import title_key
from citecheck.refresh import flk, folder, just_laws, lawrefbook
from citecheck.refresh.client import Client, is_loopback
from citecheck.refresh.outcome import Limits, Refused, Retrieved, SourceError, SourceName, Status
from citecheck.refresh.parse import Parsed, parse
from citecheck.refresh.plan import Change, Kind, Plan, make_plan
from citecheck.refresh.tree import Entry, entries, fetch_archive
from citecheck.refresh.work import Work, only_one
from citecheck.store import Progress, Sources, StatuteStore, open_store
from citecheck.store.build import install_shelf, present_shelf
from citecheck.store.write import Shelf, write_shelf

_MOST_REFUSED = 0.1  # of the documents of a corpus: with more it is not the corpus that we know
_FASTEST = 2.0  # requests a second that a site may be asked for without --from


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for. Without titles, `stale`, `everything`: all that the corpus holds."""

    source: SourceName
    origin: str = ""  # --from
    titles: tuple[str, ...] = ()
    stale_days: int | None = None
    everything: bool = False
    levels: frozenset[Level] = frozenset()
    history: bool = False
    replace: bool = False
    dry_run: bool = False
    rate: float = 0.5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. `stored`: the store was replaced; `complete`: all that was asked for is in it now."""

    order: Order
    changes: tuple[Change, ...] = ()
    refused: tuple[Refused, ...] = ()
    stored: bool = False
    complete: bool = False
    up_to_date: bool = False  # the archive is the one that was read before
    store: Path | None = None
    sources: Mapping[str, str] = field(default_factory=dict)  # what was read: name → where it came from

    def counts(self) -> dict[Kind, int]:
        """How many changes there are of each kind that there is any of."""
        return {kind: n for kind in Kind if (n := sum(change.kind is kind for change in self.changes))}


def refresh(
    home: Path,
    order: Order,
    *,
    sources: Sources | None = None,
    progress: Progress | None = None,
    told: Callable[[str], None] = lambda _: None,
    limits: Limits | None = None,
) -> Outcome:
    """What the refresh changed. Raises SourceError, StoreError, UsageError; the store is then as it was.

    `told` is called with a key of report/refresh.py when something takes long.
    """
    _check(order)
    with only_one(home, lambda: told("waiting")):
        work = Work(home)
        with open_store(home, sources=sources, progress=progress) as store:
            shelf = present_shelf(home)
            order = _with_titles(order, store, shelf, work)
            told("asking")
            etags: dict[str, str] = {}
            documents = _documents(order, store, shelf, work, limits or Limits(), etags)
            if documents is None:
                work.clear()
                return Outcome(order, complete=True, up_to_date=True, store=store.path)
            told("comparing")
            plan = make_plan(store, shelf, _parsed(order, documents), replace=order.replace)
        complete = _is_complete(order, plan)
        outcome = Outcome(order, plan.changes, plan.refused, store=store.path)
        if order.dry_run:
            return replace(outcome, complete=complete)
        if not complete:
            return outcome
        if plan.texts or dict(shelf.etags) != {**shelf.etags, **etags}:
            told("storing")
            written = write_shelf(work.folder, shelf.with_texts(plan.texts, etags))
            outcome = replace(outcome, stored=bool(plan.texts))
            del plan, shelf  # a corpus is large, and so is what a build needs
            install_shelf(home, written, sources=sources, progress=progress)
        work.note_looked_at(change.statute for change in outcome.changes)
        work.clear()
        return replace(outcome, complete=True)


# ── what is asked for ────────────────────────────────────────────────────────────────────────────────────────────


def _check(order: Order) -> None:
    """Raises UsageError for orders that mean nothing."""
    by_name = bool(order.titles) or order.stale_days is not None or order.everything
    if order.source is SourceName.FLK and not by_name:
        raise UsageError("name statutes to refresh, or choose with --missing, --stale or --all (--level law)")
    if order.source is SourceName.FOLDER and not order.origin:
        raise UsageError("--source folder needs a folder: --from FOLDER")
    if order.levels and not (order.everything or order.stale_days is not None):
        raise UsageError("--level goes with --all or --stale")
    if order.source is SourceName.FLK and not order.origin and order.rate > _FASTEST:
        raise UsageError(
            "--rate {rate:g} is too fast for a public site; at most {most:g} requests a second",
            rate=order.rate,
            most=_FASTEST,
        )


def _with_titles(order: Order, store: StatuteStore, shelf: Shelf, work: Work) -> Order:
    """The order with official titles, and with those of the statutes that were not looked at for so many days."""
    order = replace(order, titles=tuple(dict.fromkeys(_official(title, store) for title in order.titles)))
    if order.stale_days is None:
        return order
    before = work.now() - timedelta(days=order.stale_days)
    looked_at = _looked_at(shelf, work)
    fresh = {statute for statute, day in looked_at.items() if day >= before}
    stale = tuple(
        statute.title
        for statute in store.statutes()
        if statute.id not in fresh
        and not statute.fictitious
        and (not order.levels or statute.level in order.levels)
        and any(version.text_held and version.ceased_on is None for version in store.versions(statute.id))
    )
    return replace(order, titles=tuple(dict.fromkeys((*order.titles, *stale))))


def _official(title: str, store: StatuteStore) -> str:
    """The official title of the one statute that the name means; the name itself when there is none, or several."""
    matches = store.find(title_key(title))
    titles = {match.statute.title for match in matches if not match.ambiguous and not match.statute.fictitious}
    return titles.pop() if len(titles) == 1 else title


def _looked_at(shelf: Shelf, work: Work) -> dict[str, datetime]:
    """When each statute was last fetched, or found as it was fetched before."""
    found = work.looked_at()
    for text in shelf.texts:
        found[text.statute] = max(text.fetched_at, found.get(text.statute, text.fetched_at))
    return found


def missing_titles(report: str) -> tuple[str, ...]:
    """The titles of the statutes that a JSON report names as held without text. Raises UsageError."""
    try:
        documents = json.loads(report)["documents"]
        citations = [citation for document in documents for citation in document["citations"]]
        found = [
            str(citation["statute"]["title"])
            for citation in citations
            if citation.get("statute") and citation["verdict"] == "unverifiable" and not citation.get("article_text")
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError("--missing needs a report that citecheck wrote with --format json") from error
    return tuple(dict.fromkeys(found))


# ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _documents(
    order: Order, store: StatuteStore, shelf: Shelf, work: Work, limits: Limits, etags: dict[str, str]
) -> Iterable[Retrieved | Refused] | None:
    """The documents of the source, titles that were not asked for left out; None when nothing is new there."""
    if order.source is SourceName.FLK:
        return _from_flk(order, store, shelf, work, limits)
    corpus = _corpus(order, shelf, work, limits, etags)
    if corpus is None:
        return None
    return _wanted(order, _read_corpus(order, corpus, work))


def _from_flk(order: Order, store: StatuteStore, shelf: Shelf, work: Work, limits: Limits) -> list[Retrieved | Refused]:
    base = order.origin or flk.BASE
    if "://" not in base:
        raise UsageError("--from {path} is no address; --source flk needs one that begins with https://", path=base)
    known = {text.address for text in shelf.texts if text.source == flk.SOURCE}

    def held(row: flk.Row) -> bool:
        if row.bbbs in known:
            return True
        versions = [v for match in store.find(title_key(row.title)) for v in store.versions(match.statute.id)]
        return any(v.text_held and v.promulgated_on == row.promulgated_on for v in versions)

    with Client(base, flk.HOSTS, rate=order.rate, limits=limits) as client:
        client.check_robots()
        flk.check_canaries(client)
        found = list(flk.retrieve(client, work, order.titles, held, history=order.history))
        if order.everything:
            levels = sorted(order.levels or {Level.CONSTITUTION, Level.LAW})
            found += flk.enumerate_level(client, work, levels, held)
        return found


def _corpus(order: Order, shelf: Shelf, work: Work, limits: Limits, etags: dict[str, str]) -> Iterator[Entry] | None:
    """The files of the corpus; None when its archive is the one that was read before."""
    if order.source is SourceName.LAWREFBOOK:
        archive, hosts = lawrefbook.ARCHIVE, lawrefbook.HOSTS
    else:
        archive, hosts = just_laws.ARCHIVE, just_laws.HOSTS
    origin = order.origin or archive
    if "://" not in origin:
        return entries(Path(origin).expanduser())
    rate = order.rate if is_loopback(_host(origin)) else min(order.rate, _FASTEST)
    with Client(origin, hosts, rate=rate, limits=limits) as client:
        whole = not order.titles
        fetched = fetch_archive(client, work, origin, shelf.etags.get(origin, "") if whole else "")
    if fetched.path is None:
        return None
    if whole and fetched.etag:
        etags[origin] = fetched.etag
    return entries(fetched.path)


def _host(address: str) -> str:
    from urllib.parse import urlsplit

    return urlsplit(address).hostname or ""


def _read_corpus(order: Order, files: Iterable[Entry], work: Work) -> Iterator[Retrieved | Refused]:
    now = work.now()
    match order.source:
        case SourceName.LAWREFBOOK:
            return lawrefbook.documents(files, work.folder, now)
        case SourceName.JUST_LAWS:
            return just_laws.documents(files, now)
        case _:
            return folder.documents(files, work.folder, now)


def _wanted(order: Order, documents: Iterable[Retrieved | Refused]) -> Iterator[Retrieved | Refused]:
    """Those that were asked for. Raises SourceError when the corpus holds none at all."""
    keys = {title_key(title) for title in order.titles}
    any_at_all = False
    for document in documents:
        any_at_all = True
        if order.levels and isinstance(document, Retrieved) and document.level not in order.levels:
            continue
        if not keys or title_key(document.title) in keys:
            yield document
    if not any_at_all:
        raise SourceError(
            Status.EMPTY, "there is no document of {source} in {path}",
            remedy="give the top folder of the corpus with --from, and its name with --source",
            source=order.source.value, path=order.origin or "the archive",
        )  # fmt: skip


def _parsed(order: Order, documents: Iterable[Retrieved | Refused]) -> Iterator[Parsed | Refused]:
    """Each document parsed, then the titles asked for that a corpus does not have (flk says so itself)."""
    found = set()
    for document in documents:
        found.add(title_key(document.title))
        yield parse(document) if isinstance(document, Retrieved) else document
    for title in order.titles if order.source is not SourceName.FLK else ():
        if title_key(title) not in found:
            yield Refused(title, "", Status.NOT_FOUND.value)


# ── is it all there ──────────────────────────────────────────────────────────────────────────────────────────────


def _is_complete(order: Order, plan: Plan) -> bool:
    """Whether all that was asked for would be in the store."""
    failed = sum(refused.failure for refused in plan.refused)
    if not failed:
        return True
    if order.titles or order.source not in (SourceName.LAWREFBOOK, SourceName.JUST_LAWS):
        return False
    return failed <= _MOST_REFUSED * (failed + len(plan.changes))
