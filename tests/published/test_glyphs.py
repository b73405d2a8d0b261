"""What fonts can show, and what stands for the rest."""

from __future__ import annotations

import base64
import re
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from lxml import html

from publisher import PublishingError, formula_font, glyphs
from publisher.glyphs import Fonts

KNOWN = Fonts().known


@pytest.mark.parametrize(
    ("char", "shown"),
    [
        ("𝑥", "x"),
        ("🎉", "[party popper]"),
        ("\ufe0f", ""),
        ("\u200d", ""),
        ("א", "▯"),
        ("ﬃ", "ffi"),
        ("\u0e31", ""),
    ],
)
def test_stand_ins(char, shown):
    assert glyphs.stand_in(char, KNOWN) == shown


def test_a_tree_gets_stand_ins_but_formulas_and_attributes_do_not():
    tree = html.fromstring('<p title="🎉">𝑥<span class="math">𝑥</span>🎉 好</p>')
    assert glyphs.replace(tree, KNOWN) == {"𝑥": "x", "🎉": "[party popper]"}
    text = html.tostring(tree, encoding="unicode")
    assert text == '<p title="🎉">x<span class="math">𝑥</span>[party popper] 好</p>'


@pytest.mark.parametrize("name", ["喆", "堃", "昇", "镕", "㛃", "龘", "鿍"])
def test_characters_of_names_are_there(name):
    assert KNOWN.issuperset(map(ord, name)) or name in "㛃鿍"


def test_a_subset_holds_only_what_is_asked_for(tmp_path):
    from fontTools.ttLib import TTFont

    (tmp_path / "a.woff").write_bytes(glyphs.subset(Fonts().regular, frozenset(map(ord, "包头a"))))
    assert set(TTFont(tmp_path / "a.woff").getBestCmap()) == set(map(ord, "包头a"))


def test_what_no_font_has_is_a_box_and_arabic_has_letters_of_its_own():
    from fontTools.ttLib import TTFont

    shown = glyphs.rules(Fonts(), "a \u0645\u05e9 \u219a", "")
    faces = re.findall(r'font-family:"([^"]*)";font-weight:400.*?base64,([^)]*)\)', shown)
    fonts = {name: TTFont(BytesIO(base64.b64decode(font))) for name, font in faces}
    assert set(fonts["Symbols"].getBestCmap()) == {0x219A}
    assert set(fonts["Letters"].getBestCmap()) == {0x645, 0x5E9}
    assert all(font["glyf"][".notdef"].numberOfContours > 0 for font in fonts.values())


def test_a_font_that_is_not_there_is_named(tmp_path):
    with pytest.raises(PublishingError, match=r"My-Regular.ttf: no such font"):
        _ = Fonts("My", Path(tmp_path)).regular


def test_bars_of_formulas_have_pieces_that_lie_over_each_other_and_scripts_a_place():
    bars = frozenset(map(ord, "|\u2016\u230a"))
    table = TTFont(BytesIO(glyphs.subset(glyphs.serif(), bars)))["MATH"].table
    for bar in table.MathVariants.VertGlyphConstruction:
        [first, second] = bar.GlyphAssembly.PartRecords
        assert min(first.EndConnectorLength, second.StartConnectorLength) > 1000
        assert second.PartFlags and second.EndConnectorLength > 1000
    assert (
        table.MathConstants.SuperscriptShiftUp.Value
        > table.MathConstants.SubscriptShiftDown.Value
        > 0
    )


def test_braces_of_formulas_grow_and_accents_have_a_width():
    wanted = frozenset(map(ord, "a\u23de\u23df\u23b4\u23b5\u0302"))
    data = glyphs.subset(glyphs.serif(), wanted)
    font = TTFont(BytesIO(data))
    table = font["MATH"].table.MathVariants
    named = {font.getBestCmap()[code]: code for code in formula_font.SIGNS}
    grown = dict(zip(table.HorizGlyphCoverage.glyphs, table.HorizGlyphConstruction, strict=True))
    pieces = {
        code: [piece.PartFlags for piece in grown[name].GlyphAssembly.PartRecords]
        for name, code in named.items()
    }
    brace, bracket = [0, 1, 0, 1, 0], [0, 1, 0]
    assert pieces == {0x23DE: brace, 0x23DF: brace, 0x23B4: bracket, 0x23B5: bracket}
    accent = font.getBestCmap()[0x302]
    assert font["glyf"][accent].xMin == 0 < font["hmtx"][accent][0]
    assert glyphs.is_subset(data)
