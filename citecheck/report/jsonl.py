"""A report as JSON Lines: one object a citation, for streams and tables; what was not read or checked is a line too."""

from __future__ import annotations

from collections.abc import Iterator

from citecheck.model import Json
from citecheck.report.json import as_dict, dumped
from citecheck.report.messages import Lang
from citecheck.report.model import Report


def render(report: Report, lang: Lang = "en") -> str:
    """A line for every citation, `verdict` ok included, in order; the last line sums up and says what was compared."""
    return "".join(dumped(row) + "\n" for row in rows(report, lang))


def rows(report: Report, lang: Lang) -> Iterator[dict[str, Json]]:
    """What `render` writes: `kind` tells a citation, something not checked, an unreadable document and the summary
    apart; the fields are those of the JSON report, with the document's path and day on every line."""
    whole = as_dict(report, lang)
    documents = whole.pop("documents")
    assert isinstance(documents, list)
    for document in documents:
        assert isinstance(document, dict)
        lead: dict[str, Json] = {"path": document["path"], "as_of": document["as_of"]}
        if document["error"] is not None:
            yield {"kind": "unreadable", **lead, "error": document["error"]}
        for kind, key in (("citation", "citations"), ("not_checked", "not_checked")):
            found = document[key]
            assert isinstance(found, list)
            for one in found:
                assert isinstance(one, dict)
                yield {"kind": kind, **lead, **one}
    yield {"kind": "summary", **whole}
