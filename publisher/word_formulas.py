"""Formulas of a Word file such that LibreOffice, too, shows what they say.

LibreOffice reads a run as text of a language of its own: brackets come in pairs, a sign stands
between two operands, ``|`` is "or", and words may be commands. A run that is marked as literal is
nothing but its text, in Word and there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from lxml import etree

from . import linear, tables
from .mathematics import MATHML, OFFICE, part_functions
from .words import when

ROOM, MOST = 42.0, 46.0  # ems of signs that a line has room for, and that stay on the page
SMALL = 0.7  # the size of scripts
_ROWS = ("oMath", "e", "num", "den", "sub", "sup", "lim", "fName")
_SCRIPTED = {f"{OFFICE}{name}" for name in ("sSub", "sSup", "sSubSup")}
#: A bracket that opens → those that may close it, as of half-open intervals.
_PAIRS = {
    "(": ")]",
    "[": ")]",
    "{": "}",
    "\u27e8": "\u27e9",
    "\u230a": "\u230b",
    "\u2308": "\u2309",
}
_BRACES = {"limLow": ("\u23df\u23b5", "bot", "top"), "limUpp": ("\u23de\u23b4", "top", "bot")}
#: Accents that LibreOffice takes for an acute one → as it knows them, or arrows above letters.
_ACCENTS = {"\u00af": "\u0304", "\u203e": "\u0304"}
_ARROWS = {
    "\u20d6": ("\u2190", "top", "bot"),
    "\u20e1": ("\u2194", "top", "bot"),
    "\u20ee": ("\u2190", "bot", "top"),
    "\u20ef": ("\u2192", "bot", "top"),
}
#: Scripts and weights of letters, of which LibreOffice has one → as Unicode names them.
_ALPHABETS = {
    "double-struck": ("MATHEMATICAL DOUBLE-STRUCK", "DOUBLE-STRUCK"),
    "fraktur": ("MATHEMATICAL FRAKTUR", "BLACK-LETTER"),
    "script": ("MATHEMATICAL SCRIPT", "SCRIPT"),
    "b": ("MATHEMATICAL BOLD",),
    "bi": ("MATHEMATICAL BOLD ITALIC", "MATHEMATICAL BOLD"),
    "sans-serif": ("MATHEMATICAL SANS-SERIF",),
    "monospace": ("MATHEMATICAL MONOSPACE",),
}
_LETTER = re.compile("^(?:LATIN|GREEK) | LETTER")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_PLAIN = set(",;:!+=<>")  # signs of ASCII that are nothing else to LibreOffice
_LIKE = {"\\": "\u2216"}  # a sign that would be read as a command → one that looks like it
_BRACED = ("{", "}")
_CLOSING = frozenset("".join(_PAIRS.values()))
_BREAKS = frozenset("+=<>")
_PREFIXES = set("+\u2212\u00b1\u2213")
_STACKED = ("mtable", "mfrac", "munder", "mover", "munderover")
_SCRIPTS = ("msub", "msup", "msubsup")
_NOTHING = "\u200b"  # in place of an operand that is empty, which both would mark
_GAP = "\u2003"


def mend(body: etree._Element) -> None:
    """Change all formulas of a body, as pandoc wrote them, in place."""
    for formula in body.iter(f"{OFFICE}oMath"):
        part_functions(formula, OFFICE)
        _mend(formula)


def parted(mathml: str, columns: int) -> list[str]:
    """A formula as several that fit a line each, of a page or a cell beside others, where it is
    wider: LibreOffice breaks none. Nothing for "", and where a part that cannot be broken would
    leave the page."""
    math = etree.fromstring(mathml or "<math/>")
    room = ROOM / columns
    if _width(math) <= room:
        return [mathml] * bool(mathml)
    rows = [math[0][0]]
    if rows[0].tag == f"{MATHML}mtable":
        rows = list(rows[0])
    lines: list[etree._Element] = []
    for row in rows:
        for number, piece in enumerate(_pieces(_flat(row))):
            if not number or _width(lines[-1]) + sum(map(_width, piece)) > room:
                lines.append(etree.Element(math.tag, math.attrib))
            lines[-1].extend(piece)
    if max(map(_width, lines)) > MOST:
        return []
    return [str(etree.tostring(one, encoding="unicode")) for one in lines]


def _flat(one: etree._Element) -> Iterator[etree._Element]:
    """What stands side by side, but for what signs of its height enclose."""
    fenced = any(end.get("stretchy") == "true" for end in (*one[:1], *one[-1:]))
    if fenced or etree.QName(one).localname not in ("mrow", "mtr", "mtd"):
        yield one
        return
    for part in list(one):
        yield from _flat(part)


def _pieces(parts: Iterable[etree._Element]) -> list[list[etree._Element]]:
    """Parts between which a line may end: before signs between two others, outside of brackets."""
    pieces: list[list[etree._Element]] = [[]]
    depth, after_sign = 0, True
    for one in parts:
        sign = when(one.tag == f"{MATHML}mo", one.text or "")
        if not depth and not after_sign and (sign in _BREAKS or _is_sign(sign)):
            pieces.append([])
        pieces[-1].append(one)
        depth += (sign in _PAIRS) - (sign in _CLOSING)
        after_sign = bool(sign) and sign not in _CLOSING
    return pieces


def _width(one: etree._Element) -> float:
    """The width of a formula or a part of one, in ems."""
    name = etree.QName(one).localname
    parts = [_width(part) for part in one if not part.tag.endswith("annotation")]
    if name in _STACKED:
        return max(parts, default=0.0)
    if name in _SCRIPTS:
        return parts[0] + SMALL * max(parts[1:])
    return tables.measure(one.text or "") + sum(parts)


def line(paragraph: etree._Element) -> str:
    """The text of a paragraph on one line, of its formulas the signs."""
    texts = []
    for one in paragraph.iter("{*}t", "{*}br", f"{OFFICE}oMath"):
        if one.tag == f"{OFFICE}oMath":
            texts.append(linear.of_word(one).replace(_NOTHING, ""))
        elif etree.QName(one).localname == "br":
            texts.append(" ")
        elif etree.QName(one).namespace != OFFICE[1:-1]:
            texts.append(one.text or "")
    return "".join(texts).strip()


def _mend(formula: etree._Element) -> None:
    for kind in list(formula.iter(f"{OFFICE}type")):
        if kind.get(f"{OFFICE}val") == "lin":  # a small fraction, whose parts have no brackets
            kind.getparent().remove(kind)
    for array in list(formula.iter(f"{OFFICE}eqArr")):
        _align(array)
    for limit in list(formula.iter(*(f"{OFFICE}{name}" for name in _BRACES))):
        _brace(limit)
    for accent in list(formula.iter(f"{OFFICE}acc")):
        _accent(accent)
    for box in formula.iter(f"{OFFICE}borderBoxPr"):
        _strike(box)
    for run in formula.iter(f"{OFFICE}r"):
        _lettered(run)
    for row in list(formula.iter(*(f"{OFFICE}{name}" for name in _ROWS))):
        _pair(row)
    for row in formula.iter(*(f"{OFFICE}{name}" for name in _ROWS)):
        if not len(row):
            row.append(_run(_NOTHING))
        _mark(row)


def _made(xml: str) -> etree._Element:
    return etree.fromstring(f'<m:x xmlns:m="{OFFICE[1:-1]}">{xml}</m:x>')[0]


def _run(text: str) -> etree._Element:
    return _made(f'<m:r><m:t xml:space="preserve">{text}</m:t></m:r>')


def _said(run: etree._Element) -> str:
    return run.findtext(f"{OFFICE}t") or ""


def _align(array: etree._Element) -> None:
    """Rows that meet at signs as a matrix whose columns do: LibreOffice takes what marks the
    places for "and"."""
    rows = [_cells(row) for row in array.iterfind(f"{OFFICE}e")]
    columns = max(map(len, rows), default=1)
    if columns == 1:
        return
    sides = "".join(
        f'<m:mc><m:mcPr><m:count m:val="1"/><m:mcJc m:val="{("right", "left")[at % 2]}"/></m:mcPr>'
        "</m:mc>"
        for at in range(columns)
    )
    matrix = _made(
        '<m:m><m:mPr><m:baseJc m:val="center"/><m:plcHide m:val="1"/><m:cGpRule m:val="3"/>'
        f'<m:cGp m:val="60"/><m:mcs>{sides}</m:mcs></m:mPr></m:m>'
    )
    for row in rows:
        line = etree.SubElement(matrix, f"{OFFICE}mr")
        for at in range(columns):
            cell = etree.SubElement(line, f"{OFFICE}e")
            if at and at % 2 == 0:
                cell.append(_run(_GAP))
            cell.extend(row[at] if at < len(row) else ())
    array.getparent().replace(array, matrix)


def _cells(row: etree._Element) -> list[list[etree._Element]]:
    cells: list[list[etree._Element]] = [[]]
    for one in row:
        if one.tag == f"{OFFICE}r" and _said(one) == "&" and one.find(f"{OFFICE}rPr") is None:
            cells.append([])
        else:
            cells[-1].append(one)
    return cells


def _brace(limit: etree._Element) -> None:
    """A brace that is as wide as what it is of, in place of a sign in the middle."""
    signs, side, rest = _BRACES[etree.QName(limit).localname]
    sign = "".join(limit.find(f"{OFFICE}lim").itertext())
    if not sign or sign not in signs:
        return
    _group(limit, sign, side, rest)


def _accent(accent: etree._Element) -> None:
    mark = accent.find(f"{OFFICE}accPr/{OFFICE}chr")
    said = "" if mark is None else mark.get(f"{OFFICE}val")
    if said in _ACCENTS:
        mark.set(f"{OFFICE}val", _ACCENTS[said])
    elif said in _ARROWS:
        _group(accent, *_ARROWS[said])


def _group(former: etree._Element, sign: str, side: str, rest: str) -> None:
    """Put what an element is of with a sign of the same width at its side in place of it."""
    whole = _made(
        f'<m:groupChr><m:groupChrPr><m:chr m:val="{sign}"/><m:pos m:val="{side}"/>'
        f'<m:vertJc m:val="{rest}"/></m:groupChrPr></m:groupChr>'
    )
    whole.append(former.find(f"{OFFICE}e"))
    former.getparent().replace(former, whole)


def _strike(box: etree._Element) -> None:
    """One level line through what is struck, the one that LibreOffice draws."""
    strikes = box.findall(f"{OFFICE}strikeBLTR") + box.findall(f"{OFFICE}strikeTLBR")
    for strike in strikes[1:]:
        box.remove(strike)
    for strike in strikes[:1]:
        strike.tag = f"{OFFICE}strikeH"


def _lettered(run: etree._Element) -> None:
    """Letters of another script as characters of their own; without the signs of commands and of
    the ends of words in LibreOffice."""
    text = run.find(f"{OFFICE}t")
    if text is None:
        return
    said = text.text = _LIKE.get(text.text or "", text.text or "").replace('"', "\u201d")
    for style in run.xpath("*/*[local-name() = 'scr' or local-name() = 'sty']"):
        names = _ALPHABETS.get(style.get(f"{OFFICE}val"), ())
        letters = [_letter(char, names) or when(not char.isalnum(), char) for char in said]
        if names and all(letters):
            text.text = "".join(letters)
            if style.tag == f"{OFFICE}scr":
                style.getparent().remove(style)
            style.set(f"{OFFICE}val", "p")  # slanted or not, its letters are


def _letter(char: str, names: Iterable[str]) -> str:
    """A letter of an alphabet; "" if there is none."""
    kind = _LETTER.sub("", unicodedata.name(char, ""))
    for name in names:
        try:
            return unicodedata.lookup(f"{name} {kind}")
        except KeyError:
            pass
    return ""


def _pair(row: etree._Element) -> None:
    """Brackets that belong together as what encloses the things between them."""
    opened: list[etree._Element] = []
    for one in list(row):
        run = one
        if one.tag in _SCRIPTED and len(one.find(f"{OFFICE}e")) == 1:
            run = one.find(f"{OFFICE}e")[0]
        if run.tag != f"{OFFICE}r":
            continue
        said = _said(run)
        if said in _PAIRS and run is one:
            opened.append(one)
        elif said and opened and said in _PAIRS[_said(opened[-1])]:
            _enclose(opened.pop(), one, run)


def _enclose(opening: etree._Element, last: etree._Element, closing: etree._Element) -> None:
    """Put all from a bracket to another one, ``last`` or what ``last`` has scripts for, between
    them; they are no higher than letters."""
    whole = _made(
        f'<m:d><m:dPr><m:begChr m:val="{_said(opening)}"/><m:sepChr m:val=""/>'
        f'<m:endChr m:val="{_said(closing)}"/><m:grow m:val="0"/></m:dPr><m:e/></m:d>'
    )
    while (inside := opening.getnext()) is not last:
        whole[-1].append(inside)
    opening.getparent().remove(opening)
    closing.getparent().replace(closing, whole)


def _mark(row: etree._Element) -> None:
    """Mark as literal what LibreOffice would read as anything else than it is."""
    after_sign = True
    for one in row:
        is_bare = False
        if one.tag == f"{OFFICE}r" and not _is_literal(one):
            said = _said(one)
            is_sign = len(said) == 1 and (said in _PLAIN or _is_sign(said))
            is_bare = (
                is_sign and one.getnext() is not None and (not after_sign or said in _PREFIXES)
            )
            if not is_bare and not _is_plain(one):
                _literal(one)
        after_sign = is_bare


def _is_sign(char: str) -> bool:
    return len(char) == 1 and not char.isascii() and unicodedata.category(char) == "Sm"


def _is_plain(run: etree._Element) -> bool:
    """Whether it is a number, or a letter as LibreOffice has them: italic; or a brace, which it
    marks itself."""
    said, style = _said(run), run.find(f"{OFFICE}rPr/{OFFICE}sty")
    is_upright = style is not None and style.get(f"{OFFICE}val") == "p"
    is_letter = len(said) == 1 and said.isalpha() and not is_upright
    return is_letter or said in _BRACED or _NUMBER.fullmatch(said) is not None


def _is_literal(run: etree._Element) -> bool:
    return run.find(f"{OFFICE}rPr/{OFFICE}nor") is not None


def _literal(run: etree._Element) -> None:
    if run.find(f"{OFFICE}rPr") is None:
        run.insert(0, etree.Element(f"{OFFICE}rPr"))
    run[0].insert(0, etree.Element(f"{OFFICE}lit"))
