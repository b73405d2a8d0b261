"""The theme can be read by everybody: contrast, greyscale, colour-blind readers, sizes of text."""

from __future__ import annotations

from itertools import combinations

import numpy
import pytest

from publisher import pictures, theme
from publisher.colours import contrast

FLOORS = theme.theme()["floors"]
#: What a dichromat sees, from linear RGB: Machado, Oliveira and Fernandes 2009, severity 1.
DEFICIENCIES = {
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
XYZ = [
    [0.4124564, 0.3575761, 0.1804375],
    [0.2126729, 0.7151522, 0.0721750],
    [0.0193339, 0.1191920, 0.9503041],
]
WHITE = (0.95047, 1.0, 1.08883)
TEXTS = [("ink", "paper"), ("ink", "panel"), ("ink", "band"), ("quiet", "paper")]
TEXTS += [("quiet", "panel"), ("quiet", "band"), ("later", "band"), ("focus", "paper")]
TEXTS += [("focus", "band"), ("nation", "band"), ("target", "paper"), ("target", "band")]
TEXTS += [("ink", "gap"), ("paper", "focus"), ("paper", "later"), ("paper", "nation")]
TEXTS += [("accent", "paper"), ("accent", "panel"), ("error", "paper"), ("warm", "warm-panel")]
TEXTS += [(name, "panel") for name in theme.theme()["code"]]
MARKS = [name for name in theme.theme()["roles"] if name not in ("gap", "nodata", "range")]
PAIRS = [pair for group in FLOORS["together"] for pair in combinations(group, 2)]


def linear(colour: str) -> numpy.ndarray:
    levels = numpy.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return numpy.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)


def lab(levels: numpy.ndarray) -> numpy.ndarray:
    """CIE L*a*b* of linear RGB."""
    xyz = numpy.array(XYZ) @ levels / WHITE
    x, y, z = numpy.where(xyz > 216 / 24389, numpy.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return numpy.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distance(one: str, other: str, deficiency: str) -> float:
    seen = numpy.array(DEFICIENCIES[deficiency])
    labs = [lab(numpy.clip(seen @ linear(colour), 0, 1)) for colour in (one, other)]
    return float(numpy.linalg.norm(labs[0] - labs[1]))


@pytest.mark.parametrize("mode", theme.MODES)
def test_text_and_marks_stand_out(mode):
    colours = theme.colours(mode)
    for text, ground in TEXTS:
        assert contrast(colours[text], colours[ground]) >= FLOORS["text"], (text, ground)
    for mark in MARKS:
        assert contrast(colours[mark], colours["paper"]) >= FLOORS["mark"], mark
    assert contrast(colours["range"], colours["paper"]) >= FLOORS["range"]
    dark = theme.colours("dark")  # on white it is pale, with an edge or a number beside it
    assert contrast(dark["gap"], dark["paper"]) >= FLOORS["mark"]


@pytest.mark.parametrize("mode", theme.MODES)
def test_roles_that_share_a_chart_differ_without_their_colour(mode):
    colours = theme.colours(mode)
    for one, other in PAIRS:
        pair = colours[one], colours[other]
        grey = [lab(linear(colour))[0] for colour in pair]
        assert abs(grey[0] - grey[1]) >= FLOORS["greyscale"], (one, other)
        for deficiency in DEFICIENCIES:
            assert distance(*pair, deficiency) >= FLOORS["distance"], (one, other, deficiency)


def test_a_pair_that_fails_is_found():
    """Orange and slate of the same lightness: what the palette must not hold."""
    orange, slate = "#b4480f", "#5f6b76"
    assert abs(lab(linear(orange))[0] - lab(linear(slate))[0]) < FLOORS["greyscale"]
    assert distance("#7a7a00", "#a06000", "deutan") < FLOORS["distance"]
    assert contrast("#7a8fa3", "#ffffff") < FLOORS["text"]


def test_no_colour_has_two_names_in_drawings():
    light = [pair[0] for group in ("roles", "surface") for pair in theme.theme()[group].values()]
    assert len(set(light)) == len(light)


def test_text_is_large_enough_in_print_and_on_a_phone():
    sizes, widths = theme.theme()["type"], theme.theme()["widths"]
    assert min(sizes["print"].values()) >= 7.5
    pixels_per_point = 360 / (72 * widths["phone"])
    assert min(sizes["phone"].values()) * pixels_per_point >= 12


def test_a_drawing_says_its_colours_as_variables_and_back():
    focus = theme.colours("light")["focus"]
    svg = f'<path style="fill: {focus}; stroke: #123456"/>'
    named = theme.named(svg)
    assert named == f'<path style="fill: var(--focus, {focus}); stroke: #123456"/>'
    assert theme.plain(named) == svg
    picture = pictures.Picture(pictures.SVG, named.encode())
    assert pictures.plain(picture).data == svg.encode()


def test_a_page_declares_every_colour_light_and_dark():
    css = theme.css()
    for mode in theme.MODES:
        for name, colour in theme.colours(mode).items():
            assert f"--{name}:{colour};" in css


def test_a_drawing_in_a_file_of_its_own_knows_the_dark_colours_that_it_has():
    focus = theme.colours("light")["focus"]
    drawn = f'<svg viewBox="0 0 1 1"><path style="fill: var(--focus, {focus})"/></svg>'
    aware = theme.aware(drawn)
    assert f"svg{{--focus:{theme.colours('dark')['focus']};}}" in aware
    assert theme.plain(aware) == drawn.replace(f"var(--focus, {focus})", focus)
