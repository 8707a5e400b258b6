"""The Word file given back: the same file with our comments at its citations, and nothing else changed."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from hypothesis import given, settings
from hypothesis import strategies as st
from made_reports import (
    CITED,
    REPEALED,
    STATUTE,
    UNSUPPORTED,
    checked_in,
    cited_in,
    document_report,
    report,
    unreadable,
)

from citecheck.errors import CitecheckError
from citecheck.model import Document, DocumentReport, Finding, Media
from citecheck.read import read
from citecheck.report import docx as docx_report
from citecheck.report.docx import AUTHOR

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def saved(fill: Callable[[WordDocument], object]) -> bytes:
    made = docx.Document()
    fill(made)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def rezipped(data: bytes, **members: str) -> bytes:
    """The archive with parts added or replaced: `document` is word/document.xml."""
    stream = io.BytesIO()
    parts = {f"word/{name}.xml": content for name, content in members.items()}
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename not in parts:
                new.writestr(info, old.read(info))
        for name, content in parts.items():
            new.writestr(name, content)
    return stream.getvalue()


def with_body(inner: str, **members: str) -> bytes:
    content = f'<w:document xmlns:w="{W}"><w:body>{inner}</w:body></w:document>'
    return rezipped(saved(lambda made: None), document=content, **members)


def commented(data: bytes, *findings: Finding, words: str = CITED) -> bytes:
    """The file with comments at every occurrence of `words`."""
    document = read("a.docx", data)
    assert isinstance(document, Document)
    assert words in document.text
    one = DocumentReport(document, None, checked_in(document.text, *(findings or (UNSUPPORTED,)), words=words))
    return docx_report.render(report(one), "zh", data)


def comments(data: bytes) -> list[str]:
    """The text of our comments, the one about the whole file first."""
    return [one.text for one in docx.Document(io.BytesIO(data)).comments if one.author == AUTHOR]


def marked(data: bytes, number: int) -> str:
    """The words of the body between the marks of a comment."""
    words, inside = "", False
    for node in docx.Document(io.BytesIO(data)).element.body.iter():
        if node.get(f"{{{W}}}id") == str(number):
            inside = node.tag == f"{{{W}}}commentRangeStart" or (inside and not node.tag.endswith("RangeEnd"))
        elif inside and node.tag == f"{{{W}}}t":
            words += node.text or ""
    return words


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def text(data: bytes) -> str:
    got = read("a.docx", data)
    assert isinstance(got, Document)
    return got.text


def one_run(made: WordDocument) -> None:
    made.add_heading("标题", 1)
    made.add_paragraph(f"根据{CITED}的规定，可以。又见{CITED}。")


def several_runs(made: WordDocument) -> None:
    paragraph = made.add_paragraph("根据")
    paragraph.add_run(CITED[:4]).bold = True
    paragraph.add_run(CITED[4:] + "的规定").italic = True


def table(made: WordDocument) -> None:
    made.add_table(1, 2).rows[0].cells[1].text = f"见{CITED}。"


@pytest.mark.parametrize(
    ("fill", "citations"),
    [
        pytest.param(one_run, 2, id="in one run"),
        pytest.param(several_runs, 1, id="over several runs"),
        pytest.param(table, 1, id="in a table"),
    ],
)
def test_comments_stand_at_the_citations(fill: Callable[[WordDocument], object], citations: int) -> None:
    data = saved(fill)
    out = commented(data)
    assert text(out) == text(data)
    assert len(comments(out)) == 1 + citations
    assert [marked(out, number) for number in range(1, 1 + citations)] == [CITED] * citations
    assert STATUTE.title in comments(out)[1]


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_any_stretches_can_be_commented(data: st.DataObject) -> None:
    words = st.text(alphabet="甲乙丙 x，", min_size=1, max_size=6)
    lines = data.draw(st.lists(st.lists(words, min_size=1, max_size=4), min_size=1, max_size=4), label="runs")

    def fill(made: WordDocument) -> None:
        for runs in lines:
            paragraph = made.add_paragraph()
            for index, run in enumerate(runs):
                paragraph.add_run(run).bold = bool(index % 2)

    original = saved(fill)
    document = read("a.docx", original)
    assert isinstance(document, Document)
    length = len(document.text) - 1
    starts = data.draw(st.lists(st.integers(0, length - 1), min_size=1, max_size=5), label="starts")
    spans = [(start, data.draw(st.integers(start + 1, length), label="end")) for start in starts]
    (like,) = checked_in(CITED, UNSUPPORTED)
    checked = [
        replace(
            like, resolved=replace(like.resolved, citation=cited_in(document.text, start, document.text[start:end]))
        )
        for start, end in spans
    ]
    out = docx_report.render(report(DocumentReport(document, None, tuple(checked))), "en", original)
    assert text(out) == document.text
    for number, (start, end) in enumerate(spans, 1):
        if document.text[start] != "\n":  # a citation begins with a word
            assert marked(out, number) == document.text[start:end].replace("\n", "")


def test_the_look_of_the_words_stays() -> None:
    def look(data: bytes) -> list[tuple[str, object, object]]:
        runs = [run for p in docx.Document(io.BytesIO(data)).paragraphs for run in p.runs]
        return [(char, run.bold, run.italic) for run in runs for char in run.text]

    data = saved(several_runs)
    assert look(commented(data)) == look(data)


def test_all_other_parts_stay_as_they_are() -> None:
    data = saved(one_run)
    before, after = parts(data), parts(commented(data))
    changed = {name for name in after if before.get(name) != after[name]}
    assert changed <= {"word/document.xml", "word/comments.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"}
    assert before.keys() <= after.keys()


def test_what_is_commented_again_has_our_comments_once() -> None:
    """They doubled, and what had been mended since was still called wrong."""

    def fill(made: WordDocument) -> None:
        several_runs(made)
        made.add_comment(made.paragraphs[0].runs, "请核对", author="甲", initials="甲")

    data = saved(fill)
    once = commented(data)
    again = commented(once)
    assert comments(again) == comments(once)
    assert text(again) == text(data)
    assert [one.author for one in docx.Document(io.BytesIO(again)).comments] == ["甲", *[AUTHOR] * len(comments(once))]
    xml = parts(again)["word/document.xml"].decode()
    assert xml.count("commentReference") == xml.count("commentRangeStart") == xml.count("commentRangeEnd")
    assert xml.count("commentReference") == 1 + len(comments(once))
    mended = read("a.docx", once)
    assert isinstance(mended, Document)
    assert len(comments(docx_report.render(report(DocumentReport(mended, None)), "zh", once))) == 1


def test_comments_of_others_stay_and_keep_their_numbers() -> None:
    def fill(made: WordDocument) -> None:
        one_run(made)
        made.add_comment(made.paragraphs[0].runs, "请核对", author="甲", initials="甲")

    out = commented(saved(fill))
    held = list(docx.Document(io.BytesIO(out)).comments)
    assert [(one.author, one.comment_id) for one in held] == [("甲", 0), *[(AUTHOR, n) for n in (1, 2, 3)]]
    assert held[0].text == "请核对"


@pytest.mark.parametrize(
    "inner",
    [
        pytest.param('<w:p><w:hyperlink w:anchor="a"><w:r><w:t>见{}。</w:t></w:r></w:hyperlink></w:p>', id="hyperlink"),
        pytest.param('<w:p><w:ins w:id="9" w:author="甲"><w:r><w:t>见{}</w:t></w:r></w:ins></w:p>', id="insertion"),
        pytest.param("<w:sdt><w:sdtContent><w:p><w:r><w:t>见{}</w:t></w:r></w:p></w:sdtContent></w:sdt>", id="control"),
        pytest.param("<w:p><w:r><w:t>见</w:t><w:tab/><w:t>{}</w:t><w:br/></w:r></w:p>", id="several texts in a run"),
        pytest.param(
            "<w:p><w:r><w:t>见</w:t></w:r><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>{}</w:t></w:r></w:p>"
            "</w:txbxContent></w:pict></w:r></w:p>",
            id="text box",
        ),
    ],
)
def test_comments_stand_wherever_words_do(inner: str) -> None:
    data = with_body(inner.replace("{}", CITED))
    out = commented(data)
    assert text(out) == text(data)
    assert CITED in marked(out, 1)


def test_no_mark_of_a_comment_stands_in_a_text_box() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:txbxContent>".replace("{}", CITED)
    out = commented(with_body(f"<w:p><w:r><w:t>见</w:t></w:r><w:r><w:pict>{box}</w:pict></w:r></w:p>"))
    xml = parts(out)["word/document.xml"].decode()
    assert xml.index('commentRangeStart w:id="1"') < xml.index("txbxContent")
    assert xml.rindex("txbxContent") < xml.index('commentRangeEnd w:id="1"')


def test_what_a_footnote_cites_is_commented_where_the_body_refers_to_it() -> None:
    note = f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2"><w:p><w:r><w:t>见{CITED}</w:t></w:r></w:p></w:footnote>'
    body = '<w:p><w:r><w:t>正文</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>后文</w:t></w:r></w:p>'
    data = with_body(body, footnotes=f"{note}</w:footnotes>")
    out = commented(data)
    assert text(out) == text(data)
    assert "第1条脚注" in comments(out)[1] or "脚注" in comments(out)[1]
    assert parts(out)["word/footnotes.xml"] == parts(data)["word/footnotes.xml"]
    xml = parts(out)["word/document.xml"].decode()
    assert (
        xml.index('commentRangeStart w:id="1"') < xml.index("footnoteReference") < xml.index('commentRangeEnd w:id="1"')
    )


def test_what_a_header_cites_is_commented_at_the_start_of_the_body() -> None:
    header = f'<w:hdr xmlns:w="{W}"><w:p><w:r><w:t>见{CITED}</w:t></w:r></w:p></w:hdr>'
    data = with_body("<w:p><w:r><w:t>正文</w:t></w:r></w:p><w:p><w:r><w:t>后文</w:t></w:r></w:p>", header1=header)
    out = commented(data)
    assert text(out) == text(data)
    assert "页眉1" in comments(out)[1]
    assert parts(out)["word/header1.xml"] == parts(data)["word/header1.xml"]
    xml = parts(out)["word/document.xml"].decode()
    assert xml.index('commentRangeStart w:id="1"') < xml.index("正文") < xml.index('commentRangeEnd w:id="1"')


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(f"甲\r\n\r\n根据{CITED}的规定，\t可以。\r\n", id="as Windows writes it"),
        pytest.param(f"\x00\x0b\x1b\u202e\ud800 <w:p>&amp; {CITED} ]]>\n", id="what XML cannot hold or would read"),
        pytest.param(f"{CITED}\n{CITED}", id="nothing else"),
    ],
)
def test_another_kind_of_input_becomes_a_new_file(words: str) -> None:
    out = docx_report.render(report(document_report(words, UNSUPPORTED, REPEALED, media=Media.TEXT)), "en")
    assert len(comments(out)) == 1 + words.count(CITED)
    assert marked(out, 1) == CITED
    assert len(text(out).rstrip("\n")) == len(words.replace("\r\n", "\n").rstrip("\n"))


def test_a_text_without_citations_says_what_was_looked_at() -> None:
    (said,) = comments(docx_report.render(report(document_report("没有引用。")), "en"))
    assert "no citation of a statute found" in said
    assert "proves nothing" in said


def test_an_empty_text_makes_a_file() -> None:
    assert docx.Document(io.BytesIO(docx_report.render(report(document_report("")), "en"))).paragraphs is not None


def test_what_cannot_be_read_cannot_be_commented() -> None:
    with pytest.raises(CitecheckError, match=r"cannot comment x\.pdf"):
        docx_report.render(report(unreadable()), "en")


def test_a_file_without_its_list_of_types_is_said_to_be_damaged() -> None:
    whole, stream = saved(one_run), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(stream, "w") as new:
        for info in old.infolist():
            if info.filename != "[Content_Types].xml":
                new.writestr(info, old.read(info))
    with pytest.raises(CitecheckError, match=r"a\.docx: the Word file is damaged"):
        commented(stream.getvalue())


def test_a_file_of_pictures_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx_report, "_MAX_UNPACKED", 50_000)
    data = rezipped(saved(one_run), picture=" " * 100_000)
    with pytest.raises(CitecheckError, match="unpacks to more"):
        commented(data)


@pytest.mark.browser
def test_libreoffice_opens_it_and_keeps_the_comments(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("needs LibreOffice (Debian: libreoffice-writer)")
    (tmp_path / "in.docx").write_bytes(commented(saved(one_run)))
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, home, "--headless", "--convert-to", "odt", "--outdir", str(tmp_path), str(tmp_path / "in.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    with zipfile.ZipFile(tmp_path / "in.odt") as archive:
        content = archive.read("content.xml").decode()
    assert content.count("<office:annotation ") == 3
    assert f"<dc:creator>{AUTHOR}</dc:creator>" in content
    assert CITED in content
