"""Charts draw exactly the rows that they are given."""

import itertools
import re

import drawn
import numpy
import pandas
import pytest
from conftest import language
from matplotlib.colors import to_hex, to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from published.test_theme import contrast

from industry_report.exhibits import charts, style
from industry_report.exhibits.charts import NothingToDraw
from industry_report.exhibits.labels import Box
from industry_report.exhibits.picture import bare
from industry_report.exhibits.scale import at_tick
from industry_report.exhibits.sheet import extent
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
    (line,) = (each for each in drawing.canvas.findobj(Line2D) if each.get_linewidth() == 2.2)
    assert [list(end) for end in line.get_xydata()] == marks(drawing, style.FOCUS)[1:]
    assert list(drawing.data["v"]) == [7.2, 5.5, 6.0]


def marks(drawing: charts.Drawing, colour: str) -> list[list[float]]:
    """Where marks of a colour stand on a sheet."""
    found = drawing.canvas.findobj(Line2D)
    signs = [each for each in found if each.get_marker() not in ("None", None)]
    return [list(each.get_xydata()[0]) for each in signs if each.get_markeredgecolor() == colour]


HOLLOW = {"lines": lambda axes: axes.lines[-2].get_markerfacecolor()}  # the focus is the last
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
    drawing = charts.lines(frame, **names, focus="A", nation="N")
    signs = {"o": style.FOCUS, "s": style.NATION, "D": style.REFERENCE}
    axes = drawing.canvas.axes[0]
    found = [(line.get_marker(), line.get_markeredgecolor()) for line in axes.lines]
    edges = [(sign, colour) for sign, colour in found if colour != style.PAPER]
    assert {sign: colour for sign, colour in edges if sign in signs} == signs
    assert edges[-1] == ("o", style.FOCUS)  # over the others
    said = {text.get_text().split()[0]: text.get_color() for text in axes.texts}
    assert [said[name] for name in "ANB"] == [style.FOCUS, style.NATION, style.QUIET]


@pytest.mark.parametrize("form", style.FORMS)
@pytest.mark.parametrize("values", [("5.1", "5.0", "5.2"), ("5", "5", "5"), ("9", "1", "5")])
def test_names_of_lines_stand_above_and_below_that_of_the_focus(values, form):
    """It stands at the height of its mark, which lies over the others and hides none."""
    frame = pandas.DataFrame({"year": ["2024"] * 3, "place": list("ANB")})
    frame["v"] = [cell(each) for each in values]
    names = {"period": "year", "value": "v", "series": "place"}
    drawing = charts.lines(frame, **names, focus="A", nation="N", width=form)
    heights = {text.get_text(): text.get_position()[1] for text in drawing.canvas.axes[0].texts}
    told = {name: heights[f"{name} {each}%"] for name, each in zip("ANB", values, strict=True)}
    ((_, own),) = marks(drawing, style.FOCUS)
    assert told["A"] == pytest.approx(own, abs=0.5)
    ordered = sorted("ANB", key=lambda name: -float(values["ANB".index(name)]))
    assert len(set(values)) == 1 or sorted(told, key=told.__getitem__) == ordered
    assert drawn.faults(bare(drawing)) == []
    assert (len(marks(drawing, style.PAPER)) > 0) == (values != ("9", "1", "5"))


def test_a_name_among_the_lines_stands_on_none_of_them():
    """It is broken where there is no room for one row, and has a ground."""
    years = ["2021", "2022", "2023", "2024", "2025"]
    frame = pandas.DataFrame({"year": [*years, *years[:3]], "place": ["A"] * 5 + ["B"] * 3})
    frame["v"] = [cell(each) for each in ("6", "3", "10", "6", "5", "6", "4", "7.3")]
    names = {"period": "year", "value": "v", "series": "place"}
    drawing = charts.lines(frame, **names, focus="A")
    labels = drawing.canvas.axes[0].texts
    (label,) = (text for text in labels if text.get_text().startswith("B"))
    wide = extent("B 7.3%") * label.get_size()
    x, y = label.get_position()
    box = Box(x, y - label.get_size() / 2, x + wide, y + label.get_size() / 2)
    for line in drawing.canvas.findobj(Line2D):
        if line.get_linewidth() in (1.4, 2.2) and line.get_color() != style.RULE:
            for start, end in itertools.pairwise(line.get_xydata()):
                along = [start + part * (end - start) for part in numpy.linspace(0, 1, 99)]
                assert not any(box.off(each) == 0 for each in along)
    grounds = [each for each in drawing.canvas.findobj(PathPatch) if each.zorder == 3]
    assert any(each.get_path().contains_point((x + wide / 2, y)) for each in grounds)


def test_years_keep_their_distance():
    data = pandas.DataFrame(
        {"year": ["2017", "2020"], "place": ["A"] * 2, "v": [cell("5.5"), cell("3.0")]}
    )
    drawing = charts.lines(data, period="year", value="v", series="place")
    ticks = {text.get_text(): text.get_position()[0] for text in drawing.canvas.axes[0].texts}
    (start, _), (end, _) = marks(drawing, style.FOCUS)
    assert (start, end) == (ticks["2017"], ticks["2020"])
    assert ticks["2018"] - start == pytest.approx((end - start) / 3)


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
