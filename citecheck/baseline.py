"""A baseline: an earlier report whose findings are known, so that only what is new since then counts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from citecheck.errors import UsageError
from citecheck.report.fingerprint import KEY, fingerprints
from citecheck.report.model import Report, left_with

_UNREAD = "cannot read the baseline {path}: {why}"
_REMEDY = "write one with: citecheck --format json --output REPORT.json FILE..."


def read_baseline(path: str | Path) -> frozenset[str]:
    """The fingerprints of every finding of the report at `path` (`--format json` or `--format sarif`).

    Raises UsageError when it cannot be read or is no such report: a baseline that silently holds nothing would make
    every old finding new.
    """
    try:
        if Path(path).exists() and not Path(path).is_file():
            # a pipe or a device, which a project's settings may name as well, has no end
            raise UsageError(_UNREAD, remedy=_REMEDY, path=path, why="it is not a regular file")
        report = json.loads(Path(path).read_text("utf-8-sig"))
    except OSError as error:
        raise UsageError(_UNREAD, remedy=_REMEDY, path=path, why=error.strerror) from error
    except (ValueError, RecursionError) as error:
        raise UsageError(_UNREAD, remedy=_REMEDY, path=path, why="it is not JSON") from error
    known = report if isinstance(report, dict) else {}
    try:
        if "runs" in known:
            return frozenset(map(str, _of_sarif(known)))
        if known.get("schema") == "citecheck.report/1":
            return frozenset(map(str, _of_json(known)))
    except (KeyError, TypeError, AttributeError) as error:
        raise UsageError(_UNREAD, remedy=_REMEDY, path=path, why="a finding in it has no fingerprint") from error
    raise UsageError(_UNREAD, remedy=_REMEDY, path=path, why="it is no report of citecheck")


def since(report: Report, known: frozenset[str]) -> Report:
    """The report with only the findings that are not `known`; the others are counted in `Report.known`."""
    left_out = Counter(report.known)
    documents = []
    for document in report.documents:
        checked = []
        for one, names in fingerprints(document):
            new = tuple(f for f, name in zip(one.findings, names, strict=True) if name not in known)
            left_out.update(f.code for f, name in zip(one.findings, names, strict=True) if name in known)
            checked.append(left_with(one, new))
        documents.append(replace(document, checked=tuple(checked)))
    return replace(report, documents=tuple(documents), known=dict(left_out))


def _of_json(report: Any) -> Iterator[str]:
    for document in report["documents"]:
        for citation in document["citations"]:
            for finding in citation["findings"]:
                yield finding["fingerprint"]


def _of_sarif(log: Any) -> Iterator[str]:
    for run in log["runs"]:
        for result in run["results"]:
            yield result["partialFingerprints"][KEY]
