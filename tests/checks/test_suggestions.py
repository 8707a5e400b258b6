"""How suggestions are put in order: what a candidate is measured by, and what the ranking is worth."""

from __future__ import annotations

import json
import math
import tracemalloc
from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from invented_law import InventedStore, number

from citecheck.checks.suggestions import (
    FEATURES,
    READ,
    UNREAD,
    Articles,
    Asked,
    Candidate,
    Found,
    Ranker,
    RankingModel,
    measure,
)
from citecheck.checks.support import ClaimJudge
from citecheck.dev.train.suggestions import Claimed, Questions, Reading, Weights, claimed, fold_of, pools, worth
from citecheck.grams import Codes
from citecheck.model import Version
from citecheck.store import StatuteStore
from citecheck.store.search import Hit

STALLS, CRIMES = "摆摊示范条例", "集市示范刑法"
NOTHING_ASKED = Asked.of({})


def rarity(codes: Codes) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.ones(len(codes))


def candidate(text: str, article: str = "1", statute: str = STALLS, score: float = 0.5) -> Candidate:
    version = Version(1, statute, "2020-01-01", date(2020, 1, 1), date(2020, 1, 1), None)
    return Candidate(Found(Hit(statute, 1, number(article), score), version), text)


def measured(
    claim: str, candidates: Sequence[Candidate], about: Sequence[str] = (), asked: Asked = NOTHING_ASKED
) -> list[dict[str, float]]:
    rows = measure(claim, candidates, about, Articles(rarity), asked)
    return [dict(zip(FEATURES, row, strict=True)) for row in rows.tolist()]


@pytest.mark.parametrize(
    ("feature", "claim", "text", "value"),
    [
        pytest.param("subject", "摊主应当扫地", "摊主应当扫地，垃圾装袋。", 1.0, id="the whole first clause"),
        pytest.param("subject", "垃圾装袋", "摊主应当扫地，垃圾装袋。", 0.0, id="nothing of it"),
        pytest.param("sentence", "垃圾装袋", "摊主应当扫地。\n垃圾装袋。", math.log(3 / 15 + 0.02), id="a short one"),
        pytest.param("density", "垃圾装袋", "摊主应当扫地。\n垃圾装袋。", math.log(0.52 / 1.02), id="all, but no more"),
        pytest.param("density", "垃圾装袋", "摊主应当扫地。", math.log(0.52 / 0.02), id="its headings alone"),
        pytest.param("prison", "偷窃的构成犯罪", "偷窃的，处三年有期徒刑。", 1.0, id="who names an offence"),
        pytest.param("prison", "偷窃的处有期徒刑", "偷窃的，处三年有期徒刑。", 0.0, id="and its penalty"),
        pytest.param("named", "摆摊示范条例规定应当扫地", "摊主应当扫地。", 1.0, id="its statute"),
        pytest.param("named", "规定应当扫地", "摊主应当扫地。", 0.0, id="none"),
    ],
)
def test_features(feature: str, claim: str, text: str, value: float) -> None:
    (row,) = measured(claim, [candidate(text)])
    assert row[feature] == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize(
    ("feature", "claim", "texts"),
    [
        pytest.param(
            "clauses",
            "摊主应当扫地，垃圾应当装袋",
            ("摊主应当扫地。\n垃圾应当装袋。", "摊主应当扫地。\n摊主垃圾装袋。", "摊主。"),
            id="both clauses of it in sentences of their own",
        ),
        pytest.param(
            "telling",
            "摊主应当扫地，垃圾装袋",
            ("摊主应当垃圾装袋。", "摊主应当扫。", "摊主应当。"),
            id="what the others have not, more than what all have",
        ),
        pytest.param(
            "opening",
            "摊主应当扫地，城管人员在集市散后会来看一看，乱丢的东西多了就要罚，罚过的人记在册上，下次加倍，垃圾装袋",
            ("摊主应当扫地。", "城管人员罚。", "垃圾装袋。"),
            id="what it begins with",
        ),
    ],
)
def test_features_beside_the_best_candidate(feature: str, claim: str, texts: Sequence[str]) -> None:
    best, second, third = (row[feature] for row in measured(claim, [candidate(text) for text in texts]))
    assert best == 1.0
    assert best > second > third > 0.0


def test_one_candidate_is_the_best() -> None:
    """Also of a claim that says nothing, and of one that it shares nothing with."""
    for claim in ("摊主应当扫地", "，。", "x"):
        (row,) = measured(claim, [candidate("摊主应当扫地。")])
        assert (row["clauses"], row["telling"], row["opening"]) == (1.0, 1.0, 1.0)


def test_a_claim_of_many_clauses_is_measured_in_proportion() -> None:
    """The table of clauses is bounded: of every bigram by every clause it would be 200 MB here."""
    claim = "".join(f"摊主第{chr(0x4E00 + n)}次应当扫地，" for n in range(3_000))
    tracemalloc.start()
    (row,) = measured(claim, [candidate("摊主应当扫地。")])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 50e6
    assert all(math.isfinite(value) for value in row.values())


def test_what_laymen_ask_counts_for_the_edition_they_asked_about() -> None:
    asked = Asked.of({(STALLS, "2020-01-01", "1"): 3, (STALLS, "2010-01-01", "2"): 5})
    one, two, other = measured(
        "扫地", [candidate("甲", "1"), candidate("乙", "2"), candidate("丙", "1", CRIMES)], asked=asked
    )
    assert (one["asked"], two["asked"]) == (pytest.approx(math.log(4) ** 2), 0.0)
    assert one["law"] == two["law"] > other["law"]


def test_the_first_keeps_its_score_and_none_has_more() -> None:
    candidates = [candidate("摊主应当扫地。", score=0.4), candidate("垃圾装袋。", "2", score=0.6)]
    x = measure("扫地", candidates, (CRIMES,), Articles(rarity), NOTHING_ASKED)
    model = RankingModel({"density": 0.1, "subject": 9.0}, {})
    first, second = model.ranked(candidates, x)
    assert (str(first.number), first.score) == ("1", 0.4)
    assert second.score < 0.4


def test_only_those_are_read_that_are_likeliest_unread() -> None:
    """An article of a statute that is meant, though not the likest; and those kept stay in the order of the index."""
    found = [candidate("甲", str(n), score=0.9 - n / 100).found for n in range(1, READ + 9)]
    meant = candidate("乙", statute=CRIMES, score=0.6).found
    kept = Ranker(rarity).worth_reading("扫地", [*found, meant], (CRIMES,))
    assert kept == [*found[: READ - 1], meant]


def test_weights_are_those_under_which_the_right_is_likeliest(tmp_path: Path) -> None:
    held = cast(StatuteStore, InventedStore(tmp_path))
    judge, day = ClaimJudge(held), date(2026, 8, 1)
    assert judge.read(judge.found("清扫摊位", as_of=day, about=()))
    one = Claimed("清扫摊位", frozenset({(STALLS, number("6"))}), held.statute(STALLS), "lecoqa", 4)
    pool = pools([one], Questions([one]), judge, told=False, own=True)
    weights = Weights.of(Reading(Articles(judge.index.rarity)), pool)
    assert all(weight >= 0 for weight in (*weights.read, *weights.unread))
    assert (len(weights.read), len(weights.unread)) == (len(FEATURES), len(UNREAD))
    assert worth([(pool[0], weights.order(pool[0]))])["lecoqa_first"] == 1.0


def test_a_question_is_not_learned_from_by_itself() -> None:
    place = (STALLS, "2020-01-01", "6")
    held = cast(StatuteStore, None)
    answer = Claimed("清扫", frozenset(), held, "lecoqa", 4, (place,))  # type: ignore[arg-type]
    question = Claimed("扫地吗", frozenset(), held, "stard", 4, (place,))  # type: ignore[arg-type]
    other = Claimed("打扫", frozenset(), held, "lecoqa", 6, (place,))  # type: ignore[arg-type]
    known = Questions([answer, question, other])
    assert known.asked().articles == {place: 2}
    assert known.asked(question).articles == known.asked(answer).articles == {place: 1}
    assert fold_of(answer) == fold_of(question)


def test_what_is_shipped_was_measured_on_claims_held_out() -> None:
    """Each figure is of models that saw no claim of the same question; the test of floors sees what they learned."""
    model = json.loads(files("citecheck.checks").joinpath("suggestions_model.json").read_text("utf-8"))
    held_out, bare = model["measured"], model["measured_by_likeness_alone"]
    assert set(model["weights"]) <= FEATURES.keys()
    assert set(model["unread"]) <= set(UNREAD)
    assert held_out["lecoqa_first"] >= 0.42
    assert held_out["lecoqa_five"] >= 0.67
    assert model["measured_unseen_chapters"]["lecoqa_first"] >= 0.40
    assert held_out["lawbench-3-2_first"] >= 0.98
    assert all(held_out[f"{source}_five"] >= bare[f"{source}_five"] for source in ("lecoqa", "lawbench-3-8", "stard"))
    assert Asked.load().questions >= model["data"]["claims"] // 2


def test_claims_and_questions_are_those_of_the_files(shared: Path, store: StatuteStore) -> None:
    every = claimed(shared / "data" / "support", store)
    assert {one.source for one in every} == {"lecoqa", "stard", "lawbench-3-2", "lawbench-3-8"}
    assert all(one.right and one.places for one in every)
