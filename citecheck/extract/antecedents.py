"""Which statute a reference means: the title before it, a back-reference (该法), a heading, the last statute named."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from citecheck.extract import decoys
from citecheck.extract.grammar import WHOLE_ARTICLE
from citecheck.extract.titles import Mention, ending_of
from citecheck.model import ArticleNumber, Pinpoint

REACH = 3000  # characters after which a statute named no longer governs a bare 第X条
_LINE_REACH = 200  # how far back the beginning of a line is looked for

# ── between a title and its number ───────────────────────────────────────────────────────────────────────────────

_ROUND = r"（(?:[^（）]|（[^（）]{0,40}）){0,90}）|\((?:[^()]|\([^()]{0,40}\)){0,90}\)"
GAP = re.compile(
    rf"""(?:\s|[的之在中里內内*`_~|：:“”"'’」』》〉>＞\]】\u200b\ufeff-]|[—–]{{1,2}}(?=\s?(?:第|$))|[（(](?=第|$)|(?:19|20)[0-9]{{2}}年?(?:修正|修订|修訂)?(?:版|本)|{_ROUND}|〔[^〔〕]{{0,60}}〕|【[^【】]{{0,60}}】|［[^］]{{0,60}}］|\[[^\[\]]{{0,60}}\]
      |第[零〇一二三四五六七八九十百0-9０-９]{{1,4}}分?[编編章节節](?:\s{{0,3}}[\u4e00-\u9fff]{{2,12}}\s{{0,3}}(?=第|$))?|[\u4e00-\u9fff]{{2,6}}[编編]|总则|分则|附则|總則|分則
      |&[A-Za-z\#0-9]{{2,8}};|</?[A-Za-z][^<>]{{0,80}}>|\]?\([^()\s]{{0,200}}\)|[①-⑳]|规定的|規定的|修正案?|修订|本|笫)*+""",
    re.VERBOSE,
)
MAX_GAP = 260
_HEADING_MARK = re.compile(r"[\s#>*\-+•·●◆■□★☆▲△◎○〇\d.、．)）(（【\[《〈<“\"一二三四五六七八九十①-⑳&emspnb;|]*$")
_LABEL = re.compile(
    r"(?:法律|法条|法规|法律法规|条文|相关|依据|链接|规定|附|引用|原文|参考|[\s#>*\-•·【\[（(0-9.、一二三四五六七八九十])*+[】\]）)]?[：:】\]]?[\s*《]*$"
)


def line_start(text: str, place: int) -> int | None:
    """Where the line of `place` begins, or None when that lies further back than a heading can."""
    floor = max(0, place - _LINE_REACH)
    newline = text.rfind("\n", floor, place)
    if newline >= 0:
        return newline + 1
    return 0 if floor == 0 else None


def begins_line(text: str, place: int) -> bool:
    """Whether nothing but marks of headings and lists stands before `place` on its line."""
    start = line_start(text, place)
    return start is not None and _HEADING_MARK.fullmatch(text, start, place) is not None


def joined(text: str, mention: Mention, start: int) -> bool:
    """Whether the number at `start` belongs to the title before it: one citation, title and number together.

    A title alone on its line above 第X条, and a title in its own cell of a Markdown table, head what follows; the
    numbers below or beside them are citations of their own.
    """
    gap = start - mention.end
    if not 0 <= gap <= MAX_GAP or GAP.fullmatch(text, mention.end, start) is None:
        return False
    between = text[mention.end : start]
    if "\n" in between and is_heading(text, mention):
        return False
    if "|" in between:
        beginning = line_start(text, mention.start)
        if beginning is not None and text[beginning : mention.start].lstrip().startswith("|"):
            return False
    return True


def is_heading(text: str, mention: Mention) -> bool:
    """Whether the title begins its line, after nothing but marks of lists or a label such as 法律依据：."""
    start = line_start(text, mention.start)
    return start is not None and (
        _HEADING_MARK.fullmatch(text, start, mention.start) is not None
        or _LABEL.fullmatch(text, start, mention.start) is not None
    )


# ── back-references ──────────────────────────────────────────────────────────────────────────────────────────────

_KINDS = "法典|法律|司法解释|解释|条例|规定|办法|细则|规则|决定|意见|通知|修正案|规章|法规|文件|法"
_BACK = re.compile(
    rf"(?:该部|该|(?<!基)(?<!根)(?<!日)本|(?<!合)同|(?<!因)此|上述|前述|前引|上引|前揭|"
    rf"这部|这一|这个|(?<!尤)其)(?P<kind>{_KINDS})"
    r"(?:\([^()]{0,30}\))?(?:中|里|内|当中|的|之|在)*$"
)
_ITS = re.compile(r"(?<![尤土与与])其(?:中|中的|的)?$")


def back_reference(window: str) -> tuple[int, str] | None:
    """Length and kind (法, 条例, 规定 …) of the back-reference with which the folded window ends; None without one."""
    match = _BACK.search(window[-44:])
    if match is None:
        return None
    return len(window[-44:]) - match.start(), match["kind"]


class Focus(NamedTuple):
    """A statute (or decoy) named at `place`; `enumerated` with others in one breath and without an article."""

    place: int
    mention: Mention
    cited: bool = False
    enumerated: bool = False


@dataclass(slots=True)
class Context:
    """What has been named so far, the newest last; and the article cited last, for 该条."""

    named: list[Focus] = field(default_factory=list)
    article: ArticleNumber | None = None
    pinpoint: Pinpoint = WHOLE_ARTICLE
    article_of: Mention | None = None
    article_place: int = 0

    def name(self, focus: Focus) -> None:
        self.named.append(focus)
        if len(self.named) > 24:
            del self.named[:8]

    def cite(self, place: int, mention: Mention, article: ArticleNumber, pinpoint: Pinpoint) -> None:
        self.name(Focus(place, mention, cited=True))
        self.article, self.pinpoint, self.article_of, self.article_place = article, pinpoint, mention, place

    def last(self, place: int) -> Focus | None:
        """The newest statute or decoy that still governs at `place`; drafts govern nothing."""
        for focus in reversed(self.named):
            if place - focus.place > REACH:
                return None
            if focus.mention.decoy != decoys.DRAFT:
                return focus
        return None

    def of_kind(self, place: int, kind: str) -> Focus | None:
        """The newest statute that 该`kind` can mean: a 法 is no 条例."""
        fallback = None
        for focus in reversed(self.named):
            if place - focus.place > REACH * 2:
                break
            if focus.mention.decoy is not None:
                continue
            if agrees(focus.mention.key, kind):
                return focus
            fallback = fallback or focus
        return fallback if kind in ("法律", "规定", "文件", "法规", "司法解释", "解释", "规章") else None

    def of_english_kind(self, place: int, kind: str) -> Focus | None:
        """The newest statute that "the said Law", "the Code", "the Regulations" or "thereof" can mean."""
        for focus in reversed(self.named):
            if place - focus.place > REACH * 2:
                return None
            if focus.mention.decoy is None and agrees_in_english(focus.mention.key, kind):
                return focus
        return None

    def competitors(self, focus: Focus) -> bool:
        """Whether `focus` was named in one breath with another statute, neither with an article."""
        if not focus.enumerated:
            return False
        index = self.named.index(focus)
        return index > 0 and self.named[index - 1].mention.key != focus.mention.key

    def statute_before(self, place: int) -> Focus | None:
        """The newest statute that governs at `place`, decoys left out."""
        for focus in reversed(self.named):
            if place - focus.place > REACH:
                return None
            if focus.mention.decoy is None:
                return focus
        return None


_LAW_KINDS = ("法", "法典", "宪法", "通则", "总则", "修正案")


def agrees(key: str, kind: str) -> bool:
    """Whether an instrument named `key` is called 该`kind`."""
    ending = ending_of(key)
    if kind in ("法", "法典", "法律"):
        return ending is None or ending in _LAW_KINDS
    if kind == "司法解释":
        return ending in ("解释", "规定", "批复", "意见", "决定")
    if kind in ("法规", "规章", "文件"):
        return ending not in _LAW_KINDS
    return ending == kind


def agrees_in_english(key: str, kind: str) -> bool:
    """Whether an instrument named `key` (in either language) is called "the `kind`"."""
    kind = kind.removesuffix("s")
    if not key.isascii():
        return agrees(
            key,
            {"law": "法", "code": "法典", "regulation": "条例", "measure": "办法", "provision": "规定"}.get(kind, "法"),
        )
    if kind in ("law", "act", "statute", "acronym"):
        return not key.endswith(("regulations", "measures", "provisions", "rules", "interpretation"))
    return kind in key
