"""Statute text as lines → its articles, with their 款, 项 and 目, and an honest word on whether it is all there.

One parser for every source: Markdown of the open corpora, paragraphs of a Word file, rows of the data package.
It reads the divisions of the Legislation Law (立法法): 编 part, 分编 subpart, 章 chapter, 节 section, 条 article, 款
paragraph, 项 subparagraph, 目 point. A 款 is a natural paragraph; the numbered lines after it belong to it; a
paragraph that resumes after a list is the next 款. Where lines are broken so that this cannot be told, nothing is
counted (`ArticleText.counted` is False) rather than counted wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

from citecheck.model import ArticleNumber
from citecheck.numerals import parse_number

# ── what comes out ───────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class SubparagraphText:
    """项: its own words, and those of its 目."""

    text: str
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParagraphText:
    """款: its own words (before the list, where it has one), and its 项."""

    text: str
    subparagraphs: tuple[SubparagraphText, ...] = ()

    def lines(self) -> list[str]:
        """The paragraph as a statute prints it: its words, each 项, each 目 on a line of its own."""
        lines = [self.text] if self.text else []
        for subparagraph in self.subparagraphs:
            lines += [subparagraph.text, *subparagraph.points]
        return lines


@dataclass(frozen=True, slots=True)
class ArticleText:
    """条: `heading` is the path of divisions it stands in (第一编 总则 / 第二章 自然人), "" where there is none."""

    number: ArticleNumber
    paragraphs: tuple[ParagraphText, ...]
    heading: str = ""
    counted: bool = True  # False: its lines are broken, its 款 and 项 are not to be counted

    @property
    def text(self) -> str:
        """Its words, one line per 款, 项 and 目."""
        return "\n".join(line for paragraph in self.paragraphs for line in paragraph.lines())

    @property
    def points(self) -> dict[tuple[int, int], int]:
        """How many 目 there are under each (款, 项) that has any."""
        return {
            (i, j): len(subparagraph.points)
            for i, paragraph in enumerate(self.paragraphs, 1)
            for j, subparagraph in enumerate(paragraph.subparagraphs, 1)
            if subparagraph.points
        }


@dataclass(frozen=True, slots=True)
class StatuteText:
    """One version of one statute.

    `doubts` says why the article list may not be whole (complete means there is no doubt): "no_articles",
    "starts:5" (its first article is 5), "gap:12" (article 12 is missing), "ends_early" (neither a closing chapter
    nor a closing clause), "cites:42" (it refers to its own article 42, which is not there), "beyond:42" (a line
    begins with article 42, out of sequence), "restarts" (a longer second run of articles follows).
    """

    title: str
    header: tuple[str, ...] = ()  # when it was passed, promulgated and amended, by whom
    preamble: tuple[str, ...] = ()
    articles: tuple[ArticleText, ...] = ()
    appendices: tuple[str, ...] = ()  # annexes, tables, captions, signatures after the last article
    entries: bool = False  # numbered 一、二、 instead of 第一条, as amendments (修正案) and decisions are
    doubts: tuple[str, ...] = field(default=())

    @property
    def complete(self) -> bool:
        return not self.doubts

    @property
    def last_article(self) -> int | None:
        return max((article.number.base for article in self.articles), default=None)


# ── lines ────────────────────────────────────────────────────────────────────────────────────────────────────────

_NUMERAL = r"[零〇○一二三四五六七八九十百千]"
# What opens a second time before it closes is left alone: each opening looks no further than to the next.
_MARKDOWN = re.compile(r"\*\*|__|<!--(?:(?!<!--).)*?-->")
_IMAGE = re.compile(r"!\[[^\[\]]*\]\((?:[^()]|\([^()]*\))*\)|\{(?:width|height)=[^{}]*\}")
_INVISIBLE = re.compile("[\u200b-\u200f\u2028\u2029\u2060\ufeff\ue000-\uf8ff\u00ad]")
_BLANK = re.compile(r"[ \t\r\xa0\u2000-\u200a\u202f\u3000]+")
_ESCAPE = re.compile(r"\\([<>\[\]()*_.#~|`\\-])")
# What any of the five begins with. Few lines have it, and a corpus has a million lines.
_UNCLEAN = re.compile(
    r"\*\*|__|<!--|!\[|\{[wh]|\\|[\t\r\xa0\xad\u2000-\u200f\u2028\u2029\u202f\u2060\u3000\ufeff\ue000-\uf8ff]|  "
)
_HAN = r"[\u4e00-\u9fff，。；：、（）《》“”]"
_STRAY_BLANK = re.compile(rf"(?<={_HAN}) +(?={_HAN})")

_ARTICLE = re.compile(
    rf"^[第笫]\s*((?:{_NUMERAL}|[－—\-0-9０-９]){{1,9}}?)\s*条(?:\s*之\s*({_NUMERAL}{{1,3}})(?!{_NUMERAL}))?(.*)$"
)
_DIVISION = re.compile(rf"^第({_NUMERAL}+)(分编|编|章|节)(\s*)(.*)$")
_BARE_DIVISION = re.compile(r"^(总\s*则|分\s*则|附\s*则|序\s*言|目\s*录)$")
_RANK = {"编": 0, "分编": 1, "章": 2, "节": 3}
_ENTRY = re.compile(rf"^({_NUMERAL}{{1,4}})、(.*)$")
_RUNNING = re.compile(r"^(\d{1,3})\s*[.．、](?!\d)\s*")
_CITES_ON = re.compile(r"^(?:[的、和及或至到，。；）]|第|规定|所|中|以|关于|之规定|与)")

_LIST_MARKS = (
    ("bracketed", re.compile(rf"^[（(]\s*({_NUMERAL}{{1,4}})\s*[）)]")),
    ("comma", re.compile(rf"^({_NUMERAL}{{1,3}})、")),
    ("arabic", re.compile(r"^(\d{1,2})\s*(?:[.．](?!\d)|、)")),
    ("bracketed_arabic", re.compile(r"^[（(]\s*(\d{1,2})\s*[）)]")),
    ("circled", re.compile(r"^([①②③④⑤⑥⑦⑧⑨⑩])")),
)
_ENDS_SENTENCE = re.compile(r"[。！？…][”’」』）)\"'》]*$")
_ENDS_LINE = re.compile(r"[。；;：:！？!?…”’」』）)》\"]$")
_ANNEX = re.compile(r"^[①※＊*]|^附\s*(?:件|表|录|图|注|文)?\s*[一二三四五六七八九十\d]*\s*(?:[：:].*|\s.*|)$")
_TABLE = re.compile(r"^(?:[|+]|-{4,}|={4,}|!\S)")
_SIGNATURE_DATE = re.compile(r"^\S{4}年\S{1,2}月\S{1,3}日$")
_INLINE_LIST = re.compile(r"[：；]\s*[（(]一[）)](?:(?![：；]\s*[（(]一[）)]).)*?[（(]二[）)]")
_CLOSES = re.compile(
    r"(?:自|从|于|在).{0,40}(?:施行|实施|生效|执行)|(?:公布|发布|颁布|批准)(?:之日|后)|(?:予以|同时|即行|一律)?废止"
    r"|负责解释|解释权|(?:参照|比照).{0,12}本|以本.{1,8}为准|不再适用|失效|抵触"
)
_CLOSING_DIVISION = re.compile(r"附\s*则|附\s*录|其他规定|其它规定|补充规定")
_OWN_ARTICLE = re.compile(rf"本(?:法典|法|条例|规定|办法|细则|规则|解释|章程|意见)第({_NUMERAL}+)条")
_HEADER_DATE = re.compile(r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日")
_HEADER_WORD = re.compile(r"通过|公布|发布|修正|修订|修改|批准|施行|实施|制定|颁布|令第|第.{1,6}号|法释|高检发")

_HEADING_MARK = re.compile(r"#[#\s]*+")
_MAX_CAPTION = 40  # a line longer than this without punctuation is broken text, not a caption or a heading
_SMALL_GAP = 2  # so many article lines may be lost without the run that follows having to prove itself
_FEWEST_RUNNING = 10
_PDF_BREAKS = 12  # so many sentences broken over lines: text extracted from PDF, where lines mean nothing
_PDF_BLANKS = 40  # so many blanks between Chinese characters: the same


def clean_line(line: str) -> str:
    """The line without Markdown, images, escapes, invisible and private-use characters and blanks at its ends."""
    if not _UNCLEAN.search(line):
        return _without_mark(line)
    line = _without_mark(_MARKDOWN.sub("", _IMAGE.sub("", _INVISIBLE.sub("", line))))
    return _BLANK.sub(" ", _IMAGE.sub("", _ESCAPE.sub(r"\1", line))).strip()


def _without_mark(line: str) -> str:
    """The line without the # of a heading, and without blanks at its ends."""
    line = line.strip()
    mark = _HEADING_MARK.match(line)
    return line[mark.end() :] if mark else line


def straighten_quotes(text: str) -> str:
    """ASCII quotation marks turned into the pairs “” that statutes print; an odd one out stays as it is.

    The data package writes 438 articles with ASCII quotes. A quoted text that runs over several paragraphs opens
    anew in each and closes once, so each line is paired on its own and an unpaired first mark opens.
    """
    out = []
    for line in text.split("\n"):
        pieces, opened = [], False
        for char in line:
            if char == '"':
                pieces.append("”" if opened else "“")
                opened = not opened
            else:
                pieces.append(char)
        straightened = "".join(pieces)
        if opened and straightened.endswith("“"):  # the only unpaired mark closes what an earlier line opened
            straightened = straightened[:-1] + "”"
        out.append(straightened)
    return "\n".join(out)


@dataclass(frozen=True, slots=True)
class _Heading:
    rank: int
    text: str


@dataclass(frozen=True, slots=True)
class _Start:
    number: ArticleNumber
    rest: str


@dataclass(frozen=True, slots=True)
class _Line:
    text: str


_Token: TypeAlias = "_Heading | _Start | _Line"


def _division(line: str) -> _Heading | None:
    """The heading that the line is: 第三章 婚姻, 附则. A sentence that begins with 第三章 is none."""
    if match := _BARE_DIVISION.match(line):
        return _Heading(2, match[1].replace(" ", ""))
    match = _DIVISION.match(line)
    if not match or len(line) > _MAX_CAPTION or (_ENDS_LINE.search(line) and not line.endswith(("）", ")", "》", "”"))):
        return None
    name = match[4]
    if not match[3] and _CITES_ON.match(name):
        return None
    if "，" in name:
        return None
    label = f"第{match[1]}{match[2]}"
    return _Heading(_RANK[match[2]], f"{label} {name.replace(' ', '')}".strip())


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A line that begins like an article. `strict`: a blank or nothing follows the number."""

    index: int
    number: ArticleNumber
    strict: bool
    rest: str


def _candidate(index: int, line: str) -> _Candidate | None:
    match = _ARTICLE.match(line)
    if not match:
        return None
    base = parse_number(re.sub("[－—-]", "一", match[1]))
    branch = parse_number(match[2]) if match[2] else 0
    if not base or branch is None:
        return None
    rest = match[3]
    strict = not rest or rest[0].isspace()
    if not strict and _CITES_ON.match(rest):
        return None
    return _Candidate(index, ArticleNumber(base, branch), strict, rest.strip())


def _choose_starts(candidates: Sequence[_Candidate], lines: Sequence[str]) -> tuple[list[_Candidate], int | None]:
    """The candidates that are articles, in sequence, and the line where a second run of articles begins.

    Numbers run 1, 2, 3 with 之一 between: a line that begins with another number is a sentence about an article,
    unless the number expected never comes (a gap) and the new run goes on.
    """
    chosen: list[_Candidate] = []
    restart: int | None = None
    first_strict = next((c for c in candidates if c.strict), None)
    for position, candidate in enumerate(candidates):
        number, later = candidate.number, candidates[position + 1 :]
        if not chosen:
            begins = number.base == 1 or (
                candidate is first_strict and not any(c.strict and c.number.base == 1 for c in later)
            )
            if begins:
                chosen.append(candidate)
            continue
        last = chosen[-1].number
        if number == ArticleNumber(1) and candidate.strict:
            if _is_contents(chosen, lines, candidate.index):
                chosen = [candidate]
                continue
            restart = candidate.index
            break
        branch = number.base == last.base and number.branch > last.branch
        if number == ArticleNumber(last.base + 1) or (branch and candidate.strict):
            chosen.append(candidate)
        elif number > last and candidate.strict:
            expected, missing = ArticleNumber(last.base + 1), number.base - last.base - 1
            run = sum(c.strict and c.number > number for c in later)
            if not any(c.number == expected for c in later) and (missing <= _SMALL_GAP or run >= missing):
                chosen.append(candidate)
    return chosen, restart


def _is_contents(chosen: Sequence[_Candidate], lines: Sequence[str], end: int) -> bool:
    """Whether the articles so far are a table of contents: numbers with captions, no sentence among them."""
    return not any(_ENDS_SENTENCE.search(line) for line in lines[chosen[0].index : end])


# ── assembling articles ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Draft:
    number: ArticleNumber
    heading: str
    lines: list[str]
    at_division_end: bool = False  # a heading or the end of the text follows


def _assemble(tokens: Iterable[_Token]) -> tuple[list[str], list[_Draft], list[str]]:
    """(lines before the first article, articles, lines after a heading that no article follows)."""
    path: dict[int, str] = {}
    preamble: list[str] = []
    loose: list[str] = []
    drafts: list[_Draft] = []
    after_heading = False
    for token in tokens:
        if isinstance(token, _Heading):
            path = {rank: text for rank, text in path.items() if rank < token.rank}
            path[token.rank] = token.text
            after_heading = True
            if drafts:
                drafts[-1].at_division_end = True
        elif isinstance(token, _Start):
            heading = " / ".join(path[rank] for rank in sorted(path))
            drafts.append(_Draft(token.number, heading, [token.rest] if token.rest else []))
            after_heading, loose = False, []
        elif not drafts:
            preamble.append(token.text)
        elif after_heading:  # the second half of a wrapped heading, or what follows the last article
            loose.append(token.text)
        else:
            drafts[-1].lines.append(token.text)
    if drafts:
        drafts[-1].at_division_end = True
    return preamble, drafts, loose


def _mark(line: str) -> tuple[str, int] | None:
    """(kind of list mark, its number) when the line is numbered: （一）, 一、, 1., (1), ①."""
    for kind, pattern in _LIST_MARKS:
        if match := pattern.match(line):
            number = "①②③④⑤⑥⑦⑧⑨⑩".index(match[1]) + 1 if kind == "circled" else parse_number(match[1])
            return (kind, number) if number else None
    return None


def _is_caption(line: str) -> bool:
    """A short line without a sentence: a heading that was swallowed, a caption, a signature."""
    return len(line) <= _MAX_CAPTION and not re.search(r"[，。；：:！？]", line) and not _mark(line)


def _split_annex(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """(the lines of the last article, the annexes, tables and signatures glued on to it)."""
    for i, line in enumerate(lines):
        if i and (_ANNEX.match(line) or _TABLE.match(line) or _SIGNATURE_DATE.match(line) or _is_caption(line)):
            if _is_caption(line) and not _ANNEX.match(line) and not _ENDS_LINE.search(lines[i - 1]):
                continue  # the sentence before has not ended: a broken line
            return list(lines[:i]), list(lines[i:])
    return list(lines), []


def _join_broken(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """(the lines with sentences broken over several put together, the lines that were cut short)."""
    joined: list[str] = []
    cut: list[str] = []
    for before, line in zip(("", *lines), lines, strict=False):
        if joined and not _ENDS_LINE.search(before) and not _mark(line) and not _TABLE.match(line):
            joined[-1] += line
            cut.append(before)
        else:
            joined.append(line)
    return joined, cut


def paragraphs_of(lines: Sequence[str], *, enumerated: bool = False) -> tuple[tuple[ParagraphText, ...], bool]:
    """(the 款 of an article's lines with their 项 and 目, whether they may be counted).

    The first kind of list mark in a paragraph numbers its 项, the second its 目. An unnumbered line after 项 k is
    part of that 项 when 项 k+1 is still to come, else the next 款. `enumerated`: a line after a colon names the
    parts of the same sentence, one per line.
    """
    counted = True
    paragraphs: list[tuple[list[str], list[tuple[list[str], list[str]]]]] = []
    kinds: list[str] = []
    reached = [0, 0]
    marks = [_mark(line) for line in lines]
    for i, (line, mark) in enumerate(zip(lines, marks, strict=True)):
        if _TABLE.match(line) or _INLINE_LIST.search(line):
            counted = False
        if mark is None:
            upcoming = next((m for m in marks[i + 1 :] if m and kinds and m[0] == kinds[0]), None)
            if paragraphs and paragraphs[-1][1] and upcoming and upcoming[1] == reached[0] + 1:
                paragraphs[-1][1][-1][0].append(line)
                continue
            before = lines[i - 1] if i else ""
            if enumerated and paragraphs and before.endswith(("：", ":")):
                paragraphs[-1][0].append(line)
                continue
            if before.endswith(("；", ";", "：", ":")):  # a list without numbers, or words that end a list: 款 or not?
                counted = False
            paragraphs.append(([line], []))
            kinds, reached = [], [0, 0]
            continue
        kind, number = mark
        if not paragraphs:
            paragraphs.append(([], []))
            counted = False
        if kind not in kinds and len(kinds) < 2:
            kinds.append(kind)
        if kind not in kinds:  # a third level: words of the 目
            continue_at = paragraphs[-1][1][-1]
            (continue_at[1] or continue_at[0]).append(line)
            counted = counted and bool(continue_at[1])
            continue
        level = kinds.index(kind)
        if level == 0:
            counted = counted and number == reached[0] + 1
            reached = [number, 0]
            paragraphs[-1][1].append(([line], []))
        else:
            counted = counted and number == reached[1] + 1
            reached[1] = number
            paragraphs[-1][1][-1][1].append(line)
    frozen = tuple(
        ParagraphText(
            "\n".join(words),
            tuple(SubparagraphText("\n".join(own), tuple(points)) for own, points in subparagraphs),
        )
        for words, subparagraphs in paragraphs
    )
    return frozen, counted and bool(frozen)


def _finish(
    title: str,
    header: Sequence[str],
    preamble: Sequence[str],
    drafts: Sequence[_Draft],
    loose: Sequence[str],
    *,
    doubts: Sequence[str] = (),
    entries: bool = False,
) -> StatuteText:
    appendices = list(loose)
    if drafts:
        drafts[-1].lines, tail = _split_annex(drafts[-1].lines)
        appendices = tail + appendices
    everything = [line for draft in drafts for line in draft.lines]
    broken = sum(len(_join_broken(draft.lines)[1]) for draft in drafts)
    blanks = sum(len(_STRAY_BLANK.findall(line)) for line in everything)
    pdf_like = broken >= _PDF_BREAKS and blanks >= _PDF_BLANKS
    articles = []
    for draft in drafts:
        lines = [_STRAY_BLANK.sub("", line) for line in draft.lines] if pdf_like else draft.lines
        while len(lines) > 1 and draft.at_division_end and _is_caption(lines[-1]) and _ENDS_LINE.search(lines[-2]):
            lines = lines[:-1]  # a heading that was swallowed
        lines, cut = _join_broken(lines)
        # 宪法 lists offices on lines of their own that end in a comma: those breaks are understood
        enumerated = bool(cut) and all(line.endswith(("，", "、")) for line in cut)
        paragraphs, counted = paragraphs_of(lines, enumerated=enumerated)
        if not entries and not _ENDS_LINE.search(lines[-1] if lines else "") and not (lines and _mark(lines[-1])):
            counted = False
        sure = counted and not pdf_like and not entries and (enumerated or not cut)
        articles.append(ArticleText(draft.number, paragraphs, draft.heading, sure))
    numbers = [article.number for article in articles]
    found = list(doubts)
    if not articles:
        found.append("no_articles")
    else:
        found += _gaps(numbers)
        if not entries:
            found += _doubts_of_end(articles)
    return StatuteText(title, tuple(header), tuple(preamble), tuple(articles), tuple(appendices), entries, tuple(found))


def _gaps(numbers: Sequence[ArticleNumber]) -> list[str]:
    present = set(numbers)
    lowest, highest = numbers[0].base, numbers[-1].base
    gaps = [f"starts:{lowest}"] if lowest > 1 else []
    gaps += [f"gap:{base}" for base in range(lowest, highest) if ArticleNumber(base) not in present]
    branches = [ArticleNumber(number.base, number.branch - 1) for number in numbers if number.branch > 1]
    return gaps + [f"gap:{number}" for number in branches if number not in present]


def _doubts_of_end(articles: Sequence[ArticleText]) -> list[str]:
    closing = any(_CLOSES.search(article.text) for article in articles[-3:])
    doubts = [] if closing or _CLOSING_DIVISION.search(articles[-1].heading) else ["ends_early"]
    last = articles[-1].number.base
    beyond = {
        number
        for article in articles
        for match in _OWN_ARTICLE.finditer(article.text)
        if (number := parse_number(match[1])) and number > last
    }
    return doubts + [f"cites:{number}" for number in sorted(beyond)]


# ── entry points ─────────────────────────────────────────────────────────────────────────────────────────────────


def parse_statute(lines: Iterable[str], title: str = "") -> StatuteText:
    """The statute whose text the lines are (Markdown, plain text or the paragraphs of a Word file).

    Title and header stand before the first division or article; a line `<!-- INFO END -->` ends them where a
    source has one. Without any 第N条, top-level 一、二、三 are taken as its entries (`entries`), under article
    numbers: people cite 刑法修正案（九）第二十九条.
    """
    raw = list(lines)
    end_of_info = next((i for i, line in enumerate(raw) if "INFO END" in line), None)
    cleaned = [clean_line(line) for line in raw]
    top: list[str] = []
    if end_of_info is not None:
        top, cleaned = [line for line in cleaned[:end_of_info] if line], cleaned[end_of_info + 1 :]
    body = [line for line in cleaned if line]
    if not title:
        source = top or body
        title = source.pop(0) if source else ""
    elif top and _same(top[0], title):
        top = top[1:]
    elif not top and body and _same(body[0], title):
        body = body[1:]
    candidates = [c for i, line in enumerate(body) if (c := _candidate(i, line))]
    chosen, restart = _choose_starts(candidates, body)
    if not chosen:
        return _parse_entries(title, top, body)
    starts = {c.index: c for c in chosen}
    tokens: list[_Token] = []
    end = restart if restart is not None else len(body)
    for i, line in enumerate(body[:end]):
        if i in starts:
            tokens.append(_Start(starts[i].number, starts[i].rest))
        else:
            tokens.append(_division(line) or _Line(line))
    preamble, drafts, loose = _assemble(tokens)
    if end_of_info is None:
        more, preamble = _take_header(preamble)
        top += more
    doubts: list[str] = []
    if restart is not None:
        loose = [*loose, *body[restart:]]
        if sum(c.index > restart for c in candidates) > len(chosen):
            doubts.append("restarts")
    last = chosen[-1].number
    doubts += [f"beyond:{c.number}" for c in candidates if c.strict and c.number > last and c.index < end][:1]
    return _finish(title, top, preamble, drafts, loose, doubts=doubts)


def _same(line: str, title: str) -> bool:
    return line.replace(" ", "").strip("《》") == title.replace(" ", "").strip("《》")


def _take_header(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """(the lines that tell of passing, promulgation and amendment, the rest)."""
    told = [line for line in lines if _HEADER_DATE.search(line) and _HEADER_WORD.search(line)]
    return told, [line for line in lines if line not in told]


def _parse_entries(title: str, header: Sequence[str], lines: Sequence[str]) -> StatuteText:
    body = list(lines)
    if not header:  # a source without a mark after the header: it is in the first lines
        header, beginning = _take_header(body[:3])
        body[:3] = beginning
    numbers = _running_numbers(body)
    drafts: list[_Draft] = []
    preamble: list[str] = []
    heading = ""
    for i, line in enumerate(body):
        match = _ENTRY.match(line)
        number = parse_number(match[1]) if match else None
        if i in numbers:
            drafts.append(_Draft(ArticleNumber(numbers[i]), heading, [_RUNNING.sub("", line)]))
        elif numbers and match and _is_caption(match[2]):
            heading = line
        elif not numbers and match and number == (drafts[-1].number.base + 1 if drafts else 1):
            drafts.append(_Draft(ArticleNumber(number), "", [match[2].strip()]))
        elif drafts:
            drafts[-1].lines.append(line)
        else:
            preamble.append(line)
    return _finish(title, header, preamble, drafts, (), entries=True)


def _running_numbers(lines: Sequence[str]) -> dict[int, int]:
    """Line → its number, where 1. 2. 3. run on through a text under 一、二、 headings: people cite those as articles.

    Empty when they begin anew or there are fewer than ten: then they are lists inside an entry.
    """
    found: dict[int, int] = {}
    for i, line in enumerate(lines):
        if match := _RUNNING.match(line):
            number = int(match[1])
            if number == len(found) + 1:
                found[i] = number
            elif number == 1:
                return {}
    return found if len(found) >= _FEWEST_RUNNING else {}


_PACKAGE_ENTRY = re.compile(rf"^条目({_NUMERAL}+)$")


def parse_package_rows(title: str, rows: Iterable[tuple[str, str, str, str]]) -> StatuteText:
    """The statute made of the data package's rows (label, chapter, section, text), its known defects corrected.

    Corrected: headings swallowed by the article before (they become the 编 of what follows), annexes, tables and
    images glued to the last article, escapes, ASCII quotation marks, numbers that lose 之N (read from the label).
    Left out: the article before a gap, which carries the tail of the one whose number was lost (生态环境法典 1119
    and 1200), for where its own words end cannot be told; and what follows when a quoted treaty's numbers restart.
    """
    path: dict[int, str] = {}
    drafts: list[_Draft] = []
    loose: list[str] = []
    doubts: list[str] = []
    entries = False
    for label, chapter, section, text in rows:
        entry = _PACKAGE_ENTRY.match(label)
        candidate = _candidate(0, label)
        base = parse_number(entry[1]) if entry else None
        if base is not None:
            number, entries = ArticleNumber(base), True
        elif candidate:
            number = candidate.number
        else:  # 全文: prose without numbers
            loose += _package_lines(text)
            continue
        if drafts and number <= drafts[-1].number:
            doubts.append("restarts")
            break
        for rank, division in ((2, chapter), (3, section)):
            name = _division(clean_line(division))
            path.pop(rank, None)
            if name:
                path[rank] = name.text
        draft = _Draft(number, " / ".join(path[r] for r in sorted(path)), [])
        if drafts and drafts[-1].heading != draft.heading:
            drafts[-1].at_division_end = True
        drafts.append(draft)
        for line in _package_lines(text):
            heading = _division(line)
            if heading is None:
                draft.lines.append(line)
            elif heading.rank < 2:  # a swallowed 编 governs the articles that follow
                path = {rank: name for rank, name in path.items() if rank < heading.rank}
                path[heading.rank] = heading.text
                draft.at_division_end = True
            else:
                draft.at_division_end = True
    run_over = {a.number for a, b in pairwise(drafts) if b.number.base > a.number.base + 1}
    sound = [draft for draft in drafts if draft.number not in run_over]
    return _finish(title, (), loose if not drafts else (), sound, (), doubts=doubts, entries=entries)


def _package_lines(text: str) -> list[str]:
    joined = re.sub(r'\{width="[^"]*"\s*+(?:height="[^"]*")?\s*+\}', "", text)
    lines = [clean_line(line) for line in straighten_quotes(joined).split("\n")]
    return [line for line in lines if line]
