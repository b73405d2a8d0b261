"""What the font of formulas lacks for browsers: where scripts stand, bars and braces that grow,
accents in the middle of their letter."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any, NamedTuple

#: Where scripts and limits stand, in thousandths of an em: DejaVu says nothing of it or too much.
_CONSTANTS = {
    "SuperscriptShiftUp": 360,
    "SuperscriptShiftUpCramped": 290,
    "SuperscriptBottomMin": 110,
    "SubscriptShiftDown": 200,
    "SubscriptTopMax": 400,
    "UpperLimitGapMin": 100,
    "LowerLimitGapMin": 100,
}
#: Height, width of a piece and place of the line of a brace, in thousandths of an em.
_HIGH, _WIDE, _FOOT, _TOP = 220, 180, 100, 140
_Point = tuple[int, int]


class _Piece(NamedTuple):
    """A part of a sign: straight lines between points, and whether it is repeated."""

    points: tuple[_Point, ...]
    repeats: bool = False


_LINE = _Piece(((0, _FOOT), (0, _TOP), (_WIDE, _TOP), (_WIDE, _FOOT)), repeats=True)
_BEGIN = _Piece(
    ((0, _HIGH), (30, 150), (90, 108), (_WIDE, _FOOT), (_WIDE, _TOP), (110, 146), (64, 172))
    + ((40, _HIGH),)
)
_MIDDLE = _Piece(
    ((0, _FOOT), (0, _TOP), (50, 136), (90, 100), (130, 136), (_WIDE, _TOP), (_WIDE, _FOOT))
    + ((130, 90), (90, 0), (50, 90))
)
_CORNER = _Piece(((0, _HIGH), (0, _FOOT), (_WIDE, _FOOT), (_WIDE, _TOP), (40, _TOP), (40, _HIGH)))


def _mirrored(piece: _Piece) -> _Piece:
    return _Piece(tuple((_WIDE - x, y) for x, y in piece.points))


def _upside_down(pieces: Iterable[_Piece]) -> tuple[_Piece, ...]:
    return tuple(
        _Piece(tuple((x, _HIGH - y) for x, y in one.points), one.repeats) for one in pieces
    )


_BRACE = (_BEGIN, _LINE, _MIDDLE, _LINE, _mirrored(_BEGIN))
_BRACKET = (_CORNER, _LINE, _mirrored(_CORNER))
#: Signs below and above what they are of → their pieces from left to right.
SIGNS = {
    0x23DF: _BRACE,
    0x23DE: _upside_down(_BRACE),
    0x23B5: _BRACKET,
    0x23B4: _upside_down(_BRACKET),
}


def mend(font: Any, wanted: Iterable[int]) -> None:
    """Give a font what browsers need for formulas.

    Args:
        font: of fontTools, with a table MATH.
        wanted: the code points that it is for; it gets those of ``SIGNS``.
    """
    table, em = font["MATH"].table, font["head"].unitsPerEm
    for name, share in _CONSTANTS.items():
        getattr(table.MathConstants, name).Value = round(share * em / 1000)
    for one in getattr(table.MathVariants, "VertGlyphConstruction", None) or ():
        pieces = one.GlyphAssembly.PartRecords if one.GlyphAssembly else []
        if len(pieces) == 2:  # a bar, with a foot or without: its pieces may lie over each other
            for piece in pieces:
                piece.StartConnectorLength = piece.EndConnectorLength = piece.FullAdvance
    for code, name in font.getBestCmap().items():
        if unicodedata.category(chr(code)) == "Mn":
            _centre(font, name)
    for code in sorted(SIGNS.keys() & set(wanted)):
        _draw(font, code)


def _centre(font: Any, name: str) -> None:
    """Give an accent, which stands before its place, a width of its own."""
    glyph = font["glyf"][name]
    if not glyph.numberOfContours or font["hmtx"][name][0]:
        return
    left, width = glyph.xMin, glyph.xMax - glyph.xMin
    for part in glyph.components if glyph.isComposite() else ():
        part.x -= left
    if not glyph.isComposite():
        glyph.coordinates.translate((-left, 0))
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (width, 0)


def _draw(font: Any, code: int) -> None:
    """Add a sign and how it grows."""
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib.tables import otTables

    em, pieces = font["head"].unitsPerEm, SIGNS[code]
    wide, records = round(_WIDE * em / 1000), []
    whole = TTGlyphPen(None)
    for place, piece in enumerate(pieces):
        points = [(round(x * em / 1000), round(y * em / 1000)) for x, y in piece.points]
        pen = TTGlyphPen(None)
        _trace(pen, points)
        _trace(whole, [(x + place * wide, y) for x, y in points])
        record = otTables.GlyphPartRecord()
        name = f"u{code:X}.{pieces.index(piece)}"
        if name not in font.getGlyphOrder():
            _add(font, name, pen.glyph(), wide)
        record.glyph = name
        record.StartConnectorLength = record.EndConnectorLength = wide // 2
        record.FullAdvance, record.PartFlags = wide, int(piece.repeats)
        records.append(record)
    name = _add(font, f"u{code:X}", whole.glyph(), wide * len(pieces))
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[code] = name
    construction, assembly = otTables.MathGlyphConstruction(), otTables.GlyphAssembly()
    assembly.ItalicsCorrection = otTables.MathValueRecord()
    assembly.ItalicsCorrection.Value, assembly.PartRecords = 0, records
    construction.GlyphAssembly, construction.MathGlyphVariantRecord = assembly, []
    variants = font["MATH"].table.MathVariants
    if variants.HorizGlyphCoverage is None:
        variants.HorizGlyphCoverage, variants.HorizGlyphConstruction = otTables.Coverage(), []
        variants.HorizGlyphCoverage.glyphs = []
    variants.HorizGlyphCoverage.glyphs.append(name)
    variants.HorizGlyphConstruction.append(construction)


def _trace(pen: Any, points: list[_Point]) -> None:
    pen.moveTo(points[0])
    for point in points[1:]:
        pen.lineTo(point)
    pen.closePath()


def _add(font: Any, name: str, glyph: Any, width: int) -> str:
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = glyph
    font["hmtx"][name] = (width, glyph.xMin if hasattr(glyph, "xMin") else 0)
    return name
