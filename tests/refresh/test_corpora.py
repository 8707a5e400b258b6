"""Corpora: folders, checkouts and tarballs, and archives that mean harm."""

from __future__ import annotations

import gzip
import hashlib
import io
import sqlite3
import tarfile
from contextlib import closing
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from stand_in import World, word_file

from citecheck.model import ArticleNumber, Level
from citecheck.refresh.outcome import SourceError, SourceName, Status
from citecheck.refresh.plan import Kind
from citecheck.refresh.run import Order, Outcome
from citecheck.refresh.run import refresh as run_refresh
from citecheck.refresh.tree import entries
from citecheck.store import Sources, open_store

EDITION = next(edition for edition in World().editions if edition.title == "示范港口条例")
LINES = EDITION.lines()
HTML = "<html><body><main>" + "".join(f"<p>{line}</p>" for line in LINES) + "</main></body></html>"


def imported(home: Path, sources: Sources, source: SourceName, place: Path | str, *titles: str) -> Outcome:
    return run_refresh(home, Order(source, str(place), titles), sources=sources)


def held(home: Path, sources: Sources, statute: str) -> dict[str, int]:
    """How many articles with text each version has."""
    with open_store(home, sources=sources) as store:
        return {v.key: sum(a.text is not None for a in store.articles(v.id)) for v in store.versions(statute)}


# ── a folder of one's own ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("示范港口条例(2023-03-01).md", "\n\n".join(LINES).encode(), id="Markdown"),
        pytest.param("示范港口条例.txt", "\n".join(LINES).encode("gb18030"), id="text in GB18030, day in the header"),
        pytest.param("示范港口条例（2023-03-01）.docx", word_file(LINES), id="Word"),
        pytest.param("示范港口条例_20230301.html", HTML.encode(), id="HTML"),
    ],
)
def test_every_kind_of_file_is_read(name: str, data: bytes, home: Path, sources: Sources, tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / name).write_bytes(data)
    outcome = imported(home, sources, SourceName.FOLDER, tmp_path / "texts")
    assert outcome.complete, outcome.refused
    assert held(home, sources, "示范港口条例") == {"2023-03-01": 8}


@pytest.mark.parametrize(
    ("name", "lines", "reason"),
    [
        pytest.param("示范港口条例(2023-03-01).md", LINES[:-3], "falls_short", id="cut"),
        pytest.param("示范新条例(2023-03-01).md", ["示范新条例", *LINES[1:-3]], "not_whole", id="cut, and not known"),
        pytest.param("示范新条例.md", ["示范新条例", *LINES[2:]], "no_date", id="no day"),
        pytest.param("示范新条例(2023-03-01).md", ["示范新条例", "没有条文。"], "no_articles", id="no articles"),
        pytest.param("示范新条例(2023-03-01).docx", ["不是 Word"], "not_whole", id="a name that lies"),
    ],
)
def test_what_is_not_whole_is_refused_and_said(
    name: str, lines: list[str], reason: str, home: Path, sources: Sources, tmp_path: Path
) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / name).write_text("\n".join(lines), encoding="utf-8")
    outcome = imported(home, sources, SourceName.FOLDER, folder)
    assert not outcome.complete
    assert [one.reason for one in outcome.refused] in ([reason], ["no_articles"])
    assert held(home, sources, "示范港口条例") == {"2023-03-01": 0}


def test_words_of_effect_in_the_middle_are_no_end(home: Path, sources: Sources, tmp_path: Path) -> None:
    """在…境内实施 in an early article reads like a closing clause; a text that nobody knows must end with its own."""
    lines = ["示范新条例", "2023年3月1日国务院公布", "第一条　为了示范，制定本条例。",
             "第二条　在中华人民共和国境内实施示范活动，适用本条例。", "第三条　示范活动应当公开。"]  # fmt: skip
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "示范新条例(2023-03-01).txt").write_text("\n".join(lines), encoding="utf-8")
    (refused,) = imported(home, sources, SourceName.FOLDER, folder).refused
    assert (refused.reason, refused.facts["doubts"]) == ("not_whole", ("ends_early",))
    lines.append("第四条　本条例自公布之日起施行。")
    (folder / "示范新条例(2023-03-01).txt").write_text("\n".join(lines), encoding="utf-8")
    assert imported(home, sources, SourceName.FOLDER, folder).complete


@pytest.mark.browser
def test_old_word_is_read_through_a_converter(tmp_path: Path) -> None:
    import shutil
    import subprocess

    from citecheck.refresh.files import statute_lines

    office = shutil.which("soffice")
    if office is None:
        pytest.skip("needs LibreOffice to write an old Word file")
    (tmp_path / "new.docx").write_bytes(word_file(LINES))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "doc", "--outdir", str(tmp_path)]
    command.append(str(tmp_path / "new.docx"))
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    old = (tmp_path / "new.doc").read_bytes()
    assert old.startswith(b"\xd0\xcf\x11\xe0")
    assert [line for line in statute_lines(old, tmp_path) if line.strip()] == LINES


def test_tables_of_a_word_file_stay_out_of_the_articles(home: Path, sources: Sources, tmp_path: Path) -> None:
    from docx import Document

    document = Document()
    for line in LINES:
        document.add_paragraph(line)
    table = document.add_table(rows=2, cols=2)
    for i, words in enumerate(("税目", "税额", "甲类样本", "第九条 每件一元")):
        table.cell(i // 2, i % 2).text = words
    folder = tmp_path / "texts"
    folder.mkdir()
    document.save(str(folder / "示范港口条例(2023-03-01).docx"))
    assert imported(home, sources, SourceName.FOLDER, folder).complete
    with open_store(home, sources=sources) as store:
        (version,) = store.versions("示范港口条例")
        last = store.article(version.id, ArticleNumber(8))
        assert last is not None
        assert last.text == "本规定自2023年6月1日起施行。"
        assert store.article(version.id, ArticleNumber(9)) is None


# ── LawRefBook and just-laws ─────────────────────────────────────────────────────────────────────────────────────


def lawrefbook(folder: Path) -> Path:
    """A small checkout: a regulation, a broken one among many whole ones, a case, the index."""
    body = "\n\n".join(["# 示范港口条例", "2023年3月1日 国务院公布", "<!-- INFO END -->", *LINES[2:]])
    files = {
        "行政法规/_index.md": "# 目录",
        "行政法规/示范港口条例(2023-03-01).md": body,
        "案例/某案.md": "# 某案\n\n第一条 不是法规。",
        "法律法规模版.md": "# 模版",
    }
    for n in range(1, 12):
        title = f"甲省示范条例（{n}）"
        files[f"DLC/甲省/{title}(2020-01-0{n % 9 + 1}).md"] = body.replace("示范港口条例", title)
    files["部门规章/示范残缺办法(2020-01-01).md"] = "# 示范残缺办法\n\n第一条 有。\n\n第三条 也有。"
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    with closing(sqlite3.connect(folder / "db.sqlite3")) as connection, connection:
        connection.execute("CREATE TABLE category (id, folder)")
        connection.execute("CREATE TABLE law (id, name, publish, valid_from, category_id)")
        connection.execute("INSERT INTO category VALUES (1, '行政法规')")
        connection.execute("INSERT INTO law VALUES (1, '示范港口条例', '2023-03-01', '2023-06-01', 1)")
    return folder


def test_a_corpus_is_imported_with_its_broken_documents_listed(home: Path, sources: Sources, tmp_path: Path) -> None:
    outcome = imported(home, sources, SourceName.LAWREFBOOK, lawrefbook(tmp_path / "corpus"))
    assert outcome.complete
    assert outcome.counts() == {Kind.NEW: 11, Kind.TEXT_ADDED: 1}
    assert [(one.title, one.reason) for one in outcome.refused if one.failure] == [("示范残缺办法", "not_whole")]
    assert [one.reason for one in outcome.refused if not one.failure] == ["no_statute"]
    with open_store(home, sources=sources) as store:
        assert store.statute("甲省示范条例（3）").level is Level.LOCAL_REGULATION


def test_a_corpus_of_which_too_much_is_broken_changes_nothing(home: Path, sources: Sources, tmp_path: Path) -> None:
    corpus = lawrefbook(tmp_path / "corpus")
    for path in list(corpus.glob("DLC/*/*.md"))[:4]:
        path.write_text("\n".join(path.read_text("utf-8").split("\n")[:12]), encoding="utf-8")
    assert not imported(home, sources, SourceName.LAWREFBOOK, corpus).complete
    assert held(home, sources, "示范港口条例") == {"2023-03-01": 0}


def test_a_title_that_a_corpus_does_not_have_is_missed(home: Path, sources: Sources, tmp_path: Path) -> None:
    corpus = lawrefbook(tmp_path / "corpus")
    assert imported(home, sources, SourceName.LAWREFBOOK, corpus, "示范港口条例").complete
    outcome = imported(home, sources, SourceName.LAWREFBOOK, corpus, "示范火车条例")
    assert [one.reason for one in outcome.refused] == ["not_found"]
    assert not outcome.complete


def test_the_parts_of_a_law_are_put_together(home: Path, sources: Sources, tmp_path: Path) -> None:
    law = replace(EDITION, title="中华人民共和国示范灯塔法", gbrq="2018-05-01", sxrq="2018-10-01", articles=9)
    lines = law.lines()
    split = next(i for i, line in enumerate(lines) if line.startswith("第五条"))
    folder = tmp_path / "corpus" / "docs" / "civil" / "lighthouse-law"
    folder.mkdir(parents=True)
    (folder.parent / "README.md").write_text("# 目录\n", encoding="utf-8")
    header = [f"# {law.title}", "2018年5月1日第十三届全国人民代表大会常务委员会第二次会议通过"]
    (folder / "README.md").write_text("\n\n".join(["---\nsidebar: auto\n---", *header]), encoding="utf-8")
    (folder / "01-first.md").write_text("\n\n".join(lines[6:split]), encoding="utf-8")
    (folder / "02-second.md").write_text("\n\n".join(lines[split:]), encoding="utf-8")
    outcome = imported(home, sources, SourceName.JUST_LAWS, tmp_path / "corpus")
    assert outcome.complete, outcome.refused
    assert held(home, sources, "示范灯塔法") == {"2018-05-01": 9}


# ── archives ─────────────────────────────────────────────────────────────────────────────────────────────────────


def packed(folder: Path, target: Path) -> Path:
    with tarfile.open(target, "w:gz") as archive:
        archive.add(folder, "Laws-HEAD")
    return target


def member(name: str, data: bytes = b"x", **attributes: object) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    for key, value in attributes.items():
        setattr(info, key, value)
    return info, data


@pytest.mark.parametrize(
    "members",
    [
        pytest.param([member("../outside.md")], id="one level up"),
        pytest.param([member("a/../../outside.md")], id="up from within"),
        pytest.param([member("/etc/outside.md")], id="absolute"),
        pytest.param([member("a\\..\\..\\outside.md")], id="backslashes"),
        pytest.param([member("C:/outside.md")], id="a drive"),
        pytest.param([member("a.md", b"", type=tarfile.SYMTYPE, linkname="/etc/passwd")], id="a link away"),
        pytest.param([member("a.md", b"", type=tarfile.LNKTYPE, linkname="../../x")], id="a hard link away"),
        pytest.param([member("a.md", b"", type=tarfile.CHRTYPE)], id="a device"),
    ],
)
def test_an_archive_that_would_escape_is_refused_whole(
    members: list[tuple[tarfile.TarInfo, bytes]], home: Path, sources: Sources, tmp_path: Path
) -> None:
    path = tmp_path / "evil.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for info, data in [member("good.md", "\n".join(LINES).encode()), *members]:
            archive.addfile(info, io.BytesIO(data))
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(SourceError) as raised:
        list(entries(path))
    assert raised.value.status is Status.DAMAGED
    assert sorted(tmp_path.rglob("*")) == before


def test_an_archive_that_grows_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.tar.gz"
    with tarfile.open(path, "w:gz", compresslevel=9) as archive:
        for n in range(6):
            info, data = member(f"{n}.md", bytes(8 * 2**20))
            archive.addfile(info, io.BytesIO(data))
    with pytest.raises(SourceError) as raised:
        list(entries(path))
    assert raised.value.status is Status.TOO_LARGE


@pytest.mark.parametrize("kept", [0.5, 0.99])
def test_an_archive_cut_short_is_refused(kept: float, tmp_path: Path) -> None:
    whole = packed(lawrefbook(tmp_path / "corpus"), tmp_path / "laws.tar.gz")
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * kept)])
    with pytest.raises(SourceError) as raised:
        list(entries(cut))
    assert raised.value.status is Status.DAMAGED


def test_something_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "laws.tar.gz"
    page.write_bytes(gzip.compress(b"<html>sign in</html>"))
    with pytest.raises(SourceError):
        list(entries(page))


def test_links_out_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (tmp_path / "secret.md").write_text("秘密", encoding="utf-8")
    (folder / "link.md").symlink_to(tmp_path / "secret.md")
    assert list(entries(folder)) == []


def test_an_archive_is_only_fetched_when_it_is_another_one(home: Path, sources: Sources, tmp_path: Path) -> None:
    data = packed(lawrefbook(tmp_path / "corpus"), tmp_path / "laws.tar.gz").read_bytes()
    etag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
    answered: list[int] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fresh = self.headers.get("If-None-Match") == etag
            answered.append(304 if fresh else 200)
            self.send_response(304 if fresh else 200)
            self.send_header("ETag", etag)
            self.send_header("Content-Length", "0" if fresh else str(len(data)))
            self.end_headers()
            if not fresh:
                self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}/Laws/tar.gz/HEAD"
    first = imported(home, sources, SourceName.LAWREFBOOK, url)
    second = imported(home, sources, SourceName.LAWREFBOOK, url)
    server.shutdown()
    server.server_close()
    assert (first.complete, first.stored, first.up_to_date) == (True, True, False)
    assert (second.complete, second.stored, second.up_to_date) == (True, False, True)
    assert answered == [200, 304]
    assert held(home, sources, "示范港口条例") == {"2023-03-01": 8}
