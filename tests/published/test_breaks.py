"""Where the printed page may break: tables keep rows and notes together, the annex its order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html

from publisher import document, layout, tables, typeset
from publisher.about import About

from . import sample
from .odd import code, markdown
from .test_typeset import poppler


def table(id: str, rows: int, **said):
    body = "".join(f"<tr><td>row {row}</td><td>{row}.5</td></tr>" for row in range(1, rows + 1))
    text = f"<table><thead><tr><th>Head</th><th>Value</th></tr></thead>{body}</table>"
    words = {"id": id, "title": f"Title {id}.", "note": f"End of {id}.", **said}
    return sample.shown("table", {"text/html": text}, **words)


def pages(folder: Path, *books) -> list[str]:
    about = About(language="en", title="Report")
    made = document.read({f"0{index}": book for index, book in enumerate(books)}, about)
    path = folder / "a.pdf"
    path.write_bytes(typeset.pdf(made))
    return poppler("pdftotext", "-layout", path, "-").split("\f")


def chapter(title: str, *outputs):
    made = markdown(f"# {title}", "Text.")
    made.cells += code(*outputs).cells
    return made


def test_rows_at_the_ends_of_a_table_stay_together_with_its_notes(tmp_path):
    """One of the tables has its last row at the foot of a page, whatever the height of a page."""
    lengths = range(38, 50)
    books = [chapter(f"Chapter {n}", table(f"t{n}", n)) for n in lengths]
    broken, shown = 0, pages(tmp_path, *books)
    for n in lengths:
        last = next(page for page in shown if f"End of t{n}." in page)
        rows = len(re.findall(r"row \d", last.partition(f"End of t{n}.")[0]))
        assert rows >= layout.BOUND, n
        broken += rows < n
    assert 0 < broken < len(lengths)


def test_a_figure_of_the_annex_stays_before_the_table_that_follows_it(tmp_path):
    tall = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400"><path d="M0 0h9"/></svg>'
    figure = sample.figure(sample.TEXTS["en"], "tall", annex=True, drawings={}, title="Tall one.")
    figure.data["image/svg+xml"] = tall
    held = [table("before", 24, annex=True), figure, table("after", 30, annex=True)]
    text = "".join(pages(tmp_path, chapter("One", *held), chapter("Two")))
    annex = text.rpartition("Title before.")[2]
    assert annex.index("End of before.") < annex.index("Tall one.") < annex.index("Title after.")


@pytest.mark.parametrize(
    ("rows", "words", "expected"),
    [
        (8, 1, (True, True)),
        (9, 1, (False, True)),
        (40, 1, (False, False)),
        (8, 700, (False, False)),
    ],
)
def test_a_table_of_few_rows_is_never_broken(rows, words, expected):
    row = f"<tr><td>{'word ' * words}</td></tr>"
    grid = tables.grid(html.fromstring(f"<table>{row * rows}</table>"))
    assert layout.kept_whole([grid], 8.0, layout.TEXT) == expected


@pytest.mark.parametrize(
    ("rows", "words", "bound"), [(40, 1, 3), (4, 1, 2), (1, 1, 1), (9, 900, 1)]
)
def test_three_rows_stay_together_unless_they_are_high(rows, words, bound):
    row = f"<tr><td>{'word ' * words}</td></tr>"
    grid = tables.grid(html.fromstring(f"<table>{row * rows}</table>"))
    assert layout.bound(grid, 8.0, layout.TEXT) == bound
