"""Builders at once, and builders killed: the store is whole or not there."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.queues import Queue
from pathlib import Path

import pytest

from citecheck.store import BuildStep, Sources, open_store, verify_store
from citecheck.store.paths import BUILDING_PREFIX, store_path

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs signals")


@pytest.fixture(scope="module")
def processes() -> BaseContext:
    """Processes that have our modules loaded already, so that a kill falls into the build."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["citecheck.store.build", "citecheck.store.search", "filelock"])
    return context


def build_once(home: Path, catalogue: Path, told: Queue[tuple[str, list[str]]]) -> None:
    steps: list[str] = []
    with open_store(home, sources=Sources(catalogue, None), progress=lambda step, *_: steps.append(step)) as store:
        told.put((store.meta("build_id"), steps))


def test_of_several_builders_one_builds_and_the_others_wait(
    processes: BaseContext, home: Path, sources: Sources
) -> None:
    told: Queue[tuple[str, list[str]]] = processes.Queue()
    builders = [processes.Process(target=build_once, args=(home, sources.catalogue, told)) for _ in range(4)]
    for builder in builders:
        builder.start()
    answers = [told.get(timeout=300) for _ in builders]
    for builder in builders:
        builder.join(120)
    assert len({build_id for build_id, _ in answers}) == 1
    assert sum(BuildStep.INDEX in steps for _, steps in answers) == 1
    assert verify_store(store_path(home)) == []


def build_until_killed(home: Path, catalogue: Path, begun: Connection, itself: bool) -> None:
    """Tells when the build has begun; with `itself` dies by its own hand in the middle of it."""

    def step(step: BuildStep, *_: int) -> None:
        if step is BuildStep.CATALOGUE:
            begun.send_bytes(b"begun")
        if itself and step is BuildStep.INDEX:
            os.kill(os.getpid(), signal.SIGKILL)

    with open_store(home, sources=Sources(catalogue, None), progress=step):
        pass


@pytest.mark.parametrize("kills", [5, pytest.param(20, marks=pytest.mark.hostile)])
def test_a_killed_builder_leaves_only_what_the_next_one_sweeps(
    processes: BaseContext, home: Path, sources: Sources, kills: int
) -> None:
    chance, took, interrupted = random.Random(3), 0.05, 0
    for kill in range(kills):
        changed = f"level,complete_to,source,note\nlaw,2026-08-28,{kill},\n"  # every build is due
        (sources.catalogue / "horizons.csv").write_text(changed, encoding="utf-8")
        told, begun = processes.Pipe(duplex=False)
        words = (home, sources.catalogue, begun, kill % 5 == 0)
        builder = processes.Process(target=build_until_killed, args=words)
        builder.start()
        assert told.poll(120)
        time.sleep(chance.uniform(0, took))
        if kill % 5:
            builder.kill()
        builder.join(120)
        interrupted += any(path.name.startswith(BUILDING_PREFIX) for path in home.glob("*"))
        if store_path(home).exists():
            assert verify_store(store_path(home)) == []
        if kill % 5 == 4:
            started = time.perf_counter()
            with open_store(home, sources=Sources(sources.catalogue, None)) as store:
                assert store.horizon(store.info().horizons[0].level).source == str(kill)
                kept = store.index_path.name
            took = max(0.02, time.perf_counter() - started)
            names = {path.name for path in home.iterdir()}
            assert not [name for name in names if name.startswith(BUILDING_PREFIX)]
            assert kept in names
    assert interrupted  # some kills did fall into a build


def test_an_index_nobody_names_is_swept(home: Path, sources: Sources) -> None:
    home.mkdir()
    (home / "claims-0000000000000000.index").write_bytes(b"left by a builder killed between two renames")
    (home / "building-0000000000000000").mkdir()
    (home / "building-0000000000000000" / "store").write_bytes(b"half")
    (home / "notes.txt").write_text("somebody else's")
    with open_store(home, sources=sources) as store:
        assert {path.name for path in home.iterdir()} == {
            "build.lock", "notes.txt", "statutes.sqlite", store.index_path.name,
        }  # fmt: skip


def test_threads_of_one_process_build_once(home: Path, sources: Sources) -> None:
    def build_id(_: int) -> str:
        with open_store(home, sources=sources) as store:
            return store.meta("build_id")

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(build_id, range(6)))) == 1
