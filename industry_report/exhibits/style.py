"""How charts look: one font with Chinese glyphs, few colours, left-aligned titles, horizontal grid, no box.

Actual values are solid, plans and targets outlined, forecasts hatched (IBCS); a colour never carries meaning alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import matplotlib
from matplotlib import font_manager
from matplotlib.axes import Axes

FONTS = Path(__file__).parent.parent / "fonts"
FAMILY = "Noto Sans SC"

#: Colours that people with any colour vision can tell apart, dark enough for text on white (4.5 : 1).
INK, GREY, PALE = "#1f2933", "#5f6b76", "#d5dade"
FOCUS, SECOND, THIRD, FOURTH = "#0b5a8f", "#b4480f", "#4d6b2f", "#7a4a8c"
SERIES = (FOCUS, GREY, SECOND, THIRD, FOURTH)

#: Fill style of each status; the hatch and the outline are what a reader without colour sees.
FILLS = {
    "observed": {},
    "forecast": {"facecolor": "white", "hatch": "////"},
    "target": {"facecolor": "white"},
    "planned": {"facecolor": "white"},
}

SETTINGS = {
    "font.family": FAMILY,
    "font.size": 9,
    "axes.unicode_minus": True,
    "axes.edgecolor": GREY,
    "axes.labelcolor": GREY,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": False,
    "text.color": INK,
    "text.parse_math": False,  # labels come from data: a dollar sign is a dollar sign
    "xtick.color": GREY,
    "ytick.color": INK,
    "grid.color": PALE,
    "grid.linewidth": 0.6,
    "hatch.linewidth": 0.7,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.fonttype": "path",
    "svg.hashsalt": "baotou-industry-report",
}


@cache
def register_fonts() -> None:
    """Make the report's own fonts known to matplotlib, once a process."""
    for path in sorted(FONTS.glob("*.ttf")):
        font_manager.fontManager.addfont(path)


def settings() -> object:
    """A context in which matplotlib draws in the report's style; nothing of it stays behind."""
    register_fonts()
    return matplotlib.rc_context(SETTINGS)


def bar_style(status: str, colour: str) -> dict[str, object]:
    """Arguments for a bar of that status and colour."""
    return {"facecolor": colour, "edgecolor": colour, "linewidth": 1.0} | FILLS[status]


def value_axis(axes: Axes, which: str = "x") -> None:
    """A quiet axis for values that are written beside their marks: grid lines, no spine, few ticks."""
    axes.grid(axis=which)
    axes.spines["bottom" if which == "x" else "left"].set_visible(False)
    axes.tick_params(axis=which, length=0, labelsize=8, labelcolor=GREY)


def wrapped(text: str, width: float) -> list[str]:
    """``text`` broken into lines of at most ``width`` em: at spaces, or between Chinese characters.

    Closing punctuation does not begin a line; matplotlib itself only breaks at spaces.
    """
    lines, line, used = [], "", 0.0
    for token in _tokens(text):
        size = sum(_em(character) for character in token)
        if line and used + size > width and token not in "，。；：、）”」！？%,.;:)":
            lines.append(line.rstrip())
            line, used, token = "", 0.0, token.lstrip()
        line, used = line + token, used + size
    return [*lines, line.rstrip()] if line.strip() else lines


def _em(character: str) -> float:
    return 1.0 if ord(character) > 0x2E7F else 0.56


def _tokens(text: str) -> Sequence[str]:
    tokens: list[str] = []
    for character in text:
        glued = (
            tokens
            and ord(character) < 0x2E80
            and ord(tokens[-1][-1]) < 0x2E80
            and tokens[-1][-1] != " "
        )
        if glued:
            tokens[-1] += character
        else:
            tokens.append(character)
    return tokens
