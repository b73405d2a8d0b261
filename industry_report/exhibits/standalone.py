"""A figure as a file of its own: the bare drawing with its words painted around it.

All texts are outlines, those of the drawing too: the file looks the same where the font is missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import NamedTuple

import matplotlib
from matplotlib.figure import Figure

from industry_report.exhibits import picture, style
from industry_report.exhibits.drawing import MARGIN
from industry_report.exhibits.sheet import broken
from publisher import theme

#: English text gets straight quotation marks: the font has the curly ones only at the width of a
#: Chinese character.
STRAIGHT = str.maketrans("‘’“”", "''\"\"")
_SIZE = re.compile(r'width="([\d.]+)pt" height="([\d.]+)pt"')
_TEXT = re.compile(
    r'<text style="(?P<style>[^"]*)" x="(?P<x>[^"]*)" y="(?P<y>[^"]*)"'
    r'(?: transform="rotate\((?P<turn>[^\s"]+)(?:\s[^"]*)?")?>(?P<text>[^<]*)</text>'
)
#: How matplotlib places the lines of a text of several.
_MOVED = re.compile(r' transform="translate\(([^\s")]+) ([^\s")]+)\)"')
_SIDES = {"start": "left", "middle": "center", "end": "right"}


class _Looks(NamedTuple):
    """How a text is set: size and height of a line in points, weight, colour."""

    size: float
    height: float
    weight: str
    colour: str


TITLE = _Looks(12, 16.2, "bold", style.INK)
SUBTITLE = _Looks(9, 12.15, "normal", style.QUIET)
FOOT = _Looks(7.5, 10.5, "normal", style.QUIET)


def framed(svg: str, words: Mapping[str, str], language: str) -> str:
    """A drawing with title and subtitle above and note and source below, as SVG.

    Args:
        svg: the bare drawing, as made by :func:`picture.pictures`.
        words: plain texts ``title``, ``subtitle``, ``note``, ``source`` (as shown: "Source: …"),
            broken into lines as needed.
        language: that of the texts, ``"zh"`` or ``"en"``.
    """
    svg = _MOVED.sub(r' x="\1" y="\2"', theme.plain(svg))
    size = _SIZE.search(svg)
    assert size  # every picture says how large it is
    width, height = map(float, size.groups())
    looks = {"title": TITLE, "subtitle": SUBTITLE, "note": FOOT, "source": FOOT}
    set_lines = {part: _lines(words[part], looks[part], language, width) for part in looks}
    head = set_lines["title"] + set_lines["subtitle"]
    below = set_lines["note"] + set_lines["source"]
    top = 10 + sum(each.height for _, each in head)
    bottom = 8 + sum(each.height for _, each in below)
    with style.settings(), matplotlib.rc_context({"svg.fonttype": "path"}):
        page = Figure(figsize=(width / 72, (top + height + bottom) / 72), dpi=72)
        _paint(page, head, 6)
        _paint(page, below, top + height)
        words_around = picture.vector(page)
        labels = Figure(figsize=(width / 72, height / 72), dpi=72, facecolor="none")
        for found in _TEXT.finditer(svg):
            _repaint(labels, found)
        written = picture.vector(labels)
    # inside, a unit is a point already
    place = f'y="{top:g}" width="{width:g}" height="{height:g}"'
    layers = (_TEXT.sub("", svg), written)
    inner = "\n".join(_SIZE.sub(place, layer, count=1).rstrip() for layer in layers)
    return words_around.replace("</svg>", f"{inner}\n</svg>")


def _repaint(labels: Figure, found: re.Match[str]) -> None:
    """Write a text of a drawing on a canvas of the same size, where it stands."""
    looks = dict(one.split(": ", 1) for one in found["style"].split("; "))
    width, height = labels.get_size_inches() * 72
    labels.text(
        float(found["x"]) / width,
        1 - float(found["y"]) / height,
        unescape(found["text"]),
        size=float(looks["font-size"].removesuffix("px")),
        weight=int(looks.get("font-weight", 400)),
        color=looks.get("fill", "#000000"),
        ha=_SIDES[looks.get("text-anchor", "start")],
        va="baseline",
        rotation=-float(found["turn"] or 0),
        rotation_mode="anchor",
    )


def _lines(text: str, looks: _Looks, language: str, width: float) -> list[tuple[str, _Looks]]:
    if language != "zh":
        text = text.translate(STRAIGHT)
    em = (width - 72 * 2 * MARGIN) / looks.size
    return [(line, looks) for line in broken(text, em, looks.weight)]


def _paint(words: Figure, lines: Sequence[tuple[str, _Looks]], y: float) -> None:
    """Write lines from ``y`` points below the upper edge downwards."""
    width, height = words.get_size_inches()
    for text, looks in lines:
        words.text(
            MARGIN / width,
            1 - y / 72 / height,
            text,
            size=looks.size,
            weight=looks.weight,
            color=looks.colour,
            va="top",
        )
        y += looks.height
