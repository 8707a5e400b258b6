"""No expression that is not linear is ever given more of a text than a window: what each is given is looked at."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hostile_inputs import CITE, DENSE, FLOODS
from test_linear_time import WINDOW

from citecheck import grams, lookup, normalize, quantities
from citecheck import suppress as comments
from citecheck.checker import Checker
from citecheck.dev.fuzz.regexes import patterns, regexes, worst
from citecheck.model import Document
from citecheck.read import read
from citecheck.refresh import folder
from citecheck.report import Report, StoreSummary, html, markdown, sarif, text
from citecheck.report import json as as_json
from citecheck.statute_text import parse_statute
from citecheck.store import StatuteStore

SEARCHES = ("search", "finditer", "findall", "sub", "subn", "split")  # which try every place of what they are given
DAY, LONG = date(2026, 1, 1), 4_000


class Given:
    """The most characters that each pattern was searched for in: `most[pattern, flags]`."""

    def __init__(self) -> None:
        self.most: defaultdict[tuple[Any, int], int] = defaultdict(int)

    def watched(self, pattern: re.Pattern[Any]) -> Watched:
        return Watched(pattern, self)


class Watched:
    """Stands for a pattern and notes what it is given."""

    def __init__(self, pattern: re.Pattern[Any], given: Given) -> None:
        self._pattern, self._given = pattern, given

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._pattern, name)
        return self._noting(method, name in ("sub", "subn")) if name in SEARCHES else method

    def _noting(self, method: Callable[..., Any], replaces: bool) -> Callable[..., Any]:
        key = self._pattern.pattern, self._pattern.flags

        def search(*words: Any, **named: Any) -> Any:
            text, *bounds = words[1:2] if replaces else words
            start, end = (*bounds, 0, len(text))[:2] if len(bounds) < 2 else bounds
            size = min(len(text), end if len(bounds) == 2 else len(text)) - start
            self._given.most[key] = max(self._given.most[key], size)
            return method(*words, **named)

        return search


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Given:
    """Watches every pattern that is a name of a module of ours."""
    list(patterns())  # imports them all
    noted = Given()
    for name, module in list(sys.modules.items()):
        if name.startswith("citecheck.") and not name.startswith("citecheck.dev"):
            for key, value in list(vars(module).items()):
                if isinstance(value, re.Pattern):
                    monkeypatch.setattr(module, key, noted.watched(value))
    return noted


def all_that_reads(flood: str, checks: Checker) -> None:
    texts = (
        flood,
        CITE + flood,
        f"{CITE}经营者应当“{flood}”，{CITE}",
        f"Article 10 of the Model Law provides that {flood}",
    )
    for words in texts:
        report = Report((checks.check(Document("a", words, "")),), StoreSummary.of(checks.store.info()), DAY)
        for render in (text.render, as_json.render, markdown.render, html.render, sarif.render):
            render(report)
    for name in ("a.md", "a.html", "a.txt"):
        read(name, flood.encode("utf-8", "replace"))
    parse_statute([flood, "第一条 " + flood, flood[:300]], "示范法")
    list(comments.suppressions(flood))
    normalize.title_key(flood[:500])
    grams.fold(flood)
    quantities.quantities(flood)
    folder._is_title(flood)
    lookup.split_article(flood)
    with suppress(Exception):
        lookup.article_number(flood)


@pytest.mark.benchmark
def test_what_is_not_linear_is_given_a_window(given: Given, invented: StatuteStore) -> None:
    checks = Checker(invented, as_of=DAY)
    for piece in (*FLOODS.values(), *filter(None, DENSE.values())):
        all_that_reads(piece * (LONG // len(piece)), checks)
    assert max(given.most.values()) >= LONG  # some are given all of it
    suspects = [one for one in regexes() if given.most[one.pattern, one.compiled.flags] > WINDOW]
    assert len(suspects) > 20
    found = [(str(one), given.most[one.pattern, one.compiled.flags]) for one in suspects if not worst(one).linear]
    assert not found
