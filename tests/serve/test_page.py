"""The page without a browser: what the form may send, what comes back, and what can be downloaded."""

from __future__ import annotations

import csv
import io
import json
import struct
import zipfile
import zlib
from contextlib import suppress
from datetime import date
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html
from served import Server, multipart

from citecheck.serve import words
from citecheck.serve.forms import form_of
from citecheck.serve.page import Form
from citecheck.serve.refusal import Refusal

LOAN = Path(__file__).parent.parent / "examples" / "loan.txt"
HOSTILE = (
    "</textarea></title></style>"
    '<script>document.title="owned"</script><img src=x onerror=alert(1)>"\' onmouseover="alert(1)'
)
CITED = "根据《民法典》第九千条，赔偿十倍。"


def word(*paragraphs: str) -> bytes:
    made, stream = docx.Document(), io.BytesIO()
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    made.sections[0].header.paragraphs[0].text = "页眉"
    made.save(stream)
    return stream.getvalue()


# ── the form ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fields", "file", "expected"),
    [
        pytest.param({"text": "甲"}, None, Form("甲"), id="a text"),
        pytest.param({"text": "甲\r\n乙"}, None, Form("甲\n乙"), id="ends of lines as forms send them"),
        pytest.param({"text": "甲", "as_of": "document"}, None, Form("甲", as_of="document"), id="its own day"),
        pytest.param(
            {"text": "甲", "as_of": "day", "day": "2020-01-02"},
            None,
            Form("甲", as_of="day", day=date(2020, 1, 2)),
            id="a day",
        ),
        pytest.param(
            {"text": "甲", "as_of": "2020-01-02"},
            None,
            Form("甲", as_of="day", day=date(2020, 1, 2)),
            id="a day at once",
        ),
        pytest.param({"text": "甲", "day": "2020-01-02"}, None, Form("甲"), id="a day that was not chosen"),
        pytest.param({"text": "甲", "format": "docx"}, None, Form("甲", format="docx"), id="a format"),
        pytest.param({"text": "甲"}, ("", b""), Form("甲"), id="a file field left empty"),
        pytest.param({}, ("a.txt", "乙".encode()), Form(file="乙".encode(), file_name="a.txt"), id="a file"),
        pytest.param({"text": "甲"}, ("a.txt", b"b"), Form("甲", b"b", "a.txt"), id="both"),
        pytest.param({}, ("../../etc/passwd", b"b"), Form(file=b"b", file_name="passwd"), id="a name that climbs"),
        pytest.param({}, ("C:\\a\\b.docx", b"b"), Form(file=b"b", file_name="b.docx"), id="a name of Windows"),
        pytest.param({}, ("a.txt", b""), Form(file=b"", file_name="a.txt"), id="an empty file"),
    ],
)
def test_a_form_is_read(fields: dict[str, str], file: tuple[str, bytes] | None, expected: Form) -> None:
    body, media = multipart(fields, file)
    assert form_of(media, body) == expected


@pytest.mark.parametrize(
    ("media", "body", "code"),
    [
        pytest.param("multipart/form-data; boundary=limit", b"", "nothing_given", id="nothing"),
        pytest.param("multipart/form-data", b"--limit--", "form_damaged", id="no boundary"),
        pytest.param("multipart/form-data; boundary=limit", b"x" * 100, "form_damaged", id="no form"),
        pytest.param("application/json", b"{}", "media", id="JSON"),
        pytest.param("application/x-www-form-urlencoded", b"text=a", "media", id="a form without room for files"),
        pytest.param("", b"text=a", "media", id="no media type"),
        pytest.param(multipart({})[1], multipart({"text": " \n"})[0], "nothing_given", id="blanks"),
        pytest.param(multipart({})[1], multipart({"text": "a", "as_of": "day"})[0], "bad_day", id="a day left out"),
        pytest.param(multipart({})[1], multipart({"text": "a", "as_of": "soon"})[0], "bad_day", id="no day"),
        pytest.param(
            multipart({})[1], multipart({f"a{n}": "" for n in range(99)})[0], "form_damaged", id="fields without end"
        ),
    ],
)
def test_a_form_that_cannot_be_read_is_refused(media: str, body: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        form_of(media, body)
    assert refused.value.code == code


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_a_form_or_refused(noise: bytes, framed: bool) -> None:
    body, media = multipart({"text": "甲"}, ("a", noise))
    with suppress(Refusal):
        assert form_of(media, body if framed else noise).format


# ── what comes back ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_shows_the_view_of_the_report(server: Server) -> None:
    text = LOAN.read_text("utf-8")
    shown = lxml_html.document_fromstring(server.form(text=text, lang="zh").text)
    alone = lxml_html.document_fromstring(server.form(text=text, lang="zh", format="html").text)
    for part in ("//main", "//header", "//footer"):
        ours, report = shown.xpath(part)[-1], alone.xpath(part)[-1]
        assert lxml_html.tostring(ours) == lxml_html.tostring(report)
    assert not alone.xpath("//script | //form")


def test_the_form_keeps_what_was_asked(server: Server) -> None:
    reply = server.form(text=CITED, as_of="day", day="2020-01-02")
    form = lxml_html.document_fromstring(reply.text).xpath("//form")[0]
    assert form.fields["text"].strip() == CITED
    assert (form.fields["as_of"], form.fields["day"]) == ("day", "2020-01-02")
    assert "2 January 2020" in reply.text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_hostile_text_is_shown_and_does_nothing(server: Server, lang: str) -> None:
    for sent in (
        server.form(text=HOSTILE + CITED + HOSTILE, lang=lang),
        server.form(file=(f"{HOSTILE.replace('/', '')}.md", (HOSTILE + CITED).encode()), lang=lang),
    ):
        assert sent.status == 200
        root = lxml_html.document_fromstring(sent.text)
        assert len(root.xpath("//script")) == 1
        assert not root.xpath("//img")
        assert not [name for element in root.iter() for name in element.attrib if name.startswith("on")]
        assert '<script>document.title="owned"</script>' in root.text_content()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_refusal_on_the_page_says_what_to_do_and_offers_the_form_again(server: Server, lang: str) -> None:
    reply = server.form(text="", lang=lang)
    assert reply.status == 422
    root = lxml_html.document_fromstring(reply.text)
    told = root.xpath("//*[@role='alert']")[0].text_content()
    for part in words.refusal("nothing_given", {}, "zh" if lang == "zh" else "en"):
        assert part in told
    assert root.xpath("//form//textarea")


def test_a_file_that_cannot_be_read_says_why(server: Server) -> None:
    reply = server.form(file=("a.docx", b"PK\x03\x04 no archive"))
    assert reply.status == 200
    assert "damaged" in reply.text
    refused = server.form(file=("a.docx", b"PK\x03\x04 no archive"), format="docx")
    assert refused.status == 422
    assert "damaged" in refused.text


def bomb(size: int) -> bytes:
    """A Word file of so many megabytes of zeros in few bytes: one packed megabyte over and over."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("word/document.xml", packed * size + packer.flush())
    # what was stored as it is is now said to be packed, in both places that tell
    told = bytearray(stream.getvalue())
    for place in (8, told.rindex(b"PK\x01\x02") + 10):
        told[place : place + 2] = struct.pack("<H", zipfile.ZIP_DEFLATED)
    unpacked = struct.pack("<I", size << 20)
    for place in (22, told.rindex(b"PK\x01\x02") + 24):
        told[place : place + 4] = unpacked
    return bytes(told)


def test_a_word_file_that_unpacks_to_gigabytes_is_refused(server: Server) -> None:
    sent = bomb(3000)
    assert len(sent) < 5 << 20
    with zipfile.ZipFile(io.BytesIO(sent)).open("word/document.xml") as part:
        assert part.read(1000) == bytes(1000)
    reply = server.form(file=("bomb.docx", sent))
    assert reply.status == 200
    (said,) = lxml_html.document_fromstring(reply.text).xpath("//p[contains(@class, 'error')]")
    assert "unpacks to more" in said.text_content()
    assert server.form(text=CITED).status == 200


def test_html_nested_without_end_is_shown_or_refused(server: Server) -> None:
    deep = b"<div>" * 200_000 + CITED.encode()
    reply = server.form(file=("deep.html", deep))
    assert reply.status == 200
    assert server.form(text=CITED).status == 200


# ── downloads ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_report_can_be_downloaded_in_every_form(server: Server) -> None:
    got = {form: server.form(text=CITED, format=form) for form in ("html", "json", "jsonl", "sarif", "markdown", "csv")}
    assert {reply.status for reply in got.values()} == {200}
    assert lxml_html.document_fromstring(got["html"].text).xpath("//*[contains(@class, 'cite')]")
    assert got["json"].json["summary"]["verdicts"] == {"no_such_article": 1}
    assert len([json.loads(row) for row in got["jsonl"].text.splitlines()]) == 2
    assert [one["ruleId"] for one in got["sarif"].json["runs"][0]["results"]] == ["no_such_article"]
    assert "《民法典》第九千条" in got["markdown"].text
    assert next(csv.DictReader(io.StringIO(got["csv"].text.lstrip("\ufeff"))))["verdict"] == "no_such_article"
    for form, ending in {"markdown": "md", "html": "html", "sarif": "sarif"}.items():
        assert got[form].headers["content-disposition"].startswith(f'attachment; filename="citecheck.{ending}"')


def test_a_word_file_comes_back_with_our_comments_and_its_own_name(server: Server) -> None:
    original = word("第一段", CITED)
    reply = server.form(file=("意见 书.docx", original), format="docx", lang="zh")
    assert reply.headers["content-disposition"].endswith(
        "filename*=UTF-8''%E6%84%8F%E8%A7%81%20%E4%B9%A6.citecheck.docx"
    )
    returned = docx.Document(io.BytesIO(reply.body))
    assert [paragraph.text for paragraph in returned.paragraphs] == ["第一段", CITED]
    assert returned.sections[0].header.paragraphs[0].text == "页眉"
    with zipfile.ZipFile(io.BytesIO(reply.body)) as new, zipfile.ZipFile(io.BytesIO(original)) as old:
        assert "第九千条" in new.read("word/comments.xml").decode()
        assert new.read("word/styles.xml") == old.read("word/styles.xml")


def test_a_name_cannot_end_the_header_it_stands_in(server: Server) -> None:
    reply = server.form(file=('a";x="\n.txt', CITED.encode()), format="json")
    assert reply.status in (200, 400)
    assert "\n" not in reply.headers.get("content-disposition", "")
    assert ";x=" not in reply.headers.get("content-disposition", "")


def test_a_format_that_is_none_is_refused(server: Server) -> None:
    reply = server.form(text=CITED, format="pdf")
    assert reply.status == 422
    assert "sarif" in reply.text


# ── the words ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_word_of_the_page_is_there_in_both_languages() -> None:
    assert words._ZH.keys() == words._EN.keys() == words.STATUSES.keys()
    assert words._PAGE_ZH.keys() == words._PAGE_EN.keys()


@pytest.mark.parametrize("code", words.STATUSES)
def test_no_refusal_is_left_with_a_blank(code: str) -> None:
    names = "size seconds kind host path method allowed why field known at format wanted article name nearest what"
    facts = {name: f"«{name}»" for name in names.split()}
    for lang in ("zh", "en"):
        message, remedy = words.refusal(code, facts, lang)  # type: ignore[arg-type]
        assert message
        assert message != code
        assert remedy
        assert "{" not in message
