"""Where labels go: beside their marks, on no other mark or text, and on lines only if need be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import dist, hypot
from typing import NamedTuple

#: Points between two things that stand beside one another, and between samples of a line.
GAP, SAMPLE = 1.5, 4.0
#: More points between two texts in a line, lest they read as one.
WORD = 3.0
#: What touching costs: another label or mark, the edge; a sample of a line, and of a faint one. And
#: what it costs to stand nearer to another mark than to its own, and between the two.
TAKEN, LINE, FAINT, STRAY, BETWEEN = 10000, 100, 1, 3000, 50
#: How much nearer a label is to its own mark than to another of the same line, or to one on its
#: other side, in points.
CLEAR = 2.0


#: A place on a sheet as x and y, or a size as width and height, in points.
Pair = tuple[float, float]


class Box(NamedTuple):
    """A rectangle on a sheet, in points."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, middle: Pair, size: Pair) -> Box:
        """The rectangle of that size with its middle at a place."""
        (x, y), (width, height) = middle, size
        return cls(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    def touches(self, other: Box, gap: float = 0) -> bool:
        """Whether two rectangles overlap, or come nearer than ``gap``."""
        beside = self.left >= other.right + gap or other.left >= self.right + gap
        above = self.top >= other.bottom + gap or other.top >= self.bottom + gap
        return not (beside or above)

    def off(self, place: Pair) -> float:
        """How far a place is from it; 0 within."""
        x, y = place
        across = max(self.left - x, 0.0, x - self.right)
        return hypot(across, max(self.top - y, 0.0, y - self.bottom))

    def within(self, other: Box) -> bool:
        """Whether it lies in the other."""
        inside = self.left >= other.left and self.right <= other.right
        return inside and self.top >= other.top and self.bottom <= other.bottom


class Labels:
    """The places of labels within ``bounds``."""

    def __init__(self, bounds: Box) -> None:
        self.bounds = bounds
        self._taken: list[Box] = []
        self._marks: list[tuple[Pair, str]] = []
        self._lines: list[tuple[Box, int]] = []

    def take(self, box: Box) -> None:
        """Keep labels off a text."""
        self._taken.append(box)

    def mark(self, x: float, y: float, across: float, line: str = "") -> None:
        """Keep labels off a mark of a ``line``, and those of others away from it if that can be."""
        self.take(Box.around((x, y), (across, across)))
        self._marks.append(((x, y), line))

    def avoid(self, line: Sequence[Pair], cost: int = LINE) -> None:
        """Keep labels off a line if that can be; ``cost`` is what touching it there costs."""
        for (x, y), (to_x, to_y) in pairwise(line):
            steps = max(1, int(hypot(to_x - x, to_y - y) / SAMPLE))
            for step in range(steps + 1):
                part = step / steps
                at = x + part * (to_x - x), y + part * (to_y - y)
                self._lines.append((Box.around(at, (1, 1)), cost))

    def beside(
        self,
        own: Pair,
        size: Pair,
        far: float,
        most: int = TAKEN,
        behind: bool = False,
        line: str = "",
        alone: bool = False,
    ) -> Pair | None:
        """The middle of a label ``far`` points from a mark, ``behind`` it rather than above it;
        None where all cost ``most``. Where all places next to the mark are on a line or stray, it
        may stand its own height farther away. It is never where it would be read as that of another
        mark of its own ``line``, unless it is a name ``alone``, which is that of all of them.
        """
        near = self._around(own, size, far)
        if behind:
            near.insert(0, (own[0] + size[0] / 2 + far + 0.1, own[1]))
        farther = self._around(own, size, far + size[1])
        near, farther = (
            [each for each in some if alone or self._is_nearest(each, size, own, line)]
            for some in (near, farther)
        )
        found = self.first(near, size, min(most, LINE), own, line)
        return found or self.first(near + farther, size, most, own, line)

    def _around(self, own: Pair, size: Pair, far: float) -> list[Pair]:
        """The places of a label around a mark, the best first."""
        (x, y), (width, height) = own, size
        aside, over = width / 2 + far + 0.1, height / 2 + far + 0.1
        beside = [(0, -over), (0, over), (aside, 0), (-aside, 0)]
        corners = [(aside, -over), (-aside, -over), (aside, over), (-aside, over)]
        parts = [(part * shift, rise) for part in (0.5, 0.25, 0.75) for shift, rise in corners]
        places = [(x + dx, y + dy) for dx, dy in beside + parts + corners]
        low, top = self.bounds.left + width / 2, self.bounds.right - width / 2
        return places + [(min(max(x, low), top), y + rise) for rise in (-over, over)]

    def column(self, marks: Sequence[Pair], sizes: Sequence[Pair], far: float) -> list[Pair] | None:
        """The middles of labels of these ``sizes`` (width, height) that stand ``far`` points behind
        marks, one below the other in the order of the marks; None without room for all of them.

        The first that can stays at the height of its mark, and the others make way.
        """
        left, heights = max(x for x, _ in marks) + far, [height for _, height in sizes]
        wanted = [y - height / 2 for (_, y), height in zip(marks, heights, strict=True)]
        for fixed in range(len(marks)):
            tops = apart(wanted, heights, (self.bounds.top, self.bounds.bottom), fixed)
            boxes = [
                Box(left, top, left + width, top + height)
                for top, (width, height) in zip(tops, sizes, strict=True)
            ]
            if all(map(self._is_free, boxes, marks)):
                for box in boxes:
                    self.take(box)
                return [((left + box.right) / 2, (box.top + box.bottom) / 2) for box in boxes]
        return None

    def first(
        self,
        places: Iterable[Pair],
        size: Pair,
        most: int = TAKEN,
        own: Pair | None = None,
        line: str = "",
    ) -> Pair | None:
        """The place with the least in its way for a label of the mark ``own`` of a ``line``, which
        is taken; None where all cost ``most``.
        """
        best, least = None, most
        for place in places:
            box = Box.around(place, size)
            cost = self._cost(box)
            if own is not None:
                cost += STRAY * self._strays(box, own, line)
                cost += BETWEEN * self._is_between(box, own, line)
            if cost < least:
                best, least = place, cost
        if best is not None:
            self.take(Box.around(best, (size[0] + 2 * WORD, size[1])))
        return best

    def _is_free(self, box: Box, own: Pair) -> bool:
        """Whether a label of the mark ``own`` is on nothing but faint lines, and does not stray."""
        return self._cost(box) < LINE and not self._strays(box, own)

    def _cost(self, box: Box) -> int:
        if not box.within(self.bounds) or any(box.touches(each, GAP) for each in self._taken):
            return TAKEN
        return sum(cost for each, cost in self._lines if box.touches(each, 0.8))

    def _is_nearest(self, place: Pair, size: Pair, own: Pair, line: str) -> bool:
        """Whether of the marks of a line a label is clearly nearest to its own, by its edge and by
        its middle.
        """
        box = Box.around(place, size)
        return all(
            box.off(each) >= box.off(own) + CLEAR and dist(place, each) > dist(place, own)
            for each, name in self._marks
            if name == line and each != own
        )

    def _strays(self, box: Box, own: Pair, line: str = "") -> bool:
        """Whether a label would be read as that of a mark of another line, being nearer to it."""
        others = (each for each, name in self._marks if not line or name != line)
        return any(box.off(each) < box.off(own) - 0.1 for each in others)

    def _is_between(self, box: Box, own: Pair, line: str) -> bool:
        """Whether a label has a mark of another line on its other side about as near as its own."""
        near = box.off(own)
        others = ((box.off(each), each) for each, name in self._marks if name != line)
        return any(off < near + CLEAR and near + off < dist(own, each) for off, each in others)


def apart(wanted: Sequence[float], sizes: Sequence[float], ends: Pair, fixed: int) -> list[float]:
    """Upper edges of labels of these ``sizes``, as near as can be to those ``wanted`` and between
    two ``ends``, none on another; others make way for the one that is ``fixed``.
    """
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    heights = list(wanted)
    for below, above in pairwise(order[order.index(fixed) :: -1] if order else ()):
        heights[above] = min(heights[above], heights[below] - sizes[above])
    before, after = ends
    for place in order:
        heights[place] = max(heights[place], before)
        before = heights[place] + sizes[place]
    for place in reversed(order):
        heights[place] = after = min(heights[place], after - sizes[place])
    return heights
