"""The values that pass from stage to stage; imports none of us.

    Document ──extract──▶ Citation ──resolve──▶ Resolved ──checks──▶ Outcome ──▶ Report

Offsets count Unicode code points of `Document.text`, end exclusive. Dates are `datetime.date`; intervals are
half-open: a version is in force on `[effective_on, ceased_on)`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from functools import update_wrapper
from typing import Any, NamedTuple, TypeAlias, TypeVar

Json: TypeAlias = "bool | int | float | str | list[Json] | tuple[Json, ...] | Mapping[str, Json] | None"

T = TypeVar("T")


def lean(cls: type[T]) -> type[T]:
    """The frozen dataclass `cls`, each of whose values is made in a third of the time: an audit makes 50,000 a second.

    The `__init__` that a frozen dataclass is given sets each field through `object.__setattr__`; this one, of the same
    signature, fills the slots themselves. Not for fields with a default factory.
    """
    given: Any = cls.__init__
    names = [field.name for field in fields(cls)]  # type: ignore[arg-type]
    scope: dict[str, Any] = {f"fill_{name}": getattr(cls, name).__set__ for name in names}
    body = "; ".join(f"fill_{name}(self, {name})" for name in names)
    exec(f"def __init__(self, {', '.join(names)}): {body}", scope)
    scope["__init__"].__defaults__ = given.__defaults__
    cls.__init__ = update_wrapper(scope["__init__"], given)  # type: ignore[method-assign]
    return cls


# ── places in a statute ──────────────────────────────────────────────────────────────────────────────────────────


class ArticleNumber(NamedTuple):
    """条: 第一百三十三条之一 is `ArticleNumber(133, 1)`; branch 0 is the article without 之N."""

    base: int
    branch: int = 0

    def __str__(self) -> str:
        return f"{self.base}-{self.branch}" if self.branch else str(self.base)


class Pinpoint(NamedTuple):
    """The place inside an article, each counted from 1: 款 paragraph, 项 subparagraph, 目 point."""

    paragraph: int | None = None
    subparagraph: int | None = None
    point: int | None = None

    def __bool__(self) -> bool:
        return bool(self.paragraph or self.subparagraph or self.point)


# ── stage 1: what was read ───────────────────────────────────────────────────────────────────────────────────────


class Span(NamedTuple):
    """`[start, end)` in code points of the document's text."""

    start: int
    end: int


class Media(StrEnum):
    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class Landmark:
    """From offset `start` on, the reader of the original is on this page or in this paragraph (from 1)."""

    start: int
    kind: str  # "page" | "paragraph" | "footnote" | "endnote" | "header" | "footer" | "table"
    number: int


@dataclass(frozen=True, slots=True)
class Origin:
    """What a text was extracted from, decoded, and where in it the text stands: `(offset in the text, offset in the
    source)`, rising; from one pair to the next both count alike."""

    source: str
    anchors: tuple[tuple[int, int], ...]

    def offset(self, at: int) -> int:
        """The offset in the source of the character at `at` of the text."""
        index = bisect_right(self.anchors, (at, len(self.source))) - 1
        start, place = self.anchors[index] if index >= 0 else (0, 0)
        return min(place + at - start, len(self.source))


@lean
@dataclass(frozen=True, slots=True)
class Document:
    """One input as text. `path` is what the user called it ("-" is standard input); `sha256` is of its bytes."""

    path: str
    text: str
    sha256: str
    media: Media = Media.TEXT
    encoding: str | None = None
    date: date | None = None  # from metadata or, where it is plain, from the text
    landmarks: tuple[Landmark, ...] = ()
    origin: Origin | None = None  # of HTML, whose offsets count the extracted text
    unread_pages: tuple[int, ...] = ()  # of a PDF: blank, or pictures without a text layer


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An input that could not be read: it stays in the report with its reason."""

    path: str
    error: str
    sha256: str = ""


# ── stage 2: what the text says ──────────────────────────────────────────────────────────────────────────────────


class CitationForm(StrEnum):
    MARKED = "marked"
    UNMARKED = "unmarked"
    SHORT_FORM = "short_form"
    BACK_REFERENCE = "back_reference"
    LIST_MEMBER = "list_member"
    RANGE_MEMBER = "range_member"
    ENGLISH = "english"
    STATUTE_ONLY = "statute_only"


class Attribution(StrEnum):
    """How the text ties a claim to its citation."""

    ACCORDING_TO = "according_to"  # 根据A第N条的规定，CLAIM
    STATES = "states"  # A第N条规定：“CLAIM”
    PARENTHESIS = "parenthesis"  # CLAIM（A第N条）
    RECITATION = "recitation"  # A第N条 CLAIM, under 法律依据 or a heading
    OTHER = "other"


class Language(StrEnum):
    ZH = "zh"
    EN = "en"


@lean
@dataclass(frozen=True, slots=True)
class Claim:
    """The words the text attributes to a citation; `text` is the raw slice at `span`."""

    text: str
    span: Span
    attribution: Attribution
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Edition:
    """（2018年修正）after a title: the year, and the word where one is given (修正, 修订, or "").

    Without a year it is the edition before the last revision (修订: 旧《公司法》) or change (修正: 修改前的《刑法》).
    One that is not `certain` is meant only if it exists: the year of 2013年《公司法》 may be that of what happened.
    """

    year: int | None
    change: str = ""
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Division:
    """A 编/分编/章/节 of a statute, or an item of an amendment, cited instead of an article."""

    kind: str  # "part" | "subpart" | "chapter" | "section" | "entry"
    number: int


@lean
@dataclass(frozen=True, slots=True)
class Citation:
    """One cited article, or one statute named without an article.

    Always `document.text[span.start:span.end] == text`. `title_key` is the title to look up (`normalize.title_key`
    of the title, of the declared full title, or of the antecedent's); None when the text never says which statute,
    and then `unresolved` says why.
    """

    text: str
    span: Span
    cited_title: str | None  # as the text gives it, without title marks; None for a bare back-reference
    title_key: str | None
    form: CitationForm
    article: ArticleNumber | None = None
    article_end: ArticleNumber | None = None  # of a range too long to expand
    pinpoint: Pinpoint = Pinpoint()  # noqa: RUF009 - frozen
    division: Division | None = None
    edition: Edition | None = None
    document_number: str | None = None  # 法释〔2020〕17号
    claim: Claim | None = None
    language: Language = Language.ZH
    antecedent: Span | None = None  # where the title stands that a back-reference means
    unresolved: str | None = None  # "no_antecedent" | "competing_antecedents"
    misnumbered: str | None = None  # the number of an article as no statute has one (0, 3.5), which has no `article`


@lean
@dataclass(frozen=True, slots=True)
class NotChecked:
    """What looked like a citation and was not taken, with the reason (a key worded in report/)."""

    text: str
    span: Span
    reason: str


@lean
@dataclass(frozen=True, slots=True)
class Extraction:
    citations: tuple[Citation, ...]  # in order of span.start
    not_checked: tuple[NotChecked, ...] = ()
    is_statute: bool = False  # the document is a statute's own text; only its outward citations were taken


# ── what the store knows ─────────────────────────────────────────────────────────────────────────────────────────


class Level(StrEnum):
    CONSTITUTION = "constitution"
    LAW = "law"
    LEGISLATIVE_INTERPRETATION = "legislative_interpretation"
    ADMINISTRATIVE_REGULATION = "administrative_regulation"
    JUDICIAL_INTERPRETATION = "judicial_interpretation"
    DEPARTMENTAL_RULE = "departmental_rule"
    LOCAL_REGULATION = "local_regulation"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Statute:
    """An instrument. `title` is the official full title; `id` is readable and unique (homonyms carry a year)."""

    id: str
    title: str
    level: Level
    issuer: str | None = None
    fictitious: bool = False
    history_complete: bool = False  # every version it ever had is listed


@dataclass(frozen=True, slots=True)
class Version:
    """Its wording over `[effective_on, ceased_on)`; None is unknown (effective_on) or open (ceased_on)."""

    id: int
    statute_id: str
    key: str  # promulgation date, or what the catalogue calls it where that is unknown
    promulgated_on: date | None
    effective_on: date | None
    ceased_on: date | None
    change: str = ""  # "" original | "amendment" | "revision"
    document_number: str | None = None
    complete: bool = False  # every article number of it is known
    last_article: int | None = None
    text_held: bool = False
    source: str = ""  # of the text where held, else of the facts

    def in_force_on(self, day: date) -> bool | None:
        """Whether it binds on `day`; None when the dates known do not say."""
        if self.ceased_on is not None and self.ceased_on <= day:
            return False
        if self.effective_on is None:
            return None
        return self.effective_on <= day


@dataclass(frozen=True, slots=True)
class Article:
    """One article of one version. `subparagraphs[i]` counts the 项 of 款 i+1; None where counts are unknown."""

    version_id: int
    number: ArticleNumber
    paragraphs: int | None = None
    subparagraphs: tuple[int, ...] | None = None
    points: Mapping[tuple[int, int], int] = field(default_factory=dict)  # (款, 项) → number of 目
    text: str | None = None  # paragraphs separated by "\n"; None where not held
    heading: str = ""  # 第一编 总则 / 第二章 自然人
    source: str = ""


class RepealExtent(StrEnum):
    FULL = "full"
    PARTIAL = "partial"
    SAVING = "saving"  # applies on where it does not conflict


@dataclass(frozen=True, slots=True)
class Repeal:
    statute_id: str
    ceased_on: date | None
    repealed_by: str | None  # title of the repealing instrument
    extent: RepealExtent
    scope: str = ""  # for a partial repeal: which provisions
    successors: tuple[str, ...] = ()  # statute ids
    source: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Correspondence:
    """An article of an earlier text and the article that carries its rule later."""

    from_statute: str
    from_version: str
    from_article: ArticleNumber
    to_statute: str
    to_version: str
    to_article: ArticleNumber
    confidence: float
    source: str


class NameKind(StrEnum):
    TITLE = "title"  # the official title, with or without 中华人民共和国
    VARIANT = "variant"  # issuer or 关于 left out, another bracket
    SHORT_FORM = "short_form"
    FORMER = "former"  # a title it once had
    ENGLISH = "english"


@dataclass(frozen=True, slots=True)
class NameMatch:
    statute: Statute
    kind: NameKind
    ambiguous: bool = False  # the name is known to mean several instruments


@dataclass(frozen=True, slots=True)
class Horizon:
    """Up to `complete_to` every instrument of the level is known; None: the list is not complete at any date."""

    level: Level
    complete_to: date | None
    source: str = ""


@lean
@dataclass(frozen=True, slots=True)
class Place:
    """One article-level place in one statute, as evidence or as a suggestion."""

    statute: Statute
    version: Version | None
    article: ArticleNumber | None
    pinpoint: Pinpoint = Pinpoint()  # noqa: RUF009 - frozen
    text: str | None = None
    score: float | None = None


# ── stage 3: which instrument is meant ───────────────────────────────────────────────────────────────────────────


@lean
@dataclass(frozen=True, slots=True)
class Matched:
    """Exactly one instrument fits. `version` is the edition the citation asks for, else the one in force on the
    day, else the nearest known; None when no version is known at all."""

    statute: Statute
    version: Version | None
    article: Article | None  # None: the citation has no article, or it is not there
    kind: NameKind = NameKind.TITLE
    corrected: bool = False  # characters of the title had to be corrected
    edition_found: bool = True  # False: the edition the citation names is not known


@dataclass(frozen=True, slots=True)
class Ambiguous:
    candidates: tuple[Statute, ...]


@dataclass(frozen=True, slots=True)
class Unmatched:
    reason: str  # "title_unknown" | "title_not_covered" | a Citation.unresolved
    level: Level | None = None  # what kind of instrument the title claims to be
    nearest: tuple[Statute, ...] = ()


Resolution: TypeAlias = Matched | Ambiguous | Unmatched


@lean
@dataclass(frozen=True, slots=True)
class Resolved:
    citation: Citation
    resolution: Resolution
    as_of: date


# ── stage 4: what is wrong with it ───────────────────────────────────────────────────────────────────────────────


class Verdict(StrEnum):
    """In order of gravity; the verdict of a citation is the gravest of its findings."""

    UNKNOWN_STATUTE = "unknown_statute"
    NO_SUCH_ARTICLE = "no_such_article"
    NO_SUCH_PINPOINT = "no_such_pinpoint"
    MISQUOTED = "misquoted"
    CONTRADICTED = "contradicted"
    UNSUPPORTED = "unsupported"
    REPEALED = "repealed"
    SUPERSEDED = "superseded"
    NOT_IN_FORCE_YET = "not_in_force_yet"
    MISSPELLED_TITLE = "misspelled_title"
    AMBIGUOUS_TITLE = "ambiguous_title"
    UNVERIFIABLE = "unverifiable"
    OK = "ok"

    @property
    def gravity(self) -> int:
        """0 is gravest."""
        return list(Verdict).index(self)

    @property
    def suspicious(self) -> bool:
        """Whether a reader should distrust the citation: anything but ok and unverifiable."""
        return self is not Verdict.OK and self is not Verdict.UNVERIFIABLE


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """A code, the reason within it (a key worded in report/messages), and the facts a reader can check."""

    code: Verdict
    reason: str
    facts: Mapping[str, Json] = field(default_factory=dict)
    suggestions: tuple[Place, ...] = ()


class Check(StrEnum):
    EXISTENCE = "existence"
    VALIDITY = "validity"
    QUOTATION = "quotation"
    SUPPORT = "support"


class Result(StrEnum):
    PASSED = "passed"
    FOUND = "found"
    CANNOT_TELL = "cannot_tell"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a judgement came out as it did: a key worded in report/messages, and its facts."""

    key: str
    facts: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Support:
    """How well the article bears the claim: 0 not at all … 1 in its own words."""

    score: float
    reasons: tuple[Reason, ...] = ()


@lean
@dataclass(frozen=True, slots=True)
class Outcome:
    """What one check says of one citation: every citation leaves with one outcome from each check."""

    check: Check
    result: Result
    findings: tuple[Finding, ...] = ()
    support: Support | None = None


@lean
@dataclass(frozen=True, slots=True)
class Checked:
    """A citation with all that was found out about it."""

    resolved: Resolved
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]  # what is reported, gravest first
    verdict: Verdict
    support: Support | None = None

    @property
    def citation(self) -> Citation:
        return self.resolved.citation


@lean
@dataclass(frozen=True, slots=True)
class DocumentReport:
    document: Document | Unreadable
    as_of: date | None
    checked: tuple[Checked, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()
    is_statute: bool = False
