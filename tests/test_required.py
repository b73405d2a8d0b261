"""The pace so far against the pace that a promise needed: a table of cases."""

from __future__ import annotations

import pytest

from industry_report.numbers import hindsight, required

SAID, LATER = "baotou-rd-bulletin-2021", "baotou-press-2025-11"


def row(indicator, period, value, source, status="observed", flag="", qualifier=""):
    note = "Said." if flag else ""
    return ("baotou", indicator, period, value, source, flag, note, qualifier, status)


def start(value, period="2020", **more):
    return row("pv_output", period, value, SAID, **more)


def promise(value, period="2023", **more):
    return row("pv_output", period, value, SAID, "target", **more)


def found(value, period="2024", **more):
    return row("pv_output", period, value, LATER, **more)


def graded(make_rows, *rows):
    everything = make_rows(*rows)
    (expectation,) = hindsight.expectations(everything, "baotou")
    made = hindsight.grades([expectation], everything)
    (one,) = required.with_pace(made, everything, everything)
    return one


@pytest.mark.parametrize(
    ("rows", "percent"),
    [
        ([start("100"), promise("400"), found("300")], 50),  # 200 in 4 years of 300 in 3
        ([start("100"), promise("400"), found("500")], 100),
        ([start("100"), promise("400"), found("60")], -10),
    ],
)
def test_the_pace_in_per_cent_of_what_was_needed(make_rows, rows, percent):
    pace = graded(make_rows, *rows).pace
    assert round(pace.best) == percent and pace.unit == "%"
    assert pace.interval.lo < pace.best < pace.interval.hi


@pytest.mark.parametrize(
    "rows",
    [
        [promise("400"), found("300")],  # no start
        [start("100"), promise("400")],  # nothing later
        [start("100"), promise("400"), found("300", flag="break")],  # another series
        [start("100"), promise("400", flag="undated"), found("300")],
        [start("400"), promise("400"), found("300")],  # nothing was needed
        [start("100", flag="undated"), promise("400"), found("300")],
    ],
)
def test_where_it_cannot_be_reckoned_there_is_none(make_rows, rows):
    assert graded(make_rows, *rows).pace.is_missing


def test_no_steps_lead_to_a_growth_rate(make_rows):
    rows = [
        row("gdp_growth", "2020", "3.0", SAID),
        row("gdp_growth", "2023", "8.0", SAID, "target"),
        row("gdp_growth", "2023", "7.0", LATER),
    ]
    assert graded(make_rows, *rows).pace.is_missing


def test_a_bound_stays_one(make_rows):
    late = found("300", qualifier="over")
    pace = graded(make_rows, start("100"), promise("400"), late).pace
    assert pace.interval.hi.is_infinite() and round(pace.interval.lo) == 50


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        # 100 in 2020 and 400 in 2023 take 100 a year
        ([start("100"), promise("400"), found("450", "2022-12")], "ahead"),  # reached
        ([start("100"), promise("400"), found("330", "2022-12")], "ahead"),
        ([start("100"), promise("400"), found("200", "2022-12")], "behind"),
        ([promise("400"), found("200", "2022-12")], "open"),  # no start
        ([start("100"), promise("400"), found("450", "2022-12", flag="break")], "open"),
        ([start("100"), promise("400"), found("200", "2021-12")], "unknown"),  # known by then
    ],
)
def test_before_the_due_date_the_pace_tells_and_nothing_is_missed(make_rows, rows, verdict):
    one = graded(make_rows, *rows)
    assert (one.at_due, one.latest) == ("unknown", verdict)
