"""report.html: the summary of an audit as one page that needs nothing else. Everything from the corpus is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape as html_escape
from typing import Any
from urllib.parse import urlsplit

from citecheck.audit.charts import GROUPS, bars
from citecheck.model import Verdict
from citecheck.report.messages import Lang, say
from citecheck.report.text import visible

_BARS, _MONTHS = 15, 48

_CSS = """
:root{--ink:#1d2430;--soft:#5d6675;--line:#e3e6eb;--paper:#fff;--wash:#f6f7f9;--bad:#a61b29}
*{box-sizing:border-box}
body{margin:0;background:var(--wash);color:var(--ink);font:15px/1.55 system-ui,"PingFang SC","Microsoft YaHei",
"Noto Sans CJK SC",sans-serif}
main{max-width:1040px;margin:0 auto;padding:32px 20px 64px}
h1{font-size:26px;margin:0 0 4px}h2{font-size:18px;margin:0 0 12px}
p{margin:0 0 10px}.soft{color:var(--soft);font-size:13px}
section{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:20px 22px;margin:18px 0;
overflow-x:auto}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(140px,1fr));gap:12px;margin:22px 0}
.figures div{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:14px 16px}
.figures b{display:block;font-size:26px;line-height:1.2;font-variant-numeric:tabular-nums}
.figures .bad b{color:var(--bad)}
table{border-collapse:collapse;width:100%;font-size:14px}
th{text-align:left;font-weight:600;color:var(--soft);font-size:12px;border-bottom:1px solid var(--line);padding:4px 8px}
td{border-bottom:1px solid var(--line);padding:7px 8px;vertical-align:top;overflow-wrap:anywhere}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
tr:last-child td{border-bottom:0}
.chip{display:inline-block;border-radius:99px;padding:1px 9px;font-size:12px;color:#fff;white-space:nowrap}
svg{display:block;width:100%;height:auto}
details{margin-top:4px;font-size:13px;color:var(--soft)}
"""


def escape(text: str) -> str:
    """The text as HTML that shows just that: what would not be seen or would turn the line around is shown."""
    return "\n".join(html_escape(visible(line)) for line in text.split("\n"))


def render(summary: Mapping[str, Any], manifest: Mapping[str, Any], lang: Lang) -> str:
    """The page for a summary (`summary.as_dict`) and the head of its manifest."""
    words = say(lang).corpus_page
    page = _Page(lang)
    body = [
        f"<h1>{escape(words['title'])}</h1>",
        f'<p class="soft">{escape(_about(manifest, words))}</p>',
        page.figures(summary),
        page.section("verdicts", page.verdicts(summary["verdicts"]) + page.notes(summary)),
        page.section("by_statute", page.chart(summary["by_statute"], "statute")),
        page.section("by_source", page.chart(summary["by_source"], "source")),
        page.section("by_month", page.months(summary["by_month"])),
        page.section("repeated", page.repeated(summary["repeated"]), note="repeated_note"),
        page.section("worst", page.worst(summary["documents_worst"])),
        page.section("unverified", page.unverified(summary["unverified"]), note="unverified_note"),
        page.section("errors", page.errors(summary["errors"])),
        f'<p class="soft">{escape(words["read_on"])}</p>',
    ]
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        # nothing in the page may run or be fetched, whatever a corpus manages to put into it
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(words['title'])}</title><style>{_CSS}</style></head><body><main>\n"
        + "\n".join(body)
        + "\n</main></body></html>\n"
    )


def _about(manifest: Mapping[str, Any], words: Mapping[str, str]) -> str:
    inputs, options = manifest["inputs"], manifest["options"]
    as_of = words["own"] if options["as_of"] == "document" else options["as_of"]
    files = words["files"].format(n=f"{inputs['files']:,}", size=f"{inputs['bytes'] / 1e6:,.1f}")
    about = words["asof"].format(
        as_of=as_of,
        files=files if inputs["files"] else words["stdin"],
        tool=manifest["tool"],
        store=manifest["store"],
    )
    sample = options.get("sample")
    return f"{about} · {words['sample'].format(n=sample)}" if sample else about


class _Page:
    """The parts of the page in one language."""

    def __init__(self, lang: Lang) -> None:
        self._say = say(lang)
        self._words = words = self._say.corpus_page
        self._groups = {group: words.get(f"{group}_", words.get(group, group)) for group in GROUPS}

    def section(self, name: str, body: str, *, note: str | None = None) -> str:
        about = f'<p class="soft">{escape(self._words[note])}</p>' if note else ""
        body = body or f"<p>{escape(self._words['nothing'])}</p>"
        return f"<section><h2>{escape(self._words[name])}</h2>{about}{body}</section>"

    def figures(self, summary: Mapping[str, Any]) -> str:
        share = f"{100 * summary['suspicious_share_of_verifiable']:.1f}%"
        shown = (
            (f"{summary['documents']:,}", "documents", ""),
            (f"{summary['documents_with_citations']:,}", "cited", ""),
            (f"{summary['citations']:,}", "citations", ""),
            (f"{summary['suspicious']:,}", "suspicious", "bad"),
            (share, "share", "bad"),
            (f"{summary['unreadable']:,}", "unreadable", ""),
        )
        boxes = (f'<div class="{css}"><b>{value}</b>{escape(self._words[key])}</div>' for value, key, css in shown)
        return f'<div class="figures">{"".join(boxes)}</div>'

    def verdicts(self, verdicts: Mapping[str, int]) -> str:
        total = sum(verdicts.values())
        rows = (
            (self._chip(verdict), f"<code>{escape(verdict)}</code>", f"{count:,}", f"{count / total:.1%}")
            for verdict, count in verdicts.items()
        )
        return _table(("", "", self._words["citations"], ""), rows, numbers=(2, 3))

    def notes(self, summary: Mapping[str, Any]) -> str:
        from citecheck.audit.summary import LOOP

        notes = []
        if summary["looped"]:
            notes.append(self._words["loops"].format(n=f"{summary['looped']:,}", loop=LOOP))
        if lost := max(summary["tables_cut_below"].values()):
            notes.append(self._words["cut"].format(n=lost))
        return "".join(f'<p class="soft">{escape(note)}</p>' for note in notes)

    def chart(self, rows: Sequence[Mapping[str, Any]], label: str) -> str:
        cited = [row for row in rows if any(row.get(verdict.value) for verdict in Verdict)][:_BARS]
        return bars([(str(row[label]) or "—", row) for row in cited], self._groups) if cited else ""

    def months(self, rows: Sequence[Mapping[str, Any]]) -> str:
        undated = sum(_total(row) for row in rows if not row["month"])
        dated = [(str(row["month"]), row) for row in rows if row["month"]]
        if len(dated) > _MONTHS:
            years: dict[str, dict[str, Any]] = {}
            for month, row in dated:
                year = years.setdefault(month[:4], {})
                for verdict in Verdict:
                    year[verdict.value] = year.get(verdict.value, 0) + row.get(verdict.value, 0)
            dated = list(years.items())
        svg = bars(dated[-120:], self._groups, upright=True) if dated else ""
        note = self._words["undated"].format(n=f"{undated:,}") if undated else ""
        return svg + (f'<p class="soft">{escape(note)}</p>' if note else "")

    def repeated(self, rows: Sequence[Mapping[str, Any]]) -> str:
        cells = (
            (
                f"{row['documents']:,}",
                self._cited(row["title"], row["article"]),
                self._chip(row["verdict"]),
                f"{escape((row['claim'] or self._words['no_claim'])[:600])}<details>{escape(row['message'])}<br>"
                f"{'<br>'.join(_link(example) for example in row['examples'])}</details>",
            )
            for row in rows
        )
        heads = (self._words["documents"], self._words["statute"], self._words["verdict"], self._words["claim"])
        return _table(heads, cells, numbers=(0,))

    def worst(self, rows: Sequence[Mapping[str, Any]]) -> str:
        cells = (
            (
                f"{row['suspicious']:,} / {row['citations']:,}",
                _link(row["url"] or row["document"]),
                "<br>".join(
                    f"{self._chip(line['verdict'])} {self._cited(line['title'], line['articles'])}"
                    + (f" ×{line['citations']:,}" if line["citations"] > 1 else "")
                    for line in row["lines"]
                ),
            )
            for row in rows
        )
        heads = (self._words["suspicious"], self._words["document"], self._words["findings"])
        return _table(heads, cells, numbers=(0,))

    def unverified(self, rows: Sequence[Mapping[str, Any]]) -> str:
        cells = (
            (
                f"{row['citations']:,}",
                f"{row['documents']:,}",
                self._cited(row["title"], ""),
                escape(", ".join(row["reasons"]).replace("_", " ")),
                f"<code>{escape(self._words['refresh'])}</code>" if row["held"] else "",
            )
            for row in rows
        )
        heads = (self._words["citations"], self._words["documents"], self._words["statute"], self._words["reason"], "")
        return _table(heads, cells, numbers=(0, 1))

    def errors(self, rows: Sequence[Mapping[str, Any]]) -> str:
        cells = (
            (
                f"{row['documents']:,}",
                escape(str(row["examples"][0]["message"] or row["error"])),
                "<br>".join(escape(str(example["document"])[:200]) for example in row["examples"][:5]),
            )
            for row in rows
        )
        return _table((self._words["documents"], self._words["reason"], self._words["document"]), cells, numbers=(0,))

    def _cited(self, title: str, article: str) -> str:
        return escape(self._say.title(title) if title else "—") + (f" {escape(article)}" if article else "")

    def _chip(self, verdict: str) -> str:
        colour = next(colour for verdicts, colour in GROUPS.values() if verdict in verdicts)
        words = self._say.verdict(Verdict(verdict))
        return f'<span class="chip" style="background:{colour}">{escape(words)}</span>'


def _total(row: Mapping[str, Any]) -> int:
    return sum(int(row.get(verdict.value, 0)) for verdict in Verdict)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Sequence[int]) -> str:
    """A table of cells that are HTML already; "" without rows."""

    def cells(tag: str, row: Sequence[str]) -> str:
        classes = (' class="n"' if place in numbers else "" for place in range(len(row)))
        return "".join(f"<{tag}{css}>{cell}</{tag}>" for css, cell in zip(classes, row, strict=True))

    body = "".join(f"<tr>{cells('td', row)}</tr>\n" for row in rows)
    if not body:
        return ""
    return (
        f"<table><thead><tr>{cells('th', [escape(head) for head in heads])}</tr></thead><tbody>{body}</tbody></table>"
    )


def _link(name: str) -> str:
    """The name, as a link when it is the address of a page and nothing else."""
    shown = escape(name if len(name) <= 160 else name[:159] + "…")
    try:
        web = urlsplit(name).scheme in ("http", "https")
    except ValueError:
        web = False
    return f'<a href="{escape(name)}" rel="noreferrer nofollow">{shown}</a>' if web else shown
