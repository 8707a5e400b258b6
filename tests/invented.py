# ruff: noqa: E501  (rows of tables are long)
"""A small catalogue of invented statutes and a text package to match, so that tests stand by themselves."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from citecheck.store import Sources

CATALOGUE = {
    "statutes.csv": """\
id,title,level,issuer,fictitious,history_complete,source,confidence
示范交易法,中华人民共和国示范交易法,law,全国人民代表大会常务委员会,0,1,示范来源 1,high
示范交易法实施条例,中华人民共和国示范交易法实施条例,administrative_regulation,国务院,0,0,示范来源 1,high
示范安全法,中华人民共和国示范安全法,law,全国人民代表大会常务委员会,0,1,示范来源 1,high
示范安全法@1993,中华人民共和国示范安全法,law,全国人民代表大会常务委员会,0,1,https://example.org/a?b=1,medium
示范旧约法,中华人民共和国示范旧约法,law,全国人民代表大会,0,1,示范来源 1,high
示范总法,中华人民共和国示范总法,law,全国人民代表大会,0,1,示范来源 1,high
示范谣传条例,中华人民共和国示范谣传条例,administrative_regulation,,1,0,示范来源 1,high
甲省示范条例,甲省示范条例,local_regulation,甲省人民代表大会常务委员会,0,0,示范来源 1,high
示范条例,示范条例,administrative_regulation,国务院,0,0,示范来源 1,high
最高人民法院关于审理示范纠纷案件适用法律若干问题的解释（一）,最高人民法院关于审理示范纠纷案件适用法律若干问题的解释（一）,judicial_interpretation,最高人民法院,0,0,示范来源 1,high
最高人民法院、最高人民检察院关于适用《中华人民共和国示范交易法》的解释,最高人民法院、最高人民检察院关于适用《中华人民共和国示范交易法》的解释,judicial_interpretation,最高人民法院、最高人民检察院,0,0,示范来源 1,high
""",
    "versions.csv": """\
statute,version,promulgated_on,effective_on,ceased_on,change,document_number,complete,last_article,source,confidence
示范交易法,2001-03-01,2001-03-01,2001-10-01,2019-01-01,,,1,3,示范来源 1,high
示范交易法,2018-06-01,2018-06-01,2019-01-01,,revision,,1,4,示范来源 1,high
示范交易法,2026-09-01,2026-09-01,,,amendment,,0,,示范来源 1,high
示范交易法实施条例,2010-05-05,2010-05-05,2010-06-01,,,国令第1号,0,9,示范来源 1,high
示范安全法,2015-07-01,2015-07-01,2015-07-01,,,,1,5,示范来源 1,high
示范安全法@1993,1993-02-22,1993-02-22,1993-02-22,2014-11-01,,,1,34,示范来源 1,high
示范旧约法,1999-03-15,1999-03-15,1999-10-01,,,,1,428,示范来源 1,high
示范总法,2020-05-28,2020-05-28,2021-01-01,,,,1,3,示范来源 1,high
最高人民法院关于审理示范纠纷案件适用法律若干问题的解释（一）,2003-07-01,,2003-09-01,,,,1,9,示范来源 1,high
""",
    "articles/law.csv": """\
statute,version,article,paragraphs,subparagraphs,points
示范交易法,2018-06-01,1,1,,
示范交易法,2018-06-01,2,2,0/2,2.1:2
示范交易法,2018-06-01,2-1,1,,
示范交易法,2018-06-01,3,1,,
示范交易法,2018-06-01,4,,,
""",
    "repeals.csv": """\
statute,ceased_on,repealed_by,extent,scope,successors,source,confidence
示范旧约法,2021-01-01,中华人民共和国示范总法,full,,示范总法,示范来源 1,high
示范交易法实施条例,2022-01-01,某决定,partial,3、4.1,,示范来源 1,medium
""",
    "names.csv": """\
name,statute,kind,lang,ambiguous,source,confidence
示交法,示范交易法,short_form,zh,0,示范来源 1,high
Model Trade Law,示范交易法,english,en,0,示范来源 1,high
示范旧约,示范旧约法,short_form,zh,0,示范来源 1,high
示范法,示范交易法,short_form,zh,1,示范来源 1,high
示范法,示范安全法,short_form,zh,1,示范来源 1,high
示范细则,,short_form,zh,1,示范来源 1,high
示范安全法,示范交易法,former,zh,0,示范来源 1,low
""",
    "correspondence.csv": """\
from_statute,from_version,from_article,to_statute,to_version,to_article,confidence,source
示范旧约法,1999-03-15,52,示范总法,2020-05-28,2,0.62,示范来源 1
示范旧约法,,52,示范总法,2020-05-28,3,high,示范来源 1
示范交易法,2001-03-01,3,示范交易法,2018-06-01,2-1,medium,示范来源 1
""",
    "unchanged.csv": """\
statute,version,as_in,except,source,confidence
""",
    "horizons.csv": """\
level,complete_to,source,note
law,2026-08-28,示范来源 1,
local_regulation,,示范来源 1,never complete
""",
}

LAWS = [("a", "中华人民共和国示范交易法", "2018-06-01", "2001-10-01"), ("b", "中华人民共和国示范总法", "2020-05-28", ""),
        ("c", "中华人民共和国示范失传法", "1990-01-01", "")]  # fmt: skip
ARTICLES = [
    ("a", "第一条", 1, "为了示范，制定本法。\n样本亦同。"),
    ("a", "第二条", 2, "交易应当公平。\n有下列情形之一的，交易无效：\n（一）违背示范的：\n1．一种；\n2．两种；\n（二）没有样本的。"),
    ("a", "第二条之一", 2, "样本由双方保管。"),
    ("a", "第三条", 3, "争议由示范机构解决。"),
    ("a", "第五条", 5, "本法自2019年1月1日起施行。"),
    ("b", "第一条", 1, "总法调整示范关系。"),
    ("b", "第二条", 2, "示范关系受总法保护。"),
    ("b", "第三条", 3, "本法自2021年1月1日起施行。"),
    ("c", "第一条", 1, "失传。"),
]  # fmt: skip


def write_catalogue(folder: Path, **changed: str) -> Path:
    """The catalogue as files; `changed` replaces tables by name (versions="…")."""
    for name, text in CATALOGUE.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(changed.get(path.stem, text), encoding="utf-8")
    return folder


def write_package(path: Path) -> Path:
    """A database in the shape of the data package's."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "CREATE TABLE laws (law_id, law_name, doc_type, level, issuing_body, publish_date, effective_date,"
            " version_date, status, law_department)"
        )
        connection.execute(
            "CREATE TABLE articles (id INTEGER PRIMARY KEY, law_id, law_name, law_department, level, status, chapter,"
            " section, article_no, article_no_arabic, article_text, char_count)"
        )
        for law_id, title, promulgated, effective in LAWS:
            connection.execute(
                "INSERT INTO laws VALUES (?, ?, '法律', '法律', '', ?, ?, ?, '', '')",
                (law_id, title, promulgated, effective, promulgated),
            )
        for law_id, label, number, text in ARTICLES:
            connection.execute(
                "INSERT INTO articles VALUES (NULL, ?, '', '', '', '', '第一章 总则', NULL, ?, ?, ?, 0)",
                (law_id, label, number, text),
            )
    return path


def package_sources(catalogue: Path, package: Path) -> Sources:
    return Sources(catalogue, lambda: package, hashlib.sha256(package.read_bytes()).hexdigest())
