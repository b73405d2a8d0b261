"""Benchmarks: gaps in original units, what was known before what came later, and the guards against false comparisons."""

from __future__ import annotations

from pathlib import Path

import pytest

from industry_report import language
from industry_report.data.dataset import COLUMNS, Dataset, load
from industry_report.numbers import benchmarks

ROOT = Path(__file__).resolve().parent.parent
UNITS = {
    "rd_active_firms": "firms",
    "above_scale_firms": "firms",
    "gdp": "1e8 CNY",
    "rd_expenditure": "1e8 CNY",
    "5g_stations": "stations",
    "population": "1e4 persons",
    "gdp_per_capita": "CNY",
}
#: Sources of the code list and when they were known.
EARLY, SPRING, ARTICLE, NEXT, LATE = (
    "nbs-bulletin-2021",  # 2022-02
    "baotou-bulletin-2021",  # 2022-03
    "article",  # 2022-08
    "nbs-bulletin-2022",  # 2023-02
    "baotou-bulletin-2023",  # 2024-08
)


@pytest.fixture(autouse=True)
def english():
    language.use("en")
    yield
    language.use("zh")


@pytest.fixture
def make(tmp_path):
    """A dataset of a few rows: (region, indicator, period, value, source) and, optionally, flag, note, qualifier, status."""

    def build(*rows: tuple) -> Dataset:
        lines = [",".join(COLUMNS)]
        for region, indicator, period, value, source, *rest in rows:
            flag, note, qualifier, status = (*rest, "", "", "", "")[:4]
            unit = UNITS.get(indicator, "%")
            cells = [
                region,
                indicator,
                period,
                value,
                unit,
                status or "observed",
                qualifier,
                source,
                "",
                "high",
                flag,
            ]
            lines.append(",".join([*cells, note]))
        path = tmp_path / "rows.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return load(path, ROOT / "data" / "datapackage.json")

    return build


# --- gaps


@pytest.mark.parametrize(
    ("other", "qualifier", "said"),
    [
        ("2.44", "", "0.39 percentage points lower than in"),
        ("1.05", "", "1.00 percentage points higher than in"),
        ("2.05", "", "about the same as in"),
        ("1.05", "at_least", "not clearly higher or lower than in"),
    ],
)
def test_a_gap_is_put_in_words_as_far_as_it_is_known(make, other, qualifier, said):
    theirs = ("china", "rd_intensity", "2021", other, EARLY, "", "", qualifier)
    (gap,) = benchmarks.compare(
        make(("baotou", "rd_intensity", "2021", "2.05", EARLY), theirs),
        "rd_intensity",
        "baotou",
        ["china"],
    )
    assert f"{gap.phrase} {gap.link}" == said
    language.use("zh")
    assert f"{gap.link}" == ("比" if gap.difference.sign else "与")


def test_a_gap_is_own_less_other_in_percentage_points_and_says_how_the_region_stands(make):
    rows = make(
        ("baotou", "rd_intensity", "2021", "2.05", EARLY),
        ("china", "rd_intensity", "2021", "2.44", EARLY),
    )
    (gap,) = benchmarks.compare(rows, "rd_intensity", "baotou", ["china"])
    assert str(gap.difference) == "−0.39 percentage points"
    assert (gap.stands, gap.matches, gap.later) == ("behind", True, False)
    assert gap.phrase == "0.39 percentage points lower"
    assert set(gap.difference.rows) == {
        f"baotou/rd_intensity/2021/observed/{EARLY}",
        f"china/rd_intensity/2021/observed/{EARLY}",
    }


def test_where_lower_is_better_a_higher_value_is_behind(make):
    rows = make(
        ("baotou", "energy_intensity_change", "2021", "-2.0", EARLY),
        ("china", "energy_intensity_change", "2021", "-4.0", EARLY),
    )
    (gap,) = benchmarks.compare(rows, "energy_intensity_change", "baotou", ["china"])
    assert gap.stands == "behind"
    assert gap.difference.sign == 1


def test_what_rounding_cannot_separate_is_level_and_no_gap(make):
    rows = make(
        ("baotou", "gdp_growth", "2021", "8.1", EARLY),
        ("china", "gdp_growth", "2021", "8.1", EARLY),
    )
    (gap,) = benchmarks.compare(rows, "gdp_growth", "baotou", ["china"])
    assert gap.stands == "level"
    assert not gap.exceeds(0)


@pytest.mark.parametrize(
    ("threshold", "counts"), [(0, True), (9.9, True), (10.1, False), (100, False)]
)
def test_the_threshold_is_in_per_cent_of_the_benchmark(make, threshold, counts):
    rows = make(
        ("baotou", "gdp_growth", "2021", "11.0", EARLY),
        ("china", "gdp_growth", "2021", "10.0", EARLY),
    )
    (gap,) = benchmarks.compare(rows, "gdp_growth", "baotou", ["china"])
    assert gap.exceeds(threshold) is counts


def test_a_benchmark_of_zero_needs_no_division(make):
    rows = make(
        ("baotou", "gdp_growth", "2021", "3.0", EARLY),
        ("china", "gdp_growth", "2021", "0.0", EARLY),
    )
    (gap,) = benchmarks.compare(rows, "gdp_growth", "baotou", ["china"])
    assert gap.relative.is_missing
    assert gap.exceeds(50)
    assert benchmarks.diagnose(rows, "baotou", ["china"]) == [gap]


def test_a_region_is_never_compared_with_itself_and_nothing_gives_no_gap(make):
    rows = make(("china", "gdp_growth", "2021", "8.1", EARLY))
    assert benchmarks.compare(rows, "gdp_growth", "china", ["china", "baotou"]) == []
    assert benchmarks.gap(rows, "gdp_growth", "china", "").is_missing
    assert benchmarks.yardstick(rows.codes, []) == ""
    assert benchmarks.yardstick(rows.codes, ["ordos", "inner-mongolia", "china"]) == "china"


# --- periods


def test_growth_is_compared_over_the_same_months_only(make):
    rows = make(
        ("baotou", "industrial_value_added_growth", "2022-01/2022-07", "16.6", ARTICLE),
        ("china", "industrial_value_added_growth", "2022-01/2022-06", "3.4", ARTICLE),
    )
    assert benchmarks.compare(rows, "industrial_value_added_growth", "baotou", ["china"]) == []


def test_growth_takes_the_latest_period_that_both_have(make):
    rows = make(
        ("baotou", "gdp_growth", "2020", "3.0", EARLY),
        ("china", "gdp_growth", "2020", "2.2", EARLY),
        ("baotou", "gdp_growth", "2021", "8.5", EARLY),
    )
    (gap,) = benchmarks.compare(rows, "gdp_growth", "baotou", ["china"])
    assert str(gap.own.period) == str(gap.other.period) == "2020"


def test_a_share_of_another_year_is_compared_with_a_caveat(make):
    rows = make(
        ("baotou", "rd_active_firm_share", "2021", "23.2", ARTICLE),
        ("china", "rd_active_firm_share", "2018", "28", EARLY),
    )
    (gap,) = benchmarks.compare(rows, "rd_active_firm_share", "baotou", ["china"])
    assert not gap.matches
    assert "2021 for Baotou, 2018 for China" in str(benchmarks.note([gap]))


def test_an_undated_figure_is_near_what_was_known_with_it_not_near_the_end_of_its_year(make):
    rows = make(
        ("baotou", "5g_stations", "2022", "4300", ARTICLE, "undated"),
        ("baotou", "population", "2022", "274", LATE),
        ("china", "5g_stations", "2022-07", "1968000", ARTICLE),
        ("china", "5g_stations", "2022-12", "2312000", NEXT),
        ("china", "population", "2022", "141175", NEXT),
    )
    (gap,) = benchmarks.compare(rows, "5g_stations_per_10k", "baotou", ["china"])
    assert str(gap.other.period) == "2022-07"
    assert "undated" in str(benchmarks.note([gap])).lower()


# --- what was known, and what was published later


def later_rows(make) -> Dataset:
    return make(
        ("baotou", "rd_active_firm_share", "2021", "23.2", ARTICLE),
        ("china", "rd_active_firm_share", "2018", "28", EARLY),
        ("china", "rd_active_firm_share", "2021", "37.9", NEXT),
        ("inner-mongolia", "rd_active_firm_share", "2023", "15.9", LATE),
    )


def test_later_values_need_hindsight_come_last_and_are_marked(make):
    rows = later_rows(make)
    known = rows.known("2022-08")
    assert [
        str(each.other.quantity)
        for each in benchmarks.compare(known, "rd_active_firm_share", "baotou", ["china"])
    ] == ["28%"]
    first, second = benchmarks.compare(known, "rd_active_firm_share", "baotou", ["china"], rows)
    assert (first.later, second.later) == (False, True)
    assert "published later" in second.other.when.en
    assert "事后公布" in second.other.when.zh
    assert "published later" in str(benchmarks.note([first, second]))


def test_a_later_value_of_another_time_is_not_used(make):
    rows = later_rows(make)
    found = benchmarks.compare(
        rows.known("2022-08"), "rd_active_firm_share", "baotou", ["inner-mongolia"], rows
    )
    assert found == []


def test_a_known_value_makes_a_later_one_unnecessary(make):
    rows = make(
        ("baotou", "rd_intensity", "2021", "2.05", EARLY),
        ("china", "rd_intensity", "2021", "2.44", EARLY),
        ("china", "rd_intensity", "2022", "9.99", NEXT),
    )
    found = benchmarks.compare(rows.known("2022-08"), "rd_intensity", "baotou", ["china"], rows)
    assert [str(each.other.quantity) for each in found] == ["2.44%"]


def test_nothing_published_later_changes_what_was_known(dataset):
    known = dataset.known("2022-08")
    before = benchmarks.diagnose(known, "baotou", ["inner-mongolia", "china"])
    after = benchmarks.diagnose(known, "baotou", ["inner-mongolia", "china"], dataset)
    assert [each for each in after if not each.later] == before


# --- derived values


def test_a_ratio_follows_from_its_parts_where_it_is_not_published(make):
    rows = make(
        ("guangzhou", "rd_active_firms", "2021", "2868", EARLY),
        ("guangzhou", "above_scale_firms", "2021", "6646", EARLY),
    )
    (value,) = benchmarks.values(rows, "rd_active_firm_share", "guangzhou")
    assert str(value.quantity) == "43.2%"
    assert len(value.quantity.rows) == 2
    assert any("derived" in caveat.en for caveat in value.caveats)


def test_a_published_value_comes_before_a_derived_one(make):
    rows = make(
        ("china", "rd_active_firm_share", "2021", "37.9", NEXT),
        ("china", "rd_active_firms", "2021", "100", NEXT),
        ("china", "above_scale_firms", "2021", "200", NEXT),
    )
    assert [
        str(value.quantity) for value in benchmarks.values(rows, "rd_active_firm_share", "china")
    ] == ["37.9%"]


def test_a_denominator_of_another_year_is_said_and_a_distant_one_not_used(make):
    near = make(
        ("ordos", "rd_active_firms", "2021", "482", LATE),
        ("ordos", "above_scale_firms", "2023", "3803", LATE),
    )
    (value,) = benchmarks.values(near, "rd_active_firm_share", "ordos")
    assert any("denominator of 2023" in caveat.en for caveat in value.caveats)
    far = make(
        ("ordos", "rd_active_firms", "2018", "482", LATE),
        ("ordos", "above_scale_firms", "2023", "3803", LATE),
    )
    assert benchmarks.values(far, "rd_active_firm_share", "ordos") == []
    # Money over money of another year is no intensity at all.
    money = make(
        ("ordos", "rd_expenditure", "2022", "44.1", LATE), ("ordos", "gdp", "2021", "4715.7", LATE)
    )
    assert benchmarks.values(money, "rd_intensity", "ordos") == []


# --- guards: definitions


def stand_in(make) -> Dataset:
    return make(
        (
            "baotou",
            "high_tech_share",
            "2022",
            "5.5",
            ARTICLE,
            "",
            "It states neither the year nor the measure.",
        ),
        ("china", "high_tech_value_added_share", "2021", "15.1", EARLY),
    )


def test_shares_of_unstated_basis_come_with_a_caveat(make):
    rows = stand_in(make)
    (gap,) = benchmarks.compare(rows, "high_tech_share", "baotou", ["china"])
    assert not gap.matches
    assert "bases may differ" in str(benchmarks.note([gap]))


def test_values_of_different_basis_cannot_share_an_axis_without_a_note(make):
    rows = stand_in(make)
    gaps = benchmarks.compare(rows, "high_tech_share", "baotou", ["china"])
    for missing in ("", "   "):
        with pytest.raises(benchmarks.MixedBasis, match="note"):
            benchmarks.chart_frame(rows, gaps, missing)
        with pytest.raises(benchmarks.MixedBasis):
            benchmarks.marks(rows, "high_tech_share", "baotou", gaps, missing)
    frame = benchmarks.chart_frame(rows, gaps, "The bases may differ.")
    assert [cell.number for cell in frame["value"]] == [5.5, 15.1]


def test_different_definitions_are_never_ranked(make):
    assert benchmarks.diagnose(stand_in(make), "baotou", ["china"]) == []


def test_indicators_of_different_units_are_not_subtracted(codes):
    with pytest.raises(benchmarks.NotComparable, match="no difference"):
        benchmarks.definition_caveats(codes, "gdp", "gdp_growth")


# --- guards: growth and breaks


def test_growth_is_not_computed_across_vintages(make):
    rows = make(
        ("baotou", "gdp", "2020", "2787.4", EARLY), ("baotou", "gdp", "2021", "3293.0", SPRING)
    )
    with pytest.raises(benchmarks.NotComparable, match="vintages"):
        benchmarks.growth(rows, "gdp", "baotou", "2020", "2021")


def test_growth_is_not_computed_across_a_break(make):
    rows = make(
        ("baotou", "rd_active_firms", "2016", "100", EARLY),
        ("baotou", "rd_active_firms", "2018", "150", EARLY, "break"),
    )
    with pytest.raises(benchmarks.NotComparable, match="break"):
        benchmarks.growth(rows, "rd_active_firms", "baotou", "2016", "2018")
    assert benchmarks.growth_table(rows, "rd_active_firms", ["baotou"]).empty


def test_growth_is_not_computed_from_rates_or_from_periods_of_different_kind(make):
    rows = make(
        ("baotou", "gdp_growth", "2020", "3.0", EARLY),
        ("baotou", "gdp_growth", "2021", "8.5", EARLY),
        ("baotou", "gdp", "2020", "2787", EARLY),
        ("baotou", "gdp", "2021-01/2021-09", "2000", EARLY),
    )
    with pytest.raises(benchmarks.NotComparable, match="no level"):
        benchmarks.growth(rows, "gdp_growth", "baotou", "2020", "2021")
    with pytest.raises(benchmarks.NotComparable, match="one kind"):
        benchmarks.growth(rows, "gdp", "baotou", "2020", "2021-01/2021-09")


def test_growth_of_counts_may_use_successive_issues(make):
    rows = make(
        ("baotou", "rd_active_firms", "2018", "100", EARLY),
        ("baotou", "rd_active_firms", "2020", "150", SPRING),
    )
    assert str(benchmarks.growth(rows, "rd_active_firms", "baotou", "2018", "2020")) == "50%"


def broken(make) -> Dataset:
    return make(
        ("baotou", "rd_intensity", "2015", "1.0", EARLY),
        ("baotou", "rd_intensity", "2016", "1.1", EARLY),
        ("baotou", "rd_intensity", "2017", "2.0", EARLY, "break"),
        ("baotou", "rd_intensity", "2018", "2.3", EARLY),
        *[("china", "rd_intensity", str(year), "2.5", EARLY) for year in range(2015, 2019)],
    )


def test_no_path_trend_or_change_crosses_a_break(make):
    rows = broken(make)
    assert [
        str(step.period) for step in benchmarks.path(rows, "rd_intensity", "baotou", "china")
    ] == ["2017", "2018"]
    (gap,) = benchmarks.compare(rows, "rd_intensity", "baotou", ["china"])
    assert gap.since == "2017"
    change = benchmarks.change(rows, "rd_intensity", "baotou")
    assert (str(change.first.period), change.words) == ("2017", "rose by 0.3 percentage points")


def test_lines_are_broken_at_a_break(make):
    frame = benchmarks.segments(broken(make), "rd_intensity", ["baotou", "china"])
    own = frame[[str(place) == "Baotou" for place in frame["place"]]]
    assert own.groupby("segment")["period"].apply(list).tolist() == [
        ["2015", "2016"],
        ["2017", "2018"],
    ]


# --- every indicator at once


def test_the_diagnosis_ranks_from_furthest_behind_to_furthest_ahead(make):
    rows = make(
        ("baotou", "gdp_growth", "2021", "8.0", EARLY),
        ("china", "gdp_growth", "2021", "10.0", EARLY),
        ("baotou", "rd_intensity", "2021", "1.0", EARLY),
        ("china", "rd_intensity", "2021", "2.0", EARLY),
        ("baotou", "gdp_per_capita", "2021", "120000", EARLY),
        ("china", "gdp_per_capita", "2021", "80000", EARLY),
        ("baotou", "gdp", "2021", "3293", EARLY),
        ("china", "gdp", "2021", "1100000", EARLY),
    )
    gaps = benchmarks.diagnose(rows, "baotou", ["china"])
    assert [each.own.indicator for each in gaps] == ["rd_intensity", "gdp_growth", "gdp_per_capita"]
    tally = benchmarks.tally(gaps, 25)
    assert [str(each.best) for each in tally] == ["3", "1", "1", "1", "3"]
    assert [each.own.indicator for each in benchmarks.extremes(gaps, 25)] == [
        "rd_intensity",
        "gdp_per_capita",
    ]
    assert benchmarks.tally([], 10).total.is_missing


def test_indicators_of_one_region_alone_are_never_ranked(dataset):
    gaps = benchmarks.diagnose(dataset, "baotou", ["inner-mongolia", "china", "ordos"])
    assert gaps
    assert not [each for each in gaps if dataset.codes.indicators[each.own.indicator].local]


def test_standings_need_enough_siblings(dataset):
    found = {each.value.indicator: each for each in benchmarks.standings(dataset, "hohhot")}
    growth = found["industrial_value_added_growth"]
    assert (growth.place, growth.among) == (1, 12)
    assert benchmarks.standings(dataset, "hohhot", least=13) == []
    assert benchmarks.standings(dataset, "china") == []


def test_only_new_values_of_the_region_count_as_newer(dataset):
    known = dataset.known("2022-08")
    newer = benchmarks.newer(benchmarks.diagnose(dataset, "baotou", ["china"]), known)
    assert "rd_intensity" in {each.own.indicator for each in newer}
    assert "5g_stations_per_10k" not in {
        each.own.indicator for each in newer
    }  # only its denominator is new
    assert benchmarks.newer(benchmarks.diagnose(known, "baotou", ["china"]), known) == []


def test_baotou_is_not_weak_in_5g_but_its_research_intensity_fell(dataset):
    known = dataset.known("2022-08")
    gaps = benchmarks.compare(known, "5g_stations_per_10k", "baotou", ["inner-mongolia", "china"])
    assert [(each.stands, each.exceeds(10)) for each in gaps] == [("ahead", True)] * 2
    change = benchmarks.change(dataset, "rd_intensity", "baotou", known)
    assert change.difference.sign == -1
    assert change.last.later
