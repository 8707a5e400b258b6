# ruff: noqa: E501  (rows of tables are long)
"""A stand-in for flk.npc.gov.cn: its interface with statutes that we made up, and the faults that a source can have.

    python tests/refresh/stand_in.py --port 8080 [--fault challenge_every_third]
    citecheck refresh 示范港口条例 --from http://127.0.0.1:8080 --rate 50

It answers the requests as published clients send them: search/list, search/flfgDetails, download/pc, download/batch
and the file at a signed address that expires. The law it calls 民法典 holds nothing but the facts of a canary.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import re
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

CHALLENGE = "<!DOCTYPE html><html><body>Please enable JavaScript and refresh the page.</body></html>"
CAPTCHA = "<html><title>访问验证</title><form action='/waf_text_verify.html' id='waf_text_captcha'></form></html>"
_NUMERALS = "零一二三四五六七八九"


def numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("十" if tens == 1 else _NUMERALS[tens] + "十" if tens else "") + (_NUMERALS[ones] if ones else "")


@dataclass(frozen=True)
class Edition:
    """One version of one made-up statute, as the database would list it."""

    bbbs: str
    title: str
    gbrq: str
    sxrq: str
    sxx: int
    code: int
    flxz: str
    issuer: str
    articles: int = 8
    wording: str = ""  # differs between versions
    form: str = "docx"  # | "doc" | "pdf" | "none"
    history: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """Its words: a title, a header, a table of contents, chapters, articles with 款 and 项."""
        year, month, day = self.gbrq.split("-")
        out = [self.title, f"（{year}年{int(month)}月{int(day)}日{self.issuer}公布）", "目　　录", "第一章　总则",
               "第二章　样本的保管", "第三章　附则"]  # fmt: skip
        for number in range(1, self.articles + 1):
            if number == 1:
                out.append("第一章　总则")
            if number == 3:
                out.append("第二章　样本的保管")
            if number == self.articles:
                out.append("第三章　附则")
            out += self._article(number)
        return out

    def _article(self, number: int) -> list[str]:
        label = f"第{numeral(number)}条　"
        if number == 1:
            return [f"{label}为了说明一部虚构的法规如何保存，制定本规定。"]
        if number == self.articles:
            year, month, day = self.sxrq.split("-")
            return [f"{label}本规定自{year}年{int(month)}月{int(day)}日起施行。"]
        if number == 4:
            return [
                f"{label}样本有下列情形之一的，应当重新登记{self.wording}：",
                "（一）标签脱落的；",
                "（二）容器破损的。",
                "重新登记不收取费用。",
            ]
        return [f"{label}第{numeral(number)}号样本由第{numeral(number)}保管室保管{self.wording}，不得移作他用。"]

    def file(self) -> bytes:
        if self.form == "doc":
            return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2048)
        return word_file(self.lines())

    def row(self) -> dict[str, Any]:
        return {
            "bbbs": self.bbbs, "title": self.title, "gbrq": self.gbrq, "sxrq": self.sxrq, "sxx": self.sxx,
            "zdjgName": self.issuer, "zdjgCodeId": 1, "flxz": self.flxz, "flfgCodeId": self.code, "score": 1.0,
        }  # fmt: skip


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>',
}


def word_file(lines: list[str]) -> bytes:
    """A Word file with a paragraph for each line; the same lines give the same bytes."""
    paragraphs = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    document = f'<w:document xmlns:w="{_WORD}"><w:body>{paragraphs}</w:body></w:document>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (*_PARTS.items(), ("word/document.xml", document)):
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), f'<?xml version="1.0"?>{text}'.encode())
    return buffer.getvalue()


EDITIONS = (
    Edition("ff808081729d1efe01729d50b5c500bf", "中华人民共和国民法典", "2020-05-28", "2021-01-01", 3, 120, "法律", "虚构"),
    Edition("2c909fdd678bf17901678bf74d7106b3", "中华人民共和国劳动合同法", "2012-12-28", "2013-07-01", 3, 150, "法律", "虚构"),
    Edition("a1" * 16, "示范港口条例", "2023-03-01", "2023-06-01", 3, 210, "行政法规", "国务院", 8),
    Edition("a2" * 16, "示范港口条例实施细则", "2023-04-01", "2023-06-01", 3, 210, "行政法规", "国务院", 5),
    Edition("b1" * 16, "中华人民共和国示范灯塔法", "2018-05-01", "2018-10-01", 2, 120, "法律", "全国人民代表大会常务委员会", 9),
    Edition("b2" * 16, "中华人民共和国示范灯塔法", "2024-02-01", "2024-06-01", 3, 120, "法律", "全国人民代表大会常务委员会", 11,
            "并记入新簿", history=("b1" * 16,)),
    Edition("b3" * 16, "中华人民共和国示范灯塔法", "2026-06-01", "2027-01-01", 4, 120, "法律", "全国人民代表大会常务委员会", 12,
            "并记入电子簿"),
    Edition("c1" * 16, "最高人民法院关于审理示范样本案件适用法律问题的解释", "2022-01-05", "2022-02-01", 3, 311, "司法解释",
            "最高人民法院", 7),
    Edition("d1" * 16, "示范旧渡口条例", "1999-09-09", "2000-01-01", 1, 210, "行政法规", "国务院", 6),
    Edition("e1" * 16, "示范旧字条例", "1995-09-09", "1996-01-01", 3, 210, "行政法规", "国务院", 6, form="doc"),
    Edition("e2" * 16, "示范无文件条例", "1994-09-09", "1995-01-01", 3, 210, "行政法规", "国务院", 6, form="none"),
)  # fmt: skip


@dataclass
class Faults:
    """What goes wrong; all off. Numbers count every request from 1."""

    challenge_every: int = 0
    captcha: bool = False
    error_every: int = 0
    slow: float = 0.0
    cut_files: bool = False  # half of the bytes, under a length that says so
    short_files: bool = False  # half of the bytes, under the length of all
    without_article: int = 0
    first_articles: int = 0
    empty_lists: bool = False
    null_rows: bool = False
    em_titles: bool = False
    expired: int = 0  # so many signed addresses have expired when they are used; -1: all
    evil_titles: bool = False
    cookie_gate: bool = False  # sends each newcomer back to the same address with a cookie
    gate_forever: bool = False
    code: int = 200
    remapped: bool = False  # the integers of the site before 2025
    file_host: str = ""  # the host of signed addresses
    redirect_files: str = ""  # where the file address redirects to
    html_details: bool = False
    other_words: bool = False  # the same day, other words
    always: int = 0  # this status to every request
    robots: str = ""
    die_after: int = 0  # closes every connection after so many requests


FAULTS: dict[str, Faults] = {
    "none": Faults(),
    "challenge_every_third": Faults(challenge_every=3),
    "error_every_second": Faults(error_every=2),
    "slow": Faults(slow=0.3),
    "cut_files": Faults(cut_files=True),
    "short_files": Faults(short_files=True),
    "missing_article": Faults(without_article=5),
    "first_five_articles": Faults(first_articles=5),
    "empty_lists": Faults(empty_lists=True),
    "null_rows": Faults(null_rows=True),
    "em_titles": Faults(em_titles=True),
    "expired_once": Faults(expired=1),
    "expired_always": Faults(expired=-1),
    "evil_titles": Faults(evil_titles=True),
    "captcha": Faults(captcha=True),
    "cookie_gate": Faults(cookie_gate=True),
    "gate_forever": Faults(gate_forever=True),
    "rejection": Faults(code=500),
    "remapped_status": Faults(remapped=True),
    "foreign_file_host": Faults(file_host="https://files.example.org"),
    "redirect_away": Faults(redirect_files="https://files.example.org/x"),
    "html_details": Faults(html_details=True),
    "other_words": Faults(other_words=True),
}


@dataclass
class World:
    """The database, its faults, and what it was asked."""

    editions: tuple[Edition, ...] = EDITIONS
    faults: Faults = field(default_factory=Faults)
    asked: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    signed: int = 0
    expired: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    gate: threading.Event | None = None  # nothing is answered before it is set

    def edition(self, bbbs: str) -> Edition | None:
        found = next((edition for edition in self.editions if edition.bbbs == bbbs), None)
        if found and self.faults.other_words:
            found = replace(found, wording=found.wording + "和管理")
        return found

    def bytes(self, edition: Edition) -> bytes:
        lines = edition.lines()
        if self.faults.without_article:
            label = f"第{numeral(self.faults.without_article)}条　"
            lines = [line for line in lines if not line.startswith(label)]
        if self.faults.first_articles:
            after = next(i for i, line in enumerate(lines)
                         if line.startswith(f"第{numeral(self.faults.first_articles + 1)}条　"))  # fmt: skip
            lines = lines[:after]
        data = edition.file() if edition.form == "doc" else word_file(lines)
        return data[: len(data) // 2] if self.faults.cut_files else data


class Handler(BaseHTTPRequestHandler):
    """One request. `world` is set on the class that `serving` makes."""

    world: World
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # which holds a body back for 40 ms, until the head before it is acknowledged

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def _answer(self, body: bytes) -> None:
        world, faults = self.world, self.world.faults
        parts = urlsplit(self.path)
        with world.lock:
            world.asked.append(f"{self.command} {parts.path}")
            world.times.append(time.monotonic())
            world.agents.add(self.headers.get("User-Agent", ""))
            count = len(world.asked)
        if faults.slow:
            time.sleep(faults.slow)
        if world.gate:
            world.gate.wait(300)
        if faults.die_after and count > faults.die_after:
            self.close_connection = True
            return None
        if faults.always:
            return self._send(faults.always, b"no", "text/plain")
        if faults.robots and parts.path == "/robots.txt":
            return self._send(200, faults.robots.encode(), "text/plain")
        if faults.error_every and not count % faults.error_every:
            return self._send(503, b"busy", "text/plain")
        if faults.challenge_every and not count % faults.challenge_every:
            return self._send(200, CHALLENGE.encode(), "text/html")
        if faults.captcha:
            return self._send(200, CAPTCHA.encode(), "text/html")
        if faults.gate_forever or (faults.cookie_gate and "wzws_cid=" not in self.headers.get("Cookie", "")):
            return self._send(307, b"", headers={"Location": self.path, "Set-Cookie": "wzws_cid=abc; Path=/"})
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        routes: dict[str, Callable[[dict[str, str], bytes], None]] = {
            "POST /law-search/search/list": self._list,
            "GET /law-search/search/flfgDetails": self._details,
            "GET /law-search/download/pc": self._download,
            "POST /law-search/download/batch": self._batch,
        }
        route = routes.get(f"{self.command} {parts.path}")
        if route:
            return route(query, body)
        if parts.path.startswith("/files/"):
            return self._file(parts.path, query)
        return self._send(404, b"no such page", "text/plain")

    def _list(self, _: dict[str, str], body: bytes) -> None:
        world, asked = self.world, json.loads(body)
        for name in ("searchContent", "searchRange", "searchType", "pageNum", "pageSize"):
            if name not in asked or isinstance(asked[name], list):
                return self._json({"code": 500, "msg": f"bad {name}"})
        words = asked["searchContent"]
        found = [edition for edition in world.editions if not words or words in edition.title]
        if asked.get("flfgCodeId"):
            found = [edition for edition in found if edition.code in asked["flfgCodeId"]]
        if asked.get("sxx"):
            found = [edition for edition in found if edition.sxx in asked["sxx"]]
        if world.faults.empty_lists:
            found = []
        start = (asked["pageNum"] - 1) * asked["pageSize"]
        rows = [self._row(edition, words) for edition in found[start : start + asked["pageSize"]]]
        if world.faults.null_rows:
            return self._json({"code": 200, "msg": "ok", "total": 0, "rows": None})
        return self._json({"code": world.faults.code, "msg": "查询成功", "total": len(found), "rows": rows})

    def _row(self, edition: Edition, words: str) -> dict[str, Any]:
        row = edition.row()
        if self.world.faults.em_titles and words:
            row["title"] = row["title"].replace(words, f'<em class="highlight">{words}</em>')
        if self.world.faults.evil_titles:
            row["title"] = f"../../{row['title']}<script>alert(1)</script>"
        return row

    def _details(self, query: dict[str, str], _: bytes) -> None:
        if self.world.faults.html_details:
            return self._send(200, b"<html>moved</html>", "text/html")
        edition = self.world.edition(query.get("bbbs", ""))
        if edition is None:
            return self._json({"code": 500, "msg": "no such document", "data": None})
        row = edition.row()
        if self.world.faults.remapped:
            row["sxx"] = {1: 9, 2: 5, 3: 1, 4: 3}[row["sxx"]]
        history = [{"bbbs": bbbs, "gbrq": old.gbrq, "title": old.title, "highLight": False}
                   for bbbs in edition.history if (old := self.world.edition(bbbs))]  # fmt: skip
        chapters = [{"id": str(i), "title": title, "children": []}
                    for i, title in enumerate(("第一章　总则", "第二章　样本的保管", "第三章　附则"))]  # fmt: skip
        if edition.form == "none":
            files = {"ossWordPath": "", "ossPdfPath": ""}
        else:
            files = {"ossWordPath": f"prod/{edition.bbbs}.docx", "ossPdfPath": "", "ossWordOfdPath": ""}
        data = {**row, "content": {"title": edition.title, "children": chapters}, "lsyg": history, "xgzl": [],
                "xgwj": [], "ossFile": files, "flfg": {}, "xfFlag": False}  # fmt: skip
        return self._json({"code": 200, "msg": "ok", "data": data})

    def _signed(self, bbbs: str) -> str:
        with self.world.lock:
            self.world.signed += 1
            serial = self.world.signed
        signature = hashlib.sha256(f"{bbbs}{serial}".encode()).hexdigest()[:16]
        host = self.world.faults.file_host or f"http://{self.headers.get('Host')}"
        return f"{host}/files/{bbbs}.docx?Expires=3600&serial={serial}&Signature={signature}"

    def _download(self, query: dict[str, str], _: bytes) -> None:
        edition = self.world.edition(query.get("bbbs", ""))
        if edition is None or edition.form == "none" or query.get("format") != "docx":
            return self._json({"code": 500, "msg": "no such file", "data": None})
        return self._json({"code": 200, "data": {"url": self._signed(edition.bbbs), "urlIn": "http://10.0.0.1/x"}})

    def _batch(self, _: dict[str, str], body: bytes) -> None:
        edition = self.world.edition(json.loads(body)[0]["bbbs"])
        if edition is None or edition.form == "none":
            return self._json({"code": 200, "data": []})
        return self._json({"code": 200, "data": [{"url": self._signed(edition.bbbs)}]})

    def _file(self, path: str, query: dict[str, str]) -> None:
        world, faults = self.world, self.world.faults
        if faults.redirect_files:
            return self._send(302, b"", headers={"Location": faults.redirect_files})
        if faults.expired < 0 or world.expired < faults.expired:
            with world.lock:
                world.expired += 1
            return self._send(403, b"<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>",
                              "application/xml")  # fmt: skip
        name = re.fullmatch(r"/files/([0-9a-f]+)\.docx", path)
        edition = world.edition(name[1]) if name else None
        if edition is None or not query.get("Signature"):
            return self._send(404, b"<Error><Code>NoSuchKey</Code></Error>", "application/xml")
        data = world.bytes(edition)
        if faults.short_files:
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data[: len(data) // 2])
            self.close_connection = True
            return None
        return self._send(200, data, "application/octet-stream")

    def _json(self, value: Any) -> None:
        self._send(200, json.dumps(value, ensure_ascii=False).encode(), "application/json;charset=UTF-8")

    def _send(
        self, status: int, body: bytes, kind: str = "application/json", headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(BrokenPipeError, ConnectionResetError):  # whoever asked did not wait
            self.wfile.write(body)


@contextmanager
def serving(world: World, port: int = 0) -> Iterator[str]:
    """The base address of a server for `world`, while the block runs."""
    handler = type("BoundHandler", (Handler,), {"world": world})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--fault", choices=FAULTS, default="none")
    arguments = parser.parse_args()
    with serving(World(faults=FAULTS[arguments.fault]), arguments.port) as base:
        print(base, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
