"""Problems against measures: who answers what, with totals and the loose ends as bands. Columns are
lettered, with a key below; on a narrow sheet they are groups of lines of action.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import pandas

from industry_report.exhibits import describe
from industry_report.exhibits.drawing import Drawing, NothingToDraw, plotted, styled
from industry_report.exhibits.sheet import LEADING, Sheet

#: Between groups of rows and columns, and around labels, in points.
SPACE = 5
#: The heads of columns; twice from the twenty-seventh on.
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: Height of a row in parts of the size of its text.
ROW = 1.75
#: Lines of totals below the cells.
TOTALS = 2


@dataclass(frozen=True)
class Counts:
    """What the matrix shows.

    Attributes:
        down, across: labels of rows and columns. points, groups: what each belongs to.
        direct, indirect: measures that answer, by row and column.
        measures, free: of each column, all of them and those that answer nothing.
    """

    down: Sequence[str]
    across: Sequence[str]
    points: Sequence[str]
    groups: Sequence[str]
    direct: pandas.DataFrame
    indirect: pandas.DataFrame
    measures: Sequence[int]
    free: Sequence[int]

    @cached_property
    def dead(self) -> list[int]:
        """Rows that no measure answers."""
        return [row for row, total in enumerate(self.answers) if not total]

    @cached_property
    def idle(self) -> list[int]:
        """Columns none of whose measures answers anything."""
        columns = (self.direct + self.indirect).sum(axis=0)
        return [place for place, total in enumerate(columns) if not total]

    @cached_property
    def answers(self) -> list[int]:
        """How many answers each row has."""
        return list((self.direct + self.indirect).sum(axis=1))


@dataclass(frozen=True)
class Grid:
    """Where the cells are, in points: left and upper edges, width and height of a cell."""

    xs: Sequence[float]
    ys: Sequence[float]
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.xs[-1] + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.ys[-1] + self.height

    def middle(self, row: int) -> float:
        """The middle line of a row; the totals follow the last one."""
        beyond = max(0, row - len(self.ys) + 1)
        place = self.ys[min(row, len(self.ys) - 1)]
        return place + (0.5 + beyond * 1.1) * self.height


@styled
def matrix(
    data: pandas.DataFrame,
    point: str,
    problem: str,
    group: str,
    line: str,
    direct: str,
    indirect: str,
    measures: str,
    free: str,
    answers: str,
    unanswered: str,
    unmotivated: str,
) -> Drawing:
    """How many measures of each line of action (columns) answer each problem (rows).

    ``direct`` and ``indirect`` count those that answer one problem, ``measures`` all of the line,
    ``free`` those of them that answer none; ``point`` and ``group`` are what problems and lines
    belong to. ``answers`` heads the totals of the rows; ``unanswered`` is written across a row
    and ``unmotivated`` along a column without a count.
    """
    if data.empty:
        raise NothingToDraw([problem])
    sheet = Sheet()
    columns = group if sheet.narrow else line
    made = _counts(data, (point, problem, columns, group), (direct, indirect, measures, free))
    grid = _placed(sheet, made, (measures, free), answers)
    _cells(sheet, grid, made)
    _rows(sheet, grid, made, unanswered)
    _columns(sheet, grid, made, unmotivated)
    _totals(sheet, grid, made, (measures, free), answers)
    said = [
        *(f"{made.down[row]}: {unanswered}" for row in made.dead),
        *(f"{made.across[place]}: {unmotivated}" for place in made.idle),
        f"{measures} {sum(made.measures)}",
        f"{free} {sum(made.free)}",
    ]
    height = grid.middle(len(grid.ys) + TOTALS - 1) + grid.height
    if not sheet.narrow:
        height = _key(sheet, made, height)
    return Drawing(sheet.close(height), plotted(data), describe.marks("matrix", said))


def _counts(data: pandas.DataFrame, labels: tuple[str, ...], values: tuple[str, ...]) -> Counts:
    point, problem, columns, group = labels
    direct, indirect, measures, free = values
    numbers = data.assign(**{name: [int(cell.number) for cell in data[name]] for name in values})
    cells = numbers.pivot_table(
        index=problem, columns=columns, values=[direct, indirect], aggfunc="sum", sort=False
    )
    rows = data.drop_duplicates(problem).set_index(problem)
    heads = data.drop_duplicates(columns).set_index(columns)
    first = numbers[numbers[problem] == rows.index[0]].groupby(columns, sort=False)
    return Counts(
        down=list(rows.index),
        across=list(heads.index),
        points=list(rows[point]),
        groups=list(heads[group]) if columns != group else [""] * len(heads),
        direct=cells[direct],
        indirect=cells[indirect],
        measures=list(first[measures].sum()),
        free=list(first[free].sum()),
    )


def _placed(sheet: Sheet, counts: Counts, names: Sequence[str], answers: str) -> Grid:
    """Columns as wide as the sheet allows beside the names of the rows, below their heads."""
    left = max(sheet.extent(counts.down, weight="bold"), sheet.extent(names, weight="bold")) + SPACE
    top, right = 2 * sheet.note, sheet.extent([answers]) + 2 * SPACE
    if sheet.narrow:
        top = sheet.extent(counts.across, weight="bold") + 1.5 * sheet.note
    jumps = _jumps(counts.groups)
    width = (sheet.width - left - right - SPACE * jumps[-1]) / len(jumps)
    height = ROW * sheet.note
    xs = [left + place * width + SPACE * jump for place, jump in enumerate(jumps)]
    rows = enumerate(_jumps(counts.points))
    return Grid(xs, [top + row * height + SPACE * jump for row, jump in rows], width, height)


def _jumps(groups: Sequence[str]) -> list[int]:
    """How many gaps stand before each of a series of things in groups."""
    found = [0]
    for before, after in pairwise(groups):
        found.append(found[-1] + (before != after))
    return found


def _cells(sheet: Sheet, grid: Grid, counts: Counts) -> None:
    """Dark where a measure answers directly, pale where only indirectly, a dot where none does."""
    boxes: dict[str, list[tuple[float, float, float, float]]] = {"nation": [], "pale": []}
    dots = []
    for row, y in enumerate(grid.ys):
        for column, x in enumerate(grid.xs):
            straight = counts.direct.iat[row, column]
            total = straight + counts.indirect.iat[row, column]
            middle = x + grid.width / 2
            if not total:
                if row not in counts.dead and column not in counts.idle:
                    dots.append((middle - 0.5, y + grid.height / 2 - 0.5, 1, 1))
                continue
            look, role = ("nation", "paper") if straight else ("pale", "ink")
            boxes[look].append((x + 0.7, y + 0.7, grid.width - 1.4, grid.height - 1.4))
            sheet.write(middle, grid.middle(row), str(total), ha="center", role=role)
    for look, places in boxes.items():
        sheet.boxes(places, look)
    sheet.boxes(dots, "dot")


def _rows(sheet: Sheet, grid: Grid, counts: Counts, unanswered: str) -> None:
    """Names on the left, totals on the right, and a band where no measure answers."""
    left, right = grid.xs[0], grid.right
    for row, (name, total) in enumerate(zip(counts.down, counts.answers, strict=True)):
        y, looks = grid.middle(row), {"role": "ink", "weight": "normal"}
        if row in counts.dead:
            looks = {"role": "focus", "weight": "bold"}
            sheet.boxes(
                [(left + 0.5, grid.ys[row] + 0.5, right - left - 1, grid.height - 1)], "gap"
            )
            sheet.write((left + right) / 2, y, unanswered, ha="center", weight="bold")
        sheet.write(left - SPACE, y, name, ha="right", **looks)
        sheet.write(sheet.width, y, str(total), ha="right", **looks | {"weight": "bold"})


def _columns(sheet: Sheet, grid: Grid, counts: Counts, unmotivated: str) -> None:
    """Letters on top, on a narrow sheet names, and a band where no measure answers anything."""
    top = grid.ys[0]
    for place, (x, name) in enumerate(zip(grid.xs, counts.across, strict=True)):
        middle, looks = x + grid.width / 2, {"role": "ink", "weight": "normal"}
        if place in counts.idle:
            looks = {"role": "focus", "weight": "bold"}
            sheet.boxes([(x + 0.5, top, grid.width - 1, grid.bottom - top)], "gap")
            _along(sheet, middle, (top + grid.bottom) / 2, unmotivated, weight="bold", zorder=5)
        if sheet.narrow:
            _along(sheet, middle, top - 0.5 * sheet.note, name, va="bottom", **looks)
        else:
            head = looks | {"weight": "bold"}
            sheet.write(middle, top - sheet.note, _letter(place), ha="center", **head)


def _key(sheet: Sheet, counts: Counts, y: float) -> float:
    """The names of the lettered columns, one below the other; gives the lower edge."""
    width = sheet.extent(counts.across) + 2.5 * sheet.note
    rows = -(-len(counts.across) // max(1, int(sheet.width // width)))
    line = LEADING * sheet.note
    for place, name in enumerate(counts.across):
        x, middle = place // rows * width, y + (place % rows + 0.5) * line
        role = "focus" if place in counts.idle else "ink"
        sheet.write(x, middle, _letter(place), role=role, weight="bold")
        sheet.write(x + 1.5 * sheet.note, middle, name, role=role)
    return y + rows * line


def _letter(place: int) -> str:
    return LETTERS[place % len(LETTERS)] * (place // len(LETTERS) + 1)


def _along(sheet: Sheet, x: float, y: float, text: str, **looks: Any) -> None:
    """A text along a column: Chinese characters one below the other, other writing turned."""
    settings = {"ha": "center", "va": "center"} | looks
    if all(ord(character) > 0x2E7F for character in text):
        sheet.write(x, y, "\n".join(text), **settings)
        return
    sheet.write(x, y, text, rotation=90, **settings)


def _totals(sheet: Sheet, grid: Grid, counts: Counts, names: Sequence[str], answers: str) -> None:
    """Below the cells all measures of a column, and those that answer nothing: no sum of either
    stands under the answers.
    """
    sheet.write(sheet.width, grid.ys[0] - sheet.note, answers, ha="right", role="quiet")
    sheet.line((0, grid.bottom + 2), (sheet.width, grid.bottom + 2))
    rows = zip(names, (counts.measures, counts.free), ("ink", "focus"), strict=True)
    for place, (name, values, role) in enumerate(rows, len(grid.ys)):
        y, looks = grid.middle(place), {"role": role, "weight": "bold"}
        sheet.write(grid.xs[0] - SPACE, y, name, ha="right", **looks)
        for x, value in zip(grid.xs, values, strict=True):
            if value:
                sheet.write(x + grid.width / 2, y, str(value), ha="center", **looks)
