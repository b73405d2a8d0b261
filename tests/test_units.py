"""Units: what is converted, exactly and with a word about it, and what is refused without a wrong
advice.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from industry_report.data.dataset import DatasetError, load
from industry_report.data.units import shifted
from industry_report.numbers.quantity import Interval


def the_row(make, **row):
    return next(iter(load(make([row]))))


def test_a_value_in_ten_thousands_of_yuan_is_read_in_hundred_millions(make_csv):
    dataset = load(make_csv([{"value": "34743400", "unit": "万元"}]))
    row = next(iter(dataset))
    assert (row.value, row.unit, row.printed) == (Decimal("3474.34"), "1e8 CNY", "34743400 万元")
    # The last printed digit is one 万元, so the value is known to half of that, and reads without the
    # zeros.
    half = Decimal("0.00005")
    assert row.quantity.interval == Interval(row.value - half, row.value + half)
    assert row.quantity.best == Decimal("3474.34")
    (note,) = dataset.notes
    assert str(note) == (
        "small.csv, line 2: values of gdp in '万元' are read in 1e8 CNY (100 million yuan): 34743400 as 3474.34"
    )


@pytest.mark.parametrize("unit", ["万元", "1e4 CNY", "10,000 yuan", "１ｅ４ ＣＮＹ"])
def test_a_unit_may_be_named_by_id_or_label(make_csv, unit):
    assert the_row(make_csv, value="32930000", unit=f'"{unit}"').value == Decimal("3293")


@pytest.mark.parametrize("unit", ["亿元", "1E8 cny"])
def test_another_name_of_the_unit_is_the_unit(make_csv, unit):
    row = the_row(make_csv, unit=unit)
    assert (row.text, row.unit, row.quantity.interval.width) == (
        "3293.0",
        "1e8 CNY",
        Decimal("0.1"),
    )


def test_a_value_is_converted_upwards_with_its_precision(make_csv, make_descriptor):
    from conftest import LISTS

    smaller = [LISTS["indicator-list"][0] | {"unit": "1e4 CNY"}]
    make_descriptor(indicator_list=smaller)
    row = the_row(make_csv, value="3.2", unit="亿元")
    assert (row.text, row.value) == ("32000", 32000)
    assert row.quantity.interval == Interval(Decimal(31500), Decimal(32500))


@pytest.mark.parametrize(
    ("digits", "shift", "expected"),
    [
        ("34743400", -4, "3474.3400"),
        ("-0.5", -4, "-0.00005"),
        ("3.2", 4, "3.2E+4"),
        ("9" * 18 + "." + "9" * 12, -8, "9" * 10 + "." + "9" * 20),
    ],
)
def test_no_digit_is_lost_or_made_up(digits, shift, expected):
    assert shifted(digits, shift) == expected


def test_counts_of_things_are_one_dimension_whatever_their_measure_word(make_csv):
    rows = [
        {"indicator": "parks", "value": "41", "unit": unit, "period": str(2018 + number)}
        for number, unit in enumerate(["parks", "个", "家"])
    ]
    dataset = load(make_csv(rows))
    assert {row.unit for row in dataset} == {"parks"}
    assert {row.quantity.interval for row in dataset} == {Interval(Decimal(41), Decimal(41))}
    assert [*map(str, dataset.notes)] == [
        "small.csv, line 4: the unit '家' of parks is read as parks",
    ]


def test_a_count_of_another_city_is_exact_by_its_own_list(make_csv, make_descriptor):
    from conftest import LISTS

    units = [{"id": "schools", "zh": "所", "en": "schools", "dimension": "count", "counts": True}]
    pupils = [{"id": "1e4 pupils", "zh": "万人", "en": "10,000 pupils"}]
    schools = {"id": "schools", "zh": "学校", "en": "Schools", "unit": "schools", "kind": "count"}
    pupil = {"id": "pupils", "zh": "学生", "en": "Pupils", "unit": "1e4 pupils", "kind": "level"}
    make_descriptor(
        indicator_list=[*LISTS["indicator-list"], schools, pupil],
        units=LISTS["units"] + units + pupils,
    )
    rows = [
        {"indicator": "schools", "unit": "schools", "value": "41"},
        {"indicator": "pupils", "unit": "1e4 pupils", "value": "41"},
    ]
    widths = {row.indicator: row.quantity.interval.width for row in load(make_csv(rows))}
    assert widths == {"schools": 0, "pupils": 1}


@pytest.mark.parametrize("unit", ["%", "parks", "百万元", "1e5 CNY", "亿美元", "", "万", "千元"])
def test_no_advice_leads_to_a_wrong_number(make_csv, unit):
    """百万元 looks like 万元 and is a hundred times as much: no other unit is ever suggested as what was
    meant.
    """
    with pytest.raises(DatasetError) as caught:
        load(make_csv([{"value": "34743400", "unit": unit}]))
    (fault,) = caught.value.faults
    assert str(fault) == (
        f"small.csv, line 2, column unit: {unit!r} is not the unit of gdp"
        f"{', nor one of its dimension' if unit in ('%', 'parks') else ''}; expected a value in "
        "1e8 CNY (100 million yuan), or in 1e4 CNY (10,000 yuan) (these are converted)"
    )


def test_where_no_other_unit_converts_the_number_is_to_be_converted(make_csv):
    with pytest.raises(DatasetError, match="a value in %: convert the number, not only the unit"):
        load(make_csv([{"indicator": "gdp_growth", "unit": "‰", "value": "8"}]))


def test_following_the_advice_gives_the_right_number(make_csv):
    assert the_row(make_csv, value="34743400", unit="1e4 CNY").value == Decimal("3474.34")


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        ({"factor": 15}, "expected a power of ten"),
        ({"factor": "1e999999"}, "expected a power of ten"),
        ({"factor": 0}, "expected a power of ten"),
        ({"counts": "yes"}, "expected true or false"),
        ({"zh": "亿元"}, "the name '亿元' stands for 1e8 CNY too"),
    ],
)
def test_wrong_units_in_the_code_list(make_descriptor, unit, words):
    from conftest import LISTS

    from industry_report.data.codes import read_codes

    units = [dict(record) for record in LISTS["units"]]
    next(record for record in units if record["id"] == "1e4 CNY").update(unit)
    with pytest.raises(DatasetError, match=words):
        read_codes(make_descriptor(units=units))


def test_converted_rows_are_found_and_framed_like_others(make_csv):
    dataset = load(make_csv([{"period": "2020"}, {"value": "34743400", "unit": "万元"}]))
    assert dataset.frame["number"].tolist() == [3293.0, 3474.34]
    assert [[row.unit for row in part] for part in dataset.series("gdp", "baotou")] == [
        ["1e8 CNY", "1e8 CNY"]
    ]
