"""Quantities: what a printed figure says, how far arithmetic carries it, and what is missing stays missing."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import pytest
from conftest import language

from industry_report.numbers import quantity
from industry_report.numbers.quantity import INFINITY, Interval, Quantity
from industry_report.words import of

ENGLISH = language("en")


def written(value: Quantity, form: str = "") -> str:
    return ENGLISH.amount(value, form)


def printed(
    text: str, qualifier: str = "", unit: str = "%", rows: tuple[str, ...] = ()
) -> Quantity:
    return Quantity.observed(text, qualifier, unit, rows, counts=unit == "platforms")


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


@pytest.mark.parametrize(
    ("text", "lo", "hi"),
    [
        ("4300", "4250", "4350"),
        ("1425000", "1424500", "1425500"),
        ("4000", "3950", "4050"),  # two digits at the least
        ("40", "39.5", "40.5"),
        ("4321", "4320.5", "4321.5"),
        ("0", "-0.5", "0.5"),
    ],
)
def test_a_count_of_about_so_many_is_known_to_its_last_digit_but_zeros(text, lo, hi):
    assert printed(text, "about", "platforms").interval == Interval(Decimal(lo), Decimal(hi))


def test_counts_are_exact_unless_the_source_qualifies_them():
    assert printed("220", unit="platforms").interval.width == 0
    assert printed("1968000", "over", "stations").interval.hi == INFINITY
    assert printed("578.6", unit="1e8 CNY").interval.width == Decimal("0.1")


def test_intervals_overlap_in_their_ends():
    one, other = Interval(Decimal(1), Decimal(2)), Interval(Decimal(2), Decimal(3))
    assert one.overlaps(other)
    assert not one.overlaps(Interval(Decimal("2.01"), INFINITY))
    assert 2 in one
    assert "2.001" not in one


# --- arithmetic


def test_a_difference_of_percentages_is_in_points_and_widens_the_interval():
    lead = printed("16.6", rows=("r1",)) - printed("3.5", rows=("r2",))
    assert lead.unit == "pp"
    assert lead.interval == Interval(Decimal("13.0"), Decimal("13.2"))
    assert lead.rows == ("r1", "r2")
    assert written(lead) == "13.1 percentage points"


def test_a_percentage_and_points_make_a_percentage():
    assert (printed("3.5") + printed("13.1", unit="pp")).unit == "%"
    assert (printed("16.6") - printed("13.1", unit="pp")).unit == "%"


def test_shares_totals_and_growth_invert_each_other():
    part, whole = printed("10", unit="platforms"), printed("220", unit="platforms")
    share = part.share_of(whole)
    assert (share.unit, written(share)) == ("%", "4.5%")
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
    with pytest.raises(ZeroDivisionError, match="divisor may be zero"):
        printed("5") / printed("0")
    with pytest.raises(ZeroDivisionError):
        printed("5") / printed("0.0")
    assert not (printed("5") / printed("1")).is_missing


def test_bounds_survive_arithmetic():
    least = printed("600", "over", "1e8 CNY") - printed("406.2", unit="1e8 CNY")
    assert least.interval.hi == INFINITY
    # 193.75 × 1e8: a bound is rounded so that it holds
    assert written(least) == "at least 19.3 billion yuan"
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
    assert written(printed(one) - printed(other), "n") == shown


def test_printed_digits_are_kept():
    assert written(printed("8.0")) == "8.0%"
    assert written(printed("8")) == "8%"
    assert Quantity.exact(3, "items").bears == 0
    assert written(Quantity.exact(Decimal("62.5"), "%")) == "62.5%"


@pytest.mark.parametrize(
    ("text", "qualifier", "unit", "form", "shown"),
    [
        ("-4.25", "about", "pp", "", "about −4.25 percentage points"),
        ("-4.25", "about", "pp", "raw", "−4.25 percentage points"),
        ("4.2", "", "%", "+", "+4.2%"),
        ("0.0", "", "%", "+", "0.0%"),
        ("16.6", "", "%", "range", "16.55% to 16.65%"),
        ("220", "", "platforms", "range", "220 platforms"),
        ("600", "over", "1e8 CNY", "range", "more than 60 billion yuan"),
    ],
)
def test_formats(text, qualifier, unit, form, shown):
    assert written(printed(text, qualifier, unit), form) == shown


# --- missing values


def missing() -> Quantity:
    return quantity.missing(of("gdp"), "%")


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
    assert result.label == of("gdp")
    assert (result.sign, result.way) == (0, "level")
    assert result.number != result.number  # NaN


def test_a_missing_value_is_never_less_or_more_than_another():
    for ends in (missing().best, missing().interval.lo, (missing() - 1).interval.hi):
        with pytest.raises(InvalidOperation):
            assert ends < 1


@pytest.mark.parametrize(
    ("computed", "formula"),
    [
        (lambda: printed("16.6") - printed("3.5"), "16.6 − 3.5"),
        (lambda: printed("-1.5") - printed("3.5"), "−1.5 − 3.5"),
        (lambda: printed("1") + printed("2") + printed("3"), "1 + 2 + 3"),
        (lambda: printed("1") - printed("2") + printed("3"), "(1 − 2) + 3"),
        (lambda: printed("40.6").share_of(printed("600")), "(40.6 × 100) ÷ 600"),
        (lambda: printed("110").growth_from(printed("100")), "(110 ÷ 100 − 1) × 100"),
        (lambda: printed("50").total_at(printed("25")), "50 ÷ 25%"),
        (lambda: printed("50").at(printed("25")), "50 × 25%"),
        (lambda: printed("50").before(printed("25")), "50 ÷ (1 + 25%)"),
        (lambda: printed("50").after(printed("25")), "50 × (1 + 25%)"),
        (lambda: printed("50"), ""),
    ],
)
def test_a_computed_value_knows_its_formula(computed, formula):
    assert computed().formula == formula
