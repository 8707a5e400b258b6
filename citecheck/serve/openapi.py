"""The description of the HTTP API, as OpenAPI 3.1. Tests hold every answer of the server to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from citecheck.model import Check, Level
from citecheck.report.json import tool_version
from citecheck.serve.formats import FORMATS
from citecheck.serve.limits import MEGABYTE, Limits
from citecheck.serve.words import STATUSES

_DEFINITIONS = "#/$defs/"
_SCHEMAS = "#/components/schemas/"
_DAY = r"^\d{4}-\d{2}-\d{2}$"
_TEXT = {"type": "string"}
_NULLABLE_TEXT = {"type": ["string", "null"]}
_NULLABLE_DAY = {"type": ["string", "null"], "format": "date"}
_WHOLE = {"type": ["integer", "null"]}


def description(limits: Limits) -> dict[str, Any]:
    """The document at /openapi.json."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "citecheck",
            "version": tool_version(),
            "summary": "Which citations of Chinese law in a text to distrust",
            "description": "Nothing that is sent is kept or logged. A request that would wait behind too many others is"
            " answered 503 with Retry-After. There are no accounts and no cookies.",
        },
        "paths": {
            "/api/check": {"post": _check(limits)},
            "/api/statutes/{title}": {"get": _statute(article=False)},
            "/api/statutes/{title}/{article}": {"get": _statute(article=True)},
            "/health": {"get": _health()},
            "/check": {"post": _form(limits), "get": _to_start()},
        },
        "components": {
            "schemas": {**_report_schemas(), "statutes": _statutes(), "health": _state(), "refusal": _refusal()},
            "responses": {str(status): _refused(status, codes) for status, codes in sorted(_codes_by_status().items())},
        },
    }


# ── the addresses ────────────────────────────────────────────────────────────────────────────────────────────────


def _check(limits: Limits) -> dict[str, Any]:
    properties = {
        "text": {**_TEXT, "description": "What to check, read as `citecheck -` reads standard input."},
        "as_of": {
            "description": "The day the law is judged at; document: the text's own, today where it gives none.",
            "default": "today",
            "anyOf": [{"enum": ["today", "document"]}, {**_TEXT, "format": "date", "pattern": _DAY}],
        },
        "lang": {"enum": ["zh", "en"], "description": "Of messages; default: by Accept-Language, then the server's."},
        "checks": {
            "type": "array",
            "items": {"enum": [str(check) for check in Check]},
            "minItems": 1,
            "description": "Default: all. Without quotation and support an answer takes a fraction of the time.",
        },
        "suppress": {
            "type": "boolean",
            "default": True,
            "description": "Heed `citecheck: ignore[...]` comments in the text; false for texts that you do not trust.",
        },
    }
    return {
        "operationId": "check",
        "summary": "Check a text",
        "description": f"At most {limits.body // MEGABYTE} MB. Answers what `citecheck --format json -` prints; a text"
        " that cannot be read is a document with an error in it.",
        "parameters": [_lang()],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "required": ["text"],
                        "properties": properties,
                        "additionalProperties": False,
                    }
                }
            },
        },
        "responses": {
            "200": _json("The report", "report"),
            **_refusals(400, 403, 408, 413, 415, 421, 422, 500, 503, 504),
        },
    }


def _statute(*, article: bool) -> dict[str, Any]:
    path = [
        {
            "name": "title",
            "in": "path",
            "required": True,
            "schema": {"type": "string", "minLength": 1},
            "description": "A title with or without 中华人民共和国 and its marks, a short form, an English name.",
        }
    ]
    if article:
        path.append(
            {
                "name": "article",
                "in": "path",
                "required": True,
                "schema": {"type": "string", "minLength": 1},
                "description": "264, 133-1 or 第一百三十三条之一.",
            }
        )
    day = {
        "name": "as_of",
        "in": "query",
        "schema": {"anyOf": [{"const": "today"}, {**_TEXT, "format": "date", "pattern": _DAY}]},
        "description": "The day whose version counts; default: today.",
    }
    return {
        "operationId": "article" if article else "statute",
        "summary": "An article in the version of a day" if article else "A statute with its versions and repeals",
        "parameters": [*path, day, _lang()],
        "responses": {
            "200": _json("Every statute that the title means", "statutes"),
            **_refusals(403, 404, 421, 422, 500, 503, 504),
        },
    }


def _health() -> dict[str, Any]:
    return {
        "operationId": "health",
        "summary": "Whether the server answers, and what with",
        "responses": {
            "200": _json("It does", "health"),
            "421": {"$ref": "#/components/responses/421"},
            "503": _json("Its workers are being started", "health"),
        },
    }


def _form(limits: Limits) -> dict[str, Any]:
    properties = {
        "text": {**_TEXT, "description": "What to check where there is no file."},
        "file": {"type": "string", "format": "binary", "description": "Word, PDF, HTML, Markdown or plain text."},
        "as_of": {"anyOf": [{"enum": ["today", "document", "day"]}, {**_TEXT, "format": "date"}], "default": "today"},
        "day": {**_TEXT, "description": "With as_of=day: 2024-05-31."},
        "format": {"enum": ["page", *FORMATS], "default": "page", "description": "docx: a Word file that was sent comes"
                   " back with our comments."},
    }  # fmt: skip
    schema = {
        "type": "object",
        "properties": properties,
        "anyOf": [{"required": ["file"]}, {"required": ["text"], "properties": {"text": {"pattern": r"\S"}}}],
    }
    kinds = {media: {"schema": _TEXT} for _, media in FORMATS.values()}
    kinds["application/json"] = {"schema": {"$ref": _SCHEMAS + "report"}}
    kinds[FORMATS["sarif"][1]] = {"schema": {"type": "object", "description": "SARIF 2.1.0"}}
    kinds[FORMATS["docx"][1]] = {"schema": {"type": "string", "format": "binary"}}
    refused = {
        str(status): {"description": "; ".join(codes), "content": {"text/html": {"schema": _TEXT}}}
        for status, codes in sorted(_codes_by_status().items())
        if status not in (404, 405)
    }
    return {
        "operationId": "form",
        "summary": "Check a text or a file, and get the report in any format",
        "description": f"What the form of the page sends; at most {limits.body // MEGABYTE} MB.",
        "parameters": [_page_lang()],
        "requestBody": {
            "required": True,
            "content": {"multipart/form-data": {"schema": schema}},
        },
        "responses": {"200": {"description": "The report", "content": kinds}, **refused},
    }


def _to_start() -> dict[str, Any]:
    return {
        "operationId": "start",
        "summary": "Back to the page, for a browser that loads its report anew",
        "parameters": [_page_lang()],
        "responses": {"303": {"description": "To the page", "headers": {"Location": {"schema": _TEXT}}}},
    }


# ── what they take and give ──────────────────────────────────────────────────────────────────────────────────────


def _lang() -> dict[str, Any]:
    return {
        "name": "lang",
        "in": "query",
        "schema": {"enum": ["zh", "en"]},
        "description": "Of messages; default: by Accept-Language, then the server's.",
    }


def _page_lang() -> dict[str, Any]:
    return {**_lang(), "schema": _TEXT, "description": "zh or en; else by Accept-Language, then the server's."}


def _json(described: str, schema: str) -> dict[str, Any]:
    return {"description": described, "content": {"application/json": {"schema": {"$ref": _SCHEMAS + schema}}}}


def _refusals(*statuses: int) -> dict[str, Any]:
    return {str(status): {"$ref": f"#/components/responses/{status}"} for status in statuses}


def _codes_by_status() -> dict[int, list[str]]:
    codes: dict[int, list[str]] = {}
    for code, status in STATUSES.items():
        codes.setdefault(status, []).append(code)
    return codes


def _refused(status: int, codes: list[str]) -> dict[str, Any]:
    told = _json("; ".join(codes), "refusal")
    if status == 503:
        told["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
    return told


def _refusal() -> dict[str, Any]:
    error = {
        "type": "object",
        "required": ["code", "message", "remedy"],
        "properties": {
            "code": {"enum": list(STATUSES)},
            "message": {**_TEXT, "description": "What was not done, to what, and what stood in the way."},
            "remedy": {**_TEXT, "description": "What to do next."},
        },
    }
    return {"type": "object", "required": ["error"], "properties": {"error": error}}


def _state() -> dict[str, Any]:
    count: dict[str, Any] = {"type": "integer", "minimum": 0}
    workers = {"wanted": count, "alive": count, "free": count}
    store = {"statutes": count, "articles": count, "built_at": {**_TEXT, "format": "date-time"}}
    return _object(
        status={"enum": ["ok", "starting"]},
        version=_TEXT,
        workers=_object(**workers),
        requests={**count, "description": "Being received, waiting or worked on."},
        store=_object(**store),
    )


def _statutes() -> dict[str, Any]:
    version = _object(
        key=_TEXT,
        promulgated=_NULLABLE_DAY,
        in_force_from=_NULLABLE_DAY,
        in_force_to={**_NULLABLE_DAY, "description": "The first day on which it no longer applies."},
        in_force={"type": ["boolean", "null"], "description": "On the day asked for; null: not known."},
        last_article=_WHOLE,
        text_held={"type": "boolean"},
        source=_TEXT,
    )
    repeal = _object(
        on=_NULLABLE_DAY,
        by=_NULLABLE_TEXT,
        extent={"enum": ["full", "partial", "saving"]},
        scope=_TEXT,
        successors={"type": "array", "items": _TEXT},
    )
    article = _object(
        article={"type": "integer"},
        branch=_WHOLE,
        heading=_TEXT,
        paragraphs=_WHOLE,
        subparagraphs={"type": ["array", "null"], "items": {"type": "integer"}},
        text={**_NULLABLE_TEXT, "description": "Paragraphs separated by line breaks; null: not held, which does not"
              " mean that there is none."},
        source=_TEXT,
    )  # fmt: skip
    statute = _object(
        id=_TEXT,
        title=_TEXT,
        level={"enum": [str(level) for level in Level]},
        issuer=_NULLABLE_TEXT,
        fictitious={"type": "boolean"},
        versions={"type": "array", "items": version},
        repeals={"type": "array", "items": repeal},
    )
    statute["properties"] |= {  # of an article that was asked for
        "version": {**_NULLABLE_TEXT, "description": "The key of the version that counts on the day."},
        "exists": {"type": ["boolean", "null"], "description": "null: not all articles of the version are known."},
        "article": {"anyOf": [article, {"type": "null"}]},
        "message": {**_NULLABLE_TEXT, "description": "Why there is no article, or no text of it."},
    }
    return _object(
        asked=_TEXT,
        as_of={**_TEXT, "format": "date"},
        statutes={"type": "array", "items": statute, "minItems": 1},
    )


def _object(**properties: Mapping[str, Any]) -> dict[str, Any]:
    """An object of just these properties, all of them there."""
    return {"type": "object", "required": list(properties), "properties": dict(properties)}


@cache
def _report_schemas() -> dict[str, Any]:
    """The schema of the JSON report, its definitions beside it under names of their own."""
    schema = json.loads(files("citecheck.report").joinpath("schema.json").read_text("utf-8"))
    definitions = schema.pop("$defs")
    for key in ("$schema", "$id"):
        schema.pop(key)
    named: dict[str, Any] = _moved({"report": schema, **{f"report_{name}": part for name, part in definitions.items()}})
    return named


def _moved(part: Any) -> Any:
    if isinstance(part, list):
        return [_moved(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        key: f"{_SCHEMAS}report_{value.removeprefix(_DEFINITIONS)}" if key == "$ref" else _moved(value)
        for key, value in part.items()
    }
