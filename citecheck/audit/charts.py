"""Bars of verdicts as static SVG, drawn by matplotlib: text stays text, so no font of ours is needed."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from citecheck.model import Verdict
from citecheck.report.text import visible

GROUPS: dict[str, tuple[frozenset[Verdict], str]] = {
    "invented": (
        frozenset({Verdict.UNKNOWN_STATUTE, Verdict.NO_SUCH_ARTICLE, Verdict.NO_SUCH_PINPOINT}),
        "#a61b29",
    ),
    "says_else": (frozenset({Verdict.MISQUOTED, Verdict.CONTRADICTED, Verdict.UNSUPPORTED}), "#e07b39"),
    "out_of_date": (frozenset({Verdict.REPEALED, Verdict.SUPERSEDED, Verdict.NOT_IN_FORCE_YET}), "#e6b800"),
    "title": (frozenset({Verdict.MISSPELLED_TITLE, Verdict.AMBIGUOUS_TITLE}), "#8a6bbe"),
    "unverifiable": (frozenset({Verdict.UNVERIFIABLE}), "#b8bec8"),
    "fine": (frozenset({Verdict.OK}), "#4f9d69"),
}
"""The verdicts as a reader tells them apart in a chart, gravest first, each with its colour."""

_STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "citecheck",  # the same picture gives the same bytes
    "text.parse_math": False,  # a title may hold $
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def load() -> None:
    """Load what draws, which takes half a second: for whoever waits for something else meanwhile."""
    import matplotlib.backends.backend_svg
    import matplotlib.figure  # noqa: F401 - both are for `bars`


def bars(rows: Sequence[tuple[str, Mapping[str, Any]]], names: Mapping[str, str], *, upright: bool = False) -> str:
    """The rows as stacked bars, one colour a group of verdicts: an <svg> element. `names` words the groups.

    Lying bars have their label at the left, for titles; upright ones below, for months.
    """
    import matplotlib

    with warnings.catch_warnings(), matplotlib.rc_context(_STYLE):
        warnings.simplefilter("ignore")  # glyphs that the measuring font lacks: the reader's has them
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure

        tall = 3.2 if upright else 0.32 * len(rows) + 1.0
        figure = Figure(figsize=(9, tall))
        FigureCanvasSVG(figure)
        left = 0.07 if upright else 0.34
        axes = figure.add_axes((left, 0.6 / tall, 0.97 - left, 1 - 1.05 / tall))
        labels = [_label(label, 12 if upright else 26) for label, _ in rows]
        places = range(len(rows))
        before = [0] * len(rows)
        for group, (verdicts, colour) in GROUPS.items():
            counts = [sum(int(counts.get(verdict.value, 0)) for verdict in verdicts) for _, counts in rows]
            if not any(counts):
                continue
            if upright:
                axes.bar(places, counts, bottom=before, color=colour, label=names[group], width=0.8)
            else:
                axes.barh(places, counts, left=before, color=colour, label=names[group], height=0.72)
            before = [old + new for old, new in zip(before, counts, strict=True)]
        if upright:
            step = max(1, len(rows) // 12)
            axes.set_xticks(list(places)[::step], labels[::step])
        else:
            axes.set_yticks(list(places), labels)
            axes.invert_yaxis()
        figure.legend(loc="upper left", ncols=6, frameon=False, fontsize=9)
        out = io.StringIO()
        figure.savefig(
            out, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")), transparent=True
        )
    svg = out.getvalue()
    return svg[svg.index("<svg") :]


def _label(text: str, most: int) -> str:
    clean = visible(text)
    return clean if len(clean) <= most else clean[: most - 1] + "…"
