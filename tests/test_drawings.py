"""Every drawing of the report, in every form: no text runs into another or is cut off."""

from __future__ import annotations

import json

import layout
import pytest
from conftest import ROOT

from industry_report.exhibits import style
from industry_report.exhibits.figure import Figure
from industry_report.exhibits.sheet import Sheet
from industry_report.report import Report

RUNS = {
    "article-zh": {},
    "article-en": {"language": "en"},
    "today-zh": {"as_of": "latest"},
    "today-en": {"as_of": "latest", "language": "en"},
    "hohhot-en": {"region": "hohhot", "as_of": "latest", "language": "en"},
}
NOTEBOOKS = ("02_diagnosis", "03_recommendations")
#: Smallest text by form, in points of the drawing; a phone shows 1.33 pixels a point.
FLOORS = {style.WIDE: 7.5, style.HALF: 7.5, style.PHONE: 9}


def figures(notebook: str, parameters: dict[str, str], monkeypatch) -> list[Figure]:
    """What the cells of a notebook show as figures, run in this process."""
    shown: list[Figure] = []
    monkeypatch.setattr("industry_report.outputs.display", lambda *_, **__: None)
    monkeypatch.setattr(Report, "show", lambda self, record, *_: shown.append(record))
    monkeypatch.chdir(ROOT / "notebooks")
    cells = json.loads((ROOT / "notebooks" / f"{notebook}.ipynb").read_text("utf-8"))["cells"]
    names: dict[str, object] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), notebook, "exec"), names)
        if "parameters" in cell["metadata"].get("tags", []):
            names |= parameters
    return [record for record in shown if isinstance(record, Figure)]


@pytest.mark.slow
@pytest.mark.parametrize("notebook", NOTEBOOKS)
@pytest.mark.parametrize("run", RUNS)
def test_no_text_of_a_drawing_overlaps_or_is_cut_off(run, notebook, monkeypatch):
    found = figures(notebook, RUNS[run], monkeypatch)
    wrong = []
    for figure in found:
        for form, drawing in {style.WIDE: figure.drawing, **figure.further}.items():
            name, canvas = f"{figure.id}, {form}", drawing.canvas
            with style.settings(form):
                wrong += [(name, "overlap", pair) for pair in layout.overlapping(canvas)]
                wrong += [(name, "cut off", text) for text in layout.cut(canvas)]
                if layout.smallest(canvas) < FLOORS[form]:
                    wrong.append((name, "too small", layout.smallest(canvas)))
    assert not wrong, "\n".join(map(str, wrong))


def test_what_overlaps_and_what_is_cut_off_is_found():
    with style.settings():
        sheet = Sheet()
        sheet.write(0, 10, "one text")
        sheet.write(20, 12, "upon another")
        sheet.write(sheet.width - 5, 40, "beyond the edge")
        sheet.write(100, 80, "slanted", rotation=55, rotation_mode="anchor", va="baseline")
        sheet.write(120, 80, "slanted as well", rotation=55, rotation_mode="anchor", va="baseline")
        canvas = sheet.close(90)
        assert layout.overlapping(canvas) == [("one text", "upon another")]
        assert layout.cut(canvas) == ["beyond the edge"]
