"""What a mirror may do otherwise than the site: answers as they come from a server that somebody wrote in an hour."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from citecheck.refresh import flk
from citecheck.refresh.client import Answer, Client, json_object
from citecheck.refresh.outcome import Refused, Retrieved, SourceError, Status
from citecheck.refresh.parse import Parsed, parse
from citecheck.refresh.work import Work

PAGE_404 = b"<!DOCTYPE HTML><html><body><h1>Error response</h1><p>Error code: 404</p></body></html>"


class Scripted(Client):
    """A client whose answers are a table: path → JSON, or a body with its status."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        super().__init__("http://127.0.0.1:9", flk.HOSTS, rate=1000.0, sleep=lambda _: None)
        self.answers, self.pages = answers, 0

    def json(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        answer = self.answers.get(path, (404, PAGE_404))
        if isinstance(answer, list):  # pages
            answer = answer[min(options["body"]["pageNum"], len(answer)) - 1]
            self.pages += 1
        status, body = answer if isinstance(answer, tuple) else (200, json.dumps(answer).encode())
        return json_object(Answer(status, body, {}, self.base + path), path)


def row(bbbs: str = "a1" * 16, title: str = "示范港口条例") -> dict[str, Any]:
    return {"bbbs": bbbs, "title": title, "gbrq": "2023-03-01", "sxrq": "2023-06-01", "sxx": 3, "flfgCodeId": 210}


def test_a_page_for_a_document_that_is_not_there_is_no_challenge() -> None:
    with pytest.raises(SourceError) as caught:
        json_object(Answer(404, PAGE_404, {}, "http://127.0.0.1/x"), "x")
    assert caught.value.status is Status.CHANGED


def test_a_captcha_is_one_under_any_status() -> None:
    with pytest.raises(SourceError) as caught:
        json_object(Answer(404, "<html>访问验证</html>".encode(), {}, "http://127.0.0.1/x"), "x")
    assert caught.value.status is Status.BLOCKED


def test_a_mirror_that_answers_a_404_page_for_the_known_laws_is_used() -> None:
    assert flk.check_canaries(Scripted({})) == 0


def test_a_mirror_without_the_batch_download_has_no_file_and_no_fault(tmp_path: Path) -> None:
    client = Scripted({
        "/law-search/search/list": {"code": 200, "total": 1, "rows": [row()]},
        "/law-search/search/flfgDetails": {"code": 200, "data": row()},
        "/law-search/download/pc": {"code": 500, "msg": "no file"},
    })  # fmt: skip
    (refused,) = flk.retrieve(client, Work(tmp_path), ["示范港口条例"], lambda _: False)
    assert isinstance(refused, Refused)
    assert refused.reason == "no_file"


def test_a_document_listed_twice_does_not_make_the_list_short(tmp_path: Path) -> None:
    pages = [
        {"code": 200, "total": 3, "rows": [row(), row(), row("b2" * 16, "示范渡口条例")]},
        {"code": 200, "total": 3, "rows": []},
    ]
    client = Scripted(
        {
            "/law-search/search/list": pages,
            "/law-search/search/flfgDetails": {"code": 200, "data": row()},
            "/law-search/download/pc": {"code": 500, "msg": "no file"},
        }
    )
    (refused,) = flk.retrieve(client, Work(tmp_path), ["示范港口条例"], lambda _: False)
    assert isinstance(refused, Refused)
    assert refused.reason == "no_file"
    assert client.pages == 1


@pytest.mark.parametrize(
    ("listed", "title"),
    [
        ('<em class="highlight">示范</em><em>港口</em>条例', "示范港口条例"),
        ("<EM CLASS='highlight'>示范港口条例</EM>&nbsp;", "示范港口条例"),
        ('<span style="color:red"><b>示范</b></span>港口条例', "示范港口条例"),
        ("示范港口条例&#12288;", "示范港口条例"),
        ("示范\u200b港口\ufeff条例", "示范港口条例"),
        ("关于修改<示范法>的决定", "关于修改<示范法>的决定"),
    ],
)
def test_marks_and_blanks_are_no_part_of_a_title(listed: str, title: str) -> None:
    assert flk.clean_title(listed) == title


@pytest.mark.parametrize(
    "listed",
    [
        "示范港口条例<script>alert(1)</script>",
        "示范港口条例<img src=x onerror=alert(1)>",
        "&lt;script&gt;alert(1)&lt;/script&gt;示范港口条例",
        "<em>../../示范港口条例</em>",
        '<a href="https://example.org">示范港口条例</a>',
    ],
)
def test_other_markup_in_a_title_is_refused_and_told(tmp_path: Path, listed: str) -> None:
    client = Scripted({"/law-search/search/list": {"code": 200, "total": 1, "rows": [row(title=listed)]}})
    (refused,) = flk.retrieve(client, Work(tmp_path), ["示范港口条例"], lambda _: False)
    assert isinstance(refused, Refused)
    assert refused.reason in ("title_unsafe", "not_found")


def _retrieved(headings: tuple[str, ...], articles: int) -> Retrieved:
    lines = (
        "示范港口条例",
        "（2023年3月1日国务院公布）",
        *(f"第{n}条　样本由保管室保管。" for n in "一二三四五六"[:articles]),
    )
    return Retrieved(
        "示范港口条例", lines, flk.SOURCE, "a1" * 16, "0" * 64, 1, datetime(2026, 1, 1, tzinfo=UTC), headings=headings
    )


@pytest.mark.parametrize("listed", [0, 5, 6])
def test_a_list_that_ends_with_the_text_does_not_vouch_for_its_end(listed: int) -> None:
    """Both come from one source, and what cuts the one cuts the other: only closing words end a text."""
    parsed = parse(_retrieved(tuple(f"第{n}条" for n in "一二三四五六"[:listed]), 5))
    assert isinstance(parsed, Parsed)
    assert "ends_early" in parsed.doubts
