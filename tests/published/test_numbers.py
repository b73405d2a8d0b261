"""Numbers keep what they came from."""

from __future__ import annotations

import json
import re

import pytest
from lxml import html

from publisher import web
from publisher.about import Source
from publisher.numbers import Numbers

from .odd import SVG, code, display
from .seconds import times_as_much

NUMBER = {"text": "23.2%", "rows": ["r1"], "interval": ["23.15", "23.25"], "field": "own"}
COUNTED = {"formula": "counted in the text"}


def spans(page: str) -> dict[str, str]:
    return dict(re.findall(r'<span class="value" data-n="(\d+)">([^<]*)</span>', page))


def said(page: str) -> dict:
    found = re.search(r'<script type="application/json" id="numbers">(.*?)</script>', page)
    return json.loads(found[1]) if found else {}


def test_a_number_in_text_leads_to_its_rows(read):
    output = display(
        {"text/markdown": "Up by **23.2%** and 5."},
        {"publisher": {"kind": "text", "numbers": [NUMBER | {"at": [8, 13], "in": "text"}]}},
    )
    about = {
        "rows": {"r0": {}, "r1": {"place": "Baotou", "value": 23.2, "note": "", "source": "b"}},
        "sources": (Source("a", "Yearbook"), Source("b", "Bulletin", url="https://example.org/b")),
    }
    page = web.page(read(code(output), about=about))
    assert spans(page) == {"0": "23.2%"}
    behind = said(page)
    assert behind["numbers"] == [{"interval": ["23.15", "23.25"], "rows": [0]}]
    assert behind["rows"] == [{"place": "Baotou", "value": "23.2", "source": "source-2"}]
    assert 'id="source-2"><a href="https://example.org/b"' in page


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("23.15", "23.15"),
        ("58.33333333333333333", "58.333333"),
        ("1234567890123", "1234567890123"),
        ("Infinity", "Infinity"),
        ("many", "many"),
    ],
)
def test_intervals_are_as_long_as_a_reader_wants(read, given, shown):
    number = NUMBER | {"at": [0, 1], "in": "text", "interval": [given, given]}
    output = display({"text/markdown": "5"}, {"publisher": {"kind": "text", "numbers": [number]}})
    assert said(web.page(read(code(output))))["numbers"][0]["interval"] == [shown, shown]


def test_titles_notes_and_cells(read):
    table = (
        "<table><thead><tr><th>a</th><th>b</th></tr></thead><tr><th>x</th><td>7</td></tr></table>"
    )
    places = [{"at": [0, 1]}, {"at": [3, 4], "in": "note"}, {"at": [0, 1], "in": "cell"}]
    numbers = [COUNTED | place for place in places]
    mark = {"kind": "table", "id": "t", "title": "5 things", "note": "by 6", "numbers": numbers}
    page = web.page(read(code(display({"text/html": table}, {"publisher": mark}))))
    assert sorted(spans(page).values()) == ["5", "6", "7"]


def test_numbers_of_several_chapters_have_places_of_their_own(read):
    output = display(
        {"text/markdown": "now 4"},
        {"publisher": {"kind": "text", "numbers": [COUNTED | {"at": [4, 5]}]}},
    )
    page = web.page(read(code(output), code(output)))
    assert spans(page) == {"0": "4", "1": "4"} and len(said(page)["numbers"]) == 2


@pytest.mark.parametrize(
    "numbers",
    [
        None,
        3,
        [3],
        [{"at": [5, 2]}],
        [{"at": [0, 99]}],
        [{"at": ["a", 2]}],
        [{"at": [0, 3]}, {"at": [1, 2]}],
    ],
)
def test_places_that_make_no_sense_cost_nothing(read, numbers):
    output = display(
        {"text/markdown": "**ab** c"}, {"publisher": {"kind": "text", "numbers": numbers}}
    )
    page = web.page(read(code(output)))
    assert not re.search("[\ufdd0-\ufdd2]", page) and "ab" in page


@pytest.mark.parametrize("place", ["9", "1" * 5000], ids=["nine", "of more digits than are read"])
def test_marks_of_a_foreign_notebook_are_only_dropped(read, place):
    page = web.page(read(code(display({"text/html": f"a\ufdd0{place}\ufdd1b\ufdd2c"}))))
    assert "value" not in spans(page) and not re.search("[\ufdd0-\ufdd2]", page)


def test_a_figure_has_numbers_in_its_title(read):
    mark = {
        "kind": "figure",
        "id": "f",
        "title": "Now 9",
        "alt": "x",
        "numbers": [COUNTED | {"at": [4, 5]}],
    }
    page = web.page(read(code(display({"image/svg+xml": SVG}, {"publisher": mark}))))
    assert spans(page) == {"0": "9"}


@pytest.mark.parametrize(
    ("field", "odd", "kept"),
    [
        ("rows", 7, None),
        ("rows", ["a", 1, None], ["a", "1", "None"]),
        ("interval", "1", None),
        ("interval", ["1e999999999", "2"], None),
        ("shift", 10**9, None),
        ("formula", "\ud800", "\ufffd"),
        ("text", None, None),
    ],
)
def test_what_has_another_shape_is_left_out_or_made_to_fit(field, odd, kept):
    found = Numbers()
    found.mark("5%", [{"at": [0, 2], field: odd}], "text")
    assert found.found[0].get(field) == kept


@pytest.mark.parametrize("piece", ["<b>a</b> {}", "{} "], ids=["tails", "one text"])
def test_the_time_that_numbers_take_grows_with_the_text(piece):
    def marked(size: int):
        numbers = Numbers()
        said = [{"at": [start, start + 1], "in": "text"} for start in range(0, 2 * size, 2)]
        words = numbers.mark("1 " * size, said, "text").split()
        main = html.fromstring(f"<p>{''.join(map(piece.format, words))}</p>")
        return lambda: numbers.resolve(main)

    assert times_as_much(marked, 1_000, 8_000) < 16
