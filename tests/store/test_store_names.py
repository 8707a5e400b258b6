"""Which keys lead where: titles before declared names, declared names before variants, regions never stripped."""

from __future__ import annotations

import pytest

from citecheck.model import Level, NameKind
from citecheck.normalize import title_key
from citecheck.store.catalogue import Confidence, Line, NameRow, StatuteRow
from citecheck.store.names import Name, all_names, variants


def statute(title: str, level: Level = Level.JUDICIAL_INTERPRETATION, issuer: str = "", year: str = "") -> StatuteRow:
    return StatuteRow(Line("t", 1), title + year, title, level, issuer, False, False, "甲", Confidence.HIGH)


def declared(name: str, statute_id: str, *, ambiguous: bool = False) -> NameRow:
    return NameRow(Line("n", 1), name, statute_id, NameKind.SHORT_FORM, "zh", ambiguous, "甲", Confidence.HIGH)


def found(names: tuple[Name, ...], name: str) -> list[tuple[str, NameKind, bool]]:
    return [(n.statute, n.kind, n.ambiguous) for n in names if n.key == title_key(name)]


def test_a_title_outranks_a_declared_name_and_a_variant() -> None:
    titles = [statute("最高人民法院关于示范的规定"), statute("关于示范的规定"), statute("示范的规定")]
    names = all_names(titles, [declared("示范的规定", "最高人民法院关于示范的规定")])
    assert found(names, "关于示范的规定") == [("关于示范的规定", NameKind.TITLE, False)]
    assert found(names, "示范的规定") == [("示范的规定", NameKind.TITLE, False)]


def test_a_declared_name_outranks_a_variant() -> None:
    names = all_names([statute("关于示范的规定"), statute("示范法", Level.LAW)], [declared("示范的规定", "示范法")])
    assert found(names, "示范的规定") == [("示范法", NameKind.SHORT_FORM, False)]


def test_a_declared_name_of_two_is_ambiguous_whether_marked_or_not() -> None:
    names = all_names([statute("甲法"), statute("乙法")], [declared("示法", "甲法"), declared("示法", "乙法")])
    assert found(names, "示法") == [("乙法", NameKind.SHORT_FORM, True), ("甲法", NameKind.SHORT_FORM, True)]


def test_a_variant_of_two_is_for_the_day_to_decide() -> None:
    alone, joint = "最高人民法院关于示范的解释", "最高人民法院、最高人民检察院关于示范的解释"
    names = all_names(
        [statute(alone, issuer="最高人民法院"), statute(joint, issuer="最高人民法院、最高人民检察院")], []
    )
    assert found(names, "关于示范的解释") == [(joint, NameKind.VARIANT, False), (alone, NameKind.VARIANT, False)]
    assert found(names, alone) == [(alone, NameKind.TITLE, False)]


@pytest.mark.parametrize(
    ("row", "variant", "expected"),
    [
        pytest.param(statute("国务院办公厅关于示范的通知"), "关于示范的通知", True, id="the issuer left out"),
        pytest.param(
            statute("关于示范的规定", issuer="国务院"), "国务院关于示范的规定", True, id="the issuer put in front"
        ),
        pytest.param(statute("北京市高级人民法院关于示范的规定"), "关于示范的规定", False, id="a region stays"),
        pytest.param(
            statute("甲省人民政府关于示范的规定", Level.LOCAL_REGULATION),
            "关于示范的规定",
            False,
            id="a local regulation as it is",
        ),
        pytest.param(statute("示范关于示范的规定"), "关于示范的规定", False, id="what is in front is no organ"),
        pytest.param(statute("最高人民法院关于示范的规定（一）"), "关于示范的规定", False, id="（一） stays"),
        pytest.param(statute("示范办法（试行）", Level.OTHER), "示范办法", False, id="（试行） stays"),
    ],
)
def test_variants_of_one_title(row: StatuteRow, variant: str, expected: bool) -> None:
    assert (title_key(variant) in variants(row)) is expected
