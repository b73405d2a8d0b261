"""Tables of web pages, which many systems give out under the name of a workbook (.xls)."""

from __future__ import annotations

import re
from typing import Any

#: The most cells that one may reach over in a row or a column.
MOST_SPAN = 500
#: Text with these around it stands in a table, or is none that a page shows.
NO_TEXT = "ancestor::table or ancestor::script or ancestor::style"
HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)

Place = tuple[int, int]


def read_page(text: str) -> tuple[list[list[str]], dict[Place, Place]] | None:
    """The rows of all tables of a page, with the texts between them as rows of one cell, and the
    cells that are parts of a larger one, each with its first cell; None for a page without a table.
    """
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, no_network=True)
    try:
        root = html.document_fromstring(text.encode(), parser=parser)
    except etree.LxmlError:
        return None  # nothing of a page is there
    rows: list[list[str]] = []
    merged: dict[Place, Place] = {}
    for one in root.xpath(f"//body//text()[not({NO_TEXT})] | //table[not(.//table)]"):
        if not isinstance(one, str):
            _add_table(one, rows, merged)
        elif text := _tidy(one):
            rows.append([text])
    if not root.xpath("//table"):
        return None
    return rows, merged


def _add_table(table: Any, rows: list[list[str]], merged: dict[Place, Place]) -> None:
    """Add the shown rows of a table; an empty row stands before it."""
    rows.append([])
    taken: dict[Place, Place] = {}
    for line in table.iter("tr"):
        if HIDDEN.search(line.get("style", "")):
            continue
        row, column = len(rows), 0
        cells: list[str] = []
        for cell in line.iterchildren("td", "th"):
            while (row, column) in taken:
                column += 1
            cells += [""] * (column - len(cells)) + [_tidy(cell.text_content())]
            for down in range(_span(cell, "rowspan")):
                for right in range(_span(cell, "colspan")):
                    taken[row + down, column + right] = (row, column)
            column += 1
        rows.append(cells)
    merged |= {place: first for place, first in taken.items() if place != first}


def _span(cell: Any, name: str) -> int:
    text = cell.get(name, "1").strip()
    if not re.fullmatch("[0-9]{1,5}", text):
        return 1
    return min(max(int(text), 1), MOST_SPAN)


def _tidy(text: str) -> str:
    return " ".join(text.split())
