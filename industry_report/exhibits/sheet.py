"""A drawing that is laid out by its words: a canvas in points, counted from its top left corner.

Texts are measured with the report's own font before anything is placed, so that columns are as
wide as what stands in them and the sheet is as high as its rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from math import nan
from typing import Any, NamedTuple

import numpy
from matplotlib import font_manager
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.ft2font import LoadFlags
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from industry_report.exhibits import style
from industry_report.exhibits.drawing import MARGIN, bare_canvas
from publisher.theme import colours

#: A sheet narrower than this, in inches, has no room for the names of many columns.
NARROW = 5
#: Above and below what is drawn, in points.
EDGE = 4
#: Height of a line of text, in parts of its size.
LEADING = 1.25
#: From the base of the triangle of a bound to its middle, in parts of its size.
ASIDE = {"<": -0.5, ">": 0.5}


class Look(NamedTuple):
    """How a mark is painted: roles of its fill, its edge and a text on it, and the shape of both.

    Attributes:
        fill, edge, text: names of colours of the theme; a fill "" leaves the ground as it is.
        width: of the edge, in points. dashes, hatch: as matplotlib has them.
        above: what it is painted over: 1 the paper, 2 bands, 3 other marks; texts are at 3.
    """

    fill: str
    edge: str
    text: str = "paper"
    width: float = 0.6
    dashes: object = "-"
    hatch: str = ""
    above: float = 2


#: The looks of marks, by name: those of a role (actual values solid, targets outlined, forecasts
#: hatched or hollow, after the IBCS: a colour never carries meaning alone), "open" for what is
#: lacking, and "half", the lower half of "open" filled, for what has begun.
LOOKS = {
    "focus": Look("focus", "focus"),
    "nation": Look("nation", "nation"),
    "later": Look("later", "later"),
    "reference": Look("reference", "reference", "ink"),
    "forecast": Look("paper", "forecast", "ink", 0.8, hatch="//////"),
    "target": Look("paper", "target", "ink", 1.1),
    "gap": Look("gap", "focus", "ink", 0.9),
    "range": Look("range", "range", "ink", 0),
    "pale": Look("band", "nation", "ink", 0.7),
    "open": Look("paper", "reference", "ink", 0.7),
    "half": Look("reference", "reference", "ink", 0.7),
    "nodata": Look("nodata", "reference", "quiet", 0.5, (0, (3, 2)), "//"),
    "passed": Look("focus", "", "ink", 0, above=1.6),
    "left": Look("gap", "", "ink", 0, above=1.6),
    "framed": Look("", "ink", "ink", 1.2, above=3),
    "dot": Look("rule", "rule", "ink", 0),
    "band": Look("band", "band", "ink", 0, above=1),
    "clear": Look("paper", "", "ink", 0, above=3),
    "clear-band": Look("band", "", "ink", 0, above=3),
}
#: What does not begin a line.
CLOSING = "，。；：、）”」！？%,.;:)"
#: A word with the space after it, or one Chinese character.
_TOKEN = re.compile(r"[^\s\u2e80-\uffff]*\s+|[^\s\u2e80-\uffff]+|[\u2e80-\uffff]")
#: Words in brackets stay together where a line has room for them.
_BRACKETED = re.compile(r"((?<![^\s\u2e80-\uffff])\([^()]*\)|\uff08[^\uff08\uff09]*\uff09)")
#: One point: texts are measured at a size at which their widths are not rounded.
_MEASURED = 100


class Sheet:
    """A canvas of the form that is being drawn; its height follows from what is put on it.

    Attributes:
        width: of the space between the margins, in points; ``x`` runs from 0 to it.
        note, label, head: sizes of text in points.
        narrow: whether it is for half a page or a phone.
    """

    def __init__(self, broad: bool = False) -> None:
        """``broad``: instead of the width of the text it takes that of the page in print."""
        inches = style.broad() if broad else style.width()
        self.width = 72 * (inches - 2 * MARGIN)
        self.narrow = inches < NARROW
        self.note, self.label, self.head = style.note(), style.label(), style.head()
        self._figure = bare_canvas(1)
        self._figure.set_figwidth(inches)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._lines: dict[float, tuple[dict[str, Any], Line2D]] = {}  # the latest by zorder

    def close(self, height: float) -> Figure:
        """The figure, ``height`` points high."""
        inches = self._figure.get_figwidth()
        self._figure.set_size_inches(inches, (height + 2 * EDGE) / 72)
        self._axes.set_xlim(-72 * MARGIN, self.width + 72 * MARGIN)
        self._axes.set_ylim(height + EDGE, -EDGE)
        return self._figure

    def write(self, x: float, y: float, text: str, **looks: Any) -> None:
        """A text, one block around ``y``; looks are matplotlib's, ``role`` gives the colour."""
        role = looks.pop("role", "ink")
        settings = {"va": "center_baseline", "size": self.note, "linespacing": LEADING, **looks}
        self._axes.text(x, y, text, color=_colour(role), **settings)

    def boxes(self, places: Iterable[tuple[float, float, float, float]], look: str) -> None:
        """Rectangles (x, y, width, height) of one look, as a single mark."""
        if look == "half":
            places = list(places)
            self.boxes(places, "open")
            places = [(x, y + height / 2, width, height / 2) for x, y, width, height in places]
        corners = [_corners(*place) for place in places]
        if not corners:
            return
        self._add(_patch(Path.make_compound_path(*corners), look))

    def line(self, start: tuple[float, float], end: tuple[float, float], **looks: Any) -> None:
        """A line in a ``role`` with matplotlib's other looks. Lines of one look at one height
        become one mark, which takes longer than its points.
        """
        colour = _colour(looks.pop("role", "rule"))
        looks = {"color": colour, "linewidth": 0.6, "zorder": 1, **looks}
        same, mark = self._lines.get(looks["zorder"], (None, None))
        if mark and same == looks:
            points = numpy.vstack([numpy.asarray(mark.get_xydata()), (nan, nan), start, end])
            mark.set_data(points[:, 0], points[:, 1])
        else:
            (x, y), (to_x, to_y) = start, end
            mark = Line2D((x, to_x), (y, to_y), **looks)
            self._add(mark)
            self._lines[mark.zorder] = looks, mark

    def _add(self, mark: Artist) -> None:
        """Put a mark on the sheet, whose limits are its own: nothing is measured."""
        self._axes.add_artist(mark)
        self._lines.pop(mark.zorder, None)

    def mark(self, x: float, y: float, sign: str, size: float, look: str) -> None:
        """A dot, diamond or other marker of matplotlib's, ``size`` points wide."""
        looks = LOOKS[look]
        colours = {"markerfacecolor": _colour(looks.fill), "markeredgecolor": _colour(looks.edge)}
        shape = {"markersize": size, "markeredgewidth": looks.width, "zorder": 4}
        self._mark(x, y, sign, **colours, **shape)

    def dot(
        self, x: float, y: float, sign: str, size: float, role: str, hollow: bool = False
    ) -> None:
        """A marker in a role, ``size`` points wide; one that is hollow shows the paper within. The
        triangle of a bound has its base there.
        """
        x += ASIDE.get(sign, 0) * size
        colour = _colour(role)
        fill = _colour("paper") if hollow else colour
        shape = {"markersize": size, "markeredgewidth": 1.3, "zorder": 4, "clip_on": False}
        self._mark(x, y, sign, markerfacecolor=fill, markeredgecolor=colour, **shape)

    def _mark(self, x: float, y: float, sign: str, **looks: Any) -> None:
        self._add(Line2D([x], [y], linestyle="", marker=sign, **looks))

    def ribbon(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        height: float,
        look: str,
        alpha: float = 1,
    ) -> None:
        """A band of a look, ``height`` points high, that swings between two upper corners."""
        (x, y), (to_x, to_y) = start, end
        middle = (x + to_x) / 2
        curve = [(x, y), (middle, y), (middle, to_y), (to_x, to_y)]
        back = [(each, rise + height) for each, rise in reversed(curve)]
        codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3]
        mark = _patch(Path([*curve, *back], codes), look)
        mark.set_alpha(alpha)
        self._add(mark)

    def extent(self, texts: Iterable[str], size: float = 0, weight: str = "normal") -> float:
        """The width of the widest of some texts, in points; 0 of none."""
        size = size or self.note
        lines = (line for text in texts for line in text.split("\n"))
        return max((extent(line, weight) * size for line in lines), default=0)

    def height(self, text: str, size: float) -> float:
        """The height of the lines of a text of that size, in points."""
        return LEADING * size * (text.count("\n") + 1)

    def broken(self, text: str, width: float, size: float = 0, weight: str = "normal") -> str:
        """A text in lines no wider than ``width``, as far as its words allow."""
        return "\n".join(broken(text, width / (size or self.note), weight))


def _colour(role: str) -> str:
    if not role:
        return "none"
    return colours()[role]


def _patch(path: Path, look: str) -> PathPatch:
    looks = LOOKS[look]
    mark = PathPatch(path, zorder=looks.above)
    mark.set(facecolor=_colour(looks.fill), edgecolor=_colour(looks.edge))
    mark.set(linewidth=looks.width, linestyle=looks.dashes, hatch=looks.hatch or None)
    return mark


def _corners(x: float, y: float, width: float, height: float) -> Path:
    ends = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]
    return Path(ends, closed=True)


@cache
def extent(text: str, weight: str = "normal") -> float:
    """The width of one line of text, in em, as the sum of its characters (without kerning, which
    moves an end by a hundredth): setting whole texts takes a tenth of all cells.
    """
    return sum(_advance(character, weight) for character in text)


@cache
def _advance(character: str, weight: str) -> float:
    """How far from a character the next one stands, in em.

    matplotlib opens its fonts again after a fork. One that is kept here would be read through one
    file, with one position in it, by the kernels of all notebooks.
    """
    face = font_manager.get_font(_file(weight))
    face.set_size(_MEASURED, 72)
    glyph = face.load_char(ord(character), LoadFlags.NO_HINTING)
    return glyph.linearHoriAdvance / 65536 / _MEASURED


@cache
def _file(weight: str) -> str:
    style.register_fonts()
    font = font_manager.FontProperties(family=style.FAMILY, weight=weight)
    return font_manager.findfont(font)


def broken(text: str, width: float, weight: str = "normal") -> list[str]:
    """``text`` in lines of at most ``width`` em, at spaces or between Chinese characters; no line
    begins with closing punctuation, and brackets are broken only where no line holds them.
    """
    lines, line = [], ""
    for token in _tokens(text, width, weight):
        wide = extent((line + token).rstrip(), weight) > width
        if line and wide and token.rstrip() not in CLOSING:
            lines.append(line.rstrip())
            line, token = "", token.lstrip()
        line += token
    return [line for line in (*lines, line.rstrip()) if line]


def _tokens(text: str, width: float, weight: str) -> Iterator[str]:
    for part in _BRACKETED.split(text):
        if _BRACKETED.fullmatch(part) and extent(part, weight) <= width:
            yield part
        else:
            yield from _TOKEN.findall(part)
