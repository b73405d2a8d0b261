"""The pace so far against the pace that a promise needed: a table of cases."""

from __future__ import annotations

import pytest

from industry_report.numbers import outcomes, required

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
    (expectation,) = outcomes.expectations(everything, "baotou")
    made = outcomes.judged([expectation], everything)
    (one,) = required.with_pace(made, everything, everything)
    return one


@pytest.mark.parametrize(
    ("rows", "percent"),
    [
        # 100 to 400 in three years takes 58.7 % a year
        ([start("100"), promise("400"), found("300")], 54),  # 31.6 % a year over four years
        ([start("100"), promise("400"), found("635")], 100),
        ([start("100"), promise("400"), found("60")], -20),
        # a series that breaks off counts as far as it runs
        ([start("100"), promise("400"), found("200", "2022"), found("900", flag="break")], 71),
        # an estimate for the end of a year stands in for what was not observed
        ([start("100", "2021-11", status="forecast"), promise("400"), found("400", "2023")], 100),
    ],
)
def test_the_pace_in_per_cent_of_what_was_needed(make_rows, rows, percent):
    pace = graded(make_rows, *rows).pace
    assert round(pace.best) == percent and pace.unit == "%"
    assert pace.interval.lo < pace.best < pace.interval.hi


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([promise("400"), found("300")], "start"),
        ([start("100"), promise("400")], "later"),
        # of a year that was over when the promise was made
        ([start("100"), promise("400"), found("200", "2021")], "later"),
        ([start("100"), promise("400"), found("300", flag="break")], "broken"),
        ([start("100"), promise("400", flag="undated"), found("300")], "undated"),
        ([start("400"), promise("400"), found("300")], "needed"),
        ([start("100", flag="undated"), promise("400"), found("300")], "start"),
        ([start("100", qualifier="over"), promise("400"), found("300")], "bound"),
        # "more than 300" of "400 or more" may be any part of it
        (
            [start("100"), promise("400", qualifier="over"), found("300", qualifier="over")],
            "bound",
        ),
        ([start("100", "2022-10"), promise("400"), found("300", "2023-06")], "short"),
        ([start("0"), promise("400"), found("300")], "zero"),
        # made long before its date it is an expectation, no estimate
        (
            [
                row("pv_output", "2022-10", "100", "article", "forecast"),
                promise("400"),
                found("300"),
            ],
            "start",
        ),
    ],
)
def test_where_it_cannot_be_reckoned_the_reason_is_said(make_rows, rows, why):
    everything = make_rows(*rows)
    expected = outcomes.expectations(everything, "baotou")
    made = outcomes.judged(expected, everything)
    one = required.with_pace(made, everything, everything)[-1]
    assert one.pace.is_missing and one.paced.id == f"no-pace-{why}"


def test_no_steps_lead_to_a_growth_rate(make_rows):
    rows = [
        row("gdp_growth", "2020", "3.0", SAID),
        row("gdp_growth", "2023", "8.0", SAID, "target"),
        row("gdp_growth", "2023", "7.0", LATER),
    ]
    assert graded(make_rows, *rows).paced.id == "no-pace-rate"


def test_a_bound_stays_one(make_rows):
    late = found("300", qualifier="over")
    pace = graded(make_rows, start("100"), promise("400"), late).pace
    assert pace.interval.hi.is_infinite() and round(pace.interval.lo) == 53


def test_against_a_bound_the_pace_is_at_most_so_much(make_rows):
    one = graded(make_rows, start("100"), promise("400", qualifier="over"), found("635"))
    assert one.paced.id == "paced-at-most" and round(one.paced.values["pace"].best) == 101


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        # 100 in 2020 and 400 in 2023 take 58.7 % a year
        ([start("100"), promise("400"), found("450", "2022-12")], "ahead"),  # reached
        ([start("100"), promise("400"), found("330", "2022-12")], "open"),  # fast enough so far
        ([start("100"), promise("400"), found("200", "2022-12")], "behind"),
        ([promise("400"), found("200", "2022-12")], "open"),  # no start
        ([start("100"), promise("400"), found("450", "2022-12", flag="break")], "open"),
        # published since, but of a time before the promise
        ([start("100"), promise("400"), found("110", "2021-12")], "unknown"),
    ],
)
def test_before_the_due_date_the_pace_tells_and_nothing_is_missed(make_rows, rows, verdict):
    one = graded(make_rows, *rows)
    assert (one.at_due, one.latest) == ("unknown", verdict)
