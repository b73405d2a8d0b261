"""The panels of the exploration notebook: what is drawn is what is chosen, and mistakes show."""

from __future__ import annotations

import base64
import csv
import io
import random
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import ipywidgets
import nbformat
import pytest
from conftest import language
from IPython.testing.globalipapp import get_ipython

from industry_report.data.dataset import Dataset
from industry_report.data.periods import Period
from industry_report.exhibits import panels
from industry_report.exhibits.bundles import DATA_MIME
from industry_report.exhibits.picture import Pictures
from industry_report.numbers import drifting, growth, lookup
from industry_report.words import Indicator, Phrase, Region
from industry_report.words.markdown import inert

ROOT = Path(__file__).resolve().parent.parent
NO_PICTURES = Pictures("", b"", (1, 1))


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
    monkeypatch.setattr("industry_report.exhibits.picture.pictures", lambda drawing: NO_PICTURES)
    yield Screen(monkeypatch)


def explored(code: str, more: Sequence[str] = (), **parameters: object) -> dict[str, object]:
    """The namespace of the exploration notebook after its set-up and its first panel, and the cells
    ``more``."""
    namespace: dict[str, object] = {}
    book = nbformat.read(ROOT / "notebooks" / "explore.ipynb", 4)
    for cell in book.cells:
        if cell.cell_type == "code" and cell.id in ("c001", "c002", "c003", "c008", *more):
            exec(cell.source, namespace)
        if cell.id == "c002":
            namespace.update(language=code, **parameters)
    return namespace


def check(screen: Screen, rows: Dataset, controls: panels.Observations, code: str = "zh") -> None:
    """The title names what is chosen, and the chart shows its value."""
    region, indicator, period = controls.chosen
    spoken = language(code)
    wanted = [spoken.label(Region(region)), spoken.label(Indicator(indicator))]
    title = inert("：".join(wanted))
    words = title.split("：")
    assert all(word in screen.title for word in words), (controls.values, screen.title)
    subtitle = screen.panel[0][0]["text/markdown"].split("\n")[1]
    assert subtitle.replace("&#", "").startswith(spoken.period(Period.parse(period)))
    value = rows.find(indicator, region, period).quantity.number
    name, number, _ = screen.plotted[0]
    assert value in [row[number] for row in screen.plotted if row[name] == wanted[0]]


def choose(controls: panels.Observations, choice: tuple[str, str, str]) -> None:
    for name, value in zip(("region", "indicator", "period"), choice, strict=True):
        controls.widgets[name].value = value


def test_opening_lists_lead_to_titles_of_what_is_chosen(screen):
    """From the opening state: regions and indicators that lose the present choice below them."""
    namespace = explored("zh")
    controls, rows = namespace["choices"], namespace["rows"]
    opening = controls.chosen
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
    assert all(lost.values()), "the sample has to lose choices"


@pytest.mark.parametrize("code", ["zh", "en"])
def test_a_sample_of_choices_is_titled_by_what_is_chosen(screen, code):
    namespace = explored(code)
    controls = namespace["choices"]
    for choice in random.Random(7).sample(list(controls.choices()), 5):
        choose(controls, choice)
        assert controls.chosen == choice
        check(screen, namespace["rows"], controls, code)


@pytest.mark.nightly
def test_every_choice_is_titled_by_what_is_chosen(screen):
    namespace = explored("zh")
    controls = namespace["choices"]
    choices = list(controls.choices())
    assert len(choices) > 100
    for choice in choices:
        choose(controls, choice)
        check(screen, namespace["rows"], controls)


@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.nightly)])
def test_from_region_to_region_and_back_each_title_is_of_what_is_chosen(screen, step):
    namespace = explored("zh")
    controls = namespace["choices"]
    regions = [value for _, value in controls.widgets["region"].options][::step]
    assert len(regions) > 5
    for value in [*regions, *reversed(regions)]:
        controls.widgets["region"].value = value
        check(screen, namespace["rows"], controls)


def test_one_move_draws_once_when_all_lists_agree(screen):
    drawn = []
    found = explored("zh")
    spoken, rows = found["report"].language, found["rows"]
    controls = panels.Observations(spoken, rows, "baotou", "industrial_value_added_growth")
    controls.observe(
        lambda: drawn.append(controls.chosen),
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
        "*To be chosen here: Chart, Word, Heading, Region, Indicator, Period, Beside it (several), "
        "Other indicator. Run the notebook to see the controls.*"
    )
    assert panels.WIDGET_MIME in data


def test_the_map_of_the_evidence_counts_every_row_once(dataset):
    frame = lookup.evidence_by_year(dataset, "baotou", ["inner-mongolia", "china"])
    assert list(frame["place"].unique())[:3] == ["baotou", "inner-mongolia", "china"]
    counted = frame[frame["place"] == "baotou"]
    ids = [id for cell in counted["count"] for id in cell.rows]
    own = len(dataset.where(region="baotou"))
    assert sum(cell.number for cell in counted["count"]) == len(ids) == len(set(ids)) == own
    assert list(counted["year"]) == sorted(counted["year"])
    assert all(year.isdecimal() for year in frame["year"])


def test_the_ranking_agrees_with_the_situation_chapter(dataset):
    """Chapter 1 charts growth that a stated lead implies; a ranking without it contradicts it."""
    region, period = "baotou", "2022-01/2022-07"
    rows = dataset.where(min_confidence="medium").known("2022-08")
    charted = growth.beside(rows, region, ["inner-mongolia", "china"])
    charted = charted[charted["period"].map(str) == period]
    found = lookup.ranking(rows, rows, growth.VALUE_ADDED_GROWTH, period)
    assert [cell.number for cell in charted["value"]] == [each.value.number for each in found]
    assert [each.derived for each in found] == [False, True, False]
    labels = list(lookup.highest(found, region)["region"])
    assert labels == ["baotou", Phrase("derived", region=Region("inner-mongolia")), "china"]


# --- a tool to look things up ---------------------------------------------------------------------

TELLING = "c009a"  # the cell of the second panel: definition, table, file
KNOBS = ("c011", "874fd2d7", "c017")  # the other cells with controls


def options(controls: panels.Observations, name: str) -> list[str]:
    return [value for _, value in controls.widgets[name].options]


def test_a_word_and_a_heading_narrow_the_indicators_down(screen):
    controls = explored("en")["choices"]
    all_of_them = options(controls, "indicator")
    controls.widgets["word"].value = "r&d INTENSITY"
    assert "rd_intensity" in options(controls, "indicator")
    assert len(options(controls, "indicator")) < len(all_of_them)
    controls.widgets["word"].value = "研究与试验发展"  # any language finds it
    assert "rd_active_firm_share" in options(controls, "indicator")
    controls.widgets["word"].value = "xyzzy"
    assert options(controls, "indicator") == []
    assert screen.panel[0][0]["text/markdown"] == "*No data: observations*"
    controls.widgets["word"].value = ""
    assert options(controls, "indicator") == all_of_them
    groups = options(controls, "group")
    found = []
    for group in groups[1:]:
        controls.widgets["group"].value = group
        found += options(controls, "indicator")
    assert len(groups) > 5 and sorted(found) == sorted(all_of_them)


def test_indicators_of_one_heading_stand_together(screen):
    controls = explored("zh")["choices"]
    labels = [label.partition("｜")[0] for label, _ in controls.widgets["indicator"].options]
    changes = sum(one != next for one, next in zip(labels, labels[1:], strict=False))
    assert changes == len(set(labels)) - 1 and "增长" in labels


def test_headings_that_no_text_knows_have_a_name(screen):
    controls = explored("zh")["choices"]
    assert controls._heading("astrology") == Phrase("group-other")


def test_several_places_over_time_are_the_series_of_the_dataset(screen):
    namespace = explored("zh")
    controls, rows = namespace["choices"], namespace["rows"]
    choose(controls, ("baotou", "gdp_growth", "2021"))
    controls.widgets["beside"].value = ("china", "inner-mongolia")
    controls.widgets["view"].value = "series"
    shown = screen.plotted
    for place in ("baotou", "china", "inner-mongolia"):
        label = language("zh").label(Region(place))
        points = [row for part in rows.series("gdp_growth", place) for row in part]
        wanted = [(str(row.period), row.quantity.number) for row in points]
        assert [(row["时期"], row["数值"]) for row in shown if row["地区"] == label] == wanted
        assert wanted and label in screen.title


def elsewhere(control: ipywidgets.Widget) -> object:
    """A value that a control does not stand at."""
    if isinstance(control, ipywidgets.IntSlider):
        return control.max
    if isinstance(control, ipywidgets.Text):
        return "%"
    values = [value for _, value in control.options]
    if isinstance(control, ipywidgets.SelectMultiple):
        return tuple(values[-1:])
    return next(value for value in reversed(values) if value != control.value)


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh", pytest.param("en", marks=pytest.mark.nightly)])
def test_every_control_of_every_panel_draws_once_when_it_moves(screen, monkeypatch, code):
    """However many others it sets: what an answer takes is one drawing a panel. How long that takes on a
    quiet machine is for the benchmark to say.
    """
    controls: list[ipywidgets.Widget] = []
    drawn: list[object] = []
    monkeypatch.setattr(panels, "show_controls", lambda _language, shown: controls.extend(shown))
    once = panels._drawn
    monkeypatch.setattr(panels, "_drawn", lambda *given: drawn.append(given[0]) or once(*given))
    explored(code, [TELLING, *KNOBS])
    work = {}
    for control in controls:
        was, work[control.description] = control.value, []
        for each in (elsewhere(control), was):
            drawn.clear()
            control.value = each
            work[control.description].append((len(drawn), len(set(map(id, drawn)))))
    assert len(work) == len(controls) > 10
    assert all(times == shown > 0 for found in work.values() for times, shown in found), work


def test_the_names_of_the_controls_stand_in_one_column(screen):
    widgets = explored("en")["choices"].widgets.values()
    assert len({(one.style.description_width, one.layout.width) for one in widgets}) == 1


def test_places_beside_come_back_with_an_indicator_that_has_them(screen):
    controls = explored("zh")["choices"]
    choose(controls, ("baotou", "gdp_growth", "2021"))
    controls.widgets["beside"].value = ("china",)
    for lonely in options(controls, "indicator"):
        controls.widgets["indicator"].value = lonely
        if "china" not in options(controls, "beside"):
            break
    assert controls.widgets["beside"].value == ()
    controls.widgets["indicator"].value = "gdp_growth"
    assert controls.widgets["beside"].value == ("china",)


def test_two_indicators_are_shown_where_both_are_known(screen):
    namespace = explored("en")
    controls, rows = namespace["choices"], namespace["rows"]
    choose(controls, ("baotou", "gdp", "2022"))
    controls.widgets["view"].value = "scatter"
    places = {row.region for row in rows.all("gdp", period="2022", status="observed")}
    shared = [
        len(places & {row.region for row in rows.all(id, period="2022", status="observed")})
        for id in options(controls, "against")
    ]
    assert shared == sorted(shared, reverse=True), "one opens with a single dot"
    controls.widgets["against"].value = "gdp_growth"
    names = [language("en").label(Indicator(id)) for id in ("gdp", "gdp_growth")]
    for row in screen.plotted:
        place = rows.codes.region(row["Region"])
        for name, id in zip(names, ("gdp", "gdp_growth"), strict=True):
            assert row[name] == rows.find(id, place, "2022").quantity.number
    assert len(screen.plotted) > 5


def test_below_it_stand_definition_values_and_a_file(screen):
    """To the digit what the report says and the dataset holds."""
    namespace = explored("en", more=[TELLING])
    controls, rows = namespace["choices"], namespace["rows"]
    choose(controls, ("baotou", "rd_intensity", "2021"))
    sense, table, file = screen.panel[-3:]
    entry = rows.codes.indicators["rd_intensity"]
    assert entry.definition_en.split(",")[0] in sense[0]["text/markdown"]
    own = [line for line in saved(screen) if line["region"] == "baotou"]
    for line in own:
        found = rows.find("rd_intensity", "baotou", line["period"])
        assert f"{Decimal(line['value']).quantize(Decimal('0.01'))}%" in table[0]["text/html"]
        if line["derived"] == "False":
            assert Decimal(line["value"]) == found.value and line["rows"] == found.id
    assert len(own) > 2 and file[1]["publisher"]["kind"] == "data"


LATER = "published later"


def shown_with(screen: Screen, mark: str, mime: str = "text/html") -> str:
    """The first output that says ``mark``; "" where none does."""
    return next((text for one, _ in screen.panel if mark in (text := one.get(mime, ""))), "")


def saved(screen: Screen) -> list[dict[str, str]]:
    """The file that can be saved, line by line."""
    link = shown_with(screen, "download=")
    content = base64.b64decode(re.search('base64,([^"]+)', link)[1]).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def marks(screen: Screen, *names: str) -> dict[tuple[str, ...], bool]:
    """Of each mark of a chart, by these columns, whether it was published later."""
    return {tuple(row[name] for name in names): row["Published"] == LATER for row in screen.plotted}


@pytest.mark.parametrize("hindsight", [True, False])
def test_what_was_published_later_is_marked_or_left_out_everywhere(screen, hindsight):
    """In every view as the report has it: what it knew stays as it was known then."""
    found = explored("en", more=[TELLING, "c017"], hindsight=hindsight)
    controls, report = found["choices"], found["report"]
    choose(controls, ("baotou", "gdp_growth", "2021"))
    controls.widgets["beside"].value = ("china", "inner-mongolia")
    spoken = report.language.label
    places = ["baotou", "china", "inner-mongolia"]
    course = drifting.over_time(found["rows"], report.as_of, places, ["gdp_growth"])
    told = {
        (spoken(one.place), one.period): one.known == drifting.LATER
        for one in course.itertuples()
        if len(one.period) == 4
    }
    assert {*told.values()} == ({True, False} if hindsight else {False})
    controls.widgets["view"].value = "series"
    drawn = marks(screen, "Region", "Period")
    assert {point: drawn[point] for point in told} == told
    subtitle = screen.panel[0][0]["text/markdown"].split("\n")[1]
    assert ("published after August 2022 (hindsight)" in subtitle) == hindsight
    lines = {(spoken(Region(row["region"])), row["period"]): row for row in saved(screen)}
    assert {point: lines[point]["hindsight"] == str(True) for point in told} == told
    assert shown_with(screen, "<table").count("(hindsight)") == sum(
        row["hindsight"] == str(True) for row in lines.values()
    )
    counted = " of them published after August 2022 (hindsight)"
    assert bool(shown_with(screen, counted, "text/markdown")) == hindsight


def test_a_ranking_and_a_scatter_mark_places_that_were_published_later(screen):
    found = explored("en")
    controls, then = found["choices"], found["then"]
    for period, seen in (("2020", {True, False}), ("2023", {True})):
        choose(controls, ("baotou", "gdp", period))
        for view, against in (("ranking", "gdp"), ("scatter", "gdp_growth")):
            controls.widgets["view"].value = view
            controls.widgets["against"].value = "gdp_growth"
            told = marks(screen, "Region")
            for (label,), mark in told.items():
                place = then.codes.region(label.removesuffix(" (derived)"))
                known = [then.find(id, place, period) for id in ("gdp", against)]
                assert mark == (not all(known)), (view, label, period)
            assert {*told.values()} == seen, (view, period)


def test_one_move_draws_one_chart_once(screen, monkeypatch):
    """What an answer costs: one chart in one form, and one table, however many knobs follow."""
    drawn = []
    monkeypatch.setattr(
        "industry_report.exhibits.picture.pictures", lambda drawing: drawn.append(1) or NO_PICTURES
    )
    monkeypatch.setattr("industry_report.exhibits.picture.bare", lambda drawing: drawn.append(2))
    controls = explored("zh", more=[TELLING])["choices"]
    for name, value in (("region", "ordos"), ("view", "series"), ("word", "GDP")):
        drawn.clear()
        controls.widgets[name].value = value
        assert drawn == [1], name
