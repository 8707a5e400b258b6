"""Bars of verdicts as static SVG, drawn by matplotlib: text stays text, so no font of ours is needed."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from unicodedata import east_asian_width

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
}


def load() -> None:
    """Load what draws, which takes half a second: for whoever waits for something else meanwhile."""
    import matplotlib.backends.backend_svg
    import matplotlib.figure  # noqa: F401 - both are for `bars`


class _Frame(NamedTuple):
    """Where the bars stand, as shares of the picture. A place in it is told along the bars and across them."""

    left: float
    bottom: float
    width: float
    height: float
    upright: bool

    def at(self, along: float, across: float) -> tuple[float, float]:
        x, y = (across, along) if self.upright else (along, 1 - across)
        return self.left + self.width * x, self.bottom + self.height * y

    def box(self, start: float, end: float, across: float, thickness: float) -> list[tuple[float, float]]:
        near, far = across - thickness / 2, across + thickness / 2
        return [self.at(start, near), self.at(end, near), self.at(end, far), self.at(start, far)]


def bars(rows: Sequence[tuple[str, Mapping[str, Any]]], names: Mapping[str, str], *, upright: bool = False) -> str:
    """The rows as stacked bars, one colour a group of verdicts: an <svg> element. `names` words the groups.

    Lying bars have their label at the left, for titles; upright ones below, for months. Put into a figure without
    axes, whose ticks and layout took three quarters of the time, 25 ms a picture.
    """
    import matplotlib

    with warnings.catch_warnings(), matplotlib.rc_context(_STYLE):
        warnings.simplefilter("ignore")  # glyphs that the measuring font lacks: the reader's has them
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.collections import LineCollection, PolyCollection
        from matplotlib.figure import Figure
        from matplotlib.ticker import MaxNLocator

        tall = 3.2 if upright else 0.32 * len(rows) + 1.0
        left = 0.07 if upright else 0.34
        frame = _Frame(left, 0.6 / tall, 0.97 - left, 1 - 1.05 / tall, upright)
        figure = Figure(figsize=(9, tall))
        FigureCanvasSVG(figure)

        counts = {
            group: [sum(int(row.get(verdict.value, 0)) for verdict in verdicts) for _, row in rows]
            for group, (verdicts, _) in GROUPS.items()
        }
        room = max(map(sum, zip(*counts.values(), strict=True)), default=0) * 1.05 or 1
        ticks = [tick for tick in MaxNLocator(6, integer=True).tick_values(0, room) if 0 <= tick <= room]
        places = [(row + 0.5) / len(rows) for row in range(len(rows))]

        def add(shapes: PolyCollection | LineCollection) -> None:
            shapes.set_transform(figure.transFigure)
            figure.add_artist(shapes)

        def write(words: str, place: tuple[float, float], *, below: bool) -> None:
            x, y = (place[0], place[1] - 0.08 / tall) if below else (place[0] - 0.01, place[1])
            figure.text(x, y, words, ha="center" if below else "right", va="top" if below else "center")

        for tick in ticks:
            line = [frame.at(tick / room, across) for across in (0, 1)]
            add(LineCollection([line], colors="#d5d8dc" if tick else "#5a6068", linewidths=0.8, zorder=0))
            write(f"{tick:,.0f}", line[0] if upright else line[1], below=not upright)
        before = [0.0] * len(rows)
        for column, group in enumerate(group for group in GROUPS if any(counts[group])):
            after = [start + count / room for start, count in zip(before, counts[group], strict=True)]
            boxes = [frame.box(*ends, 0.75 / len(rows)) for ends in zip(before, after, places, strict=True)]
            colour = GROUPS[group][1]
            add(PolyCollection(boxes, facecolors=colour, linewidths=0))
            before = after
            figure.text(0.01 + column / 6, 1 - 0.16 / tall, "■", color=colour, va="center")
            figure.text(0.03 + column / 6, 1 - 0.16 / tall, names[group], va="center", fontsize=9)
        step = max(1, len(rows) // 12) if upright else 1
        for (label, _), place in list(zip(rows, places, strict=True))[::step]:
            write(_label(label, 16 if upright else 42), frame.at(0, place), below=upright)
        out = io.StringIO()
        figure.savefig(
            out, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")), transparent=True
        )
    svg = out.getvalue()
    return svg[svg.index("<svg") :]


def _label(text: str, most: int) -> str:
    """The text cut to so many columns, of which a Chinese character takes two."""
    clean, columns = visible(text), 0
    for place, char in enumerate(clean):
        columns += 2 if east_asian_width(char) in "WF" else 1
        if columns > most:
            return clean[: place - 1] + "…"
    return clean
