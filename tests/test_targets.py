"""Steps, precedents, progress and scenarios: what they compute, and what they must refuse to compare."""

from __future__ import annotations

from decimal import Decimal

import pytest
from conftest import ROOT, language

from industry_report.data import dataset as loader
from industry_report.data.periods import Period
from industry_report.numbers import outlook, paces, targets
from industry_report.numbers.logic_model import load as load_model
from industry_report.numbers.quantity import INFINITY, Interval, Quantity, missing
from industry_report.numbers.sections import Sections
from industry_report.numbers.targets import Goal
from industry_report.words import NOTHING

LOCAL = Sections()
OWN_MODEL = ROOT / "data" / "logic_model.yaml"

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
#: Output of some months, and a forecast of more than so much for the year.
SO_FAR = ("baotou", "rare_earth_output", "2022-01/2022-07", "406.2", GDP)
OVER = {"status": "forecast", "qualifier": "over"}
OVER_600 = ("baotou", "rare_earth_output", "2022", "600", GDP, OVER)
FIRMS = {"unit": "firms"}
EDITION = {"source": "national-rd-bulletin-2020"}


def to(level, by="2025"):
    return goal(level, "%", by)


def goal(level, unit, by, source="assumption", dated=False):
    return Goal(Quantity.exact(Decimal(level), unit), source, Period.parse(by), dated)


def test_step_is_gap_over_years_with_its_rounding(make):
    rows = make(("baotou", "rd_active_firm_share", "2021", "23.2"))
    way = targets.pathway(rows, "rd_active_firm_share", "baotou", to("28"), "2021-12")
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
        ("30", "2021", targets.MISSED),
    ],
)
def test_no_step_where_none_is_to_be_taken(make, target, by, state):
    rows = make(("baotou", "rd_active_firm_share", "2021", "23.2"))
    way = targets.pathway(rows, "rd_active_firm_share", "baotou", to(target, by), "2022-08")
    assert way.state == state and way.step.is_missing


def test_downward_goals_count_down(make):
    rows = make(("baotou", "high_tech_share", "2021", "6.0"))

    def way(level):
        return targets.pathway(rows, "high_tech_share", "baotou", to(level), "2021-12", "down")

    assert way("4").step.best == Decimal("-0.5")
    assert way("6.0").state == way("7").state == targets.REACHED


def test_part_of_a_year_is_no_baseline_for_an_amount(make):
    rows = make(SO_FAR, OVER_600)
    assert targets.baseline(rows, "rare_earth_output", "baotou").status == "forecast"


def test_newer_forecast_goes_before_older_observation_but_not_before_one_of_its_own_date(make):
    old = ("baotou", "wafer_capacity", "2021-12", "10", GW)
    forecast = ("baotou", "wafer_capacity", "2022-12", "30", GW, {"status": "forecast"})
    seen = ("baotou", "wafer_capacity", "2022-12", "28", GW, {"source": "mysteel-2023-09"})
    assert targets.baseline(make(old, forecast), "wafer_capacity", "baotou").text == "30"
    assert targets.baseline(make(old, forecast, seen), "wafer_capacity", "baotou").text == "28"


# What a pathway says: each case is a state of affairs and the only verdict that is true of it.

FORECAST = {"status": "forecast"}
LATER = {"source": "mysteel-2023-09"}


@pytest.mark.parametrize(
    ("row", "level", "by", "as_of", "state"),
    [
        (("2021", "30.0"), "28", "2025", "2022-08", targets.REACHED),
        (("2021", "28.0"), "28", "2025", "2022-08", targets.REACHED),
        (("2021", "23.2"), "28", "2025", "2022-08", targets.OPEN),
        (("2021", "28", {"qualifier": "over"}), "28", "2025", "2022-08", targets.REACHED),
        (("2021", "28", {"qualifier": "nearly"}), "28", "2025", "2022-08", targets.OPEN),
        (("2022", "30", FORECAST), "28", "2025", "2022-08", targets.EXPECTED),
        (("2022", "23.2", FORECAST), "28", "2025", "2022-08", targets.OPEN),
        (("2021", "23.2"), "28", "2022", "2022-12", targets.OVERDUE),
        (("2022", "23.2"), "28", "2022", "2023-05", targets.MISSED),
        (("2022-01/2022-07", "64.3"), "100", "2022", "2022-08", targets.WITHIN),
        (("2022-01/2022-07", "64.3"), "100", "2022", "2023-01", targets.OVERDUE),
    ],
)
def test_each_state_of_affairs_has_its_verdict(make, row, level, by, as_of, state):
    rows = make(("baotou", "rd_active_firm_share", *row))
    way = targets.pathway(rows, "rd_active_firm_share", "baotou", to(level, by), as_of)
    assert way.state == state
    assert way.step.is_missing == (state != targets.OPEN)


def test_without_a_goal_or_a_baseline_nothing_is_reckoned(make):
    rows = make(("baotou", "rd_active_firm_share", "2021", "23.2"))
    none = Goal(targets.absent(rows, "rd_intensity", "china"), "", Period.parse("2025"))
    args = ("baotou", none, "2022-08")
    assert targets.pathway(rows, "rd_active_firm_share", *args).state == targets.NO_TARGET
    elsewhere = targets.pathway(rows, "rd_active_firm_share", "hohhot", to("28"), "2022-08")
    assert elsewhere.state == targets.NO_BASELINE and elsewhere.gap.is_missing


@pytest.mark.parametrize(
    "months",
    [
        ("2022-08", "2023-08", "2024-08", "2024-12"),
        ("2023-10", "2024-10", "2024-11", "2024-12"),
    ],
)
def test_waiting_makes_nothing_easier(make, months):
    rows = make(("baotou", "module_capacity", "2022-06", "12", GW))
    aim = goal("30", "GW/a", "2026", "plan", True)
    ways = [targets.pathway(rows, "module_capacity", "baotou", aim, month) for month in months]
    steps = [way.step.best for way in ways]
    assert steps == sorted(set(steps))
    left = aim.level.best - 12
    assert steps[0] == left / ((2026 - int(months[0][:4])) * 12 + 12 - int(months[0][5:])) * 12


def test_a_sliding_date_makes_nothing_easier_either(make):
    rows = make(("baotou", "module_capacity", "2023-09", "12", GW, LATER))
    rates = [
        targets.pathway(
            rows,
            "module_capacity",
            "baotou",
            goal("188.8", "GW/a", str(year + 3)),
            f"{year}-10",
        ).rate.best
        for year in (2023, 2024, 2025, 2026)
    ]
    assert max(rates) == min(rates) == pytest.approx(Decimal("138.7"), abs=Decimal("0.1"))


def test_a_forecast_for_later_starts_the_clock_at_its_own_date(make):
    rows = make(("baotou", "module_capacity", "2022-12", "6", GW, FORECAST))
    aim = goal("30", "GW/a", "2025", "plan", True)
    assert targets.pathway(rows, "module_capacity", "baotou", aim, "2022-08").years.best == 3


def test_within_a_year_only_what_is_lacking_is_said(make):
    rows = make(("baotou", "module_capacity", "2023-06", "8", GW, LATER))
    aim = goal("30", "GW/a", "2023-12", "plan", True)
    way = targets.pathway(rows, "module_capacity", "baotou", aim, "2023-06")
    assert way.state == targets.OPEN and way.gap.best == 22
    assert way.step.is_missing and way.rate.is_missing


def test_growth_rates_are_no_level_to_be_raised_to(make):
    rows = make(
        ("alxa", "industrial_investment_growth", "2021", "16.0"),
        ("inner-mongolia", "industrial_investment_growth", "2021", "31.0"),
    )
    names = ("industrial_investment_growth", "alxa", ["inner-mongolia"])
    assert targets.benchmark_goal(rows, *names, 2025).basis == ""
    given = goal("31", "%", "2025", "plan", True)
    way = targets.pathway(rows, "industrial_investment_growth", "alxa", given, "2022-08")
    assert way.step.is_missing and way.rate.is_missing
    paths = targets.pathways(rows, "alxa", None, ["inner-mongolia"], 2025, "2022-08")
    assert not {path.indicator for path in paths} & {"industrial_investment_growth", "gdp_growth"}


def test_no_place_is_measured_against_its_parts(make):
    rows = make(
        ("china", "rd_intensity", "2021", "2.44"), ("inner-mongolia", "rd_intensity", "2021", "0.9")
    )
    others = ["inner-mongolia", "baotou", "china"]
    assert targets.benchmark_goal(rows, "rd_intensity", "china", others, 2025).basis == ""
    region = targets.benchmark_goal(rows, "rd_intensity", "inner-mongolia", others, 2025)
    assert region.reference == "china"


# Precedents


def test_precedent_is_found_in_any_region(make):
    rows = make(
        ("baotou", "rd_intensity", "2020", "2.04"),
        ("china", "rd_intensity", "2019", "2.23"),
        ("china", "rd_intensity", "2020", "2.40", EDITION),
    )
    assert (
        targets.pathway(rows, "rd_intensity", "baotou", to("2.4"), "2021-12").seen_elsewhere
        == paces.YES
    )
    steep = targets.pathway(rows, "rd_intensity", "baotou", to("4"), "2021-12")
    assert (steep.seen, steep.seen_elsewhere) == (paces.UNKNOWN, paces.NO)
    assert steep.own is None and steep.other.region == "china"


def test_some_months_of_a_year_are_no_precedent(make):
    growth = "rare_earth_output_growth"
    rows = make(("baotou", growth, "2022-01/2022-06", "111.4"), ("baotou", growth, "2018", "16.8"))
    assert [str(pace.end) for pace in paces.paces(rows, "rare_earth_output")] == ["2018"]


def test_no_pace_across_a_break(make):
    rows = make(
        ("china", "rd_intensity", "2019", "1.0"),
        ("china", "rd_intensity", "2020", "9.0", EDITION, {"flag": "break"}),
    )
    assert paces.paces(rows, "rd_intensity") == []


def test_no_pace_across_a_break_whose_row_was_filtered_away(make):
    rows = make(
        ("china", "rd_intensity", "2018", "1.0"),
        ("china", "rd_intensity", "2019", "5.0", {"flag": "break", "confidence": "low"}),
        ("china", "rd_intensity", "2020", "9.0", EDITION),
    )
    assert paces.paces(rows.where(min_confidence="medium"), "rd_intensity") == []


def test_no_pace_between_vintages_of_money(make):
    first = ("baotou", "gdp", "2020", "2787.4", GDP)
    same, later = (
        ("baotou", "gdp", "2021", "3293.0", GDP),
        ("baotou", "gdp", "2021", "3293.0", GDP, EDITION),
    )
    assert len(paces.paces(make(first, same), "gdp")) == 1
    assert paces.paces(make(first, later), "gdp") == []


def test_no_pace_between_revised_and_unrevised(make):
    rows = make(
        ("china", "rd_intensity", "2019", "2.0"),
        ("china", "rd_intensity", "2020", "2.4", {"flag": "revised"}),
    )
    assert paces.paces(rows, "rd_intensity") == []


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
    assert paces.paces(bound, "rd_intensity") == paces.paces(small, "rd_active_firms") == []
    assert paces.paces(months, "module_capacity") == []


def test_growth_rates_move_in_points_not_in_per_cent_of_themselves(make):
    rows = make(("baotou", "gdp_growth", "2020", "3.0"), ("baotou", "gdp_growth", "2021", "8.5"))
    (pace,) = paces.paces(rows, "gdp_growth")
    assert pace.rate.best == Decimal("5.5") and pace.rate.unit == "pp"


def test_rounding_can_leave_a_precedent_open():
    needed = Quantity.observed("10.0", "", "%", ())
    for text, verdict in (("10.2", paces.YES), ("10.05", paces.PERHAPS), ("9.8", paces.NO)):
        assert paces.as_fast(Quantity.observed(text, "", "%", ()), needed) == verdict


def test_benchmark_of_another_year_is_used_and_dated(make):
    rows = make(("baotou", "rd_intensity", "2021", "2.05"), ("china", "rd_intensity", "2018", "2"))
    assert targets.benchmark_goal(
        rows, "rd_intensity", "baotou", ["china"], 2025
    ).period == Period.parse("2018")


def test_published_growth_of_the_same_amount_is_a_pace(make):
    growth = ("baotou", "rare_earth_output_growth", "2022", "108.2")
    output = ("baotou", "rare_earth_output", "2021", "400", GDP)
    aim = goal("1000", "1e8 CNY", "2025")
    way = targets.pathway(make(output, growth), "rare_earth_output", "baotou", aim, "2022-08")
    assert way.own.rate.best == Decimal("108.2") and way.seen == paces.YES
    bound = ("baotou", "rare_earth_output_growth", "2022", "10", {"qualifier": "over"})
    assert paces.paces(make(output, bound), "rare_earth_output") == []


def test_growth_of_another_basis_is_no_pace(make):
    rows = make(("baotou", "gdp", "2021", "3293.0", GDP), ("baotou", "gdp_growth", "2021", "8.5"))
    assert paces.paces(rows, "gdp") == []


@pytest.mark.parametrize(
    ("level", "seen"), [("193", paces.YES), ("400", paces.NO), ("341", paces.YES)]
)
def test_a_count_since_it_began_has_an_average_a_year(make, level, seen):
    rows = make(("baotou", "digital_projects_done", "2021-01/2022-08", "114", {"unit": "projects"}))
    aim = goal(level, "projects", "2025")
    way = targets.pathway(rows, "digital_projects_done", "baotou", aim, "2022-08")
    assert way.own.rate.best == Decimal("68.4") and way.seen == seen
    assert way.rate.is_missing, "per cent of a total that only grows say nothing"


def test_own_pace_and_that_of_others_are_never_mixed(make):
    rows = make(
        ("baotou", "rd_intensity", "2020", "2.00"),
        ("baotou", "rd_intensity", "2021", "2.02"),
        ("china", "rd_intensity", "2020", "2.00"),
        ("china", "rd_intensity", "2021", "2.60"),
    )
    way = targets.pathway(rows, "rd_intensity", "baotou", to("2.4"), "2021-12")
    assert (way.own.region, way.other.region) == ("baotou", "china")
    assert (way.seen, way.seen_elsewhere) == (paces.NO, paces.YES)


# Whose goal it is


@pytest.fixture
def model(dataset):
    return load_model(OWN_MODEL, dataset.codes)


def chain(dataset, model, as_of):
    rows = dataset.where(min_confidence="medium").known(as_of)
    benchmarks = ["inner-mongolia", "china"]
    paths = targets.pathways(rows, "baotou", model, benchmarks, int(as_of[:4]) + 3, as_of)
    return {path.indicator: path for path in paths}


def test_assumptions_are_called_so_and_give_way_to_the_citys_own_targets(dataset, model):
    early, late = (chain(dataset, model, as_of) for as_of in ("2022-08", "2025-12"))
    assert early["module_capacity"].assumed and early["wafer_capacity"].assumed
    for name, level in (("module_capacity", 30), ("wafer_capacity", 106)):
        assert (late[name].goal.level.best, late[name].goal.basis) == (level, "plan")
        assert late[name].goal.dated and not late[name].assumed
        assert late[name].state == targets.OVERDUE


@pytest.mark.parametrize(
    ("name", "as_of", "there"),
    [
        ("key_project_completion_rate", "2022-08", True),  # due by the end of that year
        ("key_project_completion_rate", "2026-03", False),  # of 2023
        ("digital_projects_done", "2022-08", True),  # all that were begun by then
        ("digital_projects_done", "2026-03", False),  # of 2022, for 2029
        ("rare_earth_output", "2026-03", True),  # the city's own, though past
        ("rd_intensity", "2026-03", True),
    ],
)
def test_a_goal_that_only_this_report_assumed_ends_with_what_it_was_taken_from(
    dataset, model, name, as_of, there
):
    assert (name in chain(dataset, model, as_of)) == there


@pytest.mark.parametrize(
    ("name", "as_of", "ready", "lacks"),
    [
        ("module_capacity", "2023-10", True, None),  # due in December
        ("module_capacity", "2025-12", False, "lacks-new"),
        ("rare_earth_output", "2025-11", True, None),
        ("rare_earth_output", "2026-03", False, "lacks-new"),
        ("hydrogen_storage_output", "2022-08", False, "lacks-baseline"),
        ("hydrogen_storage_output", "2026-03", False, "lacks-new"),  # of 2022
    ],
)
def test_what_fell_due_needs_a_new_target(dataset, model, name, as_of, ready, lacks):
    way = chain(dataset, model, as_of)[name]
    assert way.ready == ready and (lacks is None or way.lacks.id == lacks)


@pytest.mark.parametrize("as_of", ["2022-08", "2023-01", "2023-10", "2025-12"])
def test_links_of_one_chain_are_measured_by_one_vintage(dataset, model, as_of):
    paths = chain(dataset, model, as_of)
    goals = [paths[name].goal for name in ("module_capacity", "wafer_capacity")]
    assert goals[0].basis == goals[1].basis
    if goals[0].basis == "assumption":
        assert goals[0].level.rows == goals[1].level.rows


@pytest.fixture
def ways(dataset, model):
    return chain(dataset, model, "2026-03")


PRESS, NEWS = "baotou-press-2025-11", "nbd-2025-11"


@pytest.mark.parametrize(
    ("later", "rate"),
    [((PRESS,), "4.9"), ((NEWS,), None), ((PRESS, "revised"), None)],
    ids=["one basis", "another release", "a revision"],
)
def test_a_ratio_has_a_pace_only_where_its_denominators_are_of_one_basis(make_rows, later, rate):
    rows = make_rows(
        ("baotou", "gdp", "2021", "3293.0", PRESS),
        ("baotou", "gdp", "2022", "3749.9", *later),
        ("baotou", "rd_expenditure", "2021", "67.2", PRESS),
        ("baotou", "rd_expenditure", "2022", "80.3", PRESS),
    )
    found = paces.paces(rows, "rd_intensity")
    assert [str(round(each.rate.best, 1)) for each in found] == ([rate] if rate else [])


def test_a_pace_to_what_this_report_derived_starts_from_what_it_derives(make_rows):
    """The printed 2.05 % and the derived 2.14 % would make a pace of their rounding, too."""
    rows = make_rows(
        ("baotou", "gdp", "2021", "3293.0", PRESS),
        ("baotou", "gdp", "2022", "3749.9", PRESS),
        ("baotou", "rd_expenditure", "2021", "67.2", PRESS),
        ("baotou", "rd_expenditure", "2022", "80.3", PRESS),
        ("baotou", "rd_intensity", "2021", "2.05", PRESS),
    )
    (found,) = paces.paces(rows, "rd_intensity")
    assert round(found.rate.best, 2) == Decimal("4.93")


@pytest.mark.parametrize(
    ("spent", "direction", "told"),
    [
        (("77.5",), "up", "；2021年至2022年每年0.02个百分点，但两年所据数据不是同一次发布，不计入"),
        (("76.8",), "up", ""),  # level
        (("70",), "up", ""),
        (("70",), "down", None),  # the only fall is of two releases
        (None, "up", ""),
        (("90", "", "", "over"), "up", ""),
    ],
    ids=["up", "level", "down", "a fall", "missing", "a bound"],
)
def test_a_faster_pace_that_two_releases_make_is_told_and_not_counted(
    make_rows, spent, direction, told
):
    """What a chart joins, a reader may miss beside the fastest pace that is known."""
    value, *rest = spent or ("77.5",)
    year = "2022" if spent else "2019"
    rows = make_rows(
        ("baotou", "rd_intensity", "2020", "2.04", PRESS),
        ("baotou", "rd_intensity", "2021", "2.05", PRESS),
        ("baotou", "gdp", "2021", "3293.0", PRESS),
        ("baotou", "gdp", "2022", "3749.9", NEWS),
        ("baotou", "rd_expenditure", "2021", "67.37", PRESS),
        ("baotou", "rd_expenditure", year, value, PRESS, *rest),
    )
    own, _ = paces.fastest(rows, "rd_intensity", "baotou", direction)
    if told is None:
        assert own is None
    else:
        when = language("zh", "03_recommendations").write(own.when)
        assert when == f"2020年至2021年{told}"


def test_the_pace_of_one_release_is_the_only_one_of_the_place_itself(ways):
    own = ways["rd_intensity"].own
    assert (str(own.start), str(own.end)) == ("2020", "2021")


@pytest.mark.parametrize(
    ("target", "by", "counts", "zh"),
    [
        (
            "2.49",
            "2025",
            (2, 1, 1),
            "按同一口径，2019年至2023年间年均达到所需的，2个省级地区（另有1个起点不足本地现状一半，不计）中有1个，"
            "另有1个因四舍五入难以判定；全国年均4.4%",
        ),
        (
            "4",
            "2025",
            (2, 0, 0),
            "2个省级地区（另有1个起点不足本地现状一半，不计）中有0个；全国年均4.4%",
        ),
        (
            "2.24",
            "2023",
            (3, 2, 0),
            "2019年至2023年间2年以上年均达到所需的，1个市州和2个省级地区（另有1个起点不足本地现状一半，不计）中有2个；全国年均4.4%",
        ),
        ("2.49", "2026", None, ""),
        ("2.14", "2022", None, ""),
    ],
    ids=["some did", "nobody did", "two kinds of places", "no series is as long", "one year"],
)
def test_who_had_a_pace_on_average_over_as_long_as_it_takes(make, target, by, counts, zh):
    """Provinces are not counted beside the nation, nor what began below half of 2.09."""
    new = {"source": PRESS}
    levels = {"china": ("2.23", "2.65"), "hebei": ("1.61", "2.08"), "zhejiang": ("2.68", "3.20"),
              "xinjiang": ("0.47", "0.60")}  # fmt: skip
    rows = make(
        ("baotou", "rd_intensity", "2021", "2.09", new),
        ("hainan", "rd_intensity", "2019", "0.56", new),
        ("hainan", "rd_intensity", "2023", "1.19", new | {"flag": "break"}),  # on another basis
        *(
            (place, "rd_intensity", year, level, new)
            for place, both in levels.items()
            for year, level in zip(("2019", "2023"), both, strict=True)
        ),
        ("guangzhou", "rd_intensity", "2019", "2.87", new),
        ("guangzhou", "rd_intensity", "2021", "2.88", new),
    )
    way = targets.pathway(rows, "rd_intensity", "baotou", to(target, by=by), "2021-12")
    held = way.held
    kinds = held and sum(int(each.values["count"].best) for each in held.kinds)
    found = held and (kinds, int(held.reached.best), int(held.open.best))
    assert found == counts
    assert (
        language("zh", "03_recommendations").write(way.precedents[-1]).endswith(zh) and bool(zh)
    ) == bool(counts)


YEARLY = [("2021", "8.5"), ("2022", "7.2"), ("2023", "10.2"), ("2024", "8.1")]


@pytest.mark.parametrize(
    ("years", "average", "zh"),
    [
        (YEARLY, "8.7", "2021—2024年合年均8.5%"),
        (YEARLY, "8.5", ""),
        (YEARLY[:3], "8.7", ""),
        ([], "", None),
    ],
    ids=["superseded", "they agree", "a year is not known", "no average"],
)
def test_an_average_that_the_rates_of_the_years_do_not_make_says_so(make, years, average, zh):
    rows = make(
        ("baotou", "gdp_average_growth", "2018-01/2021-12", "6"),
        *(("baotou", "gdp_growth", *each, {"source": PRESS}) for each in years),
        *[("baotou", "gdp_average_growth", "2021-01/2024-12", average, {"source": PRESS})]
        * bool(average),
    )
    place = "baotou" if average else "ordos"
    said = paces.averages(rows, "gdp_average_growth", "gdp_growth", place)
    told = said and language("zh", "01_situation").write(said["apart"])
    assert (told == zh) if not zh else zh in told
    assert said is None or len(said["found"]) == 1, "that of other years stays apart"


@pytest.mark.parametrize(
    ("period", "value", "told"),
    [("2022-01/2022-07", "108.2", True), ("2022-01/2022-07", "3.0", False), ("2018-01/2018-07", "99", False)],
    ids=["faster since", "slower since", "before"],
)  # fmt: skip
def test_months_after_the_fastest_year_are_told_beside_it(make, period, value, told):
    growth = "rare_earth_output_growth"
    rows = make(
        ("baotou", "rare_earth_output", "2021", "38", GDP),
        ("baotou", growth, "2018", "16.8"),
        ("baotou", growth, period, value),
    )
    goal = Goal(Quantity.exact(80, "1e8 CNY"), "plan", Period.parse("2025"))
    way = targets.pathway(rows, "rare_earth_output", "baotou", goal, "2022-08")
    said = [language("en", "03_recommendations").write(each) for each in way.precedents]
    assert ("Whole years observed only; 108.2% in January–July 2022" in said) == told


def test_few_things_grow_by_so_many_a_year_not_by_per_cent(make):
    rows = make(("baotou", "clusters_100bn", "2022", "4", {"unit": "clusters"}))
    goal = Goal(Quantity.exact(10, "clusters"), "plan", Period.parse("2026"))
    way = targets.pathway(rows, "clusters_100bn", "baotou", goal, "2022-12")
    assert way.rate.is_missing and round(way.step.best, 1) == Decimal("1.5")


def test_what_is_of_another_scope_than_the_goal_of_the_article_is_no_way_to_it(dataset, model):
    """Industries are no clusters: how many passed a threshold is no step towards ten."""
    way = chain(dataset, model, "2026-03")["clusters_100bn"]
    assert (way.goal.level.best, way.state) == (10, targets.NO_BASELINE)
    assert way.lacks.id == "lacks-scope" and not way.ready and way.step.is_missing
    before = chain(dataset, model, "2022-08")["clusters_100bn"]
    assert before.lacks.id == "lacks-baseline"  # nothing was counted then


def test_growth_of_long_ago_is_no_baseline(ways):
    way = ways["energy_intensity_change"]
    assert way.stale and not way.ready and way.lacks.id == "lacks-both"
    assert way.stand.id == "stand-stale"


def test_a_goal_on_a_basis_that_ended_is_none(ways):
    """The share of China was restated: neither 38 % nor a pace towards it is a target for 23.2 %."""
    way = ways["rd_active_firm_share"]
    assert way.goal.rebased and (way.state, way.lacks.id) == (targets.NO_TARGET, "lacks-basis")
    assert not way.ready and way.step.is_missing


# Within the year, scenarios, hindsight


def test_progress_against_elapsed_time_and_required_run_rate(make):
    rows = make(
        ("baotou", "rare_earth_output", "2022-01/2022-07", "406.2", GDP),
        ("baotou", "rare_earth_output", "2022", "600", GDP, {"status": "forecast"}),
    )
    (found,) = outlook.due_this_year(rows, "baotou", "2022-08", LOCAL)
    assert found.passed.best == pytest.approx(Decimal("58.33"), abs=Decimal("0.01"))
    assert found.share.best == pytest.approx(
        Decimal("67.7")
    ) and found.needed.best == pytest.approx(Decimal("38.76"))
    assert outlook.due_this_year(rows, "baotou", "2023-08", LOCAL) == [], (
        "a year that is over is no goal any more"
    )


def test_of_more_than_so_much_only_at_most_a_share_is_done(make):
    rows = make(SO_FAR, OVER_600)
    (found,) = outlook.due_this_year(rows, "baotou", "2022-08", LOCAL)
    assert found.share.interval.lo == -INFINITY and found.needed.interval.hi == INFINITY


def test_firms_start_among_those_that_do_not_do_it_yet(make):
    rows = make(
        ("baotou", "rd_active_firm_share", "2021", "20.0"),
        ("china", "rd_active_firm_share", "2021", "36.0"),
    )

    def way(region, others):
        aim = targets.benchmark_goal(rows, "rd_active_firm_share", region, others, 2025)
        return targets.pathway(rows, "rd_active_firm_share", region, aim, "2021-12")

    found = way("baotou", ["china"])
    assert found.step.best == 4 and outlook.starting(found).best == 5
    assert outlook.starting(way("china", ["baotou"])).is_missing
    assert outlook.starting(way("hohhot", ["china"])).is_missing


@pytest.mark.parametrize(
    ("end", "told"),
    [("133.3", 134), ("133.9", 134), ("133", 133), ("18.56", 19), ("0.2", 1), ("-3.4", -3)],
)
def test_an_upper_bound_is_rounded_up_so_that_it_holds(end, told):
    """As the same bound in a sentence is, which a brief and a table tell of one step."""
    value = Quantity(Decimal(end), Interval(-INFINITY, Decimal(end)), "1e8 CNY")
    assert targets.upper(value).best == told


def test_a_lower_bound_makes_what_is_lacking_an_upper_bound(make):
    rows = make(OVER_600, SO_FAR)
    class_ = goal("1000", "1e8 CNY", "2025")
    found = targets.pathway(rows, "rare_earth_output", "baotou", class_, "2022-08")
    assert found.at_most and targets.upper(found.gap).best == 400
    assert found.rate.interval.hi == pytest.approx(Decimal("18.56"), abs=Decimal("0.01"))
    lower = goal("600", "1e8 CNY", "2025")
    assert targets.pathway(rows, "rare_earth_output", "baotou", lower, "2022-08").arrived


def test_moves_never_cross_a_break(make):
    early = ("baotou", "rd_intensity", "2021", "2.05")
    late = ("baotou", "rd_intensity", "2024", "1.67", {"source": "baotou-press-2025-11"})
    rows = make(early, late)
    way = targets.pathway(rows.known("2022-08"), "rd_intensity", "baotou", to("2.4"), "2022-08")
    (move,) = outlook.moves(rows, rows.known("2022-08"), "baotou", "2022-08", [way])
    assert move.towards is False and move.step.best == pytest.approx(
        Decimal("-0.1267"), abs=Decimal("0.001")
    )
    vague = make((*early, {"flag": "undefined"}), late)
    (move,) = outlook.moves(vague, vague.known("2022-08"), "baotou", "2022-08", [way])
    assert move.towards is None and move.step.is_missing
    broken = make(early, (*late, {"flag": "break"}))
    assert outlook.moves(broken, broken.known("2022-08"), "baotou", "2022-08", [way]) == []


LATE = {"source": "baotou-press-2025-11"}


@pytest.mark.parametrize(
    ("indicator", "then", "since", "followed"),
    [
        # a share printed for some months, beside a later date
        (
            "rare_earth_local_conversion_rate",
            ("2022-01/2022-07", "80", {}),
            ("2024-10", "88"),
            "88",
        ),
        # an amount of some months is no part of a later year
        ("rare_earth_output", ("2022-01/2022-07", "406", GDP), ("2023", "700"), None),
        # a forecast, beside the figure of its year
        (
            "rare_earth_output",
            ("2022", "600", GDP | {"status": "forecast"}),
            ("2022", "677"),
            "677",
        ),
    ],
)
def test_what_is_no_series_is_followed_where_it_can_be(make, indicator, then, since, followed):
    unit = {key: value for key, value in then[2].items() if key == "unit"}
    period, value, more = then
    rows = make(
        ("baotou", indicator, period, value, more),
        ("baotou", indicator, *since, LATE | unit),
        ("baotou", indicator, "2025", "999", LATE | unit | {"flag": "break"}),
    )
    known = rows.known("2022-08")
    way = targets.pathway(known, indicator, "baotou", goal("1000", "%", "2025"), "2022-08")
    found = outlook.moves(rows, known, "baotou", "2022-08", [way])
    seen = [str(each.after.values["value"].best) for each in found]
    assert seen == ([] if followed is None else [followed])
    if more.get("status") == "forecast":
        assert all(each.towards is None and each.step.is_missing for each in found)


def test_growth_a_year_compounds():
    start, end = Quantity.exact(100, "GW"), Quantity.exact(121, "GW")
    assert paces.yearly_growth(start, end, Decimal(2)).best == pytest.approx(Decimal(10))
    assert paces.yearly_growth(missing(NOTHING, "GW"), end, Decimal(2)).is_missing
    assert paces.yearly_growth(Quantity.exact(0, "GW"), end, Decimal(2)).is_missing


@pytest.mark.parametrize(
    ("place", "as_of", "output", "arrived"),
    [
        ("baotou", "2022-08", "rare_earth_output", False),  # steel has reached its class
        ("baotou", "2026-03", "steel_cluster_output", True),  # all have
        ("ordos", "2026-03", None, None),
    ],
)
def test_the_next_class_is_that_of_the_output_nearest_to_it(dataset, place, as_of, output, arrived):
    rows = dataset.known(as_of).where(min_confidence="medium")
    way = outlook.next_class(rows, place, int(as_of[:4]) + 3, as_of)
    assert (way and (way.indicator, way.arrived)) == (output and (output, arrived))
