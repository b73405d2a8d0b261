"""Expectations graded against what was published later."""

from decimal import Decimal
from pathlib import Path

import pandas
import pytest

from industry_report.data import dataset
from industry_report.data.periods import Period
from industry_report.numbers import average, growth, hindsight
from industry_report.numbers.hindsight import (
    AHEAD,
    BEHIND,
    CONFLICTING,
    MET,
    MISSED,
    OPEN,
    UNKNOWN,
)
from industry_report.numbers.quantity import Quantity, missing
from industry_report.words import NOTHING, Phrase, Region

DATA = Path(__file__).parent.parent / "data" / "indicators.csv"
HEAD = "region,indicator,period,value,unit,status,qualifier,source,locator,confidence,flag,note\n"
CAPACITY = "baotou,module_capacity,2022-12,6,GW/a,forecast,,article,1.3,medium,,"
LATE = "baotou,module_capacity,{month},{value},GW/a,observed,,mysteel-2023-09,,{confidence},,"
EARLY = (
    "baotou,module_capacity,{month},{value},GW/a,observed,,consumption-daily-2023,,{confidence},,"
)


@pytest.fixture(scope="module")
def everything():
    return dataset.load(DATA)


def graded(tmp_path: Path, expectation: str, *published: str) -> hindsight.Grade:
    path = tmp_path / "rows.csv"
    path.write_text(HEAD + "\n".join((expectation, *published)) + "\n", encoding="utf-8")
    rows = dataset.load(path)
    (expected,) = hindsight.expectations(rows.known("2022-08"), "baotou")
    return hindsight.grade(expected, rows.later("2022-08"))


def late(month: str, value: str, confidence: str = "high") -> str:
    source = "baotou-media-2025-05" if month > "2023-12" else "mysteel-2023-09"
    row = LATE if month > "2023-06" or month == "2022-12" else EARLY
    line = row.format(month=month, value=value, confidence=confidence)
    return line.replace("mysteel-2023-09", source)


@pytest.mark.parametrize(
    "published, at_due, latest",
    [
        ((), UNKNOWN, UNKNOWN),
        ((late("2022-12", "6"),), MET, UNKNOWN),
        ((late("2022-12", "5"),), MISSED, UNKNOWN),
        ((late("2022-12", "5"), late("2023-09", "8")), MISSED, AHEAD),
        ((late("2023-09", "8"),), UNKNOWN, AHEAD),  # months late: not "met"
        ((late("2023-09", "6"),), UNKNOWN, AHEAD),
        ((late("2023-09", "5"),), UNKNOWN, BEHIND),
        ((late("2024-06", "5"),), UNKNOWN, BEHIND),
        ((late("2023-06", "5"), late("2023-09", "8")), UNKNOWN, AHEAD),
        ((late("2023-06", "8"), late("2023-09", "5")), UNKNOWN, CONFLICTING),
        ((late("2023-09", "5", "low"),), UNKNOWN, OPEN),
        ((late("2023-06", "8", "low"), late("2023-09", "5", "low")), UNKNOWN, CONFLICTING),
    ],
)
def test_a_capacity_is_graded_at_both_dates(tmp_path, published, at_due, latest):
    grade = graded(tmp_path, CAPACITY, *published)
    assert (grade.at_due, grade.latest) == (at_due, latest)


@pytest.mark.parametrize("value, verdict", [("97.9", MISSED), ("98", MET)])
def test_a_plain_figure_has_the_stated_tolerance(tmp_path, value, verdict):
    grade = graded(
        tmp_path,
        "baotou,pv_output,2022,100,1e8 CNY,target,,article,1.3,high,,",
        f"baotou,pv_output,2022,{value},1e8 CNY,observed,,mysteel-2023-09,,high,,",
    )
    assert grade.at_due == verdict


def test_a_bound_has_no_tolerance(tmp_path):
    grade = graded(
        tmp_path,
        "baotou,pv_output,2022,100,1e8 CNY,target,at_least,article,1.3,high,,",
        "baotou,pv_output,2022,99.9,1e8 CNY,observed,,mysteel-2023-09,,high,,",
    )
    assert grade.at_due == MISSED


@pytest.mark.parametrize("value, latest", [("4", OPEN), ("10", AHEAD)])
def test_a_lower_bound_below_what_was_expected_decides_nothing(tmp_path, value, latest):
    grade = graded(
        tmp_path,
        "baotou,clusters_100bn,2022,10,clusters,target,,article,1.3,medium,,Undated.",
        f"baotou,clusters_100bn,2024,{value},clusters,observed,at_least,baotou-media-2025-05,,medium,,",
    )
    assert (grade.at_due, grade.latest) == (UNKNOWN, latest)


MONTHS_KNOWN = "baotou,rare_earth_output,2022-01/2022-{m},{v},1e8 CNY,observed,,{source},,high,,"


@pytest.mark.parametrize(
    "qualifier, published, latest",
    [
        ("", MONTHS_KNOWN.format(m="09", v="90", source="mysteel-2023-09"), AHEAD),
        ("", MONTHS_KNOWN.format(m="09", v="50", source="mysteel-2023-09"), BEHIND),
        ("over", MONTHS_KNOWN.format(m="09", v="90", source="mysteel-2023-09"), OPEN),
        ("", MONTHS_KNOWN.format(m="07", v="90", source="article"), UNKNOWN),  # its own figure
    ],
)
def test_months_of_the_year_are_held_against_the_calendar(tmp_path, qualifier, published, latest):
    expectation = (
        f"baotou,rare_earth_output,2022,100,1e8 CNY,forecast,{qualifier},article,1.3,high,,"
    )
    grade = graded(tmp_path, expectation, published)
    assert (grade.at_due, grade.latest) == (UNKNOWN, latest)


def test_nothing_is_judged_across_a_break(tmp_path):
    grade = graded(
        tmp_path,
        "baotou,rare_earth_output,2022,600,1e8 CNY,target,,article,1.3,high,,",
        "baotou,rare_earth_output,2024,1000,1e8 CNY,observed,at_least,baotou-media-2025-05,,medium,break,",
    )
    assert grade.latest == OPEN and grade.evidence


@pytest.mark.parametrize("value, latest", [("20", AHEAD), ("13", OPEN), ("5", BEHIND)])
def test_growth_of_part_of_a_year_may_drift(tmp_path, value, latest):
    """Behind before the due date is not missed."""
    grade = graded(
        tmp_path,
        "baotou,gdp_growth,2022,12,%,target,,article,1.3,high,,",
        f"baotou,gdp_growth,2022-01/2022-09,{value},%,observed,,mysteel-2023-09,,high,,",
    )
    assert (grade.at_due, grade.latest) == (UNKNOWN, latest)


def test_another_forecast_is_no_outcome(tmp_path):
    grade = graded(
        tmp_path,
        "baotou,polysilicon_capacity_share,2022-12,24.5,%,forecast,about,article,1.3,medium,,",
        "baotou,polysilicon_capacity_share,2022-12,25,%,forecast,about,silicon-conference-2022,,medium,,",
    )
    assert grade.verdict == UNKNOWN


def test_the_expectations_of_the_article(everything):
    expected = hindsight.expectations(everything.known("2022-08"), "baotou", since="2022-08")
    found = {
        each.expectation.indicator: each
        for each in hindsight.grades(expected, everything.later("2022-08"))
        if each.expectation.source == "article"
    }
    assert all(each.at_due in (UNKNOWN, MET) for each in found.values())
    assert found["polysilicon_capacity"].latest == BEHIND
    assert found["ingot_capacity"].latest == found["module_capacity"].latest == AHEAD
    assert found["wafer_capacity"].latest == CONFLICTING
    # Four had passed the mark by the end of 2025; the article sets no date, so none is missed.
    assert (found["clusters_100bn"].at_due, found["clusters_100bn"].latest) == (UNKNOWN, BEHIND)
    # A quarter in May 2023 says nothing about December 2022.
    share = found["polysilicon_capacity_share"]
    assert (share.at_due, share.latest) == (UNKNOWN, AHEAD)
    assert found["hydrogen_storage_output"].verdict == UNKNOWN
    assert not any(row.source == "article" for each in found.values() for row in each.evidence)


def test_the_targets_of_the_next_year_are_met(everything):
    later = everything.later("2022-08")
    found = {
        each.expectation.indicator: each
        for each in hindsight.grades(hindsight.expectations(later, "baotou"), later)
        if str(each.expectation.period) == "2023"
    }
    assert found["industrial_value_added_growth"].at_due == found["gdp_growth"].at_due == MET
    assert found["fixed_asset_investment_growth"].at_due == UNKNOWN
    assert found["fixed_asset_investment_growth"].latest == AHEAD


def test_class_labels_and_estimates_are_no_expectations(everything):
    """What a speech of December 2022 says of that December is an estimate; of 2023 it expects."""
    expected = hindsight.expectations(everything, "baotou")
    assert not any(row.indicator.startswith("cluster_class") for row in expected)
    shares = [row for row in expected if row.indicator == "ingot_capacity_share"]
    speech = [str(row.period) for row in shares if row.source == "silicon-conference-2022"]
    assert speech == ["2023-12", "2025"]


def test_the_unknown_year_is_bounded_by_the_average(everything):
    limits = average.bound(everything, "baotou")
    assert (str(limits.year), str(limits.other)) == ("2022", "2024")
    product = Decimal("1.178") ** 4 / Decimal("1.141") / Decimal("1.234")
    assert (product - 1) * 100 in limits.product.interval
    low, high = limits.growth.interval.lo, limits.growth.interval.hi
    assert 13 < low < Decimal("17.6") < high < 22
    assert average.bound(everything, "hohhot") is None


def test_nothing_later_than_the_vantage_point_is_used_without_hindsight(everything):
    known = everything.known("2022-08")
    assert hindsight.afterwards(known.later("2022-08"), "baotou", growth.CONTEXT) == []


def test_each_verdict_is_counted_once(everything):
    expected = hindsight.expectations(everything.known("2022-08"), "baotou", since="2022-08")
    graded = hindsight.grades(expected, everything.later("2022-08"))
    counts = [phrase.values["count"] for phrase in hindsight.tally(graded)]
    assert sum(counts) == len(graded)
    assert 0 not in counts


def percent(text: str, qualifier: str = "") -> Quantity:
    return Quantity.observed(text, qualifier, "%", ("row",))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ((percent("61"), percent("133")), "spread"),
        ((percent("61"), percent("200", "at_least")), "spread"),
        ((percent("200", "at_least"),), "spread-one"),
        ((percent("200", "at_least"), percent("300", "at_least")), "spread-all"),
    ],
)
def test_a_spread_of_bounds_has_no_highest(values, words):
    assert hindsight.spread(values).id == words


def compared(*cells: tuple[str, Quantity]) -> pandas.DataFrame:
    own = [(Period.parse(year), Region("baotou"), cell) for year, cell in cells]
    other = (own[0][0], Region("china"), percent("99"))
    return pandas.DataFrame([*own, other], columns=["period", "place", "value"])


@pytest.mark.parametrize(
    ("cells", "words", "top", "last"),
    [
        ((("2023", percent("23.4")), ("2024", percent("15.1"))), "turned", "23.4", "15.1"),
        ((("2023", percent("5.0")), ("2024", percent("5.9"))), "highest", "5.9", "5.9"),
        ((("2023", percent("5.0")),), "only", "5.0", "5.0"),
        ((("2023", missing(Phrase("x"))), ("2024", percent("5.9"))), "only", "5.9", "5.9"),
    ],
)
def test_a_title_cites_what_is_plotted_of_the_place(make_rows, cells, words, top, last):
    rows = make_rows(("china", "gdp", "2021", "1", "nbd-2025-11"))
    turn = hindsight.turn(compared(*cells), rows)
    assert turn.words == words
    assert (turn.top.best, turn.last.best) == (Decimal(top), Decimal(last))
    assert (turn.newer, turn.unshown) == (None, NOTHING)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_newer_figure_that_others_lack_is_told_beside_what_is_plotted(make_rows, speak, language):
    source = "nbd-2025-11"
    rows = make_rows(
        ("baotou", growth.VALUE_ADDED_GROWTH, "2025-01/2025-06", "12.3", source),
        ("baotou", growth.VALUE_ADDED_GROWTH, "2025-01/2025-09", "9.9", source),
        ("china", growth.VALUE_ADDED_GROWTH, "2025-01/2025-06", "6.4", source),
    )
    turn = hindsight.turn(growth.beside(rows, "baotou", ["china"]), rows)
    assert str(turn.last.best) == "12.3"
    for said in (turn.told, turn.unshown):
        assert "9.9%" in speak(language, said, "01_situation")
