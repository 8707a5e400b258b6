"""Refreshing a store from end to end: after every fault it is right or as it was, and the report says what happened."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from small_catalogue import write_catalogue
from stand_in import FAULTS, Faults, World, serving

from citecheck.errors import StoreError, UsageError
from citecheck.model import ArticleNumber, Level
from citecheck.refresh.outcome import SourceError, SourceName
from citecheck.refresh.plan import Kind
from citecheck.refresh.run import Order, Outcome, missing_titles
from citecheck.refresh.run import refresh as run_refresh
from citecheck.report import refresh as worded
from citecheck.store import Sources, StatuteStore, build_store, open_store, verify_store
from citecheck.store.build import present_shelf
from citecheck.store.paths import store_path

Ask = Callable[..., Outcome]
HARBOUR, LIGHTHOUSE = "示范港口条例", "示范灯塔法"


def words(home: Path, sources: Sources, statute: str, version: str, article: int) -> str | None:
    with open_store(home, sources=sources) as store:
        found = next(v for v in store.versions(statute) if v.key == version)
        held = store.article(found.id, ArticleNumber(article))
        return held.text if held else None


def state(home: Path) -> tuple[str, tuple[object, ...]]:
    """The digest of the store, and the texts that it was built with."""
    return hashlib.sha256(store_path(home).read_bytes()).hexdigest(), present_shelf(home).texts


# ── what goes right ──────────────────────────────────────────────────────────────────────────────────────────────


def test_text_is_added_to_a_version_that_the_catalogue_knows(ask: Ask, home: Path, sources: Sources) -> None:
    outcome = ask(HARBOUR)
    assert (outcome.complete, outcome.stored, outcome.counts()) == (True, True, {Kind.TEXT_ADDED: 1})
    assert "第二号样本" in (words(home, sources, HARBOUR, "2023-03-01", 2) or "")
    assert verify_store(store_path(home)) == []
    (text,) = present_shelf(home).texts
    assert (text.source, text.address, len(text.articles)) == ("flk.npc.gov.cn", "a1" * 16, 8)


def test_a_new_version_ends_the_one_before_it_on_its_first_day(ask: Ask, home: Path, sources: Sources) -> None:
    outcome = ask(LIGHTHOUSE)
    assert outcome.counts() == {Kind.AMENDED: 2}
    with open_store(home, sources=sources) as store:
        spans = [(v.key, v.effective_on, v.ceased_on, v.complete) for v in store.versions(LIGHTHOUSE)]
    assert spans == [
        ("2018-05-01", date(2018, 10, 1), date(2024, 6, 1), True),
        ("2024-02-01", date(2024, 6, 1), date(2027, 1, 1), True),
        ("2026-06-01", date(2027, 1, 1), None, True),
    ]


def test_a_statute_that_was_not_known_is_added(ask: Ask, home: Path, sources: Sources) -> None:
    title = "最高人民法院关于审理示范样本案件适用法律问题的解释"
    assert ask(title).counts() == {Kind.NEW: 1}
    with open_store(home, sources=sources) as store:
        assert store.statute(title).level is Level.JUDICIAL_INTERPRETATION
        (version,) = store.versions(title)
        assert [article.number.base for article in store.articles(version.id)] == list(range(1, 8))


def test_what_is_stored_is_not_stored_again(ask: Ask, home: Path) -> None:
    ask(HARBOUR)
    before = state(home)
    outcome = ask(HARBOUR)
    assert (outcome.complete, outcome.stored, outcome.counts()) == (True, False, {Kind.UNCHANGED: 1})
    assert state(home) == before


def test_a_repeal_that_the_source_reports_is_told_and_not_dated(ask: Ask, home: Path, sources: Sources) -> None:
    outcome = ask("示范旧渡口条例")
    assert Kind.REPEALED in outcome.counts()
    with open_store(home, sources=sources) as store:
        (repeal,) = store.repeals("示范旧渡口条例")
        (version,) = store.versions("示范旧渡口条例")
    assert (repeal.ceased_on, repeal.source) == (None, "flk.npc.gov.cn")
    assert version.ceased_on is None


def test_other_words_for_the_same_day_need_replace(ask: Ask, world: World, home: Path, sources: Sources) -> None:
    ask(HARBOUR)
    before = state(home)
    world.faults = Faults(other_words=True)
    refused = ask(HARBOUR)
    assert not refused.complete
    assert [one.reason for one in refused.refused] == ["other_words"]
    assert "和管理" in worded.as_text(refused, "zh")
    assert state(home) == before
    replaced = ask(HARBOUR, replace=True)
    assert replaced.counts() == {Kind.TEXT_CHANGED: 1}
    assert "和管理" in (words(home, sources, HARBOUR, "2023-03-01", 2) or "")


def test_texts_of_two_sources_are_both_kept_and_the_first_is_used(
    ask: Ask, home: Path, sources: Sources, tmp_path: Path
) -> None:
    ask(HARBOUR)
    edition = next(edition for edition in World().editions if edition.title == HARBOUR)
    folder = tmp_path / "texts"
    folder.mkdir()
    lines = replace(edition, wording="与看守").lines()
    (folder / f"{HARBOUR}(2023-03-01).txt").write_text("\n".join(lines), encoding="utf-8")
    order = Order(SourceName.FOLDER, str(folder))
    outcome = run_refresh(home, order, sources=sources)
    assert outcome.complete
    assert outcome.counts() == {Kind.DISAGREES: 1}
    assert "看守" not in (words(home, sources, HARBOUR, "2023-03-01", 2) or "")
    with open_store(home, sources=sources) as store:
        found = [d for d in store.disagreements() if d.about == "wording"]
    assert {d.article for d in found} == {"2", "3", "4", "5", "6", "7"}
    run_refresh(home, replace(order, replace=True), sources=sources)
    assert verify_store(store_path(home)) == []


def test_a_dry_run_changes_nothing_and_says_what_would_change(ask: Ask, home: Path, sources: Sources) -> None:
    open_store(home, sources=sources).close()
    before = state(home)
    outcome = ask(LIGHTHOUSE, dry_run=True)
    assert outcome.counts() == {Kind.AMENDED: 2}
    assert not outcome.stored
    assert state(home) == before
    assert "--dry-run" in worded.as_text(outcome, "en")


def test_fetched_text_outlives_later_builds(ask: Ask, home: Path, sources: Sources, tmp_path: Path) -> None:
    ask(LIGHTHOUSE)
    build_store(home, sources=sources)
    assert words(home, sources, LIGHTHOUSE, "2024-02-01", 2)
    newer = Sources(write_catalogue(tmp_path / "newer", statutes="示范新法,示范新法,law,,0,0,示范来源,high"), text=None)
    assert words(home, newer, LIGHTHOUSE, "2024-02-01", 2)  # built anew from the newer catalogue on opening
    with open_store(home, sources=newer) as store:
        assert store.statute("示范新法")
    store_path(home).unlink()
    assert words(home, newer, LIGHTHOUSE, "2024-02-01", 2)  # nothing to ask which texts it held: they lie beside it
    build_store(home, sources=newer, force=True)
    with open_store(home, sources=newer) as store:
        assert [version.key for version in store.versions(LIGHTHOUSE)] == ["2018-05-01"]


def test_a_catalogue_that_learns_of_a_fetched_version_takes_it_over(ask: Ask, home: Path, tmp_path: Path) -> None:
    ask(LIGHTHOUSE)
    known = "示范灯塔法,2024-02-01,2024-02-01,2024-06-01,,amendment,主席令第99号,1,11,示范来源,high"
    rows = write_catalogue(tmp_path / "newer", versions=known)
    text = (rows / "versions.csv").read_text("utf-8")
    (rows / "versions.csv").write_text(text.replace("2018-10-01,,,,1,9", "2018-10-01,2024-06-01,,,1,9"), "utf-8")
    newer = Sources(rows, text=None)
    with open_store(home, sources=newer) as store:
        version = next(v for v in store.versions(LIGHTHOUSE) if v.key == "2024-02-01")
        assert (version.document_number, version.text_held, version.change) == ("主席令第99号", True, "amendment")
        assert len(store.versions(LIGHTHOUSE)) == 3


def test_nothing_signed_is_kept(ask: Ask, home: Path) -> None:
    import gzip

    ask(LIGHTHOUSE, history=True)
    for path in home.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            data = gzip.decompress(data) if path.suffix == ".gz" else data
            assert b"Signature=" not in data
            assert b"Expires=" not in data


# ── what goes wrong ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("fault", sorted(FAULTS.keys() - {"slow"}))
def test_after_each_fault_the_store_is_right_or_as_it_was(
    fault: str, ask: Ask, world: World, home: Path, sources: Sources
) -> None:
    open_store(home, sources=sources).close()
    before = state(home)
    world.faults = FAULTS[fault]
    told = ""
    try:
        outcome = ask(HARBOUR, LIGHTHOUSE)
    except SourceError as error:
        complete, told = False, str(error)
    else:
        complete, told = outcome.complete, worded.as_text(outcome, "en")
    assert verify_store(store_path(home)) == []
    bears = {"none", "error_every_second", "em_titles", "expired_once", "cookie_gate", "other_words"}
    assert complete is (fault in bears)
    if complete:
        assert words(home, sources, HARBOUR, "2023-03-01", 8) == "本规定自2023年6月1日起施行。"
    else:
        assert state(home) == before
        assert told.strip()


@pytest.mark.parametrize(
    ("fault", "reason", "said"),
    [
        ("missing_article", "falls_short", "missing: 5"),
        ("first_five_articles", "falls_short", "6"),
        ("cut_files", "file_damaged", "cut short"),
        ("evil_titles", "title_unsafe", "markup"),
        ("expired_always", "signature_expired", "expired"),
    ],
)
def test_the_report_says_why_a_document_was_not_taken(
    fault: str, reason: str, said: str, ask: Ask, world: World
) -> None:
    world.faults = FAULTS[fault]
    outcome = ask(HARBOUR)
    assert [one.reason for one in outcome.refused] == [reason]
    assert said in worded.as_text(outcome, "en")
    report = json.loads(worded.as_json(outcome, "zh"))
    assert (report["stored"], report["complete"], report["refused"][0]["reason"]) == (False, False, reason)


@pytest.mark.parametrize(
    ("fault", "doubt"),
    [("missing_article", "gap:5"), ("first_five_articles", "ends_early")],
)
def test_a_statute_that_the_catalogue_does_not_know_is_judged_by_itself(
    fault: str, doubt: str, ask: Ask, world: World
) -> None:
    world.faults = FAULTS[fault]
    (refused,) = ask("最高人民法院关于审理示范样本案件适用法律问题的解释").refused
    assert refused.reason == "not_whole"
    assert doubt in refused.facts["doubts"]  # type: ignore[operator]


def test_one_bad_document_keeps_the_good_ones_out_too(ask: Ask, home: Path, sources: Sources) -> None:
    open_store(home, sources=sources).close()
    before = state(home)
    outcome = ask(HARBOUR, "示范无文件条例")
    assert not outcome.complete
    assert state(home) == before


def test_an_interrupted_refresh_goes_on_from_where_it_was(ask: Ask, world: World) -> None:
    world.faults = Faults(die_after=8)
    with pytest.raises(SourceError):
        ask(HARBOUR, LIGHTHOUSE)
    fetched = sum(path.startswith("GET /files/") for path in world.asked)
    world.asked.clear()
    world.faults = Faults()
    assert ask(HARBOUR, LIGHTHOUSE).complete
    assert fetched >= 1
    assert sum(path.startswith("GET /files/") for path in world.asked) == 3 - fetched


def test_a_kept_file_that_was_damaged_is_fetched_again(ask: Ask, world: World, home: Path) -> None:
    world.faults = Faults(die_after=8)
    with pytest.raises(SourceError):
        ask(HARBOUR, LIGHTHOUSE)
    for kept in (home / "refresh").glob("*.file"):
        kept.write_bytes(kept.read_bytes()[:-10])
    world.faults = Faults()
    assert ask(HARBOUR, LIGHTHOUSE).complete


def test_a_build_that_fails_leaves_store_and_texts_as_they_were(
    ask: Ask, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(HARBOUR)
    before = state(home)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("citecheck.store.build._write_index", full)
    with pytest.raises(Exception, match="the disk is full"):
        ask(LIGHTHOUSE)
    assert state(home) == before


def test_two_at_once_the_second_waits(home: Path, sources: Sources) -> None:
    told: list[str] = []
    outcomes: list[Outcome] = []
    waits = threading.Event()

    def tell(word: str) -> None:
        told.append(word)
        if word == "waiting":
            waits.set()

    with serving(World(gate=waits)) as base:  # the first gets no answer before the second has come

        def one(title: str) -> None:
            order = Order(SourceName.FLK, base, (title,), rate=500.0)
            outcomes.append(run_refresh(home, order, sources=sources, told=tell))

        threads = [threading.Thread(target=one, args=(title,)) for title in (HARBOUR, LIGHTHOUSE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert told.count("waiting") == 1
    assert all(outcome.complete for outcome in outcomes)
    assert {text.statute for text in present_shelf(home).texts} == {HARBOUR, LIGHTHOUSE}


_CHILD = """
import sys
from pathlib import Path
from citecheck.refresh.outcome import SourceName
from citecheck.refresh.run import Order, refresh
from citecheck.store import Sources
home, catalogue, base = sys.argv[1:4]
order = Order(SourceName.FLK, base, tuple(sys.argv[4:]), rate=200.0)
refresh(Path(home), order, sources=Sources(Path(catalogue), text=None))
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
@pytest.mark.parametrize("kills", [2, pytest.param(20, marks=pytest.mark.hostile)])
def test_a_refresh_killed_at_any_moment_leaves_the_store_right(
    home: Path, sources: Sources, tmp_path: Path, kills: int
) -> None:
    chance = random.Random(7)
    open_store(home, sources=sources).close()
    killed = 0
    with serving(World()) as base:
        command = [sys.executable, "-c", _CHILD, str(home), str(sources.catalogue), base, HARBOUR, LIGHTHOUSE]
        begun = time.monotonic()
        elsewhere = [*command[:3], str(tmp_path / "elsewhere"), *command[4:]]
        assert subprocess.run(elsewhere, check=False).returncode == 0
        took = time.monotonic() - begun  # on this machine, as busy as it is
        for _ in range(kills):
            child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(took / 4, took))
            child.send_signal(signal.SIGKILL)
            killed += child.wait() == -signal.SIGKILL
            with StatuteStore.open(store_path(home)):
                assert verify_store(store_path(home)) == []
            texts = {text.key for text in present_shelf(home).texts}
            assert len(texts) in (0, 3)
        assert subprocess.run(command, check=False).returncode == 0
    assert killed or kills < 20  # two may miss on a busy machine
    assert len(present_shelf(home).texts) == 3
    assert verify_store(store_path(home)) == []
    build_store(home, sources=sources)
    assert len(list(home.glob("fetched-*"))) == 1
    assert not list(home.glob("building-*"))


# ── what is asked for ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "order",
    [
        pytest.param(Order(SourceName.FLK), id="nothing named"),
        pytest.param(Order(SourceName.FOLDER), id="folder without a place"),
        pytest.param(Order(SourceName.FLK, titles=("x",), rate=50.0), id="too fast for a public site"),
        pytest.param(Order(SourceName.FLK, titles=("x",), levels=frozenset({Level.LAW})), id="level without all"),
        pytest.param(Order(SourceName.FLK, "somewhere", ("x",)), id="no address"),
    ],
)
def test_orders_that_mean_nothing_are_refused(order: Order, home: Path, sources: Sources) -> None:
    with pytest.raises(UsageError):
        run_refresh(home, order, sources=sources)


def test_everything_of_a_level(ask: Ask, world: World) -> None:
    world.editions = tuple(edition for edition in world.editions if edition.form == "docx")
    outcome = ask(everything=True, levels=frozenset({Level.ADMINISTRATIVE_REGULATION}))
    assert outcome.complete
    assert {change.title for change in outcome.changes} == {HARBOUR, "示范港口条例实施细则"}
    world.asked.clear()
    again = ask(everything=True, levels=frozenset({Level.ADMINISTRATIVE_REGULATION}))
    assert (again.complete, again.changes) == (True, ())
    assert not [path for path in world.asked if path.startswith("GET /files/")]


def test_what_has_not_been_looked_at_for_long(ask: Ask, world: World) -> None:
    ask(HARBOUR)
    world.asked.clear()
    assert ask(stale_days=30).changes == ()
    outcome = ask(stale_days=0)
    assert outcome.complete
    assert outcome.order.titles in ((), (HARBOUR,))  # the clock of the file system counts seconds


def test_the_statutes_that_a_report_holds_without_text() -> None:
    def cited(title: str, verdict: str, text: str | None) -> dict[str, object]:
        return {"statute": {"title": title}, "verdict": verdict, "article_text": text}

    citations = [
        cited("甲条例", "unverifiable", None), cited("甲条例", "unverifiable", None), cited("乙条例", "ok", "第一条"),
        {"statute": None, "verdict": "unverifiable", "article_text": None}, cited("丙法", "unverifiable", "第一条"),
    ]  # fmt: skip
    assert missing_titles(json.dumps({"documents": [{"citations": citations}]})) == ("甲条例",)
    with pytest.raises(UsageError):
        missing_titles("[]")


def test_damaged_texts_are_found_and_never_dropped_silently(ask: Ask, home: Path, sources: Sources) -> None:
    ask(HARBOUR)
    (shelf,) = home.glob("fetched-*")
    data = bytearray(shelf.read_bytes())
    data[len(data) // 2] ^= 1
    shelf.write_bytes(bytes(data))
    assert words(home, sources, HARBOUR, "2023-03-01", 2)  # the store itself is whole
    assert any("it is damaged" in problem for problem in verify_store(store_path(home)))
    with pytest.raises(StoreError, match="damaged") as raised:
        build_store(home, sources=sources)
    assert "--force" in str(raised.value)
    build_store(home, sources=sources, force=True)
    assert verify_store(store_path(home)) == []


def test_an_article_tells_the_file_that_it_was_fetched_from(ask: Ask, home: Path, sources: Sources) -> None:
    ask(HARBOUR)
    (text,) = present_shelf(home).texts
    with open_store(home, sources=sources) as store:
        (version,) = store.versions(HARBOUR)
        told = store.provenance(version.id, ArticleNumber(2))
    assert told is not None
    assert (told.source, told.sha256, told.retrieved_on) == ("flk.npc.gov.cn", text.sha256, text.fetched_at.date())
