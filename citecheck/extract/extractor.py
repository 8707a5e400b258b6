"""Document text → citations: anchors are found, references parsed, each tied to its statute, its claim attached."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from citecheck.extract import anchors, antecedents, decoys
from citecheck.extract.antecedents import Context, Focus
from citecheck.extract.claims import attach_claims
from citecheck.extract.english import EnglishGroup, ending_at, english_groups, english_mentions, english_short_forms, title_heads
from citecheck.extract.grammar import MAX_RANGE, WHOLE_ARTICLE, Group, Reference, parse_pinpoints, parse_without_unit
from citecheck.extract.own_text import is_own_text, own_headings
from citecheck.extract.short_forms import ShortForms, read_short_forms
from citecheck.extract.titles import Mention, Names, around, ending_of, known_mention, unknown_mention, unopened_before
from citecheck.extract.words import COUNTED, GENERIC, NO_STATUTE_ENDINGS
from citecheck.model import (
    ArticleNumber,
    Citation,
    CitationForm,
    Division,
    Edition,
    Extraction,
    Language,
    NotChecked,
    Pinpoint,
    Span,
)
from citecheck.normalize import Folded, document_number, fold, split_edition
from citecheck.numerals import parse_number

OWN_TEXT = "own_text"  # 本法第五条 in a statute's own text: nothing is cited
_CITES = re.compile(r"(?:根据|依据|依照|按照|违反|适用|依|據|据)$")
_LONG_CONTRACT = 100
_AGREED = re.compile(r"\s?(?:的)?(?:约定|約定|载明|載明)")
_ITS_RULES = re.compile("其(实施条例|实施细则|实施办法|施行细则)$")
_LATIN_NAME = re.compile(r"[A-Za-z]{2,}$")
_FOREIGN_ACRONYMS = frozenset(
    ("GDPR", "CCPA", "BGB", "UCC", "TFEU", "CISG", "HIPAA", "PDPA", "FCPA", "DMA", "DSA", "ECHR")
)
_ENDS_NO_TITLE = frozenset("\n。；！？!?;、条條款项項目")  # a heading stands above, a list, or nothing
_UNNAMED = re.compile(
    r"(?:相关|有关|其他|其它|某些?|一些|各项|现行)(?:的)?(?:法律法规|法律|法规|规定|规章|司法解释|条例|办法)$"
    r"|(?P<kind>意见|通知|公告|纪要|批复|方案|标准|条例|细则|办法|解释|规则)$"
)
_YEAR_BEFORE = re.compile(r"((?:19|20)[0-9]{2})\s?年?\s?(修正|修订|修改|版)(?:后|版)?的?$")  # 2018年修正的《公司法》
_AFTER_NUMBER = re.compile(r"[ \u3000,，的]{0,3}")
_NUMBER_FOLLOWS = re.compile(r"[\s的]{0,3}(?:第|[0-9]+\s?[条條])")
_ENDS_PHRASE = re.compile(r"\s*(?:[)）\]】。；;.]|$)|\n(?!\s*第)")


@dataclass(frozen=True, slots=True)
class Tie:
    """What a group turned out to belong to. `start` is where its first citation begins."""

    mention: Mention
    start: int
    form: CitationForm
    back: bool = False  # only 该法, 同法, or nothing, stands before the number
    edition: Edition | None = None
    document_number: str | None = None


class Extractor:
    """One document on its way; `citations` and `left` are filled in the order of the text."""

    def __init__(self, text: str, names: Names) -> None:
        self.text = text
        self.names = names
        self.citations: list[Citation] = []
        self.left: list[NotChecked] = []
        self.context = Context()
        self.used: set[int] = set()  # starts of the mentions that belong to a citation with an article
        self.short_forms = ShortForms()
        self.group_starts: set[int] = set()
        self.own_text = False
        self.headings: set[int] = set()  # where the headings of a contract stand; its own 第X条 cite no statute
        self.last_heading = 0

    def run(self) -> Extraction:
        marked = anchors.marked_mentions(self.text, self.names)
        groups, pointed = anchors.article_groups(self.text)
        self.group_starts = {group.start for group in groups}
        self.own_text = is_own_text(self.text, groups, self.names)
        if not self.own_text and len(groups) >= 3:
            headings = own_headings(self.text, groups, self.names)
            if headings:
                self.headings, self.last_heading = {group.start for group in headings}, len(headings)
        bare = anchors.bare_mentions(self.text, self.names, marked)
        heads = title_heads(self.text)
        declared = english_short_forms(self.text, self.names) if heads else {}
        english_names = self.names.also(declared) if declared else self.names
        english = list(english_groups(self.text, english_names, heads))
        bare += english_mentions(self.text, english_names, heads)
        mentions = sorted([*marked, *bare], key=lambda mention: mention.start) if bare else marked
        mentions = [self.judged(mention) for mention in mentions]
        if mentions:
            self.short_forms = read_short_forms(self.text, mentions, declared)
            if self.short_forms.meanings:
                mentions = [self.spelt_out(mention) for mention in mentions]
        self.walk(mentions, [*groups, *english], pointed)
        for span in anchors.case_numbers(self.text):
            self.left.append(NotChecked(self.text[span.start : span.end], span, decoys.CASE_NUMBER))
        self.citations.sort(key=lambda citation: (citation.span.start, citation.span.end))
        self.left.sort(key=lambda left: left.span.start)
        return Extraction(attach_claims(self.text, self.citations), tuple(self.left), self.own_text)

    def judged(self, mention: Mention) -> Mention:
        """`mention` with the reason why it is no statute, where it is none."""
        before = self.text[max(0, mention.start - 16) : mention.start]
        reason = decoys.of_title(mention.key, before, self.names)
        return mention if reason is None else replace(mention, decoy=reason)

    def spelt_out(self, mention: Mention) -> Mention:
        """`mention` with the full title that the text declares it to stand for."""
        declared = self.short_forms.meaning(mention.key)
        if declared is None or mention.start in self.short_forms.declarations or declared.key == mention.key:
            return mention
        return replace(mention, declares=declared.key, decoy=declared.decoy)

    # ── in the order of the text ─────────────────────────────────────────────────────────────────────────────────

    def walk(self, mentions: list[Mention], groups: Sequence[Group | EnglishGroup], pointed: list[int]) -> None:
        """Names the titles and ties the references, in the order in which they stand."""
        upcoming = 0
        places: list[tuple[int, Group | EnglishGroup | None]] = [(place, None) for place in pointed]
        places += [(group.start if isinstance(group, Group) else group.group.start, group) for group in groups]
        for place, group in sorted(places, key=itemgetter(0)):
            while upcoming < len(mentions) and mentions[upcoming].end <= place:
                self.name(mentions, upcoming)
                upcoming += 1
            following = mentions[upcoming] if upcoming < len(mentions) else None
            if group is None:
                self.pointed(place)
            elif isinstance(group, EnglishGroup):
                self.english(group, mentions[upcoming - 1] if upcoming else None, following)
            elif following is None or not following.start < group.start < following.end:
                self.group(group, mentions, upcoming, following)
        for index in range(upcoming, len(mentions)):
            self.name(mentions, index)
        self.titles_alone(mentions)

    def name(self, mentions: list[Mention], index: int) -> None:
        mention = mentions[index]
        if mention.start in self.short_forms.declarations or (mention.key in GENERIC and mention.declares is None):
            return
        enumerated = index > 0 and self.text[mentions[index - 1].end : mention.start].strip(" \n") in _ENUMERATED
        self.context.name(Focus(mention.end, mention, enumerated=enumerated))
        missing = self.without_unit(mention) if mention.decoy is None else None
        if missing is not None:
            self.cite(missing, self.tie_to(mention, missing))

    def without_unit(self, mention: Mention) -> Group | None:
        """第一千零八十七 right after the title, its 条 lost."""
        gap = antecedents.GAP.match(self.text, mention.end, mention.end + 80)
        place = mention.end if gap is None else gap.end()
        if not self.text.startswith(("第", "靠前"), place) or "\n" in self.text[mention.end : place]:
            return None
        return None if place in self.group_starts else parse_without_unit(self.text, place)

    def group(self, group: Group, mentions: list[Mention], upcoming: int, following: Mention | None) -> None:
        tie = self.owner(group, mentions, upcoming)
        if isinstance(tie, str):
            self.leave(group, tie)
            return
        if tie is None:
            if not group.ordinal or self.own_text or group.start in self.headings or self.counts_things(group):
                return
            if group.references[0].article.base <= self.last_heading and not self.cited_in_sentence(group.start):
                self.leave(group, decoys.CONTRACT)
                return
            tie = self.title_after(group, following) or self.antecedent(group)
            if isinstance(tie, str):
                self.leave(group, tie)
                return
        if tie.mention.decoy is not None:
            self.used.add(tie.mention.start)
            self.context.name(Focus(group.end, tie.mention))
            self.leave(group, tie.mention.decoy, tie.start)
            return
        self.cite(group, tie)

    def english(self, found: EnglishGroup, preceding: Mention | None, following: Mention | None) -> None:
        group, mention, back = found.group, found.mention, found.back
        if found.reason is not None or (mention is not None and mention.decoy is not None):
            self.leave(group, found.reason or (mention.decoy if mention is not None else None) or decoys.NO_STATUTE)
            if mention is not None:
                self.used.update((mention.start, group.start))
            return
        form, start = CitationForm.ENGLISH, group.start
        if mention is None and preceding is not None and not self.text[preceding.end : group.start].strip(" *`"):
            mention, start, back = preceding, preceding.start, None  # 民法典§188
        if back == "》" and preceding is not None and group.start - preceding.end <= 2:
            mention, start = preceding, preceding.start
        elif back == "《" and following is not None and following.start - group.end <= 16:
            mention, group = following, ending_at(group, following.end)
        elif mention is not None and back is None:
            start = min(start, mention.start)
            declared = self.short_forms.meaning(mention.key)
            if declared is not None:
                mention = replace(mention, declares=declared.declares or declared.key)
        elif mention is None or back == "acronym":
            newest = (
                self.context.of_english_kind(group.start, back) if back else self.context.statute_before(group.start)
            )
            if newest is None and mention is None:
                if found.capital:
                    self.leave(group, decoys.NO_STATUTE)
                return
            mention = newest.mention if newest is not None else mention
            if mention is not None:
                tie = Tie(mention, start, form, back=True)
                self.cite(group, tie, Language.EN)
            return
        if mention is not None:
            self.used.add(mention.start)
            self.cite(group, Tie(mention, start, form, edition=mention.edition), Language.EN)

    # ── whose article ────────────────────────────────────────────────────────────────────────────────────────────

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
        floor = max(self.citations[-1].span.end if self.citations else 0, group.start - 100)
        if upcoming:  # a longer title may begin with a known one: 公司法解释三
            floor = max(
                floor, mentions[upcoming - 1].end if mentions[upcoming - 1].marked else mentions[upcoming - 1].start
            )
        end = self.title_end(group.start, floor)
        if end == floor or self.text[end - 1] in _ENDS_NO_TITLE:  # a heading stands above, or nothing
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
        known = replace(known, decoy=decoys.of_title(known.key, before, self.names))
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
        return replace(rest, start=first.start, name=self.text[first.start : rest.end], key=key)

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

    def counts_things(self, group: Group) -> bool:
        return any(self.text.startswith(noun, group.end) for noun in COUNTED)

    def tie_to(self, mention: Mention, group: Group) -> Tie:
        between = self.text[mention.end : group.start]
        edition, number = mention.edition, None
        if between:
            if edition is None and ("19" in between or "20" in between):
                edition = split_edition("…" + between.rstrip())[1]
            if "号" in between:
                number = document_number(between)
            if "草案" in between or "意见稿" in between or "送审稿" in between:
                mention = replace(mention, decoy=decoys.DRAFT)
        if edition is None and (year := _YEAR_BEFORE.search(self.text[max(0, mention.start - 14) : mention.start])):
            edition = Edition(int(year[1]), "" if year[2] in ("版", "修改") else year[2])
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

    # ── citations ────────────────────────────────────────────────────────────────────────────────────────────────

    def cite(self, group: Group, tie: Tie, language: Language = Language.ZH) -> None:
        for position, reference in enumerate(group.references):
            start = tie.start if position == 0 else reference.start
            form = tie.form if position == 0 or language is Language.EN else CitationForm.LIST_MEMBER
            for article, last in expanded(reference):
                ranged = reference.last is not None
                self.add(tie, start, reference.end, article, last, reference.pinpoint,
                         CitationForm.RANGE_MEMBER if ranged else form, language=language)  # fmt: skip
        last_reference = group.references[-1]
        self.context.cite(
            group.end, tie.mention, last_reference.last or last_reference.article, last_reference.pinpoint
        )

    def add(
        self,
        tie: Tie,
        start: int,
        end: int,
        article: ArticleNumber | None,
        last: ArticleNumber | None,
        pinpoint: Pinpoint,
        form: CitationForm,
        division: Division | None = None,
        language: Language = Language.ZH,
    ) -> None:
        mention = tie.mention
        antecedent = Span(mention.start, mention.end) if tie.back else None
        self.citations.append(
            Citation(
                text=self.text[start:end],
                span=Span(start, end),
                cited_title=None if tie.back else mention.name,
                title_key=mention.declares or mention.key,
                form=form,
                article=article,
                article_end=last,
                pinpoint=pinpoint,
                division=division,
                edition=tie.edition or mention.edition,
                document_number=tie.document_number,
                language=language,
                antecedent=antecedent,
            )
        )

    def pointed(self, place: int) -> None:
        """该条第一款: a place in the article cited last. The bare 该条 cites nothing new."""
        context = self.context
        if (
            self.own_text
            or context.article is None
            or context.article_of is None
            or place - context.article_place > antecedents.REACH
        ):
            return
        group = parse_pinpoints(self.text, place + 1, context.article)
        if group is None or group.start > place + 3:
            return
        self.cite(group, Tie(context.article_of, place - 1, CitationForm.BACK_REFERENCE, back=True))

    def leave(self, group: Group, reason: str, start: int | None = None) -> None:
        if reason == OWN_TEXT:
            return
        start = group.start if start is None else start
        self.left.append(NotChecked(self.text[start : group.end], Span(start, group.end), reason))

    def heads_document(self, mention: Mention) -> bool:
        """Whether the title stands on the first line: a statute does not cite itself there."""
        return mention.start < _TITLE_LINE and "\n" not in self.text[: mention.start].lstrip()

    # ── titles without an article ────────────────────────────────────────────────────────────────────────────────

    def titles_alone(self, mentions: list[Mention]) -> None:
        for mention in mentions:
            if mention.start in self.used or mention.start in self.short_forms.declarations:
                continue
            if self.own_text and self.heads_document(mention):
                continue
            if mention.decoy is not None:
                if mention.decoy in _WORTH_SAYING:
                    span = Span(mention.start, mention.end)
                    self.left.append(NotChecked(self.text[span.start : span.end], span, mention.decoy))
                continue
            key = mention.declares or mention.key
            if key not in self.names and not plausible(key):
                continue
            division = read_division(self.text, mention.end)
            edition = mention.edition or edition_behind(self.text, mention.end)
            tie = Tie(mention, mention.start, CitationForm.STATUTE_ONLY, edition=edition)
            end = mention.end if division is None else division[1]
            place = None if division is None else division[0]
            self.add(tie, mention.start, end, None, None, WHOLE_ARTICLE, CitationForm.STATUTE_ONLY, place)


_MARKS = ("<>", "＜＞", "〈〉", "「」", "『』", "“”", '""', "‘’", "[]", "【】", "≪≫")
_TITLE_LINE = 400  # characters within which the title of a statute's own text stands
_ENUMERATED = ("", "、", "和", "及", "以及", "与", "或", "，", "或者", ",", "與")
_WORTH_SAYING = (decoys.TREATY, decoys.FOREIGN_LAW, decoys.DRAFT, decoys.INDUSTRY_RULE)
_AMENDS = re.compile(r"(?:修正案(?:（[^（）]{1,4}）|\([^()]{1,4}\))?|的决定|的決定)[》〉]{0,2}$")
_ENTRY = re.compile(r" ?的?第?([一二三四五六七八九十]{1,3})(?:项|項|(?=、[^《]))")  # 《…修正案》一、: its items are no articles
_DIVISION = re.compile(r"\s?的?第\s?([零〇一二三四五六七八九十百0-9０-９]{1,5})\s?(分编|分編|编|編|章|节|節)")
_DIVISION_KINDS = {
    "编": "part",
    "編": "part",
    "分编": "subpart",
    "分編": "subpart",
    "章": "chapter",
    "节": "section",
    "節": "section",
}


def plausible(key: str) -> bool:
    """Whether an unknown title without an article claims to be a statute: its ending says so, and nothing less."""
    ending = ending_of(key)
    if ending not in ("法", "法典", "条例", "规定", "办法", "解释", "细则", "修正案"):
        return False
    return 3 <= len(key) <= 80 and not key.endswith(NO_STATUTE_ENDINGS)


def edition_behind(text: str, place: int) -> Edition | None:
    """The edition in the parentheses that open at `place`, if they name one."""
    if text[place : place + 1] not in ("(", "（"):
        return None
    window = text[place : place + 40]
    close = max(window.find("）"), window.find(")"))
    return split_edition("…" + window[: close + 1])[1] if close > 0 else None


def read_division(text: str, place: int) -> tuple[Division, int] | None:
    """The 编, 章 or 节 that follows a title at `place`, and where it ends."""
    entry = _ENTRY.match(text, place) if _AMENDS.search(text, max(0, place - 16), place) else None
    if entry is not None and (value := parse_number(entry[1])):
        return Division("entry", value), entry.end()
    match = _DIVISION.match(text, place)
    number = parse_number(match[1]) if match is not None else None
    if match is None or not number:
        return None
    return Division(_DIVISION_KINDS[match[2]], number), match.end()


def expanded(reference: Reference) -> list[tuple[ArticleNumber, ArticleNumber | None]]:
    """Each article of a range of up to MAX_RANGE; a longer range as its first article with its last."""
    first, last = reference.article, reference.last
    if last is None:
        return [(first, None)]
    if last.base - first.base >= MAX_RANGE:
        return [(first, last)]
    whole = [first, *(ArticleNumber(base) for base in range(first.base + 1, last.base + 1))]
    return [(article, None) for article in ([*whole, last] if last.branch else whole)]


def extract(text: str, names: Names) -> Extraction:
    """The citations of `text`, what was left unchecked and why, and whether the text is a statute's own.

    Offsets are code points of `text`; every citation satisfies `text[span.start:span.end] == citation.text`. Time is
    linear in the length of `text`; text without anchors (条, 《, 法, Article …) is only searched for them.
    """
    return Extractor(text, names).run()
