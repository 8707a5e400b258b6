"""A small lexicon, and sentences in which ⟦…⟧ marks each citation that must be found."""

from __future__ import annotations

import re

from citecheck.extract import Names
from citecheck.model import Citation
from citecheck.normalize import title_key

CHINESE = """
宪法 民法典 刑法 合同法 民法总则 民法通则 劳动法 劳动合同法 劳动合同法实施条例 公司法 民事诉讼法 刑事诉讼法
消费者权益保护法
个人信息保护法 治安管理处罚法 网络安全法 婚姻法 侵权责任法 工会法 仲裁法 物权法 道路交通安全法 立法法
工伤保险条例 职工带薪年休假条例 女职工劳动保护特别规定 香港特别行政区基本法 刑法修正案（九） 示范条例 示范条例实施办法
最高人民法院关于审理民间借贷案件适用法律若干问题的规定
最高人民法院关于适用《中华人民共和国民法典》婚姻家庭编的解释（一）
最高人民法院关于适用《中华人民共和国公司法》若干问题的规定（三）
公司法解释三 公司法司法解释三 民诉法 消保法 个保法 消法 刑诉法 治安处罚法 民间借贷司法解释 PIPL CRPL
"""
ENGLISH = """
Civil Code; Company Law; Arbitration Law; Labor Contract Law; Personal Information Protection Law; Criminal Law;
Contract Law; Constitution; Labor Law; Consumer Rights Protection Law; Cybersecurity Law; Data Security Law;
Law on the Protection of Consumer Rights and Interests; Civil Procedure Law
"""


NAMES = Names(title_key(title) for title in [*CHINESE.split(), *ENGLISH.split(";")])
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
    """民法典 120-1 款1 项2, or 民法典 №3.5: what a citation cites, in one line."""
    article = "" if citation.article is None else f" {citation.article}"
    if citation.misnumbered is not None:
        article = f" №{citation.misnumbered}"
    if citation.article_end is not None:
        article += f"…{citation.article_end}"
    pinpoint = citation.pinpoint
    places = (("款", pinpoint.paragraph), ("项", pinpoint.subparagraph), ("目", pinpoint.point))
    return f"{citation.title_key}{article}" + "".join(f" {word}{number}" for word, number in places if number)
