"""Values that cannot be right, or are so far from their neighbours that somebody must have looked
at them.

A wrong unit makes numbers that are wrong by powers of ten, and nothing later in the report would
notice. So a share outside 0–100 %, growth below −100 % and a jump of more than tenfold within a
series are faults of the dataset. Where such a value is right, its row says so with the flag
``checked`` and gives the reason in its note.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import numpy as np
import pandas as pd

from .codes import Codes
from .csvfile import Sheet
from .periods import Period, is_period, month_number
from .units import shifted, written

#: The lowest and the highest value that a kind of indicator can have.
LIMITS = {
    "share": (0, 100),
    "growth": (-100, None),
    "count": (0, None),
    "capacity": (0, None),
    "rank": (1, None),
}
#: Kinds whose values follow on each other. Growth rates and ranks may be anything from one year to
#: the next.
STEADY = ("level", "share", "count", "capacity", "ratio")
#: Differences may be close to zero in one year and large in the next.
UNSTEADY_UNITS = ("pp",)
JUMP = 10
#: From three projects to forty is no slip of the unit.
LEAST_COUNT = 100

Doubt = tuple[int, str, str, str]


def doubtful(sheet: Sheet, codes: Codes) -> list[Doubt]:
    """The row, the column, what was found and what was expected, for each value that is in doubt.

    Rows with a fault in their period, value, unit, indicator or flag are left out: these are named
    elsewhere.
    """
    needed = {"region", "indicator", "period", "status", "value", "unit", "flag", "note"}
    if not needed <= set(sheet.frame) or not len(sheet.frame):
        return []
    checked = _flagged(sheet, "checked")
    silent = np.flatnonzero(checked & (sheet.frame["note"] == "").to_numpy())
    expected = "a note that says why the value is right"
    doubts = [(int(row), "flag", "checked without a reason", expected) for row in silent]
    numbers = _numbers(sheet, codes)
    impossible = list(_out_of_range(sheet, codes, numbers, checked))
    numbers[[row for row, *_ in impossible]] = np.nan
    return [*doubts, *impossible, *_jumps(sheet, codes, numbers, checked)]


def _flagged(sheet: Sheet, flag: str) -> np.ndarray:
    """Which rows have a flag."""
    flags = sheet.frame["flag"].cat
    return np.asarray(np.array([flag in text.split() for text in flags.categories])[flags.codes])


def _per_indicator(sheet: Sheet, value: Mapping[str, object], other: object) -> np.ndarray:
    """For each row what ``value`` has for its indicator, or ``other``."""
    column = sheet.frame["indicator"].cat
    return np.asarray(
        np.array([value.get(slug, other) for slug in column.categories])[column.codes]
    )


def _numbers(sheet: Sheet, codes: Codes) -> np.ndarray:
    """The values in the units of their indicators; NaN where they cannot be had."""
    column = sheet.frame["value"].cat
    parsed = pd.to_numeric(column.categories, errors="coerce").to_numpy(dtype=float)
    return np.asarray(parsed[column.codes] * 10.0 ** _shifts(sheet, codes))


def _shifts(sheet: Sheet, codes: Codes) -> np.ndarray:
    """The power of ten by which each row's value must be shifted; NaN where its unit is wrong."""
    indicator, unit = sheet.frame["indicator"].cat, sheet.frame["unit"].cat
    width = len(unit.categories)
    pairs = indicator.codes.to_numpy().astype(np.int64) * width + unit.codes.to_numpy()
    distinct, place = np.unique(pairs, return_inverse=True)
    found = np.full(len(distinct), np.nan)
    for number, pair in enumerate(distinct.tolist()):
        slug, text = indicator.categories[pair // width], unit.categories[pair % width]
        if slug in codes.indicators and (given := codes.unit_of(slug, text)) is not None:
            found[number] = given.shift_to(codes.units[codes.indicators[slug].unit])
    return found[place]


def _out_of_range(
    sheet: Sheet, codes: Codes, numbers: np.ndarray, checked: np.ndarray
) -> Iterator[Doubt]:
    """Values that their kind of indicator cannot have."""
    kinds = {slug: indicator.kind for slug, indicator in codes.indicators.items()}
    kind = _per_indicator(sheet, kinds, "")
    for name, (low, high) in LIMITS.items():
        outside = numbers < low
        expected = f"{low} or more for a {name}"
        if high is not None:
            outside |= numbers > high
            expected = f"{low} to {high} for a {name}"
        expected += "; if it is right, the flag checked and the reason in the note"
        for row in np.flatnonzero(outside & (kind == name) & ~checked).tolist():
            yield row, "value", f"{_shown(sheet, codes, row)} is out of range", expected


def _shown(sheet: Sheet, codes: Codes, row: int) -> str:
    """The value of a row in the unit of its indicator."""
    slug, text, digits = (sheet.frame[name].iloc[row] for name in ("indicator", "unit", "value"))
    own = codes.units[codes.indicators[slug].unit]
    unit = codes.unit_of(slug, text)
    shift = unit.shift_to(own) if unit is not None else None
    assert shift is not None  # its number could be computed
    return f"{Decimal(shifted(digits, shift)):f} {written(own)}"


def _jumps(sheet: Sheet, codes: Codes, numbers: np.ndarray, checked: np.ndarray) -> Iterator[Doubt]:
    """Values more than tenfold, or less than a tenth, of the one before in their series."""
    steady = {
        slug: indicator.kind in STEADY and indicator.unit not in UNSTEADY_UNITS
        for slug, indicator in codes.indicators.items()
    }
    counts = {slug: indicator.kind == "count" for slug, indicator in codes.indicators.items()}
    series, end, era = _series(sheet)
    usable = _per_indicator(sheet, steady, False) & (numbers > 0) & (end >= 0)
    rows = np.flatnonzero(usable)
    rows = rows[np.lexsort((end[rows], era[rows], series[rows]))]
    before, after = rows[:-1], rows[1:]
    same = (series[before] == series[after]) & (era[before] == era[after])
    high = np.maximum(numbers[before], numbers[after])
    # A hair's breadth above ten, because numbers are binary here.
    jump = same & (high > JUMP * (1 + 1e-9) * np.minimum(numbers[before], numbers[after]))
    small = _per_indicator(sheet, counts, False)[after] & (high < LEAST_COUNT)
    jump &= ~small & ~checked[before] & ~checked[after]
    expected = (
        "a value in the stated unit; if it is right, the flag checked and the reason in the note,"
        " or the flag break where a new series begins"
    )
    blamed = -1
    for place in np.flatnonzero(jump).tolist():
        first, second = int(before[place]), int(after[place])
        if blamed == first:
            continue  # up and down again: the row between was named
        blamed = second
        ratio = numbers[second] / numbers[first]
        times = f"1/{1 / ratio:,.0f} of"
        if ratio > 1:
            times = f"{ratio:,.0f} times"
        period, line = sheet.frame["period"].iloc[first], sheet.lines[first]
        what = f"{_shown(sheet, codes, second)} is {times} the value of {period} (line {line})"
        yield second, "value", what, expected


def _series(sheet: Sheet) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each row the number of its series, the month in which its period ends (−1 for none), and
    its era.

    A series is a region, an indicator, a status and a kind of period (years, months, January to
    July …). An era lies between two breaks of the region's indicator.
    """
    frame = sheet.frame
    region, indicator, status = (
        frame[name].cat.codes.to_numpy().astype(np.int64)
        for name in ("region", "indicator", "status")
    )
    shapes, ends = _shapes(frame["period"].cat.categories.tolist())
    period = frame["period"].cat.codes.to_numpy()
    end = ends[period]
    pair = region * (indicator.max() + 1) + indicator
    series = (pair * (status.max() + 1) + status) * (shapes.max() + 1) + shapes[period]
    most = max(int(end.max()), 0) + 2
    moment = pair * most + end + 1
    breaks = np.sort(moment[_flagged(sheet, "break")])
    return series, end, np.searchsorted(breaks, moment, side="right")


def _shapes(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """For each period a number that it shares with those that it can be compared with, and its last
    month.
    """
    numbers: dict[object, int] = {}
    shapes, ends = [], []
    for text in texts:
        shape: object = ""
        end = -1
        if is_period(text):
            period = Period.parse(text)
            span = (period.start[1], period.end[1], period.months)
            shape, end = span if period.kind == "span" else period.kind, month_number(period.end)
        shapes.append(numbers.setdefault(shape, len(numbers)))
        ends.append(end)
    return np.array(shapes), np.array(ends)
