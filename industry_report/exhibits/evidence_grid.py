"""What is known and what is not: a cell for each symptom, then and with later publications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

import pandas

from industry_report.exhibits import describe
from industry_report.exhibits.drawing import Drawing, NothingToDraw, distinct, plotted, styled
from industry_report.exhibits.sheet import LOOKS, Sheet

#: Height of a row in parts of the size of its text; what of it a cell takes.
ROW, CELL = 2.32, 0.69
#: Between sides, between blocks and columns, between cells, in points; how much more between the
#: columns, so that a triangle touches neither cell.
APART, SPACE, GAP, TURN = 10, 5, 2, 6.5
#: Size of a triangle; by how much a verdict stands above the middle of its cell, in points.
SIGN, RAISED = 5, 0.8


class Row(NamedTuple):
    """One symptom: its problem, which the first one names; a verdict a column."""

    name: str
    verdicts: tuple[str, ...]


class Block(NamedTuple):
    """The symptoms of a part of the text."""

    name: str
    rows: Sequence[Row]


class Columns(NamedTuple):
    """The verdicts side by side: their heads and looks, and the width of a cell."""

    heads: Sequence[str]
    looks: Mapping[str, str]
    cell: float

    @property
    def turns(self) -> float:
        """The room between cells, for the triangles."""
        return TURN * (len(self.heads) - 1)


@styled
def evidence_grid(
    data: pandas.DataFrame, part: str, problem: str, then: str, later: str, looks: Mapping[str, str]
) -> Drawing:
    """Every symptom, a row of ``data``, by its verdict, of which ``looks`` are keyed. An empty
    column ``later`` is left out; where it differs from ``then``, its cell is framed behind a
    triangle.
    """
    if data.empty:
        raise NothingToDraw([problem])
    columns = [then]
    if any(map(str, data[later])):
        columns.append(later)
    blocks = [
        Block(name, _rows(data[data[part] == name], problem, columns))
        for name in distinct(data[part])
    ]
    sheet = Sheet()
    # a cell holds each verdict and head in a line
    widest = max(sheet.extent(looks, weight="bold"), sheet.extent(columns, weight="bold"))
    made = Columns(columns, looks, widest + 2 * SPACE)
    sides = _balanced(blocks, _most_sides(sheet, blocks, made))
    width = (sheet.width - APART * (len(sides) - 1)) / len(sides)
    height = max(
        _side(sheet, side, place * (width + APART), width, made) for place, side in enumerate(sides)
    )
    said = [describe.counted(name, list(data[name]), looks) for name in columns]
    return Drawing(sheet.close(height), plotted(data), describe.marks("evidence", said))


def _rows(data: pandas.DataFrame, problem: str, columns: Sequence[str]) -> list[Row]:
    verdicts = data[list(columns)].itertuples(index=False, name=None)
    places = data.groupby(problem, sort=False).cumcount()
    return [
        Row("" if place else name, said)
        for name, place, said in zip(data[problem].map(str), places, verdicts, strict=True)
    ]


def _most_sides(sheet: Sheet, blocks: Sequence[Block], columns: Columns) -> int:
    """How many columns of blocks have room beside each other; two are made to have it, but on a
    phone."""
    side = _names(sheet, blocks) + len(columns.heads) * columns.cell + columns.turns
    room = (sheet.width + APART) / (side + APART)
    return 1 if sheet.narrow else max(2, int(room))


def _names(sheet: Sheet, blocks: Sequence[Block]) -> float:
    """The width of the names of problems."""
    return sheet.extent(each.name for block in blocks for each in block.rows) + SPACE


def _balanced(blocks: Sequence[Block], count: int) -> list[Sequence[Block]]:
    """The blocks in no more than so many columns, as low as their order allows."""
    cuts = combinations(range(1, len(blocks)), min(count, len(blocks)) - 1)
    parted = ([blocks[i:j] for i, j in pairwise((0, *cut, len(blocks)))] for cut in cuts)

    def height(sides: list[Sequence[Block]]) -> int:
        return max(sum(len(block.rows) + 2 for block in side) for side in sides)

    return min(parted, key=height)


def _side(
    sheet: Sheet, blocks: Sequence[Block], left: float, width: float, columns: Columns
) -> float:
    """Blocks one below the other; gives the lower edge."""
    y, row, count = 0.0, ROW * sheet.note, len(columns.heads)
    cell = min(columns.cell, (width - _names(sheet, blocks) - columns.turns) / count)
    heads = [sheet.broken(each, cell, weight="bold") for each in columns.heads]
    start = left + width - count * cell - columns.turns
    xs = [start + place * (cell + TURN) for place in range(count)]
    first = sheet.extent(heads[:1], weight="bold")
    room = xs[0] + (cell - first) / 2 - SPACE - left
    for block in blocks:
        name = sheet.broken(block.name, room, sheet.label, "bold")
        head = row * (1.1 + 0.6 * max(each.count("\n") for each in (name, *heads)))
        middle = y + head / 2
        sheet.write(left, middle, name, va="center", size=sheet.label, weight="bold")
        for x, said, role in zip(xs, heads, ("ink", "later"), strict=False):
            looks_of_head = {"ha": "center", "va": "center", "role": role, "weight": "bold"}
            sheet.write(x + cell / 2, middle, said, **looks_of_head)
        _cells(sheet, block, (left, y + head, left + width), xs, cell, columns.looks)
        y += row * len(block.rows) + head + 1.5 * SPACE
    return y - SPACE


def _cells(
    sheet: Sheet,
    block: Block,
    place: tuple[float, float, float],
    xs: Sequence[float],
    cell: float,
    looks: Mapping[str, str],
) -> None:
    """The rows of a block: a rule above each problem, its name, and the verdicts in their cells."""
    left, y, right = place
    row = ROW * sheet.note
    boxes: dict[str, list[tuple[float, float, float, float]]] = {}
    for symptom in block.rows:
        if symptom.name:
            sheet.line((left, y), (right, y))
            sheet.write(left, y + row / 2, symptom.name, role="ink")
        for x, verdict in zip(xs, symptom.verdicts, strict=True):
            box = (x + GAP / 2, y + row * (1 - CELL) / 2, cell - GAP, row * CELL)
            boxes.setdefault(looks[verdict], []).append(box)
            if looks[verdict] != "nodata":
                role = LOOKS[looks[verdict]].text
                looks_of_text = {"ha": "center", "role": role, "weight": "bold"}
                sheet.write(x + cell / 2, y + row / 2 - RAISED, verdict, **looks_of_text)
        if len(set(symptom.verdicts)) > 1:
            edge = LOOKS["framed"].width / 2  # it is painted outside the cell
            start, top, wide, high = box
            frame = (start - edge, top - edge, wide + 2 * edge, high + 2 * edge)
            boxes.setdefault("framed", []).append(frame)
            sheet.mark(xs[-1] - TURN / 2 - edge, y + row / 2, ">", SIGN, "nation")
        y += row
    for look, places in boxes.items():
        sheet.boxes(places, look)
