"""Rich text as a small, safe tree: Markdown and foreign HTML go in, nothing active can come out.

Everything that a document says passes through here, so that the HTML, PDF and Word renderers can only ever meet
the few tags below. Scripts, styles, event handlers, forms, frames, remote images and unknown link targets are gone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from html.parser import HTMLParser

import nh3
from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

INLINE = {
    "a",
    "abbr",
    "b",
    "br",
    "code",
    "del",
    "em",
    "i",
    "img",
    "kbd",
    "mark",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "tex",
    "u",
}
BLOCK = {
    "blockquote",
    "dd",
    "div",
    "dl",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "ul",
}
TABLE = {"caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
VOID = {"br", "hr", "img"}
_CONTAINERS = {"blockquote", "div", "dl", "ol", "table", "tbody", "tfoot", "thead", "tr", "ul"}
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "class"},
    "th": {"colspan", "rowspan", "class", "scope"},
    "tex": {"display"},
}
_IMAGE = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=\s]+\Z")
_HAN = "\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_IS_HAN = re.compile(f"[{_HAN}]")
_WIDE = re.compile("[“”‘’…—·×÷−≥≤%\u2e80-\U0010ffff]")
_CAPITAL = re.compile("[A-Z]")
_SEAM = re.compile(r"[\u4e00-\u9fff](?=[A-Za-z0-9%])|[A-Za-z0-9%](?=[\u4e00-\u9fff])")
_HAN_BREAK = re.compile(f"(?<=[{_HAN}“”‘’…—])[ \t]*\n[ \t]*(?=[{_HAN}“”‘’…—])")
_SPACE = re.compile(r"[ \t\r\n\f]+")
# Nothing that is seen: controls, zero-width and joining marks, direction overrides, variation selectors, tags.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")


@dataclass(frozen=True)
class Node:
    """One element of rich text.

    Attributes:
        tag: an HTML tag of the lists above, or "tex" (a formula, its TeX as the only child).
        attrs: the attributes that were allowed to stay.
        children: elements and strings in order.
    """

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: tuple[Node | str, ...] = ()

    def walk(self) -> Iterator[Node]:
        """This element and every element below it, in reading order."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()


def text_of(node: Node | str | tuple) -> str:
    """The plain text of an element (or of a tuple of children), without maths mark-up."""
    if isinstance(node, str):
        return node
    if isinstance(node, tuple):
        return "".join(text_of(child) for child in node)
    if node.tag == "br":
        return " "
    if node.tag == "img":
        return node.attrs.get("alt", "")
    return "".join(text_of(child) for child in node.children)


def lines_of(content: tuple[Node | str, ...]) -> list[str]:
    """The plain text of rich text, one string for each line that the author has set."""
    lines = [""]
    for child in content:
        if isinstance(child, Node) and child.tag == "br":
            lines.append("")
        else:
            lines[-1] += text_of(child)
    return lines


def visible(text: str) -> str:
    """``text`` without terminal colours, control characters and other marks that nobody can see."""
    return _UNSEEN.sub("", _ANSI.sub("", text))


def markdown(
    text: str,
    author: bool = False,
    links: Collection[str] = (),
    pictures: dict[str, str] | None = None,
) -> Node:
    """Read Markdown.

    Args:
        text: CommonMark with tables and strike-through.
        author: True for a Markdown cell that a person wrote: inline HTML (sanitised), maths and any web link are kept.
            False for text that a run produced from data: HTML is shown as typed, ``$`` is a dollar.
        links: when ``author`` is False, the only link targets that are kept.
        pictures: image name → data URL, for attachments and files beside the notebook.
    """
    html = _parser(author).render(_UNSEEN.sub("", text))
    return sanitised(html, None if author else links, pictures)


class _State(StateInline):
    """CommonMark finds no emphasis in ``**“十四五”**规划``: its rule for punctuation beside asterisks supposes that
    words have spaces between them. Beside a Chinese character, asterisks may open and close all the same."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803 (markdown-it's names)
        found = super().scanDelims(start, canSplitWord)
        if self.src[start] != "*":
            return found
        before = self.src[start - 1] if start else " "
        after = self.src[start + found.length] if start + found.length < self.posMax else " "
        can_open = found.can_open or (not after.isspace() and bool(_IS_HAN.match(before)))
        can_close = found.can_close or (not before.isspace() and bool(_IS_HAN.match(after)))
        return Scanned(can_open, can_close, found.length)


class _Inline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: dict, tokens: list) -> list:
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


@lru_cache(maxsize=2)
def _parser(author: bool) -> MarkdownIt:
    parser = MarkdownIt("zero")
    parser.inline = _Inline()
    parser.configure("commonmark", {"html": author})
    parser.enable(["table", "strikethrough"])
    if author:
        parser.use(dollarmath_plugin, allow_digits=False, renderer=_formula).use(
            amsmath_plugin, renderer=_display
        )
    return parser


def _formula(tex: str, options: dict) -> str:
    display = ' display="block"' if options.get("display_mode") else ""
    return f"<tex{display}>{escape(tex.strip())}</tex>"


def _display(tex: str) -> str:
    return f'<p><tex display="block">{escape(tex.strip())}</tex></p>'


def sanitised(
    html: str, links: Collection[str] | None = None, pictures: dict[str, str] | None = None
) -> Node:
    """Read HTML from anywhere and keep what is text, tables, embedded pictures and harmless links.

    Args:
        html: any HTML, however broken.
        links: the only link targets to keep; None keeps http, https, mailto and links within the page.
        pictures: image name → data URL; an image that is neither embedded nor named here is replaced by its alt text.
    """
    keep = _attribute_filter(links, pictures or {})
    clean = nh3.clean(
        html,
        tags=INLINE | BLOCK | TABLE,
        attributes=ATTRIBUTES,
        attribute_filter=keep,
        clean_content_tags={
            "script",
            "style",
            "title",
            "iframe",
            "object",
            "template",
            "noscript",
            "textarea",
            "select",
            "math",
            "svg",
        },
        url_schemes={"http", "https", "mailto", "data", "attachment"},
        link_rel=None,
    )
    return _tree(clean)


def _attribute_filter(
    links: Collection[str] | None, pictures: dict[str, str]
) -> Callable[[str, str, str], str | None]:
    def keep(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "src":
            value = pictures.get(value, value)
            return value if _IMAGE.match(value) else None
        if attribute == "href":
            if links is not None:
                return value if value in links else None
            return value if re.match(r"(https?://|mailto:|#)", value, re.I) else None
        if attribute == "class":  # the one class that tables may carry: numbers stand right
            return "num" if {"num", "right", "number"} & set(value.split()) else None
        return value

    return keep


class _TreeBuilder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[tuple[str, dict[str, str], list[Node | str]]] = [("div", {}, [])]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: visible(value or "") for name, value in attrs}
        if tag == "img" and "src" not in attributes:
            self.handle_data(f"［{attributes['alt']}］" if attributes.get("alt") else "")
        elif tag == "a" and "href" not in attributes:
            self.stack.append(("span", {}, []))
        elif tag in VOID:
            self.stack[-1][2].append(Node(tag, attributes))
        else:
            self.stack.append((tag, attributes, []))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or len(self.stack) == 1:
            return
        name, attrs, children = self.stack.pop()
        self.stack[-1][2].append(Node(name, attrs, tuple(children)))

    def handle_data(self, data: str) -> None:
        inside = {name for name, _, _ in self.stack}
        text = visible(data)
        if not inside & {"pre", "tex"}:
            text = _SPACE.sub(" ", _HAN_BREAK.sub("", text))
        if text.strip() or (text and self.stack[-1][0] not in _CONTAINERS):
            self.stack[-1][2].append(text)


def _tree(html: str) -> Node:
    builder = _TreeBuilder()
    builder.feed(html)
    builder.close()
    while len(builder.stack) > 1:
        builder.handle_endtag("")
    return Node("div", {}, tuple(builder.stack[0][2]))


def is_empty(node: Node) -> bool:
    """True when nothing of an element would be seen."""
    return not text_of(node).strip() and not any(
        one.tag in ("img", "hr", "tex") for one in node.walk()
    )


# Tables


@dataclass(frozen=True)
class Cell:
    """One cell of a grid: its content, its place and whether it is a heading of its row or column."""

    content: tuple[Node | str, ...]
    row: int
    column: int
    colspan: int = 1
    rowspan: int = 1
    header: bool = False

    @property
    def text(self) -> str:
        return text_of(self.content).strip()


@dataclass(frozen=True)
class Grid:
    """A table as rows of placed cells. ``head`` rows are repeated on every page; ``align`` has one of "left", "right",
    "center" for each column. Rows are counted from 0 through head and body."""

    head: tuple[tuple[Cell, ...], ...]
    body: tuple[tuple[Cell, ...], ...]
    align: tuple[str, ...]

    @property
    def columns(self) -> int:
        return len(self.align)

    @property
    def row_headers(self) -> int:
        """How many leading columns name their rows."""
        if not self.body:
            return 0
        named = 0
        while (
            named < self.columns
            and all(cell.header for row in self.body for cell in row if cell.column == named)
            and any(cell.column == named for row in self.body for cell in row)
        ):
            named += 1
        return named if named < self.columns else 0

    def widths(self) -> list[float]:
        """The width that each column would like, in ems: a Chinese character is 1, a Latin letter about 0.55.

        Long texts ask for half of their length: they will be broken over lines.
        """
        return self._widths(
            lambda text: max(min(measure(text), 14.0), _longest_word(text), measure(text) / 2)
        )

    def least_widths(self) -> list[float]:
        """The least that each column can do with, in ems: numbers, dates and single words are not broken, texts are."""
        return self._widths(
            lambda text: max(
                _longest_word(text), min(measure(text), 7.5 if _IS_HAN.search(text) else 5.5)
            )
        )

    def _widths(self, wanted_by: Callable[[str], float]) -> list[float]:
        widths = [1.0] * self.columns
        for row in self.head + self.body:
            for cell in row:
                share = (
                    wanted_by(cell.text) * (1.07 if cell.header else 1.0) / cell.colspan
                )  # headings are bold
                for column in range(cell.column, min(cell.column + cell.colspan, self.columns)):
                    widths[column] = max(widths[column], min(share, 30.0))
        return widths

    def shared_widths(self, room: float) -> list[float]:
        """Widths, in ems, that add up to ``room`` and keep the table low.

        Every column gets the least that it can do with. What is left goes, step by step, to the column that makes the
        rows lower by it: columns of much text become wide, columns of little text stay narrow.
        """
        widths = self.least_widths()
        spare = room - sum(widths)
        if spare <= 0:
            return widths
        rows = [
            {
                cell.column: [1.1 * measure(line) for line in lines_of(cell.content)]
                for cell in row
                if cell.colspan == 1
            }
            for row in self.body[:MOST_MEASURED]
        ]
        step = spare / WIDTH_STEPS
        for _ in range(WIDTH_STEPS):
            gains = [0.0] * self.columns
            for row in filter(None, rows):
                column = max(row, key=lambda column: _lines(row[column], widths[column]))
                now, then = (_lines(row[column], widths[column] + more) for more in (0.0, step))
                gains[column] += now - then
            best = max(range(self.columns), key=gains.__getitem__)
            if gains[best] <= 0:
                break
            widths[best] += step
        scale = room / sum(widths)
        return [width * scale for width in widths]

    def pieces(self, limit: float) -> list[Grid]:
        """This grid cut into grids that fit a width, each with the naming columns repeated.

        Args:
            limit: the width of the page, in ems of the table's type.
        """
        widths = [width + 1.2 for width in self.least_widths()]
        if sum(widths) <= limit or self.columns < 2:
            return [self]
        naming = max(self.row_headers, 1)
        kept = list(range(naming))
        room = limit - sum(widths[:naming])
        groups, group, used = [], [], 0.0
        for column in range(naming, self.columns):
            if group and used + widths[column] > room:
                groups.append(group)
                group, used = [], 0.0
            group.append(column)
            used += widths[column]
        groups.append(group)
        return [self._columns(kept + group) for group in groups] if len(groups) > 1 else [self]

    def _columns(self, chosen: list[int]) -> Grid:
        place = {column: index for index, column in enumerate(chosen)}

        def cut(rows: tuple[tuple[Cell, ...], ...]) -> tuple[tuple[Cell, ...], ...]:
            result = []
            for row in rows:
                cells = []
                for cell in row:
                    inside = [
                        place[c]
                        for c in range(cell.column, cell.column + cell.colspan)
                        if c in place
                    ]
                    for start, length in _runs(inside):
                        cells.append(
                            Cell(cell.content, cell.row, start, length, cell.rowspan, cell.header)
                        )
                result.append(tuple(sorted(cells, key=lambda cell: cell.column)))
            return tuple(result)

        return Grid(cut(self.head), cut(self.body), tuple(self.align[column] for column in chosen))


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    start = None
    for index, number in enumerate(numbers):
        if start is None:
            start = number
        if index + 1 == len(numbers) or numbers[index + 1] != number + 1:
            yield start, number - start + 1
            start = None


MOST_MEASURED = 200  # rows of a table that its widths are taken from
WIDTH_STEPS = 48  # in how many steps the room that is left is given out


def _lines(measures: list[float], width: float) -> float:
    """How many lines a cell takes; fractions count, so that every bit of width does."""
    return sum(max(1.0, one / width) for one in measures)


@lru_cache(maxsize=8192)
def measure(text: str) -> float:
    """The width of a line of text in ems, roughly: 1 for a Chinese character, 0.6 for a Latin letter or digit, a
    quarter for the space that is set between the two."""
    wide, capital, seams = (len(pattern.findall(text)) for pattern in (_WIDE, _CAPITAL, _SEAM))
    return 0.59 * len(text) + 0.44 * wide + 0.1 * capital + 0.26 * seams


@lru_cache(maxsize=8192)
def _longest_word(text: str) -> float:
    return max((measure(word) for word in re.findall(r"[\x21-\u2e7f]+", text)), default=1.0)


_NUMBER = re.compile(
    r"[-+−–—±~≈<>≥≤约近超]*\s*[\d０-９][\d.,，  eE+−-]*\s*(%|pp|个百分点)?|[-–—…·]|nan|NaN|None|NaT|<NA>|",
    re.I,
)
_MOST_SPANNED = 200


def grid_of(table: Node, align: tuple[str, ...] | None = None) -> Grid:
    """Read a ``table`` element into a grid, repairing spans that overlap or leave the table.

    Args:
        table: the element.
        align: one alignment a column; None lets columns of numbers stand right.
    """
    head_rows, body_rows = [], []
    for row, in_head in _rows(table, False):
        cells = [
            cell for cell in row.children if isinstance(cell, Node) and cell.tag in ("td", "th")
        ]
        if cells:
            headed = in_head or (not body_rows and all(cell.tag == "th" for cell in cells))
            (head_rows if headed else body_rows).append(cells)
    head, head_columns = _placed(head_rows, 0)
    body, body_columns = _placed(body_rows, len(head_rows))
    columns = max(head_columns, body_columns, 1)
    if not body:  # a table of headings only: nothing to repeat
        head, body = (), head
    if align is None or len(align) != columns:
        align = tuple(_alignment(body, column) for column in range(columns))
    return Grid(head, body, align)


def _rows(node: Node, in_head: bool) -> Iterator[tuple[Node, bool]]:
    for child in node.children:
        if isinstance(child, Node):
            if child.tag == "tr":
                yield child, in_head
            elif child.tag in ("thead", "tbody", "tfoot"):
                yield from _rows(child, child.tag == "thead")


def _placed(rows: list[list[Node]], first: int) -> tuple[tuple[tuple[Cell, ...], ...], int]:
    taken: set[tuple[int, int]] = set()
    placed, columns = [], 0
    for index, row in enumerate(rows):
        cells, column = [], 0
        for node in row:
            while (index, column) in taken:
                column += 1
            colspan = _span(node.attrs.get("colspan"))
            while any((index, column + step) in taken for step in range(1, colspan)):
                colspan -= 1
            rowspan = min(_span(node.attrs.get("rowspan")), len(rows) - index)
            taken |= {
                (index + down, column + right)
                for down in range(rowspan)
                for right in range(colspan)
            }
            cells.append(
                Cell(node.children, first + index, column, colspan, rowspan, node.tag == "th")
            )
            column += colspan
            columns = max(columns, column)
        placed.append(tuple(cells))
    return tuple(placed), columns


def _span(value: str | None) -> int:
    return (
        min(max(int(value), 1), _MOST_SPANNED)
        if value and value.isascii() and value.isdigit()
        else 1
    )


def _alignment(body: tuple[tuple[Cell, ...], ...], column: int) -> str:
    texts = [
        cell.text for row in body for cell in row if cell.column == column and cell.colspan == 1
    ]
    numeric = [text for text in texts if _NUMBER.fullmatch(text)]
    return "right" if any(texts) and len(numeric) == len(texts) else "left"
