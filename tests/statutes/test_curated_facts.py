"""What must hold of repeals, names, correspondence and horizons. Needs nothing but statutes/."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import TypeAlias

import pytest

from citecheck.model import Level, NameKind, RepealExtent
from citecheck.normalize import title_key

Row: TypeAlias = dict[str, str]
Table: TypeAlias = dict[str, list[Row]]
Map: TypeAlias = dict[tuple[str, str], set[tuple[str, str]]]

STATUTES = Path(__file__).parents[2] / "statutes"
COURT = "最高人民法院关于"
INTERPRETATION = f"{COURT}审理劳动争议案件适用法律"
BUILDING = f"{COURT}审理建设工程施工合同纠纷案件适用法律问题的解释"


def read(name: str) -> list[Row]:
    with (STATUTES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def ids() -> dict[str, Row]:
    return {row["id"]: row for row in read("statutes.csv")}


@pytest.fixture(scope="module")
def repeals() -> Table:
    found = defaultdict(list)
    for row in read("repeals.csv"):
        found[row["statute"]].append(row)
    return found


@pytest.fixture(scope="module")
def names() -> Table:
    found = defaultdict(list)
    for row in read("names.csv"):
        found[title_key(row["name"])].append(row)
    return found


@pytest.fixture(scope="module")
def moved() -> Map:
    found = defaultdict(set)
    for row in read("correspondence.csv"):
        found[row["from_statute"], row["from_article"]].add((row["to_statute"], row["to_article"]))
    return found


# ── repeals ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_enough_repeals_each_with_its_statute(repeals: Table, ids: dict[str, Row]) -> None:
    full = [row for rows in repeals.values() for row in rows if row["extent"] == RepealExtent.FULL]
    assert len({row["statute"] for row in full}) >= 2_200
    assert sum(bool(row["ceased_on"]) for row in full) >= 0.99 * len(full)
    assert sum(bool(row["repealed_by"]) for row in full) >= 0.99 * len(full)
    assert set(repeals) <= set(ids)
    assert {s for row in full for s in row["successors"].split(";") if s} <= set(ids)
    assert not [row for row in full if row["statute"] in row["successors"].split(";")]


def test_a_statute_is_repealed_as_a_whole_once(repeals: Table) -> None:
    twice = [
        statute
        for statute, rows in repeals.items()
        if len({row["ceased_on"] for row in rows if row["extent"] == RepealExtent.FULL}) > 1
    ]
    assert twice == []


@pytest.mark.parametrize(
    ("statute", "ceased_on", "successor"),
    [
        *(
            (law, "2021-01-01", "民法典")
            for law in [
                "合同法",
                "婚姻法",
                "物权法",
                "侵权责任法",
                "民法通则",
                "民法总则",
                "担保法",
                "继承法",
                "收养法",
            ]
        ),
        *(
            (law, "2026-08-15", "生态环境法典")
            for law in [
                "环境保护法",
                "环境影响评价法",
                "海洋环境保护法",
                "大气污染防治法",
                "水污染防治法",
                "土壤污染防治法",
                "固体废物污染环境防治法",
                "噪声污染防治法",
                "放射性污染防治法",
                "清洁生产促进法",
            ]
        ),
        (f"{COURT}适用《婚姻法》若干问题的解释（一）", "2021-01-01", f"{COURT}适用《民法典》婚姻家庭编的解释（一）"),
        (f"{COURT}适用《担保法》若干问题的解释", "2021-01-01", f"{COURT}适用《民法典》有关担保制度的解释"),
        (f"{COURT}审理诈骗案件具体应用法律的若干问题的解释", "2013-01-18", ""),
        (f"{INTERPRETATION}若干问题的解释（二）", "2021-01-01", f"{INTERPRETATION}问题的解释（一）"),
        ("国家安全法@1993", "2014-11-01", "反间谍法"),
        ("人民检察院刑事诉讼规则@1999", "2013-01-01", "人民检察院刑事诉讼规则"),
        ("外资企业法", "2020-01-01", "外商投资法"),
        ("增值税暂行条例", "2026-01-01", "增值税法"),
        ("城市流浪乞讨人员收容遣送办法", "2003-08-01", "城市生活无着的流浪乞讨人员救助管理办法"),
        ("卖淫嫖娼人员收容教育办法", "2020-03-27", ""),
        ("国务院关于劳动教养问题的决定", "2013-12-28", ""),
        ("城市房屋拆迁管理条例", "2011-01-21", "国有土地上房屋征收与补偿条例"),
        ("现金管理暂行条例", "2025-01-20", ""),
        ("乡镇企业法", "2025-12-27", ""),
        ("全民所有制工业企业法", "2026-03-12", ""),
    ],
)
def test_repealed(repeals: Table, statute: str, ceased_on: str, successor: str) -> None:
    (row,) = [row for row in repeals[statute] if row["extent"] == RepealExtent.FULL]
    assert row["ceased_on"] == ceased_on
    assert not successor or successor in row["successors"].split(";")


@pytest.mark.parametrize(
    "statute",
    [
        "民法典",
        "公司法",
        "国家安全法",
        "劳动合同法",
        "消费者权益保护法",
        "农村土地承包法",
        "人民检察院刑事诉讼规则",
        "消费税暂行条例",
        "土地增值税暂行条例",
        "商标法",
        "农业法",
    ],
)
def test_in_force_is_not_repealed(repeals: Table, statute: str) -> None:
    assert [row for row in repeals.get(statute, []) if row["extent"] == RepealExtent.FULL] == []


@pytest.mark.parametrize(
    ("statute", "extent", "scope"),
    [
        (f"{INTERPRETATION}问题的解释（一）", "partial", "32.1"),
        ("全国人民代表大会常务委员会关于严禁卖淫嫖娼的决定", "partial", "4.2、4.4"),
        (
            f"{COURT}适用《公司法》若干问题的规定（三）",
            "saving",
            "applies where it does not conflict with the 2023 revision",
        ),
    ],
)
def test_not_a_full_repeal(repeals: Table, statute: str, extent: str, scope: str) -> None:
    assert (extent, scope) in {(row["extent"], row["scope"]) for row in repeals[statute]}


def test_namesakes_are_kept_apart(ids: dict[str, Row]) -> None:
    for one, other in (
        ("国家安全法", "国家安全法@1993"),
        ("人民检察院刑事诉讼规则", "人民检察院刑事诉讼规则@1999"),
        (f"{BUILDING}（二）", f"{BUILDING}（二）@2026"),
    ):
        assert title_key(ids[one]["title"]) == title_key(ids[other]["title"])


def test_invented_instruments_are_known_as_such(ids: dict[str, Row]) -> None:
    assert {statute for statute, row in ids.items() if row["fictitious"] == "1"} == {
        "公安部印章管理办法",
        "最高人民法院关于审理建设工程合同纠纷案件的暂行意见",
        "最高人民法院关于审理民事纠纷案件中涉及刑事犯罪若干程序问题的处理意见",
    }


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_enough_names_and_every_one_resolves(names: Table, ids: dict[str, Row]) -> None:
    rows = [row for group in names.values() for row in group]
    assert len({row["name"] for row in rows}) >= 1_200
    assert {row["statute"] for row in rows if row["statute"]} <= set(ids)
    assert not [row for row in rows if not row["statute"] and row["ambiguous"] == "0"]
    assert {row["kind"] for row in rows} <= set(NameKind)


def test_a_name_of_several_statutes_is_marked(names: Table) -> None:
    for key, group in names.items():
        if len({row["statute"] for row in group}) > 1:
            assert {row["ambiguous"] for row in group} == {"1"}, key


def test_no_name_is_the_title_of_another_statute(names: Table, ids: dict[str, Row]) -> None:
    assert {title_key(row["title"]) for row in ids.values()} & set(names) == set()


@pytest.mark.parametrize(
    ("name", "statute"),
    [
        ("民诉法", "民事诉讼法"),
        ("消保法", "消费者权益保护法"),
        ("个保法", "个人信息保护法"),
        ("环保法", "环境保护法"),
        ("九民纪要", "全国法院民商事审判工作会议纪要"),
        ("担保制度解释", f"{COURT}适用《民法典》有关担保制度的解释"),
        ("PIPL", "个人信息保护法"),
        ("CRPL", "消费者权益保护法"),
        ("Civil Code", "民法典"),
        ("PRC Company Law", "公司法"),
        ("Law on the Protection of Consumer Rights and Interests", "消费者权益保护法"),
        ("Labour Contract Law", "劳动合同法"),
        ("Cybersecurity Law", "网络安全法"),
        ("Data Security Law", "数据安全法"),
        ("Contract Law", "合同法"),
        ("Anti-Monopoly Law", "反垄断法"),
        ("Foreign Investment Law", "外商投资法"),
        ("Arbitration Law", "仲裁法"),
    ],
)
def test_name(names: Table, name: str, statute: str) -> None:
    assert [(row["statute"], row["ambiguous"]) for row in names[title_key(name)]] == [(statute, "0")]


@pytest.mark.parametrize(
    ("name", "candidates"),
    [
        ("民促法", {"民办教育促进法", "民营经济促进法"}),
        ("CPL", {"民事诉讼法", "刑事诉讼法"}),
        ("劳动争议解释二", {f"{INTERPRETATION}若干问题的解释（二）", f"{INTERPRETATION}问题的解释（二）"}),
        ("建工解释二", {f"{BUILDING}（二）", f"{BUILDING}（二）@2026"}),
        ("国安法", {"国家安全法", "国家安全法@1993", "香港特别行政区维护国家安全法"}),
    ],
)
def test_ambiguous_name(names: Table, name: str, candidates: set[str]) -> None:
    rows = names[title_key(name)]
    assert {row["statute"] for row in rows} == candidates
    assert {row["ambiguous"] for row in rows} == {"1"}


# ── correspondence ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("statute", "article", "successor", "targets"),
    [
        ("合同法", "52", "民法典", {"153", "154", "146"}),
        ("合同法", "60", "民法典", {"509"}),
        ("合同法", "94", "民法典", {"563"}),
        ("合同法", "107", "民法典", {"577"}),
        ("合同法", "114", "民法典", {"585"}),
        ("合同法", "206", "民法典", {"675"}),
        ("合同法", "286", "民法典", {"807"}),
        ("物权法", "106", "民法典", {"311"}),
        ("物权法", "28", "民法典", {"229"}),
        ("侵权责任法", "6", "民法典", {"1165"}),
        ("侵权责任法", "36", "民法典", {"1194", "1195", "1197"}),
        ("侵权责任法", "87", "民法典", {"1254"}),
        ("婚姻法", "17", "民法典", {"1062"}),
        ("婚姻法", "32", "民法典", {"1079"}),
        ("继承法", "10", "民法典", {"1127"}),
        ("担保法", "18", "民法典", {"688"}),
        ("民法通则", "135", "民法典", {"188"}),
        ("民法总则", "188", "民法典", {"188"}),
        ("收养法", "6", "民法典", {"1098"}),
        ("公司法", "16", "公司法", {"15"}),
        ("公司法", "28", "公司法", {"49"}),
        ("公司法", "71", "公司法", {"84"}),
        ("公司法", "142", "公司法", {"162"}),
        ("网络安全法", "37", "网络安全法", {"39"}),
        ("治安管理处罚法", "43", "治安管理处罚法", {"51"}),
        ("治安管理处罚法", "70", "治安管理处罚法", {"82"}),
        ("行政处罚法", "42", "行政处罚法", {"63", "64"}),
    ],
)
def test_moved(moved: Map, statute: str, article: str, successor: str, targets: set[str]) -> None:
    found = {to for one, to in moved[statute, article] if one == successor}
    assert found & targets


def test_correspondence_is_of_known_statutes_and_versions(ids: dict[str, Row]) -> None:
    versions = {(row["statute"], row["version"]) for row in read("versions.csv")}
    rows = read("correspondence.csv")
    for end in ("from", "to"):
        assert {row[f"{end}_statute"] for row in rows} <= set(ids)
        assert {(row[f"{end}_statute"], row[f"{end}_version"]) for row in rows} <= versions
    assert all(0.5 <= float(row["confidence"]) <= 1 for row in rows)
    assert len({(row["from_statute"], row["from_article"]) for row in rows if row["to_statute"] == "民法典"}) >= 1_000


@pytest.mark.parametrize(
    "statute",
    [
        "公司法",
        "民事诉讼法",
        "治安管理处罚法",
        "网络安全法",
        "仲裁法",
        "商标法",
        "海商法",
        "对外贸易法",
        "立法法",
        "反垄断法",
        "妇女权益保障法",
        "反不正当竞争法",
        "行政复议法",
        "传染病防治法",
        "监察法",
        "慈善法",
        "未成年人保护法",
        "渔业法",
        "民用航空法",
        "监狱法",
    ],
)
def test_the_big_renumberings_have_a_map(moved: Map, statute: str) -> None:
    mapped = {
        article for (one, article), targets in moved.items() if one == statute and statute in {to for to, _ in targets}
    }
    assert len(mapped) >= 10


# ── horizons ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_horizons() -> None:
    rows = {row["level"]: row["complete_to"] for row in read("horizons.csv")}
    assert set(rows) == set(Level)
    assert rows["law"] == "2026-08-28"
    assert rows["administrative_regulation"] == "2025-04-05"
    assert date.fromisoformat(rows["constitution"])
    assert Counter(bool(day) for day in rows.values()) == {True: 3, False: 5}
