"""Benchmarks: gaps in original units, what was known before what came later, and the guards against false comparisons."""

from __future__ import annotations

from pathlib import Path

import pytest

from industry_report import language
from industry_report.data.dataset import COLUMNS, Dataset, load
from industry_report.language import Text
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
    "rare_earth_output": "1e8 CNY",
    "cluster_class_100bn": "1e8 CNY",
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
    assert (gap.stands, gap.matches) == ("behind", True)
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
    assert benchmarks.diagnose(rows, "baotou", ["china"], benchmarks.PACE) == [gap]


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
    )


def test_a_finding_of_the_vantage_point_rests_on_nothing_that_came_later(make):
    rows = later_rows(make)
    known = rows.known("2022-08")
    (then,) = benchmarks.compare(known, "rd_active_firm_share", "baotou", ["china"])
    (now,) = benchmarks.compare(rows, "rd_active_firm_share", "baotou", ["china"])
    assert (str(then.other.quantity), str(now.other.quantity)) == ("28%", "37.9%")
    assert benchmarks.newer([then], known) == []
    assert benchmarks.newer([now], known) == [now]


def test_with_hindsight_there_is_still_one_gap_to_each_place(dataset):
    gaps = benchmarks.diagnose(dataset, "baotou", ["inner-mongolia", "china"])
    pairs = [(each.own.indicator, each.other.region) for each in gaps]
    assert len(pairs) == len(set(pairs))


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
        ("ordos", "5g_stations", "2022-07", "482", LATE),
        ("ordos", "population", "2021", "220", LATE),
    )
    (value,) = benchmarks.values(near, "5g_stations_per_10k", "ordos")
    assert any("denominator of 2021" in caveat.en for caveat in value.caveats)
    far = make(
        ("ordos", "rd_active_firms", "2021", "482", LATE),
        ("ordos", "above_scale_firms", "2023", "3803", LATE),
    )
    assert benchmarks.values(far, "rd_active_firm_share", "ordos") == []
    # Money over money of another year is no intensity at all.
    money = make(
        ("ordos", "rd_expenditure", "2022", "44.1", LATE), ("ordos", "gdp", "2021", "4715.7", LATE)
    )
    assert benchmarks.values(money, "rd_intensity", "ordos") == []


@pytest.mark.parametrize(
    ("part", "whole", "said", "bound"),
    [
        ("", "", "43.2%", False),
        ("", "about", "about 43.2%", False),
        ("about", "", "about 43.2%", False),
        ("at_least", "", "at least 43%", True),
        ("over", "about", "at least 43%", True),
        ("", "at_least", "at most 43%", True),
    ],
)
def test_a_derived_value_is_known_no_better_than_its_parts(make, part, whole, said, bound):
    rows = make(
        ("guangzhou", "rd_active_firms", "2021", "2868", EARLY, "", "", part),
        ("guangzhou", "above_scale_firms", "2021", "6646", EARLY, "", "", whole),
    )
    (value,) = benchmarks.values(rows, "rd_active_firm_share", "guangzhou")
    assert str(value.quantity) == said
    assert any("a bound only" in caveat.en for caveat in value.caveats) is bound
    assert "derived by this report" in value.when.en and "本报告推算" in value.when.zh


def test_what_was_left_out_as_weak_does_not_come_back_as_a_derived_value(dataset):
    trusted = dataset.where(min_confidence="medium")
    assert not [
        value
        for value in benchmarks.values(trusted, "rd_active_firm_share", "inner-mongolia")
        if str(value.period) in ("2021", "2022")
    ]
    everything = benchmarks.values(dataset, "rd_active_firm_share", "inner-mongolia")
    (weak,) = [value for value in everything if str(value.period) == "2021"]
    assert str(weak.quantity) == "at least 12.7%"


def test_a_row_of_this_reports_own_making_is_called_derived_with_its_inputs(dataset):
    (value,) = [
        each
        for each in benchmarks.values(dataset, "rd_active_firm_share", "china")
        if str(each.period) == "2021"
    ]
    assert value.derived and "derived by this report" in value.when.en
    said = "; ".join(caveat.en for caveat in value.caveats)
    assert "firms with R&D activity over above-scale" in said and "denominator of 2022" in said


# --- guards: whom to compare with


@pytest.mark.parametrize(
    ("region", "left"),
    [
        ("baotou", ["china", "inner-mongolia", "ordos", "nanjing"]),
        ("inner-mongolia", ["china", "nanjing"]),
        ("china", []),
    ],
)
def test_a_place_is_never_held_against_what_lies_in_it(codes, region, left):
    others = ["china", "inner-mongolia", "baotou", "ordos", "nanjing"]
    assert benchmarks.outside(codes, region, others) == left


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


def test_a_change_ends_at_a_break_and_names_what_stands_beyond_it(make):
    rows = make(
        ("baotou", "rd_intensity", "2020", "2.04", EARLY),
        ("baotou", "rd_intensity", "2021", "2.05", EARLY),
        ("baotou", "rd_intensity", "2024", "1.67", LATE, "break"),
    )
    change = benchmarks.change(rows, "rd_intensity", "baotou")
    assert (str(change.first.period), str(change.last.period)) == ("2020", "2021")
    assert change.words == "hardly changed"
    assert "1.67% in 2024" in change.rebased and "must not be subtracted" in change.rebased
    frame = benchmarks.segments(rows, "rd_intensity", ["baotou"])
    assert frame.groupby("segment")["period"].apply(list).tolist() == [["2020", "2021"], ["2024"]]


def test_a_derived_value_breaks_where_one_of_its_parts_does(make):
    rows = make(
        *[("baotou", "rd_expenditure", str(year), "60", EARLY) for year in (2020, 2021, 2022)],
        ("baotou", "gdp", "2020", "3000", EARLY),
        ("baotou", "gdp", "2021", "3000", EARLY),
        ("baotou", "gdp", "2022", "4000", EARLY, "break"),
    )
    change = benchmarks.change(rows, "rd_intensity", "baotou")
    assert str(change.last.period) == "2021" and change.difference.best == 0
    assert str(change.since.period) == "2022"


def test_the_published_fall_of_research_intensity_is_not_one_across_a_revision(dataset):
    change = benchmarks.change(dataset, "rd_intensity", "baotou")
    assert change.last.period.end[0] < 2023 and str(change.since.quantity) == "1.67%"


def test_lines_are_broken_at_a_break(make):
    frame = benchmarks.segments(broken(make), "rd_intensity", ["baotou", "china"])
    own = frame[[str(place) == "Baotou" for place in frame["place"]]]
    assert own.groupby("segment")["period"].apply(list).tolist() == [
        ["2015", "2016"],
        ["2017", "2018"],
    ]


# --- every indicator at once


def levels(make, own: str, other: str, qualifier: str = "") -> Dataset:
    """One share of Baotou and China; the qualifier is that of China's."""
    return make(
        ("baotou", "rd_intensity", "2021", own, EARLY),
        ("china", "rd_intensity", "2021", other, EARLY, "", "", qualifier),
    )


@pytest.mark.parametrize(
    ("own", "other", "qualifier", "counted", "in_english", "in_chinese"),
    [
        ("1.0", "2.0", "", "behind", "1 behind", "落后1项"),
        ("2.0", "1.0", "", "ahead", "1 ahead", "占优1项"),
        ("2.0", "2.0", "", "close", "1 about level", "差距不大1项"),
        ("2.0", "2.1", "", "close", "1 about level", "差距不大1项"),
        ("2.0", "1.0", "at_least", "undecided", "1 undecided", "难以判定1项"),
        ("1.0", "2.0", "over", "behind", "1 behind", "落后1项"),
    ],
)
def test_a_comparison_is_counted_once_and_what_never_occurred_is_not_told(
    make, own, other, qualifier, counted, in_english, in_chinese
):
    gaps = benchmarks.diagnose(levels(make, own, other, qualifier), "baotou", ["china"])
    tally = benchmarks.tally(gaps, 10)
    counts = {name: getattr(tally, name).best for name in ("behind", "ahead", "close", "undecided")}
    assert counts == {name: int(name == counted) for name in counts}
    assert tally.results() == in_english
    language.use("zh")
    assert tally.results() == in_chinese


def many(make) -> Dataset:
    return make(
        ("baotou", "gdp_growth", "2021", "30.0", EARLY),
        ("china", "gdp_growth", "2021", "10.0", EARLY),
        ("baotou", "rd_intensity", "2021", "1.0", EARLY),
        ("china", "rd_intensity", "2021", "2.0", EARLY),
        ("inner-mongolia", "rd_intensity", "2021", "1.2", EARLY),
        ("baotou", "gdp_per_capita", "2021", "120000", EARLY),
        ("china", "gdp_per_capita", "2021", "80000", EARLY),
        ("baotou", "gdp", "2021", "3293", EARLY),
        ("china", "gdp", "2021", "1100000", EARLY),
    )


def test_growth_is_no_strength_and_is_counted_apart(make):
    rows = many(make)
    gaps = benchmarks.diagnose(rows, "baotou", ["china"])
    assert [each.own.indicator for each in gaps] == ["rd_intensity", "gdp_per_capita"]
    paces = benchmarks.diagnose(rows, "baotou", ["china"], benchmarks.PACE)
    assert [str(each.word(pace=True)) for each in paces] == ["faster"]
    assert benchmarks.tally(paces, 10).results(pace=True) == "1 faster"


@pytest.mark.parametrize(("as_of", "kept"), [("2022-08", 1), ("2022-12", 1), ("2023-01", 0)])
def test_a_growth_rate_of_long_ago_says_nothing_of_the_present(make, as_of, kept):
    paces = benchmarks.diagnose(many(make), "baotou", ["china"], benchmarks.PACE)
    assert len(benchmarks.recent(paces, as_of)) == kept


@pytest.mark.parametrize(
    ("others", "threshold", "in_english", "in_chinese"),
    [
        (
            ["inner-mongolia", "china"],
            10,
            "Baotou: furthest behind in R&D intensity (1.0 percentage points lower than in China); "
            "furthest ahead in GDP per capita (40,000 yuan higher than in China)",
            "包头市落后最多的是R&D经费投入强度（比全国低1.0个百分点），"
            "占优最多的是人均地区生产总值（比全国高40000元）",
        ),
        (
            ["inner-mongolia"],
            10,
            "Baotou: furthest behind in R&D intensity (0.2 percentage points lower than in "
            "Inner Mongolia)",
            "包头市落后最多的是R&D经费投入强度（比内蒙古低0.2个百分点）",
        ),
    ],
)
def test_a_title_names_the_furthest_of_what_is_plotted_and_no_side_that_is_not(
    make, others, threshold, in_english, in_chinese
):
    rows = many(make)
    shown = benchmarks.extremes(benchmarks.diagnose(rows, "baotou", others), threshold)
    place = Text("包头市", "Baotou")
    assert benchmarks.headline(rows.codes, place, shown) == in_english
    language.use("zh")
    assert benchmarks.headline(rows.codes, place, shown) == in_chinese


def test_nothing_beyond_the_limit_has_no_title_and_nothing_to_count_is_missing(make):
    gaps = benchmarks.diagnose(levels(make, "2.0", "2.0"), "baotou", ["china"])
    assert benchmarks.extremes(gaps, 10) == []
    assert benchmarks.tally([], 10).total.is_missing


@pytest.mark.parametrize(
    ("value", "qualifier", "period", "status", "reached"),
    [
        ("1000", "over", "2022", "observed", True),
        ("1000", "at_least", "2022", "observed", True),
        ("950", "", "2022", "observed", False),
        ("950", "over", "2022", "observed", None),
        ("1200", "", "2022-01/2022-07", "observed", ...),
        ("1200", "over", "2022", "forecast", ...),
    ],
)
def test_a_cluster_has_reached_its_class_only_where_its_own_year_says_so(
    make, value, qualifier, period, status, reached
):
    rows = make(
        ("baotou", "cluster_class_100bn", "2022", "1000", ARTICLE, "", "", "at_least", "target"),
        ("baotou", "rare_earth_output", period, value, ARTICLE, "", "", qualifier, status),
    )
    found = benchmarks.reached(rows, "baotou", benchmarks.CLUSTERS)
    assert list(found.values()) == ([] if reached is ... else [reached])
    said = benchmarks.reached_words(found)
    assert ("at or above" in said) is (reached is True)
    assert ("none has reached" in said) is (reached is False)


def test_a_bound_has_no_place_in_an_order(make):
    leagues = ("baotou", "ordos", "hohhot", "alxa", "chifeng", "wuhai")
    plain = [(name, "gdp", "2021", str(100 + n), EARLY) for n, name in enumerate(leagues)]
    bound = [*plain[:5], ("wuhai", "gdp", "2021", "90", EARLY, "", "", "over")]
    (found,) = benchmarks.standings(make(*plain), "baotou")
    assert (found.place, found.among) == (6, 6)
    (found,) = benchmarks.standings(make(*bound), "baotou")
    assert (found.place, found.among) == (5, 5)
    assert benchmarks.standings(make(*bound), "wuhai") == []


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


def test_a_newer_denominator_alone_makes_no_new_finding(dataset):
    known = dataset.known("2022-08")
    gaps = benchmarks.compare(dataset, "5g_stations_per_10k", "baotou", ["inner-mongolia"])
    assert gaps and benchmarks.newer(gaps, known) == []


def test_baotou_is_not_weak_in_5g(dataset):
    known = dataset.known("2022-08")
    gaps = benchmarks.compare(known, "5g_stations_per_10k", "baotou", ["inner-mongolia", "china"])
    assert [(each.stands, each.exceeds(10)) for each in gaps] == [("ahead", True)] * 2
