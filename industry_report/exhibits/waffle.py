"""A grid of squares: every item is one square, in the same place in every panel.

Each panel asks one thing of all items. Above its squares stands, beside other panels, how many have
it, and below that every answer with its own square and count, which is the key to the marks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas

from industry_report.exhibits import describe
from industry_report.exhibits.drawing import Drawing, NothingToDraw, distinct, plotted, styled
from industry_report.exhibits.sheet import LEADING, LOOKS, Sheet

#: Squares in a row of a panel, by the number of panels; ten where there are more.
ACROSS = {1: 25, 2: 15}
#: Between panels and between groups, in points.
APART, SPACE = 14, 5
#: Squares stand at most so many points apart, and so much of that, at least, is paper.
MOST, PAPER, CLEAR = 15, 0.16, 1.5
#: Size of the number above a panel, in parts of the size of its head.
NUMBER = 2.4


@dataclass(frozen=True)
class Block:
    """The items of one group, and where their squares begin: ``y`` is the upper edge in points."""

    name: str
    items: Sequence[str]
    y: float

    @property
    def named(self) -> str:
        """Its name and size."""
        return f"{self.name} {len(self.items)}"


@styled
def waffle(
    data: pandas.DataFrame, item: str, group: str, panel: str, state: str, looks: Mapping[str, str]
) -> Drawing:
    """Items (a row of ``data`` for each item and panel) by what each panel says of them.

    ``looks`` gives the look of every state (see ``sheet.LOOKS``), in the order in which they are
    counted; "open" is the look of an item that lacks what the panel asks for.
    """
    if data.empty:
        raise NothingToDraw([item])
    sheet = Sheet()
    names, panels = distinct(data[group]), distinct(data[panel])
    states = {
        name: dict(zip(part[item], part[state], strict=True))
        for name, part in data.groupby(panel, sort=False)
    }
    left = 0.0
    if not sheet.narrow:
        left = sheet.extent((f"{name} 00" for name in names), sheet.label) + 2 * SPACE
    width = (sheet.width - left - APART * (len(panels) - 1)) / len(panels)
    per = ACROSS.get(len(panels), 10)
    side = min(MOST, width / per)
    several = len(panels) > 1
    xs = {name: left + place * (width + APART) for place, name in enumerate(panels)}
    tops = [_head(sheet, x, width, name, states[name], looks, several) for name, x in xs.items()]
    members = {name: distinct(data.loc[data[group] == name, item]) for name in names}
    blocks, bottom = _blocks(sheet, members, max(tops), side, per)
    for block in blocks:
        _name(sheet, block, left, side)
    for name, x in xs.items():
        _squares(sheet, blocks, x, (side, per), states[name], looks)
    said = [describe.counted(name, list(states[name].values()), looks) for name in panels]
    return Drawing(sheet.close(bottom), plotted(data), describe.marks("waffle", said))


def _head(
    sheet: Sheet,
    x: float,
    width: float,
    name: str,
    states: Mapping[str, str],
    looks: Mapping[str, str],
    beside_others: bool,
) -> float:
    """What a panel asks, how many have it, and each answer; gives the lower edge."""
    answers, line = list(states.values()), LEADING * sheet.note
    counts = {state: answers.count(state) for state in looks if state in answers}
    have = sum(count for state, count in counts.items() if looks[state] != "open")
    title = sheet.broken(name, width, sheet.head, "bold")
    y = sheet.height(title, sheet.head)
    sheet.write(x, y / 2, title, size=sheet.head, weight="bold", va="center")
    size = NUMBER * sheet.head
    if beside_others:
        y += 0.6 * size
        sheet.write(x, y, str(have), size=size, weight="bold")
        beside = x + sheet.extent([str(have)], size, "bold") + 3
        sheet.write(beside, y + 0.25 * size, f"/ {len(states)}", role="quiet")
        y += 0.5 * size
    y += line
    for state, count in counts.items():
        sheet.boxes([(x, y - 0.4 * sheet.note, 0.8 * sheet.note, 0.8 * sheet.note)], looks[state])
        told = sheet.broken(f"{count} {state}", width - 1.4 * sheet.note)
        more = told.count("\n")
        sheet.write(x + 1.3 * sheet.note, y + more * line / 2, told, va="center")
        y += line * (more + 1)
    return y


def _blocks(
    sheet: Sheet, members: Mapping[str, Sequence[str]], y: float, side: float, per: int
) -> tuple[list[Block], float]:
    """The groups one below the other from ``y``, and the lower edge of the last one."""
    blocks = []
    for name, items in members.items():
        if sheet.narrow:
            y += LEADING * sheet.note + 2
        blocks.append(Block(name, items, y))
        y += side * -(-len(items) // per) + SPACE
    return blocks, y


def _name(sheet: Sheet, block: Block, left: float, side: float) -> None:
    """The name of a group and its size, on the left of its squares or above them."""
    if sheet.narrow:
        sheet.write(0, block.y - 0.6 * sheet.note - 2, block.named, role="quiet")
        return
    sheet.write(left - 2 * SPACE, block.y + 0.5 * side, block.named, ha="right", size=sheet.label)


def _squares(
    sheet: Sheet,
    blocks: Sequence[Block],
    left: float,
    grid: tuple[float, int],
    states: Mapping[str, str],
    looks: Mapping[str, str],
) -> None:
    side, per = grid
    gap = max(CLEAR, side * PAPER)
    places: dict[str, list[tuple[float, float, float, float]]] = {}
    for block in blocks:
        for number, item in enumerate(block.items):
            look = looks[states[item]]
            inset = (gap + LOOKS[look].width) / 2  # the edge is painted within the square
            x, y = left + number % per * side + inset, block.y + number // per * side + inset
            places.setdefault(look, []).append((x, y, side - 2 * inset, side - 2 * inset))
    for look, boxes in places.items():
        sheet.boxes(boxes, look)
