"""What an import has understood of an office's sheets, and what is wrong with them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from industry_report.data.errors import Fault
from industry_report.data.validation import KEY
from industry_report.office.amounts import Amount
from industry_report.office.descriptor import Record
from industry_report.office.layout import Table
from industry_report.office.sheets import Grid

Key = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Row:
    """A row of the dataset and the cell that it comes from.

    Attributes:
        fields: its columns by name.
        where: the cell, in the reader's language.
        label: the indicator as the sheet names it.
    """

    fields: dict[str, str]
    where: str
    label: str

    @property
    def key(self) -> Key:
        """What no two rows of a dataset have in common."""
        return key_of(self.fields)


def key_of(fields: dict[str, str]) -> Key:
    """The key of a row."""
    region, indicator, period, status, source = (fields[name] for name in KEY)
    return region, indicator, period, status, source


@dataclass
class Understood:
    """What was understood of one table.

    Attributes:
        grid, table: the table and its sheet.
        periods: as the dataset writes them, in the order of the sheet.
        names: how many values each name of the sheet gave to which indicator.
        yearless: whether its periods lack their year.
    """

    grid: Grid
    table: Table
    periods: dict[str, None] = field(default_factory=dict)
    names: Counter[tuple[str, str]] = field(default_factory=Counter)
    yearless: bool = False


@dataclass
class Reading:
    """What the files say, and what is wrong with them.

    Attributes:
        understood: the tables; ``without``: the sheets of which nothing is read, and why: "empty",
            "blank" (heads alone), "columns" (their heads are not understood), "none" (no table).
        rows: what goes into the dataset; their source is put in later.
        mistakes: what must be corrected first.
        conversions: units read in another one: name, unit, own unit, digits, power of ten.
        assumed: names without a unit, and the unit that they are read in.
        rewritten: cells with numbers written otherwise: place, text, amount.
        apart: labels of indicators that brackets make other ones: what stands there, the indicator
            that it would be without, and the words that would be harmless.
        growths: levels in per cent that are read as growth: name, label.
        columns: heads of columns of numbers that are not understood, by place; ``undated``: the
            places of those without a period.
        unsure: heads and names whose figures may be of a month or of the year so far, with a place.
        skipped: heads of columns that the dataset cannot hold, such as ranks.
        elsewhere: names of places that the folder does not have, such as 全省.
        passed: other texts that were not understood, by place.
        gaps: how many cells say that there is no value; ``blank``: the rows without any.
        new_units: units that no list has.
    """

    understood: list[Understood] = field(default_factory=list)
    without: list[tuple[Grid, str]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    mistakes: list[Fault] = field(default_factory=list)
    conversions: dict[tuple[str, str, str], tuple[str, int]] = field(default_factory=dict)
    assumed: dict[str, str] = field(default_factory=dict)
    rewritten: list[tuple[str, str, Amount]] = field(default_factory=list)
    apart: dict[str, tuple[list[str], Record, list[str]]] = field(default_factory=dict)
    growths: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    undated: set[str] = field(default_factory=set)
    unsure: dict[str, str] = field(default_factory=dict)
    passed: list[tuple[str, str]] = field(default_factory=list)
    gaps: int = 0
    skipped: dict[str, None] = field(default_factory=dict)
    elsewhere: dict[str, None] = field(default_factory=dict)
    blank: list[str] = field(default_factory=list)
    new_units: dict[str, Record] = field(default_factory=dict)
