"""Steps, precedents, progress and scenarios: what they compute, and what they must refuse to compare."""

from __future__ import annotations

from decimal import Decimal

import pytest

from industry_report.data import dataset as loader
from industry_report.numbers import targets
from industry_report.numbers.quantity import INFINITY, Quantity
from industry_report.numbers.targets import Goal

FIXED = {
    "unit": "%",
    "status": "observed",
    "qualifier": "",
    "source": "article",
    "locator": "",
    "confidence": "high",
    "flag": "",
    "note": "",
}


@pytest.fixture
def make(tmp_path):
    """A dataset of a few rows over the project's own code lists: (region, indicator, period, value, changes …)."""

    def dataset(*rows):
        text = ",".join(loader.COLUMNS) + "\n"
        for region, indicator, period, value, *changes in rows:
            row = FIXED | {
                "region": region,
                "indicator": indicator,
                "period": period,
                "value": value,
            }
            for change in changes:
                row |= change
            text += ",".join(row[name] for name in loader.COLUMNS) + "\n"
        (tmp_path / "rows.csv").write_text(text, encoding="utf-8")
        return loader.load(tmp_path / "rows.csv")

    return dataset


GDP = {"unit": "1e8 CNY"}
GW = {"unit": "GW/a"}
FIRMS = {"unit": "firms"}
EDITION = {"source": "national-rd-bulletin-2020"}


def to(level, by="2025"):
    return Goal(Quantity.exact(Decimal(level), "%"), "assumption", by)


def test_step_is_gap_over_years_with_its_rounding(make):
    rows = make(("baotou", "rd_active_firm_share", "2021", "23.2"))
    way = targets.pathway(rows, "rd_active_firm_share", "baotou", to("28"))
    assert way.state == targets.OPEN and way.years.best == 4
    assert way.step.best == Decimal("1.2") and way.step.unit == "pp"
    assert (way.step.interval.lo, way.step.interval.hi) == (Decimal("1.1875"), Decimal("1.2125"))
    assert way.baseline.rows[0] in way.step.rows
    assert way.rate.best == pytest.approx(Decimal("4.813"), abs=Decimal("0.001"))


@pytest.mark.parametrize(
    ("target", "by", "state"),
    [
        ("23.2", "2025", targets.REACHED),
        ("20", "2025", targets.REACHED),
        ("30", "2021", targets.OVERDUE),
    ],
)
def test_no_step_where_none_is_to_be_taken(make, target, by, state):
    rows = make(("baotou", "rd_active_firm_share", "2021", "23.2"))
    way = targets.pathway(rows, "rd_active_firm_share", "baotou", to(target, by))
    assert way.state == state and way.step.is_missing


def test_downward_goals_count_down(make):
    rows = make(("baotou", "energy_intensity_change", "2021", "2.0"))
    assert targets.pathway(
        rows, "energy_intensity_change", "baotou", to("-3"), "down"
    ).step.best == Decimal("-1.25")
    assert (
        targets.pathway(rows, "energy_intensity_change", "baotou", to("3"), "down").state
        == targets.REACHED
    )


def test_part_of_a_year_is_no_baseline_for_an_amount(make):
    rows = make(
        ("baotou", "rare_earth_output", "2022-01/2022-07", "406.2", GDP),
        (
            "baotou",
            "rare_earth_output",
            "2022",
            "600",
            GDP,
            {"status": "forecast", "qualifier": "over"},
        ),
    )
    assert targets.baseline(rows, "rare_earth_output", "baotou").status == "forecast"


def test_newer_forecast_goes_before_older_observation_but_not_before_one_of_its_own_date(make):
    old = ("baotou", "wafer_capacity", "2021-12", "10", GW)
    forecast = ("baotou", "wafer_capacity", "2022-12", "30", GW, {"status": "forecast"})
    seen = ("baotou", "wafer_capacity", "2022-12", "28", GW, {"source": "mysteel-2023-09"})
    assert targets.baseline(make(old, forecast), "wafer_capacity", "baotou").text == "30"
    assert targets.baseline(make(old, forecast, seen), "wafer_capacity", "baotou").text == "28"


# Precedents


def test_precedent_is_found_in_any_region(make):
    rows = make(
        ("baotou", "rd_intensity", "2020", "2.04"),
        ("china", "rd_intensity", "2019", "2.23"),
        ("china", "rd_intensity", "2020", "2.40", EDITION),
    )
    assert targets.pathway(rows, "rd_intensity", "baotou", to("2.4")).seen == targets.YES
    steep = targets.pathway(rows, "rd_intensity", "baotou", to("4"))
    assert (steep.seen, steep.fast, steep.observed, steep.best.region) == (
        targets.NO,
        0,
        1,
        "china",
    )


def test_no_pace_across_a_break(make):
    rows = make(
        ("china", "rd_intensity", "2019", "1.0"),
        ("china", "rd_intensity", "2020", "9.0", EDITION, {"flag": "break"}),
    )
    assert targets.paces(rows, "rd_intensity") == []


def test_no_pace_across_a_break_whose_row_was_filtered_away(make):
    rows = make(
        ("china", "rd_intensity", "2018", "1.0"),
        ("china", "rd_intensity", "2019", "5.0", {"flag": "break", "confidence": "low"}),
        ("china", "rd_intensity", "2020", "9.0", EDITION),
    )
    assert targets.paces(rows.where(min_confidence="medium"), "rd_intensity") == []


def test_no_pace_between_vintages_of_money(make):
    first = ("baotou", "gdp", "2020", "2787.4", GDP)
    same, later = (
        ("baotou", "gdp", "2021", "3293.0", GDP),
        ("baotou", "gdp", "2021", "3293.0", GDP, EDITION),
    )
    assert len(targets.paces(make(first, same), "gdp")) == 1
    assert targets.paces(make(first, later), "gdp") == []


def test_no_pace_between_revised_and_unrevised(make):
    rows = make(
        ("china", "rd_intensity", "2019", "2.0"),
        ("china", "rd_intensity", "2020", "2.4", {"flag": "revised"}),
    )
    assert targets.paces(rows, "rd_intensity") == []


def test_no_pace_from_bounds_or_small_counts_or_within_a_year(make):
    bound = make(
        ("china", "rd_intensity", "2019", "2.0", {"qualifier": "at_least"}),
        ("china", "rd_intensity", "2020", "2.4"),
    )
    small = make(
        ("tibet", "rd_active_firms", "2019", "10", FIRMS),
        ("tibet", "rd_active_firms", "2020", "30", FIRMS),
    )
    months = make(
        ("baotou", "module_capacity", "2023-06", "8", GW, {"source": "mysteel-2023-09"}),
        ("baotou", "module_capacity", "2023-09", "12", GW, {"source": "mysteel-2023-09"}),
    )
    assert targets.paces(bound, "rd_intensity") == targets.paces(small, "rd_active_firms") == []
    assert targets.paces(months, "module_capacity") == []


def test_growth_rates_move_in_points_not_in_per_cent_of_themselves(make):
    rows = make(("baotou", "gdp_growth", "2020", "3.0"), ("baotou", "gdp_growth", "2021", "8.5"))
    (pace,) = targets.paces(rows, "gdp_growth")
    assert pace.rate.best == Decimal("5.5") and pace.rate.unit == "pp"


def test_rounding_can_leave_a_precedent_open():
    needed = Quantity.observed("10.0", "", "%", (), "", "")
    for text, verdict in (("10.2", targets.YES), ("10.05", targets.PERHAPS), ("9.8", targets.NO)):
        assert targets.as_fast(Quantity.observed(text, "", "%", (), "", ""), needed) == verdict


def test_growth_rates_of_different_periods_are_no_benchmark(make):
    rows = make(
        ("baotou", "gdp_growth", "2021", "8.5"),
        ("china", "gdp_growth", "2020", "2.2"),
        ("china", "rd_intensity", "2018", "2"),
    )
    assert targets.benchmark_goal(rows, "gdp_growth", "baotou", ["china"], 2025).source == ""
    assert targets.benchmark_goal(rows, "rd_intensity", "baotou", ["china"], 2025).period == "2018"


# Within the year, scenarios, hindsight


def test_progress_against_elapsed_time_and_required_run_rate(make):
    rows = make(
        ("baotou", "rare_earth_output", "2022-01/2022-07", "406.2", GDP),
        ("baotou", "rare_earth_output", "2022", "600", GDP, {"status": "forecast"}),
    )
    (found,) = targets.progress(rows, "baotou", "2022-08")
    assert found.elapsed.best == pytest.approx(Decimal("58.33"), abs=Decimal("0.01"))
    assert found.achieved.best == pytest.approx(
        Decimal("67.7")
    ) and found.needed.best == pytest.approx(Decimal("38.76"))
    assert targets.progress(rows, "baotou", "2023-08") == [], (
        "a year that is over is no goal any more"
    )


def test_of_more_than_so_much_only_at_most_a_share_is_done(make):
    rows = make(
        ("baotou", "rare_earth_output", "2022-01/2022-07", "406.2", GDP),
        (
            "baotou",
            "rare_earth_output",
            "2022",
            "600",
            GDP,
            {"status": "forecast", "qualifier": "over"},
        ),
    )
    (found,) = targets.progress(rows, "baotou", "2022-08")
    assert found.achieved.interval.lo == -INFINITY and found.needed.interval.hi == INFINITY


def test_participation_counts_the_firms_that_do_not_do_it_yet(make):
    rows = make(
        ("baotou", "rd_active_firm_share", "2021", "20.0"),
        ("china", "rd_active_firm_share", "2021", "36.0"),
    )
    found = targets.participation(rows, "rd_active_firm_share", "baotou", ["china"], 2025)
    assert found.yearly.best == 4 and found.conversion.best == 5 and not found.reached
    assert targets.participation(rows, "rd_active_firm_share", "china", ["baotou"], 2025).reached
    assert targets.participation(
        rows, "rd_active_firm_share", "hohhot", ["china"], 2025
    ).yearly.is_missing


def test_capacities_are_balanced_at_one_date(make):
    rows = make(
        ("baotou", "ingot_capacity", "2022-12", "118.3", GW, {"status": "forecast"}),
        ("baotou", "ingot_capacity", "2023-09", "188.8", GW, {"source": "mysteel-2023-09"}),
        ("baotou", "wafer_capacity", "2022-12", "30", GW, {"status": "forecast"}),
    )
    (link,) = targets.balance(rows, "baotou", "ingot_capacity", ["wafer_capacity"])
    assert link.supply.best == Decimal("118.3") and link.missing.best == Decimal("88.3")
    assert link.missing.status == "forecast"
    assert targets.balance(rows, "hohhot", "ingot_capacity", ["wafer_capacity"])[
        0
    ].covered.is_missing


def test_a_lower_bound_makes_what_is_lacking_an_upper_bound(make):
    rows = make(
        (
            "baotou",
            "rare_earth_output",
            "2022",
            "600",
            GDP,
            {"status": "forecast", "qualifier": "over"},
        ),
        ("baotou", "rare_earth_output", "2022-01/2022-07", "406.2", GDP),
    )
    found = targets.climb(
        rows, "rare_earth_output", "baotou", Quantity.exact(1000, "1e8 CNY"), "2025"
    )
    assert found.lacking.interval.hi == 400 and found.lacking.interval.lo == -INFINITY
    assert found.rate.interval.hi == pytest.approx(Decimal("18.56"), abs=Decimal("0.01"))
    assert (
        found.annualised.best == pytest.approx(Decimal("696.34"), abs=Decimal("0.01"))
        and not found.reached
    )
    assert targets.climb(
        rows, "rare_earth_output", "baotou", Quantity.exact(600, "1e8 CNY"), "2025"
    ).reached


def test_moves_never_cross_a_break(make):
    early = ("baotou", "rd_intensity", "2021", "2.05")
    late = ("baotou", "rd_intensity", "2024", "1.67", {"source": "baotou-press-2025-11"})
    rows = make(early, late)
    way = targets.pathway(rows.known("2022-08"), "rd_intensity", "baotou", to("2.4"))
    (move,) = targets.moves(rows, rows.known("2022-08"), "baotou", "2022-08", [way])
    assert move.towards is False and move.step.best == pytest.approx(
        Decimal("-0.1267"), abs=Decimal("0.001")
    )
    broken = make(early, (*late, {"flag": "break"}))
    assert targets.moves(broken, broken.known("2022-08"), "baotou", "2022-08", [way]) == []


def test_growth_a_year_compounds():
    start, end = Quantity.exact(100, "GW"), Quantity.exact(121, "GW")
    assert targets.yearly_growth(start, end, Decimal(2)).best == pytest.approx(Decimal(10))
    assert targets.yearly_growth(Quantity.missing("GW", "", ""), end, Decimal(2)).is_missing
    assert targets.yearly_growth(Quantity.exact(0, "GW"), end, Decimal(2)).is_missing
