"""Gaps: whom a place is held against, over which periods, and what may be said of the difference."""

from __future__ import annotations

import pytest

from industry_report.data.dataset import Dataset
from industry_report.numbers import comparisons, gaps
from industry_report.numbers.quantity import Quantity
from industry_report.words import NOTHING

#: Sources of the code list and when they were known.
EARLY, ARTICLE, NEXT, LATE = (
    "nbs-bulletin-2021",  # 2022-02
    "article",  # 2022-08
    "nbs-bulletin-2022",  # 2023-02
    "baotou-bulletin-2023",  # 2024-08
)


@pytest.fixture(scope="module")
def said(speak):
    """A value in a language, as a notebook says it."""
    return lambda language, value, book="02_diagnosis": speak(language, value, book)


def intensity(make_rows, own: str, other: str, qualifier: str = "") -> Dataset:
    """R&D intensity of Baotou and China; the qualifier is that of China's."""
    return make_rows(
        ("baotou", "rd_intensity", "2021", own, EARLY),
        ("china", "rd_intensity", "2021", other, EARLY, "", "", qualifier),
    )


# verdicts


@pytest.mark.parametrize(
    ("own", "other", "qualifier", "verdict", "judged"),
    [
        ("1.0", "2.0", "", "behind", "behind"),
        ("2.0", "1.0", "", "ahead", "ahead"),
        ("2.00", "2.10", "", "behind", "close"),
        ("2.0", "2.0", "", "level", "close"),
        ("2.0", "2.1", "", "level", "close"),  # rounding does not part them
        ("2.0", "1.0", "at_least", "undecided", "undecided"),
        ("1.0", "2.0", "over", "behind", "behind"),
        ("96.7", "98.8", "", "behind", "close"),  # a ratio may exceed 100
        ("40.0", "42.0", "", "behind", "close"),
    ],
)
def test_how_a_place_stands_as_far_as_it_is_known(
    make_rows, said, own, other, qualifier, verdict, judged
):
    rows = intensity(make_rows, own, other, qualifier)
    (gap,) = gaps.compare(rows, "rd_intensity", "baotou", ["china"])
    assert (gap.verdict, gap.judged(10)) == (verdict, judged)
    tally = comparisons.tally(comparisons.frame([gap], 10), "baotou", rows)
    words = {
        "behind": ("1 behind", "1项落后"),
        "ahead": ("1 ahead", "1项优于对照"),
        "close": ("1 about level", "1项基本持平"),
        "undecided": ("1 undecided", "1项难以判定"),
    }
    told = tuple(said(name, tally.results) for name in ("en", "zh"))
    assert told == words[judged]  # what never occurred is not told


@pytest.mark.parametrize(
    ("indicator", "judged"),
    [("quality_steel_share", "behind"), ("rd_intensity", "close")],
)
def test_a_part_of_a_whole_is_judged_by_what_it_lacks_to_it(make_rows, indicator, judged):
    """Of a share 3.3 lack against 1.2; what a ratio puts over another amount may exceed it."""
    rows = make_rows(
        ("baotou", indicator, "2021", "96.7", EARLY), ("china", indicator, "2021", "98.8", EARLY)
    )
    (gap,) = gaps.compare(rows, indicator, "baotou", ["china"])
    assert (gap.verdict, gap.judged(10)) == ("behind", judged)


@pytest.mark.parametrize(
    ("indicator", "count"), [("rd_intensity", 1), ("industrial_sales_ratio", 0)]
)
def test_what_is_near_the_whole_everywhere_and_may_exceed_it_is_not_rated(
    make_rows, indicator, count
):
    """It would never be but level with what it is held against."""
    rows = make_rows(
        ("baotou", indicator, "2021", "96.7", EARLY), ("china", indicator, "2021", "98.8", EARLY)
    )
    assert len(gaps.diagnose(rows, "baotou", ["china"])) == count


@pytest.mark.parametrize(("flag", "found"), [("", 1), ("undefined", 0)])
def test_what_a_source_does_not_define_is_not_counted_among_what_matches(make_rows, flag, found):
    rows = make_rows(
        ("baotou", "industrial_profit_growth", "2021", "170.2", EARLY, flag),
        ("china", "industrial_profit_growth", "2021", "34.3", EARLY),
    )
    assert len(gaps.diagnose(rows, "baotou", ["china"], gaps.PACE)) == found


def test_a_gap_is_own_less_other_in_original_units_with_the_rows_of_both(make_rows, said):
    (gap,) = gaps.compare(intensity(make_rows, "2.05", "2.44"), "rd_intensity", "baotou", ["china"])
    assert said("en", gap.difference) == "−0.39 percentage points"
    assert gap.caveats == () and said("en", gap.against) == "China"
    assert set(gap.difference.rows) == {
        f"{place}/rd_intensity/2021/observed/{EARLY}" for place in ("baotou", "china")
    }


def test_where_lower_is_better_a_higher_value_is_behind(make_rows):
    rows = make_rows(
        ("baotou", "energy_intensity_change", "2021", "-2.0", EARLY),
        ("china", "energy_intensity_change", "2021", "-4.0", EARLY),
    )
    (gap,) = gaps.compare(rows, "energy_intensity_change", "baotou", ["china"])
    assert gap.verdict in ("behind", "slower")
    assert gap.difference.sign == 1


@pytest.mark.parametrize(
    ("threshold", "judged"), [(0, "faster"), (9.9, "faster"), (10.1, "close"), (100, "close")]
)
def test_the_threshold_is_in_per_cent_of_the_other_value(make_rows, threshold, judged):
    rows = make_rows(
        ("baotou", "gdp_growth", "2021", "11.0", EARLY),
        ("china", "gdp_growth", "2021", "10.0", EARLY),
    )
    (gap,) = gaps.compare(rows, "gdp_growth", "baotou", ["china"])
    assert gap.judged(threshold) == judged


def test_another_value_of_zero_needs_no_division(make_rows):
    rows = make_rows(
        ("baotou", "gdp_growth", "2021", "3.0", EARLY),
        ("china", "gdp_growth", "2021", "0.0", EARLY),
    )
    (gap,) = gaps.compare(rows, "gdp_growth", "baotou", ["china"])
    assert gap.share == 0 and gap.judged(50) == "faster"


# whom to compare with


@pytest.mark.parametrize(
    ("region", "left"),
    [
        ("baotou", ["china", "inner-mongolia", "ordos", "nanjing"]),
        ("inner-mongolia", ["china", "nanjing"]),
        ("china", []),
    ],
)
def test_a_place_is_never_held_against_what_lies_in_it(codes, region, left):
    others = ["inner-mongolia", "china", "baotou", "ordos", "nanjing"]
    assert sorted(gaps.outside(codes, region, others)) == sorted(left)
    assert gaps.outside(codes, region, others)[:1] == left[:1]  # the nation is named first


def test_a_gap_that_there_is_not_names_both_places(make_rows, said):
    rows = make_rows(("china", "gdp_growth", "2021", "8.1", EARLY))
    assert gaps.compare(rows, "gdp_growth", "china", ["china", "baotou"]) == []
    assert gaps.gap(rows, "gdp_growth", "china", []).is_missing
    gap = gaps.gap(rows, "rd_intensity", "baotou", ["inner-mongolia", "china"])
    assert said("en", gap.difference.label) == "R&D intensity (Baotou and China)"


def test_an_indicator_that_the_code_list_lacks_is_missing_and_no_error(make_rows):
    rows = make_rows(("china", "gdp_growth", "2021", "8.1", EARLY))
    assert gaps.gap(rows, "no_such_indicator", "baotou", ["china"]).is_missing


# periods


def test_growth_is_compared_over_the_same_months_only(make_rows):
    rows = make_rows(
        ("baotou", "industrial_value_added_growth", "2022-01/2022-07", "16.6", ARTICLE),
        ("china", "industrial_value_added_growth", "2022-01/2022-06", "3.4", ARTICLE),
    )
    assert gaps.compare(rows, "industrial_value_added_growth", "baotou", ["china"]) == []


def test_growth_takes_the_latest_period_that_both_have(make_rows):
    rows = make_rows(
        ("baotou", "gdp_growth", "2020", "3.0", EARLY),
        ("china", "gdp_growth", "2020", "2.2", EARLY),
        ("baotou", "gdp_growth", "2021", "8.5", EARLY),
    )
    (gap,) = gaps.compare(rows, "gdp_growth", "baotou", ["china"])
    assert str(gap.one.period) == str(gap.two.period) == "2020"


def test_a_share_of_another_year_is_compared_with_a_caveat(make_rows, said):
    rows = make_rows(
        ("baotou", "rd_active_firm_share", "2021", "23.2", ARTICLE),
        ("china", "rd_active_firm_share", "2018", "28", EARLY),
    )
    (gap,) = gaps.compare(rows, "rd_active_firm_share", "baotou", ["china"])
    assert (
        said("en", gaps.notes([gap]))
        == "Share of industrial firms with R&D activity: 2021 for Baotou, 2018 for China"
    )
    assert said("en", gap.against) == "China (2018)"


@pytest.mark.parametrize(
    ("own", "other", "pair"),
    [
        (("2022", "break"), ("2021", ""), "2019"),  # the break lies between the latest two
        (("2021", ""), ("2022", "break"), "2019"),
        (("2022", "break"), ("2022", ""), "2022"),
        (("2022", ""), ("2021", ""), "2022, 2021"),
        (("2022", ""), ("2021", "break"), "2022, 2021"),
    ],
    ids=["before", "after", "same year", "no break", "both after"],
)
@pytest.mark.parametrize("earlier", [True, False])
def test_nothing_is_subtracted_across_a_break(make_rows, own, other, pair, earlier):
    """Then the latest year of both is compared, and nothing where they have none in common."""
    rows = make_rows(
        ("baotou", "rd_intensity", "2019", "2.0", EARLY),
        ("inner-mongolia", "rd_intensity", "2019" if earlier else "2018", "0.9", EARLY),
        ("baotou", "rd_intensity", own[0], "1.7", NEXT, own[1]),
        ("inner-mongolia", "rd_intensity", other[0], "0.9", NEXT, other[1]),
    )
    found = gaps.compare(rows, "rd_intensity", "baotou", ["inner-mongolia"])
    periods = [", ".join(dict.fromkeys(map(str, (g.one.period, g.two.period)))) for g in found]
    assert periods == ([pair] if earlier or pair != "2019" else [])


def test_across_a_break_published_figures_are_compared_before_derived_ones(dataset):
    """1.67 % of 2024 stands on a revised GDP; of 2023 there is a figure of this report alone, and the
    region's of 2024 was not known yet."""
    rows = dataset.where(min_confidence="medium").known("2025-11")
    nation, region = gaps.compare(rows, "rd_intensity", "baotou", ["china", "inner-mongolia"])
    assert [str(each.period) for each in (nation.one, nation.two)] == ["2024", "2024"]
    assert [str(each.period) for each in (region.one, region.two)] == ["2021", "2021"]
    assert (str(region.difference.best), region.caveats, region.is_alike) == ("1.12", (), True)


@pytest.mark.parametrize(
    ("whole", "alike", "zh", "en"),
    [
        ("2021", True, "全国", "China"),
        ("2022", False, "全国（分母为2022年数）", "China (denominator of 2022)"),
    ],
)
def test_a_denominator_of_another_year_is_another_period(make_rows, said, whole, alike, zh, en):
    rows = make_rows(
        ("baotou", "5g_stations_per_10k", "2021", "15.7", ARTICLE),
        ("china", "5g_stations", "2021", "1425000", EARLY),
        ("china", "population", whole, "141260", NEXT),
    )
    (gap,) = gaps.compare(rows, "5g_stations_per_10k", "baotou", ["china"])
    assert (gap.is_alike, said("zh", gap.beside), said("en", gap.beside)) == (alike, zh, en)
    told = comparisons.tally(comparisons.frame([gap], 10), "baotou", rows)
    assert ("分母为另一年" in said("zh", told.alike)) is not alike


def test_an_undated_figure_is_near_what_was_known_with_it_not_near_the_end_of_its_year(make_rows):
    rows = make_rows(
        ("baotou", "5g_stations", "2022", "4300", ARTICLE, "undated"),
        ("baotou", "population", "2022", "274", LATE),
        ("china", "5g_stations", "2022-07", "1968000", ARTICLE),
        ("china", "5g_stations", "2022-12", "2312000", NEXT),
        ("china", "population", "2022", "141175", NEXT),
    )
    (gap,) = gaps.compare(rows, "5g_stations_per_10k", "baotou", ["china"])
    assert str(gap.two.period) == "2022-07"
    ids = [caveat.id for caveat in gap.caveats]
    assert "undated" in ids and "periods" not in ids


# what was known, and what was published later


@pytest.mark.parametrize(
    ("flag", "told"),
    [("undated", ", if the undated figure for above-scale industrial firms is of 2021"), ("", "")],
)
def test_what_rests_on_an_undated_count_says_so(make_rows, said, flag, told):
    rows = make_rows(
        ("baotou", "rd_active_firm_share", "2021", "23.2", ARTICLE),
        ("inner-mongolia", "rd_active_firms", "2021", "482", NEXT),
        ("inner-mongolia", "above_scale_firms", "2021", "3200", NEXT, flag),
    )
    (gap,) = gaps.compare(rows, "rd_active_firm_share", "baotou", ["inner-mongolia"])
    assert said("en", gap.supposed) == told


def test_a_finding_of_the_vantage_point_rests_on_nothing_that_came_later(make_rows):
    rows = make_rows(
        ("baotou", "rd_active_firm_share", "2021", "23.2", ARTICLE),
        ("china", "rd_active_firm_share", "2018", "28", EARLY),
        ("china", "rd_active_firm_share", "2021", "37.9", NEXT),
    )
    known = rows.known("2022-08")
    (then,) = gaps.compare(known, "rd_active_firm_share", "baotou", ["china"])
    (now,) = gaps.compare(rows, "rd_active_firm_share", "baotou", ["china"])
    assert [str(each.other.best) for each in (then, now)] == ["28", "37.9"]
    assert gaps.newer([then, now], known) == [now]


def test_there_is_one_gap_to_each_place_for_each_indicator(dataset):
    found = gaps.diagnose(dataset, "baotou", ["inner-mongolia", "china"])
    pairs = [(each.indicator, each.region) for each in found]
    assert found and len(pairs) == len(set(pairs))


def test_a_newer_denominator_alone_makes_no_new_finding(dataset):
    found = gaps.compare(dataset, "5g_stations_per_10k", "baotou", ["inner-mongolia"])
    assert found and gaps.newer(found, dataset.known("2022-08")) == []


# definitions


def test_shares_of_unstated_basis_come_with_a_caveat_and_are_never_ranked(make_rows, said):
    rows = make_rows(
        ("baotou", "high_tech_share", "2022", "5.5", ARTICLE, "undated"),
        ("china", "high_tech_value_added_share", "2021", "15.1", EARLY),
    )
    (gap,) = gaps.compare(rows, "high_tech_share", "baotou", ["china"])
    assert [caveat.id for caveat in gap.caveats][:2] == ["other-indicator", "no-definition"]
    assert gaps.diagnose(rows, "baotou", ["china"]) == []


@pytest.mark.parametrize(
    ("own", "flag", "zh", "en"),
    [
        ("5.5", "undated", "的35%，证据等级C", "about 35% of the figure for China"),
        ("14", "undated", "大体相当，证据等级C", "much the same as the figure for China"),
        ("31", "undated", "的2倍，证据等级C", "about 2 times the figure for China"),
        ("5.5", "", "低10.0个百分点", "10.0 percentage points lower than in China"),
    ],
)
def test_of_an_undated_value_only_the_order_is_told(make_rows, said, own, flag, zh, en):
    rows = make_rows(
        ("baotou", "high_tech_share", "2022", own, ARTICLE, flag),
        ("china", "high_tech_value_added_share", "2022", "15.5", NEXT),
    )
    (gap,) = gaps.compare(rows, "high_tech_share", "baotou", ["china"])
    assert zh in said("zh", gap.size) and en in said("en", gap.size)
    assert ("未注明" in said("zh", gap.dated)) == bool(flag)


def test_every_caveat_is_told_once_and_that_all_match_where_there_is_none(make_rows, said):
    (gap,) = gaps.compare(intensity(make_rows, "2.05", "2.44"), "rd_intensity", "baotou", ["china"])
    assert said("en", gaps.notes([gap, gap])) == "definition, period and basis match"


# every indicator at once


def many(make_rows) -> Dataset:
    return make_rows(
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


def test_growth_is_no_strength_and_is_counted_apart(make_rows):
    rows = many(make_rows)
    levels = comparisons.frame(gaps.diagnose(rows, "baotou", ["china"]), 10)
    assert list(levels["indicator"]) == ["rd_intensity", "gdp_per_capita"]
    paces = comparisons.frame(gaps.diagnose(rows, "baotou", ["china"], gaps.PACE), 10)
    assert list(paces["verdict"]) == ["faster"]


@pytest.mark.parametrize(("as_of", "kept"), [("2022-08", 1), ("2022-12", 1), ("2023-01", 0)])
def test_a_growth_rate_of_long_ago_says_nothing_of_the_present(make_rows, as_of, kept):
    paces = gaps.diagnose(many(make_rows), "baotou", ["china"], gaps.PACE)
    assert len(gaps.recent(paces, as_of)) == kept


@pytest.mark.parametrize(
    ("others", "english", "chinese"),
    [
        (
            ["inner-mongolia", "china"],
            [
                "for the same period, behind in R&D intensity (1.0%, 2021; China 2.0%, "
                "Inner Mongolia 1.2%), ahead in GDP per capita (120,000 yuan, 2021; China "
                "80,000 yuan)",
            ],
            [
                "同期对照中，落后的是R&D经费投入强度（1.0%，2021年；全国2.0%，内蒙古1.2%）；"
                "优于对照的是人均地区生产总值（120000元，2021年；全国80000元）",
            ],
        ),
        (
            ["inner-mongolia"],
            [
                "for the same period, behind in R&D intensity (1.0%, 2021; Inner Mongolia 1.2%)",
            ],
            ["同期对照中，落后的是R&D经费投入强度（1.0%，2021年；内蒙古1.2%）"],
        ),
    ],
)
def test_a_title_names_the_furthest_and_no_side_that_there_is_not(
    make_rows, said, others, english, chinese
):
    levels = comparisons.frame(gaps.diagnose(many(make_rows), "baotou", others), 10)
    assert [said("en", end, "profile") for end in comparisons.ends(levels)] == english
    assert [said("zh", end, "profile") for end in comparisons.ends(levels)] == chinese


@pytest.mark.parametrize(
    ("since", "flag", "told"),
    [
        (
            "2021",
            "",
            "同期对照中，落后的是R&D经费投入强度（1.5%，2021年；全国2.0%）",
        ),
        (
            "2020",
            "",
            "落后的是R&D经费投入强度（1.5%，2021年；全国（2020年）2.0%）",
        ),
        (
            "2021",
            "undated",
            "落后的是R&D经费投入强度（1.5%，原文未注明年份；全国2.0%）",
        ),
    ],
)
def test_a_title_says_where_the_furthest_is_of_another_time(make_rows, said, since, flag, told):
    rows = make_rows(
        ("baotou", "rd_intensity", "2021", "1.5", EARLY, flag),
        ("china", "rd_intensity", since, "2.0", EARLY),
    )
    levels = comparisons.frame(gaps.diagnose(rows, "baotou", ["china"]), 10)
    assert [said("zh", end, "profile") for end in comparisons.ends(levels)] == [told]


def test_where_nothing_is_far_a_title_says_what_is_level(make_rows, said):
    rows = make_rows(
        ("baotou", "rd_intensity", "2021", "2.50", EARLY),
        ("china", "rd_intensity", "2021", "2.65", EARLY),
    )
    levels = comparisons.frame(gaps.diagnose(rows, "baotou", ["china"]), 10)
    (end,) = comparisons.ends(levels)
    assert said("en", end, "profile") == (
        "for the same period, about level in R&D intensity (2.50%, 2021; China 2.65%)"
    )


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (
            "zh",
            "同期对照中，落后的是R&D经费投入强度（比全国、内蒙古）；优于对照的是人均地区生产总值（比全国）",
        ),
        (
            "en",
            "for the same period, behind in R&D intensity (against China and Inner Mongolia), "
            "ahead in GDP per capita (against China)",
        ),
    ],
)
def test_the_title_of_the_chart_leaves_the_values_to_its_marks(make_rows, said, code, told):
    found = gaps.diagnose(many(make_rows), "baotou", ["inner-mongolia", "china"])
    (end,) = comparisons.ends(comparisons.frame(found, 10))
    assert said(code, end) == told


def test_a_title_leads_with_what_is_of_one_time_however_much_further_the_other(make_rows, said):
    rows = make_rows(
        ("baotou", "rd_intensity", "2021", "1.5", EARLY),
        ("china", "rd_intensity", "2020", "3.0", EARLY),
        ("inner-mongolia", "rd_intensity", "2021", "2.0", EARLY),
    )
    levels = comparisons.frame(gaps.diagnose(rows, "baotou", ["inner-mongolia", "china"]), 10)
    (end,) = comparisons.ends(levels)
    assert said("zh", end, "profile") == (
        "同期对照中，落后的是R&D经费投入强度（1.5%，2021年；内蒙古2.0%）"
    )


@pytest.mark.parametrize(
    ("own", "told"), [("100", "ahead in GDP per capita"), ("81", "about level in GDP per capita")]
)
def test_a_title_tells_of_one_time_rather_than_of_two(make_rows, said, own, told):
    """Behind by a figure of another year leads no title where anything is of one year."""
    rows = make_rows(
        ("baotou", "rd_intensity", "2021", "1.5", EARLY),
        ("china", "rd_intensity", "2020", "3.0", EARLY),
        ("baotou", "gdp_per_capita", "2021", own, EARLY),
        ("china", "gdp_per_capita", "2021", "80", EARLY),
    )
    (end,) = comparisons.ends(comparisons.frame(gaps.diagnose(rows, "baotou", ["china"]), 10))
    assert said("en", end, "profile").startswith(
        f"for the same period, {told}"
    ) and "R&D" not in said("en", end)


@pytest.mark.parametrize(
    ("at_most", "first"),
    [
        ("15.1", "rd_active_firm_share"),  # ahead by at least 53 %
        ("17.0", "gdp_per_capita"),  # ahead by at least 36 %
    ],
)
def test_a_bound_that_lies_beyond_is_the_furthest(make_rows, at_most, first):
    rows = make_rows(
        ("baotou", "rd_active_firm_share", "2021", "23.2", ARTICLE),
        ("inner-mongolia", "rd_active_firms", "2021", at_most, EARLY, "", "", "at_most"),
        ("inner-mongolia", "above_scale_firms", "2021", "100", EARLY),
        ("baotou", "gdp_per_capita", "2021", "150", EARLY),
        ("inner-mongolia", "gdp_per_capita", "2021", "100", EARLY),
    )
    (end,) = comparisons.ends(
        comparisons.frame(gaps.diagnose(rows, "baotou", ["inner-mongolia"]), 10)
    )
    (told,) = end.values["ends"]
    assert told.values["items"][0].values["gap"].indicator == first


def test_those_of_one_period_are_counted_apart(dataset, said):
    """Of ten comparisons in 2026 four are of different times or undated: no equal witnesses."""
    rows = dataset.where(min_confidence="medium").known("2026-03")
    found = comparisons.frame(gaps.diagnose(rows, "baotou", ["inner-mongolia", "china"]), 10)
    told = comparisons.tally(found, "baotou", rows)
    assert said("zh", told.alike) == (
        "时期相同的对照6项：2项落后，3项优于对照，1项基本持平；时期不同的另4项仅供参考"
    )
    same = found.loc[[each.is_alike for each in found["gap"]]]
    assert comparisons.tally(same, "baotou", rows).alike.id == "alike-all"
    other = found.loc[[not each.is_alike for each in found["gap"]]]
    assert said("zh", comparisons.tally(other, "baotou", rows).alike) == (
        "没有时期相同的对照；时期不同的4项仅供参考"
    )


@pytest.mark.parametrize(
    ("months", "flag", "verdict"),
    [
        ({"2022-07": "13.9"}, "undated", "ahead"),
        ({"2022-07": "13.9", "2022-12": "16.4"}, "undated", "undecided"),
        ({"2022-07": "13.9", "2022-12": "14.2"}, "undated", "ahead"),  # any month says the same
        ({"2022-07": "13.9", "2023-01": "16.4"}, "undated", "ahead"),  # not within the period
        ({"2022-07": "13.9", "2022-12": "16.4"}, "", "ahead"),  # dated: the nearest month
    ],
)
def test_a_verdict_that_hangs_on_the_month_of_the_other_is_none(make_rows, months, flag, verdict):
    own = ("baotou", "5g_stations_per_10k", "2022", "15.7", ARTICLE, flag)
    other = [("china", "5g_stations_per_10k", each, value, LATE) for each, value in months.items()]
    (gap,) = gaps.compare(make_rows(own, *other), "5g_stations_per_10k", "baotou", ["china"])
    assert gap.verdict == verdict
    assert ("month-decides" in [each.id for each in gap.caveats]) == (verdict == "undecided")
    assert (gap.turn != NOTHING) == (verdict == "undecided")


@pytest.mark.parametrize(
    ("plain", "zh", "en"),
    [
        (
            0,
            "没有一项时期和口径均一致且证据为A级",
            "none of the comparisons is both free of caveats",
        ),
        (1, "证据为A级的有1项", "one is free of caveats"),
        (4, "证据为A级的有4项", "4 are free of caveats"),
    ],
)
def test_how_many_comparisons_are_sound_is_said_of_none_too(said, plain, zh, en):
    count = Quantity.exact(plain, "items")
    told = comparisons.Tally(Quantity.exact(6, "items"), count, (), count).sound
    assert zh in said("zh", told) and en in said("en", told)


def test_the_frame_goes_from_furthest_behind_to_furthest_ahead(make_rows):
    gap = gaps.diagnose(many(make_rows), "baotou", ["inner-mongolia", "china"])
    levels = comparisons.frame(gap, 10)
    assert [each.region for each in levels["gap"]] == ["china", "inner-mongolia", "china"]
    assert list(levels["weight"]) == sorted(levels["weight"])
    shown = comparisons.relative(levels)
    assert [share.best < 100 for share in shown["share"]] == [
        gap.difference.sign < 0 for gap in levels["gap"]
    ]
    assert all(verdict in comparisons.LOOKS for verdict in shown["verdict"])


@pytest.mark.parametrize(
    ("behind", "words"), [(1, "all-behind"), (2, "all-behind"), (3, "furthest-behind")]
)
def test_of_two_that_are_behind_none_is_called_the_furthest(make_rows, behind, words):
    """Rounding does not part 23.2 of 38 per cent from 1.67 of 2.69."""
    names = ("rd_intensity", "rd_active_firm_share", "rd_institution_firm_share")[:behind]
    pairs = [
        (place, name, "2021", value, ARTICLE if place == "baotou" else EARLY)
        for name in names
        for place, value in (("baotou", "1.0"), ("china", "2.0"))
    ]
    found = comparisons.frame(gaps.diagnose(make_rows(*pairs), "baotou", ["china"]), 10)
    (end,) = comparisons.ends(found)
    (told,) = end.values["ends"]
    assert told.id == words and len(told.values["items"]) == (behind if behind < 3 else 1)


def test_nothing_to_count_is_missing_and_has_no_ends(make_rows):
    nothing, rows = comparisons.frame([], 10), intensity(make_rows, "2.0", "2.0")
    assert comparisons.tally(nothing, "baotou", rows).is_missing and comparisons.ends(nothing) == []
    close = comparisons.frame(gaps.diagnose(rows, "baotou", ["china"]), 10)
    assert not comparisons.tally(close, "baotou", rows).is_missing


@pytest.mark.parametrize(("as_of", "total", "plain"), [("2022-08", 6, 0), ("2026-03", 10, 1)])
def test_how_many_comparisons_have_no_caveat(dataset, as_of, total, plain):
    rows = dataset.where(min_confidence="medium").known(as_of)
    found = comparisons.frame(gaps.diagnose(rows, "baotou", ["inner-mongolia", "china"]), 10)
    told = comparisons.tally(found, "baotou", rows)
    assert (told.total.best, told.plain.best) == (total, plain)


def test_indicators_of_one_region_alone_are_never_ranked(dataset):
    found = gaps.diagnose(dataset, "baotou", ["inner-mongolia", "china", "ordos"])
    assert found
    assert not [each for each in found if dataset.codes.indicators[each.indicator].local]


def test_baotou_is_not_weak_in_5g(dataset):
    known, others = dataset.known("2022-08"), ["inner-mongolia", "china"]
    found = gaps.compare(known, "5g_stations_per_10k", "baotou", others)
    assert [each.judged(10) for each in found] == ["ahead"] * 2


def test_a_bound_on_the_other_side_is_drawn_as_one(dataset):
    """The share of firms doing research beyond an upper bound: every comparison has its mark."""
    rows = dataset.where(min_confidence="medium").known("2026-03")
    found = comparisons.frame(gaps.diagnose(rows, "baotou", ["inner-mongolia", "china"]), 10)
    shown = comparisons.relative(found)
    assert len(shown) == len(found)
    (bound,) = (share for share in shown["share"] if share.interval.hi.is_infinite())
    assert 153 < bound.interval.lo < bound.best < 155


@pytest.mark.parametrize(
    ("indicator", "others"),
    [
        ("rd_active_firm_share", ["inner-mongolia"]),
        ("gdp_per_capita", []),  # ahead of both
    ],
)
def test_a_place_low_beside_one_may_be_high_beside_another(dataset, indicator, others):
    rows = dataset.where(min_confidence="medium").known("2026-03")
    first = gaps.gap(rows, indicator, "baotou", ["china"])
    found = gaps.turned(rows, first, "baotou", ["china", "inner-mongolia"])
    assert [str(each.region) for each in found] == others
