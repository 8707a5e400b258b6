"""What a refresh changed, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from citecheck.errors import CitecheckError
from citecheck.model import Json
from citecheck.report.json import dumped
from citecheck.report.messages import Lang, say
from citecheck.report.text import visible

if TYPE_CHECKING:
    from citecheck.refresh.outcome import Refused
    from citecheck.refresh.plan import Change, Difference
    from citecheck.refresh.run import Order, Outcome

SCHEMA = "citecheck.refresh/1"
_LISTED = 20  # lines of one kind before the rest is counted
_QUIET = frozenset(("confirmed", "unchanged", "text_added"))  # only counted when there are many
_UNKNOWN = dict.fromkeys(("doubts", "missing", "found", "listed", "before", "version", "converters"), "?")
_DIFFERENCES = 5  # articles shown of one text


def as_text(outcome: Outcome, lang: Lang) -> str:
    """The change report in words: what changed, what was not taken and why, and whether the store was replaced."""
    return "\n".join(_lines(outcome, lang)) + "\n"


def as_json(outcome: Outcome, lang: Lang) -> str:
    """The change report as one JSON object."""
    report: dict[str, Json] = {
        **_order(outcome.order),
        "stored": outcome.stored,
        "complete": outcome.complete,
        "up_to_date": outcome.up_to_date,
        "store": str(outcome.store) if outcome.store else None,
        "counts": {kind.value: count for kind, count in outcome.counts().items()},
        "changes": [_change_as_json(change) for change in outcome.changes],
        "refused": [
            {"title": one.title, "address": one.address, "reason": one.reason, "facts": dict(one.facts),
             "failure": one.failure, "message": _refusal(one, lang)}
            for one in outcome.refused
        ],
        "error": None,
    }  # fmt: skip
    return dumped(report, indent=1) + "\n"


def failure_as_json(order: Order, error: CitecheckError, lang: Lang) -> str:
    """The change report of a refresh that failed as a whole: nothing changed."""
    status, words = getattr(error, "status", None), say(lang)
    message, remedy = (template and words.error(template, error.facts) for template in error.templates)
    report: dict[str, Json] = {
        **_order(order),
        "stored": False,
        "complete": False,
        "up_to_date": False,
        "store": None,
        "counts": {},
        "changes": [],
        "refused": [],
        "error": {"status": str(status) if status else "error", "message": message, "remedy": remedy},
    }
    return dumped(report, indent=1) + "\n"


def sentence(key: str, lang: Lang, **facts: object) -> str:
    """The sentence for the key, its facts put in."""
    template = _WORDS[lang].get(key) or _WORDS["en"].get(key) or key.replace("_", " ")
    return template.format_map({name: visible(str(fact)) for name, fact in facts.items()})


# ── in words ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _lines(outcome: Outcome, lang: Lang) -> Iterator[str]:
    if outcome.up_to_date:
        yield sentence("up_to_date", lang)
        return
    for kind, count in outcome.counts().items():
        yield sentence(kind.value, lang, count=count)
        if kind.value in _QUIET and count > _LISTED:
            continue
        changes = [change for change in outcome.changes if change.kind is kind]
        for change in changes[:_LISTED]:
            yield sentence("change", lang, title=change.title, version=change.version, articles=change.articles,
                           source=change.source)  # fmt: skip
            yield from _differences(change.differences, change.against, lang)
        if count > _LISTED:
            yield sentence("more", lang, count=count - _LISTED)
    for failure, heading in ((True, "refused"), (False, "left_out")):
        refused = [one for one in outcome.refused if one.failure is failure]
        if not refused:
            continue
        yield sentence(heading, lang, count=len(refused))
        if failure or len(refused) <= _LISTED:
            for one in refused[:_LISTED]:
                yield f"  {sentence('titled', lang, title=one.title or one.address)}{_refusal(one, lang)}"
            if len(refused) > _LISTED:
                yield sentence("more", lang, count=len(refused) - _LISTED)
    yield sentence(_conclusion(outcome), lang, path=outcome.store or "")


def _conclusion(outcome: Outcome) -> str:
    if outcome.order.dry_run:
        return "would_be_complete" if outcome.complete else "would_not_be_complete"
    if not outcome.complete:
        return "not_stored"
    return "stored" if outcome.stored else "nothing_to_store"


def _differences(differences: tuple[Difference, ...], against: str, lang: Lang) -> Iterator[str]:
    for difference in differences[:_DIFFERENCES]:
        held, fetched = (
            _one_line(words or sentence("absent", lang)) for words in (difference.held, difference.fetched)
        )
        yield sentence("difference", lang, article=difference.article, against=against, held=held, fetched=fetched)
    if len(differences) > _DIFFERENCES:
        yield sentence("more_articles", lang, count=len(differences) - _DIFFERENCES)


def _one_line(text: str) -> str:
    return text.replace("\n", " ")


def _refusal(one: Refused, lang: Lang) -> str:
    """Why the document was not taken."""
    facts = dict(one.facts)
    for name in ("doubts", "missing", "converters"):
        values = facts.get(name)
        if isinstance(values, (list, tuple)):
            facts[name] = "、".join(_doubt(str(value), lang) for value in values)
    differences = facts.pop("differences", None)
    words = sentence(one.reason, lang, **{**_UNKNOWN, **facts})
    if isinstance(differences, (list, tuple)):
        shown = [
            sentence("difference", lang, article=d["article"], against="",
                     held=_one_line(str(d["held"] or sentence("absent", lang))),
                     fetched=_one_line(str(d["fetched"] or sentence("absent", lang)))).strip()
            for d in differences[:_DIFFERENCES] if isinstance(d, dict)
        ]  # fmt: skip
        words += "\n    " + "\n    ".join(shown)
    return words


def _doubt(doubt: str, lang: Lang) -> str:
    key, _, value = doubt.partition(":")
    words = _WORDS[lang].get(f"doubt_{key}")
    return words.format(value=visible(value)) if words else visible(doubt)


# ── as JSON ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _order(order: Order) -> dict[str, Json]:
    return {
        "schema": SCHEMA,
        "source": order.source.value,
        "from": order.origin.split("?")[0] or None,
        "asked_for": list(order.titles),
        "dry_run": order.dry_run,
    }


def _change_as_json(change: Change) -> dict[str, Json]:
    return {
        "kind": change.kind.value,
        "title": change.title,
        "version": change.version,
        "source": change.source,
        "address": change.address,
        "articles": change.articles,
        "against": change.against or None,
        "differences": [{"article": str(d.article), "held": d.held, "fetched": d.fetched} for d in change.differences],
    }


_WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "waiting": "another refresh is at work in this folder; waiting for it",
        "asking": "asking the source",
        "comparing": "comparing with the store",
        "storing": "building the store with the new text",
        "nothing_missing": "no statute of that report is held without text",
        "up_to_date": "Nothing new: the archive is the one that was read before.",
        "new": "New statutes: {count}",
        "amended": "New versions: {count}",
        "text_added": "Text added to known versions: {count}",
        "confirmed": "Same words as another source: {count}",
        "unchanged": "As fetched before: {count}",
        "text_changed": "Text changed without a new date (replaced): {count}",
        "disagrees": "Other words than the text held; both are kept, the first is used: {count}",
        "repealed": "Repealed according to the source, in force here (the source gives no date): {count}",
        "status_disagrees": "In force according to the source, repealed here: {count}",
        "change": "  《{title}》 {version}, {articles} articles, from {source}",
        "difference": "    article {article}: {against} {held} | fetched: {fetched}",
        "absent": "(absent)",
        "more": "  … and {count} more (all with --json)",
        "more_articles": "    … and {count} more articles",
        "refused": "Not taken: {count}",
        "left_out": "Left out, being no statute text with articles: {count}",
        "titled": "《{title}》: ",
        "stored": "Stored in {path}.",
        "nothing_to_store": "The store holds all of it already: {path}.",
        "not_stored": "Not all that was asked for can be stored, so nothing was changed: {path}.",
        "would_be_complete": "A refresh would store all of it. Nothing was changed (--dry-run).",
        "would_not_be_complete": "A refresh would store nothing. Nothing was changed (--dry-run).",
        "not_found": "the source does not list it under this title",
        "title_unsafe": "its title holds markup or path characters",
        "title_differs": "list and details give it different titles",
        "no_file": "the source offers no file of it",
        "file_empty": "its file is empty",
        "file_unknown": "its file is neither Word nor PDF",
        "file_unreadable": "its file cannot be read",
        "file_damaged": "its file is damaged or was cut short",
        "signature_expired": "the address of its file had expired, twice",
        "old_word": "its file is old Word (.doc), and no converter is installed ({converters})",
        "no_articles": "it has no articles",
        "no_statute": "it is no statute",
        "no_date": "neither its name nor its header tells when it was promulgated: name the file 名称(2020-05-28).md",
        "not_whole": "it is not whole: {doubts}",
        "falls_short": "it has {found} of the {listed} articles that are known; missing: {missing}",
        "shrinks": "it has {found} articles, the version of {version} has {before}",
        "other_words": "other words for the same day; --replace would take them",
        "doubt_gap": "article {value} is missing",
        "doubt_ends_early": "it ends early",
        "doubt_cites": "it refers to its own article {value}, which is not there",
        "doubt_beyond": "article {value} stands out of sequence",
        "doubt_restarts": "the articles begin anew in the middle",
        "doubt_lacks": "{value}, which the source lists, is missing",
        "doubt_no_articles": "it has no articles",
    },
    "zh": {
        "waiting": "另一更新正在此目录进行，等待其结束",
        "asking": "正在查询来源",
        "comparing": "正在与法规库比对",
        "storing": "正在写入法规库",
        "nothing_missing": "该报告中没有缺少原文的法规",
        "up_to_date": "没有新内容：压缩包与上次读取的相同。",
        "new": "新增法规：{count}",
        "amended": "新增版本：{count}",
        "text_added": "补充原文的已知版本：{count}",
        "confirmed": "与其他来源文字一致：{count}",
        "unchanged": "与上次获取相同：{count}",
        "text_changed": "日期未变而文字有变（已替换）：{count}",
        "disagrees": "与已收录文字不一致，两者均保留，沿用先收录者：{count}",
        "repealed": "来源称已废止，而本库仍为有效（来源未给日期）：{count}",
        "status_disagrees": "来源称有效，而本库已废止：{count}",
        "change": "  《{title}》{version}，{articles}条，来源：{source}",
        "difference": "    第{article}条：{against} {held} | 获取：{fetched}",
        "absent": "（无）",
        "more": "  …… 另有{count}件（--json 可见全部）",
        "more_articles": "    …… 另有{count}条",
        "refused": "未采用：{count}",
        "left_out": "未计入（无条文的文件）：{count}",
        "titled": "《{title}》：",
        "stored": "已写入 {path}。",
        "nothing_to_store": "法规库已有全部内容：{path}。",
        "not_stored": "所求内容未能全部获得，法规库未作任何改动：{path}。",
        "would_be_complete": "更新可写入全部内容。未作改动（--dry-run）。",
        "would_not_be_complete": "更新将不写入任何内容。未作改动（--dry-run）。",
        "not_found": "来源中没有以此为题名的法规",
        "title_unsafe": "题名含有标记或路径字符",
        "title_differs": "列表与详情的题名不一致",
        "no_file": "来源未提供文件",
        "file_empty": "文件为空",
        "file_unknown": "文件既非 Word 也非 PDF",
        "file_unreadable": "文件无法读取",
        "file_damaged": "文件损坏或不完整",
        "signature_expired": "文件地址两次均已过期",
        "old_word": "文件为旧版 Word（.doc），未安装转换程序（{converters}）",
        "no_articles": "没有条文",
        "no_statute": "不是法规",
        "no_date": "文件名与题注均未说明公布日期：请将文件命名为 名称(2020-05-28).md",
        "not_whole": "文本不完整：{doubts}",
        "falls_short": "应有{listed}条，只有{found}条；缺：{missing}",
        "shrinks": "只有{found}条，而{version}的版本有{before}条",
        "other_words": "同一日期而文字不同；加 --replace 方予采用",
        "doubt_gap": "缺第{value}条",
        "doubt_ends_early": "结尾不完整",
        "doubt_cites": "文中提到本法第{value}条，而该条不存在",
        "doubt_beyond": "第{value}条次序不合",
        "doubt_restarts": "条文中途重新编号",
        "doubt_lacks": "来源目录所列的{value}缺失",
        "doubt_no_articles": "没有条文",
    },
}
