"""The brief of a document as the first page of its Word file.

It has the parts of the page of its own (see ``brief``): a verdict, a strip of numbers, a chart,
what is asked for in columns, small print. Word does not make type smaller until it fits, so all of
it is small; the chart is wide, lest what is written in it be smaller still.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence

from lxml import html

from . import brief, notes, tables
from .safety import element

CHART = "15.4cm"  # width of a chart: as much as a page has room for
MOST, MOST_ASKED = 5, 3  # numbers, and what is asked for, side by side
#: Styles of tables that lay things out.
STRIP, COLUMNS = "BriefStrip", "BriefColumns"
#: Styles of paragraphs and of words.
VERDICT, PICTURED, NUMBER, TEXT, HEAD, SMALL = (
    "Verdict",
    "Brief Picture",
    "Brief Number",
    "Brief Text",
    "Brief Head",
    "Brief Small",
)
GRADE, LABEL = "Grade", "Brief Label"

Column = list[html.HtmlElement]


def laid_out(main: html.HtmlElement, name: str) -> None:
    """Lay a chapter out as a brief, in place.

    Args:
        name: what a brief is called; it becomes the heading, for the title is a verdict.
    """
    title = main.find("h2")
    if title is not None:
        title.addprevious(element("h2", name, id=title.get("id") or "brief"))
        title.tag = "p"
        title.attrib.clear()
        lead = styled(title, VERDICT).getnext()
        if lead is not None and lead.tag == "p":
            styled(lead, TEXT)
    shown = [figure for figure in main.iter("figure") if figure.find(".//table") is not None]
    for figure in shown[:1]:
        _replaced(figure, *_rows(_numbers(figure), MOST, STRIP))
    for figure in shown[1:2]:
        _replaced(figure, *_below_one_title(figure))
    for holder in main.findall(".//figure/p[@class='drawing']"):
        _drawn(holder)
    if len(main) and main[-1].tag == "p":
        styled(main[-1], SMALL)
    for said in main.findall("p"):
        styled(said, TEXT)


def styled(one: html.HtmlElement, style: str) -> html.HtmlElement:
    """A paragraph in a box that gives it a style of Word, in its place."""
    box = element("div", data_custom_style=style)
    box.tail, one.tail = one.tail, None
    if one.getparent() is not None:
        one.getparent().replace(one, box)
    box.append(one)
    return box


def _numbers(figure: html.HtmlElement) -> list[Column]:
    """A column for each number: itself with its grade, what it is, the rest small, a line each."""
    grid = tables.grid(figure.find(".//table"))
    columns = []
    for row in grid.body:
        first, grade, rest = brief.number_of(row, grid)
        column = [_line(NUMBER, first.element, *mark(grade))]
        for place, cell in enumerate(rest):
            if cell.text:
                column.append(_line(SMALL if place else TEXT, cell.element))
        columns.append(column)
    return columns


def mark(grade: str) -> Column:
    """The mark of a grade, for the line of what it is of."""
    return [element("span", grade, data_custom_style=GRADE)] if grade else []


def _asked(figure: html.HtmlElement) -> list[Column]:
    """A column for each row: its first cell, then the others with their heads, a line each; a grade
    stands in the line of what it is of."""
    grid = tables.grid(figure.find(".//table"))
    heads = {cell.column: cell.text for row in grid.rows[: grid.head] for cell in row}
    columns = []
    for first, *rest in grid.body:
        lines = [[first.element]]
        for cell in rest:
            if cell.text in notes.GRADES:
                lines[-1] += mark(cell.text)
            elif cell.text not in brief.DASHES:
                label = element("span", heads.get(cell.column, ""), data_custom_style=LABEL)
                lines.append([label, cell.element])
        styles = [HEAD] + [TEXT] * (len(lines) - 1)
        columns.append([_line(style, *line) for style, line in zip(styles, lines, strict=True)])
    return columns


def _below_one_title(asked: html.HtmlElement) -> list[html.HtmlElement]:
    """What is asked for, in columns, below its title."""
    title, note = asked.find("figcaption/b"), asked.find("p[@class='note']")
    said = [] if title is None else [_line(HEAD, title)]
    said += _rows(_asked(asked), MOST_ASKED, COLUMNS)
    return said if note is None else [*said, _line(SMALL, note)]


def _drawn(holder: html.HtmlElement) -> None:
    """Lay a figure out: its words above and below, of its drawings the wide one."""
    figure = holder.getparent()
    wide = next((img for img in holder.iter("img") if not img.get("class")), None)
    if wide is None:
        return
    wide.set("width", CHART)
    picture = element("p")
    picture.append(wide)
    below = [_line(SMALL, one) for one in holder.itersiblings("p")]
    _replaced(figure, *_caption(figure), styled(picture, PICTURED), *below)


def _caption(figure: html.HtmlElement) -> list[html.HtmlElement]:
    """The title of the chart and what stands below it."""
    styles = ((HEAD, "figcaption/b"), (SMALL, "figcaption/span[@class='subtitle']"))
    found = [(style, figure.find(path)) for style, path in styles]
    return [_line(style, one) for style, one in found if one is not None]


def _line(style: str, *parts: html.HtmlElement) -> html.HtmlElement:
    """A paragraph of what cells say."""
    paragraph = element("p")
    for part in parts:
        span = copy.deepcopy(part)
        span.tag, span.tail = "span", " "
        for name in set(span.attrib) - {"data-custom-style"}:
            del span.attrib[name]
        paragraph.append(span)
    return styled(paragraph, style)


def _rows(columns: Sequence[Column], most: int, style: str) -> list[html.HtmlElement]:
    """A table with columns side by side; of more than ``most``, in several rows."""
    rows = [columns[start : start + most] for start in range(0, len(columns), most)]
    return [table(rows, _widths(rows), style)] if rows else []


def _widths(rows: Sequence[Sequence[Column]]) -> list[float]:
    """Per cent of each column: half of the room is shared equally, half by the longest text."""
    count = max(map(len, rows))
    lengths = [0] * count
    for row in rows:
        for place, column in enumerate(row):
            length = sum(len(one.text_content()) for one in column)
            lengths[place] = max(lengths[place], length)
    everything = sum(lengths) or 1
    return [50 / count + 50 * length / everything for length in lengths]


def table(
    rows: Sequence[Sequence[Column]], widths: Sequence[float], style: str
) -> html.HtmlElement:
    """A table that lays out cells of paragraphs; widths in per cent."""
    laid, group, body = (
        element("table", data_custom_style=style),
        element("colgroup"),
        element("tbody"),
    )
    group.extend(element("col", style=f"width:{width:.1f}%") for width in widths)
    for row in rows:
        line = element("tr")
        for column in row:
            cell = element("td")
            cell.extend(column)
            line.append(cell)
        body.append(line)
    laid.extend([group, body])
    return laid


def _replaced(one: html.HtmlElement, *by: html.HtmlElement) -> None:
    """Put elements in the place of one."""
    for new in by:
        one.addprevious(new)
    one.drop_tree()
