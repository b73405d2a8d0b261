"""A drawing as pictures, vector and raster: the same bytes every time, no date, no random ids."""

from __future__ import annotations

import io
import re
from typing import NamedTuple, cast

import numpy
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from PIL import Image

from industry_report.exhibits import style
from industry_report.exhibits.drawing import Drawing
from publisher import theme

#: Colours of the raster picture: a chart has few, and fewer make a third of the size.
COLOURS = 64
_PATH_BREAK = re.compile(r"\n(?=[MLQCz\"])")
_INNER_BREAK = re.compile(r"\n( {4,}|   (?=</g>))")
_UNTURNED = re.compile(r' transform="rotate\(-0 [^"]*"')
_METADATA = re.compile(r" <metadata>.*?</metadata>\n", re.S)
_FRACTION = re.compile(r"\b\d+\.\d{3,}")
_FONT = f" font-family: '{style.FAMILY}';"
_FONTS = f"{style.FAMILY}, PingFang SC, Microsoft YaHei, sans-serif"
_GROUP_ID = re.compile(r'<g id="[\w.]+_\d+"')


class Pictures(NamedTuple):
    """The vector and the raster picture, and the size of both in CSS pixels (96 an inch)."""

    svg: str
    png: bytes
    size: tuple[int, int]


def pictures(drawing: Drawing) -> Pictures:
    """Both pictures of a drawing, on one layout: working it out takes as long as drawing."""
    chart = drawing.canvas
    svg = theme.aware(bare(drawing))
    with style.settings():
        png = _raster(chart)
    width, height = chart.get_size_inches()
    return Pictures(svg, png, (round(96 * width), round(96 * height)))


def bare(drawing: Drawing) -> str:
    """The vector picture of a drawing: text as text, colours by their roles."""
    chart = drawing.canvas
    with style.settings():
        if engine := chart.get_layout_engine():
            engine.execute(chart)
            chart.set_layout_engine("none")
        chart.patch.set_visible(False)
        svg = theme.named(_short(vector(chart)))
        chart.patch.set_visible(True)
    return svg


def _short(svg: str) -> str:
    """Without what says nothing. The fonts added are those of systems that read Chinese; the paper
    behind it is for notebooks in a dark theme.
    """
    svg = _METADATA.sub("", _UNTURNED.sub("", svg.replace(_FONT, "")))
    svg = _FRACTION.sub(lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), svg)
    looks = f'font-family="{_FONTS}" style="background: {style.PAPER}"'
    return svg.replace("<svg", f"<svg {looks}", 1)


def _raster(chart: Figure) -> bytes:
    canvas = cast(FigureCanvasAgg, chart.canvas)  # as made by ``drawing.bare_canvas``
    canvas.draw()
    pixels = Image.fromarray(numpy.asarray(canvas.buffer_rgba())).convert("RGB")
    few = pixels.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    # quantising makes paper almost white
    few.putpalette([level if level < 254 else 255 for level in few.getpalette() or ()])
    file = io.BytesIO()
    few.save(file, "png")
    return file.getvalue()


def vector(chart: Figure) -> str:
    """A matplotlib figure as SVG, laid out for reading its changes: each mark, text and axis on a
    line of its own, without running numbers.
    """
    canvas, dpi, file = chart.canvas, chart.dpi, io.StringIO()
    FigureCanvasSVG(chart).print_svg(file, metadata={"Date": None, "Creator": None})
    chart.set_canvas(canvas)
    chart.set_dpi(dpi)
    text = file.getvalue()
    lines = _INNER_BREAK.sub("", _PATH_BREAK.sub("", text[text.index("<svg") :]))
    return _GROUP_ID.sub("<g", lines)
