"""Forms of the situation: measures over time, a chain, progress, promises; and their numbers."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from pathlib import Path

import numpy
import pandas
import pytest
from conftest import language
from drawn import faults, written
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path as MarkPath
from matplotlib.text import Text

from industry_report.data import dataset as datasets
from industry_report.data.defaults import COMMON
from industry_report.data.periods import Period
from industry_report.exhibits import charts, style
from industry_report.exhibits.drawing import NothingToDraw, plotted
from industry_report.exhibits.labels import LINE, Box, Labels, apart
from industry_report.exhibits.picture import bare
from industry_report.exhibits.sheet import LOOKS, extent
from industry_report.numbers import chains, crossing, drifting, gaps, quantity, sections, situation
from industry_report.numbers.quantity import Quantity
from industry_report.publishing import reference
from industry_report.words import NOTHING, Phrase, Region
from industry_report.words.language import WrittenQuantity

ROOT = Path(__file__).resolve().parents[1]
ENGLISH = language("en")


def cell(text: str, qualifier: str = "", status: str = "observed") -> WrittenQuantity:
    value = Quantity.observed(text, qualifier, "%", ("row",), status=status)
    return ENGLISH.chart_cell(value)


def nothing() -> WrittenQuantity:
    return ENGLISH.chart_cell(quantity.missing(NOTHING, "%"))


def lines(drawing: charts.Drawing, colour: str, sign: str = "") -> list:
    """The lines of one colour, or with ``sign`` the markers of that shape."""
    return [
        line
        for line in drawing.canvas.axes[0].artists + drawing.canvas.axes[0].lines
        if hasattr(line, "get_marker")
        and (line.get_marker() == sign if sign else line.get_marker() in ("None", None))
        and colour in (line.get_color(), line.get_markeredgecolor())
    ]


# labels


def test_a_label_stands_beside_its_mark_and_on_nothing_else():
    labels = Labels(Box(0, 0, 100, 100))
    labels.take(Box.around((50, 50), (6, 6)))
    placed = [labels.beside((50, 50), (20, 8), 5) for _ in range(2)]
    boxes = [Box.around(place, (20, 8)) for place in placed]
    assert not any(
        one.touches(two) for number, one in enumerate(boxes) for two in boxes[number + 1 :]
    )
    assert placed[0] == pytest.approx((50, 40.9))


def test_a_label_keeps_off_lines_where_it_can():
    labels = Labels(Box(0, 0, 100, 100))
    labels.avoid([(0, 40), (100, 40)])
    _, y = labels.beside((50, 50), (20, 8), 5)
    assert y > 50


@pytest.mark.parametrize(
    ("stranger", "place"),
    [(None, "below"), ((50, 67), "right"), ((50, 69.5), "right"), ((50, 90), "below")],
)
def test_a_label_stands_nearer_to_its_own_mark_than_to_another(stranger, place):
    """Clearly so, though it touches none: else it is read as that of the other."""
    labels = Labels(Box(0, 0, 100, 100))
    labels.avoid([(0, 41), (100, 41)])  # not above
    for at in filter(None, [(50, 50), stranger]):
        labels.mark(*at, 4)
    x, y = labels.beside((50, 50), (20, 8), 5)
    assert ("below" if y > 58 else "right" if x > 60 else "") == place


def test_no_name_stands_beside_the_mark_of_another_place():
    """Three places end close to one another; the mark of one is half under that of another."""
    frame = course(
        ("A", "2020", "3.0", "one"), ("A", "2021", "8.5", "one"), ("N", "2021", "8.1", "one"),
        ("B", "2021", "6.3", "one"),
    )  # fmt: skip
    other = course(("A", "2022", "16", "one")).assign(**{COLUMNS[0]: "other"})
    drawing = drift(pandas.concat([other, frame]))
    told = {
        text.get_text()[0]: text.get_position()
        for text in drawing.canvas.findobj(Text)
        if text.get_text() in ("A 8.5%", "N 8.1%", "B 6.3%")
    }
    marks = {
        name: lines(drawing, colour, sign)[-1].get_xydata()[0]
        for name, colour, sign in (
            ("A", style.FOCUS, "o"), ("N", style.NATION, "s"), ("B", style.REFERENCE, "o"),
        )
    }  # fmt: skip
    heights = {name: marks[name][1] for name in marks}
    for name, (_, y) in told.items():
        assert min(heights, key=lambda each: abs(heights[each] - y)) == name
    assert len(told) == 3


def test_two_labels_in_a_line_stand_a_word_apart():
    labels = Labels(Box(0, 0, 100, 10))
    (one, _), (two, _) = (labels.first([(20, 5), (42, 5), (46, 5)], (20, 8)) for _ in "ab")
    assert (one, two) == (20, 46)


def test_where_there_is_no_room_there_is_no_label():
    assert Labels(Box(0, 0, 30, 10)).beside((15, 5), (20, 8), 5) is None


@pytest.mark.parametrize(
    ("wanted", "sizes", "found"),
    [
        ([10, 50], [10, 10], [10, 50]),
        ([50, 10], [10, 10], [50, 10]),
        ([50, 52], [10, 10], [50, 60]),
        ([50, 48], [10, 20], [50, 30]),  # the first is fixed: those above make way, too
        ([5, 3], [10, 10], [10, 0]),  # as far as there is room
        ([95, 97], [10, 10], [80, 90]),
        ([], [], []),
    ],
)
def test_names_at_line_ends_are_kept_apart(wanted, sizes, found):
    assert apart(wanted, sizes, (0, 100), 0) == found


# over time

COLUMNS = ("measure", "place", "period", "value", "when", "segment", "known", "made")


def course(*rows: tuple[str, str, str, str]) -> pandas.DataFrame:
    """Points of (place, period, value, segment), and what was known later marked by a ``+``."""
    cells = []
    for place, period, text, segment in rows:
        known = "later" if text.endswith("+") else "then"
        value = cell(text.rstrip("+"))
        cells.append(("growth", place, period, value, f" ({period})", segment, known, ""))
    return pandas.DataFrame(cells, columns=COLUMNS)


def drift(frame: pandas.DataFrame, **options: str) -> charts.Drawing:
    names = {name: name for name in COLUMNS}
    return charts.drift(frame, **names, focus="A", nation="N", **options)


def test_years_that_follow_are_joined_and_nothing_leads_over_one_without_data():
    frame = course(*(("A", year, "5", "one") for year in ("2019", "2020", "2023")))
    (line,) = lines(drift(frame), style.FOCUS)
    assert len(line.get_xdata()) == 2 and line.get_linestyle() == "-"


def test_nothing_crosses_a_break():
    frame = course(("A", "2020", "5", "old"), ("A", "2021", "6", "new"))
    assert lines(drift(frame), style.FOCUS) == []


def test_a_part_of_a_year_stands_alone_and_small():
    frame = course(("A", "2020", "5", "one"), ("A", "2021-01/2021-07", "6", "part"))
    drawing = drift(frame)
    assert lines(drawing, style.FOCUS) == []
    sizes = [mark.get_markersize() for mark in lines(drawing, style.FOCUS, "o")]
    assert sizes[0] > sizes[1]


def test_the_axis_is_true_to_time():
    frame = course(
        ("A", "2020", "5", "one"), ("A", "2021", "5", "one"), ("A", "2021-01/2021-06", "5", "part")
    )
    first, last, half = (mark.get_xdata()[0] for mark in lines(drift(frame), style.FOCUS, "o"))
    assert half - first == pytest.approx((last - first) / 2)


def test_what_was_published_later_is_hollow_before_the_vantage_point_and_solid_on_the_band():
    frame = course(
        ("A", "2020", "5+", "one"), ("A", "2021", "5", "one"), ("A", "2023", "5+", "one")
    )
    drawing = drift(frame, later="later", since="2022-08", after="since then")
    fills = [mark.get_markerfacecolor() for mark in lines(drawing, style.FOCUS, "o")]
    assert fills == [style.PAPER, style.FOCUS, style.FOCUS]
    assert "since then" in " ".join(written(drawing)).replace("\n", " ")
    assert "since then" not in written(drift(frame))


def test_of_the_focus_whole_years_are_labelled_on_a_narrow_sheet_the_first_and_the_turns():
    years = zip(("2019", "2020", "2021", "2022"), ("5", "6", "7.5", "9"), strict=True)
    frame = course(
        *(("A", *each, "one") for each in years),
        ("A", "2023-01/2023-07", "8", "p"), ("A", "2023-01/2023-09", "8.5", "q"),
    )  # fmt: skip
    for form, told in ((style.WIDE, {"5%", "6%", "7.5%", "9%"}), (style.PHONE, {"5%", "9%"})):
        texts = set(written(drift(frame, width=form)))
        assert texts & {"5%", "6%", "7.5%", "8%", "9%"} == told
        assert any(text.startswith("A 8.5%") for text in texts)


def test_values_stand_off_the_lines_of_the_grid():
    points = ("A", "2020", "0", "one"), ("A", "2021", "5", "part")
    drawing = drift(course(*points, ("A", "2022", "0", "one")))
    grid = {line.get_ydata()[0] for line in lines(drawing, style.RULE)}
    texts = drawing.canvas.findobj(Text)
    (label,) = (text for text in texts if text.get_text().startswith("5%"))
    assert all(abs(label.get_position()[1] - y) > label.get_size() / 2 for y in grid)


def test_every_place_is_named_at_its_end_with_its_last_value():
    frame = course(
        ("A", "2020", "5", "one"), ("N", "2020", "4", "one"), ("B", "2020", "4.1", "one")
    )
    for form in style.FORMS:
        assert {"A 5%", "N 4%", "B 4.1%"} <= set(written(drift(frame, width=form)))


@pytest.mark.parametrize("form", style.FORMS)
def test_a_last_value_of_another_period_than_its_neighbours_bears_its_own(form):
    """Without a room for both the name stands at the line alone."""
    last = ("N", "2023-01/2023-09", "5", "part"), ("A", "2024-01/2024-09", "9.9", "part")
    drawing = drift(course(("N", "2022", "5", "one"), *last), width=form)
    told = [" ".join(text.split()) for text in written(drawing)]
    for text in ("A 9.9% (2024-01/2024-09)", "N 5% (2023-01/2023-09)"):
        assert text in " ".join(told)
    assert sum("9.9%" in text for text in told) == 1  # not at its mark, too


@pytest.mark.parametrize(
    ("months", "told"),
    [
        ("2025-01/2025-09", "N 6.2% (2025-01/2025-09) N 5.9% (2025)"),
        ("2025-01/2025-06", "N 5.9% (2025)"),
    ],
)
def test_beside_a_part_of_a_year_stands_the_same_part(months, told):
    """9.9 of nine months and 5.9 of a whole year are not to be subtracted: each has its period;
    narrow figures have the first of them alone."""
    frame = course(
        ("A", "2023", "23.4", "one"), ("A", "2025-01/2025-09", "9.9", "part"),
        ("N", months, "6.2", "part"), ("N", "2025", "5.9", "one"),
    )  # fmt: skip
    for form in style.FORMS:
        said = " ".join(written(drift(frame, width=form)))
        is_narrow = form in (style.HALF, style.PHONE)
        assert (told.partition(" N 5.9%")[0] if is_narrow else told) in said
        assert ("6.2%" in said) == ("6.2%" in told)
        assert ("5.9%" in said) == (not is_narrow or "6.2%" not in told)
        assert "A 9.9% (2025-01/2025-09)" in said


@pytest.mark.parametrize("form", style.FORMS)
def test_a_whole_year_that_compares_with_the_last_of_the_focus_has_its_value(form):
    """1.88 of 2023 is compared with 2.65, not with 2.69, which is of 2024."""
    frame = course(
        *(("N", year, value, "one") for year, value in (("2021", "2.44"), ("2022", "2.54"))),
        ("N", "2023", "2.65", "one"), ("N", "2024", "2.69", "two"), ("A", "2023", "1.88", "one"),
    )  # fmt: skip
    told = written(drift(frame, width=form))
    assert "2.65%" in told and "2.54%" not in told
    assert "N 2.69% (2024)" in " ".join(told)


@pytest.mark.parametrize(
    ("heights", "stranger", "found"),
    [
        ([50, 90], None, [50, 90]),
        ([50, 52], None, [50, 62]),  # the first stays, the other makes way
        ([50, 52.5, 65], None, [40.5, 52.5, 65]),  # not where it would stand at the third mark
        ([50], (60, 50), None),  # on the mark of another
    ],
)
def test_names_of_lines_that_end_together_stand_in_a_column(heights, stranger, found):
    labels = Labels(Box(0, 0, 200, 200))
    marks = [(50.0, height) for height in heights]
    for at in filter(None, [*marks, stranger]):
        labels.mark(*at, 4)
    places = labels.column(marks, [(20, 12)] * len(marks), 6)
    assert [place and place[1] for place in places or ()] == pytest.approx(found or [])
    assert {x for x, _ in places or ()} <= {66}


def test_a_label_on_lines_at_its_mark_stands_farther_off():
    labels = Labels(Box(0, 0, 100, 100))
    for height in range(42, 62, 4):
        labels.avoid([(0, height), (100, height)])
    assert labels.beside((50, 50), (20, 8), 3)[1] in (pytest.approx(34.9), pytest.approx(65.1))


def test_a_label_at_the_edge_moves_into_the_bounds():
    assert Labels(Box(0, 0, 60, 60)).beside((3, 30), (58, 8), 5)[0] == 29


@pytest.mark.parametrize("form", style.FORMS)
@pytest.mark.parametrize("values", [("12", "3", "21"), ("21", "20.8", "20.5"), ("0", "0.1", "9")])
def test_names_stand_in_the_order_of_their_dots_that_of_the_focus_at_its_height(values, form):
    places = zip("ANB", values, strict=True)
    drawing = drift(course(*((each, "2020", value, "one") for each, value in places)), width=form)
    (dot,) = lines(drawing, style.FOCUS, "o")
    written = {text.get_text(): text.get_position()[1] for text in drawing.canvas.findobj(Text)}
    heights = {text: y for text, y in written.items() if text[:2] in ("A ", "N ", "B ")}
    own = [heights[f"A {values[0]}%"], written.get("(2020)")]  # narrow: the period below the name
    assert pytest.approx(dot.get_ydata()[0], abs=0.5) in own
    ordered = sorted(heights, key=lambda text: heights[text], reverse=True)
    assert ordered == sorted(heights, key=lambda text: float(text[2:-1]))


def hero(everything, region: str, form: str) -> tuple[pandas.DataFrame, charts.Drawing]:
    """The cells of the chart that leads today's report, and it."""
    looks = drifting.roles(everything, region)
    return told(everything, "2026-03", [region, "china", "inner-mongolia"], form, looks)


def told(
    rows, as_of: str, places: list[str], form: str, looks: dict, speaker=ENGLISH, of=drifting.HERO
) -> tuple[pandas.DataFrame, charts.Drawing]:
    """The cells of a chart of a run, and it."""
    frame = drifting.over_time(rows, as_of, places, of)
    chosen = {name: each and speaker.write(each) for name, each in looks.items()}
    chosen["since"] = looks.get("since", "")
    cells = pandas.DataFrame({head: map(speaker.chart_cell, frame[head]) for head in COLUMNS})
    names = dict(zip(COLUMNS, COLUMNS, strict=True))
    return cells, charts.drift(cells, **names, **chosen, width=form)


ROLE_COLOURS = {style.FOCUS: style.FOCUS, style.NATION: style.NATION, style.QUIET: style.REFERENCE}


def boxes(drawing: charts.Drawing) -> list[tuple[str, str, Box]]:
    """The labels within the panels: colour of their role, text and box."""
    found = []
    for text in drawing.canvas.findobj(Text):
        told, size = text.get_text(), text.get_size()
        if (
            text.get_ha() != "center"
            or not told.strip("0123456789")
            or text.get_color() not in ROLE_COLOURS
        ):
            continue
        bold = "bold" if text.get_weight() == "bold" else "normal"
        wide = max(extent(line, bold) for line in told.split("\n")) * size
        high = size * (0.8 + 1.25 * told.count("\n"))
        box = Box.around(text.get_position(), (wide - 2, high))
        found.append((ROLE_COLOURS[text.get_color()], told, box))
    return found


def stretches(drawing: charts.Drawing, colour: str) -> list[tuple[float, float]]:
    """Points all along the lines of a colour, a point apart."""
    found = []
    for line in lines(drawing, colour):
        for (x, y), (to_x, to_y) in itertools.pairwise(line.get_xydata()):
            if not numpy.isnan([x, to_x]).any():
                parts = numpy.linspace(0, 1, int(abs(to_x - x) + abs(to_y - y)) + 2)
                found += [(x + part * (to_x - x), y + part * (to_y - y)) for part in parts]
    return found


RUNS = {
    (run.get("region", "baotou"), run.get("as_of", COMMON["as_of"]), run.get("language", "zh"))
    for run in reference.RUNS.values()
}


@pytest.mark.daily(20)
@pytest.mark.parametrize("form", style.FORMS)
@pytest.mark.parametrize(
    ("of", "since"),
    [(drifting.HERO, False), (drifting.HERO, True), (drifting.GROWTH, False)],
    ids=["hero", "hindsight", "growth"],
)
@pytest.mark.parametrize("run", sorted(RUNS), ids="-".join)
def test_a_label_stands_by_its_own_mark_off_the_line_of_the_focus(everything, run, of, since, form):
    """In all reference runs, before and after the vantage point, whose line no label crosses."""
    region, as_of, code = run
    if of is drifting.GROWTH and region == "baotou" and as_of != COMMON["as_of"]:
        return  # no report draws it: there the hero stands
    rows = everything if since else everything.known(as_of)
    later = everything.later(as_of) if since else []
    looks = drifting.looks(rows, region, later, Period.parse(as_of))
    places = [region, "china", "inner-mongolia"]
    try:
        cells, drawing = told(rows, as_of, places, form, looks, language(code), of)
    except NothingToDraw:
        return
    marks = [
        (each.get_markeredgecolor(), *each.get_xydata()[0])
        for each in drawing.canvas.findobj(Line2D)
        if each.get_marker() in ("o", "s")
    ]
    names = dict(zip(ROLE_COLOURS.values(), dict.fromkeys(map(str, cells["place"])), strict=False))
    for colour, text, box in boxes(drawing):
        near = min(box.off(mark[1:]) for mark in marks)
        own = min(box.off((x, y)) for of_mark, x, y in marks if of_mark == colour)
        assert colour == style.FOCUS or own <= near + 1.5, (text, "stands at the mark of another")
        crossed = stretches(drawing, style.LATER)
        if colour != style.FOCUS:
            crossed += stretches(drawing, style.FOCUS)
        assert not any(box.off(point) == 0 for point in crossed), (text, "is crossed")
        line = [(x, y) for of_mark, x, y in marks if of_mark == colour]
        own = cells.loc[cells["place"].map(str) == names[colour], "value"]
        assert is_by_its_own(box, text, own, line), (text, "is read as that of another year")
    for measure, colour, text in beside(drawing, cells):
        panel = cells[cells["measure"].map(str) == measure]
        points = panel[panel["place"].map(str) == names[colour]]
        is_narrow = form in (style.HALF, style.PHONE)
        assert is_told_beside(text, points, panel, is_narrow), (text, "is not of its last mark")


def beside(drawing: charts.Drawing, cells: pandas.DataFrame) -> list[tuple[str, str, str]]:
    """What stands beside the panels: measure, colour of the place and all its rows as one text."""
    texts = drawing.canvas.findobj(Text)
    heads = {text.get_text(): text.get_position()[1] for text in texts}
    measures = list(dict.fromkeys(map(str, cells["measure"])))
    ends = [heads[each] for each in measures[1:]] + [math.inf]
    marks = [each for each in drawing.canvas.findobj(Line2D) if each.get_marker() in ("o", "s")]
    right = max(each.get_xdata()[0] for each in marks)
    found: dict[tuple[str, str], list[str]] = {}
    for text in texts:
        (x, y), colour = text.get_position(), ROLE_COLOURS.get(text.get_color())
        if colour and text.get_ha() == "left" and x > right:
            (measure,) = (
                each for each, end in zip(measures, ends, strict=True) if heads[each] < y < end
            )
            found.setdefault((measure, colour), []).append(text.get_text())
    return [(*key, " ".join(rows)) for key, rows in found.items()]


def is_told_beside(
    told: str, points: pandas.DataFrame, panel: pandas.DataFrame, is_narrow: bool
) -> bool:
    """Whether a label beside a panel has the value and the period of the last mark of its place,
    which is in the last year; a period is not repeated where all lines end with it, nor on a
    narrow sheet where it is that of the focus. There a mark of the same part of a year as that of
    the focus stands for the last."""
    last, own = points.iloc[-1], panel[panel["place"].map(str) == str(panel["place"].iloc[0])]
    lasts = panel.groupby(panel["place"].map(str))["period"].last().map(str)
    until = str(own["period"].iloc[-1])
    is_same = is_narrow and str(last["period"]) == until
    same = points[points["period"].map(str) == until]
    if is_narrow and "/" in until and len(same):
        last = same.iloc[0]
    is_same = is_same or (len(set(lasts)) == 1 and "/" not in str(last["period"]))
    years = panel["period"].map(lambda each: Period.parse(str(each)).end[0])
    return (
        f"{last['place']} {last['value'].text}" in told
        and (is_same or str(last["when"]).strip() in told)
        and Period.parse(str(last["period"])).end[0] == max(years)
    )


def is_by_its_own(
    box: Box, text: str, own: Sequence[WrittenQuantity], line: Sequence[tuple[float, float]]
) -> bool:
    """Whether of the marks of a line, each with its value, that nearest to the edge of a label and
    that nearest to its middle have the value that it tells, if it tells one."""
    middle = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    values = list(zip(line, own, strict=True))
    nearest = [
        min(values, key=lambda value: box.off(value[0])),
        min(values, key=lambda value: math.dist(middle, value[0])),
    ]
    return not any(map(str.isdigit, text)) or all(
        re.search(rf"(?<![\d.]){re.escape(value.text)}(?!\d)", text) for _, value in nearest
    )


def test_every_whole_year_of_the_focus_has_its_value_before_others_have_their_names(everything):
    cells, drawing = hero(everything, "baotou", style.WIDE)
    own = cells[(cells["place"].map(str) == "Baotou") & (cells["period"].map(str).str.len() == 4)]
    told = " ".join(written(drawing))
    assert len(own) > 5 and [each.text for each in own["value"] if each.text not in told] == []
    assert {"0", "10", "20"} <= {*written(drawing)}  # between 10 and 20 values are read off


@pytest.mark.parametrize("of", [drifting.HERO, drifting.GROWTH], ids=["hero", "growth"])
@pytest.mark.parametrize("region", ["baotou", "ordos", "hohhot"])
def test_no_value_of_a_part_of_a_year_stands_without_its_period(everything, region, of):
    looks, places = drifting.roles(everything, region), [region, "china", "inner-mongolia"]
    cells, drawing = told(everything, "2026-03", places, style.WIDE, looks, of=of)
    parts = cells["period"].map(str).str.contains("/")
    values = cells["value"].map(lambda cell: cell.text)
    alone = {text.strip() for text in written(drawing)} & set(values[parts])
    assert alone <= set(values[~parts])


@pytest.mark.parametrize("form", style.FORMS)
@pytest.mark.parametrize("region", ["baotou", "ordos", "hohhot"])
def test_nothing_leads_to_a_name_past_the_marks_of_others(everything, region, form):
    """Every line but those of the grid joins two marks of one place; every place has its name."""
    cells, drawing = hero(everything, region, form)
    told = written(drawing)
    assert all(any(text.startswith(name) for text in told) for name in map(str, cells["place"]))
    drawn = [each for each in drawing.canvas.findobj(Line2D) if each.get_color() != style.RULE]
    marks = {
        (each.get_markeredgecolor(), *each.get_xydata()[0])
        for each in drawn
        if each.get_marker() not in ("None", None)
    }
    joins = [
        (each.get_color(), *end)
        for each in drawn
        if each.get_marker() in ("None", None)
        for end in each.get_xydata()
        if not numpy.isnan(end).any()
    ]
    assert marks and joins
    for colour, *end in joins:
        assert min(math.dist(end, at) for one, *at in marks if one == colour) < 0.1


@pytest.mark.parametrize("form", style.FORMS)
@pytest.mark.parametrize("last", ["2021", "2023-01/2023-07", "2023"])
def test_a_line_that_ends_before_the_last_year_has_its_name_where_there_is_room(last, form):
    """At its last point, not in the column of names at the height of the marks of others."""
    frame = course(
        *(("N", year, "5", "one") for year in ("2020", "2021", "2022", "2023", "2024")),
        ("A", "2020", "12", "one"), ("A", last, "12.1", "one"),
    )  # fmt: skip
    drawing = drift(frame, width=form)
    told = {text.get_text(): text.get_position()[0] for text in drawing.canvas.findobj(Text)}
    (name,) = (at for text, at in told.items() if text.startswith("A "))
    assert abs(name - lines(drawing, style.FOCUS, "o")[-1].get_xdata()[0]) < 80
    assert name < next(at for text, at in told.items() if text.startswith("N 5%"))


@pytest.mark.parametrize("role", ["B", "N"])
@pytest.mark.parametrize("beside", ["5", "4.9", "4.5", "3"])
@pytest.mark.parametrize("period", ["2020", "2020-01/2020-07"])
def test_the_focus_lies_over_others_but_hides_none(beside, role, period):
    """What lies on another mark has an edge like the page; one that the larger mark of the focus
    would hide lies on it."""
    frame = course(("A", period, "5", "one"), (role, period, beside, "one"), ("B", "2021", "1", ""))
    drawn = drift(frame).canvas.findobj(Line2D)
    marks = [each for each in drawn if each.get_marker() in ("o", "s")]
    (own,) = (each for each in marks if each.get_markeredgecolor() == style.FOCUS)
    here = [each for each in marks if each.get_xdata() == own.get_xdata()]
    paper = [each for each in here if each.get_markeredgecolor() == style.PAPER]
    (other,) = (each for each in here if each not in (own, *paper))
    away = math.dist(own.get_xydata()[0], other.get_xydata()[0])
    is_hidden = away + other.get_markersize() / 2 <= own.get_markersize() / 2 + 0.5
    lower, upper = (own, other) if is_hidden else (other, own)
    assert marks.index(lower) < marks.index(upper)
    if away < (own.get_markersize() + other.get_markersize()) / 2:
        (edge,) = paper
        assert marks.index(lower) < marks.index(edge) < marks.index(upper)
        assert edge.get_markersize() > upper.get_markersize() + 0.9


def test_the_axis_ends_with_the_year_of_the_last_value():
    frame = course(("A", "2021", "5", "one"), ("A", "2022-01/2022-07", "6", "part"))
    for form in style.FORMS:
        assert "2022" in written(drift(frame, width=form))


def test_the_value_of_another_place_stands_on_no_line_and_that_of_the_focus_has_a_ground():
    frame = course(
        ("A", "2020", "5", "one"), ("A", "2021", "5.2", "one"), ("A", "2022", "9", "one")
    )
    drawing = drift(frame)
    (label,) = (text for text in drawing.canvas.findobj(Text) if text.get_text() == "5.2%")
    grounds = [each for each in drawing.canvas.findobj(PathPatch) if each.zorder == 3]
    assert any(each.get_path().contains_point(label.get_position()) for each in grounds)
    labels = Labels(Box(0, 0, 100, 100))
    for height in range(0, 100, 4):
        labels.avoid([(0, height), (100, height)])
    assert labels.beside((50, 50), (20, 8), 5, most=LINE) is None
    assert labels.beside((50, 50), (20, 8), 5) is not None


def test_the_notes_of_a_course_name_only_marks_that_it_has():
    def told(*points):
        frame = course(*points).assign(value=[Quantity.observed("5", "", "%", ())] * len(points))
        frame["made"] = [drifting.MADE if each[0] == "M" else NOTHING for each in points]
        return [phrase.id.removeprefix("course-") for phrase in drifting.keys(frame)]

    year = [("A", "2020", "5", "one"), ("A", "2021", "5", "one"), ("A", "2024", "5", "one")]
    assert told(*year[:2]) == ["whole"]
    assert told(*year) == ["whole", "gap"]
    assert told(year[0], ("A", "2021", "5", "two")) == ["whole", "break"]
    assert told(("A", "2025-01/2025-09", "5", "part")) == ["parts"]
    assert told(("M", "2020", "5", "one")) == ["whole", "mark"]


def test_a_phone_writes_what_was_published_rather_than_what_was_derived():
    frame = course(*(("A", str(year), str(year - 2015), "one") for year in range(2018, 2023)))
    frame["made"] = ["*", "", "*", "*", ""]
    told = {form: set(written(drift(frame, width=form))) for form in style.FORMS}
    assert {"3%*", "4%", "5%*", "6%*", "A 7%"} <= told[style.WIDE]
    assert {"4%", "A 7%"} <= told[style.PHONE] and not {"3%*", "5%*", "6%*"} & told[style.PHONE]


def test_a_derived_value_has_its_mark_wherever_it_is_written():
    frame = course(*(("A", year, "5", "one") for year in ("2020", "2021"))).assign(made="*")
    assert {"5%*", "A 5%*"} <= set(written(drift(frame)))


@pytest.fixture(scope="module")
def everything():
    return datasets.load(ROOT / "data" / "indicators.csv").where(min_confidence="medium")


def test_a_course_knows_when_each_point_was_published(everything):
    places = ["baotou", "china"]
    frame = drifting.over_time(everything, "2022-08", places, drifting.HERO)
    own = frame[frame["place"] == "baotou"]
    known = {
        (row.measure.id.removeprefix("measure-"), row.period): row.known for row in own.itertuples()
    }
    assert known["industrial_value_added_growth", "2022-01/2022-07"] == drifting.KNOWN
    assert known["industrial_value_added_growth", "2023"] == drifting.LATER
    assert known["rd_intensity", "2021"] == drifting.LATER
    then = drifting.over_time(everything.known("2022-08"), "2022-08", places, drifting.HERO)
    assert set(then["known"]) == {drifting.KNOWN}
    assert not any(row.measure.id.endswith("rd_intensity") for row in then.itertuples())


def test_a_break_parts_the_course_of_research(everything):
    frame = drifting.over_time(everything, "2022-08", ["baotou"], ["rd_intensity"])
    segments = {row.period: row.segment for row in frame.itertuples()}
    assert segments["2020"] == segments["2021"] != segments["2024"]


def test_no_line_joins_two_releases_that_no_pace_is_counted_of(everything):
    """The article has the growth of one year from one release, and of the next from another."""
    frame = drifting.over_time(everything, "2026-03", ["baotou"], ["rd_intensity"])
    segments = {row.period: row.segment for row in frame.itertuples()}
    assert segments["2020"] == segments["2021"] != segments["2022"]


def test_all_begin_with_the_first_year_that_the_place_has_of_each(everything):
    frame = drifting.over_time(everything, "2022-08", ["baotou", "china"], drifting.HERO)
    assert min(Period.parse(period).end[0] for period in frame["period"]) == 2020


def test_a_place_without_any_is_missing(everything):
    frame = drifting.over_time(everything, "2022-08", ["alxa"], ["no_such_thing"])
    assert frame["value"].iloc[0].is_missing and not drifting.drawable(frame)


def test_few_points_of_one_measure_make_no_course(everything):
    places = ["baotou", "inner-mongolia", "china"]
    then = drifting.over_time(everything.known("2022-08"), "2022-08", places, drifting.HERO)
    assert not drifting.is_course(then)
    today = drifting.over_time(everything, "2026-03", places, drifting.HERO)
    assert drifting.is_course(today)  # two measures
    joined = then.assign(period=[str(2010 + each) for each in range(len(then))], segment="one")
    assert drifting.is_course(joined.assign(place=joined["place"].iloc[0]))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (("10", "23", "9"), "turned"),
        (("10", "12", "23"), "highest"),
        (("23", "12", "23"), "highest"),  # as high as ever
        (("10", "23"), "moved"),
        (("23", "10"), "moved"),
        (("10",), "only"),
        (("10", "-3"), "turned-to-fall"),
        (("-2", "-5"), "turned-fell"),
        (("-2", "3"), "highest"),
        (("-5", "-2"), "highest-fell"),
        (("-3",), "fell"),
        (("14", "23", "+9"), "values"),  # + stands before a part of a year
        (("14", "23", "+-3"), "values-to-fall"),
        (("14", "23", "12", "+9"), "years"),
        (("14", "23", "12", "+30"), "years"),  # months are not ranked with years
        (("14", "23", "12", "+-3"), "years-to-fall"),
        (("-14", "-23", "+3"), "only"),
        (("23", "+9"), "only"),
        (("10", "+23", "9"), "apart"),
        (("10", "23", "/9"), "only"),  # / stands before a new base
        (("30", "/10", "12", "11"), "turned"),
    ],
)
def test_the_title_of_a_course_follows_its_values(values, words):
    cells, segment = [], 0
    for year, text in enumerate(values, 2020):
        segment += text.startswith("/")
        period = f"{year}-01/{year}-07" if text.startswith("+") else str(year)
        value = Quantity.observed(text.lstrip("+/"), "", "%", ())
        cells.append((Phrase("measure-x"), "A", period, value, NOTHING, segment))
    frame = pandas.DataFrame(cells, columns=COLUMNS[:6])
    (top,) = drifting.tops(frame)
    assert top.id == f"course-{words}"
    assert str(top.values["last"].best) == values[-1].lstrip("+/")
    if "/10" in values:
        assert str(top.values["top"].best) == "12"  # and not the 30 on another base


def test_a_rise_over_a_year_that_is_not_known_is_two_values():
    known = datasets.load(ROOT / "data" / "indicators.csv").known("2026-03")
    known = known.where(min_confidence="medium")
    frame = drifting.over_time(known, "2026-03", ["ordos"], drifting.HERO[:1])
    (growth_,) = drifting.tops(frame)
    assert [language(name).write(growth_) for name in ("zh", "en")] == [
        "规上工业增加值增速2023年为5.5%，2025年为7%（2024年未查到全年数）",
        "industrial growth was 5.5% (2023) and 7% (2025) (no whole-year figure was found for 2024)",
    ]


@pytest.mark.parametrize(
    ("own", "other", "told"),  # by period
    [
        ({"03": "9"}, {"03": "6"}, ("3", None)),
        ({"03": "9", "06": "12"}, {"03": "6", "06": "5"}, ("7", "3")),
        ({"03": "9", "06": "4"}, {"03": "6", "06": "5"}, ("-1", "3")),
        ({"03": "9", "06": "12"}, {"06": "5"}, ("7", None)),
        ({"03": "9", "06": "12"}, {"03": "6"}, None),  # what is not drawn is not told
        ({"03": "9"}, {}, None),
    ],
)
def test_the_title_of_a_course_states_the_gap_that_is_drawn(own, other, told):
    cells = [
        (Phrase("measure-x"), Region(place), f"2025-01/2025-{month}", value, NOTHING, 0)
        for place, months in (("baotou", own), ("china", other))
        for month, text in months.items()
        for value in [Quantity.observed(text, "", "%", ())]
    ]
    frame = pandas.DataFrame(cells, columns=COLUMNS[:6])
    (top,) = drifting.tops(frame, nation=Region("china"))
    assert (top.id == "course-beside") is (told is not None)
    if told:
        gaps = top.values, top.values["before"].values
        assert tuple(str(one["difference"].best) if one else None for one in gaps) == told


def test_a_measure_whose_base_was_revised_is_told_without_a_difference(speak):
    """2.07 of 2022 is on another base than 1.67 of 2024: none is a peak of the other."""
    known = datasets.load(ROOT / "data" / "indicators.csv").known("2026-03")
    crossed = crossing.across(known, "rd_intensity", "baotou")
    known = known.where(min_confidence="medium")
    frame = drifting.over_time(known, "2026-03", ["baotou"], drifting.HERO)
    growth_, effort = drifting.tops(frame, crossed)
    assert (growth_.id, effort.id) == ("course-values", "course-crossed")
    told = [language(name).write(growth_) for name in ("zh", "en")]
    assert told == [
        "规上工业增加值增速2021年为14.1%，2023年为23.4%，最近一期为9.9%（2025年1—9月）",
        "industrial growth was 14.1% in 2021 and 23.4% in 2023, and last reported at 9.9% "
        "(January–September 2025)",
    ]
    assert [str(effort.values[end].best) for end in ("first", "last")] == ["2.05", "1.67"]
    for tongue, words in {"zh": "两数不可相减", "en": "so they are not comparable"}.items():
        assert words in speak(tongue, effort, "00_brief")


@pytest.mark.parametrize(
    ("as_of", "made"),  # 2020 by a row of the dataset that is flagged as derived
    [
        ("2023-06", ["2020"]),
        ("2024-06", ["2020", "2022"]),
        ("2025-03", ["2020", "2022"]),
        ("2026-03", ["2020", "2022", "2023"]),
    ],
)
def test_the_course_ends_with_the_figure_that_the_brief_compares(everything, as_of, made):
    """One number: what no source has published is derived in both, and told as that."""
    rows, others = everything.known(as_of), ["inner-mongolia", "china"]
    frame = drifting.over_time(rows, as_of, ["baotou", *others], ["rd_intensity"])
    (top,) = drifting.tops(frame)
    spent = gaps.gap(rows, "rd_intensity", "baotou", others)
    assert (top.values["last"].best, top.values["until"]) == (spent.own.best, spent.when)
    points = [each for one in drifting.made(frame) for each in one.values["points"]]
    told = {str(one.values["region"]): one.values["periods"] for one in points}
    assert [str(each.values["period"]) for each in told["baotou"]] == made


@pytest.mark.parametrize(
    ("as_of", "year", "months"),
    [
        ("2026-03", 2022, ["2022-01/2022-08"]),  # of January to September one place has a figure
        # the last stays the latest; that of the lead before it stands beside it
        ("2026-03", 2025, ["2025-01/2025-06", "2025-01/2025-09"]),
        ("2022-08", 2022, ["2022-01/2022-07", "2022-01/2022-08"]),  # known then, and known at last
        ("2026-03", 2023, ["2023"]),
    ],
)
def test_part_of_a_year_is_of_the_latest_months_that_most_places_have(
    everything, as_of, year, months
):
    places = ["baotou", "inner-mongolia", "china"]
    frame = drifting.over_time(everything, as_of, places, drifting.HERO[:1])
    own = [each for each in frame[frame["place"] == "baotou"]["period"] if str(year) in each]
    assert own == months


def test_all_derived_points_that_are_drawn_are_named(everything, speak):
    rows, places = everything.known("2026-03"), ["baotou", "inner-mongolia", "china"]
    frame = drifting.over_time(rows, "2026-03", places, drifting.HERO[:1])
    said = {name: speak(name, drifting.made(frame)[-1], "") for name in ("zh", "en")}
    assert said["zh"] == (
        "规上工业增加值增速中由本报告推算的：包头市2020年1—9月，内蒙古2024年1—7月，全国2024年1—7月"
    )
    assert "Baotou in January–September 2020, " in said["en"]


# a chain


def stages(*rows: tuple[str, str]) -> pandas.DataFrame:
    cells = [
        (name, ENGLISH.chart_cell(_capacity(amount)), nothing(), f"left of {name}")
        for name, amount in rows
    ]
    return pandas.DataFrame(cells, columns=["stage", "capacity", "share", "left"])


def _capacity(amount: str) -> Quantity:
    if not amount:
        return quantity.missing(NOTHING)
    number, unit = amount.split(" ", 1)
    return Quantity.observed(number, "", unit, ("row",), status="forecast")


def flow(frame: pandas.DataFrame, **options: str) -> charts.Drawing:
    names = {name: name for name in frame}
    return charts.flow(frame, **names, nodata="none", unscaled="no scale", **options)


def test_what_the_next_stage_does_not_take_leaves():
    drawing = flow(stages(("a", "100 GW/a"), ("b", "30 GW/a"), ("c", "30 GW/a")))
    told = " ".join(written(drawing))
    assert "left of a" in told and "left of b" not in told


@pytest.mark.parametrize("form", style.FORMS)
def test_a_stage_in_another_unit_has_no_width_and_one_without_data_says_so(form):
    rows = stages(("tonnes", "49 1e4 t/a"), ("a", "100 GW/a"), ("cells", ""), ("b", "6 GW/a"))
    told = " ".join(written(flow(rows, width=form))).replace("\n", " ")
    assert "no scale" in told and "none" in told
    assert "left of tonnes" not in told


@pytest.mark.parametrize(
    ("amounts", "whole", "faded", "left", "dashed"),
    [
        (["100 GW/a", "30 GW/a"], 1, 0, 1, 0),
        (["30 GW/a", "100 GW/a"], 1, 0, 0, 0),
        (["100 GW/a", "", "30 GW/a"], 0, 2, 0, 1),
        (["100 GW/a", "", "", "30 GW/a"], 0, 2, 0, 1),
        (["30 GW/a", "", "100 GW/a"], 0, 2, 0, 0),
        (["100 GW/a", "60 GW/a", "", "30 GW/a", "30 GW/a"], 2, 2, 1, 1),
        (["49 1e4 t/a", "100 GW/a"], 0, 1, 0, 0),
        (["49 1e4 t/a", "", "100 GW/a"], 0, 1, 0, 0),
        (["100 GW/a", ""], 0, 0, 0, 0),
    ],
)
def test_a_link_fades_where_a_stage_has_no_data_and_what_leaves_before_it_is_dashed(
    amounts, whole, faded, left, dashed
):
    drawing = flow(stages(*((f"s{at}", amount) for at, amount in enumerate(amounts))))
    marks = drawing.canvas.findobj(lambda one: isinstance(one, PathPatch) and one.get_zorder() > 1)
    bands = [one for one in marks if MarkPath.CURVE4 in list(one.get_path().codes)]
    strengths = [one.get_alpha() for one in bands]
    fades = strengths.count(min(strengths, default=0)) if faded else 0
    assert (strengths.count(0.5) - fades, fades) == (whole, faded)
    lost = [bool(one.get_hatch()) for one in bands if one.get_alpha() == 1]
    assert (lost.count(False), lost.count(True)) == (left, dashed)
    assert all(one.get_linestyle() != "solid" for one in bands if one.get_hatch())
    cells = [one for one in marks if one.get_hatch() == LOOKS["nodata"].hatch and one not in bands]
    reach = [[one.get_path().get_extents().intervalx for one in some] for some in (cells, bands)]
    assert len(cells) == amounts.count("")
    assert not [
        (c, b) for c, b in itertools.product(*reach) if b[0] < c[1] - 0.1 and c[0] + 0.1 < b[1]
    ]


def test_a_chain_of_nothing_is_not_drawn():
    with pytest.raises(NothingToDraw):
        flow(stages(("a", ""), ("b", "")))


def test_the_chain_of_the_article_loses_what_the_next_stage_cannot_take(everything):
    local = sections.read(everything)
    frame = chains.flow(everything.known("2022-08"), "baotou", local)
    left = [phrase.id for phrase in frame["left"]]
    assert left == ["", "left-over", "left-unknown", "", ""]
    assert [frame["left"].iloc[at].values["next"].en for at in (1, 2)] == ["Wafers", "Cells"]
    assert frame["capacity"].iloc[3].is_missing
    assert float(frame["left"].iloc[1].values["rest"].best) == pytest.approx(88.3)
    assert chains.flow(everything, "ordos", local).empty


def test_progress_is_held_against_the_target_of_its_own_year(everything):
    local = sections.read(everything)
    every = datasets.load(ROOT / "data" / "indicators.csv")
    frame = chains.towards(everything, "baotou", local, every)
    by_stage = {row.stage.en: row for row in frame.itertuples()}
    assert float(by_stage["Ingot pulling"].share.best) == pytest.approx(74.6, abs=0.05)
    assert "due" not in frame, "a capacity does not start the year at zero"
    assert by_stage["Cells"].share.label.id == "stage-nodata"
    weak = frame[frame["doubt"] == chains.WEAK]  # of 106: neither is nearer or further for sure
    for told in weak["told"]:
        assert [str(each.best) for each in told.values["weak"]] == ["46", "25"]
    assert [round(float(each.best)) for each in weak["share"]] == [43, 24]
    reached = chains.furthest(frame)["reached"]
    assert reached.values["most"].values["row"]["stage"].en == "Ingot pulling"
    assert reached.id == "towards-weak"
    (stage,) = (each.values["stage"] for each in reached.values["stages"])
    assert {stage} == set(weak["stage"])
    assert "figures for wafers are" in language("en", "01_situation").write(reached)
    certain = chains.furthest(frame.drop(weak.index))["reached"]
    assert certain.id == "towards-all"
    then = everything.known("2022-08")
    assert chains.towards(then, "baotou", local, then).empty


# progress


def progress(*rows: tuple[str, WrittenQuantity], **options: str) -> charts.Drawing:
    cells = [(name, share, cell("58.3"), "40 / 60") for name, share in rows]
    frame = pandas.DataFrame(cells, columns=["label", "share", "due", "told"])
    return charts.progress(frame, **{name: name for name in frame} | options)


def test_the_last_reading_counts_and_the_others_are_hollow():
    drawing = progress(("a", cell("40")), ("a", cell("64.3")))
    fills = [mark.get_markerfacecolor() for mark in lines(drawing, style.FOCUS, "o")]
    assert fills == [style.PAPER, style.FOCUS]
    assert "64.3%" in written(drawing) and "40%" not in written(drawing)


@pytest.mark.parametrize(("columns", "ticks"), [({}, 1), ({"due": ""}, 0)])
def test_only_what_adds_up_over_a_year_has_a_tick_of_the_calendar(columns, ticks):
    ink = lines(progress(("a", cell("40")), **columns), style.INK)
    assert len([line for line in ink if line.get_linestyle() == "--"]) == ticks


def test_an_upper_bound_points_down_from_its_value():
    bound = ENGLISH.chart_cell(Quantity.observed("67.8", "at_most", "%", ("row",)))
    drawing = progress(("a", bound))
    (mark,) = lines(drawing, style.FOCUS, "<")
    (stem,) = lines(drawing, style.FOCUS)
    assert mark.get_xdata()[0] + mark.get_markersize() / 2 == pytest.approx(stem.get_xdata()[1])


@pytest.mark.parametrize("told", ["40 / 60", "40.62 billion yuan / more than 60 billion yuan"])
@pytest.mark.parametrize("name", ["a", "Investment in key projects, January to mid-May 2022"])
@pytest.mark.parametrize("form", style.FORMS)
def test_marks_of_progress_have_their_share_of_the_width(name, told, form):
    """Where names and amounts leave less, they stand above the marks."""
    frame = pandas.DataFrame({"label": [name], "share": [cell("67.8")], "told": [told]})
    drawing = charts.progress(frame, **{name: name for name in frame}, width=form)
    ends = [x for line in lines(drawing, style.RULE) for x in line.get_xdata()]
    low, high = drawing.canvas.axes[0].get_xlim()
    assert max(ends) - min(ends) > 0.43 * (high - low)
    assert faults(bare(drawing)) == []


@pytest.mark.parametrize(("qualifier", "key"), [("at_most", "progress-limits"), ("", "")])
def test_the_key_to_upper_limits_stands_only_where_there_are_some(qualifier, key):
    share = Quantity.observed("67.8", qualifier, "%", ("row",))
    assert situation.limits(pandas.DataFrame({"share": [share]})).id == key


def test_a_scale_reaches_a_tick_beyond_its_last_value():
    for form in style.FORMS:
        told = written(progress(("a", cell("190")), width=form))
        assert max(float(text) for text in told if text.isdigit()) >= 190


def test_readings_in_doubt_are_hollow_and_joined_and_only_what_has_none_is_hatched():
    rows = [("a", cell("43.4"), "doubtful"), ("a", cell("23.6"), "doubtful"), ("b", cell("40"), "")]
    frame = pandas.DataFrame(rows, columns=["label", "share", "doubt"]).assign(told="40 / 60")
    drawing = charts.progress(frame, **{name: name for name in frame})
    one, two = lines(drawing, style.QUIET, "o")
    assert {mark.get_markerfacecolor() for mark in (one, two)} == {style.PAPER}
    ends = sorted(mark.get_xdata()[0] for mark in (one, two))
    assert any(sorted(line.get_xdata()) == ends for line in lines(drawing, style.QUIET))
    assert "doubtful" in written(drawing) and "23.6%" not in written(drawing)
    hatched = [one for one in drawing.canvas.findobj(PathPatch) if one.get_hatch()]
    assert hatched == []


def test_what_has_no_reading_says_so():
    absent = ENGLISH.chart_cell(quantity.missing(Phrase("dash"), "%"))
    drawing = progress(("a", cell("40")), ("b", absent))
    assert absent.label in written(drawing)
    with pytest.raises(NothingToDraw):
        progress(("b", nothing()))


# promises


PROMISED = {"forecast": "forecast", "year": "year", "whole": "share of it"}


def promised(
    *rows: tuple[str, str, str, str], told: Sequence[str] = (), **more: str
) -> charts.Drawing:
    """A drawing of promises: name, due, share, perhaps with its qualifier, status."""
    cells = [
        ("due", name, "2022-03", due, "2023-06", cell(*share.split()), words, status, "met")
        for (name, due, share, status), words in zip(
            rows, told or ["5 → 6"] * len(rows), strict=True
        )
    ]
    names = ["group", "promise", "made", "due", "seen", "share", "told", "status", "verdict"]
    frame = pandas.DataFrame(cells, columns=names)
    return charts.promises(frame, **{name: name for name in names}, **PROMISED, **more)


def test_a_forecast_is_a_ring_and_a_target_a_diamond():
    drawing = promised(("a", "2022-12", "90", "forecast"), ("b", "2022-12", "90", "target"))
    assert len(lines(drawing, style.FORECAST, "o")) == len(lines(drawing, style.TARGET, "D")) == 2


def test_nothing_behind_the_rows_of_promises_crosses_the_head_of_their_group():
    drawing = promised(("a", "2022-12", "90", "target"), ("b", "2022-12", "90", "target"))
    (head,) = (text for text in drawing.canvas.findobj(Text) if text.get_text() == "due")
    for line in lines(drawing, style.RULE) + lines(drawing, style.TARGET):
        _, y = line.get_data()
        assert numpy.nanmin(y) > head.get_position()[1] + head.get_size() / 2


def test_on_a_phone_the_marks_of_a_promise_are_nearer_to_its_own_words_than_to_the_next():
    rows = [("a", "2022-12", "90", "target"), ("b", "2022-12", "90", "target")]
    drawing = promised(*rows, width=style.PHONE)
    found = drawing.canvas.findobj(Text)
    at = {one.get_text(): one.get_position()[1] for one in reversed(found)}  # of a text the first
    mark = min(line.get_ydata()[0] for line in lines(drawing, style.TARGET, "D"))
    assert 0 < mark - at["5 → 6"] < at["b"] - mark
    (verdict, _) = (one for one in found if one.get_text() == "met")
    assert verdict.get_va() == "center"  # as the name beside it


def test_the_axes_of_promises_are_named_and_a_long_time_has_several_ticks():
    rows = [("a", "2018-12", "90", "target"), ("b" * 60, "2025-12", "90", "target")]
    texts = written(promised(*rows, told=["5 → 6", "6 million tonnes → 7 million tonnes"]))
    years = [text for text in texts if len(text) == 4 and text.startswith("20")]
    assert len(years) >= 3 and {"year", "share of it"} <= set(texts)


def test_an_undated_promise_has_no_due_mark():
    assert len(lines(promised(("a", "", "90", "target")), style.TARGET, "D")) == 1


def test_a_reading_beyond_the_scale_ends_in_a_triangle():
    drawing = promised(("a", "2022-12", "450", "target"), ("b", "2022-12", "90", "target"))
    assert len(lines(drawing, style.LATER, ">")) == 1


def dumbbells(drawing: charts.Drawing) -> int:
    """How many lines lead from a promise to its reading, above it and below in one look."""
    return sum(line.get_linewidth() == 2 for line in lines(drawing, style.LATER))


def test_a_promise_of_another_scope_has_no_mark_against_it():
    compared = promised(("a", "2022-12", "90", "target"))
    aside = promised(("a", "2022-12", "90", "target"), aside="met")
    above = promised(("a", "2022-12", "110", "target"))
    assert (dumbbells(compared), dumbbells(above), dumbbells(aside)) == (1, 1, 0)
    assert len(lines(aside, style.TARGET, "D")) == 1 and "met" in written(aside)


def test_a_lower_bound_below_the_promise_is_a_triangle_without_a_gap():
    drawing = promised(("a", "2022-12", "90 at_least", "target"))
    assert dumbbells(drawing) == 0 and len(lines(drawing, style.LATER, ">")) == 1


@pytest.mark.parametrize("share, ticks", [("110", ["0%", "100%"]), ("160", ["0%", "100%", "200%"])])
def test_a_share_stands_between_two_figures_of_the_scale(share, ticks):
    texts = written(promised(("a", "2022-12", share, "target")))
    assert [text for text in texts if text.endswith("%")] == ticks


@pytest.mark.parametrize("form", style.FORMS)
def test_years_and_shares_stand_above_a_rule_each(form):
    drawing = promised(("a", "2022-12", "160", "target"), width=form)
    (rule,) = (line for line in lines(drawing, style.QUIET) if line.get_linewidth() == 0.8)
    left, right, _, *other = rule.get_xdata()
    found = drawing.canvas.findobj(Text)
    at = {each.get_text(): each.get_position()[0] for each in found}
    assert left < at["2022"] < right < other[0] - 20 and other[0] <= at["0%"] < other[1]


def test_the_time_after_the_vantage_point_begins_at_a_dashed_line():
    drawing = promised(("a", "2022-12", "160", "target"), since="2022-08")
    (line,) = (one for one in lines(drawing, style.LATER) if one.is_dashed())
    assert line.get_xdata()[0] == line.get_xdata()[1]


def test_readings_of_one_promise_share_its_row():
    rows = [("a", "2022-12", "61", "target"), ("a", "2022-12", "97", "target")]
    assert written(promised(*rows)).count("a") == 1


def test_an_earlier_bound_is_a_triangle_too():
    rows = [("a", "2022-12", "61 at_least", "target"), ("a", "2022-12", "97", "target")]
    assert len(lines(promised(*rows), style.LATER, ">")) == 1


def test_the_data_of_promises_say_bounds_and_verdicts_where_they_belong():
    rows = [("a", "2022-12", "61.5 at_least", "target"), ("a", "2022-12", "97", "target")]
    data = promised(*rows, ("b", "2022-12", "90 at_most", "target")).data
    kept = data[["promise", "≥ ≤", "share", "told", "verdict"]].values.tolist()
    assert kept == [
        ["a", "≥", 61.5, "", ""],  # what decides is the last reading
        ["a", "", 97, "5 → 6", "met"],
        ["b", "≤", 90, "5 → 6", "met"],
    ]


@pytest.mark.parametrize(
    ("one", "other", "published"),
    [("67.75", "60", "113.0"), ("189.0", "96.0", "196.9"), ("22", "26.3", "84.0")],
)
def test_data_behind_a_chart_have_no_more_digits_than_their_numbers_bear(one, other, published):
    own, whole = (Quantity.observed(text, "", "t", ()) for text in (one, other))
    share = ENGLISH.chart_cell(own.share_of(whole))
    shown = plotted(pandas.DataFrame({"share": [share]}))
    assert str(shown["share"][0]) == published


def test_two_promises_of_one_thing_have_a_row_each():
    """A target that was cut later stands beside the one before; both lie beyond the scale."""
    rows = [("a", "2025-12", "450", "target"), ("a", "2025-12", "350", "target")]
    drawing = promised(*rows, told=["5 → 6", "7 → 6"])
    assert written(drawing).count("a") == written(drawing).count("met") == 2
    assert len(lines(drawing, style.LATER, ">")) == 2


def test_of_a_long_line_only_the_ends_and_the_turns_are_written():
    rows = [("A", str(1964 + year), str(year % 7), "one") for year in range(60)]
    drawing = drift(course(*rows))
    texts = [text for text in written(drawing) if text in {row[2] for row in rows}]
    assert len(texts) <= 12


def test_a_course_without_a_known_value_has_no_keys():
    frame = pandas.DataFrame(
        {
            "measure": [Phrase("measure-growth")],
            "place": ["alxa"],
            "period": ["2021"],
            "value": [quantity.missing(Phrase("measure-growth"))],
            "when": [NOTHING],
            "segment": [0],
            "made": [NOTHING],
        }
    )
    assert drifting.keys(frame) == []
