"""Derive checks/words.txt, the words that reasons are told in: python -m citecheck.dev.train.words --write

Words that jieba, with its full dictionary, finds in the articles of the data package, with how often, and terms of two
nouns that keep together (个人信息). Words that carry no matter of their own are marked: a reason leaves them out.
"""

from __future__ import annotations

import math
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from citecheck.checks import words as shipped
from citecheck.dev.train.command import asked
from citecheck.store.package import PACKAGE, PACKAGE_VERSION, locate_package, read_package, verify_package

if TYPE_CHECKING:
    from jieba import Tokenizer

_HAN = re.compile("[\u3400-\u9fff]+")
_RARE = 2  # articles below which a word is left out: names and slips
_TOGETHER, _OFTEN = 0.5, 40  # normalised pointwise information, and count, from which two nouns are one term
_LONGEST = 6  # characters of a term
_NOUNS = frozenset({"n", "nt", "nz", "b", "l", "j"})
_VERBS = frozenset({"v", "vn"})
_SUFFIXES, _SUFFIXED = frozenset("人者方罪权物税费金证书案"), 15  # 法定代理 and 人 are one word when met so often
_FUNCTION_TAGS = frozenset("cpurdmqfyeo")  # conjunction, preposition, particle, pronoun, adverb, numeral, …
_SPOKEN = 300  # jieba's count from which a function word is taken though statutes have no use for it
_EMPTY = frozenset({
    "应当", "应该", "可以", "能够", "可能", "必须", "需要", "规定", "有关", "相关", "相应", "进行", "予以", "给予",
    "加以", "作出", "做出", "下列", "本法", "本条例", "没有", "具有", "属于", "情况", "情形", "行为", "方面",
    "问题", "内容", "之日起", "国家有关", "除外", "明确", "明确规定", "认为", "指出", "包括", "例如", "即可",
    "是否", "否则", "法律", "条款", "这种", "那种", "这样", "那样", "什么", "怎么", "如何", "为了", "以便", "从而",
    "一定", "必要", "严重", "主要", "一般", "通常", "特别", "由此可见", "也就是说", "换句话说", "依法", "按期",
    "方可", "有的",
    "他人", "本人", "任何人", "别人", "有人", "每人", "两人", "二人", "三人", "一人",
})  # fmt: skip
"""Words that jieba counts among verbs, nouns and idioms and that say nothing of what a rule is about."""


def vocabulary(
    counts: Mapping[str, int],
    articles: Mapping[str, int],
    pairs: Mapping[tuple[str, str], int],
    known: Mapping[str, tuple[int, str]],
) -> dict[str, tuple[int, bool]]:
    """Word → (count, whether it is a function word), from what a cutter found.

    `counts` of words, of `articles` that have them, of `pairs` of neighbours; `known` is the cutter's own dictionary
    (count, part of speech).
    """
    total = sum(counts.values())

    def function(word: str) -> bool:
        return word in _EMPTY or known.get(word, (0, "x"))[1][0] in _FUNCTION_TAGS

    out = {
        word: (count, len(word) > 1 and function(word))
        for word, count in counts.items()
        if len(word) == 1 or articles[word] >= _RARE
    }
    for (first, second), count in pairs.items():
        if len(first) < 2 or (function(first) and first != "第三") or len(first + second) > _LONGEST:
            continue
        before, after = (known.get(word, (0, ""))[1] for word in (first, second))
        if second in _SUFFIXES and before in _NOUNS | _VERBS | {"m"} and count >= _SUFFIXED:
            out.setdefault(first + second, (count, False))
        if len(second) > 1 and before in _NOUNS and after in _NOUNS | {"vn"} and count >= _OFTEN:
            information = math.log(count * total / (counts[first] * counts[second])) / -math.log(count / total)
            if information >= _TOGETHER:
                out.setdefault(first + second, (count, False))
    for word, (count, _) in known.items():
        if len(word) > 1 and function(word) and (count >= _SPOKEN or word in _EMPTY):
            out.setdefault(word, (1, True))
    return out


def count(texts: Iterable[str], cutter: Tokenizer) -> tuple[Counter[str], Counter[str], Counter[tuple[str, str]]]:
    """(words, articles that have them, neighbouring pairs) of the texts as `cutter` cuts them."""
    counts, articles, pairs = Counter[str](), Counter[str](), Counter[tuple[str, str]]()
    for text in texts:
        found: set[str] = set()
        for run in _HAN.findall(text):
            cut = cutter.lcut(run, HMM=False)
            counts.update(cut)
            pairs.update(pairwise(cut))
            found.update(cut)
        articles.update(found)
    return counts, articles, pairs


def main() -> None:
    options = asked(__doc__, "the word list")
    import jieba

    jieba.setLogLevel("WARNING")
    cutter = jieba.Tokenizer()
    package = locate_package()
    verify_package(package)
    with tempfile.TemporaryDirectory() as cutter.tmp_dir:
        texts = (article.text for law in read_package(package) for article in law.articles)
        found = count(texts, cutter)
    dictionary = Path(jieba.__file__).with_name("dict.txt").read_text("utf-8")
    known = {word: (int(n), tag) for word, n, tag in (line.split() for line in dictionary.splitlines())}
    words = vocabulary(*found, known)
    source = f"# words of the articles of {PACKAGE} {PACKAGE_VERSION}, their counts; - where reasons leave it out"
    lines = [f"{word} {n}{' -' if empty else ''}" for word, (n, empty) in sorted(words.items())]
    text = "\n".join([source, *lines]) + "\n"
    print(f"{len(words)} words, {len(text.encode()) // 1000} kB")
    if options.write:
        Path(shipped.__file__).with_name("words.txt").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
