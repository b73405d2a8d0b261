"""What today's edition leads with and ends with: newest figures with their age, expectations that
were due, what would overturn a chapter.
"""

from pathlib import Path
from typing import NamedTuple

import pandas
import pytest
from conftest import language

from industry_report.data import dataset
from industry_report.numbers import comparisons, gaps, growth, outcomes, overturn, situation
from industry_report.numbers.quantity import Quantity
from industry_report.words import Phrase

DATA = Path(__file__).parent.parent / "data" / "indicators.csv"
HEAD = "region,indicator,period,value,unit,status,qualifier,source,locator,confidence,flag,note\n"
GROWTH = "industrial_value_added_growth"


def small(folder: Path, *rows: str) -> dataset.Dataset:
    path = folder / "rows.csv"
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return dataset.load(path)


def row(indicator: str, period: str, value: str, unit: str = "%", **more: str) -> str:
    given = {"region": "baotou", "status": "observed", "source": "article"} | more
    start = f"{given['region']},{indicator},{period},{value},{unit},{given['status']}"
    return f"{start},,{given['source']},,high,,"


# the newest figures


@pytest.mark.parametrize(
    ("as_of", "value", "words", "age"),
    [
        ("2022-08", "9.9", "newest", None),
        ("2022-12", "9.9", "newest", None),  # a year is not old
        ("2023-01", "9.9", "newest", "13"),
        ("2023-01", "-9.9", "newest-fell", "13"),  # a fall is told as one
        ("2022-08", "0.0", "newest", None),
    ],
)
def test_a_newest_figure_carries_its_age_from_a_year_on(tmp_path, as_of, value, words, age):
    rows = small(tmp_path, row(GROWTH, "2020", "5.0"), row(GROWTH, "2021", value))
    (told,) = situation.newest(rows, "baotou", [GROWTH, "gdp_growth", GROWTH], as_of)
    when = told.values["when"]
    assert (told.id, when.id) == (words, "aged" if age else "when")
    assert str((when.values["when"] if age else when).values["period"]) == "2021"
    assert (str(when.values["months"].best) if age else None) == age


# expectations


TARGET = row(GROWTH, "2023", "12", status="target", source="baotou-work-report-2022")


@pytest.mark.parametrize(
    ("as_of", "due"), [("2023-06", False), ("2023-12", True), ("2024-06", True)]
)
def test_an_expectation_is_due_when_its_period_is_over(tmp_path, as_of, due):
    rows = small(tmp_path, TARGET)
    graded = outcomes.judged(outcomes.expectations(rows, "baotou"), rows)
    parts = outcomes.by_due(graded, as_of)
    assert [len(part) for part in parts] == ([1, 0] if due else [0, 1])


def test_what_was_published_before_an_expectation_is_no_outcome_of_it(tmp_path):
    earlier = row("rare_earth_output", "2018", "900", "1e8 CNY", source="xinhua-2019-09")
    wish = row("rare_earth_output", "2022", "600", "1e8 CNY", status="forecast")
    undated = wish.replace(",high,,", ",high,undated,")
    rows = small(tmp_path, earlier, undated)
    (grade,) = outcomes.judged(outcomes.expectations(rows, "baotou"), rows)
    assert grade.verdict == outcomes.UNKNOWN


def test_a_share_is_told_with_what_became_of_its_numerator():
    """Capacity was behind the forecast when its share of the nation was ahead of it."""
    rows = dataset.load(DATA).where(min_confidence="medium").known("2026-03")
    graded = outcomes.judged(outcomes.expectations(rows, "baotou"), rows)
    pairs = {"polysilicon_capacity_share": "polysilicon_capacity"}
    told = outcomes.with_numerators(graded, pairs)
    asides = {each.expectation.indicator: each.aside for each in told if each.aside}
    assert list(asides) == ["polysilicon_capacity_share"]
    assert asides["polysilicon_capacity_share"].values["stands"] == Phrase("latest-behind")


# what would overturn a chapter


def test_what_concludes_nothing_cannot_be_overturned(tmp_path):
    rows = small(tmp_path, row("gdp", "2021", "3293.0", "1e8 CNY"))
    latest = growth.latest(growth.beside(rows, "baotou", []), rows)
    change = growth.change(rows, "baotou", "gdp_growth")
    assert overturn.situation(latest, change, [], []) == []
    assert overturn.diagnosis(comparisons.frame([], 10), []) == []


@pytest.mark.parametrize(("own", "sign"), [("16.6", 1), ("1.0", -1)])
def test_a_lead_names_the_figure_that_would_turn_it(tmp_path, own, sign):
    rows = small(tmp_path, row(GROWTH, "2021", own), row(GROWTH, "2021", "9.6", region="china"))
    latest = growth.latest(growth.beside(rows, "baotou", ["china"]), rows)
    change = growth.change(rows, "baotou", "gdp_growth")
    (condition,) = overturn.situation(latest, change, [], [])
    assert condition.id == "overturn-growth" and condition.values["difference"].sign == sign


SHRANK = (
    "同年更长时段或全年增速公布后，领先全国的幅度不小于2025年1—6月的5.9个百分点",
    "growth published for more months of the same year, or for all of it, leads that of China by "
    "5.9 percentage points or more, as it did in January–June 2025",
)


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("9.9", ["growth", "shrank", "rest-down"]),
        ("10.1", ["growth", "shrank"]),
        ("12.3", ["growth", "rest-up"]),  # its lead grew
        ("6.0", ["growth", "rest-down"]),  # it is behind
    ],
)
def test_the_growth_that_was_worked_out_can_be_overturned(tmp_path, own, expected):
    """Of July to September, beside 5.8 of the nation; of what is level nothing is concluded. And
    a lead that shrank, by one that is published later.
    """
    half, most = "2025-01/2025-06", "2025-01/2025-09"
    rates = [("baotou", half, "12.3"), ("baotou", most, own)]
    rates += [("china", half, "6.4"), ("china", most, "6.2")]
    rows = small(
        tmp_path,
        *(row(GROWTH, when, value, region=who, source="nbd-2025-11") for who, when, value in rates),
    )
    latest = growth.latest(growth.beside(rows, "baotou", ["china"]), rows)
    change = growth.change(rows, "baotou", "gdp_growth")
    found = overturn.situation(latest, change, [], [])
    assert [each.id.removeprefix("overturn-") for each in found] == expected
    for each in found:
        if each.id == "overturn-shrank":
            written = (language(name, "01_situation").write(each) for name in ("zh", "en"))
            assert tuple(written) == SHRANK


def test_the_widest_gap_names_the_figure_that_would_close_it(tmp_path):
    shares = [row("rd_active_firm_share", "2021", v, region=r) for r, v in GAP]
    rows = small(tmp_path, *shares)
    levels = comparisons.frame(gaps.diagnose(rows, "baotou", ["china"]), 10)
    assert isinstance(levels, pandas.DataFrame)
    (condition,) = overturn.diagnosis(levels, [])
    assert condition.values["gap"].region == "china"


GAP = [("baotou", "23.2"), ("china", "37.9")]


# a task list


class Numbered(NamedTuple):
    need: str
    number: Quantity
    aims: tuple = ()


@pytest.mark.parametrize(
    ("needs", "zh", "en"),
    [
        (["shown", "claimed"], ["任务2所针对"], ["the problem of task 2"]),
        (["claimed", "claimed"], ["任务1、2中，任何一项所针对"], ["either of tasks 1 and 2"]),
        (["claimed"] * 3 + ["none"], ["任务1—3中，任何一项所针对", "任务4已判“未见”"],
         ["any of tasks 1–3", "for task 4, a sign"]),
        (["none", "none"], ["任务1、2中，任何一项已判“未见”"], ["for either of tasks 1 and 2, a sign"]),
        (["shown"], [], []),
    ],
)  # fmt: skip
def test_what_was_found_not_seen_overturns_nothing_until_it_shows(needs, zh, en):
    done = [Numbered(need, Quantity.exact(at, "")) for at, need in enumerate(needs, 1)]
    conditions = overturn.recommendations(done)
    for name, wanted in (("zh", zh), ("en", en)):
        said = [language(name, "03_recommendations").write(each) for each in conditions]
        assert len(said) == len(wanted)
        assert all(part in text for part, text in zip(wanted, said, strict=True)), said
