"""The panels of the exploration notebook: what is drawn is what is chosen, and mistakes show."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from conftest import language
from IPython.testing.globalipapp import get_ipython

from industry_report.data.dataset import Dataset
from industry_report.data.periods import Period
from industry_report.exhibits import output, panels
from industry_report.exhibits.output import DATA_MIME
from industry_report.exhibits.picture import Pictures
from industry_report.numbers import growth, inventory
from industry_report.numbers.side_by_side import Ranking
from industry_report.words import Indicator, Phrase, Region

ROOT = Path(__file__).resolve().parent.parent


class Screen:
    """What a notebook shows: the outputs of its panels by display id, as they stand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shown: dict[str, tuple[dict, dict]] = {}
        self.updates = 0
        monkeypatch.setattr(panels, "display", self.display)
        monkeypatch.setattr(panels, "DisplayHandle", lambda: Place(self))

    def display(self, data, metadata=None, raw=False, display_id="controls"):
        self.shown[display_id] = (data, metadata or {})

    @property
    def panel(self) -> list[tuple[dict, dict]]:
        """The outputs of the panel, without its controls."""
        return [shown for id, shown in self.shown.items() if id != "controls"]

    @property
    def title(self) -> str:
        return self.panel[0][0].get("text/markdown", "").split("\n")[0]

    @property
    def plotted(self) -> list[dict]:
        return self.panel[1][0][DATA_MIME]["data"]


class Place:
    """Stands in for IPython's handle of a display."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.display_id = f"panel {len(screen.shown)}"
        screen.shown[self.display_id] = ({}, {})

    def update(self, data, metadata=None, raw=False):
        self.screen.updates += 1
        self.screen.shown[self.display_id] = (data, metadata or {})


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Iterator[Screen]:
    get_ipython()
    monkeypatch.chdir(ROOT / "notebooks")
    monkeypatch.setattr(output, "pictures", lambda drawing: Pictures("", b"", (1, 1)))
    yield Screen(monkeypatch)


def explored(code: str, **parameters: object) -> dict[str, object]:
    """The namespace of the exploration notebook after its set-up and its first panel."""
    namespace: dict[str, object] = {}
    book = nbformat.read(ROOT / "notebooks" / "explore.ipynb", 4)
    for cell in book.cells:
        if cell.cell_type == "code" and cell.id in ("c001", "c002", "c003", "c008"):
            exec(cell.source, namespace)
        if cell.id == "c002":
            namespace.update(language=code, **parameters)
    return namespace


def check(screen: Screen, rows: Dataset, controls: panels.Observations, code: str = "zh") -> None:
    """The title names what is chosen, and the chart shows its value."""
    region, indicator, period = controls.values.values()
    spoken = language(code)
    wanted = [spoken.label(Region(region)), spoken.label(Indicator(indicator))]
    title = output._escaped("：".join(wanted))
    words = title.split("：")
    assert all(word in screen.title for word in words), (controls.values, screen.title)
    subtitle = screen.panel[0][0]["text/markdown"].split("\n")[1]
    assert spoken.period(Period.parse(period)) == subtitle.replace("&#", ""), controls.values
    value = rows.find(indicator, region, period).quantity.number
    name, number = screen.plotted[0]
    assert value in [row[number] for row in screen.plotted if row[name] == wanted[0]]


def choose(controls: panels.Observations, choice: tuple[str, str, str]) -> None:
    for name, value in zip(controls.widgets, choice, strict=True):
        controls.widgets[name].value = value


def test_opening_lists_lead_to_titles_of_what_is_chosen(screen):
    """From the opening state: regions and indicators that lose the present choice below them."""
    namespace = explored("zh")
    controls, rows = namespace["choices"], namespace["rows"]
    opening = tuple(controls.values.values())
    check(screen, rows, controls)
    lost = {"region": 0, "indicator": 0}
    for name in lost:
        choose(controls, opening)
        options = [value for _, value in controls.widgets[name].options]
        for value in random.Random(11).sample(options, min(4, len(options))):
            choose(controls, opening)
            before = controls.values
            controls.widgets[name].value = value
            check(screen, rows, controls)
            lost[name] += before["period"] != controls.values["period"]
    assert all(lost.values()), "the sample has to contain what used to fail"


@pytest.mark.parametrize("code", ["zh", "en"])
def test_a_sample_of_choices_is_titled_by_what_is_chosen(screen, code):
    namespace = explored(code)
    controls = namespace["choices"]
    for choice in random.Random(7).sample(list(controls.choices()), 5):
        choose(controls, choice)
        assert tuple(controls.values.values()) == choice
        check(screen, namespace["rows"], controls, code)


@pytest.mark.slow
def test_every_choice_is_titled_by_what_is_chosen(screen):
    namespace = explored("zh")
    controls = namespace["choices"]
    for choice in controls.choices():
        choose(controls, choice)
        check(screen, namespace["rows"], controls)
    regions = [value for _, value in controls.widgets["region"].options]
    for value in [*regions, *reversed(regions)]:
        controls.widgets["region"].value = value
        check(screen, namespace["rows"], controls)


def test_one_move_draws_once_when_all_lists_agree(screen):
    drawn = []
    rows = explored("zh")["rows"]
    controls = panels.Observations(language("zh"), rows, "baotou", "industrial_value_added_growth")
    controls.observe(
        lambda: drawn.append(tuple(controls.values.values())),
        lambda error: pytest.fail(str(error)),
    )
    controls.widgets["region"].value = "china"
    assert len(drawn) == 1 and drawn[0] in set(controls.choices())


def test_an_error_in_any_observer_is_shown_in_the_panel(screen, monkeypatch):
    controls = explored("zh")["choices"]

    def break_down(*_: object) -> None:
        raise ValueError("the list is torn")

    monkeypatch.setattr(panels, "_refill", break_down)
    controls.widgets["region"].value = "china"
    assert "the list is torn" in screen.panel[0][0]["text/plain"]
    assert "break_down" in screen.panel[1][0]["text/plain"]
    assert "image/svg+xml" not in screen.panel[1][0], "no chart of what is not chosen"


def test_an_error_while_drawing_is_shown_and_the_next_move_draws_again(screen):
    def draw(value: int) -> None:
        if value == 2:
            raise ValueError("no two")
        panels_output(f"**{value}**")

    knob = panels.slider(language("zh"), "甲", 1, 0, 5)
    panels.live(language("zh"), draw, value=knob)
    knob.value = 2
    assert screen.panel[0][0]["text/plain"] == "ValueError: no two"
    knob.value = 3
    assert screen.title == "**3**" and screen.panel[1][0] == {"text/plain": ""}


def panels_output(text: str) -> None:
    from IPython.display import display

    display({"text/markdown": text}, raw=True)


def test_without_a_kernel_a_line_says_what_can_be_chosen(screen):
    explored("en")
    data, _ = screen.shown["controls"]
    assert data["text/markdown"] == (
        "*To be chosen here: Region, Indicator, Period. Run the notebook to see the controls.*"
    )
    assert panels.WIDGET_MIME in data


def test_the_map_of_the_evidence_counts_every_row_once(dataset):
    frame = inventory.evidence_by_year(dataset, "baotou", ["inner-mongolia", "china"])
    assert list(frame["place"].unique())[:3] == ["baotou", "inner-mongolia", "china"]
    counted = frame[frame["place"] == "baotou"]
    ids = [id for cell in counted["count"] for id in cell.rows]
    own = len(dataset.where(region="baotou"))
    assert sum(cell.number for cell in counted["count"]) == len(ids) == len(set(ids)) == own
    assert list(counted["year"]) == sorted(counted["year"])


def test_the_ranking_agrees_with_the_situation_chapter(dataset):
    """Chapter 1 charts growth that a stated lead implies; a ranking without it contradicts it."""
    region, period = "baotou", "2022-01/2022-07"
    rows = dataset.where(min_confidence="medium").known("2022-08")
    charted = growth.beside(rows, region, ["inner-mongolia", "china"])
    charted = charted[charted["period"].map(str) == period]
    values = Ranking(rows, region, growth.VALUE_ADDED_GROWTH, period).values
    ranked = [value.number for _, value, _ in values]
    assert [cell.number for cell in charted["value"]] == ranked
    assert [is_derived for _, _, is_derived in values] == [False, True, False]
    labels = list(Ranking(rows, region, growth.VALUE_ADDED_GROWTH, period).frame["region"])
    assert labels == ["baotou", Phrase("derived", region=Region("inner-mongolia")), "china"]
