"""Two audits of the same corpus compared: which citations came, went, or are judged otherwise.

A citation is the same when its document, its place and its words are. Memory is bounded by going over both audits
once for each of so many slices of the documents that a slice fits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from zlib import crc32

from citecheck.audit.summary import rows_of
from citecheck.model import Json, Verdict
from citecheck.report.messages import Lang, say
from citecheck.report.text import visible

SCHEMA = "citecheck.audit.diff/1"
ROWS_HELD = 2_000_000
SHOWN = 50

_COLUMNS = ("document", "ordinal", "start", "text", "verdict", "statute", "cited_title", "article")
_Key = tuple[str, int, str]
_Found = tuple[str, str]  # verdict, what is cited


def compare(old: Sequence[str], new: Sequence[str]) -> dict[str, Json]:
    """What differs between the parts of two audits."""
    slices = 1 + (_rows(old) + _rows(new)) // ROWS_HELD
    changes: Counter[tuple[str, str]] = Counter()
    documents: Counter[str] = Counter()
    shown: list[tuple[int, str, int, dict[str, Json]]] = []
    for number in range(slices):
        before, after = _slice(old, number, slices), _slice(new, number, slices)
        documents["old"] += len(before)
        documents["new"] += len(after)
        documents["only_old"] += len(before.keys() - after.keys())
        documents["only_new"] += len(after.keys() - before.keys())
        for document in before.keys() & after.keys():
            was, now = before[document], after[document]
            for key in was.keys() | now.keys():
                old_verdict, cited = was.get(key, ("", ""))
                new_verdict, cited = now.get(key, ("", cited))
                if old_verdict != new_verdict:
                    changes[old_verdict, new_verdict] += 1
                    change: dict[str, Json] = {"document": document, "start": key[1], "text": key[2], "cited": cited,
                                               "old": old_verdict or None, "new": new_verdict or None}  # fmt: skip
                    shown.append((-_weight(old_verdict, new_verdict), document, key[1], change))
        shown = sorted(shown, key=lambda each: each[:3])[:SHOWN]
    return {
        "schema": SCHEMA,
        "documents": dict(documents),
        "citations_changed": changes.total(),
        "changes": [
            {"old": was or None, "new": now or None, "citations": count} for (was, now), count in _sorted(changes)
        ],
        "examples": [change for *_, change in shown],
    }


def lines(found: Mapping[str, Json], lang: Lang) -> Iterator[str]:
    """The comparison for a terminal."""
    words, documents = say(lang), found["documents"]

    def named(verdict: Json) -> str:
        """The verdict; in English it is called as in parts/, where its code can be read."""
        if not verdict:
            return words.label("audits_without")
        return str(verdict) if lang == "en" else words.verdict(Verdict(str(verdict)))

    assert isinstance(documents, Mapping)
    yield words.label("audits_documents", **{name: f"{documents[name]:,}" for name in documents})
    yield words.label("audits_differ", count=f"{found['citations_changed']:,}")
    changes, examples = found["changes"], found["examples"]
    assert isinstance(changes, list)
    assert isinstance(examples, list)
    for change in changes:
        assert isinstance(change, Mapping)
        yield f"  {change['citations']:>8,}  {named(change['old'])} → {named(change['new'])}"
    for change in examples[:10]:
        assert isinstance(change, Mapping)
        text = visible(f"{change['document']}: {change['text']}"[:100])
        yield f"  {text}{words.colon}{named(change['old'])} → {named(change['new'])}"


def _weight(old: str, new: str) -> int:
    """A change between fine and suspicious counts more than one from one fault to another."""
    return abs(_suspicious(old) - _suspicious(new))


def _suspicious(verdict: str) -> int:
    return int(bool(verdict) and Verdict(verdict).suspicious)


def _sorted(changes: Counter[tuple[str, str]]) -> list[tuple[tuple[str, str], int]]:
    return sorted(changes.items(), key=lambda pair: (-pair[1], pair[0]))


def _rows(parts: Sequence[str]) -> int:
    """How many rows the parts have."""
    return sum(batch.num_rows for batch in rows_of(parts, ["start"]))


def _slice(parts: Sequence[str], number: int, slices: int) -> dict[str, dict[_Key, _Found]]:
    """The citations of every document whose name falls into the slice."""
    found: dict[str, dict[_Key, _Found]] = {}
    for batch in rows_of(parts, _COLUMNS):
        columns = (batch.column(name).to_pylist() for name in _COLUMNS)
        for document, ordinal, start, text, verdict, statute, title, article in zip(*columns, strict=True):
            if crc32(document.encode()) % slices != number:
                continue
            citations = found.setdefault(document, {})
            if ordinal is not None:
                cited = f"{statute or title or ''} {article or ''}".strip()
                citations[document, start, text] = (verdict, cited)
    return found
