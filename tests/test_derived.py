"""Values that this report derived: each stands with its figures in the table that the text names."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from conftest import ROOT, language

from industry_report.data.errors import FaultsError
from industry_report.data.periods import Period
from industry_report.numbers import consistency, derived, drifting
from industry_report.numbers.quantity import Interval
from industry_report.words import Indicator, Phrase, Region

ENGLISH = language("en", "01_situation")
PLACES = ["baotou", "inner-mongolia", "china"]
LEAD = "industrial_growth_lead_region"
GROWTH = "industrial_value_added_growth"


@pytest.fixture(scope="module")
def given(dataset):
    return consistency.read(dataset)


def frame(rows, as_of):
    return drifting.over_time(rows, as_of, PLACES, drifting.HERO)


def result(told):
    """The interval that a derivation leaves, of figures as exact as their digits."""
    found = Interval.of_digits(told.of)
    if told.last is not None:
        last = Interval.of_digits(told.last)
        low = (1 + found.lo / 100) ** 2 / (1 + last.hi / 100) - 1
        return Interval(low * 100, ((1 + found.hi / 100) ** 2 / (1 + last.lo / 100) - 1) * 100)
    for each in told.less:
        found = found.corners(Interval.of_digits(each), lambda one, two: one - two)
    return found


def test_figures_as_printed_give_the_rows_that_are_said_to_follow_from_them(dataset, given):
    named = {row.id: row for row in dataset}
    assert given.derivations
    for id, told in given.derivations.items():
        assert "derived" in named[id].flags
        assert result(told).overlaps(named[id].quantity.interval), id


def test_every_derived_row_of_the_chart_of_the_brief_says_how(dataset, given):
    drawn = [row.id for row in dataset if row.indicator in drifting.HERO and row.region in PLACES]
    made = [row.id for row in dataset if row.id in drawn and "derived" in row.flags]
    assert made and set(made) <= set(given.derivations)


@pytest.mark.parametrize("as_of", ["2022-08", "2024-06", "2026-03"])
def test_every_derived_point_stands_with_its_figures(dataset, given, as_of):
    rows = dataset.where(min_confidence="medium").known(as_of)
    course = frame(rows, as_of)
    found = {str(each.subject): each for each in derived.of_course(course, rows, given)}
    points = course.loc[course["made"] == drifting.MADE].to_dict("records")
    assert points
    for point in points:
        told = {"indicator": Indicator(point["measure"].id.removeprefix("measure-"))}
        told |= {"region": point["place"], "period": Period.parse(point["period"])}
        one = next(each for each in found.values() if each.subject.values == told)
        assert ENGLISH.write(point["value"]) in ENGLISH.write(one.worked).partition(" = ")[2]
        assert one.quantity == point["value"]


def test_a_ratio_names_both_parts_and_what_these_follow_from(dataset, given):
    rows = dataset.where(min_confidence="medium").known("2026-03")
    found = derived.of_course(frame(rows, "2026-03"), rows, given)
    told = {ENGLISH.write(each.subject): ENGLISH.write(each.worked) for each in found}
    assert told["Baotou, R&D intensity (2022)"] == "7.75 billion yuan ÷ 374.99 billion yuan = 2.07%"
    spent = told["Baotou, R&D expenditure (2023)"]
    assert spent.startswith("30.36 billion yuan − 6.737 billion yuan − ")
    names = list(told)
    assert names.index("Baotou, R&D expenditure (2023)") < names.index(
        "Baotou, R&D intensity (2023)"
    )


def test_a_rate_that_follows_from_a_lead_names_the_lead(dataset, given):
    rows = dataset.where(min_confidence="medium").known("2022-08")
    found = derived.of_course(frame(rows, "2022-08"), rows, given)
    told = {ENGLISH.write(each.subject): ENGLISH.write(each.worked) for each in found}
    lead = told["Inner Mongolia, growth of industrial value added (January–July 2022)"]
    assert lead == "16.6% − 8.0 percentage points = 8.6%"


def test_a_row_that_nobody_explains_stands_by_itself(make_rows):
    row = ("baotou", "rd_intensity", "2020", "2.04", "baotou-press-2025-11", "derived")
    other = ("baotou", "gdp", "2020", "2787.4", "baotou-press-2025-11")
    rows = make_rows(row, other)
    course = drifting.over_time(rows, "2026-03", ["baotou"], ["rd_intensity"])
    (found,) = derived.of_course(course, rows, consistency.Relations())
    assert ENGLISH.write(found.worked) == "2.04%"
    assert found.why == Phrase("derived-untold")
    assert found.subject.values["region"] == Region("baotou")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("baotuo/gdp/2020/observed/x", "line 2: .*did you mean 'baotou'"),
        ("baotou/gpd/2020/observed/x", "line 2: .*did you mean 'gdp'"),
        ("baotou", "line 2: "),
    ],
)
def test_a_row_of_an_unknown_place_or_indicator_is_refused(tmp_path, codes, row, message):
    path = tmp_path / "relations.yaml"
    path.write_text(f"derivations:\n  {row}: {{of: '1', why: {{zh: x, en: x}}}}\n", "utf-8")
    with pytest.raises(FaultsError, match=message):
        consistency.read(SimpleNamespace(path=tmp_path / "rows.csv", codes=codes))


def table(text, number):
    """The lines of a table of a reference, without those of the next one."""
    _, _, rest = text.partition(f"\n{number} ")
    return rest.partition("\n[CSV]")[0].splitlines()


@pytest.mark.parametrize("path", sorted((ROOT / "tests" / "reference").glob("*-zh.txt")), ids=str)
def test_the_table_named_for_derived_values_holds_each_of_them(path):
    text = path.read_text("utf-8")
    said = re.findall(r"^(.+中由本报告推算的：.+算式见(附表\d+) .*)$", text, re.M)
    assert said or "推算的数值及算式见第一章" not in text
    for sentence, number in said:
        lines = table(text, number)
        assert lines
        for part in sentence.partition("；算式")[0].split("；"):
            name, _, places = part.partition("中由本报告推算的：")
            name = name.removeprefix("规上")
            for place in places.split("，"):
                region = re.match(r"\D+", place)[0]
                for when in re.split("、|和", place.removeprefix(region)):
                    held = [region in each and name in each and when in each for each in lines]
                    assert any(held), (region, name, when, number)
