"""Citation + store + date → Matched | Ambiguous | Unmatched.

In this order: the exact title, a declared or customary short form, then dropped or mistaken characters. Never a
substring, never a region or （一） taken away, never an arbitrary pick: 《劳动合同法实施条例》 is not 劳动合同法.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from rapidfuzz.distance import Levenshtein

from citecheck.model import (
    Ambiguous,
    Citation,
    Edition,
    Level,
    Matched,
    NameKind,
    NameMatch,
    Resolution,
    Resolved,
    Statute,
    Unmatched,
    Version,
)
from citecheck.store import StatuteStore

_STATE = re.compile("中[华華]人民共和[国國]")
_REGION = re.compile(
    r"(?:北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海"
    r"|内蒙古|广西|西藏|宁夏|新疆|深圳|厦门|珠海|汕头)(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区)?"
    r"|[\u4e00-\u9fff]{1,4}省|[\u4e00-\u9fff]{2,3}市(?![场政民容郊镇])|[\u4e00-\u9fff]{2,8}自治[区州县]"
)
# Characters that tell one instrument from another even when everything else agrees: a correction never touches them.
_IDENTITY = frozenset("一二三四五六七八九十（）()0123456789省市县区州")
# 《…处罚程序暂行规定》 and 《…处罚程序规定》 are two rules, one after the other.
_TEMPORARY = frozenset({"暂行", "试行", "临时", "补充"})
# What people leave out of a title because it says little: 《住房公积金条例》. One of them is one slip.
_SAYS_LITTLE = frozenset({"管理", "保护", "保障", "促进", "防治", "监督", "权益"})
_WORD_IN_TITLES = 5
"""In so many names a pair of characters must stand to count as a word; one title may have several names."""


def resolve(citation: Citation, store: StatuteStore, as_of: date) -> Resolved:
    """The citation with the one instrument it can mean on `as_of`, or the reason why there is not one."""
    resolution = _resolution(citation, store, as_of)
    unsure = citation.edition is not None and not citation.edition.certain
    if unsure and isinstance(resolution, Matched) and not resolution.edition_found:  # the words in front named none
        return resolve(replace(citation, edition=None), store, as_of)
    return Resolved(citation, resolution, as_of)


def _resolution(citation: Citation, store: StatuteStore, as_of: date) -> Resolution:
    key = citation.title_key
    if key is None:
        return Unmatched(citation.unresolved or "no_antecedent")
    matches, corrected = store.find(key), False
    if store.is_ambiguous(key):
        dated = _of_edition(matches, citation.edition, store, as_of) if citation.edition else []
        if len(dated) == 1:
            return _matched(citation, dated[0].statute, dated[0].kind, store, as_of)
        return Ambiguous(tuple(dict.fromkeys(match.statute for match in matches)))
    if not matches and (meant := _correction(citation, key, store)) is not None:
        matches, corrected = store.find(meant), True
    if matches:
        chosen = _only(matches, citation.edition, store, as_of)
        if chosen is None:
            return Ambiguous(tuple(dict.fromkeys(match.statute for match in matches)))
        return _matched(citation, chosen.statute, chosen.kind, store, as_of, corrected=corrected)
    level = claimed_level(key)
    horizon = store.horizon(level).complete_to if level else None
    edition_year = citation.edition.year if citation.edition else None
    covered = horizon is not None and not (edition_year and edition_year > horizon.year)
    return Unmatched(
        "title_unknown" if covered else "title_not_covered",
        level=level,
        nearest=tuple(statute for statute, similarity in store.nearest(key) if similarity >= 0.5),
    )


def _only(
    matches: tuple[NameMatch, ...], edition: Edition | None, store: StatuteStore, as_of: date
) -> NameMatch | None:
    """The one match that fits; None when several do.

    Homonyms (国家安全法 of 1993 and of 2015) share a title at different times: the edition or the day decides. On a
    day when none of them binds it is the one that did before.
    """
    if len({match.statute.id for match in matches}) == 1:
        return matches[0]
    if edition is not None:
        dated = _of_edition(matches, edition, store, as_of)
        if dated or edition.certain:
            return dated[0] if len(dated) == 1 else None
    live = [m for m in matches if any(v.in_force_on(as_of) is not False for v in store.versions(m.statute.id))]
    past = [m for m in matches if any(v.ceased_on and v.ceased_on <= as_of for v in store.versions(m.statute.id))]
    fitting = live or past
    return fitting[0] if len(fitting) == 1 else None


def _of_edition(matches: tuple[NameMatch, ...], edition: Edition, store: StatuteStore, day: date) -> list[NameMatch]:
    return [match for match in matches if edition_version(edition, store.versions(match.statute.id), day)]


def _matched(
    citation: Citation, statute: Statute, kind: NameKind, store: StatuteStore, as_of: date, *, corrected: bool = False
) -> Matched:
    versions = store.versions(statute.id)
    edition = citation.edition
    version = edition_version(edition, versions, as_of) if edition else None
    edition_found = version is not None or edition is None
    version = version or version_on(versions, as_of)
    article = store.article(version.id, citation.article) if version and citation.article else None
    return Matched(statute, version, article, kind, corrected, edition_found)


def version_on(versions: tuple[Version, ...], day: date) -> Version | None:
    """The version in force on `day`; else the last that was in force before it; else the first to come.

    `versions` are in order of time. A version whose first day is unknown counts as in force until the next one
    that is known to be. None when there are none.
    """
    known = [v for v in versions if v.in_force_on(day)]
    if known:
        return known[-1]
    undated = [v for v in versions if v.in_force_on(day) is None and (v.promulgated_on or date.min) <= day]
    if undated:
        return undated[-1]
    past = [v for v in versions if v.ceased_on is not None and v.ceased_on <= day]
    return past[-1] if past else (versions[0] if versions else None)


def edition_version(edition: Edition, versions: tuple[Version, ...], day: date) -> Version | None:
    """The version that （2018修正） names: promulgated in that year, else effective in it; the later of two.

    Where the day of promulgation is not known the version's key is the day it was passed. Without a year it is the one
    before the last change up to `day`.
    """
    if edition.year is None:
        return _before_the_change(edition.change, versions, day)
    for years in ([_year(v.promulgated_on, v.key) for v in versions], [_year(v.effective_on) for v in versions]):
        of_year = [version for version, year in zip(versions, years, strict=True) if year == edition.year]
        if of_year:
            return None if not edition.certain and _only_amended_since(of_year[-1], versions) else of_year[-1]
    return None


def _before_the_change(change: str, versions: tuple[Version, ...], day: date) -> Version | None:
    """The version that the last revision (修订, if there was one) or the last change of any kind replaced; None where
    none did, or nothing is in force: 旧《合同法》 is the law itself."""
    current = version_on(versions, day)
    if current is None or not current.in_force_on(day):
        return None
    changed = [v for v in versions if v.change == "revision" and not _precedes(current, v)] if change == "修订" else []
    before = [v for v in versions if _precedes(v, changed[-1] if changed else current)]
    return before[-1] if before else None


def _only_amended_since(version: Version, versions: tuple[Version, ...]) -> bool:
    """Whether the text in force still goes by this version's year: 1982年《宪法》, 1997年《刑法》."""
    later = [v for v in versions if _precedes(version, v)]
    return version.change != "amendment" and all(v.change == "amendment" for v in later)


def _year(day: date | None, key: str = "") -> int | None:
    if day is not None:
        return day.year
    return int(key[:4]) if key[:4].isdecimal() else None


def earlier_versions(store: StatuteStore, resolved: Resolved) -> tuple[Version, ...]:
    """The versions that were in force before the one compared, latest first."""
    match resolved.resolution:
        case Matched(statute=statute, version=Version() as current):
            before = [v for v in store.versions(statute.id) if _precedes(v, current)]
            return tuple(reversed(before))
        case _:
            return ()


def _precedes(version: Version, current: Version) -> bool:
    if version.id == current.id:
        return False
    first, second = (v.promulgated_on or v.effective_on for v in (version, current))
    return first is not None and second is not None and first < second


def _correction(citation: Citation, key: str, store: StatuteStore) -> str | None:
    """The one title key of which `key` is a slip: characters dropped, doubled, swapped or mistaken; None when in doubt.

    One slip in a title of five characters or more, two from ten on. 中华人民共和国 in front vouches for shorter
    ones (中华人民共和国民法 lost its 典). What tells instruments apart (regions, numbers, 暂行) is never corrected.
    """
    full = bool(citation.cited_title and _STATE.search(citation.cited_title))
    length = len(key) + (7 if full else 0)
    allowed = 0 if length < 5 else 1 if length < 10 else 2
    if not allowed:
        return None
    close = []
    for other in store.nearest_keys(key):
        slips = _slips(key, other)
        if slips is None or slips > allowed or _region(key) != _region(other) or _other_kind(key, other):
            continue
        if length < 10 and _another_word(key, other, store):
            continue
        close.append((slips, other))
    close.sort()
    if not close or (len(close) > 1 and close[1][0] == close[0][0]):
        return None
    return close[0][1]


def _slips(key: str, other: str) -> int | None:
    """How many slips of the pen lead from the title `other` to `key`; None when something else sets them apart.

    Two characters swapped are one slip, and so is a word written twice or a word left out that says little. A whole
    word more is none: people lose words and repeat them, those who invent a title add one (网络消费者权益保护法).
    """
    pairs = [place for place, (mine, its) in enumerate(zip(key, other, strict=False)) if mine != its]
    if len(key) == len(other) and len(pairs) == 2 and pairs[1] == pairs[0] + 1:
        first = pairs[0]
        swapped = other[first + 1] + other[first]
        if key[first : first + 2] == swapped and not _IDENTITY & set(swapped):
            return 1
    slips = 0
    for block in Levenshtein.opcodes(key, other):
        if block.tag == "equal":
            continue
        more, less = key[block.src_start : block.src_end], other[block.dest_start : block.dest_end]
        if _IDENTITY & set(more + less) or more in _TEMPORARY or less in _TEMPORARY:
            return None
        if block.tag == "delete" and len(more) > 1:
            before, after = key[: block.src_start], key[block.src_end :]
            if not (before.endswith(more) or after.startswith(more)):
                return None
            slips += 1
        elif block.tag == "insert" and less in _SAYS_LITTLE:
            slips += 1
        else:
            slips += max(len(more), len(less))
    return slips


def _another_word(key: str, other: str, store: StatuteStore) -> bool:
    """Whether the one character in which the titles differ makes a word of its own: 动物保护法 is not 文物保护法.

    Then every pair that it forms with its neighbours stands in several titles (one may itself have a slip). In a long
    title the rest vouches for it. One word that says little for another (消费者权益保障法) does not count.
    """
    changed = [place for place, (mine, its) in enumerate(zip(key, other, strict=False)) if mine != its]
    if len(key) != len(other) or len(changed) != 1:
        return False
    place = changed[0]
    words = [slice(start, start + 2) for start in (place - 1, place) if start >= 0]
    if any(key[word] in _SAYS_LITTLE and other[word] in _SAYS_LITTLE for word in words):
        return False
    pairs = [key[start : start + 2] for start in (place - 1, place) if 0 <= start <= len(key) - 2]
    return all(store.names_with(pair, _WORD_IN_TITLES) == _WORD_IN_TITLES for pair in pairs)


def _region(key: str) -> str:
    """The region in front of a local title, or ""."""
    match = _REGION.match(key)
    return match[0] if match else ""


def _other_kind(key: str, other: str) -> bool:
    """Whether the titles differ in what kind of instrument they name (法 and 条例 are never each other's slip)."""
    kinds = [claimed_level(name) for name in (key, other)]
    return None not in kinds and kinds[0] is not kinds[1]


def claimed_level(key: str) -> Level | None:
    """What kind of instrument a title says it is; None where the words do not tell.

    Legislation Law: a 法 is made by the National People's Congress or its Standing Committee; a 条例 by the State
    Council (art. 72) or, with its region in front, by a local congress; 规定, 办法 and 细则 by several organs.
    """
    if _region(key):
        return Level.LOCAL_REGULATION
    if key.startswith(("中国共产党", "中央军委", "军队", "中国人民解放军")):
        return Level.OTHER
    if key.startswith(("最高人民", "关于审理", "关于适用")) or key.endswith(("的解释", "的批复")):
        return Level.JUDICIAL_INTERPRETATION
    core = re.sub(r"（[^（）]*）$", "", key)
    if core.endswith(("宪法", "宪法修正案")):
        return Level.CONSTITUTION
    if core.endswith(("法", "法典", "法修正案")) and not core.endswith(("办法", "做法", "方法")):
        return Level.LAW
    if core.endswith("条例"):
        return Level.ADMINISTRATIVE_REGULATION
    if core.endswith(("规定", "办法", "细则", "规则", "规范", "通知", "意见", "决定")):
        return Level.DEPARTMENTAL_RULE
    return None
