"""Formulas of MathML, as pandoc writes it, in the language of Typst."""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Callable, Iterable

from lxml import etree

from .safety import names
from .words import when

TOLD = "\ue000"  # the sign before what a cell is told of its array: the columns, "" for a rule, or
ROWS = "="  # that each row is a display
#: What is told of an array: its columns, and before which of them and of its rows rules stand.
COLUMNS, UPRIGHT, LEVEL = "data-columns", "data-upright", "data-level"
MATHML = "{http://www.w3.org/1998/Math/MathML}"
WIDE_GAP = "#h(2em)"  # between parts of a formula, which stand below each other where they have to
_SIDES = {"right": "{} &", "left": "& {}", "center": "{}"}
_SCRIPTS = {
    "msub": ("br",),
    "msup": ("tr",),
    "msubsup": ("br", "tr"),
    "munder": ("b",),
    "mover": ("t",),
    "munderover": ("b", "t"),
}
_LINES = {"\u00af": "overline", "_": "underline", "\u23de": "overbrace", "\u23df": "underbrace"}
_LINES |= {"\u23b4": "overbracket", "\u23b5": "underbracket"}
_BARS = {"|": "\\|", "\u2223": "\\|", "\u2225": "\u2016"}  # they open and close alike
_ENCLOSED = {
    "updiagonalstrike": "cancel({})",
    "downdiagonalstrike": "cancel(inverted: #true, {})",
    "updiagonalstrike downdiagonalstrike": "cancel(cross: #true, {})",
    "box": '#{{set text(top-edge: "bounds", bottom-edge: "bounds"); '
    "box(stroke: 0.5pt, inset: (x: 3pt), outset: (y: 3pt), $display({})$)}}",
}
_FORMS = {"prefix": "opening", "postfix": "closing"}
_CLOSING = set(")]}")
_UNSEEN = set("\u2061\u2062\u2063\u2064")
OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
THIN = {
    MATHML: f'<mspace xmlns="{MATHML[1:-1]}" width="0.167em"/>',
    OFFICE: f'<r xmlns="{OFFICE[1:-1]}"><t xml:space="preserve">\u2009</t></r>',
}
#: What holds a base and scripts, and what holds things side by side, in MathML and in Word.
_BASED = {*_SCRIPTS, "sSub", "sSup", "sSubSup", "limLow", "limUpp"}
_SIDE_BY_SIDE = names("mrow mtd mstyle msqrt menclose mphantom mpadded oMath e num den sub sup")
_IS_BINOMIAL = etree.XPath("*[1] = '(' and *[2]/@linethickness = 0 and *[3] = ')'")
_ARROWS = range(0x2190, 0x2200)
_MARK = re.compile(rf"\\text\{{{TOLD}([^{{}}]*)\}}")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WORD = re.compile(r"\w")


def tell(math: etree._Element) -> None:
    """Have the arrays of an element ``math``, and not their cells, say what rules they have, and
    have their cells drawn so by browsers.

    Raises:
        StopIteration: a rule stands in no array.
    """
    for word in [one for one in math.iter(f"{MATHML}mtext") if (one.text or "").startswith(TOLD)]:
        cell = next(word.iterancestors(f"{MATHML}mtd"))
        row = cell.getparent()
        table = row.getparent()
        columns = (word.text or "").removeprefix(TOLD)
        word.getparent().remove(word)
        if columns == ROWS:
            table.set("displaystyle", "true")
        elif columns:
            table.set(COLUMNS, columns)
            edges = re.sub(r"[^|lcr]", "", columns)
            upright = {
                len(edges[: bar.start()].replace("|", "")) for bar in re.finditer(r"\|", edges)
            }
            table.set(UPRIGHT, " ".join(map(str, sorted(upright))))
        else:
            table.set(LEVEL, f"{table.get(LEVEL, '')} {table.index(row)}".lstrip())
    for table in math.iter(f"{MATHML}mtable"):
        last = len(table) - 1
        if last and not "".join(table[-1].itertext()) and str(last) in table.get(LEVEL, ""):
            table.remove(table[-1])
        if COLUMNS in table.attrib:
            _draw(table)
        elif _meets(table):
            table.set("displaystyle", "true")

    for typed in math.iter(f"{MATHML}annotation"):
        typed.text = _MARK.sub(lambda mark: when(not mark[1], r"\hline"), typed.text or "")


def for_word(mathml: str) -> str:
    """MathML whose rules of arrays are signs, for Word has none, and no two columns of arrays meet.
    Its TeX, from which it would be read, is left out where it has none of it."""
    math = etree.fromstring(mathml)
    for table in [one for one in math.iter(f"{MATHML}mtable") if COLUMNS in one.attrib]:
        upright, level = (sorted(found, reverse=True) for found in edges(table))
        if _is_paired(table):
            for cell in table.iterfind("*/*[@columnalign='left']"):
                cell.set("columnalign", "center")
        elif not upright and not level:
            continue
        rule = etree.Element(f"{MATHML}mtr")
        rule.extend(_sign_cell("\u2500") for _ in max(table, key=len))
        for row in (rule, *table):
            for edge in upright:
                row.insert(edge, _sign_cell("\u253c" if row is rule else "\u2502"))
        for edge in level:
            table.insert(edge, copy.deepcopy(rule))
        for typed in list(math.iter(f"{MATHML}annotation")):
            typed.getparent().remove(typed)
    return str(etree.tostring(math, encoding="unicode"))


def _sign_cell(text: str) -> etree._Element:
    """A cell that holds a text."""
    cell = etree.Element(f"{MATHML}mtd", columnalign="center")
    etree.SubElement(cell, f"{MATHML}mtext").text = text
    return cell


def _draw(table: etree._Element) -> None:
    """Have browsers part the columns of an array and draw its rules."""
    upright, level = edges(table)
    for place, row in enumerate(table):
        for column, cell in enumerate(row):
            style = [f"text-align: {cell.get('columnalign')}", "padding: .2em .4em"]
            sides = {"left": column in upright, "top": place in level}
            sides["right"] = column + 1 == len(row) and column + 1 in upright
            sides["bottom"] = place + 1 == len(table) and place + 1 in level
            style += [f"border-{side}: .06em solid" for side, drawn in sides.items() if drawn]
            cell.set("style", "; ".join(style))


def edges(table: etree._Element) -> tuple[set[int], set[int]]:
    """Before which columns and before which rows of a table rules stand."""
    upright, level = (table.get(name, "").split() for name in (UPRIGHT, LEVEL))
    return set(map(int, upright)), set(map(int, level))


def part_functions(math: etree._Element, language: str) -> None:
    """Part names of functions from what they are of and from what stands before them, as TeX does:
    browsers and Word leave no gap.

    Args:
        math: a formula.
        language: of ``THIN``.
    """
    for name in [one for one in math.iter(f"{language}mi", f"{language}r") if _is_function(one)]:
        whole = name
        while _is_base(whole):
            whole = whole.getparent()
        if _name(whole.getparent()) not in _SIDE_BY_SIDE:
            continue
        before = whole.getprevious()
        if before is not None and (_touches(before) or _said(_core(before))[-1:] in _CLOSING):
            whole.addprevious(etree.fromstring(THIN[language]))
        inside = whole.getparent().getparent()
        if whole.getnext() is None and _name(inside) == "nary":  # of a sum it has the name alone
            whole = inside
        if whole.getnext() is not None and _touches(whole.getnext()):
            whole.addnext(etree.fromstring(THIN[language]))


def _is_function(one: etree._Element) -> bool:
    """Whether it is the name of a function: letters of words are told one by one."""
    is_words = one.find(f"{OFFICE}rPr/{OFFICE}nor") is not None
    said = when(_name(one) in ("mi", "r") and not is_words, _said(one))
    return len(said) > 1 and said.isalpha()


def _is_base(one: etree._Element) -> bool:
    """Whether it is what its parent has scripts for, or is all of its parent that is seen."""
    parent, following = one.getparent(), one.getnext()
    if _name(parent) == "e":
        return _name(parent.getparent()) in _BASED and len(parent) == 1
    if _name(parent) in _BASED:
        first = parent.find(f"{OFFICE}e")
        return bool(one == (parent[0] if first is None else first))
    return _name(parent) == "mrow" and following is not None and following.text in _UNSEEN


def _core(one: etree._Element) -> etree._Element:
    """What it is without scripts."""
    while (base := next(filter(_is_base, one), None)) is not None:
        one = base
    return one


def _said(one: etree._Element) -> str:
    return "".join(one.itertext())


def _touches(one: etree._Element) -> bool:
    """Whether nothing parts it from a name beside it: no bracket, sign or space."""
    core = _core(one)
    name, said = _name(core), _said(core)
    if name in ("mo", "mspace", "d") or said != said.strip() or _is_fenced(core):
        return False
    return name != "r" or said[:1].isalnum()


def typst(math: etree._Element) -> str:
    """An element ``math`` as the body of an equation.

    Raises:
        KeyError: it holds an element or a look that Typst is not told.
    """
    whole = math[0][0]
    parts: list[list[etree._Element]] = [[]]
    for element in [whole] if _name(whole) != "mrow" or _is_fenced(whole) else whole:
        if element.get("width") == "2.0em":
            parts.append([])
        elif not _is_unseen(element):
            parts[-1].append(element)
    return WIDE_GAP.join(joined(_spaced(part)) or '""' for part in parts)


def one(element: etree._Element) -> str:
    """An element in the language of Typst.

    Raises:
        KeyError: as ``typst`` does.
    """
    return _WRITERS[element.tag.removeprefix(MATHML)](element)


def joined(pieces: Iterable[str]) -> str:
    """Pieces side by side; a space stands only where two would be read as one, for beside words it
    is seen."""
    whole = ""
    for piece in pieces:
        whole += when(whole and _WORD.match(whole[-1]) and _WORD.match(piece), " ") + piece
    return whole


def _row(element: etree._Element) -> str:
    """Elements side by side; signs that are told to are as high as what they enclose."""
    children = [child for child in element if not _is_unseen(child)]
    pieces = _spaced(children)
    if not _is_fenced(element):
        return joined(pieces) or '""'
    if _IS_BINOMIAL(element):
        return f"binom({', '.join(map(one, children[1]))})"
    return f"lr({joined(pieces)})"


def _is_fenced(element: etree._Element) -> bool:
    """Whether it stands between signs that grow with it, or beside one."""
    ends = [*element[:1], *element[-1:]]
    return any(end.get("stretchy") == "true" and not end.get("minsize") for end in ends)


def _spaced(children: list[etree._Element]) -> list[str]:
    """The pieces of a row. A space is part of what stands beside it, for alone it would take the
    place of the gaps that Typst leaves."""
    pieces: list[str] = []
    before = ""
    for child in children:
        piece = one(child)
        if _name(child) != "mspace":
            if before and _is_function(_core(child)):
                piece = f'class("large", {before}{piece})'
            elif before:
                piece = f"scripts({before}{piece})"
            pieces.append(piece)
            before = ""
        elif pieces and not before and not _is_sign(child.getprevious()):
            pieces[-1] = f"scripts({pieces[-1]}{piece})"
        else:
            before += piece
    return [*pieces, before]


def _is_unseen(element: etree._Element) -> bool:
    """Whether it is nothing in Typst, as are spaces that take back a gap before brackets."""
    following = element.getnext()
    back = element.get("width", "").startswith("-")
    return element.text in _UNSEEN or back and following is not None and _is_fenced(following)


def _is_sign(element: etree._Element) -> bool:
    return _name(element) == "mo"


def _identifier(element: etree._Element) -> str:
    text = element.text or ""
    if len(text) > 1:
        return f"op({_quoted(text)})"
    if element.get("mathvariant") == "normal":
        return f"upright({_sign(element)})"
    return _sign(element)


def _number(element: etree._Element) -> str:
    text = element.text or ""
    if _NUMBER.fullmatch(text):
        return text
    return _quoted(text)


def _text(element: etree._Element) -> str:
    return _quoted((element.text or "").strip())  # spaces at its ends stand beside it


def _operator(element: etree._Element) -> str:
    size, form = element.get("minsize"), element.get("form", "")
    bar = when(form, _BARS.get(element.text or "", ""))
    sign = bar or _sign(element)
    if element.get("stretchy") == "true" and not size:
        return {"infix": f"mid({sign})"}.get(form, sign)
    if size:
        sign = f"lr(size: #({size} * 1em), {sign})"
    if bar:
        return f'class("normal", {sign})'
    if size and form in _FORMS:
        return f'class("{_FORMS[form]}", {sign})'
    return sign


def _sign(element: etree._Element) -> str:
    text = element.text or ""
    if len(text) != 1:
        return _quoted(text)
    takes = text in "√∛∜" or unicodedata.category(text) in ("Ps", "Pe")  # what follows, or a pair
    if takes or (text.isascii() and not text.isalnum()):
        return f"\\{text}"
    return text


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("/", "\\u{2f}")
    return f'"{escaped}"'


def _scripted(element: etree._Element) -> str:
    """A base and what stands at its corners, or above and below it."""
    sides = _SCRIPTS[_name(element)]
    base, *scripts = element
    mark = scripts[0].text or ""
    if scripts[0].get("accent") == "true":
        if mark in _LINES:
            return f"{_LINES[mark]}({one(base)})"
        return f"accent({one(base)}, #{_quoted(mark)})"
    body = one(base)
    if len(sides[0]) == 1:  # arrows are as long as what stands at them
        grows = ord((base.text or " ")[0]) in _ARROWS
        body = f"{('limits', 'stretch')[grows]}({body})"
    said = (f"{side}: {one(script)}" for side, script in zip(sides, scripts, strict=True))
    return f"attach({body}, {', '.join(said)})"


def _space(element: etree._Element) -> str:
    return f"#h({element.get('width')})"


def _fraction(element: etree._Element) -> str:
    above, below = map(one, element)
    if element.get("linethickness") == "0":
        return f"mat(delim: #none, {above}; {below})"
    return f"frac({above}, {below})"


def _root(element: etree._Element) -> str:
    radicand, index = map(one, element)
    return f"root({index}, {radicand})"


def _styled(element: etree._Element) -> str:
    style = {"true": "display({})", "false": "inline({})"}.get(
        element.get("displaystyle", ""), "{}"
    )
    return style.format(_row(element))


def _enclosed(element: etree._Element) -> str:
    return _ENCLOSED[element.get("notation", "")].format(_row(element))


def _hidden(element: etree._Element) -> str:
    return f"#hide(${_row(element)}$)"


def _table(element: etree._Element) -> str:
    """A table as a matrix without brackets; two columns that meet at a sign are one."""
    cells, gaps = _cells, "column-gap: #0.8em, row-gap: #0.35em"
    if element.get("displaystyle"):
        gaps = "column-gap: #2em, row-gap: #0.6em"
    if _meets(element):
        cells = _pairs
    body = "; ".join(", ".join(cells(row)) for row in element)
    matrix = _ruled(element, f"mat(delim: #none, {gaps}", body)
    if any(_name(around) in (*_SCRIPTS, "mfrac") for around in element.iterancestors()):
        return matrix  # small
    return f"display({matrix})"


def _is_paired(table: etree._Element) -> bool:
    """Whether every other column ends where the next begins."""
    sides = [cell.get("columnalign") for cell in max(table, key=len)]
    return len(sides) > 1 and sides == (["right", "left"] * len(sides))[: len(sides)]


def _meets(table: etree._Element) -> bool:
    """Whether nothing parts such columns, as in ``aligned``."""
    return COLUMNS not in table.attrib and _is_paired(table)


def _pairs(row: etree._Element) -> list[str]:
    cells = [f"display({_row(cell)})" for cell in row]
    return [" & ".join(cells[at : at + 2]) for at in range(0, len(cells), 2)]


def _cells(row: etree._Element) -> list[str]:
    if row.getparent().get("displaystyle"):
        return [f"display({_row(cell)})" for cell in row]
    return [_SIDES[cell.get("columnalign", "center")].format(_row(cell)) for cell in row]


def _ruled(table: etree._Element, start: str, body: str) -> str:
    """A matrix with the rules of its table; at its edges Typst draws none itself."""
    upright, level = edges(table)
    wide, high = max(map(len, table)), len(table)
    inner = [f"vline: {_places(upright - {0, wide})}", f"hline: {_places(level - {0, high})}"]
    whole = f"{start}, augment: #({', '.join(inner)}, stroke: 0.5pt), {body})"
    if not upright | level:
        return f"{start}, {body})"
    sides = [when(edge in upright, "\\|") for edge in (0, wide)]
    whole = f"lr({sides[0]}{whole}{sides[1]})"
    for edge, line in ((0, "overline"), (high, "underline")):
        if edge in level:
            whole = f"{line}({whole})"
    return whole


def _places(edges: set[int]) -> str:
    return f"({''.join(f'{edge}, ' for edge in sorted(edges))})"


def _name(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


_WRITERS: dict[str, Callable[[etree._Element], str]] = {
    **dict.fromkeys(["mrow", "mpadded", "mtd"], _row),
    **dict.fromkeys(_SCRIPTS, _scripted),
    "mi": _identifier,
    "mn": _number,
    "mo": _operator,
    "mtext": _text,
    "mspace": _space,
    "mfrac": _fraction,
    "msqrt": lambda element: f"sqrt({_row(element)})",
    "mroot": _root,
    "mstyle": _styled,
    "menclose": _enclosed,
    "mphantom": _hidden,
    "mtable": _table,
}
