"""What stands where in a drawing: its texts as measured boxes, its size, the sizes of its type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations
from math import cos, radians, sin
from typing import Any, NamedTuple

from lxml import etree

from industry_report.exhibits.drawing import Drawing
from industry_report.exhibits.picture import bare
from industry_report.exhibits.sheet import extent
from industry_report.exhibits.style import register_fonts

#: How far ink reaches above and below the line that letters stand on, in parts of their size; how
#: far boxes may overlap before letters touch, in points.
ABOVE, BELOW, SLACK = 0.80, 0.14, 0.6
TURN = re.compile(r"rotate\((-?[\d.]+)")
MOVED = re.compile(r"translate\((-?[\d.]+)[ ,]+(-?[\d.]+)")
SIDES = {"start": 0.0, "middle": 0.5, "end": 1.0}

Corners = list[tuple[float, float]]


class Text(NamedTuple):
    """A text of a drawing: what it says, the corners of its box and its size in points."""

    text: str
    corners: Corners
    size: float


def texts(svg: str) -> list[Text]:
    """The texts of a drawing as matplotlib writes it."""
    register_fonts()
    return [_text(each) for each in etree.fromstring(svg.encode()).iter("{*}text")]


def written(drawing: Drawing) -> list[str]:
    """What is written in a drawing, text by text."""
    return [each.text for each in texts(bare(drawing))]


def _text(element: etree._Element) -> Text:
    style = dict(one.strip().split(": ", 1) for one in element.get("style").split(";") if one)
    size, text = float(style["font-size"].removesuffix("px")), "".join(element.itertext())
    weight = "bold" if style.get("font-weight") in ("700", "bold") else "normal"
    wide = extent(text, weight) * size
    transform = element.get("transform", "")
    moved, turn = MOVED.search(transform), TURN.search(transform)
    x, y = float(element.get("x", "0")), float(element.get("y", "0"))
    if moved:
        x, y = x + float(moved[1]), y + float(moved[2])
    left = -SIDES[style.get("text-anchor", "start")] * wide
    upper, lower = -ABOVE * size, BELOW * size
    box = [(left, upper), (left + wide, upper), (left + wide, lower), (left, lower)]
    angle = radians(float(turn[1])) if turn else 0.0
    turned = [
        (x + dx * cos(angle) - dy * sin(angle), y + dx * sin(angle) + dy * cos(angle))
        for dx, dy in box
    ]
    return Text(text, turned, size)


def overlap(one: Corners, two: Corners) -> float:
    """By how much two rectangles overlap along the axis on which that is least; below 0 they are
    apart (separating axis theorem).
    """
    least = float("inf")
    for corners in (one, two):
        for (x, y), (to_x, to_y) in zip(corners, corners[1:3], strict=False):
            length = ((to_x - x) ** 2 + (to_y - y) ** 2) ** 0.5 or 1.0
            axis = (to_x - x) / length, (to_y - y) / length
            spans = [[x * axis[0] + y * axis[1] for x, y in each] for each in (one, two)]
            low = max(min(span) for span in spans)
            least = min(least, min(max(span) for span in spans) - low)
    return least


def meeting(found: list[Text]) -> Iterator[tuple[Text, Text]]:
    """The pairs whose shadows on both axes of the page meet: no others can overlap."""
    shadows = [[(min(axis), max(axis)) for axis in zip(*one.corners, strict=True)] for one in found]
    for (one, own), (two, other) in combinations(zip(found, shadows, strict=True), 2):
        if all(a[0] < b[1] and b[0] < a[1] for a, b in zip(own, other, strict=True)):
            yield one, two


def faults(svg: str) -> list[str]:
    """Texts that overlap or leave the canvas."""
    found = texts(svg)
    left, top, right, bottom = map(float, etree.fromstring(svg.encode()).get("viewBox").split())
    outside = [
        f"{each.text!r} leaves the canvas"
        for each in found
        for x, y in each.corners
        if not (left - SLACK <= x <= right + SLACK and top - SLACK <= y <= bottom + SLACK)
    ]
    touching = [
        f"{one.text!r} overlaps {two.text!r}"
        for one, two in meeting(found)
        if overlap(one.corners, two.corners) > SLACK
    ]
    return list(dict.fromkeys(outside)) + touching


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


def width(text: Text) -> float:
    """How long a text is along its line."""
    (x, y), (to_x, to_y) = text.corners[:2]
    return ((to_x - x) ** 2 + (to_y - y) ** 2) ** 0.5
