"""The text of a tagged PDF, by the elements of its structure and the marks of its pages."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from industry_report.publishing.painted import Marked, Run

#: A table as a reader sees it: rows of cells.
Table = list[list[str]]
#: What a note in the margin begins with.
NUMBERED = re.compile(r"\[\d+\]")


def apart(blocks: Iterable[tuple[str, list[Run]]]) -> tuple[list[str], list[str]]:
    """The texts of blocks, and the notes in the margin, which are set smaller and begin with their
    number in brackets; what else is smaller, such as the words around a large number, is text."""
    texts: list[str] = []
    notes: list[str] = []
    for tag, runs in blocks:
        most = max((run.size for run in runs), default=0) if tag in WITH_NOTES else 0
        small = [run.size < most * 0.9 for run in runs]
        noted = NUMBERED.search("".join(itertools.compress((run.text for run in runs), small)))
        for run, smaller in zip(runs, small, strict=True):
            (notes if noted and smaller else texts).append(run.text)
    return texts, notes


def tables(tree: Any, pages: Mapping[Any, Marked]) -> Iterator[Table]:
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
    node: Any, page: Any, pages: Mapping[Any, Marked], described: list[str]
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
    return [seen for run in runs if (seen := run.shown()).text]
