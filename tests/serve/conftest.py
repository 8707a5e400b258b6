"""The servers that tests ask."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from served import Server, running

from citecheck.serve.limits import Limits
from citecheck.store.paths import store_path

_SERVE = (
    "import json, sys; from pathlib import Path; from citecheck.serve.limits import Limits;"
    "from citecheck.serve.server import run;"
    "run(Path(sys.argv[1]), Limits(**json.loads(sys.argv[2])), host='127.0.0.1', port=0, jobs=int(sys.argv[3]),"
    "lang='en')"
)


@pytest.fixture(scope="session")
def server(real_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`citecheck serve` with one worker, as it is installed."""
    command = ["-m", "citecheck", "serve", "--port", "0", "--jobs", "1", "--lang", "en"]
    with running(command, real_home, tmp_path_factory.mktemp("server")) as started:
        yield started


@pytest.fixture
def limited(real_home: Path, tmp_path: Path) -> Any:
    """Starts a server with limits of the test's own: `with limited(requests=1) as server`."""

    def start(jobs: int = 1, **limits: Any) -> Any:
        words = json.dumps(asdict(Limits(**limits)))
        return running(["-c", _SERVE, str(store_path(real_home)), words, str(jobs)], real_home, tmp_path)

    return start
