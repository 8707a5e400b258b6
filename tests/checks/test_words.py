"""The words of reasons: whole, telling, as the claim writes them; and what it costs to have them."""

from __future__ import annotations

import subprocess
import sys
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck.checks.words import list_of_words, shared_and_missing, words

ARTICLE = "摊主出售过期食品的，由城市管理所没收食品，并处五百元以上二千元以下罚款。居民可以在十五日内投诉，第三人除外。"


@pytest.mark.parametrize(
    ("claim", "shared", "missing"),
    [
        pytest.param("摊主应当依法缴纳税款", ("摊主",), ("缴纳", "税款"), id="no stop words"),
        pytest.param("人应当没收其食品", ("没收", "食品"), (), id="no half words"),
        pytest.param("网贷平台没收食品", ("没收", "食品"), ("网贷", "平台"), id="a word statutes do not have"),
        pytest.param("在15天内投诉", ("15天", "投诉"), (), id="a number in another writing"),
        pytest.param("三十日内投诉", ("投诉",), ("三十日",), id="another number"),
        pytest.param("罰款五百元", ("罰款", "五百元"), (), id="Traditional, as written"),
        pytest.param("处5至10日拘留", (), ("10日", "拘留"), id="a range"),
        pytest.param("第三人可以投诉", ("第三人", "投诉"), (), id="an ordinal that is a word"),
        pytest.param("法定代理人投诉", ("投诉",), ("法定代理人",), id="a term of several words"),
        pytest.param("应当可以或者的", (), (), id="nothing that tells"),
        pytest.param("", (), (), id="empty"),
    ],
)
def test_words_of_a_reason(claim: str, shared: tuple[str, ...], missing: tuple[str, ...]) -> None:
    assert shared_and_missing(claim, ARTICLE) == (shared, missing)


def test_the_rarest_are_told_in_their_order() -> None:
    claim = "工作人员组织活动，提供服务，使用设施，缔约过失，恶意串通，显失公平"
    _, missing = shared_and_missing(claim, ARTICLE, most=3)
    assert len(missing) == 3
    assert [claim.index(word) for word in missing] == sorted(claim.index(word) for word in missing)
    assert not {"工作人员", "组织", "活动"} & set(missing)


@given(st.text("摊主出售过期食品网贷十五日元应当的，。第三人 abＡ罰款", max_size=40))
def test_words_are_cut_out_of_the_claim(claim: str) -> None:
    for word in words(claim):
        assert word.text
        assert word.text in claim
        assert word.weight > 0
    shared, missing = shared_and_missing(claim, claim)
    assert missing == ()
    assert len(shared) <= 6


@given(st.text("法定代理人民事责任网贷", max_size=9))
def test_of_all_ways_to_part_a_text_the_likeliest_is_taken(run: str) -> None:
    known = list_of_words()

    def likeliest(at: int) -> float:
        words = [run[at:end] for end in range(at + 1, len(run) + 1) if run[at:end] in known.likelihood]
        return max(
            (known.likelihood[word] + likeliest(at + len(word)) for word in words),
            default=known.strange + likeliest(at + 1) if at < len(run) else 0.0,
        )

    ends = known.cut(run)
    parts = [run[start:end] for start, end in pairwise([0, *ends])]
    assert "".join(parts) == run
    assert sum(known.likelihood.get(part, known.strange) for part in parts) == pytest.approx(likeliest(0))


def test_the_list_is_small_and_has_no_sentences() -> None:
    lines = files("citecheck.checks").joinpath("words.txt").read_text("utf-8").splitlines()
    assert lines[0].startswith("# ")
    held = [line.split()[0] for line in lines[1:]]
    assert 10_000 < len(held) < 20_000
    assert held == sorted(set(held))
    assert max(map(len, held)) <= 16


COLD = """
import io, sys, time, contextlib
start = time.process_time()
from citecheck.checks.words import shared_and_missing
imported = time.process_time()
said = io.StringIO()
with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
    shared_and_missing("城市管理所没收食品", "没收")
assert not said.getvalue(), said.getvalue()
assert "jieba" not in sys.modules
unit = time.process_time()
sum(range(10_000_000))
print((unit - imported) / (time.process_time() - unit))
"""


def test_the_list_is_loaded_late_fast_and_in_silence(tmp_path: Path) -> None:
    """Our own list and no other: a unit is some 100 ms, and loading takes less than one."""

    def units() -> float:
        run = subprocess.run(
            [sys.executable, "-c", COLD], capture_output=True, text=True, check=True, env={"TMPDIR": str(tmp_path)}
        )
        assert run.stderr == ""
        return float(run.stdout)

    assert any(units() < 1 for _ in range(3))
    assert list(tmp_path.iterdir()) == []
