"""What stands where in a drawing: its texts as measured boxes, its size, the sizes of its type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any, NamedTuple

from lxml import etree

from industry_report.exhibits.labels import Box
from industry_report.exhibits.sheet import extent
from industry_report.exhibits.style import register_fonts

#: How far ink reaches above and below the line that letters stand on, in parts of their size; how
#: far boxes may overlap before letters touch, in points.
ABOVE, BELOW, SLACK = 0.80, 0.14, 0.6
TURN = re.compile(r"rotate\((-?[\d.]+)")


class Text(NamedTuple):
    """A text of a drawing: what it says, its box and its size in points."""

    text: str
    box: Box
    size: float


def texts(svg: str) -> list[Text]:
    """The texts of a drawing as matplotlib writes it."""
    register_fonts()
    return [_text(each) for each in etree.fromstring(svg.encode()).iter("{*}text")]


def _text(element: etree._Element) -> Text:
    style = dict(one.strip().split(": ", 1) for one in element.get("style").split(";") if one)
    size, text = float(style["font-size"].removesuffix("px")), "".join(element.itertext())
    weight = "bold" if style.get("font-weight") in ("700", "bold") else "normal"
    wide = extent(text, weight) * size
    x, y = _place(element)
    left = x - {"start": 0, "middle": 0.5, "end": 1}[style.get("text-anchor", "start")] * wide
    box = Box(left, y - ABOVE * size, left + wide, y + BELOW * size)
    return Text(text, box, size)


def _place(element: etree._Element) -> tuple[float, float]:
    """Where a text stands: its coordinates, or where it is moved to."""
    transform = element.get("transform", "")
    turn = TURN.search(transform)
    assert not turn or float(turn[1]) == 0, f"{element.text!r} is turned"
    if element.get("x"):
        return float(element.get("x")), float(element.get("y"))
    x, y = re.search(r"translate\(([\d.-]+)[ ,]+([\d.-]+)", transform).groups()
    return float(x), float(y)


def canvas(svg: str) -> Box:
    """The whole of a drawing."""
    return Box(*map(float, etree.fromstring(svg.encode()).get("viewBox").split()))


def faults(svg: str) -> list[str]:
    """Texts that overlap or leave the canvas."""
    found, whole = texts(svg), canvas(svg)
    room = Box(whole.left - SLACK, whole.top - SLACK, whole.right + SLACK, whole.bottom + SLACK)
    outside = [f"{each.text!r} leaves the canvas" for each in found if not each.box.within(room)]
    touching = [
        f"{one.text!r} overlaps {two.text!r}"
        for one, two in combinations(found, 2)
        if one.box.touches(two.box, -SLACK)
    ]
    return outside + touching


def drawings(notebooks: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Every drawing of executed notebooks: id of its figure, form, SVG."""
    for notebook in notebooks.values():
        for cell in notebook.cells:
            for output in cell.get("outputs", ()):
                about = output.get("metadata", {}).get("publisher", {})
                if about.get("kind") == "figure":
                    yield about["id"], "wide", "".join(output["data"]["image/svg+xml"])
                    for form, svg in about.get("drawings", {}).items():
                        yield about["id"], form, svg
