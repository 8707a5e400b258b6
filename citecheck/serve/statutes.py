"""A statute, or an article of it, as JSON: what `GET /api/statutes/{title}/{article}` answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from citecheck import lookup
from citecheck.errors import UsageError
from citecheck.model import Article, ArticleNumber, Json, Repeal, Statute, Version
from citecheck.report.messages import Lang, say
from citecheck.serve.dates import day_of
from citecheck.serve.pool import Answer
from citecheck.serve.refusal import JSON, Refusal
from citecheck.store import StatuteStore

_NEAREST = 5


def statute_answer(store: StatuteStore, question: Mapping[str, Json], lang: Lang, today: date) -> Answer:
    """Every statute that the title means, with its versions and, where one is asked for, the article of the version
    that counts on the day. Raises Refusal where none is known, or all that are have no such article."""
    title, written, as_of = str(question["title"]), question["article"], question["as_of"]
    day = today if as_of in (None, "today") else day_of(as_of, "bad_as_of")
    number = _number(str(written)) if written is not None else None
    found = lookup.find(store, title)
    words = say(lang)
    if not found.statutes:
        nearest = {"nearest": words.joined(statute.title for statute in found.nearest[:_NEAREST])}
        raise Refusal("no_such_statute", name=title[:200], **(nearest if found.nearest else {}))
    told = [_statute(store, statute, number, day, lang) for statute in found.statutes]
    if number is not None and all(one["exists"] is False for one in told):
        raise Refusal("no_such_article", what=str(told[0]["message"]))
    content: dict[str, Json] = {"asked": title, "as_of": day.isoformat(), "statutes": list(told)}
    return Answer(200, JSON, json.dumps(content, ensure_ascii=False).encode("utf-8", "backslashreplace"))


def _number(written: str) -> ArticleNumber:
    try:
        return lookup.article_number(written)
    except UsageError as error:
        raise Refusal("bad_article", article=repr(written[:40])) from error


def _statute(
    store: StatuteStore, statute: Statute, number: ArticleNumber | None, day: date, lang: Lang
) -> dict[str, Json]:
    told: dict[str, Json] = {
        "id": statute.id,
        "title": statute.title,
        "level": statute.level,
        "issuer": statute.issuer,
        "fictitious": statute.fictitious,
        "versions": [_version(version, day) for version in store.versions(statute.id)],
        "repeals": [_repeal(repeal) for repeal in store.repeals(statute.id)],
    }
    if number is None:
        return told
    version, article = lookup.held_article(store, statute, number, day)
    exists = True if article else False if version is not None and version.complete else None
    words, message = say(lang), None
    if article is None:
        key = "article_missing" if exists is False else "article_unknown"
        last = version.last_article if version else None
        message = words.label(key, title=statute.title, place=words.place(number), last_article=last)
    elif article.text is None:
        message = words.label("get_text")
    return {
        **told,
        "version": version.key if version else None,
        "exists": exists,
        "article": _article(article) if article else None,
        "message": message,
    }


def _version(version: Version, day: date) -> dict[str, Json]:
    return {
        "key": version.key,
        "promulgated": _iso(version.promulgated_on),
        "in_force_from": _iso(version.effective_on),
        "in_force_to": _iso(version.ceased_on),
        "in_force": version.in_force_on(day),
        "last_article": version.last_article,
        "text_held": version.text_held,
        "source": version.source,
    }


def _repeal(repeal: Repeal) -> dict[str, Json]:
    return {
        "on": _iso(repeal.ceased_on),
        "by": repeal.repealed_by,
        "extent": repeal.extent,
        "scope": repeal.scope,
        "successors": list(repeal.successors),
    }


def _article(article: Article) -> dict[str, Json]:
    return {
        "article": article.number.base,
        "branch": article.number.branch or None,
        "heading": article.heading,
        "paragraphs": article.paragraphs,
        "subparagraphs": list(article.subparagraphs) if article.subparagraphs is not None else None,
        "text": article.text,
        "source": article.source,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
