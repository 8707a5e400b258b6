"""From start to Ctrl-C: what it says, what it leaves behind, and what it does when it cannot start."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from served import Server, running

pytestmark = pytest.mark.processes

SECRET = "机密的一段文字"
SERVE = ["-m", "citecheck", "serve", "--port", "0", "--jobs", "2", "--lang", "en"]


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(processes: list[int]) -> bool:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if not any(map(alive, processes)):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_is_its_proper_end(real_home: Path, tmp_path: Path, stop: signal.Signals) -> None:
    with running(SERVE, real_home, tmp_path) as server:
        workers = server.workers()
        assert len(workers) == 2
        server.process.send_signal(stop)
        assert server.process.wait(120) == 0
        assert gone(workers)
        said = server.said.read_text("utf-8").splitlines()
    assert said[-2:] == [f"citecheck: serving {server.base}/ (stop with Ctrl-C)", "citecheck: stopped"]


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")
def test_workers_end_with_a_server_that_is_killed(real_home: Path, tmp_path: Path) -> None:
    with running(SERVE, real_home, tmp_path) as server:
        workers = server.workers()
        server.process.kill()
        server.process.wait(120)
        assert gone(workers)


def test_a_server_that_is_told_to_stop_answers_what_it_began(real_home: Path, tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with running(SERVE, real_home, tmp_path) as server, ThreadPoolExecutor() as pool:
        asked = [pool.submit(server.check, "根据《民法典》第九千条，赔偿。" * 2000) for _ in range(2)]
        while server.ask("GET", "/health").json["workers"]["free"]:
            time.sleep(0.01)
        server.process.send_signal(signal.SIGINT)
        assert [one.result().status for one in asked] == [200, 200]
        assert server.process.wait(120) == 0


def test_nothing_of_a_text_is_logged_or_left_on_the_disk(real_home: Path, tmp_path: Path) -> None:
    noise = "今天天气很好。" * 60_000  # what is larger than a megabyte is often written to a file
    long = f"{SECRET}，根据《民法典》第九千条。{noise}"
    with running(SERVE, real_home, tmp_path) as server:
        assert server.check(f"{SECRET}，根据《民法典》第九千条。").status == 200
        assert server.check(SECRET, as_of=SECRET).status == 422
        assert server.ask("GET", f"/{SECRET.encode().hex()}?{SECRET.encode().hex()}").status == 404
        assert server.form(file=(f"{SECRET}.txt", long.encode())).status == 200
        assert server.form(file=(f"{SECRET}.docx", b"PK\x03\x04" + SECRET.encode())).status == 200
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(f"{SECRET}\r\n\r\n".encode())
            connection.recv(100)
        assert not list(server.temporary.iterdir())
    said = server.said.read_text("utf-8")
    assert SECRET not in said
    assert SECRET.encode().hex() not in said
    assert len([row for row in said.splitlines() if "statute store" not in row]) == 2  # serving, stopped
    assert not list(server.temporary.iterdir())


def started(home: Path, *options: str, code: str = "") -> subprocess.CompletedProcess[str]:
    program = code + "; from citecheck.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program.lstrip("; "), "serve", "--port", "0", *options],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "CITECHECK_HOME": str(home), "LANG": "C.UTF-8"},
        timeout=300,
    )


def test_a_port_in_use_is_said_so(real_home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = started(real_home, "--port", str(port))
    assert done.returncode == 3
    assert f"cannot listen on 127.0.0.1, port {port}" in done.stderr
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("host", ["203.0.113.7", "no.such.name.invalid", "a" * 70])
def test_an_address_that_is_not_ours_is_said_so(real_home: Path, host: str) -> None:
    done = started(real_home, "--host", host)
    assert done.returncode == 3
    assert f"cannot listen on {host}" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("module", ["uvicorn", "starlette", "python_multipart"])
def test_a_missing_extra_is_named(real_home: Path, module: str) -> None:
    done = started(real_home, code=f"import sys; sys.modules[{module!r}] = None")
    assert done.returncode == 2
    assert "pip install 'citecheck-cn[serve]'" in done.stderr
    assert module in done.stderr


def test_a_worker_that_cannot_start_ends_the_server(tmp_path: Path) -> None:
    code = (
        "import asyncio; from pathlib import Path; from citecheck.serve.limits import Limits;"
        "from citecheck.serve.server import run; from citecheck.errors import CitecheckError\n"
        f"try: run(Path({str(tmp_path)!r}, 'none.sqlite'), Limits(), host='127.0.0.1', port=0, jobs=2, lang='en')\n"
        "except CitecheckError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", timeout=300)
    assert "ended before it was ready" in done.stdout
    assert "store verify" in done.stdout


def test_it_listens_to_this_machine_alone(server: Server) -> None:
    assert server.base.startswith("http://127.0.0.1:")
