"""The cards of numbers on a page are held against what the notebooks say of the numbers."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from industry_report.publishing import cards
from industry_report.publishing.said import Notebook

FACTS = {"place": "Baotou", "indicator": "GDP", "value": "3.60%", "note": "", "source": "bulletin"}
NUMBER = {"text": "9.9%", "formula": "3.6 + 6.3", "interval": ["98.5", "99.5"], "shift": -1}
BOOK = replace(
    Notebook((), (), (), (), (), ()),
    numbers=(NUMBER | {"rows": ["a"]},),
    rows={"a": FACTS},
    titles={"bulletin": "Bulletin of Baotou"},
)
PAGE = (
    '<p>rose by <span class="value" data-n="0">9.9%</span></p><ul>'
    '<li id="source-1">Bulletin of Baotou, 2022<li id="source-2">Yearbook</ul>'
    '<script type="application/json" id="numbers">{"numbers": [{"formula": "3.6 + 6.3", '
    '"interval": ["9.85", "9.95"], "rows": [0]}], "rows": [{"place": "Baotou", '
    '"indicator": "GDP", "value": "3.60%", "source": "source-1"}]}</script>'
)


@pytest.mark.parametrize(
    ("sound", "wrong", "named"),
    [
        ("rose by", "has risen by", []),
        ("3.6 + 6.3", "3.6 + 6.4", ["says what was not said", "is lost"]),
        ("9.85", "9.75", ["says what was not said", "is lost"]),
        ("3.60%", "3.70%", ["says what was not said", "is lost"]),
        ('"GDP"', '"Output"', ["says what was not said", "is lost"]),
        ('"rows": [0]', '"rows": []', ["says what was not said", "is lost"]),
        ('"source-1"}', '"source-2"}', ["says what was not said", "is lost"]),
        (' data-n="0"', "", ["is lost"]),
    ],
)
def test_a_card_that_says_something_else_is_named(tmp_path: Path, sound, wrong, named):
    assert sound in PAGE and json.loads(PAGE.split('id="numbers">')[1].split("</script>")[0])
    path = tmp_path / "page.html"
    path.write_text(PAGE.replace(sound, wrong), encoding="utf-8")
    lines = list(cards.differences(path, {"01": BOOK}))
    assert len(lines) == len(named)
    assert all(part in line for part, line in zip(named, lines, strict=True))
