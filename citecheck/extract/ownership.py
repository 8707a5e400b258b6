"""Whose article a number is: the title or back-reference before it, a title behind it, what was named last."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from citecheck.extract import antecedents, decoys
from citecheck.extract.antecedents import Context, Focus
from citecheck.extract.grammar import Group
from citecheck.extract.short_forms import NONE_DECLARED, ShortForms
from citecheck.extract.titles import Mention, Names, around, ending_of, known_mention, unknown_mention, unopened_before
from citecheck.extract.words import GENERIC
from citecheck.model import CitationForm, Edition
from citecheck.normalize import Folded, document_number, fold, split_edition

OWN_TEXT = "own_text"  # 本法第五条 in a statute's own text: nothing is cited
_CITES = re.compile(r"(?:根据|依据|依照|按照|违反|适用|依|據|据)$")
_LONG_CONTRACT = 100
_AGREED = re.compile(r"\s?(?:的)?(?:约定|約定|载明|載明)")
_ITS_RULES = re.compile("其(实施条例|实施细则|实施办法|施行细则)$")
_LATIN_NAME = re.compile(r"[A-Za-z]{2,}$")
_FOREIGN_ACRONYMS = frozenset(
    ("GDPR", "CCPA", "BGB", "UCC", "TFEU", "CISG", "HIPAA", "PDPA", "FCPA", "DMA", "DSA", "ECHR")
)
_ENDS_NO_TITLE = frozenset("\n。；！？!?;、")  # a heading stands above, a list, or nothing
_COUNTED_BEFORE = frozenset("条條款项項有共了这這那几幾每前后後，,的")  # 一条一条, 共3条: no title before 3条
_UNNAMED = re.compile(
    r"(?:相关|有关|其他|其它|某些?|一些|各项|现行)(?:的)?(?:法律法规|法律|法规|规定|规章|司法解释|条例|办法)$"
    r"|(?P<kind>意见|通知|公告|纪要|批复|方案|标准|条例|细则|办法|解释|规则)$"
)
_YEAR_BEFORE = re.compile(r"((?:19|20)[0-9]{2})\s?年?\s?(修正|修订|修改|版)(?:后|版)?的?$")  # 2018年修正的《公司法》
_YEAR_ALONE = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})\s?年(?:的|施行的|生效的|颁布的|公布的)?$")  # 2013年《公司法》
_FORMER = re.compile(r"(?:(?<![新陈守怀仍依折])[旧舊]|修(?P<change>[订訂改正])(?:之)?前的?)$")  # 旧《公司法》, 修订前的
_AFTER_NUMBER = re.compile(r"[ \u3000,，的]{0,3}")
_NUMBER_FOLLOWS = re.compile(r"[\s的]{0,3}(?:第|[0-9]+\s?[条條])")
_ENDS_PHRASE = re.compile(r"\s*(?:[)）\]】。；;.]|$)|\n(?!\s*第)")
_MARKS = ("<>", "＜＞", "〈〉", "「」", "『』", "“”", '""', "‘’", "[]", "【】", "≪≫")


class Tie(NamedTuple):
    """What a group turned out to belong to. `start` is where its first citation begins."""

    mention: Mention
    start: int
    form: CitationForm
    back: bool = False  # only 该法, 同法, or nothing, stands before the number
    edition: Edition | None = None
    document_number: str | None = None


@dataclass(slots=True)
class Ownership:
    """What ties the references of one document: what it has named, declared and cited so far."""

    text: str
    names: Names
    context: Context = field(default_factory=Context)
    short_forms: ShortForms = NONE_DECLARED
    used: set[int] = field(default_factory=set)  # starts of the mentions that belong to a citation with an article
    own_text: bool = False  # the document is a statute's own text
    cited_to: int = 0  # where the last citation ends

    def owner(self, group: Group, mentions: list[Mention], upcoming: int) -> Tie | str | None:
        """The title or back-reference right before the number; a reason where it is none of ours; None without one."""
        for index in range(upcoming - 1, max(-1, upcoming - 4), -1):
            mention = mentions[index]
            if mention.start in self.short_forms.declarations and index > 0:
                continue
            if antecedents.joined(self.text, mention, group.start):
                if mention.marked and mention.key in GENERIC and mention.declares is None:
                    return self.generic(mention, group)
                if not mention.marked and index > 0 and mentions[index - 1].end == mention.start:
                    whole = around(self.text, mentions[index - 1], mention.end, self.names)
                    if whole is not None:  # 《民法典》时间效力司法解释: known without what the marks enclose
                        self.used.update((mention.start, mentions[index - 1].start))
                        return Tie(whole, whole.start, CitationForm.UNMARKED)
                return self.tie_to(mention, group)
            break
        floor = max(self.cited_to, group.start - 100)
        if upcoming:  # a longer title may begin with a known one: 公司法解释三
            floor = max(
                floor, mentions[upcoming - 1].end if mentions[upcoming - 1].marked else mentions[upcoming - 1].start
            )
        end = self.title_end(group.start, floor)
        before = self.text[end - 1]
        if not group.ordinal and not self.short_forms.meanings and before in _COUNTED_BEFORE:
            return None
        if end == floor or before in _ENDS_NO_TITLE:  # a heading stands above, or nothing
            return None
        if upcoming:
            whole = around(self.text, mentions[upcoming - 1], end, self.names)
            if whole is not None:
                self.used.add(mentions[upcoming - 1].start)
                return Tie(whole, whole.start, CitationForm.UNMARKED)
        folded = fold(self.text, floor, end)
        window = folded.text
        if not window:
            return None
        if window[-1] == "》":
            return self.unopened(folded, end)
        short = self.short_forms.suffix(window)
        if short is not None:
            name, meaning = short
            start = folded.offsets[len(window) - len(name)]
            mention = Mention(start, end, self.text[start:end], name, False, True, meaning.decoy, None, meaning.key)
            return Tie(mention, start, CitationForm.SHORT_FORM)
        known = known_mention(self.text, folded, end, self.names)
        if known is None or known.key in ("法", "规定"):
            other = self.former_or_latter(group, folded) or self.implementing(group, folded, end)
            if other is not None:
                return other
            back = antecedents.back_reference(window)
            if back is not None:
                return self.back_reference(group, folded.offsets[len(window) - back[0]], back[1])
            noun = decoys.of_noun(window)
            if noun is not None:
                start = folded.offsets[len(window) - noun[1]]
                self.context.name(Focus(group.end, Mention(start, end, "", "", False, False, noun[0])))
                return noun[0]
            inside = self.text[end : group.start].strip(" \u3000")
            known = None if inside in ("在", "中") else unknown_mention(self.text, folded, end)
        if known is None:
            return self.unnamed(group, window)
        before = self.text[max(0, known.start - 16) : known.start]
        known = known._replace(decoy=decoys.of_title(known.key, before, self.names))
        if not known.known and known.decoy in (decoys.NOVEL,):
            return None
        if upcoming and not mentions[upcoming - 1].marked and mentions[upcoming - 1].end == known.start:
            known = self.prefixed(mentions[upcoming - 1], known)
        return Tie(known, known.start, CitationForm.UNMARKED, edition=known.edition)

    def prefixed(self, first: Mention, rest: Mention) -> Mention:
        """民法典 and 婚姻家庭编司法解释（一） right behind it: one title, looked up whole where it is known whole."""
        self.used.add(first.start)
        whole = first.key + rest.key
        key = rest.key if rest.known and whole not in self.names else whole
        return rest._replace(start=first.start, name=self.text[first.start : rest.end], key=key)

    def generic(self, mention: Mention, group: Group) -> Tie | str:
        """《办法》 or 该《办法》, never declared: the newest instrument of that kind."""
        start = mention.start - (self.text[mention.start - 1 : mention.start] in ("该", "該", "本"))
        self.used.add(mention.start)
        return self.back_reference(group, start, mention.key)

    def former_or_latter(self, group: Group, folded: Folded) -> Tie | None:
        """前者第三条, 后者第五条: the two instruments named last."""
        if not folded.text.endswith(("前者", "后者")) or len(self.context.named) < 2:
            return None
        named = [focus.mention for focus in self.context.named if focus.mention.decoy is None and not focus.cited][-2:]
        if len(named) < 2:
            return None
        mention = named[0] if folded.text.endswith("前者") else named[1]
        return Tie(mention, folded.offsets[len(folded.text) - 2], CitationForm.BACK_REFERENCE, back=True)

    def implementing(self, group: Group, folded: Folded, end: int) -> Tie | None:
        """其实施条例第三条: the instrument that implements the statute named last."""
        match = _ITS_RULES.search(folded.text)
        focus = self.context.statute_before(group.start) if match is not None else None
        if match is None or focus is None:
            return None
        start = folded.offsets[match.start()]
        key = focus.mention.declares or focus.mention.key
        if not key.endswith(match[1]):
            key += match[1]
        mention = Mention(start, end, self.text[start:end], key, False, key in self.names)
        return Tie(mention, start, CitationForm.BACK_REFERENCE, back=True)

    def unnamed(self, group: Group, window: str) -> Tie | str | None:
        """A word before the number that stands for some instrument without naming it: GDPR, 相关法律, 会议纪要."""
        latin = _LATIN_NAME.search(window)
        if latin is not None:
            return decoys.FOREIGN_LAW if latin[0] in _FOREIGN_ACRONYMS else decoys.NO_STATUTE
        noun = _UNNAMED.search(window)
        if noun is None:
            return None
        focus = self.context.statute_before(group.start) if noun["kind"] else None
        if focus is None or not antecedents.agrees(focus.mention.key, noun["kind"]):
            return decoys.NO_STATUTE
        return Tie(focus.mention, group.start, CitationForm.BACK_REFERENCE, back=True)

    def unopened(self, folded: Folded, end: int) -> Tie | None:
        found = unopened_before(folded)
        if found is None:
            return None
        start = folded.offsets[found[0]]
        name = self.text[start:end].rstrip("》")
        mention = Mention(start, end, name, found[1], True, found[1] in self.names)
        if not mention.known and ending_of(mention.key) is None and not self.names.begins_some(mention.key):
            return None
        return Tie(mention, start, CitationForm.MARKED)

    def title_end(self, place: int, floor: int) -> int:
        """Where a title before the number at `place` ends: spaces, 的, colons, emphasis are passed over."""
        while place > floor and self.text[place - 1] in " \t\r\u3000\xa0的之在中*`_：:":
            place -= 1
        return place

    def back_reference(self, group: Group, start: int, kind: str) -> Tie | str:
        if self.own_text:
            return OWN_TEXT
        focus = self.context.of_kind(group.start, kind)
        if focus is None:
            return decoys.NO_STATUTE
        if self.context.competitors(focus):
            return decoys.COMPETING_ANTECEDENTS
        return Tie(focus.mention, start, CitationForm.BACK_REFERENCE, back=True)

    def title_after(self, group: Group, following: Mention | None) -> Tie | None:
        """第三十七条，《…》: the title stands behind, has no article of its own, and begins no new clause."""
        if following is None or following.decoy is not None or following.start - group.end > 3:
            return None
        if _AFTER_NUMBER.fullmatch(self.text, group.end, following.start) is None:
            return None
        if self.context.last(group.start) is not None:
            if _ENDS_PHRASE.match(self.text, following.end) is None:
                return None
        elif _NUMBER_FOLLOWS.match(self.text, following.end) is not None:
            return None
        self.used.add(following.start)
        return Tie(following, group.start, CitationForm.BACK_REFERENCE, back=True)

    def antecedent(self, group: Group) -> Tie | str:
        """The statute that governs a bare 第X条, or the reason why none does."""
        focus = self.context.last(group.start)
        if focus is None:
            return decoys.NO_STATUTE
        if focus.mention.decoy is not None:
            if not self.leaves_decoy(group, focus.place):
                return focus.mention.decoy
            focus = self.context.statute_before(group.start)
            if focus is None:
                return decoys.NO_STATUTE
        if _AGREED.match(self.text, group.end):
            return decoys.CONTRACT
        if self.context.competitors(focus):
            return decoys.COMPETING_ANTECEDENTS
        return Tie(focus.mention, group.start, CitationForm.BACK_REFERENCE, back=True)

    def cited_in_sentence(self, place: int) -> bool:
        """Whether a statute is named in the sentence before `place`."""
        focus = self.context.statute_before(place)
        return focus is not None and not any(mark in self.text[focus.place : place] for mark in "。！？；\n")

    def leaves_decoy(self, group: Group, place: int) -> bool:
        """Whether a bare number no longer belongs to the contract named at `place`: a new paragraph, or a new sentence
        that cites as one cites statutes, or a number that no contract reaches."""
        between = self.text[place : group.start]
        if _AGREED.match(self.text, group.end):
            return False
        if "\n" in between:
            return True
        cites = _CITES.search(between) is not None or group.references[0].article.base >= _LONG_CONTRACT
        return cites and any(mark in between for mark in "。！？；")

    def tie_to(self, mention: Mention, group: Group) -> Tie:
        between = self.text[mention.end : group.start]
        edition, number = mention.edition, None
        if between:
            if edition is None and ("19" in between or "20" in between):
                edition = split_edition("…" + between.rstrip())[1]
            if "号" in between:
                number = document_number(between)
            if "草案" in between or "意见稿" in between or "送审稿" in between:
                mention = mention._replace(decoy=decoys.DRAFT)
        if edition is None:
            edition = _edition_before(self.text[max(0, mention.start - 14) : mention.start])
        form = CitationForm.MARKED if mention.marked else CitationForm.UNMARKED
        if mention.declares is not None:
            form = CitationForm.SHORT_FORM
        self.used.add(mention.start)
        start = mention.start
        if not mention.marked and self.text.endswith("&lt;", 0, start) and self.text.startswith("&gt;", mention.end):
            while self.text.endswith("&lt;", 0, start):
                start, form = start - 4, CitationForm.MARKED
        if (
            not mention.marked
            and start
            and self.text[start - 1 : start] + self.text[mention.end : mention.end + 1] in _MARKS
        ):
            start, form = start - 1, CitationForm.MARKED
        return Tie(mention, start, form, False, edition, number)


def _edition_before(text: str) -> Edition | None:
    """The edition that the words in front of a title name, if they name one."""
    if year := _YEAR_BEFORE.search(text):
        return Edition(int(year[1]), "" if year[2] in ("版", "修改") else year[2])
    if year := _YEAR_ALONE.search(text):
        return Edition(int(year[1]), certain=False)
    if former := _FORMER.search(text):
        return Edition(None, "修正" if former["change"] in ("改", "正") else "修订", certain=False)
    return None
