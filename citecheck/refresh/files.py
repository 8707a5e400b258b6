"""The bytes of a statute file → its lines: Word, old Word through a converter, PDF, HTML, Markdown, plain text.

What a file is, its first bytes say: databases hand out old Word under the name of new, and error pages under both.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from citecheck.model import Document, Json, Media, Unreadable
from citecheck.read import read
from citecheck.refresh.outcome import SourceError, Status

_WORD, _OLD_WORD, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
_CONVERSION = 120.0  # seconds


class Unusable(Exception):  # noqa: N818 - a refusal is an answer, see outcome.Refused
    """The file is not taken; stays inside refresh/."""

    def __init__(self, reason: str, facts: Mapping[str, Json] | None = None) -> None:
        super().__init__(reason)
        self.reason, self.facts = reason, dict(facts or {})


def is_usable(beginning: bytes) -> None:
    """Raises unless the bytes begin as a statute file does: SourceError for a page in its place, else Unusable."""
    if beginning.startswith((_WORD, _OLD_WORD, _PDF)):
        return
    if not beginning:
        raise Unusable("file_empty")
    if beginning.lstrip().startswith(b"<"):
        raise SourceError(
            Status.BLOCKED, "a page came instead of a file",
            remedy="open the site in a browser and pass its check there, then try again more slowly (--rate)",
        )  # fmt: skip
    raise Unusable("file_unknown", {"begins": beginning[:8].hex()})


def statute_lines(data: bytes, scratch: Path, name: str = "statute") -> tuple[str, ...]:
    """The lines of the file; rows of a table begin with | so that the parser keeps them apart. Raises Unusable."""
    if data.startswith(_OLD_WORD):
        data, name = _converted(data, scratch)
    if data.startswith(_PDF) and b"%%EOF" not in data[-2048:]:
        raise Unusable("file_damaged", {"found": "pdf_without_end"})
    document = read(name, data)
    if isinstance(document, Unreadable):
        damaged = document.error in ("word_damaged", "pdf_damaged", "html_damaged", "binary")
        raise Unusable("file_damaged" if damaged else "file_unreadable", {"found": document.error})
    return tuple(_lines(document))


def _lines(document: Document) -> Iterator[str]:
    if document.media is not Media.DOCX:
        yield from document.text.split("\n")
        return
    kinds = {mark.start: mark.kind for mark in document.landmarks}
    offset, in_table = 0, False
    for line in document.text.split("\n"):
        in_table = kinds.get(offset, "table" if in_table else "paragraph") == "table"
        yield f"| {line}" if in_table and line.strip() else line
        offset += len(line) + 1


def _converted(data: bytes, scratch: Path) -> tuple[bytes, str]:
    """(the old Word file as a new one or as text, what to call it). Raises Unusable without a converter."""
    with tempfile.TemporaryDirectory(dir=scratch, prefix="word-") as folder:
        old = Path(folder, "statute.doc")
        old.write_bytes(data)
        for program in ("soffice", "libreoffice", "antiword", "catdoc"):
            found = shutil.which(program)
            if found is None:
                continue
            office = program in ("soffice", "libreoffice")
            profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
            options = {
                "antiword": ["-w", "0", "-m", "UTF-8.txt"],
                "catdoc": ["-d", "utf-8", "-w"],
            }.get(program, [profile, "--headless", "--convert-to", "docx", "--outdir", folder])
            command = [found, *options, str(old)]
            try:
                done = subprocess.run(command, capture_output=True, timeout=_CONVERSION, check=True, cwd=folder)
            except (OSError, subprocess.SubprocessError) as error:
                raise Unusable("file_damaged", {"found": "old_word", "converter": program}) from error
            new = Path(folder, "statute.docx")
            if office and not new.is_file():
                raise Unusable("file_damaged", {"found": "old_word", "converter": program})
            return (new.read_bytes(), "statute.docx") if office else (done.stdout, "statute.txt")
    raise Unusable("old_word", {"converters": ["LibreOffice", "antiword", "catdoc"]})
