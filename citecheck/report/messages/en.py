"""The words of a report in English. How templates are read: see the package's docstring."""

from __future__ import annotations

import datetime

from citecheck.model import ArticleNumber, Level, Pinpoint, Severity, Verdict

JOINER = ", "
CLAUSES = "; "
COMMA = ", "
COLON = ": "
AFTER_TITLE = ", "

VERDICTS = {
    Verdict.UNKNOWN_STATUTE: "no such instrument",
    Verdict.NO_SUCH_ARTICLE: "no such article",
    Verdict.NO_SUCH_PINPOINT: "no such paragraph or subparagraph",
    Verdict.MISQUOTED: "wording differs",
    Verdict.CONTRADICTED: "article says the opposite",
    Verdict.UNSUPPORTED: "not in the article",
    Verdict.REPEALED: "repealed",
    Verdict.SUPERSEDED: "superseded",
    Verdict.NOT_IN_FORCE_YET: "not in force yet",
    Verdict.MISSPELLED_TITLE: "title misspelled",
    Verdict.AMBIGUOUS_TITLE: "title ambiguous",
    Verdict.UNVERIFIABLE: "cannot be verified",
    Verdict.OK: "nothing found",
}

MEANINGS = {
    Verdict.UNKNOWN_STATUTE: "no instrument has this title, in a list that is complete to a stated day",
    Verdict.NO_SUCH_ARTICLE: "the instrument has no such article",
    Verdict.NO_SUCH_PINPOINT: "the article stands, the paragraph, subparagraph or point does not",
    Verdict.MISQUOTED: "words given as the article's differ from the article's",
    Verdict.CONTRADICTED: "the article says the opposite, or another number",
    Verdict.UNSUPPORTED: "the article says nothing of the kind",
    Verdict.REPEALED: "no longer law on the day asked for",
    Verdict.SUPERSEDED: "right under an earlier version, not under the one in force",
    Verdict.NOT_IN_FORCE_YET: "not yet law on the day asked for",
    Verdict.MISSPELLED_TITLE: "characters of the title are wrong or missing",
    Verdict.AMBIGUOUS_TITLE: "the name means several instruments",
    Verdict.UNVERIFIABLE: "text or list not held, so nothing can be said",
    Verdict.OK: "nothing found, which does not say that the citation is apt",
}

SEVERITIES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}

LEVELS = {
    Level.CONSTITUTION: "constitution",
    Level.LAW: "laws",
    Level.LEGISLATIVE_INTERPRETATION: "legislative interpretations",
    Level.ADMINISTRATIVE_REGULATION: "administrative regulations",
    Level.JUDICIAL_INTERPRETATION: "judicial interpretations",
    Level.DEPARTMENTAL_RULE: "departmental rules",
    Level.LOCAL_REGULATION: "local regulations",
    Level.OTHER: "other instruments",
}

FINDINGS = {
    # existence
    "title_unknown": "There is no {cited}: the list of {level}, complete to {complete_to}, does not have this title",
    "title_fictitious": "{title} does not exist; the title only circulates online",
    "title_not_covered": "{cited} cannot be verified: it is not among the texts held[, and the list of {level} is not"
    " complete], which does not mean that it does not exist",
    "several_statutes": "{cited} may mean several instruments: {candidates}",
    "no_antecedent": "The text does not say which instrument is meant here",
    "competing_antecedents": "Several instruments named above may be meant here",
    "title_corrected": "No {cited} is known; the closest title is {title}",
    "edition_unknown": "{title} has no edition of {edition}[; editions known: {editions}]",
    "edition_not_covered": "An edition of {title} of {edition} cannot be verified[; editions known: {editions}]",
    "beyond_last_article": "{title} has no {article}[: it ends at {last_article}][ ({version})]",
    "article_absent": "{title} has no {article}[ ({version})]",
    "number_of_no_article": "{title} has no article numbered {number}[ ({version})]",
    "number_not_covered": "Whether {title} has an article numbered {number} cannot be verified: its articles are not"
    " all known here",
    "branch_absent": "{title} has no {article}[ ({version})]",
    "articles_not_covered": "Whether {title} has {article} cannot be verified: its articles are not all known here",
    "paragraph_absent": "{title}, {article}, has no paragraph {paragraph}[; it has {paragraphs}]"
    "[; its paragraph {list_paragraph} has a subparagraph {list_item}]",
    "subparagraph_absent": "{title}, {article}, has no subparagraph {subparagraph} where it is cited"
    "[; its paragraph {list_paragraph} has one]",
    "point_absent": "{title}, {article}, has no point {point} where it is cited",
    "pinpoints_not_covered": "{title} has {article}, but how it divides into paragraphs is not known here",
    "renumbered": "What is {article} in the edition in force was another rule in an earlier one[ ({earlier})]; which of"
    " them is meant cannot be told",
    # validity
    "repealed": "{title} was repealed[ on {ceased_on}][ by {repealed_by}][; in force instead: {successors}]",
    "partly_repealed": "{title}, {article}, no longer applies[ since {ceased_on}][; repealed by {repealed_by}]",
    "effective_later": "{title} takes effect on {effective_on}; it was not yet in force on {as_of}",
    "article_pending": "The edition of {title} in force[ ({current})] has no {article}; a new one, promulgated, has it"
    " and takes effect on {effective_on}",
    "edition_superseded": "This cites an earlier edition of {title}[, which ceased to apply on {ceased_on}]"
    "[; the one in force: {current}]",
    "article_moved": "An earlier edition of {title}[ ({earlier})] says this in {article}[, until {earlier_ceased_on}];"
    " in the edition in force[ ({current})] the rule stands elsewhere",
    "rule_moved": "What {article} of an earlier edition of {title}[ ({earlier})] provided stands elsewhere in the"
    " edition in force[ ({current})], which says this there; the words of the earlier edition are not held",
    "number_moved": "An earlier edition of {title}[ ({earlier})] has {article}[, until {earlier_ceased_on}]; the"
    " edition in force[ ({current})] does not, and has the rule elsewhere",
    "number_gone": "An earlier edition of {title}[ ({earlier})] has {article}[, until {earlier_ceased_on}]; the"
    " edition in force[ ({current})] does not",
    "article_changed": "An earlier edition of {title}[ ({earlier})] says this in {article}; the edition in force"
    " does not",
    # quotation
    "words_differ": "The words given are not those of {title}, {article}[: {differences}]",
    "words_of_other_article": "This is dealt with in [{other_title}, ]{other_article}, not in {title}, {article}",
    # support
    "article_about_other": "{title}, {article}, does not say this[; it is about {about}][, not about {missing}]",
    "number_contradicted": 'The number is not that of {title}, {article}[: the text has "{claimed}"]'
    '[, the article "{actual}"]',
    "modal_contradicted": 'What must or may be done is not what {title}, {article}, says[: the text has "{claimed}"]'
    '[, the article "{actual}"]',
    "negation_contradicted": '{title}, {article}, says the opposite[: the text has "{claimed}"]'
    '[, the article "{actual}"]',
    "actor_contradicted": 'The one who acts is not the one of {title}, {article}[: the text has "{claimed}"]'
    '[, the article "{actual}"]',
    "other_paragraph": "{title}, {article}, says this[ in paragraph {paragraph}][, subparagraph {subparagraph}], not"
    " where it is cited",
    "term_contradicted": 'The term is the opposite of that of {title}, {article}[: the text has "{claimed}"]'
    '[, the article "{actual}"]',
    "outcome_contradicted": 'What follows is not what {title}, {article}, says[: the text has "{claimed}"]'
    '[, the article "{actual}"]',
    "beginning_contradicted": 'Time does not run from when {title}, {article}, says[: the text has "{claimed}"]'
    '[, the article "{actual}"]',
    "burden_contradicted": 'The burden of proof is not where {title}, {article}, puts it[: the text has "{claimed}"]'
    '[, the article "{actual}"]',
    "text_not_held": "The words of {title}[, {article},] are not held here, so the content cannot be compared",
    # a verdict without a reason of its own
    "unknown_statute": "There is no such instrument[: {cited}]",
    "no_such_article": "There is no such article[: {title}, {place}]",
    "no_such_pinpoint": "There is no such place[: {title}, {place}]",
    "unsupported": "The article does not say this[: {title}, {place}]",
    "contradicted": "The article says the opposite[: {title}, {place}]",
    "misquoted": "The words given differ from the article[: {title}, {place}]",
    "superseded": "[{title} ]has been amended since",
    "not_in_force_yet": "[{title} ]is not yet in force",
    "misspelled_title": "The title is misspelled[; it reads {title}]",
    "ambiguous_title": "[{cited} ]may mean several instruments[: {candidates}]",
    "unverifiable": "This cannot be verified[: {title}][, {place}]",
}

SUPPORT = {
    "own_words": "these are the article's own words[ (shared: {shared})]",
    "best_in_law": "no article of its law comes closer[ (shared: {shared})]",
    "partly": "the article has only a part of it[ (shared: {shared})][ (absent: {missing})]",
    "claim_too_general": "the statement is too general to judge",
    "claim_is_a_remark": "the text tells of the provision, not of what it says; not judged",
    "claim_is_a_decision": "the text tells what was decided in a case, not what the article says; not judged",
    "no_better_article": "no other article comes closer; not judged",
    "refers_elsewhere": "the article only refers to others; not judged",
    "general_clause": "the article is a general clause; not judged",
    "several_citations": "one statement is tied to several articles; not judged one by one",
    "other_paragraph": "the article says it[ in paragraph {paragraph}][, subparagraph {subparagraph}], not where"
    " it is cited",
    "words_of_other_article": "this is dealt with in [{other_title}, ]{other_article}",
    "article_about_other": "the article is about something else[: {about}][; absent: {missing}]",
    "number_contradicted": 'another number[: the text has "{claimed}"][, the article "{actual}"]',
    "modal_contradicted": 'another must or may[: the text has "{claimed}"][, the article "{actual}"]',
    "negation_contradicted": 'the opposite[: the text has "{claimed}"][, the article "{actual}"]',
    "actor_contradicted": 'someone else acts[: the text has "{claimed}"][, the article "{actual}"]',
    "term_contradicted": 'the opposite term[: the text has "{claimed}"][, the article "{actual}"]',
    "outcome_contradicted": 'something else follows[: the text has "{claimed}"][, the article "{actual}"]',
    "beginning_contradicted": 'another beginning of time[: the text has "{claimed}"][, the article "{actual}"]',
    "burden_contradicted": 'another burden of proof[: the text has "{claimed}"][, the article "{actual}"]',
    "claim_too_short": "the statement is too short to judge",
    "claim_not_chinese": "the statement is not in Chinese; not judged",
    "text_not_held": "the words are not held; not judged",
}

NOT_CHECKED = {
    "contract": "clause of a contract",
    "agreement": "clause of an agreement",
    "charter": "clause of articles of association",
    "platform_rule": "rule of a platform",
    "novel": "book",
    "foreign_law": "law of another jurisdiction",
    "draft": "draft",
    "treaty": "treaty",
    "industry_rule": "rule or standard of an industry",
    "case_number": "case number",
    "no_statute": "article number without an instrument",
    "competing_antecedents": "article number that may belong to several instruments",
    "over_limit": "more citations than are checked in one document",
    "out_of_time": "the document took longer than one may",
}

UNREADABLE = {
    "missing": "there is no such file",
    "not_permitted": "permission to read it is denied",
    "not_a_file": 'it is a device, a pipe or a folder, not a regular file; pipe text to standard input with "-"',
    "system_error": "the system reported an error while reading it",
    "no_text_in_folder": "the folder holds no file that can be read (.txt .md .html .docx .pdf)",
    "too_large": "it is too large: at most 64 MiB a file",
    "binary": "it is a binary file, not text",
    "old_word": "it is a Word file of the old format; save it as .docx",
    "rich_text": "it is an RTF file; save it as .docx or plain text",
    "encoding_unknown": "its encoding cannot be told; convert it to UTF-8",
    "archive": "it is an archive, not a Word file; unpack it first",
    "archive_too_large": "it unpacks to more than is read",
    "word_damaged": "the Word file is damaged",
    "pdf_damaged": "the PDF file is damaged",
    "pdf_locked": "the PDF file is locked with a password",
    "pdf_no_text": "the PDF has no text layer (a scan, perhaps), so there is nothing to check",
    "html_too_large": "the page is too large: at most 8 MiB a page",
    "html_damaged": "the page cannot be parsed",
    "internal_error": "the program failed on it; its citations were not checked",
}

CORPUS_PAGE = {  # the words of an audit's page
    "title": "Citations of law in a corpus",
    "asof": "Law as of {as_of} · {files} · citecheck {tool}, store {store}",
    "own": "each document's own date",
    "files": "{n} files, {size} MB",
    "stdin": "standard input",
    "documents": "documents",
    "cited": "cite the law",
    "citations": "citations",
    "suspicious": "suspicious",
    "share": "of the citations that could be verified",
    "unreadable": "could not be read",
    "verdicts": "Verdicts",
    "by_statute": "By statute",
    "by_source": "By source",
    "by_month": "Over time",
    "undated": "Documents without a date, left out of the chart: {n} citations.",
    "repeated": "False citations that spread",
    "repeated_note": "Claims about one article that are worded almost alike are one line.",
    "worst": "Documents with most findings",
    "errors": "Not read",
    "unverified": "Not verified",
    "unverified_note": "Statutes whose text or dates are not held. Where the store knows the statute, "
    "citecheck refresh can fetch its text; the others belong to levels of which no list is complete.",
    "refresh": "citecheck refresh",
    "loops": "{n} citations stand in loops (more than {loop} of one statute with one verdict in a document) "
    "and are left out of the charts.",
    "cut": "Tables were cut to bound memory: rows of at most {n} may be missing.",
    "nothing": "None.",
    "sample": "A sample of {n} documents.",
    "statute": "statute",
    "article": "article",
    "claim": "what is claimed",
    "verdict": "verdict",
    "document": "document",
    "findings": "findings",
    "reason": "reason",
    "no_claim": "(no claim)",
    "invented": "does not exist",
    "says_else": "says something else",
    "out_of_date": "out of date",
    "title_": "wrong title",
    "unverifiable": "unverifiable",
    "fine": "fine",
    "read_on": "All findings are in parts/, a row each; the figures of this page in summary.json.",
}

IN_CORPUS = {  # why a document of a corpus has no citations; the rest is said as of any file
    "no_text": "the field of the text is missing or null",
    "text_not_text": "the field of the text holds no text",
    "no_text_column": "the file has no column for the text; name it with --text-field",
    "not_json": "the line is not JSON",
    "not_an_object": "the line is JSON but not an object",
    "too_large": "the document is larger than what is checked",
    "archive_damaged": "the compressed file or crawl archive is damaged from here on; what stands before was checked",
    "archive_too_large": "the file unpacks to far more than a corpus does; what stands before was checked",
    "parquet_damaged": "the Parquet file is damaged",
    "out_of_time": "checking it took longer than a document may take",
}

SOURCES = {  # the general ones; others are names
    "title header": "heading of the text",
    "closing clause": "its closing clause",
    "amending decision": "the amending decision",
    "promulgation": "the day of promulgation (presumed)",
    "public record": "public record",
}

ERRORS: dict[str, str] = {}  # an error is English where it is raised; other languages have theirs by that template

SUGGESTIONS = {
    None: "compare",
    Verdict.UNKNOWN_STATUTE: "close in title or content",
    Verdict.NO_SUCH_ARTICLE: "closest in content",
    Verdict.MISQUOTED: "in the original",
    Verdict.CONTRADICTED: "closest in content",
    Verdict.UNSUPPORTED: "closest in content",
    Verdict.REPEALED: "cite instead",
    Verdict.SUPERSEDED: "cite instead",
    Verdict.NOT_IN_FORCE_YET: "in force",
    Verdict.MISSPELLED_TITLE: "should read",
    Verdict.AMBIGUOUS_TITLE: "may mean",
}

LABELS = {
    "version": "version of {day}",
    "horizon": "known up to {complete_to}, and not what was made since: {levels}",
    "claim": "claim",
    "differs": 'the text has "{claimed}", the article "{actual}"',
    "lacks": 'the text leaves out "{actual}"',
    "adds": 'the text adds "{claimed}"',
    "judged": "[judged by the law of {as_of}]",
    "compared": "[{version}]",
    "in_force_from": "[in force from {effective_on}]",
    "in_force_to": "[until {ceased_on}]",
    "source": "source: {source}",
    "source_of_date": "{of}; first day by {dated_by}",
    "score": "closeness {score}",
    "not_held": "(words not held)",
    "more": "and {count} more (listed by --verbose)",
    "support_score": "support for the claim in the article: {score}[ ({reasons})]",
    "empty": "an empty file: there is no text to check",
    "no_citation": "{characters} characters, no citation of a statute found",
    "is_statute": "this is the text of a statute itself: only what it cites of other instruments was checked",
    "nothing": "citations with nothing found wrong: {citations}",
    "checked": "checked: {statutes}",
    "unresolved": "{count} that do not say which instrument is meant",
    "statute_articles": "{title} ({count})",
    "statute_only": "{title}",
    "left_out": "{count} not checked: {reasons}",
    "reason_count": "{reason} {count}",
    "unverified": "citations that cannot be verified: {count}",
    "unverified_citations": "citations that cannot be verified: {count}",
    "unread_pages": "pages without text, so not read (blank, or a scan): {pages}",
    "unreadable": "cannot be read: {reason}",
    "summary": "documents: {documents}, citations: {citations}[ ({verdicts})]",
    "verdict_count": "{verdict} {count}",
    "unread_summary": "documents that could not be read: {count}",
    "hidden": "not shown because of --select/--ignore: {count} ({verdicts})",
    "suppressed": "left out because a comment in the text says so: {count} ({verdicts})",
    "known": "left out because the baseline has them already: {count} ({verdicts})",
    "cut_off": "The list is cut here: {count} more entries; the other formats have them all",
    "unused_suppression": "this comment suppresses nothing: no {codes} was found where it applies",
    "unknown_code": 'this comment names "{code}", which is no verdict[; did you mean {near}?]',
    "bare_suppression": "this comment names no verdict and suppresses nothing; write ignore[unsupported], for instance",
    "no_date": "the text gives no date of its own; judged by the law of {as_of}",
    "store": "compared with {statutes} instruments, {articles} articles[, store built {built_at}]",
    "incomplete": "never known completely, so that absence proves nothing: {levels}",
    "nothing_named": 'nothing is named "{name}"; the nearest titles:',
    "several_named": '"{name}" means several instruments:',
    "nothing_found": "nothing found: {words}",
    "fictitious": "does not exist; the title only circulates online",
    "undated": "dates unknown",
    "ends_at": "ends at {last_article}",
    "text_held": "words held",
    "text_missing": "words not held",
    "no_versions": "versions and dates unknown",
    "repeal_full": "repealed[ on {ceased_on}][ by {repealed_by}][; in force instead: {successors}]",
    "repeal_partial": "repealed in part[ on {ceased_on}][ ({scope})][ by {repealed_by}]",
    "repeal_saving": "applies only where it does not conflict[ since {ceased_on}][ ({repealed_by})]",
    "article_unknown": "Whether {title} has {place} cannot be told: its articles are not all known here",
    "article_missing": "{title} has no {place}[: it ends at {last_article}]",
    "get_text": "words not held; they can be read in the national database of laws, flk.npc.gov.cn",
    "store_built": "built {built_at} (schema {schema}, build {build})",
    "level_held": "{name}: {statutes} instruments, {versions} versions, {articles} articles ({with_text} with words),"
    " {repealed} repealed[; list complete to {complete_to}]",
    "store_more": "{names} names, {correspondence} correspondences between old and new articles,"
    " {count} disagreements between sources",
    "store_source": "{kind}: {name}[, to {as_of}]",
    "disagreements": "{count} disagreements",
    "no_citation_there": "no citation stands there",
    "read_as": "read as: {form}",
    "check_existence": "existence",
    "check_validity": "validity",
    "check_quotation": "quotation",
    "check_support": "support",
    "result_passed": "passed",
    "result_found": "found something",
    "result_cannot_tell": "cannot tell",
    "result_not_applicable": "does not apply",
    "landmark_page": "page {number}",
    "landmark_paragraph": "paragraph {number}",
    "landmark_table": "table {number}",
    "landmark_footnote": "footnote {number}",
    "landmark_endnote": "endnote {number}",
    "landmark_header": "header {number}",
    "landmark_footer": "footer {number}",
    "report": "Citation report",
    "distrust": "Citations to distrust: {count}",
    "distrust_none": "No citation to distrust was found",
    "more_marked": "{count} more, each marked in the text",
    "said": "The text says",
    "close": "Close",
    "previous": "Previous",
    "next": "Next",
    "landmark_line": "line {number}",
    "weighed": "that the article bears the claim: {score} (below {below} unsupported, from {fair} supported)",
    "by_rule": "a rule decides this, whatever the score",
    "form_marked": "in title marks",
    "form_unmarked": "without title marks",
    "form_short_form": "short form",
    "form_back_reference": "back reference",
    "form_list_member": "one of a list",
    "form_range_member": "one of a range",
    "form_english": "English",
    "form_statute_only": "no article",
    "answer_supported": "supported",
    "answer_unclear": "unclear, no finding",
    "answer_unsupported": "unsupported",
    "answer_contradicted": "contradicted",
    "answer_cannot_tell": "cannot tell",
    "base_rate": "before the claim is looked at",
    "feature_coverage_margin": "share of the claim's words that the article has, less that of the next best",
    "feature_cosine_margin": "likeness of wording (tf-idf cosine), less that of the next best",
    "feature_blend_margin": "mean of both, less that of the next best",
    "feature_coverage_ratio": "share of the claim's words over the highest in the statute",
    "feature_rank": "place in the statute by likeness (-ln)",
    "feature_run_coverage": "share of the claim's runs of four characters that the article has",
    "feature_numbers_differ": "numbers that the article gives otherwise (-ln)",
    "feature_law_coverage": "share of the claim's words anywhere in the statute (ln)",
    "feature_elsewhere": "how much more an article of another statute has (negative)",
    "feature_semantic_margin": "likeness in meaning (embeddings), less that of the likest other article",
    "feature_law_size": "articles of the statute (ln)",
    "competing": "articles of the statute with most of the claim's words",
    "error_rates": "measured on development data: {supported_flagged} of supported claims flagged, {laymans_flagged} of"
    " laymen's right answers; {unsupported_found} of unsupported claims found, {foreign_found} of those foreign to the"
    " statute; ROC-AUC {judged_auc}",
    "search_means": "Only articles in force on the day whose words are held are searched: finding nothing does not mean"
    " that there is no such rule.",
    "too_long_here": "This text has {characters} characters; at most {most} are checked while one writes. Check the"
    " file with: citecheck FILE",
    "more_here": "{count} more findings are not marked here",
    "action_replace": "Replace by {place}",
    "action_ignore": "Leave out “{code}” here, by a comment",
    "action_open": "Open {title}",
    "settings_passed_over": "settings passed over: {reason}",
    "step_building": "building the statute store (once; takes some seconds)",
    "step_outdated": "the statute store was built from another catalogue; building it anew",
    "step_kept": "the statute store was built from another catalogue and cannot be replaced; using it as it is",
    "step_waiting": "waiting for another process that is building the statute store",
    "step_catalogue": "reading the catalogue",
    "step_text": "reading statute text",
    "step_index": "indexing articles",
    "step_finishing": "finishing the statute store",
    "step_vectors": "embedding articles (once; takes the better part of an hour; stopped, it goes on where it was)",
    "embedded": "embedded {count} articles in {path}",
    "store_path_built": "built {path}",
    "store_path_sound": "sound: {path}",
    "settings_of": "settings of {path}",
    "audit_documents": "{documents} documents[, {unreadable} could not be read]; {citing} cite the law,"
    " {suspicious} of them suspiciously",
    "audit_citations": "{citations} citations, {suspicious} suspicious[: {verdicts}]",
    "audit_progress": "[{share}% · ]{documents} documents · {speed} MB/s of text · {citations} citations"
    " · {suspicious} suspicious",
    "audits_documents": "documents: {old} then, {new} now; {only_old} only then, {only_new} only now",
    "audits_differ": "citations judged otherwise in documents of both: {count}",
    "audits_without": "(not found)",
    "ok_means": "“Nothing found” means that no check found a fault, not that the citation is apt.",
}

_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905


def date(day: datetime.date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def place(article: ArticleNumber, pinpoint: Pinpoint) -> str:
    """article 133-1, paragraph 2, subparagraph 3, point 4."""
    words = f"article {article}"
    if pinpoint.paragraph:
        words += f", paragraph {pinpoint.paragraph}"
    if pinpoint.subparagraph:
        words += f", subparagraph {pinpoint.subparagraph}"
    return f"{words}, point {pinpoint.point}" if pinpoint.point else words


def ordinal(number: int) -> str:
    """The number as it stands in a pinpoint: 12."""
    return str(number)
