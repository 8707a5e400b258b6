"""The web page: the form, and under it the report as `citecheck --format html` shows it."""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from citecheck.report import Report
from citecheck.report import html as report_html
from citecheck.report.messages import Lang
from citecheck.serve.limits import MEGABYTE, Limits
from citecheck.serve.words import EXAMPLE, label

_DOWNLOADS = ("html", "docx", "json", "csv", "markdown", "sarif")
_NAMES = {"json": "JSON", "csv": "CSV", "markdown": "Markdown", "sarif": "SARIF"}
_REPEATED = 2_000_000
"""A text of more characters is not written into the form again under its report: a page must not weigh twice."""


@dataclass(frozen=True, slots=True)
class Form:
    """What the page asks: the text or the file to check, and how. With a file the text does not count."""

    text: str = ""
    file: bytes | None = None
    file_name: str = ""
    as_of: str = "today"  # today, document, day
    day: date | None = None
    format: str = "page"


def start(lang: Lang, *, example: bool = False) -> str:
    """The page before anything was checked."""
    content = (
        f'<main class="start">\n<h1>{_say("title", lang)}</h1>\n<p class="lead">{_say("lead", lang)}</p>\n'
        f"{_form(lang, EXAMPLE if example else '')}</main>\n"
    )
    return _page(_masthead(lang) + content, label("title", lang), lang)


def result(report: Report, lang: Lang, form: Form) -> str:
    """The report of what the form held, with the form folded up and the report's other forms to download."""
    text = form.text if form.file is None and len(form.text) <= _REPEATED else ""
    day = form.day.isoformat() if form.day else ""
    content = (
        f'{_masthead(lang, again=True)}<div class="result">\n'
        f'<details class="again"><summary>{_say("again", lang)}</summary>\n'
        f"{_form(lang, text, as_of=form.as_of, day=day, folded=True)}</details>\n"
        f"{report_html.header(report, lang)}{_downloads(lang, repeated=bool(text))}"
        f"<main>\n{report_html.documents(report, lang)}</main>\n{report_html.footer(report, lang)}</div>\n"
    )
    return _page(content, report_html.title(report, lang), lang)


def problem(message: str, remedy: str, lang: Lang) -> str:
    """That something did not work, and what to do next."""
    content = (
        f'<main class="start">\n<h1 tabindex="-1" data-focus>{_say("problem", lang)}</h1>\n'
        f'<div class="notice error" role="alert"><p>{_esc(message)}</p>\n<p>{_esc(remedy)}</p></div>\n'
        f'{_form(lang)}<p><a href="/?lang={lang}">{_say("back", lang)}</a></p>\n</main>\n'
    )
    return _page(_masthead(lang) + content, label("problem", lang), lang)


@cache
def policy() -> str:
    """What a browser may do with our pages, as a header."""
    return f"{report_html.content_security_policy(_asset('page.css'), _asset('page.js'))}; frame-ancestors 'none'"


# ── the parts ────────────────────────────────────────────────────────────────────────────────────────────────────


def _page(content: str, title: str, lang: Lang) -> str:
    return report_html.page(content, title=title, lang=lang, style=_asset("page.css"), script=_asset("page.js"))


@cache
def _asset(name: str) -> str:
    return files("citecheck.serve").joinpath(name).read_text("utf-8")


def _masthead(lang: Lang, *, again: bool = False) -> str:
    """The name, and the other language: as a link, or once a text was checked as a button that checks it anew."""
    other: Lang = "en" if lang == "zh" else "zh"
    tongue = "zh-CN" if other == "zh" else "en"
    switch = (
        f'<button form="ask" formaction="/check?lang={other}" lang="{tongue}">{_say("switch", lang)}</button>'
        if again
        else f'<a href="/?lang={other}" lang="{tongue}" hreflang="{tongue}">{_say("switch", lang)}</a>'
    )
    return (
        f'<nav class="masthead" aria-label="{_say("name", lang)}">\n'
        f'<a class="name" href="/?lang={lang}">{_say("name", lang)}</a>\n{switch}\n</nav>\n'
    )


def _form(lang: Lang, text: str = "", *, as_of: str = "today", day: str = "", folded: bool = False) -> str:
    size = str(Limits().body // MEGABYTE)
    example = "" if text or folded else f'<a href="/?lang={lang}&amp;example">{_say("example", lang)}</a>\n'
    choices = [
        f'<label><input type="radio" name="as_of" value="{value}"{" checked" if as_of == value else ""}> '
        f"{_say(key, lang)}{hint}</label>\n"
        for value, key, hint in (
            ("today", "today", ""),
            ("document", "own_date", f' <span class="hint">{_say("own_date_hint", lang)}</span>'),
            ("day", "that_day", ""),
        )
    ]
    return (
        f'<form id="ask" action="/check?lang={lang}" method="post" enctype="multipart/form-data"'
        f' aria-label="{_say("check", lang)}" data-limit="{Limits().body}"'
        f' data-checking="{_say("checking", lang)}" data-failed="{_say("failed", lang)}"'
        f' data-too-large="{_say("too_large", lang, size=size)}">\n'
        f'<div class="field"><label for="text">{_say("text", lang)}</label>\n'
        f'<textarea id="text" name="text" rows="8" spellcheck="false" lang="zh"'
        f' placeholder="{_say("placeholder", lang)}">\n{_esc(text)}</textarea></div>\n'
        f'<div class="field file"><input type="file" id="file" name="file" aria-describedby="file-hint"'
        ' accept=".docx,.pdf,.html,.htm,.md,.markdown,.txt">\n'
        f'<label for="file" class="button">{_say("file", lang)}</label>\n'
        f'<span id="chosen"></span><button type="button" id="remove" hidden>{_say("remove", lang)}</button>\n'
        f'<span class="hint" id="file-hint">{_say("file_hint", lang, size=size)}</span></div>\n'
        f"<fieldset><legend>{_say('day', lang)}</legend>\n{''.join(choices[:-1])}<span>{choices[-1]}"
        f'<input type="date" id="day" name="day" value="{_esc(day)}" aria-label="{_say("that_day", lang)}">'
        "</span>\n</fieldset>\n"
        f'<p class="actions"><button class="main">{_say("check", lang)}</button>\n{example}'
        f'<span id="status" role="status"></span></p>\n'
        f'<p class="hint">{_say("private", lang)}</p>\n</form>\n'
    )


def _downloads(lang: Lang, *, repeated: bool) -> str:
    """Buttons of the form above: they send what it holds once more, and the browser saves what comes back."""
    buttons = "".join(
        f'<button form="ask" name="format" value="{form}">{_NAMES.get(form) or _say(form, lang)}</button>\n'
        for form in _DOWNLOADS
    )
    without = "" if repeated else f'<p class="scriptless hint">{_say("choose_again", lang)}</p>\n'
    return (
        f'<div class="downloads" role="group" aria-labelledby="downloads">\n'
        f'<span id="downloads">{_say("downloads", lang)}</span>\n{buttons}'
        f'<span class="hint" id="stale" hidden>{_say("stale", lang)}</span>{without}</div>\n'
    )


def _say(key: str, lang: Lang, **facts: str) -> str:
    return _esc(label(key, lang, **facts))


def _esc(text: str) -> str:
    return html.escape(text)
