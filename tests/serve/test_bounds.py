"""What is too large, too slow, too much at once or broken is refused, cut or replaced; the rest is answered."""

from __future__ import annotations

import concurrent.futures
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from served import Server, multipart

from citecheck.serve.limits import MEGABYTE

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them"),
]

CITED = "根据《民法典》第九千条，赔偿十倍。"


@contextmanager
def line(server: Server, seconds: float = 60) -> Iterator[socket.socket]:
    """A connection on which the test writes byte by byte."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=seconds) as opened:
        yield opened


def head(length: int | None = None, media: str = "application/json", more: str = "") -> bytes:
    size = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
    return f"POST /api/check HTTP/1.1\r\nHost: localhost\r\nContent-Type: {media}\r\n{size}\r\n{more}\r\n".encode()


def everything(connection: socket.socket) -> bytes:
    """What comes until the other end closes."""
    got = b""
    while piece := connection.recv(1 << 16):
        got += piece
    return got


def megabytes(process: int) -> float:
    for row in open(f"/proc/{process}/status"):  # noqa: PTH123, SIM115 - a line of the kernel's
        if row.startswith("VmRSS:"):
            return int(row.split()[1]) / 1024
    raise AssertionError("no such process")


# ── too large ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_body_that_says_it_is_too_large_is_refused_before_any_of_it_came(server: Server) -> None:
    with line(server) as connection:
        connection.sendall(head(20 * MEGABYTE + 1, more="Expect: 100-continue\r\n"))
        answer = b""
        while b"too_large" not in answer and (piece := connection.recv(1 << 16)):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"too_large" in answer


def test_a_body_that_does_not_say_so_is_refused_before_it_is_read_whole(server: Server) -> None:
    """And what was sent is not kept: a gigabyte would follow."""
    piece = b"%x\r\n%s\r\n" % (MEGABYTE, b" " * MEGABYTE)
    before, sent = megabytes(server.process.pid), 0
    with line(server) as connection:
        connection.sendall(head())
        try:
            for _ in range(1000):
                connection.sendall(piece)
                sent += 1
        except OSError:
            pass
    assert 20 <= sent < 1000
    assert megabytes(server.process.pid) - before < 100
    assert server.check(CITED).status == 200


def test_a_file_a_little_too_large_is_told_so_even_by_a_client_that_sends_all_first(server: Server) -> None:
    body = json.dumps({"text": " " * (21 * MEGABYTE)}).encode()
    reply = server.ask("POST", "/api/check?lang=zh", body, content_type="application/json")
    assert (reply.status, reply.code) == (413, "too_large")
    assert "20 MB" in reply.json["error"]["message"]


def test_the_largest_body_is_taken(server: Server) -> None:
    room = 20 * MEGABYTE - 200
    reply = server.check(CITED + " " * room)
    assert reply.status == 200
    assert reply.json["summary"]["verdicts"] == {"no_such_article": 1}


# ── too slow ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"POST /api/check HT", id="half a line"),
        pytest.param(b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", id="half the headers"),
    ],
)
def test_a_line_on_which_no_request_comes_is_cut(limited: Any, sent: bytes) -> None:
    with limited(quiet=0.6) as server, line(server) as connection:
        connection.sendall(sent)
        with suppress(ConnectionResetError):
            assert everything(connection) == b""  # and TimeoutError when it is not cut


@pytest.mark.hostile
def test_one_who_sends_a_byte_now_and_then_is_cut_too(limited: Any) -> None:
    """Each byte comes in time, the whole does not; headers and body alike."""

    def trickle(connection: socket.socket) -> None:
        for _ in range(600):
            connection.sendall(b"a")
            time.sleep(0.1)

    with limited(quiet=0.6, request=1.5) as server:
        for start in (b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", head(1000)):
            with line(server) as connection:
                connection.sendall(start)
                with pytest.raises(ConnectionError):  # reset, or a broken pipe
                    trickle(connection)


def test_a_body_that_stops_coming_is_answered_and_the_next_is_served(limited: Any) -> None:
    with limited(quiet=0.6) as server:
        with line(server) as connection:
            connection.sendall(head(1000) + b'{"text": "')
            answer = everything(connection)
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b"too_slow" in answer
        assert server.check(CITED).status == 200
        assert server.ask("GET", "/health").json["requests"] == 0


@pytest.mark.hostile
def test_one_who_does_not_take_the_answer_is_cut(limited: Any) -> None:
    body = json.dumps({"text": CITED * 9000}).encode()  # megabytes of report
    with limited(request=3.0, quiet=1.0) as server:
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect(("127.0.0.1", server.port))
            connection.sendall(head(len(body)) + body)
            deadline = time.monotonic() + 120
            while time.monotonic() < deadline and server.ask("GET", "/health").json["requests"] == 0:
                time.sleep(0.05)
            while time.monotonic() < deadline and server.ask("GET", "/health").json["requests"]:
                time.sleep(0.1)
            assert time.monotonic() < deadline
        assert server.check(CITED).status == 200


def test_a_line_that_is_used_again_and_again_is_not_cut(limited: Any) -> None:
    with limited(quiet=3.0) as server, line(server) as connection:
        for _ in range(12):  # longer than that in all, and no pause as long
            connection.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
            answer = b""
            while not answer.endswith(b"}}"):
                answer += connection.recv(1 << 16)
            assert answer.startswith(b"HTTP/1.1 200 ")
            time.sleep(0.3)


# ── too much at once ─────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def stopped(worker: int) -> Iterator[None]:
    """A worker that does not move."""
    os.kill(worker, signal.SIGSTOP)
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGCONT)


def test_more_requests_than_there_is_room_for_are_told_to_come_back(limited: Any) -> None:
    with limited(requests=3) as server:
        (worker,) = server.workers()
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            with stopped(worker):
                waiting = [pool.submit(server.check, CITED) for _ in range(3)]
                while server.ask("GET", "/health").json["requests"] < 3:
                    time.sleep(0.02)
                for refused in (server.check(CITED), server.form(text=CITED, lang="zh")):
                    assert refused.status == 503
                    assert int(refused.headers["retry-after"]) > 0
            assert [one.result().status for one in waiting] == [200, 200, 200]


def test_more_bytes_than_there_is_room_for_are_told_to_come_back(limited: Any) -> None:
    with limited(bodies=3 * MEGABYTE) as server:
        (worker,) = server.workers()
        big = CITED + " " * (2 * MEGABYTE)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            with stopped(worker):
                waiting = pool.submit(server.check, big)
                while server.ask("GET", "/health").json["workers"]["free"]:  # until its bytes have come
                    time.sleep(0.02)
                assert server.check(big).status == 503
            assert waiting.result().status == 200
        assert server.check(big).status == 200


def test_more_lines_than_there_is_room_for_are_cut(limited: Any) -> None:
    with limited(connections=4, quiet=600.0) as server:
        opened = [socket.create_connection(("127.0.0.1", server.port), timeout=300) for _ in range(4)]
        try:
            with line(server) as connection, suppress(ConnectionResetError):
                assert everything(connection) == b""
        finally:
            for one in opened:
                one.close()
        assert server.check(CITED).status == 200


def test_health_answers_while_all_workers_work(server: Server) -> None:
    (worker,) = server.workers()
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        with stopped(worker):
            waiting = [pool.submit(server.check, CITED) for _ in range(20)]
            while (state := server.ask("GET", "/health").json)["requests"] < 20 or state["workers"]["free"]:
                time.sleep(0.02)
        assert {one.result().status for one in waiting} == {200}


# ── what breaks a worker ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_worker_that_hangs_is_killed_and_replaced(limited: Any) -> None:
    with limited(work=5.0) as server:
        (worker,) = server.workers()
        os.kill(worker, signal.SIGSTOP)
        reply = server.check(CITED)
        assert (reply.status, reply.code) == (504, "out_of_time")
        server.wait_for_workers(1, but=worker)
        assert server.check(CITED).status == 200


def test_a_worker_that_dies_at_its_work_is_replaced_and_the_question_answered(limited: Any) -> None:
    with limited() as server:
        (worker,) = server.workers()
        os.kill(worker, signal.SIGSTOP)
        with concurrent.futures.ThreadPoolExecutor() as pool:
            asked = pool.submit(server.check, CITED)
            while server.ask("GET", "/health").json["requests"] < 1:
                time.sleep(0.02)
            os.kill(worker, signal.SIGKILL)
            reply = asked.result()
        assert (reply.status, reply.code) == (500, "worker_died")
        server.wait_for_workers(1, but=worker)
        assert server.check(CITED).status == 200


@pytest.mark.hostile
def test_a_worker_that_dies_idle_costs_one_answer_at_most(limited: Any) -> None:
    with limited(jobs=2) as server:
        first, _ = server.workers()
        os.kill(first, signal.SIGKILL)
        assert sorted(server.check(CITED).status for _ in range(4)) in ([200] * 4, [200] * 3 + [500])
        server.wait_for_workers(2, but=first)


@pytest.mark.hostile
def test_a_worker_that_has_grown_fat_is_replaced_after_its_answer(limited: Any) -> None:
    with limited(kept=1) as server:  # every worker holds more
        (worker,) = server.workers()
        assert server.check(CITED).status == 200
        server.wait_for_workers(1, but=worker)


@pytest.mark.hostile
def test_a_worker_may_not_have_more_memory_than_it_is_given(limited: Any) -> None:
    """What needs more is refused; the machine is not brought down."""
    given = 500 * MEGABYTE
    body, media = multipart({}, ("a.html", b"<p>" + b"<b>a</b>" * (MEGABYTE - 100)))
    with limited(address_space=given) as server:
        (worker,) = server.workers()
        limits = open(f"/proc/{worker}/limits").read()  # noqa: PTH123, SIM115 - the kernel's
        assert str(given) in next(row for row in limits.splitlines() if row.startswith("Max address space"))
        reply = server.ask("POST", "/check?lang=en", body, content_type=media)
        assert reply.status in (200, 500), reply.text[:300]
        server.wait_for_workers(1)
        assert server.check(CITED).status == 200
