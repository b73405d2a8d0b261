"""Numbers keep what they came from."""

from __future__ import annotations

import json
import re

import pytest

from publisher import web

from .odd import SVG, code, display

NUMBER = {"text": "23.2%", "rows": ["r1"], "interval": ["23.15", "23.25"], "field": "own"}


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
    page = web.page(read(code(output), about={"rows": {"r1": {"place": "Baotou"}, "r2": {}}}))
    assert spans(page) == {"0": "23.2%"}
    assert said(page) == {"numbers": [NUMBER], "rows": {"r1": {"place": "Baotou"}}}


def test_titles_notes_and_cells(read):
    table = (
        "<table><thead><tr><th>a</th><th>b</th></tr></thead><tr><th>x</th><td>7</td></tr></table>"
    )
    numbers = [{"at": [0, 1]}, {"at": [3, 4], "in": "note"}, {"at": [0, 1], "in": "cell"}]
    mark = {"kind": "table", "id": "t", "title": "5 things", "note": "by 6", "numbers": numbers}
    page = web.page(read(code(display({"text/html": table}, {"publisher": mark}))))
    assert sorted(spans(page).values()) == ["5", "6", "7"]


def test_numbers_of_several_chapters_have_places_of_their_own(read):
    output = display(
        {"text/markdown": "now 4"}, {"publisher": {"kind": "text", "numbers": [{"at": [4, 5]}]}}
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


def test_marks_of_a_foreign_notebook_are_only_dropped(read):
    page = web.page(read(code(display({"text/html": "a\ufdd09\ufdd1b\ufdd2c"}))))
    assert "value" not in spans(page) and not re.search("[\ufdd0-\ufdd2]", page)


def test_a_figure_has_numbers_in_its_title(read):
    mark = {"kind": "figure", "id": "f", "title": "Now 9", "alt": "x", "numbers": [{"at": [4, 5]}]}
    page = web.page(read(code(display({"image/svg+xml": SVG}, {"publisher": mark}))))
    assert spans(page) == {"0": "9"}
