"""Claims that someone already has, judged row by row: {title, article, branch, claim} → score, verdict, suggestions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from citecheck.checks import existence, quotation, settle, support, validity
from citecheck.checks.support import ClaimJudge
from citecheck.errors import UsageError
from citecheck.model import (
    ArticleNumber,
    Attribution,
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
    Span,
    Verdict,
)
from citecheck.normalize import split_edition, title_key
from citecheck.resolve import resolve
from citecheck.store import StatuteStore

_HAN = re.compile("[\u3400-\u9fff]")


def judge_rows(
    rows: Iterable[Mapping[str, Any]], store: StatuteStore, as_of: date, judge: ClaimJudge | None = None
) -> Iterator[dict[str, Json]]:
    """For each row, in order, what the checks say of it on `as_of`.

    A row has `title` (or `law`), `article` and `claim`, and may have `branch` (之N), `paragraph` and `subparagraph`.
    The answer has `score` (the probability that the article bears the claim; None where that cannot be told),
    `verdict`, `findings` (code, reason, facts), `suggestions` (places, best first, for right claims too) and `reasons`.
    Raises UsageError for a row that is not like that.
    """
    judge = judge or ClaimJudge(store)
    for number, row in enumerate(rows, 1):
        yield judge_row(row, store, as_of, judge, f"row {number}")


def judge_row(
    row: Mapping[str, Any], store: StatuteStore, as_of: date, judge: ClaimJudge, name: str
) -> dict[str, Json]:
    """The answer to one row; `name` is what an error calls it. Raises UsageError."""
    resolved = resolve(_citation(row, name), store, as_of)
    claim = resolved.citation.claim
    outcomes = [existence.check(resolved, store), validity.check(resolved, store)]
    if claim is not None:
        outcomes += [quotation.check(resolved, judge), support.check(resolved, judge)]
    checked = settle.settle(resolved, outcomes, store, judge if claim is not None else None)
    matched = resolved.resolution if isinstance(resolved.resolution, Matched) else None
    places: tuple[Place, ...] = ()
    if claim is not None and resolved.citation.language is Language.ZH:
        places = _suggested(outcomes, judge, claim, as_of, matched)
    return {
        "score": round(checked.support.score, 4) if checked.support else None,
        "verdict": checked.verdict.value,
        "findings": tuple(_finding(finding) for finding in checked.findings),
        "suggestions": tuple(_place(place) for place in places),
        "reasons": tuple({"key": r.key, **r.facts} for r in checked.support.reasons) if checked.support else (),
    }


def _suggested(
    outcomes: Iterable[Outcome], judge: ClaimJudge, claim: Claim, as_of: date, matched: Matched | None
) -> tuple[Place, ...]:
    """The places of the finding that the article does not support the claim, ranked already, else ranked now."""
    for outcome in outcomes:
        for finding in outcome.findings:
            if finding.reason in support.REASONS and finding.suggestions and finding.code is Verdict.UNSUPPORTED:
                return finding.suggestions
    return judge.suggest(claim.text, as_of=as_of, about=matched.statute if matched else None)


def _citation(row: Mapping[str, Any], name: str) -> Citation:
    try:
        title, text = str(row["title"] if "title" in row else row["law"]), row.get("claim")
        number = ArticleNumber(int(row["article"]), int(row.get("branch") or 0))
        pinpoint = Pinpoint(*(int(row[key]) if row.get(key) else None for key in ("paragraph", "subparagraph")))
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(
            f"cannot judge {name}: " + (f"it lacks {error}" if isinstance(error, KeyError) else str(error)),
            remedy='give each row "title", "article" (a number) and "claim"; "branch" for 之N',
        ) from error
    bare, edition = split_edition(title)
    claim = Claim(str(text), Span(0, len(str(text))), Attribution.OTHER) if text else None
    return Citation(
        text=title,
        span=Span(0, len(title)),
        cited_title=title,
        title_key=title_key(bare),
        form=CitationForm.UNMARKED,
        article=number,
        pinpoint=pinpoint,
        edition=edition,
        claim=claim,
        language=Language.ZH if claim is None or _HAN.search(claim.text) else Language.EN,
    )


def _finding(finding: Finding) -> dict[str, Json]:
    facts = {key: value for key, value in finding.facts.items() if key != "text"}
    return {"code": finding.code.value, "reason": finding.reason, "facts": facts}


def _place(place: Place) -> dict[str, Json]:
    number = place.article or ArticleNumber(0)
    return {
        "title": place.statute.title,
        "article": number.base or None,
        "branch": number.branch or None,
        "score": place.score,
    }
