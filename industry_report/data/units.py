"""Values in another unit of the same dimension: 34743400 万元 are read as 3474.34 亿元."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, localcontext

import numpy as np
import pandas as pd

from industry_report.words.phrase import Text

from .codes import Codes, Unit
from .csvfile import Sheet
from .errors import Fault, shown, some_lines
from .message import Message

#: Digits that no value of the dataset has; conversion by a power of ten is exact below it.
EXACT_DIGITS = 60


def pairs_of(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[tuple[str, ...], np.ndarray]]:
    """The combinations of values of some categorical columns, each with the numbers of its rows."""
    if not len(frame):
        return
    numbers = np.zeros(len(frame), np.int64)
    for name in columns:
        numbers = numbers * len(frame[name].cat.categories) + frame[name].cat.codes.to_numpy()
    order = np.argsort(numbers, kind="stable")
    starts = np.flatnonzero(np.diff(numbers[order], prepend=-1))
    for rows in np.split(order, starts[1:]):
        yield tuple(frame[name].iloc[rows[0]] for name in columns), rows


def explain_unit(codes: Codes, indicator: str, text: str) -> Fault:
    """Why a unit cannot be that of an indicator's value, and in which units the value may be."""
    own = codes.units[codes.indicators[indicator].unit]
    others = [
        written(unit)
        for unit in codes.units.values()
        if unit.id != own.id and unit.shift_to(own) is not None
    ]
    known = any(text == unit.id for unit in codes.units.values())
    converts = bool(others) and not own.counts
    return Fault(
        "entry.unit_convertible" if converts else "entry.unit",
        text=shown(text),
        indicator=indicator,
        beside=Message("entry.no_dimension") if known else "",
        own=written(own),
        others=others,
    )


def written(unit: Unit) -> Text:
    """A unit as messages name it: ``1e8 CNY (100 million yuan)``."""
    return Text(unit.zh, unit.id if unit.id == unit.en else f"{unit.id} ({unit.en})")


def converted(sheet: Sheet, codes: Codes) -> tuple[pd.DataFrame, list[Message]]:
    """The sheet's frame with every value in the unit of its indicator, and what was converted.

    The digits are those of the file with the point moved, so that the interval of their rounding
    moves with it: 34743400 万元 becomes 3474.3400 亿元, 3.2 亿元 becomes 3.2E+4 万元.
    """
    frame, notes = sheet.frame, list[Message]()
    units: np.ndarray | None = None
    values: np.ndarray | None = None
    for (slug, text), rows in pairs_of(frame, "indicator", "unit"):
        own = codes.units[codes.indicators[slug].unit]
        if text == own.id:
            continue
        if values is None or units is None:
            values, units = (np.array(frame[name], dtype=object) for name in ("value", "unit"))
        unit = codes.unit_of(slug, text)
        assert unit is not None  # validation has refused any other
        shift = unit.shift_to(own)
        units[rows] = own.id
        where = Message("place.lines", file=sheet.name, lines=some_lines(sheet.lines[rows]))
        said = {"where": where, "id": slug, "unit": shown(text), "own": written(own)}
        if shift:
            moved = {digits: shifted(digits, shift) for digits in set(values[rows])}
            first = values[rows[0]]
            values[rows] = [moved[digits] for digits in values[rows]]
            read = f"{Decimal(moved[first]).normalize():f}"
            notes.append(Message("note.converted", **said, was=first, now=read))
        elif unit.id != own.id:
            notes.append(Message("note.unit", **said))
    if values is None:
        return frame, notes
    return frame.assign(value=pd.Categorical(values), unit=pd.Categorical(units)), notes


def shifted(digits: str, shift: int) -> str:
    """A plain decimal with its point moved by ``shift`` places, in as many digits."""
    with localcontext() as context:
        context.prec = EXACT_DIGITS
        return str(Decimal(digits).scaleb(shift))
