"""What follows from a rule told otherwise in its own words: another effect, another degree of liability, another day
from which time runs, another who must prove.

A claim's sentence is laid beside the statement of the article that is likest it; only what that one says is compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from citecheck.checks.comparison import Difference, Kind, sentence_at
from citecheck.checks.conclusions import turned_condition
from citecheck.checks.plain import plain
from citecheck.checks.statements import Statement, pairs, span, statements

_EFFECTS: Mapping[str, re.Pattern[str]] = {
    "void": re.compile("(?<!部分)无效|不发生(?:法律)?效力|(?:没有|不具有)(?:法律)?(?:约束力|效力)"),
    "voidable": re.compile("可撤销|(?:可以?|予以|请求|有权|申请)[^,。;]{0,14}撤销"),
    "valid": re.compile("(?<![无失])有效(?!期)|不影响[^,。;]{0,12}效力|效力不受[^,。;]{0,4}影响|继续履行"),
    "ended": re.compile("终止(?!后)|消灭|失效"),
}
_LIABILITIES: Mapping[str, re.Pattern[str]] = {
    "joint": re.compile("连带(?!责任保证)"),
    "by share": re.compile("按份责任"),
    "subsidiary": re.compile("补充责任"),
    "less": re.compile("(?:从轻(?:、|或者?))?(?:减轻|减少)(?:[^,。;]{0,4}(?:处罚|责任))?|从轻(?:处罚)?"),
    "none": re.compile("(?:不|无须|无需|不再)(?:承担|负)[^,。;]{0,8}(?:责任|义务)|免除责任|不予处罚|免责"),
    "owed": re.compile("(?:应当?|须|要)(?:依法)?(?:承担|负)[^,。;]{0,10}责任"),
}
_CONTRARY = frozenset(
    map(
        frozenset,
        (
            ("void", "voidable"), ("void", "valid"), ("voidable", "valid"), ("ended", "valid"),
            ("none", "owed"), ("none", "less"), ("none", "joint"), ("none", "subsidiary"),
            ("joint", "subsidiary"), ("joint", "by share"), ("subsidiary", "by share"),
        ),
    )
)  # fmt: skip
_CLAUSE = re.compile("[,。;:]")
_DEEMED = re.compile("视为|推定")
_REFUSED = re.compile("拒绝|放弃|不|未|没有|无|撤回|终止|解除|丧失|否")
_UNSURE = re.compile(
    "不是|而非|并非|不同于|区别|区分|相对|不等于|混淆|是否|吗|如果|除非|除外|例外|另有|但|不一定|未必|不必然"
    "|并不|不因此|不能不|不得不|一般|原则|无效[、或][^,。;]*撤销"
)
_ONLY_THEN = re.compile("才|方可|方能")
_BY_LAW = re.compile("但是?,?法律[^,。;]{0,6}另有规定的?,?(?:除外|依照其规定|从其规定)")
_SAME, _ALIKE = 4, 0.55  # pairs that both must have beside what is compared, and their share of the claim's
_BEGINS = re.compile("(?:自|从|由)([^,。;:]{1,24}?)(?:之日|之时|日|时|之次日|次日)起")
_CLAIMING = frozenset(
    (
        "原告", "受害人", "被侵权人", "消费者", "劳动者", "投资者", "债权人", "患者", "用户", "个人", "旅客", "乘客",
        "当事人", "申请人", "权利人", "买受人", "承租人", "旅游者",
    )
)  # fmt: skip
"""Who claims from another: where the law turns the burden of proof, it is not theirs."""
_MUST_PROVE = re.compile(
    "由(?P<by>[\u4e00-\u9fff]{2,10}?)(?:负责|予以|来)?(?:证明|举证|承担举证责任)"
    "|(?P<must>[\u4e00-\u9fff]{2,10}?)(?:应当?|必须|须|要|需要?|负责)(?:就[^,。;]{1,20}|对[^,。;]{1,20})?(?:证明|举证|承担举证责任)"
)
_PROVES = re.compile(
    "(?:^|[,;。])(?:但是?)?(?:[^,;。]{0,30}[害果的])?(?P<who>[\u4e00-\u9fff]{2,10}?)(?:不能|能够|有证据(?:足以)?|对[^,;。]{1,14}负有)(?:证明|举证)"
)
_ABSOLUTE = re.compile(
    "一律|无论|不论|不管|任何(?:情况|情形|时候|条件)|概不|(?:只能|只有|仅限)(?:由|向|是|对)?(?P<only>[\u4e00-\u9fff]{2,3})"
)
_EXCEPTED, _ALSO = re.compile("除外|除[^,;。]{2,40}外|但是?|不适用"), re.compile("也可以?[由向]|或者?")
_TOLD_EXCEPTED = re.compile("除外|除[^,;。]{2,40}外|但是?")
_EVEN = re.compile("(?:即使|即便|哪怕|就算|纵使)(?P<case>[^,。;]{4,30}),?[^,。;]{0,12}?(?:也|仍|都)")
_BUT = re.compile("但是?,?(?P<case>[^。;]{4,60})除外")
_HALF, _FULL_STOP = 0.5, re.compile("。")
_BUT_THESE = re.compile("(?:但是?,?|除)[^,;。]{0,12}(?:下列|以下)[^,;。]{0,12}(?:除?外)")
_DENIES = re.compile("不|未|无|没有|非|除外|例外|禁止|免")
_ALSO_DENIED = re.compile("无(?:须|需)?(?:说明)?理由")
_COVERED, _PREDICATE = 0.7, 3  # share of a list's member that a claim must have; pairs of the rule it is left out of
_FEW_ALIKE = 0.3
_MEMBERS = 3  # marks between the members of a list
_SYNONYMS = (
    ("入职", "用工", "上班", "建立劳动关系"), ("离职", "解除", "终止"), ("收到", "接到", "送达", "签收", "拿到"),
    ("受理", "立案"), ("公布", "公告", "发布", "颁布"), ("签", "订立", "成立"), ("作出", "做出", "决定"),
    ("发生", "出现"), ("届满", "期满", "到期"), ("知道", "得知", "发现"), ("施行", "实施", "生效"),
)  # fmt: skip
"""Words for one event, of which time may be said to run from either."""


def other_outcome(claim: str, article: str) -> Difference | None:
    """The first effect, liability or other outcome of a claim in whose place the article has another; or None."""
    for sentence in statements(claim):
        if _UNSURE.search(sentence.text):
            continue
        for detect in _DETECTORS if "除外" not in claim else _DETECTORS[:-1]:
            found = detect(sentence, article)
            if found is not None:
                ours, theirs = span(claim, *found[0]), span(article, *found[1])
                words = claim[ours.start : ours.end], article[theirs.start : theirs.end]
                return Difference(_KINDS.get(detect, Kind.WORDING), *words, ours, theirs)
    return None


_Found = tuple[tuple[int, int], tuple[int, int]]


def _likest(sentence: str, article: str) -> tuple[int, list[Statement]]:
    """(pairs in common, the statements of the article that have so many of the sentence's, none clearly less)."""
    said = pairs(sentence)
    ranked = sorted(((len(said & one.pairs), -one.start, one) for one in statements(article)), reverse=True)
    if not ranked or ranked[0][0] < max(_SAME, _ALIKE * len(said)):
        return 0, []
    return ranked[0][0], [one for shared, _, one in ranked if shared >= ranked[0][0] - 1]


def _other_class(sentence: Statement, article: str) -> _Found | None:
    for classes in (_EFFECTS, _LIABILITIES):
        told = _result(sentence.text, classes)
        if told is None or _ONLY_THEN.search(sentence.text):
            continue
        name, ours = told
        _, likest = _likest(sentence.text[: ours.start()] + "|" + sentence.text[ours.end() :], article)
        found = [(one, result) for one in likest if (result := _result(one.text, classes)) is not None]
        if not found or any(frozenset((name, kind)) not in _CONTRARY for _, (kind, _) in found):
            continue
        if any(_UNSURE.search(_BY_LAW.sub("", one.whole)) for one in likest):
            continue
        if any(
            _turned(sentence.text[: ours.start()], one.whole[: -len(one.text[place.start() :])])
            for one, (_, place) in found
        ):
            continue
        one, (kind, theirs) = found[0]
        if name == "none" and kind == "owed" and _of_no_member(sentence.text[: ours.start()], one.text):
            continue
        return (
            (sentence.start + ours.start(), sentence.start + ours.end()),
            (one.start + theirs.start(), one.start + theirs.end()),
        )
    return None


def _of_no_member(told: str, rule: str) -> bool:
    """Whether the claim tells of what is no member of the list for which the rule provides: something else follows.

    犯盗窃罪 beside 犯故意杀人、故意伤害、抢劫罪.
    """
    strange = {character for character in told if character not in rule}
    return rule.count("、") >= _MEMBERS and any(strange.issuperset(pair) for pair in pairs(told))


def _result(text: str, classes: Mapping[str, re.Pattern[str]]) -> tuple[str, re.Match[str]] | None:
    """(the class, where it is told) of the last clause that tells one; None where it tells several."""
    found = [(name, match) for name, words in classes.items() for match in words.finditer(text)]
    if not found:
        return None
    last = max(match.start() for _, match in found)
    clause = max(text.rfind(mark, 0, last) for mark in ",:;") + 1
    in_it = [(name, match) for name, match in found if match.start() >= clause]
    return in_it[0] if len({name for name, _ in in_it}) == 1 else None


def _turned(told: str, rule: str) -> bool:
    """Whether the condition of a claim affirms what the rule's denies, or denies what it affirms.

    A contrario something else follows, and nothing is said of the rule.
    """
    return turned_condition(told, rule) is not None or turned_condition(rule, told) is not None


def _turned_fiction(sentence: Statement, article: str) -> _Found | None:
    """视为追认 where the article has 视为拒绝追认: what is taken to be said is the contrary."""
    ours = _DEEMED.search(sentence.text)
    if ours is None:
        return None
    _, likest = _likest(sentence.text, article)
    for one in likest:
        theirs = _DEEMED.search(one.text)
        if theirs is None:
            return None
        end, other_end = _clause_end(sentence.text, ours.end()), _clause_end(one.text, theirs.end())
        said, held = sentence.text[ours.end() : end], one.text[theirs.end() : other_end]
        if len(_REFUSED.findall(said)) % 2 == len(_REFUSED.findall(held)) % 2 or not pairs(said) & pairs(held):
            return None
        return (
            (sentence.start + ours.start(), sentence.start + end),
            (one.start + theirs.start(), one.start + other_end),
        )
    return None


def _clause_end(text: str, place: int) -> int:
    end = _CLAUSE.search(text, place)
    return end.start() if end else len(text)


def _other_beginning(sentence: Statement, article: str) -> _Found | None:
    ours = _BEGINS.search(sentence.text)
    if ours is None:
        return None
    bare = sentence.text[: ours.start()] + "|" + sentence.text[ours.end() :]
    begins = list(_begins(article))
    if not begins or any(_alike(ours[1], words) for _, _, words in begins):
        return None
    said = pairs(bare)
    for one in statements(article):
        theirs = _BEGINS.search(one.text)
        if theirs is not None and len(said & one.pairs) >= max(_SAME, _ALIKE * len(said)):
            return (
                (sentence.start + ours.start(), sentence.start + ours.end()),
                (one.start + theirs.start(), one.start + theirs.end()),
            )
    return None


def _other_prover(sentence: Statement, article: str) -> _Found | None:
    """应当由受害人证明 where the article holds liable whoever 不能证明: the burden is the other side's."""
    ours = _MUST_PROVE.search(sentence.text)
    if ours is None:
        return None
    prover = ours["by"] or ours["must"]
    said = pairs(sentence.text)
    for one in statements(article):
        theirs = _PROVES.search(one.text)
        if theirs is None or len(said & one.pairs) < max(_SAME, _FEW_ALIKE * len(said)):
            continue
        holder = theirs["who"] or ""
        same = len(pairs(prover) & pairs(holder)) > 0 and (holder.endswith(prover) or prover.endswith(holder[-2:]))
        if holder and not same and (prover in _CLAIMING) != (holder in _CLAIMING or holder.endswith(tuple(_CLAIMING))):
            return (
                (sentence.start + ours.start(), sentence.start + ours.end()),
                (
                    one.start + theirs.start("who") + len("但是") * holder.startswith("但是"),
                    one.start + _clause_end(one.text, theirs.end()),
                ),
            )
    return None


def _without_exception(sentence: Statement, article: str) -> _Found | None:
    """一律, 无论 or 只能 where the article has a condition or an exception in like words and no such word."""
    ours = _ABSOLUTE.search(sentence.text)
    if ours is None or _TOLD_EXCEPTED.search(sentence.text) or _ABSOLUTE.search(plain(article).text):
        return None
    only = ours["only"]
    _, likest = _likest(_ABSOLUTE.sub(only or "|", sentence.text, count=1), article)
    for one in likest:
        theirs = _BUT.search(one.text) or _TOLD_EXCEPTED.search(one.text) or _EXCEPTED.search(one.text)
        if only:
            theirs = next((match for match in _ALSO.finditer(one.text) if _beside(only, one.text, match)), None)
        if theirs is not None:
            return (
                (sentence.start + ours.start(), sentence.start + ours.end()),
                (one.start + theirs.start(), one.start + theirs.end()),
            )
    return None


def _even_where_excepted(sentence: Statement, article: str) -> _Found | None:
    """即使有重大过失，也不…… where the article has 但是……有重大过失的除外."""
    ours = _EVEN.search(sentence.text)
    if ours is None:
        return None
    case, rest = pairs(ours["case"]), pairs(sentence.text[: ours.start()] + "|" + sentence.text[ours.end() :])
    held = plain(article).text
    for theirs in _BUT.finditer(held):
        rule = sentence_at(held, theirs.start(), _FULL_STOP)
        if len(rest & pairs(rule)) < _SAME or len(case & pairs(theirs["case"])) < max(_SAME, _HALF * len(case)):
            continue
        return (sentence.start + ours.start(), sentence.start + ours.end()), theirs.span()
    return None


def _though_excepted(sentence: Statement, article: str) -> _Found | None:
    """A rule told of what stands in the list of its exceptions: 定作的商品适用无理由退货."""
    said = pairs(sentence.text)
    for one in statements(article):
        header = _BUT_THESE.search(one.header)
        member = pairs(one.text) if header else frozenset()
        if header is None or len(member) < _SAME or len(member & said) < _COVERED * len(member):
            continue
        rest = said - member
        if len(rest & pairs(one.header[: header.start()])) < _PREDICATE:
            continue
        if len(_DENIES.findall(sentence.text)) > len(_DENIES.findall(one.text)) + len(
            _ALSO_DENIED.findall(sentence.text)
        ):
            continue
        return (
            (sentence.start, sentence.start + len(sentence.text)),
            (one.header_at + header.start(), one.header_at + header.end()),
        )
    return None


def _beside(word: str, text: str, link: re.Match[str]) -> bool:
    """Whether a word stands on one side of a link, and another like it on the other: 委托人或者受托人."""
    if link[0].startswith("也"):
        return word in text
    return text.endswith(word, 0, link.start()) or text.startswith(word, link.end())


def _begins(article: str) -> Iterator[tuple[int, int, str]]:
    for match in _BEGINS.finditer(plain(article).text):
        yield match.start(), match.end(), match[1]


def _alike(one: str, other: str) -> bool:
    """Whether two words may mean the same event: they share a pair of characters, or are known to."""
    return bool(pairs(one) & pairs(other)) or any(
        any(word in one for word in words) and any(word in other for word in words) for words in _SYNONYMS
    )


_KINDS = {_other_beginning: Kind.BEGINNING, _other_prover: Kind.BURDEN}
_DETECTORS = (
    _other_class,
    _turned_fiction,
    _other_beginning,
    _other_prover,
    _even_where_excepted,
    _without_exception,
    _though_excepted,
)
