"""The spreadsheets and letters of a report: outputs of kind ``data`` that name a file.

The same rows give the same bytes: nothing in a spreadsheet tells when it was written. A letter is a
document of the publisher's like any other: words, then a table.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

import nbformat.v4

from industry_report.data.errors import ReportError
from industry_report.exhibits.bundles import outputs as exhibit_outputs
from industry_report.exhibits.table import Table
from industry_report.publishing import render
from industry_report.publishing.execution import about, outputs
from publisher import theme
from publisher.exhibits import RESOURCE
from publisher.words import words

#: What openpyxl writes of the time, and what stands in its place.
TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
NO_TIME = rb"\g<1>2000-01-01T00:00:00Z"
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
#: Widths of columns in characters, by the longest line of their cells, and of what A4 has room
#: for in print that can be read.
NARROW, WIDE, PAGE = 10, 26, 200
A3, A4 = 8, 9  # sizes of paper, as Excel numbers them
COUNT = re.compile("[1-9][0-9]{0,3}")


def files(executed: Mapping[str, Any], language: str) -> dict[str, bytes]:
    """The spreadsheets and letters that executed notebooks hand over, by name of the file."""
    return {
        **{
            at["file"]: _workbook(at, data, language)
            for at, data in _handed_over(executed, ".xlsx")
        },
        **{at["file"]: _letter(at, data, language) for at, data in _handed_over(executed, ".docx")},
    }


def _handed_over(executed: Mapping[str, Any], ending: str) -> Iterator[tuple[dict[str, Any], Any]]:
    """What notebooks hand over for files of one kind: facts, and the rows as a resource."""
    for notebook in executed.values():
        for output in outputs(notebook):
            facts = about(output)
            if facts.get("kind") == "data" and str(facts.get("file", "")).endswith(ending):
                yield facts, output["data"][RESOURCE]


def _workbook(facts: Mapping[str, Any], resource: Mapping[str, Any], language: str) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    heads = [field["name"] for field in resource["schema"]["fields"]]
    book = Workbook()
    sheet = book.active
    sheet.title = re.sub(r"[][*?:/\\]", " ", facts["title"])[:31]
    book.properties.title, book.properties.creator = facts["title"], ""
    book.properties.language = language
    font, colours = words(language)["office"]["sheet"], theme.colours()
    sheet.append(heads)
    for row in resource["data"]:
        sheet.append([_plain(row[head]) for head in heads])
    line = Side(style="thin", color=colours["rule"][1:])
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.font = Font(font, 11)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = Border(line, line, line, line)
            if isinstance(cell.value, str):
                cell.data_type = "s"
    for number, cell in enumerate(sheet[1], 1):
        cell.font = Font(font, 11, bold=True)
        cell.fill = PatternFill("solid", fgColor=colours["panel"][1:])
        longest = max(
            _width(part) for one in sheet[cell.column_letter] for part in _lines(one.value)
        )
        width = min(WIDE, max(NARROW, longest + 2))
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes, sheet.auto_filter.ref = "C2", sheet.dimensions
    wide = sum(one.width for one in sheet.column_dimensions.values())
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.page_setup.paperSize = A3 if wide > PAGE else A4
    sheet.oddHeader.center.text = facts["title"].replace("&", "&&")
    sheet.oddFooter.center.text = "&P / &N"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    written = io.BytesIO()
    book.save(written)
    return _without_times(written.getvalue())


def _plain(text: str) -> str | int | None:
    """A cell; one that is for people to fill in is truly empty, and a count is a number."""
    if COUNT.fullmatch(text):
        return int(text)
    return text or None


def _width(text: str) -> int:
    """Of a text in characters of a Latin font: a Chinese one takes two."""
    return len(text.encode("gb18030"))


def _lines(value: object) -> list[str]:
    return str(value or "").split("\n")


def _without_times(content: bytes) -> bytes:
    """The same archive without what tells when it was made."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, TIMES.sub(NO_TIME, old.read(name)))
    return made.getvalue()


def _letter(facts: Mapping[str, Any], resource: Mapping[str, Any], language: str) -> bytes:
    letter = str(facts.get("letter") or "").strip()
    if not letter:
        raise ReportError("render.no_letter", str(facts["file"]))
    heading = letter.splitlines()[0]
    heads = [field["name"] for field in resource["schema"]["fields"]]
    cells = tuple(tuple(row[head] for head in heads) for row in resource["data"])
    align = ("left",) * len(heads)
    table = Table(facts["id"], facts["title"], tuple(heads), cells, align, "", "")
    (shown,) = exhibit_outputs(table, {})
    output = nbformat.v4.new_output("display_data", shown.data, metadata=shown.metadata)
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell(letter),
            nbformat.v4.new_code_cell("", outputs=[output], metadata={"tags": ["remove_input"]}),
        ]
    )
    made = render.document(
        {facts["id"]: notebook}, language, {"title": unescape(heading.strip("# "))}
    )
    return render.files(made, ("docx",))["report.docx"]
