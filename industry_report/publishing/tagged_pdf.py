"""The text of a tagged PDF, by the elements of its structure and the marks of its pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

#: A table as a reader sees it: rows of cells.
Table = list[list[str]]

WHITE = 0.99
SMALLEST = 2  # points
LONGEST_SIGN = 2  # characters that are read out in the place of signs
#: What in the content of a page marks a piece of it, sets its text, writes it, or draws a form.
OPERATORS = "BDC BMC EMC Tf Tr sc scn rg g f f* Do Tj TJ ' \""
INVISIBLE = 3  # the mode of rendering of text in a PDF that nobody sees
#: The runs of a page by the mark of its content that they belong to; -1 for what has none.
Marked = dict[int, list["Run"]]


@dataclass
class Run:
    """Text in one piece: its size, whether anybody can see it."""

    text: str
    size: float
    shown: bool


def apart(blocks: Iterable[tuple[str, list[Run]]]) -> tuple[list[str], list[str]]:
    """The texts of blocks, and the notes in the margin, which are set smaller."""
    texts: list[str] = []
    notes: list[str] = []
    for tag, runs in blocks:
        most = max((run.size for run in runs), default=0) if tag in WITH_NOTES else 0
        for run in runs:
            (notes if run.size < most * 0.9 else texts).append(run.text)
    return texts, notes


def tables(tree: Any, pages: Mapping[Any, Mapping[int, list[Run]]]) -> Iterator[Table]:
    """The tables of a structure tree, cell by cell."""
    for one, page in tagged(tree, None, {"/Table"}):
        rows = tagged(one.get("/K"), page, {"/TR"})
        yield _without_notes(
            [
                [
                    "".join(apart(blocks(cell.get("/K"), own, pages, []))[0])
                    for cell, own in tagged(row.get("/K"), where, {"/TH", "/TD"})
                ]
                for row, where in rows
            ]
        )


def _without_notes(rows: Table) -> Table:
    """A table without its notes, which stand in a last row of one cell so that no break of the page
    parts them from the rows before."""
    noted = len(rows) > 1 and len(rows[0]) > 2 and len(rows[-1]) == 1
    return rows[:-1] if noted else rows


def page_of(node: Any, page: Any) -> Any:
    """The page that an element of the structure tree is on; that of its parent unless it says."""
    return node["/Pg"].objgen if "/Pg" in node else page


def tagged(node: Any, page: Any, tags: set[str]) -> Iterator[tuple[Any, Any]]:
    """The outermost elements with one of some tags, each with the page that it is on."""
    import pikepdf

    if isinstance(node, pikepdf.Array):
        for one in node:
            yield from tagged(one, page, tags)
    elif isinstance(node, pikepdf.Dictionary):
        page = page_of(node, page)
        if str(node.get("/S", "")) in tags:
            yield node, page
        else:
            yield from tagged(node.get("/K"), page, tags)


WITH_NOTES = ("/P", "/LBody")


def blocks(
    node: Any, page: Any, pages: Mapping[Any, Mapping[int, list[Run]]], described: list[str]
) -> list[tuple[str, list[Run]]]:
    """The paragraphs and other blocks of a structure tree with their runs, in their order."""
    import pikepdf

    if isinstance(node, pikepdf.Array):
        return [block for one in node for block in blocks(one, page, pages, described)]
    if not isinstance(node, pikepdf.Dictionary):
        return [("", _shown(pages[page].get(int(node), [])))]
    page = page_of(node, page)
    if "/MCID" in node:
        return [("", _shown(pages[page].get(int(node["/MCID"]), [])))]
    if "/Alt" in node:
        described.append(str(node["/Alt"]))
    if "/K" not in node:
        return []
    found = blocks(node["/K"], page, pages, described)
    tag = str(node.get("/S", ""))
    if tag in WITH_NOTES and not any(one in WITH_NOTES for one, _ in found):
        return [(tag, [run for _, runs in found for run in runs])]
    return found


def _shown(runs: Iterable[Run]) -> list[Run]:
    return [run for run in runs if run.shown]


def pages_of(file: Any, forms: bool = False) -> dict[Any, Marked]:
    """The runs of each page of a file by the mark of its content that they belong to.

    Args:
        file: as pikepdf opens it.
        forms: whether what is written in the forms that pages draw counts, too: drawings are such.
    """
    known: dict[Any, dict[int, str]] = {}
    return {page.objgen: _runs(page, forms, known) for page in file.pages}


def _runs(page: Any, forms: bool, known: dict[Any, dict[int, str]]) -> Marked:
    """The runs of a page or form; ``known`` are the characters of fonts."""
    import pikepdf

    holder = page.obj if isinstance(page, pikepdf.Page) else page
    own: Any = holder.get("/Resources", {})
    fonts = {}
    for name, one in own.get("/Font", {}).items():
        fonts[name] = known[one.objgen] = known.get(one.objgen) or _characters(one)
    found: Marked = {}
    marks: list[int | None] = []
    font, size, mode, white, grounded = {}, 0.0, 0, False, False
    for each in pikepdf.parse_content_stream(page, OPERATORS):
        operands = each.operands
        mark = next((one for one in reversed(marks) if one is not None), -1)
        match str(each.operator):
            case "BDC" | "BMC":
                marks.append(_mark(operands))
                if instead := _instead(operands):
                    found.setdefault(marks[-1] or mark, []).append(Run(instead, size, True))
            case "EMC":
                marks.pop()
            case "Tf":
                font, size = fonts[str(operands[0])], float(operands[1])
            case "Tr":
                mode = int(operands[0])
            case "sc" | "scn" | "rg" | "g":
                white = all(_number(one) >= WHITE for one in operands)
            case "f" | "f*":  # the ground of the text that follows at once
                grounded = not white
            case "Do":
                drawn = own.XObject[str(operands[0])]
                if forms and str(drawn.get("/Subtype")) == "/Form":
                    inner = _runs(drawn, forms, known).values()
                    found.setdefault(mark, []).extend(run for runs in inner for run in runs)
            case _:
                shown = size >= SMALLEST and mode != INVISIBLE and (grounded or not white)
                grounded = False
                run = Run(_decoded(operands[-1], font), size, shown)
                found.setdefault(mark, []).append(run)
    return found


def _mark(operands: Any) -> int | None:
    """The number of a piece of marked content; -1 for what is no content."""
    if str(operands[0]) == "/Artifact":
        return -1
    said = _said(operands)
    return int(said["/MCID"]) if "/MCID" in said else None


def _said(operands: Any) -> Any:
    """What marked content says of itself, where it says so itself."""
    import pikepdf

    own = [one for one in operands[1:2] if isinstance(one, pikepdf.Dictionary)]
    return next(iter(own), {})


def _instead(operands: Any) -> str:
    """What is read out, and copied, in the place of marked content; "" where that is a sign or two,
    which typesetting replaces."""
    text = str(_said(operands).get("/ActualText", ""))
    return text if len(text) > LONGEST_SIGN else ""


def _number(operand: Any) -> float:
    try:
        return float(operand)
    except (TypeError, ValueError):
        return 0.0  # the name of a pattern


def _decoded(operand: Any, characters: Mapping[int, str]) -> str:
    import pikepdf

    parts = list(operand) if isinstance(operand, pikepdf.Array) else [operand]
    codes = (bytes(part) for part in parts if isinstance(part, pikepdf.String))
    return "".join(
        characters.get(int.from_bytes(code[at : at + 2], "big"), "\ufffd")
        for code in codes
        for at in range(0, len(code), 2)
    )


def _characters(font: Any) -> dict[int, str]:
    """What the codes of a font, of two bytes each, mean."""
    table = font["/ToUnicode"].read_bytes().decode("latin1")
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(r"<(\w+)>\s*<(\w*)>", block):
            found[int(code, 16)] = _text(text)
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for low, high, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            first = _text(text)
            for code in range(int(low, 16), int(high, 16) + 1):
                found[code] = first[:-1] + chr(ord(first[-1]) + code - int(low, 16))
    return found


def _text(digits: str) -> str:
    return bytes.fromhex(digits).decode("utf-16-be", "replace")
