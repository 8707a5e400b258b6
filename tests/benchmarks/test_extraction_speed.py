"""Speed of extraction as a ratio to reading and decoding the same bytes, and linear time whatever the text.

Run with `pytest -m benchmark`. Processor time of one core, the best of several rounds, so that a busy machine does not
decide.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from citecheck.extract import Names, extract
from citecheck.numerals import chinese
from citecheck.store import StatuteStore

pytestmark = pytest.mark.benchmark

WEB_RATIO = 0.10  # of the speed of reading and decoding, one citation in 5 KB
DENSE_RATE = 10_000  # citations a second, one in 500 bytes
MEGABYTE = 1_000_000


def seconds(work: Callable[[], object], rounds: int = 7) -> float:
    best = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best


@pytest.fixture(scope="module")
def names(store: StatuteStore) -> Names:
    return Names(store.names())


def test_web_pages_pass_at_a_tenth_of_the_speed_of_reading(shared: Path, names: Names, tmp_path: Path) -> None:
    pages = "".join(path.read_text("utf-8") for path in sorted((shared / "seeds").glob("*.txt")))
    path = tmp_path / "web.txt"
    path.write_text(pages * (2 * MEGABYTE // len(pages.encode())), encoding="utf-8")
    text = path.read_text("utf-8")
    reading = seconds(lambda: path.read_bytes().decode(), 12)
    extracting = seconds(lambda: extract(text, names), 4)
    print(f"web: {path.stat().st_size / extracting / MEGABYTE:.0f} MB/s, {reading / extracting:.3f} of reading")
    assert reading / extracting >= WEB_RATIO


def test_dense_text_gives_ten_thousand_citations_a_second(shared: Path, names: Names) -> None:
    rows = (shared / "data" / "support" / "model_answers.jsonl").read_text("utf-8").splitlines()[:2000]
    answers = [json.loads(row) for row in rows]
    text = "".join(f"根据《{row['law']}》第{chinese(row['article'])}条，{row['claim']}\n" for row in answers)
    found = sum(citation.article is not None for citation in extract(text, names).citations)
    assert found >= len(answers)
    rate = found / seconds(lambda: extract(text, names))
    print(f"dense: {rate:.0f} citations a second, one in {len(text.encode()) // found} bytes")
    assert rate >= DENSE_RATE


HOSTILE = {
    "open marks": "《",
    "closed marks": "》",
    "nested marks": "《〈",
    "open parentheses": "（",
    "numbers": "第一百",
    "bare articles": "第一条",
    "list without end": "第一条、",
    "ranges": "第一条至",
    "title and gaps": "《民法典》的",
    "law": "法",
    "title after title": "合同法",
    "of the": "of the ",
    "English articles": "Article 1 and ",
    "capital words": "Law ",
    "short forms": "（以下简称",
    "spaces": " ",
    "quotes": "“",
    "this article": "该条",
    "case numbers": "1号",
    "one letter": "A",
    "its own rules": "其实施条例第一条",
    "former": "前者第一条",
    "a number of each": "一条",
    "unknown titles": "某某某法第一条",
    "contracts": "合同第一条",
    "section signs": "§1 ",
    "laws of laws": "Law of the ",
    "declared in English": 'Civil Code (hereinafter "X") ',
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_time_is_linear_whatever_the_text(piece: str, names: Names) -> None:
    small, large = piece * (20_000 // len(piece)), piece * (160_000 // len(piece))
    extract(small, names)
    once = seconds(lambda: extract(small, names), 3)
    assert seconds(lambda: extract(large, names), 2) <= max(once, 0.002) * 8 * 3
