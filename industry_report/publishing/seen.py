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

from industry_report.publishing import painted, tagged_pdf
from industry_report.publishing.painted import SMALLEST
from industry_report.publishing.tagged_pdf import Table

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


@dataclass(frozen=True)
class Shown:
    """What one view of a document shows: all texts in the order of reading, its tables, of its
    drawings the descriptions, each with what is written in it, where they are no pictures, the data
    behind them, where it stands below them, and what of the texts is in no closed fold."""

    text: str
    tables: list[Table]
    drawings: str | None = None
    data: list[Table] | None = None
    unfolded: str | None = None


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
    folds = {id(one) for one in page.find_all("details", open=False)}
    found = {}
    for view in ("", *SCREENS):
        kept = ELSEWHERE.get(view, NOTHING)
        hidden = always.union(
            *(own for on, own, by in hiding if _is_on(on, view) and not kept.search(by))
        )
        tables = [_shown_rows(table, hidden) for table in page.find_all("table")]
        data = [_shown_rows(table, hidden) for table in page.select("details.data table")]
        text, unfolded = ("".join(_visible(page, own)) for own in (hidden, hidden | folds))
        found[view] = Shown(text, tables, drawn, None if view else data, unfolded)
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


def of_pdf(path: Path) -> dict[str, Shown]:
    """The text of a tagged PDF in its order of reading: first without what is set smaller within a
    paragraph, which are the notes in the margin, then these; with the descriptions of figures."""
    import pikepdf

    try:
        with pikepdf.open(path) as file:
            pages = painted.pages(path).of
            tree = file.Root.StructTreeRoot.K
            described: list[str] = []
            texts, notes = tagged_pdf.apart(tagged_pdf.blocks(tree, None, pages, described))
            tables = list(tagged_pdf.tables(tree, pages))
    except pikepdf.PdfError as error:
        raise ValueError(error) from None
    return {"": Shown("".join([*texts, "\n", *notes, "\n", *described]), tables)}


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
    hidden = _hidden_styles(styles)
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


def _hidden_styles(styles: Any) -> set[str]:
    """The styles that hide text, by themselves or by what they are based on; "" is the one of
    paragraphs that name none."""
    based, hidden = {}, set()
    for style in styles.iter(f"{W}style"):
        name, on = style.get(f"{W}styleId"), style.find(f"{W}basedOn")
        based[name] = DEFAULTS if on is None else on.get(f"{W}val")
        if style.get(f"{W}default") == "1" and style.get(f"{W}type") == "paragraph":
            based[""] = name
        if _hides(style.find(f"{W}rPr")):
            hidden.add(name)
    if _hides(styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")):
        hidden.add(DEFAULTS)
    for _ in based:  # as deep as one may be based on another
        hidden |= {name for name, on in based.items() if on in hidden}
    return hidden


#: What styles are based on that name no other one.
DEFAULTS = "docDefaults"
_WORD_PARTS = re.compile(r"word/(document|footnotes|endnotes)\.xml")


def style_of(element: Any, kind: str) -> str:
    """The style that a paragraph ("pStyle") or run ("rStyle") of Word names; "" for none."""
    if element is None or (style := element.find(f"{W}{kind[0]}Pr/{W}{kind}")) is None:
        return ""
    return str(style.get(f"{W}val", ""))


def _word_texts(tree: Any, hidden: set[str]) -> Iterator[str]:
    for run in tree.iter(f"{W}r"):
        paragraph = next(run.iterancestors(f"{W}p"), None)
        named = {style_of(paragraph, "pStyle"), style_of(run, "rStyle") or None}
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
