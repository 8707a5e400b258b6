"""Folding of text: spaces inside Chinese go, those between Latin words stay."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.grams import fold


@pytest.mark.parametrize(
    ("text", "folded"), [("第 三 条", "第3条"), ("App Store", "app store"), ("用 App 下单", "用app下单")]
)
def test_spaces_go_where_chinese_stands(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(text=st.text(alphabet=" \n\u3000\xa0ab法。", max_size=24))
@settings(max_examples=300, deadline=None)
def test_a_run_of_spaces_goes_that_touches_what_is_not_latin(text: str) -> None:
    plainly = re.compile(r"(?<=[^\x00-\x7f])\s++|(?<!\s)\s++(?=[^\x00-\x7f])")
    assert fold(text) == plainly.sub("", text.replace("\u3000", " "))
