"""HTML, Word and PDF: which text the offsets count, and what is left out of it."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.document import Document as WordDocument

from citecheck.model import Document, DocumentReport, Landmark, Unreadable
from citecheck.read import pdf as pdf_reader
from citecheck.read import read
from citecheck.read.parts import MAX_UNPACKED
from citecheck.report import Report, StoreSummary
from citecheck.report.messages import say
from citecheck.report.text import render


def text_of(name: str, data: bytes) -> str:
    got = read(name, data)
    assert isinstance(got, Document), got
    return got.text


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        pytest.param("<p>依照<b>《示范条例》</b>第<i>三</i>条</p>", "依照《示范条例》第三条\n", id="inline elements"),
        pytest.param("<p>甲</p>乙<p>丙</p>", "甲\n乙\n丙\n", id="text between blocks"),
        pytest.param("甲<br>乙<br/>丙", "甲\n乙\n丙\n", id="line breaks"),
        pytest.param("<p>a \n  b&nbsp;&amp; c</p>", "a b\xa0& c\n", id="white space and entities"),
        pytest.param("<script>var x='《示范法》'</script><style>p{}</style><p>甲</p>", "甲\n", id="scripts and styles"),
        pytest.param("<nav>导航</nav><p>甲</p><footer>页脚</footer>", "甲\n", id="furniture of a page"),
        pytest.param("<p>甲</p><p hidden>藏</p><p style='display: none'>藏</p>", "甲\n", id="hidden elements"),
        pytest.param("<p><ruby>消<rt>xiāo</rt></ruby>费</p>", "消费\n", id="readings of ruby"),
        pytest.param("<p>甲<!-- 《示范法》第一条 -->乙</p>", "甲乙\n", id="comments"),
        pytest.param("<table><tr><td>甲<td>第三条<tr><td>乙<td></table>", "甲\t第三条\n乙\t\n", id="table"),
        pytest.param("<ul><li>甲<li>乙</ul>", "甲\n乙\n", id="unclosed list"),
        pytest.param("<pre>甲\n  乙</pre>", "甲\n乙\n", id="preformatted lines"),
        pytest.param("<div>头</div><article><p>" + "正文" * 20 + "</p></article>", "正文" * 20 + "\n", id="main part"),
        pytest.param(
            "<article>短</article><p>" + "正文" * 20 + "</p>", "短\n" + "正文" * 20 + "\n", id="a small article"
        ),
        pytest.param("", "", id="nothing"),
        pytest.param("<p " + " ".join(f"a{i}" for i in range(200_000)) + ">甲</p>", "甲\n", id="many attributes"),
        pytest.param("<script>i<n" + " + 1" * 5_000 + "</script><p>甲</p>", "甲\n", id="a script that looks like it"),
        pytest.param("<div>" * 5000 + "甲" + "</div>" * 5000, None, id="nested very deep"),
    ],
)
def test_html_gives_its_visible_words(page: str, expected: str | None) -> None:
    got = read("a.html", page.encode())
    if expected is None:
        assert isinstance(got, (Document, Unreadable))
    else:
        assert isinstance(got, Document)
        assert got.text == expected


def test_html_in_a_declared_encoding() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><p>甲乙《示范条例》</p>'
    assert text_of("a.html", page.encode("gbk")) == "甲乙《示范条例》\n"


def test_html_paragraphs_are_landmarks() -> None:
    got = read("a.html", "<p>甲</p><p>乙乙</p><p>丙</p>".encode())
    assert isinstance(got, Document)
    assert got.landmarks == tuple(Landmark(start, "paragraph", n) for n, start in enumerate((0, 2, 5), 1))


def word(fill) -> bytes:
    made: WordDocument = docx.Document()
    fill(made)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def rezipped(data: bytes, **members: str | bytes) -> bytes:
    """The archive with parts added or replaced; `__` in a name stands for `/`."""
    stream = io.BytesIO()
    added = {name.replace("__", "/").replace("_xml", ".xml"): content for name, content in members.items()}
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in added:
                new.writestr(name, old.read(name))
        for name, content in added.items():
            new.writestr(name, content)
    return stream.getvalue()


def xml(inner: str, root: str = "document") -> str:
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<w:{root} xmlns:w="{namespace}">{inner}</w:{root}>'


def paragraph(inner: str) -> str:
    return f"<w:p>{inner}</w:p>"


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_word_paragraphs_and_tables_stand_in_order() -> None:
    def fill(made: WordDocument) -> None:
        made.add_paragraph("依照《示范条例》")
        table = made.add_table(2, 2)
        for cell, words in zip((c for row in table.rows for c in row.cells), "甲乙丙丁", strict=True):
            cell.text = words
        made.add_paragraph("")
        made.add_paragraph("后文")

    got = read("a.docx", word(fill))
    assert isinstance(got, Document)
    assert got.text == "依照《示范条例》\n甲\n乙\n丙\n丁\n\n后文\n"
    assert got.landmarks == (Landmark(0, "paragraph", 1), Landmark(9, "table", 1), Landmark(18, "paragraph", 2))


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        pytest.param(run("第") + run("三条"), "第三条\n", id="runs"),
        pytest.param(run("甲") + "<w:del><w:r><w:delText>删</w:delText></w:r></w:del>", "甲\n", id="deleted text"),
        pytest.param("<w:moveFrom>" + run("移") + "</w:moveFrom>" + run("甲"), "甲\n", id="text moved away"),
        pytest.param("<w:ins>" + run("增") + "</w:ins>", "增\n", id="inserted text"),
        pytest.param("<w:hyperlink>" + run("链接") + "</w:hyperlink>", "链接\n", id="hyperlink"),
        pytest.param("<w:r><w:instrText>HYPERLINK x</w:instrText></w:r>" + run("甲"), "甲\n", id="field code"),
        pytest.param(run("甲") + "<w:r><w:tab/><w:br/></w:r>" + run("乙"), "甲\t\n乙\n", id="tab and break"),
        pytest.param(run("甲") + '<w:r><w:commentReference w:id="1"/></w:r>', "甲\n", id="reference to a comment"),
    ],
)
def test_word_runs(inner: str, expected: str) -> None:
    data = rezipped(word(lambda made: None), word__document_xml=xml(f"<w:body>{paragraph(inner)}</w:body>"))
    assert text_of("a.docx", data) == expected


def test_word_notes_follow_the_text_and_comments_do_not() -> None:
    note = '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
    note += f'<w:footnote w:id="2">{paragraph(run("见《示范条例》第三条"))}</w:footnote>'
    data = rezipped(
        word(lambda made: made.add_paragraph("正文")),
        word__footnotes_xml=xml(note, "footnotes"),
        word__endnotes_xml=xml(f'<w:endnote w:id="2">{paragraph(run("尾注"))}</w:endnote>', "endnotes"),
        word__comments_xml=xml(f'<w:comment w:id="1">{paragraph(run("批注"))}</w:comment>', "comments"),
    )
    got = read("a.docx", data)
    assert isinstance(got, Document)
    assert got.text == "正文\n见《示范条例》第三条\n尾注\n"
    assert [mark.kind for mark in got.landmarks] == ["paragraph", "footnote", "endnote"]


def test_word_headers_and_footers_stand_at_the_end_each_once() -> None:
    def part(words: str, kind: str) -> str:
        return xml(paragraph(run(words)), kind)

    data = rezipped(
        word(lambda made: made.add_paragraph("正文")),
        word__footnotes_xml=xml(f'<w:footnote w:id="2">{paragraph(run("脚注"))}</w:footnote>', "footnotes"),
        word__footer1_xml=part("《示范条例》第九条", "ftr"),
        word__header10_xml=part("依据《示范法》", "hdr"),
        word__header2_xml=part("示范公司", "hdr"),
        word__header3_xml=part("示范公司", "hdr"),
        word__header4_xml=part(" ", "hdr"),
        word__headers_xml=part("不是页眉", "hdr"),
    )
    got = read("a.docx", data)
    assert isinstance(got, Document)
    assert got.text == "正文\n脚注\n示范公司\n依据《示范法》\n《示范条例》第九条\n"
    assert [(mark.kind, mark.number) for mark in got.landmarks[2:]] == [("header", 1), ("header", 2), ("footer", 1)]


def test_word_entities_are_not_expanded() -> None:
    bomb = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    body = xml(f"<w:body>{paragraph(run('甲&b;'))}</w:body>")
    got = read("a.docx", rezipped(word(lambda made: None), word__document_xml=bomb + body))
    assert isinstance(got, Unreadable) or "aaaa" not in got.text


def test_a_word_file_that_unpacks_without_end_is_refused() -> None:
    data = rezipped(word(lambda made: None), word__document_xml=b" " * (MAX_UNPACKED + 10))
    assert len(data) < 2_000_000
    got = read("a.docx", data)
    assert isinstance(got, Unreadable)
    assert got.error == "archive_too_large"


@pytest.mark.parametrize(
    ("inner", "refused"),
    [
        pytest.param("<w:p/>" * 90, False, id="as many elements as may be"),
        pytest.param("<w:p/>" * 200, True, id="more elements"),
        pytest.param('<w:p a="" b="" c="" d=""/>' * 30, True, id="more attributes"),
        pytest.param(paragraph(run("甲" * 5_000)), False, id="many words in few elements"),
    ],
)
def test_a_word_file_of_too_many_elements_is_refused(
    monkeypatch: pytest.MonkeyPatch, inner: str, refused: bool
) -> None:
    """256 MB of <w:p/> unpack from 300 kB, and take 5 GB of memory as elements."""
    monkeypatch.setattr("citecheck.read.docx.MAX_NODES", 110)
    got = read("a.docx", rezipped(word(lambda made: None), word__document_xml=xml(f"<w:body>{inner}</w:body>")))
    assert isinstance(got, Unreadable) is refused


def test_an_archive_that_is_no_word_file_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("../evil.txt", "x")
    got = read("a.docx", stream.getvalue())
    assert isinstance(got, Unreadable)
    assert got.error == "archive"


def pdf(*pages: str) -> bytes:
    """A small PDF with a page for each text (ASCII, one line)."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>"]
    objects.append("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    for i, text in enumerate(pages):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents {5 + 2 * i} 0 R/Resources<</Font<</F 3 0 R>>>>>>"
        )
        stream = f"BT /F 12 Tf 20 200 Td ({text}) Tj ET" if text else ""
        objects.append(f"<</Length {len(stream)}>>\nstream\n{stream}\nendstream")
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF"
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


def test_pdf_pages_are_landmarks() -> None:
    got = read("a.pdf", pdf("Article 3 of the Model Law", "Page two"))
    assert isinstance(got, Document)
    assert got.text == "Article 3 of the Model Law\nPage two\n"
    assert got.landmarks == (Landmark(0, "page", 1), Landmark(27, "page", 2))


def test_the_pages_of_a_pdf_without_words_are_named() -> None:
    got = read("a.pdf", pdf("Article 3 of the Model Law", "", "", "Page four", ""))
    assert isinstance(got, Document)
    assert got.unread_pages == (2, 3, 5)
    assert say("en").unread_pages(got.unread_pages).endswith(": 2–3, 5")
    assert render(Report((DocumentReport(got, None),), StoreSummary(0, 0, 0, ""), None)).count("2–3, 5") == 1


def test_a_pdf_without_words_says_so() -> None:
    got = read("scan.pdf", pdf("", ""))
    assert isinstance(got, Unreadable)
    assert got.error == "pdf_no_text"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        pytest.param(
            "依照《示范条例》第\n三条的规定办理。", "依照《示范条例》第三条的规定办理。", id="a full line goes on"
        ),
        pytest.param(
            "依照规定办理事情。\n第三条另有规定的", "依照规定办理事情。\n第三条另有规定的", id="a sentence that ended"
        ),
        pytest.param("标题\n依照《示范条例》第", "标题\n依照《示范条例》第", id="a short line"),
        pytest.param("依照下列各种规定\n（一）第三条", "依照下列各种规定\n（一）第三条", id="an entry of a list"),
        pytest.param("Article 3 of the\nModel Law applies", "Article 3 of the Model Law applies", id="English"),
        pytest.param("", "", id="an empty page"),
    ],
)
def test_lines_that_the_margin_ended_are_joined(page: str, expected: str) -> None:
    assert pdf_reader._joined(page) == expected
