"""The interface of flk, asked of the stand-in: what is sent, what each kind of answer is taken for."""

from __future__ import annotations

import dataclasses
import itertools
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from stand_in import FAULTS, Faults, World, serving

from citecheck.model import Level
from citecheck.refresh import flk
from citecheck.refresh.client import Answer, Client, is_loopback
from citecheck.refresh.outcome import Limits, Refused, Retrieved, SourceError, Status, Validity
from citecheck.refresh.parse import Parsed, parse
from citecheck.refresh.work import Work


@contextmanager
def client_of(world: World, **options: object) -> Iterator[Client]:
    settings = {"rate": 1000.0, **options}
    with serving(world) as base, Client(base, flk.HOSTS, **settings) as client:  # type: ignore[arg-type]
        yield client


def fetch(faults: Faults, tmp_path: Path, *titles: str, history: bool = False) -> list[Retrieved | Refused]:
    with client_of(World(faults=faults)) as client:
        flk.check_canaries(client)
        return list(flk.retrieve(client, Work(tmp_path), titles, lambda _: False, history=history))


def test_the_status_integers_are_those_of_the_present_site() -> None:
    assert flk.STATUS_CODES == {
        1: Validity.REPEALED, 2: Validity.AMENDED, 3: Validity.IN_FORCE, 4: Validity.PENDING,
    }  # fmt: skip


def test_a_statute_is_listed_detailed_downloaded_and_parsed(tmp_path: Path) -> None:
    (text,) = fetch(Faults(), tmp_path, "示范港口条例")
    assert isinstance(text, Retrieved)
    parsed = parse(text)
    assert isinstance(parsed, Parsed)
    assert [str(a.number) for a in parsed.text.articles] == [str(n) for n in range(1, 9)]
    assert [len(p.subparagraphs) for p in parsed.text.articles[3].paragraphs] == [2, 0]
    assert parsed.text.articles[0].heading == "第一章 总则"
    assert (str(parsed.promulgated_on), str(parsed.effective_on)) == ("2023-03-01", "2023-06-01")
    assert (text.level, text.validity, text.issuer) == (Level.ADMINISTRATIVE_REGULATION, Validity.IN_FORCE, "国务院")
    assert text.address == "a1" * 16


def test_the_versions_in_force_and_to_come_are_fetched_and_the_old_ones_on_request(tmp_path: Path) -> None:
    now = fetch(Faults(), tmp_path / "a", "示范灯塔法")
    ever = fetch(Faults(), tmp_path / "b", "示范灯塔法", history=True)
    assert [str(text.promulgated_on) for text in now if isinstance(text, Retrieved)] == ["2026-06-01", "2024-02-01"]
    assert {str(text.promulgated_on) for text in ever if isinstance(text, Retrieved)} == {
        "2026-06-01", "2024-02-01", "2018-05-01",
    }  # fmt: skip


def test_a_title_is_never_taken_for_a_longer_one(tmp_path: Path) -> None:
    """示范港口条例 also finds 示范港口条例实施细则; 示范港口 finds both and is neither."""
    (refused,) = fetch(Faults(), tmp_path, "示范港口")
    assert isinstance(refused, Refused)
    assert refused.reason == "not_found"


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("challenge_every_third", Status.BLOCKED),
        ("captcha", Status.BLOCKED),
        ("gate_forever", Status.BLOCKED),
        ("html_details", Status.BLOCKED),
        ("empty_lists", Status.EMPTY),
        ("null_rows", Status.EMPTY),
        ("rejection", Status.REJECTED),
        ("remapped_status", Status.CHANGED),
        ("foreign_file_host", Status.ADDRESS_REFUSED),
        ("redirect_away", Status.ADDRESS_REFUSED),
    ],
)
def test_a_source_that_fails_is_called_what_it_is(fault: str, status: Status, tmp_path: Path) -> None:
    with pytest.raises(SourceError) as raised:
        fetch(FAULTS[fault], tmp_path, "示范港口条例")
    assert raised.value.status is status
    assert status.value in str(raised.value)


@pytest.mark.parametrize("fault", ["error_every_second", "em_titles", "expired_once", "cookie_gate"])
def test_what_can_be_borne_is_borne(fault: str, tmp_path: Path) -> None:
    (text,) = fetch(FAULTS[fault], tmp_path, "示范港口条例")
    assert isinstance(text, Retrieved)
    assert text.title == "示范港口条例"


@pytest.mark.parametrize(
    ("fault", "title", "reason"),
    [
        ("cut_files", "示范港口条例", "file_damaged"),
        ("short_files", "示范港口条例", "file_damaged"),
        ("expired_always", "示范港口条例", "signature_expired"),
        ("evil_titles", "示范港口条例", "title_unsafe"),
        ("none", "示范无文件条例", "no_file"),
        ("none", "示范没有的条例", "source_empty"),
    ],
)
def test_a_document_that_cannot_be_had_is_refused(fault: str, title: str, reason: str, tmp_path: Path) -> None:
    if reason == "source_empty":  # a list without a single row is no proof that there is no such statute
        with pytest.raises(SourceError) as raised:
            fetch(FAULTS[fault], tmp_path, title)
        assert raised.value.status is Status.EMPTY
        return
    (refused,) = fetch(FAULTS[fault], tmp_path, title)
    assert isinstance(refused, Refused)
    assert (refused.reason, refused.failure) == (reason, True)


def test_old_word_without_a_converter_is_a_clear_outcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("citecheck.refresh.files.shutil.which", lambda _: None)
    (refused,) = fetch(Faults(), tmp_path, "示范旧字条例")
    assert isinstance(refused, Refused)
    assert refused.reason == "old_word"


def test_a_mirror_that_holds_no_canary_is_not_refused(tmp_path: Path) -> None:
    world = World(editions=tuple(e for e in World().editions if "示范" in e.title))
    with client_of(world) as client:
        assert flk.check_canaries(client) == 0
    with client_of(World()) as client:
        assert flk.check_canaries(client) == 2


def test_a_whole_level_is_enumerated_page_by_page(tmp_path: Path) -> None:
    edition = next(e for e in World().editions if e.title == "示范港口条例")
    many = tuple(dataclasses.replace(edition, bbbs=f"{n:032x}", title=f"示范港口条例（{n}）") for n in range(1, 46))
    world = World(editions=many)
    with client_of(world) as client:
        found = list(flk.enumerate_level(client, Work(tmp_path), [Level.ADMINISTRATIVE_REGULATION],
                                         lambda row: row.bbbs > f"{3:032x}"))  # fmt: skip
    assert len(found) == 3
    assert world.asked.count("POST /law-search/search/list") == 3


# ── politeness ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_requests_keep_their_distance_and_say_who_asks(tmp_path: Path) -> None:
    """By a clock of our own: answers take no time, so all that passes is waited."""
    world, now = World(), [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    with client_of(world, rate=0.5, sleep=sleep, clock=lambda: now[0]) as client:
        list(flk.retrieve(client, Work(tmp_path), ["示范港口条例"], lambda _: False))
    assert len(world.asked) == 4
    assert now[0] == pytest.approx(6.0)
    assert all("citecheck/" in agent and "+https://" in agent for agent in world.agents)


@pytest.mark.parametrize(("status", "asked"), [(429, 4), (503, 4), (500, 4), (403, 1), (404, 1), (412, 1)])
def test_only_429_and_5xx_are_asked_again(status: int, asked: int) -> None:
    pauses: list[float] = []
    world = World(faults=Faults(always=status))
    with client_of(world, sleep=pauses.append) as client, pytest.raises(SourceError):
        client.json("GET", "/law-search/search/flfgDetails", params={"bbbs": "x"})
    assert len(world.asked) == asked
    waits = [pause for pause in pauses if pause > 0.0011]
    assert waits == sorted(waits)
    assert len(waits) >= asked - 1


def test_a_slow_answer_is_waited_for_and_a_dead_one_is_not(tmp_path: Path) -> None:
    with client_of(World(faults=Faults(slow=0.1)), limits=Limits(read_timeout=300)) as client:
        assert flk.check_canaries(client) == 2
    with client_of(World(faults=Faults(slow=60)), limits=Limits(read_timeout=0.1)) as client:
        with pytest.raises(SourceError) as raised:
            client.json("GET", "/x")
        assert raised.value.status is Status.UNAVAILABLE


@pytest.mark.parametrize(
    ("base", "url", "allowed"),
    [
        ("https://flk.npc.gov.cn", "https://flkoss.obs-bj2.cucloud.cn/a", True),
        ("https://flk.npc.gov.cn", "http://flk.npc.gov.cn/a", False),
        ("https://flk.npc.gov.cn", "https://flk.npc.gov.cn.example.org/a", False),
        ("https://flk.npc.gov.cn", "https://127.0.0.1/a", False),
        ("https://mirror.example.org", "https://mirror.example.org/a", True),
        ("https://mirror.example.org", "http://mirror.example.org/a", False),
        ("http://127.0.0.1:1", "http://localhost:2/a", True),
        ("http://127.0.0.1:1", "http://10.0.0.1/a", False),
        ("http://127.0.0.1:1", "file:///etc/passwd", False),
    ],
)
def test_only_listed_hosts_are_spoken_to(base: str, url: str, allowed: bool) -> None:
    with Client(base, flk.HOSTS) as client:
        if allowed:
            client.check_address(url)
        else:
            with pytest.raises(SourceError) as raised:
                client.check_address(url)
            assert raised.value.status is Status.ADDRESS_REFUSED


def test_plain_http_to_another_machine_is_refused_at_once() -> None:
    with pytest.raises(SourceError, match="not https"):
        Client("http://mirror.example.org", flk.HOSTS)


@pytest.mark.parametrize(
    ("host", "expected"),
    [("localhost", True), ("127.0.0.9", True), ("::1", True), ("127.0.0.1.example.org", False), ("10.0.0.1", False)],
)
def test_this_machine_is_known(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_a_robots_file_that_forbids_us_stops_the_refresh(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(faults=Faults(robots="User-agent: *\nDisallow: /\n"))
    with client_of(world) as client:
        client.check_robots()  # not asked of this machine
        client.loopback = False
        monkeypatch.setattr(client, "_check_address", lambda _: None)
        with pytest.raises(SourceError) as raised:
            client.check_robots()
    assert raised.value.status is Status.BLOCKED
    assert "robots.txt" in str(raised.value)


# ── answers that nobody thought of ───────────────────────────────────────────────────────────────────────────────

_WORDS = [
    "code", "data", "rows", "total", "bbbs", "title", "sxx", "gbrq", "flfg", "flfgCodeId", "lsyg", "content",
    "children", "url", "ossFile", "ossWordPath",
]  # fmt: skip
_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 300),
    st.text(max_size=8),
    st.sampled_from(["200", 200, "a1" * 16, "2020-13-45", "示范条例", "第一章　总则"]),
)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(_WORDS), inner, max_size=6)),
)
_ANSWERS = st.dictionaries(st.sampled_from(_WORDS), _VALUES, max_size=6)
_ROW = {"bbbs": "a1" * 16, "title": "示范条例", "sxx": 3}


@settings(max_examples=60, deadline=None)
@given(
    answers=st.lists(_ANSWERS, min_size=1, max_size=6),
    details=st.none() | st.dictionaries(st.sampled_from(["lsyg", "content", "ossFile", "flfgCodeId", "gbrq"]), _VALUES),
)
@example(answers=[{}], details={"lsyg": 5})
def test_no_answer_is_taken_for_anything_but_what_it_is(
    answers: list[dict[str, object]], details: dict[str, object] | None
) -> None:
    """Whatever JSON comes, the outcome is a document, a refusal, or an error with a status."""
    if details is not None:  # past the list and into the details
        answers = [{"rows": [_ROW], "total": 1}, {"data": {**details, **_ROW}}, *answers]

    class Answering(Client):
        def __init__(self) -> None:
            super().__init__("https://flk.npc.gov.cn", flk.HOSTS)
            self.turn = itertools.count()

        def json(self, *_: object, **__: object) -> dict[str, object]:
            return {"code": 200, **answers[next(self.turn) % len(answers)]}

        def request(self, *_: object, **__: object) -> Answer:
            return Answer(404, b"", {}, "https://flk.npc.gov.cn/")

    with tempfile.TemporaryDirectory() as folder:
        work = Work(Path(folder))
        with suppress(SourceError):
            flk.check_canaries(Answering())
        with suppress(SourceError):
            list(flk.retrieve(Answering(), work, ["示范条例"], lambda _: False, history=True))
        with suppress(SourceError):
            list(flk.enumerate_level(Answering(), work, [Level.LAW], lambda _: False))
