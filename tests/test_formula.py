"""Formulas over figures: what they yield, and how they are written."""

from decimal import Decimal

import pytest

from industry_report.numbers import formula
from industry_report.numbers.quantity import Quantity, missing
from industry_report.words import Phrase


def figure(text: str, unit: str = "%", qualifier: str = "") -> Quantity:
    return Quantity.observed(text, qualifier, unit, ("row",))


@pytest.mark.parametrize(
    ("whole", "low", "high"),
    [
        (figure("600", "1e8 CNY"), "66.6", "66.8"),
        (figure("600", "1e8 CNY", "over"), "-Infinity", "66.8"),
    ],
)
def test_a_share_of_a_bound_is_a_bound(whole, low, high):
    share = formula.share(figure("400.0", "1e8 CNY"), whole)
    assert Decimal(low) <= share.interval.lo
    assert share.interval.hi <= Decimal(high)
    assert share.interval.lo.is_infinite() == (low == "-Infinity")


def test_exactly_reads_a_bound_as_the_figure():
    assert formula.exactly(figure("600", "1e8 CNY", "over")).interval.width == 0
    assert formula.exactly(missing(Phrase("x"))).is_missing


def test_an_upper_limit_is_rounded_so_that_it_holds(make_rows):
    rows = make_rows(
        ("baotou", "industrial_value_added_growth", "2021", "16.6", "article"),
        ("baotou", "manufacturing_value_added_growth", "2021", "20.4", "article"),
    )
    told = "share(industrial_value_added_growth, manufacturing_value_added_growth)"
    printed = formula.Printed(rows, "baotou", "article")
    assert printed.value(f"at_most({told})").quantity.bound == (Decimal("81.9"), 1, "at_most")
    assert formula.at_most(missing(Phrase("x"))).is_missing


def written(phrase: Phrase) -> str:
    """A formula in the marks of a program."""
    marks = {"sum": "+", "difference": "-", "product": "*", "ratio": "/", "base": "base"}
    if phrase.id in marks:
        return f"{written(phrase.values['one'])}{marks[phrase.id]}{written(phrase.values['two'])}"
    if phrase.id == "bracketed":
        return f"({written(phrase.values['part'])})"
    return f"{phrase.values['value'].best}{phrase.values['value'].unit}"


@pytest.mark.parametrize(
    ("text", "best", "shown"),
    [
        ("1 + 2 * 3", 7, "1+2"),  # a number that multiplies changes the unit and is not written
        ("(1 + 2) / 3", 1, "(1+2)/3"),
        ("12 / (6 / 3)", 6, "12/(6/3)"),
        ("1 - 2 - 3", -4, "1-2-3"),
        ("1 - (2 - 3)", 2, "1-(2-3)"),
        ("whole(9, 50)", 18, "9/50"),
        ("base(110, 10)", 100, "110base10"),
        ("share(12, 10) - 100", 20, "12/10-100%"),  # a number beside a percentage is one
        ("100 - share(1, 4)", 75, "100%-1/4"),
    ],
)
def test_a_formula_is_computed_and_written(text, best, shown):
    found = formula.Printed(None, "", "").value(text)
    assert found.quantity.best == best
    assert written(found.formula).replace(" ", "") == shown


@pytest.mark.parametrize(
    "text",
    ["gdp if gdp else 1", "gdp.best", "print(gdp)", "gdp[1:2]", "other(gdp, x=1)", "'a' @ b"],
)
def test_what_is_no_arithmetic_is_refused(text):
    with pytest.raises(ValueError, match="no (arithmetic|formula)"):
        formula.parse(text)


@pytest.mark.parametrize("text", ["-" * 5000 + "1", "gdp" + " + gdp" * 5000, "-" * 399 + "1"])
def test_a_formula_without_end_is_refused_in_short(text):
    with pytest.raises(ValueError, match="longer than 400|no arithmetic") as caught:
        formula.parse(text)
    assert len(str(caught.value)) < 120


def test_the_longest_formula_is_computed():
    text = "+".join("1" * 200)
    found = formula.Printed(None, "", "").value(text)
    assert found.quantity.best == 200 and written(found.formula)


def test_the_figures_of_a_formula_are_its_indicators():
    tree = formula.parse('share(gdp@forecast|target, other(population["2021"], "china"))')
    found = {(name.indicator, name.statuses) for name in formula.figures(tree)}
    assert found == {("gdp", ("forecast", "target")), ("population", ("observed",))}


@pytest.mark.parametrize(
    ("text", "qualifier", "rough", "ends"),
    [
        ("24.5", "about", False, ("24.45", "24.55")),
        ("24.5", "about", True, ("22.05", "26.95")),
        ("24.5", "", True, ("24.45", "24.55")),
        ("1", "about", True, ("0.5", "1.5")),  # never closer than as printed
    ],
)
def test_about_may_be_read_as_more_than_rounding(make_rows, text, qualifier, rough, ends):
    rows = make_rows(("baotou", "rd_intensity", "2021", text, "article", "", "", qualifier))
    figures = formula.Printed(rows, "baotou", "article", rough=rough)
    interval = figures.value("rd_intensity").quantity.interval
    assert (interval.lo, interval.hi) == tuple(map(Decimal, ends))
