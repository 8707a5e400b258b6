"""Real servers on free ports, asked over real connections."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]  # names in lower case
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """Of a refusal."""
        return str(self.json["error"]["code"])


@dataclass(frozen=True)
class Server:
    """A server that runs; `said` is the file that its standard error goes to."""

    process: subprocess.Popen[bytes]
    base: str
    said: Path
    temporary: Path  # the folder that it would put temporary files in

    @property
    def port(self) -> int:
        port = urlsplit(self.base).port
        assert port
        return port

    def ask(self, method: str, path: str, body: bytes | None = None, *, timeout: float = 300, **headers: str) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, named)
            answer = connection.getresponse()
            return Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def check(self, text: str, **more: Any) -> Reply:
        """`POST /api/check`."""
        body = json.dumps({"text": text, **more}).encode()
        return self.ask("POST", "/api/check", body, content_type="application/json")

    def form(self, *, file: tuple[str, bytes] | None = None, lang: str = "en", **fields: str) -> Reply:
        """What the page sends."""
        body, media = multipart(fields, file)
        return self.ask("POST", f"/check?{urlencode({'lang': lang})}", body, content_type=media)

    def workers(self) -> list[int]:
        """The process ids of its workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(word) for word in children.read_text().split()]

    def wait_for_workers(self, number: int, *, but: int = 0) -> None:
        """Wait until so many workers are free, none of them the process `but`."""
        deadline = time.monotonic() + 300
        while time.monotonic() < deadline:
            if self.ask("GET", "/health").json["workers"]["free"] == number and but not in self.workers():
                return
            time.sleep(0.05)
        raise AssertionError("the workers did not come back")


def multipart(fields: dict[str, str], file: tuple[str, bytes] | None = None) -> tuple[bytes, str]:
    """A form and its Content-Type."""
    pieces = [
        f'--limit\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    if file is not None:
        disposition = f'form-data; name="file"; filename="{file[0]}"'
        pieces.append(f"--limit\r\nContent-Disposition: {disposition}\r\n\r\n".encode() + file[1] + b"\r\n")
    return b"".join([*pieces, b"--limit--\r\n"]), "multipart/form-data; boundary=limit"


@contextmanager
def running(command: list[str], home: Path, folder: Path) -> Iterator[Server]:
    temporary = folder / "temporary"
    temporary.mkdir()
    environment = {**os.environ, "CITECHECK_HOME": str(home), "TMPDIR": str(temporary), "LANG": "C.UTF-8"}
    said = folder / "said.txt"
    with said.open("wb") as stream:
        process = subprocess.Popen([sys.executable, *command], env=environment, stderr=stream, stdout=stream)
        try:
            yield Server(process, _address(process, said), said, temporary)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                process.wait(120)


def _address(process: subprocess.Popen[bytes], said: Path) -> str:
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and process.poll() is None:
        if found := re.search(r"http://\S+:\d+", said.read_text("utf-8")):
            return found[0]
        time.sleep(0.05)
    raise AssertionError(f"the server did not start: {said.read_text('utf-8')}")
