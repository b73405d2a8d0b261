"""Spreadsheets as grids of text: workbooks (.xlsx, .xlsm), text files (.csv, .tsv, .txt) and
tables of web pages, whatever the name of the file says.

Macros and formulas are never run. Of a formula the value counts that the spreadsheet program
stored with it. A number is taken with the digits that the sheet shows, because digits are
information: 8 formatted as ``0.0`` is ``8.0``. Size is bounded before anything is unpacked.
"""

from __future__ import annotations

import codecs
import csv
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from industry_report.data.codes import UNPRINTABLE
from industry_report.data.csvfile import encoding_of
from industry_report.data.errors import Fault, FaultsError
from industry_report.data.files import read_file
from industry_report.office.messages import Messages, refused
from industry_report.office.webpage import Place, read_page

MOST_BYTES = 50_000_000
MOST_UNPACKED = 120_000_000
MOST_UNSIZED = 5_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 500
MOST_SHEETS = 100
MOST_MERGED = 200_000
#: Digits that a binary number keeps; more are noise of the computer (0.30000000000000004).
TRUE_DIGITS = 15
#: Digits that a cell without a format of its own shows.
GENERAL_DIGITS = 10

#: The day before day 1 of spreadsheet programs, and the numbers of days that are years in truth.
FIRST_DAY = date(1899, 12, 30).toordinal()
TRUE_YEARS = range(1949, 2100)
YEAR = re.compile("(?:19|20)[0-9]{2}年")

SUFFIXES = (".xlsx", ".xlsm", ".csv", ".tsv", ".txt")
SEPARATORS = ",\t;|，"
#: What Excel 2003 wrote as XML.
SPREADSHEET_XML = b"urn:schemas-microsoft-com:office:spreadsheet"
ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA")
ENTITIES = re.compile(rb"<!(DOCTYPE|ENTITY)")
HIDDEN_ROW = re.compile(rb'<row (?=[^<>]*\bhidden="(?:1|true)")[^<>]*?\br="(\d+)"')
#: What a number format shows as it stands, and its colours and conditions.
LITERAL = re.compile(r'"[^"]*"|\[[^\[\]]*\]|\\.')
MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3}[1-9]\d{0,6}:[A-Z]{1,3}[1-9]\d{0,6})"')
HIDDEN_COLUMNS = re.compile(
    rb'<col (?=[^<>]*\bhidden="(?:1|true)")(?=[^<>]*\bmin="(\d+)")[^<>]*\bmax="(\d+)"'
)
#: Where a workbook says in which of its parts a sheet stands.
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Cell:
    """What one cell shows.

    Attributes:
        text: as the sheet shows it, without outer spaces; "" for an empty cell.
        unit: ``%`` where the format of the cell shows a share as per cent.
        trouble: ``formula`` for a formula without a stored value, ``error`` for an error of the
            spreadsheet program, else "".
        year: the year that a date may stand for: its own on the last day of a year, and 2023 for
            the day in 1905 that the number 2023 is.
    """

    text: str = ""
    unit: str = ""
    trouble: str = ""
    year: str = ""


EMPTY = Cell()


@dataclass(frozen=True)
class Grid:
    """One sheet: its rows from the first on, each as long as it has cells.

    Attributes:
        file, sheet: names; the sheet of a text file is "".
        rows: the cells; those in hidden rows and columns are empty.
        hidden: the names of the hidden rows (4) and columns (C) that hold something.
        merged: the cells (row, column) that are parts of a larger one, with its first cell, which
            alone holds what it shows.
    """

    file: str
    sheet: str
    rows: list[list[Cell]]
    hidden: tuple[str, ...] = ()
    merged: dict[Place, Place] = field(default_factory=dict)

    def cell(self, row: int, column: int) -> Cell:
        """The cell at a place (from 0); an empty one outside."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return EMPTY

    @property
    def width(self) -> int:
        """The number of columns."""
        return max(map(len, self.rows), default=0)

    def place(self, say: Messages, row: int, column: int) -> str:
        """A cell as messages name it: by sheet and cell, or by row and column."""
        if self.sheet:
            cell = f"{letters(column)}{row + 1}"
            return say("place_sheet", file=self.file, sheet=self.sheet, cell=cell)
        return say("place_text", file=self.file, row=row + 1, column=column + 1)

    def address(self, row: int, column: int) -> str:
        """A place as spreadsheet programs name it: ``表1!B3``; B3 where the sheet has no name."""
        place = f"{letters(column)}{row + 1}"
        return f"{self.sheet}!{place}" if self.sheet else place


def letters(column: int) -> str:
    """The name of a column, from 0: A, B, … AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def read_grids(path: Path) -> tuple[list[Grid], list[str]]:
    """The visible sheets of a file, those without cells (charts) included, and the names of its
    hidden ones.

    Raises FaultsError when the file cannot be read, or not as a spreadsheet.
    """
    raw = read_file(path, MOST_BYTES, "spreadsheet", lambda _, faults: refused(*faults))
    if raw.startswith(b"PK\x03\x04"):
        return _workbook(path.name, raw)
    start = raw[:2000].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in raw:
            raise refused(Fault("file.protected", path.name))
        raise refused(Fault("file.old", path.name))
    if start.startswith(b"mime-version") or SPREADSHEET_XML in start:
        raise refused(Fault("file.old", path.name))
    if start.startswith((b"%pdf", b"\x1f\x8b")) or not raw.strip():
        raise refused(Fault("file.kind", path.name))
    text = _decoded(path.name, raw)
    if text.lstrip("\ufeff\r\n\t ").startswith("<"):
        return [_page(path.name, text)], []
    return [Grid(path.name, "", _text_rows(path.name, text))], []


# --- text ---------------------------------------------------------------------------------------


def _decoded(name: str, raw: bytes) -> str:
    try:
        text = raw.decode(encoding_of(raw))
    except UnicodeDecodeError:
        raise refused(Fault("file.encoding", name)) from None
    if "\0" in text:
        raise refused(Fault("file.kind", name))
    return text


def _page(name: str, text: str) -> Grid:
    """The tables of a web page as one sheet."""
    found = read_page(text)
    if found is None:
        raise refused(Fault("file.kind", name))
    rows = [[_text_cell(one) for one in row] for row in found[0]]
    if len(rows) > MOST_ROWS:
        raise refused(Fault("file.long", name, most=MOST_ROWS))
    for cells in rows:
        _check_width(name, cells)
    return Grid(name, "", rows, merged=dict(islice(found[1].items(), MOST_MERGED)))


def _text_rows(name: str, text: str) -> list[list[Cell]]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    rows: list[list[Cell]] = []
    try:
        for fields in lines:
            rows.append([_text_cell(field) for field in fields])
            _check_width(name, rows[-1])
            if len(rows) > MOST_ROWS:
                raise refused(Fault("file.long", name, most=MOST_ROWS))
    except csv.Error:
        raise refused(Fault("file.quotes", f"{name} {lines.line_num}")) from None
    return rows


def _check_width(name: str, cells: list[Cell]) -> None:
    if len(cells) > MOST_COLUMNS:
        raise refused(Fault("file.wide", name, most=MOST_COLUMNS))


def _printable(text: str) -> str:
    """A text without control characters, which no name may have."""
    return UNPRINTABLE.sub(" ", text).strip()


def _text_cell(text: str) -> Cell:
    text = _printable(text.strip("\ufeff"))
    # A formula in a text file has no stored value; a plus or minus sign begins a number.
    if text.startswith(("=", "@")):
        return Cell(text, trouble="formula")
    if text in ERRORS:
        return Cell(text, trouble="error")
    return Cell(text)


def _separator(text: str) -> str:
    """What separates the columns: what most of the first lines have, and most often."""
    lines = [line for line in text.splitlines()[:50] if line.strip()]

    def weight(mark: str) -> tuple[int, int]:
        counts = [len(next(csv.reader([line], delimiter=mark), [])) - 1 for line in lines]
        return sum(count > 0 for count in counts), sum(counts)

    return max(SEPARATORS, key=weight)


# --- workbooks ----------------------------------------------------------------------------------


@dataclass
class _Parts:
    """What the parts of a workbook say that the library leaves out.

    Attributes:
        formulas: whether there are any.
        rows, columns: the hidden ones (from 1), by the name of the part; ``merged``: the areas of
            merged cells (``A1:B2``).
        sheets: the parts by the titles of their sheets.
    """

    formulas: bool = False
    rows: dict[str, set[int]] = field(default_factory=dict)
    columns: dict[str, set[int]] = field(default_factory=dict)
    merged: dict[str, list[bytes]] = field(default_factory=dict)
    sheets: dict[str, str] = field(default_factory=dict)


@contextmanager
def _undamaged(name: str) -> Iterator[None]:
    """Say of a workbook that it is damaged, whatever the libraries raise of it."""
    try:
        yield
    except FaultsError:
        raise
    except Exception:
        raise refused(Fault("file.damaged", name)) from None


def _workbook(name: str, raw: bytes) -> tuple[list[Grid], list[str]]:
    parts = _checked_archive(name, raw)
    values = _opened(name, raw, data_only=True)
    formulas = None
    if parts.formulas:
        formulas = _opened(name, raw, data_only=False)
    grids, hidden = [], []
    with _undamaged(name):
        if len(values.worksheets) > MOST_SHEETS:
            raise refused(Fault("file.sheets", name, most=MOST_SHEETS))
        for sheet in values.worksheets:
            if sheet.sheet_state != "visible":
                hidden.append(sheet.title)
                continue
            beside = formulas[sheet.title] if formulas else None
            rows = _sheet_rows(name, sheet, beside)
            grids.append(_shown(Grid(name, sheet.title, rows), parts))
        sheets = {sheet.title for sheet in values.worksheets}
        grids += [Grid(name, title, []) for title in parts.sheets if title not in sheets]
    return grids, hidden


def _shown(grid: Grid, parts: _Parts) -> Grid:
    """A sheet without what stands in its hidden rows and columns."""
    part = parts.sheets.get(grid.sheet, "")
    rows, columns = parts.rows.get(part, set()), parts.columns.get(part, set())
    hidden: dict[str, None] = {}
    shown = []
    for number, row in enumerate(grid.rows, 1):
        cells = []
        for column, cell in enumerate(row, 1):
            away = number in rows or column in columns
            if away and cell != EMPTY:
                hidden[str(number) if number in rows else letters(column - 1)] = None
            cells.append(EMPTY if away else cell)
        shown.append(cells)
    merged = dict(islice(_merged(parts.merged.get(part, []), grid), MOST_MERGED))
    return Grid(grid.file, grid.sheet, shown, tuple(hidden), merged)


def _merged(areas: list[bytes], grid: Grid) -> Iterator[tuple[Place, Place]]:
    """The cells of merged areas, but for the first of each, with that first one (from 0)."""
    from openpyxl.utils.cell import range_boundaries

    for area in areas:
        left, top, right, bottom = range_boundaries(area.decode())
        for row in range(top - 1, min(bottom, len(grid.rows))):
            for column in range(left - 1, min(right, grid.width)):
                if (row, column) != (top - 1, left - 1):
                    yield (row, column), (top - 1, left - 1)


def _checked_archive(name: str, raw: bytes) -> _Parts:
    """What the parts of a workbook say; FaultsError for one that must not be unpacked."""
    found = _Parts()
    with _undamaged(name), zipfile.ZipFile(io.BytesIO(raw)) as archive:
        _check_size(name, archive)
        for part in archive.namelist():
            if not part.endswith((".xml", ".rels")):
                continue
            content = archive.read(part)
            if ENTITIES.search(content[:4096]):
                raise refused(Fault("file.damaged", name))
            if part.startswith("xl/worksheets/"):
                _check_sheet(name, content)
                found.formulas |= b"<f>" in content or b"<f " in content
                found.rows[part] = {int(row) for row in HIDDEN_ROW.findall(content)}
                found.columns[part] = _hidden_columns(content)
                found.merged[part] = MERGED.findall(content)
        found.sheets = _sheets(archive)
    return found


def _check_size(name: str, archive: zipfile.ZipFile) -> None:
    """Refuse what grows too large when it is unpacked, and what is no workbook."""
    parts = archive.infolist()
    size = sum(part.file_size for part in parts)
    if size > MOST_UNPACKED or len(parts) > 10_000:
        found = Fault("file.bomb", name, size=size // 10**6, most=MOST_UNPACKED // 10**6)
        raise refused(found)
    names = archive.namelist()
    if "xl/workbook.xml" not in names:
        if {"xl/workbook.bin", "content.xml"} & set(names):
            raise refused(Fault("file.old", name))
        raise refused(Fault("file.kind", name))


def _hidden_columns(content: bytes) -> set[int]:
    spans = [(int(first), int(last)) for first, last in HIDDEN_COLUMNS.findall(content)]
    return {column for first, last in spans for column in range(first, min(last, MOST_COLUMNS) + 1)}


def _sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """The parts of a workbook by the titles of their sheets."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    sheets = ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(SHEET)
    return {
        sheet.get("name", ""): posixpath.join("/xl", targets[sheet.get(RELATION)]).lstrip("/")
        for sheet in sheets
    }


def _check_sheet(name: str, content: bytes) -> None:
    """Refuse a large sheet that does not state its size: to find it the library reads all of it.

    Spreadsheet programs always state it.
    """
    if len(content) > MOST_UNSIZED and b"<dimension" not in content[:10_000]:
        size, most = len(content) // 10**6, MOST_UNSIZED // 10**6
        raise refused(Fault("file.bomb", name, size=size, most=most))


def _opened(name: str, raw: bytes, data_only: bool) -> Any:
    import openpyxl

    stream = io.BytesIO(raw)
    with _undamaged(name):
        return openpyxl.load_workbook(stream, read_only=True, data_only=data_only, keep_links=False)


def _sheet_rows(name: str, sheet: Any, formulas: Any) -> list[list[Cell]]:
    """The rows of a sheet down to the last with content, each down to its last cell with content.

    The size that the file states is not believed: a stray format makes it a million rows.
    """
    rows: list[list[Cell]] = []
    full = 0
    for found, written in _row_pairs(sheet, formulas):
        cells = [_cell(cell, other) for cell, other in zip(found, written, strict=False)]
        while cells and cells[-1] == EMPTY:
            cells.pop()
        _check_width(f"{name} {sheet.title}", cells)
        rows.append(_with_years(cells))
        if cells:
            full = len(rows)
        if full > MOST_ROWS:
            raise refused(Fault("file.long", f"{name} {sheet.title}", most=MOST_ROWS))
        if len(rows) - full > MOST_ROWS:
            break  # what stands below twenty thousand empty rows is no part of a table
    return rows[:full]


def _row_pairs(sheet: Any, formulas: Any) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    """Each row as values, and as values or formulas."""
    sheet.reset_dimensions()
    if formulas is None:
        yield from ((row, row) for row in sheet.iter_rows())
        return
    formulas.reset_dimensions()
    yield from zip(sheet.iter_rows(), formulas.iter_rows(), strict=False)


def _cell(cell: Any, written: Any) -> Cell:
    value = cell.value
    if value is None:
        if getattr(written, "data_type", "") == "f":
            return Cell(_formula(written.value), trouble="formula")
        return EMPTY
    if isinstance(value, str):
        text = _printable(value)
        if cell.data_type == "e" or text in ERRORS:
            return Cell(text, trouble="error")
        return Cell(text)
    if isinstance(value, bool):
        return Cell(str(value).upper())
    if isinstance(value, date | datetime):
        return _date(value, cell.number_format or "")
    if isinstance(value, int | float):
        return _number(value, cell.number_format or "General")
    return Cell(str(value))


def _formula(value: Any) -> str:
    return str(getattr(value, "text", value))[:80]


def _date(value: date, shown_as: str) -> Cell:
    """A date as the period that its format shows: a year where it shows no month, and the day where
    it shows one but the first, which may end a month as well as the year so far.
    """
    plain = LITERAL.sub("", shown_as.casefold())
    number, year = value.toordinal() - FIRST_DAY, ""
    if number in TRUE_YEARS:
        year = str(number)
    elif (value.month, value.day) == (12, 31):
        year = f"{value:%Y}"
    if "y" in plain and "m" not in plain:
        return Cell(f"{value:%Y}年", year=year)
    if "d" in plain and value.day > 1:
        return Cell(f"{value:%Y-%m-%d}", year=year)
    return Cell(f"{value:%Y-%m}", year=year)


def _with_years(cells: list[Cell]) -> list[Cell]:
    """A row; the last day of a year beside years is the year."""
    if not any(YEAR.fullmatch(cell.text) for cell in cells):
        return cells
    return [
        Cell(cell.year) if cell.text.startswith(f"{cell.year}-12") and cell.year else cell
        for cell in cells
    ]


def _number(value: float, shown_as: str) -> Cell:
    """A number with the digits that its format shows."""
    try:
        number = Decimal(f"{value:.{TRUE_DIGITS}g}")
    except (ArithmeticError, ValueError):
        return Cell(str(value))
    if abs(number) >= 10**18:
        return Cell(f"{number:f}")
    unit = ""
    if "%" in shown_as:
        number, unit = number.scaleb(2), "%"
    plain = LITERAL.sub("", shown_as.split(";")[0])
    fixed = re.search(r"[0#](?:\.(0+))?(?![0#.?])[^0#]*$", plain)
    if fixed and "E" not in plain.upper() and "?" not in plain:
        places = len(fixed[1] or "")
        if "," in plain and plain.rstrip().endswith(","):
            return Cell(f"{number.normalize():f}", unit)  # shown in thousands: the digits stand
        number = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        return Cell(f"{number:f}", unit)
    if len(number.normalize().as_tuple().digits) > GENERAL_DIGITS:
        number = Context(GENERAL_DIGITS, ROUND_HALF_UP).plus(number)
    return Cell(f"{number.normalize():f}", unit)
