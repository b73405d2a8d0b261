"""The ledger: what became of each measure, one piece of evidence a row of a CSV file beside the
dataset.

A piece says of one measure (or of a line of action, or of something that the policy text names) how
far it was seen to be: announced, started, under way, done, or contrary to what was meant. That
nothing was found is never written: it follows from there being no row.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict

from industry_report.data.codes import Coded, Label, Several
from industry_report.data.csvfile import Sheet, read_sheet
from industry_report.data.dataset import Dataset, Observation
from industry_report.data.errors import FaultsError, shown
from industry_report.data.message import Message
from industry_report.data.periods import MONTH, YEAR, Period, month_number
from industry_report.data.records import Place, Tree, Words, matching
from industry_report.data.validation import KEY, Confidence, Flag
from industry_report.words import Text

FILE = "ledger.csv"
COLUMNS = (
    "about",
    "status",
    "relation",
    "scope",
    "date",
    "source",
    "locator",
    "confidence",
    "flag",
    "rows",
    "zh",
    "en",
)
#: How far a measure was seen to be, from the least to the most; what speaks against it is CONTRARY.
ANNOUNCED, STARTED, UNDER_WAY, DONE = "announced", "started", "under_way", "done"
CONTRARY = "contrary"
PROGRESS = (ANNOUNCED, STARTED, UNDER_WAY, DONE)
DIRECT, PROXY = "direct", "proxy"
#: What evidence of the whole region cannot be for one of its places.
NOT_OF_A_REGION = {(DIRECT, status) for status in (*PROGRESS, CONTRARY)} | {(PROXY, DONE)}

#: Numbers of a text that are no quantities: years and months of the calendar, and what belongs to a
#: name (5G, Document No. 1).
NAMES = re.compile(
    r"(19|20)\d\d(?![,.]*\d)|(?<!\d)\d+([—–-]\d+)?(?=\u6708)|(?<=No\. )\d+|(?<!\d)\d+(?=G\b)",
    re.ASCII,
)
NUMBER = re.compile(r"\d[\d,]*(\.\d+)?")


def _flags(value: object) -> object:
    return value.split() if isinstance(value, str) else value


@dataclass(frozen=True)
class Piece:
    """A piece of evidence.

    Attributes:
        about: id of a measure, a line of action or something that the policy text names.
        status: of :data:`PROGRESS`, or ``contrary``. ``done`` is a finished step or a counted
            result; it does not say that the measure is exhausted.
        relation: ``direct``, or ``proxy`` where it shows something near by.
        scope: whose doing it shows; that of the whole region is a proxy and never ``done``.
        date: the month or year of which it speaks.
        source: id in the list of sources.
        locator: the words of the source on which it rests.
        confidence, flag: as in the dataset; they grade it.
        rows: ids of the rows of the dataset that its numbers repeat.
        zh, en: what it says; a number in it is one of ``rows`` or of ``locator``.
        unread: the years or months of targets among ``rows`` without a result; never in the file,
            it follows from the vantage point.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")
    about: Words
    status: Literal["announced", "started", "under_way", "done", "contrary"]
    relation: Literal["direct", "proxy"]
    scope: Literal["city", "district", "firm", "region"]
    date: Annotated[Words, matching(f"{YEAR}|{MONTH}", "form.year_or_month")]
    source: Words
    locator: Label
    confidence: Confidence
    zh: Label
    en: Label
    flag: Annotated[tuple[Flag, ...], BeforeValidator(_flags)] = ()
    rows: Several = ()
    unread: tuple[str, ...] = ()

    @property
    def text(self) -> Text:
        """What it says."""
        return Text(self.zh, self.en)

    @property
    def period(self) -> Period:
        """The month or year of which it speaks."""
        return Period.parse(self.date)


class _Rows(Tree):
    """The rows of the sheet as plain values that know their lines."""

    def __init__(self, path: Path, sheet: Sheet) -> None:
        rows = sheet.frame.astype(str).to_dict("records")
        super().__init__(path, rows, lambda: None)
        self.lines = sheet.lines

    def line(self, place: Place) -> int:
        """The line of the file on which the row begins."""
        return int(self.lines[place[0]]) if place else 0

    def where(self, place: Place) -> str | Message:
        """File, line and column."""
        if len(place) < 2:
            return super().where(place)
        cell = {"line": self.line(place), "column": place[1]}
        return Message("place.cell", file=self.path.name, **cell)


def read(rows: Dataset | Coded, subjects: Collection[str] | None = None) -> tuple[Piece, ...]:
    """The pieces of the file beside a dataset, by date; none where there is no file.

    Args:
        rows: all rows of the dataset, to which numbers refer; without them numbers are unchecked.
        subjects: ids of what there may be evidence of; None leaves them unchecked.

    Raises FaultsError with every fault: line, column, what was expected, the nearest choice.
    """
    path = rows.path.parent / FILE
    if not path.exists():
        return ()
    sheet = read_sheet(path, COLUMNS)
    if sheet.faults:
        raise FaultsError(str(path), sheet.faults)
    tree = _Rows(path, sheet)
    seen: set[tuple[str, ...]] = set()
    for number, row in enumerate(tree.value):
        if (whole := tuple(row.values())) in seen:
            tree.fault((number, "about"), "ledger.twice")
        seen.add(whole)
        if subjects is not None and row["about"]:
            tree.one_of((number, "about"), row["about"], "measure", subjects)
        if row["source"]:
            tree.one_of((number, "source"), row["source"], "source", rows.codes.sources)
    pieces = tree.record(tuple[Piece, ...]) or ()
    for number, piece in enumerate(pieces):
        _check(tree, number, piece, rows)
    tree.check()
    return tuple(sorted(pieces, key=lambda piece: piece.period.end))


def _check(tree: Tree, number: int, piece: Piece, rows: Dataset | Coded) -> None:
    """What must hold within a piece, and between it and the dataset."""
    source = rows.codes.sources.get(piece.source)
    if source and month_number(source.known_from) < month_number(piece.period.start):
        said = {"date": piece.date, "month": source.known_from}
        tree.fault((number, "date"), "ledger.late", **said)
    if piece.scope == "region" and (piece.relation, piece.status) in NOT_OF_A_REGION:
        found = {"relation": piece.relation, "status": piece.status}
        tree.fault((number, "relation"), "ledger.of_region", **found)
    if isinstance(rows, Dataset):
        _check_numbers(tree, number, piece, rows)


def _check_numbers(tree: Tree, number: int, piece: Piece, rows: Dataset) -> None:
    """The numbers of a piece are those of the rows that it names, or are quoted."""
    values = []
    for id in piece.rows:
        row = row_of(rows, id)
        if row is None:
            tree.fault((number, "rows"), "ledger.no_row", id=shown(id), key="/".join(KEY))
        else:
            values.append(row.text)
    known = _digits(" ".join([*values, piece.locator]))
    for column in ("zh", "en"):
        for digits, text in _quantities(getattr(piece, column)):
            if digits not in known:
                tree.fault((number, column), "ledger.number", number=text)


def row_of(rows: Dataset, id: str) -> Observation | None:
    """The row of the dataset with this id; None where there is none."""
    parts = id.split("/")
    if len(parts) < len(KEY):
        return None
    region, indicator, *period, status, source = parts
    found = rows.all(indicator, region, "/".join(period), status)
    return next((row for row in found if row.source == source), None)


def _digits(text: str) -> set[str]:
    """The numbers of a text as their digits, whatever their unit: 1,200 and 12 are alike."""
    return {_significant(found[0]) for found in NUMBER.finditer(text)}


def _quantities(text: str) -> Iterator[tuple[str, str]]:
    """The numbers of a text that are quantities: their digits, and as they are written."""
    for found in NUMBER.finditer(NAMES.sub(" ", text)):
        yield _significant(found[0]), found[0]


def _significant(number: str) -> str:
    """Digits without point, commas and zeros at either end, which units move."""
    return number.replace(",", "").replace(".", "").strip("0")
