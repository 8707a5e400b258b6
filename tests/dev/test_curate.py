"""The curated tables: reading repeals out of clauses and lists, aligning articles, and the committed files."""

from __future__ import annotations

from pathlib import Path

import pytest

from citecheck.dev.curate.__main__ import curate
from citecheck.dev.curate.align import align
from citecheck.dev.curate.clauses import Ended, closing_clauses, decision_entries, marked_titles, unwrapped
from citecheck.dev.curate.correspondence import snapped
from citecheck.dev.curate.repeals import Repealed, is_law_still, publication_day, settle
from citecheck.dev.curate.tables import HERE, Catalogue, clean_title, level_of, statute_id, write_rows
from citecheck.dev.curate.texts import Text, split_articles
from citecheck.model import Level

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"


def text(body: str, title: str = "示范条例", effective: str = "2020-01-01") -> Text:
    return Text(title, "2019-12-01", effective, "", body, split_articles(body))


# ── titles ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        pytest.param(
            "最高人民法院 最高人民检察院关于示范的解释", "最高人民法院、最高人民检察院关于示范的解释", id="joint"
        ),
        pytest.param("关于适用〈示范法〉的解释(一)", "关于适用《示范法》的解释（一）", id="brackets"),
        pytest.param("《示范办法》", "示范办法", id="marks around"),
        pytest.param("示范\n 办法。", "示范办法", id="line break and full stop"),
    ],
)
def test_clean_title(raw: str, title: str) -> None:
    assert clean_title(raw) == title


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("中华人民共和国示范法", Level.LAW),
        ("示范管理办法", Level.OTHER),
        ("中华人民共和国示范条例", Level.ADMINISTRATIVE_REGULATION),
        ("上海市示范办法", Level.LOCAL_REGULATION),
        ("最高人民法院、最高人民检察院关于示范的解释", Level.JUDICIAL_INTERPRETATION),
        ("最高人民法院、公安部关于示范的通知", Level.OTHER),
        ("全国人民代表大会常务委员会关于《中华人民共和国示范法》第一条的解释", Level.LEGISLATIVE_INTERPRETATION),
    ],
)
def test_level_by_title(title: str, level: Level) -> None:
    assert level_of(title) is level


def test_a_name_shared_by_two_statutes_finds_neither() -> None:
    rows = [
        {"id": "示范法", "title": "中华人民共和国示范法", "level": "law"},
        {"id": "示范法@1993", "title": "中华人民共和国示范法", "level": "law"},
    ]
    catalogue = Catalogue(rows)
    assert catalogue.ids("示范法") == ("示范法", "示范法@1993")
    assert catalogue.find("示范法@1993") == "示范法@1993"
    assert Catalogue(rows[1:]).find("示范法") == "示范法@1993"


# ── clauses ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nested_marks_are_one_title() -> None:
    sentence = "《关于〈示范法〉的解释》和《示范办法》同时废止"
    assert [title for title, _, _ in marked_titles(sentence)] == ["关于〈示范法〉的解释", "示范办法"]


@pytest.mark.parametrize(
    ("clause", "found"),
    [
        pytest.param(
            "本条例自2020年1月1日起施行。1990年5月6日国务院发布的《示范管理办法》同时废止。",
            [("示范管理办法", "2020-01-01", "full", "1990-05-06")],
            id="day of effect and the old act's day",
        ),
        pytest.param(
            "本条例自2020年1月1日起施行，《甲办法》、《乙办法》同时废止。",
            [("甲办法", "2020-01-01", "full", ""), ("乙办法", "2020-01-01", "full", "")],
            id="several",
        ),
        pytest.param(
            "本条例自2020年1月1日起施行。《甲办法》中有关示范的规定同时废止。",
            [("甲办法", "2020-01-01", "partial", "")],
            id="a part only",
        ),
        pytest.param(
            "本条例自2020年1月1日起施行。《甲办法》第三十二条第一款同时废止。",
            [("甲办法", "2020-01-01", "partial", "")],
            id="one paragraph only",
        ),
        pytest.param(
            "本条例自二〇二〇年一月一日起施行。一九九〇年十二月三十日发布的《甲办法》同时废止。",
            [("甲办法", "2020-01-01", "full", "1990-12-30")],
            id="dates in Chinese numerals",
        ),
        pytest.param("本条例自2020年1月1日起施行。《示范条例》同时废止。", [], id="its own predecessor is a version"),
        pytest.param(
            "1990年5月6日公布，根据2000年1月1日《关于修改〈甲办法〉的决定》修正的《甲办法》自2020年1月1日起废止。",
            [("甲办法", "2020-01-01", "full", "")],
            id="the amending decision is not repealed",
        ),
        pytest.param("主管部门废止《甲办法》的，应当公告。", [], id="a power to repeal"),
        pytest.param("《甲办法》规定的证书有效期届满后失效。", [], id="a certificate lapses"),
    ],
)
def test_closing_clause(clause: str, found: list[tuple[str, str, str, str]]) -> None:
    ended = closing_clauses(text(f"第一条 为了示范，制定本条例。\n\n第二条 {clause}"))
    assert [(one.title, one.ceased_on, one.extent, one.promulgated_on) for one in ended] == found


@pytest.mark.parametrize(
    ("header", "day"),
    [
        pytest.param(
            "# 示范条例\n\n1990年2月20日 国务院批准 1990年3月12日 示范部令第8号、示范委令第11号发布\n\n"
            "2017年3月1日 《国务院关于修改部分行政法规的决定》修订",
            "1990-03-12",
            id="the first publication, not an amendment",
        ),
        pytest.param(
            "# 示范条例\n\n1996年5月27日 国务院令第197号发布\n\n2017年12月26日 国务院令第696号修订",
            "2017-12-26",
            id="the whole text re-enacted",
        ),
    ],
)
def test_a_clause_without_a_day_takes_that_of_its_text(header: str, day: str) -> None:
    assert publication_day(Text("示范条例", "2017-12-26", "", header, "", {})) == day


def test_lists_of_repeal_decisions() -> None:
    table = text(
        "| 1 | 最高人民法院关于甲的批复 | 1990年5月6日 法复〔1990〕1号 | 已被《最高人民法院关于乙的解释》代替 |",
        "最高人民法院关于废止部分司法解释的决定",
    )
    (row,) = decision_entries(table)
    assert (row.title, row.promulgated_on, row.document_number, row.ceased_on, row.successor) == (
        "最高人民法院关于甲的批复",
        "1990-05-06",
        "法复〔1990〕1号",
        "2020-01-01",
        "最高人民法院关于乙的解释",
    )
    listed = text(
        "决定修改的\n一、甲条例（1990年1月1日公布）\n国务院决定废止的行政法规\n一、乙条例（1991年1月1日公布）"
    )
    assert [one.title for one in decision_entries(listed)] == ["乙条例"]


def test_a_partial_repeal_names_its_articles() -> None:
    (ended,) = closing_clauses(text("第一条 本条例施行后，《甲办法》第三条、第三十二条第一款同时废止。"))
    assert ended.scope == "3、32.1"


def test_a_notice_goes_by_the_name_of_what_it_issued() -> None:
    notice = Ended("最高人民法院印发《关于贯彻执行示范法若干问题的意见》的通知", "决定", "2021-01-01")
    assert unwrapped(notice).title == "最高人民法院关于贯彻执行示范法若干问题的意见"
    both = Ended("最高人民法院印发《甲》和《乙》的通知", "决定", "2021-01-01")
    assert unwrapped(both) == both


def fact(title: str, day: str, source: str, confidence: str = "high", successor: str = "") -> Repealed:
    return Repealed(Ended(title, "新示范条例", day, successor=successor), source, confidence, Level.OTHER)


def test_ours_by_hand_overrules_and_the_rest_fills_in() -> None:
    (settled,) = settle(
        [
            fact("甲办法", "2020-01-01", "LawRefBook 2025-04-19", successor="乙办法"),
            fact("甲办法", "2019-06-01", "public record", "medium"),
        ]
    )
    assert (settled.ended.ceased_on, settled.source) == ("2019-06-01", "public record")
    assert settled.ended.successor == "乙办法"


def test_a_repeal_before_the_text_we_know_is_of_a_namesake() -> None:
    newest = {"示范法": "2015-07-01"}
    assert is_law_still(fact("中华人民共和国示范法", "2014-11-01", "x"), newest)
    assert not is_law_still(fact("中华人民共和国示范法", "2021-01-01", "x"), newest)


# ── articles ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_articles_of_each_layout() -> None:
    body = (
        "第一条 甲甲。\n\n- **第二条**　　乙乙：\n\n  - （一）丙丙。\n\n第二条之一 丁丁。\n\n"
        "第三条第一款规定的事项除外。\n\n**第三条**　戊戊。\n第一条 附件的第一条。"
    )
    articles = split_articles(body)
    assert list(articles) == ["1", "2", "2-1", "3"]
    assert articles["2"] == "乙乙：\n（一）丙丙。"
    assert articles["2-1"].startswith("丁丁。")


OLD = {
    "1": "为了规范示范活动，制定本条例。",
    "2": "示范单位应当按月公布示范清单和示范费用。",
    "3": "示范单位拒不公布清单的，处一千元以下罚款。",
    "4": "本条例自一九九〇年一月一日起施行。",
}
NEW = {
    "1": "为了规范和促进示范活动，制定本条例。",
    "2": "示范工作坚持公开原则。",
    "3": "示范单位应当按季度公布示范清单和示范费用。",
    "4": "对示范单位的检查由主管部门组织。",
    "5": "示范单位拒不公布清单的，处五千元以下罚款。",
}


def test_alignment_keeps_the_order_and_leaves_out_what_has_no_counterpart() -> None:
    assert [(pair.old, pair.new) for pair in align(OLD, NEW)] == [("1", "1"), ("2", "3"), ("3", "5")]


def test_free_alignment_finds_what_moved() -> None:
    shuffled = {"10": NEW["5"], "20": NEW["3"], "30": NEW["1"]}
    pairs = {pair.old: pair.new for pair in align(OLD, shuffled, ordered=False)}
    assert pairs["2"] == "20"
    assert pairs["3"] == "10"
    assert "4" not in pairs


def test_version_keys_snap_to_the_catalogue() -> None:
    row = {
        "from_statute": "甲",
        "from_version": "2018-03-05",
        "from_article": "1",
        "to_statute": "甲",
        "to_version": "2020-01-01",
        "to_article": "2",
    }
    known = [{"statute": "甲", "version": "2018-03-01"}, {"statute": "甲", "version": "2020-01-01"}]
    assert [one["from_version"] for one in snapped([row], known)] == ["2018-03-01"]
    assert snapped([row], known[1:]) == []
    assert snapped([row], []) == [row]


# ── the committed files ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.catalogue
def test_the_committed_files_are_what_the_program_yields(tmp_path: Path) -> None:
    if not (SHARED / "lawrefbook" / "db.sqlite3").is_file():
        pytest.skip("needs ../shared with the corpora, which are not part of the repository")
    for name, (columns, rows) in curate(SHARED, ROOT / "statutes").items():
        write_rows(tmp_path / name, columns, rows)
        committed = (HERE if name == "repealed_statutes.csv" else ROOT / "statutes") / name
        assert (tmp_path / name).read_bytes() == committed.read_bytes(), (
            f"{name} is not what the program yields: python -m citecheck.dev.curate --shared ../shared --out statutes"
        )


def test_ids_are_titles_without_the_state() -> None:
    assert statute_id("最高人民法院关于适用《中华人民共和国示范法》的解释") == "最高人民法院关于适用《示范法》的解释"
