"""Who may ask, and what a browser may do with the answer."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable

import pytest
from lxml import html as lxml_html
from served import Reply, Server

from citecheck.serve.guard import known_host, same_origin


@pytest.mark.parametrize(
    ("host", "known"),
    [
        pytest.param("127.0.0.1:8765", True, id="this machine"),
        pytest.param("localhost", True, id="its customary name"),
        pytest.param("LOCALHOST:80", True, id="in capitals"),
        pytest.param("[::1]:8765", True, id="its other address"),
        pytest.param("192.168.1.5:8765", True, id="an address of the network"),
        pytest.param("review.example:8765", True, id="a name allowed"),
        pytest.param("evil.example:8765", False, id="the name of another site"),
        pytest.param("127.0.0.1.evil.example", False, id="a name that begins like an address"),
        pytest.param("localhost.evil.example", False, id="a name that begins like ours"),
        pytest.param("evil.example/127.0.0.1", False, id="a path behind a name"),
        pytest.param("127.0.0.1@evil.example", False, id="a name behind a user"),
        pytest.param("", False, id="none"),
    ],
)
def test_a_name_that_another_site_may_have_is_not_ours(host: str, known: bool) -> None:
    assert known_host(host, frozenset(["review.example"])) is known


@pytest.mark.parametrize(
    ("headers", "same"),
    [
        pytest.param({}, True, id="a program"),
        pytest.param({"origin": "http://127.0.0.1:8765"}, True, id="our page"),
        pytest.param({"origin": "https://127.0.0.1:8765"}, True, id="our page behind TLS"),
        pytest.param(
            {"origin": "http://127.0.0.1:8765", "sec-fetch-site": "same-origin"}, True, id="our page, told so"
        ),
        pytest.param({"origin": "http://127.0.0.1:9999"}, False, id="another program of this machine"),
        pytest.param({"origin": "http://evil.example"}, False, id="another site"),
        pytest.param({"origin": "null"}, False, id="a page that hides its origin"),
        pytest.param({"sec-fetch-site": "cross-site"}, False, id="another site that sends no origin"),
        pytest.param({"sec-fetch-site": "same-site"}, False, id="another port of our name"),
    ],
)
def test_a_page_of_another_site_may_not_send(headers: dict[str, str], same: bool) -> None:
    assert same_origin({"host": "127.0.0.1:8765", **headers}) is same


def test_a_name_that_was_made_to_resolve_to_us_is_refused(server: Server) -> None:
    for path in ("/", "/health", "/api/statutes/x"):
        reply = server.ask("GET", path, host="evil.example")
        assert reply.status == 421
        assert "evil.example" in reply.text


def test_a_form_of_another_site_is_refused(server: Server) -> None:
    from served import multipart

    body, media = multipart({"text": "《民法典》第九千条"})
    sent = {"content_type": media, "origin": "http://evil.example"}
    assert server.ask("POST", "/check", body, **sent).status == 403
    assert server.ask("POST", "/check", body, **{**sent, "origin": server.base}).status == 200


ANSWERS: dict[str, Callable[[Server], Reply]] = {
    "the page": lambda server: server.ask("GET", "/"),
    "a report": lambda server: server.form(text="《民法典》第九千条"),
    "a download": lambda server: server.form(text="《民法典》第九千条", format="html"),
    "the API": lambda server: server.check("《民法典》第九千条"),
    "a refusal of the API": lambda server: server.check("a", lang="de"),
    "a refusal on the page": lambda server: server.form(),
    "a stranger": lambda server: server.ask("GET", "/", host="evil.example"),
    "nothing there": lambda server: server.ask("GET", "/nothing"),
    "a redirection": lambda server: server.ask("GET", "/check"),
    "health": lambda server: server.ask("GET", "/health"),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_every_answer_says_what_a_browser_may_do_with_it(server: Server, answer: str) -> None:
    reply = ANSWERS[answer](server)
    headers = reply.headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert headers["x-frame-options"] == "DENY"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "set-cookie" not in headers
    assert "server" not in headers


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("checked", [True, False])
def test_the_policy_of_the_page_names_its_own_style_and_script_and_nothing_else(
    server: Server, lang: str, checked: bool
) -> None:
    reply = server.form(text="《民法典》第九千条", lang=lang) if checked else server.ask("GET", f"/?lang={lang}")
    root = lxml_html.document_fromstring(reply.text)
    (meta,) = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    for tag in ("style", "script"):
        (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", reply.text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        for policy in (meta, reply.headers["content-security-policy"]):
            assert f"{tag}-src 'sha256-{digest}';" in policy
    assert not root.xpath("//iframe | //object | //embed | //link | //img | //base | //script[@src] | //*[@style]")
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on")]
    assert not re.search(r"(?:https?:)?//\w|url\(|@import", re.sub(r"<script>.*?</script>", "", reply.text, flags=re.S))
