"""The only place that makes requests: one session, one worker, slowly, to listed hosts, over https.

A response is taken for what it is by its bytes: JSON, an HTML page where JSON was due (a challenge), a CAPTCHA,
nothing. Redirects are followed here, hop by hop, so that each target is held against the list of hosts. Plain http
is spoken to this machine only. 429 and 5xx are asked again after a pause; nothing else is.
"""

from __future__ import annotations

import ipaddress
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import requests

from citecheck.errors import Sentence
from citecheck.refresh.outcome import Limits, SourceError, Status
from citecheck.report.json import tool_version

PROJECT_URL = "https://pypi.org/project/citecheck-cn/"
_REDIRECTS = (301, 302, 303, 307, 308)
_MAX_HOPS = 5
_CAPTCHA = ("访问验证", "waf_text_captcha", "waf_text_verify")
_PAUSES = (2.0, 4.0, 8.0)  # times the interval between requests
_CHUNK = 65_536


def user_agent() -> str:
    """Who we are, in the form that servers expect of a browser: a name, a version, where to complain."""
    return f"Mozilla/5.0 (compatible; citecheck/{tool_version()}; +{PROJECT_URL})"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response that was read to its end. `url` is where it came from after redirects."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    url: str


class Client:
    """A polite session. `hosts` are those it may speak to; `base` joins them, with plain http if it is this machine."""

    def __init__(
        self,
        base: str,
        hosts: frozenset[str],
        *,
        rate: float = 0.5,
        limits: Limits | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        parts = urlsplit(base)
        self.base = base.rstrip("/")
        self.limits = limits or Limits()
        self.loopback = is_loopback(parts.hostname or "")
        self._hosts = hosts | {parts.hostname or ""}
        self._interval = 1 / rate
        self._sleep, self._clock = sleep, clock
        self._next = clock()
        self._asked = 0
        self._session = requests.Session()
        self._session.trust_env = not self.loopback  # a proxy has no business between us and this machine
        self._session.headers["User-Agent"] = user_agent()
        self._check_address(base)

    def close(self) -> None:
        self._session.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ── what callers ask ─────────────────────────────────────────────────────────────────────────────────────────

    def json(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Any = None,
        referer: str = "",
    ) -> dict[str, Any]:
        """The JSON object that `path` answers, whatever its code. Raises SourceError."""
        headers = {"Accept": "application/json, text/plain, */*", "Origin": self.base, "Referer": referer or self.base}
        answer = self.request(method, self.base + path, params=params, body=body, headers=headers,
                              max_bytes=self.limits.json_bytes)  # fmt: skip
        return json_object(answer, path)

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        max_bytes: int | None = None,
        sink: Path | None = None,
    ) -> Answer:
        """The answer to one request, redirects followed. With `sink` the body of a 200 goes to that file.

        Raises SourceError: an address that is refused, a host that cannot be reached, a certificate that does not
        hold, a challenge, too many bytes, too long a wait, 429 or 5xx after all retries.
        """
        limit = max_bytes or self.limits.file_bytes
        target, challenged = url, False
        for _ in range(_MAX_HOPS):
            answer = self._patiently(method, target, params, body, headers or {}, limit, sink)
            if answer.status not in _REDIRECTS:
                return answer
            location = answer.headers.get("location", "")
            if not location:
                raise SourceError(Status.CHANGED, "{url} redirects to nowhere", url=_shown(target))
            onward = urljoin(answer.url, location)
            self._check_address(onward)
            if _same_place(onward, answer.url):  # the gateway hands out a cookie and sends us back: once
                if challenged:
                    raise _blocked(target, "it goes on redirecting to itself")
                challenged = True
                continue
            if answer.status == 303 or (answer.status in (301, 302) and method == "POST"):
                method, body = "GET", None
            target, params = onward, None
        raise SourceError(Status.CHANGED, "{url} redirects more than {hops} times", url=_shown(url), hops=_MAX_HOPS)

    def check_robots(self) -> None:
        """Raises SourceError when the host's robots.txt forbids us the site. Not asked of this machine."""
        if self.loopback:
            return
        answer = self.request("GET", f"{self.base}/robots.txt", max_bytes=2**19)
        text = answer.body.decode("utf-8", "replace")
        if answer.status != 200 or text.lstrip().startswith("<"):
            return  # no such file
        robots = RobotFileParser()
        robots.parse(text.splitlines())
        if not robots.can_fetch(user_agent(), f"{self.base}/law-search/search/list"):
            raise SourceError(
                Status.BLOCKED,
                "the robots.txt of {host} forbids automated access",
                remedy="save the files in a browser and give their folder: citecheck refresh --source folder "
                "--from FOLDER; or use --source lawrefbook, --source just-laws, or a mirror with --from",
                host=urlsplit(self.base).hostname,
            )

    # ── one request ──────────────────────────────────────────────────────────────────────────────────────────────

    def _patiently(
        self,
        method: str,
        url: str,
        params: Mapping[str, str] | None,
        body: Any,
        headers: Mapping[str, str],
        limit: int,
        sink: Path | None,
    ) -> Answer:
        for attempt in range(self.limits.retries + 1):
            answer = self._once(method, url, params, body, headers, limit, sink)
            if answer.status != 429 and answer.status < 500:
                return answer
            if attempt < self.limits.retries:
                self._sleep(self._pause(answer, attempt))
        times = self.limits.retries + 1
        raise SourceError(
            Status.UNAVAILABLE,
            "{url} answered {code} {times} times",
            remedy="try again later: what was fetched is kept, and the next refresh goes on from there",
            url=_shown(url),
            code=answer.status,
            times=times,
        )

    def _pause(self, answer: Answer, attempt: int) -> float:
        asked = answer.headers.get("retry-after", "")
        if asked.isascii() and asked.isdigit():
            return min(float(asked), self.limits.longest_pause)
        return self._interval * _PAUSES[min(attempt, len(_PAUSES) - 1)]

    def _once(
        self,
        method: str,
        url: str,
        params: Mapping[str, str] | None,
        body: Any,
        headers: Mapping[str, str],
        limit: int,
        sink: Path | None,
    ) -> Answer:
        self._asked += 1
        if self._asked > self.limits.requests:
            raise SourceError(
                Status.TOO_LARGE,
                "more than {count} requests in one run",
                remedy="ask for fewer statutes at a time",
                count=self.limits.requests,
            )
        self._sleep(max(0.0, self._next - self._clock()))
        self._next = max(self._clock(), self._next) + self._interval
        timeouts = (self.limits.connect_timeout, self.limits.read_timeout)
        try:
            with self._session.request(
                method, url, params=params, json=body, headers=dict(headers), timeout=timeouts,
                allow_redirects=False, stream=True,
            ) as response:  # fmt: skip
                content = self._read(response, limit, sink if response.status_code == 200 else None)
                found = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status_code, content, found, response.url)
        except requests.exceptions.SSLError as error:
            raise SourceError(
                Status.TLS,
                "the certificate of {host} cannot be verified",
                remedy="it is not read without: try again later, or use another source",
                host=urlsplit(url).hostname,
            ) from error
        except requests.exceptions.Timeout as error:
            raise SourceError(
                Status.UNAVAILABLE, "{url} did not answer in {seconds:g} s",
                remedy="try again later: what was fetched is kept, and the next refresh goes on from there",
                url=_shown(url), seconds=self.limits.read_timeout,
            ) from error  # fmt: skip
        except requests.exceptions.RequestException as error:
            cut_short = (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError)
            raise SourceError(
                Status.CUT_SHORT if isinstance(error, cut_short) else Status.UNAVAILABLE,
                "no answer from {url} ({why})",
                remedy="try again later: what was fetched is kept, and the next refresh goes on from there",
                url=_shown(url),
                why=type(error).__name__,
            ) from error

    def _read(self, response: requests.Response, limit: int, sink: Path | None) -> bytes:
        """The body, or b"" when it went to `sink`. Raises SourceError when it is too long, too slow or cut short."""
        declared = response.headers.get("Content-Length", "")
        encoded = response.headers.get("Content-Encoding", "identity") not in ("", "identity")
        deadline = self._clock() + self.limits.request_deadline
        size, pieces = 0, []
        stream = sink.open("wb") if sink else None
        try:
            for piece in response.iter_content(_CHUNK):
                size += len(piece)
                if size > limit:
                    raise SourceError(
                        Status.TOO_LARGE, "{path} is larger than {most} MB", path=_shown(response.url), most=limit >> 20
                    )
                if self._clock() > deadline:
                    raise SourceError(
                        Status.TOO_LARGE,
                        "{url} took more than {seconds:g} s",
                        remedy="try again later: what was fetched is kept",
                        url=_shown(response.url),
                        seconds=self.limits.request_deadline,
                    )
                if stream:
                    stream.write(piece)
                else:
                    pieces.append(piece)
        finally:
            if stream:
                stream.close()
        if not encoded and declared.isdigit() and size < int(declared):
            raise SourceError(
                Status.CUT_SHORT, "{url} ended after {size} of {declared} bytes",
                remedy="try again later: what was fetched is kept",
                url=_shown(response.url), size=size, declared=declared,
            )  # fmt: skip
        return b"".join(pieces)

    def _check_address(self, url: str) -> None:
        """Raises SourceError unless `url` is https on a listed host, or http on this machine when that is the base."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        if self.loopback and is_loopback(host) and parts.scheme in ("http", "https"):
            return
        if host not in self._hosts:
            raise SourceError(
                Status.ADDRESS_REFUSED, "{host} is not one of the hosts of this source",
                remedy="if it is a mirror that you trust, name it with --from",
                host=host or "an address without a host",
            )  # fmt: skip
        if parts.scheme != "https":
            raise SourceError(
                Status.ADDRESS_REFUSED, "{scheme}://{host} is not https",
                remedy="plain http is allowed to this machine only",
                scheme=parts.scheme or "nothing", host=host,
            )  # fmt: skip

    def check_address(self, url: str) -> None:
        """Raises SourceError unless the address may be asked."""
        self._check_address(url)


def is_loopback(host: str) -> bool:
    """Whether the name or number is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def json_object(answer: Answer, what: str) -> dict[str, Any]:
    """The JSON object in the answer. Raises SourceError for everything else that may come in its place."""
    if answer.status in (401, 403, 412):
        raise _blocked(what, Sentence("it answered {code}", {"code": answer.status}))
    text = answer.body.decode("utf-8-sig", "replace").strip()
    if any(mark in text for mark in _CAPTCHA):
        raise _blocked(what, "it asks for a CAPTCHA")
    if text.startswith("<") and answer.status not in (404, 410):  # those come with a page as a rule
        raise _blocked(what, "it answered a page instead of data")
    if answer.status != 200:
        raise SourceError(Status.CHANGED, "{url} answered {code}", url=what, code=answer.status)
    if not text:
        raise SourceError(Status.EMPTY, "{url} answered nothing", remedy="try again later", url=what)
    try:
        value = json.loads(text)
    except ValueError as error:
        raise SourceError(Status.CHANGED, "{url} answered something that is not JSON", url=what) from error
    if not isinstance(value, dict):
        raise SourceError(Status.CHANGED, "{url} answered JSON that is not an object", url=what)
    return value


def _blocked(what: str, how: str | Sentence) -> SourceError:
    return SourceError(
        Status.BLOCKED, "{url}: {how}",
        remedy="open the site in a browser and pass its check there, then try again more slowly (--rate)",
        url=_shown(what), how=how,
    )  # fmt: skip


def _shown(url: str) -> str:
    """The address without its query: signatures do not belong in messages."""
    return url.split("?")[0]


def _same_place(one: str, other: str) -> bool:
    return urlsplit(one)[:3] == urlsplit(other)[:3]
