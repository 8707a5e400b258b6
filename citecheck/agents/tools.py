"""The tools in plain Python: words in, an answer out. Safe to call from several threads; the protocol is elsewhere."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable
from datetime import date
from functools import cached_property

from citecheck import lookup
from citecheck.agents import answers
from citecheck.agents.answers import FoundArticles, ShownArticle, VerifiedCitation, VerifiedText
from citecheck.checker import Checker
from citecheck.errors import CitecheckError, UsageError
from citecheck.model import (
    Attribution,
    Checked,
    Citation,
    CitationForm,
    Claim,
    Document,
    DocumentReport,
    Language,
    Pinpoint,
    Span,
)
from citecheck.normalize import split_edition, title_key
from citecheck.report import Report, StoreSummary
from citecheck.report.lookup import repeal_words
from citecheck.report.messages import Lang, say
from citecheck.store import StatuteStore

TEXT_LIMIT = 200_000
"""Characters of one text. A model's answer has some thousands; a book belongs to `citecheck FILE`."""

TEXT_SECONDS = 5.0
"""Processor time for the citations of one text; what is left over is counted as not checked. A call that nobody waits
for any more takes no longer either."""

CLAIM_LIMIT, TITLE_LIMIT, NUMBER_LIMIT, WORDS_LIMIT, HITS_LIMIT = 5_000, 300, 40, 300, 20
PINPOINT_LIMIT = 9_999
_HAN = re.compile("[\u3400-\u9fff]")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


class Tools:
    """The four tools over one store, which is opened when it is first needed.

    `open_store` may take seconds where the store must be built; `today` is the day meant when none is named. Every
    tool raises UsageError for what it cannot act on and StoreError when the store cannot be had, both with a remedy.
    """

    def __init__(self, open_store: Callable[[], StatuteStore], today: Callable[[], date], lang: Lang = "en") -> None:
        self._open = open_store
        self._today = today
        self._lang = lang
        self._lock = threading.Lock()

    def verify_text(self, text: str, as_of: str = "", lang: str = "") -> VerifiedText:
        """What is found in `text`, by the law of `as_of`."""
        day, words = self._day(as_of), say(self._language(lang))
        _bounded(text, "text", TEXT_LIMIT, remedy="give the part of it that cites the law, or check it in parts")
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        one = self._checker.check(Document("-", text, digest, date=day))
        return answers.verified_text(self._report(one, day), words)

    def verify_citation(
        self,
        title: str,
        article: str | int = "",
        paragraph: int | None = None,
        subparagraph: int | None = None,
        as_of: str = "",
        claim: str = "",
        quoted: bool = False,
        lang: str = "",
    ) -> VerifiedCitation:
        """What is found about one citation, and about the `claim` that is based on it."""
        day, words = self._day(as_of), say(self._language(lang))
        citation = _citation(title, str(article), paragraph, subparagraph, claim, quoted=quoted)
        checked = self._checker.check_citation(citation, day)
        return answers.verified_citation(checked, self._report_of(checked, day), words)

    def show_article(self, title: str, article: str | int = "", as_of: str = "", lang: str = "") -> ShownArticle:
        """The words of an article with the versions of its statute."""
        day, words = self._day(as_of), say(self._language(lang))
        name, number, _ = _named(title, str(article))
        if not number:
            raise UsageError("no article is named", remedy='give its number as article: "264", "133-1"')
        store = self._store
        found = lookup.find(store, name)
        meant = lookup.of_the_day(store, found.statutes, day)
        if len(meant) != 1:
            return answers.not_one(found, day)
        statute, asked = meant[0], lookup.article_number(number)
        version, held = lookup.held_article(store, statute, asked, day)
        repeals = [repeal_words(repeal, words) for repeal in store.repeals(statute.id)]
        return answers.shown_article(statute, store.versions(statute.id), repeals, version, asked, held, day)

    def search_statutes(self, words: str, limit: int = 5, as_of: str = "", lang: str = "") -> FoundArticles:
        """Articles in force with most of `words`."""
        day, worded = self._day(as_of), say(self._language(lang))
        _bounded(words, "words", WORDS_LIMIT, remedy="give a few words of the rule, in Chinese")
        if not _HAN.search(words):
            raise UsageError(
                "there are no Chinese words to search for", remedy="give a few words of the rule, in Chinese"
            )
        places = lookup.search(self._store, words, day, max(1, min(HITS_LIMIT, limit)))
        return answers.found_articles(places, [worded.label("search_means")], day)

    def told(self, error: CitecheckError, lang: str = "") -> str:
        """What stood in the way and what to do, in the language asked for, if that was one."""
        try:
            words = say(self._language(lang))
        except UsageError:
            words = say(self._lang)
        return "\n  ".join(words.error(template, error.facts) for template in error.templates if template)

    def warm(self) -> None:
        """Open the store and load what the first answer needs. Raises what opening the store raises."""
        checker = self._checker
        checker.names, checker.judge  # noqa: B018 - both are made when first asked for

    @property
    def _store(self) -> StatuteStore:
        return self._checker.store

    @property
    def _checker(self) -> Checker:
        """One checker for all days: a document is judged at its own date, and every document here is given one."""
        with self._lock:
            return self._made

    @cached_property
    def _made(self) -> Checker:
        return Checker(self._open(), as_of=self._today(), own_date=True, seconds=TEXT_SECONDS)

    @cached_property
    def _summary(self) -> StoreSummary:
        return StoreSummary.of(self._store.info())

    def _report(self, one: DocumentReport, day: date) -> Report:
        return Report((one,), self._summary, day)

    def _report_of(self, checked: Checked, day: date) -> Report:
        text = checked.citation.text
        return self._report(DocumentReport(Document("-", text, ""), day, (checked,)), day)

    def _day(self, as_of: str) -> date:
        word = as_of.strip()
        if word in ("", "today"):
            return self._today()
        try:
            if _ISO.fullmatch(word):
                return date.fromisoformat(word)
        except ValueError:
            pass
        raise UsageError(
            "as_of is not a day: {word}",
            remedy='write "2024-05-31", or leave it out for today',
            word=repr(answers.shown(word, 40)),
        )

    def _language(self, lang: str) -> Lang:
        match lang.strip().lower()[:2]:
            case "":
                return self._lang
            case "zh":
                return "zh"
            case "en":
                return "en"
            case _:
                raise UsageError(
                    "lang is not a language here: {word}",
                    remedy='write "zh" or "en"',
                    word=repr(answers.shown(lang, 20)),
                )


def _citation(
    title: str, article: str, paragraph: int | None, subparagraph: int | None, claim: str, *, quoted: bool
) -> Citation:
    name, number, written = _named(title, article)
    _bounded(claim, "claim", CLAIM_LIMIT, remedy="give the sentence that the article is said to bear")
    pinpoint = Pinpoint(
        _counted("paragraph", paragraph, written.paragraph),
        _counted("subparagraph", subparagraph, written.subparagraph),
    )
    if not number and pinpoint != Pinpoint():
        raise UsageError("a paragraph is named, and no article", remedy='give the number as article: "264", "133-1"')
    if not number and claim.strip():
        raise UsageError(
            "a claim is given, and no article to compare it with",
            remedy='give the number as article: "264", "133-1"; search_statutes finds it',
        )
    bare, edition = split_edition(name.strip().strip("《》"))
    key = title_key(bare)
    claimed = claim.strip()
    return Citation(
        text=name,
        span=Span(0, len(name)),
        cited_title=name.strip().strip("《》"),
        title_key=key,
        form=CitationForm.UNMARKED,
        article=lookup.article_number(number) if number else None,
        pinpoint=pinpoint,
        edition=edition,
        claim=Claim(claimed, Span(0, len(claimed)), Attribution.STATES, quoted) if claimed else None,
        language=Language.ZH if not claimed or _HAN.search(claimed) else Language.EN,
    )


def _named(title: str, article: str) -> tuple[str, str, Pinpoint]:
    """The title, the number of the article and what is cited of it; both may stand behind the title."""
    _bounded(title, "title", TITLE_LIMIT, remedy="give the title of one statute")
    _bounded(article, "article", NUMBER_LIMIT, remedy='give the number of one article: "264", "133-1"')
    if not title.strip(" \t\r\n《》"):
        raise UsageError("no statute is named", remedy="give its title, a customary short form or its English name")
    if article.strip():
        number, pinpoint = lookup.split_pinpoint(article)
        return title, number.strip(), pinpoint
    before, pinpoint = lookup.split_pinpoint(title)
    name, found = lookup.split_article(before)
    return (name, found, pinpoint) if found else (title, "", Pinpoint())


def _counted(name: str, given: int | None, written: int | None) -> int | None:
    """The number of a 款 or 项, given by itself or written behind the article."""
    for number in (given, written):
        if number is not None and not 1 <= number <= PINPOINT_LIMIT:
            raise UsageError(
                "{name} is {number}; it is counted from 1",
                remedy="leave {name} out if none is cited",
                name=name,
                number=number,
            )
    if given is not None and written is not None and given != written:
        raise UsageError(
            "two are named as {name}: {given} and {written}",
            remedy="name it once",
            name=name,
            given=given,
            written=written,
        )
    return written if given is None else given


def _bounded(text: str, name: str, most: int, *, remedy: str) -> None:
    if len(text) > most:
        raise UsageError(
            "{name} is too long: {length} characters, of at most {most}",
            remedy=remedy,
            name=name,
            length=len(text),
            most=most,
        )
