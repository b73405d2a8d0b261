"""Tables as an office's sheet holds them: the cells of values and what is said about each."""

from __future__ import annotations

from dataclasses import dataclass, field

from industry_report.office.sheets import Cell
from industry_report.office.words import Moment


@dataclass(frozen=True)
class Entry:
    """The cell of a value and what the table says about it.

    Attributes:
        name: of the indicator, as the sheet has it.
        above: the indicator of a row above that is not itself a growth: what 增速 alone refers to.
        growth: what the column says that the value is of the indicator: 增速, 年均增速 or "".
        moment: its period; None where the table names none.
        units: what may be its unit, the closest first; texts in brackets may be something else.
        unit: what a column or row of units says.
        table_units: what the title says.
        stated: the text that should be a period, where ``moment`` is None.
        region: the place of the row, where rows or values are of several places.
        remark: of the row, in a long table.
    """

    cell: Cell
    row: int
    column: int
    name: str
    moment: Moment | None
    units: tuple[str, ...] = ()
    unit: str = ""
    table_units: tuple[str, ...] = ()
    above: str = ""
    growth: str = ""
    stated: str = ""
    region: str = ""
    remark: str = ""


@dataclass
class Table:
    """A table of a sheet.

    Attributes:
        shape: ``rows``, ``columns`` or ``long``.
        first, last: its rows, from 0.
        entries: its cells that should hold values.
        passed: the places and texts of what stands in or under it and is no part of it.
    """

    shape: str
    first: int
    last: int
    entries: list[Entry] = field(default_factory=list)
    passed: list[tuple[int, int, str]] = field(default_factory=list)
