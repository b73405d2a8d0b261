"""What stands beside a figure, and which exhibits may move so that no page stays empty."""

from __future__ import annotations

import base64

import pytest
from lxml import html

from publisher import layout, tables

FIGURE = (
    '<figure class="figure" id="{0}" data-width="half"><figcaption><b>Title</b></figcaption>'
    '<p class="drawing"><img src="data:image/png;base64,"></p></figure>'
)
LONG = "Words that read the figure. " * 8


def arranged(inner: str) -> list[str]:
    main = html.fragment_fromstring(inner, create_parent="main")
    layout.beside(main)
    return [one.get("class") or one.tag for one in main]


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (f"<p>{LONG}</p>{FIGURE}", ["beside"]),
        (f"{FIGURE}<p>{LONG}</p><p>{LONG * 9}</p>", ["beside", "p"]),
        (f"<p>{LONG * 9}</p>{FIGURE}", ["p", "figure"]),  # higher than the figure
        (f"<p>Short.</p>{FIGURE}", ["p", "figure"]),
        (f"<h3>x</h3>{FIGURE}<ul><li>{LONG}</li></ul>", ["h3", "figure", "ul"]),
        (f"{FIGURE}<p>{LONG}</p>{FIGURE}", ["figure", "beside"]),  # it leads to the second one
        (f"<p class='nodata'>{LONG}</p>{FIGURE}", ["nodata", "figure"]),
        (f"<p>{LONG}</p>{FIGURE.replace('<figure', '<figure data-annex=x')}", ["p", "figure"]),
        (f"<p>{LONG}</p>{FIGURE.replace('half', '')}", ["p", "figure"]),
    ],
)
def test_text_stands_beside_a_figure_of_half_width(inner, expected):
    assert arranged(inner) == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("Short", "12.3%"), False),
        (("A task of so many words " * 4,) * 5, True),  # lower there
        (("unbreakable" * 3,) * 4, True),  # fits no other way
    ],
)
def test_a_table_takes_the_margin_where_that_makes_it_lower(cells, expected):
    row = "".join(f"<td>{cell}</td>" for cell in cells)
    table = html.fragment_fromstring(f"<table>{f'<tr>{row}</tr>' * 9}</table>")
    assert layout.needs_margin(tables.grid(table)) is expected


def test_text_beside_a_figure_keeps_its_order():
    main = html.fragment_fromstring(
        f"<p>1 {LONG}</p><p>2</p>{FIGURE}<p>3</p>", create_parent="main"
    )
    layout.beside(main)
    assert [one.text[0] for one in main.iter("p") if one.text] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("spots", "expected"),
    [
        ([("text", "", 1, 700), ("start", "fig-a", 2, 70)], set()),  # little is left of page 1
        ([("text", "", 1, 300), ("start", "fig-a", 2, 70)], {"fig-a"}),
        ([("text", "", 1, 300), ("text", "", 2, 70)], set()),  # a paragraph across the pages
        ([("text", "", 1, 300), ("chapter", "", 2, 70), ("start", "fig-a", 2, 90)], set()),
        ([("text", "", 1, 300), ("heading", "", 2, 70), ("start", "fig-a", 2, 90)], {"fig-a"}),
        (  # two in a row stay in their order
            [
                ("text", "", 1, 300),
                ("start", "fig-a", 2, 70),
                ("text", "", 2, 90),
                ("end", "fig-a", 2, 300),
                ("start", "fig-b", 2, 300),
                ("end", "fig-b", 2, 400),
                ("text", "", 2, 420),
                ("start", "fig-c", 2, 420),
            ],
            {"fig-a", "fig-b"},
        ),
        (  # a table is broken by itself, what follows it is not touched
            [
                ("start", "tbl-a", 1, 300),
                ("end", "tbl-a", 2, 300),
                ("start", "fig-b", 2, 300),
            ],
            set(),
        ),
        ([("text", "", 1, 650), ("start", "fig-a", 2, 70)], set()),  # less than a fifth is left
        (
            [("float", "fig-a", 3, 70), ("text", "", 2, 700), ("start", "fig-b", 2, 90)],
            {"fig-b"},
        ),  # overtaken
        (
            [("float", "fig-a", 2, 500), ("text", "", 2, 70), ("start", "fig-b", 2, 90)],
            {"fig-b"},
        ),  # at the foot of the same page
        ([("float", "fig-a", 2, 70), ("text", "", 2, 300), ("start", "fig-b", 2, 300)], set()),
    ],
)
def test_exhibits_that_leave_a_page_empty_may_move(spots, expected):
    assert layout.before_gaps(spots) == expected


@pytest.mark.parametrize(
    ("kind", "page", "expected"),
    [
        ("text", 1, {"fig-a": "here"}),  # the last page of the chapter
        ("heading", 1, {"fig-a": "here"}),  # the figure would stand below it
        ("text", 2, {}),
    ],
)
def test_nothing_is_moved_on_the_last_page_of_its_section(kind, page, expected):
    spots = [("begin", "1", 1, 70), ("text", "", 1, 300), ("float", "fig-a", 1, 500)]
    last = 2 if kind == "heading" else page
    spots += [(kind, "", page, 400), ("text", "", last, 450), ("begin", "2", 3, 70)]
    assert layout.moved(spots) == expected


@pytest.mark.parametrize(
    ("kind", "id", "page", "expected"),
    [
        ("end", "tbl-a", 2, "foot"),  # it would stand between two parts of the table
        ("heading", "x", 2, "foot"),  # above the heading of its section
        ("end", "fig-b", 2, None),
        ("text", "", 2, None),
        ("heading", "x", 1, "head"),  # it waited for a page, and is alone there
    ],
)
def test_a_figure_at_the_head_of_a_page_stands_in_its_section(kind, id, page, expected):
    spots = [("start", id, 1, 300), (kind, id, page, 500), ("float", "fig-a", 2, 70)]
    assert layout.moved([*spots, ("text", "", 3, 90)]).get("fig-a") == expected


@pytest.mark.parametrize(
    ("kind", "y", "expected"),
    [
        ("heading", 300, "head"),  # the figure would stand in the next section
        ("chapter", 300, "head"),
        ("heading", 600, "away"),
        ("text", 300, "away"),
        (None, 300, "head"),  # the page has figures alone
    ],
)
def test_a_figure_on_a_further_page_stands_above_the_next_section(kind, y, expected):
    spots = [("text", "", 1, 700), ("float", "fig-a", 2, 500), (kind, "six", 2, y)]
    spots = [spot for spot in spots if spot[0]]
    assert layout.moved(spots) == {"fig-a": expected}
    above = layout.Placement(loose={"fig-a": "head"})  # the turn before sent it there
    assert layout.further(spots, above).loose == above.loose


def test_a_heading_runs_ahead_of_a_figure_from_a_page_that_would_be_too_empty():
    placed = layout.Placement(loose={"fig-a": "away"}, free=frozenset({"five"}))
    for y, freed in ((600, {"five"}), (590, {"five"}), (580, {"five", "six"})):
        spots = [("text", "", 1, y), ("float", "fig-a", 2, 70), ("heading", "six", 2, 700)]
        spots += [("text", "", 3, 700), ("begin", "2", 4, 70)]
        assert layout.further(spots, placed).free == freed, y


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ((1, 580), {"six": {"fig-a"}}),  # too much of a page is empty for it
        ((1, 590), {}),
        ((2, 600), {}),  # the figure leaves room above it
        ((0, 700), {}),  # a page has the figure alone
        ((-1, 700), {"six": {"fig-a"}}),  # two have
    ],
)
def test_a_heading_waits_for_figures_unless_that_leaves_much_of_a_page_empty(before, expected):
    spots = [("text", "", *before), ("float", "fig-a", 2, 70), ("heading", "six", 2, 700)]
    assert layout.held_up(spots, "heading", layout.MOST_LEFT) == expected
    assert layout.held_up([spots[0], spots[2]], "heading", 0) == {}


@pytest.mark.parametrize(("width", "expected"), [(416.16, False), (498.96, True), (85, False)])
def test_a_drawing_that_is_wider_than_the_text_takes_the_margin(width, expected):
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 100"/>'
    address = f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
    assert layout.is_broad(html.fragment_fromstring(f'<img src="{address}">')) is expected
    assert not layout.is_broad(html.fragment_fromstring('<img src="data:image/png;base64,">'))


def test_tables_are_set_in_one_size_whatever_their_length():
    def grid(rows: int) -> tables.Grid:
        return tables.grid(html.fromstring(f"<table>{'<tr><td>a</td></tr>' * rows}</table>"))

    assert [layout.fitted(grid(rows), layout.TEXT)[0] for rows in (5, 40)] == [layout.SIZE] * 2


def exhibits(*placed: tuple) -> list[tuple]:
    """Spots of exhibits on one page each: (id, page, from, to)."""
    return [
        (kind, id, page, y)
        for id, page, *ends in placed
        for kind, y in zip(("start", "end"), ends, strict=True)
    ]


ABOVE = [("text", "", 1, 300)]  # half of its page is left


@pytest.mark.parametrize(
    "found",
    [
        exhibits(("fig-a", 2, 70, 500), ("tbl-b", 2, 500, 600)),
        [("float", "fig-a", 2, 70), *exhibits(("tbl-b", 2, 500, 600))],
    ],
    ids=["of the annex", "of the body"],
)
def test_a_figure_that_leaves_a_page_empty_waits_for_a_table(found):
    placed = layout.Placement(loose={"fig-a": "away"})
    assert layout.further([("begin", "", 1, 70), *ABOVE, *found], placed).waits == {"fig-a": 1}


def test_a_figure_waits_for_as_many_tables_as_left_least_of_a_page_empty():
    spots = [*ABOVE, *exhibits(("fig-a", 2, 70, 600), ("tbl-b", 2, 600, 700))]
    tried = {0: 500.0, 1: 160.0, 2: 300.0}
    placed = layout.Placement({"fig-a": "away"}, waits={"fig-a": 3}, holes={"fig-a": tried})
    assert layout.further(spots, placed).waits == {"fig-a": 1}


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ([("text", "", 2, 120)], {"1"}),
        ([("text", "", 2, 400)], set()),
        ([("text", "", 1, 700)], set()),  # no further page
        ([("text", "", 2, 120), ("float", "fig-a", 2, 500)], set()),
        ([("text", "", 2, 120), ("begin", "2", 2, 140), ("text", "", 2, 700)], set()),
    ],
)
def test_what_has_little_on_its_last_page_is_set_tighter(last, expected):
    assert layout.spilled([("begin", "1", 1, 70), ("text", "", 1, 700), *last]) == expected


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        ([("heading", "b", 1, 500), ("text", "1", 1, 600), ("text", "2", 2, 450)], {"2"}),
        ([("text", "1", 1, 600), ("text", "2", 2, 450)], set()),  # it is of its own section
        ([("heading", "b", 1, 500), ("text", "1", 1, 600), ("heading", "c", 2, 450)], set()),
        (
            [("heading", "b", 1, 500), ("text", "1", 1, 600), ("text", "2", 2, 80)],
            set(),
        ),  # above it
        ([("heading", "b", 1, 500), ("text", "", 2, 450)], set()),  # an item of a list
        ([("heading", "b", 1, 500), ("float", "fig-b", 2, 300), ("text", "2", 2, 450)], {"2"}),
    ],
)
def test_a_figure_of_another_section_stands_within_no_paragraph(between, expected):
    spots = [*between, ("text", "9", 2, 700)]
    assert layout.crossed([("float", "fig-a", 2, 90), *spots]) == expected


class Spot(tuple):
    """One that counts how often any is read."""

    read = 0

    def __getitem__(self, place):
        Spot.read += 1
        return super().__getitem__(place)

    def __iter__(self):
        Spot.read += 1
        return super().__iter__()


@pytest.mark.parametrize("found", [layout.before_gaps, layout.crossed, layout.moved])
def test_a_page_more_is_no_more_work_the_more_pages_there_are(found):
    def reads(pages: int) -> int:
        Spot.read, spots = 0, []
        for page in range(1, pages + 1):
            spots += [("heading", "", page, 80), ("text", "", page, 200)]
            spots += [("start", f"fig-{page}", page, 210), ("end", f"fig-{page}", page, 300)]
            spots += [("float", f"fig-{page}{at - page}", at, 80) for at in (page, page + 1)]
        found(list(map(Spot, spots)))
        return Spot.read

    assert reads(200) < 3 * reads(100)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<h2>T</h2><p>x</p><p>more</p>", True),  # the first one below a title
        ("<h3>T</h3><p>x</p><p>more</p>", False),
        ("<h3>T</h3><p>x.</p><ul><li>a</li></ul>", True),
        ("<h2>T</h2><p>x</p>", False),  # nothing follows
        ("<p>x</p><pre>1</pre>", True),
        ("<p>x</p><table></table>", True),
        ("<p><img></p><pre>1</pre>", False),  # what a cell shows, above the next one
        (f"<p>{'words ' * 40}</p><table></table>", False),
    ],
)
def test_a_paragraph_stays_with_what_it_leads_to_and_the_title_above(page, expected):
    main = html.fragment_fromstring(f"<main>{page}</main>")
    assert layout.leads_up(main.find("p")) is expected
