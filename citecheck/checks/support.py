"""Does the article bear the claim, and which article does?

A sign-constrained logistic regression over the lexical features of features.py gives the probability that it does
(support_model.json, trained by citecheck.dev.train). Three answers follow from two thresholds; rules.py takes back
what such a model cannot know: claims too short to mean anything, articles that only refer to others, general clauses.
"""

from __future__ import annotations

import json
import math
import re
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import takewhile
from threading import Lock
from typing import TYPE_CHECKING, Any, assert_never

from citecheck import normalize
from citecheck.checks import rules
from citecheck.checks.comparison import Comparison, Difference, Kind, compare, contradicts
from citecheck.checks.conclusions import held_against
from citecheck.checks.duties import other_duty
from citecheck.checks.lay import in_statute_words
from citecheck.checks.musts import other_must
from citecheck.checks.numbers import left_out, number_phrase, other_number
from citecheck.checks.opposites import other_term
from citecheck.checks.outcomes import other_outcome
from citecheck.checks.persons import without_facts
from citecheck.checks.rules import REASONS, Case, Why
from citecheck.checks.tiers import other_tier
from citecheck.checks.words import is_word, shared_and_missing
from citecheck.model import (
    Article,
    ArticleNumber,
    Check,
    Citation,
    CitationForm,
    Claim,
    Finding,
    Json,
    Language,
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
    from citecheck.checks.features import ClaimGrams, Contribution, LawGrams, Measured
    from citecheck.checks.semantic import Opinion, Semantic
    from citecheck.checks.suggestions import Candidate, Found, Ranker
    from citecheck.store import StatuteStore
    from citecheck.store.search import ArticleIndex

__all__ = [
    "REASONS",
    "Answer",
    "ClaimJudge",
    "Explanation",
    "Judgement",
    "SupportModel",
    "Why",
    "check",
]


class Answer(StrEnum):
    SUPPORTED = "supported"
    UNCLEAR = "unclear"
    UNSUPPORTED = "unsupported"
    CONTRADICTED = "contradicted"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Judgement:
    """`score` is the probability that the article bears the claim, None where it could not be measured."""

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
    confident: float  # the least of the best suggestion's score times how telling the claim is
    measured: Mapping[str, float]

    @classmethod
    def load(cls) -> SupportModel:
        held: dict[str, Any] = json.loads(files(__package__).joinpath("support_model.json").read_text("utf-8"))
        return cls(
            held["weights"],
            held["intercept"],
            held["thresholds"]["unsupported_below"],
            held["thresholds"]["supported_from"],
            held["suggestions"]["confident"],
            held["measured"],
        )

    def probability(self, features: Mapping[str, float]) -> float:
        """The probability that the article bears the claim."""
        z = self.intercept + sum(weight * features[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a judgement came about. `competing` are the articles of the same law with most of the claim, best first."""

    judgement: Judgement
    intercept: float
    contributions: tuple[Contribution, ...]
    competing: tuple[Place, ...]
    unsupported_below: float
    supported_from: float
    measured: Mapping[str, float]  # error rates of the model, by figure

    @property
    def by_score(self) -> Answer:
        """The answer that the features alone come to: another one is a rule's (rules.py), or a contradiction."""
        log_odds = self.intercept + sum(one.log_odds for one in self.contributions)
        score = 1 / (1 + math.exp(-log_odds))
        if score < self.unsupported_below:
            return Answer.UNSUPPORTED
        return Answer.SUPPORTED if score >= self.supported_from else Answer.UNCLEAR


_LAWS_KEPT = 256  # versions whose articles stay in memory as bigrams
_CHINESE = re.compile("[\u3400-\u9fff][^\u3400-\u9fff]*[\u3400-\u9fff]")
_OFFENCE_SCORE = 0.05  # assumed: names of offences that share no word with their article are too rare to measure
_SAME_MATTER = 0.3  # score from which another number in like words contradicts: no false alarm among 1,477
_CONTRADICTED = {
    Kind.MODAL: Why.MODAL_CONTRADICTED,
    Kind.ACTOR: Why.ACTOR_CONTRADICTED,
    Kind.WORDING: Why.TERM_CONTRADICTED,
    Kind.BEGINNING: Why.BEGINNING_CONTRADICTED,
    Kind.BURDEN: Why.BURDEN_CONTRADICTED,
}
_FOLLOWED = 0.05  # run coverage below which comparing word by word is not worth its time


class ClaimJudge:
    """Judges claims against one store; safe to share between threads; index and model are loaded when first asked.

    With `semantic` an embedding model has a say in what is doubtful; raises UsageError where its package is missing.
    """

    def __init__(self, store: StatuteStore, *, semantic: bool = False) -> None:
        self._store = store
        self._semantic = _semantic(store) if semantic else None
        self._laws: OrderedDict[int, LawGrams] = OrderedDict()
        self._lock = Lock()
        self._in_force: dict[tuple[str, date], Version | None] = {}
        self._suggested = lru_cache(maxsize=2048)(self._suggest)  # an invention is copied from page to page

    @cached_property
    def model(self) -> SupportModel:
        return SupportModel.load()

    @cached_property
    def index(self) -> ArticleIndex:
        from citecheck.store.search import ArticleIndex

        return ArticleIndex(self._store.index_path)

    @cached_property
    def _ranker(self) -> Ranker:
        from citecheck.checks.suggestions import Ranker

        return Ranker(self.index.rarity, self._semantic)

    def compare(self, claim: str, article: str) -> Comparison:
        """How the claim's words differ from the article's, when it recites them."""
        return _compared(claim, article)

    def recited_elsewhere(self, claim: str, version: Version, number: ArticleNumber) -> ArticleNumber | None:
        """The other article of this version that `claim` recites truly, but `number` with grave differences.

        Parallel provisions share their formulas: words of 第二百六十四条 under 第二百六十六条 are not a misquotation.
        """
        from citecheck.checks.features import ClaimGrams

        grams = ClaimGrams.of(claim)
        measured = self.measure(grams, version, number)
        other = measured.best_other if measured and measured.features["coverage_margin"] < 0 else None
        held = self._store.article(version.id, other) if other else None
        if held is None or held.text is None:
            return None
        comparison = self.compare(claim, held.text)
        if not comparison.is_recitation or comparison.grave:
            return None
        own = self._store.article(version.id, number)
        told = own is None or rules.names_the_subject(claim, self._law(version), own.text or "", held.text)
        return other if told else None

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
        """Whether the article, in this version, bears the claim; `shared` when the text ties it to several articles.

        The pinpoint narrows what is judged: a claim that another 款 of the article bears is unclear.
        """
        if (why := _not_to_be_judged(claim, article)) is not None:
            return _cannot_tell(why)
        case = self._case(claim, statute, version, article, pinpoint, shared=shared)
        if case is None:
            return _cannot_tell(Why.NOT_HELD)
        offence = rules.other_offence(case)
        if offence is not None:
            return self._other_offence(case, *offence)
        if not len(case.grams.codes):
            return _cannot_tell(Why.TOO_SHORT)
        measured, score = self._scored(case)
        if len(case.grams.distinct) < rules.SHORTEST:
            return Judgement(Answer.CANNOT_TELL, score, (Reason(Why.TOO_SHORT),))
        conduct: tuple[ArticleNumber, float] | None = None
        if score < self.model.supported_from and not shared and rules.is_penal(case):
            conduct = rules.other_conduct(case) or self._penalty_of_other(case, measured)
        if conduct is not None:
            return self._of_other(case, measured, score, *conduct)
        if score < self.model.unsupported_below:
            return self._low(case, measured, score)
        return self._fair(case, measured, score)

    def supports(self, claim: Claim, statute: Statute, version: Version, article: Article, pinpoint: Pinpoint) -> bool:
        """Whether `judge` answers that the article bears the claim: known at once where the score is too low."""
        if _not_to_be_judged(claim, article) is not None:
            return False
        case = self._case(claim, statute, version, article, pinpoint, shared=False)
        if case is None or not len(case.grams.codes) or self._scored(case)[1] < self.model.supported_from:
            return False
        return self.judge(claim, statute, version, article, pinpoint).answer is Answer.SUPPORTED

    def measure(self, grams: ClaimGrams, version: Version, number: ArticleNumber) -> Measured | None:
        """The features of a claim beside an article; None when the article's text is not held."""
        law = self._law(version)
        return self._measure(law, grams, version.statute_id, number) if number in law else None

    def rivals(self, grams: ClaimGrams, version: Version, number: ArticleNumber, limit: int) -> tuple[str, ...]:
        """The texts of the other articles of the version that are likest the claim, best first."""
        likest = self._law(version).likest(grams, limit + 1)
        held = [self._store.article(version.id, other) for other in likest if other != number][:limit]
        return tuple(article.text for article in held if article is not None and article.text is not None)

    def explain(
        self, claim: Claim, statute: Statute, version: Version, article: Article, pinpoint: Pinpoint
    ) -> Explanation:
        """The judgement with all that went into it."""
        model = self.model
        contributions: tuple[Contribution, ...] = ()
        competing: tuple[Place, ...] = ()
        intercept = model.intercept
        case = self._case(claim, statute, version, article, pinpoint, shared=False)
        if case is not None and len(case.grams.codes):
            from citecheck.checks.features import FEATURES, Contribution

            features = self._measure(case.law, case.grams, statute.id, article.number).features
            contributions = tuple(
                Contribution(name, FEATURES[name], round(features[name], 4), round(weight * features[name], 4))
                for name, weight in model.weights.items()
            )
            opinion = self._second_opinion(case, model.probability(features))
            if opinion is not None:
                intercept, contributions = opinion.joined(intercept, contributions)
            best = case.law.best(case.grams, 5)
            competing = tuple(self._place(statute, version, number, coverage) for number, coverage in best)
        judgement = self.judge(claim, statute, version, article, pinpoint)
        return Explanation(
            judgement,
            intercept,
            contributions,
            competing,
            model.unsupported_below,
            model.supported_from,
            model.measured,
        )

    def suggest(
        self,
        claim_text: str,
        *,
        as_of: date,
        about: Statute | None = None,
        limit: int = 5,
        only: bool = False,
        confident: bool = False,
    ) -> tuple[Place, ...]:
        """The articles in force on `as_of` with most of the claim's words, best first.

        Those of `about`, and of the statutes that replaced it, are preferred, or with `only` those of `about` alone.
        With `confident` there are none for a claim so short or general that the best would be right one time in five.
        """
        places, telling = self._suggested(claim_text, as_of, about, limit, only)
        if confident and (not places or (places[0].score or 0) * telling < self.model.confident):
            return ()
        return places

    def as_likely_meant(self, claim_text: str, statute: Statute, number: ArticleNumber, as_of: date) -> bool:
        """Whether no other article in force fits a claim notably better than this one."""
        places = self.suggest(claim_text, as_of=as_of, about=statute)
        best = max((place.score or 0 for place in places), default=0)
        own = (place.score or 0 for place in places if place.statute.id == statute.id and place.article == number)
        return max(own, default=0) > max(rules.NEARLY_BEST * best, rules.OF_ITS_OWN)

    def _suggest(
        self, claim_text: str, as_of: date, about: Statute | None, limit: int, only: bool
    ) -> tuple[tuple[Place, ...], float]:
        """(the articles that `suggest` gives, how telling the claim is)."""
        text = normalize.fold(claim_text, 0, len(claim_text)).text
        meant = self._meant(about)
        found = self.found(text, as_of=as_of, about=meant, only=about if only else None)
        hits = self._ranker.ranked(text, self.read(self._ranker.worth_reading(text, found, meant)), meant)
        places = tuple(
            self._place(
                self._store.statute(hit.statute_id), self._version_on(hit.statute_id, as_of), hit.number, hit.score
            )
            for hit in hits[:limit]
        )
        return places, self.index.telling(text, rules.SHORTEST)

    def found(
        self, text: str, *, as_of: date, about: Collection[str], only: Statute | None = None
    ) -> tuple[Found, ...]:
        """The articles that may be meant by a folded `text`, those with most of its bigrams first.

        They are in force on `as_of`, or of `only` this statute; those of the statutes `about` are preferred.
        """
        from citecheck.checks.suggestions import POOL, Found

        inside = self._version_on(only.id, as_of) if only else None
        if only and inside is None:
            return ()

        versions: dict[int, Version] = {}  # those in force, by their row

        def in_force(statute_id: str, version_id: int) -> bool:
            version = self._version_on(statute_id, as_of)
            if version is None or version.id != version_id:
                return False
            versions[version_id] = version
            return version is inside or version.in_force_on(as_of) is not False

        version_id = inside.id if inside else None
        hits = self.index.rank(text, about=about, version_id=version_id, in_force=in_force, limit=POOL)
        return tuple(Found(hit, versions[hit.version_id]) for hit in hits)

    def read(self, found: Iterable[Found]) -> tuple[Candidate, ...]:
        """Those whose words are held, with them."""
        from citecheck.checks.suggestions import Candidate

        held = ((one, self._store.article(one.version.id, one.hit.number)) for one in found)
        return tuple(Candidate(one, article.text) for one, article in held if article and article.text)

    def _meant(self, about: Statute | None) -> tuple[str, ...]:
        """The ids of `about` and of the statutes that replaced it."""
        return (about.id, *(s for r in self._store.repeals(about.id) for s in r.successors)) if about else ()

    # ── answers ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _low(self, case: Case, measured: Measured, score: float) -> Judgement:
        """What a low score comes to: unsupported, or unclear where likeness cannot know better."""
        other = rules.words_of_other(case, measured)
        excuse = rules.excuse(case, measured, other, score)
        if excuse is not None:
            return Judgement(Answer.UNCLEAR, score, (_reason(excuse, case, measured),))
        if other is None:
            said = without_facts(rules.without_frame(case.claim.text), case.statute.title)
            shared, missing = shared_and_missing(said, case.text)
            missing = tuple(word for word in missing if word not in case.statute.title)
            facts = _facts(shared, missing, measured)
            if rules.says_little_else(measured, case.text, said, shared, missing, self._referred(case)):
                return Judgement(Answer.UNCLEAR, score, (Reason(Why.NO_BETTER, facts),))
            absent = (word for word in missing if is_word(word) and not _in_other_form(word, case.text))
            facts = {**facts, "missing": rules.of_matter(absent), "about": rules.gist(case.text)}
            reason = Reason(Why.ABOUT_OTHER, facts)
            return Judgement(Answer.UNSUPPORTED, score, (reason,))
        return self._of_other(case, measured, score, other, measured.best_other_coverage)

    def _referred(self, case: Case) -> str:
        """The texts of the articles of its own law that the article names."""
        held = (self._store.article(case.version.id, number) for number in rules.referred_to(case))
        return "\n".join(article.text for article in held if article is not None and article.text is not None)

    def _of_other(
        self, case: Case, measured: Measured, score: float, other: ArticleNumber, coverage: float
    ) -> Judgement:
        place = self._place(case.statute, case.version, other, coverage)
        facts: dict[str, Json] = {"about": rules.gist(case.text), **_other(place)}
        score = min(score, self.model.unsupported_below / 2)
        reason = _reason(Why.WORDS_OF_OTHER, case, measured, facts)
        return Judgement(Answer.UNSUPPORTED, score, (reason,), words_of=place)

    def _fair(self, case: Case, measured: Measured, score: float) -> Judgement:
        """What any other score comes to: supported or unclear, unless a number, modal or actor says the contrary."""
        differences: tuple[Difference, ...] = ()
        recited = False
        if measured.features["run_coverage"] >= _FOLLOWED:
            comparison = self.compare(case.claim.text, case.text)
            differences, recited = comparison.differences, comparison.is_recitation
            held = held_against(comparison, case.claim.text, case.text) if recited else ()
            if held:
                other = self.recited_elsewhere(case.claim.text, case.version, case.article.number)
                if other is not None:
                    return self._of_other(case, measured, score, other, measured.best_other_coverage)
            words = rules.cited_words(case)
            contrary = None if recited else _told(contradicts(case.claim.text, words))
            if contrary is None and not held and (recited or score >= _SAME_MATTER):
                concluded = recited and bool(comparison.grave)
                contrary = _contrary(case.claim.text, words, concluded=concluded)
            if contrary is not None:
                why, difference = contrary
                facts: dict[str, Json] = {"claimed": difference.claimed, "actual": difference.actual or None}
                if why is Why.NUMBER_CONTRADICTED:
                    facts = {
                        "claimed": number_phrase(case.claim.text, difference.claimed_at) or difference.claimed,
                        "actual": number_phrase(words, difference.actual_at) or facts["actual"],
                    }
                return Judgement(Answer.CONTRADICTED, score, (Reason(why, facts),), (difference,))
        elsewhere = rules.other_pinpoint(case)
        if elsewhere is not None:
            return self._of_other_pinpoint(case, score, *elsewhere)
        if score < self.model.supported_from:
            return Judgement(Answer.UNCLEAR, score, (_reason(Why.PARTLY, case, measured),), differences)
        why = Why.OWN_WORDS if recited else Why.BEST_IN_LAW if measured.rank == 1 else Why.PARTLY
        return Judgement(Answer.SUPPORTED, score, (_reason(why, case, measured),), differences)

    def _of_other_pinpoint(self, case: Case, score: float, pinpoint: Pinpoint, sure: bool) -> Judgement:
        facts: dict[str, Json] = {"paragraph": pinpoint.paragraph, "subparagraph": pinpoint.subparagraph}
        reason = Reason(Why.OTHER_PARAGRAPH, facts)
        if not sure or case.shared:
            return Judgement(Answer.UNCLEAR, score, (reason,))
        place = Place(case.statute, case.version, case.article.number, pinpoint, case.text, round(score, 4))
        score = min(score, self.model.unsupported_below / 2)
        return Judgement(Answer.UNSUPPORTED, score, (reason,), words_of=place)

    def _penalty_of_other(self, case: Case, measured: Measured) -> tuple[ArticleNumber, float] | None:
        """The other article that has a penal claim word for word, and its share of it, when the cited one has it not.

        盗窃公私财物，数额较大的，处三年以下…… differs from what is said of 诈骗 in one word: in that which matters.
        """
        other = measured.best_other
        held = self._store.article(case.version.id, other) if other else None
        if other is None or held is None or held.text is None or measured.best_other_coverage <= measured.coverage:
            return None
        theirs, ours = self.compare(case.claim.text, held.text), self.compare(case.claim.text, case.text)
        whole = theirs.recited == 1.0 and all(one.kind is Kind.OMISSION for one in theirs.differences)
        differs = ours.recited < 1.0 or any(one.claimed for one in ours.differences)
        if not (whole and theirs.is_recitation and differs):
            return None
        told = rules.names_the_subject(case.claim.text, case.law, case.text, held.text)
        return (other, measured.best_other_coverage) if told else None

    def _other_offence(self, case: Case, name: str, holder: ArticleNumber) -> Judgement:
        place = self._place(case.statute, case.version, holder, 1.0)
        facts: dict[str, Json] = {"missing": (name,), "about": rules.gist(case.text), **_other(place)}
        return Judgement(Answer.UNSUPPORTED, _OFFENCE_SCORE, (Reason(Why.WORDS_OF_OTHER, facts),), words_of=place)

    def _second_opinion(self, case: Case, score: float) -> Opinion | None:
        """What the embedding model makes of a doubtful score; None when it is not asked."""
        if self._semantic is None or not self._semantic.doubts(score):
            return None
        rivals = self.rivals(case.grams, case.version, case.article.number, self._semantic.rivals)
        return self._semantic.opinion(case.said, case.text, rivals, score)

    # ── what is read ─────────────────────────────────────────────────────────────────────────────────────────────

    def _case(
        self, claim: Claim, statute: Statute, version: Version, article: Article, pinpoint: Pinpoint, *, shared: bool
    ) -> Case | None:
        from citecheck.checks.features import ClaimGrams

        law = self._law(version)
        if article.number not in law:
            return None
        said = rules.said_of(claim.text, article.number, article.text or "")
        grams = ClaimGrams.of(rules.without_frame(said))
        return Case(claim, statute, version, article, pinpoint, shared, said, grams, law)

    def _scored(self, case: Case) -> tuple[Measured, float]:
        """(what is measured of the case, the probability that the article bears the claim)."""
        measured = self._measure(case.law, case.grams, case.statute.id, case.article.number)
        score = self.model.probability(measured.features)
        opinion = self._second_opinion(case, score)
        return measured, opinion.score if opinion else score

    def _measure(self, law: LawGrams, grams: ClaimGrams, statute_id: str, number: ArticleNumber) -> Measured:
        return law.measure(grams, number, self.index.elsewhere(grams.distinct, statute_id))

    def _place(self, statute: Statute, version: Version | None, number: ArticleNumber, score: float) -> Place:
        held = self._store.article(version.id, number) if version else None
        return Place(statute, version, number, text=held.text if held else None, score=round(score, 4))

    def _version_on(self, statute_id: str, day: date) -> Version | None:
        key = (statute_id, day)
        if key not in self._in_force:
            self._in_force[key] = version_on(self._store.versions(statute_id), day)
        return self._in_force[key]

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


def check(resolved: Resolved, judge: ClaimJudge, siblings: Sequence[Resolved] = ()) -> Outcome:
    """The outcome for a citation whose claim can be judged; unclear and cannot tell are no findings.

    `siblings` are the other citations of the document that have the same claim: it is theirs as much, and where one of
    them may bear it nothing is held against this one.
    """
    match resolved:
        case Resolved(
            citation=Citation(claim=Claim() as claim, language=Language.ZH) as citation,
            resolution=Matched(statute=statute, version=Version() as version, article=Article() as article),
        ):
            pass
        case _:
            return Outcome(Check.SUPPORT, Result.NOT_APPLICABLE)
    member = citation.form in (CitationForm.LIST_MEMBER, CitationForm.RANGE_MEMBER)
    shared = _borne_by(siblings, judge) if siblings else member
    judgement = judge.judge(claim, statute, version, article, citation.pinpoint, shared=shared)
    judgement = settled(judgement, claim, statute, article.number, resolved.as_of, judge)
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
        case Answer.CANNOT_TELL:  # support stays null: nothing was judged
            held = (Finding(Verdict.UNVERIFIABLE, Why.NOT_HELD, facts),) if article.text is None else ()
            return Outcome(Check.SUPPORT, Result.CANNOT_TELL, held)
        case Answer.UNSUPPORTED | Answer.CONTRADICTED:
            return Outcome(
                Check.SUPPORT,
                Result.FOUND,
                (finding(judgement, facts, claim, resolved.as_of, statute, judge),),
                support,
            )
        case _ as never:
            assert_never(never)


def settled(
    judgement: Judgement, claim: Claim, statute: Statute, number: ArticleNumber, as_of: date, judge: ClaimJudge
) -> Judgement:
    """What is reported of a judgement: unclear where no other article is likelier meant than the one cited."""
    if judgement.answer is not Answer.UNSUPPORTED or judgement.reasons[0].key is not Why.ABOUT_OTHER:
        return judgement
    if not judge.as_likely_meant(claim.text, statute, number, as_of):
        return judgement
    return Judgement(Answer.UNCLEAR, judgement.score, (Reason(Why.NO_BETTER, judgement.reasons[0].facts),))


def finding(
    judgement: Judgement, facts: Mapping[str, Json], claim: Claim, as_of: date, about: Statute, judge: ClaimJudge
) -> Finding:
    """The finding of an unsupported or contradicted claim, with the articles that may be meant, best first."""
    code = Verdict.CONTRADICTED if judgement.answer is Answer.CONTRADICTED else Verdict.UNSUPPORTED
    first = (judgement.words_of,) if judgement.words_of else ()
    known = {(place.statute.id, place.article) for place in first}
    ranked = judge.suggest(claim.text, as_of=as_of, about=about, confident=True)
    if ranked and not any(
        place.statute.id == about.id for place in ranked
    ):  # a wrong number is likelier than a wrong statute
        ranked = ranked[:1] + judge.suggest(claim.text, as_of=as_of, about=about, only=True, limit=1) + ranked[1:]
    if code is Verdict.CONTRADICTED:  # it is about the same matter: only what fits better may be meant instead
        ranked = tuple(takewhile(lambda place: place.text != facts["text"], ranked))
    more = tuple(place for place in ranked if (place.statute.id, place.article) not in known)
    reason = judgement.reasons[0]
    return Finding(code, reason.key, {**facts, **reason.facts, "score": judgement.score}, (first + more)[:5])


def _borne_by(siblings: Sequence[Resolved], judge: ClaimJudge) -> bool:
    """Whether any of these citations may bear its claim."""
    for sibling in siblings:
        match sibling:
            case Resolved(
                citation=Citation(claim=Claim() as claim, pinpoint=pinpoint),
                resolution=Matched(statute=statute, version=Version() as version, article=Article() as article),
            ):
                answer = judge.judge(claim, statute, version, article, pinpoint).answer
                if answer not in (Answer.UNSUPPORTED, Answer.CONTRADICTED):
                    return True
            case _:
                return True
    return False


def _contrary(claim: str, words: str, *, concluded: bool) -> tuple[Why, Difference] | None:
    """The first thing of which a claim says the contrary of an article of the same matter; `concluded` when its rule
    is the article's turned round together with its condition."""
    found = _told(other_number(claim, words) or other_tier(claim, words))
    if found is None and not concluded:
        found = _told(other_duty(claim, words) or other_must(claim, words) or other_term(claim, words))
        if found is None and (outcome := other_outcome(claim, words)) is not None:
            found = _told(outcome) if outcome.kind is not Kind.WORDING else (Why.OUTCOME_CONTRADICTED, outcome)
        if found is not None and left_out(claim, words):
            return None
    return found


def _told(difference: Difference | None) -> tuple[Why, Difference] | None:
    return None if difference is None else (_CONTRADICTED.get(difference.kind, Why.NUMBER_CONTRADICTED), difference)


def _reason(why: Why, case: Case, measured: Measured, more: Mapping[str, Json] | None = None) -> Reason:
    shared, missing = shared_and_missing(rules.without_frame(case.claim.text), case.text)
    return Reason(why, {**_facts(shared, missing, measured), **(more or {})})


def _in_other_form(word: str, text: str) -> bool:
    """Whether a text has a word in statutes' words, or its halves apart: 解除合同, 解除劳动合同."""
    halves = [word[at : at + 2] for at in range(0, len(word), 2)]
    return in_statute_words(word, text) or (len(halves) > 1 and all(half in text for half in halves))


def _facts(shared: tuple[str, ...], missing: tuple[str, ...], measured: Measured) -> dict[str, Json]:
    return {"shared": shared, "missing": rules.of_matter(missing), "coverage": round(measured.coverage, 3)}


def _other(place: Place) -> dict[str, Json]:
    number = place.article or ArticleNumber(0)
    return {
        "other_title": place.statute.title,
        "other_article": number.base,
        "other_branch": number.branch or None,
    }


def _semantic(store: StatuteStore) -> Semantic:
    from citecheck.checks.semantic import Semantic

    return Semantic(store.index_path.parent)


@lru_cache(maxsize=1024)
def _compared(claim: str, article: str) -> Comparison:
    return compare(claim, article)


def _not_to_be_judged(claim: Claim, article: Article) -> Why | None:
    if article.text is None:
        return Why.NOT_HELD
    return None if _CHINESE.search(claim.text) else Why.NOT_CHINESE


def _cannot_tell(why: Why) -> Judgement:
    return Judgement(Answer.CANNOT_TELL, None, (Reason(why),))
