"""What an import reads in rows of texts, for the tests of an office's sheets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from industry_report.office.cells import Cell
from industry_report.office.descriptor import Descriptor
from industry_report.office.importing import Importer
from industry_report.office.messages import Messages
from industry_report.office.reading import Reading
from industry_report.office.sheets import Grid


def read_rows(
    descriptor: Path, rows: Sequence[Sequence[str]], sheet: str = "表", file: str = "a.xlsx"
) -> Reading:
    """What is read in a sheet of these rows, the short ones filled up with empty cells."""
    width = max(map(len, rows))
    cells = [[Cell(text) for text in [*row, *[""] * (width - len(row))]] for row in rows]
    return Importer(Descriptor(descriptor), Messages("zh")).read([Grid(file, sheet, cells)])
