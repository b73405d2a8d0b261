"""Values published and derived: known no better than their parts, and never joined across a break."""

from __future__ import annotations

from decimal import Decimal

import pytest

from industry_report.data.dataset import Dataset, month_number
from industry_report.data.periods import Period
from industry_report.numbers import crossing, targets, values
from industry_report.words.catalogue import Catalogue
from industry_report.words.language import Language

#: Sources of the code list and when they were known.
EARLY, LATE = "nbs-bulletin-2021", "baotou-bulletin-2023"  # 2022-02, 2024-08
ARTICLE = "article"  # 2022-08


@pytest.fixture(scope="module")
def said(speak):
    """A value in English."""
    return lambda value: speak("en", value, "02_diagnosis")


def firms(make_rows, part: str = "", whole: str = "", year: str = "2021") -> Dataset:
    return make_rows(
        ("guangzhou", "rd_active_firms", "2021", "2868", EARLY, "", "", part),
        ("guangzhou", "above_scale_firms", year, "6646", EARLY, "", "", whole),
    )


@pytest.mark.parametrize(
    ("part", "whole", "english", "bound"),
    [
        ("", "", "43.2%", False),
        ("", "about", "about 43.2%", False),
        ("about", "", "about 43.2%", False),
        ("nearly", "", "about 41%", False),
        ("at_least", "", "at least 43.1%", True),
        ("over", "about", "at least 43.1%", True),
        ("", "at_least", "at most 43.2%", True),
    ],
)
def test_a_derived_value_is_known_no_better_than_its_parts(
    make_rows, said, part, whole, english, bound
):
    (value,) = values.values(firms(make_rows, part, whole), "rd_active_firm_share", "guangzhou")
    if part != "nearly":
        assert said(value.quantity) == english
    assert value.quantity.qualifier == ("about" if english.startswith("about") else "")
    assert ("bound" in [caveat.id for caveat in value.caveats]) is bound
    assert said(value.when) == "2021, derived by this report"
    assert len(value.quantity.rows) == 2


def test_a_published_value_comes_before_a_derived_one(make_rows, said):
    rows = make_rows(
        ("china", "rd_active_firm_share", "2021", "37.9", LATE),
        ("china", "rd_active_firms", "2021", "100", LATE),
        ("china", "above_scale_firms", "2021", "200", LATE),
    )
    (value,) = values.values(rows, "rd_active_firm_share", "china")
    assert (said(value.quantity), said(value.when), value.caveats) == ("37.9%", "2021", ())


def test_a_denominator_of_another_year_is_said_or_not_used(make_rows, said):
    near = make_rows(
        ("ordos", "5g_stations", "2022-07", "482", LATE),
        ("ordos", "population", "2021", "220", LATE),
    )
    (value,) = values.values(near, "5g_stations_per_10k", "ordos")
    assert "Ordos: resident population at year-end (denominator) of 2021" in map(
        said, value.caveats
    )
    other_year = firms(make_rows, year="2022")
    assert values.values(other_year, "rd_active_firm_share", "guangzhou") == []


def test_without_a_file_of_ratios_nothing_is_derived(make_rows, tmp_path):
    rows = firms(make_rows)
    (tmp_path / "ratios.yaml").unlink()
    assert values.values(rows, "rd_active_firm_share", "guangzhou") == []
    assert values.outputs(rows, "baotou") == []


def test_what_was_left_out_as_weak_does_not_come_back_as_a_derived_value(dataset, said):
    """A share of low confidence, a bound because its denominator is of 2023, is left out with it."""
    sources = ["inner-mongolia-census-2023", "st-yearbook-firms-2021"]
    rows = dataset.where(source=sources)
    trusted = rows.where(min_confidence="medium")
    assert values.values(trusted, "rd_active_firm_share", "inner-mongolia") == []
    (found,) = values.values(rows, "rd_active_firm_share", "inner-mongolia")
    assert said(found.quantity) == "at least 12.7%"


def test_the_regions_share_of_firms_with_research_lies_between_two_bounds(dataset, said):
    """482 firms in 2021: of 3803 in 2023 (weak: fewer in 2021) and of more than 3200 in 2021."""
    low, high = (
        {
            str(value.period): value
            for value in values.values(rows, "rd_active_firm_share", "inner-mongolia")
        }["2021"]
        for rows in (dataset, dataset.where(min_confidence="medium"))
    )
    assert (said(low.quantity), said(high.quantity)) == ("at least 12.7%", "at most 15.1%")
    assert low.quantity.interval.overlaps(high.quantity.interval)
    for bound in (low, high):
        assert "bound" in [caveat.id for caveat in bound.caveats]
    assert "undated" in [caveat.id for caveat in high.caveats]


def test_a_row_of_this_reports_own_making_is_called_derived_with_its_inputs(dataset, said):
    found = values.values(dataset, "rd_active_firm_share", "inner-mongolia")
    (value,) = [each for each in found if str(each.period) == "2021"]
    assert said(value.when) == "2021, derived by this report"
    assert said(value.caveats[0]).startswith("derived by this report: industrial firms with R&D")


def test_an_undated_figure_speaks_of_no_later_time_than_its_source(make_rows):
    rows = make_rows(("baotou", "high_tech_share", "2022", "5.5", ARTICLE, "undated"))
    (value,) = values.values(rows, "high_tech_share", "baotou")
    assert value.end == month_number((2022, 8)) < month_number(value.period.end)
    assert [caveat.id for caveat in value.caveats] == ["undated"]


# over time


def intensities(make_rows, *years: tuple) -> Dataset:
    return make_rows(*[("baotou", "rd_intensity", *year) for year in years])


@pytest.mark.parametrize(
    ("before", "after", "english", "chinese"),
    [
        ("2.05", "2.44", "rose by 0.39 percentage points", "提高0.39个百分点"),
        ("2.44", "2.05", "fell by 0.39 percentage points", "下降0.39个百分点"),
        ("2.05", "2.05", "hardly changed", "大致不变"),
        ("2.05", "2.06", "hardly changed", "大致不变"),
    ],
)
def test_a_change_is_told_as_far_as_rounding_decides(
    make_rows, codes, before, after, english, chinese
):
    rows = intensities(make_rows, ("2020", before, EARLY), ("2021", after, EARLY))
    change = values.moved(rows, "rd_intensity", "baotou")
    for name, words in (("en", english), ("zh", chinese)):
        language = Language(name, Catalogue(name).words, codes)
        assert language.say("{d:rose}", {"d": change.difference}).text == words
    assert not change.basis and not change.aside


def test_one_year_is_no_change(make_rows):
    change = values.moved(intensities(make_rows, ("2021", "2.05", EARLY)), "rd_intensity", "baotou")
    assert change.is_missing and change.first.is_missing and not change.since


def test_a_change_ends_at_a_break_and_names_what_stands_beyond_it(make_rows, said):
    rows = intensities(
        make_rows,
        ("2020", "2.04", EARLY),
        ("2021", "2.05", EARLY),
        ("2024", "1.67", LATE, "break"),
    )
    change = values.moved(rows, "rd_intensity", "baotou")
    assert (str(change.first.period), str(change.last.period)) == ("2020", "2021")
    assert change.difference.sign == 0
    assert said(change.basis).startswith("1.67% in 2024 is on a revised base")


def test_the_latest_segment_counts_not_the_longest(make_rows):
    rows = intensities(
        make_rows,
        ("2015", "1.0", EARLY),
        ("2016", "1.1", EARLY),
        ("2017", "2.0", EARLY, "break"),
        ("2018", "2.3", EARLY),
    )
    change = values.moved(rows, "rd_intensity", "baotou")
    assert (str(change.first.period), change.difference.best) == (
        "2017",
        change.last.quantity.best - 2,
    )
    assert not change.since


def test_a_derived_value_breaks_where_one_of_its_parts_does(make_rows):
    rows = make_rows(
        *[("baotou", "rd_expenditure", str(year), "60", EARLY) for year in (2020, 2021, 2022)],
        ("baotou", "gdp", "2020", "3000", EARLY),
        ("baotou", "gdp", "2021", "3000", EARLY),
        ("baotou", "gdp", "2022", "4000", EARLY, "break"),
    )
    change = values.moved(rows, "rd_intensity", "baotou")
    assert str(change.last.period) == "2021" and change.difference.best == 0
    assert str(change.since.period) == "2022"


@pytest.mark.parametrize(
    ("later", "said_so"),
    [
        ([], None),
        ([("2023", "40", "")], None),  # of one series: no news of the basis
        ([("2023", "31", "break")], "31"),
        ([("2023", "31", "break"), ("2024", "33", "")], "33"),
    ],
)
def test_a_value_is_superseded_only_beyond_a_break(make_rows, later, said_so):
    share = ("china", "rd_active_firm_share")
    rows = make_rows(
        (*share, "2021", "38", EARLY),
        *((*share, year, value, LATE, flag) for year, value, flag in later),
    )
    first, *_ = values.values(rows, "rd_active_firm_share", "china")
    found = values.rebased(rows, first)
    assert (found and str(found.quantity.best)) == said_so
    assert values.superseded(found, first.period).id == ("superseded" if said_so else "")


def test_research_intensity_did_not_fall_from_2_05_to_1_67(dataset):
    """GDP was restated in between: the last value is set apart, no difference is taken."""
    change = values.moved(dataset, "rd_intensity", "baotou")
    assert change.last.period.end[0] < 2023 and str(change.since.quantity.best) == "1.67"


# outputs and classes


@pytest.mark.parametrize(
    ("value", "qualifier", "period", "status", "reached"),
    [
        ("1000", "over", "2022", "observed", True),
        ("1000", "at_least", "2022", "observed", True),
        ("1200", "", "2022", "observed", True),
        ("950", "", "2022", "observed", False),
        ("950", "over", "2022", "observed", None),
        ("1200", "", "2022-01/2022-07", "observed", None),
        ("1200", "over", "2022", "forecast", None),
    ],
)
def test_a_cluster_has_reached_its_class_only_where_its_own_year_says_so(
    make_rows, said, value, qualifier, period, status, reached
):
    rows = make_rows(
        ("baotou", "cluster_class_100bn", "2022", "1000", ARTICLE, "", "", "at_least", "target"),
        ("baotou", "rare_earth_output", period, value, ARTICLE, "", "", qualifier, status),
    )
    (output,) = values.outputs(rows, "baotou")
    assert (output.value.status, output.reached) == (status, reached)
    (told,) = values.classed([output])
    assert (
        told.id == {True: "classes-reached", False: "classes-short", None: "classes-open"}[reached]
    )


def test_an_expectation_for_what_was_observed_is_left_out(dataset):
    found = values.outputs(dataset, "baotou")
    shown = [(each.indicator, each.value.status) for each in found]
    assert ("rare_earth_output", "observed") in shown
    assert ("rare_earth_output", "forecast") not in shown
    assert values.outputs(dataset, "hohhot") == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("zh", ["已达到的有铝业产值（2024年，超过1000亿元）", "未达到的有稀土产业产值（2022年，677.5亿元）",
                "难以判定的有钢铁产业集群产值（2025年，预计900亿元）"]),
        ("en", ["reached by output value of the aluminium industry (2024, more than 100 billion yuan)",
                "not reached by rare-earth output value (2022, 67.75 billion yuan)",
                "by output value of the steel cluster (2025, 90 billion yuan by a forecast)"]),
    ],
)  # fmt: skip
def test_each_output_is_named_once_by_what_is_known_of_its_class(make_rows, speak, name, told):
    rows = make_rows(
        ("baotou", "cluster_class_100bn", "2022", "1000", ARTICLE, "", "", "at_least", "target"),
        ("baotou", "aluminium_cluster_output", "2024", "1000", LATE, "", "", "over"),
        ("baotou", "rare_earth_output", "2022", "677.5", LATE),
        ("baotou", "steel_cluster_output", "2025", "900", LATE, "", "", "", "forecast"),
    )
    said = [
        speak(name, each, "02_diagnosis") for each in values.classed(values.outputs(rows, "baotou"))
    ]
    assert all(text.endswith(part) for part, text in zip(told, said, strict=True)), said


@pytest.mark.parametrize(
    ("flag", "period", "told"),
    [
        ("derived", "2021-01/2024-12", True),
        ("", "2021-01/2024-12", False),  # a source published the growth
        ("derived", "2024", False),  # one year leaves nothing for the year before
        ("derived", "2019-01/2023-12", False),
    ],
)
def test_a_growth_that_is_what_a_total_leaves_says_so(make_rows, speak, flag, period, told):
    growth = ("baotou", "rd_expenditure_growth", "2024", "-7", LATE, flag)
    rows = make_rows(growth, ("baotou", "rd_expenditure", period, "303.6", LATE))
    last = values.latest(rows, "rd_expenditure_growth", "baotou")
    as_it_is, said = values.by_total(rows, last)
    assert as_it_is == last.quantity, "the parts are not known"
    assert bool(said) == told
    if told:
        assert "2023年数为公布的2021—2024年合计303.6亿元减去其余各年" in speak(
            "zh", said, "02_diagnosis"
        )
        assert "2023 from the total published for 2021–2024" in speak("en", said, "02_diagnosis")


def test_a_growth_that_a_total_leaves_has_the_interval_of_all_its_parts(dataset):
    """1.67 per cent of GDP against what 303.6 leaves: as printed, "about 7", it was too narrow."""
    rows = dataset.where(min_confidence="medium").known("2026-03")
    last = values.latest(rows, "rd_expenditure_growth", "baotou")
    found, _ = values.by_total(rows, last)
    ends = (round(found.interval.lo, 1), round(found.interval.hi, 1))
    assert (str(last.period), ends) == ("2024", (Decimal("-7.8"), Decimal("-6.5")))
    assert len(found.rows) == 5, "the total, two years, the ratio and its denominator"
    goal = targets.Goal(found, "", Period.parse("2026"))
    path = targets.pathway(rows, "rd_expenditure_growth", "baotou", goal, "2026-03")
    (beside,) = crossing.spent(rows, crossing.across(dataset, "rd_intensity", "baotou"))
    for told in (last.quantity, path.baseline, beside.values["value"]):
        assert (told.interval, len(told.rows)) == (found.interval, 1), "the same wherever it stands"
