"""Forms that follow the relation: matrix, waffle, evidence grid, ranks."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal

import numpy
import pandas
import pytest
from conftest import language
from drawn import written
from matplotlib import font_manager
from matplotlib.colors import to_hex
from matplotlib.ft2font import LoadFlags
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.text import Text
from published.test_theme import contrast

from industry_report.exhibits import charts, style
from industry_report.exhibits.drawing import NothingToDraw
from industry_report.exhibits.evidence_grid import ROW
from industry_report.exhibits.scale import Scale
from industry_report.exhibits.sheet import LOOKS, Sheet, extent
from industry_report.numbers.quantity import Interval, Quantity
from industry_report.words.language import WrittenQuantity
from publisher.theme import colours, theme

ENGLISH = language("en")


def count(number: int) -> WrittenQuantity:
    return ENGLISH.chart_cell(Quantity.exact(number, ""))


def rate(text: str) -> WrittenQuantity:
    return ENGLISH.chart_cell(Quantity.observed(text, "", "%", ("row",)))


def level(low: str, best: str, high: str) -> WrittenQuantity:
    interval = Interval(Decimal(low), Decimal(high))
    return ENGLISH.chart_cell(Quantity(Decimal(best), interval, "", decimals=1))


def boxes(drawing: charts.Drawing, look: str) -> list[tuple[float, float]]:
    """The upper left corners of the rectangles of one look, in points."""
    fill = to_hex(colours()[LOOKS[look].fill])
    edge = to_hex(colours()[LOOKS[look].edge])
    found = []
    for patch in drawing.canvas.findobj(PathPatch):
        same = to_hex(patch.get_facecolor()) == fill and to_hex(patch.get_edgecolor()) == edge
        if same and (patch.get_hatch() or "") == LOOKS[look].hatch:
            found += [tuple(corner) for corner in patch.get_path().vertices[::5].tolist()]
    return found


# matrix

LINKS = pandas.DataFrame(
    [
        # part, problem, group, line, direct, indirect, measures of the line, free ones of it
        ("a", "P1", "G", "L1", 2, 1, 4, 1),
        ("a", "P1", "G", "L2", 0, 1, 1, 0),
        ("a", "P1", "H", "L3", 0, 0, 3, 3),
        ("b", "P2", "G", "L1", 0, 0, 4, 1),
        ("b", "P2", "G", "L2", 0, 0, 1, 0),
        ("b", "P2", "H", "L3", 0, 0, 3, 3),
    ],
    columns=["point", "problem", "group", "line", "direct", "indirect", "measures", "free"],
)
WORDS = {"answers": "answers", "unanswered": "no measure", "unmotivated": "no problem"}


def matrix(**options: str) -> charts.Drawing:
    counts = LINKS.astype(object)
    for name in ("direct", "indirect", "measures", "free"):
        counts[name] = [count(number) for number in LINKS[name]]
    names = {name: name for name in counts}
    return charts.matrix(counts, **names, **WORDS, **options)


def test_the_matrix_counts_answers_and_names_its_loose_ends():
    drawing = matrix()
    texts = written(drawing)
    assert texts.count("no measure") == 1 and texts.count("no problem") == 1  # P2, and L3
    assert {"3", "1"} <= set(texts)  # answers of L1 and L2 to P1
    # answers of P1, which no sum of measures follows, and measures of L1
    assert [texts.count(total) for total in ("8", "4")] == [0, 2]
    said = ENGLISH.write(drawing.description)
    assert "P2: no measure" in said and "L3: no problem" in said and "measures 8; free 4" in said
    assert len(boxes(drawing, "nation")) == 1 and len(boxes(drawing, "pale")) == 1
    assert len(boxes(drawing, "gap")) == 2


def test_the_band_of_a_row_ends_with_the_last_column():
    fill = to_hex(colours()["gap"])
    bands = [
        one for one in matrix().canvas.findobj(PathPatch) if to_hex(one.get_facecolor()) == fill
    ]
    across, along = (one.get_path().get_extents() for one in bands)  # P2, and L3, the last column
    assert across.width > along.width and across.x1 == along.x1


def test_a_narrow_matrix_adds_up_the_columns_of_a_group():
    wide, phone = matrix(), matrix(width=style.PHONE)
    assert {"L1", "L2", "L3"} <= set(written(wide)) and "G" not in written(wide)
    texts = written(phone)
    assert {"G", "H"} <= set(texts) and "L1" not in texts
    assert "5" in texts  # measures of G
    pandas.testing.assert_frame_equal(wide.data, phone.data)


def test_the_columns_of_a_wide_matrix_are_lettered_with_a_key_below():
    """Slanted names interlock where there are many."""
    texts = matrix().canvas.findobj(Text)
    heights = {text.get_text(): text.get_position()[1] for text in texts}  # of the key, the last
    for letter, name in zip("ABC", ("L1", "L2", "L3"), strict=True):
        assert heights[name] == pytest.approx(heights[letter])


def test_a_matrix_of_nothing_is_nothing_to_draw():
    names = {name: name for name in LINKS}
    with pytest.raises(NothingToDraw):
        charts.matrix(LINKS.iloc[:0], **names, **WORDS)


# waffle

SAID = pandas.DataFrame(
    [
        (item, "group", asked, state)
        for item, states in {"m1": ("yes", "no"), "m2": ("no", "no"), "m3": ("yes", "yes")}.items()
        for asked, state in zip(("Who?", "When?"), states, strict=True)
    ],
    columns=["item", "group", "panel", "state"],
)
STATES = {"yes": "nation", "no": "open"}


def waffle(**options: str) -> charts.Drawing:
    return charts.waffle(SAID, "item", "group", "panel", "state", STATES, **options)


@pytest.mark.parametrize("form", style.FORMS)
def test_an_item_has_the_same_place_in_every_panel(form):
    drawing = waffle(width=form)
    squares = boxes(drawing, "nation") + boxes(drawing, "open")
    keys = len(written(drawing))
    assert keys and len(squares) == 2 * 3 + 4  # three items in two panels, and four keys
    places = sorted(boxes(drawing, "nation"))
    heights = {round(y) for _, y in squares}  # edges differ in width
    assert len(heights) == 3  # one row of items, and the keys of both panels on two lines
    assert len(places) == 3 + 2


def test_above_each_panel_stands_how_many_have_it_and_every_answer():
    texts = written(waffle())
    assert {"Who?", "When?", "/ 3", "2 yes", "1 no", "1 yes", "2 no"} <= set(texts)
    assert texts.count("2") == 1 and texts.count("1") == 1
    said = ENGLISH.write(waffle().description)
    assert "Who?: 2 yes, 1 no" in said and "When?: 1 yes, 2 no" in said


def test_a_panel_alone_does_not_repeat_how_many_have_it():
    """The title says it."""
    one = SAID[SAID["panel"] == "Who?"]
    texts = written(charts.waffle(one, "item", "group", "panel", "state", STATES))
    assert "2 yes" in texts and "2" not in texts and "/ 3" not in texts


@pytest.mark.parametrize("form", style.FORMS)
def test_squares_side_by_side_can_be_counted(form):
    """Paper shows between their edges."""
    many = pandas.DataFrame(
        [(f"m{n}", "group", asked, "yes") for n in range(30) for asked in ("1", "2", "3")],
        columns=SAID.columns,
    )
    drawing = charts.waffle(many, "item", "group", "panel", "state", STATES, width=form)
    marks = [mark for mark in drawing.canvas.findobj(PathPatch) if len(mark.get_path()) > 5]
    (corners,) = [mark.get_path().vertices.reshape(-1, 5, 2)[:2] for mark in marks[-1:]]
    gap = corners[1][:, 0].min() - corners[0][:, 0].max() - marks[-1].get_linewidth()
    assert gap >= 0.89


def test_what_has_begun_is_half_filled_and_what_is_lacking_empty():
    drawing = charts.waffle(SAID, "item", "group", "panel", "state", {"yes": "half", "no": "open"})
    outlines, fills = (
        [
            patch.get_path().vertices.reshape(-1, 5, 2)
            for patch in drawing.canvas.findobj(PathPatch)
            if to_hex(patch.get_facecolor()) == colours()[LOOKS[look].fill]
            and to_hex(patch.get_edgecolor()) == colours()[LOOKS["open"].edge]
        ]
        for look in ("open", "half")
    )
    halves = {tuple(corners.max(axis=0).round(3)): corners for part in fills for corners in part}
    wholes = {tuple(corners.max(axis=0).round(3)): corners for part in outlines for corners in part}
    assert len(fills) and len(wholes) == 6 + 4 and len(halves) == 3 + 2
    for corner, half in halves.items():  # the lower half of an outline, beside whole empty ones
        (_, high), (_, low) = half.max(axis=0), half.min(axis=0)
        assert 2 * (high - low) == pytest.approx(high - wholes[corner].min(axis=0)[1])


# evidence

VERDICTS = {"seen": "focus", "not seen": "later", "untested": "nodata"}


def evidence(later: list[str], **options: str) -> charts.Drawing:
    cells = pandas.DataFrame(
        {
            "part": ["A", "A", "B"],
            "problem": ["P", "P", "Q"],
            "then": ["seen", "untested", "untested"],
            "later": later,
        }
    )
    return charts.evidence_grid(cells, *cells, VERDICTS, **options)


def test_what_has_no_data_is_hatched_and_what_changed_is_framed():
    drawing = evidence(["seen", "not seen", "untested"])
    assert len(boxes(drawing, "nodata")) == 3  # and no word in them
    assert boxes(drawing, "band") == []  # which has the colour of what is partly seen
    assert written(drawing).count("seen") == 2 and written(drawing).count("not seen") == 1
    framed = [
        patch
        for patch in drawing.canvas.findobj(PathPatch)
        if patch.get_facecolor()[3] == 0 and patch.get_linewidth() == LOOKS["framed"].width
    ]
    assert len(framed) == 1 and len(framed[0].get_path().vertices) == 5
    frame = framed[0].get_path().get_extents()
    paint = next(  # of the cell: the frame is painted around it, and nothing in it but the word
        patch.get_path()
        for patch in drawing.canvas.findobj(PathPatch)
        if to_hex(patch.get_facecolor()) == colours()[LOOKS["later"].fill]
    ).get_extents()
    edge = LOOKS["framed"].width / 2
    assert (paint.x0 - frame.x0, paint.y0 - frame.y0) == pytest.approx((edge, edge))
    assert paint.height >= 12
    size = next(one.get_size() for one in drawing.canvas.findobj(Text) if one.get_text() == "P")
    room = ROW * size - (frame.y1 - frame.y0) - LOOKS["framed"].width
    assert room > 2.8  # points, a millimetre between the frames of two rows
    (sign,) = [mark for mark in drawing.canvas.findobj(Line2D) if mark.get_marker() == ">"]
    left, _ = min(boxes(drawing, "focus"))  # the cell before the change is as wide as that after it
    (at,), half = sign.get_xdata(), sign.get_markersize() / 2
    gaps = at - half - (left + paint.width), paint.x0 - 2 * edge - (at + half)
    assert min(gaps) > 1 and gaps[0] == pytest.approx(gaps[1], abs=0.1)
    said = ENGLISH.write(drawing.description)
    assert "then: 1 seen, 2 untested" in said
    assert "later: 1 seen, 1 not seen, 1 untested" in said


def test_names_of_problems_end_before_the_cells():
    long = "A problem of many words, all of them"
    cells = pandas.DataFrame(
        {"part": ["A", "B"], "problem": [long, long], "then": ["seen"] * 2, "later": ["seen"] * 2}
    )
    cells.columns = ["part", "problem", "August of last year", "March of this year"]
    drawing = charts.evidence_grid(cells, *cells, VERDICTS)
    cell = min(left for left, _ in boxes(drawing, "focus"))
    name = next(one for one in drawing.canvas.findobj(Text) if one.get_text() == long)
    assert extent(long) * name.get_size() < cell  # the heads are broken instead


@pytest.mark.parametrize(
    ("name", "width", "sides"),
    [("P", style.WIDE, 3), ("A problem of so many words", style.WIDE, 2), ("P", style.PHONE, 1)],
)
def test_the_parts_of_a_grid_stand_beside_each_other_where_their_names_have_room(
    name, width, sides
):
    cells = pandas.DataFrame(
        {"part": list("AABC"), "problem": [name] * 4, "then": ["seen"] * 4, "later": [""] * 4}
    )
    drawing = charts.evidence_grid(cells, *cells, VERDICTS, width=width)
    assert len({left for left, _ in boxes(drawing, "focus")}) == sides


def test_a_grid_without_later_verdicts_has_one_column():
    drawing = evidence(["", "", ""], width=style.PHONE)
    assert "later" not in written(drawing)
    assert [each for each in written(drawing) if each[0] in "PQ"] == ["P", "Q"]  # once each
    assert not boxes(drawing, "band")


# ranks

LEVELS = pandas.DataFrame(
    {
        "group": ["shown", "claimed"],
        "label": ["a", "b"],
        "value": [level("2.8", "3.4", "4.0"), level("1.5", "2.0", "2.7")],
        "verdict": ["high", "low"],
    }
)
LOOKS_OF_RANKS = {"high": "focus", "low": "reference"}


@pytest.mark.parametrize("form", style.FORMS)
def test_a_dot_stands_in_its_range_and_beside_its_verdict(form):
    names = ("group", "label", "value", "verdict")
    options = {"start": 1, "most": 5, "width": form}
    drawing = charts.ranks(LEVELS, *names, LOOKS_OF_RANKS, 3, "medium", **options)
    assert {"shown", "claimed", "a", "b", "high", "low", "medium"} <= set(written(drawing))
    ends = drawing.data.iloc[:, -2:]
    assert list(ends.columns) == ["value ≥", "value ≤"]
    assert ends.values.tolist() == [[2.8, 4.0], [1.5, 2.7]]
    dots = [line for line in drawing.canvas.axes[0].lines if line.get_marker() == "o"]
    assert [to_hex(dot.get_markerfacecolor()) for dot in dots] == [style.FOCUS, style.REFERENCE]
    ranges = sorted(boxes(drawing, "range"), key=lambda corner: corner[1])
    for (left, _), dot in zip(ranges, dots, strict=True):
        assert left < dot.get_xdata()[0]


def test_looks_of_verdicts_differ_in_shape_and_not_in_colour_alone():
    names, looks = ("group", "label", "value", "verdict"), {"high": "nation", "low": "focus"}
    drawing = charts.ranks(LEVELS, *names, looks, 3, "medium")
    signs = [line.get_marker() for line in drawing.canvas.axes[0].lines]
    assert [sign for sign in signs if sign in "so"] == ["s", "o"]


def test_without_a_word_of_its_own_the_verdict_is_told():
    told = LEVELS.assign(told=["+3", "-2"])
    names = ("group", "label", "value", "verdict")
    drawing = charts.ranks(told, *names, LOOKS_OF_RANKS, 3, "medium", told="told")
    assert "+3" in written(drawing) and "high" not in written(drawing)


# sheet and scale


def test_a_scale_begins_where_it_is_told_and_keeps_what_is_beyond_at_its_end():
    scale = Scale.over(0, 100, [5.0, 10.0])
    assert scale.low == 0 and scale.high > 10 and scale.x(0) == 0
    assert scale.x(1000) == 100 and scale.x(-5) == 0
    below = Scale.over(0, 100, [-5.0, 10.0])
    assert below.low < -5
    assert numpy.isclose(below.x(below.high), 100)


@pytest.mark.parametrize("look", ["focus", "nation", "later", "gap", "pale", "open"])
def test_a_text_on_a_mark_can_be_read(look):
    one = LOOKS[look]
    ground = one.fill or "paper"
    for mode in ("light", "dark"):
        known = colours(mode)
        assert contrast(known[one.text], known[ground]) >= theme()["floors"]["text"] - 1e-9


def test_no_two_looks_are_the_same():
    seen = {(one.fill, one.edge, one.width, one.hatch) for one in LOOKS.values()}
    assert len(seen) == len(LOOKS)


def test_texts_are_measured_in_the_report_s_own_font_from_the_first_on():
    """A process that has drawn nothing yet knows only the fonts of the machine."""
    code = "from industry_report.exhibits.sheet import extent; print(extent('\\u5305\\u5934'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (float(done.stdout), done.stderr) == (pytest.approx(2, abs=0.02), "")


@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_a_text_is_as_wide_as_matplotlib_sets_it(weight):
    style.register_fonts()
    font = font_manager.FontProperties(family=style.FAMILY, weight=weight, size=100)
    face = font_manager.get_font(font_manager.findfont(font))
    face.set_size(100, 72)
    for text in ("R&D spending, % of GDP", chr(0x5305) + chr(0x5934) + "2.55%", "AV", "i"):
        face.set_text(text, 0, flags=LoadFlags.NO_HINTING)
        set_by_matplotlib = face.get_width_height()[0] / 64 / 100
        assert extent(text, weight) == pytest.approx(set_by_matplotlib, rel=0.05)
    assert extent("") == 0


def test_lines_of_one_look_are_one_mark_unless_something_stands_between_them():
    with style.settings():
        sheet = Sheet()
        for y in (1, 2, 3):
            sheet.line((0, y), (9, y))
            sheet.dot(5, y, "o", 4, "focus")  # in front of all of them
        sheet.line((0, 4), (9, 4), role="target")
        sheet.line((0, 5), (9, 5))
        sheet.boxes([(0, 5, 9, 1)], "band")  # as high as lines are
        sheet.line((0, 6), (9, 6))
        axes = sheet.close(10).axes[0]
    lines = [line for line in axes.lines if line.get_zorder() == 1]
    heights = [list(line.get_ydata()[::3]) for line in lines]
    assert heights == [[1, 2, 3], [4], [5], [6]]
