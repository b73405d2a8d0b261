"""Progress against targets: all in per cent of their target; what adds up over a year stands beside
what the calendar asks for.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas

from industry_report.exhibits import describe
from industry_report.exhibits.drawing import Drawing, NothingToDraw, plotted, styled
from industry_report.exhibits.scale import Scale
from industry_report.exhibits.sheet import LEADING, Sheet
from industry_report.numbers.quantity import Quantity
from industry_report.words.language import WrittenQuantity

WHOLE = 100.0
#: Share of a sheet that the names beside the marks take at most and the marks at least, else the
#: names stand above them; space between columns.
NAMES, LEAST, SPACE = 0.4, 0.45, 8
#: Height of the marks of a row, in lines of text.
MARKS = 1.7
DASHES = (0, (2, 1.5))


class Row(NamedTuple):
    """What is done of one thing: now, and as reported elsewhere; or ``why`` that cannot be said."""

    name: str
    share: WrittenQuantity
    told: str
    due: WrittenQuantity | None
    others: list[WrittenQuantity]
    why: str

    @property
    def said(self) -> str:
        """The share, or why it cannot be said."""
        return self.why or str(self.share)


@styled
def progress(
    data: pandas.DataFrame,
    label: str,
    share: str,
    told: str,
    due: str = "",
    doubt: str = "",
    role: str = "focus",
) -> Drawing:
    """A stem for what is done of each ``label``, a tick for what is ``due``: what the calendar asks
    for by then.

    Args:
        data: a row a reading; of several of one label the last counts, the others are hollow.
        told: what stands behind a share, such as the amounts.
        doubt: why no reading of a label counts, which stands in place of a share; all are hollow
            then, with a thin line between them.
        role: of what is done: "focus", or "later" for what was published later.
    """
    if all(cell.is_missing for cell in data[share]):
        raise NothingToDraw([str(name) for name in data[label]])
    rows = [
        _read(str(name), part, (share, told, due, doubt))
        for name, part in data.groupby(label, sort=False)
    ]
    sheet = Sheet()
    left = min(NAMES * sheet.width, sheet.extent([r.name for r in rows], sheet.label)) + SPACE
    shares = sheet.extent([row.said for row in rows], weight="bold")
    room = max(shares, sheet.extent([row.told for row in rows])) + SPACE
    if sheet.width - left - room < LEAST * sheet.width:
        sheet.narrow = True
    if sheet.narrow:
        left = room = 0.0
    values = [cell.number for row in rows for cell in (row.share, *row.others)]
    known = [value for value in values if value == value]
    scale = Scale.over(left + 4, sheet.width - room - 6, [WHOLE, *known])
    scale = scale.reaching(sheet, max(WHOLE, *known))
    y = 0.0
    for row in rows:
        y = _row(sheet, scale, row, y, role)
    known_rows = data[[not cell.is_missing for cell in data[share]]]
    said = describe.values("progress", known_rows, [label], share)
    return Drawing(sheet.close(scale.figures(sheet, y)), plotted(data), said)


def _read(name: str, part: pandas.DataFrame, columns: tuple[str, ...]) -> Row:
    """The row of one label, whose readings are ``part``."""
    share, told, due, doubt = columns
    (*others, last), end = part[share], part.iloc[-1]
    why = str(end[doubt]) if doubt else ""
    if last.is_missing:
        why = str(last.label)
    return Row(name, last, str(end[told]), end[due] if due else None, others, why)


def _row(sheet: Sheet, scale: Scale, row: Row, y: float, role: str) -> float:
    """One row from ``y`` downwards; gives its lower edge."""
    line, height = LEADING * sheet.note, MARKS * LEADING * sheet.note
    if row.why:
        role = "quiet"
    if sheet.narrow:
        y = _above(sheet, row, y, role)
    else:
        told = sheet.broken(row.name, scale.left - 4 - SPACE, sheet.label)
        lines = max(told.count("\n"), bool(row.told)) + 1.5
        height = max(height, LEADING * sheet.label * lines)
        middle = y + height / 2
        sheet.write(scale.left - 4 - SPACE, middle, told, ha="right", va="center", size=sheet.label)
        _beside(sheet, scale.right + 6 + SPACE, middle, row, role)
    middle = y + height / 2
    sheet.line((scale.left, middle), (scale.x(WHOLE), middle), linewidth=1)
    whole = scale.x(WHOLE)
    sheet.line((whole, y), (whole, y + height), role="target", linewidth=1.6, zorder=2)
    if row.share.is_missing:
        thick = 0.7 * line
        place = (scale.left, middle - thick / 2, whole - scale.left, thick)
        sheet.boxes([place], "nodata")
    elif row.why:
        _doubted(sheet, scale, row, middle, role)
    else:
        _marks(sheet, scale, row, middle, role)
    return y + height


def _above(sheet: Sheet, row: Row, y: float, role: str) -> float:
    """Name and share on one line, what it is of on the next; gives their lower edge."""
    line = LEADING * sheet.note
    name = sheet.broken(row.name, sheet.width - sheet.extent([row.said], weight="bold") - SPACE)
    lines = name.count("\n") + 1
    sheet.write(0, y + lines * line / 2, name, va="center")
    sheet.write(sheet.width, y + line / 2, row.said, ha="right", role=role, weight="bold")
    lines += bool(row.told)
    sheet.write(sheet.width, y + (lines - 0.5) * line, row.told, ha="right", role="quiet")
    return y + lines * line


def _beside(sheet: Sheet, x: float, y: float, row: Row, role: str) -> None:
    """The share, and below it what it is of."""
    half = LEADING * sheet.note / 2
    sheet.write(x, y - half * bool(row.told), row.said, role=role, weight="bold")
    sheet.write(x, y + half, row.told, role="quiet")


def _marks(sheet: Sheet, scale: Scale, row: Row, y: float, role: str) -> None:
    x, tick = scale.x(row.share.number), 0.75 * sheet.note
    sheet.line((scale.left, y), (x, y), role=role, linewidth=2.6, zorder=2)
    if row.due and not row.due.is_missing:
        at = scale.x(row.due.number)
        sheet.line((at, y - tick), (at, y + tick), role="ink", linewidth=1.2, linestyle=DASHES)
    for other in row.others:
        sheet.dot(scale.x(other.number), y, "o", 5, role, hollow=True)
    sheet.dot(x, y, bound_sign(row.share), 7, role)


def _doubted(sheet: Sheet, scale: Scale, row: Row, y: float, role: str) -> None:
    """Readings of which none counts: hollow, with a thin line between them and no stem."""
    xs = [scale.x(each.number) for each in (*row.others, row.share)]
    sheet.line((min(xs), y), (max(xs), y), role=role, linewidth=1.4, zorder=2)
    for x in xs:
        sheet.dot(x, y, "o", 6, role, hollow=True)


def bound_sign(value: Quantity) -> str:
    """The marker of a value: a triangle that points to where it may lie, where it is a bound."""
    if value.interval.hi.is_infinite():
        return ">"
    return "<" if value.interval.lo.is_infinite() else "o"
