"""Expectations graded against what was published later."""

from decimal import Decimal
from pathlib import Path

import pytest

from industry_report import language
from industry_report.data import dataset
from industry_report.numbers import growth, hindsight, situation
from industry_report.numbers.hindsight import (
    CONFLICTING,
    MET,
    MISSED,
    PROBABLY_MET,
    PROBABLY_MISSED,
    UNKNOWN,
)

DATA = Path(__file__).parent.parent / "data" / "indicators.csv"
HEAD = "region,indicator,period,value,unit,status,qualifier,source,locator,confidence,flag,note\n"
CAPACITY = "baotou,module_capacity,2022-12,6,GW/a,forecast,,article,1.3,medium,,"
LATE = "baotou,module_capacity,{month},{value},GW/a,observed,,mysteel-2023-09,,{confidence},,"
EARLY = (
    "baotou,module_capacity,{month},{value},GW/a,observed,,consumption-daily-2023,,{confidence},,"
)


@pytest.fixture(scope="module")
def everything():
    language.use("zh")
    return dataset.load(DATA)


def graded(tmp_path: Path, expectation: str, *published: str) -> hindsight.Grade:
    path = tmp_path / "rows.csv"
    path.write_text(HEAD + "\n".join((expectation, *published)) + "\n", encoding="utf-8")
    rows = dataset.load(path)
    (expected,) = hindsight.expectations(rows.known("2022-08"), "baotou")
    return hindsight.grade(expected, rows)


@pytest.mark.parametrize(
    "published, verdict",
    [
        ((), UNKNOWN),
        ((LATE.format(month="2022-12", value="6", confidence="high"),), MET),
        ((LATE.format(month="2022-12", value="5", confidence="high"),), MISSED),
        ((LATE.format(month="2023-09", value="8", confidence="high"),), PROBABLY_MET),
        ((LATE.format(month="2023-09", value="5", confidence="high"),), MISSED),
        (
            (
                LATE.format(month="2024-06", value="5", confidence="high").replace(
                    "mysteel-2023-09", "baotou-media-2025-05"
                ),
            ),
            UNKNOWN,
        ),
        ((LATE.format(month="2023-09", value="5", confidence="low"),), UNKNOWN),
        (
            (
                EARLY.format(month="2023-06", value="5", confidence="high"),
                LATE.format(month="2023-09", value="8", confidence="high"),
            ),
            MISSED,
        ),
        (
            (
                EARLY.format(month="2023-06", value="8", confidence="high"),
                LATE.format(month="2023-09", value="5", confidence="high"),
            ),
            CONFLICTING,
        ),
        (
            (
                EARLY.format(month="2023-06", value="8", confidence="low"),
                LATE.format(month="2023-09", value="5", confidence="low"),
            ),
            CONFLICTING,
        ),
    ],
)
def test_a_capacity_is_graded_by_its_rules(tmp_path, published, verdict):
    assert graded(tmp_path, CAPACITY, *published).verdict == verdict


@pytest.mark.parametrize("value, verdict", [("97.9", MISSED), ("98", MET)])
def test_a_plain_figure_has_the_stated_tolerance(tmp_path, value, verdict):
    grade = graded(
        tmp_path,
        "baotou,pv_output,2022,100,1e8 CNY,target,,article,1.3,high,,",
        f"baotou,pv_output,2022,{value},1e8 CNY,observed,,mysteel-2023-09,,high,,",
    )
    assert grade.verdict == verdict


def test_a_bound_has_no_tolerance(tmp_path):
    grade = graded(
        tmp_path,
        "baotou,pv_output,2022,100,1e8 CNY,target,at_least,article,1.3,high,,",
        "baotou,pv_output,2022,99.9,1e8 CNY,observed,,mysteel-2023-09,,high,,",
    )
    assert grade.verdict == MISSED


@pytest.mark.parametrize("value, verdict", [("60", PROBABLY_MET), ("50", UNKNOWN)])
def test_pace_can_only_speak_for_an_output(tmp_path, value, verdict):
    grade = graded(
        tmp_path,
        "baotou,rare_earth_output,2022,100,1e8 CNY,forecast,,article,1.3,high,,",
        f"baotou,rare_earth_output,2022-01/2022-07,{value},1e8 CNY,observed,,article,1.3,high,,",
    )
    assert grade.verdict == verdict


@pytest.mark.parametrize(
    "value, verdict", [("20", PROBABLY_MET), ("13", UNKNOWN), ("5", PROBABLY_MISSED)]
)
def test_growth_of_part_of_a_year_may_drift(tmp_path, value, verdict):
    grade = graded(
        tmp_path,
        "baotou,gdp_growth,2022,12,%,target,,article,1.3,high,,",
        f"baotou,gdp_growth,2022-01/2022-09,{value},%,observed,,mysteel-2023-09,,high,,",
    )
    assert grade.verdict == verdict


def test_the_article_is_graded_as_the_research_expects(everything):
    expected = hindsight.expectations(everything.known("2022-08"), "baotou", since="2022-08")
    found = {
        (each.expectation.indicator, each.expectation.source): each.verdict
        for each in hindsight.grades(expected, everything)
    }
    article = {
        indicator: verdict for (indicator, source), verdict in found.items() if source == "article"
    }
    assert article["rare_earth_output"] == PROBABLY_MET
    assert article["polysilicon_capacity"] == MISSED
    assert article["ingot_capacity"] == article["module_capacity"] == PROBABLY_MET
    assert article["wafer_capacity"] == CONFLICTING
    assert article["polysilicon_capacity_share"] == PROBABLY_MET
    assert article["hydrogen_storage_output"] == UNKNOWN


def test_the_targets_of_the_next_year_are_met(everything):
    expected = hindsight.expectations(everything.later("2022-08"), "baotou")
    found = {
        each.expectation.indicator: each.verdict
        for each in hindsight.grades(expected, everything)
        if str(each.expectation.period) == "2023"
    }
    assert found["industrial_value_added_growth"] == found["gdp_growth"] == MET


def test_class_labels_and_estimates_are_no_expectations(everything):
    names = {(row.indicator, row.source) for row in hindsight.expectations(everything, "baotou")}
    assert not any(indicator.startswith("cluster_class") for indicator, _ in names)
    assert ("ingot_capacity_share", "silicon-conference-2022") not in names


def test_the_unknown_year_is_bounded_by_the_average(everything):
    limits = hindsight.bound(everything, "baotou")
    assert (limits.year, limits.other) == ("2022", "2024")
    product = Decimal("1.178") ** 4 / Decimal("1.141") / Decimal("1.234")
    assert (product - 1) * 100 in limits.product.interval
    low, high = limits.growth.interval.lo, limits.growth.interval.hi
    assert 13 < low < Decimal("17.6") < high < 22
    assert hindsight.bound(everything, "hohhot") is None


def test_nothing_later_than_the_vantage_point_is_used_without_hindsight(everything):
    known = everything.known("2022-08")
    assert len(hindsight.afterwards(known.later("2022-08"), "baotou", growth.CONTEXT)) == 0


def test_lines_stop_at_breaks_and_at_missing_years(everything):
    lines = growth.lines(everything, ["baotou", "inner-mongolia"], "gdp_growth")
    for _, part in lines.groupby("segment"):
        years = [int(text) for text in part["period"]]
        assert years == list(range(years[0], years[0] + len(years)))
    by_year = {(row.region, row.period): row.segment for row in lines.itertuples()}
    assert by_year["内蒙古", "2016"] != by_year["内蒙古", "2021"]


def test_growth_is_compared_over_the_same_months_only(everything):
    known = everything.known("2022-08")
    frame = situation.beside(known, "baotou", ["inner-mongolia", "china"])
    for cell, period in zip(frame["value"], frame["period"], strict=True):
        assert cell.is_missing or all(
            language.period_label(
                row.split("/observed")[0]
                .split("growth/")[-1]
                .split("nation/")[-1]
                .split("region/")[-1]
            )
            == period
            for row in cell.rows
        )


def test_real_and_nominal_growth_are_kept_apart(everything):
    frame = situation.rates_by_basis(everything.known("2022-08"), "baotou", "2021")
    bases = {row.basis for row in frame.itertuples() if "增加值" in row.indicator}
    assert bases == {situation.BASES["comparable"].zh}
    assert len(frame["basis"].unique()) == 2


def test_a_pace_is_told_in_the_past_once_the_year_is_over(everything):
    language.use("en")
    pace = situation.Pace(everything.known("2022-08"), "baotou", "rare_earth_output")
    assert "needs" in situation.pace_words(pace, "2022-08")
    assert "needed" in situation.pace_words(pace, "2025-12")


def test_a_comparison_as_a_table_keeps_each_period_in_one_row(everything):
    frame = situation.beside(everything.known("2022-08"), "baotou", ["inner-mongolia", "china"])
    table = situation.by_period(frame)
    assert list(table["period"]) == list(dict.fromkeys(frame["period"]))
    assert table.iloc[-1, 1:].tolist() == frame["value"].tolist()[-3:]


def test_a_line_needs_three_years_in_a_row(everything):
    frame = growth.lines(everything.known("2022-08"), ["baotou"], "secondary_share")
    place = frame["region"].iloc[0]
    assert not growth.drawable(frame, place)
    assert growth.drawable(
        growth.lines(everything, ["china"], "rd_intensity"),
        growth.lines(everything, ["china"], "rd_intensity").region[0],
    )
