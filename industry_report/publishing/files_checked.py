"""Do the spreadsheets and letters beside a report say what its notebooks hand over?"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from industry_report.publishing import blocks, properties
from industry_report.publishing.added import Known
from industry_report.publishing.said import Data, Notebook, Said, squashed
from industry_report.publishing.tagged_pdf import Table
from publisher import theme

#: The parts of a spreadsheet without comments, boxes, pictures or programs.
_PARTS = re.compile(
    r"(_rels|docProps|xl/(_rels|theme|worksheets))/[\w.]+|xl/\w+\.xml|\[Content_Types\]\.xml"
)
#: What the foot of a printed page says: its number, of how many.
PAGES = "&P / &N"
THINNEST = 5  # points, or characters, of a row or column that can be read
SMALLEST = 8  # points, of letters
#: What a reader's program shows first, repeats in print, and keeps in sight.
_SHOWN_FIRST = {"print_title_rows": (None, "$1:$1"), "freeze_panes": (None, "C2")}


def handed_over(books: Iterable[Notebook]) -> dict[str, Data]:
    """What notebooks hand over as files, by name of the file."""
    found = {one.where: one for book in books for one in book.files}
    return {name: one for name, one in found.items() if name.endswith((".xlsx", ".docx"))}


def differences(path: Path, data: Data, pieces: Known) -> Iterator[str]:
    """What a spreadsheet or letter says else than the rows, and words, that were handed over.

    Args:
        path: the file.
        data: what was handed over.
        pieces: what the documents of the report may be put together of.

    Raises:
        ValueError: and its like, where the file is damaged.
    """
    known = pieces.with_more(one.text for one in data.words)
    if path.suffix == ".xlsx":
        sheets = _sheets(path)
        yield from _apart([row for sheet in sheets for row in _shown_rows(sheet)], data.rows)
        yield from _of_properties(path, data.words[-1:], known)
        titles = [squashed(one.text) for one in data.words[-1:]]
        around = dict.fromkeys(one for sheet in sheets for one in _said_around(sheet))
        yield from (
            f"what no spreadsheet of a report has: around its table {text!r}"
            for text in around
            if text != PAGES and not any(one.startswith(squashed(text)) for one in titles)
        )
        for strange in dict.fromkeys(one for sheet in sheets for one in _strange(sheet)):
            yield f"what no spreadsheet of a report has: {strange}"
        with zipfile.ZipFile(path) as file:
            parts = [one for one in file.namelist() if not _PARTS.fullmatch(one)]
        yield from (f"what no spreadsheet of a report has: part {one}" for one in parts)
        return
    found = blocks.of_word(path)
    yield from _apart([row for table in found.tables for row in table], data.rows)
    texts = [*found.texts, *found.headings, *found.numbered]
    shown = squashed("\n".join(texts))
    for one in data.words:
        if squashed(one.text) not in shown:
            yield f"{one.what} is lost: {' '.join(one.text.split())}"
    yield from _of_properties(path, data.words[:1], known)
    for text in (*texts, *found.around):
        if known.unknown(text):
            yield f"text that was not said: {' '.join(text.split())}"
    drawings = ("a drawing" for _ in found.pictures)
    links = (f"link {one}" for one in found.links if squashed(one) not in shown)
    for strange in (*found.strange, *drawings, *links):
        yield f"what no letter of a report has: {strange}"


def _of_properties(path: Path, titles: Iterable[Said], known: Known) -> Iterator[str]:
    """What a file says of itself that nobody handed over; its title begins with one of these."""
    for name, text in properties.of_office(path):
        rest = known.unknown(text) if name not in ("application", "language") else ""
        if rest:
            yield f"property {name} that was not said: {text} (from: {rest})"
        for title in titles if name == "title" and not rest else ():
            if not squashed(text).startswith(squashed(title.text)):
                yield f"property title is {text!r}; expected {title.text!r}"


def _said_around(sheet: Any) -> Iterator[str]:
    """What a sheet says besides its cells: its name, and head and foot of its printed pages."""
    yield str(sheet.title)
    for page in ("odd", "even", "first"):
        for end in (getattr(sheet, f"{page}{name}") for name in ("Header", "Footer")):
            texts = (end.left.text, end.center.text, end.right.text)
            yield from (text.replace("&&", "&") for text in texts if text)


def _strange(sheet: Any) -> Iterator[str]:
    """What could show other numbers than the cells of a sheet hold, less, or more."""
    yield from ("format by condition" for _ in sheet.conditional_formatting)
    for row in sheet.iter_rows():
        yield from (f"format {one.number_format}" for one in row if one.number_format != "General")
        yield from ("look of a cell" for one in row if not _is_plain(one))
    yield from ("rule of what may be typed" for _ in sheet.data_validations.dataValidation)
    if sheet.print_area:
        yield f"part that is printed alone ({sheet.print_area})"
    view = sheet.sheet_view
    changed = {name: getattr(sheet, name) not in usual for name, usual in _SHOWN_FIRST.items()}
    changed |= {name: getattr(view, name) for name in ("zoomScale", "topLeftCell", "rightToLeft")}
    changed |= {"showFormulas": view.showFormulas, "showZeros": view.showZeros is False}
    changed |= {"zeroHeight": sheet.sheet_format.zeroHeight, "names": sheet.parent.defined_names}
    changed |= {"filter": sheet.auto_filter.filterColumn}
    changed |= {"hidden": any(one.sheet_state != "visible" for one in sheet.parent.worksheets)}
    yield from (f"setting {name}" for name, value in changed.items() if value)


def _is_plain(cell: Any) -> bool:
    """Whether a cell is written upright, dark and large enough on white or the colour of heads."""
    font, place, colour = cell.font, cell.alignment, cell.font.color
    turned = place.textRotation or place.shrink_to_fit or place.indent
    panel = theme.colours()["panel"][1:]
    dark = colour is None or (colour.type == "theme" and colour.theme == 1)
    ground = cell.fill.fill_type is None or str(cell.fill.fgColor.rgb)[2:] == panel
    return dark and ground and not (turned or font.strike or font.vertAlign) and font.sz >= SMALLEST


def _sheets(path: Path) -> list[Any]:
    """The sheets of a spreadsheet that are seen."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path)
    except (zipfile.BadZipFile, InvalidFileException) as error:
        raise ValueError(error) from None
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not shown:
        raise ValueError("its sheet is hidden")
    return shown


def _shown_rows(sheet: Any) -> Iterator[list[str]]:
    """The rows of a sheet that are seen; of a hidden column the cells are empty."""
    columns = [
        one for one in sheet.column_dimensions.values() if one.hidden or one.width < THINNEST
    ]
    hidden = {at for one in columns for at in range(one.min, one.max + 1)}
    for at, row in enumerate(sheet.iter_rows(values_only=True), 1):
        kept = sheet.row_dimensions[at]
        if not kept.hidden and (kept.height is None or kept.height >= THINNEST):
            yield [
                "" if cell is None or place in hidden else str(cell)
                for place, cell in enumerate(row, 1)
            ]


def _apart(shown: Table, said: Iterable[Iterable[str]]) -> Iterator[str]:
    """The first row that is not as it was said, or one too many."""
    rows, wanted = ([[*map(squashed, row)] for row in table] for table in (shown, said))
    for at in range(max(len(rows), len(wanted))):
        one, other = (table[at] if at < len(table) else None for table in (rows, wanted))
        if one != other:
            what = "is lost" if other else "was not said"
            yield f"row {at + 1} {what}: {' | '.join(other or one or ())}"
            return
