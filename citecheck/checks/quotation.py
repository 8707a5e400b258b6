"""Are the words given as the article's the article's? Quotations and recitations, compared word by word."""

from __future__ import annotations

from citecheck.checks.conclusions import held_against
from citecheck.checks.support import ClaimJudge
from citecheck.model import (
    Article,
    Check,
    Citation,
    Claim,
    Finding,
    Json,
    Language,
    Matched,
    Outcome,
    Place,
    Resolved,
    Result,
    Verdict,
    Version,
)


def check(resolved: Resolved, judge: ClaimJudge) -> Outcome:
    """The outcome for a citation whose claim recites the article it cites; a paraphrase is not ours to judge.

    Words that are not this article's at all are left to support, which says whose they are.
    """
    match resolved:
        case Resolved(
            citation=Citation(claim=Claim() as claim, language=Language.ZH),
            resolution=Matched(
                statute=statute, version=Version() as version, article=Article(text=str() as text) as article
            ),
        ):
            comparison = judge.compare(claim.text, text)
        case _:
            return Outcome(Check.QUOTATION, Result.NOT_APPLICABLE)
    if not comparison.is_recitation:
        return Outcome(Check.QUOTATION, Result.NOT_APPLICABLE)
    wrong = comparison.grave_in_quotation if claim.quoted else held_against(comparison, claim.text, text)
    if not wrong:
        passed = not comparison.grave  # a conclusion from the rule is not its words
        return Outcome(Check.QUOTATION, Result.PASSED if passed else Result.NOT_APPLICABLE)
    if judge.recited_elsewhere(claim.text, version, article.number) is not None:
        return Outcome(Check.QUOTATION, Result.NOT_APPLICABLE)
    facts: dict[str, Json] = {
        "title": statute.title,
        "article": article.number.base,
        "branch": article.number.branch or None,
        "version": version.key,
        "quoted": claim.quoted,
        "kind": wrong[0].kind.value,
        "claimed": wrong[0].claimed,
        "actual": wrong[0].actual,
        "differences": tuple(difference.facts() for difference in wrong),
        "text": text,
    }
    place = Place(statute, version, article.number, resolved.citation.pinpoint, text)
    return Outcome(Check.QUOTATION, Result.FOUND, (Finding(Verdict.MISQUOTED, WORDS_DIFFER, facts, (place,)),))


WORDS_DIFFER = "words_differ"
"""The reason key of `misquoted`, worded in report/; its facts tell the first difference, and all."""
