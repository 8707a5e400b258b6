"""Which articles of a version read as in another version whose text the data package holds.

The package has 刑法 only as of 2020; the amendment of 2023 changed seven of its 505 articles, and the rest is the law
of today word for word. That is a fact about two texts, and found by comparing them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from citecheck.dev.derive.history import StatuteFacts, VersionFacts
from citecheck.dev.derive.sources import PACKAGE_SOURCE, SourceText
from citecheck.model import ArticleNumber

UNCHANGED = ("statute", "version", "as_in", "except", "source", "confidence")
_MOST_CHANGED = 0.2
"""Past this share of changed articles a version is a new text, and numbers no longer stand for the same rules."""


def unchanged_rows(statutes: Iterable[StatuteFacts]) -> Iterator[tuple[str, ...]]:
    """A row for each version that is in force or to come, has a text elsewhere, and none in the package."""
    for facts in statutes:
        held = [(version, text) for version in facts.versions if (text := _text(version, package=True))]
        for version in facts.versions:
            text = _text(version, package=False)
            if not held or version.ceased_on or _text(version, package=True) or text is None:
                continue
            earlier, package_text = held[-1]
            changed = _changed(text, package_text)
            if len(changed) <= _MOST_CHANGED * len(text.text.articles):
                numbers = ";".join(map(str, sorted(changed)))
                source = f"texts of {text.source}, {package_text.source}"
                yield facts.id, version.key, earlier.key, numbers, source, "high"


def _text(version: VersionFacts, *, package: bool) -> SourceText | None:
    of_kind = (t for t in version.texts if (t.source == PACKAGE_SOURCE) is package and t.text.articles)
    return next(of_kind, None)


def _changed(text: SourceText, other: SourceText) -> set[ArticleNumber]:
    ours, theirs = ({a.number: _letters(a.text) for a in t.text.articles} for t in (text, other))
    return {number for number in ours.keys() | theirs.keys() if ours.get(number) != theirs.get(number)}


def _letters(text: str) -> str:
    """The words alone: two conversions of one text differ in width, blanks and punctuation."""
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())
