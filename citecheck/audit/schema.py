"""The two Arrow schemas of an audit: documents in, findings out. They are published: fields are added, never changed.

Offsets count Unicode code points of the document's text, end exclusive, as everywhere. Codes (verdict, form, level,
error) are those of the JSON report.
"""

from __future__ import annotations

import pyarrow as pa

IN = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("text", pa.string()),  # null: the document could not be read
        pa.field("date", pa.date32()),  # the day the document gives itself, where that is known
        pa.field("url", pa.string()),
    ]
)
"""What every engine must hand in. Columns of these names with other types are cast."""

READ = pa.schema(
    [
        *IN,
        pa.field("source", pa.string()),  # the file it stands in
        pa.field("position", pa.int64()),  # in the file, from 0: byte (JSON Lines, WARC; unpacked) or row
        pa.field("sha256", pa.string()),  # of the file's bytes, for a file that is one document
        pa.field("error", pa.string()),  # why there is no text: a key of ERRORS
    ]
)
"""What our own readers hand in; all beyond IN may be missing."""

_DOCUMENT = [
    pa.field("document", pa.string(), nullable=False),  # the id that was handed in
    pa.field("url", pa.string()),
    pa.field("source", pa.string()),
    pa.field("position", pa.int64()),
    pa.field("sha256", pa.string()),  # of the file's bytes, else of the text as UTF-8; null when it was not read
    pa.field("characters", pa.int64(), nullable=False),
    pa.field("date", pa.date32()),
    pa.field("as_of", pa.date32()),  # the day the law was judged at
    pa.field("error", pa.string()),  # a key of ERRORS; then the document has this one row
    pa.field("error_message", pa.string()),
    pa.field("citations", pa.int32(), nullable=False),  # of the whole document
    pa.field("suspicious", pa.int32(), nullable=False),  # of the whole document
    pa.field("not_checked", pa.int32(), nullable=False),  # what looked like a citation and was not taken
]

_CITATION = [
    pa.field("ordinal", pa.int32()),  # from 0 within the document; null on the row of a document without citations
    pa.field("text", pa.string()),
    pa.field("start", pa.int64()),
    pa.field("end", pa.int64()),
    pa.field("line", pa.int32()),
    pa.field("cited_title", pa.string()),
    pa.field("statute", pa.string()),
    pa.field("statute_title", pa.string()),
    pa.field("level", pa.string()),
    pa.field("promulgated", pa.date32()),
    pa.field("in_force_from", pa.date32()),
    pa.field("in_force_to", pa.date32()),
    pa.field("version_source", pa.string()),
    pa.field("article", pa.int32()),
    pa.field("branch", pa.int32()),
    pa.field("paragraph", pa.int32()),
    pa.field("subparagraph", pa.int32()),
    pa.field("point", pa.int32()),
    pa.field("article_end", pa.int32()),
    pa.field("form", pa.string()),
    pa.field("claim", pa.string()),
    pa.field("claim_start", pa.int64()),
    pa.field("claim_end", pa.int64()),
    pa.field("claim_quoted", pa.bool_()),
    pa.field("claim_attribution", pa.string()),
    pa.field("verdict", pa.string()),
    pa.field("confidence", pa.float64()),
    pa.field("article_text", pa.string()),
    pa.field("support_score", pa.float64()),
    pa.field("support_reasons", pa.list_(pa.string())),
    pa.field("severity", pa.string()),  # of the gravest finding, like what follows
    pa.field("reason", pa.string()),
    pa.field("message", pa.string()),
    pa.field("suggested_statute", pa.string()),
    pa.field("suggested_article", pa.int32()),
    pa.field("suggested_branch", pa.int32()),
    pa.field("suggested_text", pa.string()),
    pa.field("findings", pa.string()),  # all of them as in the JSON report, as JSON; null when there is none
]

OUT = pa.schema([*_DOCUMENT, *_CITATION])
"""A row per citation, in order, the document's own fields on each; one row for a document without a citation, and
for one that could not be read (`error`)."""

ERRORS = frozenset(
    {
        "no_text",
        "text_not_text",
        "no_text_column",
        "not_json",
        "not_an_object",
        "too_large",
        "archive_damaged",
        "archive_too_large",
        "parquet_damaged",
        "out_of_time",
    }
)
"""Why a document has no citations, beyond `citecheck.read.parts.REASONS`: codes, worded in report/messages."""
