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
from citecheck.dev.fuzz.regexes import Regex, matched, patterns, regexes, searched, worst
from citecheck.model import Document
from citecheck.read import read
from citecheck.refresh import folder
from citecheck.report import Report, StoreSummary, html, markdown, sarif, text
from citecheck.report import json as as_json
from citecheck.statute_text import parse_statute
from citecheck.store import StatuteStore

SEARCHES = ("search", "finditer", "findall", "sub", "subn", "split")  # which try every place of what they are given
MATCHES = ("match", "fullmatch")  # which try one
DAY, LONG = date(2026, 1, 1), 1_000  # characters: no window, and not so many that it takes long


class Given:
    """The most characters that each pattern was given: `most[pattern, flags, searched or matched]`."""

    def __init__(self) -> None:
        self.most: defaultdict[tuple[Any, int, Any], int] = defaultdict(int)

    def note(self, pattern: re.Pattern[Any], name: str, words: tuple[Any, ...]) -> None:
        """What `pattern.name(*words)` looks at."""
        text, *bounds = words[1:2] if name in ("sub", "subn") else words
        if name in ("split", "findall"):  # whose numbers are none of places
            bounds = []
        start, end = bounds[0] if bounds else 0, min(len(text), bounds[1]) if len(bounds) > 1 else len(text)
        key = pattern.pattern, pattern.flags, searched if name in SEARCHES else matched
        self.most[key] = max(self.most[key], end - start)


class Watched:
    """Stands for a pattern and notes what it is given."""

    def __init__(self, pattern: re.Pattern[Any], given: Given) -> None:
        self._pattern, self._given = pattern, given

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._pattern, name)
        if name not in (*SEARCHES, *MATCHES):
            return method

        def run(*words: Any, **named: Any) -> Any:
            self._given.note(self._pattern, name, words)
            return method(*words, **named)

        return run


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Given:
    """Watches every pattern that a module of ours names, alone or in a tuple, and each that is written in place."""
    list(patterns())  # imports them all
    noted = Given()
    for name, module in list(sys.modules.items()):
        if name.startswith("citecheck.") and not name.startswith("citecheck.dev"):
            for key, value in list(vars(module).items()):
                if isinstance(value, re.Pattern):
                    monkeypatch.setattr(module, key, Watched(value, noted))
                elif isinstance(value, tuple) and any(isinstance(one, re.Pattern) for one in value):
                    watched = (Watched(one, noted) if isinstance(one, re.Pattern) else one for one in value)
                    monkeypatch.setattr(module, key, tuple(watched))
    for name in (*SEARCHES, *MATCHES):
        monkeypatch.setattr(re, name, _written_in_place(getattr(re, name), noted))
    return noted


def _written_in_place(function: Callable[..., Any], noted: Given) -> Callable[..., Any]:
    def run(pattern: Any, *words: Any, **named: Any) -> Any:
        if isinstance(pattern, str | bytes):
            flags = named.get("flags", 0)
            noted.note(
                re.compile(pattern, flags), function.__name__, words[: 1 + (function.__name__ in ("sub", "subn"))]
            )
        return function(pattern, *words, **named)

    return run


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
    lookup.split_pinpoint(flood)
    with suppress(Exception):
        lookup.article_number(flood)


@pytest.mark.benchmark
def test_what_is_not_linear_is_given_a_window(given: Given, invented: StatuteStore) -> None:
    checks = Checker(invented, as_of=DAY)
    for piece in (*FLOODS.values(), *filter(None, DENSE.values())):
        all_that_reads(piece * (LONG // len(piece)), checks)
    assert max(given.most.values()) >= LONG  # some are given all of it
    suspects = [(one, how) for one in regexes() for how in (searched, matched)]
    suspects = [pair for pair in suspects if _most(given, *pair) > WINDOW]
    assert len(suspects) > 40
    found = [(str(one), how.__name__, _most(given, one, how)) for one, how in suspects if not worst(one, how).linear]
    assert not found


def _most(given: Given, regex: Regex, how: Callable[..., Any]) -> int:
    return given.most[regex.pattern, regex.compiled.flags, how]
