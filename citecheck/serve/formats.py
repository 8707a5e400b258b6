"""What a report can be downloaded as."""

from __future__ import annotations

FORMATS = {
    "html": (".html", "text/html; charset=utf-8"),
    "json": (".json", "application/json"),
    "jsonl": (".jsonl", "application/x-ndjson"),
    "docx": (".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "sarif": (".sarif", "application/sarif+json"),
    "markdown": (".md", "text/markdown; charset=utf-8"),
    "csv": (".csv", "text/csv; charset=utf-8"),
}
"""The ending of a report's name and its media type, by format."""
