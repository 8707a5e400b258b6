"""Document text → citations: anchors are found, references parsed, each tied to its statute, its claim attached."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter, itemgetter

from citecheck.extract import anchors, antecedents, decoys
from citecheck.extract.antecedents import Focus
from citecheck.extract.claims import attach_claims
from citecheck.extract.divisions import edition_behind, read_division
from citecheck.extract.english import EnglishGroup, ending_at, english_groups
from citecheck.extract.english_titles import english_mentions, english_short_forms, title_heads
from citecheck.extract.grammar import (
    MAX_RANGE,
    WHOLE_ARTICLE,
    Group,
    Reference,
    misnumbered,
    parse_pinpoints,
    parse_without_unit,
)
from citecheck.extract.own_text import is_own_text, own_headings
from citecheck.extract.ownership import OWN_TEXT, Ownership, Tie
from citecheck.extract.short_forms import read_short_forms
from citecheck.extract.titles import Mention, Names, ending_of
from citecheck.extract.words import COUNTED, GENERIC, NO_STATUTE_ENDINGS
from citecheck.model import (
    ArticleNumber,
    Citation,
    CitationForm,
    Division,
    Extraction,
    Language,
    NotChecked,
    Pinpoint,
    Span,
)


class Extractor:
    """One document on its way; `citations` and `left` are filled in the order of the text."""

    def __init__(self, text: str, names: Names) -> None:
        self.text = text
        self.names = names
        self.citations: list[Citation] = []
        self.left: list[NotChecked] = []
        self.owners = Ownership(text, names)
        self.group_starts: set[int] = set()
        self.headings: set[int] = set()  # where the headings of a contract stand; its own 第X条 cite no statute
        self.last_heading = 0
        self.titles_cited: list[Span] = []  # of English citations, in order: another title may stand inside

    def run(self) -> Extraction:
        marked = anchors.marked_mentions(self.text, self.names)
        groups, pointed = anchors.article_groups(self.text)
        self.group_starts = {group.start for group in groups}
        self.owners.own_text = is_own_text(self.text, groups, self.names)
        if not self.owners.own_text and len(groups) >= 3:
            headings = own_headings(self.text, groups, self.names)
            if headings:
                self.headings, self.last_heading = {group.start for group in headings}, len(headings)
        bare = anchors.bare_mentions(self.text, self.names, marked)
        heads = title_heads(self.text)
        declared = english_short_forms(self.text, self.names) if heads else {}
        english_names = self.names.also(declared) if declared else self.names
        english = list(english_groups(self.text, english_names, heads))
        if heads:
            bare += english_mentions(self.text, english_names, heads)
        mentions = sorted([*marked, *bare], key=lambda mention: mention.start) if bare else marked
        mentions = [self.judged(mention) for mention in mentions]
        if mentions:
            self.owners.short_forms = read_short_forms(self.text, mentions, declared)
            if self.owners.short_forms.meanings:
                mentions = [self.spelt_out(mention) for mention in mentions]
        self.walk(mentions, [*groups, *english], pointed)
        for span in anchors.case_numbers(self.text):
            self.left.append(NotChecked(self.text[span.start : span.end], span, decoys.CASE_NUMBER))
        self.citations.sort(key=lambda citation: (citation.span.start, citation.span.end))
        self.left.sort(key=lambda left: left.span.start)
        return Extraction(attach_claims(self.text, self.citations), tuple(self.left), self.owners.own_text)

    def judged(self, mention: Mention) -> Mention:
        """`mention` with the reason why it is no statute, where it is none."""
        before = self.text[max(0, mention.start - 16) : mention.start]
        reason = decoys.of_title(mention.key, before, self.names)
        return mention if reason is None else mention._replace(decoy=reason)

    def spelt_out(self, mention: Mention) -> Mention:
        """`mention` with the full title that the text declares it to stand for."""
        declared = self.owners.short_forms.meaning(mention.key)
        if declared is None or mention.start in self.owners.short_forms.declarations or declared.key == mention.key:
            return mention
        return mention._replace(declares=declared.key, decoy=declared.decoy)

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
        if mention.start in self.owners.short_forms.declarations:
            return
        if mention.key in GENERIC and mention.declares is None:
            return
        previous = mentions[index - 1].end if index else -_ENUMERATION
        near = mention.start - previous < _ENUMERATION
        enumerated = near and self.text[previous : mention.start].strip(" \n") in _ENUMERATED
        self.owners.context.name(Focus(mention.end, mention, enumerated=enumerated))
        if mention.decoy is not None or (place := self.ordinal_behind(mention)) is None:
            return
        if (odd := misnumbered(self.text, place)) is not None:
            self.cite_misnumbered(mention, place, *odd)
        elif (missing := parse_without_unit(self.text, place)) is not None:  # 第一千零八十七, its 条 lost
            self.cite(missing, self.owners.tie_to(mention, missing))

    def ordinal_behind(self, mention: Mention) -> int | None:
        """Where a 第 stands right after the title that begins no group of articles."""
        behind = self.text[mention.end : mention.end + _BEHIND + 2]
        if "第" not in behind and "靠前" not in behind:
            return None
        gap = antecedents.GAP.match(self.text, mention.end, mention.end + _BEHIND)
        place = mention.end if gap is None else gap.end()
        if not self.text.startswith(("第", "靠前"), place) or "\n" in self.text[mention.end : place]:
            return None
        return None if place in self.group_starts else place

    def cite_misnumbered(
        self, mention: Mention, place: int, number: str, article: ArticleNumber | None, end: int
    ) -> None:
        """第一亿条 is an article that the statute does not reach; 第0条 and 第3.5条 are numbered as none is."""
        tie = self.owners.tie_to(mention, Group(place, end, ()))
        if article is not None:
            self.cite(Group(place, end, (Reference(place, end, article),)), tie)
        else:
            self.add(tie, tie.start, end, None, None, WHOLE_ARTICLE, tie.form, misnumbered=number)

    def group(self, group: Group, mentions: list[Mention], upcoming: int, following: Mention | None) -> None:
        tie = self.owners.owner(group, mentions, upcoming)
        if isinstance(tie, str):
            self.leave(group, tie)
            return
        if tie is None:
            if not group.ordinal or self.owners.own_text or group.start in self.headings or self.counts_things(group):
                return
            if group.references[0].article.base <= self.last_heading and not self.owners.cited_in_sentence(group.start):
                self.leave(group, decoys.CONTRACT)
                return
            tie = self.owners.title_after(group, following) or self.owners.antecedent(group)
            if isinstance(tie, str):
                self.leave(group, tie)
                return
        if tie.mention.decoy is not None:
            self.owners.used.add(tie.mention.start)
            self.owners.context.name(Focus(group.end, tie.mention))
            self.leave(group, tie.mention.decoy, tie.start)
            return
        self.cite(group, tie)

    def english(self, found: EnglishGroup, preceding: Mention | None, following: Mention | None) -> None:
        group, mention, back = found.group, found.mention, found.back
        if found.reason is not None or (mention is not None and mention.decoy is not None):
            self.leave(group, found.reason or (mention.decoy if mention is not None else None) or decoys.NO_STATUTE)
            if mention is not None:
                self.owners.used.update((mention.start, group.start))
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
            declared = self.owners.short_forms.meaning(mention.key)
            if declared is not None:
                mention = mention._replace(declares=declared.declares or declared.key)
        elif mention is None or back == "acronym":
            context = self.owners.context
            newest = context.of_english_kind(group.start, back) if back else context.statute_before(group.start)
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
            self.owners.used.add(mention.start)
            self.titles_cited.append(Span(mention.start, mention.end))
            self.cite(group, Tie(mention, start, form, edition=mention.edition), Language.EN)

    def counts_things(self, group: Group) -> bool:
        return self.text.startswith(COUNTED, group.end)

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
        self.owners.context.cite(
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
        misnumbered: str | None = None,
    ) -> None:
        mention = tie.mention
        self.owners.cited_to = end
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
                misnumbered=misnumbered,
            )
        )

    def pointed(self, place: int) -> None:
        """该条第一款: a place in the article cited last. The bare 该条 cites nothing new."""
        context = self.owners.context
        if (
            self.owners.own_text
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
        inside = {
            mention.start
            for span in self.titles_cited
            for mention in following_from(mentions, span.start)
            if mention.end <= span.end
        }
        for mention in mentions:
            if (
                mention.start in inside
                or mention.start in self.owners.used
                or mention.start in self.owners.short_forms.declarations
            ):
                continue
            if self.owners.own_text and self.heads_document(mention):
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


_TITLE_LINE = 400  # characters within which the title of a statute's own text stands
_BEHIND = 80  # characters in which the 第 behind a title is looked for
_ENUMERATION = 24  # characters between two titles named in one breath, spaces among them
_ENUMERATED = ("", "、", "和", "及", "以及", "与", "或", "，", "或者", ",", "與")
_WORTH_SAYING = (decoys.TREATY, decoys.FOREIGN_LAW, decoys.DRAFT, decoys.INDUSTRY_RULE)


def following_from(mentions: Sequence[Mention], place: int) -> Sequence[Mention]:
    """The few mentions that begin at `place` or soon after."""
    first = bisect_left(mentions, place, key=attrgetter("start"))
    return mentions[first : first + 3]


def plausible(key: str) -> bool:
    """Whether an unknown title without an article claims to be a statute: its ending says so, and nothing less."""
    ending = ending_of(key)
    if ending not in ("法", "法典", "条例", "规定", "办法", "解释", "细则", "修正案"):
        return False
    return 3 <= len(key) <= 80 and not key.endswith(NO_STATUTE_ENDINGS)


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
