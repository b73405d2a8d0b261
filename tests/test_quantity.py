"""Quantities: what a printed figure says, how far arithmetic carries it, and what is missing stays missing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from industry_report import language
from industry_report.numbers import quantity
from industry_report.numbers.quantity import INFINITY, Interval, Quantity


@pytest.fixture(autouse=True)
def english():
    language.use("en")
    quantity.take_shown()
    yield
    language.use("zh")
    quantity.take_shown()


def printed(
    text: str, qualifier: str = "", unit: str = "%", rows: tuple[str, ...] = ()
) -> Quantity:
    return Quantity.observed(text, qualifier, unit, rows, "甲", "a", counts=unit == "platforms")


# --- intervals


@pytest.mark.parametrize(
    ("text", "qualifier", "lo", "hi"),
    [
        ("16.6", "", "16.55", "16.65"),
        ("8.0", "", "7.95", "8.05"),
        ("8", "", "7.5", "8.5"),
        ("0", "", "-0.5", "0.5"),
        ("-19.2", "", "-19.25", "-19.15"),
        ("49", "about", "48.5", "49.5"),
        ("80", "nearly", "72", "80"),
        ("-80", "nearly", "-88", "-80"),
        ("600", "over", "600", "Infinity"),
        ("20", "at_least", "20", "Infinity"),
        ("20", "at_most", "-Infinity", "20"),
    ],
)
def test_a_printed_figure_is_an_interval(text, qualifier, lo, hi):
    assert Interval.of_digits(text, qualifier) == Interval(Decimal(lo), Decimal(hi))


def test_counts_are_exact_unless_the_source_qualifies_them():
    assert printed("220", unit="platforms").interval.width == 0
    assert printed("1968000", "over", "stations").interval.hi == INFINITY
    assert printed("578.6", unit="1e8 CNY").interval.width == Decimal("0.1")


def test_intervals_overlap_in_their_ends():
    one, other = Interval(Decimal(1), Decimal(2)), Interval(Decimal(2), Decimal(3))
    assert one.overlaps(other)
    assert one.meet(other) == Interval.exactly(2)
    assert one.meet(Interval(Decimal("2.01"), INFINITY)) is None
    assert 2 in one
    assert "2.001" not in one


# --- arithmetic


def test_a_difference_of_percentages_is_in_points_and_widens_the_interval():
    lead = printed("16.6", rows=("r1",)) - printed("3.5", rows=("r2",))
    assert lead.unit == "pp"
    assert lead.interval == Interval(Decimal("13.0"), Decimal("13.2"))
    assert lead.rows == ("r1", "r2")
    assert str(lead) == "13.1 percentage points"


def test_a_percentage_and_points_make_a_percentage():
    assert (printed("3.5") + printed("13.1", unit="pp")).unit == "%"
    assert (printed("16.6") - printed("13.1", unit="pp")).unit == "%"


def test_shares_totals_and_growth_invert_each_other():
    part, whole = printed("10", unit="platforms"), printed("220", unit="platforms")
    share = part.share_of(whole)
    assert (share.unit, str(share)) == ("%", "4.5%")
    done = printed("578.6", unit="1e8 CNY")
    plan = done.total_at(printed("64.3"))
    assert plan.interval.lo < Decimal("899.8") < plan.interval.hi
    assert plan.unit == "1e8 CNY"
    level, rate = printed("406.2", unit="1e8 CNY"), printed("108.2")
    before = level.before(rate)
    assert level.best in before.after(rate).interval
    assert rate.best in level.growth_from(before).interval


def test_a_ratio_of_unlike_units_keeps_both_and_of_like_units_none():
    assert (
        printed("4300", unit="stations") / printed("271.8", unit="1e4 persons")
    ).unit == "stations/1e4 persons"
    assert (printed("4", unit="firms") / printed("2", unit="firms")).unit == ""


def test_a_divisor_that_may_be_zero_is_refused():
    with pytest.raises(ZeroDivisionError, match="a may be zero"):
        printed("5") / printed("0")
    with pytest.raises(ZeroDivisionError):
        printed("5") / printed("0.0")
    assert not (printed("5") / printed("1")).is_missing


def test_bounds_survive_arithmetic():
    least = printed("600", "over", "1e8 CNY") - printed("406.2", unit="1e8 CNY")
    assert least.interval.hi == INFINITY
    assert str(least) == "at least 19.3 billion yuan"  # 193.75 × 1e8: rounded so that it holds
    undefined = printed("5", "over") - printed("3", "over")
    assert undefined.interval == Interval(-INFINITY, INFINITY)
    assert undefined.sign == 0


@pytest.mark.parametrize(
    ("a", "b", "sign"),
    [("8.6", "3.5", 1), ("3.5", "8.6", -1), ("8.6", "8.6", 0), ("8.6", "8.55", 0)],
)
def test_a_sign_is_only_claimed_where_rounding_allows(a, b, sign):
    assert (printed(a) - printed(b)).sign == sign


# --- digits


@pytest.mark.parametrize(
    ("one", "other", "shown"),
    [
        ("43.25", "10.25", "33.0"),
        ("23.2", "28", "−5"),
        ("2.05", "2.44", "−0.39"),
        ("120000", "80000", "40,000"),
    ],
)
def test_a_derived_value_shows_no_more_digits_than_its_inputs_bear(one, other, shown):
    assert format(printed(one) - printed(other), "n") == shown


def test_printed_digits_are_kept():
    assert str(printed("8.0")) == "8.0%"
    assert str(printed("8")) == "8%"
    assert Quantity.exact(3, "items").bears == 0
    assert str(Quantity.exact(Decimal("62.5"), "%")) == "62.5%"


def test_formats():
    value = printed("-4.25", "about", "pp")
    assert str(value) == "about −4.25 percentage points"
    assert f"{value:raw}" == "−4.25 percentage points"
    assert f"{value:abs}" == "4.25 percentage points"
    assert f"{value:n}" == "−4.25"
    assert f"{printed('4.2'):+}" == "+4.2%"
    assert f"{printed('0.0'):+}" == "0.0%"
    assert f"{printed('16.6'):range}" == "16.55–16.65%"
    assert f"{printed('220', unit='platforms'):range}" == "220 platforms"
    assert f"{printed('600', 'over', '1e8 CNY'):range}" == "at least 60 billion yuan"


# --- missing values


def missing() -> Quantity:
    return Quantity.missing("%", "丙指标", "indicator c")


@pytest.mark.parametrize(
    "use",
    [
        lambda m: m + printed("1"),
        lambda m: printed("1") + m,
        lambda m: m - 1,
        lambda m: 2 * m,
        lambda m: printed("1") / m,
        lambda m: m / printed("2"),
        lambda m: m.share_of(printed("2")),
        lambda m: printed("2").share_of(m),
        lambda m: m.before(printed("2")),
        lambda m: printed("2").after(m),
        lambda m: printed("2").growth_from(m),
        lambda m: printed("2").total_at(m),
    ],
)
def test_arithmetic_with_a_missing_value_is_missing_and_keeps_its_name(use):
    result = use(missing())
    assert result.is_missing
    assert quantity.missing_in(str(result)) == ["indicator c"]
    assert result.sign is None
    assert result.number != result.number  # NaN


def test_a_sentence_names_its_missing_values():
    text = f"from {missing()} to {printed('5')} and {missing():+}"
    assert quantity.missing_in(text) == ["indicator c", "indicator c"]
    assert quantity.missing_in("no sentinel here") == []
    assert quantity.missing_in(quantity.compare(missing(), ("a", "b", "c"), ("a", "b", "c"))) == [
        "indicator c"
    ]


# --- words and provenance


def test_comparative_words_follow_the_sign():
    words = (("高于", "持平", "低于"), ("above", "level", "below"))
    assert quantity.compare(printed("5") - printed("3"), *words) == "above"
    assert quantity.compare(printed("3") - printed("3"), *words) == "level"
    language.use("zh")
    assert quantity.compare(printed("3") - printed("5"), *words) == "低于"


def test_what_is_formatted_is_remembered_once_with_its_rows():
    assert f"{printed('5', rows=('r1', 'r2'))} {printed('6', rows=('r2', 'r3'))} {missing()}"
    assert quantity.take_shown() == ("r1", "r2", "r3")
    assert quantity.take_shown() == ()
