"""Values that cannot be right, or are so far from their neighbours that somebody must have looked
at them.

A wrong unit makes numbers that are wrong by powers of ten, and nothing later in the report would
notice. So a share outside 0–100 %, growth below −100 % and a jump of more than tenfold within a
series (upwards, in each ten years) are faults of the dataset. Where such a value is right, its row
says so with the flag ``checked`` and gives the reason in its note.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from .codes import Codes
from .csvfile import Sheet
from .errors import Fault
from .message import Message
from .periods import Period, is_period, month_number
from .units import pairs_of, shifted, written

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
#: In so many months and less; what lies further apart may grow tenfold in each of them.
MONTHS = 120
#: What a row says whose value is unusual and right.
UNUSUAL: dict[str, Any] = {"way": Message("observation.flagged")}
#: From three projects to forty is no slip of the unit.
LEAST_COUNT = 100

#: The row, the column and the fault of a value that is in doubt.
Doubt = tuple[int, str, Fault]


#: What the rows of one series have in common. An era lies between two breaks of the region's
#: indicator.
SERIES = ["region", "indicator", "status", "kind_of_period", "era"]


def doubtful(sheet: Sheet, codes: Codes) -> list[Doubt]:
    """Each value that is in doubt.

    Rows with a fault in their period, value, unit, indicator or flag are left out: these are named
    elsewhere.
    """
    needed = {"region", "indicator", "period", "status", "value", "unit", "flag", "note"}
    if not needed <= set(sheet.frame) or not len(sheet.frame):
        return []
    rows = _rows(sheet, codes)
    silent = rows["row"][rows["checked"] & (sheet.frame["note"] == "")]
    doubts = [(row, "flag", Fault("observation.unreasoned")) for row in silent]
    impossible = list(_out_of_range(sheet, codes, rows))
    rows.loc[[row for row, *_ in impossible], "number"] = np.nan
    return [*doubts, *impossible, *_jumps(sheet, codes, rows)]


def _rows(sheet: Sheet, codes: Codes) -> pd.DataFrame:
    """What doubts rest on, row by row: the number in the unit of its indicator and the last month
    of the period (NaN where they cannot be had), kinds and flags.
    """
    frame = sheet.frame
    periods = {
        text: Period.parse(text) for text in frame["period"].cat.categories if is_period(text)
    }
    shifts = np.full(len(frame), np.nan)
    for (slug, text), rows in pairs_of(frame, "indicator", "unit"):
        if slug in codes.indicators and (unit := codes.unit_of(slug, text)) is not None:
            shifts[rows] = unit.shift_to(codes.units[codes.indicators[slug].unit])

    def each(column: str, value: Callable[[str], object], of: Iterable[str] | None = None) -> Any:
        known = frame[column].cat.categories if of is None else of
        return frame[column].astype(object).map({text: value(text) for text in known})

    return pd.DataFrame(
        {
            "row": range(len(frame)),
            **{name: frame[name].cat.codes for name in ("region", "indicator", "status")},
            "number": pd.to_numeric(frame["value"].astype(str), errors="coerce") * 10.0**shifts,
            "kind": each("indicator", lambda id: codes.indicators[id].kind, codes.indicators),
            "unit": each("indicator", lambda id: codes.indicators[id].unit, codes.indicators),
            "end": each("period", lambda text: month_number(periods[text].end), periods),
            "kind_of_period": each("period", lambda text: _kind(periods[text]), periods),
            "checked": each("flag", lambda text: "checked" in text.split()),
            "breaks": each("flag", lambda text: "break" in text.split()),
        }
    )


def _kind(period: Period) -> str:
    """The kind of a period: years, months, or those months of a year."""
    if period.kind != "span":
        return period.kind
    return f"{period.start[1]} to {period.end[1]}, {period.months}"


def _out_of_range(sheet: Sheet, codes: Codes, rows: pd.DataFrame) -> Iterator[Doubt]:
    """Values that their kind of indicator cannot have."""
    for kind, (low, high) in LIMITS.items():
        outside, found = rows["number"] < low, "observation.below"
        if high is not None:
            outside, found = outside | (rows["number"] > high), "observation.outside"
        for row in rows["row"][outside & (rows["kind"] == kind) & ~rows["checked"]]:
            value = _shown(sheet, codes, row)
            fault = Fault(found, value=value, low=low, high=high, kind=kind, **UNUSUAL)
            yield row, "value", fault


def _shown(sheet: Sheet, codes: Codes, row: int) -> Message:
    """The value of a row in the unit of its indicator."""
    slug, text, digits = (sheet.frame[name].iloc[row] for name in ("indicator", "unit", "value"))
    own = codes.units[codes.indicators[slug].unit]
    unit = codes.unit_of(slug, text)
    shift = unit.shift_to(own) if unit is not None else None
    assert shift is not None  # its number could be computed
    number = f"{Decimal(shifted(digits, shift)):f}"
    return Message("observation.amount", number=number, unit=written(own))


def _jumps(sheet: Sheet, codes: Codes, rows: pd.DataFrame) -> Iterator[Doubt]:
    """Values more than tenfold in each ten years, or less than a tenth, of the one before."""
    rows = rows[rows["end"].notna()]
    moment = ["region", "indicator", "end", "breaks"]
    rows = rows.sort_values(moment, ascending=[True, True, True, False])
    rows["era"] = (rows["breaks"] & ~rows.duplicated(moment)).cumsum()
    steady = rows["kind"].isin(STEADY) & ~rows["unit"].isin(UNSTEADY_UNITS)
    rows = rows[steady & (rows["number"] > 0)].sort_values([*SERIES, "end", "row"])
    before = rows.groupby(SERIES, sort=False)[["row", "number", "checked", "end"]].shift()
    high = np.maximum(rows["number"], before["number"])
    # A hair's breadth above ten, because numbers are binary here.
    decades = (rows["end"] - before["end"]) / MONTHS * (rows["number"] > before["number"])
    most = JUMP ** np.maximum(1, decades)
    jump = high > most * (1 + 1e-9) * np.minimum(rows["number"], before["number"])
    small = (rows["kind"] == "count") & (high < LEAST_COUNT)
    jump &= ~small & ~rows["checked"] & ~before["checked"].eq(True)
    blamed = -1
    for first, second in zip(before["row"][jump].astype(int), rows["row"][jump], strict=True):
        if blamed == first:
            continue  # up and down again: the row between was named
        blamed = second
        ratio = rows["number"][second] / rows["number"][first]
        line, kind = int(sheet.lines[first]), "observation.less"
        if ratio > 1:
            kind = "observation.more"
        yield (
            second,
            "value",
            Fault(
                kind,
                value=_shown(sheet, codes, second),
                times=float(max(ratio, 1 / ratio)),
                period=sheet.frame["period"].iloc[first],
                at_line=Message("observation.at_line", line=line),
                other=line,
                **UNUSUAL,
            ),
        )
