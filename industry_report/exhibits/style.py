"""How charts look: the publisher's theme as settings of matplotlib.

Each form of a drawing has its own width and sizes of text.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

import matplotlib
from matplotlib import font_manager

from publisher import FONTS
from publisher.theme import colours, theme

FAMILY = "Noto Sans SC"

#: The forms of a drawing: across the text column, beside a text, on a page where the wide one takes
#: the margin in print, on a phone.
WIDE, HALF, SCREEN, PHONE = FORMS = ("wide", "half", "screen", "phone")

_ON_SCREEN = ContextVar("on screen", default=False)
_COLOURS = colours()
#: Roles of marks; see ``theme.toml``.
FOCUS, REFERENCE, NATION = (_COLOURS[name] for name in ("focus", "reference", "nation"))
FORECAST, TARGET, LATER = (_COLOURS[name] for name in ("forecast", "target", "later"))
GAP, NODATA = _COLOURS["gap"], _COLOURS["nodata"]
PAPER, BAND = _COLOURS["paper"], _COLOURS["band"]
RULE, INK, QUIET = (_COLOURS[name] for name in ("rule", "ink", "quiet"))

SETTINGS: dict[Any, Any] = {
    "font.family": FAMILY,
    "axes.unicode_minus": True,
    "axes.edgecolor": QUIET,
    "axes.facecolor": "none",
    "axes.labelcolor": QUIET,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": False,
    "legend.frameon": False,
    "text.color": INK,
    "text.hinting": "none",  # widths as in the vector drawing: both share one layout
    "text.parse_math": False,  # labels come from data: a dollar sign is a dollar sign
    "xtick.color": QUIET,
    "ytick.color": INK,
    "grid.color": RULE,
    "grid.linewidth": 0.6,
    "hatch.linewidth": 0.7,
    "figure.facecolor": PAPER,
    "svg.fonttype": "none",  # text is text: it can be found, copied and read aloud
    "svg.hashsalt": "baotou-industry-report",
}


@cache
def register_fonts() -> None:
    """Make the report's own fonts known to matplotlib, once a process."""
    for path in sorted(FONTS.glob("*.ttf")):
        font_manager.fontManager.addfont(path)


def settings(form: str = WIDE) -> AbstractContextManager[None]:
    """A context in which matplotlib draws that form in the report's style, and then not."""
    register_fonts()
    kind = "print"
    if form == PHONE:
        kind = form
    sizes = theme()["type"][kind]
    of_form: dict[Any, Any] = {
        "figure.figsize": (theme()["widths"][form], 3),
        "font.size": sizes["label"],
        "axes.titlesize": sizes["head"],
        "axes.labelsize": sizes["note"],
        "xtick.labelsize": sizes["label"],
        "ytick.labelsize": sizes["label"],
        "legend.fontsize": sizes["note"],
    }
    return matplotlib.rc_context(SETTINGS | of_form)


@contextmanager
def on_screen() -> Iterator[None]:
    """Meanwhile figures are drawn in the wide form alone: nothing is printed while knobs move."""
    before = _ON_SCREEN.set(True)
    try:
        yield
    finally:
        _ON_SCREEN.reset(before)


def further(width: str, inches: float) -> list[str]:
    """The forms that a figure of that width in print is drawn in beside the wide one, which is so
    many inches wide."""
    if _ON_SCREEN.get():
        return []
    asked = {width, PHONE} | ({SCREEN} if inches > theme()["widths"][SCREEN] else set())
    return [form for form in FORMS if form in asked - {WIDE}]


def width() -> float:
    """How wide the form is that is being drawn, in inches."""
    return matplotlib.rcParams["figure.figsize"][0]


def broad() -> float:
    """How wide a chart is that takes the margin of a printed page, in inches, in the form that is
    being drawn."""
    widths = theme()["widths"]
    return widths["broad"] if width() == widths[WIDE] else width()


def note() -> float:
    """The smallest size of text in the form that is being drawn, in points."""
    return matplotlib.rcParams["legend.fontsize"]


def label() -> float:
    """The size of names and values in the form that is being drawn, in points."""
    return matplotlib.rcParams["font.size"]


def head() -> float:
    """The size of the heads of panels in the form that is being drawn, in points."""
    return matplotlib.rcParams["axes.titlesize"]
