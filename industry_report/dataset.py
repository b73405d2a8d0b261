"""The dataset: observations from a CSV file, validated as a whole and queried by region, indicator, period and vantage point.

    dataset = load("data/indicators.csv").known("2022-08")
    dataset.find("industrial_value_added_growth", "baotou").quantity

Columns are validated by their distinct values and queried through an index, so that a million rows cost seconds once and
nothing per query.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from . import language
from .codes import OWN_DESCRIPTOR, UNPRINTABLE, Codes, Indicator, Region, Source, Unit, plain, read_codes
from .csvfile import DatasetError, Sheet, read_sheet, shown, some_lines
from .errors import Fault, ReportError, nearest

if TYPE_CHECKING:
    from .quantity import Quantity

__all__ = ["COLUMNS", "CONFIDENCES", "FLAGS", "QUALIFIERS", "STATUSES", "Codes", "Dataset", "DatasetError", "Indicator",
           "Observation", "Period", "Region", "Source", "Unit", "load", "month_number"]  # fmt: skip

COLUMNS = ("region", "indicator", "period", "value", "unit", "status", "qualifier", "source", "locator", "confidence",
           "flag", "note")  # fmt: skip
KEY = ["region", "indicator", "period", "status", "source"]
STATUSES = ("observed", "forecast", "target", "planned")
QUALIFIERS = tuple(language.QUALIFIERS)
CONFIDENCES = ("high", "medium", "low")
FLAGS = ("", "break", "revised", "second_hand")

MOST_FAULTS = 1000
MOST_NEAREST = 100
MOST_TEXT = 2000

Words = str | Iterable[str] | None


@dataclass(frozen=True, order=True)
class Period:
    """A year, the end of a month, or a span of months. Ordered by its end.

    Attributes:
        end, start: last and first month, as (year, month).
        text: as it is written in the dataset: ``2021``, ``2022-07`` or ``2022-01/2022-07``.
    """

    end: tuple[int, int]
    start: tuple[int, int]
    text: str

    grammar = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:/(?:19|20)\d\d-(?:0[1-9]|1[0-2]))?)?", re.ASCII)

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period that ``text`` writes; ReportError with the nearest way to write it when it is none."""
        if not isinstance(text, str) or not cls.grammar.fullmatch(text):
            what, expected, near = _explain_period(str(text))
            raise ReportError(str(Fault(what, "", expected, near)))
        if len(text) == 4:
            return cls((int(text), 12), (int(text), 1), text)
        start, end = (int(text[:4]), int(text[5:7])), (int(text[-7:-3]), int(text[-2:]))
        if end < start:
            what, expected, near = _explain_period(text)
            raise ReportError(str(Fault(what, "", expected, near)))
        return cls(end, start, text)

    @property
    def kind(self) -> str:
        """``year``, ``month`` or ``span``."""
        return "span" if "/" in self.text else "year" if len(self.text) == 4 else "month"

    @property
    def months(self) -> int:
        """How many months it covers."""
        return month_number(self.end) - month_number(self.start) + 1

    def __str__(self) -> str:
        return self.text


def month_number(month: str | tuple[int, int]) -> int:
    """Months since year 0 of ``YYYY-MM``, of ``YYYY`` (its December) or of ``(year, month)``; ReportError for other text."""
    if isinstance(month, str):
        match = re.fullmatch(r"(\d{4})(?:-(0[1-9]|1[0-2]))?", month, re.ASCII)
        if not match:
            raise ReportError(str(Fault(f"{shown(month)} is no month", "", "YYYY-MM or YYYY")))
        month = int(match[1]), int(match[2] or 12)
    return month[0] * 12 + month[1] - 1


@dataclass(frozen=True)
class Observation:
    """One row of the dataset.

    Attributes:
        value: the number; ``text`` has the digits that the source printed (``8.0``).
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
    flag: str
    note: str
    line: int
    id: str
    codes: Codes = field(repr=False, compare=False)

    @property
    def quantity(self) -> Quantity:
        """The value with its rounding interval, unit, row and a label "indicator, region, period" in both languages."""
        from .quantity import Quantity

        region, indicator = self.codes.regions[self.region], self.codes.indicators[self.indicator]
        return Quantity.observed(
            text=self.text, qualifier=self.qualifier, unit=self.unit, rows=(self.id,),
            zh=f"{indicator.zh}，{region.zh}，{_period_zh(self.period)}",
            en=f"{indicator.en}, {region.en}, {_period_en(self.period)}",
        )  # fmt: skip


def _period_zh(period: Period) -> str:
    (year, month), (end_year, end_month) = period.start, period.end
    if period.kind == "year":
        return f"{year}年"
    if period.kind == "month":
        return f"{year}年{month}月"
    if year == end_year:
        return f"{year}年{month}—{end_month}月"
    return f"{year}年{month}月—{end_year}年{end_month}月"


def _period_en(period: Period) -> str:
    (year, month), (end_year, end_month) = period.start, period.end
    names = language.MONTHS
    if period.kind == "year":
        return str(year)
    if period.kind == "month":
        return f"{names[month - 1]} {year}"
    if year == end_year:
        return f"{names[month - 1]}–{names[end_month - 1]} {year}"
    return f"{names[month - 1]} {year}–{names[end_month - 1]} {end_year}"


class _Table:
    """The rows of one file: columns as codes, what is derived of their distinct values, and the index."""

    def __init__(self, sheet: Sheet, codes: Codes, path: Path) -> None:
        self.codes, self.path, self.notes = codes, path, (*codes.notes, *sheet.notes)
        self.frame = sheet.frame[list(COLUMNS)]
        self.lines = sheet.lines
        self.number = {name: self.frame[name].cat.codes.to_numpy().astype(np.int64) for name in COLUMNS}
        self.values = {name: self.frame[name].cat.categories.tolist() for name in COLUMNS}
        self.place = {name: {value: at for at, value in enumerate(self.values[name])} for name in COLUMNS}
        self.periods = [Period.parse(text) for text in self.values["period"]]

        def column(name: str, value: Callable[[str], int]) -> np.ndarray:
            return np.array([value(text) for text in self.values[name]], np.int64)[self.number[name]]

        ends = np.array([month_number(period.end) for period in self.periods], np.int64)
        starts = np.array([month_number(period.start) for period in self.periods], np.int64)
        self.end, self.start = ends[self.number["period"]], starts[self.number["period"]]
        self.known_from = column("source", lambda text: month_number(codes.sources[text].known_from))
        self.confidence = column("confidence", CONFIDENCES.index)
        self.first_known = np.where(self.frame["status"] == "observed", np.maximum(self.known_from, self.start),
                                    self.known_from)  # fmt: skip
        order = list(codes.sources)
        source = column("source", lambda text: -1 if text == "article" else order.index(text))
        second_hand = (self.frame["flag"] == "second_hand").to_numpy()
        # Rows by region, indicator, period end, then from the best evidence to the weakest; the index is a binary search.
        pair = self.number["region"] * max(1, len(self.values["indicator"])) + self.number["indicator"]
        self.order = np.lexsort((source, second_hand, self.confidence, self.number["period"], self.end, pair))
        self.pairs = pair[self.order]

    def rows(self, region: str, indicator: str) -> np.ndarray:
        """The rows of one region and indicator, by period end, best evidence first."""
        place = self.place["region"].get(region), self.place["indicator"].get(indicator)
        if None in place:
            return self.order[:0]
        pair = place[0] * max(1, len(self.values["indicator"])) + place[1]
        first, last = np.searchsorted(self.pairs, [pair, pair + 1])
        return self.order[first:last]

    @cached_property
    def by_region(self) -> np.ndarray:
        """For each region's number the place in ``order`` where its rows begin, and the end."""
        width = max(1, len(self.values["indicator"]))
        return np.searchsorted(self.pairs, np.arange(len(self.values["region"]) + 1) * width)

    def observation(self, row: int) -> Observation:
        """The row as an Observation."""
        text = {name: self.values[name][self.number[name][row]] for name in COLUMNS}
        text |= {
            "period": self.periods[self.number["period"][row]],
            "text": text["value"],
            "value": Decimal(text["value"]),
        }
        return Observation(**text, line=int(self.lines[row]), codes=self.codes,
                           id="/".join(str(text[name]) for name in KEY))  # fmt: skip


class Dataset:
    """Observations that can be narrowed and asked. Never changes: every verb returns a new one.

    Attributes:
        codes: the code lists.
        path: the CSV file.
        notes: what was unusual about the file and read all the same.
    """

    def __init__(self, table: _Table, chosen: np.ndarray | None = None, visible: np.ndarray | None = None) -> None:
        everything = np.ones(len(table.lines), bool) if chosen is None else chosen
        self._table, self._chosen = table, everything
        #: What the vantage point lets see, whatever else was narrowed: breaks in series are looked up here.
        self._visible = everything if visible is None else visible
        self.codes, self.path, self.notes = table.codes, table.path, list(table.notes)

    def __len__(self) -> int:
        return int(self._chosen.sum())

    def __iter__(self) -> Iterator[Observation]:
        return map(self._table.observation, np.flatnonzero(self._chosen))

    def __repr__(self) -> str:
        return f"<Dataset {self.path.name}: {len(self):,} of {len(self._chosen):,} rows>"

    @property
    def frame(self) -> pd.DataFrame:
        """The rows as a DataFrame in the order of the file: the columns as text, ``number`` (float) and ``line``."""
        frame = self._table.frame[self._chosen].copy()
        frame["number"] = frame["value"].astype(str).astype(float)
        frame["line"] = self._table.lines[self._chosen]
        return frame

    def known(self, as_of: str) -> Dataset:
        """What could be known at the end of the month ``as_of`` (``YYYY-MM``, or ``YYYY`` for its December).

        A row is known once its source is and, when it is an observation, its period has begun.
        """
        known = self._table.first_known <= month_number(as_of)
        return Dataset(self._table, self._chosen & known, self._visible & known)

    def later(self, as_of: str) -> Dataset:
        """What could not be known at ``as_of``: hindsight, the complement of ``known``."""
        later = self._table.first_known > month_number(as_of)
        return Dataset(self._table, self._chosen & later, self._visible & later)

    def where(
        self,
        region: Words = None,
        indicator: Words = None,
        status: Words = None,
        source: Words = None,
        period: Words | Period = None,
        min_confidence: str | None = None,
    ) -> Dataset:
        """The rows with these values (one or several each), and at least this confidence."""
        table, chosen = self._table, self._chosen
        if region is not None:
            inside = np.zeros(len(chosen), bool)
            for name in _words(region):
                if (at := table.place["region"].get(name)) is not None:
                    inside[table.order[table.by_region[at] : table.by_region[at + 1]]] = True
            chosen = chosen & inside
        for name, wanted in (("indicator", indicator), ("status", status), ("source", source), ("period", period)):
            if wanted is not None:
                numbers = [table.place[name][word] for word in _words(wanted) if word in table.place[name]]
                chosen = chosen & np.isin(table.number[name], numbers)
        if min_confidence is not None:
            chosen = chosen & (table.confidence <= _confidence(min_confidence))
        return Dataset(table, chosen, self._visible)

    def all(
        self, indicator: str, region: Words = None, period: str | Period | None = None, status: Words = None
    ) -> list[Observation]:
        """The rows of an indicator, for one region, several or all, by period end, then best evidence first."""
        table = self._table
        regions = table.values["region"] if region is None else _words(region)
        rows = np.concatenate([self._rows(name, indicator, period, status) for name in regions] or [table.order[:0]])
        rows = rows[np.argsort(table.end[rows], kind="stable")]
        return [table.observation(row) for row in rows]

    def find(
        self, indicator: str, region: str, period: str | Period | None = None, status: Words = "observed"
    ) -> Observation | None:
        """The best row for an indicator and region in a period, or in the latest one; None when there is none.

        Of several periods that end together a year is preferred to a span within it, that to a month, and an average over
        years comes last. Of several sources: the highest confidence, first-hand, then the order of the source list with
        the article first.
        """
        rows = self._rows(region, indicator, period, status)
        if not len(rows):
            return None
        rows = rows[self._table.end[rows] == self._table.end[rows].max()]
        # Rows come best evidence first within a period, and min() keeps the first of equals.
        best = min(rows, key=lambda row: self._rank(self._table.periods[self._table.number["period"][row]]))
        return self._table.observation(best)

    def series(
        self, indicator: str, region: str, every: str = "year", status: Words = "observed"
    ) -> list[list[Observation]]:
        """The observations of one kind of period, in segments that may each be drawn as one line.

        Args:
            every: ``year``, ``month`` or ``span`` (spans within one year: cumulative figures).
            status: whose rows; one row, the best, for each period.

        A new segment begins where a row is flagged ``break``, also when that row itself was narrowed away, is of another
        source or another kind of period: what counts is that the break lies between two points.
        """
        if every not in ("year", "month", "span"):
            raise ReportError(
                str(
                    Fault(
                        f"every={every!r}", "", "'year', 'month' or 'span'", nearest(every, ["year", "month", "span"])
                    )
                )
            )
        table = self._table
        every_row = table.rows(region, indicator)
        flagged = every_row[self._visible[every_row] & (table.frame["flag"].iloc[every_row] == "break").to_numpy()]
        breaks = sorted(set(table.end[flagged].tolist()))
        segments: list[list[Observation]] = []
        seen: set[Period] = set()
        for row in self._rows(region, indicator, None, status):
            period = table.periods[table.number["period"][row]]
            if period in seen or period.kind != every or every == "span" and period.start[0] != period.end[0]:
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

    def _rows(self, region: str, indicator: str, period: str | Period | None, status: Words) -> np.ndarray:
        table = self._table
        rows = table.rows(region, indicator)
        rows = rows[self._chosen[rows]]
        if period is not None:
            rows = rows[table.number["period"][rows] == table.place["period"].get(str(period), -1)]
        if status is not None:
            numbers = [table.place["status"].get(word, -1) for word in _words(status)]
            rows = rows[np.isin(table.number["status"][rows], numbers)]
        return rows

    @staticmethod
    def _rank(period: Period) -> int:
        if period.kind == "span":
            return 1 if period.start[0] == period.end[0] else 3
        return 0 if period.kind == "year" else 2


def _words(words: str | Period | Iterable[str]) -> list[str]:
    return [str(words)] if isinstance(words, str | Period) else [str(word) for word in words]


def _confidence(name: str) -> int:
    if name not in CONFIDENCES:
        raise ReportError(
            str(Fault(f"confidence {shown(name)}", "", "'high', 'medium' or 'low'", nearest(name, CONFIDENCES)))
        )
    return CONFIDENCES.index(name)


def load(path: str | Path, descriptor: str | Path | None = None) -> Dataset:
    """The dataset in the CSV at ``path``, checked as a whole.

    Args:
        path: the CSV file.
        descriptor: the ``datapackage.json`` with the code lists; without it the one beside the CSV, else the project's own.

    Raises DatasetError with every fault of the file (or of the descriptor): file, line, column, value, what was expected
    and the nearest valid value. A file is read once per process as long as it does not change.
    """
    path = Path(path)
    if descriptor is None:
        beside = path.parent / "datapackage.json"
        descriptor = beside if beside.exists() else OWN_DESCRIPTOR
    descriptor = Path(descriptor)
    return _load(path, descriptor, _state(path), _state(descriptor))


def _state(path: Path) -> tuple[str, int, int] | None:
    try:
        state = path.stat()
        return str(path.resolve()), state.st_mtime_ns, state.st_size
    except (OSError, ValueError):
        return None


@lru_cache(maxsize=4)
def _load(path: Path, descriptor: Path, *_state: object) -> Dataset:
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
        faults += _content_faults(sheet, codes)
    if faults:
        raise DatasetError(str(path), faults)
    return Dataset(_Table(sheet, codes, path))


# --- validation -----------------------------------------------------------------------------------------------------

Explanation = tuple[str, str, str]


@dataclass(frozen=True)
class _Rule:
    """What the values of one column must be: a vectorised test, and the words for a value that fails it."""

    holds: Callable[[pd.Series], pd.Series]
    explain: Callable[[str], Explanation]


def _rules(codes: Codes | None) -> dict[str, _Rule]:
    rules = {
        "period": _Rule(_are_periods, _explain_period),
        "value": _Rule(lambda texts: texts.str.fullmatch(DECIMAL.pattern), _explain_value),
        "status": _one_of(STATUSES),
        "qualifier": _one_of(QUALIFIERS),
        "confidence": _one_of(CONFIDENCES),
        "flag": _one_of(FLAGS),
        "locator": _Rule(_are_sentences, _explain_text),
        "note": _Rule(_are_sentences, _explain_text),
    }
    if codes is not None:
        rules["region"] = _Rule(
            lambda texts: texts.isin(list(codes.regions)), lambda text: _explain_region(text, codes)
        )
        rules["indicator"] = _listed(codes.indicators, "indicator", "indicator-list", codes)
        rules["unit"] = _listed(codes.units, "unit", "units", codes)
        rules["source"] = _listed(codes.sources, "source", "source-list", codes)
    return rules


def _one_of(choices: tuple[str, ...]) -> _Rule:
    named = ", ".join(choice or "nothing" for choice in choices)
    return _Rule(
        lambda texts: texts.isin(choices), lambda text: (shown(text), f"one of {named}", _similar(text, choices))
    )


def _listed(records: dict, what: str, resource: str, codes: Codes) -> _Rule:
    names = {plain(name): slug for slug, record in records.items()
             for name in (slug, getattr(record, "zh", ""), getattr(record, "en", "")) if name}  # fmt: skip

    def explain(text: str) -> Explanation:
        near = names.get(nearest(plain(text[:100]), names), "")
        return f"unknown {what} {shown(text)}", f"one of the list {resource!r} in {codes.path}", near

    return _Rule(lambda texts: texts.isin(list(records)), explain)


def _explain_region(text: str, codes: Codes) -> Explanation:
    fault = codes.unknown_region(text)
    return fault.what, f"one of the list 'regions' in {codes.path}", fault.nearest


def _similar(text: str, choices: Iterable[str]) -> str:
    return nearest(plain(text[:100]).replace(" ", "_"), [choice for choice in choices if choice])


DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,12})?")
NO_NUMBER = {"", "nan", "na", "n/a", "#n/a", "null", "none", "-", "--", "—", "…", "...", "x", "无", "缺"}


def _explain_value(text: str) -> Explanation:
    """Why a value is no plain decimal, and the plain decimal that was probably meant."""
    expected = "a plain decimal such as 16.6"
    tidy = unicodedata.normalize("NFKC", text[:100]).strip().replace("−", "-")
    if tidy.casefold() in NO_NUMBER:
        found = f"{shown(text)} is not a number" if text.strip() else "the value is empty"
        return found, f"{expected}; leave a row out when its value is not known", ""
    if re.fullmatch(r"[+-]?inf(inity)?|[+-]?∞", tidy.casefold()):
        return f"{shown(text)} is infinite", expected, ""
    if tidy.startswith("#"):
        return f"{shown(text)} is an error of the spreadsheet", expected, ""
    if tidy.startswith("="):
        return f"{shown(text)} is a formula", f"{expected}; save its result", ""
    number = re.sub(r"\s*[%‰]$", "", tidy)
    if re.fullmatch(r"[+-]?\d{1,3}(?:[,' ]\d{3})+(?:\.\d+)?", number):
        number, found = re.sub("[,' ]", "", number), f"{shown(text)} has thousands separators"
    elif re.fullmatch(r"[+-]?\d+,\d+", number):
        number, found = number.replace(",", "."), f"{shown(text)} has a decimal comma"
    elif tidy.endswith(("%", "‰")):
        expected, found = f"{expected}; the sign belongs in the column unit", f"{shown(text)} has a percent sign"
    elif number != text:
        found = f"{shown(text)} has full-width characters or spaces"
    else:
        found = f"{shown(text)} is not a plain decimal"
    number = number.removeprefix("+")
    if re.fullmatch(r"-?\d{0,18}\.?\d{0,12}(?:e[+-]?\d{1,2})?", number.casefold()) and re.search(r"\d", number):
        try:
            number = f"{Decimal(number):f}"
        except ArithmeticError:
            number = ""
    return found, expected, number if DECIMAL.fullmatch(number) and number != text else ""


EXCEL_EPOCH = date(1899, 12, 30)
ENGLISH_MONTHS = {name[:3].casefold(): number for number, name in enumerate(language.MONTHS, 1)}


def _are_periods(texts: pd.Series) -> pd.Series:
    """Which texts are periods that do not end before they start. (Of spans, text order is the order in time.)"""
    return texts.str.fullmatch(Period.grammar.pattern) & ((texts.str.len() < 15) | (texts.str[:7] <= texts.str[8:]))


def _explain_period(text: str) -> Explanation:
    """Why a period is none, and the period that was probably meant."""
    expected = "2021 (a year), 2022-07 (a month) or 2022-01/2022-07 (January to July)"
    if not text.strip():
        return "the period is empty", expected, ""
    if Period.grammar.fullmatch(text):
        return f"{shown(text)} ends before it starts", expected, f"{text[8:]}/{text[:7]}"
    tidy = unicodedata.normalize("NFKC", text[:60]).strip().casefold()
    found = f"{shown(text)} is not a period"
    if re.fullmatch(r"[2-7]\d{4}(\.\d+)?", tidy):
        day = EXCEL_EPOCH + timedelta(int(float(tidy)))
        return f"{shown(text)} is an Excel date number", f"{expected}; format the column as text", f"{day:%Y-%m}"
    if match := re.fullmatch(r"([a-z]{3})[a-z]*[- ]'?(\d{2}|\d{4})|(\d{2})-([a-z]{3})", tidy):
        month = ENGLISH_MONTHS.get(match[1] or match[4])
        if month:
            year = int(match[2] or match[3])
            near = f"{year if year > 99 else 2000 + year}-{month:02}"
            return f"{shown(text)} is a date as Excel writes it", f"{expected}; format the column as text", near
    # Chinese and other ways of writing the same: 2022年1-7月, 2022年7月, 2022/7/31, 2022.7, 2022Q3 …
    if match := re.fullmatch(r"(\d{4})年(\d{1,2})月?[-—–~至到](\d{1,2})月", tidy):
        near = f"{match[1]}-{int(match[2]):02}/{match[1]}-{int(match[3]):02}"
    elif match := re.fullmatch(r"(\d{4})[-./年](\d{1,2})(?:[-./月](\d{1,2})日?|月)?(?:[t ][\d:]+)?", tidy):
        near = f"{match[1]}-{int(match[2]):02}"
        if match[3]:
            found = f"{shown(text)} is a day"
    elif match := re.fullmatch(r"(\d{4})[-. ]?q([1-4])", tidy):
        last = 3 * int(match[2])
        near = f"{match[1]}-{last - 2:02}/{match[1]}-{last:02}"
    elif match := re.fullmatch(r"(\d{4})(?:年|\.0)?", tidy):
        near = match[1]
    elif match := re.fullmatch(r"(\d{4})-?(\d{1,2})\s*[/~—–至到_]+\s*(?:(\d{4})-?)?(\d{1,2})", tidy):
        near = f"{match[1]}-{int(match[2]):02}/{match[3] or match[1]}-{int(match[4]):02}"
    else:
        near = tidy
    valid = Period.grammar.fullmatch(near) and not (len(near) > 7 and near[8:] < near[:7])
    return found, expected, near if valid and near != text else ""


def _are_sentences(texts: pd.Series) -> pd.Series:
    return ~texts.str.contains(UNPRINTABLE.pattern, regex=True) & (texts.str.len() <= MOST_TEXT)


def _explain_text(text: str) -> Explanation:
    if "\n" in text:
        return f"a line break in {shown(text)}", "one line", ""
    if UNPRINTABLE.search(text):
        return f"a control character in {shown(text)}", "printable text", ""
    return f"{len(text):,} characters", f"at most {MOST_TEXT:,}", ""


@dataclass(frozen=True, order=True)
class _Finding:
    """A fault before it is put into words: where it is first seen, and how to explain it."""

    line: int
    place: int
    column: str = field(compare=False)
    lines: np.ndarray = field(compare=False)
    explain: Callable[[], Explanation] = field(compare=False)


def _content_faults(sheet: Sheet, codes: Codes | None) -> list[Fault]:
    """What is wrong with the cells: column by column, then where columns or rows contradict each other."""
    findings = _column_findings(sheet, codes)
    if codes is not None:
        findings += _unit_findings(sheet, codes)
        findings += _vantage_findings(sheet, codes)
    findings += _key_findings(sheet)
    findings.sort()
    faults = []
    for number, finding in enumerate(findings[:MOST_FAULTS]):
        what, expected, near = finding.explain()
        where = f"{sheet.name}, {some_lines(finding.lines)}, column {finding.column}"
        # Looking for similar words is slow in long lists: only what is likely to be read gets it.
        faults.append(Fault(what, where, expected, near if number < MOST_NEAREST else ""))
    if len(findings) > MOST_FAULTS:
        faults.append(Fault(f"{len(findings) - MOST_FAULTS:,} more faults of this kind", sheet.name))
    return faults


def _column_findings(sheet: Sheet, codes: Codes | None) -> list[_Finding]:
    """Values that break the rule of their column; pandera checks each distinct value once."""
    import pandera.pandas as pandera

    findings = []
    for name, rule in _rules(codes).items():
        if name not in sheet.frame or not len(sheet.frame):
            continue
        categories = sheet.frame[name].cat
        distinct = pd.Series(categories.categories.astype(object), dtype="str", name=name)
        schema = pandera.SeriesSchema(str, pandera.Check(rule.holds, name=name), name=name)
        try:
            schema.validate(distinct, lazy=True)
            continue
        except pandera.errors.SchemaErrors as errors:
            bad = errors.failure_cases["index"].dropna().astype(int).unique()
        for number, lines in _lines_of(categories.codes.to_numpy(), bad, sheet.lines).items():
            text = distinct[number]
            findings.append(_Finding(int(lines[0]), COLUMNS.index(name), name, lines,
                                     lambda text=text, rule=rule: rule.explain(text)))  # fmt: skip
    return findings


def _lines_of(numbers: np.ndarray, wanted: np.ndarray, lines: np.ndarray) -> dict[int, np.ndarray]:
    """For each wanted number the lines of the rows that have it."""
    rows = np.flatnonzero(np.isin(numbers, wanted))
    rows = rows[np.argsort(numbers[rows], kind="stable")]
    found, starts = np.unique(numbers[rows], return_index=True)
    return dict(zip(found.tolist(), np.split(lines[rows], starts[1:])))


def _unit_findings(sheet: Sheet, codes: Codes) -> list[_Finding]:
    """Units that are in the list but are not the one of their indicator."""
    if not {"indicator", "unit"} <= set(sheet.frame):
        return []
    expected = sheet.frame["indicator"].map(
        lambda slug: codes.indicators[slug].unit if slug in codes.indicators else ""
    )
    unit = sheet.frame["unit"].astype(object)
    wrong = ((unit != expected.astype(object)) & unit.isin(list(codes.units)) & (expected != "")).to_numpy()
    pairs = sheet.frame.loc[wrong, ["indicator", "unit"]].astype(object)
    findings = []
    for (slug, text), rows in pairs.groupby(["indicator", "unit"]).indices.items():
        lines = sheet.lines[wrong][rows]
        own = codes.indicators[slug].unit
        findings.append(_Finding(int(lines[0]), COLUMNS.index("unit"), "unit", lines, lambda text=text, slug=slug, own=own: (
            f"{shown(text)} is not the unit of {slug}", "one unit for each indicator", own)))  # fmt: skip
    return findings


def _vantage_findings(sheet: Sheet, codes: Codes) -> list[_Finding]:
    """Observations of a period that had not begun when their source was known."""
    if not {"period", "status", "source"} <= set(sheet.frame):
        return []
    frame = sheet.frame[["period", "status", "source"]].assign(row=range(len(sheet.frame)))
    frame = frame[(frame["status"] == "observed") & frame["source"].isin(list(codes.sources))]
    frame = frame[
        frame["period"].isin([text for text in frame["period"].cat.categories if Period.grammar.fullmatch(text)])
    ]
    starts = frame["period"].astype(object).map(lambda text: text[:7] if len(text) > 4 else f"{text}-01")
    known = frame["source"].astype(object).map(lambda slug: codes.sources[slug].known_from)
    frame = frame[(starts > known).to_numpy()].astype({"period": object, "source": object})
    findings = []
    for (period, source), rows in frame.groupby(["period", "source"]).indices.items():
        lines = sheet.lines[frame["row"].to_numpy()[rows]]
        month = codes.sources[source].known_from
        findings.append(_Finding(int(lines[0]), COLUMNS.index("period"), "period", lines,
            lambda period=period, source=source, month=month: (
                f"{shown(period)} is observed, but the source {source} was known in {month}, before that began",
                "an earlier period, a later source, or the status forecast, target or planned", "")))  # fmt: skip
    return findings


def _key_findings(sheet: Sheet) -> list[_Finding]:
    """Rows that repeat the key of an earlier row."""
    if not set(KEY) <= set(sheet.frame):
        return []
    numbers = sheet.frame[KEY].apply(lambda column: column.cat.codes)
    doubled = np.flatnonzero(numbers.duplicated(keep=False))
    groups = numbers.iloc[doubled].groupby(KEY, sort=False).ngroup().to_numpy()
    by_group = doubled[np.argsort(groups, kind="stable")]
    starts = np.flatnonzero(np.diff(np.sort(groups), prepend=-1))
    findings = []
    for rows in np.split(by_group, starts[1:])[: 10 * MOST_FAULTS] if len(doubled) else []:
        lines = sheet.lines[rows]
        key = "/".join(sheet.frame[KEY].iloc[rows[0]])
        findings.append(_Finding(int(lines[1]), 0, "+".join(KEY), lines[1:], lambda key=key, first=lines[0]: (
            f"repeats line {first} ({shown(key, 120)})", "one row for each key", "")))  # fmt: skip
    return findings
