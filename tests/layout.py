"""Where the texts of a drawing stand, measured by the renderer: what overlaps, what is cut off."""

from __future__ import annotations

from itertools import combinations
from unittest import mock

import numpy
from matplotlib.figure import Figure
from matplotlib.text import Text

#: A text box is higher than its letters by about this share on either side.
AIR = 0.2


def texts(canvas: Figure) -> list[Text]:
    """The texts that are painted, which are fewer than those that a drawing has."""
    engine = canvas.get_layout_engine()
    if engine:
        engine.execute(canvas)
        canvas.set_layout_engine("none")
    painted: list[Text] = []
    paint = Text.draw

    def note(text: Text, renderer: object) -> None:
        painted.append(text)
        paint(text, renderer)

    with mock.patch.object(Text, "draw", note):
        canvas.canvas.draw()
    return [text for text in painted if text.get_visible() and text.get_text().strip()]


def corners(text: Text) -> numpy.ndarray:
    """The four corners of a text in pixels, without the air above and below its letters."""
    angle = text.get_rotation() % 360
    turned = angle % 90 != 0
    if turned:
        text.set_rotation(0)
    box = text.get_window_extent()
    if turned:
        text.set_rotation(angle)
    low, high = box.y0 + AIR * box.height, box.y1 - AIR * box.height
    left, right = box.x0, box.x1
    if angle % 180 == 90:
        low, high = box.y0, box.y1
        left, right = box.x0 + AIR * box.width, box.x1 - AIR * box.width
    points = numpy.array([(left, low), (right, low), (right, high), (left, high)])
    if not turned:
        return points
    anchor = text.get_transform().transform(text.get_position())
    turn = numpy.radians(angle)
    matrix = numpy.array([[numpy.cos(turn), numpy.sin(turn)], [-numpy.sin(turn), numpy.cos(turn)]])
    return (points - anchor) @ matrix + anchor


def _apart(one: numpy.ndarray, two: numpy.ndarray) -> bool:
    """Whether a line can be drawn between two rectangles (the separating axis theorem)."""
    for shape in (one, two):
        for start, end in zip(shape, numpy.roll(shape, -1, axis=0), strict=True):
            normal = numpy.array([start[1] - end[1], end[0] - start[0]])
            first, second = one @ normal, two @ normal
            slack = 0.5 * numpy.linalg.norm(normal)
            if first.max() <= second.min() + slack or second.max() <= first.min() + slack:
                return True
    return False


def overlapping(canvas: Figure) -> list[tuple[str, str]]:
    """Pairs of texts that run into one another."""
    placed = [(text.get_text(), corners(text)) for text in texts(canvas)]
    return [(a, b) for (a, one), (b, two) in combinations(placed, 2) if not _apart(one, two)]


def cut(canvas: Figure) -> list[str]:
    """Texts that leave the drawing."""
    width, height = canvas.get_size_inches() * canvas.dpi
    found = []
    for text in texts(canvas):
        x, y = corners(text).T
        if x.min() < -0.5 or y.min() < -0.5 or x.max() > width + 0.5 or y.max() > height + 0.5:
            found.append(text.get_text())
    return found


def smallest(canvas: Figure) -> float:
    """The size of the smallest text, in points."""
    return min(text.get_size() for text in texts(canvas))
