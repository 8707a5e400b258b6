"""Files that an editor can open: a statute, an article of it, what the verdicts mean. They lie in a folder of this
process that is gone when it ends, so nobody takes them for the law itself."""

from __future__ import annotations

import hashlib
import tempfile
import threading
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from pathlib import Path

from citecheck.model import Article, ArticleNumber, Statute, Verdict, Version
from citecheck.report import lookup as worded
from citecheck.report.messages import Lang, say
from citecheck.report.text import Style, visible
from citecheck.store import StatuteStore

_WIDTH = 120


class Pages:
    """The pages written so far; each is written once. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._written: dict[str, tuple[Path, dict[str, int]]] = {}

    @cached_property
    def _folder(self) -> tempfile.TemporaryDirectory[str]:
        return tempfile.TemporaryDirectory(prefix="citecheck-", ignore_cleanup_errors=True)

    def close(self) -> None:
        """Remove the pages."""
        if "_folder" in self.__dict__:
            self._folder.cleanup()

    def holds(self, path: Path) -> bool:
        """Whether the file is a page of ours, which is not to be checked."""
        return "_folder" in self.__dict__ and path.is_relative_to(self._folder.name)

    def verdicts(self, lang: Lang) -> tuple[str, dict[str, int]]:
        """The address of the page that tells what verdicts mean, and the line (from 1) of each."""
        words = say(lang)
        verdicts = [verdict for verdict in Verdict if verdict is not Verdict.OK]
        lines = [f"{verdict}{words.colon}{words.meaning(verdict)}" for verdict in verdicts]
        marks = {str(verdict): number for number, verdict in enumerate(verdicts, 1)}
        return self._page(f"verdicts-{lang}", lines, marks)

    def article(
        self, statute: Statute, version: Version | None, number: ArticleNumber, article: Article, lang: Lang
    ) -> str:
        """The address of a page of one article: its words, version and source."""
        style, words = Style(lang=lang, width=_WIDTH), say(lang)
        lines = [visible(words.title(statute.title)), *worded.article(statute, version, number, article, style)]
        return self._page(f"{statute.id}-{version.key if version else ''}-{number}-{lang}", lines, {})[0]

    def statute(
        self, store: StatuteStore, statute: Statute, version: Version | None, day: date, lang: Lang
    ) -> tuple[str, dict[str, int]]:
        """The address of a page of a statute, its time line first, and the line (from 1) of each article."""
        style = Style(lang=lang, width=_WIDTH)
        lines = list(worded.time_line(statute, store.versions(statute.id), store.repeals(statute.id), day, style))
        marks: dict[str, int] = {}
        for article in store.articles(version.id) if version else ():
            marks[str(article.number)] = len(lines) + 2  # an empty line stands before it
            lines += worded.article(statute, None, article.number, article, style)
        return self._page(f"{statute.id}-{version.key if version else ''}-{lang}", lines, marks)

    def _page(self, name: str, lines: Iterable[str], marks: dict[str, int]) -> tuple[str, dict[str, int]]:
        with self._lock:
            if name not in self._written:
                safe = "".join(char for char in name if char.isalnum() or char in "-@")[:60]
                digest = hashlib.sha256(name.encode()).hexdigest()[:8]
                path = Path(self._folder.name, f"{safe}-{digest}.txt")
                path.write_text("\n".join(lines) + "\n", "utf-8")
                self._written[name] = path, marks
            path, marks = self._written[name]
        return path.as_uri(), marks
