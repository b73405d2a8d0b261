"""Numbers that know their unit, how exactly they are known, and the rows they come from.

A printed figure is an interval: ``16.6`` is any value from 16.55 to 16.65. Arithmetic carries the
interval, so that a derived value is shown with as many digits as its inputs can bear. A value that
the dataset cannot give is *missing*: arithmetic with it is missing too, and a sentence that
mentions it becomes one line "no data" (see ``Report.say``).
How a quantity is written is up to a language (see ``industry_report.words``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from typing import Protocol, TypeAlias

from industry_report.words import NOTHING, Phrase

INFINITY, NAN = Decimal("Infinity"), Decimal("NaN")
SUM = "{} + {}"


@dataclass(frozen=True)
class Interval:
    """A closed interval of real numbers; either end may be infinite."""

    lo: Decimal
    hi: Decimal

    @classmethod
    def of_digits(cls, text: str | Decimal, qualifier: str = "") -> Interval:
        """What a printed figure says: half a unit of its last digit on either side, or a bound
        (``over``, ``at_least``).

        ``nearly`` is read as "at most, and within ten per cent"; ``about`` as exact to the digits
        printed.
        """
        value = Decimal(text)
        half = Decimal(5).scaleb(_exponent(value) - 1)
        if qualifier in ("over", "at_least"):
            return cls(value, INFINITY)
        if qualifier == "at_most":
            return cls(-INFINITY, value)
        if qualifier == "nearly":
            return cls(value - abs(value) / 10, value)
        return cls(value - half, value + half)

    @classmethod
    def exactly(cls, value: Decimal | int) -> Interval:
        """The interval of one point."""
        return cls(Decimal(value), Decimal(value))

    @property
    def width(self) -> Decimal:
        """Length of the interval."""
        return self.hi - self.lo

    def __contains__(self, value: object) -> bool:
        return self.lo <= Decimal(str(value)) <= self.hi

    def overlaps(self, other: Interval) -> bool:
        """Whether some value lies in both."""
        return self.lo <= other.hi and other.lo <= self.hi

    def corners(
        self, other: Interval, operation: Callable[[Decimal, Decimal], Decimal]
    ) -> Interval:
        """The image under an operation that is monotone in each argument over the two intervals."""
        with localcontext() as context:
            context.traps = dict.fromkeys(context.traps, False)
            results = [operation(a, b) for a in (self.lo, self.hi) for b in (other.lo, other.hi)]
        if any(result.is_nan() for result in results):
            return Interval(-INFINITY, INFINITY)
        return Interval(min(results), max(results))


Operand: TypeAlias = "Quantity | Decimal | int"


@dataclass(frozen=True)
class Quantity:
    """A value with its unit, its interval and its provenance.

    Attributes:
        best: the value as printed, or computed from printed values; of a missing one NaN, as are
            the ends of its interval: to compare them is an error, so ask ``is_missing`` first.
        interval: what is known of it.
        unit: unit of the dataset (``%``, ``1e8 CNY`` …).
        rows: ids of the rows it comes from.
        label: what it is; NOTHING where that is not needed.
        qualifier: ``about``, ``nearly``, ``over``, ``at_least`` or "".
        decimals: digits after the point that were printed; None for a computed value, whose
            interval decides.
        status: ``observed``, ``forecast``, ``target`` or ``planned``.
        formula: how a computed value was computed, in printed values: "16.6 − 3.5".
        grade: how well it is evidenced where its rows alone do not tell, else "".
    """

    best: Decimal
    interval: Interval
    unit: str
    rows: tuple[str, ...] = ()
    label: Phrase = NOTHING
    qualifier: str = ""
    decimals: int | None = None
    status: str = "observed"
    formula: str = field(default="", compare=False, repr=False)
    grade: str = field(default="", compare=False, repr=False)

    @classmethod
    def observed(
        cls,
        text: str | Decimal,
        qualifier: str,
        unit: str,
        rows: Iterable[str],
        label: Phrase = NOTHING,
        status: str = "observed",
        counts: bool = False,
    ) -> Quantity:
        """A printed figure in the digits of its source; one that ``counts`` is exact, and "about"
        so many as far as its last digits are not zeros.
        """
        value = Decimal(text)
        interval = Interval.of_digits(value, qualifier)
        if counts and qualifier == "":
            interval = Interval.exactly(value)
        elif counts and qualifier == "about":
            interval = Interval.of_digits(_rounded(value))
        decimals = max(0, -_exponent(value))
        return cls(value, interval, unit, tuple(rows), label, qualifier, decimals, status)

    @classmethod
    def exact(cls, value: Decimal | int, unit: str, rows: Iterable[str] = ()) -> Quantity:
        """A value without uncertainty, such as a count made by code."""
        number = Decimal(value)
        return cls(
            number, Interval.exactly(number), unit, tuple(rows), decimals=max(0, -_exponent(number))
        )

    @property
    def is_missing(self) -> bool:
        """Whether there is no value."""
        return self.best.is_nan()

    @property
    def number(self) -> float:
        """The best value as a float, for plotting; NaN when missing."""
        return float(self.best)

    @property
    def widened(self) -> Quantity:
        """The same, known to a whole unit of its last digit on either side: rounding what was
        itself worked out from rounded figures leaves no more.
        """
        unit = self.interval.width
        return replace(self, interval=Interval(self.best - unit, self.best + unit))

    @property
    def bears(self) -> int:
        """Decimals that can be shown: as printed; for a computed value, one unit of the last digit
        is at least an eighth of the interval's width, and at most two decimals (one from 10
        upwards) are worth reading.
        """
        if self.decimals is not None:
            return self.decimals
        most = 1 if abs(self.best) >= 10 else 2
        if self.interval.width == 0:
            return 0 if self.best == self.best.to_integral_value() else 1
        if self.interval.width.is_infinite():
            return 0
        eighth = self.interval.width / 8
        exponent = eighth.adjusted() + (eighth > Decimal(1).scaleb(eighth.adjusted()))
        return min(most, -exponent)

    @property
    def bound(self) -> tuple[Decimal, int, str]:
        """The one end that is known, its decimals and its qualifier; rounded away from what is
        possible, so that it holds: to a tenth below one hundred, else to a whole number.
        """
        end, qualifier, outwards = self.interval.hi, "at_most", ROUND_CEILING
        if end.is_infinite():
            end, qualifier, outwards = self.interval.lo, "at_least", ROUND_FLOOR
        digits = int(abs(end) < 100 and end != end.to_integral_value())
        return end.quantize(Decimal(1).scaleb(-digits), rounding=outwards), digits, qualifier

    # arithmetic

    def _with(self, best: Decimal, interval: Interval, unit: str, *others: Quantity) -> Quantity:
        return Quantity(best, interval, unit, rows_of((self, *others)), self.label)

    def _combine(
        self,
        other: Operand,
        operation: Callable[[Decimal, Decimal], Decimal],
        unit: str,
        written: str,
    ) -> Quantity:
        """``operation`` on this and another value; ``written`` is how its formula is written."""
        other = _quantity(other)
        if self.is_missing or other.is_missing:
            absent = self if self.is_missing else other
            return replace(absent, unit=unit)
        found = self._with(
            operation(self.best, other.best),
            self.interval.corners(other.interval, operation),
            unit,
            other,
        )
        return replace(
            found, formula=written.format(*(one._operand(written) for one in (self, other)))
        )

    def _operand(self, written: str) -> str:
        """This value in a formula; in brackets unless a sum is added up further."""
        if not self.formula:
            return f"{self.best:.{max(self.bears, 0)}f}".replace("-", "−")
        if written == SUM and not set(self.formula) & set("−×÷"):
            return self.formula
        return f"({self.formula})"

    def __add__(self, other: Operand) -> Quantity:
        added = _quantity(other)
        unit = "%" if {self.unit, added.unit} == {"%", "pp"} else self.unit
        return self._combine(added, lambda a, b: a + b, unit, SUM)

    def __sub__(self, other: Operand) -> Quantity:
        taken = _quantity(other)
        unit = "pp" if self.unit == taken.unit == "%" else self.unit
        return self._combine(taken, lambda a, b: a - b, unit, "{} − {}")

    def __mul__(self, other: Operand) -> Quantity:
        factor = _quantity(other)
        unit = " × ".join(filter(None, (self.unit, factor.unit)))
        return self._combine(factor, lambda a, b: a * b, unit, "{} × {}")

    __rmul__ = __mul__

    def __truediv__(self, other: Operand) -> Quantity:
        divisor = _quantity(other)
        if not divisor.is_missing and 0 in divisor.interval:
            raise ZeroDivisionError(f"{divisor.label or 'the divisor'} may be zero")
        unit = _quotient_unit(self.unit, divisor.unit)
        return self._combine(divisor, lambda a, b: a / b, unit, "{} ÷ {}")

    def to(self, unit: str) -> Quantity:
        """The same value read in another unit (no conversion)."""
        return replace(self, unit=unit)

    def share_of(self, whole: Quantity) -> Quantity:
        """This as a percentage of ``whole`` (same unit)."""
        return (self * 100 / whole).to("%")

    def total_at(self, share: Quantity) -> Quantity:
        """The whole of which this is ``share`` per cent."""
        return self._combine(
            share, lambda part, percent: part * 100 / percent, self.unit, "{} ÷ {}%"
        )

    def at(self, share: Quantity) -> Quantity:
        """``share`` per cent of this."""
        return self._combine(
            share, lambda whole, percent: whole * percent / 100, self.unit, "{} × {}%"
        )

    def before(self, growth: Quantity) -> Quantity:
        """The level from which ``growth`` per cent led to this one."""
        return self._combine(
            growth, lambda level, percent: level / (1 + percent / 100), self.unit, "{} ÷ (1 + {}%)"
        )

    def after(self, growth: Quantity) -> Quantity:
        """The level to which ``growth`` per cent leads from this one."""
        return self._combine(
            growth, lambda level, percent: level * (1 + percent / 100), self.unit, "{} × (1 + {}%)"
        )

    def growth_from(self, earlier: Quantity) -> Quantity:
        """Growth in per cent between two levels of one vintage and scope."""
        return self._combine(
            earlier, lambda late, early: (late / early - 1) * 100, "%", "({} ÷ {} − 1) × 100"
        )

    @property
    def sign(self) -> int:
        """1 or −1 where the interval decides it, 0 where it does not, or the value is missing."""
        return 0 if self.is_missing else (self.interval.lo > 0) - (self.interval.hi < 0)

    @property
    def way(self) -> str:
        """The same as ``up``, ``down`` or ``level``, as ids of texts have it."""
        return ("level", "up", "down")[self.sign]


def _rounded(count: Decimal) -> Decimal:
    """A round count with the digits that it may have been rounded to: two at the least."""
    last = min(_exponent(count.normalize()), count.adjusted() - 1)
    if last <= 0:
        return count
    return count.quantize(Decimal(1).scaleb(last))


def _exponent(value: Decimal) -> int:
    """The power of ten of the last digit of a number."""
    return int(value.as_tuple().exponent)


def _quantity(other: Operand) -> Quantity:
    return other if isinstance(other, Quantity) else Quantity.exact(other, "")


def _quotient_unit(unit: str, divisor: str) -> str:
    if unit == divisor:
        return ""
    return f"{unit}/{divisor}" if divisor else unit


def missing(label: Phrase, unit: str = "") -> Quantity:
    """What the dataset does not give: ``missing(of("gdp", "ordos"), "1e8 CNY")``."""
    return Quantity(NAN, Interval(NAN, NAN), unit, label=label)


class Founded(Protocol):
    """What rests on rows of the dataset."""

    @property
    def rows(self) -> Sequence[str]:
        """Their ids."""


def rows_of(found: Iterable[Founded]) -> tuple[str, ...]:
    """Ids of all rows that some things rest on, each once."""
    return tuple(dict.fromkeys(row for each in found for row in each.rows))


def counted(found: Collection[Founded], unit: str = "items") -> Quantity:
    """How many there are, with the rows that they rest on."""
    return Quantity.exact(len(found), unit, rows_of(found))
