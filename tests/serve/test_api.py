"""The API: it answers what the command line prints, and what its description promises."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from served import Reply, Server

from citecheck.cli import run
from citecheck.model import Check
from citecheck.serve.limits import Limits
from citecheck.serve.openapi import description
from citecheck.serve.words import STATUSES

LOAN = Path(__file__).parent.parent / "examples" / "loan.txt"
DATED = "发布时间：2019-06-01\n\n根据《合同法》第八条，依法成立的合同，对当事人具有法律约束力。\n"
FORGIVEN = "《合同法》第八条 <!-- citecheck: ignore[repealed] -->\n"


@pytest.fixture
def printed(
    real_home: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Callable[..., bytes]:
    """What `citecheck --format json -` prints."""

    def prints(text: str, *options: str) -> bytes:
        monkeypatch.setenv("CITECHECK_HOME", str(real_home))
        monkeypatch.chdir(real_home)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        run(["--format", "json", *options, "-"])
        return capsysbinary.readouterr().out

    return prints


@pytest.mark.parametrize(
    ("text", "asked", "options"),
    [
        pytest.param(LOAN.read_text("utf-8"), {"lang": "zh"}, ["--lang", "zh"], id="an article, in Chinese"),
        pytest.param(LOAN.read_text("utf-8"), {"lang": "en"}, ["--lang", "en"], id="an article, in English"),
        pytest.param(DATED, {"as_of": "2010-01-01"}, ["--as-of", "2010-01-01"], id="by the law of a day"),
        pytest.param(DATED, {"as_of": "document"}, ["--as-of", "document"], id="by the law of its own day"),
        pytest.param(
            LOAN.read_text("utf-8"),
            {"checks": ["existence", "validity"]},
            ["--checks", "existence,validity"],
            id="some checks",
        ),
        pytest.param(FORGIVEN, {}, [], id="a comment that takes a finding out"),
        pytest.param(FORGIVEN, {"suppress": False}, ["--no-suppress"], id="such a comment not heeded"),
        pytest.param("<!doctype html><p>《民法典》第九千条</p>", {}, [], id="a page"),
        pytest.param("", {}, [], id="nothing"),
        pytest.param("\ufeff《民法典》\r\n第九千条\x00", {}, [], id="what is no text"),
        pytest.param("〇《民法典》第九千条\u2028\u202e😀", {}, [], id="characters that act"),
    ],
)
def test_the_answer_is_what_the_command_line_prints(
    server: Server, printed: Callable[..., bytes], text: str, asked: dict[str, Any], options: list[str]
) -> None:
    language = [] if "--lang" in options else ["--lang", "en"]
    reply = server.check(text, **asked)
    assert reply.status == 200
    assert reply.headers["content-type"] == "application/json"
    assert reply.body == printed(text, *language, *options)


def test_citations_are_judged_at_the_day_asked_for(server: Server) -> None:
    def verdicts(**asked: Any) -> dict[str, int]:
        found: dict[str, int] = server.check(DATED, **asked).json["summary"]["verdicts"]
        return found

    assert verdicts() == {"repealed": 1}
    assert verdicts(as_of="document") == verdicts(as_of="2019-06-01")
    assert "repealed" not in verdicts(as_of="document")


# ── what is refused ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param(b"", "not_json", id="nothing"),
        pytest.param(b"{", "not_json", id="half an object"),
        pytest.param(b"\xff\xfe{}", "not_json", id="no UTF-8"),
        pytest.param(b"[" * 100_000, "not_json", id="brackets without end"),
        pytest.param(b"[]", "not_an_object", id="a list"),
        pytest.param(b"null", "not_an_object", id="null"),
        pytest.param(b"{}", "text_missing", id="no text"),
        pytest.param(b'{"text": 1}', "text_missing", id="a number for a text"),
        pytest.param(b'{"text": "a", "txet": ""}', "unknown_field", id="a field that is none"),
        pytest.param(b'{"text": "\\ud800"}', "text_torn", id="half a character"),
        pytest.param(b'{"text": "a", "as_of": "yesterday"}', "bad_as_of", id="no day"),
        pytest.param(b'{"text": "a", "as_of": "2024-02-30"}', "bad_as_of", id="a day that never was"),
        pytest.param(b'{"text": "a", "as_of": "20240201"}', "bad_as_of", id="a day in another form"),
        pytest.param(b'{"text": "a", "as_of": null}', "bad_as_of", id="null for a day"),
        pytest.param(b'{"text": "a", "lang": "de"}', "bad_lang", id="a language we do not speak"),
        pytest.param(b'{"text": "a", "lang": ["zh"]}', "bad_lang", id="a list of languages"),
        pytest.param(b'{"text": "a", "checks": null}', "bad_checks", id="null for checks"),
        pytest.param(b'{"text": "a", "checks": []}', "bad_checks", id="no check"),
        pytest.param(b'{"text": "a", "checks": ["spelling"]}', "bad_checks", id="a check that is none"),
        pytest.param(b'{"text": "a", "checks": [{}]}', "bad_checks", id="an object for a check"),
        pytest.param(b'{"text": "a", "checks": "existence"}', "bad_checks", id="words for a list"),
        pytest.param(b'{"text": "a", "suppress": 0}', "bad_suppress", id="a number for true or false"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_cannot_be_asked_is_refused_with_what_to_do(server: Server, body: bytes, code: str, lang: str) -> None:
    reply = server.ask("POST", f"/api/check?lang={lang}", body, content_type="application/json")
    assert (reply.code, reply.status) == (code, STATUSES[code])
    assert any("\u4e00" <= char <= "\u9fff" for char in reply.json["error"]["message"]) == (lang == "zh")
    assert reply.json["error"]["remedy"]
    holds("/api/check", "post", reply)


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonp"])
def test_a_form_of_another_site_cannot_pass_for_a_call(server: Server, media: str) -> None:
    reply = server.ask("POST", "/api/check", b'{"text": "a"}', content_type=media)
    assert (reply.status, reply.code) == (415, "media")
    holds("/api/check", "post", reply)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        pytest.param("GET", "/api/nothing", 404, "not_found", id="no such address"),
        pytest.param("GET", "/api/check", 405, "method", id="a question without a text"),
        pytest.param("DELETE", "/health", 405, "method", id="a method that nothing answers to"),
        pytest.param("GET", "/api/statutes/" + quote("示范莫须有条例"), 404, "no_such_statute", id="no such statute"),
        pytest.param("GET", f"/api/statutes/{quote('民法典')}/9000", 404, "no_such_article", id="no such article"),
        pytest.param("GET", f"/api/statutes/{quote('民法典')}/abc", 404, "bad_article", id="no number"),
        pytest.param("GET", f"/api/statutes/{quote('民法典')}?as_of=soon", 422, "bad_as_of", id="no day"),
        pytest.param("GET", f"/api/statutes/{quote('民法典')}?lang=de", 422, "bad_lang", id="another language"),
        pytest.param("POST", "/api/check?lang=null", 422, "bad_lang", id="null for a language"),
    ],
)
def test_an_address_without_an_answer_says_so(server: Server, method: str, path: str, status: int, code: str) -> None:
    reply = server.ask(method, path)
    assert (reply.status, reply.code) == (status, code)


def test_the_language_is_the_one_asked_for_then_the_browsers_then_the_servers(server: Server) -> None:
    def chinese(**asked: Any) -> bool:
        query = f"?lang={asked.pop('lang')}" if "lang" in asked else ""
        reply = server.ask("POST", f"/api/check{query}", b"", content_type="application/json", **asked)
        return "未" in reply.json["error"]["message"]

    assert not chinese()
    assert chinese(accept_language="de, zh-CN;q=0.8, en;q=0.5")
    assert not chinese(accept_language="de, en;q=0.8, zh;q=0.5")
    assert chinese(lang="zh", accept_language="en")


# ── statutes ─────────────────────────────────────────────────────────────────────────────────────────────────────


def statutes(server: Server, *path: str, query: str = "") -> Any:
    reply = server.ask("GET", "/api/statutes/" + "/".join(map(quote, path)) + query)
    assert reply.status == 200, reply.text
    holds("/api/statutes/{title}/{article}" if len(path) > 1 else "/api/statutes/{title}", "get", reply)
    return reply.json["statutes"]


@pytest.mark.parametrize("title", ["民法典", "中华人民共和国民法典", "《民法典》", "Civil Code"])
def test_a_statute_is_found_by_any_of_its_names(server: Server, title: str) -> None:
    (found,) = statutes(server, title, "1254")
    assert (found["id"], found["exists"], found["article"]["article"]) == ("民法典", True, 1254)
    assert "抛掷物品" in found["article"]["text"]
    assert found["version"] in {version["key"] for version in found["versions"] if version["in_force"]}


def test_the_article_is_that_of_the_version_of_the_day(server: Server) -> None:
    (before,) = statutes(server, "公司法", "15", query="?as_of=2020-01-01")
    (after,) = statutes(server, "公司法", "15", query="?as_of=2025-01-01")
    assert before["version"] != after["version"]
    versions = {version["key"]: version for version in before["versions"]}
    assert versions[before["version"]]["in_force_from"] <= "2020-01-01" < versions[before["version"]]["in_force_to"]


def test_a_repealed_statute_names_what_repealed_it(server: Server) -> None:
    (found,) = statutes(server, "合同法")
    assert [(one["on"], one["extent"]) for one in found["repeals"]] == [("2021-01-01", "full")]


def test_an_article_held_without_its_words_says_so(server: Server) -> None:
    (found,) = statutes(server, "信息网络传播权保护条例", "27")
    assert found["exists"] is True
    if found["article"]["text"] is None:
        assert found["message"]


# ── the description tells the truth ──────────────────────────────────────────────────────────────────────────────


@cache
def described() -> dict[str, Any]:
    return json.loads(json.dumps(description(Limits())))  # type: ignore[no-any-return]


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in part:
        return part
    found: Any = described()
    for key in part["$ref"].removeprefix("#/").split("/"):
        found = found[key]
    return resolved(found)


def holds(path: str, method: str, reply: Reply) -> None:
    """Assert that the description allows this answer: its status, its media type, its content."""
    responses = described()["paths"][path][method]["responses"]
    assert str(reply.status) in responses, (path, reply.status, reply.body[:300])
    content = resolved(responses[str(reply.status)])["content"]
    media = {name.split(";")[0]: one for name, one in content.items()}
    kind = reply.headers["content-type"].split(";")[0]
    assert kind in media, (kind, list(media))
    if kind.endswith("json") and "ndjson" not in kind:
        schema = {**media[kind]["schema"], "components": described()["components"]}
        jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(reply.json)


def test_the_description_is_served_and_its_schemas_are_schemas(server: Server) -> None:
    served = server.ask("GET", "/openapi.json").json
    assert served == described()
    assert served["openapi"].startswith("3.1")
    for schema in served["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    references = [line.split('"')[3] for line in json.dumps(served, indent=0).splitlines() if '"$ref"' in line]
    assert references
    for reference in references:
        assert resolved({"$ref": reference})


def test_every_address_of_the_description_answers(server: Server) -> None:
    assert server.ask("GET", "/check?lang=zh").headers["location"] == "/?lang=zh"
    assert set(server.ask("PUT", "/check").headers["allow"].split(", ")) >= {"GET", "POST"}
    assert str(server.ask("GET", "/check").status) in described()["paths"]["/check"]["get"]["responses"]
    for path in ("/health", f"/api/statutes/{quote('民法典')}", f"/api/statutes/{quote('民法典')}/1"):
        known = path if path == "/health" else "/api/statutes/{title}" + ("/{article}" if path.endswith("/1") else "")
        reply = server.ask("GET", path)
        assert reply.status == 200
        holds(known, "get", reply)
    holds("/api/check", "post", server.check(LOAN.read_text("utf-8")))
    for form in ("page", "html", "json", "jsonl", "docx", "sarif", "markdown", "csv"):
        reply = server.form(text=LOAN.read_text("utf-8"), format=form)
        assert reply.status == 200
        holds("/check", "post", reply)
    holds("/check", "post", server.form())


DAYS = st.one_of(
    st.sampled_from(["today", "document", "2020-01-01"]), st.dates().map(date.isoformat), st.text(max_size=12)
)
NOISE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
TEXTS = st.text(alphabet="《民法典》第九千条，根据a\n<>", max_size=60)
LANGUAGES, BOOLEANS = st.sampled_from(["zh", "en"]), st.booleans()
CHECKS = st.lists(st.sampled_from(list(map(str, Check))), max_size=3)


def asked(text: Any, as_of: Any, lang: Any, checks: Any, suppress: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"text": text}, optional={"as_of": as_of, "lang": lang, "checks": checks, "suppress": suppress}
    )


BODIES = asked(TEXTS, DAYS, LANGUAGES, CHECKS, BOOLEANS) | asked(
    TEXTS | NOISE, DAYS | NOISE, LANGUAGES | NOISE, CHECKS | NOISE, BOOLEANS | NOISE
)


@settings(max_examples=150)
@given(body=BODIES | NOISE)
def test_whatever_is_asked_the_answer_is_one_that_the_description_has(server: Server, body: Any) -> None:
    """And what the description allows is not refused."""
    reply = server.ask("POST", "/api/check", json.dumps(body).encode(), content_type="application/json")
    holds("/api/check", "post", reply)
    asked = described()["paths"]["/api/check"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    fits = jsonschema.Draft202012Validator(asked, format_checker=jsonschema.FormatChecker()).is_valid(body)
    assert (reply.status == 200) == fits, (body, reply.text[:300])
