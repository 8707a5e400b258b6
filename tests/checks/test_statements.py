"""A text taken apart into statements, members of lists with what stands before them."""

from __future__ import annotations

from citecheck.checks.plain import plain
from citecheck.checks.statements import clauses, span, statements

TEXT = (
    "摊主应当守时；收摊应当清扫。下列摊车，不得转让：\n（一）借来的；\n（二）有争议，未解决的。\n管理所在三日内答复。"
)


def test_statements_are_sentences_and_members_of_lists() -> None:
    assert [one.whole for one in statements(TEXT)] == [
        "摊主应当守时",
        "收摊应当清扫",
        "下列摊车,不得转让:",
        "下列摊车,不得转让:|(一)借来的",
        "下列摊车,不得转让:|(二)有争议,未解决的",
        "管理所在三日内答复",
    ]


def test_they_know_where_they_stand_and_their_numbers() -> None:
    read = plain(TEXT)
    for one in statements(TEXT):
        assert read.text.startswith(one.text, one.start)
        assert read.text.startswith(one.header, one.header_at)
    (period,) = statements(TEXT)[-1].quantities(read)
    assert TEXT[slice(*(lambda at: (at.start, at.end))(span(TEXT, period.start, period.end)))] == "三日"


def test_clauses() -> None:
    assert clauses("有争议,未解决的") == ["有争议", "未解决的"]
    assert statements("") == ()
