"""Magnitudes: values that cannot be, and jumps within a series, are named with their line unless
somebody checked them.
"""

from __future__ import annotations

import pytest
from conftest import LISTS

from industry_report.data.dataset import DatasetError, load

SHARE = {"id": "share", "zh": "占比", "en": "Share", "unit": "%", "kind": "share"}
LEAD = {"id": "lead", "zh": "领先", "en": "Lead", "unit": "pp", "kind": "level"}
POINTS = {"id": "pp", "zh": "个百分点", "en": "percentage points", "dimension": "points"}
REASON = {"flag": "checked", "note": "The bulletin prints it twice."}


@pytest.fixture
def faults(make_csv, make_descriptor):
    """What is wrong with rows: (line, what was found) of each fault."""
    make_descriptor(
        indicator_list=[*LISTS["indicator-list"], SHARE, LEAD], units=[*LISTS["units"], POINTS]
    )

    def find(*rows: dict[str, str]) -> list[tuple[int, str]]:
        try:
            load(make_csv(list(rows)))
        except DatasetError as error:
            return [
                (fault.values["lines"][0], str(fault.at("")).partition("; expected")[0])
                for fault in error.faults
            ]
        return []

    return find


def percent(value: str, indicator: str = "share", **row: str) -> dict[str, str]:
    return {"indicator": indicator, "unit": "%", "value": value} | row


@pytest.mark.parametrize(
    ("row", "fine"),
    [
        (percent("0"), True),
        (percent("100"), True),
        (percent("100.0"), True),
        (percent("100.1"), False),
        (percent("-0.1"), False),
        (percent("102.5", **REASON), True),
        (percent("102.5", **REASON, period="2020"), True),
        (percent("-100", "gdp_growth"), True),
        (percent("-100.1", "gdp_growth"), False),
        (percent("-999999", "gdp_growth"), False),
        (percent("158", "gdp_growth"), True),
        ({"value": "-12.0"}, True),
        ({"indicator": "parks", "unit": "parks", "value": "-1"}, False),
        ({"indicator": "parks", "unit": "parks", "value": "0"}, True),
    ],
)
def test_what_a_kind_of_indicator_can_be(faults, row, fine):
    found = faults({"period": "2020"}, {"period": "2021"} | row)
    assert found == [] if fine else found[0][0] == 3 and "out of range" in found[0][1]


def test_the_reason_of_a_checked_value_must_be_written_down(faults):
    assert faults(percent("102.5", flag="checked")) == [(2, "checked without a reason")]


@pytest.mark.parametrize(
    ("first", "second", "fine"),
    [
        ("3293.0", "32930.0", True),
        ("3293.0", "32930.1", False),
        ("32930.1", "3293.0", False),
        ("3293.0", "34743400", False),
        ("0", "3293.0", True),
        ("-1.0", "3293.0", True),
    ],
)
def test_a_jump_is_more_than_tenfold_up_or_down(faults, first, second, fine):
    found = faults({"period": "2020", "value": first}, {"period": "2021", "value": second})
    assert found == [] if fine else [line for line, _ in found] == [3]


@pytest.mark.parametrize(
    ("first", "second", "fine"),
    [("123.4", "12050", True), ("123.4", "1205000", False), ("12050", "123.4", False)],
)
def test_a_series_may_grow_tenfold_in_each_ten_years(faults, first, second, fine):
    found = faults({"period": "1988", "value": first}, {"period": "2021", "value": second})
    assert found == [] if fine else [line for line, _ in found] == [3]


def test_the_message_names_both_lines_and_the_way_through(make_csv):
    rows = [{"period": "2020", "value": "3293.0"}, {"value": "34743400"}]
    with pytest.raises(DatasetError) as caught:
        load(make_csv(rows))
    assert str(caught.value.faults[0]) == (
        "small.csv, line 3, column value: 34743400 1e8 CNY (100 million yuan) is 10,551 times the value of 2020"
        " (line 2); expected a value in the stated unit; if it is right, the flag checked and the"
        " reason in the note, or the flag break where a new series begins"
    )


LOW, HIGH = {"period": "2020", "value": "3.0"}, {"period": "2021", "value": "3000.0"}


@pytest.mark.parametrize(
    "rows",
    [
        [LOW, HIGH | REASON],
        [LOW | REASON, HIGH],
        [LOW, HIGH | {"flag": "break", "note": "New scope."}],
        [LOW, {"period": "2021-02", "flag": "break"}, HIGH],
        [LOW, HIGH | {"region": "china"}],
        [LOW, HIGH | {"period": "2022", "status": "target"}],
        [LOW | {"period": "2020-12"}, HIGH],
        [LOW | {"period": "2020-01/2020-06"}, HIGH | {"period": "2021-01/2021-07"}],
        [percent("0.3", "gdp_growth", period="2020"), percent("12.0", "gdp_growth")],
        [{"indicator": "lead", "unit": "pp", "value": "0.1", "period": "2020"}]
        + [{"indicator": "lead", "unit": "pp", "value": "8.0"}],
        [{"indicator": "parks", "unit": "parks", "value": "3", "period": "2020"}]
        + [{"indicator": "parks", "unit": "parks", "value": "45"}],
    ],
)
def test_what_is_no_jump(faults, rows):
    assert faults(*rows) == []


@pytest.mark.parametrize(
    "rows",
    [
        [LOW, {"period": "2022", "status": "target", "flag": "break"}, HIGH],
        [LOW | {"period": "2020-01/2020-07"}, HIGH | {"period": "2021-01/2021-07"}],
        [LOW | {"period": "2020-11"}, HIGH | {"period": "2020-12"}],
        [LOW, HIGH | {"period": "2020", "source": "bulletin"}],
        [{"indicator": "parks", "unit": "parks", "value": "30", "period": "2020"}]
        + [{"indicator": "parks", "unit": "parks", "value": "4500"}],
        [{"value": "30000", "unit": "万元", "period": "2020"}, HIGH],
    ],
)
def test_what_is_a_jump(faults, rows):
    assert any("the value of" in what for _, what in faults(*rows))


def test_of_a_value_that_stands_out_it_alone_is_named(faults):
    values = ["3000.0", "3100.0", "32000000", "3300.0", "3400.0"]
    rows = [{"period": str(2015 + at), "value": value} for at, value in enumerate(values)]
    assert [line for line, _ in faults(*rows)] == [4]


def test_values_are_compared_in_one_unit(faults):
    assert faults({"period": "2020"}, {"value": "34743400", "unit": "万元"}) == []


def test_other_faults_are_named_beside(faults):
    found = faults({"value": "x"}, percent("120", period="2020"), {"region": "q", "period": "2019"})
    assert [line for line, _ in found] == [2, 3, 4]


def test_nothing_is_rendered_from_a_dataset_in_doubt(make_csv, tmp_path, capsys, monkeypatch):
    from industry_report import cli
    from industry_report.publishing import batch

    monkeypatch.setattr(batch, "run_batch", lambda *_: pytest.fail("it was rendered"))
    make_csv([percent("-100.1", "gdp_growth")])
    options = ["--dataset", str(tmp_path / "small.csv"), "--output", str(tmp_path / "out")]
    assert cli.main(["render", *options]) == 2
    assert capsys.readouterr().err.count("line 2, column value: -100.1 % is out of range") == 1
