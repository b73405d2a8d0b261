"""What a reader of a document sees: the text of a page, a PDF or a Word file, without what is
hidden in it.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import soupsieve
import tinycss2
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from lxml import etree
from soupsieve import SelectorSyntaxError

#: A table as a reader sees it: rows of cells.
Table = list[list[str]]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: Declarations that hide an element.
HIDING = re.compile(
    r"(?<![\w-])(display:none|visibility:(hidden|collapse)|opacity:(0+(\.0\d*)?|\.0\d*)(?![.\d])"
    r"|font-size:(0+(\.[01]\d*)?|\.[01]\d*)(?![.\d])|(left|top|right|bottom|text-indent):-\d{3,}"
    r"|color:(#fff(fff)?|white|transparent|rgb\(255,255,255\))(?![\w(]))",
    re.IGNORECASE,
)
#: Kinds of screen that a page has rules for, by a word of their condition.
SCREENS = {"print": "print", "phone": "max-width"}
#: Heads of a table stand beside each cell of it on a phone, by the page's own rules.
ELSEWHERE = {"phone": re.compile(r"thead|\.paper")}
NOTHING = re.compile("(?!)")
#: A part of a selector that says of an element neither name nor class, id or attribute.
NAMELESS = re.compile(r"\*|(^|[\s>+~,(]):")
WHITE = 0.99
SMALLEST = 2  # points
#: What in the content of a page marks a piece of it, sets its text, or writes it.
OPERATORS = "BDC BMC EMC Tf Tr sc scn rg g Tj TJ f f*"
INVISIBLE = 3  # the mode of rendering of text in a PDF that nobody sees


@dataclass(frozen=True)
class Shown:
    """What one view of a document shows: all texts in the order of reading, its tables, of its
    drawings the descriptions, each with what is written in it, where they are no pictures, and the
    data behind them, where it stands below them."""

    text: str
    tables: list[Table]
    drawings: str | None = None
    data: list[Table] | None = None


def views(path: Path) -> dict[str, Shown]:
    """What a document shows, by the name of the view; "" is the usual one. ValueError and its like
    for a document that is damaged."""
    return {".html": of_page, ".pdf": of_pdf, ".docx": of_word}[path.suffix](path)


# --- pages ----------------------------------------------------------------------------------------


def of_page(path: Path) -> dict[str, Shown]:
    """The text of a page as it is, printed and on a phone, with the descriptions of its pictures;
    without its code, and what is written in drawings."""
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")
    drawn = "".join(f"{one.get('aria-label')}{written(one)}" for one in page.find_all("svg"))
    unread = [
        *page.find_all(["script", "template", "svg"]),
        *page.find_all("details", {"class": "code"}),
    ]
    for element in unread:
        element.clear()
    named = _by_name(page)
    always = {id(element) for element in page.find_all(_is_hidden)}
    hiding = [(on, _selected(named, selector), selector) for on, selector in _hiding(page)]
    found = {}
    for view in ("", *SCREENS):
        kept = ELSEWHERE.get(view, NOTHING)
        hidden = always.union(
            *(own for on, own, by in hiding if _is_on(on, view) and not kept.search(by))
        )
        tables = [_shown_rows(table, hidden) for table in page.find_all("table")]
        data = [_shown_rows(table, hidden) for table in page.select("details.data table")]
        found[view] = Shown("".join(_visible(page, hidden)), tables, drawn, None if view else data)
    return found


def written(drawing: Tag) -> str:
    """What is written in a drawing."""
    return "".join(text.get_text() for text in drawing.find_all("text"))


def _shown_rows(table: Tag, hidden: set[int]) -> Table:
    """The rows of a table that are seen, cell by cell."""
    return [
        ["".join(_visible(cell, hidden)) for cell in row]
        for row in _rows_of(table)
        if row and not any(id(parent) in hidden for parent in row[0].parents)
    ]


def _visible(element: Tag, hidden: set[int]) -> Iterator[str]:
    if id(element) in hidden:
        return
    yield f" {element.get('alt') or ''} "
    if element.name == "svg":
        yield str(element.get("aria-label") or "")
    for child in element.children:
        if isinstance(child, Tag):
            yield from _visible(child, hidden)
        elif type(child) is NavigableString:
            yield str(child)


def _is_hidden(element: Tag) -> bool:
    style = str(element.get("style") or "")
    return element.name == "head" or element.has_attr("hidden") or _style_hides(style)


def _style_hides(style: str) -> bool:
    return HIDING.search(re.sub(r"\s", "", style)) is not None


#: The kinds of screen that a rule holds for, one condition within another.
Conditions = tuple[str, ...]


def _hiding(page: BeautifulSoup) -> Iterator[tuple[Conditions, str]]:
    """The selectors of the rules that hide something."""
    for style in page.find_all("style"):
        yield from _rules(tinycss2.parse_stylesheet(style.string or "", True, True), ())


def _rules(rules: Iterable[Any], on: Conditions) -> Iterator[tuple[Conditions, str]]:
    for rule in rules:
        if rule.type not in ("at-rule", "qualified-rule"):
            continue
        head, inner = (tinycss2.serialize(part or []) for part in (rule.prelude, rule.content))
        if rule.type == "qualified-rule" and _style_hides(inner) and "background" not in inner:
            yield on, head.strip()
        elif rule.type == "at-rule" and rule.lower_at_keyword == "media":
            yield from _rules(tinycss2.parse_rule_list(inner, True, True), (*on, head))


def _is_on(conditions: Conditions, view: str) -> bool:
    return all("all" in one.split() or (view and SCREENS[view] in one) for one in conditions)


def _by_name(page: BeautifulSoup) -> dict[str, list[Tag]]:
    """The elements of a page by all that a selector can name them by; all of them by ""."""
    found: dict[str, list[Tag]] = {}
    for element in page.find_all(True):
        own = element.get_attribute_list("class") + element.get_attribute_list("id")
        for name in {"", element.name, *map(str, own), *element.attrs}:
            found.setdefault(name, []).append(element)
    return found


def _selected(named: Mapping[str, list[Tag]], selector: str) -> set[int]:
    """What a selector means in a page without its script, by identity; nothing for states such as
    :hover. Of thousands of cells only those are compared that have one of its names."""
    try:
        compiled = soupsieve.compile(selector)
    except (SelectorSyntaxError, NotImplementedError):  # a pseudo-element has no text of ours
        return set()
    names = {""} if NAMELESS.search(selector) else set(re.findall(r"[\w-]+", selector))
    meant = {id(one): one for name in names for one in named.get(name, ())}
    return {at for at, one in meant.items() if compiled.match(one)}


def table_rows(text: str) -> Table:
    """The cells of the first table of an output, row by row, in the order of the page."""
    table = BeautifulSoup(text, "lxml").find("table")
    return [[cell.get_text() for cell in row] for row in _rows_of(table)] if table else []


def _rows_of(table: Tag) -> list[list[Tag]]:
    """The cells of a table, row by row."""
    return [row.find_all(["th", "td"]) for row in table.find_all("tr")]


# --- PDF ------------------------------------------------------------------------------------------


@dataclass
class _Run:
    """Text in one piece: its size, whether anybody can see it."""

    text: str
    size: float
    shown: bool


def of_pdf(path: Path) -> dict[str, Shown]:
    """The text of a tagged PDF in its order of reading: first without what is set smaller within a
    paragraph, which are the notes in the margin, then these; with the descriptions of figures."""
    import pikepdf

    try:
        with pikepdf.open(path) as file:
            pages = {page.objgen: _runs_of(page) for page in file.pages}
            tree = file.Root.StructTreeRoot.K
            described: list[str] = []
            texts, notes = _apart(_blocks(tree, None, pages, described))
            tables = list(_tables(tree, pages))
    except pikepdf.PdfError as error:
        raise ValueError(error) from None
    return {"": Shown("".join([*texts, "\n", *notes, "\n", *described]), tables)}


def _apart(blocks: Iterable[tuple[str, list[_Run]]]) -> tuple[list[str], list[str]]:
    """The texts of blocks, and the notes in the margin, which are set smaller."""
    texts: list[str] = []
    notes: list[str] = []
    for tag, runs in blocks:
        most = max((run.size for run in runs), default=0) if tag in _WITH_NOTES else 0
        for run in runs:
            (notes if run.size < most * 0.9 else texts).append(run.text)
    return texts, notes


def _tables(tree: Any, pages: Mapping[Any, Mapping[int, list[_Run]]]) -> Iterator[Table]:
    """The tables of a structure tree, cell by cell."""
    for one, page in _tagged(tree, None, {"/Table"}):
        rows = _tagged(one.get("/K"), page, {"/TR"})
        yield _without_notes(
            [
                [
                    "".join(_apart(_blocks(cell.get("/K"), own, pages, []))[0])
                    for cell, own in _tagged(row.get("/K"), where, {"/TH", "/TD"})
                ]
                for row, where in rows
            ]
        )


def _without_notes(rows: Table) -> Table:
    """A table without its notes, which stand in a last row of one cell so that no break of the page
    parts them from the rows before."""
    noted = len(rows) > 1 and len(rows[0]) > 2 and len(rows[-1]) == 1
    return rows[:-1] if noted else rows


def _tagged(node: Any, page: Any, tags: set[str]) -> Iterator[tuple[Any, Any]]:
    """The outermost elements with one of some tags, each with the page that it is on."""
    import pikepdf

    if isinstance(node, pikepdf.Array):
        for one in node:
            yield from _tagged(one, page, tags)
    elif isinstance(node, pikepdf.Dictionary):
        page = node["/Pg"].objgen if "/Pg" in node else page
        if str(node.get("/S", "")) in tags:
            yield node, page
        else:
            yield from _tagged(node.get("/K"), page, tags)


_WITH_NOTES = ("/P", "/LBody")


def _blocks(
    node: Any, page: Any, pages: Mapping[Any, Mapping[int, list[_Run]]], described: list[str]
) -> list[tuple[str, list[_Run]]]:
    """The paragraphs and other blocks of a structure tree with their runs, in their order."""
    import pikepdf

    if isinstance(node, pikepdf.Array):
        return [block for one in node for block in _blocks(one, page, pages, described)]
    if not isinstance(node, pikepdf.Dictionary):
        return [("", _shown(pages[page].get(int(node), [])))]
    page = node["/Pg"].objgen if "/Pg" in node else page
    if "/MCID" in node:
        return [("", _shown(pages[page].get(int(node["/MCID"]), [])))]
    if "/Alt" in node:
        described.append(str(node["/Alt"]))
    if "/K" not in node:
        return []
    found = _blocks(node["/K"], page, pages, described)
    tag = str(node.get("/S", ""))
    if tag in _WITH_NOTES and not any(one in _WITH_NOTES for one, _ in found):
        return [(tag, [run for _, runs in found for run in runs])]
    return found


def _shown(runs: Iterable[_Run]) -> list[_Run]:
    return [run for run in runs if run.shown]


def _runs_of(page: Any) -> dict[int, list[_Run]]:
    """The runs of a page by the mark of its content that they belong to."""
    import pikepdf

    fonts = {name: _characters(font) for name, font in page.Resources.get("/Font", {}).items()}
    found: dict[int, list[_Run]] = {}
    marks: list[int | None] = []
    font, size, mode, white, grounded = {}, 0.0, 0, False, False
    for each in pikepdf.parse_content_stream(page, OPERATORS):
        operands = each.operands
        match str(each.operator):
            case "BDC" | "BMC":
                marks.append(_mark(operands))
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
            case "Tj" | "TJ":
                mark = next((one for one in reversed(marks) if one is not None), None)
                shown = size >= SMALLEST and mode != INVISIBLE and (grounded or not white)
                grounded = False
                run = _Run(_decoded(operands[0], font), size, shown)
                found.setdefault(-1 if mark is None else mark, []).append(run)
    return found


def _mark(operands: Any) -> int | None:
    """The number of a piece of marked content; -1 for what is no content."""
    if str(operands[0]) == "/Artifact":
        return -1
    properties = operands[1] if len(operands) > 1 else {}
    return int(properties["/MCID"]) if "/MCID" in properties else None


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


# --- Word -----------------------------------------------------------------------------------------


def of_word(path: Path) -> dict[str, Shown]:
    """The text of a Word file with the descriptions of its pictures, without what is hidden."""
    try:
        with zipfile.ZipFile(path) as file:
            parts = [name for name in file.namelist() if _WORD_PARTS.fullmatch(name)]
            trees = [etree.fromstring(file.read(name)) for name in parts]
            styles = etree.fromstring(file.read("word/styles.xml"))
    except (zipfile.BadZipFile, zlib.error, EOFError, etree.XMLSyntaxError) as error:
        raise ValueError(error) from None
    hidden = {
        style.get(f"{W}styleId")
        for style in styles.iter(f"{W}style")
        if _hides(style.find(f"{W}rPr"))
    }
    texts = [text for tree in trees for text in _word_texts(tree, hidden)]
    tables = [
        [
            ["".join(_word_texts(cell, hidden)) for cell in row.iterfind(f"{W}tc")]
            for row in table.iterfind(f"{W}tr")
        ]
        for tree in trees
        for table in tree.iter(f"{W}tbl")
    ]
    return {"": Shown("".join(texts), tables)}


_WORD_PARTS = re.compile(r"word/(document|footnotes|endnotes)\.xml")


def _word_texts(tree: Any, hidden: set[str]) -> Iterator[str]:
    for run in tree.iter(f"{W}r"):
        paragraph = next(run.iterancestors(f"{W}p"), None)
        styles = [run.find(f"{W}rPr/{W}rStyle")]
        if paragraph is not None:
            styles.append(paragraph.find(f"{W}pPr/{W}pStyle"))
        named = {style.get(f"{W}val") for style in styles if style is not None}
        if not (named & hidden or _hides(run.find(f"{W}rPr"))):
            yield from (text.text or "" for text in run.iter(f"{W}t"))
    yield from (f" {one.get('descr', '')} " for one in tree.iter("{*}docPr"))


def _hides(properties: Any) -> bool:
    """Whether properties of text make it hidden, white without a ground, or too small to read."""
    if properties is None:
        return False
    said = {etree.QName(one).localname: one.get(f"{W}val") for one in properties}
    white = str(said.get("color")).upper() == "FFFFFF" and "shd" not in said
    small = str(said.get("sz")).isdigit() and int(said["sz"]) < 2 * SMALLEST
    return said.get("vanish", "0") not in ("0", "false") or white or small
