"""A small lexicon, and sentences in which ⟦…⟧ marks each citation that must be found."""

from __future__ import annotations

import re

from citecheck.extract import Names
from citecheck.model import Citation
from citecheck.normalize import title_key

TITLES = """
中华人民共和国宪法 中华人民共和国民法典 中华人民共和国刑法 中华人民共和国合同法 中华人民共和国民法总则 中华人民共和国民法通则 中华人民共和国劳动法
中华人民共和国劳动合同法 中华人民共和国劳动合同法实施条例 中华人民共和国公司法 中华人民共和国民事诉讼法 中华人民共和国刑事诉讼法
中华人民共和国消费者权益保护法 中华人民共和国个人信息保护法 中华人民共和国治安管理处罚法 中华人民共和国网络安全法 中华人民共和国婚姻法
中华人民共和国侵权责任法 中华人民共和国工会法 中华人民共和国仲裁法 中华人民共和国物权法 中华人民共和国道路交通安全法 中华人民共和国立法法
工伤保险条例 职工带薪年休假条例 女职工劳动保护特别规定 中华人民共和国香港特别行政区基本法 刑法修正案（九） 示范条例 示范条例实施办法
最高人民法院关于审理民间借贷案件适用法律若干问题的规定 最高人民法院关于适用《中华人民共和国民法典》婚姻家庭编的解释（一）
最高人民法院关于适用《中华人民共和国公司法》若干问题的规定（三） 公司法解释三 公司法司法解释三 民诉法 消保法 个保法 消法 刑诉法 治安处罚法 民间借贷司法解释
PIPL CRPL Civil Code; Company Law; Arbitration Law; Labor Contract Law; Personal Information Protection Law; Criminal Law; Contract Law; Constitution; Labor Law
Consumer Rights Protection Law; Law on the Protection of Consumer Rights and Interests; Cybersecurity Law; Data Security Law; Civil Procedure Law
"""


def _titles() -> list[str]:
    found: list[str] = []
    for line in TITLES.strip().splitlines():
        if ";" in line:
            head, *rest = line.split(";")
            words = head.split(" ")
            found += [word for word in words if word.isupper()]
            found.append(" ".join(word for word in words if not word.isupper()))
            found += rest
        else:
            found += line.split()
    return [title.strip() for title in found if title.strip()]


NAMES = Names(title_key(title) for title in _titles())
_MARK = re.compile("[⟦⟧]")


def marked(sentence: str) -> tuple[str, list[tuple[int, int]]]:
    """The sentence without its marks, and the spans they enclosed."""
    text, spans, start = "", [], 0
    for piece in re.split("([⟦⟧])", sentence):
        if piece == "⟦":
            start = len(text)
        elif piece == "⟧":
            spans.append((start, len(text)))
        else:
            text += piece
    return text, spans


def described(citation: Citation) -> str:
    """民法典 120-1 款1 项2: what a citation cites, in one line."""
    article = "" if citation.article is None else f" {citation.article}"
    if citation.article_end is not None:
        article += f"…{citation.article_end}"
    pinpoint = citation.pinpoint
    places = (("款", pinpoint.paragraph), ("项", pinpoint.subparagraph), ("目", pinpoint.point))
    return f"{citation.title_key}{article}" + "".join(f" {word}{number}" for word, number in places if number)
