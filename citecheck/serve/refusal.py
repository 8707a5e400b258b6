"""A request that is not answered, and how that is said: as JSON to a program, as a page to a person."""

from __future__ import annotations

import json
from typing import Literal

from citecheck.report.messages import Lang
from citecheck.serve import page
from citecheck.serve.pool import Answer
from citecheck.serve.words import STATUSES, refusal

Face = Literal["api", "page"]
"""Who is answered: a program, or a person with a browser."""

JSON = "application/json"
HTML = "text/html; charset=utf-8"


class Refusal(Exception):  # noqa: N818 - an answer, not an error of ours
    """A request is refused for one of the reasons in `words.STATUSES`; `facts` are put into what is said of it."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts

    def answer(self, face: Face, lang: Lang, **headers: str) -> Answer:
        """What is sent instead of what was asked for."""
        message, remedy = refusal(self.code, self.facts, lang)
        status = STATUSES[self.code]
        if face == "page":
            return Answer(status, HTML, page.problem(message, remedy, lang).encode(), headers)
        told = {"error": {"code": self.code, "message": message, "remedy": remedy}}
        return Answer(status, JSON, json.dumps(told, ensure_ascii=False).encode("utf-8", "backslashreplace"), headers)
