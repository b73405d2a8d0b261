"""The two languages: numbers, units, periods and lists as a reader of each would write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from industry_report import language
from industry_report.data.dataset import STATUSES
from industry_report.exhibits.describe import STATUS_NAMES


@pytest.fixture(autouse=True)
def restore():
    yield
    language.use("zh")


@pytest.mark.parametrize(
    ("value", "decimals", "unit", "zh", "en"),
    [
        ("578.6", 1, "1e8 CNY", "578.6亿元", "57.86 billion yuan"),
        ("600", 0, "1e8 CNY", "600亿元", "60 billion yuan"),
        ("2.77", 2, "1e8 CNY", "2.77亿元", "277 million yuan"),
        ("3.57", 2, "1e8 CNY", "3.57亿元", "357 million yuan"),
        ("27956.3", 1, "1e8 CNY", "2.79563万亿元", "2.79563 trillion yuan"),
        ("10000", 0, "1e8 CNY", "1万亿元", "1 trillion yuan"),
        ("9999", 0, "1e8 CNY", "9999亿元", "999.9 billion yuan"),
        ("10", 0, "1e8 CNY", "10亿元", "1 billion yuan"),
        ("-5", 0, "1e8 CNY", "−5亿元", "−500 million yuan"),
        ("0", 0, "1e8 CNY", "0亿元", "0 billion yuan"),
        ("49", 0, "1e4 t/a", "49万吨", "490 kt a year"),
        ("118.3", 1, "GW/a", "118.3GW", "118.3 GW a year"),
        ("16.6", 1, "%", "16.6%", "16.6%"),
        ("13.1", 1, "pp", "13.1个百分点", "13.1 percentage points"),
        ("25878", 0, "entities", "25878户", "25,878 entities"),
        ("9999", 0, "firms", "9999家", "9999 firms"),
        ("271.8", 1, "1e4 persons", "271.8万人", "2.718 million people"),
        ("121331", 0, "CNY", "121331元", "121,331 yuan"),
        ("5", 0, "frobs", "5 frobs", "5 frobs"),
    ],
)
def test_amounts(value, decimals, unit, zh, en):
    language.use("zh")
    assert language.amount(Decimal(value), decimals, unit) == zh
    language.use("en")
    assert language.amount(Decimal(value), decimals, unit) == en


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("projects", "1 project"),
        ("entities", "1 entity"),
        ("industries", "1 industry"),
        ("clusters", "1 cluster"),
        ("stations", "1 base station"),
    ],
)
def test_one_of_something_is_singular_in_english(unit, text):
    language.use("en")
    assert language.amount(Decimal(1), 0, unit) == text
    assert language.amount(Decimal(2), 0, unit).endswith("s")
    language.use("zh")
    assert language.amount(Decimal(1), 0, unit)[0] == "1"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("2.5", 0, "3"),
        ("-2.5", 0, "−3"),
        ("0.125", 2, "0.13"),
        ("1234", -2, "1200"),
        ("-0.04", 1, "0.0"),
    ],
)
def test_rounding_is_half_up_and_the_minus_is_a_minus(value, decimals, text):
    assert language.number(Decimal(value), decimals) == text


@pytest.mark.parametrize(
    ("qualifier", "zh", "en"),
    [
        ("", "80%", "80%"),
        ("about", "约80%", "about 80%"),
        ("nearly", "近80%", "nearly 80%"),
        ("over", "超过80%", "more than 80%"),
        ("at_least", "80%以上", "at least 80%"),
        ("at_most", "不超过80%", "at most 80%"),
    ],
)
def test_qualifiers(qualifier, zh, en):
    assert language.qualified("80%", qualifier) == zh
    language.use("en")
    assert language.qualified("80%", qualifier) == en


@pytest.mark.parametrize(
    ("period", "zh", "en"),
    [
        ("2021", "2021年", "2021"),
        ("2022-07", "2022年7月", "July 2022"),
        ("2022-12", "2022年12月", "December 2022"),
        ("2022-01/2022-07", "2022年1—7月", "January–July 2022"),
        ("2021-01/2024-12", "2021—2024年", "2021–2024"),
        ("2021-07/2022-06", "2021年7月—2022年6月", "July 2021–June 2022"),
    ],
)
def test_periods(period, zh, en):
    assert language.period_label(period) == zh
    assert language.period_text(period) == (zh, en)
    language.use("en")
    assert language.period_label(period) == en
    assert language.period_text(period) == (zh, en)
    assert language.current() == "en"


def test_lists():
    assert [language.listed(list("abc")[:n]) for n in range(4)] == ["", "a", "a和b", "a、b和c"]
    language.use("en")
    assert [language.listed(list("abc")[:n]) for n in range(4)] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


def test_a_text_follows_the_language_in_use():
    text = language.Text("甲", "a")
    assert f"{text}{text:>3}" == "甲  甲"
    language.use("en")
    assert str(text) == language.pick("甲", "a") == "a"


def test_only_two_languages():
    with pytest.raises(ValueError, match="expected 'zh' or 'en'"):
        language.use("fr")
    assert language.current() == "zh"


def test_every_unit_and_status_of_the_dataset_has_words(codes):
    known = {*language.UNITS, *language.COUNTS}
    # Values are always in the unit of their indicator; the list has others, from which they are converted.
    assert {indicator.unit for indicator in codes.indicators.values()} <= known
    assert set(STATUS_NAMES) == set(STATUSES)
