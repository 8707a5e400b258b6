"""Which articles an older version of a law had whose text no source holds, by the amendments made to it since.

The Criminal Law of 1997 has 452 articles; its amendments (刑法修正案) never renumbered one of them. What they add they
call 第一百三十三条之一, what they take away is 删去, and its number stays empty. So the list of every version between
the first and the newest follows, and that of the newest is the proof of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from citecheck.dev.derive.history import StatuteFacts, VersionFacts
from citecheck.dev.derive.sources import SourceText
from citecheck.model import ArticleNumber
from citecheck.normalize import title_key
from citecheck.numerals import parse_number

_HAN = "[一二三四五六七八九十百千零〇]+"
_ADDED = re.compile(rf"作为((?:第{_HAN}条之{_HAN}[、，和]?)+)")
_BRANCH = re.compile(rf"第({_HAN})条之({_HAN})")
_STRUCK = re.compile(rf"删去[^，。；第]{{0,8}}第({_HAN})条(?:之({_HAN}))?[。；]")
_EMPTY = re.compile(r"[（(]删[去除][）)]")


@dataclass(frozen=True, slots=True)
class Amendment:
    """What one amendment adds to the article numbers of its law and takes from them."""

    day: date
    added: frozenset[ArticleNumber]
    struck: frozenset[ArticleNumber]


def is_struck(text: str) -> bool:
    """Whether an article's words are only the note that it was struck out (删去)."""
    return _EMPTY.fullmatch(text.strip()) is not None


def amendments(texts: Iterable[SourceText], title: str) -> tuple[Amendment, ...]:
    """The amendments called after the law (刑法修正案（三） of 刑法), oldest first; each day once."""
    named = re.compile(re.escape(title_key(title) + "修正案") + r"(?:（[一二三四五六七八九十]+）)?")
    found: dict[date, Amendment] = {}
    for text in texts:
        if text.day is not None and named.fullmatch(title_key(text.title)):
            words = "\n".join(article.text for article in text.text.articles)
            added = {_number(*m.groups()) for group in _ADDED.findall(words) for m in _BRANCH.finditer(group)}
            struck = {_number(*m.groups()) for m in _STRUCK.finditer(words)}
            found.setdefault(text.day, Amendment(text.day, frozenset(added), frozenset(struck)))
    return tuple(found[day] for day in sorted(found))


def amended_articles(facts: StatuteFacts, made: Sequence[Amendment]) -> dict[str, frozenset[ArticleNumber]]:
    """Version key → its article numbers, from the newest revision on; {} where the newest text does not bear it out.

    A version known to differ from what the amendments yield proves that they are not the whole story.
    """
    start = max((i for i, v in enumerate(facts.versions) if v.change != "amendment"), default=0)
    versions = [version for version in facts.versions[start:] if version.promulgated_on is not None]
    known = [numbers for version in versions if (numbers := _numbers(version))]
    if not any(amendment.added for amendment in made) or not known:
        return {}
    whole = range(1, max(number.base for number in known[-1]) + 1)
    found = {}
    for version in versions:
        numbers = {ArticleNumber(base) for base in whole}
        for amendment in made:
            if version.promulgated_on is not None and amendment.day <= version.promulgated_on:
                numbers |= amendment.added
                numbers -= amendment.struck
        if (own := _numbers(version)) and own != numbers:
            return {}
        found[version.key] = frozenset(numbers)
    return found


def _numbers(version: VersionFacts) -> set[ArticleNumber]:
    return {a.number for text in version.texts for a in text.text.articles if not is_struck(a.text)}


def _number(base: str, branch: str | None) -> ArticleNumber:
    return ArticleNumber(parse_number(base) or 0, parse_number(branch) or 0 if branch else 0)
