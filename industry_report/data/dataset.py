"""The dataset: observations from a CSV file, checked as a whole, queried by region, indicator,
period and date.

    dataset = load("data/indicators.csv").known("2022-08")
    dataset.find("industrial_value_added_growth", "baotou").quantity

Columns are checked by their distinct values and queried through an index: a million rows cost
seconds once and nothing per query.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .codes import Codes, Indicator, read_codes
from .csvfile import Sheet, read_sheet
from .errors import DatasetError, Fault, ReportError, nearest, shown
from .files import state
from .home import descriptor_of
from .periods import Period, month_number
from .units import converted
from .validation import COLUMNS, CONFIDENCES, KEY, content_faults

if TYPE_CHECKING:
    from industry_report.numbers.quantity import Quantity

#: One, several or (None) any of the ids of something.
Chosen = str | Iterable[str] | None


@dataclass(frozen=True)
class Observation:
    """One row of the dataset.

    Attributes:
        value: the number in the unit of its indicator; it has as many digits as the source printed
            (``8.0``).
        text: the same in plain digits.
        unit: the id of the indicator's unit; ``printed`` is the value and unit of the file where
            these are others.
        flags: what else must be known of it: ``break``, ``revised``, ``second_hand``, ``undated``,
            ``derived``, ``vintage``, ``undefined``, ``checked``.
        counts: whether the unit of the file counts things, so that the digits are exact.
        line: the line of the CSV on which the row begins.
        id: ``region/indicator/period/status/source``, the row's name wherever provenance is given.
    """

    region: str
    indicator: str
    period: Period
    value: Decimal
    text: str
    unit: str
    status: str
    qualifier: str
    source: str
    locator: str
    confidence: str
    flags: frozenset[str]
    note: str
    line: int
    id: str
    codes: Codes = field(repr=False, compare=False)
    printed: str = ""
    counts: bool = False

    @property
    def entry(self) -> Indicator:
        """Its indicator as the code list has it."""
        return self.codes.indicators[self.indicator]

    @property
    def known_from(self) -> str:
        """The month since which its source could be known."""
        return self.codes.sources[self.source].known_from

    @property
    def quantity(self) -> Quantity:
        """The value with its rounding interval, unit, row and a label: indicator and region. A
        plain target is not measured, so that its digits are exact.
        """
        from industry_report.numbers.quantity import Quantity
        from industry_report.words import of

        quantity = Quantity.observed(
            text=self.value,
            counts=self.counts or (self.status, self.qualifier) == ("target", ""),
            qualifier=self.qualifier,
            unit=self.unit,
            rows=(self.id,),
            label=of(self.indicator, self.region),
            status=self.status,
        )
        if self.qualifier == "about" and "derived" in self.flags:
            quantity = quantity.widened
        if self.printed:
            # Zeros that conversion put behind the point say how exact the value is; they need not
            # be read.
            digits = -int(self.value.normalize().as_tuple().exponent)
            quantity = replace(quantity, decimals=max(0, digits))
        return quantity


class _Table:
    """The rows of one file: columns as codes, what follows of distinct values, and the index."""

    def __init__(self, sheet: Sheet, codes: Codes, path: Path) -> None:
        frame, conversions = converted(sheet, codes)
        self.codes, self.path, self.lines = codes, path, sheet.lines
        self.notes = (*codes.notes, *sheet.notes, *conversions)
        self.frame = frame[list(COLUMNS)]
        self.number = {name: self.frame[name].cat.codes.to_numpy() for name in COLUMNS}
        self.values = {name: self.frame[name].cat.categories.tolist() for name in COLUMNS}
        self.place = {
            name: {value: at for at, value in enumerate(self.values[name])} for name in COLUMNS
        }
        #: The columns value and unit as they stand in the file: codes and texts.
        self.printed = [
            (sheet.frame[name].cat.codes.to_numpy(), sheet.frame[name].cat.categories.tolist())
            for name in ("value", "unit")
        ]
        self.periods = [Period.parse(text) for text in self.values["period"]]
        self.flags = [frozenset(text.split()) for text in self.values["flag"]]
        self.end = self._each("period", [month_number(period.end) for period in self.periods])
        self.breaks = self._flagged("break")
        self.confidence = self._each(
            "confidence", [CONFIDENCES.index(text) for text in self.values["confidence"]]
        )
        self.first_known = self._first_known()
        self.pairs, self.order = self._index()
        self._counts: dict[tuple[str, str], bool] = {}
        self._rows: dict[tuple[str, str], list[int]] = {}
        self._observations: dict[int, Observation] = {}

    def _each(self, name: str, distinct: list[int]) -> np.ndarray:
        """For each row what belongs to its value in a column, given for the distinct values."""
        numbered: np.ndarray = np.array(distinct, np.int64)[self.number[name]]
        return numbered

    def _flagged(self, flag: str) -> np.ndarray:
        return self._each("flag", [flag in flags for flags in self.flags])

    def _first_known(self) -> np.ndarray:
        """The month in which each row can be known: its source's, or when its period begins."""
        sources = self.codes.sources
        known = [month_number(sources[id].known_from) for id in self.values["source"]]
        source = self._each("source", known)
        start = self._each("period", [month_number(period.start) for period in self.periods])
        observed = self.frame["status"] == "observed"
        return np.where(observed, np.maximum(source, start), source)

    def _index(self) -> tuple[np.ndarray, np.ndarray]:
        """The rows by region, indicator, period end, then from the best evidence to the weakest, to
        be found by bisection; and the number of region and indicator of each, in this order.
        """
        width = max(1, len(self.values["indicator"]))
        pair = self.number["region"].astype(np.int64) * width + self.number["indicator"]
        ranks = {id: rank for rank, id in enumerate(self.codes.sources)}
        source = self._each("source", [ranks[id] for id in self.values["source"]])
        best = (source, self._flagged("second_hand"), self._flagged("undated"), self.confidence)
        order = np.lexsort((*best, self.number["period"], self.end, pair))
        return pair[order], order

    def rows(self, region: str, indicator: str) -> list[int]:
        """The rows of a region and indicator, by period end, best first (few: lists are fast)."""
        found = self._rows.get((region, indicator))
        if found is None:
            place, what = self.place["region"].get(region), self.place["indicator"].get(indicator)
            if place is None or what is None:
                return []
            pair = place * max(1, len(self.values["indicator"])) + what
            first, last = np.searchsorted(self.pairs, [pair, pair + 1])
            found = self._rows[region, indicator] = self.order[first:last].tolist()
        return found

    @cached_property
    def by_region(self) -> np.ndarray:
        """For each region's number the place in ``order`` where its rows begin, and the end."""
        width = max(1, len(self.values["indicator"]))
        return np.searchsorted(self.pairs, np.arange(len(self.values["region"]) + 1) * width)

    def observation(self, row: int) -> Observation:
        """The row as an Observation."""
        found = self._observations.get(row)
        if found is None:
            found = self._observations[row] = self.made(row)
        return found

    def made(self, row: int) -> Observation:
        """The row as an Observation that is not kept: for a pass over everything."""
        text = {name: self.values[name][self.number[name][row]] for name in COLUMNS}
        digits, unit = (texts[numbers[row]] for numbers, texts in self.printed)
        value = Decimal(text["value"])
        printed = ""
        if unit != text["unit"]:
            printed = f"{digits} {unit}"
        text |= {"period": self.periods[self.number["period"][row]], "value": value}
        del text["flag"]
        return Observation(
            **text,
            text=f"{value:f}",
            flags=self.flags[self.number["flag"][row]],
            line=int(self.lines[row]),
            codes=self.codes,
            id="/".join(str(text[name]) for name in KEY),
            printed=printed,
            counts=self.counts(text["indicator"], unit),
        )

    def counts(self, indicator: str, unit: str) -> bool:
        """Whether a unit of the file, as it is written there, counts things."""
        if (indicator, unit) not in self._counts:
            found = self.codes.unit_of(indicator, unit)
            self._counts[indicator, unit] = found is not None and found.counts
        return self._counts[indicator, unit]


class Dataset:
    """Observations that can be narrowed and asked. Never changes: every verb returns a new one.

    Attributes:
        codes: the code lists.
        path: the CSV file.
        notes: what was unusual about the file and read all the same.
    """

    def __init__(
        self, table: _Table, chosen: np.ndarray, visible: np.ndarray | None = None
    ) -> None:
        self._table, self._chosen = table, chosen
        #: What the vantage point lets see, whatever else was narrowed: breaks in series are looked
        #: up here.
        self._visible = chosen if visible is None else visible
        self.codes, self.path, self.notes = table.codes, table.path, list(table.notes)

    def __len__(self) -> int:
        return int(self._chosen.sum())

    def __iter__(self) -> Iterator[Observation]:
        return map(self._table.made, np.flatnonzero(self._chosen).tolist())

    def __repr__(self) -> str:
        return f"<Dataset {self.path.name}: {len(self):,} of {len(self._chosen):,} rows>"

    @cached_property
    def regions(self) -> list[str]:
        """The ids of the regions that have rows, in the order of the code list."""
        names, numbers = (
            self._table.values["region"],
            np.unique(self._table.number["region"][self._chosen]),
        )
        present = {names[number] for number in numbers}
        return [name for name in self.codes.regions if name in present]

    @property
    def frame(self) -> pd.DataFrame:
        """The rows as a DataFrame: the columns as text, ``number`` (float) and ``line``."""
        frame = self._table.frame[self._chosen].copy()
        frame["number"] = frame["value"].astype(str).astype(float)
        frame["line"] = self._table.lines[self._chosen]
        return frame

    def known(self, as_of: str) -> Dataset:
        """What could be known at the end of the month ``as_of`` (``YYYY-MM``, or ``YYYY`` for its
        December).

        A row is known once its source is and, when it is an observation, its period has begun.
        """
        known = self._table.first_known <= month_number(as_of)
        return Dataset(self._table, self._chosen & known, self._visible & known)

    def later(self, as_of: str) -> Dataset:
        """What could not be known at ``as_of``: hindsight, the complement of ``known``."""
        later = self._table.first_known > month_number(as_of)
        return Dataset(self._table, self._chosen & later, self._visible & later)

    def last_known(self, until: str = "9999-12") -> str:
        """The last month up to ``until`` in which a row became known (``YYYY-MM``), or ""."""
        months = self._table.first_known[self._chosen]
        months = months[months <= month_number(until)]
        if not len(months):
            return ""
        return f"{months.max() // 12:04}-{months.max() % 12 + 1:02}"

    def where(
        self,
        region: Chosen = None,
        indicator: Chosen = None,
        status: Chosen = None,
        source: Chosen = None,
        min_confidence: str | None = None,
    ) -> Dataset:
        """The rows with these values (one or several each), and at least this confidence."""
        table, chosen = self._table, self._chosen
        if region is not None:
            inside = np.zeros(len(chosen), bool)
            for name in _each(region):
                if (at := table.place["region"].get(name)) is not None:
                    inside[table.order[table.by_region[at] : table.by_region[at + 1]]] = True
            chosen = chosen & inside
        for name, wanted in (
            ("indicator", indicator),
            ("status", status),
            ("source", source),
        ):
            if wanted is not None:
                numbers = [
                    table.place[name][word] for word in _each(wanted) if word in table.place[name]
                ]
                chosen = chosen & np.isin(table.number[name], numbers)
        if min_confidence is not None:
            chosen = chosen & (table.confidence <= _confidence(min_confidence))
        return Dataset(table, chosen, self._visible)

    def all(
        self,
        indicator: str,
        region: Chosen = None,
        period: str | Period | None = None,
        status: Chosen = None,
    ) -> list[Observation]:
        """An indicator's rows, for some or all regions, by period end, best evidence first."""
        table = self._table
        regions = self.regions if region is None else _each(region)
        rows = [row for name in regions for row in self._rows(name, indicator, period, status)]
        return [table.observation(row) for row in sorted(rows, key=table.end.__getitem__)]

    def find(
        self,
        indicator: str,
        region: str,
        period: str | Period | None = None,
        status: Chosen = "observed",
    ) -> Observation | None:
        """The best row for an indicator and region in a period, or in the latest one; None when
        there is none.

        Of several periods that end together a year is preferred to a span within it, that to a
        month, and an average over years comes last. Of several sources: the highest confidence,
        dated, first-hand, then the order of the source list.
        """
        rows = self._rows(region, indicator, period, status)
        if not rows:
            return None
        end = self._table.end
        latest = [row for row in rows if end[row] == end[rows[-1]]]
        # Rows come best evidence first within a period, and min() keeps the first of equals.
        best = min(
            latest,
            key=lambda row: self._rank(self._table.periods[self._table.number["period"][row]]),
        )
        return self._table.observation(best)

    def series(self, indicator: str, region: str, every: str = "year") -> list[list[Observation]]:
        """The observations of one kind of period, in segments that may each be drawn as one line.

        Args:
            every: ``year``, ``month`` or ``span`` (spans within one year: cumulative figures).

        Of each period it is the best observation. A new segment begins where a row is flagged
        ``break``, also when that row itself was narrowed away, is of another source or another kind
        of period: what counts is that the break lies between two points.
        """
        if every not in ("year", "month", "span"):
            near = nearest(every, ["year", "month", "span"])
            raise ReportError("dataset.every", "", near, every=every)
        table = self._table
        breaks = {
            table.end[row]
            for row in table.rows(region, indicator)
            if table.breaks[row] and self._visible[row]
        }
        segments: list[list[Observation]] = []
        seen: set[Period] = set()
        for row in self._rows(region, indicator, None, "observed"):
            period = table.periods[table.number["period"][row]]
            across_years = every == "span" and period.start[0] != period.end[0]
            if period in seen or period.kind != every or across_years:
                continue
            seen.add(period)
            last = segments[-1][-1] if segments else None
            end = month_number(period.end)
            observation = table.observation(row)
            if (
                last is None
                or last.unit != observation.unit
                or any(month_number(last.period.end) < edge <= end for edge in breaks)
            ):
                segments.append([])
            segments[-1].append(observation)
        return segments

    def _rows(
        self, region: str, indicator: str, period: str | Period | None, status: Chosen
    ) -> list[int]:
        table = self._table
        rows = [row for row in table.rows(region, indicator) if self._chosen[row]]
        if period is not None:
            wanted, number = table.place["period"].get(str(period), -1), table.number["period"]
            rows = [row for row in rows if number[row] == wanted]
        if status is not None:
            allowed, number = (
                {table.place["status"].get(word, -1) for word in _each(status)},
                table.number["status"],
            )
            rows = [row for row in rows if number[row] in allowed]
        return rows

    @staticmethod
    def _rank(period: Period) -> int:
        if period.kind == "span":
            if period.start[0] == period.end[0]:
                return 1
            return 3
        if period.kind == "year":
            return 0
        return 2


def _each(ids: str | Iterable[str]) -> list[str]:
    return [ids] if isinstance(ids, str) else list(ids)


def _confidence(name: str) -> int:
    if name not in CONFIDENCES:
        near = nearest(name, CONFIDENCES)
        raise ReportError("dataset.confidence", "", near, text=shown(name))
    return CONFIDENCES.index(name)


def load(path: str | Path, descriptor: str | Path | None = None) -> Dataset:
    """The dataset in the CSV at ``path``, checked as a whole.

    Args:
        path: the CSV file.
        descriptor: the ``datapackage.json`` with the code lists; by default the one beside the CSV,
            else the project's.

    Raises DatasetError with every fault of the file and the descriptor: file, line, column, value,
    what was expected and the nearest valid value. A file is read once per process as long as it
    does not change.
    """
    path = Path(path)
    descriptor = Path(descriptor or descriptor_of(path))
    return _load(path, descriptor, state(path), state(descriptor))


@lru_cache(maxsize=4)
def _load(path: Path, descriptor: Path, *_states: object) -> Dataset:
    faults: list[Fault] = []
    codes, sheet = None, None
    try:
        codes = read_codes(descriptor)
    except DatasetError as error:
        faults += error.faults
    try:
        sheet = read_sheet(path, COLUMNS)
    except DatasetError as error:
        faults += error.faults
    if sheet is not None:
        faults += sheet.faults
        faults += content_faults(sheet, codes)
    if faults or sheet is None or codes is None:
        raise DatasetError(str(path), faults)
    return Dataset(_Table(sheet, codes, path), np.ones(len(sheet.lines), bool))
