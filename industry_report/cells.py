"""Cells of a table: what they say, how they are aligned, and the column of grades at the end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import pandas

from industry_report.numbers import grades
from industry_report.numbers.quantity import Quantity
from industry_report.outputs import unique
from industry_report.words import Phrase, Said
from industry_report.words.template import Scope

if TYPE_CHECKING:
    from industry_report.report import Report

#: A template that is a grade: the table has a column of its own.
OWN = re.compile(r"\bgraded?\}")

DASH = "—"

Cells = list[list[Said]]


def with_grades(
    report: Report,
    templates: Iterable[str],
    records: pandas.DataFrame | Iterable[object],
    heads: list[str],
    cells: Cells,
) -> tuple[list[str], Cells]:
    """Heads and cells with the grade of each line at the end.

    As they are where no line rests on rows, or the table has grades of its own (by its
    ``templates``); for the rest see :func:`grades.of_lines`.
    """
    if any(OWN.search(template) for template in templates):
        return heads, cells
    if isinstance(records, pandas.DataFrame):
        records = records.to_dict("records")
    lines = [unique(id for cell in row for id in cell.rows) for row in cells]
    letters = grades.of_lines(list(records), lines, report.everything, report.as_of)
    if not letters:
        return heads, cells
    column = [report.language.say("{told}", Scope({"told": letter})) for letter in letters]
    head = report.language.write(Phrase("grade-head"))
    return [*heads, head], [[*row, cell] for row, cell in zip(cells, column, strict=True)]


def lacking(cells: Sequence[Said], title: str, rows: Sequence[str]) -> list[str]:
    """What is missing of a table that says nothing: its values, or all of it; else nothing."""
    if rows or any(cell.numbers for cell in cells):
        return []
    if not cells:
        return [title]
    return [label for cell in cells for label in cell.missing]


def cell_text(said: Said) -> str:
    """What a cell says; a dash where one of its values is missing."""
    if said.missing:
        return DASH
    return said.text


def alignment(column: Iterable[Said]) -> str:
    """``right`` for a column with cells that are nothing but a number, and no more without any."""
    bare = words = 0
    for said in column:
        bare += any((one.start, one.end) == (0, len(said.text)) for one in said.numbers)
        words += bool(said.text) and not said.numbers and not said.missing
    return "right" if bare and bare >= words else "left"


def rows_of(
    quantities: Iterable[Quantity], said: Iterable[Said], more: Iterable[str]
) -> tuple[str, ...]:
    """Ids of all rows that an exhibit rests on."""
    shown = (row for quantity in quantities for row in quantity.rows)
    mentioned = (row for text in said for row in text.rows)
    return unique((*more, *shown, *mentioned))
