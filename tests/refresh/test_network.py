"""Nothing but refresh touches the network: every other command runs with the sockets taken away."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
from small_catalogue import write_catalogue

from citecheck.cli import run
from citecheck.store import Sources, open_store, verify_store


@pytest.fixture
def unplugged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """No connection and no name look-up; gives what was tried."""
    tried: list[str] = []

    def refuse(*arguments: Any, **_: Any) -> Any:
        tried.append(repr(arguments[1:] or arguments))
        raise OSError("the network is not to be touched")

    for name in ("connect", "connect_ex", "sendto", "bind"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    return tried


TEXT = "根据《民法典》第一千二百五十四条，禁止从建筑物中抛掷物品。见 https://flk.npc.gov.cn/ 及《工伤保险条例》。\n"


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["TEXT"], id="check"),
        pytest.param(["TEXT", "--format", "json"], id="check as JSON"),
        pytest.param(["show", "民法典", "1254"], id="show"),
        pytest.param(["search", "高空抛物"], id="search"),
        pytest.param(["explain", "TEXT:2"], id="explain"),
        pytest.param(["store", "info"], id="store info"),
        pytest.param(["store", "verify"], id="store verify"),
        pytest.param(["store", "diff"], id="store diff"),
    ],
)
def test_no_other_command_touches_the_network(
    arguments: list[str], real_home: Path, tmp_path: Path, unplugged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = tmp_path / "text.txt"
    text.write_text(TEXT, encoding="utf-8")
    monkeypatch.setenv("CITECHECK_HOME", str(real_home))
    assert run([argument.replace("TEXT", str(text)) for argument in arguments]) in (0, 1)
    assert unplugged == []


def test_building_a_store_does_not_either(
    tmp_path: Path, unplugged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(tmp_path / "home", sources=Sources(write_catalogue(tmp_path / "statutes"), text=None)) as store:
        assert verify_store(store.path) == []
    assert unplugged == []


def test_the_guard_sees_a_refresh(
    tmp_path: Path, real_home: Path, unplugged: list[str], monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """What the other tests rest on: a request does run into the guard, is told, and ends with exit code 3."""
    monkeypatch.setenv("CITECHECK_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("citecheck.refresh.run.open_store", lambda *_, **__: open_store(real_home))
    assert run(["refresh", "民法典", "--from", "http://127.0.0.1:9", "--rate", "500"]) == 3
    assert unplugged
    assert "source_unavailable" in capsys.readouterr().err
