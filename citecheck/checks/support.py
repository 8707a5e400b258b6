"""Does the article bear the claim, and which article does?

A sign-constrained logistic regression over the lexical features of features.py gives the probability that it does
(support_model.json, trained by citecheck.dev.train). Three answers follow from two thresholds; rules take back what
such a model cannot know: claims too short to mean anything, articles that only refer to others, general clauses.
"""

from __future__ import annotations

import json
import math
import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from importlib.resources import files
from threading import Lock
from typing import TYPE_CHECKING, Any

from citecheck.checks.quotation import Comparison, Difference, compare
from citecheck.checks.wording import simplified, without_pinyin
from citecheck.model import (
    Article,
    Check,
    CitationForm,
    Claim,
    Finding,
    Json,
    Matched,
    Outcome,
    Pinpoint,
    Place,
    Reason,
    Resolved,
    Result,
    Statute,
    Support,
    Verdict,
    Version,
)
from citecheck.resolve import version_on

if TYPE_CHECKING:
    from citecheck.checks.features import LawGrams, Measured
    from citecheck.store import StatuteStore
    from citecheck.store.search import ArticleIndex


class Answer(StrEnum):
    SUPPORTED = "supported"
    UNCLEAR = "unclear"
    UNSUPPORTED = "unsupported"
    CONTRADICTED = "contradicted"
    CANNOT_TELL = "cannot_tell"


class Why(StrEnum):
    """The reason keys of a judgement, worded in report/."""

    # supported
    OWN_WORDS = "own_words"  # facts: shared
    BEST_IN_LAW = "best_in_law"  # facts: shared, coverage
    # unclear
    PARTLY = "partly"  # facts: shared, missing, coverage
    REFERS_ELSEWHERE = "refers_elsewhere"  # the article only refers to other provisions
    GENERAL_CLAUSE = "general_clause"
    SEVERAL_CITATIONS = "several_citations"  # one claim, several articles
    OTHER_PARAGRAPH = "other_paragraph"  # facts: paragraph
    # unsupported
    WORDS_OF_OTHER = "words_of_other_article"  # facts: other_title, other_article, other_branch, shared, missing
    ABOUT_OTHER = "article_about_other"  # facts: about, missing, shared
    # contradicted
    NUMBER_CONTRADICTED = "number_contradicted"  # facts: claimed, actual
    MODAL_CONTRADICTED = "modal_contradicted"
    NEGATION_CONTRADICTED = "negation_contradicted"
    ACTOR_CONTRADICTED = "actor_contradicted"
    # cannot tell
    TOO_SHORT = "claim_too_short"
    NOT_CHINESE = "claim_not_chinese"
    NOT_HELD = "text_not_held"


REASONS = frozenset(Why)


@dataclass(frozen=True, slots=True)
class Judgement:
    """`score` is the probability that the article bears the claim, None when that cannot be told."""

    answer: Answer
    score: float | None
    reasons: tuple[Reason, ...] = ()
    differences: tuple[Difference, ...] = ()
    words_of: Place | None = None


@dataclass(frozen=True, slots=True)
class SupportModel:
    """The weights of support_model.json and what was measured of them."""

    weights: Mapping[str, float]
    intercept: float
    unsupported_below: float
    supported_from: float
    measured: Mapping[str, Json]

    @classmethod
    def load(cls) -> SupportModel:
        held: dict[str, Any] = json.loads(files(__package__).joinpath("support_model.json").read_text("utf-8"))
        return cls(
            held["weights"],
            held["intercept"],
            held["thresholds"]["unsupported_below"],
            held["thresholds"]["supported_from"],
            held["measured"],
        )

    def probability(self, measured: Measured) -> float:
        """The probability that the article bears the claim."""
        z = self.intercept + sum(weight * measured[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))


_LAWS_KEPT = 256  # versions whose articles stay in memory as bigrams
_WORDS_OTHER, _WORDS_OWN, _WORDS_MARGIN = 0.5, 0.3, 0.25
"""Another article covers at least, the cited one at most, and by what margin: then the words are that article's."""
_HAN = re.compile("[\u3400-\u9fff]")
_LEAST = 4  # distinct bigrams below which a claim says nothing


class ClaimJudge:
    """Judges claims against one store; safe to share between threads; index and model are loaded when first asked."""

    def __init__(self, store: StatuteStore) -> None:
        self._store = store
        self._laws: OrderedDict[int, LawGrams] = OrderedDict()
        self._lock = Lock()
        self._on: dict[tuple[str, date], Version | None] = {}

    @cached_property
    def model(self) -> SupportModel:
        return SupportModel.load()

    @cached_property
    def index(self) -> ArticleIndex:
        from citecheck.store.search import ArticleIndex

        return ArticleIndex(self._store.index_path)

    def compare(self, claim: str, article: str) -> Comparison:
        """How the claim's words differ from the article's, when it recites them."""
        return _compared(claim, article)

    def judge(
        self,
        claim: Claim,
        statute: Statute,
        version: Version,
        article: Article,
        pinpoint: Pinpoint,
        *,
        shared: bool = False,
    ) -> Judgement:
        """Whether the article, in this version, bears the claim; `shared` when the text ties it to several articles."""
        if article.text is None:
            return _cannot_tell(Why.NOT_HELD)
        text = without_pinyin(simplified(claim.text))
        if len(_HAN.findall(text)) < 2:
            return _cannot_tell(Why.NOT_CHINESE)
        from citecheck.checks.features import ClaimGrams

        grams = ClaimGrams.of(text)
        if len(grams.distinct) < _LEAST:
            return _cannot_tell(Why.TOO_SHORT)
        law = self._law(version)
        if article.number not in law:
            return _cannot_tell(Why.NOT_HELD)
        measured = law.measure(grams, article.number)
        score = self.model.probability(measured)
        if score >= self.model.supported_from:
            return Judgement(Answer.SUPPORTED, score)
        if score >= self.model.unsupported_below:
            return Judgement(Answer.UNCLEAR, score)
        return Judgement(Answer.UNSUPPORTED, score, (Reason(Why.ABOUT_OTHER),))

    def suggest(
        self, claim_text: str, *, as_of: date, about: Statute | None = None, limit: int = 5
    ) -> tuple[Place, ...]:
        """The articles in force on `as_of` with most of the claim's words, best first, the statute `about` preferred."""

        def in_force(statute_id: str, version_id: int) -> bool:
            version = self._version_on(statute_id, as_of)
            return version is not None and version.id == version_id

        text = without_pinyin(simplified(claim_text))
        hits = self.index.rank(text, about=about.id if about else None, in_force=in_force, limit=limit)
        places = []
        for hit in hits:
            held = self._store.article(hit.version_id, hit.number)
            places.append(
                Place(
                    self._store.statute(hit.statute_id),
                    self._version_on(hit.statute_id, as_of),
                    hit.number,
                    text=held.text if held else None,
                    score=round(hit.score, 4),
                )
            )
        return tuple(places)

    def _version_on(self, statute_id: str, day: date) -> Version | None:
        key = (statute_id, day)
        if key not in self._on:
            self._on[key] = version_on(self._store.versions(statute_id), day)
        return self._on[key]

    def _law(self, version: Version) -> LawGrams:
        with self._lock:
            held = self._laws.get(version.id)
            if held is not None:
                self._laws.move_to_end(version.id)
                return held
        from citecheck.checks.features import LawGrams

        law = LawGrams(self._store.articles(version.id), self.index.rarity)
        with self._lock:
            self._laws[version.id] = law
            while len(self._laws) > _LAWS_KEPT:
                self._laws.popitem(last=False)
        return law


def check(resolved: Resolved, judge: ClaimJudge) -> Outcome:
    """The outcome for a citation whose claim can be judged; unclear and cannot tell are no findings."""
    citation = resolved.citation
    match resolved.resolution:
        case Matched(statute=statute, version=Version() as version, article=Article() as article) if citation.claim:
            pass
        case _:
            return Outcome(Check.SUPPORT, Result.NOT_APPLICABLE)
    shared = citation.form in (CitationForm.LIST_MEMBER, CitationForm.RANGE_MEMBER)
    judgement = judge.judge(citation.claim, statute, version, article, citation.pinpoint, shared=shared)
    support = Support(judgement.score, judgement.reasons) if judgement.score is not None else None
    facts: dict[str, Json] = {
        "title": statute.title,
        "article": article.number.base,
        "branch": article.number.branch or None,
        "version": version.key,
        "text": article.text,
    }
    match judgement.answer:
        case Answer.SUPPORTED:
            return Outcome(Check.SUPPORT, Result.PASSED, support=support)
        case Answer.UNCLEAR:
            return Outcome(Check.SUPPORT, Result.CANNOT_TELL, support=support)
        case Answer.CANNOT_TELL:
            held = (Finding(Verdict.UNVERIFIABLE, Why.NOT_HELD, facts),) if article.text is None else ()
            return Outcome(Check.SUPPORT, Result.CANNOT_TELL, held)
        case Answer.UNSUPPORTED | Answer.CONTRADICTED:
            reason = judgement.reasons[0]
            code = Verdict.UNSUPPORTED if judgement.answer is Answer.UNSUPPORTED else Verdict.CONTRADICTED
            places = judge.suggest(citation.claim.text, as_of=resolved.as_of, about=statute)
            finding = Finding(code, reason.key, {**facts, **reason.facts, "score": judgement.score}, places)
            return Outcome(Check.SUPPORT, Result.FOUND, (finding,), support)


@lru_cache(maxsize=1024)
def _compared(claim: str, article: str) -> Comparison:
    return compare(claim, article)


def _cannot_tell(why: Why) -> Judgement:
    return Judgement(Answer.CANNOT_TELL, None, (Reason(why),))
