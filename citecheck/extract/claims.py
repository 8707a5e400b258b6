"""The words a text attributes to a citation: 根据A第N条，CLAIM; A第N条规定：“CLAIM”; CLAIM（A第N条）; a recitation.

Citations with nothing but separators between them form a cluster and share one claim. A claim stays within its
sentence (a recitation within its line or its quotation marks), is cut before the next cluster, and leaves out the
words that only attribute it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields
from operator import attrgetter
from typing import NamedTuple

from citecheck.model import Attribution, Citation, Claim, Language, Span

MAX_CLAIM = 600
_MIN_CLAIM = 3
_LEAD_REACH = 24
_HEADING = 8  # characters that may be the heading of an article rather than its words

_BETWEEN = re.compile(
    r"(?:[\s、，,；;/和及与與或*`]|以及|或者|并|等|and|or|(?<=》)的|国务院|最高人民法院|最高人民检察院|我国|新|原"
    r"|[\u4e00-\u9fff]{1,6}部)*"
)
_SENTENCE_END = re.compile(r"[。！？!?\n]|；(?=\s*$)")
_ENGLISH_END = re.compile(r"[.;!?](?=\s|$|[\u4e00-\u9fff])|\n")

_MARKS = re.compile(
    r"(?:[ \t\r\u3000\xa0*_`~”’\"'』」\]】|–—-]|\\|[①-⑳]|\[\[?[^\[\]\n]{0,12}\]\]?|\^\d+\^?|"
    r"</?[a-zA-Z][^<>\n]{0,60}>|【[^【】\n]{1,20}】)+"
)
_PARENTHESIS = re.compile(r"[（(]([^（）()\n]{1,160})[）)]")
_DECLARES = re.compile(r"^(?:以下|下称|下文|简称|以下簡稱|下稱)|(?:19|20)\d\d|^[一二三四五六七八九十\d]{1,3}$")
_VERB = re.compile(
    r"(?:[中里内]|的|之|等|所|也|还|還|又|则|則|就|均|都|已|已经|已經|同时|同時|进一步|"
    r"分别|分別|首次|其实|实际上|明文|明确地?|明確|具体|相关|相關|有关|有關|强制性|最新|"
    r"关于此的|对此|對此|条文|內容|内容|原文|全文|条款)*"
    r"(?:规定|規定|写明|寫明|写道|载明|載明|指出|明确|明確|要求|主张|主張|认为|認為|称|"
    r"稱|说明|說明|说|說|表明|提到|强调|強調|确立|確立|确认|確認|提出|约束|"
    r"有(?:明确|相关|类似|同样|此)?的?(?:规定|規定)|解释为|解釋為|是指|指明|列明|描述|表述|的表述|告诉我们|界定|设定|定义)"
    r"(?:了|着|过|道|得很清楚|得很明白|得很明确|如下|的是|中|有|内容|内容为|精神)*"
)
_PASSIVE = re.compile(
    r"[被让由][^，。；：\n]{0,16}?(?:解释为|解釋為|理解为|理解為|说成|說成|当成|當成|用来|"
    r"拿来|误读为|曲解为)"
)
_ACTS_UNDER = re.compile(
    r"(?:^|[，,：:“])(?!同时|并且|而且|另外|此外|如果|但是|然而|因此|所以|其中|以及)[^，,：:“。]{2,24}"
    r"(?:依照|按照|依据|根据|违反|符合|具有|有|属于)(?:本法|该法)?$"
)
_CONDITION = re.compile(r"(?:的?规定)?[^，,。；;：:\n]{2,30}的[，,]")
_PUNCTUATION = re.compile(r"[\s，,：:、；;。——–—-]+")
_ABOUT = re.compile(
    r"(?:中)?(?:关于|關於|有关|有關|对于|對於)(.{8,120}?)(?:的(?:相关|有关)?(?:规定|規定|"
    r"内容|條款|条款|要求|条文))"
)
# What follows is what the court or the writer does, not what the article says.
_PROCEDURE = re.compile(
    r"[\s，,：:、]*(?:特|现|现予以?|依法|应|本院|我院|法院|遂|故|请求|申请)*(?:判令|判决|"
    r"判決|裁定|裁决|驳回|駁回|撤销原|维持原|改判|作出|提起|起诉|上诉|处理$|执行$|办理$|"
    r"决定如下|通告如下|"
    r"解答如下|回答如下|分析如下|予以(?:支持|驳回|采纳))"
)
# A clause that speaks about the citation and no longer for it: ，这个说法经不起核对; ，可该法总共只有九十八条.
_COMMENT = re.compile(
    r"[，,；;。—](?:(?:但|可|可是|而|其实|不过|不過|然而)?(?:这|那|這)(?!些|样|樣|里|裡|时|時|类|類|期间)"
    r"|(?:但|可|可是|而|其实|不过|不過|然而)(?:该|該|此|现行|現行)(?:法|条|條|款|项|項|规定|規定|说|說|办法|辦法|典)"
    r"|(?:该|該|此)(?:法|条|條|款|项|項|条例|條例|规定|規定|办法|辦法|说法|說法)"
    r"(?:并|並|总|總|一共|共|只|已|其实|其實|根本|没有|沒有|里|自|早|不存在|查|纯|純)"
    r"|但(?:是)?[^，。；]{0,6}(?:该|該|此|这|這)(?:条|條|款|规定|規定|法)"
    r"|其实|其實|事实上|事實上|实际上|實際上|根本|纯属|純屬|查无|查無|全法|全文共|关键在|關鍵在|重点在|请勿|請勿|也请|也請|切勿"
    r"|千万|千萬|不可信|不要相信|本院|笔者|筆者|小编|小編|判决如下|判決如下|早已|现已|現已|已被|已经废止|已废止|是网友|显然|顯然)"
)
_TRAILING = re.compile(
    r"(?:[\s，,：:、；;*`_“”\"'’‘（(【\[《〈|]|以及|及|和|与|與|或者|或|并且|而且|同时|"
    r"的(?:传言|傳言|说法|說法|观点|主张|謠言|谣言)|等规定|(?:根据|依据|依照|按照|依據|"
    r"根據|可?依|按|参照|见|参见|适用|违反|触犯))+$"
)
_LEADING_SCRAP = re.compile(r"^(?:的|了|道|，|,|：|:|“|”|\"|是|即|也就是|也即|就是|中|里|等|、|；|\s)+")
_CITING = re.compile(
    r"(?:根据|依据|依照|按照|遵照|参照|依據|根據|依|按|据|據|照|依我国|适用|適用|违反|"
    r"違反|基于|基於)(?:我国|現行|现行|新|原|旧|上述|前述|相关的)?$"
)
_SEE = re.compile(
    r"(?:参见|参阅|详见|见|依据|根据|法律依据|法条|参照|引自|出自|依据是|法律依据是|參見|"
    r"詳見|依據|根據|依|按照|依照)?[：:\s]*$"
)
_RECITING = re.compile(
    r"(?:依据|法条|法规|规定|条文|原文|链接|参考|依據|規定|法條|附)[】\]）)》]?\s*[：:]?[\s*\-—·]*$|"
    r"[：:]\s*$"
)
_QUOTES = {"“": "”", '"': '"', "「": "」", "『": "』", "‘": "’", "《": ""}
_QUOTE_LEAD = re.compile(r"\s*+(?:规定|規定|写明|指出|明确|载明)?\s*+[，,：:]?\s*+([“\"「『])")
_ENGLISH_VERB = re.compile(

        r"[\s,:–—-]*+(?:(?:which|that|also|now|further|clearly|expressly|explicitly|specifically|"
        r"only|still|then|thus|simply|it|generally)\s+)*"


        r"(?:provid(?:es|ed|ing)|stat(?:es|ed|ing)|stipulat(?:es|ed|ing)|requir(?:es|ed|ing)|"
        r"prescrib(?:es|ed)|lets|allow(?:s|ed)|permit(?:s|ted)|says|said|specif(?:ies|ied)|"


        r"mandat(?:es|ed)|sets out|set out|establish(?:es|ed)|defin(?:es|ed)|confirm(?:s|ed)|"
        r"declar(?:es|ed)|reads|makes it clear|makes clear|clarif(?:ies|ied)|under which|for|"
        r"concerning|regarding|on)\b"

    r"(?:\s+(?:that|as follows|as|clearly))?[\s,:]*",
    re.IGNORECASE,
)  # fmt: skip
_ENGLISH_LEAD = re.compile(
    r"[\s,:;–—*_)\]-]*(?:(?:which|under which|that|and|provides|where|whereby|then|so)\s+)?", re.IGNORECASE
)


class _Cluster(NamedTuple):
    """Citations `first`…`last` (indices) that share a claim, from `start` to `end`."""

    first: int
    last: int
    start: int
    end: int
    mixed: bool = False  # of several statutes


def attach_claims(text: str, citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """The citations, each with its claim where the text gives one. Statutes without an article get none."""
    clusters = _leading(text, citations, _clusters(text, citations))
    claimed = list(citations)
    for index, cluster in enumerate(clusters):
        before = clusters[index - 1].end if index else 0
        after = clusters[index + 1].start if index + 1 < len(clusters) else len(text)
        leader = citations[cluster.first]
        if leader.text.startswith("本"):  # 依照本法第四十七条: inside the words of the statute itself
            continue
        if leader.language is Language.EN:
            claim = _english_claim(text, cluster, before, after)
        else:
            claim = _claim(text, cluster, before, after)
        if claim is not None:
            for position in range(cluster.first, cluster.last + 1):
                if claimed[position].article is not None:
                    claimed[position] = _with_claim(claimed[position], claim)
    return tuple(claimed)


_FIELDS = tuple(field.name for field in fields(Citation))
_values, _CLAIM = attrgetter(*_FIELDS), _FIELDS.index("claim")


def _with_claim(citation: Citation, claim: Claim) -> Citation:
    """`dataclasses.replace` in a third of the time: every citation is made anew here."""
    values = list(_values(citation))
    values[_CLAIM] = claim
    return Citation(*values)


def _clusters(text: str, citations: Sequence[Citation]) -> list[_Cluster]:
    clusters: list[_Cluster] = []
    for index, citation in enumerate(citations):
        if citation.article is None:
            continue
        span = citation.span
        if clusters:
            last = clusters[-1]
            gap = span.start - last.end
            if gap <= 0 or (
                gap <= 12 and "\n" not in text[last.end : span.start] and _BETWEEN.fullmatch(text, last.end, span.start)
            ):
                mixed = last.mixed or citations[last.first].title_key != citation.title_key
                clusters[-1] = _Cluster(last.first, index, last.start, max(last.end, span.end), mixed)
                continue
        clusters.append(_Cluster(index, index, span.start, span.end))
    return clusters


def _leading(text: str, citations: Sequence[Citation], clusters: Sequence[_Cluster]) -> list[_Cluster]:
    """The clusters without those inside the words of the one before: 第四十六条，劳动者依照第三十八条解除的，…"""
    leading: list[_Cluster] = []
    for cluster in clusters:
        if not (leading and _is_inside(text, citations, leading[-1], cluster)):
            leading.append(cluster)
    return leading


def _is_inside(text: str, citations: Sequence[Citation], outer: _Cluster, inner: _Cluster) -> bool:
    """Whether `inner` is an article that the rule of `outer` refers to: one of the same statute, without a title of its
    own, in a clause that names who acts under it and that ends in 的. What is cited anew begins its clause."""
    first, last = citations[outer.last], citations[inner.first]
    between = text[outer.end : inner.start]
    if first.title_key != last.title_key or last.text.startswith("《") or len(between) > MAX_CLAIM:
        return False
    if any(mark in between for mark in "。！？；\n") or _ACTS_UNDER.search(between) is None:
        return False
    return last.text.startswith("本") or _CONDITION.match(text, inner.end) is not None


# ── Chinese ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _claim(text: str, cluster: _Cluster, floor: int, ceiling: int) -> Claim | None:
    start, end = cluster.start, cluster.end
    lead = text[max(floor, start - _LEAD_REACH) : start]
    if text[end : end + 1] in ("）", ")", "】", "]"):
        enclosed = _enclosed(text, cluster, floor)
        if enclosed is not None:
            return enclosed
    place = _skip(_MARKS, text, end)
    note = _PARENTHESIS.match(text, place, place + 170)
    if note is not None:
        closes = _skip(_MARKS, text, note.end())
        follows = text[closes : closes + 1]
        if not _DECLARES.search(note[1]) and follows in ("", "。", "；", "\n", "，", ";", "、"):
            return _trimmed(text, note.start(1), note.end(1), Attribution.PARENTHESIS)
        place = closes
    citing = _CITING.search(lead) is not None
    quotation = _QUOTE_LEAD.match(text, place, place + 40)
    if quotation is not None:
        quoted = _quoted(text, quotation.start(1), ceiling, Attribution.ACCORDING_TO if citing else Attribution.STATES)
        if quoted is not None:
            return quoted
    reciting = _begins_line(text, start) or _RECITING.search(lead) is not None
    stop = _skip(_MARKS, text, _skip(_PUNCTUATION_ON_LINE, text, place))
    if stop >= len(text) or text[stop] == "\n" or (text[place : place + 1] == "|" and text[stop : stop + 1] == "|"):
        if (
            stop >= len(text)
            or cluster.mixed
            or not (reciting or _begins_line(text, start))
            or "。" in text[place:stop]
        ):
            return _before(text, cluster, floor, lead)
        return _next_line(text, stop, ceiling)
    if "|" in text[end:stop]:  # the next cell of a table
        close = _first(text, stop, ceiling, "|\n")
        return _trimmed(text, stop, close, Attribution.RECITATION)
    place, verb = _after_verb(text, place)
    sentence = _SENTENCE_END.search(text, place, min(len(text), place + MAX_CLAIM))
    finish = sentence.start() if sentence is not None else min(len(text), place + MAX_CLAIM)
    apart = stop > end and text[stop - 1] not in "，,"  # 第三条 养狗…: the words stand apart from the number
    if reciting and apart and not verb and not citing:
        finish = _line_end(text, place, finish)
    if ceiling < finish:
        finish = _before_next(text, place, ceiling)
    elif (title := text.find("《", place, finish)) > place and (semicolon := text.find("；", place, title)) > place:
        finish = semicolon  # the next half of the sentence is about another instrument
    heading = text[finish : finish + 1] == "\n" and finish - place <= _HEADING and text[finish - 1] not in "。；！？"
    if reciting and heading and finish < ceiling:
        below = _next_line(text, finish, ceiling)  # 第三条 起诉条件: a heading above the words
        if below is not None:
            return below
    attribution = (
        Attribution.ACCORDING_TO
        if citing
        else Attribution.STATES
        if verb
        else Attribution.RECITATION
        if reciting
        else Attribution.OTHER
    )
    quotation = _QUOTE_LEAD.match(text, place, place + 6)
    if quotation is not None and (quoted := _quoted(text, quotation.start(1), ceiling, attribution)) is not None:
        return quoted
    if _PROCEDURE.match(text, place, finish):
        return None
    claim = _trimmed(text, place, finish, attribution)
    return claim if claim is not None else _before(text, cluster, floor, lead)


_PUNCTUATION_ON_LINE = re.compile(r"[ \t\r\u3000\xa0，,：:、；;。*`|]+")


def _skip(pattern: re.Pattern[str], text: str, place: int) -> int:
    match = pattern.match(text, place, place + 200)
    return place if match is None else match.end()


def _first(text: str, start: int, limit: int, chars: str) -> int:
    """The first offset from `start` at which one of `chars` stands, or `limit`."""
    limit = min(limit, len(text), start + MAX_CLAIM)
    return min((place for char in chars if (place := text.find(char, start, limit)) >= 0), default=limit)


def _begins_line(text: str, place: int) -> bool:
    before = text[max(0, place - 40) : place]
    line = before.rsplit("\n", 1)
    head = line[-1] if len(line) == 2 or place <= 40 else None
    return head is not None and not head.strip(
        " \t\u3000#>*-+•·●|0123456789.、（）()一二三四五六七八九十①②③④⑤⑥⑦⑧⑨⑩【】[]"
    )


def _line_end(text: str, start: int, at_least: int) -> int:
    newline = text.find("\n", start, start + MAX_CLAIM)
    return max(at_least, newline if newline >= 0 else min(len(text), start + MAX_CLAIM))


def _after_verb(text: str, place: int) -> tuple[int, bool]:
    """Behind the words that only attribute: 也规定，; 被一些帖子解释为; and whether there were any."""
    found = False
    for _ in range(3):
        place = _skip(_PUNCTUATION, text, place) if text[place : place + 1] != "\n" else place
        passive = _PASSIVE.match(text, place, place + 40)
        verb = passive or _VERB.match(text, place, place + 40)
        if verb is None:
            break
        found, place = True, verb.end()
        if passive is None and text[place : place + 1] not in tuple('，,：:“"「 \n'):
            break
    return place, found


def _before_next(text: str, start: int, ceiling: int) -> int:
    """Where the claim ends when the next citation stands in its sentence: before the clause that leads to it."""
    for mark in ("；", ";"):
        place = text.find(mark, start, ceiling)
        if place >= 0:
            return place
    clause = max(text.rfind(mark, start, ceiling) for mark in ("，", ",", "。", "\n"))
    return clause if clause > start + 1 else ceiling


def _quoted(text: str, opening: int, ceiling: int, attribution: Attribution) -> Claim | None:
    close = text.find(_QUOTES[text[opening]], opening + 1, min(len(text), opening + 2000))
    if close < 0 or close - opening < 5:
        return None
    return Claim(text[opening + 1 : close], Span(opening + 1, close), attribution, quoted=True)


def _next_line(text: str, place: int, ceiling: int) -> Claim | None:
    """A recitation on the line below the citation, unless that line is the next citation."""
    start = place
    while start < len(text) and start < place + 200 and (text[start].isspace() or text[start] in "*>|"):
        start += 1
    end = _first(text, start, len(text), "\n")
    if start >= ceiling or (text[start : start + 1] == "《" and text[end - 1 : end] == "》"):
        return None
    if ceiling < end:
        end = _before_next(text, start, ceiling)
    return _trimmed(text, start, end, Attribution.RECITATION)


def _sentence_before(text: str, place: int, floor: int) -> int:
    floor = max(floor, place - 300)
    return max([floor, *(text.rfind(mark, floor, place) + 1 for mark in "。！？；\n!?")])


def _enclosed(text: str, cluster: _Cluster, floor: int) -> Claim | None:
    """CLAIM（A第N条）"""
    see = _SEE.search(text, max(floor, cluster.start - 12), cluster.start)
    opening = (see.start() if see is not None else cluster.start) - 1
    if opening < floor or text[opening] not in "（(【[":
        return None
    start = _sentence_before(text, opening, floor)
    end = opening
    if end > start and text[end - 1] in "。；！？":
        start, end = _sentence_before(text, end - 1, floor), end - 1
    return _trimmed(text, start, end, Attribution.PARENTHESIS)


def _before(text: str, cluster: _Cluster, floor: int, lead: str) -> Claim | None:
    """CLAIM，违反《A》第N条。 Nothing follows: the sentence that leads up to the citation is what it is cited for."""
    citing = _LEADS_UP.search(lead)
    if citing is None:
        return None
    start = _sentence_before(text, cluster.start, floor)
    return _trimmed(text, start, cluster.start - len(lead) + citing.start(), Attribution.OTHER)


_LEADS_UP = re.compile(
    r"[，,]?[^，,。；\n]{0,6}?(?:违反|違反|触犯|觸犯|依据是|依据为|规定在|见于?|参见|详见|"
    r"符合|来自|出自|属于|屬於|根据是|依据|根据|适用)(?:了|于)?(?:我国|现行|新|原|的)?$"
)


def _trimmed(text: str, start: int, end: int, attribution: Attribution) -> Claim | None:
    """The claim in `[start, end)` without scraps of attribution; None when hardly anything is left."""
    window = text[start:end]
    about = _ABOUT.match(window)
    if about is not None:
        start, end = start + about.start(1), start + about.end(1)
        window = text[start:end]
    comment = _COMMENT.search(window)
    if comment is not None and comment.start() > 2:
        window = window[: comment.start()]
    lead = _LEADING_SCRAP.match(window)
    if lead is not None:
        start += lead.end()
        window = window[lead.end() :]
    trail = _TRAILING.search(window[-24:]) if window else None
    if trail is not None:
        window = window[: len(window) - (len(window[-24:]) - trail.start())]
    window = window.rstrip("。.！!）)】")
    if len(window) - len(window.lstrip()):
        start += len(window) - len(window.lstrip())
        window = window.strip()
    if len(window) < _MIN_CLAIM or not any(char.isalnum() for char in window):
        return None
    return Claim(window, Span(start, start + len(window)), attribution)


# ── English ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _english_claim(text: str, cluster: _Cluster, floor: int, ceiling: int) -> Claim | None:
    place = cluster.end
    verb = _ENGLISH_VERB.match(text, place, place + 80)
    lead = _ENGLISH_LEAD.match(text, place, place + 80)
    start = verb.end() if verb is not None else lead.end() if lead is not None else place
    end_match = _ENGLISH_END.search(text, start, min(len(text), start + MAX_CLAIM))
    end = end_match.start() if end_match is not None else min(len(text), start + MAX_CLAIM)
    if ceiling < end:
        end = _before_next(text, start, ceiling)
    claim = None
    if text[start : start + 1] in _QUOTES:
        claim = _quoted(text, start, ceiling, Attribution.STATES)
    if claim is None:
        claim = _trimmed(text, start, end, Attribution.STATES if verb else Attribution.OTHER)
    if claim is not None and len(claim.text) >= 8:
        return claim
    begin = max(
        [
            max(floor, cluster.start - 300),
            *(
                text.rfind(mark, max(floor, cluster.start - 300), cluster.start) + len(mark)
                for mark in (". ", "; ", "\n")
            ),
        ]
    )
    before = re.sub(
        r"(?:\b(?:are|is|was|used to sit|sits|found|set out|governed|by|in|under|to|see|pursuant|"
        r"according|of|and|from|with|accordance|as|required|provided|stipulated)|[\s(,])++$",
        "",
        text[begin : cluster.start],
    )
    return _trimmed(text, begin, begin + len(before), Attribution.OTHER) if len(before) >= 15 else None
