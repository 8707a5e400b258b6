"""The server, as clients meet it: a real process, the SDK's own client, both ways to reach it, and hostile callers."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import anyio
import pytest
from anyio.from_thread import start_blocking_portal

pytest.importorskip("mcp", reason="needs the extra mcp")

import httpx2
import jsonschema
from mcp import Client, StdioServerParameters, stdio_client

from citecheck.agents import loopback
from citecheck.agents.server import AT_ONCE, build
from citecheck.agents.tools import TEXT_SECONDS, Tools
from citecheck.cli import run
from citecheck.errors import UsageError

BEYOND = "根据《民法典》第一千二百六十五条，当事人应当补偿。"  # 民法典 ends at 1260
COMMAND = [sys.executable, "-m", "citecheck", "mcp", "--lang", "en"]
HEADERS = {"content-type": "application/json", "accept": "application/json, text/event-stream"}


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "CITECHECK_HOME": str(home), "LC_ALL": "C.UTF-8"}


@contextmanager
def http_server(home: Path) -> Iterator[str]:
    """The address of a server over HTTP on a free port; it must end when it is asked to."""
    process = subprocess.Popen(
        [*COMMAND, "--http", "--port", "0"], stderr=subprocess.PIPE, encoding="utf-8", env=environment(home)
    )
    try:
        assert process.stderr is not None
        yield next(match[0] for line in process.stderr if (match := re.search(r"http://[0-9.]+:\d+/mcp", line)))
        process.send_signal(signal.SIGINT)
        assert process.wait(300) in (0, 130)
    finally:
        process.kill()
        process.communicate()


@asynccontextmanager
async def over_stdio(home: Path) -> AsyncIterator[Client]:
    parameters = StdioServerParameters(command=COMMAND[0], args=COMMAND[1:], env=environment(home))
    async with Client(stdio_client(parameters)) as client:
        yield client


@pytest.fixture(scope="module")
def address(real_home: Path) -> Iterator[str]:
    """The address of one server for all these tests, which it must survive."""
    with http_server(real_home) as served:
        yield served


Scene = Callable[[Client], Coroutine[Any, Any, None]]
Play = Callable[[Scene], None]


@contextmanager
def playing(connection: AbstractAsyncContextManager[Client]) -> Iterator[Play]:
    """Plays scenes with one client, whose conversation goes on between them."""
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(connection) as client:
        yield lambda scene: portal.call(scene, client)


@pytest.fixture(scope="module")
def play_stdio(real_home: Path) -> Iterator[Play]:
    with playing(over_stdio(real_home)) as play:
        yield play


@pytest.fixture(scope="module")
def play_http(address: str) -> Iterator[Play]:
    with playing(Client(address)) as play:
        yield play


@pytest.fixture(params=["stdio", "HTTP"])
def play(request: pytest.FixtureRequest) -> Play:
    """Plays a scene with a client, either way; the server is one for all of them, which it must survive."""
    played: Play = request.getfixturevalue(f"play_{request.param.lower()}")
    return played


def told(result: Any) -> str:
    return str(result.content[0].text)


def test_a_client_finds_the_tools_and_their_answers_keep_their_schemas(play: Play) -> None:
    calls: dict[str, dict[str, Any]] = {
        "verify_text": {"text": BEYOND, "as_of": "2026-01-01", "lang": "zh"},
        "verify_citation": {"title": "民法典", "article": 1254, "claim": None, "as_of": None},
        "show_article": {"title": "刑法", "article": "133-1"},
        "search_statutes": {"words": "高空抛物", "limit": 2},
    }

    async def scene(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert tools.keys() == calls.keys()
        for name, arguments in calls.items():
            tool = tools[name]
            assert tool.annotations.read_only_hint
            assert len(tool.description) > 100
            result = await client.call_tool(name, arguments)
            assert not result.is_error, told(result)
            jsonschema.validate(result.structured_content, tool.output_schema)
            assert json.loads(told(result)) == result.structured_content
        assert "search_statutes" in client.instructions

    play(scene)


def test_many_calls_at_once_are_each_answered(play: Play) -> None:
    async def scene(client: Client) -> None:
        texts = [BEYOND * number for number in range(1, 13)]
        results: dict[int, Any] = {}

        async def ask(number: int, text: str) -> None:
            results[number] = await client.call_tool("verify_text", {"text": text})

        async with anyio.create_task_group() as tasks:
            for number, text in enumerate(texts, 1):
                tasks.start_soon(ask, number, text)
        assert {number: one.structured_content["citations"] for number, one in results.items()} == {
            number: number for number in range(1, 13)
        }

    play(scene)


MISTAKES: list[tuple[str, dict[str, Any], str]] = [
    ("verify_text", {}, "text"),
    ("verify_text", {"text": 3}, "valid string"),
    ("verify_text", {"text": "好" * 200_001}, "in parts"),
    ("verify_text", {"text": "好", "as_of": "2024-13-01"}, "2024-05-31"),
    ("show_article", {"title": "民法典", "article": "next"}, "133-1"),
    ("verify_citation", {"title": "民法典", "article_number": "9999"}, "article_number"),
    ("verify_text", {"text": "好", "as_of": "x", "lang": "zh"}, "不写即为今天"),
    ("search_statutes", {"words": "好", "limit": 10_000}, "less than or equal"),
    ("drop_table", {}, "Unknown tool"),
]


def test_a_mistake_is_an_error_that_the_next_call_survives(play: Play) -> None:
    async def scene(client: Client) -> None:
        for name, arguments, said in MISTAKES:
            result = await client.call_tool(name, arguments)
            assert result.is_error, (name, said)
            assert said in told(result)
            assert len(told(result)) < 1_000
        assert not (await client.call_tool("show_article", {"title": "民法典", "article": 3})).is_error

    play(scene)


def test_a_call_that_is_cancelled_does_not_stop_the_next(play: Play) -> None:
    async def scene(client: Client) -> None:
        with anyio.move_on_after(0.05) as scope:
            await client.call_tool("verify_text", {"text": BEYOND * 5_000})
        assert scope.cancelled_caught
        with anyio.fail_after(300):
            result = await client.call_tool("show_article", {"title": "民法典", "article": 3})
        assert not result.is_error

    play(scene)


def test_calls_that_are_given_up_do_not_pile_up() -> None:
    ran: list[str] = []
    release = threading.Event()

    class Slow(Tools):
        def verify_text(self, text: str, as_of: str = "", lang: str = "") -> Any:
            ran.append(text)
            release.wait(300)
            raise UsageError("late")

    server = build(Slow(lambda: pytest.fail("the store is not needed"), date.today))

    async def scene() -> None:
        async with Client(server) as client:
            for number in range(6):
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(client.call_tool, "verify_text", {"text": str(number)})
                    await anyio.sleep(0.05)
                    while len(ran) < min(number + 1, AT_ONCE):
                        await anyio.sleep(0.01)
                    tasks.cancel_scope.cancel()
            assert len(ran) == AT_ONCE
            release.set()
            assert told(await client.call_tool("verify_text", {"text": "last"})).startswith("late")
            assert ran[AT_ONCE:] == ["last"], "what was given up while it waited is not begun"

    asyncio.run(scene())


def test_a_store_that_is_damaged_is_told_with_what_mends_it(tmp_path: Path) -> None:
    (tmp_path / "statutes.sqlite").write_bytes(b"SQLite format 3\0" + b"\0" * 4_000)

    async def scene() -> None:
        async with over_stdio(tmp_path) as client:
            result = await client.call_tool("verify_text", {"text": BEYOND})
            assert result.is_error
            assert "citecheck store build" in told(result)

    asyncio.run(scene())


def exchanged(home: Path, *lines: bytes) -> dict[str, Any]:
    """The answer to the last of these lines; every line of standard output must be a message."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        COMMAND, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=environment(home)
    ) as process:
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(b"\n".join([*lines, b""]))
            process.stdin.flush()
            last = json.loads(lines[-1])["id"]
            answer = next(one for one in map(json.loads, process.stdout) if one.get("id") == last)
            process.stdin.close()
            assert process.wait(300) == 0
            return dict(answer)
        finally:
            process.kill()


def message(identity: int, method: str, **parameters: Any) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": identity, "method": method, "params": parameters}).encode()


HELLO = message(
    1, "initialize", protocolVersion="2025-06-18", capabilities={}, clientInfo={"name": "raw", "version": "1"}
)
READY = b'{"jsonrpc": "2.0", "method": "notifications/initialized"}'


def test_lines_that_are_no_messages_leave_the_server_answering(real_home: Path) -> None:
    lines = [
        b"not json",
        b"[1, 2",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"jsonrpc": "2.0", "id": 9}',
        message(8, "no/such"),
        message(7, "tools/call", name="verify_text", arguments={"text": "好" * 300_000}),
    ]
    answer = exchanged(real_home, HELLO, READY, *lines, message(2, "tools/list"))
    assert len(answer["result"]["tools"]) == 4


@pytest.mark.hostile
@pytest.mark.skipif(not hasattr(os, "wait4"), reason="needs what a child has used")
def test_a_server_whose_client_is_gone_ends_without_finishing(real_home: Path) -> None:
    text = "".join(f"根据《民法典》第一千二百五十四条，高空抛物造成损害的由侵权人承担责任{n}。" for n in range(4_500))
    calls = [message(n, "tools/call", name="verify_text", arguments={"text": f"{n}{text}"}) for n in range(2, 6)]
    pipe = subprocess.PIPE
    process = subprocess.Popen(COMMAND, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=environment(real_home))
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"\n".join([HELLO, READY, *calls, b""]))
    process.stdin.flush()
    process.stdout.readline()  # it has begun
    time.sleep(1)
    process.stdin.close()
    _, status, used = os.wait4(process.pid, 0)
    process.stdout.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    assert used.ru_utime < TEXT_SECONDS, "what calls may take in all was not taken"


OTHERS = [
    ({"host": "evil.example"}, 421),
    ({"host": "127.0.0.1.evil.example:80"}, 421),
    ({"origin": "http://evil.example"}, 403),
    ({"origin": "null"}, 403),
    ({"content-type": "text/plain"}, 400),
]


def posted(address: str, content: bytes, **headers: str) -> httpx2.Response:
    return httpx2.post(address, content=content, headers={**HEADERS, **headers}, timeout=300)


def test_only_programs_of_this_machine_are_answered(address: str) -> None:
    for headers, status in OTHERS:
        assert posted(address, HELLO, **headers).status_code == status
    assert posted(address, b"x" * 20_000_000).status_code == 413
    assert posted(address, message(1, "tools/list")).status_code == 200


def test_no_stream_is_kept_open(address: str) -> None:
    answer = httpx2.get(address, headers=HEADERS, timeout=300)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_a_port_that_is_taken_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert run(["mcp", "--http", "--port", port, "--lang", "zh"]) == 3
    told = capsys.readouterr().err
    assert f"无法在 127.0.0.1 的端口 {port} 上接受请求：端口已被占用\n  请用 --port" in told


@pytest.mark.skipif(not Path("/proc/net/tcp").is_file(), reason="needs Linux, which lists what is listened at")
def test_only_this_machine_is_listened_to(address: str) -> None:
    port = int(address.split(":")[2].split("/")[0])
    table = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    listening = [row[1] for row in table if row[3] == "0A" and row[1].endswith(f":{port:04X}")]
    assert listening == [f"0100007F:{port:04X}"]


@pytest.mark.parametrize("head", [pytest.param(b"", id="nothing"), pytest.param(b'{"jsonrpc"', id="a part of it")])
def test_a_request_that_does_not_come_whole_is_given_up(head: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loopback, "BODY_SECONDS", 0.1)
    sent: list[dict[str, Any]] = []

    async def never(*_: Any) -> None:
        raise AssertionError("the application was called")

    async def scene() -> None:
        parts = [{"type": "http.request", "body": head, "more_body": True}] if head else []

        async def receive() -> dict[str, Any]:
            return parts.pop() if parts else await asyncio.Future()

        async def send(message: Any) -> None:
            sent.append(message)

        await loopback._Prompt(never)({"type": "http", "method": "POST"}, receive, send)  # type: ignore[arg-type]

    asyncio.run(scene())
    assert sent[0]["status"] == 408


def test_a_missing_extra_is_named() -> None:
    program = (
        "import importlib.util, sys; found = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *more: None if name == 'mcp' else found(name, *more)\n"
        "from citecheck.cli import run; sys.exit(run(['mcp']))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", timeout=300)
    assert done.returncode == 2
    assert "python -m pip install 'citecheck-cn[mcp]'" in done.stderr
