"""Numbers with their units, and the one writing that makes equal quantities equal strings."""

from __future__ import annotations

from fractions import Fraction

import pytest

from citecheck.quantities import canonical, quantities


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("十五日以上三个月以下", [(15, "日"), (3, "月")], id="periods"),
        pytest.param("15天", [(15, "日")], id="days are 日"),
        pytest.param("百分之五十", [(50, "%")], id="a share"),
        pytest.param("50%", [(50, "%")], id="a share in figures"),
        pytest.param("三分之二以上", [(Fraction(200, 3), "%")], id="a fraction"),
        pytest.param("五十万元", [(500_000, "元")], id="an amount"),
        pytest.param("50万元", [(500_000, "元")], id="mixed writing"),
        pytest.param("1,000元", [(1000, "元")], id="separators"),
        pytest.param("5至10日", [(5, "日"), (10, "日")], id="both ends of a range"),
        pytest.param("十八周岁", [(18, "岁")], id="an age"),
        pytest.param("貳倍", [(2, "倍")], id="capital, Traditional"),
        pytest.param("第三十七条第一款", [(37, "第"), (1, "第")], id="ordinals"),
        pytest.param("2024年5月1日", [], id="a calendar date is none"),
        pytest.param("一方当事人", [], id="no unit"),
    ],
)
def test_quantities(text: str, found: list[tuple[Fraction, str]]) -> None:
    assert [(quantity.value, quantity.unit) for quantity in quantities(text)] == found


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("自收到之日起十五日内", "自收到之日起15日内"),
        ("处五十万元以上一百万元以下罚款", "处50万元以上100万元以下罚款"),
        ("百分之五十以上百分之一百以下", "50%以上100%以下"),
        ("三个月", "3个月"),
    ],
)
def test_equal_quantities_are_equal_strings(text: str, same: str) -> None:
    assert canonical(text) == canonical(same)
    assert canonical(canonical(text)) == canonical(text)
