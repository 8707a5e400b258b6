"""What a worker does: the question of a request to its answer. Knows no network, and the clock only as the day."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module
from typing import Any, cast
from urllib.parse import quote

from citecheck.checker import Checker
from citecheck.errors import CitecheckError
from citecheck.model import Check, Document, DocumentReport, Media, Unreadable
from citecheck.read import read
from citecheck.report import Report, StoreSummary
from citecheck.report import json as json_report
from citecheck.report.messages import Lang, say
from citecheck.serve import page
from citecheck.serve.dates import day_of
from citecheck.serve.formats import FORMATS
from citecheck.serve.forms import form_of
from citecheck.serve.pool import Answer
from citecheck.serve.refusal import HTML, JSON, Face, Refusal
from citecheck.serve.statutes import statute_answer
from citecheck.serve.words import EXAMPLE, label
from citecheck.store import StatuteStore
from citecheck.suppress import suppress

_KEPT = 4  # checkers, each of other checks

FIELDS = ("text", "as_of", "lang", "checks", "suppress")
"""Of the object that `POST /api/check` takes."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What to check, and how."""

    name: str  # of the document in the report
    data: bytes
    lang: Lang
    as_of: date | None = None  # None: today
    own_date: bool = False
    checks: frozenset[Check] = frozenset(Check)
    suppress: bool = True


class Desk:
    """Answers questions with one store; today is asked for anew with each. A document has `seconds` of processor time
    as `Checker` counts them."""

    def __init__(self, store: StatuteStore, *, seconds: float, today: Callable[[], date] = date.today) -> None:
        self._store, self._today = store, today
        self._summary = StoreSummary.of(store.info())
        self._seconds = seconds
        self._first = self._new_checker(frozenset(Check))
        self._checkers = {self._first.checks: self._first}

    def _new_checker(self, checks: frozenset[Check]) -> Checker:
        return Checker(self._store, as_of=self._today(), checks=checks, seconds=self._seconds)

    def _checker(self, checks: frozenset[Check]) -> Checker:
        """A checker of these checks, which remembers earlier texts and shares with the others what is slow to load."""
        checker = self._checkers.get(checks)
        if checker is None:
            checker = self._new_checker(checks)
            checker.names, checker.judge = self._first.names, self._first.judge
            if len(self._checkers) >= _KEPT:
                self._checkers = {self._first.checks: self._first}
            self._checkers[checks] = checker
        return checker

    def warm_up(self) -> None:
        """Load what the first text would load."""
        self._report(Asked("-", EXAMPLE.encode(), "zh"))

    def about(self) -> dict[str, Any]:
        """What the server tells of the store."""
        store = self._summary
        return {"statutes": store.statutes, "articles": store.articles, "built_at": store.built_at}

    def answer(self, question: Mapping[str, Any], body: bytes) -> Answer:
        """The answer to any question: a refusal, or word of a failure of ours, is one too.

        What fails is told by its kind alone, for its words may be the text's.
        """
        face: Face = "page" if question["kind"] == "form" else "api"
        lang: Lang = "zh" if question["lang"] == "zh" else "en"
        try:
            match question["kind"]:
                case "api":
                    return self._api(body, lang)
                case "form":
                    return self._form(form_of(str(question["media"]), body), lang)
                case _:
                    return statute_answer(self._store, question, lang, self._today())
        except Refusal as refused:
            return refused.answer(face, lang)
        except Exception as error:
            kind = type(error).__name__
            print(f"citecheck: answering failed: {kind}", file=sys.stderr)
            return Refusal("internal", kind=kind).answer(face, lang)

    # ── checking ─────────────────────────────────────────────────────────────────────────────────────────────

    def _report(self, asked: Asked) -> Report:
        judged_on = asked.as_of or self._today()
        checker = self._checker(asked.checks)
        checker.as_of, checker.own_date = judged_on, asked.own_date  # a desk answers one question at a time
        document = read(asked.name, asked.data)
        try:
            checked = checker.check(document)
        except CitecheckError:
            raise  # the store, not the document
        except Exception as error:
            print(f"citecheck: checking a document failed: {type(error).__name__}", file=sys.stderr)
            checked = DocumentReport(Unreadable(document.path, "internal_error", document.sha256), None)
        report = Report((checked,), self._summary, None if asked.own_date else judged_on)
        return suppress(report, all_checks=asked.checks == frozenset(Check)) if asked.suppress else report

    def _api(self, body: bytes, lang: Lang) -> Answer:
        return Answer(200, JSON, _rendered(self._report(asked := _asked(body, lang)), "json", asked.lang))

    def _form(self, form: page.Form, lang: Lang) -> Answer:
        wanted = form.format
        if wanted != "page" and wanted not in FORMATS:
            raise Refusal("bad_format", format=wanted, known=", ".join(["page", *FORMATS]))
        as_of = form.day if form.as_of == "day" else None
        if form.file is not None:
            asked = Asked(form.file_name, form.file, lang, as_of, form.as_of == "document")
        else:
            name = label("pasted", lang)
            asked = Asked(name, form.text.encode("utf-8", "replace"), lang, as_of, form.as_of == "document")
        report = self._report(asked)
        if wanted == "page":
            return Answer(200, HTML, page.result(report, lang, form).encode())
        try:
            content = _rendered(report, wanted, lang, asked.data)
        except CitecheckError as error:
            raise Refusal("cannot_comment", why=say(lang).error(error.templates[0], error.facts)) from error
        return Answer(200, FORMATS[wanted][1], content, {"content-disposition": _attachment(form, wanted)})


def _rendered(report: Report, form: str, lang: Lang, data: bytes = b"") -> bytes:
    if form == "docx":
        from citecheck.report import docx

        document = report.documents[0].document
        word = isinstance(document, Document) and document.media is Media.DOCX
        return docx.render(report, lang, data if word else None)
    renderer: Any = json_report if form == "json" else import_module(f"citecheck.report.{form}")
    rendered: str = renderer.render(report, lang)
    return rendered.encode("utf-8", "backslashreplace")


def _attachment(form: page.Form, wanted: str) -> str:
    """A Content-Disposition: the name of the file that was sent, with what it has become."""
    stem = form.file_name.rsplit(".", 1)[0] if form.file is not None else ""
    name = f"{stem[:80]}.citecheck{FORMATS[wanted][0]}" if stem else f"citecheck{FORMATS[wanted][0]}"
    return f"attachment; filename=\"citecheck{FORMATS[wanted][0]}\"; filename*=UTF-8''{quote(name, safe='')}"


def _asked(body: bytes, lang: Lang) -> Asked:
    """What the body of `POST /api/check` asks for. Raises Refusal."""
    try:
        wanted = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refusal("not_json", why=type(error).__name__) from error
    if not isinstance(wanted, dict):
        raise Refusal("not_an_object")
    for name in wanted:
        if name not in FIELDS:
            raise Refusal("unknown_field", field=repr(name[:40]), known=", ".join(FIELDS))
    spoken = wanted.get("lang", lang)
    if spoken not in ("zh", "en"):
        raise Refusal("bad_lang")
    text = wanted.get("text")
    if not isinstance(text, str):
        raise Refusal("text_missing")
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        raise Refusal("text_torn", at=str(error.start)) from error
    heed = wanted.get("suppress", True)
    if not isinstance(heed, bool):
        raise Refusal("bad_suppress")
    asked = Asked("-", data, cast("Lang", spoken), checks=_checks(wanted.get("checks", list(Check))), suppress=heed)
    as_of = wanted.get("as_of", "today")
    if as_of == "document":
        return replace(asked, own_date=True)
    return asked if as_of == "today" else replace(asked, as_of=day_of(as_of, "bad_as_of"))


def _checks(wanted: object) -> frozenset[Check]:
    if not isinstance(wanted, list) or not wanted or not all(one in list(Check) for one in wanted):
        raise Refusal("bad_checks", known=", ".join(Check))
    return frozenset(map(Check, wanted))
