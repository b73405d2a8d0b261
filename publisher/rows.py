"""Rows of Markdown's tables, and tables as GitHub has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mistune import BlockParser, BlockState
from mistune import Markdown as Parser
from mistune.plugins import import_plugin
from mistune.plugins.table import NP_TABLE_PATTERN, TABLE_PATTERN

# Of a row of a table: bars, and what may hold some that part no cells.
_CODE = r"(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)"
BARS = re.compile(r"\\.|\|")
BARS_AND_CODE = re.compile(rf"\\.|{_CODE}|\|")
_UNDER_HEADS = re.compile(r"(?=.*\|)\s*\|?(?:\s*:?-+:?\s*\|)*\s*(?::?-+:?\s*)?")
#: The line below the heads within lists and quotations, too, and what it, a head or a row begins
#: with there.
_UNDER = re.compile(r"^[ \t>]*+(\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?)?)[ \t]*$", re.M)
_BEGIN = re.compile(r"(?:[ \t>]|(?:[-+*]|\d+[.)])[ \t])*+")
_SIDES = {":-": "left", "-:": "right", "::": "center"}  # by the first and last sign under a head
_OTHER_BLOCK = re.compile(r" {0,3}(?:[>#<]|```|~~~|(?:[-+*]|\d+[.)])\s|\$\$(?:[^$]*\$\$)?\s*$)")


def tables(parser: Parser) -> None:
    """Tables as a rule of the parser, after GitHub's rules: each row has as many cells as the head,
    of more the last ones are left out. mistune knows full rows alone."""
    import_plugin("table")(parser)
    for name, pattern in (("table", TABLE_PATTERN), ("nptable", NP_TABLE_PATTERN)):
        parser.block.register(name, pattern, _table)
    if parser.renderer:
        parser.renderer.register("table", _with_sides)


def _with_sides(_: object, rows: str, sides: list[str]) -> str:
    return f'<table data-sides="{" ".join(sides)}">\n{rows}</table>\n'


def _table(_: BlockParser, found: re.Match[str], state: BlockState) -> int | None:
    under = state.get_line(found.end())
    lines = cells(under, 0)
    count, sides = len(lines), [_SIDES.get(f"{one:.1}{one[-1:]}", "auto") for one in lines]
    head, end, rows = cells(found[0], count), found.end() + len(under), []
    if len(head) != count or not _UNDER_HEADS.fullmatch(under):
        return None
    while "|" in (line := state.get_line(end)) and not _OTHER_BLOCK.match(line):
        row = [*cells(line, count), *[""] * count]
        rows.append({"type": "table_row", "children": _tokens(row[:count], False)})
        end += len(line)
    body = {"type": "table_body", "children": rows}
    children = [{"type": "table_head", "children": _tokens(head, True)}, body]
    state.append_token({"type": "table", "children": children, "attrs": {"sides": sides}})
    return end


def cells(row: str, count: int) -> list[str]:
    """The cells of a row; bars in code part them, too, unless that makes another number of cells
    than there are heads."""
    row = row.strip().removeprefix("|")
    first, second = (parted(row, by) for by in (BARS, BARS_AND_CODE))
    for found in (first, second):
        if not found[-1]:  # behind a bar at the end
            found.pop()
    return second if len(first) != len(second) == count else first


def found_in(source: str) -> Iterator[tuple[int, int, int]]:
    """The rows of what may be tables, without what stands before them: begin, end, and how many
    cells the line below the heads has."""
    source, end = f"{source}\n", 0
    for under in _UNDER.finditer(source):
        head, count = source.rfind("\n", 0, max(under.start() - 1, 0)) + 1, len(cells(under[1], 0))
        if head < end:  # it is a row
            continue
        begin, end = head, under.start() - 1
        while end > begin and "|" in source[begin:end]:
            [before] = _BEGIN.findall(source, begin, end)[:1]
            yield begin + len(before), end, count
            begin = max(end, under.end()) + 1
            end = source.find("\n", begin)


def parted(row: str, by: re.Pattern[str]) -> list[str]:
    """What stands between the bars of a row."""
    return "".join("\n" if piece == "|" else piece for piece in _pieces(row, by)).split("\n")


def _pieces(row: str, by: re.Pattern[str]) -> Iterator[str]:
    """Bars, what may hold bars that part no cells, and what stands between."""
    at = 0
    for found in by.finditer(row):
        yield row[at : found.start()]
        yield found[0]
        at = found.end()
    yield row[at:]


def _tokens(cells: list[str], head: bool) -> list[dict[str, Any]]:
    r"""Cells for the parser of what stands in lines, in whose code ``\|`` is a bar."""
    pieces = (_pieces(cell.strip(), BARS_AND_CODE) for cell in cells)
    texts = ("".join(map(_with_bars, own)) for own in pieces)
    attributes = {"align": None, "head": head}
    return [{"type": "table_cell", "text": text, "attrs": attributes} for text in texts]


def _with_bars(piece: str) -> str:
    return piece.replace("\\|", "|") if piece.startswith("`") else piece
