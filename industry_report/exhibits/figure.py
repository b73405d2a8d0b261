"""A figure as a record: what it says, how, the plotted data, the drawing, and where the data comes from."""

from __future__ import annotations

import io
import math
import re
from dataclasses import dataclass

import pandas
from matplotlib import figure as matplotlib_figure
from matplotlib.backends.backend_svg import FigureCanvasSVG

from industry_report import language
from industry_report.exhibits import style

#: The image is this wide; every chart is drawn for it.
WIDTH_INCHES = 7.0
TITLE_SIZE, SUBTITLE_SIZE, SOURCE_SIZE = 12, 9, 7.5
MARGIN = 0.12
PATH_BREAK = re.compile(r"\n(?=[MLQCz])")
STRAIGHT = str.maketrans("‘’“”", "''\"\"")


@dataclass(frozen=True)
class Drawing:
    """A chart as drawn, with the data that it was drawn from and a description of it made from that data.

    Attributes:
        canvas: the matplotlib figure, without title, note or source.
        data: what is plotted, one row a mark.
        alt: what a reader who does not see the chart needs to know.
    """

    canvas: matplotlib_figure.Figure
    data: pandas.DataFrame
    alt: str


@dataclass(frozen=True)
class Figure:
    """A figure to show; no part is optional.

    Attributes:
        id: name within the report, for cross references and file names (kebab-case).
        title: what the chart says, in the language of the run.
        subtitle: measure, unit, place, period.
        drawing: the chart and its data.
        note: what a reader must know to read it rightly.
        source: whom the values come from.
        rows: ids of the dataset rows behind it.
    """

    id: str
    title: str
    subtitle: str
    drawing: Drawing
    note: str
    source: str
    rows: tuple[str, ...] = ()

    @property
    def alt(self) -> str:
        """Alternative text: the message, then the values as plotted."""
        return f"{self.title} {self.drawing.alt}"

    @property
    def resource(self) -> dict[str, object]:
        """The plotted data as a tabular data resource."""
        data = self.drawing.data
        kinds = {
            name: "number" if pandas.api.types.is_numeric_dtype(data[name]) else "string"
            for name in data
        }
        fields = [{"name": str(name), "type": kind} for name, kind in kinds.items()]
        records = [
            {str(name): _plain(value) for name, value in row.items()}
            for row in data.to_dict("records")
        ]
        return {"schema": {"fields": fields}, "data": records}

    @property
    def text(self) -> str:
        """The figure in words."""
        return "\n".join((self.title, self.subtitle, self.alt, self.note, self.source))

    def svg(self) -> tuple[str, str]:
        """The image as SVG with title, subtitle, note and source around the chart, and the view box of the chart alone."""
        with style.settings():
            chart = self.drawing.canvas
            top, bottom = self._frame(chart)
            buffer = io.StringIO()
            # savefig would draw everything once more just to settle the layout
            FigureCanvasSVG(chart).print_svg(buffer, metadata={"Date": None, "Creator": None})
        width, height = (72 * inches for inches in chart.get_size_inches())
        box = f"0 {72 * top:g} {width:g} {height - 72 * (top + bottom):g}"
        text = buffer.getvalue()
        # one line a path: a stored notebook would otherwise hold every stroke as a line of its own
        return PATH_BREAK.sub("", text[text.index("<svg") :]), box

    def _frame(self, chart: matplotlib_figure.Figure) -> tuple[float, float]:
        """Enlarge the canvas by a head and a foot and write into them; their heights in inches."""
        width, height = chart.get_size_inches()
        em = 72 * (width - 2 * MARGIN)
        title = style.wrapped(_drawable(self.title), em / TITLE_SIZE)
        subtitle = style.wrapped(_drawable(self.subtitle), em / SUBTITLE_SIZE)
        foot = [
            line
            for text in (self.note, self.source)
            for line in style.wrapped(_drawable(text), em / SOURCE_SIZE)
        ]
        top = (1.35 * (TITLE_SIZE * len(title) + SUBTITLE_SIZE * len(subtitle)) + 10) / 72
        bottom = (1.4 * SOURCE_SIZE * len(foot) + 8) / 72
        _grow(chart, top, bottom)
        total = height + top + bottom
        at = 1 - 6 / 72 / total
        for line in title:
            chart.text(
                MARGIN / width,
                at,
                line,
                size=TITLE_SIZE,
                weight="bold",
                va="top",
                ha="left",
                color=style.INK,
            )
            at -= 1.35 * TITLE_SIZE / 72 / total
        for line in subtitle:
            chart.text(
                MARGIN / width, at, line, size=SUBTITLE_SIZE, va="top", ha="left", color=style.GREY
            )
            at -= 1.35 * SUBTITLE_SIZE / 72 / total
        at = bottom / total
        for line in foot:
            chart.text(
                MARGIN / width, at, line, size=SOURCE_SIZE, va="top", ha="left", color=style.GREY
            )
            at -= 1.4 * SOURCE_SIZE / 72 / total
        return top, bottom


def _drawable(text: str) -> str:
    """English text with straight quotation marks: the font has the curly ones at the width of a Chinese character only."""
    return text if language.current() == "zh" else text.translate(STRAIGHT)


def _grow(chart: matplotlib_figure.Figure, top: float, bottom: float) -> None:
    """Add empty bands above and below what is drawn, in inches, leaving the drawing as it is."""
    width, height = chart.get_size_inches()
    chart.get_layout_engine().execute(chart)  # settles the layout before the canvas changes
    chart.set_layout_engine("none")
    total = height + top + bottom
    boxes = [axes.get_position() for axes in chart.axes]
    chart.set_size_inches(width, total)
    for axes, box in zip(chart.axes, boxes, strict=True):
        y0 = (bottom + box.y0 * height) / total
        axes.set_position((box.x0, y0, box.width, box.height * height / total))


def _plain(value: object) -> object:
    if isinstance(value, float):
        return None if math.isnan(value) else value
    return value.item() if hasattr(value, "item") else value
