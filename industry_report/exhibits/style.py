"""How charts look: one font with Chinese glyphs, one palette, three sizes of text, no box.

Actual values are solid, plans and targets outlined, forecasts hatched (IBCS); a colour never
carries meaning alone.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache

import matplotlib
from matplotlib import font_manager

from publisher import FONTS

FAMILY = "Noto Sans SC"

#: The palette. People with any colour vision can tell its colours apart, and each of them but the
#: paper and the rule is dark enough for text on white (4.5 : 1).
PAPER, RULE, GREY, INK = "#ffffff", "#d5dade", "#5f6b76", "#1f2933"
FOCUS, SECOND, THIRD, FOURTH = "#0b5a8f", "#b4480f", "#4d6b2f", "#7a4a8c"
#: What the first, second, … of several series is drawn in.
SERIES = (FOCUS, GREY, SECOND, THIRD, FOURTH)

#: Sizes of text in points: axes and legends, values beside marks, heads of panels.
SMALL, LABEL, HEAD = 8, 8.5, 9.5

#: Fill of each status; the hatch and the outline are what a reader without colour sees.
FILLS = {
    "observed": {},
    "forecast": {"facecolor": PAPER, "hatch": "////"},
    "target": {"facecolor": PAPER},
    "planned": {"facecolor": PAPER},
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
    "legend.frameon": False,
    "legend.fontsize": SMALL,
    "text.color": INK,
    "text.hinting": "none",  # widths as in the vector drawing: both share one layout
    "text.parse_math": False,  # labels come from data: a dollar sign is a dollar sign
    "xtick.color": GREY,
    "ytick.color": INK,
    "grid.color": RULE,
    "grid.linewidth": 0.6,
    "hatch.linewidth": 0.7,
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "svg.fonttype": "path",
    "svg.hashsalt": "baotou-industry-report",
}


@cache
def register_fonts() -> None:
    """Make the report's own fonts known to matplotlib, once a process."""
    for path in sorted(FONTS.glob("*.ttf")):
        font_manager.fontManager.addfont(path)


def settings() -> AbstractContextManager[None]:
    """A context in which matplotlib draws in the report's style; nothing of it stays behind."""
    register_fonts()
    return matplotlib.rc_context(SETTINGS)


def bar_style(status: str, colour: str) -> dict[str, object]:
    """Arguments for a bar of that status and colour."""
    return {"facecolor": colour, "edgecolor": colour, "linewidth": 1.0} | FILLS[status]
