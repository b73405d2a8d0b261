"""Charts draw exactly the rows that they are given."""

import re

import numpy
import pandas
import pytest
from conftest import language
from matplotlib.colors import to_hex, to_rgb
from published.test_theme import contrast

from industry_report.exhibits import charts, style
from industry_report.exhibits.charts import NothingToDraw
from industry_report.exhibits.picture import bare
from industry_report.exhibits.scale import at_tick
from industry_report.numbers import quantity
from industry_report.numbers.quantity import Quantity
from industry_report.words import Phrase
from industry_report.words.language import WrittenQuantity
from publisher.theme import colours, theme

ENGLISH = language("en")


def cell(text: str, status: str = "observed", unit: str = "%") -> WrittenQuantity:
    return ENGLISH.chart_cell(Quantity.observed(text, "", unit, ("row",), status=status))


def missing(label: str = "B") -> WrittenQuantity:
    return ENGLISH.chart_cell(quantity.missing(Phrase("indicator", indicator=label), "%"))


def said(drawing: charts.Drawing) -> str:
    return ENGLISH.write(drawing.description)


def widths(axes) -> list[float]:
    return [round(bar.get_width(), 6) for bar in axes.patches]


def test_bars_are_as_long_as_their_values_and_in_order():
    data = pandas.DataFrame(
        {"place": ["A", "B", "C"], "growth": [cell("16.6"), cell("-8.6"), cell("3.5")]}
    )
    drawing = charts.bars(data, label="place", value="growth", focus="A")
    axes = drawing.canvas.axes[0]
    assert widths(axes) == [16.6, -8.6, 3.5] == list(drawing.data["growth"])
    assert [text.get_text() for text in axes.get_yticklabels()] == ["A", "B", "C"]
    assert axes.yaxis_inverted()
    assert all(part in said(drawing) for part in ("A 16.6%", "B −8.6%", "C 3.5%"))


def test_missing_values_are_neither_drawn_nor_published():
    data = pandas.DataFrame({"place": ["A", "B"], "growth": [cell("16.6"), missing()]})
    drawing = charts.bars(data, label="place", value="growth")
    assert widths(drawing.canvas.axes[0]) == [16.6]
    assert list(drawing.data["place"]) == ["A"]
    assert "B" not in said(drawing).removeprefix("Bar chart")


def test_nothing_to_draw_names_what_is_missing():
    data = pandas.DataFrame({"place": ["A"], "growth": [missing("growth of A")]})
    with pytest.raises(NothingToDraw) as error:
        charts.bars(data, label="place", value="growth")
    assert error.value.missing == ["growth of A"]


def test_a_line_never_joins_two_segments():
    data = pandas.DataFrame(
        {
            "year": ["2016", "2017", "2018"],
            "place": ["A"] * 3,
            "v": [cell("7.2"), cell("5.5"), cell("6.0")],
            "part": ["old", "new", "new"],
        }
    )
    drawing = charts.lines(data, period="year", value="v", series="place", segment="part")
    drawn = [
        list(line.get_ydata()) for line in drawing.canvas.axes[0].lines if line.get_marker() == "o"
    ]
    assert drawn == [[7.2], [5.5, 6.0]]
    assert list(drawing.data["v"]) == [7.2, 5.5, 6.0]


HOLLOW = {"lines": lambda axes: axes.lines[-1].get_markerfacecolor()}
HOLLOW |= {"bars": lambda axes: to_hex(axes.patches[-1].get_facecolor())}
HOLLOW |= {"scatter": lambda axes: axes.lines[-1].get_markerfacecolor()}


@pytest.mark.parametrize("known", ["then", "later"])
@pytest.mark.parametrize("kind", HOLLOW)
def test_marks_published_later_are_hollow(kind, known):
    data = pandas.DataFrame({"one": [cell("5")] * 2, "two": [cell("6")] * 2, "name": ["A", "B"]})
    data["at"] = ["2020", "2021"]
    data["known"] = ["then", known]
    heads = {"lines": {"period": "at", "value": "one", "series": "name"}}
    heads |= {"bars": {"label": "name", "value": "one"}}
    heads |= {"scatter": {"place": "name", "one": "one", "two": "two"}}
    drawing = getattr(charts, kind)(data, **heads[kind], known="known", later="later")
    assert (HOLLOW[kind](drawing.canvas.axes[0]) == style.PAPER) == (known == "later")
    assert list(drawing.data["known"]) == ["then", known]


@pytest.mark.parametrize(
    ("value", "text"), [(1_400_000, "1400000"), (-2.5, "\u22122.5"), (0.1 + 0.2, "0.3")]
)
def test_a_tick_has_all_digits(value, text):
    assert at_tick(value) == text


@pytest.mark.parametrize("order", [("N", "A", "B"), ("A", "B", "N"), ("B", "N", "A")])
def test_the_colour_of_a_line_follows_the_role_of_its_place_in_any_order(order):
    frame = pandas.DataFrame({"year": ["2020"] * 3, "place": order, "v": [cell("5")] * 3})
    names = {"period": "year", "value": "v", "series": "place"}
    axes = charts.lines(frame, **names, focus="A", nation="N").canvas.axes[0]
    colours = {name: line.get_color() for name, line in zip(order, axes.lines, strict=False)}
    assert colours == {"A": style.FOCUS, "N": style.NATION, "B": style.REFERENCE}
    said = {text.get_text().split()[0]: text.get_color() for text in axes.texts}
    assert said == {"A": style.FOCUS, "N": style.NATION, "B": style.QUIET}


def test_years_keep_their_distance():
    data = pandas.DataFrame(
        {"year": ["2017", "2020"], "place": ["A"] * 2, "v": [cell("5.5"), cell("3.0")]}
    )
    drawing = charts.lines(data, period="year", value="v", series="place")
    line = next(line for line in drawing.canvas.axes[0].lines if line.get_marker() == "o")
    assert list(line.get_xdata()) == [0, 3]


def test_a_long_chart_is_described_by_its_extremes():
    data = pandas.DataFrame(
        {"k": [f"k{n}" for n in range(20)], "v": [cell(str(n)) for n in range(20)]}
    )
    alt = said(charts.bars(data, label="k", value="v"))
    assert "20 values" in alt and "k0 (0%)" in alt and "k19 (19%)" in alt


def test_heat_map_writes_every_value_in_its_cell_and_leaves_gaps_empty():
    count = [ENGLISH.chart_cell(Quantity.exact(number, "")) for number in (3, 12, 1)]
    data = pandas.DataFrame(
        {"place": ["A", "A", "B"], "year": ["2021", "2022", "2022"], "n": count}
    )
    drawing = charts.heat(data, row="place", column="year", value="n")
    axes = drawing.canvas.axes[0]
    written = {
        (text.get_position()[1], text.get_position()[0]): text.get_text() for text in axes.texts
    }
    assert written == {(0.5, 0.5): "3", (0.5, 1.5): "12", (1.5, 1.5): "1"}
    assert [text.get_text() for text in axes.get_yticklabels()] == ["A", "B"]
    assert [text.get_text() for text in axes.get_xticklabels()] == ["2021", "2022"]
    assert list(drawing.data["n"]) == [3, 12, 1]
    assert "A 2022 12" in said(drawing)
    drawn = bare(drawing)
    assert not re.findall(r"(?<!, )#[0-9a-f]{6}", drawn), "a colour that is no other in the dark"
    deepest = max(map(float, re.findall(r"fill-opacity: ([\d.]+)", drawn)))
    for mode in ("light", "dark"):
        ground, colour, ink = (
            numpy.array(to_rgb(colours(mode)[name])) for name in ("band", "focus", "ink")
        )
        mixed = deepest * colour + (1 - deepest) * ground
        assert contrast(to_hex(mixed), to_hex(ink)) >= theme()["floors"]["text"], mode


def scattered(**more) -> charts.Drawing:
    data = pandas.DataFrame(
        {
            "place": ["A", "B", "C"],
            "GDP": [cell("10"), cell("12"), missing()],
            "Growth": [cell("3.5"), cell("-1.0"), cell("2.0")],
        }
    )
    return charts.scatter(data, place="place", one="GDP", two="Growth", **more)


def test_a_scatter_has_a_named_dot_where_both_values_are_known():
    drawing = scattered(focus="B")
    axes = drawing.canvas.axes[0]
    dots = {(line.get_xdata()[0], line.get_ydata()[0]): line for line in axes.lines}
    assert list(dots) == [(10.0, 3.5), (12.0, -1.0)]
    assert to_hex(dots[12.0, -1.0].get_color()) == style.FOCUS
    assert sorted(text.get_text() for text in axes.texts) == ["A", "B"]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("GDP", "Growth")
    assert "A 10% and 3.5%; B 12% and −1.0%" in said(drawing)


def test_names_in_a_scatter_stand_beside_their_dots_in_every_form():
    for form in style.FORMS:
        drawing = scattered(width=form)
        drawing.canvas.canvas.draw()
        axes = drawing.canvas.axes[0]
        for text, line in zip(axes.texts, axes.lines, strict=True):
            box = text.get_window_extent()
            dot = axes.transData.transform((line.get_xdata()[0], line.get_ydata()[0]))
            nearest = dot.clip((box.x0, box.y0), (box.x1, box.y1))
            assert abs(nearest - dot).max() < 30, form
