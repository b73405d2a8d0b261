"""Pictures that can be read, and drawings without anything that acts or comes from elsewhere."""

from __future__ import annotations

import io

import pytest
from lxml import etree
from PIL import Image

from publisher import pictures
from publisher.pictures import SVG as KIND
from publisher.pictures import Picture

from .odd import HOSTILE_SVG, SVG, png


def test_a_hostile_drawing_keeps_its_shapes_only():
    text = etree.tostring(pictures.drawing(HOSTILE_SVG.encode())).decode()
    for bad in (
        "script",
        "evil",
        "onload",
        "onclick",
        "file:",
        "javascript",
        "foreignObject",
        "iframe",
        "import",
    ):
        assert bad not in text
    assert "<rect" in text and "safe words" in text


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"<svg><g></svg>",
        b'<script xmlns="http://www.w3.org/2000/svg"/>',
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        b"not a drawing",
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 -9 9"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg" width="1e9" height="1e9" viewBox="0 0 1e9 1e9"/>',
    ],
)
def test_what_is_no_drawing(broken):
    assert pictures.drawing(broken) is None
    assert pictures.cleaned(Picture(KIND, broken)) is None


def test_ids_of_drawings_on_one_page_do_not_mix():
    source = (
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"><defs><path id="p"/></defs>'
        b'<style>*{fill:red}</style><use x:href="#p" class="c" style="clip-path: url(#p)"/></svg>'
    )
    text = etree.tostring(pictures.drawing(source, "one-")).decode()
    assert 'id="one-p"' in text and 'href="#one-p"' in text and "url(#one-p)" in text
    assert "<style" not in text and "class" not in text
    assert "<style" in etree.tostring(pictures.drawing(source)).decode()


def test_a_drawing_without_view_box_gets_one():
    assert (
        pictures.drawing(b'<svg xmlns="http://www.w3.org/2000/svg" width="9pt" height="8"/>').get(
            "viewBox"
        )
        == "0 0 9 8"
    )
    assert pictures.drawing(b"<svg/>") is not None  # as some programs write it


def test_pictures_must_be_of_their_kind():
    assert pictures.cleaned(Picture("image/png", png())) == Picture("image/png", png())
    assert pictures.cleaned(Picture("image/jpeg", png())) is None
    assert pictures.cleaned(Picture("image/png", png()[:30])) is None


@pytest.mark.parametrize(
    ("kind", "format", "pictures_in_it"),
    [
        ("png", "PNG", 1),
        ("png", "PNG", 3),
        ("jpeg", "JPEG", 1),
        ("jpeg", "MPO", 2),
        ("gif", "GIF", 3),
        ("webp", "WEBP", 3),
    ],
)
def test_a_file_of_several_pictures_is_of_its_kind(kind, format, pictures_in_it):
    """Animations, and what cameras write."""
    first, *more = [Image.new("RGB", (9, 9), (80 * at, 0, 0)) for at in range(pictures_in_it)]
    file = io.BytesIO()
    first.save(file, format, **({"save_all": True, "append_images": more} if more else {}))
    picture = Picture(f"image/{kind}", file.getvalue())
    assert pictures.cleaned(picture) == picture


def test_addresses():
    picture = Picture(KIND, SVG.encode())
    assert pictures.of_address(pictures.address(picture)) == picture
    assert pictures.of_address("https://e.org/x.png").data == b""


PAGE = '<div xmlns="http://www.w3.org/1999/xhtml" style="{}">{}</div>'


@pytest.mark.parametrize(
    ("style", "words", "lines"),
    [
        ("", "Start here", ["Start here"]),
        ("", "<p>one</p>two<br/>three<style>p{}</style>", ["one", "two", "three"]),
        ("", "so many words as it takes", ["so many words", "as it takes"]),
        ("font-size: 32px", "two words", ["two", "words"]),
        ("", "\u5305" * 9, ["\u5305" * 7, "\u5305" * 2]),
        ("", "", []),
    ],
)
def test_words_of_a_page_in_a_drawing_are_drawn_in_the_middle_of_its_place(style, words, lines):
    page = f'<foreignObject x="-10" y="20" width="100" height="60">{PAGE.format(style, words)}'
    source = SVG.replace("</svg>", f"{page}</foreignObject></svg>")
    found = pictures.drawing(source.encode()).findall(".//{*}tspan")
    assert [one.text for one in found] == lines
    assert {one.get("x") for one in found} <= {"40"}
    places = [float(one.get("y")) for one in found]
    size = 32 if style else 16
    assert not places or abs(sum(places) / len(places) - 50) < 0.5 * size


@pytest.mark.parametrize(
    ("style", "ink"),
    [("color: #fff !important", "#fff"), ("background-color: red", "black"), ("", "black")],
)
def test_words_of_a_page_in_a_drawing_keep_their_colour(style, ink):
    page = f'<foreignObject transform="scale(2)">{PAGE.format(style, "words")}</foreignObject>'
    text = pictures.drawing(SVG.replace("</svg>", f"{page}</svg>").encode()).find(".//{*}text")
    assert (text.get("fill").strip(), text.get("transform")) == (ink, "scale(2)")


def test_a_drawing_with_a_substitute_for_a_page_shows_that():
    page = f"<foreignObject>{PAGE.format('', 'page')}</foreignObject><text>substitute</text>"
    source = SVG.replace("</svg>", f"<switch>{page}</switch></svg>")
    assert "".join(pictures.drawing(source.encode()).itertext()) == "substitute"
