r"""Formulas of Markdown, taken out before it is read and put back when it is HTML, as JupyterLab
does: nothing in a formula is Markdown, whatever its lines begin with, and no dollar in code begins
one. A price is no formula, nor are the words between two prices or names: one begins with no space,
ends with none, and has words only among signs."""

from __future__ import annotations

import re
from bisect import bisect
from functools import cache
from html import escape, unescape
from operator import itemgetter
from typing import NamedTuple

from . import rows
from .safety import CODE, TAGS, TYPED
from .words import when

BEGINS, ENDS = "\ufdd0", "\ufdd1"  # of what stands for a formula: no text has these
_NO_TEXT = re.compile("[\ufdd0\ufdd1]|%EF%B7%9[01]")
_PLACE = re.compile("(?:\ufdd0|%EF%B7%90)([0-9]+)(?:\ufdd1|%EF%B7%91)")  # in addresses, too
_LINE = r"^[ \t>]*"
_CODE = r"(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n)[\s\S])+?(?<!`)(?P=ticks)(?!`)"
_SPAN = re.compile(_CODE)
_WORDS = r"\\(?:text|mbox)\{[^{}$`]*(?:\$[^{}$`]*\$[^{}$`]*)+\}"  # with formulas of their own
_WITHIN = rf"{_WORDS}|\\[\s\S]|[^$\\\n<]|\n(?![ \t>]*\n)|<(?!/[A-Za-z])"
_ALONE = r"[^$\\]|\\[\s\S]|\$(?!\$)"
#: Dollars that are a unit in brackets, or of places in a spreadsheet.
_MONEY = r"(?<=\()\$(?=\))|(?<=\[)\$(?=\])|(?<=（)\$(?=）)|\$[A-Z]{1,3}\$\d+:\$[A-Z]{1,3}\$\d+"
#: What begins a formula or may hold dollars that begin none.
_START = re.compile(
    rf"(?P<money>{_MONEY})"
    rf"|{_LINE}(?:(?:[-+*]|\d+[.)])[ \t]+)*(?P<fence>`{{3,}}|~{{3,}})[^`\n]*$|{_CODE}"
    r"|(?P<opened>\\\\[\[(]|\\begin\{(?P<name>[A-Za-z]+\*?)\})|\\[\s\S]"
    rf"|\$\$(?!\$)(?P<alone>(?:{_ALONE})+?)\$\$|\$\$+"
    rf"|\$(?![\s$])(?P<within>(?:{_WITHIN})+?)(?<!\s)(?!{_MONEY})\$",
    re.M,
)
_CLOSED = {r"\\[": r"\\]", r"\\(": r"\\)"}
_TAG_OR_PLACE = re.compile(r"<(?P<ends>/?)(?P<name>[A-Za-z]\w*+)[^<>]*>|\ufdd0(?P<place>\d+)\ufdd1")
#: What makes words between dollars those of a formula.
_SIGN = re.compile(r"[\\^_={}<>+]")
_WORD_OR_PRICE = re.compile(r"[A-Za-z]{2}|^\d[\d.,;]+\s$")
_BETWEEN = re.compile(r"[,.;:()]*\s[\s,.;:()]*")
_PRICE = re.compile(r"[-.]?\d")
_WORDS_OF_PRICE = re.compile(r"\s[A-Za-z]{2}|[一-鿿]")
_RANGE = re.compile(r"[–—]\d+")  # from a price to another
_PATH = re.compile("[A-Z_]{2,}[:/]")  # between two names of a shell
_NO_BRACKETS = re.compile("[^()]+")
_NAME_IN_BRACES = re.compile(r"^\{\w+\}(?=\s)")
#: What goes on behind a price, a fraction without anything above.
_OF_TWO = re.compile(r"[,;]\s|/\S*\s")
_TWO_WORDS = re.compile(r"[A-Za-z]{2}[,;.)]?\s(?:[^\s]\s)?[A-Za-z]{2}")
_COMMENT = re.compile(r"\\[\s\S]|%[^\n]*\n?")
_ITEM = re.compile(r"^([ \t>]*)(?:[-+*]|\d+[.)])[ \t]", re.M)
_BLANK = re.compile(r"\n[ \t>]*\n")
_QUOTE = re.compile(r"[ \t]*>[ \t>]*")
#: What may be a tag: one that begins an element is closed and says its name and nothing else, or
#: attributes with values.
_TAG = re.compile(r"</[A-Za-z]|<!|<(?P<name>[A-Za-z]\w*+)(?:\s[^<>=]*=[^<>]*|\s*+/?)>")
UNREAD = frozenset((*CODE, "script", "style"))  # elements in which dollars are dollars


class Typed(NamedTuple):
    """A formula as typed, its TeX, "" for dollars that are none, and whether it stands on a line of
    its own."""

    text: str
    tex: str
    alone: bool


class _Lines:
    """Lines of a text that two dollars do not pair across: rows of its tables, items of its lists.

    Args:
        source: the text.
        found: its rows, as ``rows.found_in`` has them.
    """

    def __init__(self, source: str, found: list[tuple[int, int, int]]) -> None:
        self._source, self._rows = source, found
        self._items = list(_ITEM.finditer(source))

    def row_at(self, place: int) -> tuple[int, int, int] | None:
        """The row that a place is in."""
        row = bisect(self._rows, place, key=itemgetter(0))
        if row and place < self._rows[row - 1][1]:
            return self._rows[row - 1]
        return None

    def are_within(self, begin: int, end: int) -> bool:
        """Whether a row begins between two places, or another item of the list that the first one
        is in, or of one around that."""
        row = bisect(self._rows, begin, key=itemgetter(0))
        if row < len(self._rows) and self._rows[row][0] < end:
            return True
        item = bisect(self._items, begin, key=re.Match.start)
        own, following = self._items[max(item - 1, 0) : item], self._items[item : item + 1]
        for one, other in zip(own, following, strict=False):
            if other.start() < end and not _BLANK.search(self._source, one.end(), begin):
                return len(other[1]) < len(one[0])
        return False


class Formulas:
    """The formulas of a notebook while its Markdown is read."""

    def __init__(self) -> None:
        self._taken: list[Typed] = []

    def place(self, one: Typed) -> str:
        """What stands for a formula: to a reader of Markdown, a word."""
        self._taken.append(one)
        return f"{BEGINS}{len(self._taken) - 1}{ENDS}"

    def taken_out(self, source: str) -> str:
        """Markdown without its formulas."""
        source = _NO_TEXT.sub("", source)
        return self._taken_out(source, _Lines(source, list(rows.found_in(source))))

    def _taken_out(self, source: str, lines: _Lines) -> str:
        last = cache(source.rfind)
        pieces, done, at = [], 0, 0
        while found := _START.search(source, at):
            at = found.end()
            if found["fence"]:
                at = _end_of_code(source, at, found["fence"])
            elif (row := lines.row_at(found.start())) and row[0] >= done:
                begin, at, count = row
                pieces += [source[done:begin], self._of_row(source[begin:at], count)]
                done = at
            elif found["money"]:
                pieces += [source[done : found.start()], self.place(Typed(found[0], "", False))]
                done = at
            elif found["within"] and lines.are_within(*found.span()):
                at = found.start() + 1
            elif end := _end(source, found, last(_closing(found))):
                one = _read(found, _unquoted(source, found.start(), end))
                pieces += [source[done : found.start()], self.place(one)]
                at = done = end
            elif found["alone"] or found["within"]:  # code in it may begin a formula
                at = found.start() + len(found[0]) - len(found[0].lstrip("$"))
        return "".join([*pieces, source[done:]])

    def _of_row(self, row: str, count: int) -> str:
        """A row of a table without its formulas, which hold bars only where these part no cells."""
        parts = [rows.parted(row, by) for by in (rows.BARS_AND_CODE, rows.BARS)]
        for cells in (*parts, [row], parts[-1]):
            taken = "|".join(self._taken_out(cell, _Lines(cell, [])) for cell in cells)
            if len(rows.cells(taken, count)) == count:
                break
        return taken

    def typed(self, text: str) -> str:
        """A text with its formulas as typed."""
        return _PLACE.sub(lambda found: self._taken[int(found[1])].text, text)

    def in_html(self, page: str) -> str:
        """HTML that an author wrote among Markdown: formulas hold no elements, and their signs are
        written as HTML has them."""

        def one(found: re.Match[str]) -> str:
            text, tex, alone = self._taken[int(found[1])]
            if _has_tags(tex):
                return text
            return self.place(Typed(unescape(text), unescape(tex), alone))

        return _PLACE.sub(one, page)

    def put_back(self, page: str) -> str:
        """HTML with its formulas as elements; in code and in tags they are as typed."""
        within = 0

        def one(found: re.Match[str]) -> str:
            nonlocal within
            if found["place"]:
                text, tex, alone = self._taken[int(found["place"])]
                if within or not tex:
                    return escape(text)
                return formula(tex, alone, text)
            if found["name"].lower() in UNREAD:
                within = max(0, within + 1 - 2 * len(found["ends"]))
            return _PLACE.sub(lambda place: escape(self._taken[int(place[1])].text), found[0])

        return _TAG_OR_PLACE.sub(one, page)


def is_prose(tex: str, before: str, behind: str) -> bool:
    """Whether what stands between two dollars is no TeX: words without any sign, which stand
    between two prices or two names, or nothing that could be set; with a space beside a dollar one
    word is enough.

    Args:
        tex: what stands between them.
        before: the character before the first one, or "".
        behind: the character behind the second one, or "".
    """
    tex = _NAME_IN_BRACES.sub("", tex)
    before_letter = behind.isascii() and behind.isalpha()
    if behind.isdigit() and _PRICE.match(tex) or before.isdigit() and _RANGE.fullmatch(tex):
        return True
    if before_letter and _PATH.fullmatch(tex):
        return True
    if _SIGN.search(tex):
        return False
    if tex != tex.strip() and _WORD_OR_PRICE.search(tex):
        return True
    brackets = _NO_BRACKETS.sub("", tex)
    if brackets[:1] == ")" and brackets[-1:] == "(":  # of two units
        return True
    among_words = before_letter and before.isascii() and before.isalnum() and " " in tex
    if among_words and _WORD_OR_PRICE.search(tex) or _OF_TWO.match(tex):
        return True
    priced = _PRICE.match(tex) and _WORDS_OF_PRICE.search(tex)
    return bool(priced or _TWO_WORDS.search(tex) or _BETWEEN.fullmatch(tex))


def beside(found: re.Match[str]) -> tuple[str, str]:
    """The characters before and behind what was found, "" where none are."""
    begin, end = found.span()
    return found.string[max(begin - 1, 0) : begin], found.string[end : end + 1]


def _has_tags(tex: str) -> bool:
    """Whether TeX among HTML holds a tag; ``x<y`` and ``<x>`` are none."""
    names = (found["name"] for found in _TAG.finditer(tex))
    return any(name is None or name.lower() in TAGS for name in names)


def _closing(found: re.Match[str]) -> str:
    """What ends what begins here; for what has its end already, something that is nowhere."""
    if found["name"]:
        return f"\\end{{{found['name']}}}"
    return _CLOSED.get(found["opened"], BEGINS)


def _end(source: str, found: re.Match[str], last: int) -> int:
    """Where the formula that begins here ends; 0 where none does. Code goes before dollars.

    Args:
        source: the Markdown.
        found: what may begin a formula.
        last: where the last of what would end it stands; each that has no end would be looked for
            through all of the text.
    """
    if found["opened"] and last >= found.end():
        closing = _closing(found)
        return source.index(closing, found.end()) + len(closing)
    tex = found["alone"] or found["within"]
    if not tex or _BETWEEN.fullmatch(tex):
        return 0
    before, behind = beside(found)
    if (found["within"] or behind == "$") and is_prose(tex, before, behind):
        return 0
    if "`" in found[0]:
        code = _SPAN.search(source, found.start())
        if code is not None and code.start() < found.end():
            return 0
    return found.end()


def _unquoted(source: str, begin: int, end: int) -> str:
    """A part of a text without the signs before the lines of a quotation."""
    text = source[begin:end]
    if "\n" in text and (quote := _QUOTE.match(source, source.rfind("\n", 0, begin) + 1, begin)):
        depth = quote[0].count(">")
        return re.sub(rf"\n[ \t]*(?:>[ \t]?){{1,{depth}}}", "\n", text)
    return text


def _read(found: re.Match[str], text: str) -> Typed:
    """The formula in what begins with what was found."""
    if found["name"]:
        return Typed(text, text, True)
    if found["opened"]:
        return Typed(text, text[3:-3], found["opened"] == r"\\[")
    if found["alone"]:
        return Typed(text, text[2:-2], True)
    return Typed(text, text[1:-1], False)


def _end_of_code(source: str, at: int, fence: str) -> int:
    """Where a block of code ends, or the text that it is not ended in."""
    end = re.compile(rf"{_LINE}{fence}[`~]*[ \t]*$", re.M).search(source, at)
    if end is None:
        return len(source)
    return end.end()


def formula(tex: str, alone: bool, typed: str = "") -> str:
    """A formula as an element of the tree, without comments; one that is not typed between dollars
    says how."""
    name, dollars = when(alone, "display ") + "math", "$" * (1 + alone)
    tex = _COMMENT.sub(_without_comment, tex).strip()
    said = when(typed not in ("", f"{dollars}{tex}{dollars}"), escape(typed))
    named = when(said, f' {TYPED}="{said}"')
    return f'<span class="{name}"{named}>{escape(tex)}</span>'


def _without_comment(found: re.Match[str]) -> str:
    """What is escaped, the end of a line with a comment; a sign in the last line ends nothing."""
    return "\n" if found[0][0] == "%" and found[0][-1] == "\n" else found[0]
