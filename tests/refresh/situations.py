"""What each cassette holds: the fault of the stand-in, what is asked, and what must come of it.

python tests/refresh/situations.py      records all cassettes anew, against the stand-in
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import vcr
from stand_in import FAULTS, Faults, World, serving

from citecheck.refresh import flk
from citecheck.refresh.client import Client
from citecheck.refresh.outcome import Refused, SourceError
from citecheck.refresh.parse import parse
from citecheck.refresh.work import Work

FOLDER = Path(__file__).parents[2] / "cassettes"
PORT = 48_651  # of the stand-in that was recorded; nothing listens there when a cassette is played
HARBOUR, LIGHTHOUSE = "示范港口条例", "示范灯塔法"


@dataclass(frozen=True)
class Situation:
    """`expected`: (version, articles, doubts) of each text, the reason of each refusal, or the status of the error."""

    faults: Faults
    titles: tuple[str, ...]
    expected: Sequence[object]
    history: bool = False


SITUATIONS: dict[str, Situation] = {
    "found": Situation(Faults(), (HARBOUR,), [("2023-03-01", 8, ())]),
    "versions": Situation(Faults(), (LIGHTHOUSE,), [("2026-06-01", 12, ()), ("2024-02-01", 11, ())]),
    "earlier_versions": Situation(
        Faults(), (LIGHTHOUSE,), [("2026-06-01", 12, ()), ("2024-02-01", 11, ()), ("2018-05-01", 9, ())], history=True
    ),
    "titles_in_em": Situation(FAULTS["em_titles"], (HARBOUR,), [("2023-03-01", 8, ())]),
    "another_title": Situation(Faults(), ("示范港口",), ["not_found"]),
    "empty_list": Situation(FAULTS["empty_lists"], (HARBOUR,), ["source_empty"]),
    "rejection": Situation(FAULTS["rejection"], (HARBOUR,), ["source_rejected"]),
    "remapped_status": Situation(FAULTS["remapped_status"], (HARBOUR,), ["source_changed"]),
    "challenge": Situation(FAULTS["challenge_every_third"], (HARBOUR,), ["source_blocked"]),
    "captcha": Situation(FAULTS["captcha"], (HARBOUR,), ["source_blocked"]),
    "page_for_details": Situation(FAULTS["html_details"], (HARBOUR,), ["source_blocked"]),
    "cookie_gate": Situation(FAULTS["cookie_gate"], (HARBOUR,), [("2023-03-01", 8, ())]),
    "cookie_gate_forever": Situation(FAULTS["gate_forever"], (HARBOUR,), ["source_blocked"]),
    "busy_every_second": Situation(FAULTS["error_every_second"], (HARBOUR,), [("2023-03-01", 8, ())]),
    "busy_always": Situation(Faults(always=429), (HARBOUR,), ["source_unavailable"]),
    "forbidden": Situation(Faults(always=403), (HARBOUR,), ["source_blocked"]),
    "gone": Situation(Faults(always=404), (HARBOUR,), ["source_changed"]),
    "expired_once": Situation(FAULTS["expired_once"], (HARBOUR,), [("2023-03-01", 8, ())]),
    "expired_always": Situation(FAULTS["expired_always"], (HARBOUR,), ["signature_expired"]),
    "cut_file": Situation(FAULTS["cut_files"], (HARBOUR,), ["file_damaged"]),
    "missing_article": Situation(FAULTS["missing_article"], (HARBOUR,), [("2023-03-01", 7, ("gap:5",))]),
    "first_five_articles": Situation(
        FAULTS["first_five_articles"], (HARBOUR,), [("2023-03-01", 5, ("ends_early", "lacks:第三章附则"))]
    ),
    "evil_titles": Situation(FAULTS["evil_titles"], (HARBOUR,), ["title_unsafe"]),
    "no_file": Situation(Faults(), ("示范无文件条例",), ["no_file"]),
    "foreign_file_host": Situation(FAULTS["foreign_file_host"], (HARBOUR,), ["address_refused"]),
    "redirect_away": Situation(FAULTS["redirect_away"], (HARBOUR,), ["address_refused"]),
}


def outcome(situation: Situation, base: str, folder: Path) -> list[object]:
    """What came of the situation, in the form of `Situation.expected`."""
    try:
        with Client(base, flk.HOSTS, rate=1000.0, sleep=lambda _: None) as client:
            flk.check_canaries(client)
            found = list(flk.retrieve(client, Work(folder), situation.titles, lambda _: False,
                                      history=situation.history))  # fmt: skip
    except SourceError as error:
        return [error.status.value]
    out: list[object] = []
    for one in found:
        parsed = one if isinstance(one, Refused) else parse(one)
        if isinstance(parsed, Refused):
            out.append(parsed.reason)
        else:
            out.append((str(parsed.promulgated_on), len(parsed.text.articles), parsed.doubts))
    return out


def recorder(mode: str) -> vcr.VCR:
    """What records and plays: signatures and cookies never reach a cassette."""
    return vcr.VCR(
        record_mode=mode,
        match_on=("method", "scheme", "host", "port", "path", "query", "body"),
        filter_headers=["cookie", "authorization"],
        before_record_request=_without_signature,
        before_record_response=_without_secrets,
    )


def _without_signature(request: Any) -> Any:
    request.uri = re.sub(r"Signature=[0-9a-f]+", "Signature=REMOVED", request.uri)
    return request


def _without_secrets(response: dict[str, Any]) -> dict[str, Any]:
    body = response["body"]["string"]
    response["body"]["string"] = re.sub(rb"Signature=[0-9a-f]{16}", b"Signature=REMOVED", body)
    headers = {name: value for name, value in response["headers"].items() if name.lower() not in ("date", "server")}
    if len(response["body"]["string"]) != len(body):
        headers["Content-Length"] = [str(len(response["body"]["string"]))]
    if "Set-Cookie" in headers:
        headers["Set-Cookie"] = ["wzws_cid=REMOVED; Path=/"]
    response["headers"] = headers
    return response


def record() -> None:
    for old in FOLDER.glob("stand_in_*.yaml"):
        old.unlink()
    for name, situation in SITUATIONS.items():
        with serving(World(faults=situation.faults), PORT) as base, tempfile.TemporaryDirectory() as folder:
            with recorder("all").use_cassette(str(FOLDER / f"stand_in_{name}.yaml")):
                came = outcome(situation, base, Path(folder))
            if came != list(situation.expected):
                raise SystemExit(f"{name}: {came}, expected {situation.expected}")


if __name__ == "__main__":
    record()
