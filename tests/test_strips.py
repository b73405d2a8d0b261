"""Strips and tile maps draw what they are given, true to scale, and say what they leave out."""

import itertools

import pandas
import pytest
from conftest import language
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex

from industry_report.exhibits import charts, style
from industry_report.exhibits.charts import NothingToDraw
from industry_report.exhibits.strips import DOT, fitted, swarm
from industry_report.exhibits.tiles import divided
from industry_report.numbers import quantity
from industry_report.numbers.quantity import Quantity
from industry_report.words import Phrase

ENGLISH, CHINESE = language("en"), language("zh")


def cell(text, unit="%", speaker=ENGLISH):
    return speaker.chart_cell(Quantity.observed(text, "", unit, ("row",)))


def missing():
    return ENGLISH.chart_cell(quantity.missing(Phrase("indicator", indicator="B"), "%"))


def strips(values, unit="%", speaker=ENGLISH, **options):
    """A strip of places A, B, … of which A is the focus, N… the nation and R… above."""
    roles = {"N": "nation", "R": "above"}
    data = pandas.DataFrame(
        [
            {"m": "growth", "p": name, "r": roles.get(name[0], ""), "v": cell(text, unit, speaker)}
            for name, text in values.items()
        ]
    )
    columns = {"measure": "m", "place": "p", "role": "r", "value": "v"}
    marks = {"focus": "A", "nation": "nation", "above": "above"}
    return charts.strips(data, **columns, **marks, **options)


def texts(drawing):
    return [text.get_text() for axes in drawing.canvas.axes for text in axes.texts]


def test_the_focus_has_its_value_and_the_ends_their_names():
    drawing = strips({"A": "5.5", "B": "-11.9", "C": "23.6", "D": "3.4", "N": "4.6", "R": "9"})
    assert sorted(texts(drawing)) == ["A 5.5%", "B", "C", "N", "R"]


@pytest.mark.parametrize("form", style.FORMS)
def test_strips_are_as_wide_as_the_chart_over_time_that_they_share_a_page_with(form):
    """Both fill the page: their texts are of one size if they are drawn for one width."""
    data = {"m": ["growth"], "p": ["A"], "t": ["2024"], "v": [cell("5")], "w": [""], "k": [""]}
    names = {"measure": "m", "place": "p", "period": "t", "value": "v", "when": "w"}
    drawn = charts.drift(
        pandas.DataFrame(data), **names, segment="w", known="k", made="k", width=form
    )
    found = strips({"A": "5", "B": "6"}, width=form)
    assert found.canvas.get_figwidth() == drawn.canvas.get_figwidth()


def test_dots_that_would_touch_stand_apart_and_the_first_on_the_line():
    """A dot below that of the focus is seen, too."""
    dots = [(50.0, 8.5), (51.0, 5.5), (52.0, 5.5), (90.0, 5.5)]
    heights = swarm(dots)
    assert heights[0] == heights[3] == 0
    for (one, y), (two, other) in itertools.combinations(zip(dots, heights, strict=True), 2):
        gap = ((one[0] - two[0]) ** 2 + (y - other) ** 2) ** 0.5
        assert gap >= (one[1] + two[1]) / 2 - 1e-6


def test_a_crowd_of_dots_touches_no_name():
    """Where many values are nearly the same, as of provinces, their frame is higher."""
    crowd = {f"P{at}": f"{1 + at / 50}" for at in range(30)}
    few = strips({"A": "1.3", "B": "1", "C": "90"})
    drawing = strips({"A": "1.3"} | crowd | {"C": "90"})
    axes = drawing.canvas.axes[0]
    drawing.canvas.draw_without_rendering()
    spots = axes.transData.transform(axes.collections[0].get_offsets())
    radius = DOT / 2 * drawing.canvas.dpi / 72
    for text in axes.texts:
        box = text.get_window_extent()
        assert not [y for _, y in spots if box.y0 - radius < y < box.y1 + radius]
    assert drawing.canvas.get_figheight() > few.canvas.get_figheight()
    assert fitted([9, -12, 0], 6) == [4.5, -6, 0] and fitted([], 6) == []


def test_a_focus_at_the_end_is_named_once():
    assert sorted(texts(strips({"A": "30", "B": "1", "C": "2"}))) == ["A 30%", "B"]


def test_marks_stand_at_their_values_and_tell_their_role_by_shape():
    axes = strips({"A": "5.5", "B": "1", "N": "4.6", "R": "7.4"}).canvas.axes[0]
    found = {line.get_marker(): float(line.get_xdata()[0]) for line in axes.lines}
    assert found == {"o": 5.5, "s": 4.6, "|": 7.4}
    own = next(line for line in axes.lines if line.get_marker() == "o")
    assert to_hex(own.get_color()) == style.FOCUS


@pytest.mark.parametrize(("nation", "moved"), [("5.5", True), ("5.45", True), ("3", False)])
def test_a_square_that_the_dot_of_the_focus_would_cover_stands_beside_it(nation, moved):
    axes = strips({"A": "5.5", "B": "1", "N": nation, "R": "7.4"}).canvas.axes[0]
    heights = {line.get_marker(): abs(float(line.get_ydata()[0])) for line in axes.lines}
    assert (heights["s"] > 5) == moved and heights["o"] == heights["|"] == 0


@pytest.mark.parametrize(
    ("speaker", "most"), [(ENGLISH, 600), (CHINESE, 6000)], ids=["billion", "1e8"]
)
def test_the_scale_is_in_the_unit_that_the_values_are_written_in(speaker, most):
    drawing = strips({"A": "5849.86", "B": "300"}, "1e8 CNY", speaker)
    axes = drawing.canvas.axes[0]
    ticks = {
        float(tick.get_text()): place
        for tick, place in zip(axes.get_xticklabels(), axes.get_xticks(), strict=True)
    }
    assert max(ticks) == most
    assert ticks[most] == pytest.approx(6000)


def test_lines_have_the_scale_of_their_labels():
    data = pandas.DataFrame(
        {"t": ["2021", "2022", "2023"], "s": ["A"] * 3}
        | {"v": [cell(text, "1e8 CNY") for text in ("300", "350", "400")]}
    )
    axes = charts.lines(data, period="t", value="v", series="s").canvas.axes[0]
    heights = {text.get_text(): text.get_position()[1] for text in axes.texts}
    dots = [line.get_ydata()[0] for line in axes.lines if line.get_marker() == "o"]
    assert heights["40"] == pytest.approx(dots[-1])


def test_measures_stand_side_by_side_only_where_there_is_room():
    data = pandas.DataFrame(
        [
            {"m": measure, "p": place, "r": "", "v": cell(text)}
            for measure in "xyz"
            for place, text in {"A": "1", "B": "2"}.items()
        ]
    )
    columns = {"measure": "m", "place": "p", "role": "r", "value": "v"}
    for width, lefts in (("wide", 2), ("screen", 2), ("half", 1), ("phone", 1)):
        drawing = charts.strips(data, **columns, focus="A", width=width)
        assert len({axes.get_position().x0 for axes in drawing.canvas.axes}) == lefts


def test_names_on_a_strip_stand_on_no_line_of_the_grid():
    drawing = strips({"A": "5.5", "B": "-11.9", "C": "23.6", "N": "4.6"})
    axes = drawing.canvas.axes[0]
    drawing.canvas.draw_without_rendering()
    (grid,) = (each for each in axes.collections if isinstance(each, LineCollection))
    lines = [axes.transData.transform(segment) for segment in grid.get_segments()]
    assert len(lines) == len(axes.get_xticks())
    for text in axes.texts:
        box = text.get_window_extent()
        assert all(low[1] > box.y1 or high[1] < box.y0 for low, high in lines), text.get_text()


def test_names_on_a_strip_never_touch():
    crowd = {"A": "5", "N": "5.2", "R": "5.1", "B": "4.9", "C": "5.3", "D": "9"}
    named = {name * 12: value for name, value in crowd.items() if name not in "ANR"}
    axes = strips({"A": "5"} | named | {"N": "5.2", "R": "5.1"}, width="phone").canvas.axes[0]
    axes.figure.draw_without_rendering()
    boxes = sorted((text.get_window_extent() for text in axes.texts), key=lambda box: box.x0)
    assert len(boxes) >= 3
    assert not any(one.overlaps(two) for one in boxes for two in boxes if one is not two)
    assert boxes[0].x0 >= 0 and max(box.x1 for box in boxes) <= axes.figure.bbox.width


@pytest.mark.parametrize("form", style.FORMS)
@pytest.mark.parametrize(
    "values",
    [
        {"A": "5.5", "B": "-11.9", "C": "23.6", "Nation": "4.6", "Region": "7.4"},
        {"A": "166.2", "Bayannur": "-19", "C": "67", "Region of all": "31"},
    ],
)
def test_what_is_upper_and_both_ends_of_a_strip_have_their_names(values, form):
    """Though there is little room above the dots: then beside the mark, or below."""
    told = " ".join(texts(strips(values, width=form)))
    ends = sorted(values, key=lambda name: float(values[name]))
    wanted = {ends[0], ends[-1], *(name for name in values if name[0] in "NR")}
    assert [name for name in wanted if name not in told] == []


def test_a_name_is_divided_between_syllables():
    for word, parts in {
        "Shandong": "Shan-dong",
        "Hubei": "Hu-bei",
        "Mongolia": "Mon-golia",
    }.items():
        assert "".join(divided(word, 2.5)) == parts
    assert divided("Heilongjiang", 2.5) == ["Hei-", "long-", "jiang"]
    assert divided("Ordos", 3) == ["Ordos"] and divided("Wien", 1) == ["Wien"]


def tiles(first="A", **options):
    data = pandas.DataFrame(
        {
            "p": [first, "B", "C", "D"],
            "v": [cell("20"), cell("1"), cell("-3"), missing()],
            "x": ["0", "1", "0", "1"],
            "y": ["0", "0", "1", "1"],
        }
    )
    return charts.tiles(data, place="p", value="v", column="x", row="y", **options)


@pytest.mark.parametrize("form", style.FORMS)
def test_a_long_name_is_written_whole(form):
    name = " ".join(["Rare-earth High-technology Development Zone"] * 3)
    drawing = tiles(first=name, width=form)
    assert any(" ".join(text.split()) == name for text in texts(drawing))
    short = tiles(width=form).canvas.get_size_inches()[1]
    if form != style.WIDE:
        assert drawing.canvas.get_size_inches()[1] > short


def test_a_tile_has_its_name_and_its_digits():
    assert texts(tiles()) == ["A", "20", "B", "1", "C", "\u22123", "D", "\u2013"]
    assert list(tiles().data["p"]) == ["A", "B", "C", "D"]


def test_a_tile_stands_where_its_column_and_row_say():
    axes = tiles().canvas.axes[0]
    at = {text.get_text(): text.get_position() for text in axes.texts}
    assert at["A"][0] == at["C"][0] < at["B"][0] == at["D"][0]
    assert max(at["A"][1], at["B"][1]) < min(at["C"][1], at["D"][1])  # rows go down the page


def test_more_is_darker_and_a_fall_or_a_gap_is_seen_without_colour():
    most, least, fall, gap = tiles().canvas.axes[0].patches
    assert most.get_alpha() > least.get_alpha()
    assert fall.get_linestyle() == "--" and not fall.get_hatch()
    assert gap.get_hatch()


def test_a_map_without_any_value_is_not_drawn():
    data = pandas.DataFrame({"p": ["A"], "v": [missing()], "x": ["0"], "y": ["0"]})
    with pytest.raises(NothingToDraw):
        charts.tiles(data, place="p", value="v", column="x", row="y")
